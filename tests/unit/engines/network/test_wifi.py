"""Wi-Fi: rates as the standard gives them, path loss by hand, plans that hold and bounds that no plan beats."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onewindow.engines.network import wifi
from onewindow.engines.network.wifi import channels, placement

WALL = wifi.Wall(5, 0, 5, 10, 9.0)
RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("mcs", "tones", "streams", "guard", "mbps"),
    [
        # IEEE 802.11ax-2021, tables 27-79 ff.: rates printed there in Mb/s
        (0, 26, 1, 0.8, 0.9),
        (11, 242, 1, 0.8, 143.4),
        (11, 484, 1, 0.8, 286.8),
        (11, 996, 2, 0.8, 1201.0),
        (9, 242, 1, 3.2, 97.5),
        (11, 1992, 8, 0.8, 9607.8),
    ],
)
def test_rates_are_those_of_the_standard(mcs: int, tones: int, streams: int, guard: float, mbps: float) -> None:
    assert wifi.data_rate(mcs, tones, streams, guard) / 1e6 == pytest.approx(mbps, abs=0.06)


@pytest.mark.parametrize(
    "wrong", [(12, 242, 1, 0.8), (0, 27, 1, 0.8), (0, 242, 9, 0.8), (0, 242, 1, 1.0), (11, 106, 1, 0.8)]
)
def test_what_the_standard_does_not_have_is_refused(wrong: tuple[int, int, int, float]) -> None:
    with pytest.raises(ValueError, match="got"):
        wifi.data_rate(*wrong)


def test_schemes_by_signal_and_interference() -> None:
    signal = np.array([-90.0, -82.0, -64.0, -52.0, -30.0])
    assert wifi.best_scheme(signal).tolist() == [-1, 0, 7, 11, 11]
    assert wifi.best_scheme(signal, width_mhz=80).tolist() == [-1, -1, 3, 8, 11]  # 6.02 dB less for each
    loud = wifi.best_scheme(signal, np.full(5, -60.0))
    assert (loud <= wifi.best_scheme(signal)).all() and loud[2] == -1


def test_path_loss_by_hand() -> None:
    air = wifi.Air("office", 5500, access_height_m=2, device_height_m=2)
    source, point = np.array([[1.0, 5.0]]), np.array([[9.0, 5.0]])
    open_loss = 20 * np.log10(5500) + 31 * np.log10(8) - 28
    assert wifi.path_loss(air, source, point)[0, 0] == pytest.approx(open_loss)
    assert wifi.path_loss(air, source, point, (WALL,))[0, 0] == pytest.approx(open_loss + 9)
    beside = np.array([[4.0, 5.0]])
    assert wifi.path_loss(air, source, beside, (WALL,)) == wifi.path_loss(air, source, beside)


def test_a_yard_loses_forty_decibels_a_decade_far_out() -> None:
    air = wifi.Air("yard", 5500, access_height_m=10, device_height_m=1.5)
    losses = wifi.path_loss(air, np.array([[0.0, 0.0]]), np.array([[3000.0, 0.0], [30000.0, 0.0]]))
    assert losses[1, 0] - losses[0, 0] == pytest.approx(40, abs=0.01)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.5, 1.0))
def test_no_plan_is_smaller_than_the_bound(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    covers = rng.random((14, 8)) < 0.35
    weights = rng.integers(1, 5, 14).astype(float)
    try:
        placed = wifi.place(covers, weights, share, np.random.default_rng(seed))
    except wifi.NoPlace as refused:
        assert weights[covers.any(axis=1)].sum() / weights.sum() < share and refused.reached < share
        return
    assert placed.covered >= share - 1e-9
    fewest = next(
        n
        for n in range(1, 9)
        if any(
            weights[covers[:, list(some)].any(axis=1)].sum() >= share * weights.sum() - 1e-9
            for some in combinations(range(8), n)
        )
    )
    assert placed.bound <= fewest <= len(placed.chosen) <= placed.greedy
    assert len(placed.chosen) == fewest


def test_a_floor_planned_whole() -> None:
    demands = tuple(wifi.Demand(f"camera {n}", 5 + 3 * n, 8, 6e6) for n in range(8))
    area = wifi.Area(40, 24, (wifi.Wall(20, 0, 20, 24, 15.0),), grid_m=2, candidate_grid_m=4)
    target = wifi.Target(second_share=0.6)
    plan = wifi.plan(area, target, demands, np.random.default_rng(1)).survey
    assert plan.covered >= target.share and plan.second_covered >= target.second_share
    assert plan.utilisation.max() <= target.busy and min(plan.served_by) >= 0
    assert set(plan.channels) <= set(channels.CENTRES["CN"][40])
    assert (plan.rate_bps[plan.signal_dbm >= -65] > 0).all()
    again = wifi.plan(area, target, demands, np.random.default_rng(1)).survey
    assert again.channels == plan.channels and (again.access_points == plan.access_points).all()


def test_a_plan_of_just_the_bound_is_found_or_excluded() -> None:
    """Five points, each pair heard by one place: two places are the relaxation's bound, three are needed."""
    pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)]
    covers = np.zeros((5, 5), dtype=bool)
    for place, pair in enumerate(pairs):
        covers[list(pair), place] = True
    program = placement._Program(covers, np.ones(5), 5.0)
    assert program.least() == 3  # 2.5 rounded up
    assert program.within(2, 5.0)[0] == "none"
    answer, chosen, _spent = program.within(3, 5.0)
    assert answer == "found" and covers[:, chosen].any(axis=1).all() and chosen.size == 3


