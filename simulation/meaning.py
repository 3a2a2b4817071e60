"""What a row means: the half of the truth that says which figures a reader must come to.

Nothing here looks at a cell. A meaning is known before it is worded, and what a person typed as it
stands (`Written`) says itself what it means; so no mistake of a reader can be repeated here.
"""

import json
from datetime import date
from decimal import Decimal
from typing import assert_never

from schemas.contracts import Contract, Kind, Reported
from simulation.model import Meaning, Row, Span, Value, Written

_LEGAL_FORMS = frozenset({"PT", "CV", "UD"})


def told_meaning(contract: Contract, row: Row) -> str:
    """JSON object of `meaning_of`, as it stands in the truth."""
    return json.dumps(meaning_of(contract, row), ensure_ascii=False)


def meaning_of(contract: Contract, row: Row) -> dict[str, str]:
    """Value columns of the contract to what was meant; a column without a value is left out.

    Numbers in digits without trailing zeros, days as ISO dates, countries as sorted ISO codes with
    commas between, choices, products and units as codes, an unknown product as it was named.
    """
    meant = {name: _meant(contract.columns[name], value) for name, value in row.items()}
    found: dict[str, Meaning] = {}
    for name, meaning in meant.items():
        found |= _bounds(contract, contract.columns[name], meaning)
    found |= {n: m for n, m in meant.items() if m is not None and not isinstance(m, Span)}
    return {name: _text(found[name]) for name in contract.value_schema if name in found}


def _meant(column: Reported, value: Value) -> Meaning:
    if isinstance(value, Written):
        return value.meant
    if column.kind is Kind.COMPANY and isinstance(value, str):
        form, _, rest = value.partition(". ")
        return f"{form} {rest}" if form in _LEGAL_FORMS else value
    return value


def _bounds(contract: Contract, column: Reported, meaning: Meaning) -> dict[str, Meaning]:
    """The ends of a range; of a single number only such as no column of the form asks for."""
    if meaning is None or column.bounds is None:
        return {}
    if isinstance(meaning, Span):
        return dict(zip(column.bounds, (meaning.low, meaning.high), strict=True))
    return {end: meaning for end in column.bounds if end not in contract.columns}


def _text(meaning: Meaning) -> str:
    match meaning:
        case str():
            return meaning
        case int():
            return str(meaning)
        case Decimal():
            return f"{meaning.normalize():f}"
        case date():
            return meaning.isoformat()
        case tuple():
            return ",".join(sorted(meaning))
        case None | Span():
            raise TypeError(f"{meaning!r} is no single value")
        case _:
            assert_never(meaning)
