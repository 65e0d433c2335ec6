"""The page that sets two marks side by side."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onewindow.desks.register import hits
from onewindow.desks.register.comparing import Comparison, compare
from onewindow.kernel import clock, rate
from onewindow.kernel.errors import BadInput, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.law import nice
from onewindow.texts import Text

CLASSES = Text("Nice classes such as 9; 25", "尼斯类别，如 9; 25")


@require_safe
def compare_page(request: HttpRequest) -> HttpResponse:
    """Both marks, what is alike in each view with the elements marked, their classes, and a verdict in words."""
    given = {name: request.GET.get(name, "").replace("\0", "") for name in ("a", "b", "a_classes", "b_classes")}
    problems: list[Problem] = []
    found: Comparison | None = None
    if given["a"] or given["b"]:
        try:
            visitor = actor_of(request).id or request.META.get("REMOTE_ADDR", "")
            rate.take(f"search:{visitor}", settings.SEARCH_RATE, clock.now())
            classes = {name: _classes(given[name], name) for name in ("a_classes", "b_classes")}
            found = compare(given["a"], classes["a_classes"], given["b"], classes["b_classes"])
        except BadInput as error:
            problems = list(error.problems)
    labels = {"a": _("First mark"), "b": _("Second mark"), "a_classes": _("Its classes"), "b_classes": _("Its classes")}
    context = {
        "given": given,
        "errors": [{"text": p.say(label=labels.get(p.field, "")), "href": f"#f-{p.field}"} for p in problems],
        "found": _shown(found) if found else None,
    }
    return render(request, "register/compare.html", context, status=422 if problems else 200)


def _classes(words: str, field: str) -> tuple[int, ...]:
    try:
        return nice.parse_classes(words) if words.strip() else ()
    except ValueError:
        raise BadInput([Problem(field, CLASSES, got=words[:40])]) from None


def _shown(found: Comparison) -> dict[str, Any]:
    from onewindow.engines import marks

    language = current_language()
    return {
        "verdict": found.verdict.say(language),
        "score": found.score,
        "first": {"text": found.first, "lang": hits.tongue(found.first)},
        "second": {"text": found.second, "lang": hits.tongue(found.second)},
        "shared": hits.class_words(found.shared_classes),
        "reasons": [
            {
                "label": hits.VIEWS[r.view].say(language) if r.view in hits.VIEWS else r.view,
                "kind": "containment" if r.view == "element" else r.view,
                "first": [r.query_span], "second": [r.mark_span], "strength": r.strength,
                "sentence": marks.explain(r, language), "citation": marks.citation(r, language),
            }
            for r in found.reasons
        ],
    }  # fmt: skip
