"""Cells are conserved as rows are: how many filled cells of a sheet are what, per table.

Versions and refusals from before count none; what is read from now on must add up.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ROLES = {
    "dibaca": "seluruhnya",
    "judul": "judul dan bagian",
    "amplop": "unit, periode, tanggal",
    "kepala": "judul kolom",
    "nomor": "nomor baris",
    "nilai": "nilai baris",
    "jumlah": "baris jumlah dan pembanding",
    "catatan": "catatan, tanda tangan, nihil, contoh",
    "asing": "kolom tak dikenal",
    "lain": "tabel lain pada lembar",
    "bukan_laporan": "bukan laporan",
}
TABLES = ("report", "rejected_report")


def upgrade() -> None:
    for table in TABLES:
        for role, meaning in ROLES.items():
            op.add_column(
                table,
                sa.Column(
                    f"sel_{role}",
                    sa.Integer(),
                    nullable=False,
                    server_default="0",
                    comment=f"Sel terisi: {meaning}",
                ),
                schema="ops",
            )
        op.add_column(
            table,
            sa.Column(
                "tabel",
                sa.Integer(),
                nullable=False,
                server_default="1",
                comment="Tabel keberapa pada lembar",
            ),
            schema="ops",
        )
        op.create_check_constraint(
            op.f(f"ck_{table}_no_cell_lost"),
            table,
            "sel_dibaca = " + " + ".join(f"sel_{role}" for role in ROLES if role != "dibaca"),
            schema="ops",
        )
    op.drop_constraint(op.f("pk_rejected_report"), "rejected_report", schema="ops")
    op.create_primary_key(
        op.f("pk_rejected_report"),
        "rejected_report",
        ["sha256", "sender", "lembar", "dataset", "tabel"],
        schema="ops",
    )
    op.create_table_comment(
        "rejected_report",
        "Tabel yang ditolak sebagai laporan",
        existing_comment="Lembar yang ditolak sebagai laporan",
        schema="ops",
    )


def downgrade() -> None:
    op.create_table_comment(
        "rejected_report",
        "Lembar yang ditolak sebagai laporan",
        existing_comment="Tabel yang ditolak sebagai laporan",
        schema="ops",
    )
    op.execute("DELETE FROM ops.rejected_report WHERE tabel > 1")
    op.drop_constraint(op.f("pk_rejected_report"), "rejected_report", schema="ops")
    op.create_primary_key(
        op.f("pk_rejected_report"),
        "rejected_report",
        ["sha256", "sender", "lembar", "dataset"],
        schema="ops",
    )
    for table in TABLES:
        op.drop_constraint(op.f(f"ck_{table}_no_cell_lost"), table, schema="ops")
        for column in ("tabel", *(f"sel_{role}" for role in ROLES)):
            op.drop_column(table, column, schema="ops")