def test_annealing_finds_a_covering_that_greedy_misses() -> None:
    """Eight points, two halves of four, and a middle of five that greedy takes first."""
    covers = np.zeros((8, 3), dtype=bool)
    covers[[0, 1, 2, 3], 0] = covers[[4, 5, 6, 7], 1] = covers[[1, 2, 3, 4, 5], 2] = True
    placed = wifi.place(covers, np.ones(8), 1.0, np.random.default_rng(0))
    assert placed.greedy == 3 and placed.chosen == (0, 1) and placed.gap == 0
    fewer = placement._fewer(covers, np.ones(8), 8.0, np.array([2, 0, 1]), 2, np.random.default_rng(0))
    assert sorted(fewer) == [0, 1]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_walls_passed_over_are_not_crossed(seed: int) -> None:
    """Points together and one at a time lose the same, wherever the walls run; some points lie on walls."""
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, 12, (15, 4)).astype(float)
    walls = tuple(wifi.Wall(*end, 3.0 + n) for n, end in enumerate(ends) if (end[:2] != end[2:]).any())
    points, sources = rng.integers(0, 12, (40, 2)).astype(float), rng.random((4, 2)) * 12
    together = wifi.path_loss(wifi.Air(), sources, points, walls)
    alone = [
        wifi.path_loss(wifi.Air(), sources, p[None], ())
        + sum(
            wifi.path_loss(wifi.Air(), sources, p[None], (w,)) - wifi.path_loss(wifi.Air(), sources, p[None])
            for w in walls
        )
        for p in points
    ]
    assert np.allclose(together, np.concatenate(alone))


def test_neighbours_take_different_channels() -> None:
    stand = np.array([[0.0, 0], [10, 0], [20, 0], [30, 0]])
    between = wifi.path_loss(wifi.Air(), stand, stand)
    assigned = channels.assign(between, between, np.ones(4), (), "CN", 40, np.random.default_rng(0))
    assert len(set(assigned.channels)) == 4 and assigned.overlap == 0


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: wifi.Area(0, 5), "above 0 m"),
        (lambda: wifi.Area(5, 5, candidates=((9, 1),)), "outside the area"),
        (lambda: wifi.Air("moon"), "expected one of"),
        (lambda: wifi.plan(wifi.Area(9, 9), wifi.Target(), (wifi.Demand("X-ray 1", 10, 1, 1e6),), RNG), "X-ray 1"),
        (lambda: channels.assign(np.zeros((1, 1)), np.zeros((1, 1)), np.ones(1), (), "CN", 30, RNG), "no 5 GHz"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_named(make: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make()  # type: ignore[operator]


def test_no_place_says_where_and_how_much() -> None:
    with pytest.raises(wifi.NoPlace, match=r"point 1 is not heard.*50.0%"):
        wifi.place(np.array([[True], [False]]), np.ones(2), 0.9, np.random.default_rng(0))
