"""Which report is current, whatever the order in which reports arrive."""

from datetime import UTC, date, datetime
from itertools import count
from typing import NamedTuple

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.contracts import DATASETS
from tasks.audit import FINDINGS, RowVerdict
from tasks.publish.versions import KEY, KNOWN, Fate, content_hashes, resolve_versions

REPORTS = pl.Schema({"report_no": pl.Int64, **{c: t for c, t in KNOWN.items() if c in KEY}}) | {
    c: KNOWN[c] for c in ("tanggal_laporan", "received_at", "sha256", "sender", "content_hash")
}


class Report(NamedTuple):
    """One report; what it says is the letter of its SHA-256."""

    upt_id: str
    day: int
    hour: int
    sha256: str

    @property
    def content(self):
        return self.sha256[0]

    @property
    def place(self):
        return self.day, self.hour, self.sha256

    def line(self, number):
        tanggal, received = date(2025, 12, self.day), datetime(2025, 12, 5, self.hour, tzinfo=UTC)
        key = (self.upt_id, "produksi", date(2025, 11, 1))
        return number, *key, tanggal, received, self.sha256, self.upt_id, self.content


class Version(NamedTuple):
    """One version as the warehouse keeps it; `place` is the latest report with its content."""

    number: int
    version: int
    report: Report
    place: Report
    is_current: bool


class Store:
    """A warehouse in memory that does what `resolve_versions` decides."""

    def __init__(self):
        self.versions = []
        self.numbers = count(1)

    def known(self, again=()):
        lines = []
        for v in self.versions:
            at = v.place if v.is_current else v.report
            _, upt, dataset, bulan, tanggal, received, sha256, sender, _ = at.line(0)
            place = (tanggal, received, sha256, sender)
            state = (v.number, v.version, v.is_current, v.report.content)
            is_void = v.is_current and v.place in again
            lines.append((upt, dataset, bulan, *state, *place, is_void))
        return pl.DataFrame(lines, KNOWN, orient="row")

    def publish(self, run, says=None):
        """Publish a run; with `says`, a backfill: what each report says under a new rulebook."""
        lines = [report.line(n) for n, report in enumerate(run)]
        reports = pl.DataFrame(lines, REPORTS, orient="row").with_columns(
            was_known=pl.lit(says is not None)
        )
        if says is not None:
            reports = reports.with_columns(content_hash=pl.col("content_hash").replace(says))
        judged = resolve_versions(reports, self.known(run if says is not None else ()))
        assert sorted(judged["report_no"]) == list(range(len(run)))
        for row in judged.rows(named=True):
            report = run[row["report_no"]]
            self._replace(row["supersedes"], is_current=False)
            self._replace(row["renews"], place=report)
            if row["version"] is not None:
                is_current = row["fate"] == Fate.CURRENT
                number = next(self.numbers)
                said = report._replace(sha256=row["content_hash"] + report.sha256[1:])
                self.versions.append(Version(number, row["version"], said, report, is_current))
        return judged

    def _replace(self, number, **changes):
        self.versions = [v._replace(**changes) if v.number == number else v for v in self.versions]

    def of(self, upt_id):
        return [v for v in self.versions if v.report.upt_id == upt_id]

    def current(self, upt_id="lapas-cirebon"):
        return "".join(v.report.content for v in self.of(upt_id) if v.is_current)


def _report(day, sha256, hour=1):
    return Report("lapas-cirebon", day, hour, sha256)


def _published(*runs):
    store = Store()
    fates = [dict(store.publish(run).select("report_no", "fate").iter_rows()) for run in runs]
    return store, [fate[n] for fate in fates for n in sorted(fate)]


