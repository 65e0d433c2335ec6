"""People: who may sign in, the last administrator, the door that closes after failures, keys."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from onewindow.kernel import ledger, people
from onewindow.kernel.access import Actor, Role, house
from onewindow.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
HOUSE = house("tests")
PASSWORD = "correct horse battery"


def add(now: datetime, name: str = "lin", *roles: Role) -> people.Person:
    return people.add_person(HOUSE, now, name, "Lin", PASSWORD, set(roles))


def test_a_person_has_the_roles_given(now: datetime) -> None:
    person = add(now, " Lin ", Role.HOLDER, Role.ANALYST)
    assert person.sign_in_name == "lin"
    assert person.check_password(PASSWORD) and not person.check_password(PASSWORD + " ")
    assert person.password.startswith("argon2")
    assert person.actor().roles == {Role.PUBLIC, Role.HOLDER, Role.ANALYST}
    assert ledger.Entry.objects.get(action="person.added").data == {"roles": ["analyst", "holder"]}


@pytest.mark.parametrize(
    ("name", "full_name", "password", "field"),
    [
        ("", "Lin", PASSWORD, "sign_in_name"),
        ("lin li", "Lin", PASSWORD, "sign_in_name"),
        ("x" * 101, "Lin", PASSWORD, "sign_in_name"),
        ("TAKEN", "Lin", PASSWORD, "sign_in_name"),
        ("lin", " ", PASSWORD, "full_name"),
        ("lin", "Lin", "short", "password"),
        ("lin", "Lin", "password1234", "password"),
        ("lin", "Lin", "123456789012", "password"),
    ],
)
def test_what_is_wrong_is_named(now: datetime, name: str, full_name: str, password: str, field: str) -> None:
    add(now, "taken")
    with pytest.raises(BadInput) as refused:
        people.add_person(HOUSE, now, name, full_name, password, set())
    assert field in [problem.field for problem in refused.value.problems]
    assert people.Person.objects.count() == 1
    assert password not in refused.value.text.en or password == ""


def change(now: datetime, person: people.Person, roles: set[Role], active: bool = True) -> people.Person:
    return people.change_person(HOUSE, now, person.pk, roles=roles, active=active, party_id=None)


def test_the_last_administrator_stays(now: datetime) -> None:
    first = add(now, "first", Role.ADMINISTRATOR)
    for roles, active in (({Role.ANALYST}, True), ({Role.ADMINISTRATOR}, False)):
        with pytest.raises(BadInput):
            change(now, first, roles, active)
    assert first.actor().has(Role.ADMINISTRATOR)
    second = add(now, "second", Role.ADMINISTRATOR)
    change(now, second, {Role.ADMINISTRATOR}, active=False)
    with pytest.raises(BadInput):
        change(now, first, {Role.ANALYST})
    change(now, second, {Role.ADMINISTRATOR})
    change(now, first, {Role.ANALYST})
    assert not first.actor().has(Role.ADMINISTRATOR)


def test_the_door_closes_after_failures_and_opens_again(now: datetime) -> None:
    for n in range(people.FAILURES_ALLOWED):
        assert not people.sign_in_is_closed("lin", "1.1.1.1", now)
        people.sign_in_failed("LIN", "1.1.1.1", now + timedelta(seconds=n))
    assert people.sign_in_is_closed("lin", "1.1.1.1", now + timedelta(seconds=30))
    assert people.sign_in_is_closed("Lin", "1.1.1.1", now + timedelta(seconds=30))
    assert not people.sign_in_is_closed("lin", "2.2.2.2", now), "a stranger cannot lock a person out elsewhere"
    assert not people.sign_in_is_closed("wang", "1.1.1.1", now)
    assert not people.sign_in_is_closed("lin", "1.1.1.1", now + people.FAILURES_WINDOW + timedelta(minutes=1))


def test_guessing_many_names_from_one_address_or_one_name_from_many_closes_the_door(now: datetime) -> None:
    for n in range(people.FAILURES_ALLOWED * 4):
        people.sign_in_failed(f"name {n}", "1.1.1.1", now)
    assert people.sign_in_is_closed("a new name", "1.1.1.1", now)
    for n in range(people.FAILURES_ALLOWED * 16):
        people.sign_in_failed("lin", f"9.9.9.{n}", now)
    assert people.sign_in_is_closed("lin", "3.3.3.3", now)


def test_a_key_opens_until_it_is_withdrawn(now: datetime, make_actor: Callable[..., Actor]) -> None:
    person = add(now)
    other = add(now, "other")
    key = people.make_key(HOUSE, now, person, "script")
    assert people.person_of_key(key) == person
    assert people.person_of_key(key[:-1]) is None
    assert people.person_of_key("") is None
    kept = people.ApiKey.objects.get()
    assert key not in str(kept.__dict__)
    people.withdraw_key(HOUSE, now, other, kept.pk)
    assert people.person_of_key(key) == person, "a key of somebody else is left alone"
    people.withdraw_key(HOUSE, now, person, kept.pk)
    assert people.person_of_key(key) is None


def test_who_may_not_sign_in_may_not_use_a_key_either(now: datetime) -> None:
    person = add(now)
    key = people.make_key(HOUSE, now, person, "script")
    add(now, "administrator", Role.ADMINISTRATOR)
    change(now, person, set(), active=False)
    assert people.person_of_key(key) is None
