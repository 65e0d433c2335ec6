"""Errors in words, in both languages, and as problem details."""

from onewindow.kernel.errors import BadInput, Problem, TooMany
from onewindow.kernel.problems import problem, problem_answer, problems_of
from onewindow.texts import Text

EXPECTED = Text("a date such as 2024-05-31", "形如 2024-05-31 的日期")


def test_a_problem_says_row_field_expected_and_got() -> None:
    wrong = Problem("filing_date", EXPECTED, row=7, got="yesterday")
    assert wrong.say("en") == 'row 7, filing_date: expected a date such as 2024-05-31, got "yesterday"'
    assert wrong.say("zh").startswith("第 7 行，filing_date：")
    assert "形如 2024-05-31 的日期" in wrong.say("zh") and "“yesterday”" in wrong.say("zh")


def test_many_problems_are_told_in_short_and_kept_in_full() -> None:
    error = BadInput([Problem(f"field{n}", EXPECTED, got="{braces}") for n in range(8)], file="marks.csv")
    assert error.text.en.startswith("marks.csv: field0") and error.text.en.endswith("and 3 more")
    assert error.text.zh.endswith("另有 3 处")
    assert len(problem(error)["problems"]) == 8


def test_a_refusal_for_haste_says_when_to_come_back() -> None:
    answer = problem_answer(TooMany(Text("Wait {seconds} s.", "请等待 {seconds} 秒。"), retry_after=7))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_every_kind_of_wrong_value_is_named_in_both_languages() -> None:
    errors = [
        {"type": "string_too_long", "loc": ("body", "given", "text"), "ctx": {"max_length": 400}},
        {"type": "greater_than_equal", "loc": ("query", "limit"), "ctx": {"ge": 1}},
        {"type": "a kind nobody foresaw", "loc": ("body", "given"), "ctx": {"x": 1}},
        {"type": "string_pattern_mismatch", "loc": ("path", "name"), "ctx": {"pattern": "^[A-Z]{2}$"}},
    ]
    said = problems_of(errors)
    assert [p.field for p in said] == ["text", "limit", "body", "name"]
    assert [p.expected.en for p in said[:2]] == ["at most 400 characters", "1 or more"]
    assert said[3].expected.zh == "形如 ^[A-Z]{2}$ 的文本"
