"""The parts of a story, named as the columns they come from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tasks.report.lookup import NamedUnit


@dataclass(frozen=True)
class HeldRow:
    """A row in quarantine, with every reason.

    Attributes:
        sel: Per reason, the cell it names; empty where it names none.
        umur_hari: Days held, until now or until it was closed.
        keadaan: `terbuka`; `ditutup`, by `sebab` of the run `ditutup_oleh`; `tersimpan` where its
            version never counted.
        flow: What that run was: nightly or backfill.
    """

    report_id: int
    baris: int
    kode: list[str]
    sel: list[str]
    alasan: list[str]
    tertulis: dict[str, str | None]
    sejak: datetime
    umur_hari: int
    keadaan: str
    ditutup_at: datetime | None
    ditutup_oleh: str | None
    flow: str | None
    sebab: str | None
    perubahan: list[str]


@dataclass(frozen=True)
class Remark:
    """A warning on a published row, a whole report (`baris` null) or a file (`report_id` null)."""

    report_id: int | None
    sha256: str
    upt_id: str
    lembar: str
    baris: int | None
    sel: str
    kode: str
    alasan: str


@dataclass(frozen=True)
class ReportStory:
    """What a submission says about one (unit, dataset, month), and a version that holds it.

    A submission has several where later readings of the same file made versions of their own.

    Attributes:
        keadaan: Of the version: `berlaku`, `digantikan` (by `oleh_…`), `ditarik` (by nothing), or
            `tersimpan`: older than `oleh_…` when it came, never counted.
        pemilik: Name of the file the version came from; `karantina` names its rows and cells.
        sama: That is another submission, which says the same.
        berkas_berlaku: The latest file that says what counts now; null where nothing does.
        tanggal_berlaku: Its tanggal laporan.
        rows_flagged: Published rows that carry a warning.
    """

    sha256: str
    sender: str
    upt_id: str
    dataset: str
    bulan: date
    lembar: str
    tanggal_laporan: date
    report_id: int
    version: int
    keadaan: str
    pemilik: str
    pemilik_lembar: str
    pemilik_sha256: str
    sama: bool
    current_from: datetime | None
    superseded_at: datetime | None
    oleh_version: int | None
    oleh_berkas: str | None
    oleh_sha256: str | None
    oleh_tanggal: date | None
    berkas_berlaku: str | None
    tanggal_berlaku: date | None
    run_id: str
    is_nil: bool
    rows_read: int
    rows_published: int
    rows_quarantined: int
    rows_total: int
    rows_blank: int
    rows_flagged: int
    karantina: tuple[HeldRow, ...] = ()
    peringatan: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class RejectedSheet:
    """A sheet refused as a report.

    Attributes:
        susulan: Whether a later file was accepted for the same unit, dataset and month.
    """

    sha256: str
    sender: str
    lembar: str
    dataset: str
    upt_id: str | None
    bulan: date | None
    kode: str
    alasan: str
    run_id: str
    susulan: bool


def same_refusals(sheets: Iterable[RejectedSheet]) -> list[list[RejectedSheet]]:
    """Sheets refused for one and the same reason, together."""
    groups: dict[tuple[object, ...], list[RejectedSheet]] = {}
    for sheet in sheets:
        reason = sheet.kode, sheet.alasan, sheet.upt_id, sheet.bulan, sheet.susulan
        groups.setdefault(reason, []).append(sheet)
    return list(groups.values())


@dataclass(frozen=True)
class FileStory:
    """One submission.

    Attributes:
        susulan: Whether a later file of the same name was accepted.
    """

    sha256: str
    sender: str
    berkas: str
    first_received_at: datetime
    received_at: datetime
    state: str
    kode: str | None
    alasan: str | None
    run_id: str
    susulan: bool
    laporan: tuple[ReportStory, ...] = ()
    ditolak: tuple[RejectedSheet, ...] = ()
    peringatan: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Owed:
    """A dataset the unit owes for the month, and how that stands in `mart.kepatuhan`."""

    dataset: str
    status: str
    jatuh_tempo: date
    terlambat: bool


@dataclass(frozen=True)
class Story:
    """Everything there is to tell, each list in order of receipt.

    Attributes:
        unit: The unit asked about; null where files were.
        bulan: The month asked about, likewise.
        berkas: Files that speak of it.
        tak_terbaca: Files from the unit's folder whose month nobody could read.
        wajib: What is owed.
    """

    unit: NamedUnit | None
    bulan: date | None
    berkas: tuple[FileStory, ...]
    tak_terbaca: tuple[FileStory, ...] = ()
    wajib: tuple[Owed, ...] = ()
