"""The tree of servers that PLP looks at for one flow: its path, and servers that feed it, the heaviest feeders
first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from onewindow.engines.network.calculus.ludb import Ludb
from onewindow.engines.network.calculus.masks import Masks
from onewindow.engines.network.calculus.plp import Delay, Group, Limit, Tree

Path = tuple[int, ...]
OWN = -2
"""In the place of a link: the group of interest."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A tree with what its parts stand for in the network."""

    tree: Tree
    servers: Path
    """Servers of the network, by their place in the tree."""
    who: tuple[int, ...]
    """The set of flows of each group."""
    unions: tuple[int, ...]
    """The set of flows of each limit."""
    links: tuple[int, ...]
    """The server before each shape."""
    over: tuple[tuple[Path, bool], ...]
    """The path of each delay, and whether a program found it (else LUDB)."""
    aim: int
    """Place of the first server of the path of interest."""
    own: tuple[int, ...] = ()
    """The groups of the set of interest, if one was set apart."""


def plant(ludb: Ludb, path: Path, feeders: int, waited: Callable[[Path], tuple[float, bool]], own: int = 0) -> Planted:
    """The tree of ``path`` and up to ``feeders`` more servers, with bursts by LUDB and times over paths by ``waited``;
    the flows of ``own``, all of which leave the root, are groups by themselves."""
    masks = ludb.masks
    after = _grow(masks, path, feeders)
    depth: dict[int, int] = {}
    for server in after:  # a follower stands before its feeders
        depth[server] = 0 if after[server] < 0 else depth[after[server]] + 1
    servers = tuple(sorted(after, key=depth.__getitem__))
    place = {server: number for number, server in enumerate(servers)}
    pieces = _pieces(masks, after, own)
    groups: list[Group] = []
    who: list[int] = []
    entering: dict[int, list[int]] = {}
    over_link: dict[tuple[int, int], list[int]] = {}
    for (first, last, link), flows in pieces.items():
        entering.setdefault(first, []).append(len(groups))
        if link >= 0:
            over_link.setdefault((link, first), []).append(len(groups))
        server = first
        while server != last:
            if masks.shaped[server]:
                over_link.setdefault((server, after[server]), []).append(len(groups))
            server = after[server]
        groups.append(Group(place[first], place[last], ludb.burst(flows, first), masks.rate(flows)))
        who.append(flows)
    limits, unions = [], []
    for first, numbers in entering.items():
        if len(numbers) > 1:
            flows = _joined(who, numbers)
            limits.append(Limit(place[first], tuple(numbers), ludb.burst(flows, first), masks.rate(flows)))
            unions.append(flows)
    shapes = [
        Limit(place[at], tuple(numbers), masks.packet(_joined(who, numbers)), masks.speed[link])
        for (link, at), numbers in over_link.items()
    ]
    delays, over = [], []
    for first in servers:
        piece: list[int] = []
        server = first
        while server >= 0:
            piece.append(server)
            most, by_program = waited(tuple(piece))
            over.append((tuple(piece), by_program))
            delays.append(Delay(place[first], place[server], most))
            server = after[server]
    tree = Tree(
        tuple(place.get(after[server], -1) for server in servers),
        tuple(masks.speed[server] for server in servers),
        tuple(masks.latency[server] for server in servers),
        tuple(groups),
        tuple(limits),
        tuple(shapes),
        tuple(delays),
    )
    return Planted(
        tree,
        servers,
        tuple(who),
        tuple(unions),
        tuple(link for link, _ in over_link),
        tuple(over),
        place[path[0]],
        tuple(number for number, (_, _, link) in enumerate(pieces) if link == OWN),
    )


def _grow(masks: Masks, path: Path, feeders: int) -> dict[int, int]:
    """The follower of every server of the tree (-1: the root), a follower always listed before its feeders."""
    after = {path[-1]: -1}
    depth = {path[-1]: 0}
    for server, follower in zip(reversed(path[:-1]), reversed(path[1:]), strict=True):
        after[server], depth[server] = follower, depth[follower] + 1
    # What a feeder could take, by weight; a candidate is left where it stands until its turn.
    waiting: dict[tuple[int, int], float] = {}

    def offer(server: int) -> None:
        for before in masks.before[server]:
            waiting[before, server] = masks.rate(masks.edge[before, server]) / (1 + depth[server])

    for server in after:
        offer(server)
    for _ in range(feeders):
        free = {edge: weight for edge, weight in waiting.items() if edge[0] not in after}
        if not free:
            break
        before, server = max(free, key=lambda edge: (free[edge], edge))
        after[before], depth[before] = server, depth[server] + 1
        offer(before)
    return after


def _pieces(masks: Masks, after: dict[int, int], own: int) -> dict[tuple[int, int, int], int]:
    """Flows by where they enter and leave the tree, and the shaped link they come in by (-1: none); one that leaves and
    comes back is two."""
    pieces: dict[tuple[int, int, int], int] = {}
    for number, path in enumerate(masks.paths):
        first, link = -1, -1
        for place, server in enumerate(path):
            if server not in after:
                continue
            if first < 0:
                before = path[place - 1] if place else masks.came[number]
                first, link = server, before if before >= 0 and masks.shaped[before] else -1
            if place + 1 == len(path) or after[server] != path[place + 1]:
                key = (first, server, OWN if own >> number & 1 and after[server] < 0 else link)
                pieces[key] = pieces.get(key, 0) | 1 << number
                first = -1
    return pieces


def _joined(who: list[int], numbers: list[int]) -> int:
    flows = 0
    for number in numbers:
        flows |= who[number]
    return flows
