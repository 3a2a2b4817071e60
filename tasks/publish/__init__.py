"""Publish: verdicts to the warehouse, in one transaction: all of it or none of it."""

from tasks.publish.attempts import attempt_of, begin_run, end_run, living
from tasks.publish.gate import HeldError
from tasks.publish.night import Night, Outcome, Run, count_of
from tasks.publish.parts import part_by_month
from tasks.publish.runs import Chunk, Terms, next_backfill, write_chunks
from tasks.publish.scope import Scope
from tasks.publish.transaction import Published, publish, publish_task

__all__ = [
    "Chunk",
    "HeldError",
    "Night",
    "Outcome",
    "Published",
    "Run",
    "Scope",
    "Terms",
    "attempt_of",
    "begin_run",
    "count_of",
    "end_run",
    "living",
    "next_backfill",
    "part_by_month",
    "publish",
    "publish_task",
    "write_chunks",
]
