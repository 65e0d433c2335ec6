"""Which type of alarm causes which: a topological Hawkes process whose edges are told from chance by decoys.

The rate of type v on device d is the device's own rate, plus what earlier alarms on the device and on its neighbours
add to it, each fading with several decays (Cai et al., "THP: Topological Hawkes Processes for Learning Causal
Structure on Event Sequences", arXiv 2105.10884, eq. 4). The likelihood falls apart by v, so each column is fitted
alone, with every possible cause in it at once. A cause's score is the log-likelihood its effect would lose without it,
over the square root of the effect's alarms: a gain in units of its own noise. Decoys compete in the same fit; edges
are taken, best first and never closing a circle, as long as the decoys say that at most one in ten is chance. No label
and no choice a data set enters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.faults import edges
from onewindow.engines.faults.streams import Stream, rings, stream_of, with_decoys

BLOCK = 100_000
"""Alarms fitted at once; more are taken in block by block."""


@dataclass(frozen=True, slots=True)
class Method:
    """How the graph is learned. There is one method for all data; the parts are here for ablation alone.

    Decays are seconds, a decade apart; each family is fitted with a draw of decoys of its own and the scores averaged.
    """

    decays: tuple[tuple[float, ...], ...] = ((1, 10, 100), (1.8, 18, 180), (3.2, 32, 320))
    hops: int = 1
    device_rates: bool = True
    noise_power: float = 0.5
    false_edges: float = 0.1
    circles: bool = False
    rounds: int = 60


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is kept of the alarms seen, for one family of decays; sums, so new alarms are added.

    Causes c are kernels (ring by decay) x types and their decoys. ``counts`` (c, types): alarms of the type that each
    cause explains; ``mass`` (c): integral of its kernels; ``own`` (devices, types): alarms explained by nothing;
    ``gains`` (2 types, types): log-likelihood each cause brought; ``delays`` (types, types): summed seconds.
    """

    counts: NDArray[np.float64]
    mass: NDArray[np.float64]
    own: NDArray[np.float64]
    gains: NDArray[np.float64]
    delays: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CausalGraph:
    """Causes among types of alarms, and what is needed to learn on.

    ``adjacency[i, j]`` true for i causes j; ``sure`` (0 to 1) one less the share of chance among pairs that score as
    high; ``share`` the part of j's alarms that i explains; ``delay`` the mean seconds from i to j; ``left_out`` rows
    that could not be used. Prior: 1 known edge, 0 ruled out, -1 unknown.
    """

    adjacency: NDArray[np.bool_]
    scores: NDArray[np.float64]
    sure: NDArray[np.float64]
    share: NDArray[np.float64]
    delay: NDArray[np.float64]
    alarms: NDArray[np.int64]
    seconds: float
    left_out: int
    prior: NDArray[np.float64]
    statistics: tuple[Statistics, ...]
    method: Method


def learn(
    alarms: NDArray[Any],
    topology: NDArray[Any] | None = None,
    prior: NDArray[Any] | None = None,
    method: Method = Method(),
) -> CausalGraph:
    """The causal graph of ``alarms``: fields type and device (whole numbers from 0), start and end (seconds).

    ``topology`` is a square matrix of links between devices, ``prior`` one of types: 1 known edge, 0 ruled out,
    -1 unknown. Raises ``ValueError`` for arrays of other shapes, or without one usable alarm.
    """
    stream = stream_of(alarms)
    types = int(stream.type_of.max()) + 1
    if prior is not None:
        if prior.ndim != 2 or prior.shape[0] != prior.shape[1]:
            raise ValueError(f"a prior is a square matrix over the types of alarms, got shape {prior.shape}")
        types = max(types, len(prior))
    expert = np.full((types, types), -1.0)
    if prior is not None:
        expert[: len(prior), : len(prior)] = prior
    none = np.zeros((types, types))
    blank = CausalGraph(
        none.astype(bool), none, none, none, none, np.zeros(types, np.int64), 0.0, 0, expert, (), method
    )
    return _take_in(blank, stream, topology)


