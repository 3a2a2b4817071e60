"""From a figure back to the cells it is the sum of.

The lines come from the facts, the figure from the mart; both from the descriptions in
`schemas.metrics`. That they agree is shown with every trace.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import psycopg

from schemas.addresses import column_letters
from schemas.escapes import sheet_line
from schemas.metrics import (
    EXPORT_LINE,
    EXPORTED,
    INMATES,
    METRICS,
    PARTICIPANTS,
    PARTICIPATION,
    PARTICIPATION_PCT,
    REPORTING,
    Metric,
)
from schemas.warehouse.current import CURRENT_AT, UNITS_AT
from tasks.report.answers import Record, ask
from tasks.report.metric_figures import Sought, figures_query

_BY_NAME = {metric.name: metric for metric in (*METRICS, EXPORTED)}
_WIDEST = 16_384  # columns of a spreadsheet: A to XFD


class Total(NamedTuple):
    """The lines of one metric and detail, and the figure they make.

    Attributes:
        metric: The metric, or a count that a rate divides.
        detail: Product, country and unit of measure of an exported quantity; otherwise empty.
            None: nil reports of exports, which are no line of the mart.
        lines: How many lines.
        sum: Their sum; a rate's quotient. None where there is no line.
        figure: What the mart says.
    """

    metric: str
    detail: str | None
    lines: int
    sum: Decimal | None
    figure: Decimal | None

    @property
    def is_equal(self) -> bool:
        """Whether the mart says what the cells say."""
        return self.detail is None or self.sum == self.figure


def fetch_totals(connection: psycopg.Connection, metric: str, sought: Sought) -> list[Total]:
    """Sums of the lines beside the figures of the mart, one per metric and detail."""
    summed = [part.name for part in _parts(metric, sought)]
    figures = [*summed, metric] if metric not in summed else summed
    found = connection.execute(
        f"WITH {_cells(metric, sought)}, terjumlah AS (SELECT metrik, rincian, count(*) AS baris, "
        "sum(nilai) AS jumlah FROM sel GROUP BY metrik, rincian), "
        f"angka AS ({figures_query(figures, sought)}) "
        "SELECT metrik, rincian, coalesce(baris, 0), trim_scale(t.jumlah), trim_scale(a.nilai) "
        f"FROM ({_sums(metric)}) AS t FULL JOIN angka a USING (metrik, rincian) "
        "ORDER BY array_position(%(metrik)s::text[], metrik), rincian",
        {**sought.values, "metrik": figures},
    )
    return [Total(*line) for line in found]


def lines_query(metric: str, sought: Sought) -> str:
    """SELECT of one line per cell behind a figure, or per report that says Nihil.

    `sha256` and `file` are several for a unit that reported; `cell` is empty for a nil report and
    for a unit that reported; `written` is what stands in the cell, `value` what it adds.
    """
    return (
        f"WITH {_cells(metric, sought)} "
        "SELECT metrik AS metric, nullif(rincian, '') AS detail, upt_id AS unit, sha256, "
        "berkas AS file, lembar AS sheet, concat((%(huruf)s::text[])[kolom + 1], baris) AS cell, "
        "tertulis AS written, trim_scale(nilai) AS value, satuan AS unit_of_measure, "
        "perkiraan AS approximate "
        "FROM sel ORDER BY rincian, upt_id, laporan, baris, metrik DESC"
    )


def line_values(sought: Sought) -> dict[str, Any]:
    """Parameters of `lines_query`."""
    return {**sought.values, "huruf": _letters()}


def fetch_lines(
    connection: psycopg.Connection, metric: str, sought: Sought, most: int
) -> list[Record]:
    """The first lines behind a figure."""
    query = f"{lines_query(metric, sought)} LIMIT {most}"
    return ask(connection, query, line_values(sought))


def lines_as_csv(connection: psycopg.Connection, metric: str, sought: Sought) -> Iterator[str]:
    """Yield all lines behind a figure as a CSV that a spreadsheet may open."""
    query = f"COPY ({lines_query(metric, sought)}) TO STDOUT WITH (FORMAT csv, HEADER)"
    with connection.cursor().copy(query, line_values(sought)) as blocks:
        for block in blocks:  # a line each
            yield sheet_line(bytes(block).decode())


def lines_as_json(connection: psycopg.Connection, metric: str, sought: Sought) -> Iterator[str]:
    """Yield all lines behind a figure, each a JSON object."""
    connection.execute("SET LOCAL cursor_tuple_fraction = 1")  # planned to be read to the end
    query = f"SELECT row_to_json(q)::text FROM ({lines_query(metric, sought)}) AS q"
    with connection.cursor(name="sel") as cursor:
        cursor.itersize = 10_000
        for (line,) in cursor.execute(query, line_values(sought)):
            yield line


@cache
def _letters() -> list[str]:
    return [column_letters(index) for index in range(_WIDEST)]


def _parts(metric: str, sought: Sought) -> tuple[Metric, ...]:
    """The sums and counts a metric consists of; none for the units that reported."""
    if metric == REPORTING:
        return ()
    if metric == PARTICIPATION_PCT:
        return _BY_NAME[PARTICIPANTS], _BY_NAME[INMATES]
    part = _BY_NAME[metric]
    if sought.country and metric == EXPORTED.name:
        return (part._replace(where="f.negara_tujuan = ARRAY[%(negara)s]::varchar[]"),)
    if sought.country:  # the cell that lists the country
        listed = "%(negara)s = ANY (f.negara_tujuan)"
        return (part._replace(column="negara_tujuan", where=listed),)
    return (part,)


def _cells(metric: str, sought: Sought) -> str:
    """SQL: `laporan`, the versions that count, and `sel`, one line per cell or nil report."""
    selects = [select for part in _parts(metric, sought) for select in _of_part(part, sought)]
    return f"{_reports(sought)}, sel AS ({' UNION ALL '.join(selects or [_WHO_REPORTED])})"


def _reports(sought: Sought) -> str:
    units, is_current = "ref.unit", "r.is_current"
    if sought.as_of is not None:
        units = UNITS_AT.format(pada="%(pada)s")
        is_current = CURRENT_AT.format(pada="%(pada)s")
    return (
        "laporan AS (SELECT r.id, r.upt_id, u.jenis, r.dataset, r.is_nil, r.sha256, r.berkas, "
        f"r.lembar, r.kolom FROM ops.report r JOIN {units} u USING (upt_id) "
        f"WHERE r.bulan = %(dari)s AND {is_current} AND {sought.owns('u')})"
    )


_WHO_REPORTED = f"""
SELECT '{REPORTING}' AS metrik, '' AS rincian, r.upt_id,
       string_agg(DISTINCT r.sha256, ' ') AS sha256, string_agg(DISTINCT r.berkas, ', ') AS berkas,
       string_agg(DISTINCT r.lembar, ', ') AS lembar, NULL::integer AS kolom,
       NULL::integer AS baris, string_agg(r.dataset, ', ' ORDER BY r.dataset) AS tertulis,
       (r.jenis <> 'Kanwil')::integer::numeric AS nilai, 'unit' AS satuan, false AS perkiraan,
       NULL::bigint AS laporan
