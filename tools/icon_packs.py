"""Icon sets from npm as pictures of marks: fetched, read, and sorted by the brand they draw.

A brand is told by name: "github-icon" and "logo-github" are drawings of "github". Brands are split once and for all
into those a network may be trained on and those it is tested on; names of one family stay together ("adobe",
"adobe-xd"; "chrome", "google-chrome"), so that no other drawing of a tested brand is seen in training.
"""

import json
import re
import subprocess
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

BRAND_SETS = ("simple-icons", "logos", "cib", "devicon", "bxl", "token-branded", "fa6-brands")
"""Sets of brands that the redrawn pairs are taken from: CC0, CC0, CC0, MIT, MIT, MIT, CC BY."""
MORE_BRAND_SETS = ("skill-icons", "token", "cryptocurrency", "cryptocurrency-color", "file-icons", "devicon-plain")
"""More drawings of brands, for training: MIT, MIT, CC0, CC0, ISC, MIT."""
PLAIN_SETS = ("tabler", "ph", "ri")
"""Sets of things, not brands, for training, one thing in three of each: MIT, MIT, Apache-2.0."""
HELD_OUT_SETS = ("mingcute", "carbon", "fluent")
"""Sets of things, not brands, that are never trained on: Apache-2.0, Apache-2.0, MIT."""
NOT_TRAINED = ("fa6-brands",)
VERSIONS = {
    "simple-icons": "1.2.103", "logos": "1.2.19", "cib": "1.2.3", "devicon": "1.2.68", "bxl": "1.2.4",
    "token-branded": "1.2.45", "fa6-brands": "1.2.6", "skill-icons": "1.2.4", "token": "1.2.40",
    "cryptocurrency": "1.2.3", "cryptocurrency-color": "1.2.4", "file-icons": "1.2.2", "devicon-plain": "1.2.57",
    "tabler": "1.2.41", "ph": "1.2.2", "ri": "1.2.10", "mingcute": "1.2.8", "carbon": "1.2.29", "fluent": "1.2.60",
}  # fmt: skip
"""Versions of the npm packages, so that the same drawings are learned from and asked again."""
_BOX = ("left", "top", "width", "height")
_ADDED = re.compile(
    r"^(logo|brand|file-type|test)-|-(icon|logo|logomark|original|plain|line|fill|filled|wordmark|background|dark|light"
    r"|alt|old|new|\d+|1x1|4x3|thin|bold|duotone|outline|negative|24px|16|20|24|28|32|48|regular)$"
)


class Icon(NamedTuple):
    """One drawing: its set, its name in the set, the brand or thing it draws, and its SVG."""

    pack: str
    name: str
    brand: str
    svg: bytes


def fetch(packs: Iterable[str], folder: Path) -> None:
    """Put the npm packages of the sets that `folder` lacks into it."""
    folder.mkdir(parents=True, exist_ok=True)
    for pack in packs:
        if not _file(pack, folder).exists():
            package = f"@iconify-json/{pack}@{VERSIONS[pack]}"
            subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True)


def _file(pack: str, folder: Path) -> Path:
    return folder / f"iconify-json-{pack}-{VERSIONS[pack]}.tgz"


def icons(pack: str, folder: Path) -> Iterator[Icon]:
    """The icons of a set, in the order of their names. Fluent's many sizes and faces are one icon each."""
    with tarfile.open(_file(pack, folder)) as package:
        data = json.load(package.extractfile("package/icons.json"))  # type: ignore[arg-type]
    sizes = {"left": 0, "top": 0, "width": 16, "height": 16} | {name: data[name] for name in _BOX if name in data}
    seen = set()
    for name, icon in sorted(data["icons"].items()):
        brand = brand_of(name)
        if pack == "fluent" and (brand in seen or not name.endswith("-regular")):
            continue
        seen.add(brand)
        left, top, width, height = (icon.get(name, sizes[name]) for name in _BOX)
        body = icon["body"].replace("currentColor", "#000")
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'viewBox="{left} {top} {width} {height}">{body}</svg>'
        )
        yield Icon(pack, name, brand, svg.encode())


def brand_of(name: str) -> str:
    """The brand an icon's name stands for: what sets add to it is taken off, and hyphens."""
    while (shorter := _ADDED.sub("", name)) != name and shorter:
        name = shorter
    return name.replace("-", "").replace("dotcom", "").removesuffix("js") or name


def families(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Family of each brand, from pairs of icon name and brand: brands join where one's name is the first word of the
    other's, or the rest of it after that word."""
    names = list(names)
    brands = {brand for _, brand in names}
    parent = {brand: brand for brand in brands}

    def root(brand: str) -> str:
        while parent[brand] != brand:
            parent[brand] = parent[parent[brand]]
            brand = parent[brand]
        return brand

    for name, brand in names:
        words = name.split("-")
        near = {brand_of(words[0]), brand_of("-".join(words[1:])) if len(words) > 1 else brand}
        for other in near & brands - {brand}:
            if len(other) > 3:
                first, second = sorted((root(brand), root(other)))
                parent[second] = first
    return {brand: root(brand) for brand in brands}


def tested(family: str) -> bool:
    """Whether a family is one of the three in ten that are kept for tests."""
    return _draw(family, 10) < 3


def _draw(name: str, sides: int) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big") % sides


def by_brand(drawings: Iterable[Icon]) -> dict[str, list[Icon]]:
    """Drawings by brand."""
    found: defaultdict[str, list[Icon]] = defaultdict(list)
    for icon in drawings:
        found[icon.brand].append(icon)
    return dict(found)


def trainable(packs: Iterable[str], folder: Path) -> list[Icon]:
    """The icons of these sets without those named after a tested brand."""
    found = [icon for pack in packs for icon in icons(pack, folder)]
    held = {brand for brand, family in brand_families(folder).items() if tested(family)}
    return [
        icon for icon in found if icon.brand not in held and (icon.pack not in PLAIN_SETS or _draw(icon.brand, 3) == 0)
    ]


def brand_families(folder: Path) -> dict[str, str]:
    """Family of every brand of the brand sets."""
    packs = BRAND_SETS + MORE_BRAND_SETS
    return families((icon.name, icon.brand) for pack in packs for icon in icons(pack, folder))