def update(graph: CausalGraph, alarms: NDArray[Any], topology: NDArray[Any] | None = None) -> CausalGraph:
    """The graph after later alarms too; what was learned stands as sums, earlier alarms are not read again."""
    return _take_in(graph, stream_of(alarms), topology)


def revise(graph: CausalGraph, prior: NDArray[Any]) -> CausalGraph:
    """The graph under what experts say now (``prior`` as in ``learn``); nothing is learned again."""
    if prior.ndim != 2 or prior.shape[0] != prior.shape[1]:
        raise ValueError(f"a prior is a square matrix over the types of alarms, got shape {prior.shape}")
    graph = _widen(graph, len(prior))
    expert = np.full(graph.prior.shape, -1.0)
    expert[: len(prior), : len(prior)] = prior
    return _decide(replace(graph, prior=expert))


def _take_in(graph: CausalGraph, stream: Stream, topology: NDArray[Any] | None) -> CausalGraph:
    graph = _widen(graph, int(stream.type_of.max()) + 1)
    parts = -(-len(stream.at) // BLOCK)
    cuts = np.linspace(0, len(stream.at), parts + 1).astype(int)
    for first, last in pairwise(cuts):
        at = stream.at[first:last] - stream.at[first]
        part = Stream(stream.type_of[first:last], stream.device[first:last], at, float(at[-1]) + 1.0, 0)
        graph = _add(graph, part, topology)
    return replace(_decide(graph), left_out=graph.left_out + stream.left_out)


def _add(graph: CausalGraph, stream: Stream, topology: NDArray[Any] | None) -> CausalGraph:
    types = len(graph.adjacency)
    known = graph.statistics[0].own.shape[0] if graph.statistics else 0
    devices = max(int(stream.device.max()) + 1, known)
    around = rings(topology, devices, graph.method.hops)
    statistics = []
    for turn, decays in enumerate(graph.method.decays):
        before = graph.statistics[turn] if graph.statistics else None
        seed = turn + len(graph.method.decays) * int(graph.alarms.sum())
        statistics.append(_fit(stream, around, decays, types, devices, seed, before, graph))
    alarms = graph.alarms + np.bincount(stream.type_of, minlength=types)
    return replace(graph, alarms=alarms, seconds=graph.seconds + stream.seconds, statistics=tuple(statistics))


def _fit(
    stream: Stream,
    around: list[tuple[NDArray[np.int64], NDArray[np.int64]]],
    decays: tuple[float, ...],
    types: int,
    devices: int,
    seed: int,
    known: Statistics | None,
    graph: CausalGraph,
) -> Statistics:
    from onewindow.engines.faults import kernels

    method = graph.method
    both, real = with_decoys(stream, types, devices, seed)
    rates = 1 / np.array(decays)
    kernels_ = len(around) * len(decays)
    before, mass = [], []
    for starts, reached in around:
        level = kernels.recent(both.type_of, both.device, both.at, starts, reached, 2 * types, devices, rates)
        before.append(level[real])
        weights = np.diff(starts)[both.device].astype(np.float64)
        mass += [np.bincount(both.type_of, weights, 2 * types)] * len(decays)
    levels = np.concatenate(before, axis=1)
    masses = np.concatenate(mass)
    lags = np.tile(np.array(decays, np.float64), len(around))
    causes = kernels_ * 2 * types
    old = known or Statistics(
        np.zeros((causes, types)), np.zeros(causes), np.zeros((devices, types)),
        np.zeros((2 * types, types)), np.zeros((types, types)),
    )  # fmt: skip
    if len(old.mass) != causes:  # learned without a topology before: the nearer rings are what is known
        grown = np.zeros((causes, types))
        keep = min(causes, len(old.mass))
        grown[:keep] = old.counts[:keep]
        old = replace(old, counts=grown, mass=np.concatenate([old.mass[:keep], np.zeros(causes - keep)]))
    own = np.zeros((devices, types))
    own[: len(old.own)] = old.own
    counts, gains, delays = old.counts.copy(), old.gains.copy(), old.delays.copy()
    real_types, real_devices = both.type_of[real], both.device[real]
    for v in range(types):
        mine = real_types == v
        if not mine.any():
            continue
        x = np.ascontiguousarray(levels[mine].reshape(-1, causes))
        weight, expected, _, intensity = kernels.fit_column(
            x, masses.astype(np.float64), real_devices[mine], stream.seconds, not method.device_rates, method.rounds,
            np.ascontiguousarray(old.counts[:, v]), old.mass, np.ascontiguousarray(own[:, v]), graph.seconds,
        )  # fmt: skip
        part = (x * weight.astype(np.float32)).reshape(-1, kernels_, 2 * types)
        share = part.sum(1) / intensity[:, None]
        gains[:, v] += -np.log(np.maximum(1 - share, 1e-3)).sum(0)
        gains[:, v] -= (weight * masses).reshape(kernels_, -1).sum(0)
        counts[:, v] += expected
        by_kernel = expected.reshape(kernels_, -1)[:, :types]
        delays[:, v] += (by_kernel * lags[:, None]).sum(0)
        alone = np.bincount(real_devices[mine], np.maximum(1 - share.sum(1), 0), devices)
        own[:, v] += alone
    return Statistics(counts, old.mass + masses, own, gains, delays)


def _decide(graph: CausalGraph) -> CausalGraph:
    """The edges, from the sums kept."""
    types = len(graph.adjacency)
    noise = np.maximum(graph.alarms, 1) ** graph.method.noise_power
    every = np.array([one.gains / noise for one in graph.statistics])
    scores, decoys = every[:, :types].mean(0), every[:, types:]
    lowest = edges.threshold(scores, decoys, graph.method.false_edges)
    adjacency = edges.acyclic(np.where(scores >= lowest, scores, 0), graph.prior, graph.method.circles)
    explained = np.mean([one.counts.reshape(-1, 2 * types, types).sum(0)[:types] for one in graph.statistics], axis=0)
    delays = np.mean([one.delays for one in graph.statistics], axis=0)
    sure = np.where(graph.prior > 0, 1.0, edges.surety(scores, decoys))
    return replace(
        graph, adjacency=adjacency, scores=scores, sure=sure,
        share=np.clip(explained / np.maximum(graph.alarms, 1), 0, 1), delay=delays / np.maximum(explained, 1e-9),
    )  # fmt: skip


def _widen(graph: CausalGraph, types: int) -> CausalGraph:
    """Room for types that were not known before."""
    had = len(graph.adjacency)
    more = types - had
    if more <= 0:
        return graph

    def square(matrix: NDArray[Any], fill: float = 0) -> NDArray[Any]:
        return np.pad(matrix, ((0, more), (0, more)), constant_values=fill)

    def causes(matrix: NDArray[np.float64]) -> NDArray[np.float64]:  # (..., kernels x real and decoy x types)
        parts = matrix.reshape(*matrix.shape[:-1], -1, 2, had)
        room = [(0, 0)] * (parts.ndim - 1) + [(0, more)]
        return np.asarray(np.pad(parts, room).reshape(*matrix.shape[:-1], -1))

    statistics = tuple(
        Statistics(
            np.pad(causes(one.counts.T).T, ((0, 0), (0, more))), causes(one.mass),
            np.pad(one.own, ((0, 0), (0, more))), np.pad(causes(one.gains.T).T, ((0, 0), (0, more))),
            square(one.delays),
        )
        for one in graph.statistics
    )  # fmt: skip
    return replace(
        graph, adjacency=square(graph.adjacency), scores=square(graph.scores), sure=square(graph.sure),
        share=square(graph.share), delay=square(graph.delay), alarms=np.pad(graph.alarms, (0, more)),
        prior=square(graph.prior, -1), statistics=statistics,
    )  # fmt: skip