@pytest.mark.parametrize(
    ("runs", "fates", "current"),
    [
        pytest.param([[_report(1, "x")]], ["current"], "x", id="the first"),
        pytest.param(
            [[_report(1, "x")], [_report(2, "y")]], ["current", "current"], "y", id="a later one"
        ),
        pytest.param(
            [[_report(2, "y")], [_report(1, "x")]],
            ["current", "kept"],
            "y",
            id="an older one that arrives late",
        ),
        pytest.param(
            [[_report(1, "x1")], [_report(2, "x2")]],
            ["current", "same"],
            "x",
            id="the same content again",
        ),
        pytest.param(
            [[_report(1, "x1")], [_report(3, "x3")], [_report(2, "y")]],
            ["current", "same", "kept"],
            "x",
            id="the same content renews its place",
        ),
        pytest.param(
            [[_report(1, "x1")], [_report(2, "y")], [_report(3, "x3")]],
            ["current", "current", "current"],
            "x",
            id="back to an earlier content",
        ),
        pytest.param(
            [[_report(1, "x1"), _report(3, "x3")]], ["same", "current"], "x", id="twice in one run"
        ),
        pytest.param(
            [[_report(1, "x1"), _report(2, "x2"), _report(3, "y")]],
            ["kept", "same", "current"],
            "y",
            id="twice in one run, and outranked",
        ),
        pytest.param(
            [[_report(1, "x"), _report(2, "y"), _report(3, "z")]],
            ["kept", "kept", "current"],
            "z",
            id="three in one run",
        ),
        pytest.param(
            [[_report(1, "x", 2)], [_report(1, "y", 1)]],
            ["current", "kept"],
            "x",
            id="same day: the hour of receipt decides",
        ),
        pytest.param(
            [[_report(1, "y")], [_report(1, "x")]],
            ["current", "kept"],
            "y",
            id="same instant: the bytes decide",
        ),
    ],
)
def test_resolve_versions_makes_the_highest_report_current(runs, fates, current):
    store, found = _published(*runs)

    assert found == fates
    assert store.current() == current


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "the other way round"])
def test_resolve_versions_names_the_last_version_that_says_the_same(turned):
    store, _ = _published([_report(1, "x1")], [_report(2, "y")], [_report(3, "x3")])
    again = [_report(4, "x4").line(0), _report(4, "y4").line(1), _report(4, "z").line(2)]
    reports = pl.DataFrame(again, REPORTS, orient="row").with_columns(was_known=False)

    known = store.known().reverse() if turned else store.known()
    judged = resolve_versions(reports, known)

    assert dict(judged.select("report_no", "holder").iter_rows()) == {0: 3, 1: 2, 2: None}


def test_resolve_versions_keeps_units_apart():
    other = Report("lapas-sragen", 9, 1, "z")

    store, _ = _published([_report(1, "x"), other], [_report(2, "y")])

    assert (store.current(), store.current("lapas-sragen")) == ("y", "z")
    assert [v.version for v in store.of("lapas-sragen")] == [1]


@pytest.mark.parametrize(
    ("runs", "says", "fates", "current"),
    [
        pytest.param([[_report(1, "x")]], {}, ["same"], "x", id="nothing changed"),
        pytest.param([[_report(1, "x")]], {"x": "w"}, ["current"], "w", id="read differently now"),
        pytest.param(
            [[_report(1, "x")], [_report(2, "y")]],
            {"x": "w"},
            ["same", "same"],
            "y",
            id="a report that was outranked stays outranked",
        ),
        pytest.param(
            [[_report(1, "x1")], [_report(3, "x3")], [_report(2, "y")]],
            {"x": "w"},
            ["current", "same", "same"],
            "w",
            id="the renewed place counts, with today's reading",
        ),
    ],
)
def test_resolve_versions_of_a_backfill_voids_the_earlier_reading(runs, says, fates, current):
    store, _ = _published(*runs)
    everything = sorted((r for run in runs for r in run), key=lambda r: r.place, reverse=True)

    judged = store.publish(everything, says)

    found = dict(judged.select("report_no", "fate").iter_rows())
    assert sorted(found[n] for n in found) == sorted(fates)
    assert store.current() == current


def test_resolve_versions_keeps_a_new_report_that_says_what_an_outranked_reading_says_today():
    store, _ = _published([_report(1, "x"), _report(9, "w")])
    again = pl.DataFrame(
        [_report(2, "x").line(0), _report(5, "v").line(1)], REPORTS, orient="row"
    ).with_columns(
        was_known=pl.Series([True, False]), content_hash=pl.Series(["v", "v"], dtype=pl.String)
    )

    judged = resolve_versions(again, store.known())

    fates = dict(judged.select("report_no", "fate").iter_rows())
    assert fates == {0: "same", 1: "kept"}


