"""Made-up submissions and the ways they may reach a warehouse.

Few units, months, days, rows: so that corrections, older files, equal contents and the same bytes
again are frequent. Some instants of receipt lie before what a report speaks of, and some clocks are
wrong.
"""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import NamedTuple

from hypothesis import strategies as st

OCTOBER, NOVEMBER = date(2025, 10, 1), date(2025, 11, 1)
MONTHS = (OCTOBER, NOVEMBER)
RECEIPTS = tuple(
    datetime(2025, month, day, 4, tzinfo=UTC)
    for month, day in ((10, 20), (11, 4), (11, 20), (12, 2), (12, 4), (12, 9))
)
# what clocks say: mostly some instant of receipt, of this delivery or another
OWN_TIMES = (*RECEIPTS, datetime(1980, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC))
_PERIODS = {OCTOBER: "Oktober 2025", NOVEMBER: "November 2025"}
_HEADERS = {
    "ekspor": (
        "Tanggal Ekspor;Ekspor Ke-;Jenis Produk;Jumlah Ekspor;Satuan;Negara Tujuan;Nomor PEB;"
        "Nilai Ekspor (Rp)"
    ),
    "premi_pnbp": (
        "Kegiatan;Omzet;Premi WBP;PNBP Disetor;Jumlah Penerima Premi;NTPN;Target PNBP;"
        "Premi Ditabung"
    ),
    "partisipasi": "Jumlah Penghuni;Peserta Pembinaan Kemandirian;Peserta Kepribadian",
    "program": "Nama UPT;Program;Status",
    # a column nobody knows is noted on the file
    "mitra": "Nama Mitra;Jenis Mitra;Tgl Kontrak Awal;Tgl Kontrak Akhir;Warna Pintu",
}
# `kepingan` and `Rutan Entah Berantah` mean nothing until someone adds them to the references
STRANGE_UNIT_OF_MEASURE, STRANGE_UNIT = "kepingan", "Rutan Entah Berantah"
_ROWS = {
    "ekspor": (
        "2 Oktober 2025;1;Coir net;5.400;PCS;Korea Selatan;PEB000001;90.000.000",
        "28 Oktober 2025;1;Coir net;1.200;PCS;Spanyol, Korea Selatan;PEB000001;",
        "30 Oktober 2025;2;Coir net;sekitar 3.000;PCS;Belgia, Prancis;;",
        f"3 Oktober 2025;;Roti;40;{STRANGE_UNIT_OF_MEASURE};Jepang;;",
        "4 Oktober 2025;;Roti;ratusan;PCS;;;",
    ),
    "premi_pnbp": (
        "Coir net;1.000.000;500.000;150.000;5;NTPN000000000001;10.000.000;",
        "Coir net;2.000.000;900.000;300.000;9;NTPN000000000001;20.000.000;100.000",
        "Roti;1.000.000;500.000;0;0;;;",
        "Paving blok;300.000;0;0;0;;10.000.000;",
    ),
    "partisipasi": ("500;300;100", "480;310;", "100;150;"),
    "program": (
        "Lapas Cirebon;Kerajinan sabut kelapa;aktif",
        "Lapas Garut;Kerajinan sabut kelapa;rencana",
        f"{STRANGE_UNIT};Kerajinan sabut kelapa;aktif",
    ),
    "mitra": (
        "PT Coir Sejahtera;Perusahaan;1 Januari 2025;31 Oktober 2025",
        "Koperasi Sabut;Koperasi;;",
        "CV Serat;entah;;",
    ),
}
# who sends a dataset about whom: a Kanwil reports for itself and for its units
_ABOUT = {
    "lapas-cirebon": "Lapas Cirebon",
    "rutan-raha": "Rutan Raha",
    "kanwil-jawa-barat": "Kanwil Jawa Barat",
}
_KEYS = [
    *(
        (unit, unit, name)
        for unit in ("lapas-cirebon", "rutan-raha")
        for name in list(_HEADERS)[:3]
    ),
    ("kanwil-jawa-barat", "kanwil-jawa-barat", "program"),
    ("kanwil-jawa-barat", "lapas-cirebon", "mitra"),
    ("lapas-cirebon", "lapas-cirebon", "mitra"),
    ("kanwil-jawa-barat", "kanwil-jawa-barat", "mitra"),
]


class Submitted(NamedTuple):
    """One file of one sender."""

    sender: str
    stem: str
    content: bytes


class Arrival(NamedTuple):
    """One delivery of a file: the same bytes may come again.

    Attributes:
        file: What comes.
        modified_at: The file's own time.
        seen_at: When the program first sees it, which is a part of what was delivered.
    """

    file: Submitted
    modified_at: datetime
    seen_at: datetime


