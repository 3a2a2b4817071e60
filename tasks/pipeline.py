"""The stages in their order, from deliveries to a night of verdicts: pure composition.

    keep -> read (a share per Kanwil) -> identify -> judge reports
      -> conform -> judge rows (a share per dataset)

Who does the work is given: this process (`here`), or Prefect's threads, or Dask
(`flows.runners`). Each share carries all it needs and no more, since it may travel.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import polars as pl

from expectations.gx_suites import load_gx_ahead
from expectations.runner import merge_checks
from expectations.suites import Standards
from schemas.contracts import DATASETS
from schemas.errors import EtlError
from schemas.references import load_references
from schemas.settings import Settings
from tasks.audit import ReportVerdict, RowVerdict, judge_reports, judge_rows
from tasks.collect import (
    DELETED,
    Delivery,
    Haul,
    Known,
    Left,
    archive_root,
    fresh_of,
    group_by_kanwil,
    haul,
    wait_for_writers,
)
from tasks.conform.identity import identify_reports
from tasks.conform.rows import conform_rows
from tasks.culprits import LEFT_OUT, MOST_LEFT_OUT, File, find_culprit, frame_of
from tasks.publish import Night, Run, Scope
from tasks.read import NOTES, SHEETS, SUBMISSIONS, Reading
from tasks.read.apart import read_apart
from tasks.read.frames import LISTED
from tasks.warehouse import (
    deliveries_to_judge_again,
    forgotten_submissions,
    held_deliveries,
    held_since,
    known_submissions,
    unknown_of,
)

_REPORTS_PER_KANWIL = 10**12  # report numbers of one Kanwil's share never reach the next's
# rows on their way to values take five times their size; no rule looks beyond a report
_MOST_AT_ONCE = 100_000

_log = logging.getLogger(__name__)


class Step(NamedTuple):
    """One step as an executor runs it, share by share.

    Attributes:
        name: As the machinery calls it: `read-kanwil`.
        work: What is done with a share; its parameters are the share's keys.
        label: One share in words, a format of its keys: `read {kanwil_id}`.
        told: What came of a share, as one line for the log.
        is_repeatable: It reaches outside, and is safe to try again.
        is_whole: Its one share is all there is, so it stays where the run is.
    """

    name: str
    work: Callable[..., Any]
    label: str
    told: Callable[..., str]
    is_repeatable: bool = False
    is_whole: bool = False


class Lost(NamedTuple):
    """A share that came to nothing, and why."""

    why: str


class Found(NamedTuple):
    """What was read, and the Kanwil whose files could not be reached, each with the reason."""

    readings: list[Reading]
    unread: list[tuple[str, str]]


class Taken(NamedTuple):
    """What a run found out, and the Kanwil whose files could not be reached."""

    night: Night
    unread: list[tuple[str, str]]


class Executor(Protocol):
    """Whoever does the work of a step."""

    def __call__(self, step: Step, shares: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Do a step's shares, in any order.

        Returns:
            What came of each, in their order; `Lost` for a repeatable one that came to nothing.
            An error of any other step is raised.
        """


