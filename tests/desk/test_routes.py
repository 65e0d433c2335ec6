"""Whose turn it is: routes, preferences, batches, sittings, and what the bulletin counts of it."""

import pytest
from tests.desk.examining import BAD_FAITH, DAY, Desk, opponent

from onewindow.desks.examination import assigning, routes
from onewindow.desks.examination.models import Application, Preference, Route
from onewindow.kernel.access import Role
from onewindow.kernel.case import Letter
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from onewindow.kernel.indicators import declared

pytestmark = pytest.mark.django_db


def test_files_are_taken_by_route_and_age(desk: Desk) -> None:
    second, third = desk.file(text="二号"), desk.file(text="三号")
    routes.ask_preference(desk.holder, desk.now, third.pk, "将参加国际展会。")
    with pytest.raises(Conflict):
        routes.ask_preference(desk.holder, desk.now, third.pk, "再次。")
    with pytest.raises(NotAllowed):
        routes.answer_preference(desk.holder, desk.now, third.pk, True)
    routes.answer_preference(desk.examiner, desk.now, third.pk, True)
    third.refresh_from_db()
    assert (third.route, third.preference) == (Route.PREFERENTIAL, Preference.GRANTED)
    letter = Letter.objects.get(case=third.pk, name="preference")
    assert "同意优先审查" in letter.body_zh and "before others" in letter.body_en
    taken = [assigning.take_next(actor, desk.now) for actor in (desk.examiner, desk.colleague, desk.examiner)]
    assert taken == [third, desk.application, second]
    assert assigning.take_next(desk.colleague, desk.now) is None
    assigning.give_back(desk.examiner, desk.now, second.pk)
    assert assigning.take_next(desk.colleague, desk.now) == second
    with pytest.raises(NotFound):
        assigning.give_back(desk.examiner, desk.now, second.pk)


def test_a_preference_declined_leaves_the_file_in_its_turn(desk: Desk) -> None:
    with pytest.raises(BadInput):
        routes.ask_preference(desk.holder, desk.now, desk.application.pk, " ")
    with pytest.raises(NotFound):
        routes.ask_preference(desk.make(Role.HOLDER), desk.now, desk.application.pk, "我也要。")
    routes.ask_preference(desk.holder, desk.now, desk.application.pk, "急。")
    routes.answer_preference(desk.examiner, desk.now, desk.application.pk, False)
    assert desk.seen().route == Route.ORDINARY
    assert "按顺序" in desk.letter("preference").body_zh
    with pytest.raises(Conflict):
        routes.answer_preference(desk.examiner, desk.now, desk.application.pk, True)


def test_a_batch_goes_to_one_examiner_as_a_whole(desk: Desk) -> None:
    second = desk.file(text="二号")
    agent = desk.make(Role.AGENT)
    stranger = desk.file(agent, text="别的", classes="9", applicant_name="别家")
    assert [(relation, len(files)) for relation, files in routes.related()] == [("applicant", 2)]
    for wrong_files in ([second.pk], [second.pk, stranger.pk]):
        with pytest.raises(BadInput):
            routes.form_batch(desk.examiner, desk.now, wrong_files)
    with pytest.raises(NotAllowed):
        routes.form_batch(desk.holder, desk.now, [desk.application.pk, second.pk])
    batch = routes.form_batch(desk.examiner, desk.now, [desk.application.pk, second.pk])
    assert batch.relation == "applicant"
    assert assigning.take_next(desk.colleague, desk.now, Route.INTENSIVE) == desk.application
    assert set(Application.objects.filter(batch=batch).values_list("examiner_id", flat=True)) == {desk.colleague.id}
    assert assigning.take_next(desk.examiner, desk.now) == stranger


def test_files_with_a_class_in_common_are_a_batch_too(desk: Desk) -> None:
    other = desk.file(desk.make(Role.AGENT), text="别的", classes="32; 9", applicant_name="别家")
    assert routes.form_batch(desk.examiner, desk.now, [desk.application.pk, other.pk]).relation == "classes"


def test_a_sitting_collects_files_for_its_examiner_and_its_day(desk: Desk) -> None:
    day = desk.now.date() + 10 * DAY
    for data in (
        ("", day, desk.examiner.id),
        ("绍兴", desk.now.date() - DAY, desk.examiner.id),
        ("绍兴", day, desk.holder.id),
    ):
        with pytest.raises(BadInput):
            routes.open_sitting(desk.examiner, desk.now, *data)  # type: ignore[arg-type]
    sitting = routes.open_sitting(desk.examiner, desk.now, "绍兴", day, desk.colleague.id or 0)
    with pytest.raises(NotFound):
        routes.collect(desk.examiner, desk.now, sitting.pk + 1, [desk.application.pk])
    routes.collect(desk.examiner, desk.now, sitting.pk, [desk.application.pk])
    assert (desk.seen().route, desk.application.examiner_id) == (Route.ROVING, desk.colleague.id)
    with pytest.raises(BadInput):
        routes.collect(desk.examiner, desk.now, sitting.pk, [desk.application.pk])
    assert assigning.take_next(desk.examiner, desk.now) is None
    with pytest.raises(NotAllowed):
        desk.fire("accept_formalities", desk.colleague, 9 * DAY)
    desk.fire("accept_formalities", desk.colleague, 10 * DAY)
    assert desk.application.case.state == "examination"


def test_the_bulletin_counts_what_was_decided(desk: Desk) -> None:
    desk.examined().fire("refuse", desk.examiner, 61 * DAY, **BAD_FAITH)
    desk.fire("ask_review", desk.holder, 62 * DAY, reason="不服。")
    desk.application = desk.file(text="二号")
    desk.examined().fire("accept", desk.examiner, 30 * DAY)
    desk.fire("oppose", opponent(desk), 31 * DAY, ground="cn.4", reason="恶意。")
    figures = {name: indicator.value() for name, indicator in declared().items()}
    counted = ("applications-decided", "refusals", "oppositions", "registrations")
    assert {name: int(figures[name]) for name in counted} == {
        "applications-decided": 2, "refusals": 1, "oppositions": 1, "registrations": 0,
    }  # fmt: skip
    median = declared()["months-to-first-decision"]
    assert float(median.value()) == 1.5
    assert median.by_month() == [("2024-12", median.by_month()[0][1]), ("2025-01", median.by_month()[1][1])]
    assert [float(value) for _month, value in median.by_month()] == [1.0, 2.0]
    assert median.entries().count() == 2
