"""Who may do what in the warehouse, kept by the server: three roles, and whoever is one of them.

`pembinaan_loader` takes in and publishes, `pembinaan_auditor` reads everything, `pembinaan_reader`
reads figures. None of them owns anything. Migration 0007 makes them where the server lets it;
`settle_roles` gives them their rights and says what only the server's owner can do.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import psycopg

from schemas.contracts import DATASETS, Contract, Kind
from schemas.warehouse.connect import AUDITOR, LOADER, READER, ROLES

_SCHEMAS = "ref, ops, fact, mart"
# of the ledger, what a run takes back, and what it closes or renews; to the rest it only adds
_TAKEN_BACK = ("backfill_chunk", "rejected_report", "submission_report", "warning")
_RENEWED = (
    *("backfill_change", "definition", "quarantined_row", "report", "run", "submission"),
    "listed_file",
    *_TAKEN_BACK,
)
# what of `mart` is figures; a view that is named neither here nor as a dataset no reader sees
_FIGURES = (
    *("agregat_upt", "upt_bulanan", "kanwil_bulanan", "nasional_bulanan"),
    *("ekspor_bulanan", "ekspor_negara"),
    *("bulan_wajib", "kepatuhan", "kepatuhan_kanwil", "kepatuhan_nasional"),
)
# what publishing keeps of `mart`, made anew for what it touches
_KEPT = (
    *("agregat_upt", "kepatuhan_bulanan"),
    *("ekspor_negara_bulanan", "produk_belum_dikenal_bulanan", "mitra_bulanan"),
)
# published, but in a sender's own words: partners, places, numbers of papers
_WRITTEN = frozenset({Kind.TEXT, Kind.COMPANY})


class _Owner(NamedTuple):
    """Who migrates; names as SQL writes them."""

    name: str
    database: str
    is_super: bool
    may_create: bool
    is_auditor: bool


def settle_roles(connection: psycopg.Connection, described: str, *, anew: bool) -> list[str]:
    """Give every role its rights, no more and no fewer. Idempotent.

    Args:
        connection: Of the tables' owner.
        described: What tables and views are; where that changes, rights are given anew.
        anew: Views were just made, and have lost their rights.

    Returns:
        Statements left to the server's owner; a role that is missing can do nothing until then.
    """
    owner, missing = _owner(connection), _missing(connection)
    made = creation(missing, owner.name)
    if missing and not owner.may_create:
        return [*made, *closing(owner.name)]
    given = [*rights(owner.database), *(closing(owner.name) if owner.is_super else [])]
    stamp = _stamp(described, given)
    if anew or missing or not _is_stamped(connection, stamp):
        for statement in [*made, *given]:
            connection.execute(statement)
        connection.execute(f"COMMENT ON SCHEMA ops IS '{stamp}'")
    left = [] if owner.is_auditor or AUDITOR in missing else [f"GRANT {AUDITOR} TO {owner.name}"]
    return left if _is_closed(connection) else [*left, *closing(owner.name)]


def _owner(connection: psycopg.Connection) -> _Owner:
    line = connection.execute(
        "SELECT quote_ident(rolname), quote_ident(current_database()), rolsuper, "
        "rolsuper OR rolcreaterole, rolsuper OR EXISTS (SELECT FROM pg_roles r "
        "WHERE r.rolname = %s AND pg_has_role(r.oid, 'MEMBER')) "
        "FROM pg_roles WHERE rolname = current_user",
        (AUDITOR,),
    ).fetchall()[0]
    return _Owner(*line)


def _missing(connection: psycopg.Connection) -> list[str]:
    lines = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", ([*ROLES],))
    there = {name for (name,) in lines}
    return [role for role in ROLES if role not in there]


def _is_stamped(connection: psycopg.Connection, stamp: str) -> bool:
    # a dump carries the stamp, and need not carry the rights
    found = connection.execute(
        "SELECT obj_description('ops'::regnamespace), has_schema_privilege(%s, 'ops', 'USAGE')",
        (LOADER,),
    ).fetchone()
    return found == (stamp, True)


def _is_closed(connection: psycopg.Connection) -> bool:
    found = connection.execute(
        "SELECT NOT has_function_privilege(%s, 'pg_advisory_lock(bigint)', 'EXECUTE')", (AUDITOR,)
    ).fetchone()
    return found == (True,)


def _stamp(described: str, given: list[str]) -> str:
    words = repr((described, given))
    return f"pembinaan roles {hashlib.sha256(words.encode()).hexdigest()[:16]}"


def creation(missing: Iterable[str], owner: str) -> list[str]:
    """Statements that make these roles: logins without a password, which is the server's affair."""
    made = []
    for role in missing:
        made.append(f"CREATE ROLE {role} LOGIN")
        if role != LOADER:
            made.append(f"ALTER ROLE {role} SET default_transaction_read_only = on")
        if role == AUDITOR:
            made.append(f"GRANT {role} TO {owner}")
    return made


