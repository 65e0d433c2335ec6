"""Brands of the name-suggestion-index package turned into the marks of the sample register."""

import csv
import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from writing_script import script_of

TOOLS = Path(__file__).parent
MAXIMUM_LENGTH = 80
_NAME_TAG = re.compile(r"(?:name|brand|alt_name|short_name|int_name)(?::([a-z]{2,3}(?:-Han[st]|-[A-Z]{2})?|short))?$")
_COUNTRY = re.compile(r"([a-z]{2})(?:-.*)?$")
# Codes of the location sets that look like a country's and are the whole world's or none's.
_NOT_COUNTRIES = {"xx", "eu", "un"}


@dataclass(frozen=True)
class Kind:
    """One row of kind_to_nice.csv: a kind of business and the Nice classes its marks are filed in."""

    classes: tuple[int, ...]
    facility: bool
    goods_en: str
    goods_zh: str


@dataclass
class Brand:
    """All that the package says of one brand, gathered over kinds of business and countries."""

    key: str
    wikidata: str | None
    kinds: Counter[str] = field(default_factory=Counter)
    countries: set[str] = field(default_factory=set)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    reach: Counter[str] = field(default_factory=Counter)


def read_kinds() -> dict[str, Kind]:
    """Kinds of business by OpenStreetMap tag, such as "shop=clothes"."""
    with (TOOLS / "kind_to_nice.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["kind"]: Kind(
                tuple(int(number) for number in row["classes"].split()),
                row["facility"] == "yes",
                row["goods_en"],
                row["goods_zh"],
            )
            for row in csv.DictReader(stream)
        }


def fold(text: str) -> str:
    """Two names are one mark when their folded forms are equal: width, case and spacing do not tell them apart."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def eight_digits(identity: str, taken: set[str]) -> str:
    """A stable eight-digit serial for `identity`, the next free one when two identities meet."""
    serial = int.from_bytes(hashlib.blake2b(identity.encode(), digest_size=8).digest(), "big") % 100_000_000
    while (digits := f"{serial:08d}") in taken:
        serial = (serial + 1) % 100_000_000
    taken.add(digits)
    return digits


def gather(package: Path, kinds: dict[str, Kind]) -> dict[str, Brand]:
    """Brands by key. Items of one Wikidata entity are one brand; items without one are one brand by their name."""
    categories = orjson.loads((package / "dist/json/nsi.json").read_bytes())["nsi"]
    generic = _patterns(orjson.loads((package / "dist/json/genericWords.json").read_bytes())["genericWords"])
    items = list(_items(categories, kinds, generic))
    known: defaultdict[str, set[str]] = defaultdict(set)
    for _, item in items:
        if wikidata := item["tags"].get("brand:wikidata"):
            known[fold(item["tags"]["brand"])].add(wikidata)
    brands: dict[str, Brand] = {}
    for kind, item in items:
        tags = item["tags"]
        wikidata = tags.get("brand:wikidata")
        entities = known[fold(tags["brand"])]
        if wikidata is None and len(entities) == 1:
            wikidata = next(iter(entities))
        key = wikidata or "n-" + hashlib.blake2b(fold(tags["brand"]).encode(), digest_size=5).hexdigest()
        brand = brands.setdefault(key, Brand(key, wikidata))
        brand.kinds[kind] += 1
        places = [str(place) for place in item["locationSet"].get("include", [])]
        brand.countries |= set(_countries(places))
        brand.reach[tags["brand"]] += 1000 if "001" in places else len(places)
        for text, language in _names(tags, generic):
            brand.names.setdefault(fold(text), (text, language))
    return {key: brand for key, brand in brands.items() if brand.names}


def _items(
    categories: dict[str, Any], kinds: dict[str, Kind], generic: list[re.Pattern[str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(categories):
        tree, key, value = path.split("/", 2)
        kind = f"{key}={value}"
        if tree != "brands" or kind not in kinds:
            continue
        exclude = categories[path]["properties"].get("exclude", {})
        common_here = generic + _patterns(exclude.get("generic", []))
        common_names = _patterns(exclude.get("named", []))
        for item in categories[path]["items"]:
            tags = item["tags"]
            name = tags.get("brand") or ""
            if not usable(name, common_here) or tags.get("operator:type") in {"government", "public"}:
                continue
            if "brand:wikidata" not in tags and any(pattern.search(name) for pattern in common_names):
                continue
            # Templates repeat a brand's item under a second kind (its sign, its charging points): not a business.
            if not item.get("fromTemplate"):
                yield kind, item


def _patterns(expressions: Iterable[str]) -> list[re.Pattern[str]]:
    return [re.compile(expression, re.IGNORECASE) for expression in expressions]


def usable(text: str, generic: list[re.Pattern[str]]) -> bool:
    """Whether a text can stand as a mark: neither empty, overlong, without letter or digit, nor a generic word."""
    if not 0 < len(text.strip()) <= MAXIMUM_LENGTH or not any(character.isalnum() for character in text):
        return False
    return not any(pattern.search(text) for pattern in generic)


def _names(tags: dict[str, str], generic: list[re.Pattern[str]]) -> Iterator[tuple[str, str]]:
    # "brand" sorts before "name": a mark's spelling follows the brand where the two differ in case only.
    for tag in sorted(tags):
        if match := _NAME_TAG.match(tag):
            for piece in tags[tag].split(";"):
                text = " ".join(piece.split())
                if usable(text, generic):
                    yield text, match.group(1) or ""


def _countries(places: Iterable[str]) -> Iterator[str]:
    for place in places:
        if place == "mainland china":
            yield "CN"
        elif (match := _COUNTRY.match(place)) and match.group(1) not in _NOT_COUNTRIES:
            yield match.group(1).upper()


class Countries:
    """An owner's country: the only one its brand trades in, or the one its Wikidata description names first."""

    def __init__(self, package: Path) -> None:
        entities = orjson.loads((package / "dist/wikidata/wikidata.json").read_bytes())["wikidata"]
        self._descriptions = {key: entity.get("description", "") for key, entity in entities.items()}
        with (TOOLS / "demonyms.csv").open(encoding="utf-8", newline="") as stream:
            self._by_word = {row["word"]: row["country"] for row in csv.DictReader(stream)}

    def of(self, brand: Brand) -> str | None:
        """ISO 3166-1 alpha-2 code, None where neither source tells."""
        words = self._descriptions.get(brand.wikidata or "", "").replace("-based", " ").split()
        for length in (2, 1):
            if country := self._by_word.get(" ".join(words[:length])):
                return country
        return next(iter(brand.countries)) if len(brand.countries) == 1 else None


