"""Report: what a run was, for the people who watch it in the Prefect UI."""

from tasks.report.backfill import Chunk, report_backfill_task
from tasks.report.night import report_held_task, report_task
from tasks.report.validations import keep_validations_task

__all__ = [
    "Chunk",
    "keep_validations_task",
    "report_backfill_task",
    "report_held_task",
    "report_task",
]
