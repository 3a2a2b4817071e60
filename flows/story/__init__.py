"""The story of a unit's month or of a file: what became of every row, and what to do next."""

from flows.story.advice import advise
from flows.story.parts import Story
from flows.story.read import Key, find_files, list_files, tell_files, tell_month
from flows.story.screen import show_files, show_story

__all__ = [
    "Key",
    "Story",
    "advise",
    "find_files",
    "list_files",
    "show_files",
    "show_story",
    "tell_files",
    "tell_month",
]
