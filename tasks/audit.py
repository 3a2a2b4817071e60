"""Audit: a verdict for every row and every report, with the reason the sender reads.

One Great Expectations validation per dataset over all units of the run.
"""

import json
from typing import NamedTuple

import polars as pl

from expectations.amplop import amplop_suite
from expectations.runner import CHECKS, judge
from expectations.suites import Standards, suite_for
from schemas.addresses import column_letters
from schemas.contracts import Contract
from schemas.contracts.amplop import ENVELOPE
from schemas.reasons import REASONS
from schemas.references import load_references
from schemas.settings import Settings
from tasks.conform.number_texts import thousands_meant
from tasks.conform.rows import Conformed

_QUOTING = ("E225", "E228", "E232", "E233")  # with them goes what the row or its title says
# where an example of a broken rule stands; its dataset is the suite's
_REPORT_AT = ("sender", "berkas", "lembar")
_ROW_AT = ("pelapor_id", "bulan", "baris")
FINDINGS = pl.Schema(
    {
        "report_no": pl.Int64,
        "baris": pl.Int64,
        "kode": pl.String,
        "kolom": pl.String,
        "sel": pl.String,
        "tertulis": pl.String,
        "alasan": pl.String,
    }
)


class ReportVerdict(NamedTuple):
    """Every candidate report is in exactly one of the two frames.

    Attributes:
        accepted: Reports of `identify_reports` that may be published.
        rejected: Those that may not, with `kode`, `alasan`, `tertulis`.
        warnings: Frame of `FINDINGS` (no row, no cell).
        checks: Frame of `CHECKS`: what each rule found.
    """

    accepted: pl.DataFrame
    rejected: pl.DataFrame
    warnings: pl.DataFrame
    checks: pl.DataFrame = pl.DataFrame(schema=CHECKS)


class RowVerdict(NamedTuple):
    """Every data row of a dataset is in exactly one of the two frames.

    Attributes:
        dataset: Name of the dataset.
        accepted: Rows with the contract's values, `perkiraan`, `peringatan`, `tertulis`.
        quarantined: Rows with `kode` and `alasan` (lists), `tertulis`.
        warnings: Frame of `FINDINGS` about accepted rows.
        checks: Frame of `CHECKS`: what each rule found.
    """

    dataset: str
    accepted: pl.DataFrame
    quarantined: pl.DataFrame
    warnings: pl.DataFrame
    checks: pl.DataFrame = pl.DataFrame(schema=CHECKS)


def judge_reports(reports: pl.DataFrame, settings: Settings) -> ReportVerdict:
    """Decide which candidate reports may be published.

    Args:
        reports: Frame of `identify_reports`; `kode` is set where reading already refused a sheet.
        settings: For the first month a report may speak of.
    """
    readable = reports.filter(pl.col("kode").is_null())
    found, checks = judge(readable, amplop_suite(settings.first_month), _REPORT_AT)
    critical = found.filter(pl.col("kode").str.starts_with("E"))
    reasons = critical.group_by("row", maintain_order=True).agg(
        pl.col("kode").first(), pl.col("kolom").first(), pl.col("alasan").first()
    )
    refused = reports.filter(pl.col("kode").is_not_null()).with_columns(
        alasan=pl.col("kode").replace_strict(
            {code: reason.message for code, reason in REASONS.items()}, default=None
        )
    )
    named = readable.rename({"kolom": "tempat"}).drop("kode", "tertulis")
    judged = named.join(reasons, on="row", how="inner")
    judged = judged.with_columns(
        tertulis=_envelope_text(),
        diharapkan=pl.when(pl.col("kode").is_in(["E101", "E102"]))
        .then("saran")
        .otherwise(pl.lit("")),
    )
    judged = judged.drop("kolom").rename({"tempat": "kolom"})
    rejected = pl.concat([refused, judged.select(refused.columns)]).rechunk()
    rejected = rejected.with_columns(
        alasan=pl.concat_str(
            "alasan",
            pl.when(pl.col("tertulis") != "").then(pl.format(" Tertulis: {}.", "tertulis")),
            pl.when(pl.col("diharapkan") != "").then(_hint()),
            ignore_nulls=True,
        )
    )
    accepted = readable.join(critical.select("row"), on="row", how="anti", maintain_order="left")
    warned = found.filter(pl.col("kode").str.starts_with("W")).join(
        accepted.select("row", "report_no", *ENVELOPE, "tanggal_tertulis", "bertentangan"),
        on="row",
        how="inner",
    )
    warnings = warned.select(
        "report_no",
        baris=pl.lit(None, pl.Int64),
        kode="kode",
        kolom="kolom",
        sel=pl.lit(""),
        tertulis=_envelope_text(),
        alasan="alasan",
    )
    return ReportVerdict(accepted, rejected, warnings.cast(FINDINGS), checks)


