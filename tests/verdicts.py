"""What became of simulated reports, beside the truth about them."""

from typing import NamedTuple

import polars as pl
import psycopg

from schemas.contracts import DATASETS
from simulation.truth import BARIS, BERKAS, LAPORAN, NIHIL

ROW = ("sha256", "sender", "lembar", "dataset", "baris")
WHOLE = ("sender", "berkas", "lembar", "kode")  # a rejected report or file
_ROW_TYPES = dict.fromkeys(ROW, pl.String) | {"baris": pl.Int64}
# a file refused unread is known by its name, every other by its bytes
# how values of a type are written in the truth; all others as PostgreSQL writes them
_AS_TEXT = {pl.Decimal: "trim_scale({})::text", pl.List: "array_to_string({}, ',')"}
_REFUSED = """
SELECT sender, sha256, lembar, kode FROM ops.rejected_report
UNION
SELECT sender, CASE WHEN kode IN ('E001', 'E016') THEN name ELSE sha256 END, '', kode
FROM ops.submission s WHERE kode IS NOT NULL AND NOT EXISTS (
    SELECT FROM ops.rejected_report r WHERE (r.sha256, r.sender) = (s.sha256, s.sender)
)
"""


class Verdicts(NamedTuple):
    """Truth and warehouse side by side; all went well where all are empty but the first two.

    Attributes:
        planted: Rows with a planted defect: `kode`, and `held`, the codes of their quarantine.
        declined: Reports in forms of the units' own, rewritten in the ways of `bentuk`, that were
            refused, or of which lines were held back for other reasons than planted ones: `kode`.
            No mistake as long as they are few; what they publish is compared like the rest.
        missed: Those of them that are not in quarantine for that code.
        wronged: Clean rows in quarantine.
        lost: Clean rows that are not published.
        unheard: Reports, those that say Nihil among them, that the warehouse does not know of.
        strange: Rows of the warehouse that nobody wrote.
        taken: Reports and files that had to be rejected and were not.
        refused: Reports and files that were rejected and need not be.
        misread: Cells of clean rows published with another value than was `meant`, a line each:
            `kolom`, `meant`, `published`, both as the truth writes them, null = none. The list of
            approximate columns, `perkiraan`, is one of the cells.
        formed: How many reports stand in forms of the units' own.
        clean: How many clean rows there are.
        compared: How many cells of them were compared.
    """

    planted: pl.DataFrame
    declined: pl.DataFrame
    missed: pl.DataFrame
    wronged: pl.DataFrame
    lost: pl.DataFrame
    unheard: pl.DataFrame
    strange: pl.DataFrame
    taken: pl.DataFrame
    refused: pl.DataFrame
    misread: pl.DataFrame
    formed: int
    clean: int
    compared: int

    @property
    def mistakes(self) -> dict[str, list[tuple[object, ...]]]:
        """Whatever went wrong, by kind; empty where all went well."""
        found = self._asdict()
        names = ("missed", "wronged", "lost", "unheard", "strange", "taken", "refused", "misread")
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
        held = _held(connection)
        facts = {name: _facts(connection, name) for name in DATASETS}
        refused = _ask(connection, _REFUSED, WHOLE).unique()
    unheld = pl.lit(None, pl.List(pl.String)).alias("held")
    published = pl.concat(rows.select(*ROW, unheld) for rows in facts.values())
    told = truth.filter(hal=BARIS).select(*ROW, "kode", "nilai", "perkiraan")
    rows = told.join(versions, on=ROW[:3], how="semi")
    clean = rows.filter(pl.col("kode").is_null())
    planted = rows.drop_nulls("kode").drop("nilai", "perkiraan")
    planted = planted.join(held, on=ROW, how="left", maintain_order="left")
    sides = {name: _side_by_side(clean, facts[name], name) for name in DATASETS}
    is_found = pl.col("held").list.contains(pl.col("kode")).fill_null(value=False)
    wanted = truth.filter(pl.col("hal").is_in([LAPORAN, BERKAS])).select(
        "sender", pl.coalesce("sha256", "berkas").alias("berkas"), "lembar", "kode"
    )
    needless = refused.join(wanted, on=WHOLE, how="anti")
    unheard = _reports_in(truth).join(heard, on=ROW[:3], how="anti")
    wronged = clean.join(held, on=ROW, how="inner")
    strange = pl.concat([held, published]).join(rows, on=ROW, how="anti")
    formed = truth.drop_nulls("bentuk").unique(ROW[:3]).select(*ROW[:4], "bentuk")
    gone = _refused_of(formed.join(unheard, on=ROW[:3], how="semi"), needless)
    missed = planted.filter(~is_found)
    back = _held_of(formed, wronged, strange, missed)
    return Verdicts(
        planted,
        pl.concat([frame.select(*ROW[:4], "kode", "bentuk") for frame in (gone, back)]).unique(),
        missed.join(back, on=ROW, how="anti"),
        wronged.join(back, on=ROW, how="anti"),
        clean.join(published, on=ROW, how="anti").join(back, on=ROW, how="anti"),
        unheard.join(gone, on=ROW[:3], how="anti"),
        strange.join(back, on=ROW, how="anti"),
        wanted.unique().join(refused, on=WHOLE, how="anti"),
        needless.join(gone, left_on=WHOLE[:2], right_on=["sender", "sha256"], how="anti"),
        pl.concat(_misread(both, cells_of(name)) for name, both in sides.items()),
        formed.height,
        clean.height,
        sum(both.height * len(cells_of(name)) for name, both in sides.items()),
    )


