"""Rules between reports: other datasets, other months, other units. Always warnings.

Each is a function of the warehouse's current state: whenever a report changes, the rules are
judged again over everything the change can touch, so the order of arrival leaves no trace.
"""

from typing import Any

import polars as pl
from rapidfuzz import fuzz

from expectations.kebiasaan import UNUSUAL
from expectations.rules import CSV, CrossRule, Rule, Scope
from schemas.wording import wording_key


def _kiri_at_most_kanan(code: str, column: str, message: str, source: str = CSV) -> Rule:
    arguments = {
        "column_A": "kanan",
        "column_B": "kiri",
        "or_equal": True,
        "ignore_row_if": "either_value_is_missing",
    }
    name = "ExpectColumnPairValuesAToBeGreaterThanB"
    return Rule(code, name, arguments, (column,), message, source)


def _kiri_between(code: str, column: str, limits: tuple[Any, Any], message: str) -> Rule:
    arguments = {"column": "kiri", "min_value": limits[0], "max_value": limits[1]}
    return Rule(code, "ExpectColumnValuesToBeBetween", arguments, (column,), message, CSV)


def _rows(dataset: str, kiri: str, kanan: str, joins: str = "") -> str:
    """SELECT over the current rows of a dataset; `f` is the row, `r` its report."""
    return (
        f"SELECT f.report_id, f.baris, r.upt_id, r.bulan, ({kiri})::float8 AS kiri, "
        f"({kanan})::float8 AS kanan FROM fact.{dataset} f "
        f"JOIN ops.report r ON r.id = f.report_id AND r.is_current {joins}"
    )


_PENGHUNI = "JOIN mart.agregat_upt a ON a.upt_id = r.upt_id AND a.bulan = r.bulan"


def _workers(activity: str) -> str:
    return (
        "(SELECT sum(k.jumlah_wbp) FROM fact.kegiatan_kerja k JOIN ops.report kr "
        "ON kr.id = k.report_id AND kr.is_current WHERE kr.upt_id = r.upt_id "
        f"AND kr.bulan = r.bulan AND k.jenis_kegiatan = {activity})"
    )


def _cumulative(dataset: str, amount: str) -> str:
    return (
        f"(SELECT coalesce(sum(c.{amount}), 0) FROM fact.{dataset} c JOIN ops.report cr "
        "ON cr.id = c.report_id AND cr.is_current WHERE cr.upt_id = r.upt_id "
        "AND cr.bulan <= r.bulan AND c.produk = f.produk AND c.satuan = f.satuan)"
    )


_SAME_SHIPMENTS = (
    "JOIN LATERAL (SELECT count(*) FILTER (WHERE e.ekspor_ke = 1 AND f.ekspor_ke = 1) AS perdana, "
    "count(*) FILTER (WHERE (e.tanggal_ekspor < f.tanggal_ekspor AND e.ekspor_ke >= f.ekspor_ke) "
    "OR (e.tanggal_ekspor = f.tanggal_ekspor AND e.ekspor_ke = f.ekspor_ke "
    "AND (e.report_id, e.baris) <> (f.report_id, f.baris))) AS mundur "
    "FROM fact.ekspor e JOIN ops.report er ON er.id = e.report_id AND er.is_current "
    "WHERE er.upt_id = r.upt_id AND e.produk = f.produk AND e.negara_tujuan && f.negara_tujuan) s "
    "ON true"
)


def _count_same(dataset: str, column: str) -> str:
    return (
        f"SELECT report_id, baris, upt_id, bulan, kiri, NULL::float8 AS kanan FROM (SELECT "
        f"f.report_id, f.baris, r.upt_id, r.bulan, count(*) OVER (PARTITION BY upper(f.{column}))"
        f"::float8 AS kiri FROM fact.{dataset} f JOIN ops.report r ON r.id = f.report_id "
        f"AND r.is_current WHERE f.{column} IS NOT NULL) AS r"
    )


def _mark_similar(partners: pl.DataFrame) -> pl.DataFrame:
    """Give `kiri` the similarity of the nearest other partner name of the same unit, 0 to 100."""
    names = partners.group_by("upt_id").agg(pl.col("nama").unique())
    near: dict[tuple[str, str], float] = {}
    for unit, unit_names in names.iter_rows():
        keys = {name: wording_key(name) for name in unit_names}
        for name, key in keys.items():
            others = [fuzz.ratio(key, other) for other in keys.values() if other != key]
            near[unit, name] = max(others, default=0.0)
    kiri = [near[unit, name] for unit, name in partners.select("upt_id", "nama").iter_rows()]
    return partners.with_columns(kiri=pl.Series(kiri, dtype=pl.Float64))


