"""Packets against closed forms and against what is proved of them."""

import numpy as np
import pytest

from onewindow.engines.network.calculus import Flow, Network, Refused, Server, bound
from onewindow.engines.network.packets import Dcqcn, Message, Port, Simulation, Stream
from onewindow.engines.network.packets.heap import push
from onewindow.engines.network.packets.pfc import headroom, standard
from onewindow.engines.network.packets.sending import grow
from onewindow.engines.network.replay import buffers, proved_network, replay


def test_one_message_takes_serialisation_and_propagation():
    ports = [Port(10, 1_000, host=True), Port(10, 500)]
    simulation = Simulation(ports, [Message([0, 1], 10_480, 0)], seed=1, unit=1_048)
    simulation.run(1_000)
    # Ten packets of 1,048 bytes at 10 Gb/s, one more for storing and forwarding, 1.5 us on the way.
    assert simulation.state.flows["done"][0] / 1_000 == pytest.approx(11 * 838.4 + 1_500)
    assert simulation.delivered == 10


def test_the_same_seed_gives_the_same_run_and_no_packet_is_lost_or_made():
    def run(seed):
        streams = [Stream([0, 2], 8_000, 3.0), Stream([1, 2], 8_000, 3.0)]
        simulation = Simulation([Port(10)] * 3, streams, seed)
        simulation.run(2_000)
        return simulation

    one, two, other = run(1), run(1), run(2)
    assert one.events == two.events and (one.state.flows == two.state.flows).all()
    assert (one.state.flows["delay_sum"] != other.state.flows["delay_sum"]).any()
    free, place = 0, int(one.state.number[2])
    while place >= 0:
        free, place = free + 1, int(one.state.packets["after"][place])
    on_links = len(one.state.packets) - free
    held = sum(1 for port in one.state.ports if port["busy"]) + int(one.state.queues["bytes"].sum()) // 1_000
    flying = sum(1 for what in one.state.heap_what[: one.state.number[1]] if what >> 40 == 0)
    assert on_links == held + flying


def test_priority_goes_first_and_drr_shares_by_quanta():
    def delivered(policy, quanta):
        streams = [Stream([0], 100_000, 9.0, rank=rank, style=0) for rank in (0, 1)]
        simulation = Simulation([Port(10, policy=policy, quanta=quanta)], streams, 3)
        simulation.run(20_000)
        return simulation.state.flows["packets"]

    first, second = delivered("priority", {})
    assert first / (first + second) == pytest.approx(0.9, abs=0.02)
    first, second = delivered("drr", {0: 3_000, 1: 1_000})
    assert first / second == pytest.approx(3, rel=0.05)


def test_two_dcqcn_senders_share_a_link_and_keep_it_full():
    ports = [Port(25, host=True), Port(25, host=True), Port(25, kmin=100_000, kmax=400_000)]
    simulation = Simulation(ports, [Message([0, 2], 60_000_000, 0), Message([1, 2], 60_000_000, 0)], seed=1)
    simulation.run(30_000)
    got = simulation.state.flows["got"]
    assert min(got) / max(got) > 0.6
    assert simulation.state.ports["marked"][2] > 0
    assert simulation.state.ports["most"][2] < 3_000_000
    assert sum(got) * 8 / 30e-3 > 0.6 * 25e9


def incast(room, frame=1_000):
    """Eight senders of 100 Gb/s into one link: every one of them is told to stop."""
    ports = [Port(100, 1_000, host=True, xoff=50_000, xon=40_000, room=room, respond_ns=200) for _ in range(8)]
    messages = [Message([k, 8], 4_000_000, 7.0 * k) for k in range(8)]
    simulation = Simulation([*ports, Port(100, 1_000)], messages, seed=1, unit=frame)
    simulation.run(5_000)
    return simulation


def test_pfc_loses_nothing_with_its_headroom_and_something_with_a_frame_less():
    needed = headroom(100, delay_ns=1_000, frame=1_000, respond_ns=200)
    enough, short = incast(needed), incast(needed - 1_000)
    assert enough.dropped == 0 and enough.state.ports["pauses"][:8].min() > 0
    assert (enough.state.flows["done"] > 0).all()
    assert short.dropped > 0


