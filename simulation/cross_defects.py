"""Defects across fields: each cell reads well, together they break a rule of the suites."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from simulation.model import Row, Situation, Value
from simulation.typed_values import word_unit_of

Spoil = Callable[[Row, Situation, Random], Row]


def _n(value: Value) -> int:
    """The number in a row, 0 where a person wrote something else."""
    return int(value) if isinstance(value, int | Decimal) else 0


def _day(value: Value, s: Situation) -> date:
    return value if isinstance(value, date) else s.month


def _moved(name: str, origin: str, days: int) -> Spoil:
    return lambda row, s, _rng: {name: _day(row[origin], s) + timedelta(days=days)}


def _more(name: str, than: str, by: int) -> Spoil:
    return lambda row, _s, _rng: {name: _n(row[than]) + by}


def _fixed(name: str, value: Value) -> Spoil:
    return lambda _row, _s, _rng: {name: value}


def _foreign_unit(_row: Row, s: Situation, rng: Random) -> Row:
    return {"upt_id": word_unit_of(rng.choice(s.other_units), rng)}


def _too_much_shared(row: Row, _s: Situation, _rng: Random) -> Row:
    return {"premi": _n(row["keuntungan"]) + 150_000, "tambahan_modal": None, "tabungan": None}


# code, dataset, columns that must stand on the sheet, what changes
CROSS_DEFECTS: tuple[tuple[str, str, tuple[str, ...], Spoil], ...] = (
    (
        "E301",
        "kegiatan_kerja",
        ("pekerja_inti", "jumlah_wbp"),
        _more("pekerja_inti", "jumlah_wbp", 3),
    ),
    ("E302", "kegiatan_kerja", ("hari_kerja",), _fixed("hari_kerja", 45)),
    (
        "E303",
        "kegiatan_kerja",
        ("tgl_mulai", "tgl_selesai"),
        _moved("tgl_selesai", "tgl_mulai", -4),
    ),
    (
        "E304",
        "kegiatan_kerja",
        ("tgl_mulai", "tgl_selesai"),
        _moved("tgl_mulai", "tgl_selesai", -400),
    ),
    ("E303", "pelatihan", ("tgl_mulai", "tgl_selesai"), _moved("tgl_selesai", "tgl_mulai", -3)),
    ("E324", "pelatihan", ("bersertifikat", "peserta"), _more("bersertifikat", "peserta", 2)),
    (
        "E305",
        "produksi",
        ("produksi_harian_min", "produksi_harian_max"),
        lambda _r, _s, _rng: {"produksi_harian_min": 28, "produksi_harian_max": 20},
    ),
    (
        "E306",
        "produksi",
        ("lulus_qc",),
        lambda r, _s, _rng: {"jumlah_produksi": 400, "lulus_qc": 460, "nilai_produksi": None},
    ),
    ("E307", "ekspor", (), _fixed("jumlah", 0)),
    (
        "E308",
        "ekspor",
        (),
        lambda _r, s, _rng: {"tanggal_ekspor": s.reported_on + timedelta(days=10)},
    ),
    ("E309", "ekspor", (), lambda _r, s, _rng: {"tanggal_ekspor": s.month - timedelta(days=70)}),
    (
        "E330",
        "ekspor",
        (),
        lambda _r, s, _rng: {"tanggal_ekspor": s.reported_on.replace(day=1)},
    ),
    ("E310", "ekspor", ("nilai_fob_usd",), _fixed("nilai_fob_usd", 0)),
    ("E311", "ekspor", ("nilai_idr",), _fixed("nilai_idr", 0)),
    ("E312", "ekspor", ("ekspor_ke",), _fixed("ekspor_ke", 0)),
    ("E313", "premi_pnbp", ("keuntungan", "modal"), _more("modal", "modal", 250_000)),
    (
        "E314",
        "premi_pnbp",
        ("keuntungan", "tambahan_modal"),
        _more("tambahan_modal", "keuntungan", 10_000),
    ),
    ("E315", "premi_pnbp", (), _fixed("jumlah_penerima", 0)),
    ("E316", "premi_pnbp", ("tabungan",), _more("tabungan", "premi", 50_000)),
    ("E317", "premi_pnbp", ("keuntungan",), _too_much_shared),
    (
        "E318",
        "partisipasi",
        (),
        lambda r, _s, _rng: (
            dict.fromkeys(r, None) | {"total_wbp": 0, "peserta_kemandirian": 0, "target_persen": 70}
        ),
    ),
    (
        "E319",
        "partisipasi",
        ("narapidana", "tahanan", "anak"),
        _more("narapidana", "narapidana", 7),
    ),
    ("E320", "partisipasi", (), _more("peserta_kemandirian", "total_wbp", 5)),
    ("E321", "partisipasi", ("peserta_kepribadian",), _more("peserta_kepribadian", "total_wbp", 3)),
    (
        "E322",
        "partisipasi",
        ("persentase",),
        lambda r, _s, _rng: {"persentase": Decimal(str(r["persentase"])) + 15},
    ),
    ("E323", "partisipasi", ("target_persen",), _fixed("target_persen", 150)),
    ("E325", "klien_bapas", (), _more("total_klien", "total_klien", 9)),
    ("E326", "klien_bapas", ("bekerja",), _more("bekerja", "total_klien", 4)),
    (
        "E327",
        "mitra",
        ("kontrak_awal", "kontrak_akhir"),
        _moved("kontrak_akhir", "kontrak_awal", -30),
    ),
    ("E328", "program", (), _foreign_unit),
    ("E329", "kepribadian", ("frekuensi",), _fixed("frekuensi", 120)),
)
