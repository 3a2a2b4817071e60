"""Simulate: plausible monthly reports of real units, with planted defects and the truth."""

from flows.simulation.generator import simulate
from flows.simulation.model import TRUTH, SimulationRequest

__all__ = ["TRUTH", "SimulationRequest", "simulate"]