def _hint() -> pl.Expr:
    wanted = pl.col("kode") == "E011"
    near = pl.col("kode").is_in(["E101", "E102"])
    return (
        pl.when(wanted)
        .then(pl.format(" Yang wajib: {}.", "diharapkan"))
        .when(near)
        .then(pl.format(" Mungkin maksudnya: {}.", "diharapkan"))
        .otherwise(pl.format(" Diharapkan: {}.", "diharapkan"))
    )


def _envelope_text() -> pl.Expr:
    """What stands in the envelope field that a finding names first."""
    first = pl.col("kolom").str.split(",").list.first()
    texts = {name: name for name in ENVELOPE} | {"tanggal_laporan": "tanggal_tertulis"}
    return pl.coalesce(
        pl.when(pl.col("kode") == "E109").then("bertentangan"),
        *(pl.when(first == name).then(pl.col(text)) for name, text in texts.items()),
        pl.lit(""),
    )


def judge_rows(
    conformed: Conformed, reports: pl.DataFrame, contract: Contract, standards: Standards
) -> RowVerdict:
    """Send rows with a critical violation to quarantine; flag the others' warnings.

    Args:
        conformed: The dataset's rows of the whole run.
        reports: Accepted reports, with `report_no` and `kolom` (JSON: column to index).
        contract: The dataset.
        standards: What the rules compare with.
    """
    rows = conformed.rows
    suite = suite_for(contract.name, standards, conformed.codes)
    found, checks = judge(rows, suite, _ROW_AT)
    found = _without_echoes(found)
    findings = _explain(found, rows, reports, contract)
    critical = findings.filter(pl.col("kode").str.starts_with("E"))
    reasons = critical.group_by("row", maintain_order=True).agg("kode", "alasan")
    quarantined = rows.join(reasons, on="row", how="inner", maintain_order="left").select(
        "report_no", "baris", "tertulis", "kode", "alasan"
    )
    accepted = rows.join(reasons, on="row", how="anti", maintain_order="left")
    flags = findings.filter(pl.col("kode").str.starts_with("W")).join(
        accepted.select("row"), on="row", how="inner", maintain_order="left"
    )
    codes = flags.group_by("row").agg(peringatan=pl.col("kode").unique().sort())
    accepted = accepted.join(codes, on="row", how="left", maintain_order="left").with_columns(
        pl.col("peringatan").fill_null(pl.lit([], pl.List(pl.String)))
    )
    warnings = flags.select(list(FINDINGS))
    values = ["report_no", "baris", *contract.value_schema, "perkiraan", "peringatan", "tertulis"]
    return RowVerdict(contract.name, accepted.select(values), quarantined, warnings, checks)


