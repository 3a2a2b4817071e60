"""Of each delivery its own time and when it was first seen; what is kept counts by its own time."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
COMMENTS = {
    "first_received_at": (
        INSTANT,
        "Waktu berkas pertama kali diterima",
        "Pertama kali dilihat; berkas riwayat: waktunya sendiri",
    ),
    "received_at": (
        INSTANT,
        "Waktu berkas diterima (terakhir)",
        "Kiriman terakhir: waktu berkasnya sendiri bila mungkin benar, selain itu saat dilihat",
    ),
    "receipts": (
        JSONB(),
        "Tiap nama berkas: pertama dan terakhir diterima",
        "Tiap kiriman: nama, waktu berkasnya, pertama kali dilihat, apakah riwayat",
    ),
}


def upgrade() -> None:
    op.execute(
        "UPDATE ops.submission SET receipts = coalesce((SELECT jsonb_agg("
        "jsonb_build_array(name, own, own, true) ORDER BY name, own) FROM (SELECT DISTINCT "
        "r ->> 0 AS name, v.own FROM jsonb_array_elements(receipts) AS r, "
        "LATERAL (VALUES ((r ->> 1)::timestamptz), ((r ->> 2)::timestamptz)) AS v (own)) AS d), "
        "'[]')"
    )
    for name, (kind, old, new) in COMMENTS.items():
        _say(name, kind, old, new)


def downgrade() -> None:
    op.execute(
        "UPDATE ops.submission SET receipts = coalesce((SELECT jsonb_agg("
        "jsonb_build_array(name, first, last) ORDER BY name) FROM (SELECT r ->> 0 AS name, "
        "min((r ->> 1)::timestamptz) AS first, max((r ->> 1)::timestamptz) AS last "
        "FROM jsonb_array_elements(receipts) AS r GROUP BY r ->> 0) AS d), '[]')"
    )
    for name, (kind, old, new) in COMMENTS.items():
        _say(name, kind, new, old)


def _say(name: str, kind: sa.types.TypeEngine, before: str, now: str) -> None:
    op.alter_column(
        "submission",
        name,
        existing_type=kind,
        existing_nullable=False,
        existing_comment=before,
        comment=now,
        schema="ops",
    )
