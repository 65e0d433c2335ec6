"""What is proved of a site's services: worst-case delay and backlog, whether anything can be lost, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onewindow.engines.network.calculus import Bound, Network, bound, checker
from onewindow.engines.network.packets import pfc
from onewindow.engines.network.refused import Refused
from onewindow.engines.network.replay import Seen, Slots, buffers, proved_network, replay
from onewindow.engines.network.site.model import Service, Site, SiteError
from onewindow.engines.network.site.routing import NS_A_METRE, Hop, Queue, network_of, routes, shared
from onewindow.engines.network.site.slicing import Shares
from onewindow.texts import Text


@dataclass(frozen=True, slots=True)
class ServiceProof:
    """One service: seconds, bits; ``why`` says what stands against the deadline or against no loss, if anything
    does."""

    service: Service
    devices: tuple[str, ...]
    delay_s: float
    backlog_bits: float
    in_time: bool
    lossless: bool
    why: tuple[Text, ...]
    method: str
    claims: int


@dataclass(frozen=True, slots=True)
class QueueProof:
    """One queue: how full its link is and what may wait in it at most (bits)."""

    name: str
    queue: Queue
    load: float
    backlog_bits: float


@dataclass(frozen=True, slots=True)
class LinkSetting:
    """PFC and ECN of one direction of a link (bytes)."""

    name: str
    rate_gbps: float
    headroom_vendor: int
    headroom_standard: int
    xoff: int
    kmin: int
    kmax: int
    pmax: float


@dataclass(frozen=True, slots=True)
class Proof:
    """All of it, with the network and the bounds that it rests on."""

    site: Site
    ways: dict[str, tuple[Hop, ...]]
    shares: dict[str, Shares]
    network: Network
    bounds: dict[str, Bound]
    services: tuple[ServiceProof, ...]
    queues: tuple[QueueProof, ...]
    settings: tuple[LinkSetting, ...]

    def claims_of(self, service: str) -> list[dict[str, Any]]:
        """The written proof of a service's delay, for ``calculus.checker`` over ``proved_network(network)``."""
        return self.bounds[service].certificate.claims()


def prove(site: Site) -> Proof:
    """Route, calendar, bound. Raises ``SiteError`` naming the element and what would mend it."""
    ways, shares, network, queues = _networked(site)
    proved = proved_network(network)
    try:
        bounds = bound(proved) if network.flows else {}
    except Refused as refused:
        raise SiteError(refused.element, refused.message) from refused
    waiting = _backlogs(proved, bounds)
    load = {server.id: 0.0 for server in network.servers}
    for flow in network.flows:
        for server in flow.path:
            load[server] += flow.rate
    shown = tuple(
        QueueProof(s.id, queues[s.id], load[s.id] / s.rate, waiting[s.id]) for s in network.servers if load[s.id]
    )
    held: dict[str, float] = {}
    for one in shown:
        held[one.queue.hop.start] = held.get(one.queue.hop.start, 0.0) + one.backlog_bits / 8e3
    services = tuple(
        _service(site, service, ways[service.name], bounds[service.name], held) for service in site.services
    )
    settings = tuple(_setting(site, hop) for hop in _hops(ways))
    return Proof(site, ways, shares, network, bounds, services, shown, settings)


def check(site: Site, certificates: Mapping[str, list[dict[str, Any]]]) -> dict[str, float | None]:
    """The delay in seconds that each certificate proves, found in exact rationals by a checker that shares nothing with
    what made it; ``None`` for one that proves nothing of this site.

    Raises ``SiteError`` for a site that has no network to prove.
    """
    proved = proved_network(_networked(site)[2])
    found: dict[str, float | None] = {}
    for name, claims in certificates.items():
        try:
            found[name] = float(checker.verify(proved, name, claims))
        except (checker.Unproved, KeyError, IndexError, TypeError, ValueError):
            found[name] = None
    return found


