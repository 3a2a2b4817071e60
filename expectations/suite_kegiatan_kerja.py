"""Rules of the dataset `kegiatan_kerja`."""

from collections.abc import Iterable

import polars as pl

from expectations.rules import (
    Suite,
    at_most,
    between,
    falls_into_month,
    in_month,
    present,
    suite_of,
)
from schemas.contracts import DATASETS


def kegiatan_kerja_suite(codes: Iterable[str]) -> Suite:
    """Rules of `kegiatan_kerja`; `codes` are the reading codes found in this run."""
    first, last = pl.col("tgl_mulai"), pl.col("tgl_selesai")
    derived = {
        "lama_hari": (last - first).dt.total_days(),
        # a first day alone says nothing: the work may go on since
        "dalam_bulan": falls_into_month(first, last),
    }
    rules = [
        present("W301", "jumlah_wbp", "jumlah WBP belum diisi; kegiatan tetap dihitung"),
        between("W302", "jumlah_wbp", (None, 1500), "lebih dari 1.500 orang; periksa kembali"),
        at_most("E301", "pekerja_inti", "jumlah_wbp", "pekerja inti melebihi jumlah WBP"),
        between("E302", "hari_kerja", (0, 31), "hari kerja sebulan di antara 0 dan 31"),
        at_most("E303", "tgl_mulai", "tgl_selesai", "selesai sebelum mulai"),
        between(
            "E304",
            "lama_hari",
            (None, 366),
            "kegiatan lebih lama dari 366 hari",
            columns=("tgl_mulai", "tgl_selesai"),
        ),
        in_month(),
    ]
    return suite_of(DATASETS["kegiatan_kerja"], rules, derived, codes)
