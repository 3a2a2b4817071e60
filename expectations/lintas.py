"""Rules between reports: other datasets, other months, other units. Always warnings.

Each is a function of the warehouse's current state: whenever a report changes, the rules are
judged again over everything the change can touch, so the order of arrival leaves no trace.
"""

from typing import Any

import polars as pl
from rapidfuzz import fuzz

from expectations.kebiasaan import UNUSUAL
from expectations.rules import CSV, CrossRule, Rule, Scope, at_most, between
from schemas.contracts import DATASETS
from schemas.contracts.contract import same_number
from schemas.wording import wording_key


def _kiri_at_most_kanan(code: str, column: str, message: str, source: str = CSV) -> Rule:
    return at_most(code, "kiri", "kanan", message, source, columns=(column,))


def _kiri_between(code: str, column: str, limits: tuple[Any, Any], message: str) -> Rule:
    return between(code, "kiri", limits, message, columns=(column,))


def _of(dataset: str, row: str = "f", report: str = "r", reports: str = "{laporan}") -> str:
    """FROM the rows of a dataset beside their reports, looked up report by report.

    So the cost follows the reports; joined, the planner would read the table from end to end.
    """
    return (
        f"{reports} {report} CROSS JOIN LATERAL (SELECT * FROM fact.{dataset} x "
        f"WHERE x.report_id = {report}.id AND {report}.dataset = '{dataset}' OFFSET 0) {row}"
    )


def _whose(units: str) -> str:
    """The reports of the units of a table, chosen before anybody looks up their rows."""
    return f"(SELECT * FROM {{laporan}} WHERE upt_id IN (SELECT upt_id FROM {units}) OFFSET 0)"


def _rows(dataset: str, kiri: str, kanan: str, joins: str = "") -> str:
    """SELECT over the current rows of a dataset; `f` is the row, `r` its report."""
    return (
        f"SELECT f.report_id, f.baris, r.upt_id, r.bulan, ({kiri})::float8 AS kiri, "
        f"({kanan})::float8 AS kanan FROM {_of(dataset)} {joins}"
    )


_PENGHUNI = "JOIN mart.agregat_upt a ON a.upt_id = r.upt_id AND a.bulan = r.bulan"


def _workers(activity: str) -> str:
    """JOIN that gives `w.jumlah`, the people at work on an activity in the same month."""
    return (
        "LEFT JOIN (SELECT kr.upt_id, kr.bulan, k.jenis_kegiatan, sum(k.jumlah_wbp) AS jumlah "
        f"FROM {_of('kegiatan_kerja', 'k', 'kr')} GROUP BY 1, 2, 3) w "
        f"ON (w.upt_id, w.bulan, w.jenis_kegiatan) = (r.upt_id, r.bulan, {activity})"
    )


# shipped and made so far, month by month; a shipment without quantity or unit is not compared.
# What was made is only looked up for units that ever shipped anything.
_SHIPPED_AND_MADE = f"""
WITH kirim AS MATERIALIZED (
    SELECT f.report_id, f.baris, r.upt_id, r.bulan, f.produk, f.satuan, f.jumlah
    FROM {_of("ekspor")} WHERE f.produk IS NOT NULL AND f.satuan IS NOT NULL
), barang AS MATERIALIZED (SELECT DISTINCT upt_id, produk, satuan FROM kirim), alur AS (
    SELECT upt_id, produk, satuan, bulan, sum(jumlah) AS dikirim, NULL::numeric AS dibuat
    FROM kirim GROUP BY upt_id, produk, satuan, bulan
    UNION ALL
    SELECT r.upt_id, f.produk, f.satuan, r.bulan, NULL, sum(f.jumlah_produksi_maks)
    FROM {_of("produksi", reports=_whose("kirim"))} JOIN barang b
    ON (b.upt_id, b.produk, b.satuan) = (r.upt_id, f.produk, f.satuan)
    GROUP BY r.upt_id, f.produk, f.satuan, r.bulan
), terkumpul AS (
    SELECT upt_id, produk, satuan, bulan,
           coalesce(sum(sum(dikirim)) OVER sampai, 0)::float8 AS kiri,
           coalesce(sum(sum(dibuat)) OVER sampai, 0)::float8 AS kanan
    FROM alur GROUP BY upt_id, produk, satuan, bulan
    WINDOW sampai AS (PARTITION BY upt_id, produk, satuan ORDER BY bulan)
)
SELECT report_id, baris, upt_id, bulan, kiri, kanan
FROM kirim JOIN terkumpul USING (upt_id, produk, satuan, bulan)
"""


