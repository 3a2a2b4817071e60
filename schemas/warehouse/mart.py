"""`mart`: the one physical aggregate (unit x month) and the views analysts read.

Everything is generated from the contracts and `schemas.metrics`, so a metric or a column is
described once. Views hold no state; `schemas.warehouse.migrate` makes them anew when they change.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel

from schemas.contracts import DATASETS, Contract, Kind
from schemas.errors import TerminalError
from schemas.metrics import (
    INMATES,
    METRICS,
    PARTICIPANTS,
    PARTICIPATION,
    PARTICIPATION_PCT,
    REPORTING,
    Metric,
)
from schemas.warehouse.current import CURRENT_AT, UNITS_AT
from schemas.warehouse.exports import exports_query
from schemas.warehouse.kept_lines import EXPORTS_BY_COUNTRY, UNKNOWN_PRODUCTS

_HEAD = ("penghuni", "peserta_kemandirian", "peserta_kepribadian")

# its figures, one column a metric, are `schemas.warehouse.aggregate`'s business and no migration's
AGREGAT = sa.Table(
    "agregat_upt",
    SQLModel.metadata,
    sa.Column("upt_id", sa.String, primary_key=True, comment="Unit pelapor"),
    sa.Column("bulan", sa.Date, primary_key=True, comment="Hari pertama bulan"),
    sa.Column(
        "berubah_at",
        sa.DateTime(timezone=True),
        nullable=False,
        comment="Saat terakhir kali laporan yang berlaku berganti",
    ),
    sa.Index(None, "bulan"),
    schema="mart",
    comment="Angka per unit dan bulan; dibangun ulang bagi pasangan yang tersentuh",
)


def aggregate_columns() -> dict[str, str]:
    """Name to SQL type of every figure of `mart.agregat_upt`.

    Raises:
        TerminalError: A metric rests on no column of a form, its measure is not known, or keeps
            fewer decimals than the column holds, so that its figures would be rounded.
    """
    for metric in METRICS:
        if metric.column not in DATASETS[metric.dataset].columns:  # remarks name its header
            raise TerminalError(f"metric {metric.name}: {metric.column} is no column of the form")
        decimals = 0 if metric.counts else _decimals(metric)
        if decimals > metric.measure.decimals:
            raise TerminalError(
                f"metric {metric.name}: {metric.column} has {decimals} decimals, "
                f"{metric.unit} keeps {metric.measure.decimals}"
            )
    return {metric.name: metric.sql_type for metric in METRICS}


def _decimals(metric: Metric) -> int:
    stored = DATASETS[metric.dataset].table.columns[metric.column].type
    return stored.scale or 0 if isinstance(stored, sa.Numeric) else 0


def comments() -> list[str]:
    """Statements that say what each figure of `mart.agregat_upt` is."""
    said = {m.name: f"{m.meaning} ({m.unit})".replace("'", "''") for m in METRICS}
    return [f"COMMENT ON COLUMN mart.agregat_upt.{name} IS '{text}'" for name, text in said.items()]


def rebuild_aggregate(touched: str) -> str:
    """SQL that fills `mart.agregat_upt` for the pairs of a table `touched(upt_id, bulan)`.

    The pairs' old lines must be gone.
    """
    reports = (
        f"SELECT r.* FROM ops.report r JOIN {touched} USING (upt_id, bulan) WHERE r.is_current"
    )
    return (
        f"INSERT INTO mart.agregat_upt ({_COLUMNS}, berubah_at) "
        f"SELECT {_COLUMNS}, (SELECT max(greatest(r.current_from, r.superseded_at)) "
        "FROM ops.report r WHERE (r.upt_id, r.bulan) = (a.upt_id, a.bulan)) "
        f"FROM ({aggregate_query(reports)}) AS a"
    )


_COLUMNS = ", ".join(["upt_id", "bulan", *(metric.name for metric in METRICS)])


def aggregate_query(reports: str) -> str:
    """SELECT of `upt_id, bulan` and every metric over some versions of reports.

    Of a unit, dataset and month there is one version at most. A metric is the aggregate over its
    rows where there are any, zero where it is nil, null otherwise. The incremental aggregate, a
    full rebuild and any past instant use this query. Each report's rows are looked up by
    themselves: right after a COPY the planner knows too little to choose between other ways.
    """
    sums, values = [], []
    for name in {metric.dataset: None for metric in METRICS}:
        own = [m for m in METRICS if m.dataset == name]
        expressions = ", ".join(f"{m.expression} AS {m.name}" for m in own)
        sums.append(
            f"CROSS JOIN LATERAL (SELECT count(*) AS ada, {expressions} FROM fact.{name} f "
            f"WHERE f.report_id = r.id AND r.dataset = '{name}') AS {name}"
        )
    for m in METRICS:
        is_nil = f"r.is_nil AND r.dataset = '{m.dataset}'"
        values.append(
            f"max(CASE WHEN {m.dataset}.ada > 0 THEN {m.dataset}.{m.name} "
            f"WHEN {is_nil} THEN 0 END)::{m.sql_type} AS {m.name}"
        )
    return (
        f"SELECT r.upt_id, r.bulan, {', '.join(values)} FROM ({reports}) AS r {' '.join(sums)} "
        "GROUP BY r.upt_id, r.bulan"
    )


def _metric_columns(template: str) -> str:
    """Metrics, rate and target as columns; `template` is what stands for one metric."""
    rate = PARTICIPATION.format(
        participants=template.format(PARTICIPANTS), inmates=template.format(INMATES)
    )
    named = {m.name: f"{template.format(m.name)}::{m.sql_type} AS {m.name}" for m in METRICS}
    head = [named.pop(name) for name in _HEAD]
    head += [f"{rate} AS {PARTICIPATION_PCT}", f"{_TARGET} AS target_pct"]
    return ", ".join([*head, *named.values()])


_TARGET = (
    "(SELECT t.target_pct FROM ref.target t WHERE t.berlaku_dari <= a.bulan "
    "ORDER BY t.berlaku_dari DESC LIMIT 1)"
)
_REPORTING = "count(*) FILTER (WHERE u.jenis <> 'Kanwil')"


def _summed(aggregate: str, units: str) -> dict[str, str]:
    """Queries per unit, Kanwil and nation over an aggregate, grouped by a register."""
    rows = f"FROM {aggregate} a JOIN {units} u USING (upt_id)"
    sums = _metric_columns("sum(a.{})")
    return {
        "upt_bulanan": "SELECT a.bulan, a.upt_id, u.nama, u.jenis, u.kanwil_id, u.kanwil, "
        f"(u.jenis <> 'Kanwil')::int::bigint AS {REPORTING}, {_metric_columns('a.{}')} {rows}",
        "kanwil_bulanan": f"SELECT a.bulan, u.kanwil_id, u.kanwil, {_REPORTING} AS {REPORTING}, "
        f"{sums} {rows} GROUP BY a.bulan, u.kanwil_id, u.kanwil",
        "nasional_bulanan": f"SELECT a.bulan, {_REPORTING} AS {REPORTING}, {sums} {rows} "
        "GROUP BY a.bulan",
    }


def _dataset_view(contract: Contract) -> str:
    """Unit and month are the report's: it is found by them, and its rows by its number."""
    reporter = "pelapor_id" if "upt_id" in contract.value_schema else "upt_id"
    values = [
        f"trim_scale(f.{name}) AS {name}" if _is_quantity(contract, name) else f"f.{name}"
        for name in contract.value_schema
    ]
    return (
        f"SELECT r.upt_id AS {reporter}, r.bulan, {', '.join(values)}, f.perkiraan, f.peringatan, "
        "r.sha256, r.berkas, r.lembar, f.baris "
        f"FROM fact.{contract.name} f JOIN ops.report r ON r.id = f.report_id AND r.is_current "
        f"AND r.dataset = '{contract.name}'"
    )


