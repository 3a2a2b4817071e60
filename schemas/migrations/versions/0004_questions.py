"""Questions answered from indexes; when the figures of a unit and month last changed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CURRENT = sa.text("is_current")
LEDGER = ["is_nil", "rows_published", "rows_quarantined"]
# every line rests on a version that counts, so there always is such an instant
CHANGED = """
UPDATE mart.agregat_upt a SET berubah_at = r.berubah_at FROM (
    SELECT upt_id, bulan, max(greatest(current_from, superseded_at)) AS berubah_at
    FROM ops.report GROUP BY upt_id, bulan
) AS r WHERE (r.upt_id, r.bulan) = (a.upt_id, a.bulan)
"""


def upgrade() -> None:
    op.add_column(
        "agregat_upt",
        sa.Column(
            "berubah_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Saat terakhir kali laporan yang berlaku berganti",
        ),
        schema="mart",
    )
    op.execute(CHANGED)
    op.alter_column("agregat_upt", "berubah_at", nullable=False, schema="mart")
    report, submission, said = ("report", "submission", "submission_report")
    op.create_index("ix_report_current_id", report, ["id"], schema="ops", postgresql_where=CURRENT)
    op.create_index(
        "ix_report_current_bulan",
        report,
        ["bulan", "dataset", "upt_id"],
        schema="ops",
        postgresql_where=CURRENT,
        postgresql_include=["id", *LEDGER],
    )
    op.create_index(
        "ix_report_pada",
        report,
        ["bulan", "current_from", "superseded_at"],
        schema="ops",
        postgresql_include=["id", "upt_id", "dataset", "is_nil"],
    )
    op.drop_index(op.f("ix_report_bulan"), table_name=report, schema="ops")
    op.create_index(
        op.f("ix_submission_report_bulan_dataset_upt_id_first_received_at"),
        said,
        ["bulan", "dataset", "upt_id", "first_received_at"],
        schema="ops",
    )
    op.drop_index(op.f("ix_submission_report_bulan"), table_name=said, schema="ops")
    op.create_index(op.f("ix_submission_state"), submission, ["state"], schema="ops")
    op.create_index(op.f("ix_submission_sender_name"), submission, ["sender", "name"], schema="ops")
    op.create_index(
        "ix_quarantined_row_open",
        "quarantined_row",
        ["report_id"],
        schema="ops",
        postgresql_where=sa.text("ditutup_at IS NULL"),
    )
    op.create_index(
        "ix_warning_lintas",
        "warning",
        ["kode", "upt_id", "bulan"],
        schema="ops",
        postgresql_where=sa.text("lintas"),
    )


def downgrade() -> None:
    for table, index in (
        ("warning", "ix_warning_lintas"),
        ("quarantined_row", "ix_quarantined_row_open"),
        ("submission", "ix_submission_sender_name"),
        ("submission", "ix_submission_state"),
        ("submission_report", "ix_submission_report_bulan_dataset_upt_id_first_received_at"),
        ("report", "ix_report_pada"),
        ("report", "ix_report_current_bulan"),
        ("report", "ix_report_current_id"),
    ):
        op.drop_index(op.f(index), table_name=table, schema="ops")
    op.create_index(op.f("ix_report_bulan"), "report", ["bulan"], schema="ops")
    op.create_index(
        op.f("ix_submission_report_bulan"), "submission_report", ["bulan"], schema="ops"
    )
    op.drop_column("agregat_upt", "berubah_at", schema="mart")