@pytest.mark.parametrize(("metres", "kilobytes"), [(100, 71.6), (2_000, 309)])
def test_the_budget_of_the_standard_counts_the_interface_at_both_ends(metres, kilobytes):
    assert standard(100, metres, mtu=1_518) / 1e3 == pytest.approx(kilobytes, rel=1e-3)


def test_a_class_told_to_stop_saves_up_no_quantum():
    """Two classes of one quantum each; the first is stopped while the other sends, and has no more than its share
    after."""
    ports = [Port(10, 0, policy="drr", quanta={0: 1_000, 1: 1_000})]
    streams = [Stream([0], 64_000, 9.9, rank=rank, style=1) for rank in (0, 1)]
    simulation = Simulation(ports, streams, seed=1)
    simulation.state.queues["stopped"][0] = 1
    simulation.run(40)
    assert simulation.state.flows["packets"][0] == 0 < simulation.state.flows["packets"][1]
    assert simulation.state.queues["deficit"][0] <= 1_000


def test_recovery_is_fast_until_timer_or_bytes_alone_have_come_five_times():
    """Three rounds of the timer and three of the byte counter: the paper raises the target after five of either."""
    control = Dcqcn(line_gbps=25, rate_timer_us=100, bytes=10_000)
    simulation = Simulation([Port(25, host=True), Port(25)], [Message([0, 1], 10**9, 0)], seed=1, dcqcn=control)
    row = simulation.state.flows[:1]
    row["cut"] = row["decayed"] = 1
    row["rate"], row["target"], row["counted"] = 4 * row["rate"], 2 * row["target"], 30_000
    target = float(row["target"][0])
    grow(simulation.state, 0, 1 + 300_000_000)
    assert row["grown"][0] == 6 and row["target"][0] == pytest.approx(target)
    grow(simulation.state, 0, 1 + 600_000_000)
    assert row["target"][0] < target


def test_events_beyond_the_room_for_them_are_told():
    simulation = Simulation([Port(10, host=True), Port(10)], [Message([0, 1], 10**6, 0)], seed=1, packets=2)
    for _ in range(len(simulation.state.heap_time) + 5):
        push(simulation.state, 10**15, 0)
    with pytest.raises(MemoryError):
        simulation.run(1)


def test_a_flexe_calendar_serves_in_its_own_slots():
    """Five of twenty slots of 100G carry 5 x 4.99945 Gb/s of data; one overhead block in 20,461 is left out."""
    port = Port(100, 0, calendar=[0, 4, 8, 12, 16])
    simulation = Simulation([port], [Stream([0], 8_000, 30.0, style=0)], seed=1)
    simulation.run(20_000)
    rate = simulation.state.ports["sent"][0] * 8 / 20e-3
    blocks = 125  # 1,000 bytes in 66b blocks of eight
    assert rate == pytest.approx(5 * 64 / 66 * 20460 / 20461 * 5.15625e9 * 8_000 / (blocks * 64), rel=2e-3)


def chain(seed, policy="fifo"):
    """Five links of 1 Gb/s, twelve flows over random stretches of them (bits, seconds)."""
    random = np.random.default_rng(seed)
    flows = []
    for number in range(12):
        first = int(random.integers(0, 4))
        last = int(random.integers(first + 1, 6))
        path = [f"s{place}" for place in range(first, last)]
        unit = float(random.choice([512, 1_024, 1_500]) * 8)
        flows.append(Flow(f"f{number}", 6e7, unit * random.integers(1, 9), path, number % 3, unit))
    return Network([Server(f"s{n}", 1e9, 2e-6, policy, quanta=dict.fromkeys(range(3), 24000)) for n in range(5)], flows)


@pytest.mark.parametrize(("seed", "policy"), [(1, "fifo"), (2, "fifo"), (3, "priority"), (4, "drr")])
def test_no_packet_takes_longer_than_proved(seed, policy):
    network = chain(seed, policy)
    if policy == "drr":
        network = Network(
            [Server(s.id, 4e9, s.latency, "drr", quanta=s.quanta) for s in network.servers], network.flows
        )
    proved = bound(proved_network(network))
    for style in (1, 2):
        seen = replay(network, 0.05, seed, style=style)
        for flow in network.flows:
            assert seen[flow.id].packets > 100
            assert seen[flow.id].delay <= proved[flow.id].delay
    assert max(seen[flow.id].delay / proved[flow.id].delay for flow in network.flows) > 0.2


