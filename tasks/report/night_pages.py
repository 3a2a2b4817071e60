"""The pages of a night in Markdown, for a screen of 1,200 px: lists for sentences, narrow tables.

Pure. One language a page, that of the reasons: the senders'. The reason stands before the file,
and nothing is wider than a table of four short columns. Every list has an end and says how many
lines it leaves out; the warehouse has them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from schemas.calendar import JAKARTA
from schemas.escapes import markdown_text
from schemas.metrics import EXPORTED, METRICS, PARTICIPATION_PCT
from tasks.report.held_back import HeldBack, Place
from tasks.report.markdown_tables import markdown_table, shown

_NEEDED = 20  # units on the summary; their Kanwil's page has more
_OF_KANWIL = 100  # units of a Kanwil: the largest has about sixty
_PLACES = 5  # reasons of a unit
_LONGEST = 1_000  # characters of a sentence: a sheet's title may be of any length
_FIGURES = 100  # changed figures
_LINES = 30  # lines of any other list
_MEANINGS = {m.name: m.meaning for m in (*METRICS, EXPORTED)} | {
    PARTICIPATION_PCT: "Partisipasi, persen"
}
Figures = Sequence[Mapping[str, Any]]


def say_outcome(counts: Mapping[str, int]) -> str:
    """What a run published and what not, in one sentence."""
    if not counts.get("files"):
        return f"Tidak ada yang baru: {shown(counts.get('files_known', 0))} berkas sudah dikenal."
    same = counts["reports_unchanged"]
    said = [
        f"{shown(counts['versions'])} dari {shown(counts['reports'])} laporan terbit"
        + (f" ({shown(same)} tidak berubah)" if same else ""),
        f"{shown(counts['rows_quarantined'])} baris dikarantina",
        f"{shown(counts['files_rejected'])} berkas ditolak",
    ]
    for name, words in _OTHERS.items():
        if counts.get(name):
            said.append(f"{shown(counts[name])} {words}")
    return f"{', '.join(said)}."


_OTHERS = {
    "files_unplaced": "berkas yang bulannya tidak terbaca tetap ditolak",
    "withdrawn": "laporan ditarik",
    "rows_cleared": "baris karantina selesai",
    "figures_restated": "angka nasional berubah",
}


def night_of(started_at: datetime) -> str:
    """Which night a page is of: when its run began."""
    return f"{started_at.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB"


def needed(units: Sequence[HeldBack], most: int = _NEEDED) -> list[str]:
    """Units that somebody has to look after, the most influential first, with reasons whole."""
    if not units:
        return []
    lines = [line for unit in units[:most] for line in _of_unit(unit)]
    return [
        "## Perlu ditindak, yang paling berpengaruh dahulu",
        "\n".join(lines),
        *_more(len(units) - most, "unit", "halaman Kanwil masing-masing memuat semuanya"),
    ]


def _of_unit(unit: HeldBack) -> Iterable[str]:
    months = [place.bulan for place in unit.places if place.bulan]
    why = f"`pembinaan why {unit.unit} {months[0]}`" if months and unit.kanwil_id else ""
    weight = f"{shown(unit.penghuni)} penghuni" if unit.penghuni else ""
    beside = " · ".join(filter(None, [weight, why]))
    yield f"- **{markdown_text(unit.nama)}**" + (f" · {beside}" if beside else "")
    for place in unit.places[:_PLACES]:
        yield f"    - {_reason(place)}"
    if (more := len(unit.places) - _PLACES) > 0:
        yield f"    - dan {shown(more)} alasan lain"


def _reason(place: Place) -> str:
    said, where = markdown_text(place.alasan[:_LONGEST]), markdown_text(place.whole[:_LONGEST])
    return f"**{place.kode}** {said} — {where}"


def reasons(units: Iterable[HeldBack]) -> list[str]:
    """Why things were held back, most frequent first, each with a whole example."""
    found: dict[str, list[tuple[HeldBack, Place]]] = {}
    for unit in units:
        for place in unit.places:
            found.setdefault(place.kode, []).append((unit, place))
    if not found:
        return []
    counted = {code: sum(p.tempat for _, p in lines) for code, lines in found.items()}
    ordered = sorted(found, key=lambda code: (-counted[code], code))
    lines = []
    for code in ordered[:_LINES]:
        unit, place = found[code][0]
        example = f"{markdown_text(unit.nama)}, {markdown_text(place.where[:_LONGEST])}"
        said = markdown_text(place.alasan[:_LONGEST])
        lines.append(f"- **{code}** {shown(counted[code])} kali, misalnya {said} — {example}")
    return ["## Alasan", "\n".join(lines), *_more(len(ordered) - _LINES, "alasan")]


def against_last_night(months: Figures, figures: Figures, title: str) -> list[str]:
    """Figures of each month beside those of before.

    Args:
        months: Lines of `mart.nasional_bulanan` or `mart.kanwil_bulanan`, the latest first.
        figures: What the run changed of them, as `changed_figures` gives it.
        title: Whose figures they are.
    """
    parts = []
    for month in months:
        lines = list(_compared(month, figures))
        if lines:
            name = f"## {title} {month['bulan']:%Y-%m}, dibanding malam lalu"
            parts += [name, markdown_table(("angka", "sebelum", "kini"), lines)]
    return [*parts, "\\* berubah malam ini"] if parts else []


def _compared(month: Mapping[str, Any], figures: Figures) -> Iterable[tuple[Any, ...]]:
    before = {
        line["metrik"]: line["sebelum"]
        for line in figures
        if line["bulan"] == month["bulan"] and line["metrik"] != EXPORTED.name
    }
    for name, meaning in _MEANINGS.items():
        now = month.get(name)
        was = before.get(name, now)
        if now is not None or was is not None:
            yield (f"{meaning}{' *' if name in before else ''}", was, now)


def changed(figures: Figures, heading: str, *, named: bool = True) -> list[str]:
    """Figures that change, before and after; exported goods by their product and country.

    Args:
        figures: As `changed_figures` gives them.
        heading: Of the list.
        named: Say whose each is.
    """
    if not figures:
        return []
    lines = [
        (
            f"{_whose(line) if named else ''}{line['bulan']:%Y-%m}",
            _named(line),
            line["sebelum"],
            line["sesudah"],
        )
        for line in figures[:_FIGURES]
    ]
    of_kanwil = named and any(map(_is_kanwil, figures))
    first = "Kanwil, bulan" if of_kanwil else "bulan"
    table = markdown_table((first, "angka", "sebelum", "sesudah"), lines)
    return [f"## {heading}", table, *_more(len(figures) - _FIGURES, "angka")]


def _whose(line: Mapping[str, Any]) -> str:
    return f"{line['unit_id'].removeprefix('kanwil-')} " if _is_kanwil(line) else ""


def _is_kanwil(line: Mapping[str, Any]) -> bool:
    return bool(line["tingkat"] == "kanwil")


def _named(line: Mapping[str, Any]) -> str:
    meaning = _MEANINGS[line["metrik"]]
    return f"{meaning}: {line['rincian']}" if line["rincian"] else meaning


def say_held(refused: int, figures: int) -> str:
    """Why the gate holds a run, in one sentence."""
    said = []
    if refused:
        said.append(f"berkas dari {shown(refused)} unit akan ditolak")
    if figures:
        said.append(f"{shown(figures)} angka nasional akan bergerak terlalu jauh")
    return f"Ditahan gerbang, tidak ada yang terbit: {' dan '.join(said)}."


def held_figures(lines: Figures) -> list[str]:
    """Every national figure that a held run would change; those that hold it come first."""
    if not lines:
        return ["Tidak ada angka terbit yang akan berubah."]
    rows = [
        (
            line["month"],
            f"{_MEANINGS[line['metric']]}{' (menahan)' if line['holds the run'] else ''}",
            line["now"],
            line["held"],
        )
        for line in lines[:_LINES]
    ]
    table = markdown_table(("bulan", "angka", "berlaku", "ditahan"), rows)
    return ["## Angka nasional yang akan berubah", table, *_more(len(lines) - _LINES, "angka")]


def restated(lines: Figures) -> list[str]:
    """Published national figures that changed, by what changed them.

    Args:
        lines: `sebab`, `metrik`, `rincian`, `bulan`, `sebelum`, `sesudah`.
    """
    causes: dict[str, list[str]] = {}
    for line in lines[:_LINES]:
        moved = f"{shown(line['sebelum'])} → {shown(line['sesudah']) or 'ditarik'}"
        said = f"{markdown_text(_named(line))} {line['bulan']:%Y-%m}: {moved}"
        causes.setdefault(str(line["sebab"]), []).append(said)
    if not causes:
        return []
    listed = []
    for cause, moves in causes.items():
        listed += [f"- karena {markdown_text(cause)}", *(f"    - {move}" for move in moves)]
    return [
        "## Angka nasional yang sudah terbit dan berubah, menurut sebabnya",
        "\n".join(listed),
        *_more(len(lines) - _LINES, "angka", "`ops.restatement` memuat semuanya"),
    ]


def remarks(heading: str, lines: Sequence[str]) -> list[str]:
    """Sentences under a heading; nothing where there are none."""
    if not lines:
        return []
    listed = "\n".join(f"- {line}" for line in lines[:_LINES])
    return [f"## {heading}", listed, *_more(len(lines) - _LINES, "baris")]


def of_kanwil(units: Sequence[HeldBack]) -> list[str]:
    """What a Kanwil's units have to look after."""
    if not units:
        return ["Semua yang diterima dari Kanwil ini terbit."]
    return needed(units, _OF_KANWIL)


def _more(number: int, noun: str, where: str = "gudang data memuat semuanya") -> list[str]:
    return [f"… dan {shown(number)} {noun} lagi; {where}."] if number > 0 else []
