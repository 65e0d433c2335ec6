"""Trademark similarity: an index of marks, its search by words and by picture, and the reasons for what it finds.

index = Index.build([Mark("1", "康师傅", (30,), image=svg_bytes)])
for hit in index.search(Query("KANSFU", (30,), image=png_bytes)):
    print(hit.id, hit.score, [explain(reason, "en") for reason in hit.reasons])
"""

from onewindow.engines.marks.explain import Rule, citation, explain, rules
from onewindow.engines.marks.images.errors import ImageError
from onewindow.engines.marks.images.render import check_picture
from onewindow.engines.marks.index import Index, check_query
from onewindow.engines.marks.scoring import by_relation
from onewindow.engines.marks.search import Keep
from onewindow.engines.marks.types import (
    LONGEST_QUERY,
    Hit,
    IndexFileError,
    Mark,
    MarkError,
    Query,
    QueryError,
    Reason,
)

__all__ = [
    "LONGEST_QUERY",
    "Hit",
    "ImageError",
    "Index",
    "IndexFileError",
    "Keep",
    "Mark",
    "MarkError",
    "Query",
    "QueryError",
    "Reason",
    "Rule",
    "by_relation",
    "check_picture",
    "check_query",
    "citation",
    "explain",
    "rules",
]
