"""Read: archived bytes to reported rows, each with file, sheet, row number and text as written.

Never guesses: an unknown sheet, header or unit is named, with the nearest known one.
"""

from tasks.read.frames import CELL_COUNTS, NOTES, SHEETS, SUBMISSIONS, Reading
from tasks.read.reading import read_submissions

__all__ = ["CELL_COUNTS", "NOTES", "SHEETS", "SUBMISSIONS", "Reading", "read_submissions"]