def _is_quantity(contract: Contract, name: str) -> bool:
    column = contract.columns.get(name)
    return column is None or column.kind in {Kind.NUMBER, Kind.PERCENT}


def unknown_products(reports: str) -> str:
    """Products and activities as written that no synonym maps, with where they stand.

    Args:
        reports: Condition on `ops.report r`: whose rows are looked at.
    """
    parts = [
        f"SELECT '{c.name}' AS dataset, {column.name} AS tertulis, pelapor_id AS upt_id, f.bulan "
        f"FROM fact.{c.name} f JOIN ops.report r ON r.id = f.report_id AND {reports} "
        f"WHERE NOT EXISTS (SELECT FROM ref.produk p WHERE p.produk = f.{column.name})"
        for c in DATASETS.values()
        for column in c.of(Kind.PRODUCT)
    ]
    return (
        "SELECT tertulis, array_agg(DISTINCT dataset) AS dataset, count(*) AS baris, "
        "count(DISTINCT upt_id) AS upt, max(bulan) AS bulan_terakhir "
        f"FROM ({' UNION ALL '.join(parts)}) AS t GROUP BY tertulis"
    )


UNITS = """
SELECT upt_id, nama, jenis, kelas, kanwil_id, kanwil FROM (
    SELECT DISTINCT ON (upt_id) upt_id, nama, jenis, kelas, kanwil_id FROM ref.upt
    ORDER BY upt_id, berlaku_dari DESC
) AS upt JOIN ref.kanwil USING (kanwil_id)
UNION ALL
SELECT kanwil_id, kanwil, 'Kanwil', NULL, kanwil_id, kanwil FROM ref.kanwil
"""


