"""Forms: reports rewritten in every way people fill them, held against what was meant.

`python -m benchmarks.forms` runs every way alone in every format, and then compositions drawn from
their seeds; `--only NAME --seed N --each 1 --keep DIR` writes the files of one way to look at,
`--only + --seed N --compositions 1 --keep DIR` those of one composition.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.record import markdown_table, verdict
from schemas.contracts import DATASETS
from simulation.forms import (
    FORMATS,
    KINDS,
    Composition,
    composed,
    file_name,
    plain,
    render,
    rewritten,
)
from tests.property.metamorphic import EQUAL, HELD, REFUSED, WRONG, Outcome, judge

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_MOST_REFUSED_PCT = 15
_SHOWN = 40


def singly(name: str, extension: str, seeds: Iterable[int]) -> Iterator[Composition]:
    """Forms rewritten in one way."""
    made = (rewritten(seed, name, extension) for seed in seeds)
    return (one for one in made if one)


def plain_forms(seeds: range) -> Iterator[Composition]:
    """Forms that are not rewritten, of every dataset in every format."""
    for seed in seeds:
        for dataset in DATASETS:
            for extension in FORMATS:
                yield plain(seed, dataset, extension)


@app.command()
def main(  # noqa: PLR0913, PLR0917 (the command's options)
    seed: Annotated[int, typer.Option(help="The first seed.")] = 1,
    compositions: Annotated[int, typer.Option(help="How many forms, one a seed.")] = 5_000,
    each: Annotated[int, typer.Option(help="Forms of each way alone, in each format.")] = 5,
    only: Annotated[str, typer.Option(help="This way alone; `+` for compositions alone.")] = "",
    keep: Annotated[Path | None, typer.Option(help="Write files that are not equal here.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the tables here too.")] = None,
) -> None:
    """Make forms, judge them, print what became of each kind in each format."""
    seeds = range(seed, seed + each)
    names = [name for name in KINDS if only in ("", name)]
    alone = [
        c for n in names for e in FORMATS if e in KINDS[n].formats for c in singly(n, e, seeds)
    ]
    if not only:
        alone += plain_forms(seeds)
    wanted = compositions if only in ("", "+") else 0
    outcomes = judge([*alone, *map(composed, range(seed, seed + wanted))])
    if keep:
        _keep(outcomes, keep)
    for outcome in islice((o for o in outcomes if o.verdict == WRONG), _SHOWN):
        print(_sentence(outcome))
    text = describe(outcomes)
    print(text)
    if out:
        out.write_text(text)


def _sentence(outcome: Outcome) -> str:
    made = outcome.made
    names = " + ".join(made.names) or "plain"
    where = f"{made.form.table.dataset} {made.form.extension} seed {made.seed}"
    return f"{outcome.verdict}: {names} ({where}): {outcome.why[:400]}"


def _keep(outcomes: Iterable[Outcome], folder: Path) -> None:
    """Write the files of all that did not come out equal, each with what became of it."""
    for outcome in outcomes:
        made = outcome.made
        if outcome.verdict == EQUAL:
            continue
        place = folder / "-".join((*made.names, made.form.extension, str(made.seed)))
        place = place / made.form.unit.unit_id
        place.mkdir(parents=True, exist_ok=True)
        (place / file_name(made.form)).write_bytes(render(made.form))
        (place.parent / "outcome.txt").write_text(f"{_sentence(outcome)}\n\n{made.form}\n")


def describe(outcomes: list[Outcome]) -> str:
    """Markdown: totals, kinds by formats, compositions."""
    keeping = [o for o in outcomes if not o.made.is_blurred]
    refused = sum(o.verdict in (HELD, REFUSED) for o in keeping)
    wrong = sum(o.verdict == WRONG for o in outcomes)
    share = 100 * refused / max(len(keeping), 1)
    goals = markdown_table(
        ("figure", "measured", "target", ""),
        [
            ("forms", f"{len(outcomes):,}", "", ""),
            (
                "other figures than meant, or something lost",
                f"{wrong:,}",
                "0",
                verdict(met=not wrong),
            ),
            (
                "refused though a clerk reads the same, %",
                f"{share:.1f}",
                f"≤ {_MOST_REFUSED_PCT}",
                verdict(met=share <= _MOST_REFUSED_PCT),
            ),
        ],
    )
    return "\n\n".join((goals, _kind_table(outcomes), _composition_table(outcomes)))


def _counts(outcomes: Iterable[Outcome]) -> str:
    """`equal / refused / WRONG`."""
    found = Counter(o.verdict for o in outcomes)
    if not found:
        return "0"
    wrong = f" / **{found[WRONG]} WRONG**" if found[WRONG] else ""
    return f"{found[EQUAL]} / {found[HELD] + found[REFUSED]}{wrong}"


def _commonest(outcomes: Iterable[Outcome]) -> str:
    """The codes that refused most of them."""
    codes = Counter(c for o in outcomes if o.verdict != WRONG for c in o.why.split())
    return " ".join(code for code, _ in codes.most_common(3))


def _kind_table(outcomes: list[Outcome]) -> str:
    """Ways alone: equal / refused by format, – where a format cannot express it."""
    lines = []
    for name in ("", *KINDS):
        own = [o for o in outcomes if o.made.names == ((name,) if name else ())]
        if not own:
            continue
        formats = KINDS[name].formats if name else frozenset(FORMATS)
        cells = [
            _counts(o for o in own if o.made.form.extension == e) if e in formats else "–"
            for e in FORMATS
        ]
        refused = sum(o.verdict in (HELD, REFUSED) for o in own)
        cells.append(f"{100 * refused / len(own):.0f}")
        cells.append(_commonest(own))
        title = "*plain*" if not name else f"{name}{' (blur)' if KINDS[name].is_blur else ''}"
        lines.append((title, *cells))
    return markdown_table(("equal / refused", *FORMATS, "refused, %", "reasons"), lines)


def _composition_table(outcomes: list[Outcome]) -> str:
    """Ways in company: in how many compositions, and how many of these were refused."""
    several = [o for o in outcomes if len(o.made.names) > 1]
    lines = []
    for name in KINDS:
        own = [o for o in several if name in o.made.names]
        pure = [o for o in own if not o.made.is_blurred] or own
        if pure:
            share = 100 * sum(o.verdict in (HELD, REFUSED) for o in pure) / len(pure)
            line = (name, f"{len(own):,}", _counts(own), f"{share:.0f}", _commonest(pure))
            lines.append(line)
    header = ("in company", "forms", "equal / refused", "refused unblurred, %", "reasons")
    return markdown_table(header, lines)


if __name__ == "__main__":
    app()
