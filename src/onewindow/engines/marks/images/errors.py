"""What can be wrong with a picture."""

from __future__ import annotations


class ImageError(ValueError):
    """A picture that cannot be compared. `code` is "broken" (unreadable or not PNG, JPEG, WebP or SVG), "too-large"
    (bytes, pixels or elements), "animated", "blank" (nothing on it, or one colour all over) or "unsafe" (an SVG with
    scripts, events, embedded pictures or references outside itself)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)  # both, so that it passes between processes
        self.code = code

    def __str__(self) -> str:
        return str(self.args[1])