def closing(owner: str) -> list[str]:
    """Statements of a superuser: what PostgreSQL lets everybody do, and could stop a night.

    A question could else hold the publishing lock, end another's session, write large objects or
    run a program in PL/pgSQL.
    """
    return [
        f"DO $$ DECLARE f regprocedure; BEGIN FOR f IN {_DISTURBING} LOOP "
        "EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f); "
        f"EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {LOADER}, {owner}', f); END LOOP; END $$",
        "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC",
        f"GRANT USAGE ON LANGUAGE plpgsql TO {owner}",
    ]


_DISTURBING = (
    "SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ "
    "'^(pg_(try_)?advisory_|pg_(terminate|cancel)_backend$|pg_logical_emit_message$|"
    "lo_(creat|create|from_bytea|open|put|truncate|truncate64|unlink)$|lowrite$)'"
)


def rights(database: str) -> Iterator[str]:
    """Statements of the tables' owner: each role's rights, and no others."""
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {_SCHEMAS} FROM {', '.join(ROLES)}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {_SCHEMAS} FROM {', '.join(ROLES)}"
    yield f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {database} TO {', '.join(ROLES)}"
    yield f"GRANT USAGE ON SCHEMA {_SCHEMAS} TO {LOADER}, {AUDITOR}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {_SCHEMAS} TO {LOADER}, {AUDITOR}"
    yield from _rights_of_loader(database)
    yield from _rights_of_reader()


def _rights_of_loader(database: str) -> Iterator[str]:
    yield f"GRANT TEMPORARY ON DATABASE {database} TO {LOADER}"
    yield f"GRANT INSERT ON ALL TABLES IN SCHEMA fact, ops TO {LOADER}"
    yield f"REVOKE INSERT ON ops.alembic_version, ops.forgotten FROM {LOADER}"
    yield f"GRANT UPDATE ON {', '.join(f'ops.{name}' for name in _RENEWED)} TO {LOADER}"
    yield f"GRANT DELETE ON {', '.join(f'ops.{name}' for name in _TAKEN_BACK)} TO {LOADER}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA ops TO {LOADER}"
    yield f"GRANT INSERT, DELETE ON {', '.join(f'mart.{name}' for name in _KEPT)} TO {LOADER}"
    yield f"GRANT INSERT, UPDATE ON ref.ketentuan TO {LOADER}"


def _rights_of_reader() -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA ref, mart TO {READER}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA ref TO {READER}"
    yield f"GRANT SELECT ON {', '.join(f'mart.{name}' for name in _FIGURES)} TO {READER}"
    for contract in DATASETS.values():
        shown = ", ".join(_shown_columns(contract))
        yield f"GRANT SELECT ({shown}) ON mart.{contract.name} TO {READER}"


def _shown_columns(contract: Contract) -> list[str]:
    """Columns of a dataset's view that hold nothing in a sender's own words."""
    reporter = "pelapor_id" if "upt_id" in contract.value_schema else "upt_id"
    written = {column.name for kind in _WRITTEN for column in contract.of(kind)}
    values = [name for name in contract.value_schema if name not in written]
    return [reporter, "bulan", *values, "perkiraan", "peringatan", "sha256", "baris"]
