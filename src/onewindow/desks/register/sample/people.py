"""The sample people: one a role, so that every side of the window can be seen. Made with the sample register only."""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Count

from onewindow.desks.register.models import Party, Source
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.people import Person, add_person, change_password

PEOPLE = (
    ("holder", "Lin Wei 林薇 (sample)", Role.HOLDER),
    ("agent", "Chen Yu 陈宇 (sample)", Role.AGENT),
    ("examiner", "Zhao Min 赵敏 (sample)", Role.EXAMINER),
    ("seller", "Zhou Ting 周婷 (sample)", Role.SELLER),
    ("officer", "Gao Feng 高峰 (sample)", Role.ENFORCEMENT),
    ("lender", "Xu Lan 徐岚 (sample)", Role.LENDER),
    ("insurer", "He Jun 何俊 (sample)", Role.INSURER),
    ("engineer", "Ma Rui 马瑞 (sample)", Role.NETWORK),
    ("analyst", "Sun Jie 孙洁 (sample)", Role.ANALYST),
    ("admin", "Wu Hao 吴昊 (sample)", Role.ADMINISTRATOR),
)
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def password_file() -> Path:
    """Where the one password of the sample people is kept, readable by the installation's user alone."""
    return Path(settings.HOME) / "sample-password"


def make_people(actor: Actor, now: datetime) -> str:
    """Make the sample people that are not there yet; returns their password.

    When its file is gone a new password is made, for those who are there too. A name somebody else took stays theirs.
    """
    password, fresh = _kept_password()
    party_id = _party_with_most_rights()
    for name, full_name, role in PEOPLE:
        person = Person.objects.filter(sign_in_name=name).first()
        if person is None:
            party = party_id if role is Role.HOLDER else None
            add_person(actor, now, name, full_name, password, {role}, party, sample=True)
        elif person.sample and fresh:
            change_password(actor, now, person.pk, password)
    return password


def sign_in_names() -> list[str]:
    """The sign-in names of the sample people who may sign in."""
    there = set(Person.objects.filter(sample=True, is_active=True).values_list("sign_in_name", flat=True))
    return [name for name, _, _ in PEOPLE if name in there]


def _kept_password() -> tuple[str, bool]:
    path = password_file()
    if path.exists() and (kept := path.read_text().strip()):
        return kept, False
    fresh = "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(3))
    temporary = path.with_suffix(".tmp")
    with os.fdopen(os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        file.write(fresh + "\n")
    temporary.replace(path)
    return fresh, True


def _party_with_most_rights() -> int | None:
    parties = Party.objects.filter(source=Source.SAMPLE).annotate(n=Count("rights")).order_by("-n", "pk")
    return parties.values_list("pk", flat=True).first()
