"""Checks a proof in exact rational arithmetic. Shares nothing with what made it: only the network and the claims.

``verify`` returns the delay that the claims prove, as a fraction, or raises ``Unproved``. A bound holds if it is no
less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from onewindow.engines.network.calculus.model import Network, Server

Claim = dict[str, Any]


class Unproved(Exception):
    """A claim that does not follow from those before it."""


def verify(network: Network, flow: str, claims: list[Claim]) -> Fraction:
    """The delay of ``flow`` that the claims prove, the last of them being about its path."""
    check = _Check(network)
    unproved: set[str] = set()
    for claim in claims:
        match claim["kind"]:
            case "burst":
                check.values.append(check.burst(claim))
            case "left":
                check.values.append(check.left(claim))
            case "program":
                check.values.append(check.program(claim))
            case "cut":
                check, unproved = _pieces(network, claim)
                check.values.append(Fraction(0))
            case "class":
                check.leave(network, claim)
                check.values.append(Fraction(0))
            case "again":
                check.values.append(check.again(claim))
                unproved.discard(claim["piece"])
            case other:
                raise Unproved(f"no kind of claim: {other}")
        check.claims.append(claim)
    _need(not unproved, "a burst is assumed and never proved")
    _need(bool(claims) and claims[-1]["kind"] != "burst", "the last claim is about no delay")
    end = claims[-1]
    _need(not end["flows"], "the last claim is about no bit")
    _need(not end.get("own"), "the last claim is about no delay")
    path = list(end["path"])
    _need(path == list(check.flows[flow].path), "the last claim is about another path")
    return check.values[-1]


def _pieces(network: Network, claim: Claim) -> tuple[_Check, set[str]]:
    """The network in pieces, with bursts assumed; and the pieces whose bursts are still to be proved."""
    flows = {flow.id: flow for flow in network.flows}
    rest = {flow.id: list(flow.path) for flow in network.flows}
    pieces, before, unproved = [], {}, set()
    for piece in claim["pieces"]:
        flow, path = flows[piece["flow"]], list(piece["path"])
        gone = len(flow.path) - len(rest[flow.id])
        _need(bool(path) and rest[flow.id][: len(path)] == path, "a piece lies outside its flow")
        rest[flow.id] = rest[flow.id][len(path) :]
        _need(piece["burst"] > 0, "a burst is assumed to be nothing")
        if gone:
            before[piece["id"]] = flow.path[gone - 1]
            unproved.add(piece["id"])
        else:
            _need(piece["burst"] == flow.burst and piece["id"] == flow.id, "a first piece has another burst")
        pieces.append(replace(flow, id=piece["id"], burst=piece["burst"], path=path))
    _need(not any(rest.values()), "a flow is not whole")
    check = _Check(Network(network.servers, pieces), before)
    check.follows = {p["id"]: q["id"] for q, p in pairwise(claim["pieces"]) if q["flow"] == p["flow"]}
    return check, unproved


class _Served(NamedTuple):
    """A server as the flows at hand see it."""

    rate: Fraction
    latency: Fraction
    shaping: bool
    fifo: bool


class _Check:
    def __init__(self, network: Network, before: dict[str, str] | None = None) -> None:
        self.flows = {flow.id: flow for flow in network.flows}
        self.through: dict[str, set[str]] = defaultdict(set)
        for flow in network.flows:
            for server in flow.path:
                self.through[server].add(flow.id)
        self.servers = {
            s.id: _Served(Fraction(s.rate), Fraction(s.latency), s.shaping, self._fifo(s)) for s in network.servers
        }
        self.before = {flow: (server,) for flow, server in (before or {}).items()}
        self.follows: dict[str, str] = {}
        self.claims: list[Claim] = []
        self.values: list[Fraction] = []

    def _fifo(self, server: Server) -> bool:
        """Whether the flows at hand leave a server in the order they came: a flow, and a class, keeps its own."""
        here = self.through[server.id]
        classes = {self.flows[flow].priority for flow in here}
        by_class = server.policy in ("priority", "drr") and len(classes) == 1
        return server.policy == "fifo" or by_class or len(here) <= 1

    def rate(self, flows: Iterable[str]) -> Fraction:
        return sum((Fraction(self.flows[flow].rate) for flow in flows), Fraction(0))

    def runs(self, flow: str, path: list[str]) -> bool:
        """Whether ``path`` is a stretch of the flow's path."""
        whole = list(self.flows[flow].path)
        return any(whole[k : k + len(path)] == path for k in range(len(whole)))

    def leave(self, network: Network, claim: Claim) -> None:
        """From here on only flows of one class, at servers as the other classes leave them."""
        number = claim["class"]
        all_flows = {flow.id: flow for flow in network.flows}
        self.flows = {flow.id: flow for flow in network.flows if flow.priority == number}
        for server in network.servers:
            here = [flow for flow in network.flows if server.id in flow.path]
            rate, wait = Fraction(server.rate), Fraction(server.rate) * Fraction(server.latency)
            self.through[server.id] = {flow.id for flow in here if flow.priority == number}
            packets = {c: max(Fraction(f.packet) for f in here if f.priority == c) for c in {f.priority for f in here}}
            shaping = server.shaping
            if number in packets and len(packets) > 1 and server.policy == "priority":
                before = {flow.id for flow in here if flow.priority < number}
                for index in claim["bursts"].get(server.id, []):
                    known = self.claims[index]
                    _need(known["kind"] == "burst" and known["server"] == server.id, "no burst of that server")
                    if not set(known["flows"]) <= before:
                        continue  # a later class
                    before -= set(known["flows"])
                    wait += self.values[index]
                _need(not before, "a class before is forgotten")
                wait += max((size for key, size in packets.items() if key > number), default=Fraction(0))
                rate -= sum((Fraction(all_flows[flow.id].rate) for flow in here if flow.priority < number), Fraction(0))
                shaping = False
            elif number in packets and len(packets) > 1:
                _need(server.policy == "drr", "classes share a server that does not tell them apart")
                own, total = Fraction(server.quanta[number]), sum(Fraction(server.quanta[c]) for c in packets)
                wait += sum((size for c, size in packets.items() if c != number), Fraction(0))
                wait += (total - own) * (1 + packets[number] / own)
                wait, rate, shaping = wait * own / total, rate * own / total, False
            self.servers[server.id] = _Served(rate, wait / rate, shaping, self._fifo(server))

    def again(self, claim: Claim) -> Fraction:
        """A burst assumed of a piece: no less than what the piece before it brings, shown under the same
        assumptions."""
        piece, before = claim["piece"], claim["before"]
        _need(self.follows.get(piece) == before, "a piece follows another one")
        flow = self.flows[before]
        if "program" in claim:
            value = self.claimed(claim["program"], "program", {before}, path=list(flow.path))
        else:
            value = self.claimed(claim["left"], "left", {before}, path=list(flow.path))
            value = Fraction(flow.burst) + Fraction(flow.rate) * value
        _need(value <= Fraction(self.flows[piece].burst), "a burst is larger than assumed")
        return value

    def came(self, flow: str, link: str, server: str) -> bool:
        """Whether a flow comes to ``server`` from ``link``."""
        path = [*self.before.get(flow, ()), *self.flows[flow].path]
        return (link, server) in pairwise(path)

    def claimed(self, number: int, kind: str, flows: Iterable[str], **where: Any) -> Fraction:
        """The value of an earlier claim, if it is about just this."""
        _need(0 <= number < len(self.values), "a claim stands on a later one")
        claim = self.claims[number]
        _need(
            claim["kind"] in kind.split() and set(claim["flows"]) == set(flows),
            "a claim stands on one about other flows",
        )
        _need(
            all(claim.get(key, value) == value for key, value in where.items()),
            "a claim stands on one about another place",
        )
        return self.values[number]

    def burst(self, claim: Claim) -> Fraction:
        server, left = claim["server"], set(claim["flows"])
        _need(left <= self.through[server], "a flow does not go there")
        total = Fraction(0)
        for part in claim["parts"]:
            flows, path = set(part["flows"]), list(part["path"])
            _need(flows <= left and all(self.runs(flow, [*path, server]) for flow in flows), "a part came another way")
            left -= flows
            if "program" in part:
                total += self.claimed(part["program"], "program", flows, path=path)
                continue
            total += self.claimed(part["burst"], "burst", flows, server=path[0])
            total += self.rate(flows) * self.claimed(part["left"], "left", flows, path=path)
        _need(all(self.flows[flow].path[0] == server for flow in left), "a flow neither begins there nor is in a part")
        return total + sum((Fraction(self.flows[flow].burst) for flow in left), Fraction(0))

    def left(self, claim: Claim) -> Fraction:
        """Sum T + sum y, each y raised to what its rows need (see ``covering``)."""
        path, out = list(claim["path"]), set(claim["flows"])
        _need(all(self.servers[server].fifo for server in path), "a server does not keep the order of its flows")
        segments = sorted(claim["segments"], key=lambda segment: int(segment["last"] - segment["first"]))
        over: list[list[tuple[int, Claim]]] = [[] for _ in path]
        for number, segment in enumerate(segments):
            first, last = segment["first"], segment["last"]
            _need(0 <= first <= last < len(path), "a segment lies outside its path")
            stretch = path[first : last + 1]
            _need(all(self.runs(flow, stretch) for flow in segment["flows"]), "a flow leaves its segment")
            for place in range(first, last + 1):
                over[place].append((number, segment))
            for other in segments[:number]:
                apart = other["last"] < first or last < other["first"]
                within = first <= other["first"] and other["last"] <= last
                _need(apart or within, "segments overlap")
        for place, server in enumerate(path):
            seen = [flow for _, segment in over[place] for flow in segment["flows"]]
            _need(
                len(seen) == len(set(seen)) and set(seen) == self.through[server] - out,
                "a server's flows are not all met",
            )
        waits: list[Fraction] = []
        for number, segment in enumerate(segments):
            y = max(Fraction(segment["y"]), Fraction(0))
            for place in range(segment["first"], segment["last"] + 1):
                spare, need = self.servers[path[place]].rate, Fraction(0)
                for inner, other in over[place]:
                    if inner > number:
                        break
                    need += self.claimed(other["burst"], "burst", other["flows"], server=path[other["first"]])
                    if inner < number:
                        need -= spare * waits[inner]
                        spare -= self.rate(other["flows"])
                _need(spare > 0, "no service is left")
                y = max(y, need / spare)
            waits.append(y)
        return sum(waits, Fraction(0)) + sum((self.servers[server].latency for server in path), Fraction(0))

    def program(self, claim: Claim) -> Fraction:
        """Weak duality: rows times weights cover the objective, so their right sides bound it. What rounding leaves
        uncovered is charged at the most a variable can be."""
        servers, after = [self.servers[server] for server in claim["servers"]], claim["after"]
        _need(all(server.fifo for server in servers), "a server does not keep the order of its flows")
        _need(after[0] == -1 and all(0 <= f < s for s, f in enumerate(after) if s), "the tree is no tree")
        depth = [0] * len(after)
        for server, follower in enumerate(after[1:], 1):
            depth[server] = depth[follower] + 1
        _need([claim["servers"][place] for place in _way(after, claim["aim"], 0)] == claim["path"], "another path")
        groups, limits, shapes, delays, own = (claim[key] for key in ("groups", "limits", "shapes", "delays", "own"))
        ways = [_way(after, group["first"], group["last"]) for group in groups]
        met: list[list[str]] = [[] for _ in after]
        bursts, rates = [], []
        for group, way in zip(groups, ways, strict=True):
            stretch = [claim["servers"][place] for place in way]
            _need(all(self.runs(flow, stretch) for flow in group["flows"]), "a flow leaves its group")
            for place in way:
                met[place] += group["flows"]
            bursts.append(self.claimed(group["burst"], "burst", group["flows"], server=stretch[0]))
            rates.append(self.rate(group["flows"]))
        for place, name in enumerate(claim["servers"]):
            seen = met[place]
            _need(len(seen) == len(set(seen)) and set(seen) == self.through[name], "a server's flows are not all met")
        columns: dict[tuple[Any, ...], Fraction] = defaultdict(Fraction)
        total = Fraction(0)
        for (kind, number, *dates), weight in ((tuple(name), Fraction(value)) for name, value in claim["weights"]):
            _need(weight >= 0, "a weight is negative")
            row: list[tuple[tuple[Any, ...], Fraction | int]] = []
            most = Fraction(0)
            if kind == "order" and dates[0] <= depth[number]:
                row = [(("age", number, dates[0]), 1), (("age", number, dates[0] + 1), -1)]
            elif kind == "path" and number > 0 and dates[0] <= depth[number]:
                row = [(("age", after[number], dates[0]), 1), (("age", number, dates[0]), -1)]
            elif kind == "service":
                speed, last = servers[number].rate, depth[number] + 1
                row = [(("age", number, last), speed)]
                if number:
                    row.append((("age", after[number], last - 1), -speed))
                row += [(("x", g, last - 1), -1) for g, way in enumerate(ways) if number in way]
                most = speed * servers[number].latency
            elif kind in ("group", "limit", "shape") and 0 <= dates[0] < dates[1]:
                if kind == "group":
                    inside, at, most, rate = [number], groups[number]["first"], bursts[number], rates[number]
                elif kind == "shape":
                    inside, at, link = (shapes[number][key] for key in ("groups", "at", "link"))
                    flows = [flow for g in inside for flow in groups[g]["flows"]]
                    _need(self.servers[link].shaping, "the link does not shape")
                    _need(all(at in ways[g] for g in inside), "a group passes elsewhere")
                    here = claim["servers"][at]
                    _need(all(self.came(flow, link, here) for flow in flows), "a flow comes by another link")
                    most, rate = max(Fraction(self.flows[flow].packet) for flow in flows), self.servers[link].rate
                else:
                    inside, at = limits[number]["groups"], limits[number]["at"]
                    _need(all(groups[g]["first"] == at for g in inside), "a limit joins groups of other places")
                    flows = [flow for g in inside for flow in groups[g]["flows"]]
                    most = self.claimed(limits[number]["burst"], "burst", flows, server=claim["servers"][at])
                    rate = self.rate(flows)
                _need(dates[1] <= depth[at] + 1, "a date the server does not have")
                row = [(("x", g, k), 1) for g in inside for k in range(dates[0], dates[1])]
                row += [(("age", at, dates[0]), rate), (("age", at, dates[1]), -rate)]
            elif kind == "delay" and dates[0] <= depth[delays[number]["last"]]:
                way = _way(after, delays[number]["first"], delays[number]["last"])
                most = self.claimed(
                    delays[number]["left"], "left program", (), own=[], path=[claim["servers"][place] for place in way]
                )
                row = [(("age", way[0], dates[0]), 1)]
                if way[-1]:
                    row.append((("age", after[way[-1]], dates[0]), -1))
            elif kind == "own" and number in own and 0 <= dates[0] <= depth[groups[number]["first"]] + 1:
                most = bursts[number]
                row = [(("e", number), 1), (("age", groups[number]["first"], dates[0]), -rates[number])]
                row += [(("x", number, k), 1) for k in range(dates[0])]
            else:
                raise Unproved(f"no such row: {kind} {number} {dates}")
            total += weight * most
            for column, value in row:
                columns[column] += weight * value
        aims: list[tuple[Any, ...]] = [("e", group) for group in own] or [("age", claim["aim"], 0)]
        for aim in aims:
            columns[aim] -= 1
        _need(all(ways[group][-1] == 0 for group in own), "a group does not leave the root")
        _need({flow for group in own for flow in groups[group]["flows"]} == set(claim["flows"]), "other flows leave")
        return total + self._uncovered(claim, columns, ways, bursts, rates)

    def _uncovered(self, claim: Claim, columns: dict[tuple[Any, ...], Fraction], ways: list[list[int]],
                   bursts: list[Fraction], rates: list[Fraction]) -> Fraction:  # fmt: skip
        short = {column: -value for column, value in columns.items() if value < 0}
        if not short:
            return Fraction(0)
        after = claim["after"]
        oldest: list[Fraction] = []
        once: dict[int, Fraction] = {}
        for delay in claim["delays"]:
            if delay["first"] == delay["last"]:
                place = delay["first"]
                once[place] = self.claimed(delay["left"], "left program", (), own=[], path=[claim["servers"][place]])
        for place, name in enumerate(claim["servers"]):
            server, burst, rate = self.servers[name], Fraction(0), Fraction(0)
            for way, b, r in zip(ways, bursts, rates, strict=True):
                if place in way:
                    burst += b + r * sum((once[step] for step in way[: way.index(place)]), Fraction(0))
                    rate += r
            _need(server.rate > rate, f"server {name} is full: rounding cannot be charged")
            wait = (server.rate * server.latency + burst) / (server.rate - rate)
            oldest.append(wait + (oldest[after[place]] if place else 0))
        charged = Fraction(0)
        for (kind, number, *_), amount in short.items():
            if kind == "age":
                charged += amount * oldest[number]
            else:
                charged += amount * (bursts[number] + rates[number] * oldest[claim["groups"][number]["first"]])
        return charged


def _way(after: list[int], first: int, last: int) -> list[int]:
    way = [first]
    while way[-1] != last:
        _need(after[way[-1]] >= 0, "a way leads past the root")
        way.append(after[way[-1]])
    return way


def _need(holds: bool, why: str) -> None:
    if not holds:
        raise Unproved(why)
