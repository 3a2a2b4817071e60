"""What the unit's staff should do next, in Indonesian, one concrete sentence each. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from schemas.spoken import say_day
from tasks.report.story.pieces import (
    FileStory,
    HeldRow,
    Owed,
    RejectedSheet,
    ReportStory,
    Story,
    same_refusals,
)

_NAMED = 8  # a list of more cells is read by nobody; the rows above name all
# the row is at fault, not the cell its reason begins with
_REPEATED, _CONTRADICTED = _TWICE = ("E401", "E402")
# what to do where the sentence of `schemas.reasons` or `expectations.suite_amplop` only says what
# is wrong
REMEDIES = {
    "E006": "Hapus lembar dan format kosong yang tidak dipakai, lalu kirim ulang.",
    "E008": "Periksa tanda kutip, koma, dan kurungnya, lalu kirim ulang.",
    "E009": "Sesuaikan bentuknya, lalu kirim ulang.",
    "E010": "Tulis nama dataset sebagai judul lembar atau di atas tabelnya, lalu kirim ulang.",
    "E011": "Tambahkan kolom itu dengan judul seperti pada formulir, lalu kirim ulang.",
    "E012": "Ganti atau hapus salah satu judulnya, lalu kirim ulang.",
    "E018": "Taruh berkas di inbox/<unit_id>/ unit yang terdaftar.",
    "E019": "Sebut satu dataset saja pada judulnya, lalu kirim ulang.",
    "E021": "UPT tidak perlu berbuat apa-apa.",
    "E023": "Tampilkan lembarnya, lalu kirim ulang.",
    "E024": "Hapus contohnya, atau isi formulir pada lembar sendiri, lalu kirim ulang.",
    "E025": "Sederhanakan judul kolomnya seperti pada formulir, lalu kirim ulang.",
    "E026": "Tampilkan kolomnya, lalu kirim ulang.",
    "E032": "UPT tidak perlu berbuat apa-apa.",
    "E033": "Tulis judul seperti pada formulir, lalu kirim ulang; bila isinya lain, tidak perlu.",
    "E103": "Betulkan Nama UPT, atau taruh berkas di map unit yang ditulis.",
    "E105": "Betulkan Periode, lalu kirim ulang.",
    "E106": "Betulkan judul lembar atau Nama UPT bila keliru; bila benar, lembar ini tidak perlu.",
    "E107": "Betulkan Tanggal Laporan, lalu kirim ulang.",
    "E108": "Betulkan Periode atau Tanggal Laporan, lalu kirim ulang.",
    "E109": "Samakan Nama UPT dan Periode di mana pun disebut, lalu kirim ulang.",
    "E111": "Tulis Nama UPT di atas tabel, lalu kirim ulang.",
    "E112": "Betulkan Periode, lalu kirim ulang.",
}
_UNPUBLISHED = {
    "held": "Berkas {} ditahan bersama seluruh pemuatannya karena ada angka yang tidak wajar; "
    "pengelola yang memutuskan. UPT tidak perlu berbuat apa-apa.",
    "archived": "Berkas {} sudah disimpan tetapi belum dinilai, karena bulannya tidak diminta "
    "saat dimuat. UPT tidak perlu berbuat apa-apa.",
    "withdrawn": "Berkas {} dihapus dari landing zone selagi ditahan, jadi tidak diterbitkan. "
    "Bila memang berlaku, kirim ulang.",
}


def advise(story: Story) -> list[str]:
    """Sentences in the order of urgency; what is published whole asks for none."""
    files = [*story.berkas, *story.tak_terbaca]
    reports = {report.report_id: report for file in files for report in file.laporan}
    sentences = [
        *_mend_cells(list(reports.values())),
        *(s for file in files for s in _replace_rejected(file, story)),
        *(_UNPUBLISHED[f.state].format(f.berkas) for f in files if f.state in _UNPUBLISHED),
        *(_outdated(file, report) for file in files for report in _never_counted(file)),
        *_still_owed(story),
    ]
    return list(dict.fromkeys(sentences)) or [_nothing(story)]


def _nothing(story: Story) -> str:
    reports = [report for file in story.berkas for report in file.laporan]
    newer = sorted({r.berkas_berlaku for r in reports if r.berkas_berlaku})
    if story.unit is None and newer and all(r.keadaan == "digantikan" for r in reports):
        now = _listed(newer)
        return f"Tidak ada: isi berkas ini sudah digantikan; yang berlaku sekarang berkas {now}."
    if story.berkas:
        return "Tidak ada yang perlu dikerjakan: yang berlaku sudah terbit seluruhnya."
    return "Tidak ada yang diterima, dan tidak ada yang wajib dilaporkan."


def _mend_cells(reports: Sequence[ReportStory]) -> Iterator[str]:
    """One sentence per file with open rows: a report is sent again as a whole."""
    found: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for report in reports:
        rows = [row for row in report.karantina if row.keadaan == "terbuka"]
        if rows:
            file = report.pemilik_sha256, report.pemilik
            found[file].append((_faults(rows), report.pemilik_lembar))
    for (_, berkas), sheets in found.items():
        if len(sheets) == 1:
            faults, lembar = sheets[0]
            place = _place([lembar], berkas)
            yield f"Perbaiki {faults} pada {place}, lalu kirim ulang berkas lengkap."
        else:
            parts = "; ".join(f"lembar {lembar} {faults}" for faults, lembar in sheets)
            yield f"Perbaiki berkas {berkas}: {parts}; lalu kirim ulang berkas lengkap."


def _place(sheets: Sequence[str], berkas: str) -> str:
    """Sheets of a file; of a CSV, whose sheet is only its name once more, the file."""
    stem = berkas.rpartition("/")[2].rpartition(".")[0]
    named = [] if list(sheets) == [stem] else [f"lembar {_listed(sheets)}"]
    return " ".join([*named, f"berkas {berkas}"])


def _faults(rows: Sequence[HeldRow]) -> str:
    """The cells to mend; the rows where no cell is to blame, or the row as a whole."""
    cells, doubles, contradicting, others = [], [], [], []
    for row in rows:
        own = [s for s, kode in zip(row.sel, row.kode, strict=True) if s and kode not in _TWICE]
        if own:
            cells += list(dict.fromkeys(own))
        elif _REPEATED in row.kode:
            doubles.append(str(row.baris))
        elif _CONTRADICTED in row.kode:
            contradicting.append(str(row.baris))
        else:
            others.append(str(row.baris))
    parts = [
        _some("sel", cells),
        _some("baris", others),
        _some("baris", contradicting, " (pilih satu)"),
        _some("baris", doubles, " (hapus ulangannya)"),
    ]
    return _listed([part for part in parts if part])


def _some(noun: str, names: Sequence[str], remark: str = "") -> str:
    if not names:
        return ""
    left = len(names) - _NAMED
    shown = [*names[:_NAMED], *([f"{left} {noun} lain"] if left > 0 else [])]
    return f"{noun} {_listed(shown)}{remark}"


def _listed(names: Sequence[str]) -> str:
    """A, B, dan C."""
    if len(names) < 3:
        return " dan ".join(names)
    return f"{', '.join(names[:-1])}, dan {names[-1]}"


def _replace_rejected(file: FileStory, story: Story) -> Iterator[str]:
    """Why a file or its sheets were refused, and what to do, unless a later file took its place."""
    owed = {o.dataset: o for o in story.wajib if o.status in {"belum", "ditolak"}}
    last = {_what(sheet): f for f in story.berkas for sheet in f.ditolak}
    of_another = story.unit is not None and story.unit.upt_id != file.sender
    folder = f" dari map {file.sender}" if of_another else ""
    standing = [s for s in file.ditolak if not s.susulan and last.get(_what(s), file) is file]
    for sheets in same_refusals(standing):
        late = [owed[s.dataset] for s in sheets if s.bulan and s.dataset in owed]
        until = f" Laporan ini {_until(late[0])}." if late else ""
        place = _place([sheet.lembar for sheet in sheets], file.berkas)
        yield _refused(f"{place}{folder}", sheets[0].kode, sheets[0].alasan) + until
    if file.kode and file.alasan and not file.ditolak and not file.susulan:
        yield _refused(f"berkas {file.berkas}", file.kode, file.alasan)


def _what(sheet: RejectedSheet) -> tuple[str, str, date | None, str]:
    """What a sheet is about; where that is unknown, the sheet itself."""
    unit = sheet.upt_id or sheet.sender
    return unit, sheet.dataset, sheet.bulan, "" if sheet.bulan else sheet.sha256


def _refused(place: str, kode: str, alasan: str) -> str:
    """What was refused and why, with the remedy."""
    sentence = f"{place[0].upper()}{place[1:]} ditolak ({kode}): {alasan}"
    return f"{sentence} {REMEDIES.get(kode, '')}".strip()


def _never_counted(file: FileStory) -> list[ReportStory]:
    return [r for r in file.laporan if r.keadaan == "tersimpan" and r.tanggal_berlaku]


def _outdated(file: FileStory, report: ReportStory) -> str:
    assert report.tanggal_berlaku is not None  # noqa: S101 (`_never_counted` chose it)
    counting = say_day(report.tanggal_berlaku)
    return (
        f"Laporan {report.dataset} dalam berkas {file.berkas} (tanggal laporan "
        f"{say_day(report.tanggal_laporan)}) tidak dipakai karena yang lebih baru sudah berlaku: "
        f"berkas {report.berkas_berlaku} (tanggal laporan {counting}). Bila isinya memang "
        f"pembetulan, tulis Tanggal Laporan sesudah {counting}, lalu kirim ulang."
    )


def _still_owed(story: Story) -> Iterator[str]:
    """What is owed and not there at all; one month, so one deadline."""
    refused = {s.dataset for f in story.berkas for s in f.ditolak if not s.susulan}
    missing = [o for o in story.wajib if o.status == "belum" and o.dataset not in refused]
    if missing:
        datasets = _listed([owed.dataset for owed in missing])
        yield f"Belum ada laporan {datasets}; {_until(missing[0])}."


def _until(owed: Owed) -> str:
    late = " (sudah lewat)" if owed.terlambat else ""
    return f"wajib dikirim paling lambat {say_day(owed.jatuh_tempo)}{late}"
