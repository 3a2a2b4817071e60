"""Numbers that nobody may use twice are found by an index, whoever wrote them and when.

By hash: a cell may hold a text of any length.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_NUMBERS = {"premi_pnbp": "ntpn", "ekspor": "no_peb"}


def upgrade() -> None:
    for table, column in _NUMBERS.items():
        op.execute(
            f"CREATE INDEX ix_{table}_{column} ON fact.{table} USING hash (upper({column})) "
            f"WHERE {column} IS NOT NULL"
        )
        op.execute(f"ANALYZE fact.{table}")  # the planner knows an expression only by looking


def downgrade() -> None:
    for table, column in _NUMBERS.items():
        op.execute(f"DROP INDEX fact.ix_{table}_{column}")
