"""Titles and names may be of any length, keys may not: they are kept as text and keyed by a hash."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = ["sha256", "sender", "dataset", "tabel"]


def upgrade() -> None:
    op.add_column(
        "rejected_report",
        sa.Column(
            "sidik_lembar",
            sa.String(32),
            sa.Computed("md5(lembar)", persisted=True),
            nullable=False,
            comment="Sidik judul lembar",
        ),
        schema="ops",
    )
    _rekey("sidik_lembar")
    op.drop_index("ix_submission_sender_name", "submission", schema="ops")
    op.create_index(
        "ix_submission_name", "submission", ["name"], schema="ops", postgresql_using="hash"
    )


def downgrade() -> None:
    op.drop_index("ix_submission_name", "submission", schema="ops")
    op.create_index("ix_submission_sender_name", "submission", ["sender", "name"], schema="ops")
    _rekey("lembar")
    op.drop_column("rejected_report", "sidik_lembar", schema="ops")


def _rekey(title: str) -> None:
    op.drop_constraint("pk_rejected_report", "rejected_report", schema="ops")
    op.create_primary_key(
        "pk_rejected_report", "rejected_report", ["sha256", "sender", title, *KEY[2:]], schema="ops"
    )
