"""The search report as a document."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onewindow.desks.register.hits import class_words
from onewindow.desks.register.searching import SearchAnswer
from onewindow.kernel.documents import typeset
from onewindow.kernel.language import current_language
from onewindow.kernel.wording import moment, points

TEMPLATE = Path(__file__).parent / "templates" / "register" / "search_report.typ"


def search_report(answer: SearchAnswer, shown: list[dict[str, Any]], now: datetime) -> bytes:
    """The PDF of an answer. Raises ``Unavailable`` where no Chinese font is installed."""
    from onewindow.engines.marks.images import small_png

    words = {
        "title": _("Search report"),
        "mark": answer.request.text,
        "picture": list(small_png(answer.request.picture)) if answer.request.picture else [],
        "pictured": _("Picture"),
        "classes": class_words(answer.classes) or _("all classes"),
        "asked": _("Mark"),
        "goods": _("Goods and services"),
        "made": _("Made %(moment)s") % {"moment": moment(now)},
        "found": ngettext("%(num)s earlier mark", "%(num)s earlier marks, most alike first", len(shown))
        % {"num": len(shown)},
        "none": _("No earlier mark was found that is alike."),
        "sample": _("Marks labelled sample are not from an official register; their numbers, owners and dates are "
                    "synthetic."),
        "language": current_language(),
    }  # fmt: skip
    rows = [
        {
            "text": hit["text"], "score": points(hit["score"]), "status": hit["status"]["label"],
            "owner": hit["owner"], "facts": " · ".join(hit["facts"]), "overlap": hit["overlap"],
            "reasons": [_("%(label)s: %(sentence)s. %(citation)s") % reason for reason in hit["reasons"]],
        }
        for hit in shown
    ]  # fmt: skip
    return typeset(TEMPLATE, {"words": words, "hits": rows}, now)
