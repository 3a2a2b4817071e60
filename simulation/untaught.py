"""Rows of a dataset with every column of its contract, also those no writer has been taught.

A new column stands in made-up reports the moment it stands in its contract, a new dataset too. What
it says is made from its kind alone; where it must agree with other columns, its dataset's writer
has to be taught.
"""

from datetime import timedelta
from decimal import Decimal
from random import Random

from schemas.contracts import DATASETS, NUMERIC, Kind, Reported
from simulation.content_others import WRITERS
from simulation.model import Row, Situation, Value, dice
from simulation.typed_values import word_unit_of
from simulation.vocabulary import COUNTRIES, LOKASI, MITRA, products, term_wordings

_FILLED = 0.8  # of the cells of an optional column


def write_rows(dataset: str, count: int, s: Situation, rng: Random) -> list[Row]:
    """Clean rows of a dataset; its columns are those of the contract, in their order."""
    columns = DATASETS[dataset].columns
    rows = WRITERS[dataset](count, s, rng) if dataset in WRITERS else [{} for _ in range(count)]
    # dice of their own: a column that is added changes nothing of what stands in the others
    own = dice("untaught", dataset, s.unit.unit_id, s.month)
    whole = [
        {name: row[name] if name in row else _value(columns[name], s, own) for name in columns}
        for row in rows
    ]
    return whole if dataset in WRITERS else _each_key_once(whole, DATASETS[dataset].model.key)


def _each_key_once(rows: list[Row], key: tuple[str, ...]) -> list[Row]:
    return list({tuple(map(str, (row[name] for name in key))): row for row in rows}.values())


def _value(column: Reported, s: Situation, rng: Random) -> Value:
    value = _of_kind(column, s, rng)
    return value if column.required or rng.random() < _FILLED else None


def _of_kind(column: Reported, s: Situation, rng: Random) -> Value:
    if column.kind in NUMERIC:
        return _number(column.kind, rng)
    if column.kind in {Kind.DATE, Kind.MONTH_DATE}:
        return s.month + timedelta(days=rng.randint(0, 27))
    return _word(column, s, rng)


def _word(column: Reported, s: Situation, rng: Random) -> Value:
    match column.kind:
        case Kind.TERM:
            return rng.choice(sorted(term_wordings(column.terms)))
        case Kind.PRODUCT:
            return rng.choice(products()).code
        case Kind.COUNTRIES:
            return (rng.choice(sorted(COUNTRIES)),)
        case Kind.COMPANY:
            return rng.choice(MITRA)[0]
        case Kind.UNIT:
            return word_unit_of(s.unit, rng)
        case _:
            return rng.choice(LOKASI)


def _number(kind: Kind, rng: Random) -> Value:
    match kind:
        case Kind.MONEY:
            return rng.randint(1, 300) * 50_000
        case Kind.PERCENT:
            return Decimal(rng.randint(20, 1_000)) / 10
        case Kind.ORDINAL:
            return rng.randint(1, 9)
        case _:
            return rng.randint(2, 90)
