"""Partners' names are kept per unit and month: to compare them, a night read all rows there are."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mitra_bulanan",
        sa.Column("upt_id", sa.String(), nullable=False, comment="Unit pelapor"),
        sa.Column("bulan", sa.Date(), nullable=False, comment="Hari pertama bulan"),
        sa.Column("mitra", sa.String(), nullable=False, comment="Nama mitra"),
        schema="mart",
        comment="Mitra kegiatan kerja per unit dan bulan, untuk dibandingkan namanya (W412)",
    )
    op.create_index(
        op.f("ix_mitra_bulanan_upt_id_bulan"), "mitra_bulanan", ["upt_id", "bulan"], schema="mart"
    )
    # filled by `migrate` with the views, which are then of an earlier release
    op.execute("UPDATE ops.definition SET sidik = '' WHERE nama = 'tampilan'")


def downgrade() -> None:
    op.drop_table("mitra_bulanan", schema="mart")
