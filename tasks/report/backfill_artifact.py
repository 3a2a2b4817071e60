"""The page of a backfill: outcome and token, figures before and after, months, versions, rows."""

from collections import Counter
from collections.abc import Iterator

from prefect import task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from schemas.escapes import markdown_text
from schemas.warehouse.connect import connect
from schemas.warehouse.outage import outlasting
from tasks.report import night_pages as page
from tasks.report.answers import Record
from tasks.report.changes import Backfill, backfill_by
from tasks.report.markdown_tables import shown


@task(name="report-backfill", task_run_name="report", cache_policy=NO_CACHE)
def report_backfill_task(title: str, run_id: str, url: str, token: str = "") -> Backfill:
    """Write the Markdown page of a backfill, and return what the warehouse has of it.

    Args:
        title: The run's name.
        run_id: The backfill, by the id under which it tells of its months.
        url: The warehouse.
        token: Of a dry run: by which exactly this is done.
    """
    found = _found(url, run_id)
    create_markdown_artifact(
        "\n\n".join(_parts(title, found, token)), key="backfill-summary", description=title
    )
    return found


@outlasting
def _found(url: str, run_id: str) -> Backfill:
    with connect(url) as connection:
        return backfill_by(connection, run_id)


def _parts(title: str, found: Backfill, token: str) -> Iterator[str]:
    yield f"# {title}"
    if token:
        yield (
            "**Uji coba: belum ada yang berubah. Untuk menerbitkan persis ini: `pembinaan "
            f"backfill --apply {token}`, atau isi `apply` pada formulir dengan `{token}`.** Bila "
            "aturan, berkas atau angka terbit berubah sesudah ini, rencana ditolak dengan sebabnya."
        )
    nation = [line for line in found.figures if line["tingkat"] == "nasional"]
    kanwil = [line for line in found.figures if line["tingkat"] == "kanwil"]
    yield from page.changed(nation, "Angka nasional, sebelum dan sesudah")
    yield from page.changed(kanwil, "Angka Kanwil, sebelum dan sesudah")
    yield from page.remarks("Bulan", [_month(chunk) for chunk in found.chunks])
    fates = Counter(
        (line["dataset"], f"{line['bulan']:%Y-%m}", line["fate"]) for line in found.versions
    )
    yield from page.remarks(
        "Versi laporan",
        [
            f"{dataset} {bulan}: {shown(many)} {_FATES.get(fate, fate)}"
            for (dataset, bulan, fate), many in sorted(fates.items())
        ],
    )
    yield from page.remarks("Baris karantina yang selesai", [_row(row) for row in found.cleared])


_FATES = {"current": "terbit", "kept": "disimpan, lebih lama", "withdrawn": "ditarik"}


def _month(chunk: Record) -> str:
    if not chunk["is_done"]:
        return f"**{chunk['name']}** GAGAL: {markdown_text(chunk['message'])}"
    said = page.say_outcome(chunk["counts"]) if chunk["counts"] else "tidak ada yang berubah."
    return f"**{chunk['name']}** {said}"


def _row(row: Record) -> str:
    codes, why = ", ".join(row["kode"]), ", ".join([row["sebab"], *row["perubahan"]])
    place = (
        f"{row['upt_id']}, {row['dataset']} {row['bulan']:%Y-%m}, {row['lembar']} {row['baris']}"
    )
    return f"**{codes}** {markdown_text(why)} — {markdown_text(place)}"
