"""Which reports become versions, and which version is current: a pure function of the reports.

Order of the reports of one (unit, dataset, month): (tanggal_laporan, received_at, sha256), the
sender last. The highest is current, however they arrive.
"""

import hashlib
from enum import StrEnum

import polars as pl

from schemas.contracts import Contract
from tasks.audit import RowVerdict

KEY = ["upt_id", "dataset", "bulan"]
_ORDER = ["tanggal_laporan", "received_at", "sha256", "sender"]
# the versions a warehouse holds for the keys of a run
KNOWN = pl.Schema(
    {
        "upt_id": pl.String(),
        "dataset": pl.String(),
        "bulan": pl.Date(),
        "id": pl.Int64(),
        "version": pl.Int64(),
        "is_current": pl.Boolean(),
        "content_hash": pl.String(),
        "tanggal_laporan": pl.Date(),
        "received_at": pl.Datetime("us", "UTC"),
        "sha256": pl.String(),
        "sender": pl.String(),
        "is_void": pl.Boolean(),
    }
)


class Fate(StrEnum):
    """What becomes of an accepted report."""

    CURRENT = "current"
    KEPT = "kept"
    SAME = "same"


def content_hashes(verdict: RowVerdict, contract: Contract) -> pl.DataFrame:
    """Hash what each report says: values and flags of its rows, texts and codes of quarantined.

    Returns:
        `report_no, content_hash`; where a row stands on the sheet does not matter.
    """
    values = pl.struct(*contract.value_schema, "perkiraan", "peringatan").struct.json_encode()
    said = [
        verdict.accepted.select("report_no", isi=values),
        verdict.quarantined.select(
            "report_no", isi=pl.concat_str("tertulis", pl.col("kode").list.join(","), separator=" ")
        ),
    ]
    texts = pl.concat(said).group_by("report_no").agg(pl.col("isi").sort().str.join("\n"))
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts["isi"]]
    return texts.select("report_no", content_hash=pl.Series(hashes, dtype=pl.String))


def resolve_versions(reports: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Decide the fate of a run's accepted reports.

    Args:
        reports: `report_no`, the columns of `KEY`, of the order, `content_hash`, and `was_known`:
            the ledger holds an earlier reading of this report.
        known: Frame of `KNOWN`: all versions of these keys; the current one's order columns hold
            its place, that is the latest report with its content. Where `is_void`, the report
            that gives it this place is read again in this run, so its earlier reading is no
            contender.

    Returns:
        The reports with `fate`, `version` (null for the same content again), `supersedes` (id of
        the version a new current one replaces), `renews` (id of the current version whose place
        this report takes) and `holder` (id of the known version with the same content, if any).
    """
    judged = _beside_known(reports, known)
    wins = (pl.col("report_no") == pl.col("winner_no")).fill_null(False)
    unchanged = (pl.col("winner_hash") == pl.col("current_hash")).fill_null(False)
    judged = _with_fates(judged, wins & ~unchanged)
    new = pl.col("fate") != Fate.SAME.value
    return judged.with_columns(
        version=pl.when(new).then(
            pl.col("last").fill_null(0) + new.cast(pl.Int64).cum_sum().over(KEY)
        ),
        supersedes=pl.when(pl.col("fate") == Fate.CURRENT.value).then("current_id"),
        renews=pl.when(wins & unchanged).then("current_id"),
    ).drop("winner_no", "winner_hash", "current_id", "current_hash", "last")


def _with_fates(judged: pl.DataFrame, becomes_current: pl.Expr) -> pl.DataFrame:
    """Reports with `fate`, in their order: of several kept ones that say the same, the first."""
    again = (pl.col("content_hash") == pl.col("winner_hash")) | pl.col("holder").is_not_null()
    fate = (
        pl.when(becomes_current)
        .then(pl.lit(Fate.CURRENT.value))
        .when(again | pl.col("was_known"))
        .then(pl.lit(Fate.SAME.value))
        .otherwise(pl.lit(Fate.KEPT.value))
    )
    judged = judged.with_columns(fate=fate).sort(_ORDER, maintain_order=True)
    repeats = (
        pl.col("fate").is_in([Fate.KEPT.value])
        & ~pl.struct(*KEY, "content_hash", "fate").is_first_distinct()
    )
    return judged.with_columns(
        fate=pl.when(repeats).then(pl.lit(Fate.SAME.value)).otherwise("fate")
    )


def _beside_known(reports: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The reports with the winner of their key, its current and last version, and `holder`."""
    current = known.filter("is_current")
    contenders = pl.concat(
        [
            reports.select("report_no", *KEY, *_ORDER, "content_hash", id=pl.lit(None, pl.Int64)),
            current.filter(~pl.col("is_void")).select(
                pl.lit(None, pl.Int64).alias("report_no"), *KEY, *_ORDER, "content_hash", "id"
            ),
        ]
    )
    winners = (
        contenders.sort(_ORDER, maintain_order=True)
        .group_by(KEY)
        .agg(winner_no=pl.col("report_no").last(), winner_hash=pl.col("content_hash").last())
    )
    now = current.select(*KEY, current_id="id", current_hash="content_hash")
    past = known.group_by(KEY).agg(last=pl.col("version").max())
    holders = (
        known.sort("is_current", "version")
        .group_by(*KEY, "content_hash")
        .agg(holder=pl.col("id").last())
    )
    judged = reports.join(winners, on=KEY, how="left", maintain_order="left")
    judged = judged.join(now, on=KEY, how="left", maintain_order="left")
    judged = judged.join(past, on=KEY, how="left", maintain_order="left")
    return judged.join(holders, on=[*KEY, "content_hash"], how="left", maintain_order="left")


def name_holders(versions: pl.DataFrame) -> pl.DataFrame:
    """Give every report the id of the version that holds its content, once new ones have ids.

    Returns:
        The reports with `holder`; null only for an earlier reading whose content has changed and
        that another report outranks.
    """
    new = versions.drop_nulls("id").group_by(*KEY, "content_hash").agg(new_id=pl.col("id").last())
    joined = versions.join(new, on=[*KEY, "content_hash"], how="left", maintain_order="left")
    return joined.with_columns(holder=pl.coalesce("id", "new_id", "holder")).drop("new_id")
