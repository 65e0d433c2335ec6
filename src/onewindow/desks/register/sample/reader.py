"""The sample register: real brand names and logos with synthetic particulars. A sample, not an official register.

Names and kinds of business come from name-suggestion-index, drawings from simple-icons (see NOTICE); neither says when
a mark was filed or what became of it, so numbers, dates and statuses are synthetic: a pure function of a mark's key.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from importlib import resources
from typing import Any, NamedTuple

import orjson

REFERENCE_DAY = date(2026, 1, 1)
"""The day at which the synthetic statuses are true."""
STATUSES = ("pending", "registered", "expired", "refused", "withdrawn", "cancelled")


@dataclass(frozen=True, slots=True)
class SampleMark:
    """A word mark: one name of a brand. `brand` is shared by all names and logos of one owner; `script` is ISO 15924,
    `country` ISO 3166-1 alpha-2 or None, `kind` the kind of business as an OpenStreetMap tag."""

    key: str
    text: str
    script: str
    brand: str
    owner: str
    country: str | None
    classes: tuple[int, ...]
    kind: str
    wikidata: str | None
    goods_en: str
    goods_zh: str


@dataclass(frozen=True, slots=True)
class SampleLogo:
    """A figurative mark: `path` is the data of one SVG path in a view box of 0 0 24 24, `hex` its colour (RRGGBB),
    `source` the address the drawing was taken from."""

    key: str
    title: str
    hex: str
    path: str
    source: str
    brand: str
    owner: str
    country: str | None
    classes: tuple[int, ...]
    goods_en: str
    goods_zh: str

    def svg(self) -> bytes:
        """The logo as a picture file."""
        start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#{self.hex}">'
        return f'{start}<path d="{self.path}"/></svg>'.encode()


class Particulars(NamedTuple):
    """Synthetic particulars of a sample mark. `registration_date` and `expiry_date` are None where a mark was never
    registered; `expiry_date` ends the latest ten-year term the mark was kept for."""

    number: str
    status: str
    filing_date: date
    registration_date: date | None
    expiry_date: date | None


def iter_marks() -> Iterator[SampleMark]:
    """Word marks, ordered by brand, then name."""
    for row in _rows("brands.jsonl.gz"):
        row["classes"] = tuple(row["classes"])
        yield SampleMark(**row)


def iter_logos() -> Iterator[SampleLogo]:
    """Figurative marks, ordered by title."""
    for row in _rows("logos.jsonl.gz"):
        row["classes"] = tuple(row["classes"])
        yield SampleLogo(**row)


def _rows(name: str) -> Iterator[dict[str, Any]]:
    packed = resources.files(__package__).joinpath(name).read_bytes()
    return map(orjson.loads, gzip.decompress(packed).splitlines())


_FIRST_DAY = date(1990, 1, 1).toordinal()
_REFERENCE = REFERENCE_DAY.toordinal()
_SERIALS = 100_000_000
# Filings grow with time: about half of all marks were filed in the last ten of the thirty-six years.
_GROWTH = 0.45
_GRACE_DAYS = 183


def particulars(key: str) -> Particulars:
    """Synthetic number, status and dates of a sample mark, always the same for the same key.

    The key's eight digits are the serial of the number, and serials rise with the filing date as an office's do. A mark
    is examined within about a year; a registration lasts ten years, renewable, with six months of grace. Statuses
    hold at REFERENCE_DAY. Raises ValueError for a key that is not one letter and eight digits.
    """
    serial = key[1:]
    if len(serial) != 8 or not (serial.isascii() and serial.isdigit()):
        raise ValueError(f"expected a letter and eight digits, not {key!r}")
    filed = _FIRST_DAY + int((_REFERENCE - _FIRST_DAY) * (int(serial) / _SERIALS) ** _GROWTH)
    chance = int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")
    fate, delay = chance % 1000, chance // 1000
    decided = filed + 210 + delay % 260
    filing_date = date.fromordinal(filed)
    number = "S" + serial
    if decided >= _REFERENCE:
        return Particulars(number, "withdrawn" if fate < 12 else "pending", filing_date, None, None)
    if fate < 36:
        return Particulars(number, "refused" if fate < 24 else "withdrawn", filing_date, None, None)
    registration_date = date.fromordinal(decided)
    terms = _terms_begun(registration_date)
    if fate < 52:
        return Particulars(number, "cancelled", filing_date, registration_date, _years_after(registration_date, terms))
    # A mark whose first term is over was renewed, or left to expire at the end of one of its terms.
    if terms > 1 and fate < 215:
        lapsed = _years_after(registration_date, 1 + delay % (terms - 1))
        if lapsed.toordinal() + _GRACE_DAYS < _REFERENCE:
            return Particulars(number, "expired", filing_date, registration_date, lapsed)
    return Particulars(number, "registered", filing_date, registration_date, _years_after(registration_date, terms))


def _terms_begun(registration: date) -> int:
    """Ten-year terms that have begun by the reference day, the current one included."""
    years = REFERENCE_DAY.year - registration.year
    anniversary_passed = (registration.month, registration.day) <= (REFERENCE_DAY.month, REFERENCE_DAY.day)
    return (years if anniversary_passed else years - 1) // 10 + 1


def _years_after(registration: date, terms: int) -> date:
    year = registration.year + 10 * terms
    if registration.month == 2 and registration.day == 29 and year % 4:
        return date(year, 2, 28)
    return date(year, registration.month, registration.day)
