"""The overhead of an instance: one block every 1023 cycles, eight to a frame, 32 frames to a multiframe.

Fields as OIF-FLEXE-02.x sets them; their bit positions are from memory and so unverified: block 1 (ordered set 0x4B,
O-code 5) has C, OMF, RPF, SC and the group number; block 2 C, the PHY map (8 bits a frame) and the PHY number; block 3
C, the client of one slot in calendars A and B, CR, CA and a CRC-16 (x^16 + x^12 + x^5 + 1) over the fields of the
three. C is majority voted. Bits are numbered from the first sent, the highest of a 64-bit word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

FRAMES: Final = 32
BLOCKS: Final = 8
ORDERED_SET, O_CODE = 0x4B, 0x5
_ONES = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Multiframe:
    """What 32 frames of one instance say. Calendars are of this instance alone, at most 32 slots."""

    group: int
    phy: int
    phy_map: frozenset[int]
    calendar_a: tuple[int, ...]
    calendar_b: tuple[int, ...]
    in_use: int = 0
    """0: calendar A, 1: calendar B (the C bit)."""
    request: bool = False
    acknowledge: bool = False
    remote_fault: bool = False
    bad_frames: tuple[int, ...] = field(default=(), compare=False)
    """Frames whose CRC failed, where it was received."""


def crc16(bits: Sequence[int]) -> int:
    """CRC-16 with polynomial x^16 + x^12 + x^5 + 1, register begun at zero, bits in the order they are sent."""
    register = 0
    for bit in bits:
        top = (register >> 15) & 1
        register = (register << 1) & 0xFFFF
        if top ^ bit:
            register ^= 0x1021
    return register


def encode(said: Multiframe) -> list[list[int]]:
    """The 32 frames of eight 64-bit words each (sync headers are 10 for block 1, 01 for the others)."""
    frames = []
    for n in range(FRAMES):
        c, omf = said.in_use, int(n >= FRAMES // 2)
        one = _pack(
            (ORDERED_SET, 8), (c, 1), (omf, 1), (int(said.remote_fault), 1), (0, 1), (said.group, 20), (O_CODE, 4)
        )
        map_byte = sum(1 << (7 - b) for b in range(8) if n * 8 + b in said.phy_map)
        two = _pack((c, 1), (0, 7), (map_byte, 8), (said.phy, 8))
        a, b = (calendar[n] if n < len(calendar) else 0 for calendar in (said.calendar_a, said.calendar_b))
        three = _pack((c, 1), (a, 16), (b, 16), (int(said.request), 1), (int(said.acknowledge), 1))
        three |= crc16(_covered(one, two, three))
        frames.append([one, two, three, *[0] * (BLOCKS - 3)])
    return frames


def decode(frames: Sequence[Sequence[int]], slots: int) -> Multiframe:
    """What a multiframe says. Frames whose CRC fails are left out: their slots read 0, their part of the map is empty.

    Raises ``ValueError`` where it is no multiframe: not 32 frames of eight words, no ordered set, or no frame whole.
    """
    if len(frames) != FRAMES or any(len(frame) != BLOCKS for frame in frames):
        raise ValueError(f"a multiframe is {FRAMES} frames of {BLOCKS} blocks")
    votes, bad, maps = [0, 0], [], set()
    calendars = [[0] * slots, [0] * slots]
    last: tuple[int, int, bool, bool, bool] | None = None
    for n, (one, two, three, *_rest) in enumerate(frames):
        if _take(one, 0, 8) != ORDERED_SET or _take(one, 32, 4) != O_CODE:
            bad.append(n)
            continue
        bits = [_take(one, 8, 1), _take(two, 0, 1), _take(three, 0, 1)]
        if crc16(_covered(one, two, three)) != three & 0xFFFF:
            bad.append(n)
            continue
        votes[int(sum(bits) >= 2)] += 1
        maps |= {n * 8 + b for b in range(8) if _take(two, 8, 8) >> (7 - b) & 1}
        if n < slots:
            calendars[0][n], calendars[1][n] = _take(three, 1, 16), _take(three, 17, 16)
        last = (_take(one, 12, 20), _take(two, 16, 8), bool(_take(three, 33, 1)), bool(_take(three, 34, 1)),
                bool(_take(one, 10, 1)))  # fmt: skip
    if last is None:
        raise ValueError("no frame of the multiframe is whole")
    group, phy, request, acknowledge, fault = last
    return Multiframe(
        group, phy, frozenset(maps), tuple(calendars[0]), tuple(calendars[1]), int(votes[1] > votes[0]), request,
        acknowledge, fault, tuple(bad),
    )  # fmt: skip


def _pack(*fields: tuple[int, int]) -> int:
    word, at = 0, 64
    for value, width in fields:
        at -= width
        word |= (value & ((1 << width) - 1)) << at
    return word & _ONES


def _take(word: int, at: int, width: int) -> int:
    return word >> (64 - at - width) & ((1 << width) - 1)


def _covered(one: int, two: int, three: int) -> list[int]:
    """The bits under the CRC: all of the three words but the CRC itself."""
    return [word >> (63 - n) & 1 for word, size in ((one, 64), (two, 64), (three, 48)) for n in range(size)]
