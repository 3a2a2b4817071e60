"""Remarks: warnings on what is not taken though it cannot change a figure."""

from collections.abc import Iterable, Iterator

from tasks.read.body import RowKind
from tasks.read.tables_seen import Table


def remarks_on(table: Table, unknown: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Code and text of each remark on a table, rows in their order.

    Args:
        table: As anatomy has it; of a refused one only its columns are remarked on.
        unknown: Titles of columns no contract knows.
    """
    yield from (("W001", title) for title in unknown)
    yield from table.warnings
    if table.fault:
        return
    kinds, first = table.body.kinds, table.grid.top + 1
    examples = [at for at, kind in kinds.items() if kind is RowKind.EXAMPLE]
    nils = [at for at, kind in kinds.items() if kind is RowKind.NIL] if table.data_rows() else []
    yield from (("W005", f"baris {first + at}") for at in sorted(examples))
    yield from (("W008", f"baris {first + at}") for at in sorted(table.body.unproven))
    yield from (("W004", f"baris {first + at}") for at in sorted(nils)[:1])
