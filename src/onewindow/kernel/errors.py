"""The errors of the house: few kinds, each with words a user understands in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onewindow.kernel.language import current_language
from onewindow.texts import Language, Text


class OnewindowError(Exception):
    """Base of every error that is shown to a user. ``status`` is the HTTP answer it becomes."""

    status = 500
    code = "error"

    def __init__(self, text: Text, **fields: object) -> None:
        self.text = text.fill(**fields) if fields else text
        super().__init__(self.text.en)

    def say(self, language: Language | None = None) -> str:
        """The message in the user's language."""
        return self.text.say(language or current_language())


class NotFound(OnewindowError):
    """It is not there, or this actor may not know that it is."""

    status = 404
    code = "not-found"

    def __init__(self, text: Text = Text("There is no such thing here.", "这里没有您要找的内容。"), **fields: object):
        super().__init__(text, **fields)


class SignInNeeded(OnewindowError):
    """Nobody is signed in, or the key given is not one of ours."""

    status = 401
    code = "sign-in-needed"

    def __init__(self) -> None:
        super().__init__(Text("Sign in first, or give a valid API key.", "请先登录，或提供有效的接口密钥。"))


class NotAllowed(OnewindowError):
    """The actor sees the thing but may not do this to it."""

    status = 403
    code = "not-allowed"


class Conflict(OnewindowError):
    """Somebody else was first, or the thing has moved on since it was read."""

    status = 409
    code = "conflict"


class TooLarge(OnewindowError):
    """More bytes than the window takes at once."""

    status = 413
    code = "too-large"

    def __init__(self, limit: int) -> None:
        super().__init__(Text("At most {limit} bytes are taken here.", "此处最多接收 {limit} 字节。"), limit=limit)


class TooMany(OnewindowError):
    """More requests than the window serves to one visitor."""

    status = 429
    code = "too-many"

    def __init__(self, text: Text, retry_after: int) -> None:
        self.retry_after = retry_after
        """Seconds until it is worth asking again."""
        super().__init__(text, seconds=retry_after)


class Unavailable(OnewindowError):
    """A part this needs is not there yet (an index being built, a font not installed)."""

    status = 503
    code = "unavailable"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what was given: where it stands, and what was expected there."""

    field: str
    expected: Text
    row: int | None = None
    got: str = ""

    def say(self, language: Language | None = None, label: str = "") -> str:
        """``row 7, filing_date: expected a date such as 2024-05-31, got "yesterday"`` in the user's language.

        ``label`` stands in the place of the field's name, for readers of a page.
        """
        zh = (language or current_language()) == "zh"
        where = (f"第 {self.row} 行，" if zh else f"row {self.row}, ") if self.row is not None else ""
        got = (f"，实为“{self.got}”" if zh else f', got "{self.got}"') if self.got else ""
        field = label or self.field
        colon = ("：" if zh else ": ") if field else ""
        wanted = self.wanted(language)
        return f"{where}{field}{colon}{wanted if zh or not colon else wanted[0].lower() + wanted[1:]}{got}"

    def wanted(self, language: Language | None = None) -> str:
        """``Expected a date such as 2024-05-31``, to stand beside the field."""
        language = language or current_language()
        expected = self.expected.say(language)
        if language == "en":
            return f"Expected {expected}"
        verb = "应为" if self.got else "需要"
        return f"{verb} {expected}" if expected[0].isascii() else f"{verb}{expected}"


class BadInput(OnewindowError):
    """What was given cannot be taken as it is; ``problems`` name file, row, field and what was expected."""

    status = 422
    code = "bad-input"

    def __init__(self, problems: Sequence[Problem], file: str = "") -> None:
        self.problems = tuple(problems)
        self.file = file
        prefix_en, prefix_zh = (f"{file}: ", f"{file}：") if file else ("", "")
        shown = self.problems[:5]
        more = len(self.problems) - len(shown)
        super().__init__(
            Text(
                prefix_en + "; ".join(p.say("en") for p in shown) + (f"; and {more} more" if more else ""),
                prefix_zh + "；".join(p.say("zh") for p in shown) + (f"；另有 {more} 处" if more else ""),
            )
        )
