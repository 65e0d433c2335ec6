"""A site's devices and links from a topology somebody else drew: GraphML (Internet Topology Zoo) or RFC 8345 JSON."""

from __future__ import annotations

from collections.abc import Mapping
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Any
from xml.etree.ElementTree import Element

from onewindow.engines.network.site.model import Device, LinkPlan, Site, SiteError
from onewindow.texts import Text

_NS = "{http://graphml.graphdrawing.org/xmlns}"
USUAL_GBPS = 10.0
"""Rate of a link that says none."""
USUAL_M = 1_000.0
"""Length of a link whose ends have no place."""
STRANGE = Text("joins a node that is not in the file; add the node or drop the link",
               "连接了文件中不存在的节点，请补充节点或删除该链路")  # fmt: skip


def from_graphml(root: Element, name: str) -> Site:
    """Nodes and edges of a parsed GraphML file; lengths from latitude and longitude, rates from ``LinkSpeedRaw``.

    Raises ``SiteError`` for a file without nodes, an edge between unknown ones, a place or speed that is no number.
    """
    keys = {key.get("id"): key.get("attr.name") for key in root.iter(f"{_NS}key")}

    def data(element: Element) -> dict[str, str]:
        return {str(keys.get(one.get("key"))): one.text or "" for one in element.findall(f"{_NS}data")}

    places: dict[str, tuple[float, float]] = {}
    names: dict[str, str] = {}
    for node in root.iter(f"{_NS}node"):
        said, number = data(node), str(node.get("id"))
        label = said.get("label") or number
        names[number] = label if label not in names.values() else f"{label} {number}"
        if "Latitude" in said and "Longitude" in said:
            north, east = (_number(f"node {label}", key, said[key]) for key in ("Latitude", "Longitude"))
            places[number] = north, east
    if not names:
        raise SiteError(
            name, Text("no node in the GraphML file; is it a topology?", "GraphML 文件中没有节点，是否为拓扑文件")
        )
    links, seen = [], set()
    for edge in root.iter(f"{_NS}edge"):
        one, two = str(edge.get("source")), str(edge.get("target"))
        if one not in names or two not in names:
            raise SiteError(f"edge {one}-{two}", STRANGE)
        pair = (min(one, two), max(one, two))
        if one == two or pair in seen:
            continue
        seen.add(pair)
        metres = _metres(places[one], places[two]) if one in places and two in places else USUAL_M
        raw = data(edge).get("LinkSpeedRaw")
        speed = _number(f"edge {one}-{two}", "LinkSpeedRaw", raw) / 1e9 if raw else USUAL_GBPS
        links.append(LinkPlan(f"{names[one]}-{names[two]}", (names[one], names[two]), speed, round(metres)))
    return Site(name, devices=tuple(Device(label) for label in names.values()), links=tuple(links))


def from_rfc8345(data: Any, name: str) -> Site:
    """Nodes and links of the first network of an RFC 8345 instance (JSON), each pair of directed links as one.

    Raises ``SiteError`` where there is no network, an entry is not of the module's shape, or a link's end is no node.
    """
    networks = _at(data, "ietf-network:networks", "network")
    if not isinstance(networks, list) or not networks:
        raise SiteError(
            name, Text("no ietf-network:networks/network in the file", "文件中没有 ietf-network:networks/network")
        )
    nodes = [_at(node, "node-id") for node in _list(networks[0], "node", name)]
    if not nodes or not all(isinstance(node, str) and node for node in nodes):
        raise SiteError(name, Text("node: expected entries with a node-id", "node：应为带有 node-id 的条目"))
    links, seen = [], set()
    for link in _list(networks[0], "ietf-network-topology:link", name):
        one, two = _at(link, "source", "source-node"), _at(link, "destination", "dest-node")
        if one not in nodes or two not in nodes:
            raise SiteError(f"link {_at(link, 'link-id')}", STRANGE)
        pair = (min(one, two), max(one, two))
        if one != two and pair not in seen:
            seen.add(pair)
            links.append(LinkPlan(f"{one}-{two}", (one, two), USUAL_GBPS))
    return Site(name, devices=tuple(Device(node) for node in nodes), links=tuple(links))


def site_file(site: Site) -> dict[str, Any]:
    """An imported site as data of a site file to go on with: services, slices and areas are to be added."""
    return {
        "name": site.name,
        "device": [{"name": device.name} for device in site.devices],
        "link": [{"name": one.name, "ends": list(one.ends), "rate_gbps": one.rate_gbps, "length_m": one.length_m}
                 for one in site.links],
    }  # fmt: skip


def _at(data: Any, *keys: str) -> Any:
    for key in keys:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data


def _list(data: Any, key: str, name: str) -> list[Any]:
    found = _at(data, key)
    if found is not None and not isinstance(found, list):
        raise SiteError(name, Text(f"{key}: expected a list", f"{key}：应为列表"))
    return found or []


def _number(element: str, key: str, said: str) -> float:
    try:
        value = float(said)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise SiteError(
            element, Text(f"{key}: expected a number, got {said[:40]!r}", f"{key}：应为数字，现为 {said[:40]!r}")
        )
    return value


def _metres(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Great-circle distance between two places in degrees (haversine)."""
    lat1, lon1, lat2, lon2 = map(radians, (*one, *two))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_000 * asin(sqrt(half))
