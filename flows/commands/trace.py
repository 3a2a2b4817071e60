"""`trace` and `metrics`: the figures of the marts, and the cells each is the sum of."""

from enum import StrEnum
from typing import Annotated

import psycopg
import typer

from flows.commands import trace_output
from flows.commands.app import Json, app, asking
from flows.commands.ask import Format, Output
from schemas.metrics import EXPORTED
from tasks.report.lookup import (
    UnknownNameError,
    check_month,
    find_country,
    find_kanwil,
    find_unit,
    nearest,
    read_month,
)
from tasks.report.metric_figures import DESCRIBED, Level, Sought, fetch_figures, read_instant
from tasks.report.tracing import fetch_totals

_BY_COUNTRY = (EXPORTED.name, "ekspor_pengiriman")

Month = Annotated[str, typer.Option(help="Month, YYYY-MM.")]
Upt = Annotated[str, typer.Option(help="A unit's figure: its id or name.")]
Kanwil = Annotated[str, typer.Option(help="A Kanwil's figure: its id or name.")]
AsOf = Annotated[
    str,
    typer.Option(
        metavar="INSTANT",
        help="As it stood then: 2025-12-03T11:00, in Jakarta where no zone is given; a bare date "
        "is the end of that day.",
    ),
]


class By(StrEnum):
    """What `metrics` lists one below the other."""

    KANWIL = "kanwil"


@app.command()
def trace(  # noqa: PLR0913 (one keyword per option)
    metric: Annotated[str, typer.Argument(help="A metric; `pembinaan metrics` lists them.")],
    *,
    month: Month,
    upt: Upt = "",
    kanwil: Kanwil = "",
    country: Annotated[str, typer.Option(help="Exports to one country, ISO 3166: KR.")] = "",
    as_of: AsOf = "",
    output: Output = Format.TABLE,
    as_json: Json = False,
) -> None:
    """Show the cells behind a figure: file, sheet, address, what is written there.

    The last line (of csv: on standard error) compares their sum with the figure of the mart.

    Example: pembinaan trace wbp_bekerja --month 2025-10 --upt lapas-cirebon
    """
    output = Format.JSON if as_json else output
    with asking() as connection:
        _check_metrics([metric])
        if country and metric not in _BY_COUNTRY:
            known = " and ".join(_BY_COUNTRY)
            raise UnknownNameError(f"no mart has {metric} by country, only {known}")
        sought = _sought(connection, (month, month), (upt, kanwil), as_of)
        sought = sought._replace(country=find_country(connection, country))
        totals = fetch_totals(connection, metric, sought)
        trace_output.print_trace(connection, metric, sought, totals, output)
    if not all(total.is_equal for total in totals):
        typer.echo(f"NOT EQUAL: {sought.source(metric)} does not say what the cells say", err=True)
        raise typer.Exit(1)


@app.command()
def metrics(  # noqa: PLR0913 (one keyword per option)
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[METRIC]...", help="All where none is named.")
    ] = None,
    *,
    month: Annotated[str, typer.Option(help="Month, YYYY-MM; without it, what there is.")] = "",
    to: Annotated[str, typer.Option(help="Last month of a range, YYYY-MM.")] = "",
    upt: Upt = "",
    kanwil: Kanwil = "",
    by: Annotated[By | None, typer.Option(help="Every Kanwil's figures.")] = None,
    as_of: AsOf = "",
    output: Output = Format.TABLE,
    as_json: Json = False,
) -> None:
    """Show figures of the nation, a Kanwil or a unit; without a month, list the metrics.

    With --as-of also the figure now, and the difference where they differ. Empty: nobody said
    anything; zero: said to be nil.

    Example: pembinaan metrics penghuni premi_rp --month 2025-01 --to 2025-12
    """
    output = Format.JSON if as_json else output
    with asking() as connection:
        _check_metrics(names or [])
        if not month and any((to, upt, kanwil, by, as_of)):
            raise UnknownNameError("--month is missing")
        if not month:
            described = [DESCRIBED[name] for name in names or DESCRIBED]
            trace_output.print_metrics(connection, described, output)
            return
        if by and (upt or kanwil):
            raise UnknownNameError("--by kanwil means every Kanwil: no --upt, no --kanwil")
        sought = _sought(connection, (month, to or month), (upt, kanwil), as_of)
        sought = sought._replace(level=Level.KANWIL) if by else sought
        chosen = names or [name for name in DESCRIBED if name != EXPORTED.name]
        found = fetch_figures(connection, chosen, sought)
    trace_output.print_figures(found, sought, output)


def _check_metrics(names: list[str]) -> None:
    for name in names:
        if name not in DESCRIBED:
            near = ", ".join(nearest(name, list(DESCRIBED)))
            raise UnknownNameError(f"unknown metric {name!r}; nearest: {near}")


def _sought(
    connection: psycopg.Connection, months: tuple[str, str], owner: tuple[str, str], as_of: str
) -> Sought:
    """The options as typed, checked against what the warehouse knows."""
    first, last = map(read_month, months)
    if last < first:
        raise UnknownNameError(f"--to {months[1]} lies before --month {months[0]}")
    sought = Sought(first, last, as_of=read_instant(as_of))
    check_month(connection, first, last)
    upt, kanwil = owner
    if upt and kanwil:
        raise UnknownNameError("--upt and --kanwil exclude each other")
    if upt:
        return sought._replace(level=Level.UNIT, owner=find_unit(connection, upt).upt_id)
    if kanwil:
        return sought._replace(level=Level.KANWIL, owner=find_kanwil(connection, kanwil))
    return sought
