"""Simulate: plausible reports of real units, with planted defects and the truth."""

from flows.simulation.generator import simulate
from flows.simulation.model import MIX, SimulationRequest
from flows.simulation.nights import describe_habits
from flows.simulation.truth import TRUTH, Summary, truth_path

__all__ = [
    "MIX",
    "TRUTH",
    "SimulationRequest",
    "Summary",
    "describe_habits",
    "simulate",
    "truth_path",
]