_NUMBERED = (
    "WITH kirim AS MATERIALIZED (SELECT f.report_id, f.baris, r.upt_id, r.bulan, f.produk, "
    f"f.negara_tujuan, f.tanggal_ekspor, f.ekspor_ke FROM {_of('ekspor')} "
    "WHERE f.ekspor_ke IS NOT NULL) "
)


def _same_shipments(other: str, of: str) -> str:
    """SELECT shipments of which some `e` of the unit, of that product to such a country, is other.

    The first such `e` is enough; only the shipments that have one come.
    """
    return (
        f"{_NUMBERED} SELECT f.report_id, f.baris, f.upt_id, f.bulan, 1::float8 AS kiri, "
        f"NULL::float8 AS kanan FROM kirim f WHERE {of} AND EXISTS (SELECT FROM kirim e "
        f"WHERE (e.upt_id, e.produk) = (f.upt_id, f.produk) AND ({other}) "
        "AND e.negara_tujuan && f.negara_tujuan)"
    )


def _count_same(dataset: str, column: str) -> str:
    """SELECT the current rows with a number of the reports, and how many rows have it.

    Each number is looked up by itself, so that the cost follows the numbers and not the history.
    """
    number = same_number(f"f.{column}")
    return (
        "SELECT report_id, baris, upt_id, bulan, count(*) OVER (PARTITION BY nomor)::float8 "
        f"AS kiri, NULL::float8 AS kanan FROM (SELECT DISTINCT {number} AS nomor "
        f"FROM {_of(dataset)} WHERE f.{column} IS NOT NULL) AS n CROSS JOIN LATERAL ("
        "SELECT f.report_id, f.baris, b.upt_id, b.bulan "
        f"FROM fact.{dataset} f JOIN ops.report b ON b.id = f.report_id AND b.is_current "
        f"WHERE {number} = n.nomor OFFSET 0) AS s"
    )


def _replaced(dataset: str, key: tuple[str, ...]) -> str:
    """SELECT the current reports that hold fewer rows than the version before, or none of its rows.

    `kiri` counts the rows that are no longer there, held ones left out. A file corrected under its
    own name may hold other rows.
    """
    same = " AND ".join(f"a.{name} IS NOT DISTINCT FROM b.{name}" for name in key)
    shared = (
        f"SELECT FROM fact.{dataset} a JOIN fact.{dataset} b ON {same} "
        "WHERE a.report_id = r.id AND b.report_id = p.id"
    )
    return (
        f"SELECT r.id AS report_id, NULL::integer AS baris, r.upt_id, r.bulan, '{dataset}' AS "
        f"dataset, '{key[0]}' AS kolom, l.hilang::float8 AS kiri, NULL::float8 AS kanan "
        "FROM {laporan} r JOIN ops.report o ON o.id = r.id CROSS JOIN LATERAL ("
        "SELECT v.id, v.berkas, v.rows_published FROM ops.report v WHERE (v.upt_id, v.bulan, "
        "v.dataset) = (r.upt_id, r.bulan, r.dataset) AND NOT v.is_current AND v.sha256 <> o.sha256 "
        "ORDER BY v.place_tanggal DESC, v.place_received_at DESC, v.place_sha256 DESC LIMIT 1) p "
        f"CROSS JOIN LATERAL (SELECT CASE WHEN p.berkas <> o.berkas AND NOT EXISTS ({shared}) "
        "THEN p.rows_published ELSE p.rows_published - o.rows_published - o.rows_quarantined END "
        f"AS hilang) l WHERE r.dataset = '{dataset}' AND l.hilang > 0"
    )


