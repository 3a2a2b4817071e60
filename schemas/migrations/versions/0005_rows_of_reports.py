"""Rows belong to reports by their guard, not by a foreign key asked row by row.

They are looked up by report; no question asks a fact table for a unit and month.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DATASETS = (
    "partisipasi",
    "kepribadian",
    "kegiatan_kerja",
    "produksi",
    "ekspor",
    "premi_pnbp",
    "pelatihan",
    "pemasaran",
    "klien_bapas",
    "mitra",
    "program",
)


def upgrade() -> None:
    for name in DATASETS:
        op.drop_constraint(op.f(f"fk_{name}_report_id_report"), name, schema="fact")
        op.drop_index(op.f(f"ix_{name}_pelapor_id_bulan"), table_name=name, schema="fact")


def downgrade() -> None:
    for name in DATASETS:
        op.create_index(
            op.f(f"ix_{name}_pelapor_id_bulan"), name, ["pelapor_id", "bulan"], schema="fact"
        )
        op.create_foreign_key(
            op.f(f"fk_{name}_report_id_report"),
            name,
            "report",
            ["report_id"],
            ["id"],
            source_schema="fact",
            referent_schema="ops",
        )
