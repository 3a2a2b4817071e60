"""Reasons are data: what each is about stands beside its sentence.

Sentences from before keep their wording. What can be told from them is filled in here, once: the
cell they name, its column and, of a quarantined row, what stands there.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TEXTS = ARRAY(sa.String())
KOLOM = "Kolom yang dimaksud, yang pertama yang salah"
SEL = "Sel tiap kolom itu, bila diketahui"
TERTULIS = "Yang tertulis pada kolom pertama"
DIHARAPKAN = "Yang diharapkan, selain yang selalu dikatakan kodenya"
TEMUAN = "Bagian tiap alasan: kode, kolom, sel, tertulis, diharapkan"
# letters of the column number n, from 0
LETTERS = """
CASE WHEN n < 26 THEN chr(65 + n)
     WHEN n < 702 THEN chr(64 + n / 26) || chr(65 + n % 26)
     ELSE chr(64 + (n - 26) / 676) || chr(65 + (n - 26) / 26 % 26) || chr(65 + n % 26) END
"""
COLUMN_OF = f"""
SELECT key AS kolom FROM jsonb_each_text(r.kolom), LATERAL (SELECT value::int AS n) AS at
WHERE {LETTERS} = {{}} LIMIT 1
"""
# a sentence of a row named its cell in brackets before the colon: "Jumlah Ekspor (E10): kosong"
QUARANTINED = f"""
UPDATE ops.quarantined_row q SET temuan = ARRAY(
    SELECT jsonb_build_object(
        'kode', x.kode,
        'kolom', to_jsonb(array_remove(ARRAY[c.kolom], NULL)),
        'sel', to_jsonb(array_remove(ARRAY[s.huruf || q.baris], NULL)),
        'tertulis', coalesce(q.tertulis ->> c.kolom, ''),
        'diharapkan', '')
    FROM unnest(q.kode, q.alasan) WITH ORDINALITY AS x (kode, alasan, n)
    CROSS JOIN LATERAL (SELECT
        (regexp_match(x.alasan, '^[^:“]*\\(([A-Z]{{1,3}})' || q.baris || '\\): '))[1] AS huruf
    ) AS s
    LEFT JOIN LATERAL ({COLUMN_OF.format("s.huruf")}) AS c ON true ORDER BY x.n
) FROM ops.report r WHERE r.id = q.report_id
"""
WARNED = f"""
UPDATE ops.warning w SET kolom = ARRAY({COLUMN_OF.format("rtrim(w.sel[1], '0123456789')")})
FROM ops.report r WHERE r.id = w.report_id AND w.sel <> '{{}}'
"""


def upgrade() -> None:
    for table in ("rejected_report", "warning"):
        add(table, "kolom", TEXTS, "'{}'", KOLOM)
        add(table, "diharapkan", sa.String(), "''", DIHARAPKAN)
        comment(table, "kode", sa.String(), "Kode alasan")
    add("rejected_report", "sel", TEXTS, "'{}'", SEL)
    comment("rejected_report", "tertulis", sa.String(), TERTULIS)
    add("warning", "tertulis", sa.String(), "''", TERTULIS)
    op.execute("ALTER TABLE ops.warning ALTER sel TYPE varchar[] USING array_remove(ARRAY[sel], '')")
    comment("warning", "sel", TEXTS, SEL)
    add("quarantined_row", "temuan", ARRAY(JSONB()), "'{}'", TEMUAN)
    op.execute(QUARANTINED)
    op.execute(WARNED)


def downgrade() -> None:
    op.execute("DROP VIEW IF EXISTS mart.karantina_terbuka CASCADE")
    op.execute("DELETE FROM ops.definition WHERE nama = 'tampilan'")
    op.drop_column("quarantined_row", "temuan", schema="ops")
    op.execute("ALTER TABLE ops.warning ALTER sel TYPE varchar USING coalesce(sel[1], '')")
    comment("warning", "sel", sa.String(), "Alamat sel")
    comment("warning", "kode", sa.String(), "Kode")
    comment("rejected_report", "tertulis", sa.String(), "Yang tertulis")
    op.drop_column("warning", "tertulis", schema="ops")
    op.drop_column("rejected_report", "sel", schema="ops")
    for table in ("rejected_report", "warning"):
        op.drop_column(table, "kolom", schema="ops")
        op.drop_column(table, "diharapkan", schema="ops")


def add(table: str, name: str, kind: sa.types.TypeEngine, empty: str, said: str) -> None:
    """A column that lines from before hold empty, and new ones must fill."""
    filled = sa.Column(name, kind, nullable=False, server_default=sa.text(empty), comment=said)
    op.add_column(table, filled, schema="ops")
    op.alter_column(table, name, existing_type=kind, server_default=None, schema="ops")


def comment(table: str, name: str, kind: sa.types.TypeEngine, said: str) -> None:
    op.alter_column(table, name, existing_type=kind, comment=said, schema="ops")
