"""What of a run is not published: by unit, with the reason first and the place behind it."""

from typing import NamedTuple

import psycopg

from schemas.escapes import plain
from schemas.metrics import INMATES
from tasks.report.answers import ask

_LONGEST = 500  # characters of a sentence: a sheet's title may be of any length

# the same reason in many rows of a column is one line; of a sheet that is refused its rows are none
_PLACES = """
SELECT s.sender AS unit, s.name AS berkas, '' AS tabel, s.kode, s.alasan, 0 AS baris, 1 AS tempat,
       s.state = 'rejected' OR s.state = 'held' AS whole, NULL::date AS bulan
FROM ops.submission s WHERE s.run_id = %(run)s AND s.kode IS NOT NULL AND NOT EXISTS (
    SELECT FROM ops.rejected_report j WHERE (j.sha256, j.sender) = (s.sha256, s.sender))
UNION ALL
SELECT sender, berkas, concat_ws(' ', nullif(dataset, ''), to_char(bulan, 'YYYY-MM'),
       nullif(lembar, '')), kode, alasan, 0, 1, true, bulan
FROM ops.rejected_report WHERE run_id = %(run)s
UNION ALL
SELECT q.upt_id, min(q.berkas), q.dataset || to_char(q.bulan, ' YYYY-MM'), k.kode,
       (array_agg(k.alasan ORDER BY q.lembar, q.baris))[1], min(q.baris)::integer,
       count(*)::integer, false, q.bulan
FROM ops.quarantined_row q JOIN ops.report r ON r.id = q.report_id AND r.run_id = %(run)s
CROSS JOIN LATERAL unnest(q.kode, q.alasan, q.temuan) AS k (kode, alasan, temuan)
GROUP BY q.upt_id, q.dataset, q.bulan, k.kode, k.temuan -> 'kolom' -> 0
"""
# how much of the nation a unit is: the inmates it last reported
_WEIGHT = f"""
LEFT JOIN LATERAL (
    SELECT {INMATES} AS penghuni FROM mart.agregat_upt a
    WHERE a.upt_id = p.unit AND {INMATES} IS NOT NULL ORDER BY bulan DESC LIMIT 1
) AS bobot ON true
"""
_QUERY = f"""
SELECT p.*, coalesce(u.kanwil_id, '') AS kanwil_id, coalesce(u.nama, p.unit) AS nama,
       coalesce(penghuni, 0)::bigint AS penghuni
FROM ({_PLACES}) AS p LEFT JOIN ref.unit u ON u.upt_id = p.unit {_WEIGHT}
ORDER BY penghuni DESC NULLS LAST, p.unit, whole DESC, tempat DESC, kode, tabel, alasan, berkas
"""


class Place(NamedTuple):
    """One reason at one place.

    Attributes:
        kode: Code of the reason.
        alasan: As its sender reads it.
        berkas: The file.
        tabel: Dataset and month, or sheet; empty where the whole file is meant.
        baris: First row it is about; 0 where it is about no row.
        tempat: How many rows have it.
        bulan: `YYYY-MM`, where it is known.
    """

    kode: str
    alasan: str
    berkas: str
    tabel: str
    baris: int
    tempat: int
    bulan: str

    @property
    def where(self) -> str:
        """The place in words: `ekspor 2025-07, baris 10 (+3)`."""
        row = f", baris {self.baris}" if self.baris else ""
        more = f" (+{self.tempat - 1})" if self.tempat > 1 else ""
        return f"{self.tabel or self.berkas}{row}{more}"

    @property
    def whole(self) -> str:
        """The same with the file's name."""
        return self.where if self.where == self.berkas else f"{self.where}; {self.berkas}"


class HeldBack(NamedTuple):
    """A unit of which something is not published.

    Attributes:
        unit: Its id, or the folder's name where nobody knows it.
        nama: Its name.
        kanwil_id: Its Kanwil; empty where nobody knows it.
        penghuni: The inmates it last reported: its weight in the nation's figures.
        places: Reasons, whole files first.
    """

    unit: str
    nama: str
    kanwil_id: str
    penghuni: int
    places: tuple[Place, ...]

    @property
    def sentence(self) -> str:
        """Unit, first reason and place in one line; then how many more there are."""
        first, *others = self.places
        more = f"; dan {len(others)} lagi" if others else ""
        said = f"{self.unit}: {first.kode} {first.alasan} [{first.whole}]"
        return plain(said)[:_LONGEST] + more


def held_back(connection: psycopg.Connection, run_id: str) -> list[HeldBack]:
    """Units not fully published by a run, or by one that is held; the most influential first."""
    units: dict[str, HeldBack] = {}
    for line in ask(connection, _QUERY, {"run": run_id}):
        bulan = f"{line['bulan']:%Y-%m}" if line["bulan"] else ""
        place = Place(
            **{name: line[name] for name in Place._fields if name != "bulan"}, bulan=bulan
        )
        unit = units.get(line["unit"]) or HeldBack(
            line["unit"], line["nama"], line["kanwil_id"], line["penghuni"], ()
        )
        units[unit.unit] = unit._replace(places=(*unit.places, place))
    return list(units.values())
