"""Read: archived bytes to reported rows, each with file, sheet, row number and text as written.

Never guesses: an unknown sheet, header or unit is named, with the nearest known one.
"""

from tasks.read.frames import CELL_COUNTS, NOTES, SHEETS, SUBMISSIONS, Reading
from tasks.read.kanwil import read_kanwil_task, read_submissions
from tasks.read.names import Known, fresh_of

__all__ = [
    "CELL_COUNTS",
    "NOTES",
    "SHEETS",
    "SUBMISSIONS",
    "Known",
    "Reading",
    "fresh_of",
    "read_kanwil_task",
    "read_submissions",
]
