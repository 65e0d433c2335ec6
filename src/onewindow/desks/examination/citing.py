"""What a refusal cites: earlier rights, each under a rule that the comparison shows, and grounds of the law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onewindow.desks.examination import given, reports
from onewindow.desks.examination.models import Application
from onewindow.desks.register.comparing import Side, compare
from onewindow.desks.register.models import ALIVE, Right
from onewindow.desks.register.picture import comparable
from onewindow.kernel.errors import BadInput, Problem
from onewindow.law import refusals
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.engines import marks
    from onewindow.kernel.flow import Firing

NOTHING = Text(
    "at least one earlier right with its rule, or a ground of the law", "至少一项在先权利及其规则，或一项法定理由"
)
NOT_EARLIER = Text("a right of somebody else that is in force and was filed earlier", "他人申请在先且有效的权利")
NOT_SHOWN = Text("a rule under which the search shows this right", "查询结果中该权利所依据的规则")
NO_GROUND = Text("an absolute ground of the table", "理由表中的绝对理由")


def problems(firing: Firing) -> list[Problem]:
    """What is wrong with the citations of a refusal."""
    cited, grounds = given.citations(firing), given.grounds(firing)
    if not cited and not grounds:
        return [Problem("citations", NOTHING)]
    application: Application = firing.case.application
    own = given.right_of(application)
    rights = Right.objects.in_bulk([right_id for right_id, _rule in cited])
    found = []
    for right_id, rule in cited:
        right = rights.get(right_id)
        earlier = right is not None and right.status in ALIVE and right.filing_date <= own.filing_date
        if right is None or not earlier or right.owner_id == own.owner_id:
            found.append(Problem("citations", NOT_EARLIER, got=str(right_id)))
        elif rule not in {reason.rule for reason in reasons(application, right)}:
            found.append(Problem("citations", NOT_SHOWN, got=rule[:60]))
    known = refusals.grounds()
    wrong = [g for g in grounds if g not in known or not known[g].absolute]
    return found + [Problem("grounds", NO_GROUND, got=g[:20]) for g in wrong]


def reasons(application: Application, right: Right) -> tuple[marks.Reason, ...]:
    """Why an earlier right is alike: as the search report shows it, else as the two marks compare."""
    report = reports.latest(application.pk)
    for found in reports.found_in(report)[1] if report else ():
        if found.right.pk == right.pk:
            return found.hit.reasons
    try:
        mark = Side("mark", application.text, application.classes, comparable(application.image))
        return compare(mark, Side("right", right.title, right.classes, comparable(right.image))).reasons
    except BadInput:  # they have neither words nor pictures to compare
        return ()


def words(firing: Firing) -> Text:
    """The citations in a letter: each right with the rule and what is alike, each ground with its article."""
    from onewindow.engines import marks

    application: Application = firing.case.application
    rights = Right.objects.in_bulk([right_id for right_id, _rule in given.citations(firing)])
    en, zh = [], []
    for right_id, rule in given.citations(firing):
        right = rights[right_id]
        reason = next(r for r in reasons(application, right) if r.rule == rule)
        named = f"{right.title or '▣'} ({right.jurisdiction} {right.number})"
        en.append(f"Earlier mark {named}: {marks.explain(reason, 'en')} ({marks.citation(reason, 'en')}).")
        zh.append(
            f"在先商标{right.title or '▣'}（{right.jurisdiction} {right.number}）："
            f"{marks.explain(reason, 'zh')}（{marks.citation(reason, 'zh')}）。"
        )
    for code in given.grounds(firing):
        ground = refusals.grounds()[code]
        en.append(f"{ground.meaning.en} ({ground.article.en}).")
        zh.append(f"{ground.meaning.zh}（{ground.article.zh}）。")
    return Text(" ".join(en), "".join(zh))
