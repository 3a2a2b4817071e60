"""Lines of marts that are dear to make from every row of the past, kept beside the aggregate.

Exports per month and country; unknown products and partners per unit and month. Like the aggregate
they are made anew for the pairs of unit and month that a run touches, and all by `migrate`.
"""

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import SQLModel

from schemas.contracts import DATASETS, Kind
from schemas.warehouse.exports import EXPORTED_BY_COUNTRY

EXPORTS = sa.Table(
    "ekspor_negara_bulanan",
    SQLModel.metadata,
    sa.Column("bulan", sa.Date, nullable=False, comment="Hari pertama bulan"),
    sa.Column("negara", sa.String(2), comment="Negara; kosong = jumlah tidak terbagi"),
    sa.Column("satuan", sa.String, comment="Satuan"),
    sa.Column("pengiriman", sa.BigInteger, nullable=False, comment="Pengiriman ke negara itu"),
    sa.Column("jumlah", sa.Numeric, comment="Jumlah barang; kosong = tidak disebut"),
    sa.Column("perkiraan", sa.Boolean, nullable=False, comment="Jumlahnya perkiraan"),
    sa.Index(None, "bulan"),
    schema="mart",
    comment="Ekspor nasional per bulan, negara, dan satuan",
)
UNKNOWN = sa.Table(
    "produk_belum_dikenal_bulanan",
    SQLModel.metadata,
    sa.Column("upt_id", sa.String, nullable=False, comment="Unit pelapor"),
    sa.Column("bulan", sa.Date, nullable=False, comment="Hari pertama bulan"),
    sa.Column("tertulis", sa.String, comment="Seperti ditulis"),
    sa.Column("dataset", ARRAY(sa.String), nullable=False, comment="Dataset yang menyebutnya"),
    sa.Column("baris", sa.BigInteger, nullable=False, comment="Banyaknya baris"),
    sa.Index(None, "upt_id", "bulan"),  # the wording is of any length and can be in no key
    schema="mart",
    comment="Produk dan kegiatan di luar kamus per unit dan bulan",
)

PARTNERS = sa.Table(
    "mitra_bulanan",
    SQLModel.metadata,
    sa.Column("upt_id", sa.String, nullable=False, comment="Unit pelapor"),
    sa.Column("bulan", sa.Date, nullable=False, comment="Hari pertama bulan"),
    sa.Column("mitra", sa.String, nullable=False, comment="Nama mitra"),
    sa.Index(None, "upt_id", "bulan"),
    schema="mart",
    comment="Mitra kegiatan kerja per unit dan bulan, untuk dibandingkan namanya (W412)",
)

EXPORTS_BY_COUNTRY = f"""
SELECT bulan, negara, nama_negara, satuan, pengiriman, jumlah, perkiraan
FROM mart.{EXPORTS.name} LEFT JOIN ref.negara USING (negara)
"""
# a unit says the same month after month: first per unit, then the few lines that are left
UNKNOWN_PRODUCTS = f"""
SELECT tertulis, array_agg(DISTINCT d.dataset)::text[] AS dataset,
       sum(baris) FILTER (WHERE d.n = 1)::bigint AS baris, count(DISTINCT upt_id) AS upt,
       max(bulan) AS bulan_terakhir
FROM (
    SELECT tertulis, dataset, upt_id, sum(baris) AS baris, max(bulan) AS bulan
    FROM mart.{UNKNOWN.name} GROUP BY tertulis, dataset, upt_id
) AS t, unnest(t.dataset) WITH ORDINALITY AS d (dataset, n) GROUP BY tertulis
"""


def _products() -> str:
    """Rows of a report `r` whose product no synonym maps; each report's rows by themselves."""
    return " UNION ALL ".join(
        f"SELECT '{c.name}' AS dataset, f.{column.name} AS tertulis FROM fact.{c.name} f "
        f"WHERE f.report_id = r.id AND r.dataset = '{c.name}' "
        f"AND (f.{column.name} IN (SELECT produk FROM ref.produk)) IS NOT TRUE"
        for c in DATASETS.values()
        for column in c.of(Kind.PRODUCT)
    )


def keep_lines(connection: psycopg.Connection, touched: str) -> None:
    """Make anew the lines of the pairs of a table `touched(upt_id, bulan)`."""
    months = f"(SELECT DISTINCT bulan FROM {touched})"
    pairs = f"(SELECT DISTINCT upt_id, bulan FROM {touched})"
    for statement in (
        f"DELETE FROM mart.{EXPORTS.name} WHERE bulan IN {months}",
        f"INSERT INTO mart.{EXPORTS.name} (bulan, negara, satuan, pengiriman, jumlah, perkiraan) "
        f"SELECT e.* FROM {months} AS b CROSS JOIN LATERAL ({EXPORTED_BY_COUNTRY}) AS e",
        f"DELETE FROM mart.{UNKNOWN.name} WHERE (upt_id, bulan) IN {pairs}",
        f"INSERT INTO mart.{UNKNOWN.name} (upt_id, bulan, tertulis, dataset, baris) "
        "SELECT upt_id, bulan, tertulis, array_agg(DISTINCT f.dataset), count(*) "
        f"FROM {pairs} AS p JOIN ops.report r USING (upt_id, bulan) "
        f"CROSS JOIN LATERAL ({_products()}) AS f WHERE r.is_current "
        "GROUP BY upt_id, bulan, tertulis",
        f"DELETE FROM mart.{PARTNERS.name} WHERE (upt_id, bulan) IN {pairs}",
        f"INSERT INTO mart.{PARTNERS.name} (upt_id, bulan, mitra) "
        f"SELECT DISTINCT upt_id, bulan, f.mitra FROM {pairs} AS p "
        "JOIN ops.report r USING (upt_id, bulan) CROSS JOIN LATERAL (SELECT mitra "
        "FROM fact.kegiatan_kerja WHERE report_id = r.id AND mitra IS NOT NULL OFFSET 0) AS f "
        "WHERE r.is_current AND r.dataset = 'kegiatan_kerja'",
    ):
        connection.execute(statement)


def keep_all_lines(connection: psycopg.Connection) -> None:
    """Make all of them anew."""
    for table in (EXPORTS, UNKNOWN, PARTNERS):
        connection.execute(f"DELETE FROM mart.{table.name}")
    keep_lines(connection, "ops.report")
