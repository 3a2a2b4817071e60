"""Print a picture of a file: what each table is taken for, then the sheet as a grid."""

from collections.abc import Iterator
from typing import NamedTuple

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from flows.picture.excerpt import Gap, columns_of, excerpt_of, row_label, rows_shown
from flows.picture.looking import Picture, Remark, SheetSeen, TableSeen
from flows.picture.phrases import ROLES
from flows.picture.refusals import say_remark, sentences_of
from flows.picture.ruling import Ruling, bands_of
from flows.picture.telling import (
    columns_told,
    context_of,
    counts_add_up,
    extent_of,
    headline,
    missing_columns_of,
    purpose_of,
    ranges_told,
    reasons_told,
    refusal_told,
    sentence_of,
)
from flows.picture.viewed import view_cells
from flows.printing import grid
from schemas.escapes import plain
from schemas.spoken import say_number
from tasks.read.cell_roles import Role

STYLES: dict[Role, str] = {
    Role.TITLE: "bold magenta",
    Role.ENVELOPE: "cyan",
    Role.HEADER: "bold blue",
    Role.NUMBER: "dim",
    Role.VALUE: "green",
    Role.TOTAL: "yellow",
    Role.NOTE: "italic dim",
    Role.UNKNOWN: "magenta",
    Role.OTHER: "dim",
    Role.NO_REPORT: "dim",
}
_MOST_COLUMNS = 60  # further ones are told; a page shows more
_LISTED = 20  # reasons or warnings of one table
_NARROW = 60  # columns of a terminal that has no room for a word beside each row
_Line = tuple[int, RenderableType]  # how far to indent, and what


def show_picture(console: Console, picture: Picture, most: int | None) -> None:
    """Print everything there is to see, at most so many rows of each sheet."""
    _print(console, _head(picture))
    for number, seen in enumerate(picture.sheets, 1):
        console.print()
        _print(console, _told_of(seen, number, len(picture.sheets)))
        show_grid(console, seen, most)
        _print(console, _counted(seen))


def show_summary(console: Console, picture: Picture) -> None:
    """Print one line for each table only."""
    _print(console, _head(picture))
    for seen in picture.sheets:
        for table in seen.tables:
            _print(console, [(2, _sentence(table, f"{plain(seen.grid.name)}: "))])


def _print(console: Console, lines: list[_Line] | Iterator[_Line]) -> None:
    for indent, part in lines:
        inside = indent if console.width > 3 * indent + 20 else 0
        console.print(Padding(part, (0, 0, 0, inside), expand=False), highlight=False)


def _head(picture: Picture) -> Iterator[_Line]:
    told = headline(picture)
    yield 0, Text.assemble((plain(picture.name), "bold"), f": {told}" if told else "")
    if picture.fault:
        said = " ".join(sentences_of(picture.fault))
        yield 2, Text(f"{picture.fault.code}  {plain(said)}", "red")


def _told_of(seen: SheetSeen, number: int, of: int) -> Iterator[_Line]:
    which = f"Lembar {number} dari {of}, " if of > 1 else "Lembar "
    hidden = ", tersembunyi" if seen.grid.is_hidden else ""
    yield (
        0,
        Text.assemble(
            which, (f"“{plain(seen.grid.name)}”", "bold"), f" ({extent_of(seen)}{hidden})"
        ),
    )
    if not seen.tables:
        yield 2, Text(purpose_of(seen))
    for table in seen.tables:
        name = f"Tabel {table.table.number}: " if len(seen.tables) > 1 else ""
        yield 2, _sentence(table, name)
        yield from _table(table)


def _sentence(table: TableSeen, name: str) -> Text:
    style = "bold red" if table.fault else "bold yellow" if table.held else "bold green"
    return Text.assemble(name, (plain(sentence_of(table)), style))


