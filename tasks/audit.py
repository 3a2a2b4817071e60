"""Audit: a verdict for every row and every report, with the reason the sender reads.

One Great Expectations validation per dataset over all units of the run.
"""

import json
from typing import NamedTuple

import polars as pl

from expectations.rules import Suite
from expectations.runner import CHECKS, judge
from expectations.suite_amplop import amplop_suite
from expectations.suites import Standards, suite_for
from schemas.addresses import column_letters
from schemas.calendar import JAKARTA
from schemas.contracts import Contract
from schemas.contracts.amplop import ENVELOPE
from schemas.reasons import REASONS
from schemas.references import load_references
from schemas.sentences import PARTS, QUOTING, say_cell, say_reports
from schemas.settings import Settings
from tasks.conform.number_texts import thousands_meant
from tasks.conform.rows import Conformed

# where an example of a broken rule stands; its dataset is the suite's
_REPORT_AT = ("sender", "berkas", "lembar")
_ROW_AT = ("pelapor_id", "bulan", "baris")
# a reason of a row or, where `baris` is null, of a whole report
FINDINGS = pl.Schema({"report_no": pl.Int64(), "baris": pl.Int64(), **PARTS, "alasan": pl.String()})
_NOWHERE = pl.lit([], pl.List(pl.String))


class ReportVerdict(NamedTuple):
    """Every candidate report is in exactly one of the two frames.

    Attributes:
        accepted: Reports of `identify_reports` that may be published.
        rejected: Those that may not, with the parts of the reason and `alasan`.
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
        quarantined: Rows with `kode`, `alasan` and `temuan` (lists of one length: codes,
            sentences, parts), `tertulis`.
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
    own_time = pl.col("waktu_aneh").dt.convert_time_zone(JAKARTA.key).dt.to_string("%Y-%m-%d %H:%M")
    reports = reports.with_columns(waktu_berkas=own_time)
    readable = reports.filter(pl.col("kode").is_null())
    found, checks = _found(readable, amplop_suite(settings.first_month), _REPORT_AT)
    critical = found.filter(pl.col("kode").str.starts_with("E"))
    refused = reports.filter(pl.col("kode").is_not_null())
    refused = refused.with_columns(kolom=_NOWHERE, pesan=pl.lit(None, pl.String))
    first = critical.unique("row", keep="first", maintain_order=True)
    own = readable.drop("kode", "kolom", "tertulis", "diharapkan")
    judged = own.join(first, on="row", how="inner").with_columns(
        tertulis=_envelope_text(),
        diharapkan=pl.when(pl.col("kode").is_in(["E101", "E102"]))
        .then("saran")
        .otherwise(pl.lit("")),
    )
    rejected = pl.concat([refused, judged.select(refused.columns)]).rechunk()
    rejected = rejected.with_columns(say_reports(rejected), sel=_NOWHERE).drop("pesan")
    accepted = readable.join(critical.select("row"), on="row", how="anti", maintain_order="left")
    of_report = ("row", "report_no", *ENVELOPE, "tanggal_tertulis", "bertentangan", "waktu_berkas")
    warnings = (
        found.filter(pl.col("kode").str.starts_with("W"))
        .join(accepted.select(of_report), on="row", how="inner")
        .with_columns(baris=None, sel=_NOWHERE, tertulis=_envelope_text(), diharapkan=pl.lit(""))
    )
    return ReportVerdict(accepted, rejected, _findings(warnings, pl.col("pesan")), checks)


def _found(
    rows: pl.DataFrame, suite: Suite, at: tuple[str, ...]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Violations with their columns as a list and as `pesan` what the rule says; the checks."""
    named = pl.col("kolom").fill_null("").str.split(",").list.eval(_filled())
    found, checks = judge(rows, suite, at)
    return found.select("row", "kode", kolom=named, pesan="alasan"), checks


def _filled() -> pl.Expr:
    return pl.element().filter(pl.element() != "")


def _findings(lines: pl.DataFrame, sentence: pl.Expr) -> pl.DataFrame:
    return lines.with_columns(alasan=sentence).select(list(FINDINGS)).cast(FINDINGS)


