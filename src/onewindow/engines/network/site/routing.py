"""Which way services go, and the servers that they meet: a queue for each direction of a link, one a slice over
FlexE."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace

from onewindow.engines.network.calculus.model import Flow, Network, Server
from onewindow.engines.network.flexe import FlexeError
from onewindow.engines.network.refused import Refused
from onewindow.engines.network.site.model import LinkPlan, Service, Site, SiteError
from onewindow.engines.network.site.slicing import Shares, share
from onewindow.texts import Text

NS_A_METRE = 5.0


@dataclass(frozen=True, slots=True)
class Hop:
    """One direction of a link."""

    link: LinkPlan
    start: str
    end: str


def routes(site: Site) -> dict[str, tuple[Hop, ...]]:
    """The shortest way (fewest hops, then metres) of every service. Raises ``SiteError`` for one without a way."""
    around: dict[str, list[Hop]] = {device.name: [] for device in site.devices}
    for link in site.links:
        one, two = link.ends
        around[one].append(Hop(link, one, two))
        around[two].append(Hop(link, two, one))
    found = {}
    for service in site.services:
        way = _shortest(around, service)
        if way is None:
            raise SiteError(f"service {service.name}", Text(
                f"there is no way from {service.source} to {service.sink}; add a link between their parts",
                f"{service.source} 与 {service.sink} 之间没有通路，请在两部分网络之间增加链路",
            ))  # fmt: skip
        found[service.name] = way
    return found


def _shortest(around: dict[str, list[Hop]], service: Service) -> tuple[Hop, ...] | None:
    waiting: list[tuple[int, float, str, tuple[Hop, ...]]] = [(0, 0.0, service.source, ())]
    seen: set[str] = set()
    while waiting:
        hops, metres, device, way = heapq.heappop(waiting)
        if device == service.sink:
            return way
        if device in seen:
            continue
        seen.add(device)
        for hop in around[device]:
            if hop.end not in seen:
                heapq.heappush(waiting, (hops + 1, metres + hop.link.length_m, hop.end, (*way, hop)))
    return None


def shared(site: Site, ways: dict[str, tuple[Hop, ...]]) -> dict[str, Shares]:
    """What the slices have of each group. Raises ``SiteError`` for a service over a group without a slice, and as
    ``share`` does."""
    found = {}
    for plan in site.groups:
        over = [one for one in site.services if any(hop.link.group == plan.name for hop in ways[one.name])]
        for service in over:
            if not service.slice:
                raise SiteError(f"service {service.name}", Text(
                    f"goes over FlexE group {plan.name} without a slice; give it one",
                    f"经过 FlexE 组 {plan.name} 却没有切片，请为其指定切片",
                ))  # fmt: skip
        found[plan.name] = share(site, plan, {service.slice for service in over})
    return found


@dataclass(frozen=True, slots=True)
class Queue:
    """What a server of the network stands for."""

    hop: Hop
    slice: str
    rate_bps: float


def network_of(
    site: Site, ways: dict[str, tuple[Hop, ...]], shares: dict[str, Shares]
) -> tuple[Network, dict[str, Queue]]:
    """The network in bits and seconds (packets not yet counted in), and what each server is.

    Latency: the device's own time, the way at 5 ns a metre, and over FlexE the lag of the slice's slots, exactly. A
    packet over FlexE begins and ends with a 66b block of 8 bytes, so what its last block is short of 8 is lost rate.
    Raises ``SiteError`` for a server that its services overload.
    """
    latency = {device.name: device.latency_us * 1e-6 for device in site.devices}
    filled: dict[str, float] = {}
    for service in site.services:
        share = service.packet_bytes / (8 * -(-service.packet_bytes // 8))
        filled[service.slice] = min(share, filled.get(service.slice, 1.0))
    servers: dict[str, Server] = {}
    queues: dict[str, Queue] = {}
    flows = []
    for service in site.services:
        path = []
        for hop in ways[service.name]:
            over = service.slice if hop.link.group else ""
            name = f"{hop.start}>{hop.end}" + (f"/{over}" if over else "") + f" ({hop.link.name})"
            if name not in servers:
                wait = latency[hop.start] + hop.link.length_m * NS_A_METRE * 1e-9
                rate = hop.link.rate_gbps * 1e9
                if hop.link.group:
                    try:
                        curve = shares[hop.link.group].curve(over)
                    except FlexeError as error:
                        raise SiteError(f"slice {over}", error.message) from error
                    rate, wait = curve.rate_bps * filled[over], wait + curve.latency_s
                servers[name] = Server(name, rate, wait, hop.link.policy if not over else "fifo")
                queues[name] = Queue(hop, over, rate)
            path.append(name)
        flows.append(Flow(service.name, service.rate_mbps * 1e6, service.burst_kb * 8e3, path, service.priority,
                          service.packet_bytes * 8))  # fmt: skip
    quanta = {flow.priority: max(f.packet for f in flows if f.priority == flow.priority) for flow in flows}
    try:
        network = Network([replace(server, quanta=quanta) for server in servers.values()], flows)
    except Refused as refused:
        raise SiteError(refused.element, refused.message) from refused
    return network, queues
