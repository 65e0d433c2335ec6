"""Path loss on a floor with walls, or in a yard with stacks: the multi-wall model on ITU-R P.1238, and P.1411 outdoors.

Indoors: L = 20 log10(f/MHz) + N log10(d/m) + sum of the losses of the walls crossed - 28 (ITU-R P.1238, basic
transmission loss with the floor term replaced by walls). N defaults by environment as in P.1238's table of distance
power loss coefficients near 5 GHz (values from memory: unverified).
Outdoors in sight: free space to the breakpoint 4 h1 h2 / wavelength, 40 dB a decade beyond (ITU-R P.1411, 4.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DISTANCE_COEFFICIENT: Final = {"office": 31.0, "hall": 22.0, "warehouse": 26.0, "free": 20.0}
"""N of P.1238 by environment (unverified)."""
WALL_LOSS_DB: Final = {
    "glass": 3.0,
    "plasterboard": 4.0,
    "wood": 4.0,
    "brick": 9.0,
    "concrete": 15.0,
    "metal": 25.0,
    "container": 22.0,
}
"""Loss of one wall near 5 GHz in dB (usual planning values; unverified)."""
LEAST_DISTANCE_M: Final = 1.0
LIGHT_MPS: Final = 299_792_458.0


@dataclass(frozen=True, slots=True)
class Wall:
    """A straight wall, or a side of a stack, between two points in metres."""

    x1: float
    y1: float
    x2: float
    y2: float
    loss_db: float


@dataclass(frozen=True, slots=True)
class Air:
    """The air between: ``environment`` is a key of ``DISTANCE_COEFFICIENT`` or ``yard`` (outdoors, antennas at the
    heights given in metres)."""

    environment: str = "office"
    frequency_mhz: float = 5500.0
    access_height_m: float = 3.0
    device_height_m: float = 1.5

    def __post_init__(self) -> None:
        if self.environment != "yard" and self.environment not in DISTANCE_COEFFICIENT:
            known = ", ".join(["yard", *DISTANCE_COEFFICIENT])
            raise ValueError(f"environment: expected one of {known}, got {self.environment!r}")
        if not 400 <= self.frequency_mhz <= 7125:
            raise ValueError(f"frequency_mhz: expected 400 to 7125, got {self.frequency_mhz}")


def path_loss(air: Air, sources: Floats, points: Floats, walls: tuple[Wall, ...] = ()) -> Floats:
    """Loss in dB from each source to each point: (S, 2) and (P, 2) in metres give (P, S)."""
    across = points[:, None, :] - sources[None, :, :]
    flat = np.hypot(across[..., 0], across[..., 1])
    distance = np.maximum(np.hypot(flat, air.access_height_m - air.device_height_m), LEAST_DISTANCE_M)
    if air.environment == "yard":
        loss = _in_sight(air, distance)
    else:
        n = DISTANCE_COEFFICIENT[air.environment]
        loss = 20 * np.log10(air.frequency_mhz) + n * np.log10(distance) - 28
    if walls:
        from onewindow.engines.network.wifi import crossing

        sides = np.array([[w.x1, w.y1, w.x2, w.y2, w.loss_db] for w in walls])
        loss = loss + crossing.wall_loss(np.ascontiguousarray(sources), np.ascontiguousarray(points), sides)
    return np.asarray(loss, dtype=np.float64)


def _in_sight(air: Air, distance: Floats) -> Floats:
    wavelength = LIGHT_MPS / (air.frequency_mhz * 1e6)
    breakpoint_m = max(4 * air.access_height_m * air.device_height_m / wavelength, LEAST_DISTANCE_M)
    free = 20 * np.log10(air.frequency_mhz) + 20 * np.log10(distance) - 27.55
    return np.asarray(
        free + np.where(distance > breakpoint_m, 20 * np.log10(np.maximum(distance / breakpoint_m, 1.0)), 0.0)
    )
