"""Logos of the simple-icons package turned into the figurative marks of the sample register."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import orjson

from sample_brands import eight_digits, fold

# Icons with a licence of their own stay out: the package's CC0 dedication covers those without one.
_FREE = {None, "CC0-1.0"}
# Icons of another firm than the retail brand of the same name, told apart by hand (the airline IndiGo is not the
# bookshop Indigo).
_NAMESAKES = frozenset(Path(__file__).with_name("logo_namesakes.txt").read_text(encoding="utf-8").split())
# The few longest drawings would swell the file by a twelfth: fourteen scenes and portraits rather than signs.
LONGEST_PATH = 15_000
_PATH = re.compile(r'<path d="([^"]+)"/>')
_SOFTWARE = {
    "classes": [9, 42],
    "goods_en": "software; online software services",
    "goods_zh": "软件；在线软件服务",
}


def logos(package: Path, marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Figurative marks ordered by title. A logo whose title is a name of a brand is filed for that brand's owner;
    any other is filed as a software brand's icon, which most of the package are, in classes 9 and 42."""
    by_name: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    size: defaultdict[str, int] = defaultdict(int)
    for mark in marks:
        by_name[fold(mark["text"])].append(mark)
        size[mark["brand"]] += 1
    taken = {mark["key"][1:] for mark in marks}
    rows = []
    icons = orjson.loads((package / "data/simple-icons.json").read_bytes())
    for icon in sorted(icons, key=lambda icon: (fold(icon["title"]), icon["slug"])):
        if (icon.get("license") or {}).get("type") not in _FREE:
            continue
        path = _PATH.search((package / "icons" / f"{icon['slug']}.svg").read_text(encoding="utf-8"))
        if path is None:
            raise ValueError(f"{icon['slug']}.svg: expected one path element")
        if len(path.group(1)) > LONGEST_PATH:
            continue
        # Of several brands of one name the best known has the logo: the one known under most names.
        named = [] if icon["slug"] in _NAMESAKES else by_name[fold(icon["title"])]
        namesakes = sorted(named, key=lambda mark: (-size[mark["brand"]], mark["brand"]))
        row: dict[str, Any] = {
            "key": "f" + eight_digits(f"si\x1f{icon['slug']}", taken),
            "title": icon["title"],
            "hex": icon["hex"],
            "path": path.group(1),
            "source": icon["source"],
        }
        if namesakes:
            row |= {
                name: namesakes[0][name] for name in ("brand", "owner", "country", "classes", "goods_en", "goods_zh")
            }
        else:
            row |= {"brand": f"si-{icon['slug']}", "owner": icon["title"], "country": None} | _SOFTWARE
        rows.append(row)
    return rows
