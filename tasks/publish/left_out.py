"""A file whose data the warehouse refuses, though all checks stand before, is left out alone."""

from collections.abc import Callable, Sequence

import polars as pl
import psycopg

from tasks.culprits import LEFT_OUT, File, find_culprit, frame_of
from tasks.publish.night import Night
from tasks.publish.parts import part_of

# errors that some line has caused, not the server or the network
DATA_ERRORS = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.errors.ProgramLimitExceeded,
    psycopg.errors.RaiseException,
)
_FILE = ["sha256", "sender"]


def culprit_of(night: Night, fails: Callable[[Night], bool]) -> File | None:
    """The file of a run of which publishing fails."""

    def fails_of(files: Sequence[File]) -> bool:
        return fails(part_of(night, frame_of(files)))

    return find_culprit(sorted(night.submissions.select(_FILE).iter_rows()), fails_of)


def without(night: Night, file: File, why: str) -> Night:
    """A run with one of its files refused whole."""
    is_own = (pl.col("sha256") == file[0]) & (pl.col("sender") == file[1])
    rest = part_of(night, night.submissions.filter(~is_own))
    line = night.submissions.filter(is_own).with_columns(
        kode=pl.lit(LEFT_OUT),
        lembar=pl.lit(""),
        tertulis=pl.lit(why.splitlines()[0][:500]),
        diharapkan=pl.lit(""),
    )
    return rest._replace(submissions=pl.concat([rest.submissions, line]))
