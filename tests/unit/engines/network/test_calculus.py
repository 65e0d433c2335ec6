"""Bounds against values known as fractions, against the best published ones, and each against its proof."""

import copy
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.engines.network.networks import random_network, same, shaped

from onewindow.engines.network.calculus import Bound, Flow, Network, Refused, Server, bound
from onewindow.engines.network.calculus.bounds import Method, bound_fifo
from onewindow.engines.network.calculus.checker import Unproved, verify
from onewindow.engines.network.calculus.masks import Masks, crossing, cut_sets
from onewindow.engines.network.calculus.steps import Steps

FEED_FORWARD = [[0, 1, 3], [2, 3], [2, 1]]  # DNC's FF_4S_1SC_3F_1AC_3P
TANDEM = [[0, 1], [2], [0, 1, 2]]  # DNC's TA_3S_1SC_3F_1AC_3P


@pytest.mark.parametrize(
    ("paths", "servers", "policy", "method", "delays"),
    [
        (FEED_FORWARD, 4, "fifo", "tfa", ("5985/64", "3965/64", "885/16")),
        (FEED_FORWARD, 4, "fifo", "sfa", ("1795/24", "10715/192", "295/6")),
        (FEED_FORWARD, 4, "arbitrary", "tfa", ("6425/36", "11975/90", "685/6")),
        (FEED_FORWARD, 4, "arbitrary", "sfa", ("875/9", "2095/27", "65")),
        (FEED_FORWARD, 4, "arbitrary", "pmoo", ("875/9", "2095/27", "65")),
        (TANDEM, 3, "fifo", "tfa", ("55", "2205/64", "5725/64")),
        (TANDEM, 3, "arbitrary", "tfa", ("110", "1405/18", "16925/90")),
        (TANDEM, 3, "arbitrary", "pmoo", ("170/3", "1405/27", "85")),
    ],
)
def test_delays_known_as_fractions(paths, servers, policy, method, delays):
    found = bound(same(paths, servers, policy), method)
    assert [each.delay for each in found.values()] == pytest.approx([float(Fraction(d)) for d in delays], rel=1e-9)


def test_backlogs_known_as_fractions():
    feed_forward = same(FEED_FORWARD, 4)
    steps = Steps(Masks(feed_forward), fifo=True)
    assert steps.server_backlog(3) == pytest.approx(9425 / 16, rel=1e-9)
    assert steps.server_backlog(1) == pytest.approx(1825 / 4, rel=1e-9)
    found = bound(feed_forward, "sfa")
    assert [each.backlog for each in found.values()] == pytest.approx([3125 / 8, 18925 / 64, 525 / 2], rel=1e-9)


def test_one_flow_alone_needs_the_latencies_and_its_burst_once():
    network = Network([Server("a", 10, 1), Server("b", 4, 2)], [Flow("f", 1, 8, ["a", "b"])])
    for method in ("ludb", "plp", "best"):
        assert bound(network, method)["f"].delay == pytest.approx(1 + 2 + 8 / 4, rel=1e-9)


def test_ludb_of_one_hop_cross_traffic_is_the_closed_form():
    """Lenzini et al. 2006: two servers, the flow of interest through both, cross traffic through the first."""
    speed, latency, burst, rate = (4.0, 2.0), (1.0, 0.5), (3.0, 6.0), (1.0, 2.0)
    network = Network(
        [Server("a", speed[0], latency[0]), Server("b", speed[1], latency[1])],
        [Flow("own", rate[0], burst[0], ["a", "b"]), Flow("cross", rate[1], burst[1], ["a"])],
    )
    theta = latency[0] + burst[1] / speed[0]
    # More theta costs time and gives burst to the rest of server a; b is the slower one here.
    expected = min(
        theta + s + latency[1] + max(burst[0] / speed[1], (burst[0] - speed[0] * s) / (speed[0] - rate[1]), 0.0)
        for s in [k / 1000 for k in range(2000)]
    )
    assert bound(network, "ludb")["own"].delay == pytest.approx(expected, rel=1e-3)


RINGS = {
    "semi-ring of 12": (shaped([[p % 12 for p in range(i, i + 7)] for i in range(12)], 12, 7), 84.65e-6),
    "sink-tree tandem of 12": (shaped([list(range(i, 12)) for i in range(12)], 12, 12), 133.01e-6),
    "interleaved tandem of 12": (shaped([list(range(12)), *([i, i + 1] for i in range(11))], 12, 3), 145.92e-6),
}


@pytest.mark.parametrize("name", RINGS)
def test_the_best_published_bounds_are_beaten_with_a_proof(name):
    network, published = RINGS[name]
    found = bound(network, flows=["f0"])["f0"]
    assert found.delay <= published
    assert verify(network, "f0", found.certificate.claims()) <= Fraction(found.delay)


