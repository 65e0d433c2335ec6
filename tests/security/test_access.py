"""Every route, every method, every kind of caller, held against one table."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.security.access_table import API, BODIES, NOWHERE, PAGES, QUERIES
from tests.security.conftest import World, routes

from onewindow.kernel.access import Role

pytestmark = pytest.mark.django_db
TABLE = {**PAGES, **API}
CALLERS = ["nobody", *(role.value for role in Role)]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def expected(line: str, caller: str) -> int:
    """The answer that a line of the table has for a caller."""
    *special, general = (part.split() for part in line.split(","))
    for status, *callers in special:
        if caller in callers:
            return int(status)
    assert len(general) == 1, f"the last answer of {line!r} is for everybody else"
    return int(general[0])


def address(route: str, world: World) -> str:
    """A route with things of somebody else in it."""
    case = world.draft if route.startswith("/applications/") else world.filed
    if "/protection/" in route:
        case = world.parameters["complaint_case"]
    steps = {"case_id": case, "name": "withdraw" if "case" in route or "/steps/" in route else "register-size"}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str({**world.parameters, **steps}[found[1]]), route)


def ask(client: Client, method: str, route: str, world: World) -> Any:
    """Make the request, with what the table says is sent along."""
    line = f"{method} {route}"
    to = address(route, world) + (f"?{QUERIES[line]}" if line in QUERIES else "")
    body: Any = BODIES.get(line, {})
    if route.startswith("/api/imports") or route.endswith("/picture"):
        return client.generic(method, to, b"", content_type="multipart/form-data; boundary=none")
    if route.startswith("/api/"):
        return client.generic(method, to, json.dumps(body), content_type="application/json")
    if method == "POST":
        return client.post(to, body)
    return client.generic(method, to)


def test_every_route_is_in_the_table() -> None:
    listed = {line.split()[1] for line in TABLE} | NOWHERE
    assert set(routes()) - listed == set(), "routes that nobody decided about: add them to access_table.py"
    assert listed - set(routes()) == set(), "routes that are gone: take them out of access_table.py"


def test_every_caller_of_the_table_is_one() -> None:
    named = {caller for line in TABLE.values() for part in line.split(",") for caller in part.split()[1:]}
    assert named <= set(CALLERS)


@pytest.mark.parametrize("caller", CALLERS)
def test_the_window_answers_as_the_table_says(caller: str, world: World, browser_of: Callable[[str], Client]) -> None:
    wrong = []
    for line, answers in TABLE.items():
        method, route = line.split()
        # Signing out and changing passwords end a session, so each line is asked from a browser of its own.
        answer = ask(browser_of(caller), method, route, world)
        if answer.status_code != expected(answers, caller):
            wrong.append(f"{line}: {answer.status_code}, not {expected(answers, caller)}")
    assert not wrong


def test_methods_that_are_not_in_the_table_are_refused(world: World, browser_of: Callable[[str], Client]) -> None:
    client = browser_of("administrator")
    wrong = []
    for route in routes():
        for method in METHODS:
            if f"{method} {route}" in TABLE:
                continue
            answer = ask(client, method, route, world)
            due = 404 if route in NOWHERE else 405
            if answer.status_code != due:
                wrong.append(f"{method} {route}: {answer.status_code}, not {due}")
    assert not wrong


def test_the_owner_sees_what_the_others_do_not(world: World, client_as: Callable[..., Client]) -> None:
    client = client_as(actor=world.owner)
    for place in ("edit", "check", "picture"):
        assert client.get(f"/applications/{world.draft}/{place}").status_code == 200
    assert client.get(f"/applications/{world.filed}/picture").status_code == 200
    assert client.get(f"/cases/{world.filed}").status_code == 200
    assert client.get(f"/api/applications/{world.draft}").status_code == 200


@pytest.mark.parametrize("caller", [caller for caller in CALLERS if caller != "nobody"])
def test_nobody_else_sees_a_draft(caller: str, world: World, browser_of: Callable[[str], Client]) -> None:
    client = browser_of(caller)
    assert client.get(f"/cases/{world.draft}").status_code == 404
    assert client.post(f"/cases/{world.draft}/discard").status_code == 404
    assert client.get(f"/api/cases/{world.draft}").status_code == 404
    assert "私藏" not in client.get("/applications").content.decode()
    assert "私藏" not in client.get("/api/applications").content.decode()
    assert client.get("/applications/00000000-0000-0000-0000-000000000000/edit").status_code == 404


def test_what_is_hidden_and_what_is_not_there_are_answered_alike(
    world: World, browser_of: Callable[[str], Client]
) -> None:
    client = browser_of("holder")
    hidden = client.get(f"/cases/{world.draft}").content
    absent = client.get("/cases/00000000-0000-4000-8000-000000000000").content
    strip = re.compile(rb"[0-9a-f-]{36}|name=\"csrfmiddlewaretoken\" value=\"[^\"]+\"")
    assert strip.sub(b"", hidden) == strip.sub(b"", absent)
