"""Rules of the envelope: whose report it is, of which month, and whether it may be taken.

A critical rule rejects the report and leaves the current version in place.
"""

from datetime import date

import polars as pl

from expectations.rules import Rule, Suite, at_most, between, holds, present
from schemas.reasons import REASONS


def amplop_suite(first_month: date) -> Suite:
    """Rules of frames as `tasks.conform.identity.identify_reports` makes them.

    Args:
        first_month: No report may speak of an earlier month.
    """
    derived = {
        "diterima": pl.col("received_at").dt.convert_time_zone("Asia/Jakarta").dt.date(),
        "mendahului_hari": (
            pl.col("tanggal_laporan")
            - pl.col("received_at").dt.convert_time_zone("Asia/Jakarta").dt.date()
        ).dt.total_days(),
        "kelas_sama": ~pl.col("kelas_berbeda"),
        "hari_cocok": ~pl.col("hari_salah"),
        "tanggal_terbaca": ~pl.col("tanggal_tak_terbaca"),
        "sepakat": pl.col("bertentangan").is_null(),
        "bukan_setahun_lalu": ~(
            12 * (pl.col("tanggal_laporan").dt.year() - pl.col("bulan").dt.year())
            + pl.col("tanggal_laporan").dt.month().cast(pl.Int32)
            - pl.col("bulan").dt.month().cast(pl.Int32)
        ).is_between(12, 13),
    }
    rules = (
        present("E111", "nama_unit", "Nama UPT tidak ditulis."),
        between(
            "E101",
            "kandidat",
            (1, None),
            "Nama UPT tidak dikenal. Tulis seperti dalam daftar UPT.",
            columns=("upt_name",),
        ),
        between(
            "E102",
            "kandidat",
            (None, 1),
            "Nama UPT berlaku bagi beberapa unit. Tulis lengkap dengan jenis dan kelas.",
            columns=("upt_name",),
        ),
        Rule(
            "E103",
            "ExpectColumnPairValuesToBeEqual",
            {
                "column_A": "pelapor_id",
                "column_B": "pengirim_sah",
                "ignore_row_if": "either_value_is_missing",
            },
            ("upt_name",),
            "Unit yang ditulis bukan pengirim berkas ini.",
            "reading rules",
        ),
        present(
            "E104", "bulan", "Periode tidak ditulis atau tidak terbaca. Tulis mis. November 2025."
        )._replace(columns=("periode",)),
        between("E105", "bulan", (first_month, None), "Periode terlalu lama.")._replace(
            columns=("periode",)
        ),
        at_most("E112", "bulan", "diterima", "Periode di masa depan.")._replace(
            columns=("periode",)
        ),
        holds(
            "E106",
            "boleh_lapor",
            ("upt_name",),
            "Dataset ini bukan untuk jenis unit ini.",
            "domain.md §7",
        ),
        between(
            "E107",
            "mendahului_hari",
            (None, 31),
            "Tanggal laporan jauh di masa depan.",
            source="own: it would outrank every later correction",
            columns=("tanggal_laporan",),
        ),
        at_most(
            "E108", "bulan", "tanggal_laporan", "Tanggal laporan sebelum periode dimulai."
        )._replace(columns=("tanggal_laporan", "periode")),
        holds(
            "E109",
            "sepakat",
            (),
            REASONS["E109"].message,
            REASONS["E109"].source,
        ),
        between(
            "E014",
            "lembar_serupa",
            (None, 1),
            "Dua lembar melaporkan dataset dan bulan yang sama. Gabungkan menjadi satu.",
            source="own",
            columns=(),
        ),
        holds("W101", "kelas_sama", ("upt_name",), "Kelas yang ditulis berbeda dari daftar UPT."),
        holds(
            "W102", "kanwil_sama", ("kanwil",), "Kantor wilayah yang ditulis bukan kanwil unit ini."
        ),
        holds(
            "W103",
            "tanggal_terbaca",
            ("tanggal_laporan",),
            "Tanggal laporan tidak terbaca; dipakai tanggal berkas diterima.",
            "own",
        ),
        holds(
            "W104",
            "hari_cocok",
            ("tanggal_laporan",),
            "Hari yang ditulis tidak cocok dengan tanggalnya.",
        ),
        between(
            "W106",
            "mendahului_hari",
            (None, 1),
            "Tanggal laporan di masa depan.",
            source="own",
            columns=("tanggal_laporan",),
        ),
        holds(
            "W109",
            "bukan_setahun_lalu",
            ("periode",),
            "Periode setahun sebelum tanggal laporan; benarkah tahunnya?",
            "field cases: in a new year people write the old one",
        ),
        holds("W107", "status_dikenal", ("status_verifikasi",), "Status verifikasi tidak dikenal."),
        holds(
            "W108",
            "unit_ditulis",
            ("upt_name",),
            "Nama UPT tidak ditulis; dipakai pengirim berkas.",
            "own: a CSV named <dataset>_<YYYY-MM> need not repeat its sender",
        ),
    )
    return Suite("amplop", derived, rules)
