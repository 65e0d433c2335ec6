"""The words in a picture that is searched by, read where the extra ``ocr`` is installed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from onewindow.texts import Text

NOT_INSTALLED = Text(
    "Words in a picture are not read here (the extra onewindow[ocr] is not installed). If it has any, type them too.",
    "此处未安装图中文字识别（扩展 onewindow[ocr]）。图中如有文字，请一并输入。",
)
READ = Text("Words read in the picture: {words}", "图中识别出的文字：{words}")


@dataclass(frozen=True, slots=True)
class Lettering:
    """The lines of words in a picture; ``installed`` says whether they could be read at all."""

    lines: tuple[str, ...]
    installed: bool = True

    @property
    def text(self) -> str:
        """What of them is searched for: nothing for a sign or two, which a drawing is easily taken for."""
        words = " ".join(self.lines)[:400]
        return words if sum(c.isalnum() for c in words) > 1 else ""

    @property
    def said(self) -> Text | None:
        """What was read, or that nothing can be read here; None for a picture without words."""
        if not self.installed:
            return NOT_INSTALLED
        return READ.fill(words=self.text) if self.text else None


@lru_cache(maxsize=64)  # filters are tried on one picture, and reading it takes a second
def read(picture: bytes) -> Lettering:
    """The words in a picture. Raises ``marks.ImageError`` for one that cannot be read."""
    from onewindow.engines.marks import images

    try:
        return Lettering(tuple(images.text_in(picture)))
    except images.LetteringError:
        return Lettering((), installed=False)
