"""The picture of a mark: a stored file, or a sample logo drawn from its path."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from onewindow.desks.register.models import Right
from onewindow.kernel.errors import NotFound
from onewindow.kernel.files import StoredFile, path_of

if TYPE_CHECKING:
    from onewindow.desks.register.sample.reader import SampleLogo
    from onewindow.engines.marks.images import Description, ImageIndex

SAMPLE = "sample/"
DESCRIBED = Path(__file__).parent / "sample" / "described.npz"
"""What the engine found of the sample's logos, made by ``tools/describe_sample.py``: to find it takes a minute."""


def picture_of(right: Right) -> tuple[bytes, str]:
    """(bytes, media type) of a right's picture. Raises ``NotFound`` for a mark without one."""
    if right.image.startswith(SAMPLE):
        content = content_of(right.image)
        if content is None:
            raise NotFound()
        return content, "image/svg+xml"
    kept = StoredFile.objects.filter(pk=right.image).first() if right.image else None
    if kept is None:
        raise NotFound()
    return kept.path.read_bytes(), kept.kind


def content_of(image: str) -> bytes | None:
    """The bytes of a picture by what ``Right.image`` says of it; None where there is none."""
    if not image.startswith(SAMPLE):
        path = path_of(image) if image else None
        return path.read_bytes() if path and path.exists() else None
    drawn = _logos().get(image.removeprefix(SAMPLE))
    return drawn.svg() if drawn else None


def seen(image: str, known: Description | None = None) -> bytes | Description | None:
    """A mark's picture by ``Right.image`` as the engine takes it, described before where that is known."""
    if not image or known is not None:
        return known
    sample = described_sample() if image.startswith(SAMPLE) else None
    described = sample.described(image.removeprefix(SAMPLE)) if sample else None
    return described or content_of(image)


def comparable(image: str) -> bytes | None:
    """The bytes of a picture that the engine can compare; None where there is none, or none it can."""
    from onewindow.engines import marks

    content = content_of(image)
    try:
        if content is not None:
            marks.check_picture(content)
    except marks.ImageError:
        return None
    return content


@cache
def described_sample() -> ImageIndex | None:
    """The sample's logos as the engine describes them, by key; None where another version described them."""
    from onewindow.engines import marks
    from onewindow.engines.marks.images import ImageIndex

    try:
        return ImageIndex.unpacked(DESCRIBED)
    except marks.IndexFileError:
        return None


@cache
def _logos() -> dict[str, SampleLogo]:
    from onewindow.desks.register.sample import reader

    return {logo.key: logo for logo in reader.iter_logos()}
