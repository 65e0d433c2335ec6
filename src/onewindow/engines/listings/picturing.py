"""Pictures of listings compared with figurative marks, by the mark engine's likeness of pictures.

A listing's picture is looked at as a whole, and then what is printed on the goods in it (`surfaces`). Both thresholds
were picked on a sample of the pictures of benchmarks/listing_pictures.py and set on its tuning half: what is found on
goods must be more alike, since small plain drawings are like many marks.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.listings import context
from onewindow.engines.listings.surfaces import drawings
from onewindow.engines.listings.types import Finding, Listing, Protected
from onewindow.engines.marks.images.describe import Description, both_ways, describe
from onewindow.engines.marks.images.errors import ImageError
from onewindow.engines.marks.images.pictures import Pictures
from onewindow.engines.marks.images.render import flattened
from onewindow.engines.marks.images.search import Asked, ImageHit, search

LEAST, LEAST_PRINTED = 0.16, 0.44
"""Score of the mark engine (`images.scoring`) from which a picture, or a drawing on goods, is found for a mark."""
MOST = 5
"""Marks found for one picture."""
Refused = Callable[[str, ImageError], None]


class PictureHit(NamedTuple):
    """A mark that a picture is like: how much, the ways joined by ``+``, bits of context."""

    mark: Protected
    score: float
    ways: str
    context: int


@dataclass(frozen=True, eq=False)
class PictureScanner:
    """Figurative marks, described once. A scan changes nothing in it; processes may share it by pickling."""

    protected: tuple[Protected, ...]
    _pictures: Pictures

    @classmethod
    def build(cls, protected: Iterable[Protected], refused: Refused | None = None) -> PictureScanner:
        """Describe the marks that have a picture; the others are passed over. A mark whose picture cannot be read is
        handed to ``refused`` by its id; without it ``ImageError`` is raised."""
        marks: list[Protected] = []
        described: dict[str, Description] = {}
        for mark in protected:
            if mark.image is None:
                continue
            try:
                seen = mark.image if isinstance(mark.image, Description) else describe(mark.image)
            except ImageError as error:
                if refused is None:
                    raise ImageError(error.code, f"mark {mark.id}: {error}") from None
                refused(mark.id, error)
                continue
            described[str(len(marks))] = seen
            marks.append(mark)
        return cls(tuple(marks), Pictures.of(described))

    def scan(
        self, batch: Sequence[Listing], everything: bool = False, refused: Refused | None = None
    ) -> list[Finding]:  # fmt: skip
        """Findings in the pictures of listings, in the order of the batch, the likest mark first.

        An authorised seller's are left out unless ``everything`` is wanted. A picture that cannot be read is handed to
        ``refused`` by the listing's id; without it ``ImageError`` is raised.
        """
        found: list[Finding] = []
        for listing in batch:
            if listing.image is None:
                continue
            try:
                hits = self.find(listing.image, listing.category, listing.seller, everything)
            except ImageError as error:
                if refused is None:
                    raise ImageError(error.code, f"listing {listing.id}: {error}") from None
                refused(listing.id, error)
                continue
            found += [
                Finding(listing.id, hit.mark.id, 0, 0, hit.ways, hit.score, context.names(hit.context)) for hit in hits
            ]
        return found

    def find(
        self, image: bytes, category: str | None = None, seller: str | None = None, everything: bool = False
    ) -> list[PictureHit]:
        """The marks that a picture is like, the likest first, at most five. Raises ``ImageError``."""
        best: dict[str, ImageHit] = {}
        for asked, least in _looks(image):
            for hit in search([self._pictures], frozenset(), asked, MOST, None):
                if hit.score >= least and (hit.id not in best or hit.score > best[hit.id].score):
                    best[hit.id] = hit
        ranked = sorted(best.values(), key=lambda hit: (-hit.score, int(hit.id)))[:MOST]
        hits = [self._hit(hit, category, seller) for hit in ranked]
        return [hit for hit in hits if everything or not hit.context & context.AUTHORISED]

    def _hit(self, hit: ImageHit, category: str | None, seller: str | None) -> PictureHit:
        mark = self.protected[int(hit.id)]
        bits, score = 0, hit.score
        goods = context.class_mask(category) if category else 0
        own = sum(1 << (n - 1) for n in set(mark.classes))
        if goods and own and not goods & own:
            bits, score = bits | context.CLASS, score * context.IN_OTHER_CLASS
        if seller and context.seller_key(seller) in map(context.seller_key, mark.licensees):
            bits, score = bits | context.AUTHORISED, score * context.WHEN_AUTHORISED
        ways = dict.fromkeys(reason.rule for reason in hit.reasons)
        return PictureHit(mark, round(score, 4), "+".join(ways), bits)


def _looks(image: bytes) -> Iterator[tuple[Asked, float]]:
    """What of a picture is compared, and how alike it must be."""
    yield Asked(*both_ways(image)), LEAST
    for drawing in drawings(flattened(image)[1]):
        try:
            yield Asked(*both_ways(_png(drawing))), LEAST_PRINTED
        except ImageError:
            continue  # one colour after all


def _png(colours: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(colours).save(file, "PNG", compress_level=0)
    return file.getvalue()
