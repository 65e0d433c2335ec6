"""Faults of a network: from alarms to the incident, its root cause and the repair."""

from onewindow.engines.faults.learn import CausalGraph, learn, revise, update

__all__ = ["CausalGraph", "learn", "revise", "update"]
