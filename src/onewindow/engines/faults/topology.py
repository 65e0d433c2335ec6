"""The network as devices and links, from the files that tools write: CDP/LLDP map, RFC 8345, GraphML, CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import rustworkx

PORT = re.compile(r"\d+(?:[/:.]\d+)*$")


class TopologyError(ValueError):
    """A file that is no topology; the message says what was expected where."""


def port_of(interface: str) -> str:
    """The number of a port, however its kind is spelled: ``HundredGigE0/0/0/8``, ``Hu0/0/0/8`` -> ``0/0/0/8``."""
    found = PORT.search(interface.strip())
    return found[0] if found else interface.strip().lower()


@dataclass(frozen=True, slots=True)
class Link:
    """One cable: a device and its port at either end; ports may be unknown (empty)."""

    a: str
    a_port: str
    b: str
    b_port: str


@dataclass
class Topology:
    """Devices, links, who has which address. ``notes`` tells what of a file could not be used."""

    devices: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    owner: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    neighbours: dict[str, set[str]] = field(default_factory=dict)
    _ends: dict[tuple[str, str], str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _graph: rustworkx.PyGraph[str, None] | None = None

    def add_device(self, name: str) -> None:
        """Know a device, whether or not it has links."""
        if name not in self.neighbours:
            self.devices.append(name)
            self.neighbours[name] = set()
            self._names.clear()
            self._graph = None

    def add_link(self, link: Link) -> None:
        """Know a link; one from a device to itself is noted and left out, one told by both ends counts once."""
        if link.a == link.b:
            self.notes.append(f"{link.a}: a link to itself was left out")
            return
        self.add_device(link.a)
        self.add_device(link.b)
        told = bool(link.a_port) and (link.a, port_of(link.a_port)) in self._ends
        told = told or (bool(link.b_port) and (link.b, port_of(link.b_port)) in self._ends)
        if not told and (link.a_port or link.b_port or link.b not in self.neighbours[link.a]):
            self.links.append(link)
        self._graph = None
        self.neighbours[link.a].add(link.b)
        self.neighbours[link.b].add(link.a)
        if link.a_port:
            self._ends[link.a, port_of(link.a_port)] = link.b
        if link.b_port:
            self._ends[link.b, port_of(link.b_port)] = link.a

    def far_end(self, device: str, interface: str) -> str:
        """The device at the other end of a port; empty when it is not known."""
        return self._ends.get((device, port_of(interface)), "")

    def named(self, name: str) -> str:
        """The topology's name of a device that a log calls ``name``: the same, without its domain, or the only one
        that begins with it. Empty when there is none, or more than one."""
        if name in self.neighbours:
            return name
        if name not in self._names:
            short = name.split(".")[0].lower()
            alike = [d for d in self.devices if d.split(".")[0].lower() == short]
            alike = alike or [d for d in self.devices if re.match(rf"{re.escape(short)}(?![a-z0-9])", d.lower())]
            self._names[name] = alike[0] if len(alike) == 1 else ""
        return self._names[name]

    def rename(self, old: str, new: str) -> None:
        """Call a device as its own messages call it."""
        self.devices = [new if d == old else d for d in self.devices]
        self.links = [Link(_swap(x.a, old, new), x.a_port, _swap(x.b, old, new), x.b_port) for x in self.links]
        self.owner = {address: _swap(d, old, new) for address, d in self.owner.items()}
        self.neighbours = {_swap(d, old, new): {_swap(n, old, new) for n in ns} for d, ns in self.neighbours.items()}
        self._ends = {(_swap(d, old, new), port): _swap(n, old, new) for (d, port), n in self._ends.items()}
        self._names.clear()
        self._graph = None

    def cut_off(self, gone: Iterable[str]) -> set[str]:
        """The devices that lose the largest part of the network when the devices ``gone`` fail."""
        if self._graph is None:
            self._graph = rustworkx.PyGraph(multigraph=False)
            number = dict(zip(self.devices, self._graph.add_nodes_from(self.devices), strict=True))
            self._graph.add_edges_from_no_data(
                [(number[a], number[b]) for a, others in self.neighbours.items() for b in others if a < b]
            )
        left = self._graph.copy()
        failed = set(gone)
        left.remove_nodes_from([n for n in left.node_indices() if left[n] in failed])
        parts = rustworkx.connected_components(left)
        largest = max(parts, key=len, default=set())
        return {left[n] for part in parts if part is not largest for n in part}


def _swap(name: str, old: str, new: str) -> str:
    return new if name == old else name


def read(content: str | bytes, name: str) -> Topology:
    """A topology from a file's content; ``name`` tells the format by its ending. Raises ``TopologyError``."""
    try:
        text = content.decode("utf-8") if isinstance(content, bytes) else content
    except UnicodeDecodeError as error:
        raise TopologyError(f"expected text in UTF-8: byte {error.start} is none") from None
    text = text.removeprefix("\ufeff")
    ending = name.rsplit(".", 1)[-1].lower()
    if ending == "graphml" or text.lstrip()[:200].startswith("<"):
        return from_graphml(text)
    if ending == "csv":
        return from_csv(text)
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise TopologyError(
            f"expected a topology in JSON (CDP/LLDP map or RFC 8345), GraphML or CSV: {error}"
        ) from None
    if isinstance(data, dict) and isinstance(data.get("devices"), dict):
        return from_neighbours(data["devices"])
    if isinstance(data, dict) and any(key.split(":")[-1] == "networks" for key in data):
        return from_rfc8345(data)
    raise TopologyError('expected "devices" (CDP/LLDP map) or "ietf-network:networks" (RFC 8345) at the top')


