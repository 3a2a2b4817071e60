"""A run is told from its beginning, each attempt by itself, and with how it ended."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KNOWN = "state IN ('published', 'held', 'settled')"
ALL = (
    "state IN ('running', 'published', 'held', 'settled', 'failed', 'cancelled', 'crashed')"
)
# a run's own id was that of its flow run; parts of historical backfills add to it
OF_PREFECT = """
UPDATE ops.run SET flow_run_id = left(run_id, 36)
WHERE flow IN ('nightly', 'backfill') AND run_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
"""
GUARDS = "DROP TRIGGER IF EXISTS {} ON ops.run"


def upgrade() -> None:
    add("flow_run_id", sa.String(), "Id flow run Prefect; kosong = bukan flow run", nullable=True)
    add(
        "attempt",
        sa.Integer(),
        "Percobaan keberapa flow run itu",
        nullable=False,
        server_default=sa.text("1"),
    )
    seen = "Tanda hidup terakhir; kosong = dari rilis sebelumnya"
    add("seen_at", sa.DateTime(timezone=True), seen, nullable=True)
    op.drop_constraint(op.f("ck_run_state"), "run", schema="ops")
    op.create_check_constraint(op.f("ck_run_state"), "run", ALL, schema="ops")
    op.execute(OF_PREFECT)
    op.create_index(
        op.f("ix_run_flow_run_id"), "run", ["flow_run_id"], schema="ops"
    )
    comment("run_id", "Id percobaan: id flow run, dari yang kedua dengan .nomor")
    comment(
        "state",
        "running; published; held = ditahan gerbang; settled = sudah ditindak; failed; cancelled; "
        "crashed = berhenti tanpa kabar",
    )
    op.create_table_comment("run", "Pemuatan: yang berjalan, selesai, ditahan atau gagal", schema="ops")


def downgrade() -> None:
    for guard in ("refuse_rewriting", "append_only"):
        op.execute(GUARDS.format(guard))
    op.execute("DELETE FROM ops.run WHERE state NOT IN ('published', 'held', 'settled')")
    op.execute("DELETE FROM ops.definition WHERE nama = 'tampilan'")
    op.create_table_comment("run", "Pemuatan yang selesai atau ditahan", schema="ops")
    comment("state", "published; held = ditahan gerbang; settled = sudah ditindak")
    comment("run_id", "Id flow run Prefect")
    op.drop_index(op.f("ix_run_flow_run_id"), "run", schema="ops")
    op.drop_constraint(op.f("ck_run_state"), "run", schema="ops")
    op.create_check_constraint(op.f("ck_run_state"), "run", KNOWN, schema="ops")
    for name in ("seen_at", "attempt", "flow_run_id"):
        op.drop_column("run", name, schema="ops")


def add(name: str, kind: sa.types.TypeEngine, said: str, **more: object) -> None:
    op.add_column("run", sa.Column(name, kind, comment=said, **more), schema="ops")


def comment(name: str, said: str) -> None:
    op.alter_column("run", name, existing_type=sa.String(), comment=said, schema="ops")
