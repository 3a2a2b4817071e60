"""Files known from the listing alone, files a run left as they are, held files that were deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STATES = "state IN ('published', 'partial', 'rejected', 'duplicate', 'held', 'archived'{})"
HAS_REASON = (
    "CASE WHEN state IN ('held', 'archived'{}) THEN true "
    "ELSE (state = 'rejected') = (kode IS NOT NULL) END"
)
COMMENT = (
    "published, partial, rejected, duplicate; held = ditahan gerbang; "
    "archived = disimpan, di luar bulan yang diminta"
)


def upgrade() -> None:
    op.create_table(
        "listed_file",
        sa.Column(
            "sidik",
            sa.String(32),
            sa.Computed("md5(sender || '/' || name)", persisted=True),
            nullable=False,
            comment="Sidik pengirim dan nama",
        ),
        said("sender", sa.String(), "Map pengirim di landing zone"),
        said("name", sa.String(), "Nama berkas"),
        said("size", sa.BigInteger(), "Ukuran, bita"),
        said("modified_at", sa.DateTime(timezone=True), "Waktu berkasnya sendiri"),
        said("stamp", sa.String(), "Penanda lain: inode dan waktu ubah, atau ETag; boleh kosong"),
        said("sha256", sa.String(64), "SHA-256 kiriman itu"),
        sa.PrimaryKeyConstraint("sidik", name=op.f("pk_listed_file")),
        schema="ops",
        comment="Berkas landing zone yang dikenal tanpa dibuka",
    )
    op.create_table(
        "left_file",
        said("run_id", sa.String(), "Pemuatan"),
        said("nomor", sa.Integer(), "Urutan"),
        said("sender", sa.String(), "Map pengirim di landing zone"),
        said("name", sa.String(), "Nama berkas"),
        said(
            "sebab",
            sa.String(),
            "growing = masih ditulis, malam berikutnya; deleted = dihapus selagi ditahan; "
            "damaged, missing = salinan arsip rusak atau hilang",
        ),
        said("sha256", sa.String(), "Kiriman yang dimaksud; kosong = belum dibaca"),
        sa.CheckConstraint(
            "sebab IN ('growing', 'deleted', 'damaged', 'missing')",
            name=op.f("ck_left_file_sebab"),
        ),
        sa.PrimaryKeyConstraint("run_id", "nomor", name=op.f("pk_left_file")),
        schema="ops",
        comment="Berkas yang dibiarkan, tidak ditolak dan tidak hilang",
    )
    _allow(", 'withdrawn'", COMMENT, f"{COMMENT}; withdrawn = dihapus dari landing zone selagi ditahan")


def downgrade() -> None:
    op.execute("UPDATE ops.submission SET state = 'archived' WHERE state = 'withdrawn'")
    _allow("", f"{COMMENT}; withdrawn = dihapus dari landing zone selagi ditahan", COMMENT)
    op.drop_table("left_file", schema="ops")
    op.drop_table("listed_file", schema="ops")


def _allow(more: str, before: str, now: str) -> None:
    for name, condition in (("state", STATES), ("rejected_has_reason", HAS_REASON)):
        op.drop_constraint(op.f(f"ck_submission_{name}"), "submission", schema="ops")
        op.create_check_constraint(
            op.f(f"ck_submission_{name}"), "submission", condition.format(more), schema="ops"
        )
    op.alter_column(
        "submission",
        "state",
        existing_type=sa.String(),
        existing_nullable=False,
        existing_comment=before,
        comment=now,
        schema="ops",
    )


def said(name: str, kind: sa.types.TypeEngine, comment: str) -> sa.Column:
    return sa.Column(name, kind, nullable=False, comment=comment)
