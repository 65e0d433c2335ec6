"""Files as given, kept under the hash of their content, checked before they are kept.

A picture is decoded once to be sure that it is one, within limits on pixels (a few kilobytes can unpack to
gigabytes) and, for SVG, on size, nesting and what it may refer to. Source: OWASP File Upload Cheat Sheet.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.http import HttpResponse

from onewindow.kernel import ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, Problem
from onewindow.texts import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

PICTURE_BYTES = 5 * 1024 * 1024
PICTURE_PIXELS = 25_000_000
SVG_ELEMENTS = 20_000
SVG_DEPTH = 100
SVG_START = re.compile(
    rb"""(\xef\xbb\xbf)?\s*<\?xml\s+version=["']1\.[01]["'](\s+encoding=["'](utf-8|us-ascii)["'])?"""
    rb"""(\s+standalone=["'](yes|no)["'])?\s*\?>""",
    re.IGNORECASE,
)
PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}

ledger.declare("file.kept", Text("File kept", "文件存档"))


class StoredFile(models.Model):
    """A file by its content; the same content is kept once."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=60)
    size = models.BigIntegerField()
    name = models.CharField(max_length=200)
    kept_by = models.BigIntegerField(null=True)
    kept_at = models.DateTimeField()

    @property
    def path(self) -> Path:
        """Where its bytes lie."""
        return path_of(self.sha256)


def path_of(sha256: str) -> Path:
    """Where the bytes of a content hash lie."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256


def keep(actor: Actor, now: datetime, source: IO[bytes], name: str, kind: str, limit: int) -> StoredFile:
    """Keep a stream of bytes, whole and synced before its row is committed. Raises ``BadInput`` if too large."""
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(dir=root)
    try:
        with os.fdopen(handle, "wb") as out:
            while block := source.read(1 << 20):
                size += len(block)
                if size > limit:
                    expected = Text("a file of at most {limit} bytes", "不超过 {limit} 字节的文件").fill(limit=limit)
                    raise BadInput([Problem("file", expected)], file=name)
                digest.update(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        sha256 = digest.hexdigest()
        final = path_of(sha256)
        final.parent.mkdir(exist_ok=True)
        Path(temporary).replace(final)
        _sync_folder(final.parent)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    with transaction.atomic():
        kept, fresh = StoredFile.objects.get_or_create(
            sha256=sha256,
            defaults={"kind": kind, "size": size, "name": name[:200], "kept_by": actor.id, "kept_at": now},
        )
        if fresh:
            data: ledger.Data = {"kind": kind, "size": size}
            ledger.append(actor, "file.kept", f"file/{sha256}", now, data=data)
    return kept


def _sync_folder(folder: Path) -> None:
    """The new name survives a power cut, not only the content."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep_picture(actor: Actor, now: datetime, source: IO[bytes], name: str) -> StoredFile:
    """Keep a picture after it was checked: PNG, JPEG, WebP or SVG. Raises ``BadInput`` saying what was expected."""
    content = source.read(PICTURE_BYTES + 1)
    if len(content) > PICTURE_BYTES:
        raise BadInput([Problem("image", Text("a picture of at most 5 MB", "不超过 5 MB 的图片"))], file=name)
    kind = check_picture(content, name)
    return keep(actor, now, io.BytesIO(content), name, kind, PICTURE_BYTES)


def as_picture(content: bytes, kind: str) -> HttpResponse:
    """A picture as an answer: shown as a picture, never as a page, whatever it holds."""
    response = HttpResponse(content, content_type=kind)
    policy = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "sandbox": [""]}
    response._csp_config = policy  # type: ignore[attr-defined]
    return response


def check_picture(content: bytes, name: str) -> str:
    """The media type of a picture that can be shown safely. Raises ``BadInput``."""
    try:
        if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
            _check_svg(content)
            return "image/svg+xml"
        return _check_raster(content)
    except _Unfit as unfit:
        raise BadInput([Problem("image", unfit.expected)], file=name) from None


class _Unfit(Exception):
    def __init__(self, en: str, zh: str) -> None:
        self.expected = Text(en, zh)


OUTSIDE = _Unfit(
    "an SVG without scripts, events, foreign content or outside references", "不含脚本、事件、外来内容与外部引用的 SVG"
)
_QUOTES = str.maketrans("", "", " \t\r\n'\"")


def _check_raster(content: bytes) -> str:
    import warnings

    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(PICTURES)) as picture:
                kind = PICTURES[picture.format or ""]
                if picture.width * picture.height > PICTURE_PIXELS:
                    raise _Unfit("a picture of at most 25 million pixels", "不超过 2500 万像素的图片")
                if getattr(picture, "n_frames", 1) > 1:
                    raise _Unfit("a still picture, not an animated one", "静态图片，而非动图")
                picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _Unfit("a PNG, JPEG, WebP or SVG picture", "PNG、JPEG、WebP 或 SVG 图片") from None
    except (OSError, ValueError, SyntaxError):
        raise _Unfit("a picture that is whole, not broken off", "完整无损的图片") from None
    return kind


def _check_svg(content: bytes) -> None:
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    declared = SVG_START.match(content)
    if b"<?" in content[declared.end() if declared else 0 :]:
        # What is left are an encoding in which the rest could hide, and instructions, which fetch style sheets.
        raise _Unfit("an SVG in UTF-8 without processing instructions", "UTF-8 编码且不含处理指令的 SVG")
    try:
        elements = depth = 0
        for event, element in ElementTree.iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if depth > SVG_DEPTH:
                raise _Unfit("an SVG nested at most 100 deep", "嵌套不超过 100 层的 SVG")
            if event == "start":
                elements += 1
                if elements > SVG_ELEMENTS:
                    raise _Unfit("an SVG of at most 20,000 elements", "不超过 20000 个元素的 SVG")
                if elements == 1 and _local(element.tag) != "svg":
                    raise _Unfit("a PNG, JPEG, WebP or SVG picture", "PNG、JPEG、WebP 或 SVG 图片")
                _check_element(element)
            elif _local(element.tag) == "style" and _reaches_outside("".join(element.itertext())):
                raise OUTSIDE
    except (DefusedXmlException, ElementTree.ParseError):
        raise _Unfit("an SVG that is well-formed, without DTD or entities", "格式完好、不含 DTD 与实体的 SVG") from None


def _check_element(element: Element) -> None:
    if _local(element.tag) in ("script", "foreignobject", "image", "iframe", "animate", "set", "a", "use"):
        # <use> is how a small file draws a billion shapes; <image> reaches outside.
        raise OUTSIDE
    for name, value in element.attrib.items():
        local = _local(name)
        if local.startswith("on") or (local == "href" and not value.startswith("#")):
            raise OUTSIDE
        if _reaches_outside(value):
            raise OUTSIDE


def _reaches_outside(style: str) -> bool:
    plain = style.lower().translate(_QUOTES)
    return "@import" in plain or "\\" in plain or plain.count("url(") != plain.count("url(#")


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1].lower()
