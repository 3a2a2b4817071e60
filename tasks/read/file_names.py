"""Under which names a submission came, and what the names say.

A bare CSV says its dataset and month in its name, so equal bytes under two names may be two
reports. Every other file says everything itself.
"""

from collections import defaultdict
from collections.abc import Iterable

from tasks.collect import Kept, Receipt
from tasks.collect.receipts import latest_of
from tasks.read.context import plain_name
from tasks.read.formats import is_titled_by_name
from tasks.read.headers import datasets_named
from tasks.read.months import months_in


def told_apart(kept: Kept) -> list[Kept]:
    """A CSV once for each thing its names say; any other file says everything itself.

    A name that says nothing, or no month, adds nothing to one that does (`ekspor_2025-10 (1)`).
    """
    if not is_titled_by_name(kept.content):
        return [_called(kept, kept.receipts, kept.name)]
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
    return [_called(kept, group, _telling(group, month)) for (_, month), group in said.items()]


def _called(kept: Kept, receipts: Iterable[Receipt], name: str) -> Kept:
    """A submission as if some of its deliveries, all under one name, were all there are."""
    return kept._replace(receipts=tuple(receipt._replace(name=name) for receipt in receipts))


def _telling(receipts: Iterable[Receipt], month: str) -> str:
    """The latest of the names that say this month."""
    telling = [r for r in receipts if not month or _month(r.name)]
    named = [r for r in telling if datasets_named(plain_name(r.name))]
    return latest_of(named or telling).name


def _month(name: str) -> str:
    """The month a file's name states, empty for none."""
    month = months_in(plain_name(name).replace("_", " ")).month
    return f"{month:%Y-%m}" if month else ""
