"""The people who sign in, their roles and their keys to the API."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.db import models, transaction

from onewindow.kernel import ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput, Problem
from onewindow.texts import Text


class Person(AbstractBaseUser):
    """Somebody who can sign in. What a person may do follows from the roles alone; there is no super-user."""

    sign_in_name = models.CharField(max_length=100, unique=True)
    full_name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    sample = models.BooleanField(default=False, help_text="made with the sample register")
    party_id = models.BigIntegerField(null=True, blank=True, help_text="register id of the party acted for")

    USERNAME_FIELD = "sign_in_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects = BaseUserManager["Person"]()

    def actor(self, request_id: str = "") -> Actor:
        """This person as an actor, with the roles of this moment."""
        roles = {Role.PUBLIC, *(Role(name) for name in self.roles.values_list("role", flat=True))}
        return Actor(self.full_name, self.pk, frozenset(roles), self.party_id, request_id)


class PersonRole(models.Model):
    """One role of one person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=[(role.value, role.label.en) for role in Role])

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "role"], name="one_row_a_role")]


class ApiKey(models.Model):
    """A key to the API. Only its hash is kept: a copy of the database opens nothing."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()


class FailedSignIn(models.Model):
    """A sign-in that failed; a few of them close the door for a while."""

    sign_in_name = models.CharField(max_length=100)
    address = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)


ledger.declare("person.added", Text("Person added", "新增人员"))
ledger.declare("person.changed", Text("Person changed", "人员信息变更"))
ledger.declare("person.signed_in", Text("Signed in", "登录"))
ledger.declare("person.key_made", Text("API key made", "生成接口密钥"))
ledger.declare("person.key_withdrawn", Text("API key withdrawn", "撤销接口密钥"))

FAILURES_ALLOWED = 8
FAILURES_WINDOW = timedelta(minutes=15)


def add_person(
    actor: Actor,
    now: datetime,
    sign_in_name: str,
    full_name: str,
    password: str,
    roles: set[Role],
    party_id: int | None = None,
    sample: bool = False,
) -> Person:
    """Let somebody in. Raises ``BadInput`` for a name that is taken or a password that is too weak."""
    problems = []
    name = sign_in_name.strip().lower()
    if not name or len(name) > 100 or any(c.isspace() for c in name):
        expected = Text("a name of 1 to 100 characters without spaces", "1 至 100 个字符且不含空格的登录名")
        problems.append(Problem("sign_in_name", expected, got=sign_in_name))
    elif Person.objects.filter(sign_in_name=name).exists():
        problems.append(Problem("sign_in_name", Text("a name not yet in use", "尚未被使用的登录名"), got=name))
    if not full_name.strip():
        problems.append(Problem("full_name", Text("the person's name", "人员姓名")))
    problems += _password_problems(password)
    if problems:
        raise BadInput(problems)
    hashed = make_password(password)  # slow by design: nobody should wait for it behind a lock
    with transaction.atomic():
        person = Person(
            sign_in_name=name, full_name=full_name.strip(), password=hashed, party_id=party_id, sample=sample
        )  # fmt: skip
        person.save()
        PersonRole.objects.bulk_create(PersonRole(person=person, role=role) for role in sorted(roles - {Role.PUBLIC}))
        ledger.append(actor, "person.added", f"person/{person.pk}", now, data={"roles": sorted(roles)})
    return person


def change_person(
    actor: Actor, now: datetime, person_id: int, *, roles: set[Role], active: bool, party_id: int | None
) -> Person:
    """Set a person's roles, party and whether they may sign in. The last administrator cannot be shut out."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person_id)
        # All of them locked: two administrators who demote each other at once must not both succeed.
        administrators = PersonRole.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk")
        others = [row for row in administrators.select_related("person") if row.person_id != person.pk]
        if not (active and Role.ADMINISTRATOR in roles) and not any(row.person.is_active for row in others):
            expected = Text("at least one active administrator to remain", "至少保留一名有效的管理员")
            raise BadInput([Problem("roles", expected)])
        PersonRole.objects.filter(person=person).delete()
        PersonRole.objects.bulk_create(PersonRole(person=person, role=role) for role in sorted(roles - {Role.PUBLIC}))
        person.is_active, person.party_id = active, party_id
        person.save(update_fields=["is_active", "party_id"])
        data: ledger.Data = {"roles": sorted(roles), "active": active, "party": party_id}
        ledger.append(actor, "person.changed", f"person/{person.pk}", now, data=data)
    return person


def change_password(actor: Actor, now: datetime, person_id: int, password: str) -> None:
    """Give a person a new password; sessions opened with the old one end. Raises ``BadInput`` when it is too weak."""
    problems = _password_problems(password)
    if problems:
        raise BadInput(problems)
    hashed = make_password(password)
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person_id)
        person.password = hashed
        person.save(update_fields=["password"])
        ledger.append(actor, "person.changed", f"person/{person.pk}", now, data={"password": True})


def _password_problems(password: str) -> list[Problem]:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    try:
        validate_password(password)
    except ValidationError:
        expected = Text("a password of 12 characters or more that is not common", "至少 12 个字符且不常见的密码")
        return [Problem("password", expected)]
    return []


def make_key(actor: Actor, now: datetime, person: Person, name: str) -> str:
    """A new API key for ``person``; the answer is the only time it is seen."""
    key = f"ow_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        made = ApiKey.objects.create(person=person, name=name.strip()[:100] or "key", digest=_digest(key), made_at=now)
        ledger.append(actor, "person.key_made", f"person/{person.pk}", now, data={"key": made.pk})
    return key


def withdraw_key(actor: Actor, now: datetime, person: Person, key_id: int) -> None:
    """End a key at once; a key of somebody else is left alone."""
    with transaction.atomic():
        if ApiKey.objects.filter(pk=key_id, person=person).delete()[0]:
            ledger.append(actor, "person.key_withdrawn", f"person/{person.pk}", now, data={"key": key_id})


def person_of_key(key: str) -> Person | None:
    """Who holds this API key, if anybody active does."""
    return Person.objects.filter(api_keys__digest=_digest(key), is_active=True).first()


def sign_in_is_closed(sign_in_name: str, address: str, now: datetime) -> bool:
    """True while too many sign-ins failed for this name or from this address."""
    recent = FailedSignIn.objects.filter(at__gt=now - FAILURES_WINDOW)
    by_name = recent.filter(sign_in_name=sign_in_name[:100].lower())
    # A stranger must not be able to lock a person out from elsewhere, hence the pair first, the name alone much later.
    return (
        by_name.filter(address=address[:64]).count() >= FAILURES_ALLOWED
        or recent.filter(address=address[:64]).count() >= FAILURES_ALLOWED * 4
        or by_name.count() >= FAILURES_ALLOWED * 16
    )


def sign_in_failed(sign_in_name: str, address: str, now: datetime) -> None:
    """Count a failure, and forget those that no longer matter."""
    FailedSignIn.objects.filter(at__lt=now - FAILURES_WINDOW).delete()
    FailedSignIn.objects.create(sign_in_name=sign_in_name[:100].lower(), address=address[:64], at=now)


def _digest(key: str) -> str:
    # The key has 256 bits of its own, so a fast hash is enough; argon2 is for passwords people choose.
    return hashlib.sha256(key.encode()).hexdigest()
