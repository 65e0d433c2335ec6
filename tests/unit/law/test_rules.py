"""The evaluator of the law's tables, and what a table must be to be read at all."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from onewindow.cli.main import app
from onewindow.law import checking, dated, insurance, rules
from onewindow.law.money import MixedCurrencies, Money, total
from onewindow.law.schedule import LINES

HEADER = (
    "id,jurisdiction,right,valid_from,valid_to,condition,basis,base_en,base_zh,value,unit,rolls,first_day_counts,"
    "en,zh,citation_en,citation_zh,verified"
)


def made(*rows: str) -> list[rules.Rule]:
    return rules.parse("made", "\n".join((HEADER, *rows)))


def row(since: str = "2020-01-01", valid_to: str = "", condition: str = "", right: str = "any", **more: str) -> str:
    given = {"value": "10", "unit": "CNY", "rolls": "", "cites": "Article 1,第一条", "verified": "yes"} | more
    return (
        f"x,CN,{right},{since},{valid_to},{condition},due,the day,当日,{given['value']},{given['unit']},"
        f"{given['rolls']},no,Fee,费用,{given['cites']},{given['verified']}"
    )


def test_the_tables_are_whole() -> None:
    assert checking.faults() == [] and checking.dated_faults() == []
    counted = checking.counts()
    assert counted["CN"]["ids"] >= 60
    assert all(count["rows"] == count["verified"] + count["unverified"] for count in counted.values())


def test_a_new_row_changes_the_future_and_leaves_the_past() -> None:
    old, new = made(row(valid_to="2025-01-01"), row("2025-01-01", value="12"))
    for day, value in ((date(2024, 12, 31), 10), (date(2025, 1, 1), 12)):
        assert [rule.value for rule in (old, new) if rule.in_force(day)] == [value]
    assert checking.faults([old, new]) == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((row(), row("2021-01-01")), "overlap"),
        ((row(condition="year=1..3"), row(condition="year=3..5")), "overlap"),
        ((row(condition="form=paper|online"), row(condition="form=online")), "overlap"),
        ((row(condition="year=1..3"), row()), "overlap"),
        ((row(right="design"), row()), "overlap"),
        ((row(valid_to="2021-01-01"), row("2021-01-02")), "gap"),
        ((row(valid_to="2019-01-01"),), "ends before"),
        ((row(rolls="XX"),), "no calendar"),
        ((row(unit="working_days"),), "which calendar"),
        ((row(value="-1"),), "negative"),
    ],
)
def test_a_table_with_a_fault_is_found_out(rows: tuple[str, ...], said: str) -> None:
    found = checking.faults(made(*rows))
    assert len(found) == 1 and said in found[0].say("en") and "made.csv" in found[0].say("zh")


def test_rows_apart_in_days_rights_or_facts_are_no_fault() -> None:
    assert checking.faults(made(row(condition="year=1..3"), row(condition="year=4..5"))) == []
    assert checking.faults(made(row(right="design"), row(right="invention"))) == []
    assert checking.faults(made(row(condition="form=paper"), row(condition="form=online"))) == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (row(unit="furlongs"), "unit"),
        (row(value="ten"), "value"),
        (row("soon"), "valid_from"),
        (row(right="song"), "right"),
        (row(verified="maybe"), "verified"),
        (row(condition="year"), "condition"),
        (row(cites="Article 1,"), "languages"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_by_file_line_and_column(bad: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"made.csv, line 2.*{said}"):
        made(bad)


def test_a_rule_is_found_by_day_right_and_facts_or_not_at_all() -> None:
    on = date(2024, 8, 1)
    assert rules.find("cn.fee.annuity", on, "invention", year=7).money == Money(Decimal(2000), "CNY")
    assert rules.find("cn.patent.term", date(2021, 5, 31), "design").count == 10
    assert rules.find("cn.patent.term", date(2021, 6, 1), "design").count == 15
    for asked in (
        {"right": "invention", "year": 21},
        {"right": "utility_model", "year": 11},
        {"right": "invention"},
        {"right": "trademark", "year": 1},
    ):
        with pytest.raises(rules.NoRule):
            rules.find("cn.fee.annuity", on, **asked)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="say which"):
        rules.find("cn.patent.term", on)
    with pytest.raises(rules.NoRule):
        rules.find("cn.nothing", on)


def test_money_is_exact_and_of_one_currency() -> None:
    fee = Money(Decimal(900), "CNY")
    assert fee.percent(15).amount == Decimal("135.00") and fee.percent(Decimal("0.0055")).amount == Decimal("0.05")
    assert total([fee, fee * 2], "CNY") == Money(Decimal(2700), "CNY")
    assert (fee.say("en"), fee.say("zh")) == ("CNY 900", "900 元")
    assert Money(Decimal("1234.5"), "EUR").say("en") == "EUR 1,234.50"
    for wrong in (lambda: fee + Money(Decimal(1), "USD"), lambda: fee < Money(Decimal(1), "USD")):
        with pytest.raises(MixedCurrencies):
            wrong()
    with pytest.raises(ValueError, match="XYZ"):
        Money(Decimal(1), "XYZ")


@pytest.mark.parametrize(("language", "words"), [("en", "not verified"), ("zh", "未核实")])
def test_the_command_counts_rules_and_fails_on_a_fault(
    language: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = CliRunner().invoke(app, ["--lang", language, "law", "check"])
    assert done.exit_code == 0 and words in done.output and "CN" in done.output and "2004" in done.output
    fault = checking.faults(made(row(), row("2021-01-01")))
    monkeypatch.setattr(checking, "faults", lambda: fault)
    failed = CliRunner().invoke(app, ["--lang", language, "law", "check"])
    assert failed.exit_code == 1 and "made.csv" in failed.output


DATED = "code,kind,number,en,zh,waivable,valid_from,valid_to,citation_en,citation_zh,verified"


def ground(since: str, until: str = "", number: str = "1", cites: str = "Article 1,第一条", sure: str = "yes") -> str:
    return f"cn.x,patent,{number},Ground,情形,no,{since},{until},{cites},{sure}"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((ground("2020-01-01"), ground("2021-01-01")), "overlap"),
        ((ground("2020-01-01", "2021-01-01"), ground("2022-01-01")), "gap"),
        ((ground("2020-01-01", "2019-01-01"),), "ends before"),
    ],
)
def test_a_table_with_columns_of_its_own_is_checked_as_the_others_are(rows: tuple[str, ...], said: str) -> None:
    found = checking.dated_faults(dated.parse("pledge_grounds", "\n".join((DATED, *rows))))
    assert [said in fault.say("en") for fault in found] == [True] and "pledge_grounds.csv" in found[0].say("zh")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (ground("soon"), "valid_from"),
        (ground("2020-01-01", sure="maybe"), "verified"),
        (ground("2020-01-01", number=""), "number"),
        (ground("2020-01-01", cites="Article 1,"), "languages"),
    ],
)
def test_a_dated_row_that_cannot_be_read_is_named_by_file_line_and_column(bad: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"pledge_grounds.csv, line 2.*{said}"):
        dated.parse("pledge_grounds", "\n".join((DATED, bad)))


def test_a_day_listed_twice_and_a_deadline_without_a_rule_are_found_out() -> None:
    assert checking.day_faults() == [] and checking.schedule_faults() == []
    day = {"calendar": "EP", "day": "2030-01-01", "citation_en": "x", "citation_zh": "甲"}
    assert [fault.line for fault in checking.day_faults([day, day])] == [3]
    assert "no citation" in checking.day_faults([{**day, "citation_zh": " "}])[0].say("en")
    lost = checking.schedule_faults([replace(LINES[0], rule="cn.nothing")])
    assert "cn.nothing" in lost[0].say("zh") and "schedule.csv" in lost[0].say("en")


def test_a_product_keeps_the_row_of_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    old, *others = dated.read("insurance_products")
    newer = replace(old, valid_from=date(2026, 1, 1), cells={**old.cells, "years_left": "5"})
    table = (replace(old, valid_to=date(2026, 1, 1)), newer, *others)
    assert checking.dated_faults(table) == []
    monkeypatch.setattr(dated, "read", lambda _name: table)
    days = (date(2018, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    assert [insurance.product(old.key, day).years_left for day in days] == [3, 3, 5]
    assert insurance.products.__wrapped__(date(2018, 1, 1)) == {}, "nothing was on offer before the first row"