def businesses(brand: Brand, kinds: dict[str, Kind]) -> list[str]:
    """Kinds of business of a brand, the main one first; mere facilities count only when there is nothing else."""
    ranked = sorted(brand.kinds, key=lambda kind: (-brand.kinds[kind], kind))
    return [kind for kind in ranked if not kinds[kind].facility] or ranked


def marks(brands: dict[str, Brand], kinds: dict[str, Kind], countries: Countries) -> list[dict[str, Any]]:
    """The sample register's word marks, ordered by brand and text: one for each distinct name of a brand."""
    rows = []
    taken: set[str] = set()
    for key in sorted(brands):
        brand = brands[key]
        filed = businesses(brand, kinds)
        country = countries.of(brand)
        owner = min(brand.reach, key=lambda name: (-brand.reach[name], len(name), name))
        for folded in sorted(brand.names):
            text, language = brand.names[folded]
            rows.append(
                {
                    "key": "w" + eight_digits(f"{key}\x1f{folded}", taken),
                    "text": text,
                    "script": script_of(text, language, country),
                    "brand": key,
                    "owner": owner,
                    "country": country,
                    "classes": merged_classes(filed, kinds),
                    "kind": filed[0],
                    "wikidata": brand.wikidata,
                    "goods_en": merged_goods((kinds[kind].goods_en for kind in filed), "; "),
                    "goods_zh": merged_goods((kinds[kind].goods_zh for kind in filed), "；"),
                }
            )
    return rows


def merged_classes(filed: list[str], kinds: dict[str, Kind]) -> list[int]:
    """Nice classes of several kinds of business, ascending."""
    return sorted({number for kind in filed for number in kinds[kind].classes})


def merged_goods(wordings: Iterable[str], separator: str) -> str:
    """Wordings of several kinds of business as one list, each item once."""
    return separator.join(dict.fromkeys(item for wording in wordings for item in wording.split(separator)))
