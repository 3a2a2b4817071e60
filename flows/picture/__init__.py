"""A picture of a file: what the reader takes every sheet, table and cell for. No warehouse.

`take_picture` looks; a terminal, a page and a record of plain values show the same picture.
"""

from flows.picture.looking import Picture, SheetSeen, TableSeen, take_picture
from flows.picture.page import page_of
from flows.picture.record import record_of
from flows.picture.terminal import show_picture, show_summary

__all__ = [
    "Picture",
    "SheetSeen",
    "TableSeen",
    "page_of",
    "record_of",
    "show_picture",
    "show_summary",
    "take_picture",
]
