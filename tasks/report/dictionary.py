"""The data dictionary, written from the contracts, the metrics and the rules.

`make docs` writes `docs/data-dictionary.md`; a test fails when it is not what this prints.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from expectations.lintas import CROSS_RULES
from expectations.rules import Rule, Severity
from expectations.suite_amplop import amplop_suite
from expectations.suites import Standards, suite_for
from schemas.contracts import DATASETS, Contract, Reported
from schemas.contracts.amplop import ENVELOPE
from schemas.metrics import EXPORTED, INMATES, METRICS, PARTICIPANTS, PARTICIPATION_PCT
from schemas.reasons import REASONS
from schemas.references import load_references
from schemas.settings import Settings

_HEAD = """# Data dictionary

Written by `make docs` from `schemas/contracts`, `schemas/metrics.py`, `schemas/reasons.py` and
`expectations/`; do not edit. Words of the forms are Indonesian, as on the forms.

A column marked *wajib* must have its header in the sheet, and a value in every row. Every row of
a fact table also carries `report_id, baris` (its place), `pelapor_id, bulan` (whose report, which
month), `perkiraan` (columns whose value is approximate), `peringatan` (codes of warnings) and
`tertulis` (the cells as written)."""

_METRICS = f"""`mart.upt_bulanan`, `mart.kanwil_bulanan` and `mart.nasional_bulanan` hold these per
month, with `upt_melapor`, the units that reported (no Kanwil), and `{PARTICIPATION_PCT}`,
recomputed from counts at every level: 100 × `{PARTICIPANTS}` ÷ `{INMATES}`. `{EXPORTED.name}`
stands in `mart.ekspor_bulanan`: quantities are added only within one product, country and unit of
measure. Null: nobody said anything; zero: said to be nil. `pembinaan trace` shows the cells behind
each."""


def _table(header: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    rows = [header, ["---"] * len(header), *lines]
    cells = (" | ".join(str(v).replace("|", "\\|") for v in row) for row in rows)
    return "\n".join(f"| {line} |" for line in cells)


def _columns(columns: Iterable[Reported]) -> str:
    header = ("kolom", "judul", "juga dikenal sebagai", "jenis", "satuan", "wajib", "arti")
    return _table(
        header,
        (
            (
                f"`{c.name}`",
                c.header,
                " · ".join(c.variants),
                f"{c.kind.value} `{c.terms}`" if c.terms else c.kind.value,
                c.unit,
                "wajib" if c.required else "",
                c.comment,
            )
            for c in columns
        ),
    )


def _rules(rules: Iterable[Rule]) -> str:
    fate = {Severity.CRITICAL: "karantina", Severity.WARNING: "peringatan"}
    lines = (
        (r.code, fate[r.severity], " ".join(f"`{c}`" for c in r.columns), r.message, r.source)
        for r in sorted(rules, key=lambda rule: rule.code)
    )
    return _table(("kode", "akibat", "kolom", "alasan", "sumber"), lines)


def _dataset(contract: Contract, standards: Standards) -> Iterator[str]:
    yield f"## {contract.name}"
    yield f"{contract.table.comment}. {(contract.model.__doc__ or '').splitlines()[0]}"
    key = ", ".join(f"`{name}`" for name in contract.model.key) or "one row a report"
    owed = ", ".join(sorted(contract.model.owed_by)) or "no one; sent when there is something"
    yield (
        f"Key within a report: {key}. Sent by: {', '.join(sorted(contract.model.reporters))}. "
        + (f"Owed every month by: {owed}.")
    )
    yield f"Titles: {' · '.join(contract.model.titles)}."
    yield _columns(contract.columns.values())
    yield _rules(suite_for(contract.name, standards).rules)


def _envelope() -> Iterator[str]:
    yield "## amplop"
    yield "The envelope of every report. A critical rule rejects the report."
    yield _columns(ENVELOPE.values())
    yield _rules(amplop_suite(date(2020, 1, 1)).rules)


def _between_reports() -> Iterator[str]:
    yield "## Rules between reports"
    yield (
        "Always warnings, judged again over the current state whenever a report changes that they "
        "look at."
    )
    lines = (
        (
            c.rule.code,
            c.dataset or "setiap metrik",
            f"`{c.rule.columns[0]}`" if c.dataset else "",
            c.rule.message,
            c.rule.source,
        )
        for c in CROSS_RULES
    )
    yield _table(("kode", "dataset", "kolom", "alasan", "sumber"), lines)


def _reasons() -> Iterator[str]:
    yield "## Codes of files, sheets and cells"
    lines = ((r.code, r.message, r.source) for r in REASONS.values())
    yield _table(("kode", "alasan", "sumber"), lines)


def _metrics() -> Iterator[str]:
    yield "## Metrics of the marts"
    yield _METRICS
    lines = (
        (
            f"`{m.name}`",
            m.unit,
            f"`{m.dataset}`",
            f"`{m.column}`",
            "cacah baris" if m.counts else "jumlah",
            f"`{m.where}`" if m.where else "",
            m.meaning,
        )
        for m in (*METRICS, EXPORTED)
    )
    yield _table(("angka", "satuan", "dari", "kolom", "hitungan", "syarat", "arti"), lines)


def dictionary() -> Iterator[str]:
    """Yield the dictionary's paragraphs."""
    settings = Settings(home=Settings.model_fields["home"].default)
    standards = Standards(load_references(), settings.split_pct)
    yield _HEAD
    yield from _envelope()
    for contract in DATASETS.values():
        yield from _dataset(contract, standards)
    yield from _between_reports()
    yield from _reasons()
    yield from _metrics()


def main() -> None:
    """Print the dictionary."""
    print("\n\n".join(dictionary()))


if __name__ == "__main__":
    main()
