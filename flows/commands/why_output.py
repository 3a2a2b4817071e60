"""Print a story: for each file what became of every report and row, then what to do next."""

from collections.abc import Collection, Iterator, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from flows.printing import count, grid, short
from schemas.escapes import plain
from schemas.spoken import say_instant, say_number
from tasks.report.story.pieces import (
    FileStory,
    HeldRow,
    RejectedSheet,
    Remark,
    ReportStory,
    Story,
    same_refusals,
)

_SHOWN = 50  # lines of one list; --json has all
_UNREAD = 10  # files without a month, the latest
_STYLES = {
    "published": "green",
    "partial": "yellow",
    "rejected": "red",
    "duplicate": "cyan",
    "held": "magenta",
    "archived": "cyan",
    "withdrawn": "magenta",
}
_CLOSED = {
    "koreksi": "mended by a later report",
    "aturan": "judged again, and other rules or references cured it",
    "diteruskan": "carried on into a newer version",
    "ditarik": "its report was withdrawn",
}
_Line = tuple[int, RenderableType]  # how far to indent, and what


def show_story(console: Console, story: Story, advice: Sequence[str]) -> None:
    """Print everything there is to tell."""
    for indent, part in _lines(story, advice):
        if part:
            console.print(Padding(part, (0, 0, 0, indent), expand=False), highlight=False)
        else:
            console.print()


def show_files(console: Console, files: Sequence[FileStory]) -> None:
    """Print which files there are, one a line, the latest last."""
    lines = (
        (say_instant(f.first_received_at), f.state, short(f.sha256), f.sender, f.berkas)
        for f in files[-_SHOWN:]
    )
    header = tuple(Text(h, "bold") for h in ("received", "state", "sha256", "from", "file"))
    console.print(grid([header, *lines]))


def _lines(story: Story, advice: Sequence[str]) -> Iterator[_Line]:
    yield 0, _heading(story)
    files = [*story.berkas, *story.tak_terbaca]
    # a version's rows are told with the file it came from, where that is told at all
    owned = {r.report_id for file in files for r in file.laporan if not r.sama}
    for file in story.berkas:
        yield 0, ""
        yield from _tell_file(file, owned, everything=story.unit is None)
    if story.tak_terbaca:
        yield 0, ""
        yield 0, Text("Also received, but nobody can tell for which month", style="bold")
        yield from _left_out(0, story.tak_terbaca, _UNREAD)
    for file in story.tak_terbaca[-_UNREAD:]:
        yield 0, ""
        yield from _tell_file(file, owned, everything=True)
    yield 0, ""
    yield 0, Text("What to do next", style="bold")
    yield 2, grid([(f"{number}.", said) for number, said in enumerate(advice, 1)], 1)


def _heading(story: Story) -> Text:
    received = (
        f"{count(len(story.berkas), 'file')} received" if story.berkas else "nothing received"
    )
    if story.unit is None or story.bulan is None:
        return Text(received, style="bold")
    unit = story.unit
    office = "" if unit.upt_id == unit.kanwil_id else f", {unit.kanwil}"
    heading = Text.assemble((f"{unit.nama} ({unit.upt_id}){office}, {story.bulan:%Y-%m}", "bold"))
    return heading.append(f": {received}")


def _tell_file(file: FileStory, owned: Collection[int], *, everything: bool) -> Iterator[_Line]:
    """Lines of one file; `everything` names the unit and month of each report, too."""
    yield 0, _name(file)
    yield 2, _receipt(file)
    if file.kode and file.alasan and not file.ditolak:
        yield 4, grid([(file.kode, file.alasan)])
        if file.susulan:
            yield 4, Text("a later file of this name was accepted", style="dim")
    for report in file.laporan:
        what = f"{report.upt_id} {report.bulan:%Y-%m} " if everything else ""
        yield 2, _sheet(what, report.dataset, report.lembar, str(report.tanggal_laporan))
        yield from _tell_report(report, with_rows=not report.sama or report.report_id not in owned)
    for sheets in same_refusals(file.ditolak):
        yield from _tell_rejected(sheets, file.run_id, everything=everything)
    if file.peringatan:
        yield 2, Text("warnings on the file")
        yield 4, grid((r.lembar, r.kode, r.alasan) for r in file.peringatan[:_SHOWN])
        yield from _left_out(4, file.peringatan)


def _name(file: FileStory) -> Text:
    origin = f"  {file.sender}, sha256 {short(file.sha256)}"
    return Text.assemble((plain(file.berkas), "bold"), (origin, "dim"))


def _receipt(file: FileStory) -> Text:
    again = file.received_at > file.first_received_at
    return Text.assemble(
        f"received {say_instant(file.first_received_at)}",
        f", last {say_instant(file.received_at)}" if again else "",
        ", ",
        (file.state, _STYLES[file.state]),
        (f", run {file.run_id[:8]}", "dim"),
    )


