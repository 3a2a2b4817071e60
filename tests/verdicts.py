"""What became of simulated reports, beside the truth about them."""

from typing import NamedTuple

import polars as pl
import psycopg

from flows.simulation.truth import BARIS, BERKAS, LAPORAN, NIHIL
from schemas.contracts import DATASETS

ROW = ("sha256", "sender", "lembar", "dataset", "baris")
WHOLE = ("sender", "berkas", "lembar", "kode")  # a rejected report or file
_ROW_TYPES = dict.fromkeys(ROW, pl.String) | {"baris": pl.Int64}
# a file refused unread is known by its name, every other by its bytes
_REFUSED = """
SELECT sender, sha256, lembar, kode FROM ops.rejected_report
UNION
SELECT sender, CASE WHEN kode IN ('E001', 'E016') THEN name ELSE sha256 END, '', kode
FROM ops.submission s WHERE kode IS NOT NULL AND NOT EXISTS (
    SELECT FROM ops.rejected_report r WHERE (r.sha256, r.sender) = (s.sha256, s.sender)
)
"""


class Verdicts(NamedTuple):
    """Truth and warehouse side by side; every frame but `planted` is empty where all went well.

    Attributes:
        planted: Rows with a planted defect: `kode`, and `held`, the codes of their quarantine.
        missed: Those of them that are not in quarantine for that code.
        wronged: Clean rows in quarantine.
        lost: Clean rows that are not published.
        unheard: Reports, those that say Nihil among them, that the warehouse does not know of.
        strange: Rows of the warehouse that nobody wrote.
        taken: Reports and files that had to be rejected and were not.
        refused: Reports and files that were rejected and need not be.
        clean: How many clean rows there are.
    """

    planted: pl.DataFrame
    missed: pl.DataFrame
    wronged: pl.DataFrame
    lost: pl.DataFrame
    unheard: pl.DataFrame
    strange: pl.DataFrame
    taken: pl.DataFrame
    refused: pl.DataFrame
    clean: int

    @property
    def mistakes(self) -> dict[str, list[tuple[object, ...]]]:
        """Whatever went wrong, by kind; empty where all went well."""
        found = self._asdict()
        names = ("missed", "wronged", "lost", "unheard", "strange", "taken", "refused")
        return {name: found[name].rows() for name in names if found[name].height}


def compare_with_truth(truth: pl.DataFrame, url: str) -> Verdicts:
    """Look every line of the truth up in the warehouse, and every row of the warehouse up there.

    A report that says what the one before said has no rows of its own in the warehouse; only those
    that made a version are compared row by row.
    """
    with psycopg.connect(url) as connection:
        versions = _ask(connection, "SELECT sha256, sender, lembar FROM ops.report", ROW[:3])
        heard = _ask(
            connection, "SELECT sha256, sender, lembar FROM ops.submission_report", ROW[:3]
        )
        held = _rows(connection, "ops.quarantined_row", "q.kode")
        published = pl.concat(
            _rows(connection, f"fact.{name}", "NULL::text[]") for name in DATASETS
        )
        refused = _ask(connection, _REFUSED, WHOLE).unique()
    told = truth.filter(hal=BARIS).select(*ROW, "kode")
    rows = told.join(versions, on=ROW[:3], how="semi")
    clean = rows.filter(pl.col("kode").is_null())
    planted = rows.drop_nulls("kode").join(held, on=ROW, how="left", maintain_order="left")
    is_found = pl.col("held").list.contains(pl.col("kode")).fill_null(value=False)
    wanted = truth.filter(pl.col("hal").is_in([LAPORAN, BERKAS])).select(
        "sender", pl.coalesce("sha256", "berkas").alias("berkas"), "lembar", "kode"
    )
    return Verdicts(
        planted,
        planted.filter(~is_found),
        clean.join(held, on=ROW, how="inner"),
        clean.join(published, on=ROW, how="anti"),
        _reports_in(truth).join(heard, on=ROW[:3], how="anti"),
        pl.concat([held, published]).join(rows, on=ROW, how="anti"),
        wanted.unique().join(refused, on=WHOLE, how="anti"),
        refused.join(wanted, on=WHOLE, how="anti"),
        clean.height,
    )


def _reports_in(truth: pl.DataFrame) -> pl.DataFrame:
    return truth.filter(pl.col("hal").is_in([BARIS, NIHIL])).select(ROW[:3]).unique()


def _rows(connection: psycopg.Connection, table: str, held: str) -> pl.DataFrame:
    """Where the rows of a table stand in the files they come from."""
    query = (
        f"SELECT r.sha256, r.sender, r.lembar, r.dataset, q.baris, {held} "
        f"FROM {table} q JOIN ops.report r ON r.id = q.report_id"
    )
    lines = connection.execute(query).fetchall()
    return pl.DataFrame(lines, _ROW_TYPES | {"held": pl.List(pl.String)}, orient="row")


def _ask(connection: psycopg.Connection, query: str, names: tuple[str, ...]) -> pl.DataFrame:
    lines = connection.execute(query).fetchall()
    return pl.DataFrame(lines, dict.fromkeys(names, pl.String), orient="row")
