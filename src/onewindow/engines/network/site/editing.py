"""One change in a site file's data: which places can be changed, what stands there, the data with another value.

A place is written ``service Gate video: rate_mbps``, ``area Hall: wall 2`` or ``area Hall: new wall``. A wall is
written ``x1 y1 x2 y2 material``, a stack ``x y width depth``; an empty value takes one away.
"""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Iterator, Mapping
from typing import Any

from onewindow.engines.network.site.model import (
    AreaPlan,
    Device,
    GroupPlan,
    LinkPlan,
    Service,
    SiteError,
    Slice,
)
from onewindow.texts import Text

KINDS = {"service": Service, "area": AreaPlan, "slice": Slice, "group": GroupPlan, "link": LinkPlan, "device": Device}
PIECES = {"walls": "wall", "stacks": "stack"}
LEFT_OUT = {"name", *PIECES}
SPELLED = {"source": "from", "sink": "to"}
SIDES = ("x1_m", "y1_m", "x2_m", "y2_m")


def places(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every place that can be changed, with what stands there as it would be written."""
    for kind, shape in KINDS.items():
        for given in data.get(kind, []):
            head = f"{kind} {given['name']}"
            for field in dataclasses.fields(shape):
                value = _value(given, field)
                if field.name not in LEFT_OUT and value is not None:
                    yield f"{head}: {SPELLED.get(field.name, field.name)}", _written(value)
            if kind == "area":
                for pieces, piece in PIECES.items():
                    for number, one in enumerate(given.get(pieces, []), 1):
                        yield f"{head}: {piece} {number}", _piece(one)
                    yield f"{head}: new {piece}", ""


def changed(data: Mapping[str, Any], place: str, value: str) -> dict[str, Any]:
    """The data with ``value`` at ``place``. Raises ``SiteError`` for no place of the site, a piece of no shape."""
    made: dict[str, Any] = copy.deepcopy(dict(data))
    head, _sep, what = place.rpartition(": ")
    kind, _sep, name = head.partition(" ")
    given = next((one for one in made.get(kind, []) if one.get("name") == name), None) if kind in KINDS else None
    if given is None or place not in dict(places(data)):
        raise SiteError(place or "?", Text("there is no such place in the site", "站点中没有这一项"))
    for pieces, piece in PIECES.items():
        if kind == "area" and piece in what.split():
            _place_piece(given.setdefault(pieces, []), what, piece, value, place)
            return made
    given[what] = _read(value)
    return made


def _value(given: Mapping[str, Any], field: dataclasses.Field[Any]) -> Any:
    spelled = SPELLED.get(field.name, field.name)
    if spelled in given:
        return given[spelled]
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return None if field.default is dataclasses.MISSING else field.default


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _read(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value.strip()


def _piece(one: Any) -> str:
    if isinstance(one, Mapping):
        return " ".join([*(f"{one[side]:g}" for side in SIDES), one.get("material", "brick")])
    return " ".join(f"{number:g}" for number in one)


def _place_piece(pieces: list[Any], what: str, piece: str, value: str, place: str) -> None:
    number = len(pieces) if what.startswith("new") else int(what.split()[1]) - 1
    if not value.strip():
        del pieces[number : number + 1]
        return
    words = value.replace(",", " ").split()
    try:
        if piece == "wall" and len(words) == 1 and number < len(pieces):
            made: Any = {**pieces[number], "material": words[0]}
        elif piece == "wall":
            made = {**dict(zip(SIDES, map(float, words[:4]), strict=True)), "material": (words[4:] or ["brick"])[0]}
        else:
            made = [float(word) for word in words]
    except ValueError:
        shape = "x1 y1 x2 y2 material" if piece == "wall" else "x y width depth"
        raise SiteError(place, Text(f"expected {shape}, in metres", f"应为 {shape}，单位米")) from None
    pieces[number : number + 1] = [made]