CROSS_RULES: tuple[CrossRule, ...] = (
    CrossRule(
        _kiri_at_most_kanan("W401", "jumlah_wbp", "jumlah WBP melebihi penghuni bulan yang sama"),
        "kegiatan_kerja",
        Scope.MONTH,
        _rows("kegiatan_kerja", "f.jumlah_wbp", "a.penghuni", _PENGHUNI),
    ),
    CrossRule(
        _kiri_at_most_kanan("W402", "jumlah_peserta", "peserta melebihi penghuni bulan yang sama"),
        "kepribadian",
        Scope.MONTH,
        _rows("kepribadian", "f.jumlah_peserta", "a.penghuni", _PENGHUNI),
    ),
    CrossRule(
        _kiri_at_most_kanan(
            "W413", "peserta", "peserta melebihi penghuni bulan yang sama", "own, as W402"
        ),
        "pelatihan",
        Scope.MONTH,
        _rows("pelatihan", "f.peserta", "a.penghuni", _PENGHUNI),
    ),
    CrossRule(
        _kiri_at_most_kanan(
            "W403", "jumlah_wbp", "WBP terlibat melebihi peserta kegiatan kerjanya"
        ),
        "ekspor",
        Scope.MONTH,
        _rows("ekspor", "f.jumlah_wbp", _workers("f.produk")),
    ),
    CrossRule(
        _kiri_at_most_kanan(
            "W404", "jumlah_penerima", "penerima premi melebihi peserta kegiatan kerjanya"
        ),
        "premi_pnbp",
        Scope.MONTH,
        _rows("premi_pnbp", "f.jumlah_penerima", _workers("f.kegiatan")),
    ),
    CrossRule(
        _kiri_at_most_kanan(
            "W405", "jumlah", "ekspor sampai bulan ini melebihi produksi yang dilaporkan"
        ),
        "ekspor",
        Scope.UNIT,
        _rows(
            "ekspor",
            _cumulative("ekspor", "jumlah"),
            _cumulative("produksi", "jumlah_produksi_maks"),
        ),
    ),
    CrossRule(
        _kiri_between(
            "W406", "ekspor_ke", (None, 1), "ada pengiriman lain yang juga disebut perdana"
        ),
        "ekspor",
        Scope.UNIT,
        _rows("ekspor", "s.perdana", "NULL", _SAME_SHIPMENTS),
    ),
    CrossRule(
        _kiri_between(
            "W407", "ekspor_ke", (None, 0), "urutan ekspor tidak naik menurut tanggalnya"
        ),
        "ekspor",
        Scope.UNIT,
        _rows("ekspor", "s.mundur", "NULL", _SAME_SHIPMENTS) + " WHERE f.ekspor_ke > 1",
    ),
    CrossRule(
        _kiri_between(
            "W408", "pasar", (1, None), "penjualan ekspor tanpa pengiriman bulan yang sama"
        ),
        "pemasaran",
        Scope.MONTH,
        _rows(
            "pemasaran",
            "SELECT count(*) FROM fact.ekspor e JOIN ops.report er ON er.id = e.report_id "
            "AND er.is_current WHERE er.upt_id = r.upt_id AND er.bulan = r.bulan",
            "NULL",
        )
        + " WHERE f.pasar = 'EKSPOR'",
    ),
    CrossRule(
        _kiri_between("W409", "target_pnbp_tahun", (None, 1), "target PNBP setahun tidak tetap"),
        "premi_pnbp",
        Scope.UNIT,
        _rows(
            "premi_pnbp",
            "SELECT count(DISTINCT p.target_pnbp_tahun) FROM fact.premi_pnbp p JOIN ops.report pr "
            "ON pr.id = p.report_id AND pr.is_current WHERE pr.upt_id = r.upt_id "
            "AND date_trunc('year', pr.bulan) = date_trunc('year', r.bulan)",
            "NULL",
        )
        + " WHERE f.target_pnbp_tahun IS NOT NULL",
    ),
    CrossRule(
        _kiri_between("W410", "ntpn", (None, 1), "NTPN yang sama dipakai di baris lain"),
        "premi_pnbp",
        Scope.NATION,
        _count_same("premi_pnbp", "ntpn"),
    ),
    CrossRule(
        _kiri_between("W411", "no_peb", (None, 1), "nomor PEB yang sama dipakai di baris lain"),
        "ekspor",
        Scope.NATION,
        _count_same("ekspor", "no_peb"),
    ),
    CrossRule(
        _kiri_between(
            "W412", "mitra", (None, 84.9), "nama mitra hampir sama dengan mitra lain unit ini"
        ),
        "kegiatan_kerja",
        Scope.UNIT,
        "SELECT f.report_id, f.baris, r.upt_id, r.bulan, f.mitra AS nama, NULL::float8 AS kanan "
        "FROM fact.kegiatan_kerja f JOIN ops.report r ON r.id = f.report_id AND r.is_current "
        "WHERE f.mitra IS NOT NULL",
        _mark_similar,
    ),
    UNUSUAL,
)
