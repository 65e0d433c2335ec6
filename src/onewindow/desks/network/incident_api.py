"""Alarms and incidents over the API: RFC 8632 and TMF642 in and out, TMF656 and RDF out, logs and topologies in."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from onewindow.desks.network import incident_exports as exports
from onewindow.desks.network import incident_loading, incident_selectors, incident_services, knowing, maps
from onewindow.desks.network import incident_rfc8632 as rfc8632
from onewindow.desks.network.case_api import AfterCase, case_page, file_of
from onewindow.desks.network.incident_exports import iso
from onewindow.desks.network.incident_repairs import moments
from onewindow.desks.network.models import AlarmRecord, CausalEdge, Incident, Intake
from onewindow.desks.network.policy import READERS
from onewindow.kernel import clock
from onewindow.kernel.api import After, PageSize, answer, file_form, only
from onewindow.kernel.errors import BadInput, Problem
from onewindow.kernel.requests import actor_of
from onewindow.texts import Text

router = Router(auth=only(*READERS))
AT_ONCE = 5000
CaseId = Annotated[UUID, Path()]
AlarmId = Annotated[int, Path(ge=1, lt=2**63)]
OfIncident = Annotated[UUID | None, Query(description="case of an incident: its alarms only")]


class IncidentOut(Schema):
    """An incident: its moments, roots, candidates in order, evidence, what it touches."""

    case_id: UUID
    number: str
    state: str
    moments: dict[str, str | None]
    roots: list[str]
    fault: str
    probability: float
    candidates: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    devices: list[str]
    scenarios: list[str]
    services: list[dict[str, str]]
    alarms: int
    replay: bool
    synthetic: bool
    remote: bool | None


class IncidentsPage(Schema):
    """Incidents by case; ask again with ``after`` set to ``next``."""

    items: list[IncidentOut]
    next: UUID | None


class IntakeOut(Schema):
    """What became of what was sent; records refused are named with what was expected."""

    id: int
    counts: dict[str, int]
    refused: list[str]


class Rfc8632Page(Schema):
    """``ietf-alarms`` alarm list (RFC 8632), a page of it."""

    alarm: list[dict[str, Any]]
    next: int | None


class Rfc8632Given(Schema):
    """RFC 8632 alarms: resource, alarm-type-id, time-created, is-cleared, perceived-severity, alarm-text."""

    alarm: Annotated[list[dict[str, Any]], Field(max_length=AT_ONCE)]


class Tmf642Page(Schema):
    """TMF642 alarms, a page of them."""

    items: list[dict[str, Any]]
    next: int | None


class Tmf642Given(Schema):
    """TMF642 alarms: alarmedObject.id, alarmRaisedTime, perceivedSeverity, specificProblem, state, alarmDetails."""

    items: Annotated[list[dict[str, Any]], Field(max_length=AT_ONCE)]


def incident_out(one: Incident) -> dict[str, Any]:
    """An incident as ``IncidentOut``."""
    return {
        "case_id": str(one.pk), "number": one.number, "state": one.case.state,
        "moments": {name: iso(at) for name, at in moments(one)}, "roots": one.roots, "fault": one.fault,
        "probability": one.probability, "candidates": one.candidates, "evidence": one.steps, "devices": one.devices,
        "scenarios": one.scenarios, "services": one.services, "alarms": one.alarms_counted, "replay": one.replay,
        "synthetic": one.synthetic, "remote": one.remote,
    }  # fmt: skip


def intake_out(one: Intake, problems: list[Problem]) -> dict[str, Any]:
    """What became of a call as ``IntakeOut``."""
    return {"id": one.pk, "counts": one.counts, "refused": [p.say() for p in problems]}


@router.get("/incidents", response=IncidentsPage, summary="Incidents", operation_id="list_incidents")
def list_incidents(
    request: HttpRequest,
    after: AfterCase = None,
    limit: PageSize = 50,
) -> HttpResponse:
    """The incidents, by case."""
    return case_page(incident_selectors.incidents(actor_of(request)), incident_out, after, limit)


@router.get("/incidents/{incident_id}", response=IncidentOut, summary="An incident", operation_id="get_incident")
def get_incident(request: HttpRequest, incident_id: CaseId) -> HttpResponse:
    """One incident. It is moved on by ``/api/cases/{case_id}/transitions/approve`` and so on."""
    return answer(incident_out(incident_selectors.incident(actor_of(request), incident_id)))


@router.get(
    "/incidents/{incident_id}/problem", response=dict[str, Any], summary="As TMF656", operation_id="get_service_problem"
)
def get_problem(request: HttpRequest, incident_id: CaseId) -> HttpResponse:
    """The incident as a TMF656 ServiceProblem."""
    return answer(exports.tmf656(incident_selectors.incident(actor_of(request), incident_id)))


def _alarms(
    request: HttpRequest, incident: UUID | None, after: int, limit: int
) -> tuple[list[AlarmRecord], int | None]:
    found = incident_selectors.alarms(actor_of(request)).filter(pk__gt=after)
    if incident is not None:
        found = found.filter(incident=incident)
    rows = list(found[: limit + 1])
    return rows[:limit], rows[limit - 1].pk if len(rows) > limit else None


@router.get("/alarms/rfc8632", response=Rfc8632Page, summary="Alarms, RFC 8632", operation_id="list_rfc8632")
def list_rfc8632(
    request: HttpRequest, incident: OfIncident = None, after: After = 0, limit: PageSize = 50
) -> HttpResponse:
    """Alarm records as RFC 8632 has them."""
    rows, following = _alarms(request, incident, after, limit)
    return answer({"alarm": rfc8632.alarm_list(rows, knowing.in_force()), "next": following})


@router.get("/alarms/tmf642", response=Tmf642Page, summary="Alarms, TMF642", operation_id="list_tmf642")
def list_tmf642(
    request: HttpRequest, incident: OfIncident = None, after: After = 0, limit: PageSize = 50
) -> HttpResponse:
    """Alarm records as TMF642 alarms."""
    rows, following = _alarms(request, incident, after, limit)
    known, related = knowing.in_force(), exports.family(rows)
    return answer({"items": [exports.tmf642(row, known, related) for row in rows], "next": following})


@router.get("/alarms/tmf642/{alarm_id}", response=dict[str, Any], summary="An alarm, TMF642", operation_id="get_tmf642")
def get_tmf642(request: HttpRequest, alarm_id: AlarmId) -> HttpResponse:
    """One alarm, with links to the alarm that led to it and those of the same incident."""
    row = incident_selectors.alarm(actor_of(request), alarm_id)
    return answer(exports.tmf642(row, knowing.in_force(), exports.family([row])))


class Acknowledged(Schema):
    """What a client may change of an alarm: TMF642's ``ackState``."""

    ackState: Literal["acknowledged", "unacknowledged"]  # noqa: N815 - TMF642's name


