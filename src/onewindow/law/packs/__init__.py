"""Jurisdiction packs: how complaints about listings run under a law or a policy, one file a lawyer can read for each.

``read`` turns the text of a file into values; it knows no desk. What a field means stands in ``marketplace.toml``.
"""

from __future__ import annotations

from onewindow.law.packs.reading import FaultyPack, built_in, read
from onewindow.law.packs.shapes import (
    Article,
    Clock,
    Letter,
    Pack,
    Policy,
    Programme,
    Reason,
    State,
    Step,
    Strikes,
)

__all__ = [
    "Article", "Clock", "FaultyPack", "Letter", "Pack", "Policy", "Programme", "Reason", "State", "Step", "Strikes",
    "built_in", "read",
]  # fmt: skip
