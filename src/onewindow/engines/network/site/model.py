"""A customs site: areas with walls, devices, links, FlexE groups, slices, services. Units stand in the names."""

from __future__ import annotations

from dataclasses import dataclass, field

from onewindow.engines.network.calculus.model import Policy
from onewindow.texts import Text


class SiteError(ValueError):
    """A site that cannot be read or planned: ``element`` is to blame, ``message`` says what would mend it."""

    def __init__(self, element: str, message: Text) -> None:
        super().__init__(f"{element}: {message.en}")
        self.element, self.message = element, message


SCENARIOS = {
    "clearance": Text("Declaration clearance", "报关单通关"),
    "inspection": Text("X-ray and inspection images", "查验与机检图像"),
    "gate": Text("Gate cameras and plates", "卡口摄像与车牌识别"),
    "crane": Text("Crane and AGV control", "岸桥与 AGV 控制"),
    "handheld": Text("Handhelds", "手持终端"),
    "bonded": Text("Bonded-warehouse IoT", "保税仓物联网"),
    "office": Text("Office", "办公"),
}
"""The scenarios of a customs house that services belong to."""


@dataclass(frozen=True, slots=True)
class WallLine:
    """A wall or a side of a stack between two points in metres."""

    x1_m: float
    y1_m: float
    x2_m: float
    y2_m: float
    material: str = "brick"


@dataclass(frozen=True, slots=True)
class AreaPlan:
    """A floor or yard from (0, 0); ``environment`` as ``wifi.Air`` knows it."""

    name: str
    width_m: float
    height_m: float
    environment: str = "office"
    walls: tuple[WallLine, ...] = ()
    stacks: tuple[tuple[float, float, float, float], ...] = ()
    """Containers piled up: x, y, width, depth in metres."""
    least_dbm: float = -65.0
    share: float = 0.95
    second_share: float = 0.0
    channel_width_mhz: int = 40


@dataclass(frozen=True, slots=True)
class Device:
    """A switch, router, server or terminal; ``latency_us`` is its own time for a packet, ``buffer_kb`` what it
    holds."""

    name: str
    kind: str = "switch"
    latency_us: float = 2.0
    buffer_kb: float = 16_000.0
    x_m: float | None = None
    y_m: float | None = None


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """A link both ways; over a FlexE ``group`` each slice has its own calendar slots."""

    name: str
    ends: tuple[str, str]
    rate_gbps: float
    length_m: float = 50.0
    group: str = ""
    policy: Policy = "fifo"


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """A FlexE group: PHYs of one rate, those that are down, the slot, and slots written by hand (slice -> slots;
    slices with sub-slots name the one they share)."""

    name: str
    number: int
    phys_gbps: tuple[int, ...]
    down: tuple[int, ...] = ()
    slot_gbps: int = 5
    slots: dict[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slice:
    """A share of every FlexE group that its services cross: slots of its own by ``rate_gbps``, or by ``rate_mbps``
    sub-slots of 10 Mb/s, rounded up, in a 5 Gb/s slot that all such slices of a group share."""

    name: str
    rate_gbps: float = 0.0
    rate_mbps: float = 0.0


@dataclass(frozen=True, slots=True)
class Service:
    """Traffic of one scenario between two devices; ``at`` places it in an area for Wi-Fi."""

    name: str
    scenario: str
    source: str
    sink: str
    rate_mbps: float
    burst_kb: float
    packet_bytes: int = 1_500
    deadline_ms: float = 0.0
    lossless: bool = False
    slice: str = ""
    priority: int = 0
    area: str = ""
    x_m: float = 0.0
    y_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Site:
    """All of it. ``synthetic``: made up, and said so wherever it is shown."""

    name: str
    areas: tuple[AreaPlan, ...] = ()
    devices: tuple[Device, ...] = ()
    links: tuple[LinkPlan, ...] = ()
    groups: tuple[GroupPlan, ...] = ()
    slices: tuple[Slice, ...] = ()
    services: tuple[Service, ...] = ()
    synthetic: bool = False
