"""Statements of reasons against the documented schema of the database, and the parts of the yearly report."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from tests.desk.protecting import DAY, Make, Protection, Register

from onewindow.desks.protection import dsa, dsa_report, dsa_template

pytestmark = pytest.mark.django_db
TODAY = date(2025, 2, 1)
# From the documentation of the API, version 2: what is required, in which form, how long.
REQUIRED = {
    "decision_visibility", "decision_ground", "content_type", "category", "territorial_scope", "content_date",
    "application_date", "decision_facts", "source_type", "automated_detection", "automated_decision", "puid",
    "illegal_content_legal_ground", "illegal_content_explanation",
}  # fmt: skip
OPTIONAL = {"category_specification"}
LISTS = {"decision_visibility", "content_type", "category_specification", "territorial_scope"}


@pytest.fixture
def desk(make_actor: Make, register_of: Register, now: datetime) -> Protection:
    return Protection(make_actor, register_of, now)


@pytest.fixture
def made(desk: Protection) -> dict[str, Any]:
    cases = desk.send("A1", "A2", pack="eu-dsa", reason="trademark", right_id=desk.european().pk).cases
    desk.decide(cases[0], "restrict", policy="illegal-content", reason="张三的电话是 123")
    desk.decide(cases[1], "decline", policy="no-substantiation")
    [(pk, statement)] = dsa.statements()
    assert dsa.statements(after=pk) == []
    return statement


def test_a_statement_is_as_the_documentation_has_it(made: dict[str, Any]) -> None:
    assert set(made) == REQUIRED | OPTIONAL
    assert {name for name, value in made.items() if isinstance(value, list)} == LISTS
    assert made["category"] == "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS"
    assert made["category_specification"] == ["KEYWORD_TRADEMARK_INFRINGEMENT"]
    assert made["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_REMOVED"]
    assert (made["automated_detection"], made["automated_decision"]) == ("No", "AUTOMATED_DECISION_NOT_AUTOMATED")
    assert len(made["territorial_scope"]) == 27
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,500}", made["puid"]) and len(made["decision_facts"]) <= 5000
    assert "张三" not in str(made)  # no personal data goes there


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("puid", "a b"), ("puid", "a" * 501), ("decision_facts", "x" * 5001), ("decision_facts", ""),
        ("decision_visibility", []), ("decision_visibility", ["REMOVED"]), ("decision_ground", "OTHER"),
        ("illegal_content_legal_ground", "x" * 501), ("illegal_content_explanation", "x" * 2001),
        ("content_type", ["CONTENT_TYPE_GOODS"]), ("category", "KEYWORD_OTHER"), ("territorial_scope", ["US"]),
        ("category_specification", ["KEYWORD_TRADEMARK"]), ("content_date", "1999-12-31"), ("content_date", "1-1-2024"),
        ("application_date", "2019-12-31"), ("source_type", "SOURCE_ARTICLE_17"), ("automated_detection", "no"),
        ("automated_decision", "Yes"), ("source", "more than is documented"),
    ],
)  # fmt: skip
def test_what_the_database_would_refuse_does_not_leave(made: dict[str, Any], field: str, wrong: object) -> None:
    dsa.check(made)
    with pytest.raises(ValueError, match=f"^{field}"):
        dsa.check({**made, field: wrong})
    with pytest.raises(ValueError, match="exactly the attributes"):
        dsa.check({name: value for name, value in made.items() if name != "puid"})


def test_a_batch_holds_a_hundred_at_most(desk: Protection) -> None:
    right = desk.european().pk
    for n in range(102):
        desk.list_(f"D{n}", "鹿鸣茶")
    cases = desk.send(*(f"D{n}" for n in range(102)), pack="eu-dsa", reason="trademark", right_id=right).cases
    for case in cases:
        desk.decide(case, "restrict", policy="illegal-content")
    first = dsa.statements()
    second = dsa.statements(after=first[-1][0])
    assert (len(first), len(second)) == (100, 2)
    assert len({made["puid"] for _pk, made in [*first, *second]}) == 102


def test_an_internal_complaint_is_stated_only_where_it_imposes_something(desk: Protection) -> None:
    right = desk.european().pk
    kept, imposed = desk.send("A1", "A2", pack="eu-dsa", reason="trademark", right_id=right).cases
    desk.decide(kept, "restrict", policy="illegal-content")
    desk.decide(imposed, "decline", policy="no-substantiation")
    desk.fire(kept, "complain", desk.seller, DAY, statement="No.")
    desk.fire(imposed, "complain_of_inaction", desk.holder, DAY, statement="Yes.")
    for case in (kept, imposed):
        desk.decide(case, "decide_to_restrict", 2 * DAY, by=desk.colleague, policy="illegal-content")
    assert [made["puid"][:36] for _pk, made in dsa.statements()] == [str(kept), str(imposed)]
    _columns, rows = dsa_report.part(7, 2024, TODAY)
    told = {(row[4], row[5]): row[6] for row in rows}
    assert told[dsa_template.SUBMITTED, "Total number"] == 2
    assert told[dsa_template.SUBMITTED, "Median time"] == "24.0"
    assert told[dsa_template.REGARDING["removal"], "Decisions upheld"] == 1
    assert told[dsa_template.REGARDING["inaction"], "Decisions reversed"] == 1
    assert told[dsa_template.IMPOSED, "Total number"] == 1


def test_the_parts_have_the_columns_and_rows_of_the_templates(made: dict[str, Any]) -> None:
    parts = {number: dsa_report.part(number, 2024, TODAY) for number in dsa_template.PARTS}
    found = {number: (columns, list(rows)) for number, (columns, rows) in parts.items()}
    # Counted in the CSV templates of Annex I to Implementing Regulation (EU) 2024/2835.
    columns = {1: 4, 2: 4, 3: 20, 4: 25, 5: 37, 6: 37, 7: 8, 8: 8, 9: 8, 10: 7, 11: 5}
    assert {number: len(head) for number, (head, _rows) in found.items()} == columns
    for number, (head, rows) in found.items():
        assert rows and {len(row) for row in rows} == {len(head)}, number
    notices = {row[3]: row for row in found[4][1]}
    assert len(found[4][1]) == 1 + 14 + sum(map(len, list(dsa_template.CATEGORIES.values())[:-1])) + 1
    for name in ("TOTAL", dsa_template.IP, "KEYWORD_TRADEMARK_INFRINGEMENT"):
        assert notices[name][5:12] == (1, 0, 2, 0, "0.0", "", 1)
    assert notices["KEYWORD_PATENT_INFRINGEMENT"][5] == notices["STATEMENT_CATEGORY_VIOLENCE"][5] == 0
    assert found[1][1][3][3] == "2024-01-01" and found[4][1][0][2] == "2024-01-01/2024-12-31"
    with pytest.raises(KeyError):
        dsa_report.part(12, 2024, TODAY)
