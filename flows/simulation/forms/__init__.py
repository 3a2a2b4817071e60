"""Forms as people really fill them: plain, and rewritten so that they mean the same or less."""

from flows.simulation.forms.compose import Composition, composed, plain, rewritten
from flows.simulation.forms.form import Form
from flows.simulation.forms.kinds import KINDS, FormKind
from flows.simulation.forms.plain import FORMATS
from flows.simulation.forms.rendering import cells_written, file_name, render

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
