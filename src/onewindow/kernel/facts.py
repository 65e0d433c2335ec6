"""The words of the ledger: whom an entry concerns, what its facts are called, and which records stand under it.

A desk's module ``facts`` declares the words of what it writes; the bulletin prints them without knowing the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from onewindow.kernel.access import Role
from onewindow.kernel.language import current_language
from onewindow.kernel.ledger import Entry
from onewindow.kernel.wording import day, listed
from onewindow.texts import Text

RECORDS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Record:
    """A record that an entry brought or changed last: what it is called, its number, its address."""

    title: str
    number: str
    href: str


Finder = Callable[[Entry], Iterable[Record]]

_subjects: dict[str, tuple[Text, str]] = {}
_facts: dict[str, Text] = {}
_values: dict[str, dict[str, Text]] = {}
_finders: list[Finder] = []
_DAYS = {"day", "until"}


def declare(
    *,
    subjects: Mapping[str, Text | tuple[Text, str]] | None = None,
    facts: Mapping[str, Text] | None = None,
    values: Mapping[str, Mapping[str, Text]] | None = None,
    records: Finder | None = None,
) -> None:
    """Make words known. A subject may carry the name of the route that shows it, whose one argument is its key.

    Raises ``ValueError`` for a fact that another desk calls otherwise: entries of both would be read alike.
    """
    for name, words in (facts or {}).items():
        if _facts.setdefault(name, words) != words:
            raise ValueError(f"the fact {name!r} is called both {_facts[name]} and {words}")
    for kind, said in (subjects or {}).items():
        _subjects[kind] = said if isinstance(said, tuple) else (said, "")
    for name, known in (values or {}).items():
        _values.setdefault(name, {}).update(known)
    if records is not None:
        _finders.append(records)


def facts_named() -> Mapping[str, Text]:
    """Every fact with a name."""
    return _facts


def subject(name: str) -> str:
    """What an entry concerns, such as ``right/12``, in words; a content hash is cut to its start."""
    kind, _sep, key = name.partition("/")
    if kind not in _subjects:
        return name
    return _subjects[kind][0].say(current_language(), key=key[:12] if kind == "file" else key)


def address(name: str) -> str:
    """The page of what an entry concerns, or nothing."""
    kind, _sep, key = name.partition("/")
    route = _subjects[kind][1] if kind in _subjects and key else ""
    return reverse(route, args=[key]) if route else ""


def pairs(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The facts of an entry, each with its name; a fact without words here stands as it was sealed."""
    language = current_language()
    return [(_facts[k].say(language) if k in _facts else k, _value(k, v)) for k, v in sorted(data.items())]


def records(entry: Entry) -> list[Record]:
    """The first hundred records that an entry brought or changed last."""
    return [record for finder in _finders for record in finder(entry)][:RECORDS_SHOWN]


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        return listed(_value(name, one) for one in value)
    if isinstance(value, bool):
        return (Text("yes", "是") if value else Text("no", "否")).say(current_language())
    if value is None:
        return "–"
    if isinstance(value, Mapping) and current_language() in value:
        return str(value[current_language()])
    if name in _DAYS:
        return day(date.fromisoformat(value))
    words = _values.get(name, {}).get(value) if isinstance(value, str) else None
    return words.say(current_language()) if words else str(value)


declare(
    subjects={
        "case": (Text("Case {key}", "案件 {key}"), ""),
        "person": Text("Person {key}", "人员 {key}"),
        "file": Text("File {key}", "文件 {key}"),
    },
    facts={
        "active": Text("May sign in", "可登录"),
        "case": Text("Case", "案件"),
        "day": Text("Day", "日期"),
        "file": Text("File (SHA-256)", "文件（SHA-256）"),
        "key": Text("Key", "密钥"),
        "kind": Text("Kind", "种类"),
        "number": Text("Number", "编号"),
        "numbers": Text("Numbers", "编号"),
        "password": Text("Password changed", "密码已修改"),
        "roles": Text("Roles", "角色"),
        "size": Text("Size in bytes", "字节数"),
        "source": Text("Origin", "来源"),
        "to_row": Text("As far as row", "读至行"),
        "until": Text("Until", "截止日期"),
    },
    values={"roles": {role.value: role.label for role in Role}},
)
