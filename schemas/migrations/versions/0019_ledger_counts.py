"""The ledger's counts are kept per month and Kanwil: of all months they took a second to count."""

import sqlalchemy as sa
from alembic import op

from schemas.warehouse.definitions import set_views_aside

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_COUNTS = {
    "wajib": "Laporan yang wajib",
    "tepat_waktu": "Di antaranya berstatus tepat_waktu",
    "terlambat": "Di antaranya berstatus terlambat",
    "nihil": "Di antaranya berstatus nihil",
    "sebagian": "Di antaranya berstatus sebagian",
    "ditolak": "Di antaranya berstatus ditolak",
    "belum": "Di antaranya berstatus belum",
    "tepat_waktu_kosong": "Yang tiba tepat waktu tanpa satu baris pun terbit",
    "lengkap": "Yang diterima",
    "tepat": "Yang tiba tepat waktu, apa pun isinya",
}


def upgrade() -> None:
    op.create_table(
        "kepatuhan_bulanan",
        sa.Column("bulan", sa.Date(), nullable=False, comment="Hari pertama bulan"),
        sa.Column("kanwil_id", sa.String(), nullable=False, comment="Kanwil"),
        sa.Column(
            "jatuh_tempo",
            sa.Date(),
            nullable=False,
            comment="Hari terakhir yang dihitung tepat",
        ),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False, comment=comment)
            for name, comment in _COUNTS.items()
        ),
        sa.PrimaryKeyConstraint("bulan", "kanwil_id", name=op.f("pk_kepatuhan_bulanan")),
        schema="mart",
        comment="Hitungan buku besar per bulan dan Kanwil; hilang begitu dasarnya berubah",
    )


def downgrade() -> None:
    set_views_aside(op.get_bind().connection.driver_connection)
    op.execute("DROP FUNCTION IF EXISTS ops.drop_counts, ops.drop_all_counts CASCADE")
    op.drop_table("kepatuhan_bulanan", schema="mart")
