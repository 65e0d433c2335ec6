"""LUDB for whole networks: best thetas for every flow of a FIFO feed-forward network, and bursts wherever flows meet.

Over a tandem whose cross traffic nests, the best leftover service is one covering program (``covering``). What a set
of flows brings to a server is found backwards: it is followed together as far back as it came together, over that
tandem it keeps its burst plus its rate times the latency left to it, and where its flows met each part is followed on
its own (Scheffler, Bondorf, "Network calculus for bounding delays in feedforward networks of FIFO queueing systems",
2021). Where cross traffic overlaps without nesting, it is cut: for a latency at the best of all places, by dynamic
programming over sub-tandems; for a delay at each smallest set of places that parts the overlaps, up to ``SETS``, and
at the places that were best for the latency. Less burst of cross traffic never hurts, so each burst is minimised for
itself and the whole is the joint optimum over all thetas.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from onewindow.engines.network.calculus.masks import Masks, crossing, cut_sets

SETS = 24
"""Sets of cuts tried for one delay."""
FAR = 8
"""A set of flows is also followed back fewer steps than it could be, up to so many."""

Segment = tuple[int, int, int]
"""First and last place on a path, and a set of flows."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a set of flows is left over a path: ``total`` time, the cuts, the segments and their y (``covering``)."""

    total: float
    cuts: tuple[int, ...]
    segments: tuple[Segment, ...]
    waits: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """Burst of a set of flows where it enters a server, and the path over which each part came together."""

    total: float
    parts: tuple[tuple[int, tuple[int, ...], Any], ...]
    """A set, its path, and the proof by a linear program if that was better than the latency left."""


