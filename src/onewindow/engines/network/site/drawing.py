"""Pictures of a plan, as SVG without styles or scripts: floors with what is heard, calendars, the network with its
loads.

Colours go from light to dark with the value, so the pictures can be read in grey.
"""

from __future__ import annotations

from html import escape
from math import cos, pi, sin

from onewindow.engines.network.flexe import UNUSED, SubSlots
from onewindow.engines.network.flexe.subslots import FRAMES, SUB_SLOTS, SUB_SLOTS_A_FRAME
from onewindow.engines.network.site.model import AreaPlan, Site
from onewindow.engines.network.site.proving import Proof
from onewindow.engines.network.site.slicing import Shares
from onewindow.engines.network.wifi import Survey

HEARD = ((-50.0, "#0b4f6c"), (-58.0, "#227c9d"), (-65.0, "#6fb3c9"), (-72.0, "#c3dfe8"), (-999.0, "#f4e3d3"))
"""Signal from which a colour holds, strongest first; the last is what is too weak."""
SLICES = ("#0b4f6c", "#d98e04", "#5b8c5a", "#8e5572", "#2a9d8f", "#bc6c25", "#577590", "#9a031e")
INK, PAPER, LINE = "#1f2933", "#ffffff", "#9aa5b1"


def floor(area: AreaPlan, found: Survey) -> str:
    """A floor from above: what each place hears, walls, stacks, access points with channel and power."""
    scale = 720 / area.width_m
    width, height = 720, area.height_m * scale
    step = _step(found)
    parts = []
    for (x, y), heard in zip(found.points, found.signal_dbm, strict=True):
        colour = next(colour for least, colour in HEARD if heard >= least)
        parts.append(
            _rect((x - step / 2) * scale, (y - step / 2) * scale, step * scale + 0.5, step * scale + 0.5, colour)
        )
    for x, y, wide, deep in area.stacks:
        parts.append(f'<rect x="{x * scale:.1f}" y="{y * scale:.1f}" width="{wide * scale:.1f}" height="{deep * scale:.1f}" '  # noqa: E501
                     f'fill="{LINE}" fill-opacity="0.55" stroke="{INK}"/>')  # fmt: skip
    for wall in area.walls:
        parts.append(f'<line x1="{wall.x1_m * scale:.1f}" y1="{wall.y1_m * scale:.1f}" x2="{wall.x2_m * scale:.1f}" '
                     f'y2="{wall.y2_m * scale:.1f}" stroke="{INK}" stroke-width="3"/>')  # fmt: skip
    for (x, y), channel, power in zip(found.access_points, found.channels, found.powers_dbm, strict=True):
        parts.append(
            f'<circle cx="{x * scale:.1f}" cy="{y * scale:.1f}" r="7" fill="{PAPER}" stroke="{INK}" stroke-width="2"/>'
        )
        label_y = y * scale - 12 if y * scale > 30 else y * scale + 24
        parts.append(_label(min(max(x * scale, 40), width - 40), label_y, f"{channel} · {power:g} dBm"))
    legend = []
    for place, ((_, colour), words) in enumerate(
        zip(HEARD, ("≥ -50", "≥ -58", "≥ -65", "≥ -72", "< -72"), strict=True)
    ):
        legend.append(_rect(place * 110, height + 12, 18, 14, colour))
        legend.append(_text(place * 110 + 24, height + 24, f"{words} dBm"))
    return _svg(width, height + 36, area.name, [*parts, *legend])


def calendar(shares: Shares, name: str) -> str:
    """The slots of each instance in the order they come, and whose they are; below them the sub-slots of the slot that
    small slices share, a frame a row."""
    made, numbers = shares.calendar, shares.numbers
    group = made.group
    rows = group.instances
    across = len(made.slots) // max(1, len(rows))
    colour = {number: SLICES[place % len(SLICES)] for place, number in enumerate(numbers.values())}
    cell = min(36.0, 640 / across)
    parts = []
    for row, (phy, instance) in enumerate(rows):
        parts.append(_text(0, row * 34 + 22, f"PHY {phy}.{instance + 1}"))
        for column, owner in enumerate(made.of_instance(phy, instance)):
            fill = colour.get(owner, PAPER) if owner != UNUSED else PAPER
            parts.append(f'<rect x="{72 + column * cell:.1f}" y="{row * 34 + 4}" width="{cell - 2:.1f}" height="26" '
                         f'fill="{fill}" stroke="{LINE}"/>')  # fmt: skip
            if owner != UNUSED:
                parts.append(f'<text x="{72 + column * cell + cell / 2 - 1:.1f}" y="{row * 34 + 22}" text-anchor="middle" '  # noqa: E501
                             f'font-size="12" font-family="sans-serif" fill="{PAPER}">{owner}</text>')  # fmt: skip
    foot = len(rows) * 34 + 14
    entries = [(colour[number], f"{number} {label} · {len(made.positions(number))} × {group.slot_gbps}G")
               for label, number in numbers.items()]  # fmt: skip
    width = _legend(parts, entries, foot)
    height = foot + 26
    if shares.cut:
        width = max(width, _sub_slots(parts, shares, shares.cut, height + 14))
        height += FRAMES * 10 + 48
    return _svg(max(720, width), height, name, parts)


