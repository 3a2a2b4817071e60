"""`migrate` and `simulate`: the warehouse's tables, and reports to try it with."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.app import app, console, failing_plainly
from schemas.settings import Settings
from schemas.warehouse.connect import warehouse_url


@app.command()
def migrate() -> None:
    """Create or upgrade the warehouse: tables, views, reference data. Safe to repeat."""
    from schemas.warehouse.migrate import apply_settings  # noqa: PLC0415 (Alembic)
    from schemas.warehouse.migrate import migrate as upgrade  # noqa: PLC0415

    with failing_plainly():
        settings = Settings()
        url = warehouse_url(settings)
        upgrade(url)
        apply_settings(url, settings)
        where = "PEMBINAAN_WAREHOUSE_URL" if settings.warehouse_url else f"{settings.home}/postgres"
        console.print(f"the warehouse is up to date ({where})", highlight=False)


@app.command()
def simulate(
    *,
    units: Annotated[int, typer.Option(min=1, max=656, help="How many real units report.")],
    month: Annotated[str, typer.Option(help="Month of the reports, YYYY-MM.")],
    out: Annotated[Path, typer.Option(help="Folder to fill: <out>/<unit_id>/<file>.")],
    seed: Annotated[int, typer.Option(help="Same seed, same files.")] = 1,
    defects: Annotated[float, typer.Option(min=0, max=1, help="Share of defective rows.")] = 0.05,
) -> None:
    """Write plausible reports of real units, in all formats and shapes, with planted defects.

    Beside the folder, <out>.truth.csv says for every row and file what should become of it.
    """
    from rich.progress import Progress  # noqa: PLC0415

    from flows.simulation import SimulationRequest  # noqa: PLC0415
    from flows.simulation import simulate as write_reports  # noqa: PLC0415

    try:
        first_day = datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007 (a month has no zone)
    except ValueError as error:
        raise typer.BadParameter(f"{month!r} is not YYYY-MM", param_hint="--month") from error
    request = SimulationRequest(units, first_day, seed, out, defects)
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("writing reports", total=units)
        truth = write_reports(request, progress=lambda done: progress.update(bar, completed=done))
    truth.write_csv(out.with_name(out.name + ".truth.csv"))
    rows = truth["baris"].is_not_null()
    bad = int((rows & truth["kode"].is_not_null()).sum())
    files = sum(path.is_file() for path in out.rglob("*"))
    console.print(
        f"{files} files of {truth['sender'].n_unique()} units in {out}: {int(rows.sum()):,} rows, "
        f"{bad:,} of them with a planted defect, {int((~rows).sum())} whole reports or files"
    )
