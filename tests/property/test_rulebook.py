"""A backfill with changed rules ends as if they had always been so."""

from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property.chronicle import Houses
from property.histories import (
    MONTHS,
    NOVEMBER,
    OCTOBER,
    RECEIPTS,
    STRANGE_UNIT,
    STRANGE_UNIT_OF_MEASURE,
    Arrival,
    arrivals,
    histories,
    report,
)
from property.profiles import examples
from releases import other_references

from schemas.warehouse.migrate import migrate

CHANGES = {
    "satuan": f"PCS2,kepingan,cacah,{STRANGE_UNIT_OF_MEASURE},own,utuh",
    "unit_alias": f"{STRANGE_UNIT},rutan-raha,own",
}


@pytest.fixture(scope="module")
def houses(postgres, tmp_path_factory):
    return Houses(postgres, tmp_path_factory.mktemp("rulebook"))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("references")


@contextmanager
def _other_rules(chronicles, scratch, names, first_month):
    """Other references and another setting, in force for these chronicles."""
    lines = {name: CHANGES[name] for name in names}
    with other_references(scratch / "-".join(["with", *sorted(names)]), **lines):
        for chronicle in chronicles:
            migrate(chronicle.house.url)
            changes = {"first_month": first_month}
            chronicle.settings = chronicle.settings.model_copy(update=changes)
        yield


@examples(4)
@given(data=st.data())
def test_a_backfill_with_a_changed_rulebook_ends_as_a_fresh_warehouse(houses, scratch, data):
    delivered = data.draw(arrivals(), "delivered")
    history = data.draw(histories(delivered, backfills=1), "history")
    names = data.draw(st.frozensets(st.sampled_from(sorted(CHANGES))), "references")
    first_month = data.draw(st.sampled_from(MONTHS), "first month")
    months = data.draw(st.permutations(MONTHS), "months")

    lived, fresh = houses.move_in(), houses.move_in()

    lived.live(history)
    with _other_rules((lived, fresh), scratch, names, first_month):
        lived.live(tuple(months))
        fresh.live((delivered,))

    assert lived.house.standing() == fresh.house.standing()
    lived.check_everything()


def test_a_backfill_withdraws_takes_in_and_cures(houses, scratch):
    withdrawn = report("lapas-cirebon", "partisipasi", OCTOBER, "500;300;100")
    refused = report("rutan-raha", "partisipasi", NOVEMBER, "480;310;", name=STRANGE_UNIT)
    held = f"2 November 2025;;Roti;40;{STRANGE_UNIT_OF_MEASURE};Jepang;;"
    cured = report("lapas-cirebon", "ekspor", NOVEMBER, held)
    delivered = tuple(
        Arrival(file, RECEIPTS[3], RECEIPTS[3]) for file in (withdrawn, refused, cured)
    )
    lived = houses.move_in()

    lived.live((delivered,))
    with _other_rules((lived,), scratch, frozenset(CHANGES), NOVEMBER):
        lived.live(MONTHS)

    assert lived.house.ask("SELECT bulan, penghuni FROM mart.nasional_bulanan") == [(NOVEMBER, 480)]
    assert lived.house.ask("SELECT jumlah, satuan FROM mart.ekspor") == [(40, "PCS2")]
    assert lived.house.ask("SELECT sebab, perubahan FROM ops.quarantined_row") == [
        ("aturan", ["schemas/reference/satuan.csv", "schemas/reference/unit_alias.csv", "setelan"])
    ]
    lived.check_everything()
