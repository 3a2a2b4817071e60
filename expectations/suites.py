"""The suite of every dataset, given reference data and settings."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from expectations.lintas import CROSS_RULES
from expectations.rules import Suite
from expectations.suite_amplop import amplop_suite
from expectations.suite_ekspor import ekspor_suite
from expectations.suite_kegiatan_kerja import kegiatan_kerja_suite
from expectations.suite_kepribadian import kepribadian_suite
from expectations.suite_klien_bapas import klien_bapas_suite
from expectations.suite_mitra import mitra_suite
from expectations.suite_partisipasi import partisipasi_suite
from expectations.suite_pelatihan import pelatihan_suite
from expectations.suite_pemasaran import pemasaran_suite
from expectations.suite_premi_pnbp import premi_pnbp_suite
from expectations.suite_produksi import produksi_suite
from expectations.suite_program import program_suite
from schemas.reasons import VALUE_CODES
from schemas.references import References, load_references
from schemas.settings import Settings


class Standards(NamedTuple):
    """What the rules compare with: reference data and the split of profit."""

    references: References
    split_pct: tuple[float, float, float]


_SUITES: dict[str, Callable[[Standards, Iterable[str]], Suite]] = {
    "partisipasi": lambda s, codes: partisipasi_suite(s.references.targets, codes),
    "kepribadian": lambda _, codes: kepribadian_suite(codes),
    "kegiatan_kerja": lambda _, codes: kegiatan_kerja_suite(codes),
    "produksi": lambda _, codes: produksi_suite(codes),
    "ekspor": lambda s, codes: ekspor_suite(s.references, codes),
    "premi_pnbp": lambda s, codes: premi_pnbp_suite(s.split_pct, codes),
    "pelatihan": lambda _, codes: pelatihan_suite(codes),
    "pemasaran": lambda _, codes: pemasaran_suite(codes),
    "klien_bapas": lambda _, codes: klien_bapas_suite(codes),
    "mitra": lambda _, codes: mitra_suite(codes),
    "program": lambda s, codes: program_suite(s.references, codes),
}


def suite_for(dataset: str, standards: Standards, codes: Iterable[str] = ()) -> Suite:
    """Build the suite of a dataset; `codes` are the reading codes found in the run's rows."""
    return _SUITES[dataset](standards, codes)


def every_suite(standards: Standards, first_month: date) -> list[Suite]:
    """All there is to judge by: the envelope's suite, each dataset's, those between reports."""
    return [
        amplop_suite(first_month),
        *(suite_for(dataset, standards, VALUE_CODES) for dataset in _SUITES),
        *(cross.suite for cross in CROSS_RULES),
    ]


def codes_of_rows() -> list[str]:
    """Every code for which a row is held, in order."""
    standards = Standards(load_references(), Settings.model_fields["split_pct"].default)
    suites = (suite_for(dataset, standards, VALUE_CODES) for dataset in _SUITES)
    codes = {rule.code for suite in suites for rule in suite.rules}
    return sorted(code for code in codes if code.startswith("E"))
