"""Why a table is no report: what the reader says of it, and what its envelope lacks.

The night judges envelopes with the same words. Who sent the file and what day it is are not known
here, so the rules that ask for them are silent.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache

from expectations.suite_amplop import amplop_suite
from schemas.errors import Fault
from schemas.reasons import REASONS
from schemas.references import load_references
from schemas.sentences import say_report
from tasks.conform.terms import clean_text, find_units, suggest_units
from tasks.read.agreement import contradiction_fault
from tasks.read.tables_seen import Sheet, Table
from tasks.report.story.advice import REMEDIES


def fault_of(table: Table, everywhere: Sequence[Sheet]) -> Fault | None:
    """The first reason for which a table is refused, in the order in which the night asks."""
    if table.fault:
        return table.fault
    return (
        _fault_of_unit(table)
        or (None if table.month else Fault("E104", table.grid.name, written=_said(table)))
        or contradiction_fault(table)
        or _fault_of_twin(table, everywhere)
    )


def _fault_of_unit(table: Table) -> Fault | None:
    stated = clean_text(str(table.envelope("upt_name"))) or clean_text(
        str(table.envelope("kanwil"))
    )
    if not stated:
        is_bare = table.grid.is_csv and table.month is not None
        return None if is_bare else Fault("E111", table.grid.name)
    references = load_references()
    ids = find_units(stated, references)
    if len(ids) == 1:
        return None
    near = [references.units[i][-1].name for i in ids] or suggest_units(stated, references)
    return Fault(
        "E102" if ids else "E101", table.grid.name, written=stated, expected=", ".join(near)
    )


def _said(table: Table) -> str:
    return str(table.envelope("periode") or table.envelope("tahun"))


def _fault_of_twin(table: Table, everywhere: Sequence[Sheet]) -> Fault | None:
    """E014 where the file says the same unit, dataset and month twice, with the other places."""
    twins = [
        other.grid.name
        for sheet in everywhere
        for other in sheet.tables
        if other is not table and not other.fault and _key(other) == _key(table)
    ]
    said = f"lembar ini dan {', '.join(dict.fromkeys(twins))}"
    return Fault("E014", table.grid.name, written=said) if twins else None


def _key(table: Table) -> tuple[str, str, date | None]:
    stated = clean_text(str(table.envelope("upt_name")))
    ids = find_units(stated, load_references())
    return table.dataset, ids[0] if len(ids) == 1 else stated, table.month


@cache
def _messages() -> dict[str, str]:
    of_envelope = {rule.code: rule.message for rule in amplop_suite(date.min).rules}
    return of_envelope | {code: reason.message for code, reason in REASONS.items()}


def message_of(code: str) -> str:
    """What a reason code says, in Indonesian."""
    return _messages()[code]


def say_remark(code: str, written: str) -> str:
    """What is noted, and what stands there."""
    return " ".join(say_report(code, message_of(code), written))


def sentences_of(fault: Fault) -> list[str]:
    """What is wrong, what stands there, what was looked for, and what makes it clear."""
    said = say_report(fault.code, message_of(fault.code), fault.written, fault.expected)
    if fault.code in REMEDIES and "kirim" not in said[0].casefold():
        said.append(REMEDIES[fault.code])
    return said
