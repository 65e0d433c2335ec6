"""Priority flow control: how much room a link needs above the threshold at which it is told to stop.

``headroom`` is the exact sum for a full link; ``vendor`` and ``standard`` are the budgets of practice (IEEE 802.1Qbb
annex N; `unverified`: the two budgets are quoted from memory of the text).
"""

from __future__ import annotations

import math


def headroom(rate_gbps: float, delay_ns: float, frame: int, respond_ns: float = 0.0) -> int:
    """Bytes that may still come: what is on the way there and back, and during the response, the frame that crossed the
    threshold and the one just begun."""
    return math.ceil(rate_gbps / 8 * (2 * delay_ns + respond_ns)) + 2 * frame


def vendor(rate_gbps: float, metres: float, mtu: int = 1_500) -> int:
    """2 MTU + 3,840 bytes + 130 bytes a 100 m and Gb/s."""
    return math.ceil(2 * mtu + 3_840 + 1.3 * metres * rate_gbps)


def standard(rate_gbps: float, metres: float, mtu: int = 1_500) -> int:
    """802.1Qbb: in bit times the interface at both ends (122,880 each), the response (201,728), twice the cable (5 ns a
    metre) and the pause frame (672), then two frames."""
    bits = 2 * 122_880 + 201_728 + 2 * metres * 5 * rate_gbps + 672
    return math.ceil(bits / 8) + 2 * mtu


def threshold(free: int, alpha: float = 1 / 8) -> int:
    """Dynamic threshold: alpha / (1 + alpha) of the free buffer, 11 % of it for alpha = 1/8."""
    return int(free * alpha / (1 + alpha))
