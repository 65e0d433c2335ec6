"""From a row as a file gives it to a mark record, or to what is wrong with it."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from onewindow.desks.register import asked_picture
from onewindow.desks.register.models import Status
from onewindow.desks.register.reading import UTF8, showable
from onewindow.desks.register.recording import MarkRecord
from onewindow.kernel.errors import BadInput, Problem
from onewindow.law import nice
from onewindow.texts import Text

DATE = Text("a date such as 2024-05-31", "形如 2024-05-31 的日期")
CLASSES = Text("Nice classes from 1 to 45, such as 9; 25", "1 至 45 的尼斯类别，如 9; 25")
STATUS = Text(f"one of {', '.join(Status.values)}", f"以下之一：{'、'.join(Status.values)}")
COUNTRY = Text("a two-letter code such as CN", "两位字母代码，如 CN")
PICTURE = Text("a picture in base64: SVG, PNG, JPEG or WebP", "base64 编码的图片：SVG、PNG、JPEG 或 WebP")
NEEDED = Text("a value", "非空值")
CONTROL = Text("text without control characters", "不含控制字符的文本")
STATUSES = frozenset(Status.values)
# Control characters other than tab and line feed, and the lone surrogates that stand for bytes that are no UTF-8.
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
LONGEST = {"text": 400, "number": 40, "owner_name": 300, "goods": 100_000, "owner_key": 200}


class Cells:
    """The cells of a row as they are read, and everything that is wrong with them so far."""

    def __init__(self, row: Mapping[str, Any], number: int, longest: Mapping[str, int]) -> None:
        self._row, self._number, self._longest = row, number, longest
        self.problems: list[Problem] = []

    def wrong(self, field: str, expected: Text) -> None:
        """Note what was expected in ``field``."""
        self.problems.append(Problem(field, expected, self._number, _shown(self._row.get(field))))

    def words(self, field: str, needed: bool = True) -> str:
        """The text of a cell, without spaces around it; empty where nothing is given."""
        value = self._row.get(field)
        text = value.strip() if isinstance(value, str) else "" if value is None else str(value).strip()
        longest = self._longest.get(field, 400)
        if not text:
            if needed:
                self.wrong(field, NEEDED)
        elif unfit := UNFIT.search(text):
            self.wrong(field, UTF8 if unfit[0] >= "\ud800" else CONTROL)
        elif len(text) > longest:
            self.wrong(field, Text("at most {n} characters", "不超过 {n} 个字符").fill(n=longest))
        return text


def check_row(row: Mapping[str, Any], number: int) -> MarkRecord | list[Problem]:
    """The record of a row, or everything that is wrong with it."""
    cells = Cells(row, number, LONGEST)
    wrong, words = cells.wrong, cells.words

    def day(field: str, needed: bool) -> date | None:
        value = row.get(field)
        if value is None or value == "":
            if needed:
                wrong(field, NEEDED)
            return None
        found = _day(str(value))
        if found is None:
            wrong(field, DATE)
        return found

    def code(field: str, needed: bool) -> str:
        text = words(field, needed).upper()
        if text and not (len(text) == 2 and text.isascii() and text.isalpha()):
            wrong(field, COUNTRY)
        return text

    classes = _classes(row.get("classes"))
    if classes is None:
        wrong("classes", CLASSES)
    status = words("status").lower()
    if status and status not in STATUSES:
        wrong("status", STATUS)
    filed = day("filing_date", True)
    registered, expires = day("registration_date", False), day("expiry_date", False)
    if filed and registered and registered < filed:
        wrong("registration_date", Text("a date not before filing_date", "不早于 filing_date 的日期"))
    if registered and expires and expires < registered:
        wrong("expiry_date", Text("a date not before registration_date", "不早于 registration_date 的日期"))
    picture = _picture(cells, row.get("image"))
    own_key = words("owner_key", False)
    given: dict[str, Any] = {
        "jurisdiction": code("jurisdiction", True),
        "number": words("number"),
        "title": words("text", needed=picture is None),
        "owner_name": words("owner_name"),
        "owner_country": code("owner_country", False),
        "owner_key": own_key and f"file:{own_key}",  # never the key of a party that came another way
        "goods": words("goods", False),
    }
    if cells.problems or filed is None or classes is None:
        return cells.problems
    return MarkRecord(
        **given,
        classes=classes,
        status=status,
        filing_date=filed,
        registration_date=registered,
        expiry_date=expires,
        picture=picture,
    )


def _picture(cells: Cells, given: Any) -> bytes | None:
    """The picture of a mark: bytes, or their base64 in a file of text."""
    if given is None or given in ("", b""):
        return None
    try:
        content = given if isinstance(given, bytes) else base64.b64decode(str(given).strip(), validate=True)
        asked_picture.check(content)
    except ValueError:
        cells.wrong("image", PICTURE)
    except BadInput as error:
        cells.wrong("image", error.problems[0].expected)
    else:
        return content
    return None


@lru_cache(maxsize=16384)
def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None


def _classes(value: Any) -> tuple[int, ...] | None:
    if isinstance(value, list | tuple):
        value = ";".join(str(v) for v in value)
    return _parsed("" if value is None else str(value))


@lru_cache(maxsize=4096)
def _parsed(value: str) -> tuple[int, ...] | None:
    try:
        return nice.parse_classes(value) or None
    except ValueError:
        return None


def _shown(value: Any) -> str:
    return showable("" if value is None else str(value))[:60]
