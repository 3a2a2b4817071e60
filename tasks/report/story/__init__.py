"""The story of a unit's month or of a file: what became of every row, and what to do next."""

from tasks.report.story.advice import advise
from tasks.report.story.gathering import Key, find_files, list_files, tell_files, tell_month
from tasks.report.story.pieces import Story

__all__ = ["Key", "Story", "advise", "find_files", "list_files", "tell_files", "tell_month"]
