"""Closed rows of the quarantine are counted, and the newest found, by an index alone."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_quarantined_row_closed",
        "quarantined_row",
        [sa.text("bulan DESC"), "upt_id", "dataset", sa.text("report_id DESC"), "baris"],
        schema="ops",
        postgresql_where=sa.text("ditutup_at IS NOT NULL"),
        postgresql_include=["sejak", "ditutup_at"],
    )


def downgrade() -> None:
    op.drop_index("ix_quarantined_row_closed", table_name="quarantined_row", schema="ops")