def view_definitions() -> dict[str, tuple[str, str]]:
    """Name to (query, Indonesian comment) of every view, in the order they build on each other."""
    summed = _summed("mart.agregat_upt", "ref.unit")
    views = {"ref.unit": (UNITS, "Unit pelapor menurut daftar yang berlaku sekarang")}
    for contract in DATASETS.values():
        views[f"mart.{contract.name}"] = (
            _dataset_view(contract),
            f"{contract.table.comment}: baris yang berlaku, dengan asalnya",
        )
    views |= {
        "mart.upt_bulanan": (summed["upt_bulanan"], "Angka per unit dan bulan"),
        "mart.kanwil_bulanan": (summed["kanwil_bulanan"], "Angka per Kanwil dan bulan"),
        "mart.nasional_bulanan": (summed["nasional_bulanan"], "Angka nasional per bulan"),
        "mart.ekspor_bulanan": (
            exports_query("mart.ekspor", "ref.unit"),
            "Ekspor per bulan, unit, produk, negara, satuan; negara kosong = jumlah tidak terbagi",
        ),
        "mart.produk_belum_dikenal": (
            UNKNOWN_PRODUCTS,
            "Produk dan kegiatan yang belum ada dalam kamus, diterbitkan seperti ditulis",
        ),
        "mart.ekspor_negara": (
            EXPORTS_BY_COUNTRY,
            "Ekspor per bulan dan negara; negara kosong = jumlah tidak terbagi",
        ),
    }
    return views


_REPORTS_AT = (
    f"SELECT r.* FROM ops.report r WHERE {CURRENT_AT.format(pada='pada')} "
    "AND (untuk IS NULL OR r.bulan = untuk)"
)
_UNITS_AT = UNITS_AT.format(pada="pada")


def _aggregate_at() -> str:
    """The aggregate as it stood: today's line where a pair's reports have not changed since.

    Only the others are summed again from the rows of then; that is a month or two of a nation
    whatever the instant, and the corrections made since.
    """
    stands = "a.berubah_at <= pada"
    same = "(a.upt_id, a.bulan) = (r.upt_id, r.bulan)"
    changed = f"NOT EXISTS (SELECT FROM mart.agregat_upt a WHERE {same} AND {stands})"
    return (
        f"(SELECT {_COLUMNS} FROM mart.agregat_upt a "
        f"WHERE {stands} AND (untuk IS NULL OR a.bulan = untuk) "
        f"UNION ALL SELECT * FROM ({aggregate_query(f'{_REPORTS_AT} AND {changed}')}) AS lalu)"
    )


def function_definitions() -> dict[str, tuple[str, str]]:
    """Name to (query, Indonesian comment) of every function `mart.x_pada(pada, untuk)`.

    Each returns the rows of the view `x` as they stood at the instant `pada`, of the month
    `untuk` or of all. The queries are the views' own, over the versions current at that instant.
    """
    summed = _summed(_aggregate_at(), _UNITS_AT)
    exported = (
        "(SELECT f.*, f.pelapor_id AS upt_id FROM fact.ekspor f "
        f"JOIN ({_REPORTS_AT} AND r.dataset = 'ekspor') AS r ON r.id = f.report_id)"
    )
    queries = {**summed, "ekspor_bulanan": exports_query(exported, _UNITS_AT)}
    return {
        f"mart.{name}_pada": (query, f"mart.{name} seperti pada suatu saat")
        for name, query in queries.items()
    }
