"""A small world with things of one holder in it, for everybody else to try their hands at."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.security.access_table import DESKS

from onewindow.kernel.access import Actor, Role

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3" fill="#c00"/></svg>'
CSV = b"jurisdiction,number,text,classes,status,filing_date,owner_name\nCN,B1,Q,99,registered,2019-05-31,Q\n"


@dataclass(frozen=True)
class World:
    """What there is, by the names of the parameters of routes, and whose it is."""

    owner: Actor
    draft: str
    filed: str
    parameters: dict[str, Any]


@pytest.fixture
def world(make_actor: Callable[..., Actor], register_of: Callable[..., Any], now: datetime, tmp_path: Path) -> World:
    from onewindow.desks.examination import services, watches
    from onewindow.desks.register.services import ask_import
    from onewindow.kernel import flow, ledger

    register_of(["酷奇"])
    owner = make_actor(Role.HOLDER)
    whole = {"text": "鹿鸣", "classes": "30", "goods": "茶", "applicant_name": "鹿鸣茶业"}
    draft = services.begin_draft(owner, now, {**whole, "text": "私藏"})
    services.set_picture(owner, now, draft.pk, io.BytesIO(LOGO), "logo.svg")
    filed = services.begin_draft(owner, now, whole)
    services.set_picture(owner, now, filed.pk, io.BytesIO(LOGO), "logo.svg")
    flow.fire(filed.pk, "file", owner, now)
    filed.refresh_from_db()
    assert filed.right is not None
    file = tmp_path / "marks.csv"
    file.write_bytes(CSV)
    run, job = ask_import(make_actor(Role.ADMINISTRATOR), now, file, "marks.csv")
    watch = watches.save(owner, now, "酷奇")
    private = ledger.Entry.objects.filter(action="trademark.draft_saved").earliest("seq")
    parameters = {
        "right_id": filed.right.pk, "party_id": filed.right.owner_id, "person_id": make_actor().id, "run_id": run.pk,
        "job_id": job.pk, "seq": private.seq, "indicator": "register-size",
        "watch_id": watch.pk, "sitting_id": 1, "key": "0" * 64,
    }  # fmt: skip
    for desk in DESKS:
        parameters |= desk.things(owner, make_actor, now)
    return World(owner, str(draft.pk), str(filed.pk), parameters)


@pytest.fixture
def browser_of(make_actor: Callable[..., Actor]) -> Callable[[str], Client]:
    """A browser of ``nobody`` or of a person with one role; its pages' CSRF tokens are taken for granted here."""

    def browser(caller: str) -> Client:
        from onewindow.kernel.people import Person

        client = Client(raise_request_exception=False)
        if caller != "nobody":
            roles = () if caller == "public" else (Role(caller),)
            client.force_login(Person.objects.get(pk=make_actor(*roles).id))
        return client

    return browser


def routes() -> Iterator[str]:
    """Every route of the window, once."""
    yield from sorted(set(_routes(get_resolver().url_patterns)))


def _routes(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route
