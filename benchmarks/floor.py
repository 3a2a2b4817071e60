"""The floor: read every cell, load every row, do nothing else. `python -m benchmarks.floor …`.

1. Every file below the landing zone is read from disk and every sheet given to python-calamine,
   which makes typed Python cells of it.
2. The rows our night has published (its own CSV, in memory before the clock starts) go by one COPY
   per table into empty tables with the same columns, checks, primary keys and indexes, in one
   transaction; its commit is measured with it. Foreign keys and triggers are not there.

One thread. Nothing is converted, judged, compared with what is known or kept in an archive.
"""

import io
import json
import sys
import time
from pathlib import Path

import psycopg
from python_calamine import CalamineWorkbook


def read_all(inbox: Path) -> int:
    """Number of rows of all sheets, once every cell has been made."""
    rows = 0
    for path in sorted(inbox.rglob("*.xlsx")):
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        for name in book.sheet_names:
            rows += len(book.get_sheet_by_name(name).to_python())
    return rows


def make_tables(connection: psycopg.Connection, datasets: list[str]) -> None:
    """Empty tables beside the warehouse's own."""
    connection.execute("CREATE SCHEMA floor")
    for dataset in datasets:
        connection.execute(f"CREATE TABLE floor.{dataset} (LIKE fact.{dataset} INCLUDING ALL)")
    connection.commit()


def copy_all(connection: psycopg.Connection, published: dict[str, bytes]) -> None:
    """Load every table and commit."""
    for dataset, lines in published.items():
        with connection.cursor().copy(f"COPY floor.{dataset} FROM STDIN (FORMAT csv)") as copy:
            copy.write(lines)
    connection.commit()


def main(inbox: Path, kept: Path, url: str) -> None:
    """Print the seconds of both steps as JSON."""
    published = {path.name: path.read_bytes() for path in sorted(kept.iterdir())}
    with psycopg.connect(url) as connection:
        make_tables(connection, list(published))
        start = time.perf_counter()
        read_all(inbox)
        half = time.perf_counter()
        copy_all(connection, published)
        end = time.perf_counter()
    print(json.dumps({"read_s": half - start, "copy_s": end - half, "work_s": end - start}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
