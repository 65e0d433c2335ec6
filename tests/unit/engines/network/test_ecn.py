"""Marking tuned: what the fabric carries, what thresholds do, and that a policy does better than what it began with."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from onewindow.engines.network import ecn
from onewindow.engines.network.ecn.fabric import traffic
from onewindow.engines.network.ecn.marking import steer
from onewindow.engines.network.packets.state import ADD

SMALL_STAR = ecn.Fabric(1, 8, 0)


def test_every_message_takes_ports_that_join_its_hosts_at_best_in_the_time_of_its_links():
    fabric = ecn.Fabric(leaves=3, hosts=2, spines=2)
    ports, kinds = fabric.ports()
    assert [int((kinds == kind).sum()) for kind in range(-1, 3)] == [6, 6, 6, 6]
    assert fabric.route(0, 1, 5) == [0, 7]
    ways = {tuple(fabric.route(0, 5, number)) for number in range(50)}
    assert {(kinds[list(way)]).tolist().__repr__() for way in ways} == {"[-1, 1, 2, 0]"} and len(ways) == 2
    assert all(port.xoff > 0 for port, kind in zip(ports, kinds, strict=True) if kind != 0)
    lonely = ecn.Sizes((20_000, 20_001), (0.0, 1.0))
    simulation, best = traffic(fabric, lonely, 0.01, 1, 20)
    simulation.run(400_000)
    took = (simulation.state.flows["done"] - simulation.state.flows["start"]) / 1e6
    # alone, to the rest of 832 bytes in the last packet, which is less than a whole frame at each hop
    assert np.median(took / best) == pytest.approx(1, abs=0.02)


def test_low_thresholds_keep_small_messages_fast_and_high_ones_large_messages():
    low, high = (
        ecn.score((ecn.Setting(kmin, 4 * kmin, 0.5),), SMALL_STAR, ecn.MIXED, (0.7, 5), 20)
        for kmin in (8_000, 2_000_000)
    )
    assert low.small_p99 < high.small_p99
    assert low.dropped == high.dropped == 0 and low.finished == high.finished == 1


def test_a_policy_of_nothing_but_a_threshold_is_the_static_setting():
    flat = ecn.Policy(threshold=3, queue=0, growth=0, marks=0, rate=0, ratio=4, pmax=0.2)
    case = (0.6, 3)
    assert ecn.score((flat,), SMALL_STAR, ecn.MIXED, case) == ecn.score(
        (ecn.Setting(64_000, 256_000, 0.2),), SMALL_STAR, ecn.MIXED, case
    )


def test_the_policy_lets_a_queue_drain_unmarked():
    simulation, _ = traffic(SMALL_STAR, ecn.MIXED, 0.8, 2, 5)
    _, kinds = SMALL_STAR.ports()
    steer(simulation, (ecn.Policy(),), kinds, 2_000)
    thresholds = simulation.state.ports["kmin"][kinds == 0]
    assert thresholds.min() >= 8_000 and len(set(thresholds.tolist())) > 1


def test_tuning_scores_on_what_it_did_not_see_and_the_same_with_an_executor():
    alone = ecn.tune(SMALL_STAR, ecn.MIXED, 0.6, budget=5, seed=1, milliseconds=8)
    with ThreadPoolExecutor(2) as executor:
        assert ecn.tune(SMALL_STAR, ecn.MIXED, 0.6, budget=5, seed=1, milliseconds=8, executor=executor) == alone
    assert alone.policy_score.mean_us < alone.usual_score.mean_us
    assert alone.usual_score.dropped == alone.static_score.dropped == alone.policy_score.dropped == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0 0\n10 x\n", "line 2"),
        ("0 0\n10 50\n5 100", "line 3"),
        ("0 0\n10 60\n20 50", "line 3"),
        ("0 0\n10 90\n", "100 percent"),
        ("", "100 percent"),
        ("0 0\nnan 100", "line 2"),
        ("0 0\ninf 100", "line 2"),
    ],
)
def test_a_distribution_that_is_none_names_the_line(text, words):
    with pytest.raises(ValueError, match=words):
        ecn.read_sizes(text)


@pytest.mark.parametrize(("load", "span"), [(0.0, 10), (1.2, 10), (0.5, 0.001)])
def test_traffic_that_cannot_be_says_why(load, span):
    with pytest.raises(ValueError, match="load"):
        traffic(SMALL_STAR, ecn.MIXED, load, 1, span)


def test_the_load_counts_what_lies_below_the_first_point():
    sizes = ecn.Sizes((10_000, 10_001), (0.9, 1.0))
    simulation, _ = traffic(SMALL_STAR, sizes, 0.5, 1, 20)
    sent = sum(message.size for message in simulation.flows) / 1.048
    assert sent * 8 / 20e-3 == pytest.approx(0.5 * 8 * 25e9, rel=0.02)


def test_the_steps_of_dcqcn_grow_with_the_line():
    slow, fast = (traffic(ecn.Fabric(1, 8, 0, gbps), ecn.MIXED, 0.5, 1, 5)[0].state.control[ADD] for gbps in (25, 100))
    assert fast == pytest.approx(4 * slow)


def test_sizes_without_a_small_message_are_refused():
    with pytest.raises(ValueError, match="no message below"):
        ecn.score((ecn.USUAL,), SMALL_STAR, ecn.Sizes((200_000, 300_000), (0.0, 1.0)), (0.5, 1), 5)


@pytest.mark.parametrize(
    "make",
    [
        lambda: ecn.Fabric(leaves=2, hosts=2, spines=0),
        lambda: ecn.Fabric(leaves=1, hosts=1, spines=0),
        lambda: ecn.Setting(10, 5, 0.1),
        lambda: ecn.Setting(1, 5, 1.5),
    ],
)
def test_a_fabric_in_parts_and_thresholds_out_of_order_are_refused(make):
    with pytest.raises(ValueError, match=r"spine|two hosts|kmin"):
        make()
