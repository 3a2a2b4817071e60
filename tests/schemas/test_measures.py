"""A metric in a new unit of measure is whole, or refused when the program starts."""

import pytest
from nights import House, csv_report
from releases import run_release

MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus")
_WEIGHED = "metrics.METRICS += (Metric('ekspor_kg', 'ekspor', 'jumlah', 'kg', 'x'),)"
_MEASURE = "metrics.MEASURES['kg'] = metrics.Measure(decimals=3, least=5.0)"


@pytest.fixture
def house(warehouse, tmp_path):
    """Eight months of a unit's shipments, the last far from the others."""
    house = House(tmp_path, warehouse)
    for number, (month, made) in enumerate(zip(MONTHS, [*[40.25] * 7, 900.5], strict=True), 1):
        row = f"5/{number}/2025;Kopi;{str(made).replace('.', ',')};kg;Jepang;1000"
        header = "Tanggal Ekspor;Jenis Produk;Jumlah Ekspor;Satuan;Negara Tujuan;Nilai Ekspor (USD)"
        content = csv_report("Lapas Garut", f"{month} 2025", f"1/{number + 1}/2025", header, row)
        house.deliver("lapas-garut", f"ekspor_2025-{number:02d}.csv", content)
    return house


def test_a_metric_in_a_new_unit_of_measure_is_published_and_remarked_on(house):
    said = run_release(f"{_MEASURE}\n{_WEIGHED}", "migrate(url); night()", house.home, house.url)

    assert "Error" not in said
    assert house.ask("SELECT ekspor_kg FROM mart.nasional_bulanan ORDER BY bulan DESC LIMIT 2") == [
        (900.5,),
        (40.25,),
    ]
    assert house.ask(
        "SELECT kode, extract(month FROM bulan) FROM ops.warning WHERE kode = 'W414'"
    ) == [("W414", 8)]


@pytest.mark.parametrize(
    ("definition", "says"),
    [
        pytest.param(
            "metrics.METRICS += (Metric('made', 'produksi', 'jumlah_produksi_maks', 'IDR', 'x'),)",
            "jumlah_produksi_maks is no column of the form",
            id="no remark could name its header",
        ),
        pytest.param(_WEIGHED, "unit of measure 'kg'", id="nobody has described the unit"),
        pytest.param(
            _WEIGHED.replace("'kg'", "'orang'"),
            "jumlah has 3 decimals",
            id="the unit would cut off what the column holds",
        ),
    ],
)
def test_a_metric_that_would_break_or_round_later_is_refused_at_once(house, definition, says):
    said = run_release(definition, "check_schema(url); print('started')", house.home, house.url)

    assert says in said
    assert "started" not in said
