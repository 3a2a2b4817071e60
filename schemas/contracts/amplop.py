"""The envelope every report carries: which unit, which month, said when, verified by whom."""

from schemas.contracts.contract import Kind, Reported


def _field(
    name: str, header: str, *variants: str, kind: Kind, required: bool = False, comment: str
) -> Reported:
    terms = "status_verifikasi" if kind is Kind.TERM else ""
    return Reported(name, header, variants, kind, "", required, terms, None, comment)


ENVELOPE: dict[str, Reported] = {
    field.name: field
    for field in (
        _field(
            "upt_name",
            "Nama UPT",
            "UPT",
            "Satuan Kerja",
            "Satker",
            "Unit Kerja",
            "LAPAS/RUTAN",
            "Lapas",
            "Rutan",
            "LPKA",
            "Bapas",
            kind=Kind.UNIT,
            required=True,
            comment="Unit pelapor; harus sama dengan pengirim",
        ),
        _field(
            "kanwil",
            "Kantor Wilayah",
            "Kanwil",
            "Kanwil Ditjenpas",
            "Wilayah",
            kind=Kind.TEXT,
            comment="Kanwil unit pelapor",
        ),
        _field(
            "periode",
            "Periode",
            "Bulan",
            "Bulan Laporan",
            "Bulan/Tahun",
            "Bln",
            "Periode Laporan",
            kind=Kind.MONTH_DATE,
            required=True,
            comment="Bulan yang dilaporkan",
        ),
        _field(
            "tanggal_laporan",
            "Tanggal Laporan",
            "Tgl",
            "Tanggal",
            "Tgl. Laporan",
            kind=Kind.DATE,
            comment="Tanggal laporan dibuat; menentukan urutan versi",
        ),
        _field(
            "status_verifikasi",
            "Status Verifikasi",
            "Status",
            "Verifikasi",
            "Otorisasi",
            kind=Kind.TERM,
            comment="Sampai mana laporan diverifikasi",
        ),
    )
}
