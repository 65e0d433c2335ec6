"""FlexE: calendars that are even, overhead that reads back, blocks that come out as they went in, exact service."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onewindow.engines.network import flexe

GROUP = flexe.Group(7, (flexe.Phy(1), flexe.Phy(2)))
COUNTS = st.lists(st.integers(1, 12), min_size=1, max_size=6).filter(lambda counts: sum(counts) <= 40)


def calendar(counts: list[int], group: flexe.Group = GROUP) -> flexe.Calendar:
    return flexe.assign(group, [flexe.Client(n + 1, 5 * count) for n, count in enumerate(counts)])


@settings(deadline=None)
@given(COUNTS)
def test_every_client_has_its_slots_each_in_its_window(counts: list[int]) -> None:
    made = calendar(counts)
    for client, count in enumerate(counts, 1):
        at = made.positions(client)
        assert len(at) == count
        assert all(k * 40 <= slot * count + count and slot * count < (k + 1) * 40 for k, slot in enumerate(at))


@pytest.mark.parametrize("count", [1, 2, 4, 5, 10, 20])
def test_a_client_whose_slots_divide_the_calendar_is_even(count: int) -> None:
    at = calendar([count], flexe.Group(1, (flexe.Phy(1),))).positions(1)
    assert {b - a for a, b in zip(at, [*at[1:], at[0] + 20], strict=True)} == {20 // count}


def test_figures_of_one_slot() -> None:
    alone = calendar([1], flexe.Group(1, (flexe.Phy(1),)))
    curve = flexe.service_curve(alone, 1)
    assert curve.rate_bps == pytest.approx(4.99945e9, rel=1e-6)
    assert flexe.worst_gap_ns(alone, 1) == pytest.approx(13.44)
    assert curve.latency_s * 1e9 == pytest.approx(
        13.44 + 20 * 0.64, rel=1e-4
    )  # the gap, and all markers of the lanes at once


@settings(max_examples=25, deadline=None)
@given(COUNTS, st.randoms(use_true_random=False))
def test_the_curve_is_below_what_is_served_and_touches_it(counts: list[int], random: object) -> None:
    order = list(calendar(counts).slots)
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = flexe.Calendar(GROUP, tuple(order))
    curve = flexe.service_curve(shuffled, 1)
    unmarked = curve.latency_s - 20 * 0.64e-9
    windows = np.concatenate([np.linspace(1e-9, 2e-7, 300), np.linspace(1e-6, 3e-5, 60)])
    served = flexe.staircase(shuffled, 1, windows)
    promised = np.maximum(0, curve.rate_bps * (windows - unmarked))
    assert (served >= promised - 1e-6).all()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: calendar([30, 11]), "overbooked.*41 slots.*have 40.*add 1 PHY of 100G or take 1 slot from client 2"),
        (
            lambda: flexe.place(GROUP, {1: [0, 3], 2: [3]}),
            "slot 3 is used twice, by clients 1 and 2: move it to slot 1",
        ),
        (lambda: flexe.place(GROUP, {1: [40]}), "slot 40 is not one of 0 to 39"),
        (lambda: flexe.assign(GROUP, [flexe.Client(1, 7)]), "7 Gb/s is no multiple.*ask for 10 Gb/s"),
        (lambda: flexe.assign(GROUP, [flexe.Client(1, 5), flexe.Client(1, 5)]), "client 1 is named twice"),
        (lambda: flexe.Group(1, ()), "has no PHY"),
        (lambda: flexe.Group(1, (flexe.Phy(1), flexe.Phy(1))), "same number"),
        (lambda: flexe.Group(1, (flexe.Phy(1), flexe.Phy(2, 200))), "one rate"),
        (lambda: flexe.Phy(1, 25), "PHY 1"),
        (lambda: flexe.service_curve(calendar([1]), 9), "client 9 has no slot"),
        (lambda: flexe.assign_sub_slots({1: 4000, 2: 900}), "overbooked: 490.*100 Mb/s less"),
        (lambda: flexe.assign_sub_slots({1: 0}), "client 1: a rate above 0"),
        (lambda: flexe.sub_slot_curve(cut({1: 10}), 2), "client 2 has no sub-slot"),
        (lambda: cut({1: 10}, 3, flexe.Group(7, (flexe.Phy(1),), 25)), "slots are of 25: make its slots 5"),
    ],
)
def test_what_a_group_cannot_do_is_named_with_what_mends_it(make: object, said: str) -> None:
    with pytest.raises(flexe.FlexeError, match=said):
        make()  # type: ignore[operator]


def test_a_group_short_of_a_phy_asks_for_it() -> None:
    short = flexe.Group(7, (flexe.Phy(1), flexe.Phy(2, up=False)))
    with pytest.raises(flexe.FlexeError, match="bring PHY 2 up"):
        calendar([21], short)


MULTIFRAMES = st.builds(
    flexe.Multiframe,
    group=st.integers(1, 2**20 - 2),
    phy=st.integers(1, 254),
    phy_map=st.frozensets(st.integers(0, 255), max_size=8),
    calendar_a=st.lists(st.integers(0, 65534), min_size=20, max_size=20).map(tuple),
    calendar_b=st.lists(st.integers(0, 65534), min_size=20, max_size=20).map(tuple),
    in_use=st.integers(0, 1),
    request=st.booleans(),
    acknowledge=st.booleans(),
    remote_fault=st.booleans(),
)


@settings(deadline=None)
@given(MULTIFRAMES)
def test_a_multiframe_reads_back(said: flexe.Multiframe) -> None:
    assert flexe.decode(flexe.encode(said), 20) == said


@settings(deadline=None)
@given(MULTIFRAMES, st.integers(0, 31), st.integers(0, 2), st.integers(0, 63))
def test_a_flipped_bit_is_noticed(said: flexe.Multiframe, frame: int, block: int, bit: int) -> None:
    frames = flexe.encode(said)
    frames[frame][block] ^= 1 << bit
    heard = flexe.decode(frames, 20)
    assert heard.bad_frames == (frame,) and heard.in_use == said.in_use


def test_crc_of_a_known_string() -> None:
    bits = [byte >> (7 - n) & 1 for byte in b"123456789" for n in range(8)]
    assert flexe.crc16(bits) == 0x31C3  # CRC-16/XMODEM's check value: the same polynomial, begun at zero


@settings(max_examples=20, deadline=None)
@given(COUNTS, st.integers(0, 2**32 - 1), st.sampled_from([50, 100, 200]))
def test_blocks_come_out_as_they_went_in(counts: list[int], seed: int, rate: int) -> None:
    group = flexe.Group(3, (flexe.Phy(1, rate), flexe.Phy(2, rate)) if rate < 200 else (flexe.Phy(1, rate),))
    counts = [count for count in counts if count * len(counts) <= group.slots]
    if not counts or sum(counts) > group.slots:
        return
    made, rng, turns = calendar(counts, group), np.random.default_rng(seed), 2100
    sent = {}
    for client, count in enumerate(counts, 1):
        size = int(rng.integers(0, turns * count))
        sent[client] = flexe.Stream(rng.integers(0, 2**63, size, np.uint64), np.ones(size, np.uint8))
    over = np.zeros((len(group.instances), 4), np.uint64)
    heard = flexe.demux(made, flexe.mux(made, sent, turns, over))
    for client, stream in sent.items():
        assert (heard[client].words == stream.words).all() and (heard[client].heads == stream.heads).all()


def test_a_calendar_is_switched_without_losing_a_block() -> None:
    old, new = calendar([10, 10]), calendar([5, 20])
    instance = (1, 0)
    said = flexe.Multiframe(7, 1, frozenset({1, 2}), old.of_instance(*instance), old.of_instance(*instance))
    sender, receiver = flexe.Sender(said), flexe.Receiver(old.of_instance(*instance))
    sender.ask(new.of_instance(*instance))
    steps = []
    for turn in range(4):
        heard = flexe.decode(flexe.encode(sender.next(receiver.acknowledge)), 20)
        if turn == 0:
            heard = replace(heard, bad_frames=(3,))  # a broken multiframe only delays it
        receiver.take(heard)
        steps.append(sender.calendar == receiver.calendar)
    assert steps == [True] * 4 and receiver.calendar == new.of_instance(*instance) and receiver.in_use == 1
    assert not sender.said.request


def cut(mbps: dict[int, float], slot: int = 7, group: flexe.Group = GROUP) -> flexe.SubSlots:
    whole = flexe.place(group, {9: [slot]})
    return flexe.SubSlots(whole, slot, flexe.assign_sub_slots(mbps))


def test_sub_slots_share_a_slot() -> None:
    made = cut({1: 100, 2: 15})
    assert made.count(1) == 10 and made.count(2) == 2
    one, two = flexe.sub_slot_curve(made, 1), flexe.sub_slot_curve(made, 2)
    # 192 of 198 blocks of the slot are the clients', a 480th of them each sub-slot's: 10.1 Mb/s.
    assert one.rate_bps == pytest.approx(10 * 4.99945e9 * 192 / 198 / 480, rel=1e-6)
    assert one.latency_s < two.latency_s < 480 * 8.25 * 12.8e-9
    assert flexe.sub_slot_curve(cut({1: 4800}), 1).rate_bps == pytest.approx(4.99945e9 * 192 / 198, rel=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 240), min_size=1, max_size=4).filter(lambda counts: sum(counts) <= 480),
       st.sampled_from([50, 100, 200]), st.integers(0, 9), st.integers(0, 1022))  # fmt: skip
def test_the_curve_of_sub_slots_is_below_what_is_served_block_by_block(
    counts: list[int], rate: int, slot: int, phase: int
) -> None:
    """Served: every block of one instance in turn, wherever its overhead stands; a client's block is there when the
    block of the slot that has the last of its 65 bits is."""
    group = flexe.Group(3, (flexe.Phy(1, rate),))
    made = cut({n: 10 * count for n, count in enumerate(counts, 1)}, slot, group)
    curve, across = flexe.sub_slot_curve(made, 1), len(group.instances)
    now, ended = 0.0, []
    for turn in range(3 * flexe.TURN):
        for place in range(group.slots_an_instance):
            now += group.block_ns
            if place != slot // across:
                continue
            frame, block = divmod(turn % flexe.TURN, 198)
            # The bits that this block brings (nothing in the start, end and idle blocks), and what they complete.
            for n in range(max(0, 64 * (block - 1) // 65), min(192, 64 * block // 65) if 1 <= block <= 195 else 0):
                if 64 * (block - 1) < 65 * (n + 1) <= 64 * block and made.owners[frame * 24 + n // 8] == 1:
                    ended.append(now)
        if (turn + phase) % 1023 == 1022:
            now += group.block_ns
    times = np.array(ended)
    assert len(times) == 3 * 8 * counts[0]
    latency = (curve.latency_s * 1e9 - (4 if rate == 50 else 20) * group.block_ns) / (1 + 1 / 16383)
    pace = 64 / curve.rate_bps * 1e9 / (1 + 1 / 16383)
    for begin in range(0, 2 * 8 * counts[0], max(1, counts[0] // 3)):
        due = times[begin] + latency + np.arange(len(times) - begin - 1) * pace
        assert (times[begin + 1 :] <= due + pace + 1e-3).all()
