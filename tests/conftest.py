"""What the tests share: a register of a few marks, people in every role, a fixed moment."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from onewindow.kernel.access import Actor, Role

NOW = datetime(2024, 11, 20, 9, 0, tzinfo=UTC)
_numbers = count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="see tests/settings.py")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """As pytest-django has it, but the database may be emptied although the ledger is append-only."""
    from tests.guards import begin_ledger, without_guards

    flush = connection.ops.execute_sql_flush

    def flush_unguarded(statements: Iterable[str]) -> None:
        with without_guards():
            flush(statements)
        begin_ledger()

    connection.ops.execute_sql_flush = flush_unguarded  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def own_surroundings(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files and index of a test are its own, and what the process remembers of the last one is forgotten."""
    from onewindow.desks.register import marks_index
    from onewindow.kernel import jobs, rate

    # A test that is rolled back holds SQLite's write lock all the while: a heartbeat could only wait for it.
    monkeypatch.setattr(jobs, "HEARTBEAT_SECONDS", 3600)
    settings.HOME, settings.FILES_ROOT, settings.INDEX_ROOT = tmp_path, tmp_path / "files", tmp_path / "index"
    marks_index.follower.__init__()  # type: ignore[misc]
    rate.forget()
    yield


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def work() -> Callable[[], int]:
    """Do every job that waits, here and now. (A worker also closes its connection: the end of a rolled-back test.)"""
    from onewindow.kernel import clock, jobs

    def work() -> int:
        done = 0
        while run := jobs.claim(clock.now(), "tests"):
            jobs.perform(run)
            done += 1
        return done

    return work


@pytest.fixture
def make_actor(db: None) -> Callable[..., Actor]:
    """``make_actor(Role.HOLDER, party=7)``: a person of the database, as an actor."""
    from onewindow.kernel.access import house
    from onewindow.kernel.people import add_person

    def make(*roles: Role, party: int | None = None) -> Actor:
        number = next(_numbers)
        name = "-".join(roles) or "visitor"
        person = add_person(
            house("tests"), NOW, f"{name}-{number}", f"{name} {number}", "correct horse battery", set(roles), party
        )
        return person.actor()

    return make


@pytest.fixture
def client_as(make_actor: Callable[..., Actor]) -> Callable[..., Client]:
    """``client_as(Role.HOLDER)``: a browser that is signed in; its ``actor`` says as whom. CSRF is enforced."""
    from onewindow.kernel.people import Person

    def sign_in(*roles: Role, party: int | None = None, actor: Actor | None = None) -> Client:
        client = Client(enforce_csrf_checks=True)
        client.actor = actor or make_actor(*roles, party=party)  # type: ignore[attr-defined]
        client.force_login(Person.objects.get(pk=client.actor.id))  # type: ignore[attr-defined]
        return client

    return sign_in


@pytest.fixture
def key_client(make_actor: Callable[..., Actor]) -> Callable[..., Client]:
    """``key_client(Role.HOLDER)``: a program with that person's API key."""
    from onewindow.kernel.people import Person, make_key

    def make(*roles: Role, party: int | None = None, actor: Actor | None = None) -> Client:
        actor = actor or make_actor(*roles, party=party)
        key = make_key(actor, NOW, Person.objects.get(pk=actor.id), "tests")
        client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {key}"})
        client.actor, client.key = actor, key  # type: ignore[attr-defined]
        return client

    return make


@pytest.fixture
def register_of(db: None) -> Callable[..., list[Any]]:
    """``register_of(["酷奇", ("Coca", (32,))])``: these marks in the register and in the index, as rights."""
    from django.db import transaction

    from onewindow.desks.register import marks_index
    from onewindow.desks.register.models import Right, Source
    from onewindow.desks.register.recording import MarkRecord, record_block
    from onewindow.kernel.access import house

    def register(marks: Iterable[str | tuple[str, tuple[int, ...]]], **particulars: Any) -> list[Right]:
        given = {
            "jurisdiction": "CN",
            "status": "registered",
            "filing_date": date(2020, 1, 2),
            "registration_date": date(2021, 3, 4),
            "expiry_date": date(2031, 3, 3),
            "owner_name": "山岚有限公司",
            "owner_country": "CN",
            **particulars,
        }
        records = []
        for mark in marks:
            title, classes = (mark, (25,)) if isinstance(mark, str) else mark
            records.append(MarkRecord(number=f"T{next(_numbers):06d}", title=title, classes=classes, **given))
        with transaction.atomic():
            record_block(house("tests"), NOW, records, Source.IMPORT)
        marks_index.build()
        numbers = [record.number for record in records]
        return sorted(Right.objects.filter(number__in=numbers).select_related("owner"), key=lambda r: r.number)

    return register