class Ludb:
    """Bounds of one network, remembered as they are asked for. All servers FIFO, no cycles."""

    def __init__(self, masks: Masks) -> None:
        self.masks = masks
        # Bursts are followed back through every server before: as deep as the network is long.
        sys.setrecursionlimit(max(sys.getrecursionlimit(), 1_000 + 20 * len(masks.speed)))
        self._left: dict[tuple[int, tuple[int, ...]], Left] = {}
        self._brought: dict[tuple[int, int], Brought] = {}
        self.refine: Callable[[int, tuple[int, ...]], tuple[float, Any]] | None = None
        """Burst of a set after a path by other means (linear programs), and its proof."""

    def burst(self, flows: int, server: int) -> float:
        """Burst of the set ``flows`` where it enters ``server``; every one of them goes through it."""
        return self.brought(flows, server).total

    def brought(self, flows: int, server: int) -> Brought:
        """The same with how it was found."""
        known = self._brought.get((flows, server))
        if known is not None:
            return known
        masks = self.masks
        begun = flows & masks.begins[server]
        total = masks.burst(begun) if begun else 0.0
        parts = []
        for before in masks.before[server]:
            part = flows & masks.edge[before, server]
            if part:
                path = self._back(part, before)
                options = [path[-length:] for length in range(1, min(len(path), FAR))] + [path]
                least, way = min(((self._kept(part, option), option) for option in options), key=lambda pair: pair[0])
                proof = None
                if self.refine is not None:
                    refined, found = self.refine(part, path)
                    if refined < least:
                        least, way, proof = refined, path, found
                total += least
                parts.append((part, way, proof))
        answer = self._brought[flows, server] = Brought(total, tuple(parts))
        return answer

    def _back(self, flows: int, server: int) -> tuple[int, ...]:
        """The longest path to ``server`` that all of ``flows`` came along together."""
        masks, path = self.masks, [server]
        while not flows & masks.begins[path[-1]]:
            for before in masks.before[path[-1]]:
                if not flows & ~masks.edge[before, path[-1]]:
                    path.append(before)
                    break
            else:
                break
        return tuple(reversed(path))

    def _kept(self, flows: int, path: tuple[int, ...]) -> float:
        return self.burst(flows, path[0]) + self.masks.rate(flows) * self.left(flows, path).total

    def left(self, flows: int, path: tuple[int, ...]) -> Left:
        """Least latency of the service left to ``flows`` along ``path``, over all ways to cut it."""
        known = self._left.get((flows, path))
        if known is None:
            known = self._left[flows, path] = self._whole(flows, path) or self._cut(flows, path)
        return known

    def _whole(self, flows: int, path: tuple[int, ...], cuts: tuple[int, ...] = ()) -> Left | None:
        segments = self.masks.segments(path, flows, cuts)
        if crossing(segments):
            return None
        total = sum(self.masks.latency[server] for server in path)
        return self._solved(path, cuts, segments, total)

    def _cut(self, flows: int, path: tuple[int, ...]) -> Left:
        # best[k]: the least latency of the first k servers, and where the last piece begins.
        best: list[tuple[float, int]] = [(0.0, 0)]
        pieces: dict[tuple[int, int], Left] = {}
        for end in range(1, len(path) + 1):
            options = []
            for begin in range(end - 1, -1, -1):
                if (begin, end) == (0, len(path)):
                    continue
                piece = self._piece(flows, path[begin:end])
                if piece is None:
                    break  # a longer piece overlaps as well
                pieces[begin, end] = piece
                options.append((best[begin][0] + piece.total, begin))
            best.append(min(options))
        cuts: list[int] = []
        segments: list[Segment] = []
        waits: list[float] = []
        end = len(path)
        while end:
            begin = best[end][1]
            for (first, last, who), wait in zip(pieces[begin, end].segments, pieces[begin, end].waits, strict=True):
                segments.append((begin + first, begin + last, who))
                waits.append(wait)
            if begin:
                cuts.append(begin)
            end = begin
        return Left(best[-1][0], tuple(reversed(cuts)), tuple(segments), tuple(waits))

    def _piece(self, flows: int, path: tuple[int, ...]) -> Left | None:
        known = self._left.get((flows, path))
        if known is None:
            known = self._whole(flows, path)
            if known is not None:
                self._left[flows, path] = known
        return None if known is not None and known.cuts else known

    def delay(self, flow: int) -> Left:
        """Least delay of a flow from source to sink: with its own segment last, or that of any bit, cut anywhere."""
        masks, path, own = self.masks, self.masks.paths[flow], 1 << flow
        pairs = crossing(masks.segments(path, own))
        choices: list[tuple[int, ...]] = [()]
        if pairs:
            choices = cut_sets(pairs, SETS)
            cuts = self.left(own, path).cuts
            if cuts not in choices:
                choices.append(cuts)
        ways = [self._delay(own, path, cuts) for cuts in choices]
        ways.append(self.left(0, path))
        if len(path) > 1:
            ways.append(self._cut(0, path))
        return min(ways, key=lambda left: left.total)

    def _delay(self, own: int, path: tuple[int, ...], cuts: tuple[int, ...]) -> Left:
        segments = self.masks.segments(path, own, cuts)
        total = sum(self.masks.latency[server] for server in path)
        last = len(path) - 1
        if segments and segments[-1][:2] == (0, last):  # the same way all along: one flow, for a delay
            segments[-1] = (0, last, segments[-1][2] | own)
        else:
            segments.append((0, last, own))
        return self._solved(path, cuts, segments, total)

    def _solved(self, path: tuple[int, ...], cuts: tuple[int, ...], segments: list[Segment], total: float) -> Left:
        if not segments:
            return Left(total, cuts, (), ())
        from onewindow.engines.network.calculus.covering import cover

        count, masks = len(segments), self.masks
        places = np.array([(first, last) for first, last, _ in segments], np.int64)
        sizes = np.array([(self.burst(who, path[first]), masks.rate(who)) for first, _, who in segments])
        speed = np.array([masks.speed[server] for server in path])
        first, last, burst, rate = (np.ascontiguousarray(column) for column in (*places.T, *sizes.T))
        waits = cover(first, last, burst, rate, speed)
        assert len(waits) == count
        return Left(total + float(waits.sum()), cuts, tuple(segments), tuple(waits.tolist()))
