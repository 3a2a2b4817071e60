"""Exports as the marts count them: shipments per country, quantities undivided."""


def exports_query(rows: str, units: str) -> str:
    """Exports per month, unit, product, country and unit of measure, over rows of `ekspor`."""
    return f"""
SELECT bulan, upt_id, u.kanwil_id, produk, negara, satuan, {_EXPORTED}
FROM ({_lines(rows)}) AS baris
JOIN {units} u USING (upt_id)
GROUP BY bulan, upt_id, u.kanwil_id, produk, negara, satuan
"""


def _lines(rows: str) -> str:
    """A shipment to several countries counts for each; its quantity is a line of its own."""
    several, approximate = "cardinality(e.negara_tujuan) > 1", "'jumlah' = ANY (e.perkiraan)"
    return f"""
SELECT e.bulan, e.upt_id, e.produk, e.satuan, n.negara, n.pengiriman, n.jumlah, n.perkiraan
FROM {rows} e CROSS JOIN LATERAL (
    SELECT negara, 1 AS pengiriman, CASE WHEN NOT {several} THEN e.jumlah END AS jumlah,
           NOT {several} AND {approximate} AS perkiraan
    FROM unnest(e.negara_tujuan) AS negara
    UNION ALL
    SELECT NULL, 0, e.jumlah, {approximate} WHERE {several}
) AS n
"""


_EXPORTED = (
    "sum(pengiriman)::bigint AS pengiriman, trim_scale(sum(jumlah)) AS jumlah, "
    "coalesce(bool_or(perkiraan), false) AS perkiraan"
)
# of one month `b`
EXPORTED_BY_COUNTRY = f"""
SELECT bulan, negara, satuan, {_EXPORTED}
FROM ({_lines("mart.ekspor")}) AS baris
JOIN ref.unit USING (upt_id) WHERE bulan = b.bulan
GROUP BY bulan, negara, satuan
"""
