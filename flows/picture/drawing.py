"""The grid of a page: rows and columns as in a spreadsheet, roles in colour, tables framed."""

from collections.abc import Iterator, Sequence

from flows.picture.excerpt import Gap, Line, columns_of, excerpt_of, row_label, rows_shown
from flows.picture.looking import SheetSeen, TableSeen
from flows.picture.viewed import CellView, explain, free_columns, view_cells
from schemas.addresses import column_letters
from schemas.escapes import html_text
from schemas.spoken import say_number
from tasks.read.body import RowKind

_MOST_COLUMNS = 250
_RUNNING = frozenset({RowKind.SECTION, RowKind.NOTE, RowKind.NIL})  # their text may run on


def grid_of(seen: SheetSeen, most: int | None) -> str:
    """HTML of a sheet, at most so many rows of it; nothing where it is empty."""
    parts = excerpt_of(seen, most)
    columns = columns_of(seen, _MOST_COLUMNS)
    if not columns:
        return ""
    rows = "".join(_Drawing(seen, columns, parts).rows())
    letters = "".join(
        f'<th class="{"unseen" if c in seen.grid.unseen_columns else ""}">'
        f"{column_letters(seen.grid.left + c)}</th>"
        for c in columns
    )
    left_out = len(seen.grid.rows[0]) - 1 - columns[-1]
    more = f"<p>{say_number(left_out)} kolom lagi tidak ditampilkan.</p>" if left_out > 0 else ""
    return (
        f'<div class="grid"><table><thead><tr><th></th>{letters}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{more}"
    )


class _Drawing:
    """Draws the shown rows of one sheet."""

    def __init__(
        self, seen: SheetSeen, columns: Sequence[int], parts: Sequence[Line | Gap]
    ) -> None:
        shown = rows_shown(parts)
        self.seen, self.columns, self.parts = seen, columns, parts
        self.views = view_cells(seen, frozenset(shown))
        self.spans = {(span.row, span.column): span.last_column for span in seen.grid.merged}
        self.frames = {id(t): t.frame.around(shown) for t in seen.tables if t.frame}

    def rows(self) -> Iterator[str]:
        """Every shown row, and what is left out between them."""
        for part in self.parts:
            if isinstance(part, Gap):
                said = f"⋮ {html_text(part.said)}"
                yield (
                    f'<tr class="gap"><th></th><td colspan="{len(self.columns)}">{said}</td></tr>'
                )
            else:
                yield self._row(part.row)

    def _row(self, row: int) -> str:
        word = row_label(self.seen, row)
        stop = "stop" if word.startswith("E") else ""
        hidden = "unseen" if row in self.seen.grid.unseen_rows else ""
        number = self.seen.grid.top + row + 1
        cells = "".join(self._cells(row))
        return f'<tr class="{hidden}"><th class="{stop}"><i>{number}</i>{word}</th>{cells}</tr>'

    def _cells(self, row: int) -> Iterator[str]:
        at = 0
        while at < len(self.columns):
            view = self.views.get((row, self.columns[at]))
            taken = self._taken(view, self.columns[at:]) if view else 1
            covered = self.columns[at : at + taken]
            yield self._filled(view, covered) if view else self._empty(row, covered)
            at += taken

    def _taken(self, view: CellView, columns: Sequence[int]) -> int:
        """Over how many columns a text runs: merged ones, and empty ones outside rows of data."""
        if view.is_number or view.is_covered:
            return 1
        free = free_columns(self.seen, self.views, (view.row, view.column), columns[1:])
        kinds = view.table.table.body.kinds if view.table else {}
        if view.table is None or kinds.get(view.row) in _RUNNING:
            return 1 + len(free)
        last = self.spans.get((view.row, view.column), -1)
        return 1 + sum(column <= last for column in free)

    def _filled(self, view: CellView, columns: Sequence[int]) -> str:
        role = "covered" if view.is_covered else view.role.value
        kinds = " ".join([role, *self._states(view), *self._sides(view.row, columns)])
        span = f' colspan="{len(columns)}"' if len(columns) > 1 else ""
        held = view.table.held.get(view.row, ()) if view.table and view.is_held else ()
        codes = "".join(f"<em>{h.code}</em>" for h in held if view.column in h.places)
        title = "\n".join(map(html_text, explain(self.seen, view).split("\n")))
        return (
            f'<td class="{kinds}"{span}{self._tag(view)} title="{title}">'
            f"{html_text(view.text)}{codes}</td>"
        )

    def _empty(self, row: int, columns: Sequence[int]) -> str:
        """An empty cell; among the headers of a table it is drawn as one."""
        kinds = self._sides(row, columns)
        table = self.seen.table_at(row, columns[0])
        heading = table.table.heading if table else None
        if table and heading and row <= heading.block.last:
            kinds += ["kepala", "moot"] if table.fault else ["kepala"]
        return f'<td class="{" ".join(kinds)}"></td>'

    def _states(self, view: CellView) -> Iterator[str]:
        if view.is_number and not view.is_covered:
            yield "num"
        if view.is_held or view.is_refused:
            yield "bad"
        if (view.row, view.column) in self.seen.grid.crossed:
            yield "crossed"
        if view.table is None:
            yield "wide"
        elif view.table.fault:
            yield "moot"

    def _sides(self, row: int, columns: Sequence[int]) -> list[str]:
        """Which sides of a cell are edges of a frame; whether it is hidden."""
        unseen = ["unseen"] if columns[0] in self.seen.grid.unseen_columns else []
        table = self.seen.table_at(row, columns[0])
        if table is None:
            return unseen
        frame = self.frames[id(table)]
        sides = {
            "ft": row == frame.first,
            "fb": row == frame.last,
            "fl": columns[0] == frame.left,
            "fr": columns[-1] == frame.right,
            "no": table.fault is not None,
        }
        return [*unseen, *(side for side, is_so in sides.items() if is_so)]

    def _tag(self, view: CellView) -> str:
        """The number of a table, at the corner of its frame, where there are several."""
        table: TableSeen | None = view.table if len(self.seen.tables) > 1 else None
        if table is None:
            return ""
        frame = self.frames[id(table)]
        if (view.row, view.column) != (frame.first, frame.left):
            return ""
        return f' data-tag="Tabel {table.table.number}"'
