"""What `pembinaan backfill` prints: months, versions, cleared rows, figures before and after."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import typer
from rich.console import Console

from flows.commands.app import asking
from flows.commands.screens import show_state
from flows.printing import table_of
from schemas.spoken import say_number
from tasks.report.changes import backfill_by

_LINES = 40  # a screen's worth; --json prints everything


def show_backfill(console: Console, state: Any, *, as_json: bool) -> None:
    """Print the final state of a backfill and everything it changed, or would change."""
    with asking(own_run=True) as connection:
        found = backfill_by(connection, str(state.state_details.flow_run_id))
    months = [(p["name"], "done" if p["is_done"] else "FAILED", p["message"]) for p in found.chunks]
    if as_json:
        lists = {"figures": found.figures, "versions": found.versions, "cleared": found.cleared}
        shown = {"state": state.name, "message": state.message, "months": months, **lists}
        typer.echo(json.dumps(shown, default=str, ensure_ascii=False))
        return
    if months:
        console.print(table_of(("month", "", "what became of it"), months))
    _show(console, "Figures before and after", found.figures, _FIGURES)
    versions = Counter((line["dataset"], line["fate"]) for line in found.versions)
    summary = ", ".join(
        f"{count} {name} {fate}" for (name, fate), count in sorted(versions.items())
    )
    _show(console, f"Reports with a new version ({summary})", found.versions, _VERSIONS)
    _show(console, "Quarantined rows cleared", found.cleared, _CLEARED)
    show_state(console, state)


_FIGURES = {
    "bulan": "month",
    "unit_id": "of",
    "metrik": "metric",
    "rincian": "",
    "sebelum": "before",
    "sesudah": "after",
}
_VERSIONS = {"bulan": "month", "upt_id": "unit", "dataset": "dataset", "version": "v", "fate": "is"}
_CLEARED = {
    "bulan": "month",
    "upt_id": "unit",
    "dataset": "dataset",
    "lembar": "sheet",
    "baris": "row",
    "kode": "codes",
    "sebab": "why",
    "perubahan": "changed since",
}


def _show(
    console: Console, title: str, lines: Sequence[Mapping[str, Any]], columns: Mapping[str, str]
) -> None:
    if not lines:
        return
    more = f" - the first {_LINES} of {say_number(len(lines))}" if len(lines) > _LINES else ""
    cells = [[_plain(line[name]) for name in columns] for line in lines[:_LINES]]
    console.print(table_of(list(columns.values()), cells, title + more))


def _plain(value: Any) -> Any:
    return f"{value:%Y-%m}" if hasattr(value, "strftime") else value
