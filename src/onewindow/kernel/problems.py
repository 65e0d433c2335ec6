"""Errors as problem details (RFC 9457), in both languages at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse, JsonResponse

from onewindow.kernel.errors import BadInput, OnewindowError, Problem, SignInNeeded, TooMany
from onewindow.texts import Text

MEDIA_TYPE = "application/problem+json"

EXPECTED = {
    "missing": Text("a value", "非空值"),
    "extra_forbidden": Text("only fields of the description", "接口说明中的字段"),
    "string_type": Text("text", "文本"),
    "string_too_long": Text("at most {max_length} characters", "不超过 {max_length} 个字符"),
    "string_too_short": Text("at least {min_length} characters", "至少 {min_length} 个字符"),
    "string_pattern_mismatch": Text("text of the form {pattern}", "形如 {pattern} 的文本"),
    "int_type": Text("a whole number", "整数"),
    "int_parsing": Text("a whole number", "整数"),
    "int_from_float": Text("a whole number", "整数"),
    "greater_than_equal": Text("{ge} or more", "不小于 {ge} 的数"),
    "less_than_equal": Text("{le} or less", "不大于 {le} 的数"),
    "bool_type": Text("true or false", "true 或 false"),
    "bool_parsing": Text("true or false", "true 或 false"),
    "list_type": Text("a list", "列表"),
    "too_long": Text("at most {max_length} of them", "不超过 {max_length} 项"),
    "too_short": Text("at least {min_length} of them", "至少 {min_length} 项"),
    "enum": Text("one of {expected}", "以下之一：{expected}"),
    "literal_error": Text("one of {expected}", "以下之一：{expected}"),
    "uuid_parsing": Text("a UUID", "UUID"),
    "uuid_type": Text("a UUID", "UUID"),
    "not_a_day": Text("a date such as 2024-05-31", "形如 2024-05-31 的日期"),
}
FITTING = Text("a value as the description of the API says", "符合接口说明的值")
SOURCES = ("body", "query", "path", "form", "file", "given")


def problem(error: OnewindowError) -> dict[str, Any]:
    """The body of an error's answer; a ``BadInput`` names each field and what was expected there."""
    body: dict[str, Any] = {
        "type": f"urn:onewindow:{error.code}",
        "title": error.text.en,
        "title_zh": error.text.zh,
        "status": error.status,
    }
    if isinstance(error, BadInput):
        body["problems"] = [
            {"field": p.field, "row": p.row, "expected": p.expected.en, "expected_zh": p.expected.zh, "got": p.got}
            for p in error.problems
        ]
    return body


def problem_answer(error: OnewindowError) -> HttpResponse:
    """An error as an answer of the API, with the headers that belong to its status."""
    response = JsonResponse(problem(error), status=error.status, content_type=MEDIA_TYPE)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, SignInNeeded):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def problems_of(errors: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """One problem for each error pydantic reports; ``field`` is the path to the value, as ``queries.3.text``."""
    return [Problem(_field(error["loc"]), _expected(error)) for error in errors]


def _field(place: tuple[int | str, ...]) -> str:
    parts = list(place)
    while parts and parts[0] in SOURCES:
        parts.pop(0)
    return ".".join(str(part) for part in parts) or "body"


def _expected(error: Mapping[str, Any]) -> Text:
    expected = EXPECTED.get(error["type"], FITTING)
    return expected.fill(**error.get("ctx", {})) if "{" in expected.en else expected
