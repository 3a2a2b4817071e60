"""`doctor`: is everything there that a night needs, and how is what is not mended."""

import json
from typing import TYPE_CHECKING

import typer
from pydantic import ValidationError

from flows.commands.app import Json, app, console
from flows.printing import marked
from schemas.settings import Settings

if TYPE_CHECKING:
    from tasks.report.checkup import Look


@app.command()
def doctor(*, as_json: Json = False) -> None:
    """Look at all a night needs and say how to mend what is wrong; exits with 1 where anything is.

    Example: pembinaan doctor --json
    """
    from tasks.report.checkup import Look, look_at_all  # noqa: PLC0415 (polars, fsspec)

    found: list[Look] = []
    try:
        settings = Settings()
    except ValidationError as error:
        said = "; ".join(str(fault["msg"]) for fault in error.errors(include_input=False))
        found.append(Look("settings", said, "the environment's PEMBINAAN_ variables; README"))
        _print(found[0], as_json=as_json)
    else:
        found.append(Look("settings", f"home {settings.home.absolute()}"))
        _print(found[0], as_json=as_json)
        for look in look_at_all(settings):
            found.append(look)
            _print(look, as_json=as_json)
    if as_json:
        lines = [{**look._asdict(), "is_ok": look.is_ok} for look in found]
        typer.echo(json.dumps(lines, ensure_ascii=False, indent=2))
    if not all(look.is_ok for look in found):
        raise typer.Exit(1)


def _print(look: "Look", *, as_json: bool) -> None:
    """Say one look at once: the next may take its seconds."""
    if as_json:
        return
    mark = "[green]ok   [/green]" if look.is_ok else "[red]wrong[/red]"
    console.print(f"{mark} {look.name:<13} {marked(look.found)}", highlight=False, soft_wrap=True)
    if look.mend:
        console.print(f"{'':<19} → {marked(look.mend)}", highlight=False, soft_wrap=True)