def _sheet(what: str, dataset: str, lembar: str, tanggal: str = "") -> Text:
    line = Text.assemble(what, (dataset, "bold"), f", sheet {plain(lembar)}")
    return line.append(f", tanggal laporan {tanggal}") if tanggal else line


def _tell_rejected(
    sheets: Sequence[RejectedSheet], read_by: str, *, everything: bool
) -> Iterator[_Line]:
    """Sheets refused for the same reason, perhaps by a later run than first read the file."""
    one = sheets[0]
    what, whose = "", ""
    if everything:
        month = f"{one.bulan:%Y-%m}" if one.bulan else "month unknown,"
        what = f"{one.upt_id or 'unit unknown,'} {month} "
    elif one.upt_id not in {None, one.sender}:
        whose = f" for {one.upt_id}"
    for sheet in sheets:
        line = _sheet(what, sheet.dataset, sheet.lembar)
        line.append(f"{whose}: ").append("rejected", style="red")
        yield 2, line.append("" if one.run_id == read_by else f", run {one.run_id[:8]}", "dim")
    yield 4, grid([(one.kode, one.alasan)])
    if one.susulan:
        yield 4, Text("a later file was accepted in its place", style="dim")


def _tell_report(report: ReportStory, *, with_rows: bool) -> Iterator[_Line]:
    yield 4, _standing(report)
    yield 4, Text(_counts(report))
    if not with_rows:
        return
    if report.karantina:
        yield 4, Text("quarantined")
        yield 6, grid(line for row in report.karantina[:_SHOWN] for line in held_lines(row))
        yield from _left_out(6, report.karantina)
    if report.peringatan:
        rows = f"{count(report.rows_flagged, 'published row')} with " if report.rows_flagged else ""
        yield 4, Text(f"{rows}warnings")
        yield 6, grid(map(_remark, report.peringatan[:_SHOWN]))
        yield from _left_out(6, report.peringatan)


def _standing(report: ReportStory) -> Text:
    """What became of the version that holds a report."""
    which = f"version {report.version}"
    if report.sama:
        which = f"says the same as {which} of {plain(report.pemilik)}"
    if report.keadaan == "berlaku" and report.current_from:
        return Text(f"{which}, current since {say_instant(report.current_from)}", style="green")
    again = report.oleh_sha256 == report.pemilik_sha256
    name = "the same file, judged again" if again else plain(report.oleh_berkas or "")
    other, dated = f"version {report.oleh_version}", f"(tanggal laporan {report.oleh_tanggal})"
    when = say_instant(report.superseded_at) if report.superseded_at else ""
    said = {
        "digantikan": f"superseded on {when} by {other} of {name} {dated}",
        "ditarik": f"withdrawn on {when}: the file is no longer accepted for it",
        "tersimpan": f"kept, never counted: older than {other}, said by {name} {dated}",
    }
    return Text(f"{which}, {said[report.keadaan]}", style="yellow")


def _counts(report: ReportStory) -> str:
    parts = (
        f"{count(report.rows_read, 'row')} read = {say_number(report.rows_published)} published",
        f"{say_number(report.rows_quarantined)} quarantined",
        count(report.rows_total, "total"),
        f"{say_number(report.rows_blank)} blank or notes",
    )
    return " + ".join(parts) + (" (nihil)" if report.is_nil else "")


def held_lines(row: HeldRow) -> Iterator[tuple[str | Text, ...]]:
    """Row, cell, code and reason, one line per reason; then whether the row is still open."""
    for at, reason in enumerate(zip(row.sel, row.kode, row.alasan, strict=True)):
        yield ("" if at else f"row {row.baris}", *reason)
    yield "", "", "", Text(_state(row), style="yellow" if row.keadaan == "terbuka" else "dim")


def _state(row: HeldRow) -> str:
    if row.keadaan == "terbuka":
        days = f", {count(row.umur_hari, 'day')}" if row.umur_hari else ""
        return f"open since {say_instant(row.sejak)}{days}"
    if row.ditutup_at is None or row.ditutup_oleh is None or row.sebab is None:
        return "in a version that never counted"
    run = f"{row.flow or 'run'} {row.ditutup_oleh[:8]}"
    changed = f": {', '.join(row.perubahan)}" if row.perubahan else ""
    closed = f"closed {say_instant(row.ditutup_at)} by {run}"
    return f"{closed}, {row.sebab} ({_CLOSED[row.sebab]}{changed})"


def _remark(remark: Remark) -> tuple[str, ...]:
    row = "" if remark.baris is None else f"row {remark.baris}"
    return row, remark.sel, remark.kode, remark.alasan


def _left_out(indent: int, parts: Sequence[object], shown: int = _SHOWN) -> Iterator[_Line]:
    if len(parts) > shown:
        more = say_number(len(parts) - shown)
        yield indent, Text(f"{more} more are left out; --json has all", style="dim")