def here(step: Step, shares: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Do the shares one after another, in this process; every error is raised."""
    return [step.work(**share) for share in shares]


class Pipeline(NamedTuple):
    """The stages, with what all of them need.

    Attributes:
        settings: Of this run.
        url: Warehouse; asked what is known, never written to.
        execute: Who does the work.
    """

    settings: Settings
    url: str
    execute: Executor = here

    def night(
        self,
        run: Run,
        arrived: list[Delivery],
        *,
        release: bool = False,
        with_deleted: bool = False,
    ) -> Taken:
        """What arrived in the landing zone, with what the gate holds, to verdicts.

        What lies there as it did when it was judged is not opened.

        Args:
            run: Which run.
            arrived: Everything the landing zone holds.
            release: Leave out what came after the night that the gate holds, and what was deleted
                from the landing zone since.
            with_deleted: Release that, too.
        """
        ready = unknown_of(self.url, arrived)
        familiar = len(arrived) - len(ready)
        if release:
            seen = held_since(self.url)
            ready = [d for d in ready if seen and d.received_at <= seen]
        found = self._read_arrived(ready, only_known=release)
        archive = archive_root(self.settings.archive_url)
        waiting = held_deliveries(self.url, archive, found.readings)
        deleted = _deleted(waiting, arrived) if release and not with_deleted else []
        waiting = [d for d in waiting if d not in deleted]
        held = self._read_archived(waiting, after=len(found.readings))
        night = self.judge(found.readings + held.readings, run)
        left = (*night.left, *(Left(d.sender, d.name, DELETED, d.sha256) for d in deleted))
        night = night._replace(known=night.known + familiar, left=left)
        return Taken(night, found.unread + held.unread)

    def files_of(self, scope: Scope) -> list[Delivery]:
        """Every archived file that speaks of a scope, or might if it were read otherwise today."""
        archive = archive_root(self.settings.archive_url)
        return deliveries_to_judge_again(self.url, scope, archive)

    def month(self, run: Run, files: list[Delivery]) -> Taken:
        """Archived files to verdicts. Without those unread, the month could lose reports."""
        found = self._read_archived(files)
        return Taken(self.judge(found.readings, run), found.unread)

    def history(self, run: Run, batch: list[Delivery]) -> Taken:
        """Historical files to verdicts, but for those that are known."""
        found = self._read_arrived(batch)
        return Taken(self.judge(found.readings, run), found.unread)

    def _read_arrived(self, deliveries: list[Delivery], *, only_known: bool = False) -> Found:
        wait_for_writers(deliveries, self.settings.inbox_url, self.settings.quiet_seconds)
        known = known_submissions(self.url, deliveries)
        return self._read(deliveries, known, only_known=only_known)

    def _read_archived(self, deliveries: list[Delivery], *, after: int = 0) -> Found:
        archived = self.settings.model_copy(update={"inbox": self.settings.archive_url})
        return self._replace(settings=archived)._read(deliveries, {}, after=after)

    def _read(
        self,
        deliveries: list[Delivery],
        known: Mapping[File, Known],
        *,
        after: int = 0,
        only_known: bool = False,
    ) -> Found:
        """Read every Kanwil's files; a Kanwil that could not be reached is named.

        Numbers of reports begin behind those of `after` readings. With `only_known`, files that no
        run has seen are left for the next.
        """
        groups = group_by_kanwil(deliveries, load_references())
        known_of: dict[str, dict[File, Known]] = defaultdict(dict)
        for key, lines in known.items():
            known_of[key[1]][key] = lines
        same = {
            "settings": self.settings,
            "only_known": only_known,
            "forgotten": forgotten_submissions(self.url),
        }
        shares = [
            {
                "kanwil_id": kanwil,
                "deliveries": files,
                "first_number": number * _REPORTS_PER_KANWIL,
                "known": _known_among(known_of, files),
                **same,
            }
            for number, (kanwil, files) in enumerate(groups.items(), after)
        ]
        if shares and not self.settings.dask_address:  # there, others judge
            load_gx_ahead()
        results = self.execute(READ, shares)
        return Found(
            [result for result in results if not isinstance(result, Lost)],
            [
                (kanwil, result.why)
                for kanwil, result in zip(groups, results, strict=True)
                if isinstance(result, Lost)
            ],
        )

    def judge(self, readings: Sequence[Reading], run: Run) -> Night:
        """Judge all envelopes, then the rows of each dataset.

        A file of which judging fails, though all checks stand before, is refused by itself.
        """
        for _ in range(MOST_LEFT_OUT):
            try:
                return self._judge(readings, run)
            except EtlError:
                raise
            except Exception as error:
                culprit = self._culprit(readings, run)
                if culprit is None:
                    raise
                _log.exception("%s of %s cannot be judged: left out", *culprit)
                readings = [_refusing(reading, culprit, repr(error)) for reading in readings]
        return self._judge(readings, run)

    def _culprit(self, readings: Sequence[Reading], run: Run) -> File | None:
        """The file of which judging fails."""

        def fails(files: Sequence[File]) -> bool:
            some = frame_of(files)
            try:
                alone = self._replace(execute=here)
                alone._judge([reading.of_files(some) for reading in readings], run)
            except Exception:  # noqa: BLE001 (whatever it is, it is what is looked for)
                return True
            return False

        files = pl.concat([reading.sheets.select("sha256", "sender") for reading in readings])
        return find_culprit(sorted(files.unique().iter_rows()), fails)

    def _judge(self, readings: Sequence[Reading], run: Run) -> Night:
        submissions = _together([reading.submissions for reading in readings], SUBMISSIONS)
        sheets = _together([reading.sheets for reading in readings], SHEETS)
        (verdict,) = self.execute(REPORTS, [{"sheets": sheets, "settings": self.settings}])
        reported = {
            dataset: [reading.rows[dataset] for reading in readings if dataset in reading.rows]
            for dataset in DATASETS
        }
        shares = [
            {
                "dataset": dataset,
                "reported": rows,
                "reports": verdict.accepted.filter(pl.col("dataset") == dataset),
                "settings": self.settings,
            }
            for dataset, rows in reported.items()
            if rows
        ]
        return Night(
            run=run,
            submissions=submissions,
            notes=_together([reading.notes for reading in readings], NOTES),
            reports=verdict,
            rows=tuple(self.execute(ROWS, shares)),
            known=sum(reading.known for reading in readings),
            left=tuple(file for reading in readings for file in reading.left),
            listed=_together([reading.listed for reading in readings], LISTED),
        )


def _refusing(reading: Reading, file: File, why: str) -> Reading:
    """A reading with one of its files refused whole."""
    own = frame_of([file])
    is_own = (pl.col("sha256") == file[0]) & (pl.col("sender") == file[1])
    said = {"kode": LEFT_OUT, "lembar": "", "tertulis": why[:500], "diharapkan": ""}
    lines = reading.submissions.with_columns(
        pl.when(is_own).then(pl.lit(text)).otherwise(name).alias(name)
        for name, text in said.items()
    )
    return reading.of_files(own, others=True)._replace(submissions=lines)


def _deleted(held: list[Delivery], arrived: list[Delivery]) -> list[Delivery]:
    """Of the files that the gate holds, those no longer in the landing zone under any name."""
    there = {(d.sender, d.name) for d in arrived}
    return [d for d in held if not any((d.sender, r.name) in there for r in d.receipts)]


def _together(frames: list[pl.DataFrame], schema: pl.Schema) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=schema), *frames])


def _known_among(
    known_of: Mapping[str, Mapping[File, Known]], files: Iterable[Delivery]
) -> dict[File, Known]:
    """What the ledger knows of the senders of these files."""
    senders = {file.sender for file in files}
    return {key: found for sender in senders for key, found in known_of.get(sender, {}).items()}


def read_kanwil(  # noqa: PLR0913, PLR0917 (a share carries what it needs)
    kanwil_id: str,
    deliveries: list[Delivery],
    first_number: int,
    known: Mapping[File, Known],
    settings: Settings,
    only_known: bool,
    forgotten: frozenset[str] = frozenset(),
) -> Reading:
    """Archive and read what the units of one Kanwil delivered, except what is already known.

    Only landing zone and archive can fail here, so trying again is safe and useful.
    """
    share = haul_share(deliveries, known, settings, only_known=only_known, forgotten=forgotten)
    fresh = fresh_of(share.kept, known)
    reading = read_apart(fresh, first_number, settings)
    listed = [
        (d.sender, d.name, d.size, d.modified_at, d.stamp, sha256) for d, sha256 in share.listed
    ]
    return reading._replace(
        known=len(share.kept) - len(fresh),
        left=tuple(share.left),
        listed=pl.DataFrame(listed, LISTED, orient="row"),
    )


def haul_share(
    deliveries: list[Delivery],
    known: Mapping[File, Known],
    settings: Settings,
    *,
    only_known: bool,
    forgotten: frozenset[str] = frozenset(),
) -> Haul:
    """Bring deliveries into the archive; with `only_known`, without those no run has seen."""
    places = settings.inbox_url, settings.archive_url
    found = haul(deliveries, *places, settings.max_file_mb, load_references(), forgotten)
    if not only_known:
        return found
    return found._replace(
        kept=[k for k in found.kept if (k.sha256, k.sender) in known],
        listed=[(d, sha256) for d, sha256 in found.listed if (sha256, d.sender) in known],
    )


def _read_told(reading: Reading) -> str:
    refused = Counter(reading.submissions["kode"].is_null().to_list())
    return f"known={reading.known} read={refused[True]} refused={refused[False]}"


# -- judging


def judge_envelopes(sheets: pl.DataFrame, settings: Settings) -> ReportVerdict:
    """Say whose report every sheet is, and which reports may be taken."""
    return judge_reports(identify_reports(sheets, load_references()), settings)


def _reports_told(verdict: ReportVerdict) -> str:
    accepted, rejected = verdict.accepted.height, verdict.rejected.height
    return f"reports={accepted + rejected} accepted={accepted} rejected={rejected}"


def judge_dataset(
    dataset: str, reported: list[pl.DataFrame], reports: pl.DataFrame, settings: Settings
) -> RowVerdict:
    """Conform and judge the whole run's rows of one dataset, in one pass where they are few.

    Args:
        dataset: Name of the dataset.
        reported: Rows as read, of some units each.
        reports: Its accepted reports.
        settings: For what the rules compare with.
    """
    contract = DATASETS[dataset]
    standards = Standards(load_references(), settings.split_pct)
    verdicts = [
        judge_rows(
            conform_rows(rows, reports, contract, standards.references),
            reports,
            contract,
            standards,
        )
        for rows in _passes(reported)
    ]
    *frames, _ = zip(*(verdict[1:] for verdict in verdicts), strict=True)
    # pl.format panics over an empty first chunk (polars 2.1): a pass may find nothing
    together = RowVerdict(dataset, *(pl.concat(same, rechunk=True) for same in frames))
    return together._replace(checks=merge_checks([verdict.checks for verdict in verdicts]))


def _passes(reported: list[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Put frames together up to the number of rows that is worked on at once."""
    waiting: list[pl.DataFrame] = []
    for rows in reported:
        if waiting and sum(map(len, waiting)) + len(rows) > _MOST_AT_ONCE:
            yield pl.concat(waiting)
            waiting = []
        waiting.append(rows)
    yield pl.concat(waiting)


def _rows_told(verdict: RowVerdict) -> str:
    accepted, held = verdict.accepted.height, verdict.quarantined.height
    return (
        f"rows={accepted + held} accepted={accepted} quarantined={held} "
        f"warnings={verdict.warnings.height}"
    )


READ = Step("read-kanwil", read_kanwil, "read {kanwil_id}", _read_told, is_repeatable=True)
REPORTS = Step("judge-envelopes", judge_envelopes, "judge amplop", _reports_told, is_whole=True)
ROWS = Step("judge-dataset", judge_dataset, "judge {dataset}", _rows_told)
