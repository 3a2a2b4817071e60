"""Run benchmarks: `python -m benchmarks [night|scale|history|hostile|…|fuzz] [--quick]`."""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Literal

import typer

from benchmarks.nights import Nights
from benchmarks.room import open_room

Section = Literal["night", "scale", "history", "hostile", "questions", "recall", "fuzz"]
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_IN_ROOM = ("night", "scale", "history", "hostile")
_ALONE = ("questions", "recall")  # each starts what it needs
_ASKED_FOR = ("fuzz",)  # most of an hour: never among all of them


@app.command()
def main(
    section: Annotated[Section | None, typer.Argument(help="Only this one; all of them.")] = None,
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="Small sizes, printed and not recorded.")
    ] = False,
    room: Annotated[
        Path | None, typer.Option(help="Keep the made-up reports here for the next time.")
    ] = None,
    nights: Annotated[int, typer.Option(min=2, help="Nights of `history`.")] = 30,
) -> None:
    """Measure, print Markdown and put it into docs/performance.md."""
    wanted = (section,) if section else (*_IN_ROOM, *_ALONE)
    if set(wanted) & set(_IN_ROOM):
        _measure_in_room(wanted, room, nights, quick=quick)
    for name in (*_ALONE, *_ASKED_FOR):
        if name in wanted:
            import_module(f"benchmarks.{name}").main(quick)


def _measure_in_room(
    wanted: tuple[str, ...], folder: Path | None, nights: int, *, quick: bool
) -> None:
    """Those that share the servers and the nights they measure."""
    from benchmarks.hostile import measure_hostile  # noqa: PLC0415
    from benchmarks.night import measure_night  # noqa: PLC0415 (others need none of this)
    from benchmarks.scale import measure_scale  # noqa: PLC0415
    from benchmarks.year import measure_history  # noqa: PLC0415

    with open_room(folder) as room:
        measured = Nights(room)
        if "night" in wanted:
            measure_night(measured, quick=quick)
        if "scale" in wanted:
            measure_scale(measured, quick=quick)
        if "history" in wanted:
            measure_history(room, nights, quick=quick)
        if "hostile" in wanted:
            measure_hostile(measured, quick=quick)


if __name__ == "__main__":
    app()
