"""Grids of a file from a process of its own: what ends calamine must not end the command."""

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_all_start_methods, get_context

from schemas.errors import Fault, FileRejectedError
from tasks.read.formats import read_grids
from tasks.read.grid import Grid
from tasks.read.personal_cells import masked_fault

# a fork has everything imported already, and reading touches no polars frame, which would not
# survive one
_METHOD = "fork" if "fork" in get_all_start_methods() else "spawn"


def read_apart(content: bytes, name: str, max_cells: int) -> list[Grid] | Fault:
    """The grids of a file, or why there are none; whatever a hostile file breaks is E021."""
    with ProcessPoolExecutor(1, get_context(_METHOD), initializer=_be_silent) as pool:
        try:
            return pool.submit(_read, content, name, max_cells).result()
        except BrokenProcessPool:
            return Fault("E021", written="proses pembaca terhenti")


def _be_silent() -> None:
    """Let nobody see what a dying library prints; the fault says it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _read(content: bytes, name: str, max_cells: int) -> list[Grid] | Fault:
    try:
        return read_grids(content, name, max_cells)
    except FileRejectedError as error:
        return error.fault
    except Exception as error:  # noqa: BLE001 (the fault is the report)
        return masked_fault(Fault("E021", cause=repr(error)))
