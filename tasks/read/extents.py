"""Extents: what a title, label or name says its figures are, where that is not one month's.

`S.D. OKTOBER`, `TRIWULAN III`, `MINGGU KE-2`, `RENCANA PRODUKSI`, `STOK`: the month that stands
there too is true, and the figures are still not what the unit made in it.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from schemas.errors import Fault
from schemas.personal_data import MARK
from schemas.references import load_references
from schemas.wording import wording_key
from tasks.read.context import is_of_regulation, may_scale, without_scale
from tasks.read.headers import Part, datasets_named, match_header
from tasks.read.item_names import names_no_item
from tasks.read.months import months_in
from tasks.read.own import Own, own_of
from tasks.read.row_words import is_remark
from tasks.read.tables_seen import Table
from tasks.read.whose_table import titles_in

# what stands there holds until it is ended; of these `s.d. Oktober` is no sum of months
_STATES = frozenset({"partisipasi", "klien_bapas", "mitra", "program"})
_PLANNED = frozenset({"program"})  # a programme may be reported while it is a plan
_TIMES = (Part.BEFORE, Part.THIS, Part.UNTIL, Part.MONTH)
_SHORT = 60  # characters of a line below a title
_LONG = 100  # characters; a longer text above a table is no title
_ASIDE = re.compile(
    r"\b(?:batas|paling lambat|tenggat|dikirim|diterima|berlaku|dasar|sesuai|berdasarkan)\b"
    r"|\brp \d"  # `Target PNBP tahun ini Rp 5 juta` states an amount, and titles no table
)
# the words by which columns or rows of one table are of the other
_SOLD = {
    "produksi": r"\b(?:penjualan|pemasaran|terjual|dijual)\b",
    "pemasaran": r"\b(?:hasil produksi|jumlah produksi|diproduksi)\b",
}
_UNTIL = r"(?:s d|sd|sampai(?: dengan)?|hingga)"
_COUNTED = r"(?:[ivx]{1,4}|\d{1,2}|ke|pertama|kedua|ketiga|keempat)"
_PERIODIC = re.compile(
    rf"\b(?:triwulan|tw|semester|smt|kuartal|caturwulan|catur wulan) {_COUNTED}\b"
    r"|\b(?:kumulatif|akumulasi|akumulatif)\b"
    r"|^(?:laporan|lap|rekap|rekapitulasi|data|form|formulir)\b.*\b(?:harian|mingguan|tahunan|"
    r"triwulanan|semesteran)\b"
)
_MATTER = re.compile(
    r"(?:(?:[a-z]|[ivx]{1,4}|\d{1,2}) )?"
    r"(?:(?:laporan|lap|daftar|rekap|rekapitulasi|data|tabel|form|formulir|lampiran|bulanan) )*"
    r"(?:rencana|target|usulan|proyeksi|prognosa|prognosis|estimasi|stok|stock|persediaan|sisa|"
    r"saldo|pembanding|perbandingan|jadwal|agenda|hadir|absen|absensi|presensi|undangan)\b"
    r"|daftar nama\b"
    r"|(?:.*\b)?(?:produk|barang|hasil) (?:rusak|cacat|gagal|reject)\b"
    r"|(?:[a-z] |[ivx]{1,4} |\d{1,2} )?(?:retur|pengembalian|reject|(?:di)?batal(?:kan)?|ditunda|"
    r"pending)\b"
    r"|(?:pesanan|order|transaksi|penjualan|kontrak|kegiatan) (?:retur|reject|(?:di)?batal(?:kan)?|"
    r"ditunda|tertunda|ditolak|pending)\b"
    r"|(?:.*\b)?belum (?:selesai|jadi|diambil|laku|terjual|dikirim|dibayar|terlaksana|"
    r"dilaksanakan)\b"
)
# of a report that comes in several files
_PARTED = re.compile(
    r"\b(?:bagian|part|blok)(?: ke)? (?:\d{1,2}|[ivx]{1,4}|[a-d])\b|"
    r"\b(?:laporan|lap|data|file|berkas) (?:susulan|tambahan|pelengkap)\b|"
    r"\b(?:susulan|pelengkap|melengkapi|tambahan) (?:laporan|lap|data)\b"
)
# of some of those whom a form counts
_OF_SOME = re.compile(
    r"(?<!pembinaan )\b(?:khusus|hanya|selain|kecuali|di luar) (?:untuk )?(?:wbp|warga binaan|"
    r"narapidana|napi|tahanan|anak|klien|perempuan|wanita|laki|pria|dewasa|lansia|blok|wisma|"
    r"kamar|pos|penghuni)\b"
)
_AWAY = re.compile(
    r"(?:.*\b)?(?:bulan|bln|tahun|thn) (?:(?:yang|yg) )?(?:lalu|kemarin|sebelumnya|depan|mendatang|"
    r"berikutnya)"
)
_THIS = re.compile(r"\b(?:realisasi|bulan ini|bulan laporan|bulan berjalan)\b")
_REACHED = re.compile(r"\b(?:realisasi|capaian|pencapaian)\b")


def extent_fault(table: Table, name: str) -> Fault | None:
    """E031 where something said of a table makes its figures other than one month's.

    E033 where its title might: it is not known what it says.

    `name`: The file's; where it names a dataset, it may say that too.
    """
    is_told_apart = _tells_times_apart(table)
    own = own_of(table)
    stated = {said.value for said in table.stated}  # `RS PENGAYOMAN` below a title is the unit's
    of_file = [("nama berkas", name)] if datasets_named(name) else []
    titled = False
    for place, text in (*_said_of(table), *of_file):
        is_title = place != "nama berkas" and table.dataset in datasets_named(text)
        titled = titled or (is_title and place == "judul")
        found = (
            is_other_matter(text, table.dataset)
            or _OF_SOME.search(wording_key(text)) is not None
            or (table.dataset not in _STATES and is_part(text))
        ) or (place != "nama berkas" and not is_told_apart and is_other_time(text, table.dataset))
        if found:
            return Fault("E031", table.grid.name, written=f"{place}: “{text}”")
        is_subtitle = titled and place == "judul" and _is_subtitle(text) and text not in stated
        is_asked = is_title or is_subtitle
        if is_asked and _is_doubted(text, own, is_told_apart=is_told_apart):
            return Fault("E033", table.grid.name, written=f"{place}: “{text}”")
    return _fault_of_headings(table)


def _fault_of_headings(table: Table) -> Fault | None:
    """E031 where the group of a column that is read is of another time or matter."""
    chosen = {column.at for column in table.columns.values()}
    leaves = table.heading.leaves if table.heading else []
    for leaf in (x for x in leaves if x.at in chosen):
        for text in leaf.path[:-1]:  # what a leaf says itself made it the column it is
            if _heads_other(table, text):
                written = f"{table.address(table.tree.block.first, leaf.at)}: “{text}”"
                return Fault("E031", table.grid.name, written=written)
    return None


def _heads_other(table: Table, text: str) -> bool:
    year = months_in(text).year if names_no_item(text) else None
    return match_header(table.dataset, without_scale(text)) is None and (
        is_other_matter(text, table.dataset)
        or is_of_other_table(text, table.dataset)
        or _is_periodic(text)
        or bool(year and table.month and year != table.month.year)
    )


def _is_subtitle(text: str) -> bool:
    """Whether a line below a title goes on with it: short, and no label."""
    return len(text) <= _SHORT and ":" not in text


def _is_doubted(text: str, own: Own, *, is_told_apart: bool) -> bool:
    """Whether a title may be of something else than what was reached.

    Not where what it says is read elsewhere: a scale, times that columns tell apart, until when a
    count held; and not where something personal was masked, since a name is asked for there.
    """
    is_spoken = own.dataset in _PLANNED or _is_aside(text) or MARK in text
    is_of_times = (is_told_apart or own.dataset in _STATES) and is_other_time(text, "produksi")
    is_read = is_spoken or is_of_times or may_scale(text)
    return not is_read and _of_month_in(own, text).doubts("judul", text)


def _of_month_in(own: Own, text: str) -> Own:
    """A report of the month that a title names: whether that is its own is asked elsewhere."""
    said = months_in(text)
    if said.month or not (said.number and own.month):
        return own._replace(month=said.month or own.month)
    return own._replace(month=own.month.replace(month=said.number))


def is_of_other_table(text: str, dataset: str) -> bool:
    """Whether a title is of the other table that has the same columns: made, or sold."""
    return dataset in _SOLD and re.search(_SOLD[dataset], wording_key(text)) is not None


@lru_cache(maxsize=20_000)
def is_other_matter(text: str, dataset: str) -> bool:
    """Whether a title is of a plan, of stock, of what went wrong: not of what was reached."""
    words = wording_key(text)
    is_other = _MATTER.match(words) is not None and _REACHED.search(words) is None
    return is_other and dataset not in _PLANNED and not _is_aside(text)


def is_part(text: str) -> bool:
    """Whether a title or name is of a part of the month's report: `Bagian 2`, `LAPORAN SUSULAN`."""
    words = wording_key(text)
    is_told = _PARTED.search(words) or _week().search(words)
    return len(text) <= _LONG and is_told is not None and not _is_aside(text)


