"""SVG drawn safely: nothing from outside is read, nothing runs, and its cost is bounded before it is drawn."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from onewindow.engines.marks.images.errors import ImageError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_ELEMENTS = 20_000  # what <use>, masks, patterns and clip paths draw again is counted again
_MAX_DEPTH = 100
_REFUSED = {"script", "foreignobject", "image", "feimage", "iframe", "object", "embed", "animate", "animatemotion"}
_REFUSED |= {"animatetransform", "animatecolor", "set", "marker", "feturbulence", "handler", "listener"}
_INSIDE = re.compile(r"url\(\s*['\"]?#([^)'\"]+)")
_QUOTES = str.maketrans("", "", " \t\r\n'\"")


def rasterise(content: bytes, side: int) -> bytes:
    """PNG of an SVG, its longer side `side` pixels. Raises ImageError."""
    import resvg_py

    _check(content)
    try:
        text = content.decode("utf-8-sig")
        # Both sides are given: with one alone the other follows the drawing's proportions without a bound.
        return bytes(resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True, width=side, height=side))
    except (UnicodeDecodeError, ValueError) as error:
        raise ImageError("broken", f"the SVG cannot be drawn: {error}") from None


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def _check(content: bytes) -> None:
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    depth = elements = 0
    root: Element | None = None
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if event == "end":
                continue
            elements += 1
            root = element if root is None else root
            if elements > MAX_ELEMENTS or depth > _MAX_DEPTH:
                raise ImageError("too-large", f"the SVG has more than {MAX_ELEMENTS:,} elements or {_MAX_DEPTH} levels")
    except (DefusedXmlException, ElementTree.ParseError, ValueError, LookupError) as error:
        if isinstance(error, ImageError):
            raise
        raise ImageError("broken", f"the SVG is not well-formed, or has a DTD or entities: {error}") from None
    if root is None or _local(root.tag) != "svg":
        raise ImageError("broken", "not an SVG, PNG, JPEG or WebP picture")
    for element in root.iter():
        _check_element(element)
    if _Cost(root).of(root, 0) > MAX_ELEMENTS:
        raise ImageError("too-large", f"the SVG draws more than {MAX_ELEMENTS:,} elements")


def _check_element(element: Element) -> None:
    if _local(element.tag) in _REFUSED:
        raise ImageError("unsafe", f"<{_local(element.tag)}> is not accepted in an SVG")
    for name, value in element.attrib.items():
        local = _local(name)
        if local.startswith("on") or (local == "href" and not value.strip().startswith("#")) or _outside(value):
            raise ImageError("unsafe", f"the attribute {local} runs a script or refers outside the SVG")
    if _local(element.tag) == "style" and _outside("".join(element.itertext())):
        raise ImageError("unsafe", "the style sheet refers outside the SVG")


def _outside(style: str) -> bool:
    plain = style.lower().translate(_QUOTES)
    return "@import" in plain or "\\" in plain or plain.count("url(") != plain.count("url(#")


class _Cost:
    """Elements drawn for an element, those it refers to included as often as it refers to them."""

    def __init__(self, root: Element) -> None:
        self._named = {value: element for element in root.iter() if (value := element.get("id"))}
        styles = [element for element in root.iter() if _local(element.tag) == "style"]
        # A rule of a style sheet may hold for any element, so each is taken to refer to all that it names.
        self._styled = [name for style in styles for name in _INSIDE.findall("".join(style.itertext()))]
        self._known: dict[Element, int] = {}
        self._open: set[Element] = set()

    def of(self, element: Element, depth: int) -> int:
        if element in self._known:
            return self._known[element]
        if element in self._open or depth > 2 * _MAX_DEPTH:
            raise ImageError("broken", "elements of the SVG refer to each other in a circle")
        self._open.add(element)
        total = 1 + sum(self.of(child, depth + 1) for child in element)
        named = [self._named[name] for name in self._references(element) if name in self._named]
        styled = [self._named[name] for name in self._styled if name in self._named]
        total += sum(self.of(target, depth + 1) for target in named)
        total += sum(self.of(target, depth + 1) for target in styled if target not in self._open)
        self._open.discard(element)
        self._known[element] = total
        return total

    def _references(self, element: Element) -> list[str]:
        found = [name for value in element.attrib.values() for name in _INSIDE.findall(value)]
        found += [value.strip()[1:] for name, value in element.attrib.items() if _local(name) == "href"]
        return found
