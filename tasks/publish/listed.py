"""What a run says of files beside those it judged: left as they are, or known from now on."""

import polars as pl
import psycopg

from tasks.collect import DELETED
from tasks.publish.copy import copy_frame
from tasks.publish.night import Night


def write_left(connection: psycopg.Connection, night: Night) -> None:
    """Name the files that a run left; held ones that were deleted wait no longer."""
    run_id = night.run.run_id
    connection.cursor().executemany(
        "INSERT INTO ops.left_file (run_id, nomor, sender, name, sebab, sha256) "
        "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (run_id, nomor) DO NOTHING",
        [(run_id, number, *file) for number, file in enumerate(night.left)],
    )
    connection.cursor().executemany(
        "UPDATE ops.submission SET state = 'withdrawn', run_id = %s "
        "WHERE (sha256, sender, state) = (%s, %s, 'held')",
        [(run_id, file.sha256, file.sender) for file in night.left if file.sebab == DELETED],
    )


def remember_listed(connection: psycopg.Connection, night: Night) -> None:
    """Remember of which submission each listed file is: unchanged, nobody opens it again.

    Of a forgotten file not even the name is kept.
    """
    if night.run.flow != "nightly" or night.listed.is_empty():
        return
    connection.execute(
        "CREATE TEMP TABLE terdaftar (sender text, name text, size bigint, "
        "modified_at timestamptz, stamp text, sha256 text) ON COMMIT DROP"
    )
    lines = night.listed.unique(["sender", "name"], keep="last").cast({"stamp": pl.String})
    copy_frame(connection, "terdaftar", lines)
    connection.execute(
        "INSERT INTO ops.listed_file AS l (sender, name, size, modified_at, stamp, sha256) "
        "SELECT sender, name, size, modified_at, stamp, sha256 FROM terdaftar "
        "WHERE sha256 NOT IN (SELECT sha256 FROM ops.forgotten) "
        "ON CONFLICT (sidik) DO UPDATE SET sender = excluded.sender, name = excluded.name, "
        "size = excluded.size, modified_at = excluded.modified_at, stamp = excluded.stamp, "
        "sha256 = excluded.sha256"
    )
