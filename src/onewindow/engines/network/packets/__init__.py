"""Packets simulated event by event: links, queues, PFC, ECN, DCQCN, FlexE calendars. Seeded; compiled with numba."""

from __future__ import annotations

from onewindow.engines.network.packets.model import Dcqcn, Message, Port, Stream
from onewindow.engines.network.packets.simulation import Simulation

__all__ = ["Dcqcn", "Message", "Port", "Simulation", "Stream"]