def test_nothing_is_lost_where_a_buffer_is_certified():
    network = chain(5)
    room = buffers(proved_network(network))
    assert all(one.dropped == 0 for one in replay(network, 0.05, 1, room, style=1).values())
    small = {server: bits / 20 for server, bits in room.items()}
    assert any(one.dropped for one in replay(network, 0.05, 1, small, style=1).values())


HOST, SWITCH = Port(10, host=True), Port(10)


@pytest.mark.parametrize(
    ("ports", "flow", "element", "words"),
    [
        ([Port(0)], None, "port 0", "rate_gbps"),
        ([SWITCH, Port(10, policy="lifo")], None, "port 1", "lifo"),
        ([Port(10, kmin=9, kmax=4)], None, "port 0", "kmax = 9"),
        ([Port(10, pmax=2)], None, "port 0", "pmax"),
        ([Port(10, xoff=5, xon=6)], None, "port 0", "xon"),
        ([Port(10, calendar=[1, 20])], None, "port 0", "between 0 and 19"),
        ([Port(10, calendar=[1, 4, 1])], None, "port 0", "slot 1 is used twice"),
        ([Port(10, quanta={0: 0})], None, "port 0", "quantum"),
        ([HOST, SWITCH], Message([0, 2], 10, 0), "flow 0", "port 2"),
        ([HOST, SWITCH], Message([], 10, 0), "flow 0", "route"),
        ([HOST, SWITCH], Message([0, 1], 10, 0, rank=3), "flow 0", "classes 0 to 2"),
        ([HOST, SWITCH], Message([1], 10, 0), "flow 0", "port of a host"),
        ([HOST, SWITCH], Message([0], 0, 0), "flow 0", "a byte"),
        ([SWITCH], Stream([0], 9_000, 0), "flow 0", "burst without a rate"),
        ([SWITCH], Stream([0], 500, 1), "flow 0", "one packet"),
        ([SWITCH], Stream([0], 5_000, 1, start_ns=-1), "flow 0", "before"),
        ([SWITCH], Stream([0], 5_000, 1, start_ns=float("inf")), "flow 0", "after 1e+15"),
        ([SWITCH], Stream([0], 5_000, 1e-300), "flow 0", "eleven days"),
        ([Port(10, delay_ns=1e300)], None, "port 0", "delay_ns"),
    ],
)
def test_what_cannot_be_simulated_names_the_element_and_what_mends_it(ports, flow, element, words):
    with pytest.raises(Refused) as refused:
        Simulation(ports, [flow] if flow else [], seed=1)
    assert refused.value.element == element
    assert words in refused.value.message.en and refused.value.message.zh


def test_a_replay_refuses_packets_without_size_and_classes_that_ports_do_not_have():
    with pytest.raises(Refused, match="size"):
        replay(Network([Server("a", 1e9)], [Flow("f", 1e6, 8e3, ["a"])]), 0.1, 1)
    with pytest.raises(Refused, match="lower its burst"):
        replay(Network([Server("a", 1e9)], [Flow("f", 1e6, 8e12, ["a"], packet=8e3)]), 0.1, 1)
    with pytest.raises(Refused, match="f: flow 0"):
        replay(Network([Server("a", 1e9)], [Flow("f", 1e-300, 8e3, ["a"], packet=8e3)]), 0.1, 1)
    for seconds in (-1, float("nan"), 1e300):
        with pytest.raises(Refused, match="runs for"):
            replay(Network([Server("a", 1e9)], [Flow("f", 1e6, 8e3, ["a"], packet=8e3)]), seconds, 1)
    with pytest.raises(Refused, match="class 3"):
        replay(Network([Server("a", 1e9, policy="priority")], [Flow("f", 1e6, 8e3, ["a"], 3, 8e3)]), 0.1, 1)