@lru_cache(maxsize=20_000)
def is_other_time(text: str, dataset: str) -> bool:
    """Whether a title is of more or less than one month: `s.d. Oktober`, `Triwulan III`."""
    if _is_aside(text):
        return False
    is_some = _is_part_of_month if dataset in _STATES else _is_of_several_or_some_days
    return _is_periodic(text) or is_some(text)


def says_time_away(words: str) -> bool:
    """Whether a section's title speaks of another month or year without its name: `Bulan lalu`."""
    return _AWAY.fullmatch(words) is not None


def is_of_this(text: str) -> bool:
    """Whether a section's title says that this month's figures follow: `A. Realisasi`."""
    return _THIS.search(wording_key(text)) is not None


def _is_aside(text: str) -> bool:
    return (
        len(text) > _LONG
        or is_remark(text)
        or is_of_regulation(text)
        or _ASIDE.search(wording_key(text)) is not None
    )


def _is_periodic(text: str) -> bool:
    return _PERIODIC.search(wording_key(text)) is not None or _week().search(text) is not None


@lru_cache(maxsize=20_000)
def _is_of_several_or_some_days(text: str) -> bool:
    words = wording_key(text)
    begun = re.compile(rf"(?:\d{{1,2}}|20\d\d|{_months()})$")
    until = any(
        not begun.search(words[: found.start()].rstrip()) for found in _until().finditer(words)
    )
    return until or _spans_months(words) or _is_part_of_month(text)


