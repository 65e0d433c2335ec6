"""A site from a file's data (TOML or JSON, read by the caller): every field checked, every error names its element."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, TypeVar

from onewindow.engines.network.calculus.model import POLICIES
from onewindow.engines.network.site.model import (
    SCENARIOS,
    AreaPlan,
    Device,
    GroupPlan,
    LinkPlan,
    Service,
    Site,
    SiteError,
    Slice,
    WallLine,
)
from onewindow.engines.network.wifi.propagation import DISTANCE_COEFFICIENT, WALL_LOSS_DB
from onewindow.texts import Text

T = TypeVar("T")
WIDTHS = (20, 40, 80)
"""Channels of 5 GHz that every domain has (``wifi.channels``)."""
UNITS = ("_m", "_gbps", "_mbps", "_kb", "_us", "_ms", "_bytes", "_dbm", "_mhz")


def site_from(data: Any) -> Site:
    """The site of a parsed file. Raises ``SiteError`` naming the element, the field and what was expected."""
    if not isinstance(data, Mapping):
        raise _wrong(
            "site", "file", "a table with name, device, link, service ...", "含 name、device、link、service 等的表"
        )
    known = {"name", "synthetic", "area", "device", "link", "group", "slice", "service"}
    for key in data:
        if key not in known:
            raise _wrong("site", key, f"one of {', '.join(sorted(known))}", f"{'、'.join(sorted(known))} 之一")
    name = data.get("name")
    if not isinstance(name, str) or not name.strip():
        raise _wrong("site", "name", "a name of the site", "站点名称")
    site = Site(
        name.strip(),
        tuple(_area(one) for one in _list(data, "area")),
        tuple(_made(Device, "device", one) for one in _list(data, "device")),
        tuple(_link(one) for one in _list(data, "link")),
        tuple(_group(one) for one in _list(data, "group")),
        tuple(_made(Slice, "slice", one) for one in _list(data, "slice")),
        tuple(
            _made(Service, "service", {_SHORT.get(k, k): v for k, v in one.items()}) for one in _list(data, "service")
        ),
        bool(data.get("synthetic", False)),
    )
    _check(site)
    return site


_SHORT = {"from": "source", "to": "sink"}


def _list(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise _wrong("site", key, f"tables [[{key}]]", f"[[{key}]] 表")
    return value


def _made(kind: type[T], what: str, given: Mapping[str, Any]) -> T:
    """A dataclass of ``kind`` from a table: names, types and units of its fields as declared."""
    element = f"{what} {given.get('name', '?')}"
    fields = {f.name: f for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    values = {}
    for key, value in given.items():
        if key not in fields:
            likely = next((name for name in fields if name.startswith(f"{key}_") and name.endswith(UNITS)), None)
            if likely:
                raise SiteError(element, Text(f"{key} has no unit; write {likely} = {value}",
                                              f"{key} 缺少单位，请写成 {likely} = {value}"))  # fmt: skip
            raise _wrong(element, key, f"one of {', '.join(fields)}", f"{'、'.join(fields)} 之一")
        values[key] = _typed(element, key, value, str(fields[key].type))
    for name, one in fields.items():
        if name not in values and one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING:
            raise SiteError(element, Text(f"{name} is missing", f"缺少 {name}"))
    return kind(**values)


def _typed(element: str, key: str, value: Any, kind: str) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind.startswith("float"):
        if not number or not isfinite(value):
            raise _wrong(element, key, "a number", "数字")
        if value < 0 and not key.endswith("_dbm"):
            raise _wrong(element, key, "0 or more", "不小于 0 的数")
        return float(value)
    if kind == "int":
        if not number or not isfinite(value) or int(value) != value:
            raise _wrong(element, key, "a whole number", "整数")
        if value < 0:
            raise _wrong(element, key, "0 or more", "不小于 0 的数")
        return int(value)
    if kind == "bool":
        if not isinstance(value, bool):
            raise _wrong(element, key, "true or false", "true 或 false")
        return value
    if kind in ("str", "Policy"):
        if not isinstance(value, str):
            raise _wrong(element, key, "a text", "文本")
        return value
    return value


def _area(given: Mapping[str, Any]) -> AreaPlan:
    element = f"area {given.get('name', '?')}"
    walls = tuple(_made(WallLine, f"{element}, wall", wall) for wall in _pieces(element, given, "walls", Mapping))
    stacks = tuple(_numbers(element, "stacks", stack, 4) for stack in _pieces(element, given, "stacks", Sequence))
    area = _made(AreaPlan, "area", {**given, "walls": walls, "stacks": stacks})
    environments = ("yard", *DISTANCE_COEFFICIENT)
    if area.environment not in environments:
        raise _wrong(element, "environment", f"one of {', '.join(environments)}", f"{'、'.join(environments)} 之一")
    if not area.width_m or not area.height_m:
        raise _wrong(element, "width_m, height_m", "more than 0", "大于 0 的数")
    for wall in walls:
        if wall.material not in WALL_LOSS_DB:
            raise _wrong(element, "material", f"one of {', '.join(WALL_LOSS_DB)}", f"{'、'.join(WALL_LOSS_DB)} 之一")
    if area.channel_width_mhz not in WIDTHS:
        raise _wrong(element, "channel_width_mhz", "one of 20, 40, 80", "20、40、80 之一")
    if not (0 < area.share <= 1 and area.second_share <= 1):
        raise _wrong(element, "share, second_share", "a share of the area, 1 at most", "不超过 1 的面积占比")
    for number, wall in enumerate(walls, 1):
        for x, y in ((wall.x1_m, wall.y1_m), (wall.x2_m, wall.y2_m)):
            _inside(area, f"wall {number}", f"第 {number} 面墙", x, y)
    for number, (x, y, wide, deep) in enumerate(stacks, 1):
        _inside(area, f"stack {number}", f"第 {number} 个堆场", x + wide, y + deep)
    return area


def _pieces(element: str, given: Mapping[str, Any], key: str, kind: type) -> list[Any]:
    found = given.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, kind) for one in found):
        raise _wrong(element, key, "a list of them", "列表")
    return found


def _inside(area: AreaPlan, what: str, zh: str, x: float, y: float) -> None:
    if not (0 <= x <= area.width_m and 0 <= y <= area.height_m):
        raise SiteError(f"area {area.name}", Text(
            f"{what} reaches ({x:g}, {y:g}) m, outside the area of {area.width_m:g} x {area.height_m:g} m: move it "
            f"inside, or write width_m = {max(x, area.width_m):g}, height_m = {max(y, area.height_m):g}",
            f"{zh}到达（{x:g}，{y:g}）米，超出 {area.width_m:g} × {area.height_m:g} 米的区域：请移到区域内，"
            f"或写 width_m = {max(x, area.width_m):g}、height_m = {max(y, area.height_m):g}",
        ))  # fmt: skip


def _link(given: Mapping[str, Any]) -> LinkPlan:
    element = f"link {given.get('name', '?')}"
    ends = given.get("ends")
    if not isinstance(ends, list) or len(ends) != 2 or not all(isinstance(end, str) for end in ends):
        raise _wrong(element, "ends", "two devices", "两台设备")
    return _made(LinkPlan, "link", {**given, "ends": (ends[0], ends[1])})


def _group(given: Mapping[str, Any]) -> GroupPlan:
    element = f"group {given.get('name', '?')}"
    written = given.get("slots", {})
    if not isinstance(written, Mapping):
        raise _wrong(element, "slots", "slots by slice: { Control = [0, 4] }", "按切片的时隙：{ Control = [0, 4] }")
    slots = {str(key): _whole(element, key, value) for key, value in written.items()}
    phys, down = (
        _whole(element, "phys_gbps", given.get("phys_gbps", ())),
        _whole(element, "down", given.get("down", ())),
    )
    return _made(GroupPlan, "group", {**given, "phys_gbps": phys, "down": down, "slots": slots})


def _whole(element: str, key: str, values: Any) -> tuple[int, ...]:
    if not isinstance(values, list | tuple) or not all(isinstance(v, int) and not isinstance(v, bool) for v in values):
        raise _wrong(element, key, "whole numbers", "整数列表")
    return tuple(values)


def _numbers(element: str, key: str, values: Any, count: int) -> tuple[Any, ...]:
    if not isinstance(values, Sequence) or len(values) != count or not all(isinstance(v, int | float) for v in values):
        raise _wrong(element, key, f"{count} numbers", f"{count} 个数字")
    return tuple(float(value) for value in values)


def _check(site: Site) -> None:
    """Names that are known and unique; every service between devices, in a slice and an area that exist."""
    for what in ("areas", "devices", "links", "groups", "slices", "services"):
        seen: set[str] = set()
        for one in getattr(site, what):
            if one.name in seen:
                raise SiteError(f"{what[:-1]} {one.name}", Text("is there twice; rename one", "重复出现，请改名"))
            seen.add(one.name)
    devices = {device.name for device in site.devices}
    groups, slices = {group.name for group in site.groups}, {one.name for one in site.slices}
    areas = {area.name: area for area in site.areas}
    for group in site.groups:
        for name in group.slots:
            _known(f"group {group.name}", name, slices, "slice", "切片")
        if not set(group.down) <= set(range(1, len(group.phys_gbps) + 1)):
            count = len(group.phys_gbps)
            raise _wrong(f"group {group.name}", "down", f"numbers of its PHYs, 1 to {count}", f"PHY 编号，1 至 {count}")
    for link in site.links:
        for end in link.ends:
            _known(f"link {link.name}", end, devices, "device", "设备")
        if link.group:
            _known(f"link {link.name}", link.group, groups, "group", "FlexE 组")
        elif not link.rate_gbps:
            raise _wrong(f"link {link.name}", "rate_gbps", "more than 0", "大于 0 的数")
        if link.policy not in POLICIES:
            raise _wrong(f"link {link.name}", "policy", f"one of {', '.join(POLICIES)}", f"{'、'.join(POLICIES)} 之一")
    for one in site.slices:
        if bool(one.rate_gbps) == bool(one.rate_mbps):
            raise _wrong(f"slice {one.name}", "rate_gbps",
                         "more than 0 (slots of its own), or rate_mbps in its place (sub-slots of 10 Mb/s)",
                         "大于 0 的数（独占时隙），或改写 rate_mbps（10 Mb/s 子时隙）")  # fmt: skip
    for service in site.services:
        element = f"service {service.name}"
        _known(element, service.source, devices, "device", "设备")
        _known(element, service.sink, devices, "device", "设备")
        if service.source == service.sink:
            raise _wrong(element, "to", "another device than from", "不同于起点的设备")
        if service.scenario not in SCENARIOS:
            raise _wrong(element, "scenario", f"one of {', '.join(SCENARIOS)}", f"{'、'.join(SCENARIOS)} 之一")
        if not service.rate_mbps:
            raise _wrong(element, "rate_mbps", "more than 0", "大于 0 的数")
        if not service.packet_bytes:
            raise _wrong(element, "packet_bytes", "1 or more", "不小于 1 的整数")
        if service.burst_kb * 1e3 < service.packet_bytes:
            raise SiteError(element, Text(
                f"a burst of {service.burst_kb:g} kB does not hold one packet; write burst_kb = "
                f"{service.packet_bytes / 1e3:g} or more",
                f"突发量 {service.burst_kb:g} kB 不足一个报文，请写 burst_kb = {service.packet_bytes / 1e3:g} 或更大",
            ))  # fmt: skip
        if not 0 <= service.priority <= 2:
            raise _wrong(element, "priority", "0, 1 or 2, 0 goes first", "0、1 或 2，0 最先")
        if service.slice:
            _known(element, service.slice, slices, "slice", "切片")
        if service.area:
            _known(element, service.area, set(areas), "area", "区域")
            area = areas[service.area]
            if not (service.x_m <= area.width_m and service.y_m <= area.height_m):
                raise SiteError(element, Text(
                    f"({service.x_m:g}, {service.y_m:g}) m lies outside area {area.name} of {area.width_m:g} x "
                    f"{area.height_m:g} m; move it inside",
                    f"位置（{service.x_m:g}，{service.y_m:g}）米在区域 {area.name} 之外，该区域为"
                    f" {area.width_m:g} × {area.height_m:g} 米，请移到区域内",
                ))  # fmt: skip


def _known(element: str, name: str, names: set[str], what: str, zh: str) -> None:
    if name not in names:
        raise SiteError(element, Text(f"{what} {name} is not in the file; add it or mend the name",
                                      f"文件中没有{zh} {name}，请补充或改正名称"))  # fmt: skip


def _wrong(element: str, key: str, expected: str, zh: str) -> SiteError:
    return SiteError(element, Text(f"{key}: expected {expected}", f"{key}：应为{zh}"))
