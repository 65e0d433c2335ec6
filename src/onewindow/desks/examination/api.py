"""Applications for trademarks over the API."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import Path, Query, Router, Schema
from pydantic import Field

from onewindow.desks.examination import selectors, services
from onewindow.desks.examination.api_shapes import ApplicationOut, application_out
from onewindow.kernel import clock
from onewindow.kernel.api import SIGNED_IN, Given, Line, NiceNumber, PageSize, answer, file_form, page
from onewindow.kernel.errors import BadInput, Problem
from onewindow.kernel.requests import actor_of
from onewindow.texts import Text

router = Router(auth=SIGNED_IN)
NO_PICTURE = Problem("image", Text("a picture in the field `image` of a form", "表单字段 image 中的图片"))
PICTURE_FORM = file_form("image", "PNG, JPEG, WebP or SVG, at most 5 MB")


class DraftGiven(Given):
    """What is written into a draft; a field not given stays as it is."""

    text: Annotated[Line, Field(max_length=400, description="the words of the mark", examples=["山岚"])] = ""
    classes: Annotated[list[NiceNumber], Field(max_length=45, examples=[[30]], default_factory=list)]
    goods: Annotated[Line, Field(max_length=20_000, description="goods and services", examples=["茶"])] = ""
    applicant_name: Annotated[Line, Field(max_length=300)] = ""
    applicant_country: Annotated[str, Field(pattern="^([A-Z]{2})?$", examples=["CN"])] = ""

    def fields(self) -> dict[str, str]:
        """The fields that were given, as the desk takes them."""
        given = self.model_dump(exclude_unset=True)
        if "classes" in given:
            given["classes"] = "; ".join(str(number) for number in given["classes"])
        return given


class ApplicationsPage(Schema):
    """Applications by case; ask again with ``after`` set to ``next``."""

    items: list[ApplicationOut]
    next: UUID | None


CaseId = Annotated[UUID, Path()]


@router.get("", response=ApplicationsPage, summary="Applications", operation_id="list_applications")
def list_applications(
    request: HttpRequest,
    after: Annotated[UUID | None, Query(description="the `next` of the page before")] = None,
    limit: PageSize = 50,
) -> HttpResponse:
    """The applications that are the caller's business."""
    found = selectors.visible_to(actor_of(request)).order_by("pk")
    if after is not None:
        found = found.filter(pk__gt=after)
    return answer(page([application_out(application) for application in found[: limit + 1]], limit, "case_id"))


@router.post("", response={201: ApplicationOut}, summary="Begin a draft", operation_id="begin_application")
def begin_application(request: HttpRequest, given: DraftGiven) -> HttpResponse:
    """A new draft, seen by the caller alone until it is filed (``/api/cases/{case_id}/transitions/file``)."""
    application = services.begin_draft(actor_of(request), clock.now(), given.fields())
    return answer(application_out(application), status=201)


@router.get("/{case_id}", response=ApplicationOut, summary="An application", operation_id="get_application")
def get_application(request: HttpRequest, case_id: CaseId) -> HttpResponse:
    """One application."""
    return answer(application_out(selectors.application(actor_of(request), case_id)))


@router.patch("/{case_id}", response=ApplicationOut, summary="Save a draft", operation_id="save_application")
def save_application(request: HttpRequest, case_id: CaseId, given: DraftGiven) -> HttpResponse:
    """Write into a draft."""
    return answer(application_out(services.save_draft(actor_of(request), clock.now(), case_id, given.fields())))


@router.put(
    "/{case_id}/picture", response=ApplicationOut, summary="Set the picture", operation_id="set_picture",
    openapi_extra=PICTURE_FORM,
)  # fmt: skip
def set_picture(request: HttpRequest, case_id: CaseId) -> HttpResponse:
    """Put a picture of the mark into a draft."""
    selectors.application(actor_of(request), case_id)
    picture = None
    if request.content_type == "multipart/form-data":
        try:  # Django reads forms of POST by itself, of PUT only when asked
            picture = request.parse_file_upload(request.META, request)[1].get("image")
        except MultiPartParserError:
            raise BadInput([NO_PICTURE]) from None
    if picture is None or picture.file is None:
        raise BadInput([NO_PICTURE])
    kept = services.set_picture(actor_of(request), clock.now(), case_id, picture.file, picture.name or "")
    return answer(application_out(kept))


@router.delete(
    "/{case_id}/picture", response=ApplicationOut, summary="Take the picture out", operation_id="remove_picture"
)
def remove_picture(request: HttpRequest, case_id: CaseId) -> HttpResponse:
    """Take the picture out of a draft."""
    return answer(application_out(services.set_picture(actor_of(request), clock.now(), case_id, None)))
