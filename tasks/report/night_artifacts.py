"""Report: what the night was, for the people who watch it in the Prefect UI.

Reads only what is committed. A page for the nation, one for every Kanwil that sent something: the
history of an artifact's key is then that Kanwil's history. A task makes the pages and the flow
keeps them: as artifacts of the task thirty of them stretched a night's graph beyond reading.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from prefect import task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from expectations.kebiasaan import UNUSUAL
from schemas.escapes import markdown_text
from schemas.warehouse.connect import connect
from schemas.warehouse.mart import unknown_products
from schemas.warehouse.outage import outlasting
from tasks.report import night_pages as page
from tasks.report.answers import Record, ask
from tasks.report.held import Held, held_run
from tasks.report.held_back import HeldBack, held_back
from tasks.report.markdown_tables import shown

_MONTHS = 3  # months whose figures a page shows, the latest
_RUN = "SELECT message, counts, started_at FROM ops.run WHERE run_id = %(run)s"
_NATION = """
SELECT * FROM mart.nasional_bulanan WHERE bulan = ANY (ARRAY(
    SELECT DISTINCT bulan FROM ops.report WHERE run_id = %(run)s ORDER BY bulan DESC LIMIT %(most)s
)) ORDER BY bulan DESC
"""
_RESTATED = """
SELECT metrik, rincian, bulan, sebelum, sesudah, coalesce((
    SELECT concat_ws(' ', min(r.upt_id), CASE WHEN count(DISTINCT r.upt_id) > 1 THEN
           'dan ' || count(DISTINCT r.upt_id) - 1 || ' unit lain' END)
    FROM ops.report r WHERE r.id = ANY (s.laporan)), jenis) AS sebab
FROM ops.restatement s WHERE run_id = %(run)s AND tingkat = 'nasional'
ORDER BY sebab, bulan, metrik, rincian
"""
_SENT = """
SELECT u.kanwil_id, u.kanwil, count(*) AS berkas, count(DISTINCT s.sender) AS unit,
       count(*) FILTER (WHERE s.state = 'rejected') AS ditolak