def _refused_of(unheard: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """Those of some reports whose sheet or file was refused, and the reasons, one line a report."""
    reasons = refused.select("sender", "kode", sha256="berkas", where="lembar")
    both = unheard.join(reasons, on=["sender", "sha256"], how="inner")
    is_own = (pl.col("where") == "") | (pl.col("where") == pl.col("lembar"))
    codes = pl.col("kode").sort().str.join(" ")
    return both.filter(is_own).group_by(*ROW[:4], "bentuk").agg(codes)


def _held_of(formed: pl.DataFrame, *held: pl.DataFrame) -> pl.DataFrame:
    """Lines of some reports that were held back, if for other reasons than planted ones."""
    lines = pl.concat([frame.drop_nulls("held").select(*ROW, "held") for frame in held])
    kode = pl.col("held").list.unique().list.sort().list.join(" ").alias("kode")
    return lines.join(formed.drop("dataset"), on=ROW[:3], how="inner").with_columns(kode)


def cells_of(dataset: str) -> list[str]:
    """What of a published row is compared: its value columns, and which of them are approximate."""
    return [*DATASETS[dataset].value_schema, "perkiraan"]


def _side_by_side(clean: pl.DataFrame, facts: pl.DataFrame, dataset: str) -> pl.DataFrame:
    """Published clean rows of a dataset: each cell, and as `<cell>_meant` what it means."""
    meaning = pl.Struct(dict.fromkeys(DATASETS[dataset].value_schema, pl.String))
    meant = clean.filter(dataset=dataset).select(
        *ROW,
        pl.col("perkiraan").list.sort().list.join(",").alias("perkiraan_meant"),
        pl.col("nilai").str.json_decode(meaning).name.map_fields(lambda name: f"{name}_meant"),
    )
    return meant.unnest("nilai").join(facts, on=ROW, how="inner")


def _misread(both: pl.DataFrame, cells: list[str]) -> pl.DataFrame:
    """The cells that are published otherwise than they were meant."""
    return pl.concat(
        both.filter(pl.col(name).ne_missing(pl.col(f"{name}_meant"))).select(
            *ROW, kolom=pl.lit(name), meant=f"{name}_meant", published=name
        )
        for name in cells
    )


def _reports_in(truth: pl.DataFrame) -> pl.DataFrame:
    return truth.filter(pl.col("hal").is_in([BARIS, NIHIL])).select(ROW[:3]).unique()


def _held(connection: psycopg.Connection) -> pl.DataFrame:
    """Rows in quarantine, and the codes they are `held` for."""
    return _rows(connection, "ops.quarantined_row", {"held": "kode"}, pl.List(pl.String()))


def _facts(connection: psycopg.Connection, dataset: str) -> pl.DataFrame:
    """Published rows of a dataset with their cells, written as the truth writes them."""
    types = DATASETS[dataset].value_schema
    cells = {name: _AS_TEXT.get(type(dtype), "{}::text") for name, dtype in types.items()}
    cells = {name: text.format(name) for name, text in cells.items()}
    cells["perkiraan"] = "array_to_string(array(SELECT unnest(perkiraan) ORDER BY 1), ',')"
    return _rows(connection, f"fact.{dataset}", cells, pl.String())


def _rows(
    connection: psycopg.Connection, table: str, asked: dict[str, str], dtype: pl.DataType
) -> pl.DataFrame:
    """Where the rows of a table stand in the files they come from, and what is asked of each."""
    cells = ", ".join(f"{text} AS {name}" for name, text in asked.items())
    names = ", ".join(f"q.{name}" for name in ("baris", *asked))
    query = (
        f"SELECT r.sha256, r.sender, r.lembar, r.dataset, {names} "
        f"FROM (SELECT report_id, baris, {cells} FROM {table}) q "
        "JOIN ops.report r ON r.id = q.report_id"
    )
    lines = connection.execute(query).fetchall()
    return pl.DataFrame(lines, _ROW_TYPES | dict.fromkeys(asked, dtype), orient="row")


def _ask(connection: psycopg.Connection, query: str, names: tuple[str, ...]) -> pl.DataFrame:
    lines = connection.execute(query).fetchall()
    return pl.DataFrame(lines, dict.fromkeys(names, pl.String), orient="row")
