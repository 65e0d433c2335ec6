"""The catalogues of messages, the window's and one a desk: what the source says in English, and the same in Chinese.

``update`` brings the catalogues up to the source (a new message stands there empty, a gone one is dropped),
``compile`` makes the file that a running window reads, and ``check`` fails where one of the two is behind.
A file has no line numbers, no dates and one order, so that a difference in it is a difference in words.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "onewindow"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
TEMPLATE_OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
"""As ``onewindow.web.jinja`` sets its environment; ``silent`` false, so that a broken template is not passed over."""


class ChineseCatalog(Catalog):
    """A catalogue whose head says only what a reader of it needs: no date, no tool, no person."""

    def __init__(self) -> None:
        super().__init__(locale="zh_Hans", header_comment="# Chinese (simplified) texts of the window.", fuzzy=False)

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The lines of the head."""
        return [
            ("Language", "zh_Hans"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=1; plural=0;"),
        ]


@dataclass(frozen=True)
class Place:
    """A part of the source with a catalogue of its own: ``root``'s files, without those of other places below it."""

    root: Path
    home: Path
    without: tuple[Path, ...] = ()

    @property
    def po(self) -> Path:
        """The catalogue that people write."""
        return self.home / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"

    @property
    def mo(self) -> Path:
        """The catalogue that a running window reads."""
        return self.po.with_suffix(".mo")

    def files(self, pattern: str) -> list[Path]:
        """The source files of this place."""
        return sorted(
            path for path in self.root.rglob(pattern) if not any(path.is_relative_to(other) for other in self.without)
        )


def places() -> list[Place]:
    """The window first, then every desk that says anything."""
    desks = sorted(path.parent for path in (SOURCE / "desks").glob("*/apps.py"))
    own = [Place(desk, desk) for desk in desks]
    window = Place(SOURCE, SOURCE / "web", tuple(desks))
    return [window, *(place for place in own if place.po.exists() or len(extracted(place)))]


def extracted(place: Place) -> Catalog:
    """Every message that the source of a place says, without translations."""
    found = Catalog()
    for method, files, options in (
        ("python", place.files("*.py"), {}),
        ("jinja2", place.files("templates/**/*.html"), TEMPLATE_OPTIONS),
    ):
        for path in files:
            with path.open("rb") as file:
                for _line, message, _comments, context in extract(method, file, KEYWORDS, options=options):
                    found.add(message, context=context)
    return found


def translated(place: Place) -> Catalog:
    """The catalogue of a place as it is kept."""
    if not place.po.exists():
        return Catalog()
    with place.po.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def messages(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its head."""
    return (message for message in catalog if message.id)


def update(place: Place) -> None:
    """Bring a catalogue up to the source; a translation stays as long as its message is said."""
    old, new = translated(place), ChineseCatalog()
    for message in messages(extracted(place)):
        kept = old.get(message.id, message.context)
        new.add(message.id, kept.string if kept else None, context=message.context, flags=message.flags - {"fuzzy"})
    place.po.parent.mkdir(parents=True, exist_ok=True)
    with place.po.open("wb") as file:
        write_po(file, new, width=100, no_location=True, sort_output=True, ignore_obsolete=True)


def compiled(place: Place) -> bytes:
    """A catalogue in the form that is read at run time: the same bytes for the same words."""
    new = ChineseCatalog()
    for message in messages(translated(place)):
        new.add(message.id, message.string, context=message.context, flags=message.flags)
    out = BytesIO()
    write_mo(out, new)
    return out.getvalue()


def faults(place: Place) -> list[str]:
    """What keeps a catalogue from being whole, each in a line."""
    said = {(m.context, m.id) for m in messages(extracted(place))}
    kept = translated(place)
    there = {(m.context, m.id) for m in messages(kept)}
    found = [f"not in the catalogue: {id!r}" for _context, id in sorted(said - there, key=str)]
    found += [f"no longer said: {id!r}" for _context, id in sorted(there - said, key=str)]
    found += [f"obsolete: {id!r}" for id in kept.obsolete]
    for message in messages(kept):
        strings = forms(message.string)
        if message.fuzzy:
            found.append(f"fuzzy: {message.id!r}")
        if not strings or not all(string.strip() for string in strings):
            found.append(f"not translated: {message.id!r}")
            continue
        plural = forms(message.id)[-1]
        for string in strings:
            if fields(string) != fields(plural):
                found.append(f"other fields: {plural!r} {string!r}")
    if not place.mo.exists() or place.mo.read_bytes() != compiled(place):
        found.append("the .mo is not made from the .po: run `python tools/messages.py compile`")
    return [f"{place.home.name}: {fault}" for fault in found]


def forms(said: str | Sequence[str] | None) -> tuple[str, ...]:
    """A message or its translation in all its forms: one, or one for each number."""
    return (said,) if isinstance(said, str) else tuple(said or ())


def fields(text: str) -> set[str]:
    """The ``%(name)s`` and ``{name}`` fields of a text."""
    return set(re.findall(r"%\(\w+\)[a-z]|\{\w*\}", text))


def main() -> int:
    """Do what was asked; the exit code is 1 where ``check`` found something, 2 for anything else asked."""
    match sys.argv[1:]:
        case ["update"]:
            for place in places():
                update(place)
        case ["compile"]:
            for place in places():
                place.mo.write_bytes(compiled(place))
        case ["check"]:
            found = [fault for place in places() for fault in faults(place)]
            print(
                "\n".join(found)
                or f"{sum(1 for p in places() for _ in messages(translated(p)))} messages, all in Chinese"
            )
            return 1 if found else 0
        case _:
            print("usage: python tools/messages.py update | compile | check", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
