"""Where the rights of an office hold: its own country, or the countries of the union that it grants them for."""

from __future__ import annotations

from collections.abc import Iterable

EU = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
"""The member states of the European Union, by their ISO 3166 codes."""
UNIONS = {"EM": EU, "EU": EU, "BX": ("BE", "NL", "LU")}
"""Offices of unions, by their WIPO ST.3 codes: the EUIPO, the Benelux office."""
DESIGNATED = ("WO", "EP", "EA", "AP", "OA")
"""Offices whose number does not tell where the right holds: the states are designated one by one."""


def countries(codes: str) -> tuple[str, ...]:
    """Country codes as people write them, ``CN, de``; ``EU`` stands for its member states. Sorted, each once.

    Raises ``ValueError`` with the first piece that is no code of two letters.
    """
    found = set[str]()
    for piece in codes.replace("，", ",").replace("、", ",").replace(",", " ").split():
        code = piece.upper()
        if len(code) != 2 or not code.isascii() or not code.isalpha():
            raise ValueError(piece)
        found.update(UNIONS.get(code, (code,)))
    return tuple(sorted(found))


def holds(office: str, where: Iterable[str]) -> bool:
    """Whether a right of an office may hold in one of some countries; none named means everywhere."""
    wanted = set(where)
    return not wanted or office in DESIGNATED or not wanted.isdisjoint(UNIONS.get(office, (office,)))
