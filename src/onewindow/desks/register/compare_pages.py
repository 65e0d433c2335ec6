"""The page that sets two marks side by side."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onewindow.desks.register import asked_picture, hits, search_form, selectors
from onewindow.desks.register.comparing import Comparison, Side, compare
from onewindow.desks.register.models import Right
from onewindow.desks.register.picture import comparable
from onewindow.kernel import clock, files
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.law import nice
from onewindow.texts import Text

CLASSES = Text("Nice classes such as 9; 25", "尼斯类别，如 9; 25")
SIDES = ("a", "b")
FIELDS = tuple(f"{side}{part}" for side in SIDES for part in ("", "_classes", "_picture", "_right"))


@require_safe
def compare_page(request: HttpRequest) -> HttpResponse:
    """Both marks, what is alike in each view with the elements marked, their classes, and a verdict in words."""
    given = {name: request.GET.get(name, "").replace("\0", "") for name in FIELDS}
    problems: list[str] = []
    found: Comparison | None = None
    rights: dict[str, Right] = {}
    if any(given.values()):
        try:
            rights = {side: _right(request, given[f"{side}_right"]) for side in SIDES if given[f"{side}_right"]}
            sides = {side: _side(given, side, rights.get(side)) for side in SIDES}
            search_form.count(request, picture=any(side.picture for side in sides.values()))
            found = compare(sides["a"], sides["b"])
        except BadInput as error:
            problems, wrong = [_told(p) for p in error.problems], error.problems[0].field
            return _page(request, given, rights, None, [{"text": text, "href": f"#f-{wrong}"} for text in problems])
        except NotFound as error:
            return _page(request, given, rights, None, [{"text": error.say()}])
    return _page(request, given, rights, found, [])


@require_POST
def compare_pictures(request: HttpRequest) -> HttpResponse:
    """Take the fields of the form and its pictures, and go to the comparison under their address."""
    given = {name: request.POST.get(name, "").replace("\0", "") for name in FIELDS}
    try:
        for side in SIDES:
            if request.POST.get(f"{side}_no_picture"):
                given[f"{side}_picture"] = given[f"{side}_right"] = ""
            if file := request.FILES.get(f"{side}_image"):
                search_form.count(request, picture=True)
                content = file.read(files.PICTURE_BYTES + 1)
                asked_picture.check(content, file.name or "", f"{side}_image")
                given[f"{side}_picture"], given[f"{side}_right"] = asked_picture.keep(content, "", clock.now()), ""
    except BadInput as error:
        told = [{"text": _told(p), "href": f"#f-{p.field}"} for p in error.problems]
        return _page(request, given, {}, None, told)
    return redirect(f"{reverse('compare')}?{urlencode({name: value for name, value in given.items() if value})}")


def _page(
    request: HttpRequest, given: dict[str, str], rights: dict[str, Right], found: Comparison | None,
    errors: list[dict[str, str]],
) -> HttpResponse:  # fmt: skip
    shown = {}
    for side in SIDES:
        right = rights.get(side)
        image = ""
        if right is not None:
            given[side] = given[side] or right.title
            given[f"{side}_classes"] = given[f"{side}_classes"] or "; ".join(map(str, right.classes))
            image = reverse("right-picture", args=[right.pk]) if right.image else ""
        elif found and given[f"{side}_picture"]:
            image = reverse("asked-picture", args=[given[f"{side}_picture"]])
        shown[side] = {"text": given[side], "lang": hits.tongue(given[side]), "image": image}
    context = {"given": given, "errors": errors, "shown": shown, "found": _shown(found) if found else None}
    return render(request, "register/compare.html", context, status=422 if errors else 200)


def _told(problem: Problem) -> str:
    labels = {
        "a": _("First mark"), "b": _("Second mark"), "a_classes": _("Its classes"), "b_classes": _("Its classes"),
        "a_image": _("Its picture"), "b_image": _("Its picture"),
    }  # fmt: skip
    return problem.say(label=labels.get(problem.field, ""))


def _right(request: HttpRequest, key: str) -> Right:
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise NotFound()
    return selectors.right(actor_of(request), int(key))


def _side(given: dict[str, str], side: str, right: Right | None) -> Side:
    text, key = given[side], given[f"{side}_picture"]
    classes = _classes(given[f"{side}_classes"], f"{side}_classes")
    if right is not None:
        return Side(side, text or right.title, classes or right.classes, comparable(right.image))
    return Side(side, text, classes, asked_picture.content_of(key, clock.now()) if key else None)


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
        "shared": hits.class_words(found.shared_classes),
        "classes_known": bool(found.first.classes and found.second.classes),
        "of_pictures": any(reason.view == "image" for reason in found.reasons),
        "reasons": [
            {
                "label": hits.view_of(r),
                "of_pictures": r.view == "image",
                "first": [r.query_span], "second": [r.mark_span], "strength": r.strength,
                "sentence": marks.explain(r, language), "citation": marks.citation(r, language),
            }
            for r in found.reasons
        ],
    }  # fmt: skip
