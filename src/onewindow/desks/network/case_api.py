"""What the APIs of incidents and of sites have in common: cases page by page, and a file of a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query

from onewindow.kernel.api import answer, page
from onewindow.kernel.errors import BadInput, Problem
from onewindow.texts import Text

Found = TypeVar("Found", bound=Model)
AfterCase = Annotated[UUID | None, Query(description="the `next` of the page before")]


def case_page(
    found: QuerySet[Found], shown: Callable[[Found], dict[str, Any]], after: UUID | None, limit: int
) -> HttpResponse:
    """Up to ``limit`` of what was found, by case, beginning after the case ``after``."""
    found = found.order_by("pk")
    if after is not None:
        found = found.filter(pk__gt=after)
    return answer(page([shown(one) for one in found[: limit + 1]], limit, "case_id"))


def file_of(request: HttpRequest, limit: int) -> tuple[bytes, str]:
    """Content, up to one byte beyond ``limit``, and name of the form's file. Raises ``BadInput`` if there is none."""
    file = request.FILES.get("file")
    if file is None:
        raise BadInput([Problem("file", Text("a file in the field `file` of a form", "表单字段 file 中的文件"))])
    return file.read(limit + 1), file.name or ""