def from_neighbours(devices: Mapping[str, Any]) -> Topology:
    """From a CDP/LLDP map: device -> port -> {target_device, target_port, target_addr}."""
    topology = Topology()
    for device, ports in devices.items():
        topology.add_device(device)
        if not isinstance(ports or {}, Mapping):
            raise TopologyError(f"{device}: expected its ports, each with target_device and target_port")
        for port, far in (ports or {}).items():
            if not isinstance(far, dict) or not far.get("target_device"):
                topology.notes.append(f"{device} {port}: no target_device")
                continue
            end = str(far["target_device"])
            topology.add_link(Link(device, port, end, str(far.get("target_port") or "")))
            if far.get("target_addr"):
                topology.owner[str(far["target_addr"])] = end
    return topology


def from_rfc8345(data: Mapping[str, Any]) -> Topology:
    """From RFC 8345 JSON: ``ietf-network:networks`` with nodes, termination points and links. Raises
    ``TopologyError``."""

    def part(entry: Any, key: str) -> Any:
        if not isinstance(entry, Mapping):
            raise TopologyError(f'expected an object with "{key}", got {str(entry)[:40]}')
        return next((value for name, value in entry.items() if name.split(":")[-1] == key), None)

    def each(entry: Any, key: str) -> list[Any]:
        found = part(entry, key) or []
        if not isinstance(found, list):
            raise TopologyError(f'expected a list of "{key}", got {str(found)[:40]}')
        return found

    topology = Topology()
    for network in each(part(data, "networks") or {}, "network"):
        for node in each(network, "node"):
            name = part(node, "node-id")
            if not name:
                raise TopologyError('expected a "node-id" in every "node"')
            topology.add_device(str(name))
        for link in each(network, "link"):
            source, target = part(link, "source") or {}, part(link, "destination") or {}
            a, b = part(source, "source-node"), part(target, "dest-node")
            if not a or not b:
                topology.notes.append(f"link {part(link, 'link-id')}: source-node or dest-node is missing")
                continue
            ports = (str(part(source, "source-tp") or ""), str(part(target, "dest-tp") or ""))
            topology.add_link(Link(str(a), ports[0], str(b), ports[1]))
    if not topology.devices:
        raise TopologyError('expected "network" with "node" entries under "ietf-network:networks"')
    return topology


def from_graphml(text: str) -> Topology:
    """From GraphML, such as the Internet Topology Zoo's; a node is called by its label, told apart by its id."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(text)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise TopologyError(f"expected GraphML: {error}") from None
    keys = {k.get("id"): k.get("attr.name") for k in root.iter() if k.tag.endswith("}key") or k.tag == "key"}
    topology = Topology()
    names: dict[str | None, str] = {}
    for node in (n for n in root.iter() if n.tag.split("}")[-1] == "node"):
        data = {keys.get(d.get("key")): (d.text or "").strip() for d in node}
        label = data.get("label") or str(node.get("id"))
        names[node.get("id")] = label if label not in names.values() else f"{label} ({node.get('id')})"
        topology.add_device(names[node.get("id")])
    for edge in (e for e in root.iter() if e.tag.split("}")[-1] == "edge"):
        ends = [names.get(edge.get(end)) for end in ("source", "target")]
        if ends[0] is None or ends[1] is None:
            topology.notes.append(f"edge {edge.get('source')} - {edge.get('target')}: no such node")
            continue
        topology.add_link(Link(ends[0], "", ends[1], ""))
    if not topology.devices:
        raise TopologyError("expected GraphML with nodes")
    return topology


def from_csv(text: str) -> Topology:
    """From CSV with the columns device_a, port_a, device_b, port_b (ports and further columns may be missing)."""
    rows = csv.DictReader(io.StringIO(text))
    try:
        if not {"device_a", "device_b"} <= set(rows.fieldnames or ()):
            raise TopologyError("expected the columns device_a, port_a, device_b, port_b")
        table = list(rows)
    except csv.Error as error:
        raise TopologyError(f"expected CSV: line {rows.line_num + 1}: {error}") from None
    topology = Topology()
    for number, row in enumerate(table, 2):
        if not row.get("device_a"):
            topology.notes.append(f"row {number}: device_a is missing")
        elif not row.get("device_b"):
            topology.add_device(row["device_a"])
        else:
            topology.add_link(Link(row["device_a"], row.get("port_a") or "", row["device_b"], row.get("port_b") or ""))
    return topology


def between(topology: Topology, devices: Iterable[str]) -> list[tuple[str, str]]:
    """The pairs of neighbours among ``devices``, each once."""
    inside = set(devices)
    return sorted({(a, b) for a in inside for b in topology.neighbours.get(a, ()) if b in inside and a < b})
