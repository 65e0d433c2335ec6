"""Sets of flows as bits of an integer: who goes through a server, who takes an edge, who begins where."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from onewindow.engines.network.calculus.model import Network


class Masks:
    """Bit sets of a network, and sums over a set remembered."""

    def __init__(self, network: Network, came: Sequence[int] = ()) -> None:
        """``came``: for each flow the server it comes from before its path begins here (-1: none), if it was cut."""
        count = len(network.servers)
        self.paths = network.paths
        self.came = came or [-1] * len(network.flows)
        self.speed = [float(server.rate) for server in network.servers]
        self.latency = [float(server.latency) for server in network.servers]
        self.shaped = [server.shaping for server in network.servers]
        self.packets = [flow.packet for flow in network.flows]
        self.rates = [float(flow.rate) for flow in network.flows]
        self.bursts = [float(flow.burst) for flow in network.flows]
        self.through, self.begins = [0] * count, [0] * count
        self.edge: dict[tuple[int, int], int] = {}
        for number, path in enumerate(network.paths):
            bit = 1 << number
            self.begins[path[0]] |= bit
            for place in path:
                self.through[place] |= bit
            for pair in pairwise(path):
                self.edge[pair] = self.edge.get(pair, 0) | bit
        self.before: list[list[int]] = [[] for _ in range(count)]
        for one, two in self.edge:
            self.before[two].append(one)
        self._rate: dict[int, float] = {}
        self._burst: dict[int, float] = {}

    def rate(self, flows: int) -> float:
        """Sum of the rates of a set."""
        known = self._rate.get(flows)
        if known is None:
            known = self._rate[flows] = math.fsum(self.rates[number] for number in members(flows))
        return known

    def burst(self, flows: int) -> float:
        """Sum of the bursts of a set at its sources."""
        known = self._burst.get(flows)
        if known is None:
            known = self._burst[flows] = math.fsum(self.bursts[number] for number in members(flows))
        return known

    def packet(self, flows: int) -> float:
        """The largest packet of a set."""
        return max(self.packets[number] for number in members(flows))

    def segments(self, path: tuple[int, ...], out: int, cuts: tuple[int, ...] = ()) -> list[tuple[int, int, int]]:
        """Flows other than ``out`` along ``path``, gathered by (first, last) place on it; every flow is cut at
        ``cuts``."""
        found: list[tuple[int, int, int]] = []
        last = len(path) - 1
        for place, server in enumerate(path):
            inside = self.through[server] & ~out
            if place and place not in cuts:
                inside &= ~self.edge.get((path[place - 1], server), 0)
            end = place
            while inside:
                if end == last or end + 1 in cuts:
                    found.append((place, end, inside))
                    break
                on = inside & self.edge.get((path[end], path[end + 1]), 0)
                if inside != on:
                    found.append((place, end, inside & ~on))
                inside, end = on, end + 1
        found.sort(key=lambda segment: segment[1] - segment[0])
        return found


def members(flows: int) -> list[int]:
    """Numbers of the flows of a set, in order."""
    numbers = []
    while flows:
        low = flows & -flows
        numbers.append(low.bit_length() - 1)
        flows ^= low
    return numbers


def crossing(segments: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """For each two segments that overlap without nesting, the first and last place where a cut would part them."""
    pairs = set()
    for first, last, _ in segments:
        for begin, end, _ in segments:
            if first < begin <= last < end:
                pairs.add((begin, last + 1))
    return sorted(pairs)


def cut_sets(pairs: list[tuple[int, int]], most: int) -> list[tuple[int, ...]]:
    """Smallest sets of places that part all ``pairs`` (minimal hitting sets of intervals), at most ``most`` of them."""
    found: list[tuple[int, ...]] = []

    def extend(chosen: tuple[int, ...], left: list[tuple[int, int]]) -> None:
        if len(found) >= most:
            return
        if not left:
            needed = all(
                any(sum(a <= c <= b for c in chosen) == 1 and a <= cut <= b for a, b in pairs) for cut in chosen
            )
            if needed and chosen not in found:
                found.append(chosen)
            return
        low, high = min(left, key=lambda pair: pair[1])
        for cut in range(max(low, chosen[-1] + 1 if chosen else low), high + 1):
            extend((*chosen, cut), [pair for pair in left if not pair[0] <= cut <= pair[1]])

    extend((), pairs)
    return found
