"""The picture of a mark: a stored file, or a sample logo drawn from its path."""

from __future__ import annotations

from functools import cache

from onewindow.desks.register.models import Right
from onewindow.kernel.errors import NotFound
from onewindow.kernel.files import StoredFile

SAMPLE = "sample/"


def picture_of(right: Right) -> tuple[bytes, str]:
    """(bytes, media type) of a right's picture. Raises ``NotFound`` for a mark without one."""
    if right.image.startswith(SAMPLE):
        drawn = _logos().get(right.image.removeprefix(SAMPLE))
        if drawn is None:
            raise NotFound()
        path, colour = drawn
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#{colour}"><path d="{path}"/></svg>'
        return svg.encode(), "image/svg+xml"
    kept = StoredFile.objects.filter(pk=right.image).first() if right.image else None
    if kept is None:
        raise NotFound()
    return kept.path.read_bytes(), kept.kind


@cache
def _logos() -> dict[str, tuple[str, str]]:
    from onewindow.desks.register.sample import reader

    return {logo.key: (logo.path, logo.hex) for logo in reader.iter_logos()}
