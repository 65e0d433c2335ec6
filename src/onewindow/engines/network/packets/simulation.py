"""Links and flows put together, and a simulation run over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from onewindow.engines.network.packets.checking import LONGEST_NS, check_flow, check_port
from onewindow.engines.network.packets.model import Dcqcn, Message, Port, Stream
from onewindow.engines.network.packets.state import (
    CLASSES,
    DELIVERED,
    DROPPED,
    DRR,
    EVENTS,
    FLOW,
    FREE,
    MISSED,
    NOW,
    PACKET,
    PORT,
    PRIORITY,
    QUEUE,
    RANDOM,
    State,
)
from onewindow.engines.network.refused import Refused
from onewindow.texts import Text

NS = 1_000
US = 1_000_000
"""Picoseconds."""


class Simulation:
    """Ports and flows, run to a time and on from there. The same seed gives the same run, packet for packet."""

    def __init__(
        self,
        ports: Sequence[Port],
        flows: Sequence[Message | Stream],
        seed: int,
        dcqcn: Dcqcn = Dcqcn(),
        unit: int = 1_048,
        packets: int = 1 << 18,
    ) -> None:
        """``unit``: bytes of a message's packets on the wire; ``packets``: how many can be on their way at once.

        Raises ``Refused`` naming the port or flow that cannot be, and what would mend it.
        """
        for number, port in enumerate(ports):
            check_port(number, port)
        for number, flow in enumerate(flows):
            check_flow(number, flow, ports)
        self.ports, self.flows = tuple(ports), tuple(flows)
        self.state = _state(self.ports, self.flows, seed, dcqcn, unit, packets)
        from onewindow.engines.network.packets.heap import SHIFT, SOURCE, START, push

        for number, flow in enumerate(self.flows):
            kind = START if isinstance(flow, Message) else SOURCE
            push(self.state, int(flow.start_ns * NS), (kind << SHIFT) | number)

    def run(self, until_us: float) -> int:
        """Go on to ``until_us``; the number of events. Raises as ``check`` does, and ``Refused`` for a time that is
        none or that whole picoseconds cannot tell."""
        from onewindow.engines.network.packets.kernel import run

        events = run(self.state, whole_time(until_us))
        self.check()
        return int(events)

    def check(self) -> None:
        """Raises ``MemoryError`` if a packet or an event found no room, so that what was seen is not the truth."""
        if self.state.number[MISSED]:
            raise MemoryError("more packets on their way than the simulation was given room for; raise ``packets``")

    @property
    def delivered(self) -> int:
        """Packets that reached their sink."""
        return int(self.state.number[DELIVERED])

    @property
    def dropped(self) -> int:
        """Packets that found no room."""
        return int(self.state.number[DROPPED])

    @property
    def events(self) -> int:
        """Events so far."""
        return int(self.state.number[EVENTS])

    @property
    def now_us(self) -> float:
        """Time of the last event."""
        return float(self.state.number[NOW]) / US

    def set_ecn(self, port: int, kmin: int, kmax: int, pmax: float) -> None:
        """Change a port's marking from now on."""
        row = self.state.ports[port]
        row["kmin"], row["kmax"], row["pmax"] = kmin, kmax, pmax


def whole_time(until_us: float) -> int:
    """A moment in whole picoseconds. Raises ``Refused`` for one before the beginning or too far off."""
    if not 0 <= until_us * NS <= LONGEST_NS:
        longest = LONGEST_NS / 1e9
        raise Refused("simulation", Text(f"runs for 0 to {longest:g} s, not for {until_us / 1e6:g} s",
                                         f"仿真时长应为 0 至 {longest:g} 秒，现为 {until_us / 1e6:g} 秒"))  # fmt: skip
    return int(until_us * US)


