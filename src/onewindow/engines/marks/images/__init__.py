"""Likeness of figurative marks: an index of pictures, its search by picture, and the reasons for what it finds.

index = ImageIndex.build([("1", svg_bytes)])
for hit in index.search(png_bytes):
    print(hit.id, hit.score, [explain(reason, "en") for reason in hit.reasons])
"""

from onewindow.engines.marks.images.describe import Description
from onewindow.engines.marks.images.errors import ImageError
from onewindow.engines.marks.images.explain import ImageReason, citation, explain, rules
from onewindow.engines.marks.images.index import ImageIndex
from onewindow.engines.marks.images.lettering import LetteringError, text_in
from onewindow.engines.marks.images.render import small_png
from onewindow.engines.marks.images.search import ImageHit

__all__ = [
    "Description",
    "ImageError",
    "ImageHit",
    "ImageIndex",
    "ImageReason",
    "LetteringError",
    "citation",
    "explain",
    "rules",
    "small_png",
    "text_in",
]