def _sub_slots(parts: list[str], shares: Shares, cut: SubSlots, top: float) -> float:
    """Frames downwards, the sub-slots of each across, whose they are below; returns how wide that is."""
    first = len(shares.numbers)  # colours that the slots have not taken
    colour = {number: SLICES[place % len(SLICES)] for place, number in enumerate(shares.small.values(), first)}
    cell = 640 / SUB_SLOTS_A_FRAME
    parts.append(_text(0, top + 10, f"{cut.slot} / {SUB_SLOTS}"))
    for number, owner in enumerate(cut.owners):
        frame, column = divmod(number, SUB_SLOTS_A_FRAME)
        parts.append(f'<rect x="{72 + column * cell:.1f}" y="{top + frame * 10:.0f}" width="{cell - 2:.1f}" height="8" '
                     f'fill="{colour.get(owner, PAPER)}" stroke="{LINE}"/>')  # fmt: skip
    entries = [(colour[number], f"{label} · {cut.count(number)} × 10M") for label, number in shares.small.items()]
    return _legend(parts, entries, top + FRAMES * 10 + 8)


def _legend(parts: list[str], entries: list[tuple[str, str]], top: float) -> float:
    """Colours with their words in a row; returns where it ends."""
    place = 72.0
    for fill, words in entries:
        parts.append(_rect(place, top, 16, 14, fill))
        parts.append(_text(place + 22, top + 12, words))
        place += 40 + 8 * len(words)
    return place


def network(proof: Proof) -> str:
    """The best joined devices in the middle, the others around them, each beyond the one it hangs on; a link is as
    heavy as its fuller direction, dashed over FlexE."""
    places = _places(proof.site)
    load: dict[str, float] = {}
    for one in proof.queues:
        load[one.queue.hop.link.name] = max(load.get(one.queue.hop.link.name, 0.0), one.load)
    parts = []
    for link in proof.site.links:
        (x1, y1), (x2, y2) = places[link.ends[0]], places[link.ends[1]]
        used = load.get(link.name, 0.0)
        dash = ' stroke-dasharray="7 4"' if link.group else ""
        ink = SLICES[0] if used else LINE
        parts.append(f'<line x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}" stroke="{ink}" '
                     f'stroke-width="{1.5 + 7 * used:.1f}"{dash}/>')  # fmt: skip
        if used:
            parts.append(_label((x1 + x2) / 2, (y1 + y2) / 2, f"{used:.0%}"))
    for name, (x, y) in places.items():
        parts.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="9" fill="{PAPER}" stroke="{INK}" stroke-width="2"/>')
        parts.append(_label(min(max(x, 60), 660), y - 15 if y < 230 else y + 26, name))
    return _svg(720, 480, proof.site.name, parts)


def _places(site: Site) -> dict[str, tuple[float, float]]:
    """Middle devices in a row, then a sector for each device that hangs on them, as wide as what hangs on it."""
    near: dict[str, list[str]] = {device.name: [] for device in site.devices}
    for link in site.links:
        one, two = link.ends
        near[one].append(two)
        near[two].append(one)
    most = max((len(others) for others in near.values()), default=0)
    middle = [name for name in near if len(near[name]) >= max(2, most - 1)] or list(near)[:1]
    children: dict[str, list[str]] = {name: [] for name in near}
    seen, waiting = set(middle), list(middle)
    while waiting:
        name = waiting.pop(0)
        for other in near[name]:
            if other not in seen:
                seen.add(other)
                children[name].append(other)
                waiting.append(other)
    lost = [name for name in near if name not in seen]

    def leaves(name: str) -> int:
        return max(1, sum(map(leaves, children[name])))

    places = {name: (360 + 130 * (k - (len(middle) - 1) / 2), 235.0) for k, name in enumerate(middle)}
    around = [child for name in middle for child in children[name]] + lost
    total = sum(map(leaves, around))

    def spread(names: list[str], start: float, depth: int) -> None:
        for name in names:
            share = 2 * pi * leaves(name) / total
            angle, far = start + share / 2, min(1.0, 0.32 + 0.34 * depth)
            places[name] = (360 + 300 * far * cos(angle), 235 + 195 * far * sin(angle))
            spread(children[name], start, depth + 1)
            start += share

    if total:
        spread(around, pi * 0.5 + pi / total, 1)
    return places


def _step(found: Survey) -> float:
    across = sorted({float(x) for x in found.points[:, 0]})
    return across[1] - across[0] if len(across) > 1 else 2.0


def _rect(x: float, y: float, wide: float, high: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{fill}"/>'


def _text(x: float, y: float, words: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="13" font-family="sans-serif" fill="{INK}">{escape(words)}</text>'


def _label(x: float, y: float, words: str) -> str:
    """Words in ink with paper around them."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="13" font-family="sans-serif" text-anchor="middle" fill="{INK}" '
        f'stroke="{PAPER}" stroke-width="4" paint-order="stroke">{escape(words)}</text>'
    )


def _svg(width: float, height: float, title: str, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img">'
        f'<title>{escape(title)}</title><rect width="{width:.0f}" height="{height:.0f}" fill="{PAPER}"/>'
        + "".join(parts) + "</svg>"
    )  # fmt: skip
