"""Exports per country and unknown products are kept: of all months they took a second to make."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from schemas.warehouse.definitions import set_views_aside

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ekspor_negara_bulanan",
        said("bulan", sa.Date(), "Hari pertama bulan"),
        said("negara", sa.String(2), "Negara; kosong = jumlah tidak terbagi", null=True),
        said("satuan", sa.String(), "Satuan", null=True),
        said("pengiriman", sa.BigInteger(), "Pengiriman ke negara itu"),
        said("jumlah", sa.Numeric(), "Jumlah barang; kosong = tidak disebut", null=True),
        said("perkiraan", sa.Boolean(), "Jumlahnya perkiraan"),
        schema="mart",
        comment="Ekspor nasional per bulan, negara, dan satuan",
    )
    op.create_index(
        op.f("ix_ekspor_negara_bulanan_bulan"), "ekspor_negara_bulanan", ["bulan"], schema="mart"
    )
    op.create_table(
        "produk_belum_dikenal_bulanan",
        said("upt_id", sa.String(), "Unit pelapor"),
        said("bulan", sa.Date(), "Hari pertama bulan"),
        said("tertulis", sa.String(), "Seperti ditulis", null=True),
        said("dataset", postgresql.ARRAY(sa.String()), "Dataset yang menyebutnya"),
        said("baris", sa.BigInteger(), "Banyaknya baris"),
        schema="mart",
        comment="Produk dan kegiatan di luar kamus per unit dan bulan",
    )
    op.create_index(
        op.f("ix_produk_belum_dikenal_bulanan_upt_id_bulan"),
        "produk_belum_dikenal_bulanan",
        ["upt_id", "bulan"],
        schema="mart",
    )


def downgrade() -> None:
    set_views_aside(op.get_bind().connection.driver_connection)
    op.drop_table("produk_belum_dikenal_bulanan", schema="mart")
    op.drop_table("ekspor_negara_bulanan", schema="mart")


def said(name: str, kind: sa.types.TypeEngine, comment: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, kind, nullable=null, comment=comment)
