"""`ops`: what came in, what became of it, and why."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from schemas.base import BigKey, column
from schemas.contracts import DATASETS

_SCHEMA = "ops"
_INSTANT = sa.DateTime(timezone=True)
_DATASETS = ", ".join(f"'{name}'" for name in DATASETS)

# what a filled cell of a sheet can be, and how many are (Source: tasks.read.cell_roles.Role)
CELL_ROLES = {
    "judul": "judul dan bagian",
    "amplop": "unit, periode, tanggal",
    "kepala": "judul kolom",
    "nomor": "nomor baris",
    "nilai": "nilai baris",
    "jumlah": "baris jumlah dan pembanding",
    "catatan": "catatan, tanda tangan, nihil, contoh",
    "asing": "kolom tak dikenal",
    "lain": "tabel lain pada lembar",
    "bukan_laporan": "bukan laporan",
}
_CELLS_ADD_UP = sa.text("sel_dibaca = " + " + ".join(f"sel_{role}" for role in CELL_ROLES))


def _cells(role: str) -> Any:
    """Column that counts the cells of one role; `dibaca` counts all that are filled."""
    meaning = CELL_ROLES.get(role, "seluruhnya")
    return Field(
        default=0,
        sa_type=sa.Integer,
        nullable=False,
        sa_column_kwargs={"comment": f"Sel terisi: {meaning}", "server_default": "0"},
    )


class CountedCells(SQLModel):
    """How many filled cells of a sheet are what; every one has exactly one role."""

    sel_dibaca: int = _cells("dibaca")
    sel_judul: int = _cells("judul")
    sel_amplop: int = _cells("amplop")
    sel_kepala: int = _cells("kepala")
    sel_nomor: int = _cells("nomor")
    sel_nilai: int = _cells("nilai")
    sel_jumlah: int = _cells("jumlah")
    sel_catatan: int = _cells("catatan")
    sel_asing: int = _cells("asing")
    sel_lain: int = _cells("lain")
    sel_bukan_laporan: int = _cells("bukan_laporan")


class ReasonParts(SQLModel):
    """What a sentence of `alasan` is made from (`schemas.sentences.PARTS`)."""

    kode: str = column("Kode alasan", sa.String)
    kolom: list[str] = column("Kolom yang dimaksud, yang pertama yang salah", ARRAY(sa.String))
    sel: list[str] = column("Sel tiap kolom itu, bila diketahui", ARRAY(sa.String))
    tertulis: str = column("Yang tertulis pada kolom pertama", sa.String)
    diharapkan: str = column("Yang diharapkan, selain yang selalu dikatakan kodenya", sa.String)


REPORT_ID = sa.Sequence("report_id_seq", schema=_SCHEMA, metadata=SQLModel.metadata)


class Rulebook(SQLModel, table=True):
    """What decides a verdict, as some run found it: rules, references and reading code."""

    __tablename__ = "rulebook"
    __table_args__: ClassVar[Any] = {"schema": _SCHEMA, "comment": "Aturan dan acuan yang dipakai"}

    stamp: str = column("Sidik seluruhnya", sa.String(16), key=True)
    parts: dict[str, str] = column("Berkas aturan, acuan, dan setelan ke sidiknya", JSONB)


class Definition(SQLModel, table=True):
    """Of which release something derived is: reference tables, figures, views, cross remarks."""

    __tablename__ = "definition"
    __table_args__: ClassVar[Any] = {
        "schema": _SCHEMA,
        "comment": "Rilis yang membangun acuan, angka, dan tampilan gudang ini",
    }

    nama: str = column("acuan, agregat, tampilan, lintas", sa.String, key=True)
    sidik: str = column("Sidik yang terakhir dibangun", sa.String(16))
    sejak: datetime = column("Saat dibangun", _INSTANT)


class Run(SQLModel, table=True):
    """One attempt at a run: a night, a backfill's month, a new release; from its beginning on.

    A line is written when a run begins and says how it ended. One that ended stays as it is, but
    for `held`, which is `settled` once; who tries the flow run again is another line.
    """

    __tablename__ = "run"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint("flow IN ('nightly', 'backfill', 'migrate', 'settings')", name="flow"),
        sa.CheckConstraint(
            "state IN ('running', 'published', 'held', 'settled', 'failed', 'cancelled', "
            "'crashed')",
            name="state",
        ),
        sa.CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published"),
        sa.CheckConstraint(
            "(rulebook IS NULL) = (flow NOT IN ('nightly', 'backfill'))", name="judged_by"
        ),
        sa.ForeignKeyConstraint(["rulebook"], ["ops.rulebook.stamp"]),
        sa.Index(None, "published_at"),
        sa.Index(None, "flow_run_id"),
        {"schema": _SCHEMA, "comment": "Pemuatan: yang berjalan, selesai, ditahan atau gagal"},
    )

    run_id: str = column(
        "Id percobaan: id flow run, dari yang kedua dengan .nomor", sa.String, key=True
    )
    flow: str = column(
        "nightly, backfill; migrate = rilis baru; settings = setelan diubah", sa.String
    )
    state: str = column(
        "running; published; held = ditahan gerbang; settled = sudah ditindak; failed; cancelled; "
        "crashed = berhenti tanpa kabar",
        sa.String,
    )
    started_at: datetime = column("Mulai", _INSTANT)
    published_at: datetime | None = column("Saat angka terbit", _INSTANT, null=True)
    message: str = column("Ringkasan", sa.String)
    counts: dict[str, int] = column("Hitungan ringkas", JSONB)
    rulebook: str | None = column("Aturan dan acuan yang dipakai", sa.String(16), null=True)
    scope: str = column("Backfill: bulan, unit, dataset; kosong = nightly", sa.String)
    task: str = column("Backfill: sidik tugas; tugas yang sama tidak diulang", sa.String)
    flow_run_id: str | None = column(
        "Id flow run Prefect; kosong = bukan flow run", sa.String, null=True
    )
    attempt: int = Field(
        default=1,
        sa_type=sa.Integer,
        nullable=False,
        sa_column_kwargs={"comment": "Percobaan keberapa flow run itu", "server_default": "1"},
    )
    plan: str = Field(
        default="",
        sa_type=sa.String,
        nullable=False,
        sa_column_kwargs={"comment": "Backfill: rencana yang dijalankan", "server_default": ""},
    )
    seen_at: datetime | None = column(
        "Tanda hidup terakhir; kosong = dari rilis sebelumnya", _INSTANT, null=True
    )


class BackfillChunk(SQLModel, table=True):
    """What a backfill did in one month, or besides; grain (run_id, nomor)."""

    __tablename__ = "backfill_chunk"
    __table_args__: ClassVar[Any] = {"schema": _SCHEMA, "comment": "Bagian tiap backfill"}

    run_id: str = column("Backfill: id flow run Prefect", sa.String, key=True)
    nomor: int = column("Urutan", sa.Integer, key=True)
    name: str = column("Bulan, atau hal lain yang dikerjakan", sa.String)
    is_done: bool = column("Selesai; bila tidak, pesan mengatakan sebabnya", sa.Boolean)
    message: str = column("Yang terjadi", sa.String)
    part_id: str = column("Pemuatan yang mengerjakannya; kosong = tidak ada", sa.String)


class BackfillChange(SQLModel, table=True):
    """What a month of a backfill changed; of a dry run, what it took back again."""

    __tablename__ = "backfill_change"
    __table_args__: ClassVar[Any] = {
        "schema": _SCHEMA,
        "comment": "Yang diubah satu bulan sebuah backfill, atau akan diubah (uji coba)",
    }

    run_id: str = column("Pemuatan: satu bulan sebuah backfill", sa.String, key=True)
    sentence: str = column("Ringkasan", sa.String)
    counts: dict[str, int] = column("Hitungan ringkas", sa.JSON)
    versions: list[Any] = column("Versi baru dan yang ditarik", sa.JSON)
    cleared: list[Any] = column("Baris karantina yang ditutup dan tidak ditahan lagi", sa.JSON)
    figures: list[Any] = column("Angka nasional dan Kanwil sebelum dan sesudah", sa.JSON)
    plan: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=sa.JSON,
        nullable=False,
        sa_column_kwargs={
            "comment": "Uji coba: aturan, berkas dan keadaan yang mendasarinya",
            "server_default": "{}",
        },
    )


class BackfillPlan(SQLModel, table=True):
    """What a dry run has shown, to be done by its token exactly so, or not at all."""

    __tablename__ = "backfill_plan"
    __table_args__: ClassVar[Any] = {"schema": _SCHEMA, "comment": "Rencana dari uji coba backfill"}

    token: str = column("Tanda rencana", sa.String(12), key=True)
    run_id: str = column("Uji coba: id flow run Prefect", sa.String)
    made_at: datetime = column("Saat dibuat", _INSTANT)
    asked: dict[str, Any] = column("Yang diminta", sa.JSON)
    parts: list[Any] = column("Tiap bulan: aturan, berkas dan keadaan yang mendasarinya", sa.JSON)


class Submission(SQLModel, table=True):
    """One file of one sender; grain (sha256, sender). Every file ever seen, a rejected one too."""

    __tablename__ = "submission"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint(
            "state IN ('published', 'partial', 'rejected', 'duplicate', 'held', 'archived', "
            "'withdrawn')",
            name="state",
        ),
        sa.CheckConstraint(
            "CASE WHEN state IN ('held', 'archived', 'withdrawn') THEN true "
            "ELSE (state = 'rejected') = (kode IS NOT NULL) END",
            name="rejected_has_reason",
        ),
        sa.Index(None, "state"),
        sa.Index(None, "name", postgresql_using="hash"),  # of any length
        {"schema": _SCHEMA, "comment": "Berkas yang pernah diterima"},
    )

    sha256: str = column("SHA-256 isi berkas", sa.String(64), key=True)
    sender: str = column("Map pengirim di landing zone", sa.String, key=True)
    name: str = column("Nama berkas", sa.String)
    first_received_at: datetime = column(
        "Pertama kali dilihat; berkas riwayat: waktunya sendiri", _INSTANT
    )
    received_at: datetime = column(
        "Kiriman terakhir: waktu berkasnya sendiri bila mungkin benar, selain itu saat dilihat",
        _INSTANT,
    )
    size: int = column("Ukuran, bita", sa.BigInteger)
    receipts: list[list[Any]] = column(
        "Tiap kiriman: nama, waktu berkasnya, pertama kali dilihat, apakah riwayat", JSONB
    )
    state: str = column(
        "published, partial, rejected, duplicate; held = ditahan gerbang; "
        "archived = disimpan, di luar bulan yang diminta; "
        "withdrawn = dihapus dari landing zone selagi ditahan",
        sa.String,
    )
    kode: str | None = column(
        "Kode alasan penolakan; held, archived: bila akan ditolak", sa.String, null=True
    )
    alasan: str | None = column("Alasan penolakan", sa.String, null=True)
    run_id: str = column("Pemuatan yang membacanya", sa.String)


class Forgotten(SQLModel, table=True):
    """One file whose bytes and texts were removed for good; its figures and counts stand."""

    __tablename__ = "forgotten"
    __table_args__: ClassVar[Any] = {
        "schema": _SCHEMA,
        "comment": "Berkas yang dilupakan: isi dan teksnya dihapus, angkanya tetap",
    }

    sha256: str = column("SHA-256 isi berkas yang dilupakan", sa.String(64), key=True)
    dilupakan_at: datetime = column("Saat teksnya dihapus", _INSTANT)
    oleh: str = column("Siapa yang memintanya", sa.String)
    sebab: str = column("Mengapa", sa.String)
    hitungan: dict[str, int] = column("Yang dihapus atau disamarkan, per tabel", JSONB)
    arsip_dihapus_at: datetime | None = column(
        "Saat isinya dihapus dari arsip; kosong = belum", _INSTANT, null=True
    )


class ListedFile(SQLModel, table=True):
    """A file of the landing zone as it was last read, and its submission: unchanged, it is known.

    Grain (sender, name), of any length.
    """

    __tablename__ = "listed_file"
    __table_args__: ClassVar[Any] = {
        "schema": _SCHEMA,
        "comment": "Berkas landing zone yang dikenal tanpa dibuka",
    }

    sidik: str = Field(
        sa_column=sa.Column(
            sa.String(32),
            sa.Computed("md5(sender || '/' || name)", persisted=True),
            primary_key=True,
            comment="Sidik pengirim dan nama",
        )
    )
    sender: str = column("Map pengirim di landing zone", sa.String)
    name: str = column("Nama berkas", sa.String)
    size: int = column("Ukuran, bita", sa.BigInteger)
    modified_at: datetime = column("Waktu berkasnya sendiri", _INSTANT)
    stamp: str = column("Penanda lain: inode dan waktu ubah, atau ETag; boleh kosong", sa.String)
    sha256: str = column("SHA-256 kiriman itu", sa.String(64))


class LeftFile(SQLModel, table=True):
    """A file that a run left as it is; grain (run_id, nomor)."""

    __tablename__ = "left_file"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint("sebab IN ('growing', 'deleted', 'damaged', 'missing')", name="sebab"),
        {"schema": _SCHEMA, "comment": "Berkas yang dibiarkan, tidak ditolak dan tidak hilang"},
    )

    run_id: str = column("Pemuatan", sa.String, key=True)
    nomor: int = column("Urutan", sa.Integer, key=True)
    sender: str = column("Map pengirim di landing zone", sa.String)
    name: str = column("Nama berkas", sa.String)
    sebab: str = column(
        "growing = masih ditulis, malam berikutnya; deleted = dihapus selagi ditahan; "
        "damaged, missing = salinan arsip rusak atau hilang",
        sa.String,
    )
    sha256: str = column("Kiriman yang dimaksud; kosong = belum dibaca", sa.String)


class Report(CountedCells, table=True):
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
        # which versions count, now or at an instant, and what the ledger asks of them, without a
        # look at the table: its lines are wide, and most of them superseded
        sa.Index("ix_report_current_id", "id", postgresql_where=sa.text("is_current")),
        sa.Index(
            "ix_report_current_bulan",
            "bulan",
            "dataset",
            "upt_id",
            postgresql_where=sa.text("is_current"),
            postgresql_include=["id", "is_nil", "rows_published", "rows_quarantined"],
        ),
        sa.Index(
            "ix_report_pada",
            "bulan",
            "current_from",
            "superseded_at",
            postgresql_include=["id", "upt_id", "dataset", "is_nil"],
        ),
        sa.Index(None, "sha256"),
        sa.CheckConstraint(
            "rows_read = rows_published + rows_quarantined + rows_total + rows_blank",
            name="nothing_lost",
        ),
        sa.CheckConstraint(_CELLS_ADD_UP, name="no_cell_lost"),
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
    tabel: int = Field(
        default=1,
        sa_type=sa.Integer,
        nullable=False,
        sa_column_kwargs={"comment": "Tabel keberapa pada lembar", "server_default": "1"},
    )
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


class SubmissionReport(SQLModel, table=True):
    """What one submission says about one unit, dataset and month, and which version holds it."""

    __tablename__ = "submission_report"
    __table_args__: ClassVar[Any] = (
        sa.ForeignKeyConstraint(
            ["sha256", "sender"], ["ops.submission.sha256", "ops.submission.sender"]
        ),
        sa.ForeignKeyConstraint(["report_id"], ["ops.report.id"]),
        sa.CheckConstraint("fate IN ('current', 'kept', 'same')", name="fate"),
        sa.Index(None, "upt_id", "bulan"),
        sa.Index(None, "bulan", "dataset", "upt_id", "first_received_at"),
        {"schema": _SCHEMA, "comment": "Laporan yang diterima dari tiap berkas"},
    )

    sha256: str = column("Berkas", sa.String(64), key=True)
    sender: str = column("Pengirim", sa.String, key=True)
    upt_id: str = column("Unit pelapor", sa.String, key=True)
    dataset: str = column("Dataset", sa.String, key=True)
    bulan: date = column("Bulan laporan", sa.Date, key=True)
    lembar: str = column("Lembar", sa.String)
    tanggal_laporan: date = column("Tanggal laporan", sa.Date)
    first_received_at: datetime = column("Pertama kali diterima; tepat waktu atau tidak", _INSTANT)
    report_id: int = column("Versi yang memuat isinya", BigKey)
    fate: str = column("current = berlaku saat tiba; kept = lebih lama; same = sama", sa.String)
    run_id: str = column("Pemuatan yang menilainya", sa.String)


class Restatement(SQLModel, table=True):
    """One published figure that a run changed: by reports, or by how figures are made."""

    __tablename__ = "restatement"
    __table_args__: ClassVar[Any] = (
        sa.CheckConstraint("jenis IN ('laporan', 'acuan', 'definisi')", name="jenis"),
        sa.CheckConstraint("sebelum IS NOT NULL OR jenis <> 'laporan'", name="was_published"),
        sa.CheckConstraint("tingkat IN ('upt', 'kanwil', 'nasional')", name="tingkat"),
        sa.Index(None, "bulan", "metrik"),
        {"schema": _SCHEMA, "comment": "Angka terbit yang berubah"},
    )

    run_id: str = column("Pemuatan yang mengubah", sa.String, key=True)
    tingkat: str = column("upt, kanwil, nasional", sa.String, key=True)
    unit_id: str = column("UPT atau Kanwil; ID = nasional", sa.String, key=True)
    bulan: date = column("Bulan", sa.Date, key=True)
    metrik: str = column("Metrik", sa.String, key=True)
    rincian: str = column("Ekspor: produk, negara, satuan; selain itu kosong", sa.String, key=True)
    jenis: str = Field(
        default="laporan",
        primary_key=True,
        sa_type=sa.String,
        sa_column_kwargs={
            "comment": "laporan; definisi = angka atau mart didefinisikan ulang; acuan = daftar "
            "atau acuan berubah",
            "server_default": "laporan",
        },
    )
    sebelum: Decimal | None = column(
        "Angka sebelumnya; kosong = belum ada angkanya dalam definisi atau acuan lama",
        sa.Numeric,
        null=True,
    )
    sesudah: Decimal | None = column("Angka sesudahnya; kosong = ditarik", sa.Numeric, null=True)
    laporan: list[int] = column("Versi laporan yang menyebabkannya", ARRAY(sa.BigInteger))


class HeldFigure(SQLModel, table=True):
    """One national figure a held run would have published."""

    __tablename__ = "held_figure"
    __table_args__: ClassVar[Any] = (
        sa.ForeignKeyConstraint(["run_id"], ["ops.run.run_id"]),
        {"schema": _SCHEMA, "comment": "Angka nasional pemuatan yang ditahan"},
    )

    run_id: str = column("Pemuatan yang ditahan", sa.String, key=True)
    bulan: date = column("Bulan", sa.Date, key=True)
    metrik: str = column("Metrik", sa.String, key=True)
    sebelum: Decimal | None = column("Angka yang berlaku", sa.Numeric, null=True)
    sesudah: Decimal | None = column("Angka yang ditahan", sa.Numeric, null=True)
    upt_sebelum: int = column("Unit di balik angka yang berlaku", sa.Integer)
    upt_sesudah: int = column("Unit di balik angka yang ditahan", sa.Integer)
    sebab_ditahan: bool = column("Angka ini yang menahan pemuatan", sa.Boolean)


class RejectedReport(CountedCells, ReasonParts, table=True):
    """One table that named a dataset and could not be taken as a report."""

    __tablename__ = "rejected_report"
    __table_args__: ClassVar[Any] = (
        sa.ForeignKeyConstraint(
            ["sha256", "sender"], ["ops.submission.sha256", "ops.submission.sender"]
        ),
        sa.CheckConstraint(_CELLS_ADD_UP, name="no_cell_lost"),
        {"schema": _SCHEMA, "comment": "Tabel yang ditolak sebagai laporan"},
    )

    sha256: str = column("Berkas", sa.String(64), key=True)
    sender: str = column("Pengirim", sa.String, key=True)
    lembar: str = column("Lembar", sa.String)
    # a title may be of any length, a key may not
    sidik_lembar: str | None = Field(
        default=None,
        sa_column=sa.Column(
            sa.String(32),
            sa.Computed("md5(lembar)", persisted=True),
            primary_key=True,
            comment="Sidik judul lembar",
        ),
    )
    dataset: str = column("Dataset yang disebut judulnya", sa.String, key=True)
    tabel: int = Field(
        default=1,
        primary_key=True,
        sa_type=sa.Integer,
        sa_column_kwargs={"comment": "Tabel keberapa pada lembar", "server_default": "1"},
    )
    upt_id: str | None = column("Unit pelapor, bila dikenal", sa.String, null=True)
    bulan: date | None = column("Bulan, bila terbaca", sa.Date, null=True)
    berkas: str = column("Nama berkas", sa.String)
    alasan: str = column("Alasan dalam bahasa Indonesia", sa.String)
    run_id: str = column("Pemuatan", sa.String)


class QuarantinedRow(SQLModel, table=True):
    """One row that cannot be trusted, with every reason; grain (report_id, baris)."""

    __tablename__ = "quarantined_row"
    __table_args__: ClassVar[Any] = (
        sa.ForeignKeyConstraint(["report_id"], ["ops.report.id"]),
        sa.CheckConstraint("sebab IN ('koreksi', 'aturan', 'diteruskan', 'ditarik')", name="sebab"),
        sa.CheckConstraint("(ditutup_at IS NULL) = (sebab IS NULL)", name="closed_why"),
        sa.Index(None, "upt_id", "bulan"),
        sa.Index(
            "ix_quarantined_row_open",
            "report_id",
            postgresql_where=sa.text("ditutup_at IS NULL"),
        ),
        # closed rows, most by far, are counted and the newest of them shown by this alone
        sa.Index(
            "ix_quarantined_row_closed",
            sa.text("bulan DESC"),
            "upt_id",
            "dataset",
            sa.text("report_id DESC"),
            "baris",
            postgresql_where=sa.text("ditutup_at IS NOT NULL"),
            postgresql_include=["sejak", "ditutup_at"],
        ),
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
    temuan: list[dict[str, Any]] = column(
        "Bagian tiap alasan: kode, kolom, sel, tertulis, diharapkan", ARRAY(JSONB)
    )
    tertulis: dict[str, str] = column("Isi sel seperti tertulis", JSONB)
    sejak: datetime = column("Dikarantina sejak, juga dalam versi sebelumnya", _INSTANT)
    ditutup_at: datetime | None = column(
        "Saat ditutup; kosong = masih terbuka", _INSTANT, null=True
    )
    ditutup_oleh: str | None = column("Pemuatan yang menutup", sa.String, null=True)
    sebab: str | None = column(
        "koreksi = laporan baru; aturan = dinilai ulang; diteruskan = masih ada dalam versi baru; "
        "ditarik = laporannya tidak lagi diterima",
        sa.String,
        null=True,
    )
    perubahan: list[str] = column(
        "Aturan, acuan, dan setelan yang berubah sejak dikarantina", ARRAY(sa.String)
    )


class Warning_(ReasonParts, table=True):  # noqa: N801 (Warning is a builtin)
    """One remark on something published, or on a file beside its reports."""

    __tablename__ = "warning"
    __table_args__: ClassVar[Any] = (
        sa.Index(None, "upt_id", "bulan"),
        sa.Index(None, "report_id"),
        sa.Index(
            "ix_warning_lintas", "kode", "upt_id", "bulan", postgresql_where=sa.text("lintas")
        ),
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
    alasan: str = column("Alasan dalam bahasa Indonesia", sa.String)
    lintas: bool = column("Membandingkan dengan laporan lain; dihitung ulang", sa.Boolean)
