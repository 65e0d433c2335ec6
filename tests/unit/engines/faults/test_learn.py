"""The causal graph: a cascade whose causes are known is found, experts are heard, later alarms add to what is known."""

from typing import Any

import numpy as np
import pytest

from onewindow.engines import faults
from onewindow.engines.faults import edges
from onewindow.engines.faults.streams import DTYPE, rings, stream_of, with_decoys

LINE = np.diag(np.ones(5), 1) + np.diag(np.ones(5), -1)
"""Six devices in a row."""


def cascade(seed: int, days: float = 4.0) -> Any:
    """Type 0 leads to 1 on the same device and to 2 on the next one; 3 comes by itself; 1 leads to 4."""
    chance = np.random.default_rng(seed)
    alarms: list[tuple[int, int, float, float]] = []

    def raise_(kind: int, device: int, at: float) -> None:
        alarms.append((kind, device, float(np.floor(at)), float(np.floor(at)) + 30))

    for device in range(6):
        for at in np.sort(chance.uniform(0, days * 86400, 150)):
            raise_(0, device, at)
            if chance.random() < 0.7:
                later = at + 2 + chance.exponential(10)
                raise_(1, device, later)
                if chance.random() < 0.6:
                    raise_(4, device, later + 2 + chance.exponential(15))
            if device < 5 and chance.random() < 0.6:
                raise_(2, device + 1, at + 3 + chance.exponential(20))
        for at in chance.uniform(0, days * 86400, 200):
            raise_(3, device, at)
    return np.array(alarms, DTYPE)


TRUE = {(0, 1), (0, 2), (1, 4)}


def found(graph: faults.CausalGraph) -> set[tuple[int, int]]:
    return {(int(u), int(v)) for u, v in np.argwhere(graph.adjacency)}


def right(graph: faults.CausalGraph) -> bool:
    """All causes, hardly an edge more, and none to what comes by itself."""
    return found(graph) >= TRUE and len(found(graph) - TRUE) <= 2 and not graph.adjacency[:, 3].any()


def test_the_causes_of_a_cascade_are_found() -> None:
    graph = faults.learn(cascade(1), LINE)
    assert right(graph)
    assert graph.sure[0, 1] > 0.9 and 0.4 < graph.share[0, 2] < 1
    assert 2 < graph.delay[0, 1] < 60
    assert not np.diag(graph.adjacency).any() and not (graph.adjacency & graph.adjacency.T).any()


def test_without_the_topology_a_cause_on_a_neighbour_is_not_seen() -> None:
    assert (0, 2) not in found(faults.learn(cascade(1)))


def test_the_order_of_rows_and_repeats_change_nothing() -> None:
    alarms = cascade(2)
    again = np.concatenate([alarms[::-1], alarms[:500]])
    assert (faults.learn(alarms, LINE).scores == faults.learn(again, LINE).scores).all()


def test_later_alarms_add_to_what_was_learned() -> None:
    alarms = np.sort(cascade(3), order="start")
    early, late = alarms[: len(alarms) // 5], alarms[len(alarms) // 5 :]
    graph = faults.update(faults.learn(early, LINE), late, LINE)
    assert right(graph)
    assert graph.alarms.sum() == len(np.unique(alarms[["type", "device", "start"]]))


def test_a_type_and_a_device_that_come_later_find_room() -> None:
    alarms = cascade(4)
    graph = faults.learn(alarms[(alarms["type"] < 4) & (alarms["device"] < 5)], LINE)
    assert found(faults.update(graph, alarms, LINE)) >= TRUE


def test_experts_are_heard() -> None:
    prior = np.full((5, 5), -1)
    prior[3, 0], prior[0, 1] = 1, 0
    graph = faults.learn(cascade(1), LINE, prior)
    assert graph.adjacency[3, 0] and not graph.adjacency[0, 1]
    assert faults.update(graph, cascade(5), LINE).adjacency[3, 0]


def test_rows_that_cannot_be_used_are_counted() -> None:
    alarms = np.concatenate([cascade(1), np.array([(0, 0, np.nan, 0), (-1, 0, 5, 5), (0, -2, 5, 5)], DTYPE)])
    graph = faults.learn(alarms, LINE)
    assert graph.left_out == 3 and right(graph)


@pytest.mark.parametrize(
    ("alarms", "topology", "prior", "word"),
    [
        (np.zeros(3, [("type", "i4")]), None, None, "device"),
        (np.zeros(0, DTYPE), None, None, "no alarm"),
        (np.zeros(2, DTYPE), np.zeros((2, 3)), None, "square"),
        (np.zeros(2, DTYPE), None, np.zeros(4), "square"),
    ],
)
def test_what_cannot_be_learned_from_is_refused_in_words(alarms: Any, topology: Any, prior: Any, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        faults.learn(alarms, topology, prior)


def test_islands_self_loops_and_devices_the_topology_lacks() -> None:
    own, near = rings(np.array([[1, 1, 0], [0, 0, 0], [0, 0, 1]]), 4, 1)
    assert np.diff(own[0]).tolist() == [1, 1, 1, 1]
    assert np.diff(near[0]).tolist() == [1, 1, 0, 0] and near[1].tolist() == [1, 0]


def test_a_decoy_has_as_many_alarms_on_each_device_at_other_times() -> None:
    stream = stream_of(cascade(1))
    both, real = with_decoys(stream, 5, 6, seed=1)
    assert real.sum() * 2 == len(real) and (np.diff(both.at) >= 0).all()
    for device in range(6):
        here = both.device == device
        counts = np.bincount(both.type_of[here], minlength=10)
        assert (counts[:5] == counts[5:]).all()


def test_of_two_edges_that_close_a_circle_the_weaker_is_left_out() -> None:
    scores = np.array([[0, 3, 0], [0, 0, 2], [1, 0, 0.0]])
    graph = edges.acyclic(scores, np.full((3, 3), -1.0))
    assert graph.tolist() == [[False, True, False], [False, False, True], [False, False, False]]
