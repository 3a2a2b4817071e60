"""Under which names a submission came, and what the names say.

A bare CSV says its dataset and month in its name, so equal bytes under two names may be two
reports. Every other file says everything itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tasks.collect import Kept, Receipt
from tasks.read.context import plain_name
from tasks.read.formats import is_titled_by_name
from tasks.read.headers import datasets_named
from tasks.read.months import months_in


def told_apart(kept: Kept) -> list[Receipt]:
    """Receipts of a CSV by what its names say; any other file says everything itself.

    A name that says nothing, or no month, adds nothing to one that does (`ekspor_2025-10 (1)`).
    """
    if not is_titled_by_name(kept.content):
        return [_as_one(kept.receipts)]
    said: dict[tuple[tuple[str, ...], str], list[Receipt]] = defaultdict(list)
    for receipt in kept.receipts:
        said[datasets_named(plain_name(receipt.name)), _month(receipt.name)].append(receipt)
    for datasets, month in sorted(said, key=lambda names: (len(names[0]), names[1])):
        fuller = [
            other
            for other in said
            if other != (datasets, month) and not month and (other[0] == datasets or not datasets)
        ]
        if fuller:
            said[fuller[0]] += said.pop((datasets, month))
    return [
        _as_one(group)._replace(name=_telling(group, month)) for (_, month), group in said.items()
    ]


def _as_one(receipts: Sequence[Receipt]) -> Receipt:
    """First and last instant of several receipts, under the latest name."""
    latest = max(receipts, key=lambda receipt: (receipt.last, receipt.name))
    return latest._replace(first=min(receipt.first for receipt in receipts))


def _telling(receipts: Iterable[Receipt], month: str) -> str:
    """The latest of the names that say this month."""
    names = sorted(receipts, key=lambda receipt: (receipt.last, receipt.name), reverse=True)
    telling = [r for r in names if not month or _month(r.name)]
    named = [r for r in telling if datasets_named(plain_name(r.name))]
    return (named or telling)[0].name


def _month(name: str) -> str:
    """The month a file's name states, empty for none."""
    month = months_in(plain_name(name).replace("_", " ")).month
    return f"{month:%Y-%m}" if month else ""
