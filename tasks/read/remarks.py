"""Remarks: warnings on what is not taken though it cannot change a figure."""

from collections.abc import Iterable, Iterator

from schemas.personal_data import titles_personal
from tasks.read.body import RowKind
from tasks.read.regions import find_regions
from tasks.read.tables_seen import Table

_LEAST = 3  # rows and columns; fewer are no table


def remarks_on(table: Table, unknown: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Code and text of each remark on a table, rows in their order.

    Args:
        table: As anatomy has it; of a refused one only its columns are remarked on.
        unknown: Titles of columns no contract knows.
    """
    yield from (("W001", title) for title in unknown if not titles_personal(title))
    yield from table.warnings
    if table.fault:
        return
    kinds, first = table.body.kinds, table.grid.top + 1
    examples = [at for at, kind in kinds.items() if kind is RowKind.EXAMPLE]
    nils = [at for at, kind in kinds.items() if kind is RowKind.NIL] if table.data_rows() else []
    yield from (("W006", found) for found in _tables_among_notes(table))
    yield from (("W005", f"baris {first + at}") for at in sorted(examples))
    if table.body.parts:
        lines = ", ".join(str(first + at) for at in table.body.parts)
        yield "W011", f"baris {lines}"
    yield from (("W008", f"baris {first + at}") for at in sorted(table.body.unproven))
    yield from (("W004", f"baris {first + at}") for at in sorted(nils)[:1])


def _tables_among_notes(table: Table) -> Iterator[str]:
    """Ranges under a table that were taken for notes and are tables of another kind."""
    notes = [at for at, kind in table.body.kinds.items() if kind is RowKind.NOTE]
    below = [at for at in notes if at > max(table.data_rows(), default=table.end)]
    rows = table.grid.rows
    wide = [at for at in below if len(rows[at]) - rows[at].count("") >= _LEAST]
    if len(wide) < _LEAST:  # three who sign fill three cells, in two or three rows
        return
    first = min(below)
    tail = table.grid._replace(rows=table.grid.rows[first : table.end], merged=())
    for region in find_regions(tail):
        if region.header_rows and region.bottom - region.top + 1 >= _LEAST:
            start = table.address(first + region.top, region.left)
            yield f"{start}:{table.address(first + region.bottom, region.right)}"
