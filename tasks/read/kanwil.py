"""Archive and read what the units of one Kanwil delivered: the task around `read_submissions`."""

from collections import Counter
from collections.abc import Iterable, Mapping

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from schemas.references import load_references
from schemas.settings import Settings
from tasks.collect import Delivery, Kept, keep, merge_receipts
from tasks.read.file_names import Known
from tasks.read.frames import Reading
from tasks.read.reading import read_submissions
from tasks.retries import DELAYS, is_transient


def fresh_of(kept: Iterable[Kept], known: Mapping[tuple[str, str], Known]) -> list[Kept]:
    """The submissions to read, each with all its receipts: it is judged by the latest.

    One is left out where nothing about it is new: neither name nor an earlier or later instant.
    """
    fresh = []
    for k in kept:
        before = known.get((k.sha256, k.sender), Known((), is_judged=False))
        receipts = merge_receipts(before.receipts, k.receipts)
        if not before.is_judged or receipts != before.receipts:
            fresh.append(k._replace(receipts=receipts))
    return fresh


@task(
    name="read-kanwil",
    task_run_name="read {kanwil_id}",
    retries=len(DELAYS),
    retry_delay_seconds=DELAYS,
    retry_condition_fn=is_transient,
    cache_policy=NO_CACHE,
)
def read_kanwil_task(  # noqa: PLR0913, PLR0917 (a task gets what it needs)
    kanwil_id: str,
    deliveries: list[Delivery],
    first_number: int,
    known: Mapping[tuple[str, str], Known],
    settings: Settings,
    only_known: bool,
) -> Reading:
    """Archive and read what the units of one Kanwil delivered, except what is already known.

    Only landing zone and archive can fail here, so trying again is safe and useful.
    """
    kept = keep(
        deliveries,
        settings.inbox_url,
        settings.archive_url,
        settings.max_file_mb,
        load_references(),
    )
    if only_known:
        kept = [k for k in kept if (k.sha256, k.sender) in known]
    fresh = fresh_of(kept, known)
    reading = read_submissions(fresh, first_number, settings.max_cells)
    kinds = Counter(reading.submissions["kode"].is_null().to_list())
    get_run_logger().info(
        "%s: files=%d known=%d read=%d refused=%d",
        kanwil_id,
        len(kept),
        len(kept) - len(fresh),
        kinds[True],
        kinds[False],
    )
    return reading._replace(known=len(kept) - len(fresh))
