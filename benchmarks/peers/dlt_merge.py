"""A loader without validation: dlt. `python -m benchmarks.peers.dlt_merge <inbox> <url> <folder>`.

dlt's filesystem source lists the workbooks; a transformer reads them with python-calamine, finds
each sheet's table and gives one Arrow table of texts per sheet. dlt merges them by (sender, month,
sheet, row) into one PostgreSQL table per dataset, through CSV and COPY, the fastest of its ways for
Arrow here. Nothing is converted or judged, nothing kept in an archive.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dlt
import pyarrow as pa
from dlt.common.storages.fsspec_filesystem import FileItemDict
from dlt.destinations import postgres
from dlt.sources.filesystem import filesystem
from python_calamine import CalamineWorkbook

from benchmarks.peers.sheets import Table, find_table
from schemas.contracts import DATASETS

_MONTH = "2025-11"
_KEY = ("sender", "month", "sheet", "row")


def read_workbooks(items: Sequence[FileItemDict]) -> Iterator[Any]:
    """One Arrow table per dataset from each page of files: dlt takes some ms for every table."""
    found: dict[str, list[pa.Table]] = defaultdict(list)
    for item in items:
        with item.open() as file:
            book = CalamineWorkbook.from_filelike(file)
        sender = item["relative_path"].partition("/")[0]
        for sheet in book.sheet_names:
            cells = book.get_sheet_by_name(sheet).to_python()
            table = find_table(cells)
            if table:
                found[table.dataset].append(_arrow(table, cells, sender, sheet))
    for dataset, tables in found.items():
        yield dlt.mark.with_table_name(pa.concat_tables(tables), dataset)


def _arrow(table: Table, cells: list[list[Any]], sender: str, sheet: str) -> pa.Table:
    """Every column of the dataset as text, null where the sheet has none."""
    numbered = [
        (number, row)
        for number, row in enumerate(cells[table.header + 1 :], table.header + 2)
        if any(cell != "" for cell in row)
    ]
    many = len(numbered)
    texts: dict[str, Any] = {
        name: pa.array(
            [None if (cell := row[table.columns[name]]) == "" else str(cell) for _, row in numbered]
            if name in table.columns
            else [None] * many,
            pa.string(),
        )
        for name in DATASETS[table.dataset].columns
    }
    keys = {
        "sender": pa.array([sender] * many),
        "month": pa.array([_MONTH] * many),
        "sheet": pa.array([sheet] * many),
        "row": pa.array([number for number, _ in numbered], pa.int64()),
    }
    fields = [
        pa.field(name, cells.type, name not in keys) for name, cells in (keys | texts).items()
    ]
    return pa.table(keys | texts, pa.schema(fields))


def main(inbox: Path, url: str, folder: Path) -> None:
    """Load all workbooks; print the seconds after start-up as JSON."""
    start = time.perf_counter()
    files = filesystem(bucket_url=inbox.absolute().as_uri(), file_glob="**/*.xlsx")
    rows = dlt.transformer(read_workbooks, write_disposition="merge", primary_key=_KEY)
    pipeline = dlt.pipeline(
        "reports", str(folder), destination=postgres(_reachable(url)), dataset_name="reports"
    )
    pipeline.run(files | rows, loader_file_format="csv").raise_on_failed_jobs()
    print(json.dumps({"work_s": time.perf_counter() - start}))


def _reachable(url: str) -> str:
    """The same server, in the only way dlt takes a Unix socket: a host beside the query's."""
    return url.replace(":@/", ":@localhost/")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
