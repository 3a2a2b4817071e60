"""Which lines of figures are sums or means of others: a table's rows, or its columns.

Words propose, arithmetic confirms: a line that calls itself a total is one when it holds the sum of
lines beside it. Without words the figures must leave no doubt: three addends or more, and more
digits that agree than chance gives away. Nothing here knows the forms of the contracts.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from tasks.read.amounts import same

Line = Sequence[float | None]  # one figure a place: None is blank, NaN cannot be read


class Says(StrEnum):
    """What the words of a line say it is."""

    NOTHING = ""
    TOTAL = "total"
    MEAN = "mean"


class Aggregates(NamedTuple):
    """Lines that hold others' figures, by index.

    Attributes:
        totals: Sums of lines beside them.
        means: Means of lines beside them.
        unproven: Lines whose words say so and whose figures do not.
    """

    totals: frozenset[int]
    means: frozenset[int]
    unproven: frozenset[int]


_ADDENDS = 3  # two addends that nobody calls so may as well be a difference
_PLACES = 3  # figures that must agree where no word speaks
_DIGITS = 9.0  # agreeing digits, so that chance finds one such line in 10^9
_FEW = 4  # figures that agree for each one that does not, as a rate among amounts
_KEYS = 4  # places by which the first addend is looked for
_EXACT = 1e-4  # a cent is not little among fractions
_FINE = 6  # decimals by which the first addend is looked for
_ROUNDING = 0.005  # what a published total may differ by because its addends were rounded
_LAST = 36  # lines, as of months, of which the last ones alone may have a mean
_ROUNDS = 6  # levels of subtotals, from above and from below


def find_aggregates(
    lines: Sequence[Line], says: Sequence[Says], rates: frozenset[int] = frozenset()
) -> Aggregates:
    """Find the lines that are sums or means of lines next to them.

    Sums may be of sums: subtotals under their addends or over them, a grand total of either.

    Args:
        lines: Lines in their order, equally long.
        says: What each line's words say.
        rates: Places whose figures need not add up (percentages, prices).
    """
    says = _meaningful(says)
    found = _Sums(lines, says, rates)
    totals = found.totals()
    means = frozenset(_means(lines, says, rates, totals))
    said = {i for i, word in enumerate(says) if word and any(lines[i])}
    return Aggregates(totals, means, frozenset(said - totals - means))


def _meaningful(says: Sequence[Says]) -> Sequence[Says]:
    """Words that most lines share tell none of them apart."""
    counts = Counter(word for word in says if word)
    common = {word for word, count in counts.items() if 4 * count > 3 * len(says)}
    return [Says.NOTHING if word in common else word for word in says] if common else says


class _Sums:
    """Finds sums by reduction: a line that is the sum of those before it takes their place."""

    def __init__(self, lines: Sequence[Line], says: Sequence[Says], rates: frozenset[int]) -> None:
        self.lines, self.says, self.rates = lines, says, rates
        self.width = len(lines[0]) if lines else 0
        self.decimals = [_decimals(line[j] for line in lines) for j in range(self.width)]
        self.enough = _DIGITS + math.log10(max(len(lines), 1))

    def totals(self) -> frozenset[int]:
        """Lines that are sums, found from above and from below until nothing is left to find."""
        left = [i for i, word in enumerate(self.says) if word != Says.MEAN]
        totals: set[int] = set()
        for order in (left, left[::-1]):
            if (last := self._sum_of_all(order)) is not None:
                totals.add(order[last])
                left = sorted(order[last:])
                break
        fruitless = 0
        for turn in range(_ROUNDS):
            order = left if turn % 2 == 0 else left[::-1]
            kept, found = self._reduced(order, totals)
            fruitless = 0 if found else fruitless + 1
            totals |= found
            left = sorted(kept)
            if fruitless == 2:
                break
        return frozenset(totals)

    def _sum_of_all(self, order: Sequence[int]) -> int | None:
        """Where the last line stands that sums up all before it: none of those is a sum then."""
        kept = _Stack(self.decimals)
        last = None
        for at, index in enumerate(order):
            is_said = self.says[index] == Says.TOTAL
            if (is_said or (at == len(order) - 1 and at >= _ADDENDS)) and at > 1:
                line = self.lines[index]
                last = at if self._adds_up(kept, 0, line, is_said=is_said) else last
            kept.push(index, self.lines[index])
        return last

    def _reduced(self, order: Sequence[int], known: set[int]) -> tuple[list[int], set[int]]:
        """One pass: the lines that are left, and those of them found to be sums."""
        kept = _Stack(self.decimals)
        found: set[int] = set()
        for index in order:
            depth = None if index in known else self._depth(kept, index)
            if depth is not None:
                found.add(index)
                kept.pop_to(depth)
            kept.push(index, self.lines[index], is_sum=index in known or depth is not None)
        return kept.indexes, found

    def _depth(self, kept: "_Stack", index: int) -> int | None:
        """From which kept line on the lines add up to this one."""
        line, is_said = self.lines[index], self.says[index] == Says.TOTAL
        depths = set(kept.depths_of(line))
        if is_said:
            depths |= {0, kept.behind_sums}
        least = 1 if is_said else _ADDENDS
        fits = [
            (fit, depth)
            for depth in depths
            if len(kept) - depth >= least
            and (fit := self._adds_up(kept, depth, line, is_said=is_said))
        ]
        return max(fits)[1] if fits else None

    def _adds_up(self, kept: "_Stack", depth: int, line: Line, *, is_said: bool) -> int:
        """In how many more places the lines add up than not; 0 where that proves nothing."""
        agreeing: list[float] = []
        against = trivial = 0
        digits = 0.0
        for j, value in enumerate(line):
            if value is None:
                continue
            total, count = kept.sum_from(depth, j)
            if not count and (is_said or not value):
                continue  # nothing stands there to add up
            slack = min(0.5 * 10.0 ** -self.decimals[j] * (count + 1), _ROUNDING * abs(value))
            if not (_agree(total, value) or (is_said and abs(total - value) <= slack)):
                against += j not in self.rates
            elif count >= 2 and value:
                agreeing.append(round(value, 6))
                digits += math.log10(max(abs(value), 1e-9)) + min(self.decimals[j], 6)
            else:
                trivial += bool(value)
        if is_said:  # one line alone under a heading is its own subtotal
            return max(len(agreeing) + trivial - against, 0) if agreeing or not against else 0
        is_clear = _FEW * against <= len(agreeing) and len(set(agreeing)) >= _PLACES
        return len(agreeing) - against if is_clear and digits >= self.enough else 0


class _Stack:
    """Lines not yet summed up, with their running sums in every place."""

    def __init__(self, decimals: Sequence[int]) -> None:
        width = len(decimals)
        self.indexes: list[int] = []
        self._scales = [10.0 ** min(max(number, 2), _FINE) for number in decimals]
        self._sums: list[list[float]] = [[0.0] * width]
        self._counts: list[list[int]] = [[0] * width]
        self._behind = [0]
        self._depths: list[dict[int, int]] = [{0: 0} for _ in range(width)]

    def __len__(self) -> int:
        return len(self.indexes)

    @property
    def behind_sums(self) -> int:
        """Depth behind the last line that is a sum."""
        return self._behind[-1]

    def push(self, index: int, line: Line, *, is_sum: bool = False) -> None:
        """Add a line."""
        self.indexes.append(index)
        depth = len(self.indexes)
        self._behind.append(depth if is_sum else self._behind[-1])
        sums = [total + (value or 0.0) for total, value in zip(self._sums[-1], line, strict=True)]
        self._sums.append(sums)
        counts = zip(self._counts[-1], line, strict=True)
        self._counts.append([count + bool(value) for count, value in counts])
        for known, total, scale in zip(self._depths, sums, self._scales, strict=True):
            if math.isfinite(total * scale):
                known[round(total * scale)] = depth

    def pop_to(self, depth: int) -> None:
        """Take off all lines from `depth` on."""
        del self.indexes[depth:], self._sums[depth + 1 :]
        del self._counts[depth + 1 :], self._behind[depth + 1 :]

    def sum_from(self, depth: int, place: int) -> tuple[float, int]:
        """Sum of the lines from `depth` on in one place, and how many of them are not 0."""
        total = self._sums[-1][place] - self._sums[depth][place]
        return total, self._counts[-1][place] - self._counts[depth][place]

    def depths_of(self, line: Line) -> Iterator[int]:
        """Depths from which on the lines add up to this one in one of its first places."""
        places = [j for j, value in enumerate(line) if value][:_KEYS]
        for j in places:
            start = (self._sums[-1][j] - (line[j] or 0.0)) * self._scales[j]
            if not math.isfinite(start):
                continue
            for key in range(round(start) - 1, round(start) + 2):
                depth = self._depths[j].get(key)
                if depth is not None and depth < len(self.indexes):
                    yield depth


def _agree(one: float, other: float) -> bool:
    """Whether two sums are one, also where they are fractions of 1."""
    return same(one, other) and abs(one - other) <= _EXACT * max(abs(one), abs(other))


def _decimals(values: Iterable[float | None]) -> int:
    """How many decimals the figures of one place are written with, at most nine."""
    most = 0
    for value in values:
        if value is not None and math.isfinite(value):
            text = f"{value:.9f}".rstrip("0")
            most = max(most, len(text) - text.index(".") - 1)
            if most == 9:
                break
    return most


class _Plain(NamedTuple):
    """Running sums and counts, in every place, of the lines that are no sum and no mean."""

    lines: list[int]
    sums: list[list[float]]
    counts: list[list[int]]


def _means(
    lines: Sequence[Line], says: Sequence[Says], rates: frozenset[int], totals: frozenset[int]
) -> Iterator[int]:
    """Lines whose words say mean, and which are the mean of lines on one side of them."""
    means = {i for i, word in enumerate(says) if word == Says.MEAN} - totals
    if not means:
        return
    marks = means | totals
    plain = _running(lines, marks)
    near = -1
    for index in sorted(marks):
        runs = ((near + 1, index), (0, index), (index + 1, len(lines)))
        last = ((index - height, index) for height in range(2, min(_LAST, index) + 1))
        if index in means and any(
            _is_mean(plain, run, lines[index], rates) for run in (*runs, *last)
        ):
            yield index
        near = index


def _running(lines: Sequence[Line], marks: set[int]) -> _Plain:
    width = len(lines[0])
    blank: Line = [None] * width
    running = _Plain([0], [[0.0] * width], [[0] * width])
    for index, line in enumerate(lines):
        added = blank if index in marks else line
        running.lines.append(running.lines[-1] + (index not in marks))
        pairs = zip(running.sums[-1], running.counts[-1], added, strict=True)
        both = [(s + (value or 0.0), n + (value is not None)) for s, n, value in pairs]
        running.sums.append([s for s, _ in both])
        running.counts.append([n for _, n in both])
    return running


def _is_mean(plain: _Plain, run: tuple[int, int], line: Line, rates: frozenset[int]) -> bool:
    start, end = run
    height = plain.lines[end] - plain.lines[start]
    agreeing = against = 0
    for j, value in enumerate(line):
        total = plain.sums[end][j] - plain.sums[start][j]
        count = plain.counts[end][j] - plain.counts[start][j]
        if value is None or count < 2:
            continue
        slack = min(0.5 * 10.0 ** -_decimals([value]), _ROUNDING * abs(value))
        if any(
            _agree(m, value) or abs(m - value) <= slack for m in (total / count, total / height)
        ):
            agreeing += 1
        else:
            against += j not in rates
    return agreeing > against
