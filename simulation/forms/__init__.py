"""Forms as people really fill them: plain, and rewritten so that they mean the same or less."""

from simulation.forms.compose import Composition, composed, plain, rewritten
from simulation.forms.form import Form
from simulation.forms.kinds import KINDS, FormKind
from simulation.forms.plain import FORMATS
from simulation.forms.rendering import cells_written, file_name, render

__all__ = [
    "FORMATS",
    "KINDS",
    "Composition",
    "Form",
    "FormKind",
    "cells_written",
    "composed",
    "file_name",
    "plain",
    "render",
    "rewritten",
]
