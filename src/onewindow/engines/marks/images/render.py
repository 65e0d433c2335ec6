"""A picture file made comparable: its drawing cut out, on its background, at a set size."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks.images.errors import ImageError
from onewindow.engines.marks.images.svg import rasterise

MAX_BYTES = 10_000_000
MAX_SVG_BYTES = 2_000_000
MAX_PIXELS = 40_000_000
SIDE = 160  # pixels of the longer side of a drawing
_RENDERED = 256
_FORMATS = ("PNG", "JPEG", "WEBP")
_FAINT = 12  # of 255: a picture whose colours all lie within this of its background is blank
_INKED = 0.15  # of the strongest contrast: what is weaker is noise of scanning or compression
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError, struct.error, zlib.error)

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn on a picture, cut out. `colours` (h, w, 3) 0..255 and `ink` (h, w): how far each pixel is from the
    background, 0..255 with the strongest at 255, so that a drawing and its negative are the same."""

    colours: Bytes
    ink: Bytes
    background: tuple[int, int, int]


def draw(content: bytes) -> Drawing:
    """The drawing of a PNG, JPEG, WebP or SVG file. Raises ImageError."""
    background, flat = flattened(content)
    return cut_out(flat, background)


def check_picture(content: bytes) -> None:
    """Raise ImageError if a file is no picture that can be compared."""
    draw(content)


def small_png(content: bytes) -> bytes:
    """A picture file as a PNG of at most 2 * SIDE a side, on its background. Raises ImageError."""
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(flattened(content)[1]).save(file, "PNG")
    return file.getvalue()


def flattened(content: bytes) -> tuple[tuple[int, int, int], Bytes]:
    """A file's background colour, and the picture (h, w, 3) on it, at most 2 * SIDE a side. Raises ImageError."""
    if not content.strip():
        raise ImageError("broken", "the file is empty")
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        if len(content) > MAX_SVG_BYTES:
            raise ImageError("too-large", f"the SVG has {len(content):,} bytes, at most {MAX_SVG_BYTES:,} are read")
        content = rasterise(content, _RENDERED)
    elif len(content) > MAX_BYTES:
        raise ImageError("too-large", f"the picture has {len(content):,} bytes, at most {MAX_BYTES:,} are read")
    return _flatten(_pixels(content))


