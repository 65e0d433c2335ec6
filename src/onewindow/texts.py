"""A text that exists in both languages of the window.

Declarations (states, transitions, indicators, letters, rules) carry both texts side by side, so that a reader of
the declaration sees them together and a letter can be kept in both at once. Page furniture uses gettext instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in English and in Chinese; ``{name}`` fields must be the same in both."""

    en: str
    zh: str

    def __post_init__(self) -> None:
        if not self.en.strip() or not self.zh.strip():
            raise ValueError(f"a text needs both languages: {self.en!r} / {self.zh!r}")

    def say(self, language: Language, **fields: object) -> str:
        """The text in ``language`` with its fields filled in."""
        words = self.zh if language == "zh" else self.en
        return words.format(**fields) if fields else words

    def fill(self, **fields: object) -> Text:
        """Both languages with the fields filled in."""
        return Text(self.en.format(**fields), self.zh.format(**fields))
