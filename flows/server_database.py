"""Tables of a Prefect server in the embedded PostgreSQL, which comes without `pg_trgm`.

Prefect's own migrations, but for that extension and the eight indexes that need it: they make a
search by part of a name quick among millions of runs, and nothing depends on them. Run as a program
before the server starts, with `PREFECT_SERVER_DATABASE_CONNECTION_URL` set; the server must not
migrate by itself then (`PREFECT_SERVER_DATABASE_MIGRATE_ON_START=false`). Where there is such an
extension, nothing is left out.
"""

import asyncio
import re
from typing import Any

from prefect.server.database import provide_database_interface
from prefect.settings import get_current_settings
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from schemas.warehouse.beside import has_trigrams

_TRIGRAMS = re.compile(r"\b(pg_trgm|gin_trgm_ops|trgm_ix_\w+)\b")


def leave_out_trigrams(
    _connection: Connection, _cursor: Any, statement: str, parameters: Any, *_rest: Any
) -> tuple[str, Any]:
    """A statement as it stands, or one that does nothing for one about trigrams."""
    return ("SELECT 1" if _TRIGRAMS.search(statement) else statement), parameters


def main() -> None:
    """Bring the server's tables up to date."""
    url = get_current_settings().server.database.connection_url
    assert url is not None  # noqa: S101 (whoever runs this has set it)
    if not has_trigrams(url.get_secret_value().replace("+asyncpg", "", 1)):
        event.listen(Engine, "before_cursor_execute", leave_out_trigrams, retval=True)
    asyncio.run(provide_database_interface().create_db())


if __name__ == "__main__":
    main()
