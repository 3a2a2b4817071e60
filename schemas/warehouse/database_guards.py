"""What the database itself refuses, whoever writes: a lost row, a changed fact.

Set anew by `schemas.warehouse.migrate` when these statements change.
"""

from schemas.contracts import DATASETS
from schemas.warehouse.ledger_counts import trigger_statements

# every report is counted when the transaction that wrote it commits
_COUNT_ROWS = """
CREATE OR REPLACE FUNCTION ops.count_rows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    published bigint;
    held bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM fact.%I WHERE report_id = $1', NEW.dataset)
        INTO published USING NEW.id;
    SELECT count(*) INTO held FROM ops.quarantined_row WHERE report_id = NEW.id;
    IF (published, held) <> (NEW.rows_published::bigint, NEW.rows_quarantined::bigint) THEN
        RAISE EXCEPTION 'report %: % rows published and % quarantined are there, not % and %',
            NEW.id, published, held, NEW.rows_published, NEW.rows_quarantined
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""
# rows of a report come with it, in its transaction, or never
_REFUSE_LATE_ROWS = """
CREATE OR REPLACE FUNCTION ops.refuse_late_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT report_id FROM added) AS a LEFT JOIN ops.report r
        ON r.id = a.report_id WHERE r.xmin IS DISTINCT FROM pg_current_xact_id()::xid
    ) THEN
        RAISE EXCEPTION 'rows of %.% belong to no report of this transaction',
            TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""
# the marts count the units of the register: a report of any other would be in no national figure
_REFUSE_STRANGERS = """
CREATE OR REPLACE FUNCTION ops.refuse_strangers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    strangers text;
BEGIN
    SELECT string_agg(DISTINCT a.upt_id, ', ') INTO strangers
        FROM added AS a LEFT JOIN ref.unit u USING (upt_id) WHERE u.upt_id IS NULL;
    IF strangers IS NOT NULL THEN
        RAISE EXCEPTION 'reports of units that the register does not hold: %', strangers
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""
_REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION ops.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
# how a run ended stays told: only one that has not ended, or was taken for dead, may still end
_REFUSE_REWRITING = """
CREATE OR REPLACE FUNCTION ops.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'running' OR (OLD.state = 'crashed' AND NEW.published_at IS NOT NULL)
        OR (OLD.state, NEW.state) IN (('crashed', 'held'), ('crashed', 'failed'))
        OR (OLD.state = 'held' AND NEW.state = 'settled' AND (to_jsonb(OLD) - 'state')
            = (to_jsonb(NEW) - 'state')) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'run % has ended: %', OLD.run_id, OLD.state
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def guard_statements() -> tuple[str, ...]:
    """Functions and triggers, each safe to repeat."""
    facts = [f"fact.{name}" for name in DATASETS]
    rows = [*facts, "ops.quarantined_row"]
    return (
        _COUNT_ROWS,
        _REFUSE_LATE_ROWS,
        _REFUSE_STRANGERS,
        _REFUSE_CHANGE,
        _REFUSE_REWRITING,
        "CREATE OR REPLACE TRIGGER refuse_rewriting BEFORE UPDATE ON ops.run "
        "FOR EACH ROW EXECUTE FUNCTION ops.refuse_rewriting()",
        "CREATE OR REPLACE TRIGGER refuse_strangers AFTER INSERT ON ops.report REFERENCING NEW "
        "TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ops.refuse_strangers()",
        "DROP TRIGGER IF EXISTS count_rows ON ops.report",
        "CREATE CONSTRAINT TRIGGER count_rows AFTER INSERT OR UPDATE OF rows_published, "
        "rows_quarantined ON ops.report DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION ops.count_rows()",
        *(f"DROP TRIGGER IF EXISTS refuse_late_rows ON {table}" for table in rows),
        *(
            f"CREATE TRIGGER refuse_late_rows AFTER INSERT ON {table} REFERENCING NEW TABLE AS "
            "added FOR EACH STATEMENT EXECUTE FUNCTION ops.refuse_late_rows()"
            for table in rows
        ),
        *(
            f"CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ops.refuse_change()"
            for table in facts
        ),
        *(
            f"CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ops.refuse_change()"
            for table in ("ops.report", "ops.quarantined_row", "ops.run")
        ),
        *trigger_statements(),
    )
