"""Files that wait keep why they would be rejected."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NAME = "ck_submission_rejected_has_reason"
REASON = (
    "CASE WHEN state IN ('held', 'archived') THEN true "
    "ELSE (state = 'rejected') = (kode IS NOT NULL) END"
)


def upgrade() -> None:
    _replace(REASON, "Kode alasan penolakan; held, archived: bila akan ditolak")


def downgrade() -> None:
    op.execute(
        "UPDATE ops.submission SET kode = NULL, alasan = NULL WHERE state IN ('held', 'archived')"
    )
    _replace("(state = 'rejected') = (kode IS NOT NULL)", "Kode alasan penolakan")


def _replace(condition: str, comment: str) -> None:
    op.drop_constraint(op.f(NAME), "submission", schema="ops")
    op.create_check_constraint(op.f(NAME), "submission", condition, schema="ops")
    op.alter_column(
        "submission", "kode", existing_type=sa.String(), comment=comment, schema="ops"
    )
