"""Jurisdiction packs: what they say is what happens, and a pack that somebody writes works without a line of code."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.desk.protecting import DAY, HOUR, Make, Protection, Register

from onewindow.desks.protection import procedures
from onewindow.kernel import ledger, timers
from onewindow.kernel.case import Due
from onewindow.kernel.errors import BadInput
from onewindow.law import packs

pytestmark = pytest.mark.django_db
OWN = """
name = "guild"
jurisdiction = "*"
label = { en = "Guild rules", zh = "行会规则" }
basis = { en = "Rules of the guild", zh = "行会章程" }
opened = { en = "Word received", zh = "收到来信" }
handling = "soon"
listings = 2
[opening]
starts = ["soon"]
letters = ["heard"]
article = { en = "Rule 1", zh = "第 1 条" }
verified = false
[[state]]
name = "heard"
label = { en = "Heard", zh = "已收到" }
meaning = { en = "The guild thinks.", zh = "行会正在考虑。" }
[[state]]
name = "resting"
label = { en = "Resting", zh = "暂停" }
meaning = { en = "The listing rests.", zh = "商品暂停销售。" }
[[state]]
name = "over"
label = { en = "Over", zh = "已结束" }
meaning = { en = "It is over.", zh = "已经结束。" }
final = true
[[clock]]
name = "soon"
value = 6
unit = "hours"
base = { en = "the word", zh = "来信之时" }
article = { en = "Rule 2", zh = "第 2 条" }
verified = false
[[clock]]
name = "rest"
value = 2
unit = "days"
base = { en = "the rest", zh = "暂停之日" }
article = { en = "Rule 3", zh = "第 3 条" }
verified = false
at_end = "end"
[[step]]
name = "rest"
from = ["heard"]
to = "resting"
who = "officer"
label = { en = "Let it rest", zh = "暂停销售" }
done = { en = "Rests", zh = "已暂停" }
needs = ["policy", "reason"]
starts = ["rest"]
ends = ["soon"]
letters = ["rested"]
listing = "down"
outcome = "upheld"
handled = true
article = { en = "Rule 3", zh = "第 3 条" }
verified = false
[[step]]
name = "end"
from = ["resting"]
to = "over"
who = "clock"
label = { en = "End", zh = "结束" }
done = { en = "Ended by time", zh = "期满结束" }
ends = ["rest"]
listing = "up"
outcome = "restored"
article = { en = "Rule 4", zh = "第 4 条" }
verified = false
[[letter]]
name = "heard"
to = "notifier"
title = { en = "Heard {number}", zh = "已收到 {number}" }
body = { en = "About {listing}.", zh = "关于{listing}。" }
[[letter]]
name = "rested"
to = "seller"
title = { en = "Rest {number}", zh = "暂停 {number}" }
body = { en = "{listing} rests: {reason} ({policy})", zh = "{listing}暂停：{reason}（{policy}）" }
[[reason]]
code = "copy"
category = "other"
without_right = true
label = { en = "A copy", zh = "仿制" }
[[policy]]
code = "honour"
label = { en = "Honour", zh = "信誉" }
article = { en = "Rule 5", zh = "第 5 条" }
verified = false
"""


@pytest.fixture
def desk(make_actor: Make, register_of: Register, now: datetime) -> Protection:
    return Protection(make_actor, register_of, now)


def test_a_pack_written_here_works_from_notice_to_timer(desk: Protection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(procedures, "_packs", dict(procedures.known()))
    procedures.declare(packs.read(OWN, "guild.toml"))
    with pytest.raises(BadInput, match="at most 2 listings"):
        desk.send("A1", "A2", "A3", pack="guild", reason="copy", right_id=None)
    case = desk.case("A1", pack="guild", reason="copy", right_id=None)
    desk.decide(case, "rest", HOUR, policy="honour")
    assert desk.complaint(case).down
    due = Due.objects.get(case=case, rule_id="guild.rest")
    assert "Rule 3 (rule not verified)" in due.sentence_en
    assert timers.wake_all(due.due_at) == 0 and timers.wake_all(due.due_at + timedelta(seconds=1)) == 1
    assert (desk.state(case), desk.complaint(case).down) == ("over", False)
    assert desk.letters(case) == ["heard", "rested"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('who = "clock"', 'who = "nobody"', r'guild.toml, step "end", who: expected one of notifier, seller'),
        ('to = "resting"', 'to = "nowhere"', r'guild.toml, step "rest", to: expected one of heard, over, resting'),
        ("value = 6", 'value = "six"', r'guild.toml, clock "soon", value: expected a whole number'),
        ('unit = "days"', 'unit = "moons"', r'guild.toml, clock "rest", unit: expected one of hours'),
        ('needs = ["policy", "reason"]', 'needs = ["reason"]', r'step "rest", needs: expected policy and reason'),
        ("{ en = \"A copy\", zh = \"仿制\" }", '{ en = "A copy" }', r'reason "copy", label: expected both languages'),
        ("About {listing}", "About {buyer}", r'letter "heard", body: expected only the fields number'),
        ('at_end = "end"', 'at_end = "rest"', r'clock "rest", at_end: expected a step whose who is "clock"'),
        ("[opening]", "[opening", r"guild.toml, the file, TOML: expected well-formed TOML"),
        ("handled = true", "handeld = true", r'step "rest", handeld: expected no such field'),
    ],
)  # fmt: skip
def test_a_fault_in_a_pack_names_file_rule_and_field(old: str, new: str, said: str) -> None:
    assert old in OWN
    with pytest.raises(packs.FaultyPack, match=said):
        packs.read(OWN.replace(old, new, 1), "guild.toml")


def test_every_pack_says_everything_in_both_languages_and_marks_what_is_not_on_file() -> None:
    from tests.unit.test_languages import has_han, misset

    for pack in packs.built_in():
        texts = [pack.label, pack.basis, *(r.label for r in pack.reasons), *(p.label for p in pack.policies)]
        texts += [step.article.text for step in pack.steps] + [clock.period.citation for clock in pack.clocks]
        wrong = [text for text in texts if has_han(text.en) or not has_han(text.zh) or misset(text.zh)]
        assert wrong == [], pack.name
        if pack.name != "marketplace":
            assert not any(step.article.verified for step in pack.steps)


def test_china_measures_are_lifted_after_fifteen_days_unless_the_holder_goes_on(desk: Protection) -> None:
    quiet, pursued = desk.send("A1", "A2", pack="cn-ecommerce").cases
    for case in (quiet, pursued):
        desk.decide(case, "take_measures", policy="measures")
        desk.fire(case, "declare", desk.seller, DAY, statement="不存在侵权行为。")
    desk.fire(pursued, "notify_suit", desk.holder, 10 * DAY, statement="已向法院起诉。")
    due = Due.objects.get(case=quiet, rule_id="cn-ecommerce.quiet").due_at
    assert due == datetime(2024, 12, 6, 15, 59, 59, 999999, tzinfo=UTC)  # declared on 21 November, 15 days, in Beijing
    assert timers.wake_all(due) == 0
    assert timers.wake_all(due + timedelta(microseconds=1)) == 1
    assert (desk.state(quiet), desk.state(pursued)) == ("lifted", "pursued")
    with pytest.raises(BadInput):
        desk.decide(pursued, "settle_for_holder", 40 * DAY, policy="nothing")
    desk.decide(pursued, "settle_for_holder", 40 * DAY, policy="measures", reason="法院认定侵权。")
    assert desk.complaint(pursued).down
    late = ledger.Entry.objects.get(action="protection_cn_ecommerce.lift").data["late_seconds"]
    assert late == 0


def test_dmca_material_is_put_back_on_the_eleventh_business_day(desk: Protection) -> None:
    case = desk.case("A1", pack="us-dmca", reason="copyright", right_id=None)
    desk.decide(case, "disable", policy="notice-and-takedown")
    with pytest.raises(BadInput, match="consent"):
        desk.fire(case, "counter", desk.seller, statement="Licensed.")
    desk.fire(case, "counter", desk.seller, statement="Licensed.", consent=True)
    waiting, window = (Due.objects.get(case=case, rule_id=f"us-dmca.{name}").due_at for name in ("waiting", "window"))
    # From Wednesday 20 November 2024; Thanksgiving (28 November) is no business day.
    assert (waiting.day, waiting.month, window.day, window.month) == (5, 12, 11, 12)
    assert timers.wake_all(waiting) == 0
    assert timers.wake_all(waiting + timedelta(seconds=1)) == 1
    assert desk.state(case) == "replaced"


def test_dsa_decision_can_be_complained_of_for_six_months(desk: Protection) -> None:
    first, second = desk.send("A1", "A2", pack="eu-dsa", reason="trademark", right_id=desk.european().pk).cases
    for case in (first, second):
        desk.decide(case, "restrict", policy="illegal-content")
    desk.fire(first, "complain", desk.seller, 170 * DAY, statement="No.")
    with pytest.raises(BadInput):
        desk.decide(first, "decide_to_lift", 171 * DAY, policy="illegal-content")
    desk.decide(first, "decide_to_lift", 171 * DAY, by=desk.colleague, policy="no-substantiation")
    with pytest.raises(BadInput):
        desk.fire(second, "complain", desk.seller, 190 * DAY, statement="No.")
    assert timers.wake_all(desk.now + 190 * DAY) == 1
    assert (desk.state(first), desk.state(second)) == ("lifted", "closed")


def test_a_right_of_another_territory_or_not_in_force_does_not_carry_a_notice(
    desk: Protection, register_of: Register
) -> None:
    from onewindow.desks.protection import accounts
    from onewindow.desks.register.models import Right

    [american] = register_of([("DEERSONG", (30,))], jurisdiction="US")
    accounts.link_right(desk.holder, desk.now, american.pk)
    with pytest.raises(BadInput, match="a right of CN"):
        desk.case("A1", pack="cn-ecommerce", right_id=american.pk)
    with pytest.raises(BadInput, match="linked to your account"):
        desk.case("A1", right_id=desk.other.pk)
    Right.objects.filter(pk=desk.right.pk).update(expiry_date="2024-01-01")
    with pytest.raises(BadInput, match="ended on 2024-01-01"):
        desk.case("A1")
    [foreign] = register_of([("海", (1,))], owner_name="别人")
    with pytest.raises(BadInput, match="belongs to 别人"):
        accounts.link_right(desk.holder, desk.now, foreign.pk)
