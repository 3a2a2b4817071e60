"""The three ways a run can go wrong; a bad row is not one of them (it is data)."""

from typing import NamedTuple


class EtlError(Exception):
    """Base of every error this project raises."""


class TransientError(EtlError):
    """The network or a server did not answer: trying again may help."""


class AwayError(TransientError):
    """The warehouse did not answer, for as long as a run has patience: waited for already."""


class UnansweredError(AwayError):
    """The warehouse went away while it was told to commit, and did not come back to say whether."""


class TerminalError(EtlError):
    """Trying again cannot help: a broken suite, a wrong setting, a schema too old."""


class WrongUsageError(TerminalError):
    """What was asked for cannot be meant: a name, month or setting that nobody knows."""


class Fault(NamedTuple):
    """Why a file or a sheet cannot be taken, in the words its sender reads.

    Attributes:
        code: Key of `schemas.reasons.REASONS`.
        sheet: Sheet title, empty where the whole file is meant.
        cell: Address such as `B12`, empty where no single cell is to blame.
        written: What stands there.
        expected: What the program looked for, with the nearest known one as a suggestion.
        cause: What a library said of it, in its own words: for engineers, no sender reads it.
    """

    code: str
    sheet: str = ""
    cell: str = ""
    written: str = ""
    expected: str = ""
    cause: str = ""


class FileRejectedError(EtlError):
    """One file cannot be read; the others go on."""

    def __init__(self, fault: Fault) -> None:
        """Keep the fault for the ledger."""
        super().__init__(f"{fault.code} {fault.cause or fault.written}".strip())
        self.fault = fault
