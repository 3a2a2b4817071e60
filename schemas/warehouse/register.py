"""The reference tables `ref.*`: their rows out of the files, and the register's past."""

import psycopg

from schemas.errors import TerminalError
from schemas.references import load_references, read_reference
from schemas.warehouse import mart, ref

_UNIT_COLUMNS = "upt_id, nama, jenis, kelas, kanwil_id, kanwil"
# the register as it was when past figures were published: closed where it changed, never deleted
KEEP_REGISTER = (
    "UPDATE ref.unit_pada p SET dimuat_sampai = now() WHERE dimuat_sampai = 'infinity' "
    f"AND ({_UNIT_COLUMNS}) NOT IN (SELECT upt_id, nama, jenis, coalesce(kelas, ''), kanwil_id, "
    f"kanwil FROM ({mart.UNITS}) AS u)",
    f"INSERT INTO ref.unit_pada ({_UNIT_COLUMNS}, dimuat_dari, dimuat_sampai) "
    "SELECT upt_id, nama, jenis, coalesce(kelas, ''), kanwil_id, kanwil, "
    "CASE WHEN EXISTS (SELECT FROM ref.unit_pada) THEN now() ELSE '-infinity'::timestamptz END, "
    f"'infinity' FROM ({mart.UNITS}) AS u WHERE upt_id NOT IN "
    "(SELECT upt_id FROM ref.unit_pada WHERE dimuat_sampai = 'infinity')",
)


def load_reference_tables(connection: psycopg.Connection) -> None:
    """Fill the reference tables anew; keep the register that past figures rest on.

    Raises:
        TerminalError: A unit that has reports is in the register no more: its figures would go
            from the national ones without a word.
    """
    for name, rows in reference_rows().items():
        columns = list(rows[0])
        connection.execute(f"DELETE FROM ref.{name}")
        with connection.cursor().copy(f"COPY ref.{name} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[column] for column in columns])
    gone = connection.execute(
        "SELECT DISTINCT upt_id FROM ops.report EXCEPT "
        f"SELECT upt_id FROM ({mart.UNITS}) AS u ORDER BY 1"
    ).fetchall()
    if gone:
        names = ", ".join(upt_id for (upt_id,) in gone)
        raise TerminalError(
            f"the register (upt.csv, kanwil.csv) lacks units that have reports: {names}; "
            "close a unit with berlaku_sampai, never delete it"
        )
    for statement in KEEP_REGISTER:
        connection.execute(statement)


def reference_rows() -> dict[str, list[dict[str, object]]]:
    """Rows of every `ref` table, as its columns."""
    lists = {"kode_provinsi": ";", "sinonim": "|", "hs6": "|"}
    tables: dict[str, list[dict[str, object]]] = {}
    for model in (ref.Kanwil, ref.Upt, ref.Provinsi, ref.Produk, ref.Satuan, ref.Target):
        name = str(model.__tablename__)
        arrays = set(lists) & set(model.model_fields)
        if name != "kanwil":  # only a Kanwil covers several provinces
            arrays -= {"kode_provinsi"}
        tables[name] = [
            {
                column: _split(row[column], lists[column]) if column in arrays else row[column]
                for column in model.model_fields
            }
            for row in read_reference(name).iter_rows(named=True)
        ]
    for row in tables["upt"]:
        row["berlaku_dari"] = row["berlaku_dari"] or "-infinity"
    names = load_references().country_names
    tables["negara"] = [{"negara": iso2, "nama_negara": name} for iso2, name in names.items()]
    return tables


def _split(text: str | None, separator: str) -> list[str]:
    return [part for part in (text or "").split(separator) if part]
