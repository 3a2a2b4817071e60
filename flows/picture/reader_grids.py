"""Grids of a file from a process of its own: what a hostile file does must not end the command."""

import signal
import tempfile
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from schemas.errors import Fault, FileRejectedError
from schemas.settings import Settings
from tasks.read.formats import read_grids
from tasks.read.grid import Grid
from tasks.read.personal_cells import masked_fault
from tasks.read.reader import Limits, fault_of_death, limit_memory

# a fork has everything imported already, and reading touches no polars frame, which would not
# survive one
_METHOD = "fork" if "fork" in get_all_start_methods() else "spawn"


def read_apart(content: bytes, name: str, settings: Settings) -> list[Grid] | Fault:
    """The grids of a file, or why there are none; it may take what it may take in a night."""
    limits = Limits(settings.read_seconds, settings.read_memory_mb, 1)
    with tempfile.NamedTemporaryFile() as said:
        context, born = get_context(_METHOD), (limits, said.name)
        with ProcessPool(1, initializer=_be_limited, initargs=born, context=context) as pool:
            try:
                return pool.schedule(_read, args=(content, name, settings.max_cells)).result()
            except (ProcessExpired, MemoryError) as error:
                words = Path(said.name).read_text(errors="replace")
                return fault_of_death(error, limits, name, words)


def _be_limited(limits: Limits, said: str) -> None:
    limit_memory(limits.memory_mb, said)
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)  # of one file: it opens no other


def _read(content: bytes, name: str, max_cells: int) -> list[Grid] | Fault:
    try:
        return read_grids(content, name, max_cells)
    except FileRejectedError as error:
        return error.fault
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (the fault is the report)
        return masked_fault(Fault("E021", cause=repr(error)))