def _without_echoes(found: pl.DataFrame) -> pl.DataFrame:
    """Drop `empty` where the same cell is already said to be unreadable: one fault, one reason."""
    read = found.filter(pl.col("kode").is_in(list(REASONS)) & pl.col("kode").str.starts_with("E"))
    echo = found.filter(pl.col("kode") == "E201").join(read, on=["row", "kolom"], how="semi")
    no_total = found.filter(pl.col("kode") == "E225").select("row")  # nothing else is wrong with it
    found = found.filter(pl.col("kode") == "E225").vstack(
        found.join(no_total, on="row", how="anti", maintain_order="left")
    )
    return found.join(echo, on=["row", "kolom", "kode"], how="anti", maintain_order="left")


def _explain(
    found: pl.DataFrame, rows: pl.DataFrame, reports: pl.DataFrame, contract: Contract
) -> pl.DataFrame:
    """Add cell address, written text and the Indonesian sentence to violations.

    Returns:
        `row` and the columns of `FINDINGS`, ordered by row.
    """
    failing = rows.join(found.select("row").unique(), on="row", how="semi").select(
        "row",
        "report_no",
        "baris",
        "_hitung",
        pl.col("tertulis").str.json_decode(_written_type(contract)),
    )
    texts = failing.unnest("tertulis").unpivot(
        list(contract.columns), index="row", variable_name="_kolom", value_name="tertulis"
    )
    places = _places(reports.join(failing.select("report_no").unique(), on="report_no", how="semi"))
    first = pl.col("kolom").str.split(",").list.first()
    lines = found.with_columns(_kolom=first).join(
        failing.select("row", "report_no", "baris", "_hitung"),
        on="row",
        how="left",
        maintain_order="left",
    )
    lines = lines.join(texts, on=["row", "_kolom"], how="left", maintain_order="left")
    lines = lines.join(places, on=["report_no", "_kolom"], how="left", maintain_order="left")
    lines = lines.rechunk()  # pl.format panics over an empty first chunk (polars 2.1)
    header = {c.name: c.header for c in contract.columns.values()}
    lines = lines.with_columns(
        sel=pl.concat_str(pl.col("huruf"), pl.col("baris")).fill_null(""),
        judul=pl.col("_kolom").replace_strict(header, default="Baris", return_dtype=pl.String),
        tertulis=pl.col("tertulis").fill_null(""),
    )
    sentence = pl.concat_str(
        pl.col("judul"),
        pl.when(pl.col("sel") != "").then(pl.format(" ({})", "sel")),
        pl.lit(": "),
        pl.when(pl.col("tertulis") != "").then(pl.format("tertulis “{}”, ", "tertulis")),
        pl.col("alasan"),
        pl.when(pl.col("kode").is_in(_QUOTING)).then(pl.format(" ({})", "_hitung")),
        pl.when(pl.col("kode").is_in(["E205", "E214", "E229"])).then(
            pl.format(" (mungkin maksudnya {}?)", thousands_meant(pl.col("tertulis")))
        ),
        _choices(contract),
        pl.lit("."),
        ignore_nulls=True,
    )
    return lines.with_columns(alasan=sentence).select("row", *FINDINGS)


def _choices(contract: Contract) -> pl.Expr:
    """For a choice that is none: the choices."""
    terms = load_references().terms
    listed = {
        c.name: ": " + ", ".join(dict.fromkeys(terms[c.terms].values()))
        for c in contract.columns.values()
        if c.terms
    }
    named = pl.col("_kolom").replace_strict(listed, default=None, return_dtype=pl.String)
    return pl.when(pl.col("kode").is_in(["E212", "W207"])).then(named)


def _written_type(contract: Contract) -> pl.Struct:
    return pl.Struct({name: pl.String() for name in contract.columns})


def _places(reports: pl.DataFrame) -> pl.DataFrame:
    """Column letters of each report: `report_no, _kolom, huruf`."""
    lines = [
        (number, name, column_letters(at))
        for number, kolom in reports.select("report_no", "kolom").iter_rows()
        for name, at in json.loads(kolom).items()
    ]
    schema = {"report_no": pl.Int64, "_kolom": pl.String, "huruf": pl.String}
    return pl.DataFrame(lines, schema, orient="row")
