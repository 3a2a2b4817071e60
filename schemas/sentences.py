"""The Indonesian sentences of reasons, made from their parts: the one place that words them.

The parts are kept beside the sentence wherever it goes, so nobody takes a sentence apart again.
"""

import polars as pl

from schemas.reasons import REASONS

# what is known of a reason besides its sentence, wherever one stands
PARTS = pl.Schema(
    {
        "kode": pl.String(),
        "kolom": pl.List(pl.String()),  # contract columns it is about, the one at fault first
        "sel": pl.List(pl.String()),  # their cells; empty where the sheet has no such column
        "tertulis": pl.String(),  # what stands in the first
        "diharapkan": pl.String(),  # what was expected of it, beyond what the code always says
    }
)
# with these goes what the row or its title says
QUOTING = ("E225", "E228", "E232", "E233", "E237", "E240")
# before and behind what was expected, by code
_EXPECTED = {
    "E011": (" Yang wajib: ", "."),
    **dict.fromkeys(("E101", "E102"), (" Mungkin maksudnya: ", ".")),
    **dict.fromkeys(("E205", "E214", "E229"), (" (mungkin maksudnya ", "?)")),
    **dict.fromkeys(("E212", "W207"), (": ", "")),
    **dict.fromkeys(QUOTING, (" (", ")")),
}
_OTHERWISE = (" Diharapkan: ", ".")


def say_cell() -> pl.Expr:
    """About a row, such as `Jumlah Ekspor (E10): tertulis “sekitar”, hanya kata tanpa angka.`.

    Over `judul` (the header), the parts and `pesan` (what the code or its rule says).
    """
    return _together(
        pl.col("judul"),
        _around(" (", pl.col("sel").list.first(), ")"),
        pl.lit(": "),
        _around("tertulis “", pl.col("tertulis"), "”, "),
        pl.col("pesan"),
        _expected(),
        pl.lit("."),
    )


def say_report(
    code: str, message: str, written: str = "", expected: str = "", sheet: str = ""
) -> list[str]:
    """About a report or file: what is wrong, where, what stands there, what was expected."""
    before, behind = _EXPECTED.get(code, _OTHERWISE)
    parts = (
        message,
        f"Lembar: {sheet}." if sheet else "",
        f"Tertulis: {written}." if written else "",
        f"{before.lstrip()}{expected}{behind}" if expected else "",
    )
    return [part for part in parts if part]


def say_reports(lines: pl.DataFrame, *sheet: str) -> pl.Series:
    """A sentence for each line with a code; null for the others.

    Args:
        lines: The parts, and `pesan` where a rule says what is wrong; otherwise its code does.
        sheet: The column that names the sheet, where it is to be said.
    """
    names = ("kode", "pesan", "tertulis", "diharapkan", *sheet)
    known = lines if "pesan" in lines.columns else lines.with_columns(pesan=None)
    said = [
        " ".join(say_report(code, message or REASONS[code].message, *rest)) if code else None
        for code, message, *rest in known.select(names).iter_rows()
    ]
    return pl.Series("alasan", said, pl.String)


def say_comparison() -> pl.Expr:
    """About figures that do not go together, such as `Jumlah WBP: … (120 dibanding 100).`.

    Over `judul`, `pesan` and both figures as `tertulis` and `diharapkan`.
    """
    compared = pl.concat_str(
        pl.lit(" ("), "tertulis", pl.lit(" dibanding "), "diharapkan", pl.lit(")")
    )
    return _together(
        pl.col("judul"),
        pl.lit(": "),
        pl.col("pesan"),
        pl.when(pl.col("diharapkan") != "").then(compared),
        pl.lit("."),
    )


def _together(*parts: pl.Expr) -> pl.Expr:
    return pl.concat_str(*parts, ignore_nulls=True)


def _around(before: str, part: pl.Expr, behind: str) -> pl.Expr:
    """A part in its words; null where there is none."""
    return pl.when(part != "").then(pl.concat_str(pl.lit(before), part, pl.lit(behind)))


def _expected() -> pl.Expr:
    """What was expected, as its code words it."""
    before, behind = (
        pl.col("kode").replace_strict(
            {code: words[at] for code, words in _EXPECTED.items()},
            default=_OTHERWISE[at],
            return_dtype=pl.String,
        )
        for at in (0, 1)
    )
    said = pl.concat_str(before, "diharapkan", behind)
    return pl.when(pl.col("diharapkan") != "").then(said)
