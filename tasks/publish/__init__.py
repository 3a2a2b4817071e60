"""Publish: verdicts to the warehouse, in one transaction: all of it or none of it."""

from tasks.publish.gate import HeldError
from tasks.publish.night import Night, Outcome, Run, count_of
from tasks.publish.parts import part_by_month
from tasks.publish.runs import Terms
from tasks.publish.scope import Scope
from tasks.publish.transaction import Published, publish, publish_task

__all__ = [
    "HeldError",
    "Night",
    "Outcome",
    "Published",
    "Run",
    "Scope",
    "Terms",
    "count_of",
    "part_by_month",
    "publish",
    "publish_task",
]
