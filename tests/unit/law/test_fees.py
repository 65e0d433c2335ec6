"""Fees, surcharges and reductions. Vectors: worked examples 1 to 3 of the facts on fees, and its totals."""

from datetime import date
from decimal import Decimal

import pytest

from onewindow.law import fees, rules
from onewindow.law.fees import Applicant
from onewindow.law.money import Money, total


def yuan(amount: int | str) -> Money:
    return Money(Decimal(amount), "CNY")


def test_the_annuity_of_year_six_is_due_where_year_five_ends() -> None:
    filing, grant = date(1997, 6, 3), date(2001, 8, 1)
    assert fees.year_of(filing, grant) == 5
    assert fees.annuity_due(filing, 6) == date(2002, 6, 3)


def test_the_first_year_ends_the_day_before_the_anniversary() -> None:
    filing = date(1999, 6, 1)
    assert (fees.year_of(filing, date(2000, 5, 31)), fees.year_of(filing, date(2000, 6, 1))) == (1, 2)


@pytest.mark.parametrize(
    ("paid_on", "amount"),
    [("2012-04-05", 0), ("2012-05-05", 0), ("2012-05-06", 30), ("2012-06-05", 30), ("2012-06-07", 60),
     ("2012-07-06", 90), ("2012-10-05", 150)],
)  # fmt: skip
def test_the_surcharge_runs_by_months_begun_on_the_full_annuity(paid_on: str, amount: int) -> None:
    assert fees.surcharge(yuan(600), date(2012, 4, 5), date.fromisoformat(paid_on)) == yuan(amount)


def test_after_six_months_only_restoration_is_left_and_costs_a_quarter() -> None:
    with pytest.raises(rules.NoRule):
        fees.surcharge(yuan(600), date(2012, 4, 5), date(2012, 10, 6))
    assert fees.restoration("invention", yuan(1200), yuan(180), date(2020, 1, 1)) == yuan(1000 + 180 + 300)


@pytest.mark.parametrize(("fee", "single", "joint"), [("cn.fee.filing", 135, 270), ("cn.fee.annuity", 180, 360)])
def test_reductions_of_85_and_70_per_cent(fee: str, single: int, joint: int) -> None:
    on = date(2024, 8, 1)
    full = rules.find(fee, on, "invention", **({"year": 5} if "annuity" in fee else {})).money
    one = [Applicant("enterprise", Decimal(999_999))]
    for applicants, left in ((one, single), (one * 2, joint)):
        percent = fees.reduction(applicants, on).percent
        assert full.percent(100 - percent) == yuan(left)


@pytest.mark.parametrize(("kind", "total_"), [("invention", 82_300), ("utility_model", 11_200), ("design", 26_200)])
def test_the_annuities_of_a_whole_life(kind: str, total_: int) -> None:
    filed = date(2022, 3, 1)
    years = fees.life(kind, filed, filed, 0)
    assert total((year.full for year in years), "CNY") == yuan(total_)
    assert fees.saved(years) == yuan(0)


@pytest.mark.parametrize(
    ("kind", "income", "on", "percent"),
    [
        ("individual", 41_999, "2017-01-01", 85),
        ("individual", 42_000, "2017-01-01", 0),
        ("individual", 59_999, "2019-07-01", 85),
        ("individual", 60_000, "2024-01-01", 0),
        ("enterprise", 299_999, "2019-06-30", 85),
        ("enterprise", 300_000, "2019-06-30", 0),
        ("enterprise", 999_999, "2019-07-01", 85),
        ("enterprise", 1_000_000, "2024-01-01", 0),
        ("enterprise", None, "2024-01-01", 0),
        ("institution", None, "2024-01-01", 85),
        ("organisation", None, "2024-01-01", 85),
        ("research", None, "2024-01-01", 85),
        ("bank", 1, "2024-01-01", 0),
        ("individual", 1, "2016-08-31", 0),
    ],
)
def test_who_may_have_a_reduction_by_kind_income_and_day(kind: str, income: int | None, on: str, percent: int) -> None:
    asked = Applicant(kind, None if income is None else Decimal(income))
    answer = fees.reduction([asked], date.fromisoformat(on))
    assert answer.percent == percent
    assert answer.said.zh and (percent > 0 or "申请人" in answer.said.zh or "减缴" in answer.said.zh)


def test_joint_applicants_must_all_qualify() -> None:
    small, rich = Applicant("enterprise", Decimal(10)), Applicant("enterprise", Decimal(2_000_000))
    refused = fees.reduction([small, rich], date(2024, 1, 1))
    assert refused.percent == 0 and "Applicant 2" in refused.said.en and "第 2 申请人" in refused.said.zh


def test_the_open_licence_is_the_better_of_the_two_and_never_added() -> None:
    due = date(2025, 1, 1)
    assert fees.share_off("invention", 5, 3, due, 85, True) == 85
    assert fees.share_off("invention", 5, 3, due, 0, True) == 15
    assert fees.share_off("invention", 13, 3, due, 85, True) == 15  # ten years from the grant are over
    assert fees.share_off("invention", 12, 3, due, 85, False) == 85
    assert fees.share_off("invention", 13, 3, due, 85, False) == 0
    assert fees.share_off("invention", 9, 3, date(2018, 7, 31), 85, False) == 0  # six years until August 2018
    assert fees.share_off("invention", 5, 3, date(2024, 6, 30), 0, True) == 0


def test_what_a_reduction_saves_over_the_life_of_a_right() -> None:
    filed, grant = date(2022, 3, 1), date(2024, 5, 6)
    years = fees.life("invention", filed, grant, 85)
    assert [year.year for year in years] == list(range(3, 21))
    reduced = [year for year in years if year.percent]
    assert [year.year for year in reduced] == list(range(3, 13))
    assert fees.saved(years) == total((year.full for year in reduced), "CNY").percent(85)
    assert fees.saved(fees.life("invention", filed, grant, 85, since=date(2026, 1, 1))) < fees.saved(years)


def test_extra_fees_of_claims_and_pages() -> None:
    on = date(2024, 1, 1)
    assert fees.excess(10, 30, on) == yuan(0)
    assert fees.excess(12, 31, on) == yuan(2 * 150 + 50)
    assert fees.excess(1, 302, on) == yuan(270 * 50 + 2 * 100)


def test_a_compensated_term_costs_8000_a_full_year() -> None:
    assert fees.compensation(800) == yuan(16_000)
    assert fees.compensation(364) == yuan(0)


@pytest.mark.parametrize(
    ("entity", "amounts", "surcharge"),
    [("large", (2150, 4040, 8280), 540), ("small", (860, 1616, 3312), 216), ("micro", (430, 808, 1656), 108)],
)
def test_us_maintenance_fees(entity: str, amounts: tuple[int, ...], surcharge: int) -> None:
    on = date(2025, 6, 1)
    for stage, amount in enumerate(amounts, 1):
        fee = rules.find("us.fee.maintenance", on, "invention", stage=stage, entity=entity)
        assert fee.money == Money(Decimal(amount), "USD")
    assert rules.find("us.fee.maintenance.surcharge", on, "invention", entity=entity).value == surcharge


def test_ep_renewal_fees_and_the_half_more_in_grace() -> None:
    on = date(2024, 6, 1)
    wanted = {3: (690, True), 4: (845, True), 5: (1000, True), 6: (1155, True), 7: (1310, False), 20: (1775, False)}
    for year, (amount, verified) in wanted.items():
        fee = rules.find("ep.fee.renewal", on, "invention", year=year)
        assert (fee.value, fee.verified) == (amount, verified)
    assert rules.find("ep.fee.renewal.surcharge", on).value == 50
