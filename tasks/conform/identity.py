"""Whose report a sheet is, of which month, said when: the envelope as values."""

import re
from collections.abc import Iterable
from datetime import date

import polars as pl

from schemas.calendar import ZONE
from schemas.contracts import DATASETS
from schemas.references import References
from tasks.conform.dates import read_dates, settle_dates
from tasks.conform.terms import class_differs, clean_text, find_units, read_terms, suggest_units

_UNITS = pl.Schema(
    {
        "sender": pl.String,
        "nama_unit": pl.String,
        "kandidat": pl.Int64,
        "pelapor_id": pl.String,
        "saran": pl.String,
    }
)


def identify_reports(sheets: pl.DataFrame, references: References) -> pl.DataFrame:
    """Interpret the envelope of every sheet.

    Args:
        sheets: Frame of `tasks.read.frames.SHEETS`.
        references: The register of units, names of months and weekdays.

    Returns:
        The sheets, with `nama_unit` (as stated), `kandidat` (units
        it may mean), `pelapor_id`, `jenis` and `kanwil_id` (null unless exactly one), `saran`
        (nearest names), `pengirim_sah` (the unit the sender may speak for), `boleh_lapor`,
        `tanggal_laporan` (day of receipt where none can be read),
        `lembar_serupa` (tables with the same unit, dataset and month in one file), and flags for
        the warnings. `bulan` is what the statements agree on.
    """
    reports = sheets.with_columns(row=pl.int_range(pl.len(), dtype=pl.UInt32))
    reports = _read_date(reports, references)
    reports = _find_reporters(reports, references)
    reports = _describe_reporters(reports, references)
    same_report = ["sha256", "sender", "pelapor_id", "dataset", "bulan"]
    reports = _one_of_each_name(reports, same_report)
    return reports.with_columns(
        lembar_serupa=pl.when(pl.col("kode").is_null()).then(pl.len().over(same_report))
    )


def _one_of_each_name(reports: pl.DataFrame, same_report: list[str]) -> pl.DataFrame:
    """Of one CSV read under several names, one report per key: the names' contents are equal."""
    latest = pl.struct("received_at", "berkas").rank("dense", descending=True).over(same_report)
    several = pl.col("is_csv") & pl.all_horizontal(pl.col(same_report).is_not_null())
    return reports.filter(~several | (latest == 1)).with_columns(
        row=pl.int_range(pl.len(), dtype=pl.UInt32)
    )


def _read_date(reports: pl.DataFrame, references: References) -> pl.DataFrame:
    cells = reports.select(text="tanggal_laporan", kind="tanggal_laporan_kind")
    read = read_dates(cells.unique(), references)
    lines = cells.with_columns(reports["bulan"]).join(
        read, on=["text", "kind"], how="left", maintain_order="left"
    )
    settled = settle_dates(lines, "bulan")
    received = pl.col("received_at").dt.convert_time_zone(ZONE).dt.date()
    return reports.with_columns(
        tanggal_laporan=settled["value"],
        tanggal_tak_terbaca=settled["problem"].is_not_null(),
        hari_salah=settled["wrong_weekday"],
        tanggal_tertulis=pl.col("tanggal_laporan"),
    ).with_columns(tanggal_laporan=pl.coalesce("tanggal_laporan", received))


def _find_reporters(reports: pl.DataFrame, references: References) -> pl.DataFrame:
    """Resolve stated unit names; a Kanwil may state itself under `Kantor Wilayah` alone."""
    is_kanwil = pl.col("sender").is_in([u for u in references.units if u.startswith("kanwil-")])
    stated = pl.col("upt_name").str.strip_chars()
    own_kanwil = pl.when(is_kanwil).then(pl.col("kanwil").str.strip_chars()).otherwise(pl.lit(""))
    bare_csv = pl.col("is_csv") & pl.col("bulan_berkas").is_not_null()
    reports = reports.with_columns(
        nama_unit=pl.when(stated != "")
        .then(stated)
        .when(own_kanwil != "")
        .then(own_kanwil)
        .when(bare_csv & pl.col("sender").is_in(list(references.units)))
        .then("sender"),
        unit_ditulis=(stated != "") | (own_kanwil != ""),
    )
    names = reports.select("sender", "nama_unit").unique().drop_nulls().rows()
    units = pl.DataFrame(_resolve(names, references), _UNITS, orient="row")
    return reports.join(units, on=["sender", "nama_unit"], how="left", maintain_order="left")


def _resolve(
    names: Iterable[tuple[str, str]], references: References
) -> Iterable[tuple[str, str, int, str | None, str]]:
    for sender, name in names:
        plain = clean_text(name)
        ids = [sender] if name == sender else find_units(plain, references) if plain else []
        if len(ids) == 1:
            yield sender, name, 1, ids[0], ""
        else:
            near = [references.units[i][-1].name for i in ids] or suggest_units(plain, references)
            yield sender, name, len(ids), None, ", ".join(near)


def _describe_reporters(reports: pl.DataFrame, references: References) -> pl.DataFrame:
    """Add what the register says of the reporter, and whether the sender may speak for it."""
    units = [
        references.unit_in(unit, bulan) if unit else None
        for unit, bulan in reports.select("pelapor_id", "bulan").iter_rows()
    ]
    reports = reports.with_columns(
        jenis=pl.Series([u and u.kind for u in units], dtype=pl.String),
        kanwil_id=pl.Series([u and u.kanwil_id for u in units], dtype=pl.String),
    )
    may = [
        (pl.col("dataset") == name) & pl.col("jenis").is_in(sorted(contract.model.reporters))
        for name, contract in DATASETS.items()
    ]
    of_kanwil = pl.col("dataset").is_in(["program", "mitra"]) & (
        pl.col("kanwil_id") == pl.col("sender")
    )
    checks = [
        _envelope_flags(stated, reporter, bulan, kanwil_text, references)
        for stated, reporter, bulan, kanwil_text in reports.select(
            "nama_unit", "pelapor_id", "bulan", "kanwil"
        ).iter_rows()
    ]
    status = read_terms(
        reports["status_verifikasi"].unique().to_list(), dict(references.terms["status_verifikasi"])
    ).rename({"text": "status_verifikasi", "value": "status", "problem": "status_problem"})
    reports = reports.join(status, on="status_verifikasi", how="left", maintain_order="left")
    return reports.with_columns(
        boleh_lapor=pl.when(pl.col("jenis").is_not_null()).then(pl.any_horizontal(may)),
        pengirim_sah=pl.when(of_kanwil).then("pelapor_id").otherwise("sender"),
        kelas_berbeda=pl.Series([differs for differs, _ in checks], dtype=pl.Boolean),
        kanwil_sama=pl.Series([same for _, same in checks], dtype=pl.Boolean),
        status_dikenal=pl.col("status_problem").is_null(),
    ).drop("status_problem")


def _envelope_flags(
    stated: str | None,
    reporter: str | None,
    bulan: date | None,
    kanwil: str,
    references: References,
) -> tuple[bool, bool | None]:
    """Whether the stated class differs from the register's, and the stated Kanwil agrees."""
    if stated is None or reporter is None or bulan is None:
        return False, None
    differs = class_differs(stated, references.unit_in(reporter, bulan))
    if not clean_text(kanwil):
        return differs, None
    name = kanwil if re.match(r"\s*kan", kanwil, re.IGNORECASE) else f"Kanwil {kanwil}"
    kanwil_id = references.unit_in(reporter, bulan).kanwil_id
    return differs, kanwil_id in find_units(name, references)
