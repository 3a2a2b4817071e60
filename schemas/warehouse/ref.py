"""`ref`: the reference data of `schemas/reference/*.csv` as tables, for analysts to join with."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from schemas.base import column

_SCHEMA = "ref"
_INSTANT = sa.DateTime(timezone=True)


class Kanwil(SQLModel, table=True):
    """One regional office (33)."""

    __tablename__ = "kanwil"
    __table_args__: ClassVar[Any] = {"schema": _SCHEMA, "comment": "Kantor wilayah Ditjenpas"}

    kanwil_id: str = column("Kode tetap", sa.String, key=True)
    kanwil: str = column("Nama", sa.String)
    kode_provinsi: list[str] = column("Provinsi yang dicakup", ARRAY(sa.String))
    sumber: str = column("Sumber", sa.String)


class Upt(SQLModel, table=True):
    """One unit in one period of its history; the row with the latest `berlaku_dari` is current."""

    __tablename__ = "upt"
    __table_args__: ClassVar[Any] = {"schema": _SCHEMA, "comment": "Riwayat UPT (SCD-2)"}

    upt_id: str = column("Kode tetap, tanpa kelas", sa.String, key=True)
    berlaku_dari: date = column("Berlaku sejak; -infinity = sejak awal", sa.Date, key=True)
    nama: str = column("Nama resmi", sa.String)
    jenis: str = column("Lapas, Rutan, LPKA, Bapas, RS", sa.String)
    subjenis: str | None = column("Umum, Narkotika, Perempuan, …", sa.String, null=True)
    kelas: str | None = column("Kelas", sa.String, null=True)
    kanwil_id: str = column("Kanwil", sa.String)
    kode_provinsi: str = column("Provinsi", sa.String)
    kode_satker: str | None = column("Kode satker DIPA", sa.String, null=True)
    berlaku_sampai: date | None = column("Ditutup; kosong = masih ada", sa.Date, null=True)
    sumber: str = column("Sumber", sa.String)


class UnitPada(SQLModel, table=True):
    """One unit as the register described it to this warehouse between two instants."""

    __tablename__ = "unit_pada"
    __table_args__: ClassVar[Any] = {
        "schema": _SCHEMA,
        "comment": "Unit menurut daftar pada suatu saat; untuk angka masa lalu",
    }

    upt_id: str = column("Kode tetap", sa.String, key=True)
    dimuat_dari: datetime = column("Dimuat; -infinity = sejak awal", _INSTANT, key=True)
    dimuat_sampai: datetime = column("Diganti; infinity = masih berlaku", _INSTANT)
    nama: str = column("Nama", sa.String)
    jenis: str = column("Lapas, Rutan, LPKA, Bapas, RS, Kanwil", sa.String)
    kelas: str = column("Kelas; kosong bagi Kanwil", sa.String)
    kanwil_id: str = column("Kanwil", sa.String)
    kanwil: str = column("Nama Kanwil", sa.String)


class Ketentuan(SQLModel, table=True):
    """The settings that decide what is published, as this warehouse was told them; one row."""

    __tablename__ = "ketentuan"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint("satu = 1", name="one_row"),
        {"schema": _SCHEMA, "comment": "Setelan yang menentukan hasil"},
    )

    satu: int = column("Selalu 1", sa.Integer, key=True)
    jatuh_tempo_hari: int = column("Hari terakhir bulan berikutnya untuk melapor", sa.Integer)
    wajib_dari: date = column("Bulan pertama yang wajib dilaporkan", sa.Date)
    lainnya: dict[str, Any] = Field(
        default={},
        sa_type=JSONB,
        nullable=False,
        sa_column_kwargs={
            "comment": "Setelan lain: batas berkas, pola pembagian, gerbang",
            "server_default": "{}",
        },
    )


class Provinsi(SQLModel, table=True):
    """One province (38)."""

    __tablename__ = "provinsi"
    __table_args__: ClassVar[Any] = {"schema": _SCHEMA, "comment": "Provinsi, kode Kemendagri"}

    kode_provinsi: str = column("Kode Kemendagri", sa.String, key=True)
    nama: str = column("Nama", sa.String)
    sumber: str = column("Sumber", sa.String)


class Negara(SQLModel, table=True):
    """One country, with its Indonesian name in CLDR."""

    __tablename__ = "negara"
    __table_args__: ClassVar[Any] = {"schema": _SCHEMA, "comment": "Negara, ISO 3166 dan CLDR"}

    negara: str = column("Kode ISO 3166 alpha-2", sa.String(2), key=True)
    nama_negara: str = column("Nama Indonesia menurut CLDR", sa.String)


class Produk(SQLModel, table=True):
    """One product or activity the synonyms map to."""

    __tablename__ = "produk"
    __table_args__: ClassVar[Any] = {"schema": _SCHEMA, "comment": "Produk dan kegiatan"}

    produk: str = column("Kode produk", sa.String, key=True)
    jenis: str = column("barang atau jasa", sa.String)
    bidang: str = column("Bidang kegiatan", sa.String)
    hs6: list[str] = column("Pos tarif HS-6, saran", ARRAY(sa.String))
    sinonim: list[str] = column("Sebutan lain", ARRAY(sa.String))
    sumber: str = column("Sumber", sa.String)


class Satuan(SQLModel, table=True):
    """One unit of measure; units are never converted into each other."""

    __tablename__ = "satuan"
    __table_args__: ClassVar[Any] = {"schema": _SCHEMA, "comment": "Satuan"}

    satuan: str = column("Kode satuan", sa.String, key=True)
    nama: str = column("Nama", sa.String)
    dimensi: str = column("Yang diukur", sa.String)
    sinonim: list[str] = column("Sebutan lain", ARRAY(sa.String))
    sumber: str = column("Sumber", sa.String)


class Target(SQLModel, table=True):
    """The national participation target from a day on."""

    __tablename__ = "target"
    __table_args__: ClassVar[Any] = {"schema": _SCHEMA, "comment": "Target nasional partisipasi"}

    berlaku_dari: date = column("Berlaku sejak", sa.Date, key=True)
    target_pct: Decimal = column("Target, persen", sa.Numeric(5, 2))
    sumber: str = column("Sumber", sa.String)
