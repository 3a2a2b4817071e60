"""Print the quarantine: how much there is, which codes, then the rows under their reports."""

from collections.abc import Iterator
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from flows.commands.why_output import held_lines
from flows.printing import count, grid
from schemas.escapes import plain
from schemas.spoken import say_number
from tasks.report.quarantined import ListedRow, Listing


def show_listing(console: Console, listing: Listing) -> None:
    """Print a listing; nothing as one line."""
    for part in _parts(listing):
        console.print(part, highlight=False)


def _parts(listing: Listing) -> Iterator[Text | Padding]:
    kind = "closed" if listing.asked.closed else "open"
    if not listing.rows:
        yield Text(f"no {kind} row is quarantined" if kind == "open" else "no row was closed")
        return
    rows, reports = count(listing.rows, "row"), count(listing.reports, "report")
    oldest = "longest held" if listing.asked.closed else "oldest"
    yield Text(
        f"{rows} {kind} in {reports} of {count(listing.units, 'unit')}; "
        f"{oldest} {count(listing.oldest, 'day')}",
        style="bold",
    )
    width = len(say_number(listing.codes[0].rows))
    codes = grid((c.kode, f"{say_number(c.rows):>{width}}", c.contoh) for c in listing.codes)
    yield _indented(codes, 2)
    for _, group in groupby(listing.lines, key=lambda line: line.report_id):
        lines = list(group)
        yield Text()
        yield _report(lines[0])
        yield _indented(grid(line for row in lines for line in held_lines(row)), 2)
    if listing.rows > len(listing.lines):
        yield Text()
        left = say_number(listing.rows - len(listing.lines))
        yield Text(f"{left} more; --limit shows more, --format csv, json or xlsx all", "dim")


def _indented(part: object, indent: int) -> Padding:
    return Padding(part, (0, 0, 0, indent), expand=False)  # type: ignore[arg-type]


def _report(row: ListedRow) -> Text:
    origin = f", {plain(row.berkas)}, sheet {plain(row.lembar)}"
    return Text.assemble((f"{row.bulan:%Y-%m} {row.upt_id} {row.dataset}", "bold"), origin)
