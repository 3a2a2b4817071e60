"""The `pembinaan` command: one module per kind of question.

Exit codes: 0 done, 1 failed, 2 wrong usage. Heavy imports (Prefect, polars, Great Expectations)
happen inside the commands that need them, so `--help`, `sql` and `status` answer at once.
"""

from flows.commands import ask, examine, forget_file, keep, operate, run, show_anatomy, trace, why
from flows.commands.app import app

__all__ = [
    "app",
    "ask",
    "examine",
    "forget_file",
    "keep",
    "operate",
    "run",
    "show_anatomy",
    "trace",
    "why",
]
