"""Publish: verdicts to the warehouse, in one transaction: all of it or none of it."""

from tasks.publish.night import Night, Outcome
from tasks.publish.transaction import publish_task

__all__ = ["Night", "Outcome", "publish_task"]
