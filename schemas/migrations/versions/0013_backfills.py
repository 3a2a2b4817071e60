"""What a backfill did, month by month, and what each month changed, for whoever asks by its id."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backfill_chunk",
        said("run_id", sa.String(), "Backfill: id flow run Prefect"),
        said("nomor", sa.Integer(), "Urutan"),
        said("name", sa.String(), "Bulan, atau hal lain yang dikerjakan"),
        said("is_done", sa.Boolean(), "Selesai; bila tidak, pesan mengatakan sebabnya"),
        said("message", sa.String(), "Yang terjadi"),
        said("part_id", sa.String(), "Pemuatan yang mengerjakannya; kosong = tidak ada"),
        sa.PrimaryKeyConstraint("run_id", "nomor", name=op.f("pk_backfill_chunk")),
        schema="ops",
        comment="Bagian tiap backfill",
    )
    op.create_table(
        "backfill_change",
        said("run_id", sa.String(), "Pemuatan: satu bulan sebuah backfill"),
        said("sentence", sa.String(), "Ringkasan"),
        said("counts", sa.JSON(), "Hitungan ringkas"),
        said("versions", sa.JSON(), "Versi baru dan yang ditarik"),
        said("cleared", sa.JSON(), "Baris karantina yang ditutup dan tidak ditahan lagi"),
        said("figures", sa.JSON(), "Angka nasional dan Kanwil sebelum dan sesudah"),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_backfill_change")),
        schema="ops",
        comment="Yang diubah satu bulan sebuah backfill, atau akan diubah (uji coba)",
    )


def downgrade() -> None:
    op.drop_table("backfill_change", schema="ops")
    op.drop_table("backfill_chunk", schema="ops")


def said(name: str, kind: sa.types.TypeEngine, comment: str) -> sa.Column:
    return sa.Column(name, kind, nullable=False, comment=comment)