def proved(network: Network, flow: str, found: Bound) -> None:
    value = verify(network, flow, found.certificate.claims())
    assert value <= Fraction(found.delay)
    assert float(value) == pytest.approx(found.delay, rel=1e-8)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), flows=st.integers(2, 14))
@example(seed=66, flows=13)
def test_each_method_is_no_worse_than_the_one_before_and_proved(seed, flows):
    network = random_network(seed, 8, flows)
    ladder: list[Method] = ["tfa", "ludb", "best"]
    bounds = [bound(network, method) for method in ladder]
    for flow in network.flows:
        delays = [found[flow.id].delay for found in bounds]
        assert delays[2] <= delays[1] * (1 + 1e-9) and delays[1] <= delays[0] * (1 + 1e-9)
        for found in bounds[1:]:
            proved(network, flow.id, found[flow.id])


def test_flows_that_leave_a_tree_and_come_back_are_proved():
    """Bursts by programs in a network where paths part and meet again."""
    network = random_network(1, 8, 20, 9)
    found = bound(network)
    for flow in network.flows:
        proved(network, flow.id, found[flow.id])


def test_a_large_network_in_two_parts_is_proved_and_close_to_the_whole():
    network = random_network(2, 10, 64)
    whole, ludb = bound(network), bound(network, "ludb")
    with ThreadPoolExecutor(2) as executor:
        parts = bound(network, executor=executor)
    assert list(parts) == list(whole)
    for flow in network.flows[::16]:
        proved(network, flow.id, parts[flow.id])
    assert all(parts[flow].delay <= ludb[flow].delay * (1 + 1e-9) for flow in parts)
    assert sum(one.delay for one in parts.values()) < 1.1 * sum(one.delay for one in whole.values())


def test_best_goes_on_where_plp_stops_and_ends_when_its_effort_does():
    network = random_network(4, 9, 60)
    plp, best = bound(network, "plp"), bound(network)
    assert sum(one.delay for one in best.values()) < 0.99 * sum(one.delay for one in plp.values())
    none = bound_fifo(network, "best", list(range(60)), effort=0)
    for flow, one in none.items():  # not one program for bursts: what PLP says, or better by its first piece of path
        assert best[flow].delay <= one.delay * (1 + 1e-9) <= plp[flow].delay * (1 + 2e-9)


@pytest.mark.parametrize("policy", ["priority", "drr"])
def test_classes_are_proved_and_the_first_waits_least(policy):
    plain = random_network(5, 8, 18)
    flows = [replace(flow, priority=n % 3, packet=0.05) for n, flow in enumerate(plain.flows)]
    servers = [replace(s, policy=policy, rate=4 * s.rate, quanta={0: 2.0, 1: 1.0, 2: 1.0}) for s in plain.servers]
    network = Network(servers, flows)
    found = bound(network)
    for flow in flows:
        proved(network, flow.id, found[flow.id])
    first, last = (sum(found[f.id].delay for f in flows if f.priority == p) for p in (0, 2))
    assert first < last


def test_a_cycle_is_proved_and_a_proof_without_its_bursts_is_refused():
    network = shaped([[p % 4 for p in range(i, i + 3)] for i in range(4)], 4, 3)
    found = bound(network)
    for flow in network.flows:
        proved(network, flow.id, found[flow.id])
    claims = found["f0"].certificate.claims()
    assert any(claim["kind"] == "again" for claim in claims)
    with pytest.raises(Unproved):
        verify(network, "f0", [claim if claim["kind"] != "again" else claims[1] for claim in claims])
    smaller = copy.deepcopy(claims)
    for piece in smaller[0]["pieces"]:
        if piece["id"] != piece["flow"]:
            piece["burst"] *= 0.9
    with pytest.raises(Unproved):
        verify(network, "f0", smaller)


def test_the_cuts_of_a_cycle_side_by_side_give_the_same_bounds_and_proofs():
    ring = same([[0, 1, 2], [1, 2, 3], [2, 3, 0], [3, 0, 1]], 4)
    alone = bound(ring)
    with ThreadPoolExecutor(2) as executor:
        abreast = bound(ring, executor=executor)
    assert list(abreast) == list(alone)
    for flow, found in abreast.items():
        assert (found.delay, found.backlog) == (alone[flow].delay, alone[flow].backlog)
        proved(ring, flow, found)