# a unit's partners are few and its rows many: names are compared first, then rows looked up
_PARTNERS = """
SELECT DISTINCT upt_id, mitra AS nama FROM mart.mitra_bulanan
WHERE upt_id IN (SELECT upt_id FROM {laporan})
"""
_OF_PARTNERS = (
    "SELECT f.report_id, f.baris, r.upt_id, r.bulan, d.kiri, NULL::float8 AS kanan "
    f"FROM {_of('kegiatan_kerja', reports=_whose('dipilih'))} "
    "JOIN dipilih d ON (d.upt_id, d.nama) = (r.upt_id, f.mitra)"
)
_ALIKE = 84.9


def _find_similar(partners: pl.DataFrame) -> pl.DataFrame:
    """Names of a unit that are nearly another of its names, and how nearly (`kiri`, 0 to 100)."""
    near: list[tuple[str, str, float]] = []
    for unit, names in partners.group_by("upt_id").agg("nama").iter_rows():
        keys = {name: wording_key(name) for name in names}
        for name, key in keys.items():
            others = [fuzz.ratio(key, other) for other in keys.values() if other != key]
            near.append((unit, name, max(others, default=0.0)))
    found = pl.DataFrame(
        near, {"upt_id": pl.String, "nama": pl.String, "kiri": pl.Float64}, orient="row"
    )
    return found.filter(pl.col("kiri") > _ALIKE)


