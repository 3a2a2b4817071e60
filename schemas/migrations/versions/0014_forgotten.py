"""Files that were forgotten: their bytes and texts are gone, that they were there stays."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forgotten",
        said("sha256", sa.String(64), "SHA-256 isi berkas yang dilupakan"),
        said("dilupakan_at", sa.DateTime(timezone=True), "Saat teksnya dihapus"),
        said("oleh", sa.String(), "Siapa yang memintanya"),
        said("sebab", sa.String(), "Mengapa"),
        said("hitungan", JSONB(), "Yang dihapus atau disamarkan, per tabel"),
        sa.Column(
            "arsip_dihapus_at",
            sa.DateTime(timezone=True),
            comment="Saat isinya dihapus dari arsip; kosong = belum",
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_forgotten")),
        schema="ops",
        comment="Berkas yang dilupakan: isi dan teksnya dihapus, angkanya tetap",
    )


def downgrade() -> None:
    op.drop_table("forgotten", schema="ops")


def said(name: str, kind: sa.types.TypeEngine, comment: str) -> sa.Column:
    return sa.Column(name, kind, nullable=False, comment=comment)
