"""Networks of queues as network calculus sees them: servers, flows, and what a bound says.

Units are the caller's, kept consistent: a rate is data per time, a burst is data, a latency is time. A server offers
the rate-latency service curve R max(0, t - T); a flow's arrivals are bounded by the token bucket b + r t.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from onewindow.engines.network.refused import Refused
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.engines.network.calculus.claims import Certificate

Policy = Literal["fifo", "priority", "drr", "arbitrary"]
POLICIES = ("fifo", "priority", "drr", "arbitrary")


@dataclass(frozen=True, slots=True)
class Server:
    """A queue and its link: rate, latency, how it chooses; ``shaping``: its output never exceeds ``rate`` (a link)."""

    id: str
    rate: float
    latency: float = 0.0
    policy: Policy = "fifo"
    shaping: bool = False
    quanta: Mapping[int, float] = field(default_factory=dict)
    """DRR: the quantum of each class."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Traffic along ``path`` (ids of servers); ``priority`` 0 goes first, and is the class under DRR."""

    id: str
    rate: float
    burst: float
    path: Sequence[str]
    priority: int = 0
    packet: float = 0.0
    """Largest packet, of the burst's unit: what a lower class may hold the link with."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Worst case of one flow: time from source to sink, its own data in the network, and the proof."""

    delay: float
    backlog: float
    certificate: Certificate


class Network:
    """Servers and flows, checked: every path known, without a repeated server; every server able to carry its flows.

    Raises ``Refused`` naming the element and the smallest change that mends it.
    """

    def __init__(self, servers: Sequence[Server], flows: Sequence[Flow]) -> None:
        self.servers, self.flows = tuple(servers), tuple(flows)
        self.server_at = {server.id: number for number, server in enumerate(self.servers)}
        if len(self.server_at) < len(self.servers):
            twice = _twice([server.id for server in self.servers])
            raise Refused(twice, Text(f"server {twice} is given twice; rename one", f"服务器 {twice} 重复，请改名"))
        ids = [flow.id for flow in self.flows]
        if len(set(ids)) < len(ids):
            twice = _twice(ids)
            raise Refused(twice, Text(f"flow {twice} is given twice; rename one", f"流 {twice} 重复，请改名"))
        for server in self.servers:
            _check_server(server)
        self.paths: list[tuple[int, ...]] = [self._path(flow) for flow in self.flows]
        self._check_load()

    def _path(self, flow: Flow) -> tuple[int, ...]:
        if not flow.path:
            raise Refused(flow.id, Text(f"flow {flow.id} has no path; name its servers", f"流 {flow.id} 没有路径"))
        if not 0 < flow.rate < math.inf:
            say = Text(
                f"flow {flow.id} has burst {flow.burst:g} and rate {flow.rate:g}; give it a finite rate above 0",
                f"流 {flow.id} 的突发量为 {flow.burst:g}，速率为 {flow.rate:g}；请给出大于 0 的有限速率",
            )
            raise Refused(flow.id, say)
        if not 0 <= flow.burst < math.inf:
            say = Text(f"flow {flow.id} has a burst of {flow.burst:g}; give it a finite one, a packet or more",
                       f"流 {flow.id} 的突发量为 {flow.burst:g}；请给出有限且不小于一个报文的突发量")  # fmt: skip
            raise Refused(flow.id, say)
        for server in flow.path:
            if server not in self.server_at:
                say = Text(f"flow {flow.id} goes through {server}, which is not a server of the network",
                           f"流 {flow.id} 经过 {server}，但网络中没有这台服务器")  # fmt: skip
                raise Refused(flow.id, say)
        path = tuple(self.server_at[server] for server in flow.path)
        if len(set(path)) < len(path):
            twice = _twice(list(flow.path))
            say = Text(f"flow {flow.id} goes through {twice} twice; a path has no loop",
                       f"流 {flow.id} 两次经过 {twice}，路径不能成环")  # fmt: skip
            raise Refused(flow.id, say)
        return path

    def _check_load(self) -> None:
        load, least = [0.0] * len(self.servers), [math.inf] * len(self.servers)
        for flow, path in zip(self.flows, self.paths, strict=True):
            for place in path:
                load[place] += flow.rate
                least[place] = min(least[place], flow.rate)
        for server, used, slowest in zip(self.servers, load, least, strict=True):
            # A flow so slow beside the others that rounding loses it would be left no service at all.
            if used > server.rate * (1 + 1e-12) or used - slowest >= server.rate:
                more = used - server.rate if used > server.rate else slowest
                say = Text(
                    f"server {server.id} is unstable: flows bring {used:g}, it serves {server.rate:g}; "
                    f"raise its rate by {more:g} or take as much away",
                    f"服务器 {server.id} 不稳定：到达速率 {used:g}，服务速率 {server.rate:g}；"
                    f"请将速率提高 {more:g}，或减少同样多的流量",
                )
                raise Refused(server.id, say)

    @cached_property
    def policies(self) -> set[str]:
        """The policies of the servers that flows use."""
        used = {place for path in self.paths for place in path}
        return {self.servers[place].policy for place in used}

    @cached_property
    def order(self) -> list[int] | None:
        """Servers in topological order, or None if flows depend on each other in a cycle."""
        count = len(self.servers)
        after: list[set[int]] = [set() for _ in range(count)]
        for path in self.paths:
            for one, two in pairwise(path):
                after[one].add(two)
        waiting = [0] * count
        for followers in after:
            for place in followers:
                waiting[place] += 1
        ready, order = [place for place in range(count) if not waiting[place]], []
        while ready:
            place = ready.pop()
            order.append(place)
            for follower in after[place]:
                waiting[follower] -= 1
                if not waiting[follower]:
                    ready.append(follower)
        return order if len(order) == count else None


def _check_server(server: Server) -> None:
    if not 0 < server.rate < math.inf or not 0 <= server.latency < math.inf:
        say = Text(f"server {server.id} has rate {server.rate:g} and latency {server.latency:g}; it needs a finite "
                   "rate above 0 and a finite latency of 0 or more",
                   f"服务器 {server.id} 的速率为 {server.rate:g}、时延为 {server.latency:g}；"
                   "需要大于 0 的有限速率和不小于 0 的有限时延")  # fmt: skip
        raise Refused(server.id, say)
    if server.policy not in POLICIES:
        say = Text(f"server {server.id}: policy {server.policy} is none of {', '.join(POLICIES)}",
                   f"服务器 {server.id}：调度方式 {server.policy} 不属于 {'、'.join(POLICIES)}")  # fmt: skip
        raise Refused(server.id, say)


def _twice(names: Sequence[str]) -> str:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""
