"""Simulate: plausible reports of real units, with planted defects and the truth."""

from simulation.generator import simulate
from simulation.model import MIX, SimulationRequest
from simulation.nights import describe_habits
from simulation.truth import TRUTH, Summary, truth_path

__all__ = [
    "MIX",
    "TRUTH",
    "SimulationRequest",
    "Summary",
    "describe_habits",
    "simulate",
    "truth_path",
]
