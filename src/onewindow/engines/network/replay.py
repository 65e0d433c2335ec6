"""The same network in packets as in the proof: what the simulator sees must stay below what was proved.

A calculus network in bits and seconds is read as links: a server's latency is time on the way, packets are stored and
forwarded. ``proved_network`` is what to bound: a packet is at the next server when its last bit is, so each server's
service starts a largest packet later (packetizer: Le Boudec, Thiran, "Network calculus", theorem 1.7.1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from onewindow.engines.network.calculus.ludb import Ludb
from onewindow.engines.network.calculus.masks import Masks
from onewindow.engines.network.calculus.model import Network
from onewindow.engines.network.packets import Port, Simulation, Stream
from onewindow.engines.network.packets.state import CLASSES
from onewindow.engines.network.refused import Refused
from onewindow.texts import Text

MOST_WAITING = 200_000
"""Packets that all bursts together may have: 64 times as many have room, which takes up to 1.1 GB."""


@dataclass(frozen=True, slots=True)
class Slots:
    """What a server is made of in a FlexE calendar: its slots of ``cycle``, how long one lasts, and the time on the
    way."""

    owned: Sequence[int]
    cycle: int
    slot_ps: float
    delay_s: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What a flow's packets met: how many arrived, the longest delay (s), how many were dropped."""

    packets: int
    delay: float
    dropped: int


def proved_network(network: Network) -> Network:
    """The network with a largest packet's time added to each server's latency; what bounds of packets are asked of."""
    largest = {server.id: 0.0 for server in network.servers}
    for flow in network.flows:
        for server in flow.path:
            largest[server] = max(largest[server], flow.packet)
    servers = [replace(s, latency=s.latency + largest[s.id] / s.rate) for s in network.servers]
    return Network(servers, network.flows)


def buffers(proved: Network) -> dict[str, float]:
    """Bits that may wait in each FIFO server at most: with as much room nothing is lost (burst + rate x latency)."""
    ludb = Ludb(Masks(proved))
    masks, most = ludb.masks, {}
    for place, server in enumerate(proved.servers):
        flows = masks.through[place]
        most[server.id] = ludb.burst(flows, place) + masks.rate(flows) * server.latency if flows else 0.0
    return most


def replay(
    network: Network,
    seconds: float,
    seed: int,
    room: Mapping[str, float] | None = None,
    style: int = 2,
    calendars: Mapping[str, Slots] | None = None,
) -> dict[str, Seen]:
    """Send every flow as fast and as bunched as its token bucket allows and report what its packets met.

    ``room``: bits that may wait at a server, else any number; ``calendars``: servers that send slot by slot. A flow
    begins at a random time within its own refill time. Raises ``Refused`` for a flow without a packet size, with a
    burst below it, or of a class beyond those that ports have; and where bursts have more packets than there is room
    for.
    """
    random = np.random.default_rng(seed)
    ports = []
    for server in network.servers:
        limit = int(np.ceil(room[server.id] / 8)) if room is not None else 0
        policy = "drr" if server.policy == "drr" else "priority"
        quanta = {c: quantum / 8 for c, quantum in server.quanta.items()}
        slots = (calendars or {}).get(server.id)
        if slots is None:
            ports.append(Port(server.rate / 1e9, server.latency * 1e9, policy=policy, quanta=quanta, limit=limit))
        else:
            ports.append(Port(server.rate / 1e9, slots.delay_s * 1e9, limit=limit, calendar=slots.owned,
                              cycle=slots.cycle, slot_ps=slots.slot_ps))  # fmt: skip
    fifo = network.policies <= {"fifo"}
    streams = []
    for flow, path in zip(network.flows, network.paths, strict=True):
        if not 0 < flow.packet <= flow.burst:
            raise Refused(flow.id, Text(
                f"flow {flow.id}: its packets have {flow.packet:g} bits and its burst {flow.burst:g}; give packets a "
                "size and the burst as much",
                f"流 {flow.id}：报文为 {flow.packet:g} 比特，突发量为 {flow.burst:g}；请给出报文长度，突发量不小于它",
            ))  # fmt: skip
        if not fifo and not 0 <= flow.priority < CLASSES:
            raise Refused(flow.id, Text(f"flow {flow.id}: class {flow.priority}; there are 0 to {CLASSES - 1}",
                                        f"流 {flow.id}：类别 {flow.priority}，只有 0 到 {CLASSES - 1} 类"))  # fmt: skip
        start = random.uniform(0, flow.burst / flow.rate) * 1e9
        unit = int(flow.packet // 8)
        rank = 0 if fifo else flow.priority
        streams.append(Stream(path, flow.burst / 8, flow.rate / 1e9, unit, rank, start, style))
    waiting = sum(flow.burst for flow in network.flows) / min(flow.packet for flow in network.flows)
    if waiting > MOST_WAITING:
        flow = max(network.flows, key=lambda flow: flow.burst)
        raise Refused(flow.id, Text(
            f"flow {flow.id}: bursts hold {waiting:,.0f} packets of the smallest size, {MOST_WAITING:,} can be "
            f"simulated; lower its burst of {flow.burst / 8e3:,.0f} kB",
            f"流 {flow.id}：突发量合计约 {waiting:,.0f} 个最小报文，最多可仿真 {MOST_WAITING:,} 个；"
            f"请减小其 {flow.burst / 8e3:,.0f} kB 的突发量",
        ))  # fmt: skip
    room_for = 1 << int(np.ceil(np.log2(64 * waiting + 4_096)))
    try:
        simulation = Simulation(ports, streams, seed, packets=room_for)
    except Refused as refused:  # the simulation counts its ports and flows; here they have names
        kind, number = refused.element.split()
        element = (network.servers if kind == "port" else network.flows)[int(number)].id
        message = Text(f"{element}: {refused.message.en}", f"{element}：{refused.message.zh}")
        raise Refused(element, message) from refused
    simulation.run(seconds * 1e6)
    rows = simulation.state.flows
    return {
        flow.id: Seen(int(row["packets"]), float(row["delay_most"]) * 1e-12, int(row["dropped"]))
        for flow, row in zip(network.flows, rows, strict=True)
    }