def _table(table: TableSeen) -> Iterator[_Line]:
    if table.fault:
        ranges = ranges_told(table)
        said = f"{ranges}: " if ranges else ""
        yield 4, _pairs([(table.fault.code, said + " ".join(refusal_told(table)))], "red")
    contradicts = bool(table.table.contradiction)
    lines = [
        (said.what, said.value + (f"  ← {said.places}" if said.places else ""))
        for said in context_of(table)
    ]
    if contradicts:
        lines.append(("bertentangan", table.table.contradiction))
    yield 4, _pairs(lines)
    columns = [
        (c.letters, c.meaning + (f"  {c.note}" if c.note else ""), "" if c.is_used else "dim")
        for c in columns_told(table)
    ]
    if columns:
        yield 4, grid([(c[0], Text(plain(c[1]), c[2])) for c in columns])
    if missing := missing_columns_of(table):
        yield 4, Text(plain(f"tidak ada kolom {', '.join(missing)}"), "dim")
    reasons = [
        (r.code, f"baris {r.rows}{f', {r.column}' if r.column else ''}: {r.message}")
        for r in reasons_told(table)
    ]
    if reasons:
        yield 4, _pairs(reasons[:_LISTED], "red")
        yield from _left_out(len(reasons))
    yield from _remarks(table.remarks, 4)


def _pairs(lines: list[tuple[str, str]], style: str = "bold") -> RenderableType:
    return grid([(Text(plain(name), style), said) for name, said in lines])


def _remarks(remarks: tuple[Remark, ...], indent: int) -> Iterator[_Line]:
    if remarks:
        lines = [(r.code, say_remark(r.code, r.written)) for r in remarks[:_LISTED]]
        yield indent, _pairs(lines, "yellow")
        yield from _left_out(len(remarks))


def _left_out(found: int) -> Iterator[_Line]:
    if found > _LISTED:
        yield 4, Text(f"… dan {say_number(found - _LISTED)} lagi; --json memuat semuanya", "dim")


def _counted(seen: SheetSeen) -> Iterator[_Line]:
    """The legend: each role in its colour with how many cells have it, and their sum."""
    yield from _remarks(seen.remarks, 2)
    if not seen.filled:
        return
    text = Text()
    for role, number in seen.counts.items():
        if number:
            text.append(" + " if text else "")
            text.append(f"{say_number(number)} {ROLES[role][0]}", STYLES[role])
    sign = "=" if counts_add_up(seen) else "≠"
    text.append(f" {sign} {say_number(seen.filled)} sel terisi")
    yield 2, text


# -- the grid


def show_grid(console: Console, seen: SheetSeen, most: int | None) -> None:
    """Print a sheet as a grid, in bands of columns where it is too wide."""
    parts = excerpt_of(seen, most)
    columns = columns_of(seen, _MOST_COLUMNS)
    if not parts or not columns:
        return
    views = view_cells(seen, frozenset(rows_shown(parts)))
    number = len(str(seen.grid.top + len(seen.grid.rows)))
    gutter = _Gutter(number, 8 if console.width >= _NARROW else 1)
    room = max(console.width - gutter.width - 2, 4)
    ruling = Ruling(seen, views, parts, STYLES, room)
    for nth, band in enumerate(bands_of(ruling, columns)):
        _show(console, ruling.letters(band, gutter.width))
        for part in parts:
            if isinstance(part, Gap):
                if not nth:
                    _show(console, Text(f"{'⋮':>{number}} {part.said}", "dim"))
            elif not nth or ruling.has_part_in(band, part.row):
                beside = gutter.of(seen, ruling, part.row)
                for line in ruling.lines(band, part.row, beside):
                    _show(console, line)
    left_out = len(seen.grid.rows[0]) - 1 - columns[-1]
    if left_out > 0:
        _show(console, Text(f"{say_number(left_out)} kolom lagi tidak ditampilkan", "dim"))


def _show(console: Console, line: Text) -> None:
    line.rstrip()
    console.print(line, no_wrap=True, overflow="ellipsis", crop=True)


class _Gutter(NamedTuple):
    """What stands left of a row: its number, and in a word what it is."""

    number: int
    word: int

    @property
    def width(self) -> int:
        """Characters of both."""
        return self.number + 1 + self.word

    def of(self, seen: SheetSeen, ruling: Ruling, row: int) -> Text:
        """The gutter of a row; on a narrow terminal a held one has only a mark."""
        word = row_label(seen, row)
        held = word.startswith("E")
        style = "dim strike" if row in seen.grid.unseen_rows else "dim"
        text = Text().append(f"{seen.grid.top + row + 1:>{self.number}}", style).append(" ")
        if self.word == 1:
            return text.append("!" if held else " ", "bold red")
        word = word or ruling.context(row)
        return text.append(f"{word[: self.word]:<{self.word}}", "bold red" if held else "dim")