def _spans_months(words: str) -> bool:
    number = load_references().months
    return any(number[f[1]] != number[f[2]] for f in _range_of_months().finditer(words))


def _is_part_of_month(text: str) -> bool:
    return any(int(f[1]) > 1 or int(f[2]) < 28 for f in _range_of_days().finditer(text))


@cache
def _months() -> str:
    return "|".join(sorted(load_references().months, key=len, reverse=True))


@cache
def _until() -> re.Pattern[str]:
    filler = r"(?:(?:akhir|bulan|bln|periode|tgl|tanggal) )*(?:\d{1,2} )?"
    return re.compile(rf"\b{_UNTIL} {filler}(?:(?:{_months()})\b|ini\b)")


@cache
def _range_of_months() -> re.Pattern[str]:
    between = rf"(?: 20\d\d)? (?:(?:{_UNTIL}|dan|ke) )?(?:(?:bulan|bln|\d{{1,2}}) )*"
    return re.compile(rf"\b({_months()})\b{between}({_months()})\b")


@cache
def _range_of_days() -> re.Pattern[str]:
    until = r"(?:[-–]|s\.?\s*/?\s*d\.?|sampai(?:\s+dengan)?|hingga)"
    return re.compile(
        rf"(?<![\d./-])(\d{{1,2}})\s*{until}\s*(\d{{1,2}})\s+(?:{_months()})\b", re.IGNORECASE
    )


@cache
def _week() -> re.Pattern[str]:
    counted = rf"(?:ke\b|[IVX]+\b|pertama|kedua|ketiga|keempat|\d\b(?!\s*(?:{_months()}|\d)))"
    return re.compile(rf"\bminggu[\s-]+{counted}", re.IGNORECASE)


def _tells_times_apart(table: Table) -> bool:
    """Whether columns or rows say which month each figure is of."""
    h = table.heading
    return h is not None and (any(leaf.has(*_TIMES) for leaf in h.leaves) or "periode" in h.of_row)


def _said_of(table: Table) -> Iterator[tuple[str, str]]:
    """Titles, the label of the month, and the sheet's name, each with its place."""
    grid = table.grid
    head = table.heading.block.first if table.heading else table.starts
    own = list(titles_in(grid, table.starts, head, table.left, table.right))
    above = [] if own else titles_in(grid, 0, table.starts, table.left, table.right)
    yield from (("judul", text) for text in (*own, *above))
    for said in table.stated:
        if said.name == "periode" and said.is_label and isinstance(said.value, str):
            yield said.place, said.value
    if not grid.is_csv:
        yield "nama lembar", grid.name
