"""URLs that may carry a password: how they are read, and how they are said.

A URL that cannot be read is never repeated, nor is what libpq says of it: which part of it is the
password cannot be known then.
"""

import re
from typing import Any

from schemas.errors import TerminalError

_SCHEME = re.compile(r"postgres(?:ql)?://")
_NO_PORT = r"[^/?#@\[]*:(?!\d+(?:/|$))"  # `name:password` whose @ was forgotten
_USER_AND_PASSWORD = re.compile(rf"://(?:[^/?#@]*:[^@]*@|{_NO_PORT})")
_SECRET = re.compile(rf"(?<=://)(?:.*@|{_NO_PORT}[^/]*)")
_PORTS = re.compile(r"\d*(?:,\d*)*")
_FOREIGN = re.compile(
    r"(jdbc|mysql|mariadb|sqlite|mssql|oracle|mongodb|redis|https?|file|s3|postgres\w*\+\w+)[\w+]*:"
)
_HINT = (
    "no URL that libpq reads (postgresql://user:password@host:5432/database); in a password "
    "@ / ? # : and % are written as %40 %2F %3F %23 %3A and %25"
)


def read_conninfo(url: str) -> dict[str, Any]:
    """A libpq URL, or its `key=value` words, as libpq's parameters.

    Raises:
        TerminalError: It is none, or might be read otherwise than it is meant. What is wrong with
            it is not said: libpq would quote the password.
    """
    import psycopg.conninfo  # noqa: PLC0415 (the settings are read where no warehouse is asked)

    if foreign := _FOREIGN.match(url):
        raise TerminalError(
            f"{foreign[1]}: is not the URL of a PostgreSQL server; write "
            "postgresql://user:password@host:5432/database"
        )
    if _is_ambiguous(url):
        raise TerminalError(_HINT)
    try:
        found = dict(psycopg.conninfo.conninfo_to_dict(url))
    except psycopg.Error:
        raise TerminalError(_HINT) from None
    if not _PORTS.fullmatch(str(found.get("port", ""))):  # libpq would see it later, and quote it
        raise TerminalError(_HINT)
    return found


def _is_ambiguous(url: str) -> bool:
    """Whether a part of a password may stand where libpq reads a host, port or database."""
    scheme = _SCHEME.match(url)
    if scheme is None:
        return False
    authority, *rest = re.split(r"(?=[/?#])", url[scheme.end() :], maxsplit=1)
    path, _, query = "".join(rest).partition("?")
    ats = authority.count("@")
    return ats > 1 or "@" in path or "#" in path or ("@" in query and not ats)


def without_password(url: str) -> str:
    """A URL of landing zone, archive or historical files as it may be shown."""
    return _SECRET.sub("***@", url)


def has_password(url: str) -> bool:
    """Whether a URL names a user and a password, or might: `host:22/a@b` may be either."""
    return _USER_AND_PASSWORD.search(url) is not None
