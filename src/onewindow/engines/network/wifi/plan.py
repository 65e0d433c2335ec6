"""A floor or yard planned whole: where access points stand, their channels and powers, what is heard and carried."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from onewindow.engines.network.wifi import channels, placement, rates
from onewindow.engines.network.wifi.propagation import Air, Wall, path_loss

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Area:
    """A floor or yard of ``width_m`` x ``height_m`` from (0, 0), with walls; candidates may be given, else a grid."""

    width_m: float
    height_m: float
    walls: tuple[Wall, ...] = ()
    air: Air = field(default_factory=Air)
    candidates: tuple[tuple[float, float], ...] = ()
    grid_m: float = 2.0
    candidate_grid_m: float = 4.0

    def __post_init__(self) -> None:
        if self.width_m <= 0 or self.height_m <= 0:
            raise ValueError(f"an area has a width and a height above 0 m, got {self.width_m} x {self.height_m}")
        for n, (x, y) in enumerate(self.candidates):
            if not (0 <= x <= self.width_m and 0 <= y <= self.height_m):
                raise ValueError(
                    f"place {n} for an access point at ({x}, {y}) m lies outside the area of {self.width_m} x "
                    f"{self.height_m} m: move it inside, or make the area larger"
                )


@dataclass(frozen=True, slots=True)
class Demand:
    """Devices of one service around a place: what all of them together ask for."""

    name: str
    x: float
    y: float
    rate_bps: float
    frame_bytes: int = 1200


@dataclass(frozen=True, slots=True)
class Target:
    """What the plan must reach. Defaults are the usual planning targets for enterprise Wi-Fi 6."""

    least_dbm: float = -65.0
    share: float = 0.95
    second_share: float = 0.0
    """Share of the area that must hear two access points at ``second_dbm``, for roaming; 0 asks for nothing."""
    second_dbm: float = -72.0
    busy: float = 0.5
    """Most of the air that an access point may be asked for."""
    width_mhz: int = 40
    domain: str = "CN"
    streams: int = 2


@dataclass(frozen=True, slots=True)
class Survey:
    """What access points give an area as they stand. Points and access points in metres; maps have one value a point,
    points are (P, 2)."""

    access_points: Floats
    channels: tuple[int, ...]
    powers_dbm: tuple[float, ...]
    points: Floats
    signal_dbm: Floats
    rate_bps: Floats
    utilisation: Floats
    covered: float
    second_covered: float
    served_by: tuple[int, ...]
    """The access point of each demand, by index; -1 for one that none can serve."""


@dataclass(frozen=True, slots=True)
class WifiPlan:
    """Where access points are to stand, and what they give."""

    survey: Survey
    placed: placement.Placement


def plan(
    area: Area, target: Target, demands: tuple[Demand, ...], rng: np.random.Generator, seconds: float = 20.0
) -> WifiPlan:
    """Place, tune and measure.

    Raises ``placement.NoPlace`` where the places do not suffice, ``ValueError`` for a demand outside the area.
    """
    points = grid(area.width_m, area.height_m, area.grid_m)
    places = np.array(area.candidates) if area.candidates else grid(area.width_m, area.height_m, area.candidate_grid_m)
    loss = path_loss(area.air, places, points, area.walls)
    full, weights = channels.POWERS_DBM[0], np.ones(len(points))
    _inside(area, demands)
    placed = placement.place(full - loss >= target.least_dbm, weights, target.share, rng, seconds=seconds)
    chosen = placed.chosen
    if target.second_share:
        chosen = placement.reinforce(full - loss >= target.second_dbm, weights, chosen, target.second_share)
    chosen = _relieve(area, target, demands, places, chosen)
    stand = places[list(chosen)]
    between = path_loss(area.air, stand, stand, area.walls)
    reaches = [channels.Reach(target.least_dbm, target.share)]
    if target.second_share:
        reaches.append(channels.Reach(target.second_dbm, target.second_share, 2))
    tuned = channels.assign(
        between, loss[:, list(chosen)], weights, tuple(reaches), target.domain, target.width_mhz, rng
    )
    return WifiPlan(survey(area, target, demands, stand, tuned.channels, tuned.powers_dbm), placed)


def survey(
    area: Area, target: Target, demands: tuple[Demand, ...], stand: Floats, channel: tuple[int, ...],
    powers_dbm: tuple[float, ...],
) -> Survey:  # fmt: skip
    """What access points at ``stand`` (A, 2) give the area, whatever they were planned for.

    Raises ``ValueError`` for a demand outside the area.
    """
    _inside(area, demands)
    points = grid(area.width_m, area.height_m, area.grid_m)
    powers, on = np.array(powers_dbm), np.array(channel)
    heard = powers[None, :] - path_loss(area.air, stand, points, area.walls)
    signal = heard.max(axis=1)
    busy, served_by = load(area, target, demands, stand, powers, on)
    return Survey(
        stand, channel, powers_dbm, points, signal, _rates(heard, on, target), busy,
        float((signal >= target.least_dbm).mean()), float(((heard >= target.second_dbm).sum(axis=1) >= 2).mean()),
        served_by,
    )  # fmt: skip


def _inside(area: Area, demands: tuple[Demand, ...]) -> None:
    for demand in demands:
        if not (0 <= demand.x <= area.width_m and 0 <= demand.y <= area.height_m):
            raise ValueError(f"{demand.name} at ({demand.x}, {demand.y}) m lies outside the area: move it inside")


def grid(width_m: float, height_m: float, step_m: float) -> Floats:
    """Centres of squares of ``step_m`` that fill the area: (n, 2), row by row from (0, 0)."""
    across = np.arange(step_m / 2, width_m, step_m)
    down = np.arange(step_m / 2, height_m, step_m)
    x, y = np.meshgrid(across, down)
    return np.column_stack([x.ravel(), y.ravel()])


def load(
    area: Area, target: Target, demands: tuple[Demand, ...], stand: Floats, powers: Floats, channel: Ints
) -> tuple[Floats, tuple[int, ...]]:
    """Share of the air asked of each access point when every demand is served by the strongest, and by which."""
    busy = np.zeros(len(stand))
    if not demands:
        return busy, ()
    where = np.array([[d.x, d.y] for d in demands])
    heard = powers[None, :] - path_loss(area.air, stand, where, area.walls)
    link, best = _rates(heard, channel, target), heard.argmax(axis=1)
    served = []
    for demand, a, carried in zip(demands, best, link, strict=True):
        served.append(int(a) if carried > 0 else -1)
        if carried > 0:
            busy[a] += rates.airtime(demand.rate_bps, demand.frame_bytes, float(carried))
    return busy, tuple(served)


def _rates(heard: Floats, channel: Ints, target: Target) -> Floats:
    """What each point gets from its strongest access point, the others on its channel disturbing: (P, A) to (P)."""
    best = heard.argmax(axis=1)
    power = 10 ** (heard / 10)
    same = channel[None, :] == channel[best][:, None]
    same[np.arange(len(best)), best] = False
    noise = 10 * np.log10(np.maximum((power * same).sum(axis=1), 1e-30))
    scheme = rates.best_scheme(heard.max(axis=1), noise, target.width_mhz)
    return rates.rates_of(scheme, target.width_mhz, target.streams)


def _relieve(
    area: Area, target: Target, demands: tuple[Demand, ...], places: Floats, chosen: tuple[int, ...]
) -> tuple[int, ...]:
    """More access points, one at a time nearest the busiest one's demands, until none is asked for too much air."""
    kept = list(chosen)
    while demands and len(kept) < len(places):
        powers, apart = np.full(len(kept), channels.POWERS_DBM[0]), np.arange(len(kept))
        busy, served = load(area, target, demands, places[kept], powers, apart)
        worst = int(busy.argmax())
        mine = np.array([[d.x, d.y] for d, a in zip(demands, served, strict=True) if a == worst])
        if busy[worst] <= target.busy or len(mine) < 2:
            break  # one demand too large for an access point is not made smaller by another one
        far = mine[((mine - places[kept[worst]]) ** 2).sum(axis=1).argmax()]
        free = np.setdiff1d(np.arange(len(places)), kept)
        kept.append(int(free[((places[free] - far) ** 2).sum(axis=1).argmin()]))
    return tuple(sorted(kept))
