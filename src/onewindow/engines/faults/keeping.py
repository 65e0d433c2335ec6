"""A causal graph as bytes and back: the sums it was decided from, so that learning goes on where it stopped."""

from __future__ import annotations

import io
from dataclasses import asdict, fields

import numpy as np

from onewindow.engines.faults.learn import CausalGraph, Method, Statistics

ARRAYS = ("adjacency", "scores", "sure", "share", "delay", "alarms", "prior")


def pack(graph: CausalGraph) -> bytes:
    """``graph`` as a NumPy archive (.npz, compressed); nothing in it is code."""
    arrays = {name: getattr(graph, name) for name in ARRAYS}
    arrays["numbers"] = np.array([graph.seconds, graph.left_out])
    arrays["method"] = np.array(_named(graph.method))
    for turn, one in enumerate(graph.statistics):
        arrays |= {f"{turn}.{part.name}": getattr(one, part.name) for part in fields(Statistics)}
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def unpack(content: bytes) -> CausalGraph | None:
    """The graph of ``pack``; None when it was learned by another method than today's, so that its sums mean something
    else. Raises ``ValueError`` for bytes that are no such archive."""
    with np.load(io.BytesIO(content), allow_pickle=False) as kept:
        method = Method()
        if str(kept["method"]) != _named(method):
            return None
        statistics = tuple(
            Statistics(**{part.name: kept[f"{turn}.{part.name}"] for part in fields(Statistics)})
            for turn in range(len(method.decays))
        )
        seconds, left_out = kept["numbers"]
        arrays = {name: kept[name] for name in ARRAYS}
    return CausalGraph(**arrays, seconds=float(seconds), left_out=int(left_out), statistics=statistics, method=method)


def _named(method: Method) -> str:
    return repr(sorted(asdict(method).items()))
