"""The picture somebody searches by, kept for some days so that the results have an address of their own.

It is what was typed into a field, no record: it is in no table and no ledger, and goes by itself. Its name is the hash
of its content, so only who has the picture, or the address of the results, can ask for it.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from onewindow.kernel import files
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.texts import Text

KEPT = timedelta(days=7)
"""Since it was last given."""
MOST_BYTES = 1 << 30
"""Of all such pictures together; beyond it the oldest go first."""
RATE = 120
"""Pictures one visitor may give or search by in a minute: one costs as much as ten searches by words."""
KEY = re.compile("[0-9a-f]{64}")
UNFIT = {
    "broken": Text("an SVG, PNG, JPEG or WebP picture that is whole", "完整的 SVG、PNG、JPEG 或 WebP 图片"),
    "too-large": Text("a picture of fewer bytes, pixels or elements", "字节、像素或元素更少的图片"),
    "animated": Text("a still picture, not an animated one", "静态图片，而非动图"),
    "blank": Text("a picture with a drawing on it, not one colour all over", "画有图形的图片，而非通篇一色"),
    "unsafe": Text(
        "an SVG without scripts, embedded pictures or outside references", "不含脚本、嵌入图片与外部引用的 SVG"
    ),
}
"""By the code of ``engines.marks.ImageError``."""
NONE = Problem("image", Text("a picture: PNG, JPEG, WebP or SVG", "一张图片：PNG、JPEG、WebP 或 SVG"))
GONE = Text(
    "This picture is no longer here: it is kept for {days} days. Choose it again.",
    "该图片已不在此处：仅保留 {days} 天。请重新选择图片。",
)


def check(content: bytes, name: str = "", field: str = "image") -> str:
    """The media type of a picture that can be shown safely and compared. Raises ``BadInput`` naming what is wrong."""
    try:
        return _checked(content, name)
    except BadInput as error:
        raise BadInput([replace(problem, field=field) for problem in error.problems], file=name) from error


def _checked(content: bytes, name: str) -> str:
    from onewindow.engines import marks

    if len(content) > files.PICTURE_BYTES:
        raise BadInput([Problem("image", Text("a picture of at most 5 MB", "不超过 5 MB 的图片"))], file=name)
    if not content.strip():
        raise BadInput([Problem("image", Text("a picture, not an empty file", "图片，而非空文件"))], file=name)
    kind = files.check_picture(content, name)
    try:
        marks.check_picture(content)
    except marks.ImageError as error:
        raise unfit(error, name) from error
    return kind


def unfit(error: Exception, name: str = "") -> BadInput:
    """What is wrong with a picture the engine cannot compare (``marks.ImageError``)."""
    return BadInput([Problem("image", UNFIT.get(getattr(error, "code", ""), UNFIT["broken"]))], file=name)


def keep(content: bytes, name: str, now: datetime) -> str:
    """Keep a picture for some days; the key it is asked for with. Raises ``BadInput`` for one that is unfit."""
    check(content, name)
    _sweep(now)
    key = hashlib.sha256(content).hexdigest()
    handle, temporary = tempfile.mkstemp(dir=_folder())
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).replace(_folder() / key)
    os.utime(_folder() / key, (now.timestamp(), now.timestamp()))
    return key


def content_of(key: str, now: datetime) -> bytes:
    """The picture of a key. Raises ``NotFound`` saying so when it is gone."""
    path = _folder() / key
    if KEY.fullmatch(key):
        try:
            if not _old(path, now):
                return path.read_bytes()
        except OSError:
            pass
    raise NotFound(GONE, days=KEPT.days)


def _sweep(now: datetime) -> None:
    """Take away what is too old, and the oldest where all together are too much."""
    found = []
    for path in _folder().iterdir():
        try:
            found.append((path.stat().st_mtime, path.stat().st_size, path))
        except OSError:
            continue  # another process was quicker
    total = sum(size for _, size, _ in found)
    for made, size, path in sorted(found):
        if total <= MOST_BYTES and now - datetime.fromtimestamp(made, UTC) <= KEPT:
            break
        path.unlink(missing_ok=True)
        total -= size


def _old(path: Path, now: datetime) -> bool:
    return now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > KEPT


def _folder() -> Path:
    folder = Path(settings.FILES_ROOT) / "asked"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
