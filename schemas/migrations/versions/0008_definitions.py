"""What the warehouse is derived from has a stamp; figures restated by it are of their own kind.

The aggregate's figures are no migration's business any more: `migrate` gives it the columns of the
metrics.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KEY = ["run_id", "tingkat", "unit_id", "bulan", "metrik", "rincian"]
_BEFORE = {
    "existing_type": sa.Numeric(),
    "schema": "ops",
}


def upgrade() -> None:
    op.create_table(
        "definition",
        sa.Column("nama", sa.String(), nullable=False, comment="acuan, agregat, tampilan, lintas"),
        sa.Column("sidik", sa.String(16), nullable=False, comment="Sidik yang terakhir dibangun"),
        sa.Column(
            "sejak", sa.DateTime(timezone=True), nullable=False, comment="Saat dibangun"
        ),
        sa.PrimaryKeyConstraint("nama", name=op.f("pk_definition")),
        schema="ops",
        comment="Rilis yang membangun acuan, angka, dan tampilan gudang ini",
    )
    op.add_column(
        "restatement",
        sa.Column(
            "jenis",
            sa.String(),
            nullable=False,
            server_default="laporan",
            comment="laporan; definisi = angka atau mart didefinisikan ulang; acuan = daftar "
            "atau acuan berubah",
        ),
        schema="ops",
    )
    op.drop_constraint(op.f("pk_restatement"), "restatement", schema="ops")
    op.create_primary_key(
        op.f("pk_restatement"), "restatement", [*_KEY, "jenis"], schema="ops"
    )
    op.create_check_constraint(
        op.f("ck_restatement_jenis"),
        "restatement",
        "jenis IN ('laporan', 'acuan', 'definisi')",
        schema="ops",
    )
    op.create_check_constraint(
        op.f("ck_restatement_was_published"),
        "restatement",
        "sebelum IS NOT NULL OR jenis <> 'laporan'",
        schema="ops",
    )
    op.alter_column(
        "restatement",
        "sebelum",
        nullable=True,
        comment="Angka sebelumnya; kosong = belum ada angkanya dalam definisi atau acuan lama",
        existing_comment="Angka sebelumnya",
        **_BEFORE,
    )
    op.drop_constraint(op.f("ck_run_flow"), "run", schema="ops")
    op.create_check_constraint(
        op.f("ck_run_flow"), "run", "flow IN ('nightly', 'backfill', 'migrate', 'settings')", schema="ops"
    )
    op.alter_column(
        "run",
        "flow",
        existing_type=sa.String(),
        existing_nullable=False,
        comment="nightly, backfill; migrate = rilis baru; settings = setelan diubah",
        existing_comment="nightly atau backfill",
        schema="ops",
    )
    op.alter_column("run", "rulebook", existing_type=sa.String(16), nullable=True, schema="ops")
    op.create_check_constraint(
        op.f("ck_run_judged_by"),
        "run",
        "(rulebook IS NULL) = (flow NOT IN ('nightly', 'backfill'))",
        schema="ops",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_run_judged_by"), "run", schema="ops")
    op.execute("DELETE FROM ops.restatement WHERE jenis <> 'laporan'")
    op.execute("DELETE FROM ops.run WHERE flow NOT IN ('nightly', 'backfill')")
    op.alter_column("run", "rulebook", existing_type=sa.String(16), nullable=False, schema="ops")
    op.drop_constraint(op.f("ck_run_flow"), "run", schema="ops")
    op.create_check_constraint(op.f("ck_run_flow"), "run", "flow IN ('nightly', 'backfill')", schema="ops")
    op.alter_column(
        "run",
        "flow",
        existing_type=sa.String(),
        existing_nullable=False,
        comment="nightly atau backfill",
        schema="ops",
    )
    op.alter_column(
        "restatement", "sebelum", nullable=False, comment="Angka sebelumnya", **_BEFORE
    )
    for name in ("jenis", "was_published"):
        op.drop_constraint(op.f(f"ck_restatement_{name}"), "restatement", schema="ops")
    op.drop_constraint(op.f("pk_restatement"), "restatement", schema="ops")
    op.create_primary_key(op.f("pk_restatement"), "restatement", _KEY, schema="ops")
    op.drop_column("restatement", "jenis", schema="ops")
    op.drop_table("definition", schema="ops")
