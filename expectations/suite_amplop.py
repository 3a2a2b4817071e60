"""Rules of the envelope: whose report it is, of which month, and whether it may be taken.

A critical rule rejects the report and leaves the current version in place.
"""

from datetime import date

import polars as pl

from expectations.rules import Suite, at_most, between, equal, holds, present
from schemas.calendar import ZONE
from schemas.reasons import REASONS

_DITERIMA = pl.col("received_at").dt.convert_time_zone(ZONE).dt.date()


def _months_of(column: str) -> pl.Expr:
    """Months since year 0."""
    day = pl.col(column).dt
    return 12 * day.year() + day.month().cast(pl.Int32)


_DERIVED = {
    "diterima": _DITERIMA,
    "mendahului_hari": (pl.col("tanggal_laporan") - _DITERIMA).dt.total_days(),
    "kelas_sama": ~pl.col("kelas_berbeda"),
    "hari_cocok": ~pl.col("hari_salah"),
    "tanggal_terbaca": ~pl.col("tanggal_tak_terbaca"),
    "sepakat": pl.col("bertentangan").is_null(),
    "waktu_wajar": pl.col("waktu_aneh").is_null(),
    "bukan_setahun_lalu": ~(_months_of("tanggal_laporan") - _months_of("bulan")).is_between(12, 13),
}
_UNIT, _PERIODE, _TANGGAL = ("upt_name",), ("periode",), ("tanggal_laporan",)
_WHOSE = (
    present("E111", "nama_unit", "Nama UPT tidak ditulis."),
    between(
        "E101",
        "kandidat",
        (1, None),
        "Nama UPT tidak dikenal. Tulis seperti dalam daftar UPT.",
        columns=_UNIT,
    ),
    between(
        "E102",
        "kandidat",
        (None, 1),
        "Nama UPT berlaku bagi beberapa unit. Tulis lengkap dengan jenis dan kelas.",
        columns=_UNIT,
    ),
    equal(
        "E103",
        ("pelapor_id", "pengirim_sah"),
        _UNIT,
        "Unit yang ditulis bukan pengirim berkas ini.",
        "reading rules",
    ),
)
_MONTH_READ = present(
    "E104",
    "bulan",
    "Periode tidak ditulis atau tidak terbaca. Tulis mis. November 2025.",
    columns=_PERIODE,
)
_MAY_BE_TAKEN = (
    at_most("E112", "bulan", "diterima", "Periode di masa depan.", columns=_PERIODE),
    holds("E106", "boleh_lapor", _UNIT, "Dataset ini bukan untuk jenis unit ini.", "domain.md §7"),
    between(
        "E107",
        "mendahului_hari",
        (None, 31),
        "Tanggal laporan jauh di masa depan.",
        source="own: it would outrank every later correction",
        columns=_TANGGAL,
    ),
    at_most(
        "E108",
        "bulan",
        "tanggal_laporan",
        "Tanggal laporan sebelum periode dimulai.",
        columns=(*_TANGGAL, *_PERIODE),
    ),
    holds("E109", "sepakat", (), REASONS["E109"].message, REASONS["E109"].source),
    between(
        "E014",
        "lembar_serupa",
        (None, 1),
        "Dua lembar melaporkan dataset dan bulan yang sama. Gabungkan menjadi satu.",
        source="own",
        columns=(),
    ),
)
_FLAGS = (
    holds("W101", "kelas_sama", _UNIT, "Kelas yang ditulis berbeda dari daftar UPT."),
    holds("W102", "kanwil_sama", ("kanwil",), "Kantor wilayah yang ditulis bukan kanwil unit ini."),
    holds(
        "W103",
        "tanggal_terbaca",
        _TANGGAL,
        "Tanggal laporan tidak terbaca; dipakai tanggal berkas diterima.",
        "own",
    ),
    holds("W104", "hari_cocok", _TANGGAL, "Hari yang ditulis tidak cocok dengan tanggalnya."),
    between(
        "W106",
        "mendahului_hari",
        (None, 1),
        "Tanggal laporan di masa depan.",
        source="own",
        columns=_TANGGAL,
    ),
    holds(
        "W109",
        "bukan_setahun_lalu",
        _PERIODE,
        "Periode setahun sebelum tanggal laporan; benarkah tahunnya?",
        "field cases: in a new year people write the old one",
    ),
    holds(
        "W110",
        "waktu_wajar",
        (),
        "Waktu berkas sebelum periode dimulai atau sesudah berkas diterima; dipakai saat berkas "
        "pertama kali diterima. Periksa jam komputer.",
        source="own: a clock of a sender never outranks anybody",
    ),
    holds("W107", "status_dikenal", ("status_verifikasi",), "Status verifikasi tidak dikenal."),
    holds(
        "W108",
        "unit_ditulis",
        _UNIT,
        "Nama UPT tidak ditulis; dipakai pengirim berkas.",
        "own: a CSV named <dataset>_<YYYY-MM> need not repeat its sender",
    ),
)


def amplop_suite(first_month: date) -> Suite:
    """Rules of frames as `tasks.conform.identity.identify_reports` makes them.

    Args:
        first_month: No report may speak of an earlier month.
    """
    not_too_old = between(
        "E105", "bulan", (first_month, None), "Periode terlalu lama.", columns=_PERIODE
    )
    rules = (*_WHOSE, _MONTH_READ, not_too_old, *_MAY_BE_TAKEN, *_FLAGS)
    return Suite("amplop", _DERIVED, rules)