def _pixels(content: bytes) -> Bytes:
    """(h, w, 4) RGBA, the longer side at most twice SIDE."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            if getattr(picture, "n_frames", 1) > 1:
                raise ImageError("animated", "the picture is animated; a mark is one still picture")
            if picture.width * picture.height > MAX_PIXELS:
                size = f"{picture.width} x {picture.height}"
                raise ImageError("too-large", f"the picture has {size} pixels, at most {MAX_PIXELS:,} are read")
            picture.draft("RGB", (2 * SIDE, 2 * SIDE))
            upright = ImageOps.exif_transpose(picture)
            if upright.mode.startswith("I"):  # 16 bits a pixel
                upright = Image.fromarray((np.asarray(upright).astype(np.uint32) >> 8).astype(np.uint8))
            # The colour of transparent pixels must not bleed into the edges when the picture is made smaller.
            coloured = upright.convert("RGBA").convert("RGBa")
            coloured.thumbnail((2 * SIDE, 2 * SIDE), Image.Resampling.BOX)
            return np.asarray(coloured.convert("RGBA"))
    except ImageError:
        raise
    except Image.DecompressionBombError:
        raise ImageError("too-large", f"the picture has too many pixels, at most {MAX_PIXELS:,} are read") from None
    except UnidentifiedImageError:
        raise ImageError("broken", "not an SVG, PNG, JPEG or WebP picture") from None
    except _UNREADABLE as error:
        raise ImageError("broken", f"the picture cannot be read: {error}") from None


def cut_out(flat: Bytes, background: tuple[int, int, int]) -> Drawing:
    """The drawing of RGB pixels (h, w, 3) on this background. Raises ImageError "blank"."""
    contrast = np.abs(flat.astype(np.int16) - np.array(background, np.int16)).max(axis=2)
    strongest = int(contrast.max())
    if strongest <= _FAINT:
        raise ImageError("blank", "the picture is blank: it has one colour all over")
    inked = contrast > max(_FAINT, _INKED * strongest)
    rows, columns = (np.flatnonzero(inked.any(axis=axis)) for axis in (1, 0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    colours, contrast = flat[box], contrast[box]
    full = max(float(np.quantile(contrast[inked[box]], 0.9)), 1.0)
    ink = np.minimum(contrast * (255 / full), 255).astype(np.uint8)
    scale = SIDE / max(ink.shape)
    height, width = (max(1, round(side * scale)) for side in ink.shape)
    return Drawing(resized(colours, width, height), resized(ink, width, height), background)


def resized(array: Bytes, width: int, height: int) -> Bytes:
    """An 8-bit array (h, w) or (h, w, 3) at another size, pixels averaged."""
    from PIL import Image

    way = Image.Resampling.BOX if width * height < array.shape[0] * array.shape[1] else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(np.ascontiguousarray(array)).resize((width, height), way))


def _flatten(pixels: Bytes) -> tuple[tuple[int, int, int], Bytes]:
    """The background's colour, and RGB on it."""
    opacity = pixels[..., 3:].astype(np.float32) / 255
    seen = pixels[..., 3] > 127
    if not seen.any():
        seen = pixels[..., 3] > 0
    if not seen.any():
        raise ImageError("blank", "the picture is blank: it is transparent all over")
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    background = commonest(edge[edge[:, 3] > 127][:, :3]) if (edge[:, 3] > 127).mean() > 0.75 else None
    if background is None or (~seen).mean() > 0.25 or (not seen.all() and _all_near(pixels[seen][:, :3], background)):
        background = _contrasting(pixels[seen][:, :3])
    flat = pixels[..., :3] * opacity + np.array(background, np.float32) * (1 - opacity)
    return background, np.rint(flat).astype(np.uint8)


def commonest(colours: Bytes) -> tuple[int, int, int]:
    """The colour that most of these (n, 3) are nearly: the median of those that agree in the upper four bits."""
    upper = (colours >> 4).astype(np.int64)
    shades = upper[:, 0] << 8 | upper[:, 1] << 4 | upper[:, 2]
    same = shades == np.bincount(shades).argmax()
    red, green, blue = np.median(colours[same], axis=0).astype(int).tolist()
    return red, green, blue


def _all_near(colours: Bytes, background: tuple[int, int, int]) -> bool:
    """Whether opaque pixels have one colour, so that a drawing can only be in the transparent ones."""
    return int(np.abs(colours.astype(np.int16) - np.array(background, np.int16)).max()) <= 2 * _FAINT


def _contrasting(colours: Bytes) -> tuple[int, int, int]:
    """White, unless a tenth of the drawing would be lost on it and another ground shows more."""
    best, shown = 255, -1.0
    for shade in (255, 0, 128):
        contrast = float(np.quantile(np.abs(colours.astype(np.int16) - shade).max(axis=1), 0.1))
        if shade == 255 and contrast >= 48:
            return 255, 255, 255
        if contrast > shown:
            best, shown = shade, contrast
    return best, best, best


def squared(drawing: Drawing, side: int, margin: int) -> Bytes:
    """(side, side, 3) contrast of a drawing with its background, in each colour, centred with a margin all around."""
    contrast = np.abs(drawing.colours.astype(np.int16) - np.array(drawing.background, np.int16)).astype(np.uint8)
    scale = (side - 2 * margin) / max(drawing.ink.shape)
    height, width = (max(1, round(length * scale)) for length in drawing.ink.shape)
    square = np.zeros((side, side, 3), np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = resized(contrast, width, height)
    return square
