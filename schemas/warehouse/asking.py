"""How the warehouse is asked: as a role that can write nothing, and never as a superuser.

Who logs in as the role can be nothing else. Who only takes it (`SET ROLE`) can be made to lay it
down from within a question (`set_config`, PL/pgSQL), so that is left to logins that could do no
harm by then: a read-only transaction is the wall, and a superuser's programs and files lie beyond.
"""

import psycopg

from schemas.errors import TerminalError
from schemas.settings import Settings
from schemas.warehouse.connect import (
    APPLICATION,
    AUDITOR,
    READER,
    connect,
    limits_of,
    server_url,
    with_limits,
    with_user,
)

# what reaches beyond the tables from within a read-only transaction
_BEYOND = (
    "pg_execute_server_program",
    "pg_read_server_files",
    "pg_write_server_files",
    "pg_signal_backend",
)
_WHO = """
SELECT session_user::text, to_regrole(%(role)s) IS NOT NULL,
    coalesce(pg_has_role(session_user, to_regrole(%(role)s), 'MEMBER'), false),
    (SELECT string_agg(r.rolname, ', ' ORDER BY NOT r.rolsuper, r.rolname) FROM pg_roles r
     WHERE (r.rolsuper OR r.rolname = ANY (%(beyond)s))
     AND pg_has_role(session_user, r.oid, 'MEMBER')),
    EXISTS (SELECT FROM pg_class WHERE relname = 'quarantined_row'
            AND has_table_privilege(session_user, oid, 'SELECT'))
"""


def connect_to_ask(settings: Settings) -> psycopg.Connection:
    """Open a read-only connection with the rights of `ask_role`, and the limits of a question.

    Every transaction of it sees one state of the warehouse. `ask_url` says who logs in; without
    it the role itself does, where the server lets it, else whoever `warehouse_url` names.

    Raises:
        TransientError: The server does not answer.
        TerminalError: The role is missing, or the login may do more than a question should.
    """
    role = READER if settings.ask_role == "reader" else AUDITOR
    limits = limits_of(settings)._replace(statement=settings.ask_timeout_s)
    if settings.ask_url is not None:
        connection = connect(with_limits(settings.ask_url.get_secret_value(), limits))
    else:
        url = with_limits(server_url(settings), limits)
        connection = _log_in(with_user(url, role)) or connect(url)
    try:
        _be(connection, role)
    except BaseException:
        connection.close()
        raise
    return connection


def _log_in(url: str) -> psycopg.Connection | None:
    """A connection as the role itself; None where the server does not let it in."""
    try:
        return psycopg.connect(url, application_name=APPLICATION)
    except psycopg.OperationalError:
        return None


def _be(connection: psycopg.Connection, role: str) -> None:
    """Make sure that nothing but the role's rights is in reach, and take the role."""
    connection.autocommit = True
    asked = {"role": role, "beyond": list(_BEYOND)}
    [(user, there, is_member, beyond, sees_rows)] = connection.execute(_WHO, asked).fetchall()
    if not there:
        raise TerminalError(f"the warehouse has no role {role}: pembinaan migrate")
    if beyond or (role == READER and sees_rows):
        more = beyond or "rows and quarantine"
        raise TerminalError(
            f"a question may not be asked as {user}, whose rights reach further ({more}): let "
            f"{role} log in, or name a login that has its rights alone in PEMBINAAN_ASK_URL"
        )
    if not is_member:
        raise TerminalError(f"{user} is no member of {role}: GRANT {role} TO {user}")
    if user != role:
        connection.execute(f"SET ROLE {role}")
    connection.autocommit = False
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