def test_a_proof_that_was_tampered_with_proves_no_less():
    network = random_network(3, 8, 14)
    found = bound(network)
    for flow in network.flows[:6]:
        honest = found[flow.id].certificate.claims()
        for claim in honest:  # thetas made small, weights made small: what is proved may only grow
            changed = copy.deepcopy(claim)
            for segment in changed.get("segments", []):
                segment["y"] = 0.0
            changed["weights"] = [[name, weight * 0.5] for name, weight in changed.get("weights", [])]
            claims = [changed if each is claim else each for each in honest]
            assert verify(network, flow.id, claims) >= verify(network, flow.id, honest) * (1 - Fraction(1, 10**9))
        forgotten = copy.deepcopy(honest)
        for claim in forgotten:
            if claim["kind"] == "left" and claim["segments"]:
                claim["segments"].pop()
                break
        with pytest.raises(Unproved):
            verify(network, flow.id, forgotten)


def test_smallest_sets_of_cuts_part_every_overlap_once():
    segments = [(0, 2, 1), (1, 4, 2), (3, 6, 4), (5, 7, 8)]
    pairs = crossing(segments)
    assert pairs == [(1, 3), (3, 5), (5, 7)]
    found = cut_sets(pairs, 100)
    assert (3, 5) in found and (3, 6) in found and (3, 7) in found and (1, 5) in found
    for cuts in found:
        assert all(any(low <= cut <= high for cut in cuts) for low, high in pairs)
        for left_out in cuts:
            rest = [cut for cut in cuts if cut != left_out]
            assert not all(any(low <= cut <= high for cut in rest) for low, high in pairs)


def no_order_before_classes() -> Network:
    """Two flows of one class at a server without order, and one of another class at the next."""
    flows = [Flow("f", 1, 1, ["a", "b"]), Flow("g", 1, 1, ["a", "b"]), Flow("h", 1, 1, ["b"], priority=1)]
    return Network([Server("a", 4, policy="arbitrary"), Server("b", 4, policy="priority")], flows)


@pytest.mark.parametrize("policy", ["arbitrary", "priority"])
def test_a_proof_by_the_order_of_arrival_proves_nothing_where_servers_do_not_keep_it(policy):
    network = same([[0, 1], [0, 1], [1]], 2)
    claims = bound(network, "ludb")["f0"].certificate.claims()
    verify(network, "f0", claims)
    flows = [replace(flow, priority=n % 2) for n, flow in enumerate(network.flows)]
    other = Network([replace(server, policy=policy) for server in network.servers], flows)
    with pytest.raises(Unproved, match="order"):
        verify(other, "f0", claims)


@pytest.mark.parametrize(
    ("make", "element", "words"),
    [
        (lambda: Network([Server("a", 1)], [Flow("f", 2, 1, ["a"])]), "a", "raise its rate by 1"),
        (lambda: Network([Server("a", 1)], [Flow("f", 0, 1, ["a"])]), "f", "finite rate above 0"),
        (lambda: Network([Server("a", 1)], [Flow("f", 0.1, 1, ["b"])]), "f", "through b"),
        (lambda: Network([Server("a", 1)], [Flow("f", 0.1, 1, [])]), "f", "no path"),
        (lambda: Network([Server("a", 1)], [Flow("f", 0.1, 1, ["a", "a"])]), "f", "no loop"),
        (lambda: Network([Server("a", 1), Server("a", 1)], []), "a", "twice"),
        (lambda: Network([Server("a", 0)], []), "a", "above 0"),
        (lambda: bound(same([[0]], 1), "magic"), "magic", "tfa"),  # type: ignore[arg-type]
        (lambda: bound(same([[0]], 1, "arbitrary"), "plp"), "plp", "FIFO"),
        (lambda: bound(same([[0, 1], [1, 0]], 2, "arbitrary")), "s0", "s0 > s1 > s0 is bounded for FIFO servers only"),
        (lambda: bound(same([[0, 1], [0, 1], [1, 0]], 2, "drr")), "s0", "lead f2 another way than s1 > s0"),
        (lambda: Network([Server("a", 1)], [Flow("f", 0.1, -1, ["a"])]), "f", "burst"),
        (lambda: Network([Server("a", float("inf"))], []), "a", "finite"),
        (lambda: Network([Server("a", 1e9)], [Flow("f", 1e9, 1, ["a"]), Flow("g", 1e-9, 1, ["a"])]), "a", "by 1e-09"),
        (lambda: bound(same([[0]], 1), flows=["f9"]), "f9", "not in the network"),
        (
            lambda: bound(
                Network([Server("a", 2), Server("b", 2)], [Flow("f", 1, 0, ["a", "b"]), Flow("g", 1, 1, ["b", "a"])])
            ),
            "f",
            "no burst",
        ),
        (lambda: bound(no_order_before_classes()), "a", "promises no order"),
    ],
)
def test_a_network_that_cannot_be_bounded_names_the_element_and_what_mends_it(make, element, words):
    with pytest.raises(Refused) as refused:
        make()
    assert refused.value.element == element
    assert words in refused.value.message.en
