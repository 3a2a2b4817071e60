"""A dry run leaves a plan that can be done by its token, exactly as shown or not at all."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BASIS = "aturan, berkas dan keadaan yang mendasarinya"


def upgrade() -> None:
    add("backfill_change", "plan", sa.JSON(), "{}", f"Uji coba: {BASIS}")
    add("run", "plan", sa.String(), "", "Backfill: rencana yang dijalankan")
    op.create_table(
        "backfill_plan",
        said("token", sa.String(12), "Tanda rencana"),
        said("run_id", sa.String(), "Uji coba: id flow run Prefect"),
        said("made_at", sa.DateTime(timezone=True), "Saat dibuat"),
        said("asked", sa.JSON(), "Yang diminta"),
        said("parts", sa.JSON(), f"Tiap bulan: {BASIS}"),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_backfill_plan")),
        schema="ops",
        comment="Rencana dari uji coba backfill",
    )


def downgrade() -> None:
    op.drop_table("backfill_plan", schema="ops")
    op.drop_column("run", "plan", schema="ops")
    op.drop_column("backfill_change", "plan", schema="ops")


def add(table: str, name: str, kind: sa.types.TypeEngine, empty: str, comment: str) -> None:
    op.add_column(
        table,
        sa.Column(name, kind, nullable=False, server_default=empty, comment=comment),
        schema="ops",
    )


def said(name: str, kind: sa.types.TypeEngine, comment: str) -> sa.Column:
    return sa.Column(name, kind, nullable=False, comment=comment)
