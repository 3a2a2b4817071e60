"""The truth about what was written: what should become of every row, report and file.

Of a clean row it says what it means, too: to publish it with other figures is no less wrong than
to lose it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

import polars as pl

# one line per data row of a report that can be taken (and per total to be held); else see `hal`
TRUTH = pl.Schema(
    {
        "bulan": pl.Date(),  # the month the file is about
        "malam": pl.Date(),  # the day it comes
        "sender": pl.String(),
        "berkas": pl.String(),  # its name below the sender's folder
        "sha256": pl.String(),  # null = refused unread
        "lembar": pl.String(),
        "dataset": pl.String(),
        "baris": pl.Int64(),
        "hal": pl.String(),  # what the line speaks of: one of the `HAL`
        "kode": pl.String(),  # reason code to be found; null = clean
        "nilai": pl.String(),  # of a clean row: JSON of what it means (`meaning_of`)
        "perkiraan": pl.List(pl.String()),  # of a clean row: columns that say "about"
        "bentuk": pl.List(pl.String()),  # of a report in the unit's own form: how it is rewritten
    }
)
BARIS, LAPORAN, BERKAS, NIHIL, ULANGAN = "baris", "laporan", "berkas", "nihil", "ulangan"
# a row; a whole report; a whole file; a report that says Nihil; a file whose bytes came before
HAL = (BARIS, LAPORAN, BERKAS, NIHIL, ULANGAN)
_GROUP = 20_000  # lines held back until they are written together


class Told(NamedTuple):
    """A line of the truth from `lembar` on; what each field says stands in `TRUTH`."""

    lembar: str
    dataset: str
    baris: int | None
    hal: str
    kode: str | None
    nilai: str | None = None
    perkiraan: list[str] | None = None
    bentuk: list[str] | None = None


class ToldOfFile(NamedTuple):
    """A line of the truth from `sender` on."""

    sender: str
    berkas: str
    sha256: str | None
    told: Told


class Summary(NamedTuple):
    """How much was written.

    Attributes:
        files: Files, repeats among them.
        rows: Rows of reports that can be taken; those of repeats are not counted again.
        planted: Rows with a planted defect.
        refused: Reports and files that must be rejected.
        nil: Reports that say Nihil.
        repeats: Files whose bytes the unit had sent before.
    """

    files: int = 0
    rows: int = 0
    planted: int = 0
    refused: int = 0
    nil: int = 0
    repeats: int = 0

    def plus(self, truth: pl.DataFrame) -> Self:
        """This and the lines of other files."""
        hal = truth.get_column("hal")
        planted = (hal == BARIS) & truth.get_column("kode").is_not_null()
        more = (
            truth.select("sender", "berkas").n_unique(),
            (hal == BARIS).sum(),
            planted.sum(),
            hal.is_in([LAPORAN, BERKAS]).sum(),
            (hal == NIHIL).sum(),
            (hal == ULANGAN).sum(),
        )
        return type(self)(*(mine + int(found) for mine, found in zip(self, more, strict=True)))


def truth_path(out: Path) -> Path:
    """Where the truth about a folder stands: beside it."""
    return out.with_name(f"{out.name}.truth.parquet")


@contextmanager
def writing_truth(path: Path) -> Iterator[Callable[[pl.DataFrame], None]]:
    """Give a function that adds frames of `TRUTH` to a Parquet file, a row group at a time."""
    import pyarrow.parquet as pq  # noqa: PLC0415 (only those who write need it)

    path.parent.mkdir(parents=True, exist_ok=True)
    empty = pl.DataFrame(schema=TRUTH)
    waiting = [empty]
    with pq.ParquetWriter(path, _arrow(empty).schema, compression="zstd") as writer:

        def add(truth: pl.DataFrame) -> None:
            waiting.append(truth)
            if sum(frame.height for frame in waiting) >= _GROUP:
                flush()

        def flush() -> None:
            writer.write_table(_arrow(pl.concat(waiting)))
            waiting[:] = [empty]

        yield add
        flush()


def _arrow(truth: pl.DataFrame) -> Any:
    return truth.to_arrow(compat_level=pl.CompatLevel.oldest())