Night = tuple[Arrival, ...]
History = tuple[Night | date, ...]  # a date is a backfill of that month


def report(
    sender: str, dataset: str, bulan: date, *rows: str, name: str = "", tanggal: str = ""
) -> Submitted:
    """A CSV of one report of a unit about itself, unless it names another."""
    return _csv(sender, dataset, (name or _ABOUT[sender], _PERIODS[bulan], tanggal), rows)


def _csv(
    sender: str, dataset: str, envelope: tuple[str, str, str], rows: Iterable[str], gap: int = 1
) -> Submitted:
    labels = ("Nama UPT", "Periode", "Tanggal Laporan")
    lines = [
        dataset.replace("_", " "),
        *(f"{label};{text}" for label, text in zip(labels, envelope, strict=True)),
        *[""] * gap,
        _HEADERS[dataset],
        *rows,
    ]
    return Submitted(sender, f"{dataset}.csv", "\n".join(lines).encode())


@st.composite
def _reports(draw: st.DrawFn) -> Submitted:
    """A CSV of one report."""
    sender, unit, dataset = draw(st.sampled_from(_KEYS))
    bulan = _PERIODS[draw(st.sampled_from(MONTHS))]
    if dataset != "mitra":  # both senders shall send the same bytes at times
        bulan = draw(st.sampled_from([bulan, bulan, bulan, "tak terbaca"]))
    name = draw(st.sampled_from([_ABOUT[unit]] * 5 + [STRANGE_UNIT]))
    days = ("", "", "3 November 2025", "1 Desember 2025", "10 Desember 2025")
    envelope = (name, bulan, draw(st.sampled_from(days)))
    return _csv(sender, dataset, envelope, draw(_rows(dataset)), draw(st.integers(1, 2)))


def _rows(dataset: str) -> st.SearchStrategy[list[str]]:
    """Some rows in some order, or a Nihil."""
    said = st.lists(st.sampled_from(_ROWS[dataset]), min_size=1, max_size=3, unique=True)
    return st.one_of(said, said, said, st.just(["Nihil"]))


@st.composite
def _pairs(draw: st.DrawFn) -> Submitted:
    """A JSON of two reports."""
    amplop = {
        "Nama UPT": "Lapas Cirebon",
        "Periode": _PERIODS[draw(st.sampled_from(MONTHS))],
        "Tanggal Laporan": draw(st.sampled_from(["", "3 November 2025", "1 Desember 2025"])),
    }
    laporan = {
        dataset: [
            dict(zip(_HEADERS[dataset].split(";"), row.split(";"), strict=True))
            for row in draw(st.lists(st.sampled_from(_ROWS[dataset]), min_size=1, max_size=2))
        ]
        for dataset in ("ekspor", draw(st.sampled_from(["premi_pnbp", "partisipasi"])))
    }
    content = json.dumps({"amplop": amplop, "laporan": laporan}).encode()
    return Submitted("lapas-cirebon", "laporan.json", content)


_BROKEN = st.integers(1, 2).map(
    lambda n: Submitted("rutan-raha", "rusak.xlsx", b"PK\x03\x04 not a workbook %d" % n)
)
_FILES = st.lists(
    st.one_of(_reports(), _reports(), _reports(), _reports(), _pairs(), _BROKEN),
    min_size=2,
    max_size=7,
    unique=True,
)


@st.composite
def arrivals(draw: st.DrawFn) -> Night:
    """Deliveries in order; some bytes come twice, not always in the order of their times."""
    found = [
        Arrival(file, *instants)
        for file in draw(_FILES)
        for instants in draw(
            st.lists(
                st.tuples(st.sampled_from(OWN_TIMES), st.sampled_from(RECEIPTS)),
                min_size=1,
                max_size=2,
                unique=True,
            )
        )
    ]
    return tuple(draw(st.permutations(found)))


def histories(delivered: Night, backfills: int = 2) -> st.SearchStrategy[History]:
    """Deliveries in any order, cut into nights, backfills in between."""
    return st.tuples(
        st.permutations(delivered),
        st.lists(st.integers(1, len(delivered)), max_size=3, unique=True).map(sorted),
        st.lists(
            st.tuples(st.integers(1, 4), st.sampled_from(MONTHS)), max_size=backfills, unique=True
        ),
    ).map(lambda drawn: _cut(*drawn))


def _cut(order: list[Arrival], cuts: list[int], backfills: list[tuple[int, date]]) -> History:
    steps: list[Night | date] = []
    parts = (tuple(order[a:b]) for a, b in pairwise([0, *cuts, len(order)]))
    for at, night in enumerate((part for part in parts if part), 1):
        steps += [night, *(bulan for after, bulan in backfills if after == at)]
    return tuple(steps)
