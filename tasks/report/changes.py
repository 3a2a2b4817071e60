"""What runs changed, by their ids: nothing is asked of a state, which may come without its data."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg

from tasks.report.answers import Record, ask


class Backfill(NamedTuple):
    """What a backfill did and what it changed; of a dry run, what it would change.

    Attributes:
        chunks: Its months in their order: `name`, `is_done`, `message`, `counts`.
        figures: Changed figures of nation and Kanwil, before and after.
        versions: Versions that are new, and those withdrawn.
        cleared: Quarantined rows closed and not held again.
        counts: Per month that changed anything, as `ops.run` has them.
        left: Files of its months that could not be judged again: their copies are damaged or gone.
    """

    chunks: list[Record]
    figures: list[Record]
    versions: list[Record]
    cleared: list[Record]
    counts: list[dict[str, int]]
    left: list[Record]

    def count(self, name: str) -> int:
        """A count over all months."""
        return sum(counts[name] for counts in self.counts)


def backfill_by(connection: psycopg.Connection, run_id: str) -> Backfill:
    """A backfill by its flow run: the latest attempt; no chunks where it did no month yet."""
    lines = ask(connection, _CHUNKS, {"run": run_id})
    found = [line for line in lines if line["counts"] is not None]

    def together(name: str) -> list[Record]:
        return [_typed(change) for line in found for change in line[name]]

    return Backfill(
        [{name: line[name] for name in ("name", "is_done", "message", "counts")} for line in lines],
        together("figures"),
        together("versions"),
        together("cleared"),
        [line["counts"] for line in found],
        ask(connection, _LEFT, {"runs": [line["part_id"] for line in lines]}),
    )


_CHUNKS = """
SELECT p.part_id, p.name, p.is_done, p.message, c.counts, c.versions, c.cleared, c.figures
FROM ops.backfill_chunk p LEFT JOIN ops.backfill_change c ON c.run_id = p.part_id
WHERE p.run_id = (
    SELECT run_id FROM ops.backfill_chunk
    WHERE run_id = %(run)s OR starts_with(run_id, %(run)s || '.')
    ORDER BY length(run_id) DESC, run_id DESC LIMIT 1
) ORDER BY p.nomor
"""


_LEFT = """
SELECT sender, name, sebab, sha256 FROM ops.left_file
WHERE run_id = ANY (%(runs)s) ORDER BY run_id, nomor
"""


def _typed(line: Record) -> Record:
    """A line as it was before JSON: its month a day, its figures exact."""
    return {name: _TYPES[name](v) if name in _TYPES else v for name, v in line.items()}


def _exact(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


_TYPES: dict[str, Callable[[Any], Any]] = {
    "bulan": date.fromisoformat,
    "sebelum": _exact,
    "sesudah": _exact,
}


def published_by(connection: psycopg.Connection, runs: Sequence[str]) -> Record | None:
    """The one of these runs of a month that published, `run_id` and `sentence`; None: none did."""
    found = ask(
        connection,
        "SELECT run_id, sentence FROM ops.backfill_change JOIN ops.run USING (run_id) "
        "WHERE flow_run_id = ANY (%(runs)s) AND state = 'published' ORDER BY published_at LIMIT 1",
        {"runs": list(runs)},
    )
    return found[0] if found else None


def counts_of(connection: psycopg.Connection, run_id: str) -> dict[str, int]:
    """What a run counted; nothing where it published nothing."""
    query = "SELECT counts FROM ops.run WHERE run_id = %(run)s AND state = 'published'"
    found = ask(connection, query, {"run": run_id})
    counts: dict[str, int] = found[0]["counts"] if found else {}
    return counts
