"""The examination's part of the case page: forms of steps, search report, decisions, oppositions, route."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from onewindow.desks.examination import reports
from onewindow.desks.examination.assigning import WAITING
from onewindow.desks.examination.flow import PROCEDURE
from onewindow.desks.examination.models import ROUTE_LABELS, Application, Citation, Preference, Route, SearchReport
from onewindow.desks.examination.policy import APPLICANTS, EXAMINERS, OFFICE
from onewindow.desks.examination.routes import UNDECIDED
from onewindow.desks.register import hits
from onewindow.desks.register.search_pages import shown
from onewindow.kernel import flow
from onewindow.kernel.access import Actor
from onewindow.kernel.language import current_language
from onewindow.kernel.wording import moment
from onewindow.law import nice, refusals
from onewindow.texts import Text

DECISIONS = ("accept", "refuse", "refuse_in_part")
NO_OUTCOME = Text("one of the three decisions", "三种决定之一")
NOT_NOW = Text("The file does not wait for the office.", "该案目前不在审查机关办理。")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "ask_correction": ("reason",), "turn_away": ("reason",), "correct": ("goods", "reason"), "ask_review": ("reason",),
    "reverse": ("reason",), "uphold": ("reason",), "uphold_in_part": ("classes", "reason"),
    "reject_opposition": ("reason",), "uphold_opposition": ("reason",),
}  # fmt: skip
"""What the form of a step asks for."""
ONLY_WHEN_DUE = ("let_stand", "publish_rest", "register", "renew", "expire")
"""Steps that time alone opens: shown when they can be taken."""
UNVERIFIED = Text("{article} (not verified)", "{article}（未经核实）")
PREFERENCES = {
    Preference.ASKED: Text("Preferential examination is asked for", "已请求优先审查"),
    Preference.GRANTED: Text("Preferential examination was granted", "已同意优先审查"),
    Preference.DECLINED: Text("Preferential examination was declined", "未同意优先审查"),
}


def wants_taking(application: Application, actor: Actor) -> bool:
    """Whether the actor could work on the file but does not have it."""
    waits = application.case.state in WAITING
    return waits and actor.has(*EXAMINERS) and application.examiner_id != actor.id


def simple_steps(
    application: Application, steps: Iterable[flow.Transition], actor: Actor, now: datetime
) -> list[dict[str, Any]]:
    """The steps with a form of their own, but for the decision: those only that can be taken as things stand."""
    mine = actor.id is not None and application.examiner_id == actor.id
    found = []
    for step in steps:
        if step.name in (*DECISIONS, "file") or (step.roles == EXAMINERS and not mine):
            continue
        if step.name in ONLY_WHEN_DUE and step.guard and step.guard(flow.Firing(application.case, actor, now, {})):
            continue
        found.append({"step": step, "fields": FIELDS.get(step.name, ())})
    return found


def decision_form(
    application: Application, steps: Iterable[flow.Transition], actor: Actor, given: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The form of the decision for the examiner who has the file, when the search report is there."""
    open_ = [step for step in steps if step.name in DECISIONS]
    report_ = reports.latest(application.pk)
    if not open_ or application.examiner_id is None or application.examiner_id != actor.id or report_ is None:
        return None
    language = current_language()
    chosen = given.getlist if hasattr(given, "getlist") else lambda name: []
    return {
        "outcomes": [{"value": step.name, "label": step.label.say(language)} for step in open_],
        "outcome": given.get("outcome", ""),
        "citations": _citable(report_),
        "cited": chosen("citations"),
        "grounds": [
            {"value": g.code, "label": g.meaning.say(language), "hint": _article(g)}
            for g in refusals.grounds().values()
            if g.absolute
        ],
        "named": chosen("grounds"),
        "classes": class_options(application),
        "refused": chosen("classes"),
        "reason": given.get("reason", ""),
    }


def class_options(application: Application) -> list[dict[str, Any]]:
    """The classes applied for, to choose from."""
    language = current_language()
    return [{"value": n, "label": f"{n} {nice.heading(n, language)}"} for n in application.classes]


def ground_options() -> list[dict[str, str]]:
    """The grounds an opposition can rest on."""
    language = current_language()
    return [
        {"value": g.code, "label": g.meaning.say(language), "hint": _article(g)}
        for g in sorted(refusals.grounds().values(), key=lambda g: g.absolute)
    ]


