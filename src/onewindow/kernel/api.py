"""What the API of every desk shares: who asks, the shapes of common things, answers in JSON.

A request is made with a key (``Authorization: Bearer ow_...``) or from a page's session. A session's cookie is sent by
the browser whoever wrote the page, so a session that sends more than a question must bring the page's CSRF token.
"""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Schema
from ninja.security.base import AuthBase
from ninja.utils import check_csrf
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import NotAllowed, SignInNeeded, TooLarge
from onewindow.kernel.requests import actor_of
from onewindow.texts import Text

HIGHEST_ID = 2**63 - 1
FORM_OVERHEAD = 1 << 20
"""Bytes a multipart form may need beside the file in it."""
FORGED = Text("The CSRF token of the page is missing or not right.", "缺少页面的 CSRF 令牌，或令牌不正确。")
ROLE = Text("Your role does not allow this.", "您的角色无权执行此操作。")


class Given(Schema):
    """Base of what is sent to the API: a field nobody knows is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Words(Schema):
    """The same words in English and in Chinese."""

    en: str
    zh: str


def words(text: Text) -> dict[str, str]:
    """A text of a declaration as ``Words``."""
    return {"en": text.en, "zh": text.zh}


def _without_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError("text without NUL")
    return value


Line = Annotated[str, AfterValidator(_without_nul), Field(json_schema_extra={"pattern": "^[^\\u0000]*$"})]
"""Text that every database can hold."""
Office = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
NiceNumber = Annotated[int, Field(strict=True, ge=1, le=45)]
RecordId = Annotated[int, Field(ge=1, le=HIGHEST_ID)]
StepName = Annotated[str, Path(pattern="^[a-z_]+$", max_length=40)]
"""The name of a step of a procedure, in the path of its operation."""
After = Annotated[int, Query(ge=0, le=HIGHEST_ID, description="the `next` of the page before")]
PageSize = Annotated[int, Query(ge=1, le=200, description="how many at most")]


class _Caller(AuthBase):
    def __init__(self, *roles: Role) -> None:
        self.roles = roles
        super().__init__()

    def _admitted(self, request: HttpRequest, actor: Actor) -> Actor:
        if self.roles and not actor.has(*self.roles):
            raise NotAllowed(ROLE)
        _check_size(request)
        return actor


class ApiKey(_Caller):
    """A key made on the account page."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Actor | None:
        """The holder of the key. Raises ``SignInNeeded`` for a key that is not (or no longer) one of ours."""
        if "Authorization" not in request.headers:
            return None
        actor = actor_of(request)
        if actor.id is None or not request.headers["Authorization"].lower().startswith("bearer "):
            raise SignInNeeded()
        return self._admitted(request, actor)


class Session(_Caller):
    """The session of somebody who signed in at the window."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Who is signed in. Raises ``NotAllowed`` for a request another site may have written."""
        actor = actor_of(request)
        if actor.id is None:
            return None
        admitted = self._admitted(request, actor)
        if check_csrf(request):
            raise NotAllowed(FORGED)
        return admitted


class Visitor(_Caller):
    """Nobody in particular. Stands last: it is asked when neither key nor session came."""

    openapi_type = "none"

    def __call__(self, request: HttpRequest) -> Actor | None:
        """The public."""
        return self._admitted(request, actor_of(request))


ANYBODY = [ApiKey(), Session(), Visitor()]
SIGNED_IN = [ApiKey(), Session()]


def only(*roles: Role) -> list[AuthBase]:
    """Signed in, with one of ``roles``."""
    return [ApiKey(*roles), Session(*roles)]


def answer(data: Any, status: int = 200) -> HttpResponse:
    """``data`` as JSON. The operation documents its shape; the contract tests hold it to that."""
    return HttpResponse(orjson.dumps(data), status=status, content_type="application/json")


def page(rows: list[dict[str, Any]], limit: int, key: str = "id") -> dict[str, Any]:
    """One page of up to ``limit`` rows, of which one more was read: ``next`` is null on the last page."""
    items = rows[:limit]
    return {"items": items, "next": items[-1][key] if len(rows) > limit else None}


def file_form(field: str, description: str) -> dict[str, Any]:
    """The OpenAPI description of a form with one file in it."""
    file = {"type": "string", "format": "binary", "description": description}
    form = {"type": "object", "required": [field], "properties": {field: file}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}}}


def _check_size(request: HttpRequest) -> None:
    multipart = request.content_type == "multipart/form-data"
    limit = settings.UPLOAD_LIMIT + FORM_OVERHEAD if multipart else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
        raise TooLarge(limit)
