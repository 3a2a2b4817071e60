"""Rules of the dataset `premi_pnbp`."""

from collections.abc import Iterable

import polars as pl

from expectations.rules import CSV, Rule, Suite, at_most, between, holds, suite_of
from schemas.contracts import DATASETS

_OMZET, _MODAL, _KEUNTUNGAN, _PREMI, _PNBP, _TAMBAHAN = (
    pl.col(name).cast(pl.Float64)
    for name in ("omzet", "modal", "keuntungan", "premi", "pnbp_disetor", "tambahan_modal")
)
_DIBAGI = _PREMI + _PNBP + _TAMBAHAN.fill_null(0)
_DASAR = pl.max_horizontal(_KEUNTUNGAN.abs(), 1)
_DERIVED = {
    "selisih_keuntungan": (_KEUNTUNGAN - (_OMZET - _MODAL)).abs(),
    "selisih_pembagian": pl.when(_TAMBAHAN.is_not_null()).then(
        (_DIBAGI - _KEUNTUNGAN).abs() / _DASAR
    ),
    "lebih_dibagi": (_DIBAGI - _KEUNTUNGAN) / _DASAR,
    "berpenerima": (_PREMI == 0) | (pl.col("jumlah_penerima") > 0),
    "ber_ntpn": (_PNBP == 0) | pl.col("ntpn").is_not_null(),
}
_RULES = (
    at_most("W310", "modal", "omzet", "modal melebihi omzet"),
    between(
        "E313",
        "selisih_keuntungan",
        (None, 1),
        "keuntungan harus sama dengan omzet dikurangi modal",
        columns=("keuntungan", "omzet", "modal"),
    ),
    between(
        "E314",
        "selisih_pembagian",
        (None, 0.01),
        "premi + PNBP + pengembangan modal harus sama dengan keuntungan (±1 persen)",
        columns=("premi", "pnbp_disetor", "tambahan_modal", "keuntungan"),
    ),
    between(
        "E317",
        "lebih_dibagi",
        (None, 0.01),
        "yang dibagi melebihi keuntungan",
        columns=("premi", "pnbp_disetor", "keuntungan"),
    ),
    holds(
        "E315", "berpenerima", ("jumlah_penerima", "premi"), "ada premi tetapi tidak ada penerima"
    ),
    at_most("E316", "tabungan", "premi", "tabungan melebihi premi"),
    holds("W311", "ber_ntpn", ("ntpn", "pnbp_disetor"), "PNBP disetor tanpa NTPN"),
    Rule(
        "W312",
        "ExpectColumnValuesToMatchRegex",
        {"column": "ntpn", "regex": r"^[0-9A-Za-z]{16}$"},
        ("ntpn",),
        "NTPN terdiri atas 16 huruf atau angka",
        CSV,
    ),
)


def premi_pnbp_suite(split_pct: tuple[float, float, float], codes: Iterable[str]) -> Suite:
    """Rules of `premi_pnbp`.

    Args:
        split_pct: Shares of profit for premi, PNBP and capital in percent.
        codes: The reading codes found in this run.
    """
    bagian = [100 * part / _KEUNTUNGAN for part in (_PREMI, _PNBP, _TAMBAHAN)]
    jauh = pl.max_horizontal(
        (part - share).abs() for part, share in zip(bagian, split_pct, strict=True)
    )
    dari_pola = pl.when((_KEUNTUNGAN > 0) & _TAMBAHAN.is_not_null()).then(jauh)
    usual = between(
        "W313",
        "jauh_dari_pola",
        (None, 1),
        "pembagian berbeda dari pola premi/PNBP/modal " + "/".join(f"{p:g}" for p in split_pct),
        source="domain.md §3: Kepmen M.01-PP.02.01/1990 as quoted; units differ",
        columns=("premi", "pnbp_disetor", "tambahan_modal"),
    )
    derived = {**_DERIVED, "jauh_dari_pola": dari_pola}
    return suite_of(DATASETS["premi_pnbp"], (*_RULES, usual), derived, codes)