def report(application: Application) -> dict[str, Any] | None:
    """The search report as the page shows it: the earlier marks, when they were searched, and the job making one."""
    job = reports.job_of(application.pk)
    kept = reports.latest(application.pk)
    if kept is None and job is None:
        return None
    found: list[dict[str, Any]] = []
    if kept is not None:
        answer, marks_found = reports.found_in(kept)
        found = [shown(one, answer) for one in marks_found]
    return {
        "made": moment(kept.made_at) if kept else "",
        "hits": found[:10],
        "more": found[10:],
        "count": len(found),
        "words": bool(kept and any(c.isalnum() for c in kept.text)),
        "seq": kept.register_seq if kept else 0,
        "job": job if job is not None and (job.is_open or kept is None) else None,
        "anew": application.case.state in WAITING,
    }


def decisions(application: Application) -> list[dict[str, Any]]:
    """What was decided, newest first, with what it cites."""
    language = current_language()
    kept = application.case.decisions.prefetch_related("citations__right").order_by("-pk")
    return [
        {
            "what": PROCEDURE.transition(decision.outcome).done.say(language),
            "when": moment(decision.at),
            "refused": hits.class_words(decision.refused),
            "reason": decision.reason,
            "citations": [_cited(citation) for citation in decision.citations.all()],
        }
        for decision in kept
    ]


def oppositions(application: Application) -> list[dict[str, Any]]:
    """Who opposes, on what ground, with what outcome."""
    return [
        {
            "who": one.opponent_name,
            "when": moment(one.at),
            "ground": refusals.grounds()[one.ground].meaning.say(current_language()),
            "article": _article(refusals.grounds()[one.ground]),
            "earlier": {"text": one.earlier.title or "▣", "href": reverse("right", args=[one.earlier.pk])}
            if one.earlier
            else None,
            "reason": one.reason,
            "outcome": PROCEDURE.transition(one.outcome).done.say(current_language()) if one.outcome else "",
        }
        for one in application.case.oppositions.select_related("earlier").order_by("pk")
    ]


def route(application: Application) -> str:
    """The route in words; a batch or a sitting by its name."""
    said = ROUTE_LABELS[Route(application.route)].say(current_language())
    if application.batch is not None:
        said += f" · {application.batch.title}"
    if application.sitting is not None:
        said += f" · {application.sitting.place} {application.sitting.day.isoformat()}"
    return said


def preference(application: Application, actor: Actor) -> dict[str, Any]:
    """The request to be examined first: its state, and what the actor can do about it."""
    state, open_ = Preference(application.preference), application.case.state in UNDECIDED
    own = actor.id == application.case.opened_by or (
        actor.party_id is not None and actor.party_id == application.case.party_id
    )
    asked = state is Preference.ASKED
    return {
        "words": PREFERENCES[state].say(current_language()) if state in PREFERENCES else "",
        "ground": application.preference_ground,
        "can_ask": open_ and own and actor.has(*APPLICANTS) and state is Preference.NONE,
        "can_answer": open_ and asked and actor.has(*OFFICE),
    }


def _citable(report_: SearchReport) -> list[dict[str, str]]:
    from onewindow.engines import marks

    language = current_language()
    return [
        {
            "value": f"{found.right.pk}:{reason.rule}",
            "label": f"{found.right.title or '▣'} ({found.right.reference})",
            "hint": f"{marks.explain(reason, language)} · {marks.citation(reason, language)}",
        }
        for found in reports.found_in(report_)[1][:10]
        for reason in found.hit.reasons
    ]


def _cited(citation: Citation) -> dict[str, str]:
    language = current_language()
    if citation.right is not None:
        from onewindow.engines import marks

        rule = marks.rules()[citation.rule]
        right = citation.right
        return {
            "text": f"{right.title or '▣'} ({right.reference})",
            "href": reverse("right", args=[right.pk]),
            "rule": rule.citation_en if language == "en" else rule.citation,
        }
    ground = refusals.grounds()[citation.ground]
    return {"text": ground.meaning.say(language), "href": "", "rule": _article(ground)}


def _article(ground: refusals.Ground) -> str:
    language = current_language()
    article = ground.article.say(language)
    return article if ground.verified else UNVERIFIED.say(language, article=article)
