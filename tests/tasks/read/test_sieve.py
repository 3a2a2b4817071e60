"""A sieve answers as its question does, and asks about each text once."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.read import sieve
from tasks.read.sieve import Sieve


def begins_with_total(text: str) -> bool:
    return text.startswith("jumlah")


_columns = st.lists(st.sets(st.sampled_from(["jumlah", "jumlah wbp", "keset", "sapu", "kg"])))


@given(columns=_columns, most=st.integers(0, 6))
def test_it_answers_as_its_question_also_when_it_has_begun_anew(columns, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sieve, "_MOST_KNOWN", most)
        telling = Sieve(begins_with_total)
        told = [telling.of(texts) for texts in columns]

    assert told == [{text for text in texts if begins_with_total(text)} for texts in columns]


def test_it_asks_about_each_text_once():
    asked = Counter[str]()

    def ask(text: str) -> bool:
        asked[text] += 1
        return begins_with_total(text)

    telling = Sieve(ask)
    for texts in ({"keset", "jumlah"}, {"keset", "sapu"}, {"jumlah", "sapu"}):
        telling.of(texts)

    assert asked == {"keset": 1, "jumlah": 1, "sapu": 1}