CROSS_RULES: tuple[CrossRule, ...] = (
    CrossRule(
        _kiri_at_most_kanan("W401", "jumlah_wbp", "jumlah WBP melebihi penghuni bulan yang sama"),
        "kegiatan_kerja",
        Scope.MONTH,
        _rows("kegiatan_kerja", "f.jumlah_wbp", "a.penghuni", _PENGHUNI),
        compares=("kegiatan_kerja", "partisipasi"),
    ),
    CrossRule(
        _kiri_at_most_kanan("W402", "jumlah_peserta", "peserta melebihi penghuni bulan yang sama"),
        "kepribadian",
        Scope.MONTH,
        _rows("kepribadian", "f.jumlah_peserta", "a.penghuni", _PENGHUNI),
        compares=("kepribadian", "partisipasi"),
    ),
    CrossRule(
        _kiri_at_most_kanan(
            "W413", "peserta", "peserta melebihi penghuni bulan yang sama", "own, as W402"
        ),
        "pelatihan",
        Scope.MONTH,
        _rows("pelatihan", "f.peserta", "a.penghuni", _PENGHUNI),
        compares=("pelatihan", "partisipasi"),
    ),
    CrossRule(
        _kiri_at_most_kanan(
            "W403", "jumlah_wbp", "WBP terlibat melebihi peserta kegiatan kerjanya"
        ),
        "ekspor",
        Scope.MONTH,
        _rows("ekspor", "f.jumlah_wbp", "w.jumlah", _workers("f.produk")),
        compares=("ekspor", "kegiatan_kerja"),
    ),
    CrossRule(
        _kiri_at_most_kanan(
            "W404", "jumlah_penerima", "penerima premi melebihi peserta kegiatan kerjanya"
        ),
        "premi_pnbp",
        Scope.MONTH,
        _rows("premi_pnbp", "f.jumlah_penerima", "w.jumlah", _workers("f.kegiatan")),
        compares=("premi_pnbp", "kegiatan_kerja"),
    ),
    CrossRule(
        _kiri_at_most_kanan(
            "W405", "jumlah", "ekspor sampai bulan ini melebihi produksi yang dilaporkan"
        ),
        "ekspor",
        Scope.UNIT,
        _SHIPPED_AND_MADE,
        compares=("ekspor", "produksi"),
    ),
    CrossRule(
        _kiri_between(
            "W406", "ekspor_ke", (None, 0), "ada pengiriman lain yang juga disebut perdana"
        ),
        "ekspor",
        Scope.UNIT,
        _same_shipments(
            "e.ekspor_ke = 1 AND (e.report_id, e.baris) <> (f.report_id, f.baris)",
            "f.ekspor_ke = 1",
        ),
        compares=("ekspor",),
    ),
    CrossRule(
        _kiri_between(
            "W407", "ekspor_ke", (None, 0), "urutan ekspor tidak naik menurut tanggalnya"
        ),
        "ekspor",
        Scope.UNIT,
        _same_shipments(
            "(e.tanggal_ekspor < f.tanggal_ekspor AND e.ekspor_ke >= f.ekspor_ke) "
            "OR (e.tanggal_ekspor = f.tanggal_ekspor AND e.ekspor_ke = f.ekspor_ke "
            "AND (e.report_id, e.baris) <> (f.report_id, f.baris))",
            "f.ekspor_ke > 1",
        ),
        compares=("ekspor",),
    ),
    CrossRule(
        _kiri_between(
            "W408", "pasar", (1, None), "penjualan ekspor tanpa pengiriman bulan yang sama"
        ),
        "pemasaran",
        Scope.MONTH,
        _rows(
            "pemasaran",
            "coalesce(s.pengiriman, 0)",
            "NULL",
            "LEFT JOIN (SELECT er.upt_id, er.bulan, count(*) AS pengiriman "
            f"FROM {_of('ekspor', 'e', 'er')} GROUP BY 1, 2) s "
            "ON (s.upt_id, s.bulan) = (r.upt_id, r.bulan)",
        )
        + " WHERE f.pasar = 'EKSPOR'",
        compares=("pemasaran", "ekspor"),
    ),
    CrossRule(
        _kiri_between("W409", "target_pnbp_tahun", (None, 1), "target PNBP setahun tidak tetap"),
        "premi_pnbp",
        Scope.CALENDAR_YEAR,
        "WITH target AS MATERIALIZED (SELECT f.report_id, f.baris, r.upt_id, r.bulan, "
        f"date_trunc('year', r.bulan) AS tahun, f.target_pnbp_tahun FROM {_of('premi_pnbp')} "
        "WHERE f.target_pnbp_tahun IS NOT NULL) "
        "SELECT report_id, baris, upt_id, bulan, 2::float8 AS kiri, NULL::float8 AS kanan "
        "FROM target JOIN (SELECT upt_id, tahun FROM target GROUP BY upt_id, tahun "
        "HAVING min(target_pnbp_tahun) <> max(target_pnbp_tahun)) AS berubah "
        "USING (upt_id, tahun)",
        compares=("premi_pnbp",),
    ),
    CrossRule(
        _kiri_between("W410", "ntpn", (None, 1), "NTPN yang sama dipakai di baris lain"),
        "premi_pnbp",
        Scope.NUMBER,
        _count_same("premi_pnbp", "ntpn"),
        compares=("premi_pnbp",),
    ),
    CrossRule(
        _kiri_between("W411", "no_peb", (None, 1), "nomor PEB yang sama dipakai di baris lain"),
        "ekspor",
        Scope.NUMBER,
        _count_same("ekspor", "no_peb"),
        compares=("ekspor",),
    ),
    CrossRule(
        _kiri_between(
            "W412", "mitra", (None, _ALIKE), "nama mitra hampir sama dengan mitra lain unit ini"
        ),
        "kegiatan_kerja",
        Scope.UNIT,
        _OF_PARTNERS,
        first=_PARTNERS,
        choose=_find_similar,
        compares=("kegiatan_kerja",),
    ),
    CrossRule(
        between(
            "W415",
            "kiri",
            (None, 0),
            "menggantikan laporan bulan ini yang barisnya lebih banyak atau lain semua; bila "
            "melengkapi atau memperbaikinya, kirim semua baris dalam satu berkas",
            source="own: reports that come in parts",
            columns=(),
        ),
        "",
        Scope.MONTH,
        " UNION ALL ".join(
            _replaced(name, contract.model.key)
            for name, contract in DATASETS.items()
            if contract.model.key
        ),
    ),
    UNUSUAL,
)