FROM ops.submission s JOIN ref.unit u ON u.upt_id = s.sender
WHERE s.run_id = %(run)s GROUP BY 1, 2 ORDER BY 1
"""
_WHAT_HELPS = (
    "Berkasnya ada dalam arsip dan menunggu. Bila angka di bawah ini benar: `pembinaan nightly "
    "--release`, atau *Custom run* dengan `release`. Bila tidak: perbaiki sebabnya; malam "
    "berikutnya mengambilnya lagi."
)


class _Section(NamedTuple):
    """A list of the summary, left out where the night has nothing for it.

    Attributes:
        heading: What stands above it.
        query: Its lines; takes `%(run)s`.
        say: A line as a sentence; texts of senders escaped (`markdown_text`).
    """

    heading: str
    query: str
    say: Callable[[Record], str]


def _unusual(line: Record) -> str:
    return f"{markdown_text(line['alasan'])} — {line['upt_id']}, {line['dataset']} {line['bulan']}"


def _unknown(line: Record) -> str:
    rows, units = shown(line["baris"]), shown(line["upt"])
    return f"{markdown_text(line['tertulis'])} — {line['dataset']}, {rows} baris, {units} unit"


_SECTIONS = (
    _Section(
        "Terbit, tetapi jauh dari yang biasa dilaporkan unitnya",
        f"""
        SELECT w.upt_id, w.dataset, to_char(w.bulan, 'YYYY-MM') AS bulan, w.alasan
        FROM ops.warning w JOIN ops.report r ON r.id = w.report_id
        WHERE r.run_id = %(run)s AND w.kode = '{UNUSUAL.rule.code}'
        ORDER BY w.bulan DESC, w.upt_id, w.dataset
        """,
        _unusual,
    ),
    _Section(
        "Produk dan kegiatan yang belum dikenal kamus (`mart.produk_belum_dikenal`)",
        f"""
        SELECT tertulis, array_to_string(dataset, ', ') AS dataset, baris, upt
        FROM ({unknown_products("r.run_id = %(run)s")}) AS t ORDER BY baris DESC, tertulis
        """,
        _unknown,
    ),
)


class Page(NamedTuple):
    """An artifact to be.

    Attributes:
        key: Its key; the same every night.
        said: Its outcome in a sentence, as the list of artifacts shows it.
        text: Markdown.
    """

    key: str
    said: str
    text: str


class Report(NamedTuple):
    """What a night has to say.

    Attributes:
        held_back: Units that are not fully published.
        pages: Its pages, the summary first.
    """

    held_back: list[HeldBack]
    pages: list[Page]


def keep_pages(pages: Iterable[Page]) -> None:
    """Make artifacts of the flow run that this is called in."""
    for made in pages:
        create_markdown_artifact(made.text, key=made.key, description=made.said)


class _Told(NamedTuple):
    """What is committed of a night."""

    run: Record
    held_back: list[HeldBack]
    nation: list[Record]
    restated: list[Record]
    sent: list[Record]
    sections: list[list[Record]]


@outlasting
def _tell(url: str, run_id: str) -> _Told:
    asked = {"run": run_id, "most": _MONTHS}
    with connect(url) as connection:
        (run,) = ask(connection, _RUN, asked)
        nation, restated, sent = (ask(connection, q, asked) for q in (_NATION, _RESTATED, _SENT))
        sections = [ask(connection, section.query, asked) for section in _SECTIONS]
        return _Told(run, held_back(connection, run_id), nation, restated, sent, sections)


@task(name="report", task_run_name="report", cache_policy=NO_CACHE)
def report_task(
    run_id: str, url: str, figures: Sequence[Mapping[str, Any]] = (), docs: str = ""
) -> Report:
    """The night's pages: the summary, and one for each Kanwil that sent something.

    Args:
        run_id: The run.
        url: The warehouse.
        figures: Figures of nation and Kanwil that it changed, before and after.
        docs: Where the Data Docs of what it judged lie; empty = it judged nothing.
    """
    told = _tell(url, run_id)
    said = page.say_outcome(told.run["counts"])
    summary = Page("nightly-summary", said, "\n\n".join(_summary(told, figures, docs)))
    return Report(told.held_back, [summary, *_kanwil_pages(told, figures)])


def _summary(told: _Told, figures: Sequence[Mapping[str, Any]], docs: str) -> Iterator[str]:
    national = [line for line in figures if line["tingkat"] == "nasional"]
    yield f"# Malam, {page.night_of(told.run['started_at'])}"
    yield f"**{page.say_outcome(told.run['counts'])}**"
    yield from page.needed(told.held_back)
    yield from page.against_last_night(told.nation, national, "Angka nasional")
    yield from page.restated(told.restated)
    yield from page.reasons(told.held_back)
    for section, lines in zip(_SECTIONS, told.sections, strict=True):
        yield from page.remarks(section.heading, [section.say(line) for line in lines])
    if docs:
        yield f"Temuan tiap aturan: Data Docs Great Expectations dalam `{docs}`."


def _kanwil_pages(told: _Told, figures: Sequence[Mapping[str, Any]]) -> Iterator[Page]:
    """The page of every Kanwil that sent something."""
    for sent in told.sent:
        key = sent["kanwil_id"]
        units = [unit for unit in told.held_back if unit.kanwil_id == key]
        own = [line for line in figures if line["unit_id"] == key]
        said = (
            f"{shown(sent['berkas'])} berkas baru dari {shown(sent['unit'])} unit, "
            f"{shown(sent['ditolak'])} ditolak; {shown(len(units))} unit belum terbit seluruhnya."
        )
        parts = [
            f"# {sent['kanwil']}",
            page.night_of(told.run["started_at"]),
            f"**{said}**",
            *page.of_kanwil(units),
            *page.changed(own, "Angka Kanwil yang berubah", named=False),
        ]
        yield Page(key, said, "\n\n".join(parts))


@task(name="report-held", task_run_name="report", cache_policy=NO_CACHE)
def report_held_task(run_id: str, url: str) -> Report:
    """Why the gate holds a run, and every national figure it would have changed."""
    held, refused = _tell_held(url, run_id)
    holding = [line for line in held.figures if line["holds the run"]]
    said = page.say_held(len(refused), len(holding))
    parts = ["# Ditahan: tidak ada yang terbit", f"**{said}**", _WHAT_HELPS]
    parts += page.held_figures(held.figures)
    parts += [*page.reasons(refused), *page.needed(refused)]
    return Report(refused, [Page("nightly-summary", said, "\n\n".join(parts))])


@outlasting
def _tell_held(url: str, run_id: str) -> tuple[Held, list[HeldBack]]:
    with connect(url) as connection:
        return held_run(connection, run_id), held_back(connection, run_id)
