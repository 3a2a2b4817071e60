"""Three roles, where the server lets us make them: who loads, who reads everything, who figures.

They belong to the server, not to this database: others on it may share them, and they stay when a
warehouse goes. Their rights follow tables and views, so `migrate` gives them (schemas/warehouse/
roles.py); where it may not make roles, it prints the statements for the server's owner.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROLES = ("pembinaan_loader", "pembinaan_auditor", "pembinaan_reader")
# another database's migration may make the same role at the same time
CREATE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') AND EXISTS (
        SELECT FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolcreaterole)
    ) THEN
        CREATE ROLE {role} LOGIN;
        {more}
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
READ_ONLY = "ALTER ROLE {role} SET default_transaction_read_only = on;"


def upgrade() -> None:
    for role in ROLES:
        more = "" if role == "pembinaan_loader" else READ_ONLY.format(role=role)
        if role == "pembinaan_auditor":
            more += f" EXECUTE format('GRANT {role} TO %I', current_user);"
        op.execute(CREATE.format(role=role, more=more))


def downgrade() -> None:
    schemas, roles = "ref, ops, fact, mart", ", ".join(ROLES)
    op.execute(
        "DO $$ BEGIN "
        f"IF (SELECT count(*) FROM pg_roles WHERE rolname IN {ROLES}) = {len(ROLES)} THEN "
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schemas} FROM {roles}; "
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schemas} FROM {roles}; "
        f"REVOKE USAGE ON SCHEMA {schemas} FROM {roles}; END IF; END $$"
    )
    op.execute("COMMENT ON SCHEMA ops IS NULL")
