"""What `trace` and `metrics` print: tables for people, CSV and JSON for programs."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import psycopg
import typer

from flows.commands.app import console
from flows.commands.ask import Format
from flows.printing import count, table_of
from schemas.metrics import EXPORTED, PARTICIPATION_PCT
from schemas.spoken import say_instant, say_number
from tasks.report.answers import Record, ask
from tasks.report.csv_text import write_lines
from tasks.report.metric_figures import DESCRIBED, Described, Level, Sought
from tasks.report.status import ALL_MONTHS, national_query
from tasks.report.tracing import Total, fetch_lines, lines_as_csv, lines_as_json

_SHOWN = 50  # lines of a table; the other formats write all


def print_trace(
    connection: psycopg.Connection,
    metric: str,
    sought: Sought,
    totals: Sequence[Total],
    output: Format,
) -> None:
    """Print the lines behind a figure, then their sums beside the figures of the mart."""
    found = sum(total.lines for total in totals)
    is_silent = not found and all(total.is_equal for total in totals)
    said = [_silence(metric, sought)] if is_silent else list(_comparisons(sought, totals))
    if output is Format.CSV:
        for line in lines_as_csv(connection, metric, sought):
            sys.stdout.write(line)
        sys.stdout.flush()
        typer.echo("\n".join(said), err=True)
    elif output is Format.JSON:
        _write_json(connection, metric, sought, totals)
    else:
        if found:
            _print_lines(metric, sought, fetch_lines(connection, metric, sought, _SHOWN))
        if found > _SHOWN:
            more = count(found - _SHOWN, "more line")
            typer.echo(f"… and {more}; --format csv prints all")
        style = "bold" if all(total.is_equal for total in totals) else "bold red"
        for line in said:
            console.print(line, style=style, highlight=False, markup=False, soft_wrap=True)


def _print_lines(metric: str, sought: Sought, lines: Sequence[Record]) -> None:
    hidden = {"unit_of_measure", "approximate", "metric", "detail"}
    hidden -= {PARTICIPATION_PCT: {"metric"}, EXPORTED.name: {"detail"}}.get(metric, set())
    told = [name for name in lines[0] if name not in hidden]
    rows = []
    for line in lines:
        said = dict(line)
        if said["approximate"]:
            said["value"] = f"± {say_number(said['value'])}"
        rows.append([said[name] for name in told])
    title = f"{metric}: {DESCRIBED[metric].meaning}. {_whose(sought)}"
    console.print(table_of(told, rows, title))


def _write_json(
    connection: psycopg.Connection, metric: str, sought: Sought, totals: Sequence[Total]
) -> None:
    """Write one object: what was sought, `totals` beside the figures, and all `lines`."""
    said = {
        "metric": metric,
        "month": f"{sought.first:%Y-%m}",
        "level": sought.level,
        "unit": sought.owner or None,
        "country": sought.country or None,
        "as_of": sought.as_of and sought.as_of.isoformat(),
        "mart": sought.source(metric),
    }
    compared = [
        _record(t._asdict() | {"detail": t.detail or None, "equal": t.is_equal})
        for t in totals
        if t.detail is not None
    ]
    write = sys.stdout.write
    write(f'{json.dumps(said)[:-1]},\n"totals": [{", ".join(compared)}],\n"lines": [')
    for number, line in enumerate(lines_as_json(connection, metric, sought)):
        write(f"{',' if number else ''}\n{line}")
    write("\n]}\n")


def _record(said: dict[str, Any]) -> str:
    """A JSON object whose numbers are exact."""
    parts = (
        f'"{name}": {format(value, "f") if isinstance(value, Decimal) else _dumps(value)}'
        for name, value in said.items()
    )
    return f"{{{', '.join(parts)}}}"


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _whose(sought: Sought) -> str:
    months = f"{sought.first:%Y-%m}"
    if sought.last != sought.first:
        months += f" to {sought.last:%Y-%m}"
    everyone = "nation" if sought.level is Level.NATION else "every Kanwil"
    whose = [months, sought.owner or everyone, sought.country]
    if sought.as_of is not None:
        whose.append(f"as of {say_instant(sought.as_of)}")
    return ", ".join(filter(None, whose))


def _unit_of(metric: str, detail: str | None) -> str:
    """Unit of measure; of an exported quantity the last part of its detail."""
    if metric == EXPORTED.name:
        return detail.rpartition(" · ")[2] if detail else ""
    return DESCRIBED[metric].unit


def _number(value: Decimal | None, unit: str) -> str:
    return "nothing" if value is None else f"{say_number(value)} {unit}"


def _comparisons(sought: Sought, totals: Iterable[Total]) -> Iterator[str]:
    """Yield each sum beside its figure, then whether all of several are equal."""
    compared = [total for total in totals if total.detail is not None]
    for total in compared:
        unit = _unit_of(total.metric, total.detail)
        named = f"{total.metric} {total.detail}".strip()
        of = f"{count(total.lines, 'line')}, sum"
        of = "quotient" if total.metric == PARTICIPATION_PCT else of
        yield (
            f"{named}: {of} {_number(total.sum, unit)} {'=' if total.is_equal else '≠'} "
            f"{sought.source(total.metric)} {_number(total.figure, unit)}"
        )
    if not compared:
        yield f"{EXPORTED.name}: nothing to add up, all reports say Nihil"
    if len(compared) > 1:
        equal = sum(total.is_equal for total in compared)
        yield f"{say_number(equal)} of {count(len(compared), 'sum')} equal the figures of the marts"


def _silence(metric: str, sought: Sought) -> str:
    """What to say where there is no line."""
    said = "no report says anything about it"
    if sought.country:
        said = "no shipment lists this country"
    if sought.country and metric == EXPORTED.name:
        said = "no quantity went to this country alone; what went to several stands undivided"
    return f"{metric}, {_whose(sought)}: {said}"


def print_figures(found: Sequence[tuple[Any, ...]], sought: Sought, output: Format) -> None:
    """Print figures, one a line; in a table without the columns that say nothing."""
    header = ["month", "unit", "metric", "detail", "unit_of_measure", "figure"]
    if sought.as_of is not None:
        header += ["now", "difference"]
    records = [
        (f"{bulan:%Y-%m}", unit, metric, detail, _unit_of(metric, detail), *numbers)
        for bulan, unit, metric, detail, *numbers in found
    ]
    if output is Format.CSV:
        write_lines([header, *records], sys.stdout)
    elif output is Format.JSON:
        said = (dict(zip(header, record, strict=True)) for record in records)
        objects = [_record(record | {"detail": record["detail"] or None}) for record in said]
        print("[", ",\n".join(objects), "]", sep="")
    elif not records:
        typer.echo(f"{_whose(sought)}: no report says anything about it")
    else:
        title = _whose(sought)
        same = {"month"} if sought.first == sought.last else set()
        same |= {"unit"} if sought.owner or sought.level is Level.NATION else set()
        same |= set() if any(record[3] for record in records) else {"detail"}
        told = [at for at, name in enumerate(header) if name not in same]
        rows = [[record[at] for at in told] for record in records]
        console.print(table_of([header[at] for at in told], rows, title))


def print_metrics(
    connection: psycopg.Connection, listed: Sequence[Described], output: Format
) -> None:
    """Print what metrics there are, and the months that have figures."""
    header = ["metric", "unit_of_measure", "meaning"]
    national = ask(connection, national_query(ALL_MONTHS))
    months = [{"month": line["month"], "units": line["units"]} for line in reversed(national)]
    if output is Format.CSV:
        write_lines([header, *listed], sys.stdout)
    elif output is Format.JSON:
        metrics = [dict(zip(header, metric, strict=True)) for metric in listed]
        typer.echo(_dumps({"metrics": metrics, "months": months}))
    else:
        console.print(table_of(header, listed))
        spoken = [list(line.values()) for line in months]
        console.print(table_of(["month", "units reporting"], spoken))
