"""FlexE: groups and calendars, their overhead, the switch between calendars, mux and demux, service curves."""

from __future__ import annotations

from onewindow.engines.network.flexe.blocks import Stream, demux, mux
from onewindow.engines.network.flexe.calendar import UNUSED, Calendar, assign, place
from onewindow.engines.network.flexe.groups import Client, FlexeError, Group, Phy
from onewindow.engines.network.flexe.overhead import Multiframe, crc16, decode, encode
from onewindow.engines.network.flexe.service import ServiceCurve, service_curve, staircase, worst_gap_ns
from onewindow.engines.network.flexe.subslots import TURN, SubSlots, assign_sub_slots, sub_slot_curve
from onewindow.engines.network.flexe.switching import Receiver, Sender

__all__ = [
    "TURN", "UNUSED", "Calendar", "Client", "FlexeError", "Group", "Multiframe", "Phy", "Receiver", "Sender",
    "ServiceCurve", "Stream", "SubSlots", "assign", "assign_sub_slots", "crc16", "decode", "demux", "encode", "mux",
    "place", "service_curve", "staircase", "sub_slot_curve", "worst_gap_ns",
]  # fmt: skip
