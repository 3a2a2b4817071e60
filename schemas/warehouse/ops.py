"""`ops`: what came in, what became of it, and why."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from schemas.base import BigKey, column
from schemas.contracts import DATASETS

_SCHEMA = "ops"
_INSTANT = sa.DateTime(timezone=True)
_DATASETS = ", ".join(f"'{name}'" for name in DATASETS)

REPORT_ID = sa.Sequence("report_id_seq", schema=_SCHEMA, metadata=SQLModel.metadata)


class Run(SQLModel, table=True):
    """One run that committed: a night."""

    __tablename__ = "run"
    __table_args__: ClassVar[Any] = {"schema": _SCHEMA, "comment": "Pemuatan yang selesai"}

    run_id: str = column("Id flow run Prefect", sa.String, key=True)
    started_at: datetime = column("Mulai", _INSTANT)
    published_at: datetime = column("Saat angka terbit", _INSTANT)
    message: str = column("Ringkasan", sa.String)
    counts: dict[str, int] = column("Hitungan ringkas", JSONB)


class Submission(SQLModel, table=True):
    """One file of one sender; grain (sha256, sender). Every file ever seen, a rejected one too."""

    __tablename__ = "submission"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint(
            "state IN ('published', 'partial', 'rejected', 'duplicate')", name="state"
        ),
        sa.CheckConstraint("(state = 'rejected') = (kode IS NOT NULL)", name="rejected_has_reason"),
        {"schema": _SCHEMA, "comment": "Berkas yang pernah diterima"},
    )

    sha256: str = column("SHA-256 isi berkas", sa.String(64), key=True)
    sender: str = column("Map pengirim di landing zone", sa.String, key=True)
    name: str = column("Nama berkas", sa.String)
    received_at: datetime = column("Waktu berkas diterima (terakhir)", _INSTANT)
    size: int = column("Ukuran, bita", sa.BigInteger)
    state: str = column("published, partial, rejected, duplicate", sa.String)
    kode: str | None = column("Kode alasan penolakan", sa.String, null=True)
    alasan: str | None = column("Alasan penolakan", sa.String, null=True)
    run_id: str = column("Pemuatan yang membacanya", sa.String)


class Report(SQLModel, table=True):
    """One version of a report; grain (upt_id, dataset, bulan, version)."""

    __tablename__ = "report"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("upt_id", "dataset", "bulan", "version"),
        sa.Index(
            "uq_report_current",
            "upt_id",
            "dataset",
            "bulan",
            unique=True,
            postgresql_where=sa.text("is_current"),
        ),
        sa.Index(None, "bulan"),
        sa.Index(None, "sha256"),
        sa.CheckConstraint(
            "rows_read = rows_published + rows_quarantined + rows_total + rows_blank",
            name="nothing_lost",
        ),
        sa.CheckConstraint(f"dataset IN ({_DATASETS})", name="dataset"),
        sa.CheckConstraint("bulan = date_trunc('month', bulan)", name="first_day"),
        sa.CheckConstraint(
            "is_current = (current_from IS NOT NULL AND superseded_at IS NULL)",
            name="current_since",
        ),
        {"schema": _SCHEMA, "comment": "Versi laporan per unit, dataset, dan bulan"},
    )

    id: int = column("Id versi", BigKey, key=True)
    upt_id: str = column("Unit pelapor: UPT atau Kanwil", sa.String)
    dataset: str = column("Dataset", sa.String)
    bulan: date = column("Hari pertama bulan laporan", sa.Date)
    version: int = column("Versi, dari 1", sa.Integer)
    is_current: bool = column("Versi yang berlaku", sa.Boolean)
    is_nil: bool = column("Laporan nihil", sa.Boolean)
    tanggal_laporan: date = column("Tanggal laporan; urutan versi", sa.Date)
    received_at: datetime = column("Waktu diterima; urutan versi", _INSTANT)
    sha256: str = column("Berkas asal", sa.String(64))
    sender: str = column("Pengirim", sa.String)
    berkas: str = column("Nama berkas", sa.String)
    lembar: str = column("Lembar", sa.String)
    kolom: dict[str, int] = column("Kolom ke nomor kolom lembar, dari 0", JSONB)
    status: str | None = column("Status verifikasi", sa.String, null=True)
    content_hash: str = column("Sidik isi setelah diolah", sa.String(64))
    place_tanggal: date = column("Tanggal laporan terbaru dengan isi yang sama", sa.Date)
    place_received_at: datetime = column("Penerimaan terbaru dengan isi yang sama", _INSTANT)
    place_sha256: str = column("Berkas terbaru dengan isi yang sama", sa.String(64))
    published_at: datetime = column("Saat terbit", _INSTANT)
    current_from: datetime | None = column(
        "Saat mulai berlaku; kosong = datang terlambat, tidak pernah berlaku", _INSTANT, null=True
    )
    superseded_at: datetime | None = column("Saat digantikan", _INSTANT, null=True)
    run_id: str = column("Pemuatan yang menerbitkan", sa.String)
    rows_read: int = column("Baris dibaca", sa.Integer)
    rows_published: int = column("Baris terbit", sa.Integer)
    rows_quarantined: int = column("Baris dikarantina", sa.Integer)
    rows_total: int = column("Baris jumlah dan rata-rata", sa.Integer)
    rows_blank: int = column("Baris kosong, nihil, nomor kolom, dan catatan", sa.Integer)


class RejectedReport(SQLModel, table=True):
    """One sheet that named a dataset and could not be taken as a report."""

    __tablename__ = "rejected_report"
    __table_args__: ClassVar[Any] = (
        sa.ForeignKeyConstraint(
            ["sha256", "sender"], ["ops.submission.sha256", "ops.submission.sender"]
        ),
        {"schema": _SCHEMA, "comment": "Lembar yang ditolak sebagai laporan"},
    )

    sha256: str = column("Berkas", sa.String(64), key=True)
    sender: str = column("Pengirim", sa.String, key=True)
    lembar: str = column("Lembar", sa.String, key=True)
    dataset: str = column("Dataset yang disebut judulnya", sa.String, key=True)
    upt_id: str | None = column("Unit pelapor, bila dikenal", sa.String, null=True)
    bulan: date | None = column("Bulan, bila terbaca", sa.Date, null=True)
    berkas: str = column("Nama berkas", sa.String)
    kode: str = column("Kode alasan", sa.String)
    alasan: str = column("Alasan dalam bahasa Indonesia", sa.String)
    tertulis: str = column("Yang tertulis", sa.String)
    run_id: str = column("Pemuatan", sa.String)


class QuarantinedRow(SQLModel, table=True):
    """One row that cannot be trusted, with every reason; grain (report_id, baris)."""

    __tablename__ = "quarantined_row"
    __table_args__: ClassVar[Any] = (
        sa.ForeignKeyConstraint(["report_id"], ["ops.report.id"]),
        sa.Index(None, "upt_id", "bulan"),
        {"schema": _SCHEMA, "comment": "Baris yang dikarantina"},
    )

    report_id: int = column("Versi laporan", BigKey, key=True)
    baris: int = column("Nomor baris", sa.Integer, key=True)
    upt_id: str = column("Unit pelapor", sa.String)
    dataset: str = column("Dataset", sa.String)
    bulan: date = column("Bulan laporan", sa.Date)
    berkas: str = column("Nama berkas", sa.String)
    lembar: str = column("Lembar", sa.String)
    kode: list[str] = column("Kode alasan", ARRAY(sa.String))
    alasan: list[str] = column("Alasan dalam bahasa Indonesia", ARRAY(sa.String))
    tertulis: dict[str, str] = column("Isi sel seperti tertulis", JSONB)


class Warning_(SQLModel, table=True):  # noqa: N801 (Warning is a builtin)
    """One remark on something published, or on a file beside its reports."""

    __tablename__ = "warning"
    __table_args__: ClassVar[Any] = (
        sa.Index(None, "upt_id", "bulan"),
        sa.Index(None, "report_id"),
        {"schema": _SCHEMA, "comment": "Peringatan"},
    )

    id: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigKey,
        sa_column_kwargs={"comment": "Nomor"},
    )
    report_id: int | None = column("Versi laporan; kosong = berkas", BigKey, null=True)
    sha256: str = column("Berkas", sa.String(64))
    upt_id: str = column("Unit pelapor", sa.String)
    dataset: str | None = column("Dataset", sa.String, null=True)
    bulan: date | None = column("Bulan laporan", sa.Date, null=True)
    berkas: str = column("Nama berkas", sa.String)
    lembar: str = column("Lembar", sa.String)
    baris: int | None = column("Nomor baris; kosong = seluruh laporan", sa.Integer, null=True)
    sel: str = column("Alamat sel", sa.String)
    kode: str = column("Kode", sa.String)
    alasan: str = column("Alasan dalam bahasa Indonesia", sa.String)
    lintas: bool = column("Membandingkan dengan laporan lain; dihitung ulang", sa.Boolean)
