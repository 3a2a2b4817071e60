"""What the marts say: any metric of the nation, a Kanwil or a unit, now or as of an instant."""

from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, NamedTuple

import psycopg

from schemas.calendar import JAKARTA
from schemas.metrics import EXPORT_LINE, EXPORTED, METRICS, PARTICIPATION_PCT, REPORTING
from tasks.report.lookup import UnknownNameError


class Described(NamedTuple):
    """A metric as `metrics` lists it; `meaning` is Indonesian."""

    name: str
    unit: str
    meaning: str


_RATE = "100 x peserta_kemandirian : penghuni, dihitung ulang pada setiap tingkat"
DESCRIBED = {
    d.name: d
    for d in (
        Described(REPORTING, "unit", "Unit yang melapor, tanpa Kanwil"),
        *(Described(m.name, m.unit, m.meaning) for m in METRICS),
        Described(PARTICIPATION_PCT, "%", _RATE),
        Described(EXPORTED.name, EXPORTED.unit, f"{EXPORTED.meaning}, per produk, negara, satuan"),
    )
}


class Level(StrEnum):
    """Whose figures."""

    NATION = "nasional"
    KANWIL = "kanwil"
    UNIT = "upt"


_VIEWS = {
    Level.NATION: "nasional_bulanan",
    Level.KANWIL: "kanwil_bulanan",
    Level.UNIT: "upt_bulanan",
}
_OWNERS = {Level.NATION: "'ID'", Level.KANWIL: "kanwil_id", Level.UNIT: "upt_id"}


class Sought(NamedTuple):
    """Which figures are meant.

    Attributes:
        first: First month.
        last: Last month.
        level: Whose figures.
        owner: The Kanwil or unit; empty = the nation, or every Kanwil.
        as_of: As they stood at this instant; None = now.
        country: ISO 3166 alpha-2: exports to this country only; empty = all.
    """

    first: date
    last: date
    level: Level = Level.NATION
    owner: str = ""
    as_of: datetime | None = None
    country: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """Parameters of the queries."""
        return {
            "dari": self.first,
            "hingga": self.last,
            "untuk": self.first if self.first == self.last else None,
            "pemilik": self.owner,
            "pada": self.as_of,
            "negara": self.country,
        }

    def owns(self, units: str) -> str:
        """SQL: whether a line of `units`, with `upt_id` and `kanwil_id`, is sought."""
        return f"{units}.{_OWNERS[self.level]} = %(pemilik)s" if self.owner else "true"

    def source(self, metric: str) -> str:
        """The view or function of `mart` that holds a metric."""
        is_line = metric == EXPORTED.name or self.country
        view = "ekspor_bulanan" if is_line else _VIEWS[self.level]
        return f"mart.{view}" if self.as_of is None else f"mart.{view}_pada"

    def rows(self, metric: str) -> str:
        """SQL: the rows of that view or function."""
        call = "" if self.as_of is None else "(%(pada)s, %(untuk)s)"
        return f"{self.source(metric)}{call}"


def read_instant(text: str) -> datetime | None:
    """An instant as typed: Jakarta where it has no zone; a bare date is its last microsecond.

    None where nothing is typed.

    Raises:
        UnknownNameError: It is no ISO date or datetime.
    """
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time.max, JAKARTA)
    except ValueError:
        pass
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnknownNameError(f"--as-of {text!r} is no ISO date or datetime") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=JAKARTA)


def figures_query(metrics: Sequence[str], sought: Sought) -> str:
    """SELECT of `bulan, unit_id, metrik, rincian, nilai`, one line per figure.

    `rincian` names product, country and unit of measure of an exported quantity and is empty
    otherwise. `nilai` is null where nobody said anything.
    """
    lines = [_export_lines(m, sought) for m in metrics if m == EXPORTED.name or sought.country]
    monthly = [m for m in metrics if m != EXPORTED.name and not sought.country]
    return " UNION ALL ".join([*([_monthly(monthly, sought)] if monthly else []), *lines])


def _monthly(metrics: Sequence[str], sought: Sought) -> str:
    values = ", ".join(f"('{name}', a.{name}::numeric)" for name in metrics)
    return (
        f"SELECT a.bulan, {_OWNERS[sought.level]} AS unit_id, m.metrik, '' AS rincian, m.nilai "
        f"FROM {sought.rows(metrics[0])} a "
        f"CROSS JOIN LATERAL (VALUES {values}) AS m (metrik, nilai) "
        f"WHERE a.bulan BETWEEN %(dari)s AND %(hingga)s AND {sought.owns('a')}"
    )


def _export_lines(metric: str, sought: Sought) -> str:
    value, line = (
        ("jumlah", EXPORT_LINE.format(country="negara"))
        if metric == EXPORTED.name
        else ("pengiriman", "''")
    )
    country = "AND a.negara = %(negara)s" if sought.country else ""
    return (
        f"SELECT a.bulan, {_OWNERS[sought.level]} AS unit_id, '{metric}' AS metrik, "
        f"{line} AS rincian, sum(a.{value}) AS nilai FROM {sought.rows(metric)} a "
        f"WHERE a.bulan BETWEEN %(dari)s AND %(hingga)s AND {sought.owns('a')} {country} "
        f"GROUP BY 1, 2, 3, 4 HAVING sum(a.{value}) IS NOT NULL"
    )


_ORDER = "ORDER BY unit_id, array_position(%(metrik)s::text[], metrik), rincian, bulan"


def fetch_figures(
    connection: psycopg.Connection, metrics: Sequence[str], sought: Sought
) -> list[tuple[Any, ...]]:
    """Lines of `bulan, unit_id, metrik, rincian, nilai`.

    As of an instant each line goes on with the figure now, and the difference where they differ.
    """
    values = {**sought.values, "metrik": list(metrics)}
    then = figures_query(metrics, sought)
    if sought.as_of is None:
        return connection.execute(f"SELECT * FROM ({then}) AS a {_ORDER}", values).fetchall()
    now = figures_query(metrics, sought._replace(as_of=None))
    return connection.execute(
        f"WITH dulu AS ({then}), kini AS ({now}) "
        "SELECT bulan, unit_id, metrik, rincian, d.nilai, k.nilai, "
        "CASE WHEN d.nilai IS DISTINCT FROM k.nilai "
        "THEN coalesce(k.nilai, 0) - coalesce(d.nilai, 0) END "
        f"FROM dulu d FULL JOIN kini k USING (bulan, unit_id, metrik, rincian) {_ORDER}",
        values,
    ).fetchall()
