"""What a simulation keeps between two runs: rows of ports, queues, packets and flows.

Times are whole picoseconds, sizes bytes. A port is the sending end of a link with its queues, one a class; a flow's
packets take the ports of its route in turn. A ``host`` port sends for the flows that begin there (they wait for it,
nothing queues in it), others queue.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

I8 = NDArray[np.int64]
F8 = NDArray[np.float64]
Rows = Any
"""A structured array; a row's fields are its attributes in compiled code."""
Whole = Any
"""A whole number of 64 bits, of Python or numpy: compiled code sees no difference."""
CLASSES = 3
PRIORITY, DRR = 0, 1
EVENTS, HEAP, FREE, NOW, RANDOM, DELIVERED, DROPPED, MISSED = range(8)
"""Places in ``number``."""
GAIN, ADD, HYPER, RATE_TIMER, ALPHA_TIMER, BYTES, FAST, GAP, SLOWEST = range(9)
"""Places in ``control``: DCQCN's gain, increases (bytes a picosecond), timers, byte counter, fast rounds, notice
gap."""


def _row(whole: str, real: str) -> np.dtype[Any]:
    return np.dtype([(name, np.int64) for name in whole.split()] + [(name, np.float64) for name in real.split()])


PORT = _row(
    "delay policy host kmin kmax limit xoff xon room respond calendar cycle owned busy sending turn ring wake most "
    "sent marked pauses",
    "pace pmax slot_time",
)
"""``host``: 0 sends for its flows, -1 queues. ``calendar``: start of its slots, -1 for none. ``wake``: when a host
looks again. ``most``: most bytes that waited."""
QUEUE = _row("held told stopped head tail bytes", "quantum deficit")
"""A port's class. ``held``: bytes over this link that are at its far end; ``told``: it has been told to stop."""
PACKET = _row("flow size hop born mark after", "")
FLOW = _row(
    "first hops rank unit total start left got done back cut grown decayed counted notified due mate filled style "
    "packets delay_most dropped",
    "rate target alpha burst drip tokens delay_sum",
)
"""``total``: bytes of a message, 0 for a stream. ``back``: time of a notice from the sink. ``rate``, ``target``,
``drip``: picoseconds a byte. ``cut``: last decrease; ``grown``, ``counted``: increases and bytes since; ``mate``: next
of the ring."""


class State(NamedTuple):
    """All of it, in the order of the event loop's parameters."""

    ports: Rows
    queues: Rows
    packets: Rows
    flows: Rows
    heap_time: I8
    heap_what: I8
    number: I8
    control: F8
    route: I8
    slots: I8
    seen: I8
    """Port by 64: packets by the length of the queue they met, in steps of 64 KiB."""
