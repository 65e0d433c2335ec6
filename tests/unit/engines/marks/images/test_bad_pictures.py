"""Broken, huge, animated, blank and unsafe pictures are refused with a reason, at once, and nothing is drawn."""

import io
import struct
import zlib

import pytest
from PIL import Image

from onewindow.engines.marks import images
from onewindow.engines.marks.images import render, svg

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">%s</svg>'


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)  # type: ignore[arg-type]
    return file.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose header promises more pixels than its data hold."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def animated() -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    return saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])


def bomb() -> bytes:
    """Twenty groups, each drawing the former ten times."""
    groups = [b'<g id="g0"><path d="M0 0h9v9z"/></g>']
    groups += [b'<g id="g%d">' % n + b'<use href="#g%d"/>' % (n - 1) * 10 + b"</g>" for n in range(1, 20)]
    return SVG % b"".join(groups)


DRAWN = saved(Image.linear_gradient("L"))
BAD = {
    "empty": (b"", "broken"),
    "white space": (b" \n", "broken"),
    "words": (b"not a picture at all", "broken"),
    "cut off": (DRAWN[: len(DRAWN) // 2], "broken"),
    "another format": (saved(Image.linear_gradient("L"), "BMP"), "broken"),
    "another XML": (b"<html><body/></html>", "broken"),
    "not well-formed": (b"<svg><path></svg>", "broken"),
    "entities": (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "broken"),
    "a circle": (SVG % b'<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "broken"),
    "many bytes": (b"\x89PNG" + b"\0" * render.MAX_BYTES, "too-large"),
    "a large SVG": (SVG % (b" " * render.MAX_SVG_BYTES), "too-large"),
    "many pixels": (png_of_size(9_000, 9_000), "too-large"),
    "a bomb of pixels": (png_of_size(60_000, 60_000), "too-large"),
    "many elements": (SVG % (b"<g/>" * (svg.MAX_ELEMENTS + 1)), "too-large"),
    "deep elements": (SVG % (b"<g>" * 5000 + b"</g>" * 5000), "too-large"),
    "a bomb of uses": (bomb(), "too-large"),
    "animated": (animated(), "animated"),
    "one colour": (saved(Image.new("RGB", (50, 50), "#c01818")), "blank"),
    "transparent": (saved(Image.new("RGBA", (50, 50))), "blank"),
    "an empty SVG": (SVG % b"", "blank"),
    "a script": (SVG % b"<script>alert(1)</script>", "unsafe"),
    "an event": (SVG % b'<path onclick="a()" d="M0 0h9v9z"/>', "unsafe"),
    "a picture inside": (SVG % b'<image href="data:image/png;base64,AAAA"/>', "unsafe"),
    "a reference outside": (SVG % b'<use xlink:href="https://example.org/a.svg#b"/>', "unsafe"),
    "a file": (SVG % b'<path fill="url(file:///etc/passwd)" d="M0 0h9v9z"/>', "unsafe"),
    "an import": (SVG % b'<style>@import "https://example.org/a.css";</style>', "unsafe"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_picture_is_refused(name: str) -> None:
    content, code = BAD[name]
    with pytest.raises(images.ImageError) as refused:
        render.draw(content)
    assert refused.value.code == code and str(refused.value)


def test_an_endless_strip_is_drawn_small() -> None:
    strip = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 100000"><path d="M0 0h1v50000H0z"/></svg>'
    assert max(render.draw(strip).ink.shape) == render.SIDE


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "I;16", "CMYK"])
def test_every_kind_of_pixel_is_read(mode: str) -> None:
    drawn = Image.new("L", (60, 60), 255)
    drawn.paste(0, (10, 20, 40, 40))
    if mode == "I;16":
        made = Image.new("I;16", (60, 60), 65535)
        made.paste(0, (10, 20, 40, 40))
    else:
        made = drawn.convert(mode)
    found = render.draw(saved(made, "JPEG" if mode == "CMYK" else "PNG"))
    assert 1.3 < found.ink.shape[1] / found.ink.shape[0] < 1.7


def test_a_bad_picture_leaves_the_index_as_it_was() -> None:
    good = SVG % b'<path d="M1 1h7v3H4v4H1z"/>'
    index = images.ImageIndex.build([("good", good)])
    with pytest.raises(images.ImageError):
        index.add("good", b"broken")
    assert [hit.id for hit in index.search(good)] == ["good"]
    with pytest.raises(images.ImageError, match="bad: "):
        images.ImageIndex.build([("good", good), ("bad", b"")])
    refused: dict[str, str] = {}
    kept = images.ImageIndex.build(
        [("good", good), ("bad", b"")], lambda name, error: refused.update({name: error.code})
    )
    assert len(kept) == 1 and refused == {"bad": "broken"}
