"""Rules of the dataset `kepribadian`."""

from collections.abc import Iterable

from expectations.rules import Suite, between, present, suite_of
from schemas.contracts import DATASETS


def kepribadian_suite(codes: Iterable[str]) -> Suite:
    """Rules of `kepribadian`; `codes` are the reading codes found in this run."""
    rules = [
        present("W317", "jumlah_peserta", "jumlah peserta belum diisi; kegiatan tetap dihitung"),
        between("E329", "frekuensi", (0, 93), "pertemuan sebulan di antara 0 dan 93"),
    ]
    return suite_of(DATASETS["kepribadian"], rules, {}, codes)