def _state(ports: Sequence[Port], flows: Sequence[Message | Stream], seed: int, dcqcn: Dcqcn, unit: int,
           packets: int) -> State:  # fmt: skip
    many, count = len(ports), len(flows)

    def of_ports(name: str, scale: float = 1) -> Any:
        return np.array([getattr(port, name) * scale for port in ports], np.float64)

    def whole(values: Any) -> Any:
        return np.ascontiguousarray(values, np.int64)

    def none(size: int) -> Any:
        return np.zeros(size, np.int64)

    slots: list[int] = []
    calendar, owned = np.full(many, -1), np.zeros(many)
    for number, port in enumerate(ports):
        if port.calendar:
            calendar[number], owned[number] = len(slots), len(port.calendar)
            slots += sorted(port.calendar)
    messages = [flow if isinstance(flow, Message) else None for flow in flows]
    streams = [flow if isinstance(flow, Stream) else None for flow in flows]
    routes = [list(flow.route) for flow in flows]
    pace = of_ports("rate_gbps") ** -1 * 8_000.0
    line = np.array([pace[route[0]] for route in routes])
    back = [sum(int(ports[p].delay_ns * NS + 64 * pace[p]) for p in route) for route in routes]
    total = whole([flow.size if flow else 0 for flow in messages])
    add = 5 * dcqcn.line_gbps / 25 * 1e-3 / 8_000  # 5 Mb/s at 25 Gb/s, in bytes a picosecond
    gbps = np.array([flow.rate_gbps if flow else 1.0 for flow in streams])
    after = np.arange(1, packets + 1, dtype=np.int64)
    after[-1] = -1
    number = none(8)
    number[FREE], number[RANDOM] = 0, (seed * 0x9E3779B97F4A7C1 + 0x1234567) % (1 << 62) | 1
    control = np.array([
        dcqcn.gain, add, 10 * add, dcqcn.rate_timer_us * US, dcqcn.alpha_timer_us * US, dcqcn.bytes, dcqcn.fast,
        dcqcn.gap_us * US, 8_000 / dcqcn.slowest_gbps,
    ])  # fmt: skip
    rows, queues, on_way, sources = (
        np.zeros(size, kind) for size, kind in ((many, PORT), (many * CLASSES, QUEUE), (packets, PACKET), (count, FLOW))
    )
    for name in ("kmin", "kmax", "pmax", "limit", "xoff", "xon", "room", "cycle"):
        rows[name] = of_ports(name)
    rows["delay"], rows["respond"] = of_ports("delay_ns", NS), of_ports("respond_ns", NS)
    rows["pace"], rows["slot_time"] = pace, of_ports("slot_ps")
    rows["policy"] = [DRR if port.policy == "drr" else PRIORITY for port in ports]
    rows["host"] = [0 if port.host else -1 for port in ports]
    rows["calendar"], rows["owned"] = calendar, owned
    rows["sending"] = rows["ring"] = queues["head"] = queues["tail"] = sources["mate"] = -1
    queues["quantum"] = [port.quanta.get(c, 1_500.0) for port in ports for c in range(CLASSES)]
    on_way["after"] = after
    sources["first"] = np.cumsum([0] + [len(route) for route in routes[:-1]])
    sources["hops"], sources["rank"] = [len(route) for route in routes], [flow.rank for flow in flows]
    sources["unit"] = [unit if flow is None else flow.unit for flow in streams]
    sources["total"] = sources["left"] = total
    sources["start"] = sources["filled"] = [flow.start_ns * NS for flow in flows]
    sources["back"], sources["rate"], sources["target"], sources["alpha"] = back, line, line, 1.0
    sources["notified"] = -(1 << 50)
    sources["burst"] = sources["tokens"] = [float(flow.burst) if flow else 0.0 for flow in streams]
    sources["drip"], sources["style"] = 8_000.0 / gbps, [flow.style if flow else 0 for flow in streams]
    room = packets + count * 3 + many * (4 + 2 * CLASSES) + 64
    return State(rows, queues, on_way, sources, none(room), none(room), number, control,
                 whole(np.concatenate(routes)), whole(slots or [0]), none(many * 64))  # fmt: skip
