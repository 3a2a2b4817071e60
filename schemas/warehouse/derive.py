"""Make anew what the warehouse derives, and write down every published figure that changes by it.

A figure may change although no report has: a metric, a rate or a mart is defined anew
(*definition*), or the register says otherwise whose unit it is (*reference*). The figures are
compared as the views say them before and after, whatever those views are.
"""

from typing import NamedTuple
from uuid import uuid4

import psycopg

from schemas.metrics import EXPORT_LINE, EXPORTED
from schemas.spoken import say_number
from schemas.warehouse.aggregate import rebuild_whole
from schemas.warehouse.definitions import (
    FIGURES,
    REFERENCES,
    VIEWS,
    keep_stamps,
    stale_definitions,
    word_of,
)
from schemas.warehouse.kept_lines import keep_all_lines
from schemas.warehouse.ledger_counts import recount
from schemas.warehouse.register import load_reference_tables
from schemas.warehouse.views import drop_views, view_statements

# numbers of a view that are no figure made from reports
_NO_FIGURE = "ARRAY['bulan', 'upt_melapor', 'target_pct']"
_LEVELS = (
    ("upt", "upt_id", "upt_bulanan"),
    ("kanwil", "kanwil_id", "kanwil_bulanan"),
    ("nasional", "'ID'", "nasional_bulanan"),
)
_MONTHLY = """
SELECT '{level}' AS tingkat, {unit} AS unit_id, v.bulan, m.key AS metrik, '' AS rincian,
       (m.value #>> '{{}}')::numeric AS nilai
FROM mart.{view} v CROSS JOIN LATERAL jsonb_each(to_jsonb(v) - {no_figure}) AS m
WHERE jsonb_typeof(m.value) = 'number'
"""
_EXPORTED = f"""
SELECT '{{level}}', {{unit}}, bulan, '{EXPORTED.name}', {EXPORT_LINE.format(country="negara")},
       sum(jumlah) FROM mart.ekspor_bulanan WHERE jumlah IS NOT NULL GROUP BY 1, 2, 3, 4, 5
"""
_PUBLISHED = " UNION ALL ".join(
    text.format(level=level, unit=unit, view=view, no_figure=_NO_FIGURE)
    for text in (_MONTHLY, _EXPORTED)
    for level, unit, view in _LEVELS
)
_RESTATE = """
INSERT INTO ops.restatement
    (run_id, jenis, tingkat, unit_id, bulan, metrik, rincian, sebelum, sesudah, laporan)
SELECT %s, %s, tingkat, unit_id, bulan, metrik, rincian, s.nilai, k.nilai, '{}'
FROM angka_sebelum s FULL JOIN angka_kini k USING (tingkat, unit_id, bulan, metrik, rincian)
WHERE s.nilai IS DISTINCT FROM k.nilai
"""


class Derived(NamedTuple):
    """What was made anew.

    Attributes:
        run_id: The run that `ops.restatement` names.
        made: Names of the definitions.
        restated: How many published figures changed, on all levels.
    """

    run_id: str
    made: tuple[str, ...]
    restated: int

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        restated = f"{say_number(self.restated)} published figures restated"
        return f"made anew: {', '.join(self.made)}; {restated}"


def derive(connection: psycopg.Connection) -> Derived:
    """Make anew what is of another release, in the caller's transaction."""
    stale, run_id = stale_definitions(connection), str(uuid4())
    had_figures = _has_figures(connection)
    if had_figures:
        connection.execute(f"CREATE TEMP TABLE angka_sebelum ON COMMIT DROP AS {_PUBLISHED}")
    changed = 0
    if REFERENCES in stale:
        load_reference_tables(connection)
        changed += _restate(connection, run_id, "acuan") if had_figures else 0
    if stale.keys() & {FIGURES, VIEWS}:
        _make_views(connection, with_figures=FIGURES in stale)
        changed += _restate(connection, run_id, "definisi") if had_figures else 0
    if stale:
        keep_all_lines(connection)
        recount(connection)  # a duty or a status may be defined anew too
    keep_stamps(connection, stale)
    derived = Derived(run_id, tuple(word_of(name) for name in stale), changed)
    if changed:
        _write_run(connection, derived)
    return derived


def _has_figures(connection: psycopg.Connection) -> bool:
    """Whether anything has been published by views that still stand."""
    views = connection.execute("SELECT to_regclass('mart.nasional_bulanan')").fetchone()
    if not (views and views[0]):
        return False
    one = connection.execute("SELECT 1 FROM mart.nasional_bulanan LIMIT 1").fetchone()
    return one is not None


def _make_views(connection: psycopg.Connection, *, with_figures: bool) -> None:
    drop_views(connection)
    if with_figures:
        rebuild_whole(connection)
    for statement in view_statements():
        connection.execute(statement)


def _restate(connection: psycopg.Connection, run_id: str, kind: str) -> int:
    """Write down the figures that differ from those last looked at; look at them anew."""
    connection.execute(f"CREATE TEMP TABLE angka_kini ON COMMIT DROP AS {_PUBLISHED}")
    written = connection.execute(_RESTATE, (run_id, kind))
    connection.execute("DROP TABLE angka_sebelum")
    connection.execute("ALTER TABLE angka_kini RENAME TO angka_sebelum")
    return written.rowcount


def _write_run(connection: psycopg.Connection, derived: Derived) -> None:
    """Leave the run that the restatements name, at an instant later than every earlier run's."""
    connection.execute(
        "INSERT INTO ops.run (run_id, flow, state, started_at, published_at, message, counts, "
        "rulebook, scope, task) SELECT %s, 'migrate', 'published', now(), greatest("
        "clock_timestamp(), max(published_at) + interval '1 microsecond'), %s, "
        "jsonb_build_object('figures_restated', %s::integer), NULL, '', '' FROM ops.run",
        (derived.run_id, derived.sentence, derived.restated),
    )
