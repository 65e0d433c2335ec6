"""The errors every operation of the API may answer, documented once, all in one shape."""

from __future__ import annotations

import logging
from http import HTTPMethod, HTTPStatus
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from onewindow.kernel.errors import BadInput, NotFound, OnewindowError, SignInNeeded
from onewindow.kernel.problems import MEDIA_TYPE, problem_answer, problems_of
from onewindow.texts import Text

log = logging.getLogger(__name__)
STATUSES = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "Problem details (RFC 9457)",
    "required": ["type", "title", "title_zh", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "title_zh": {"type": "string"},
        "status": {"type": "integer"},
        "problems": {
            "type": "array",
            "description": "what is wrong, field by field",
            "items": {
                "type": "object",
                "required": ["field", "row", "expected", "expected_zh", "got"],
                "properties": {
                    "field": {"type": "string"},
                    "row": {"type": ["integer", "null"]},
                    "expected": {"type": "string"},
                    "expected_zh": {"type": "string"},
                    "got": {"type": "string"},
                },
            },
        },
    },
}


UNREADABLE = Text(
    "The request cannot be read: is it whole, and JSON where JSON is due?",
    "无法读取请求：内容是否完整，是否为有效的 JSON？",
)


class Unreadable(OnewindowError):
    """The request cannot be read at all."""

    status = 400
    code = "unreadable"

    def __init__(self) -> None:
        super().__init__(UNREADABLE)


class NoSuchMethod(OnewindowError):
    """The address is right, the method is not."""

    status = 405
    code = "no-such-method"

    def __init__(self) -> None:
        super().__init__(Text("This address does not take this method.", "此地址不支持该请求方法。"))


class Fault(OnewindowError):
    """An error of ours."""

    def __init__(self) -> None:
        super().__init__(Text("An error of ours; it has been written down.", "系统内部错误，已记录。"))


def handle(api: NinjaAPI) -> None:
    """Let ``api`` answer every error as problem details."""
    for kind in (Exception, ValidationError, HttpError, Http404):  # those for which ninja has answers of its own
        api.add_exception_handler(kind, _answer)


def _answer(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    match error:
        case OnewindowError():
            return problem_answer(error)
        case ValidationError():
            return problem_answer(BadInput(problems_of(error.errors)))
        case HttpError(status_code=401):
            return problem_answer(SignInNeeded())
        case HttpError(status_code=400) | SuspiciousOperation() | MultiPartParserError():
            return problem_answer(Unreadable())
        case Http404():
            return problem_answer(NotFound())
    log.error("%s %s", request.method, request.path, exc_info=error if isinstance(error, Exception) else True)
    return problem_answer(Fault())


def not_here(request: HttpRequest) -> HttpResponse:
    """The answer at every address of the API where nothing is."""
    return problem_answer(NotFound())


def shaped(response: HttpResponse) -> HttpResponse:
    """A refusal of the method as problem details; every other answer as it is."""
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return response
    answer = problem_answer(NoSuchMethod())
    answer.headers["Allow"] = response.headers["Allow"]
    return answer


def document(schema: dict[str, Any]) -> None:
    """Add the shared errors to every operation of an OpenAPI ``schema``, and say where no sign-in is needed."""
    components = schema["components"]
    components["schemas"]["Problem"] = PROBLEM_SCHEMA
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        f"Problem{status}": {"description": HTTPStatus(status).phrase, "content": content} for status in STATUSES
    }
    components.get("securitySchemes", {}).pop("Visitor", None)
    methods = {method.value.lower() for method in HTTPMethod}
    for operations in schema["paths"].values():
        for operation in (operations[method] for method in operations if method in methods):
            for status in STATUSES:
                operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
            operation["security"] = [{} if "Visitor" in way else way for way in operation["security"]]
