"""What a night found that needs a person: units, Kanwil, rules and places that stand out.

Each kind is one query. None of it stops a night, and none of it is about a single bad row.
"""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg

from schemas.escapes import plain
from schemas.settings import Settings
from tasks.report.answers import ask


class Finding(NamedTuple):
    """One thing that stands out.

    Attributes:
        event: Its kind, as Prefect's events are named.
        resource: Whom it is about, as Prefect's resources are named.
        sentence: What it is.
    """

    event: str
    resource: str
    sentence: str


def findings(connection: psycopg.Connection, run_id: str, settings: Settings) -> list[Finding]:
    """Everything a published night found, the most telling first."""
    asked = {
        "run": run_id,
        "nights": settings.alarm_refused_nights,
        "fall": settings.alarm_kanwil_fall,
        "units": settings.alarm_rule_units,
        "share": settings.alarm_rule_share,
    }
    asked_of_warehouse = (
        Finding(event, f"pembinaan.{whose}.{line['who']}", said(line))
        for event, whose, query, said in _KINDS
        for line in ask(connection, query, asked)
    )
    return [*full_places(settings), *asked_of_warehouse]


def full_places(settings: Settings) -> Iterator[Finding]:
    """Disks of ours that are nearly full."""
    for name, path in local_places(settings):
        usage = shutil.disk_usage(path)
        if usage.free < settings.alarm_disk_free * usage.total:
            sentence = (
                f"disk of {name}: {usage.free / 1e9:.1f} GB of {usage.total / 1e9:.0f} GB are free"
            )
            yield Finding("pembinaan.place.full", f"pembinaan.place.{name}", sentence)


def local_places(settings: Settings) -> Iterable[tuple[str, Path]]:
    """Folders of ours on this machine's disks, by name; archives elsewhere are others' to watch."""
    found = {"home": settings.home, "archive": Path(settings.archive_url)}
    return [
        (name, path) for name, path in found.items() if "://" not in str(path) and path.is_dir()
    ]


def _of_rule(line: dict[str, object]) -> str:
    return (
        f"rule {line['who']} caught {line['units']} of {line['heard']} units: "
        "the rule is suspect, not the units"
    )


def _of_kanwil(line: dict[str, object]) -> str:
    return (
        f"{line['who']}: {line['in_time']} % of its reports of {line['bulan']} came in time, "
        f"{line['before']} % of the month before"
    )


def _of_unit(line: dict[str, object]) -> str:
    said = plain(f"{line['name']}: {line['alasan']}")
    return f"{line['who']}: all its files refused for {line['nights']} nights running; {said}"


# nights are those in which the unit sent anything; a quarter of a year bounds the search
_REFUSED = """
WITH told AS (
    SELECT s.sender, s.run_id, bool_and(s.state = 'rejected') AS is_refused,
           max(s.name) AS name, max(s.kode || ' ' || s.alasan) AS alasan,
           row_number() OVER (PARTITION BY s.sender ORDER BY r.started_at DESC) AS nth
    FROM ops.submission s JOIN ops.run r USING (run_id)
    WHERE r.flow = 'nightly' AND r.started_at > now() - interval '92 days'
    AND s.sender IN (SELECT sender FROM ops.submission WHERE run_id = %(run)s)
    AND s.state NOT IN ('held', 'archived')
    GROUP BY s.sender, s.run_id, r.started_at
)
SELECT sender AS who, max(name) FILTER (WHERE nth = 1) AS name,
       max(alasan) FILTER (WHERE nth = 1) AS alasan, count(*) AS nights
FROM told WHERE nth <= %(nights)s GROUP BY sender
HAVING count(*) = %(nights)s AND bool_and(is_refused)
AND bool_or(run_id = %(run)s AND nth = 1)
ORDER BY sender
"""
# of the latest month that is due, in the first night after the due day
_FALLEN = """
WITH tonight AS (
    SELECT started_at, (started_at AT TIME ZONE 'Asia/Jakarta')::date AS hari
    FROM ops.run WHERE run_id = %(run)s
), due AS (
    SELECT b.bulan, b.jatuh_tempo FROM mart.bulan_wajib b, tonight t WHERE b.jatuh_tempo < t.hari
    ORDER BY b.bulan DESC LIMIT 1
)
SELECT now.kanwil_id AS who, to_char(now.bulan, 'YYYY-MM') AS bulan,
       round(100 * now.ketepatan, 1) AS in_time, round(100 * b.ketepatan, 1) AS before
FROM mart.kepatuhan_kanwil now
JOIN mart.kepatuhan_kanwil b ON b.kanwil_id = now.kanwil_id
WHERE now.bulan = (SELECT bulan FROM due)
AND b.bulan = (SELECT (bulan - interval '1 month')::date FROM due)
AND now.ketepatan < b.ketepatan * (1 - %(fall)s::numeric)
AND NOT EXISTS (
    SELECT FROM ops.run r, tonight t, due d
    WHERE r.flow = 'nightly' AND r.published_at IS NOT NULL AND r.started_at < t.started_at
    AND (r.started_at AT TIME ZONE 'Asia/Jakarta')::date > d.jatuh_tempo
)
ORDER BY now.ketepatan - b.ketepatan, now.kanwil_id
"""
_SUSPECT = """
WITH caught AS (
    SELECT k.kode, r.upt_id AS unit FROM ops.report r
    JOIN ops.quarantined_row q ON q.report_id = r.id CROSS JOIN LATERAL unnest(q.kode) AS k (kode)
    WHERE r.run_id = %(run)s
    UNION SELECT kode, sender FROM ops.rejected_report WHERE run_id = %(run)s
    UNION SELECT kode, sender FROM ops.submission WHERE run_id = %(run)s AND kode IS NOT NULL
), heard AS (
    SELECT count(DISTINCT sender) AS heard FROM ops.submission WHERE run_id = %(run)s
)
SELECT kode AS who, count(*) AS units, heard FROM caught CROSS JOIN heard GROUP BY kode, heard
HAVING count(*) >= %(units)s AND count(*) >= %(share)s::numeric * heard
ORDER BY units DESC, kode
"""
# event, kind of whom it is about, query, sentence
_KINDS = (
    ("pembinaan.rule.suspect", "rule", _SUSPECT, _of_rule),
    ("pembinaan.kanwil.fallen", "kanwil", _FALLEN, _of_kanwil),
    ("pembinaan.upt.refused", "upt", _REFUSED, _of_unit),
)