def simulate(proof: Proof, seconds: float, seed: int, style: int = 2) -> dict[str, Seen]:
    """The same site in packets, FlexE slot by slot: what each service met in ``seconds`` of sources that bunch all they
    may. Every queue has the room that was proved to be enough for it and no more, so a proof that is wrong loses
    packets. Raises ``SiteError`` for a service, link or time that cannot be simulated."""
    if not proof.network.flows:
        return {}
    latency = {device.name: device.latency_us * 1e-6 for device in proof.site.devices}
    slots = {}
    for one in proof.queues:
        hop = one.queue.hop
        if hop.link.group:
            shares = proof.shares[hop.link.group]
            group = shares.calendar.group
            slots[one.name] = Slots(
                *shares.blocks(one.queue.slice), group.block_ns * 1e3 / len(group.instances),
                latency[hop.start] + hop.link.length_m * NS_A_METRE * 1e-9,
            )  # fmt: skip
    room = {one.name: one.backlog_bits for one in proof.queues}
    try:
        return replay(proof.network, seconds, seed, room, style, slots)
    except Refused as refused:
        raise SiteError(refused.element, refused.message) from refused


def _networked(site: Site) -> tuple[dict[str, tuple[Hop, ...]], dict[str, Shares], Network, dict[str, Queue]]:
    ways = routes(site)
    shares = shared(site, ways)
    return ways, shares, *network_of(site, ways, shares)


def _backlogs(proved: Network, bounds: dict[str, Bound]) -> dict[str, float]:
    if proved.order is not None and proved.policies <= {"fifo"}:
        return buffers(proved)
    # Whatever the order of service: a flow has at most its burst and what it sends during its own delay.
    most = {server.id: 0.0 for server in proved.servers}
    for flow in proved.flows:
        for server in flow.path:
            most[server] += flow.burst + flow.rate * bounds[flow.id].delay
    return most


def _service(site: Site, service: Service, way: tuple[Hop, ...], found: Bound, held: dict[str, float]) -> ServiceProof:
    buffer = {device.name: device.buffer_kb for device in site.devices}
    why = []
    in_time = not service.deadline_ms or found.delay * 1e3 <= service.deadline_ms
    if not in_time:
        why.append(Text(
            f"may take {found.delay * 1e3:.3f} ms, its deadline is {service.deadline_ms:g} ms: "
            "more rate for its slice or link, or less burst",
            f"最长可达 {found.delay * 1e3:.3f} 毫秒，超过时限 {service.deadline_ms:g} 毫秒："
            "请提高切片或链路速率，或减小突发量",
        ))  # fmt: skip
    full = [hop.start for hop in way if held[hop.start] > buffer[hop.start]]
    for device in full:
        why.append(Text(
            f"{device} may have to hold {held[device]:,.0f} kB, its buffer is {buffer[device]:,.0f} kB: "
            f"{held[device] - buffer[device]:,.0f} kB more, or less burst",
            f"{device} 最多需缓存 {held[device]:,.0f} kB，而缓存只有 {buffer[device]:,.0f} kB："
            f"请增加 {held[device] - buffer[device]:,.0f} kB，或减小突发量",
        ))  # fmt: skip
    devices = (way[0].start, *(hop.end for hop in way))
    claims = len(found.certificate.claims())
    return ServiceProof(service, devices, found.delay, found.backlog, in_time, not full, tuple(why),
                        found.certificate.method, claims)  # fmt: skip


def _hops(ways: dict[str, tuple[Hop, ...]]) -> list[Hop]:
    seen = {(hop.link.name, hop.start): hop for way in ways.values() for hop in way}
    return [seen[key] for key in sorted(seen)]


def _setting(site: Site, hop: Hop) -> LinkSetting:
    rate = hop.link.rate_gbps or sum(next(g.phys_gbps for g in site.groups if g.name == hop.link.group))
    buffer = next(device.buffer_kb for device in site.devices if device.name == hop.end)
    scale = rate / 25  # production marks between 100 and 400 KB at 25 Gb/s
    return LinkSetting(
        f"{hop.start}>{hop.end}", rate, pfc.vendor(rate, hop.link.length_m), pfc.standard(rate, hop.link.length_m),
        pfc.threshold(int(buffer * 1e3)), int(100_000 * scale), int(400_000 * scale), 0.2,
    )  # fmt: skip