FROM laporan r GROUP BY r.upt_id, r.jenis
"""


def _of_part(part: Metric, sought: Sought) -> Iterator[str]:
    """SQL: the cells of one sum or count, then the reports that make it zero without a cell."""
    is_line = part.name == EXPORTED.name
    detail, unit = (_EXPORT_LINE, "f.satuan") if is_line else ("''", f"'{part.unit}'")
    yield (
        f"SELECT '{part.name}' AS metrik, {detail} AS rincian, "
        f"r.upt_id, r.sha256, r.berkas, r.lembar, (r.kolom ->> '{part.column}')::integer AS kolom, "
        f"f.baris, f.tertulis ->> '{part.column}' AS tertulis, {part.value}::numeric AS nilai, "
        f"{unit} AS satuan, "
        f"'{part.column}' = ANY (f.perkiraan) AS perkiraan, r.id AS laporan "
        f"FROM laporan r JOIN fact.{part.dataset} f ON f.report_id = r.id "
        f"WHERE r.dataset = '{part.dataset}' AND ({part.where or 'true'}) "
        f"AND {part.value} IS NOT NULL"
    )
    if not sought.country:  # nil reports name no country
        detail, unit = ("NULL", "''") if is_line else (detail, unit)
        yield (
            f"SELECT '{part.name}', {detail}, r.upt_id, r.sha256, r.berkas, "
            "r.lembar, NULL, NULL, CASE WHEN r.is_nil THEN 'Nihil' ELSE '' END, 0, "
            f"{unit}, false, r.id FROM laporan r "
            f"WHERE r.dataset = '{part.dataset}' AND {_is_zero(part)}"
        )


def _is_zero(part: Metric) -> str:
    """SQL: a report `r` is nil, or has rows of which none counts."""
    if not part.counts or not part.where:
        return "r.is_nil"
    rows = f"SELECT FROM fact.{part.dataset} f WHERE f.report_id = r.id"
    return f"(r.is_nil OR EXISTS ({rows}) AND NOT EXISTS ({rows} AND {part.where}))"


# which line of `mart.ekspor_bulanan` the quantity of a row `f` belongs to
_EXPORT_LINE = EXPORT_LINE.format(
    country="CASE WHEN cardinality(f.negara_tujuan) = 1 THEN f.negara_tujuan[1] END"
)


def _sums(metric: str) -> str:
    """SQL: the sums of `terjumlah`, and for the rate their quotient."""
    sums = "SELECT metrik, rincian, baris, jumlah FROM terjumlah"
    if metric != PARTICIPATION_PCT:
        return sums
    rate = PARTICIPATION.format(
        participants=f"max(jumlah) FILTER (WHERE metrik = '{PARTICIPANTS}')",
        inmates=f"max(jumlah) FILTER (WHERE metrik = '{INMATES}')",
    )
    return f"{sums} UNION ALL SELECT '{metric}', '', 0, {rate} FROM terjumlah"
