"""A site's devices and links from a topology somebody else drew: GraphML (Internet Topology Zoo) or RFC 8345 JSON."""

from __future__ import annotations

from collections.abc import Mapping
from math import asin, cos, radians, sin, sqrt
from typing import Any
from xml.etree.ElementTree import Element

from onewindow.engines.network.site.model import Device, LinkPlan, Site, SiteError
from onewindow.texts import Text

_NS = "{http://graphml.graphdrawing.org/xmlns}"
USUAL_GBPS = 10.0
"""Rate of a link that says none."""


def from_graphml(root: Element, name: str) -> Site:
    """Nodes and edges of a parsed GraphML file; lengths from latitude and longitude, rates from ``LinkSpeedRaw``.

    Raises ``SiteError`` for a file without nodes or an edge between unknown ones.
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
            places[number] = float(said["Latitude"]), float(said["Longitude"])
    if not names:
        raise SiteError(
            name, Text("no node in the GraphML file; is it a topology?", "GraphML 文件中没有节点，是否为拓扑文件")
        )
    links, seen = [], set()
    for edge in root.iter(f"{_NS}edge"):
        one, two = str(edge.get("source")), str(edge.get("target"))
        if one not in names or two not in names:
            raise SiteError(
                f"edge {one}-{two}", Text("joins a node that is not in the file", "连接了文件中不存在的节点")
            )
        pair = (min(one, two), max(one, two))
        if one == two or pair in seen:
            continue
        seen.add(pair)
        metres = _metres(places[one], places[two]) if one in places and two in places else 1_000.0
        speed = float(data(edge).get("LinkSpeedRaw") or USUAL_GBPS * 1e9) / 1e9
        links.append(LinkPlan(f"{names[one]}-{names[two]}", (names[one], names[two]), speed, round(metres)))
    return Site(name, devices=tuple(Device(label) for label in names.values()), links=tuple(links))


def from_rfc8345(data: Mapping[str, Any], name: str) -> Site:
    """Nodes and links of the first network of an RFC 8345 instance (JSON), each pair of directed links as one.

    Raises ``SiteError`` where there is no network, or a link's end is no node of it.
    """
    networks = data.get("ietf-network:networks", {}).get("network", [])
    if not networks:
        raise SiteError(
            name, Text("no ietf-network:networks/network in the file", "文件中没有 ietf-network:networks/network")
        )
    network = networks[0]
    nodes = [node["node-id"] for node in network.get("node", [])]
    links, seen = [], set()
    for link in network.get("ietf-network-topology:link", []):
        one, two = link.get("source", {}).get("source-node"), link.get("destination", {}).get("dest-node")
        if one not in nodes or two not in nodes:
            raise SiteError(
                f"link {link.get('link-id')}", Text("joins a node that is not in the file", "连接了文件中不存在的节点")
            )
        pair = (min(one, two), max(one, two))
        if one != two and pair not in seen:
            seen.add(pair)
            links.append(LinkPlan(f"{one}-{two}", (one, two), USUAL_GBPS))
    return Site(name, devices=tuple(Device(node) for node in nodes), links=tuple(links))


def _metres(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Great-circle distance between two places in degrees (haversine)."""
    lat1, lon1, lat2, lon2 = map(radians, (*one, *two))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_000 * asin(sqrt(half))
