"""Whatever a form looks like: the figures that were meant, or a reason; never other figures.

Here a thousand forms; `python -m benchmarks.forms` makes thousands, and says how to write the
files of one that failed.
"""

from dataclasses import replace
from itertools import islice

import pytest
from property.metamorphic import HELD, REFUSED, WRONG, judge

from schemas.contracts import DATASETS
from simulation.forms import FORMATS, KINDS, composed, plain, render, rewritten

COMPOSED = range(1, 401)
MOST_REFUSED = 0.15


def sentences(outcomes, *verdicts):
    """What somebody needs to find a failing form again."""
    return [
        f"{' + '.join(o.made.names) or 'plain'} "
        f"({o.made.form.table.dataset} {o.made.form.extension} seed {o.made.seed}): {o.why}"
        for o in outcomes
        if o.verdict in verdicts
    ]


@pytest.fixture(scope="module")
def judged():
    """What became of forms, judged as the files of one night.

    `plain` ones; every way to rewrite a form `alone`, in every format that can express it;
    several ways `together`.
    """
    made = {
        "plain": [plain(1, dataset, e) for dataset in DATASETS for e in FORMATS],
        "alone": [
            rewritten(1, k.name, e) for k in KINDS.values() for e in FORMATS if e in k.formats
        ],
        "together": [composed(seed) for seed in COMPOSED],
    }
    outcomes = iter(judge(form for forms in made.values() for form in forms))
    return {name: list(islice(outcomes, len(forms))) for name, forms in made.items()}


def test_plain_forms_give_the_figures_they_were_made_of(judged):
    assert sentences(judged["plain"], HELD, REFUSED, WRONG) == []


def test_forms_rewritten_in_one_way_never_give_other_figures(judged):
    assert sentences(judged["alone"], WRONG) == []


def test_forms_rewritten_in_several_ways_never_give_other_figures(judged):
    assert sentences(judged["together"], WRONG) == []


@pytest.mark.parametrize("name", ["alone", "together"])
def test_few_forms_are_refused_that_a_clerk_reads_without_doubt(judged, name):
    keeping = [o for o in judged[name] if not o.made.is_blurred]

    refused = sentences(keeping, HELD, REFUSED)

    assert len(refused) <= MOST_REFUSED * len(keeping), refused


def test_a_figure_that_was_not_meant_is_found_out():
    made = plain(1, "premi_pnbp", "xlsx")
    table = made.form.table
    line = table.rows[0]
    other = replace(line, meant={**line.meant, "omzet": line.meant["omzet"] + 1})

    [outcome] = judge([made._replace(form=made.form.with_table(table.swap(line, other)))])

    assert outcome.verdict == WRONG
    assert outcome.why.startswith("not meant: omzet")


def test_a_row_that_is_lost_is_found_out():
    made = plain(1, "premi_pnbp", "xlsx")
    table = made.form.table
    more = replace(table.rows[0], cells={})

    lost = replace(table, lines=(*table.lines, more))
    [outcome] = judge([made._replace(form=made.form.with_table(lost))])

    assert (outcome.verdict, outcome.why) == (WRONG, "premi_pnbp lost")


def test_a_doubt_nobody_is_told_of_is_found_out():
    made = plain(1, "premi_pnbp", "xlsx")

    [outcome] = judge([made._replace(form=replace(made.form, must_tell=True))])

    assert outcome.verdict == WRONG


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_seed_makes_the_same_file_each_time(seed):
    first, second = composed(seed), composed(seed)

    assert first == second
    assert render(first.form) == render(second.form)


def test_there_are_as_many_ways_as_were_asked_for():
    blurs = [kind for kind in KINDS.values() if kind.is_blur]

    assert len(blurs) >= 15
    assert len(KINDS) - len(blurs) >= 40


@pytest.mark.parametrize("name", KINDS)
def test_each_way_can_be_made_in_each_of_its_formats(name):
    impossible = [e for e in KINDS[name].formats if not rewritten(1, name, e)]

    assert impossible == []
