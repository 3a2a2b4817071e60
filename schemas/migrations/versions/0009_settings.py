"""All settings that decide what is published are kept in the warehouse."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NOW, _BEFORE = "Setelan yang menentukan hasil", "Setelan buku besar kepatuhan"


def upgrade() -> None:
    op.add_column(
        "ketentuan",
        sa.Column(
            "lainnya",
            JSONB(),
            nullable=False,
            server_default="{}",
            comment="Setelan lain: batas berkas, pola pembagian, gerbang",
        ),
        schema="ref",
    )
    op.create_table_comment("ketentuan", _NOW, existing_comment=_BEFORE, schema="ref")


def downgrade() -> None:
    op.create_table_comment("ketentuan", _BEFORE, existing_comment=_NOW, schema="ref")
    op.drop_column("ketentuan", "lainnya", schema="ref")