def _envelope_text() -> pl.Expr:
    """What stands in the envelope field that a finding names first."""
    first = pl.col("kolom").list.first()
    texts = {name: name for name in ENVELOPE} | {"tanggal_laporan": "tanggal_tertulis"}
    return pl.coalesce(
        pl.when(pl.col("kode") == "E109").then("bertentangan"),
        pl.when(pl.col("kode") == "W110").then("waktu_berkas"),
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
    found, checks = _found(rows, suite_for(contract.name, standards, conformed.codes), _ROW_AT)
    findings = _explain(_without_echoes(found), rows, reports, contract)
    critical = findings.filter(pl.col("kode").str.starts_with("E"))
    reasons = critical.group_by("row", maintain_order=True).agg(
        "kode", "alasan", temuan=pl.struct(list(PARTS))
    )
    quarantined = rows.join(reasons, on="row", how="inner", maintain_order="left").select(
        "report_no", "baris", "tertulis", "kode", "alasan", "temuan"
    )
    accepted = rows.join(reasons, on="row", how="anti", maintain_order="left")
    flags = findings.filter(pl.col("kode").str.starts_with("W")).join(
        accepted.select("row"), on="row", how="inner", maintain_order="left"
    )
    codes = flags.group_by("row").agg(peringatan=pl.col("kode").unique().sort())
    accepted = accepted.join(codes, on="row", how="left", maintain_order="left").with_columns(
        pl.col("peringatan").fill_null(_NOWHERE)
    )
    values = ["report_no", "baris", *contract.value_schema, "perkiraan", "peringatan", "tertulis"]
    warnings = flags.select(list(FINDINGS))
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
    """Add cells, written text, what was expected and the Indonesian sentence to violations.

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
    lines = found.with_columns(_kolom=pl.col("kolom").list.first()).join(
        failing.drop("tertulis"), on="row", how="left", maintain_order="left"
    )
    lines = lines.join(texts, on=["row", "_kolom"], how="left", maintain_order="left")
    lines = _with_cells(lines, reports)
    header = {c.name: c.header for c in contract.columns.values()}
    lines = lines.with_columns(
        judul=pl.col("_kolom").replace_strict(header, default="Baris", return_dtype=pl.String),
        tertulis=pl.col("tertulis").fill_null(""),
    ).with_columns(diharapkan=_expected(contract))
    return pl.concat([lines.select("row"), _findings(lines, say_cell())], how="horizontal")


def _with_cells(lines: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Add `sel`: the cells of `kolom`, each empty where the sheet has no such column."""
    lines = lines.with_row_index("nomor")
    each = lines.select("nomor", "report_no", "baris", _kolom="kolom").explode("_kolom")
    concerned = reports.join(lines.select("report_no").unique(), on="report_no", how="semi")
    each = each.drop_nulls("_kolom").join(
        _places(concerned), on=["report_no", "_kolom"], how="left", maintain_order="left"
    )
    cells = each.group_by("nomor").agg(sel=pl.concat_str("huruf", "baris").fill_null(""))
    lines = lines.join(cells, on="nomor", how="left", maintain_order="left").drop("nomor")
    # rechunked: polars 2.1 panics over an empty first chunk
    return lines.rechunk().with_columns(pl.col("sel").fill_null(_NOWHERE))


def _expected(contract: Contract) -> pl.Expr:
    """What was expected, where the code alone does not say it: a figure, the choices."""
    code, terms = pl.col("kode"), load_references().terms
    choices = {
        c.name: ", ".join(dict.fromkeys(terms[c.terms].values()))
        for c in contract.columns.values()
        if c.terms
    }
    named = pl.col("_kolom").replace_strict(choices, default=None, return_dtype=pl.String)
    return (
        pl.when(code.is_in(QUOTING))
        .then("_hitung")
        .when(code.is_in(["E205", "E214", "E229"]))
        .then(thousands_meant(pl.col("tertulis")))
        .when(code.is_in(["E212", "W207"]))
        .then(named)
        .fill_null("")
    )


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
