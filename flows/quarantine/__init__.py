"""The rows in quarantine, still open or closed: listed, counted, written for the units."""

from flows.quarantine.files import write_csv, write_json
from flows.quarantine.read import Asked, Listing, list_rows
from flows.quarantine.screen import show_listing
from flows.quarantine.workbook import write_workbook

__all__ = [
    "Asked",
    "Listing",
    "list_rows",
    "show_listing",
    "write_csv",
    "write_json",
    "write_workbook",
]