@router.patch(
    "/alarms/tmf642/{alarm_id}", response=dict[str, Any], summary="Acknowledge an alarm", operation_id="patch_tmf642"
)
def patch_tmf642(request: HttpRequest, alarm_id: AlarmId, given: Acknowledged) -> HttpResponse:
    """Acknowledge an alarm, or take that back."""
    actor = actor_of(request)
    row = incident_selectors.alarm(actor, alarm_id)
    state = "ack" if given.ackState == "acknowledged" else "none"
    incident_services.set_operator_state(actor, clock.now(), row, state)
    return answer(exports.tmf642(row, knowing.in_force(), exports.family([row])))


@router.get(
    "/alarms/rfc8632/{alarm_id}", response=dict[str, Any], summary="An alarm, RFC 8632", operation_id="get_rfc8632"
)
def get_rfc8632(request: HttpRequest, alarm_id: AlarmId) -> HttpResponse:
    """One alarm as RFC 8632 has it."""
    row = incident_selectors.alarm(actor_of(request), alarm_id)
    return answer(rfc8632.alarm_list([row], knowing.in_force())[0])


@router.get(
    "/alarm-types.yang", summary="Types of alarms as YANG", operation_id="get_alarm_types",
    openapi_extra={"responses": {200: {"content": {"application/yang": {"schema": {"type": "string"}}}}}},
)  # fmt: skip
def get_alarm_types(request: HttpRequest) -> HttpResponse:
    """The YANG module of our alarm types, beside which RFC 8632 records are valid."""
    actor_of(request)
    return HttpResponse(rfc8632.yang(knowing.in_force()), content_type="application/yang")


@router.post("/alarms/rfc8632", response=IntakeOut, summary="Send alarms, RFC 8632", operation_id="send_rfc8632")
def send_rfc8632(request: HttpRequest, given: Rfc8632Given) -> HttpResponse:
    """Take in alarms; the good ones are in, the others are named. Sent twice, they count once."""
    return answer(intake_out(*_send(request, given.alarm, "rfc8632")))


@router.post("/alarms/tmf642", response=IntakeOut, summary="Send alarms, TMF642", operation_id="send_tmf642")
def send_tmf642(request: HttpRequest, given: Tmf642Given) -> HttpResponse:
    """Take in alarms; the good ones are in, the others are named. Sent twice, they count once."""
    return answer(intake_out(*_send(request, given.items, "tmf642")))


def _send(request: HttpRequest, records: list[dict[str, Any]], source: str) -> tuple[Intake, list[Problem]]:
    return incident_loading.load_records(actor_of(request), clock.now(), records, source)


class MapOut(Schema):
    """A topology that was put in force."""

    devices: int
    links: int
    notes: list[str]


@router.post(
    "/map", response=MapOut, summary="Put a topology in force", operation_id="load_map",
    openapi_extra=file_form("file", "CDP/LLDP map or RFC 8345 (.json), .graphml or .csv"),
)  # fmt: skip
def load_map(request: HttpRequest) -> HttpResponse:
    """Put a topology in force."""
    content, name = _file(request, maps.LIMIT)
    kept = maps.load(actor_of(request), clock.now(), content, name)
    return answer({"devices": len(kept.devices), "links": len(kept.links), "notes": kept.notes})


@router.post(
    "/logs", response=IntakeOut, summary="Take in a log", operation_id="load_log",
    openapi_extra=file_form("file", "syslog as text, named after its device up to the first dot"),
)  # fmt: skip
def load_log(request: HttpRequest) -> HttpResponse:
    """Take in a log; the same content is taken in once."""
    content, name = _file(request, incident_loading.LIMIT)
    return answer(intake_out(incident_loading.load_log(actor_of(request), clock.now(), content, name), []))


def _file(request: HttpRequest, limit: int) -> tuple[bytes, str]:
    content, name = file_of(request, limit)
    if len(content) > limit:
        expected = Text("a file of at most {limit} bytes", "不超过 {limit} 字节的文件").fill(limit=limit)
        raise BadInput([Problem("file", expected)], file=name)
    return content, name


@router.get(
    "/graph", summary="The graph as RDF", operation_id="get_graph",
    openapi_extra={"responses": {200: {"content": {"text/turtle": {"schema": {"type": "string"}}}}}},
)  # fmt: skip
def get_graph(request: HttpRequest) -> HttpResponse:
    """Devices, links, kinds of alarms and their causes, faults and repairs, in Turtle."""
    actor_of(request)
    network = maps.in_force()[1]
    return HttpResponse(exports.turtle(network, CausalEdge.objects.order_by("pk")), content_type="text/turtle")
