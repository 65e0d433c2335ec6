"""Numbers of the offices: their shape, the kind of right they say, and the check digit of Chinese applications."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onewindow.texts import Text

KIND_OF_TYPE = {
    "1": "invention", "8": "invention", "2": "utility_model", "9": "utility_model", "3": "design",
}  # fmt: skip
"""Type digit of a Chinese application; 8 and 9 are international applications in the national phase."""
PUBLICATION_TYPE = {"A": "1", "B": "1", "C": "1", "U": "2", "Y": "2", "S": "3", "D": "3"}
"""Type digit that belongs to a kind code: A published, B and C granted; U and Y; S and D."""

_CN = re.compile(r"(?:CN|ZL)?((?:19|20)\d\d[12389]\d{7}|\d\d[12389]\d{5})(?:\.?([\dX]))?")
_CN_PUBLICATION = re.compile(r"(?:CN)?([123])(\d{6}|\d{8})([ABCUYSD])")
_OTHERS = {
    ("CN", "trademark"): (r"(?:CN)?\d{1,9}[A-Z]?", Text("up to nine digits", "不超过九位数字")),
    ("US", "trademark"): (r"(?:US)?\d{7,8}", Text("seven or eight digits", "七或八位数字")),
    ("US", "design"): (r"(?:US)?(?:D\d{5,7}(?:S1?)?|29/?\d{6})", Text("such as D812345", "形如 D812345 的号码")),
    ("US", "invention"): (
        r"(?:US)?(?:\d{7,8}(?:B[12])?|\d\d/\d{6}|(?:RE)\d{5})",
        Text("such as 10123456 or 16/123456", "形如 10123456 或 16/123456 的号码"),
    ),
    ("EP", "invention"): (
        r"(?:EP)?(?:\d{8}(?:\.\d)?|\d{7}(?:B[123])?)",
        Text("such as 19123456.7 or EP3123456", "形如 19123456.7 或 EP3123456 的号码"),
    ),
    ("WO", "invention"): (
        r"(?:PCT/?[A-Z]{2}(?:19|20)\d\d/?\d{6}|WO(?:19|20)\d\d/?\d{6})",
        Text("such as PCT/CN2023/123456", "形如 PCT/CN2023/123456 的号码"),
    ),
}


class BadNumber(ValueError):
    """A number that no office gave. ``expected`` says what it should be: the right check digit, or the shape."""

    def __init__(self, expected: Text) -> None:
        super().__init__(expected.en)
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Number:
    """An office's number as it is written, and the kind of right it says (empty where the number does not tell)."""

    text: str
    kind: str = ""


def check_digit(digits: str) -> str:
    """The check digit of a Chinese application number without it: weights 2 to 9 repeating, modulo 11, 10 is X.

    Source: standard ZC 0006-2003 of the China National Intellectual Property Administration, for both eras.
    """
    rest = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(digits)) % 11
    return "X" if rest == 10 else str(rest)


def application_number(text: str) -> Number:
    """A Chinese application number with its check digit: ``201710601862.3``, or ``95115608.X`` before October 2003.

    Raises ``BadNumber``, which names the right check digit where the number has another or none.
    """
    match = _CN.fullmatch(_plain(text))
    if match is None:
        raise BadNumber(Text("a Chinese number such as 201710601862.3", "形如 201710601862.3 的申请号"))
    digits, given = match.groups()
    right = f"{digits}.{check_digit(digits)}"
    if given != right[-1]:
        expected = Text("the number with its check digit, {n}", "带有正确校验位的号码，即 {n}")
        raise BadNumber(expected.fill(n=right))
    return Number(right, KIND_OF_TYPE[digits[4 if len(digits) == 12 else 2]])


def publication_number(text: str) -> Number:
    """A Chinese publication number: ``CN101234567A``, with seven digits in all before July 2007.

    Raises ``BadNumber`` for another shape or a kind code that does not belong to the type digit.
    """
    match = _CN_PUBLICATION.fullmatch(_plain(text))
    if match is None:
        raise BadNumber(Text("a publication number such as CN101234567A", "形如 CN101234567A 的公布号"))
    type_, _serial, code = match.groups()
    if PUBLICATION_TYPE[code] != type_:
        expected = Text("{n} as the first digit before {code}", "{code} 之前首位应为 {n}")
        raise BadNumber(expected.fill(n=PUBLICATION_TYPE[code], code=code))
    return Number(f"CN{type_}{match[2]}{code}", KIND_OF_TYPE[type_])


def read(office: str, kind: str, text: str) -> Number:
    """The number of a right of ``kind`` at ``office`` (CN, US, EP, WO; others are taken as they are written).

    Raises ``BadNumber`` for a shape the office does not use, a wrong check digit, or a kind the number contradicts.
    """
    if office == "CN" and kind != "trademark":
        number = application_number(text)
        if number.kind != kind:
            raise BadNumber(Text("a number of a right of this kind", "与权利类型相符的号码"))
        return number
    shape, expected = _OTHERS.get((office, kind), (r".{1,40}", Text("a number", "号码")))
    plain = _plain(text)
    if not re.fullmatch(shape, plain):
        raise BadNumber(expected)
    return Number(plain.removeprefix(office) if office in ("CN", "US", "EP") else plain, kind)


def _plain(text: str) -> str:
    return re.sub(r"[\s,]", "", text).upper()
