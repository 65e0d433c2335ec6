"""802.11ax rates: what a resource unit carries at a modulation and coding scheme, and which scheme a signal allows.

Source: IEEE Std 802.11ax-2021, 27.5 (data subcarriers, MCS parameters) and table 27-51 (minimum sensitivity).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DATA_SUBCARRIERS: Final = {26: 24, 52: 48, 106: 102, 242: 234, 484: 468, 996: 980, 1992: 1960}
"""Data subcarriers of a resource unit, by its tones (1992 is 2 x 996)."""
RU_OF_WIDTH: Final = {20: 242, 40: 484, 80: 996, 160: 1992}
"""The resource unit that fills a channel, by width in MHz."""
BITS_TIMES_RATE: Final = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 4.5, 5.0, 6.0, 20 / 3, 7.5, 25 / 3)
"""Coded bits a subcarrier times coding rate, MCS 0 to 11 (BPSK 1/2 to 1024-QAM 5/6)."""
SENSITIVITY_DBM: Final = (-82.0, -79.0, -77.0, -74.0, -70.0, -66.0, -65.0, -64.0, -59.0, -57.0, -54.0, -52.0)
"""Weakest signal in 20 MHz that a receiver must decode, MCS 0 to 11; 3 dB more for each doubling of the width."""
NOISE_20MHZ_DBM: Final = -94.0
"""Thermal noise in 20 MHz with a noise figure of 7 dB: -174 + 10 log10(20e6) + 7."""
SYMBOL_US: Final = 12.8
GUARD_INTERVALS_US: Final = (0.8, 1.6, 3.2)


def data_rate(mcs: int, tones: int = 242, streams: int = 1, guard_us: float = 0.8) -> float:
    """Bits a second of a resource unit: N_SD * bits * R * streams / (12.8 us + GI).

    Raises ``ValueError`` for a scheme, unit, number of streams or guard interval that 802.11ax does not have, or for
    MCS 10 and 11 in a unit below 242 tones, where 1024-QAM is not allowed.
    """
    if tones not in DATA_SUBCARRIERS:
        raise ValueError(f"a resource unit has one of {sorted(DATA_SUBCARRIERS)} tones, got {tones}")
    if not 0 <= mcs < len(BITS_TIMES_RATE):
        raise ValueError(f"MCS 0 to {len(BITS_TIMES_RATE) - 1}, got {mcs}")
    if not 1 <= streams <= 8:
        raise ValueError(f"1 to 8 spatial streams, got {streams}")
    if guard_us not in GUARD_INTERVALS_US:
        raise ValueError(f"a guard interval of {GUARD_INTERVALS_US} us, got {guard_us}")
    if mcs >= 10 and tones < 242:
        raise ValueError(f"MCS {mcs} needs a resource unit of 242 tones or more, got {tones}")
    return DATA_SUBCARRIERS[tones] * BITS_TIMES_RATE[mcs] * streams / (SYMBOL_US + guard_us) * 1e6


def width_loss_db(width_mhz: int) -> float:
    """How much more signal a channel of this width needs than one of 20 MHz, in dB."""
    return 10.0 * float(np.log10(width_mhz / 20))


def best_scheme(
    signal_dbm: Floats, interference_dbm: Floats | None = None, width_mhz: int = 20
) -> npt.NDArray[np.int64]:
    """The highest MCS that each signal allows, -1 where none.

    ``signal_dbm`` and ``interference_dbm`` (the sum of same-channel signals; none if not given) have one shape, which
    the answer has too. A scheme needs its sensitivity above noise and interference together: interference raises the
    floor that the sensitivity was measured over.
    """
    noise = 10 ** ((NOISE_20MHZ_DBM + width_loss_db(width_mhz)) / 10)
    heard = np.zeros_like(signal_dbm) if interference_dbm is None else 10 ** (interference_dbm / 10)
    rise = 10 * np.log10((noise + heard) / noise)
    usable = signal_dbm - rise - width_loss_db(width_mhz)
    return np.asarray(np.searchsorted(np.array(SENSITIVITY_DBM), usable, side="right") - 1, dtype=np.int64)


def rates_of(schemes: npt.NDArray[np.int64], width_mhz: int, streams: int = 2) -> Floats:
    """Bits a second at each MCS of ``schemes`` over the whole channel; 0 where the scheme is -1."""
    table = np.array([0.0, *(data_rate(m, RU_OF_WIDTH[width_mhz], streams) for m in range(len(BITS_TIMES_RATE)))])
    return table[schemes + 1]


def airtime(
    rate_bps: float, frame_bytes: int, link_bps: float, *, aggregated: int = 32, overhead_us: float = 110.0
) -> float:
    """Share of the air that a service of ``rate_bps`` takes on a link of ``link_bps``.

    Each transmission carries ``aggregated`` frames and costs ``overhead_us`` beside them: backoff, preamble and block
    acknowledgement (AIFS 34 + mean backoff 67.5/2 + HE preamble 44, rounded; assumed, not measured).
    """
    if link_bps <= 0:
        return float("inf")
    bits = frame_bytes * 8 * aggregated
    return rate_bps * (1 / link_bps + overhead_us * 1e-6 / bits)


def units_side_by_side(width_mhz: int, tones: int) -> int:
    """How many resource units of one size a channel holds at once (IEEE 802.11ax-2021, table 27-8)."""
    held = {
        20: {26: 9, 52: 4, 106: 2, 242: 1},
        40: {26: 18, 52: 8, 106: 4, 242: 2, 484: 1},
        80: {26: 37, 52: 16, 106: 8, 242: 4, 484: 2, 996: 1},
        160: {26: 74, 52: 32, 106: 16, 242: 8, 484: 4, 996: 2, 1992: 1},
    }
    try:
        return held[width_mhz][tones]
    except KeyError:
        raise ValueError(f"no resource unit of {tones} tones in a channel of {width_mhz} MHz") from None
