"""Pictures: what can be shown safely is kept once, what could hurt is refused with the reason."""

import io
import struct
import zlib
from collections.abc import Callable
from datetime import datetime

import pytest
from PIL import Image

from onewindow.kernel import files, ledger
from onewindow.kernel.access import house
from onewindow.kernel.errors import BadInput

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{}</svg>'


def picture(kind: str, size: tuple[int, int] = (40, 30), frames: int = 1) -> bytes:
    out = io.BytesIO()
    pictures = [Image.new("RGB", size, (n * 40, 90, 20)) for n in range(frames)]
    more = {"save_all": True, "append_images": pictures[1:]} if frames > 1 else {}
    pictures[0].save(out, kind, **more)
    return out.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of few bytes that unpacks to ``width`` x ``height`` zeros: the way a bomb is made."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packed = zlib.compressobj(9)
    row = bytes(1 + width // 8)
    data = b"".join(packed.compress(row) for _ in range(height)) + packed.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def refused(content: bytes) -> str:
    with pytest.raises(BadInput) as error:
        files.check_picture(content, "mark")
    (problem,) = error.value.problems
    assert problem.field == "image"
    return problem.expected.en


@pytest.mark.parametrize(("kind", "media"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_still_pictures_are_taken(kind: str, media: str) -> None:
    assert files.check_picture(picture(kind), "mark") == media


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0h24v24z" fill="#c00"/>',
        '<defs><linearGradient id="g"/></defs><rect fill="url(#g)" width="9" height="9"/>',
        "<text>酷奇</text>",
    ],
)
def test_plain_svg_is_taken(inside: str) -> None:
    assert files.check_picture(SVG.format(inside).encode(), "mark.svg") == "image/svg+xml"
    for start in (
        b'<?xml version="1.0" encoding="UTF-8"?>\n',
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf<?xml version='1.0' standalone='no'?>",
    ):
        assert files.check_picture(start + SVG.format(inside).encode(), "mark.svg") == "image/svg+xml"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    small = png_that_says(30_000, 8_000)
    assert len(small) < 100_000
    assert "pixels" in refused(small) or "PNG, JPEG" in refused(small)
    assert "25 million pixels" in refused(png_that_says(5_200, 5_000))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_animations_are_refused(kind: str) -> None:
    assert refused(picture(kind, frames=3))


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_kinds_of_picture_are_refused(kind: str) -> None:
    assert refused(picture(kind)) == "a PNG, JPEG, WebP or SVG picture"


@pytest.mark.parametrize(
    "content", [b"", b"   ", b"hello", b"%PDF-1.7", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert refused(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_broken_off_is_refused_unless_all_of_it_can_be_seen(kind: str) -> None:
    whole = picture(kind, (60, 60))
    for end in range(0, len(whole), max(1, len(whole) // 60)):
        try:
            files.check_picture(whole[:end], "mark")
        except BadInput:
            continue
        with Image.open(io.BytesIO(whole[:end])) as cut, Image.open(io.BytesIO(whole)) as full:
            assert cut.tobytes() == full.tobytes()


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path d="M0 0" onload="alert(1)"/>',
        '<path d="M0 0" ONCLICK="alert(1)"/>',
        '<a href="https://example.org"><path d="M0 0"/></a>',
        '<image href="https://example.org/x.png"/>',
        '<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file:///etc/passwd"/>',
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
        '<rect fill="url(https://example.org/x)"/>',
        "<rect style=\"fill: url( 'https://example.org/x' )\"/>",
        "<style>@import 'https://example.org/x.css';</style>",
        '<g id="a"><path d="M0 0"/></g><use href="#a"/>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        r"<style>@\69mport 'https://example.org/x.css';</style>",
        '<set attributeName="onload" to="alert(1)"/>',
        '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
    ],
)
def test_svg_that_acts_or_reaches_out_is_refused(inside: str) -> None:
    assert refused(SVG.format(inside).encode())


def test_svg_with_a_stylesheet_instruction_is_refused() -> None:
    assert refused(b'<?xml-stylesheet href="https://example.org/x.css"?>' + SVG.format("").encode())


def test_svg_with_entities_is_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE svg [<!ENTITY l0 "ha">{laughs}]>' + SVG.format("<text>&l9;</text>")
    outside = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG.format("<text>&x;</text>")
    for content in (bomb, outside):
        assert "DTD" in refused(content.encode())


def test_svg_with_too_many_or_too_deep_elements_is_refused() -> None:
    assert "20,000 elements" in refused(SVG.format("<g/>" * 1_000_000).encode())
    assert "deep" in refused(SVG.format("<g>" * 5000 + "</g>" * 5000).encode())


@pytest.mark.parametrize(
    "content",
    [
        b"<svg",
        b'<?xml version="1.0" encoding="cp037"?><svg/>',
        b"<html></html>",
        b"<svg></html>",
        b"<?xml version='1.0' encoding='utf-16'?><svg/>",
        b"<?xml version='1.0' encoding='nonsense'?><svg/>",
        b"<svg>\xff</svg>",
        b"<svg>&nope;</svg>",
    ],
)
def test_what_is_no_svg_is_refused(content: bytes) -> None:
    assert refused(content)


@pytest.mark.django_db
def test_the_same_content_is_kept_once(now: datetime) -> None:
    content = picture("PNG")
    first = files.keep_picture(house("tests"), now, io.BytesIO(content), "a.png")
    again = files.keep_picture(house("tests"), now, io.BytesIO(content), "b.png")
    assert (first.pk, first.name, first.kind, first.size) == (again.pk, "a.png", "image/png", len(content))
    assert first.path.read_bytes() == content
    assert files.StoredFile.objects.count() == ledger.Entry.objects.filter(action="file.kept").count() == 1


@pytest.mark.django_db
def test_too_many_bytes_are_refused_and_leave_nothing(now: datetime, settings: object) -> None:
    with pytest.raises(BadInput):
        files.keep(house("tests"), now, io.BytesIO(b"x" * 1001), "x", "marks", 1000)
    with pytest.raises(BadInput, match="5 MB"):
        files.keep_picture(house("tests"), now, io.BytesIO(b"x" * (files.PICTURE_BYTES + 1)), "x")
    assert not files.StoredFile.objects.exists()
    assert not [path for path in settings.FILES_ROOT.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_stream_that_breaks_leaves_nothing(now: datetime, settings: object) -> None:
    class Breaking(io.BytesIO):
        read: Callable[..., bytes] = lambda self, size=-1: 1 / 0

    with pytest.raises(ZeroDivisionError):
        files.keep(house("tests"), now, Breaking(), "x", "marks", 1000)
    assert not list(settings.FILES_ROOT.iterdir())
