"""Lines of a sheet on a terminal: coloured cells, frames around tables, bands of columns."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from flows.picture.excerpt import Gap, Line, rows_shown
from flows.picture.looking import SheetSeen
from flows.picture.phrases import ROLES
from flows.picture.viewed import CellView, free_columns
from schemas.addresses import column_letters
from tasks.read.cell_roles import Role

_MOST, _OUTSIDE, _CROPPED = 30, 10, 8  # characters of a text, of one outside tables, at least
# under which all columns may fit, in this order: what stands outside tables is cropped first
_CAPS = ((_MOST, _MOST), *((cap, min(cap, _OUTSIDE)) for cap in range(_MOST, _CROPPED - 1, -1)))
_LOOSE = (20, 20)  # where they fit under none
_LIGHT, _HEAVY = "┌┐└┘─│", "┏┓┗┛━┃"  # the heavy one frames a table that is refused
_CONTEXT = frozenset({Role.TITLE, Role.ENVELOPE, Role.NOTE, Role.OTHER})
Band = list[tuple[int, int]]  # columns and their widths


class Widths(NamedTuple):
    """Characters of a column's longest number and text in tables, and longest cell outside."""

    number: int
    text: int
    outside: int

    def under(self, caps: tuple[int, int]) -> int:
        """Characters it takes where texts, and cells outside tables, have no more than these."""
        return max(self.number, min(self.text, caps[0]), min(self.outside, caps[1]))


