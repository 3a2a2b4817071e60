"""`forget`: a file's bytes and texts go, its figures and its place in the ledger stay."""

import getpass
from typing import Annotated

import typer

from flows.commands.app import app, console, failing_plainly
from schemas.settings import Settings
from schemas.warehouse.connect import warehouse_url

_SHORTEST = 8  # letters of a SHA-256


@app.command()
def forget(
    *,
    sha256: Annotated[
        str, typer.Option("--sha256", help="The file's SHA-256, or how it begins, as `why` has it.")
    ],
    why: Annotated[str, typer.Option(help="Kept in the ledger; name nobody here.")],
    who: Annotated[str, typer.Option(help="Who asks for it; else the user of this machine.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget a file that holds what nobody may keep. This cannot be undone.

    Its bytes leave the archive and what was written in it the warehouse: texts, notes, reasons,
    names of file, sheets and firms. Figures, counts and its SHA-256 stay, with who, when and why in
    ops.forgotten. It is never read again, by a backfill or when it is delivered once more; remove
    it from the landing zone yourself. Only the owner of the warehouse's tables can do this.

    Example: pembinaan forget --sha256 6118293b4301 --why "permintaan keluarga"
    """
    if len(sha256) < _SHORTEST or not why.strip():
        said = f"at least {_SHORTEST} letters of --sha256, and a reason"
        raise typer.BadParameter(said, param_hint="--sha256 --why")
    with failing_plainly():
        from tasks.forget import Request, which_file  # noqa: PLC0415 (polars)
        from tasks.forget import forget as forget_file  # noqa: PLC0415

        settings = Settings()
        url = warehouse_url(settings)
        file = which_file(url, sha256)
        if not yes:
            typer.confirm(f"Forget {file} for good?", abort=True)
        done = forget_file(Request(file, who or getpass.getuser(), why), url, settings)
    texts = "texts removed" if done.texts else "texts were removed before"
    archive = "removed from the archive" if done.bytes else "not in the archive (any more)"
    console.print(f"{file}: {texts}; {archive}; its figures stand", highlight=False)
