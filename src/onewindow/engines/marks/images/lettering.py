"""The words written in a picture, read by rapidocr where it is installed (the extra `ocr`)."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from onewindow.engines.marks.images.render import flattened, resized

_SURE = 0.6  # confidence 0..1 below which a reading is left out
_LEAST = 640  # pixels of the longer side that small lettering needs to be read
_MARGIN = 24


class LetteringError(RuntimeError):
    """The reader of lettering is not installed."""


@cache
def _reader() -> Any:
    try:
        from rapidocr import RapidOCR  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise LetteringError("reading the words in a picture needs the extra: pip install onewindow[ocr]") from error
    return RapidOCR(params={"Global.log_level": "error"})


def text_in(content: bytes) -> list[str]:
    """The lines of words in a PNG, JPEG, WebP or SVG file, from top to bottom, none if it has none.

    Raises ImageError for a picture that cannot be read and LetteringError where rapidocr is not installed.
    """
    reader = _reader()
    background, flat = flattened(content)
    from PIL import Image

    scale = _LEAST / max(flat.shape)
    height, width = (max(1, round(side * scale)) for side in flat.shape[:2])
    page = Image.new("RGB", (width + 2 * _MARGIN, height + 2 * _MARGIN), background)
    page.paste(Image.fromarray(resized(flat, width, height)), (_MARGIN, _MARGIN))
    found = reader(np.asarray(page)[..., ::-1])  # it reads blue, green, red
    lines = zip(found.txts or (), found.scores or (), strict=True)
    return [text.strip() for text, sure in lines if sure >= _SURE and text.strip()]