class Ruling:
    """Draws the shown rows of one sheet."""

    def __init__(
        self,
        seen: SheetSeen,
        views: Mapping[tuple[int, int], CellView],
        parts: Sequence[Line | Gap],
        styles: Mapping[Role, str],
        room: int,
    ) -> None:
        """Take what is to be drawn.

        Args:
            seen: The sheet.
            views: Its shown cells.
            parts: The rows shown, and gaps.
            styles: Rich style of each role.
            room: Characters for the columns of one band.
        """
        rows = rows_shown(parts)
        self.seen, self.views, self.styles, self.room = seen, views, styles, room
        self.frames = [
            (t.frame.around(rows), _HEAVY if t.fault else _LIGHT, "red" if t.fault else "bold")
            for t in seen.tables
            if t.frame and any(t.frame.first <= row <= t.frame.last for row in rows)
        ]

    def context(self, row: int) -> str:
        """In a word what a row outside the tables is."""
        roles = [v.role for (at, _), v in self.views.items() if at == row]
        return ROLES[roles[0]][0][:8] if roles and roles[0] in _CONTEXT else ""

    def widths(self, columns: Sequence[int]) -> dict[int, Widths]:
        """Characters of the longest cells of each column.

        A text with empty cells to its right runs into them and needs little room of its own.
        """
        left = self.seen.grid.left
        longest = {c: [0, len(column_letters(left + c)), 0] for c in columns}
        place = {column: at for at, column in enumerate(columns)}
        for (row, column), view in self.views.items():
            if column not in place:
                continue
            length, kind = cell_len(view.text), 0 if view.is_number else 1
            following = columns[place[column] + 1 :]
            if kind and free_columns(self.seen, self.views, (row, column), following):
                length = min(length, _CROPPED)
            kind = 2 if view.table is None else kind
            longest[column][kind] = max(longest[column][kind], length)
        return {column: Widths(*found) for column, found in longest.items()}

    def has_part_in(self, band: Band, row: int) -> bool:
        """Whether a row has a cell in a band, or stands in a frame there."""
        columns = [column for column, _ in band]
        return any((row, column) in self.views for column in columns) or any(
            box.holds(row, column) for box, *_ in self.frames for column in columns
        )

    def letters(self, band: Band, gutter: int) -> Text:
        """The letters of the columns."""
        text = Text(" " * gutter)
        for column, width in band:
            letters = column_letters(self.seen.grid.left + column)
            hidden = column in self.seen.grid.unseen_columns
            text.append(" ").append(
                f"{letters:^{width}}"[:width], "dim strike" if hidden else "dim"
            )
        return text

    def lines(self, band: Band, row: int, gutter: Text) -> Iterator[Text]:
        """A row, with the edges of the frames that begin above or end below it."""
        indent = " " * len(gutter.plain)
        if any(box.first == row for box, *_ in self.frames):
            yield Text(indent).append_text(self._edge(band, row, is_top=True))
        yield gutter.append_text(self._cells(band, row))
        if any(box.last == row for box, *_ in self.frames):
            yield Text(indent).append_text(self._edge(band, row, is_top=False))

    def _edge(self, band: Band, row: int, *, is_top: bool) -> Text:
        """The upper or lower edges of frames; one that goes on in another band has no corner."""
        before, behind, at = {}, {}, 0
        for column, width in band:
            before[column], at = at, at + width + 1
            behind[column] = at
        line = Text(" " * (at + 1))
        for box, marks, style in self.frames:
            inside = [column for column in before if box.left <= column <= box.right]
            if not inside or row != (box.first if is_top else box.last):
                continue
            left, right, across = marks[0 if is_top else 2], marks[1 if is_top else 3], marks[4]
            first, last = before[inside[0]], behind[inside[-1]]
            edge = (left if inside[0] == box.left else across) + across * (last - first - 1)
            edge += right if inside[-1] == box.right else across
            line = Text.assemble(line[:first], (edge, style), line[last + 1 :])
        return line

    def _cells(self, band: Band, row: int) -> Text:
        text = Text()
        before: int | None = None
        at = 0
        while at < len(band):
            column, width = band[at]
            text.append(*self._rule(row, before, column))
            view = self.views.get((row, column))
            taken = 1
            if view and not view.is_number and cell_len(view.text) > width:
                following = [c for c, _ in band[at + 1 :]]
                free = free_columns(self.seen, self.views, (row, column), following)
                while taken <= len(free) and cell_len(view.text) > width:
                    width += band[at + taken][1] + 1
                    taken += 1
                if view.table is None and at + taken == len(band):
                    width = max(width, min(cell_len(view.text), self.room - len(text.plain)))
            text.append_text(self._field(view, width))
            before = band[at + taken - 1][0]
            at += taken
        return text.append(*self._rule(row, before, None))

    def _rule(self, row: int, before: int | None, column: int | None) -> tuple[str, str]:
        for box, marks, style in self.frames:
            if box.first <= row <= box.last and (box.left == column or box.right == before):
                return marks[5], style
        return " ", ""

    def _field(self, view: CellView | None, width: int) -> Text:
        if view is None:
            return Text(" " * width)
        text = Text(view.text, self.style_of(view))
        text.truncate(width, overflow="ellipsis")
        space = Text(" " * (width - cell_len(text.plain)))
        return space.append_text(text) if view.is_number else text.append_text(space)

    def style_of(self, view: CellView) -> str:
        """Colour of a cell: red where it is to blame, else that of its role."""
        if view.is_covered:
            return "dim italic"
        style = "bold white on red" if view.is_held or view.is_refused else self.styles[view.role]
        return f"{style} strike" if (view.row, view.column) in self.seen.grid.crossed else style


def bands_of(ruling: Ruling, columns: Sequence[int]) -> Iterator[Band]:
    """Part columns into bands that fit; no column is wider than the room there is."""
    longest, room = ruling.widths(columns), ruling.room
    fitting = (c for c in _CAPS if sum(longest[at].under(c) + 1 for at in columns) <= room)
    caps = next(fitting, _LOOSE)
    band: Band = []
    used = 0
    for column in columns:
        width = min(longest[column].under(caps), room)
        if band and used + width + 1 > room:
            yield band
            band, used = [], 0
        band.append((column, width))
        used += width + 1
    yield band