def test_resolve_versions_of_a_backfill_leaves_a_later_report_of_a_nightly_in_place():
    store, _ = _published([_report(1, "x")], [_report(2, "y")])

    store.publish([_report(1, "x")], {"x": "w"})

    assert store.current() == "y"


REPORT = st.builds(
    Report,
    st.sampled_from(["lapas-cirebon", "lapas-sragen"]),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from(["x1", "x2", "y1", "y2", "z1"]),
)


@st.composite
def _nights(draw):
    """Some reports in any order, cut into any runs, some of them delivered again."""
    reports = draw(st.lists(REPORT, min_size=1, max_size=8, unique=True))
    again = draw(st.lists(st.sampled_from(reports), max_size=3))
    arrivals = draw(st.permutations([*reports, *again]))
    runs = [[]]
    for report, starts_run in zip(
        arrivals, draw(st.lists(st.booleans(), min_size=11, max_size=11)), strict=False
    ):
        if starts_run or report in runs[-1]:
            runs.append([])
        runs[-1].append(report)
    return [run for run in runs if run]


@settings(deadline=None, max_examples=80)
@given(nights=_nights())
def test_resolve_versions_ends_with_the_same_content_however_reports_arrive(nights):
    store = Store()
    for run in nights:
        store.publish(run)

    for upt_id in {report.upt_id for run in nights for report in run}:
        reports = [r for run in nights for r in run if r.upt_id == upt_id]
        assert store.current(upt_id) == max(reports, key=lambda r: r.place).content
        versions = store.of(upt_id)
        assert [v.version for v in versions] == list(range(1, len(versions) + 1))
        assert {v.report.content for v in versions} == {r.content for r in reports}


@settings(deadline=None, max_examples=30)
@given(nights=_nights())
def test_resolve_versions_writes_nothing_when_everything_is_delivered_again(nights):
    store = Store()
    for run in nights:
        store.publish(run)
    before = store.versions

    for run in nights:
        store.publish(run)

    assert store.versions == before


def _verdict(accepted, quarantined=()):
    contract = DATASETS["program"]
    schema = {"report_no": pl.Int64, "baris": pl.Int64, **contract.value_schema}
    schema |= {"perkiraan": pl.List(pl.String), "peringatan": pl.List(pl.String)}
    lines = [
        {"report_no": 1, "baris": baris, "program": program, "perkiraan": [], "peringatan": flags}
        for baris, program, flags in accepted
    ]
    held = [
        {"report_no": 1, "baris": baris, "tertulis": text, "kode": codes, "alasan": codes}
        for baris, text, codes in quarantined
    ]
    held_schema = {"report_no": pl.Int64, "baris": pl.Int64, "tertulis": pl.String}
    held_schema |= {"kode": pl.List(pl.String), "alasan": pl.List(pl.String)}
    return RowVerdict(
        "program",
        pl.DataFrame([{c: line.get(c) for c in schema} for line in lines], schema),
        pl.DataFrame(held, held_schema),
        pl.DataFrame(schema=FINDINGS),
    )


def _hash(*verdict):
    return content_hashes(_verdict(*verdict), DATASETS["program"])["content_hash"].to_list()


@pytest.mark.parametrize(
    ("verdict", "is_same"),
    [
        pytest.param([[(2, "A", []), (3, "B", [])]], True, id="again"),
        pytest.param([[(7, "B", []), (9, "A", [])]], True, id="rows elsewhere on the sheet"),
        pytest.param([[(2, "A", [])]], False, id="a row less"),
        pytest.param([[(2, "A", []), (3, "B", []), (4, "B", [])]], False, id="a row twice"),
        pytest.param([[(2, "A", []), (3, "C", [])]], False, id="another value"),
        pytest.param([[(2, "A", []), (3, "B", ["W204"])]], False, id="another flag"),
        pytest.param(
            [[(2, "A", []), (3, "B", [])], [(4, "{}", ["E201"])]], False, id="a row in quarantine"
        ),
    ],
)
def test_content_hashes_tell_what_a_report_says_not_where(verdict, is_same):
    base = _hash([(2, "A", []), (3, "B", [])])

    assert (_hash(*verdict) == base) is is_same


def test_content_hashes_tell_quarantined_rows_apart():
    hashes = [_hash([], [(2, text, [code])]) for text, code in (("{}", "E201"), ("{}", "E402"))]

    assert hashes[0] != hashes[1]
