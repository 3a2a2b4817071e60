"""Whatever the order, repetition and partition of deliveries: one warehouse, and a true past.

Files are judged for real the first time they come with others; `HYPOTHESIS_PROFILE=deep` tries
many more histories.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property.chronicle import Houses
from property.histories import NOVEMBER, RECEIPTS, Arrival, arrivals, histories, report
from property.profiles import examples


@pytest.fixture(scope="module")
def houses(postgres, tmp_path_factory):
    return Houses(postgres, tmp_path_factory.mktemp("histories"))


@examples(7)
@given(data=st.data())
def test_any_history_ends_as_one_night_and_leaves_a_true_past(houses, data):
    """Four properties of one made-up history.

    It ends with what one night over the same files says; the marts equal a full rebuild; every
    past run's figures can be asked for again and every change between them is written down; no
    file and no row is lost.
    """
    delivered = data.draw(arrivals(), "delivered")
    history = data.draw(histories(delivered), "history")
    lived, at_once = houses.move_in(), houses.move_in()

    lived.live(history)
    at_once.live((delivered,))

    assert lived.house.standing(sights=True) == at_once.house.standing(sights=True)
    lived.check_marts_equal_a_full_rebuild()
    lived.check_the_past_stands()
    lived.check_restatements_tell_every_change()
    lived.check_restatements_name_their_reports()
    lived.check_nothing_is_lost()
    lived.check_files_and_versions_agree()
    lived.check_quarantine_is_open_where_it_counts()


def test_bytes_seen_again_with_an_earlier_time_change_nothing_but_that_time(houses):
    file = report("lapas-cirebon", "premi_pnbp", NOVEMBER, "Paving blok;300.000;0;0;0;;;")
    october, december = (Arrival(file, at, at) for at in (RECEIPTS[0], RECEIPTS[3]))
    backwards, at_once = houses.move_in(is_tidied=True), houses.move_in()

    backwards.live(((december,), (october,)))
    at_once.live(((october, december),))

    assert backwards.house.standing(sights=True) == at_once.house.standing(sights=True)
