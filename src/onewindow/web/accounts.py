"""Signing in and out, one's own account, and the administrator's page of people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onewindow.desks.register.models import Party
from onewindow.kernel import clock, ledger, people
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput, NotFound
from onewindow.kernel.language import current_language
from onewindow.kernel.people import Person
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import listed, moment


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in; a door that saw too many failures stays closed for a quarter of an hour."""
    target = request.POST.get("next") or request.GET.get("next") or reverse("home")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = reverse("home")
    error = ""
    if request.method == "POST":
        name = request.POST.get("sign_in_name", "").strip().lower()
        address, now = request.META.get("REMOTE_ADDR", ""), clock.now()
        if people.sign_in_is_closed(name, address, now):
            error = _("Too many attempts failed. Try again in a quarter of an hour.")
        elif person := authenticate(request, username=name, password=request.POST.get("password", "")):
            login(request, person)
            with transaction.atomic():
                assert isinstance(person, Person)
                ledger.append(person.actor(), "person.signed_in", f"person/{person.pk}", now)
            return redirect(target)
        else:
            people.sign_in_failed(name, address, now)
            error = _("The name or the password is wrong.")
    return render(request, "sign_in.html", {"next": target, "error": error}, status=422 if error else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("home")


def _signed_in(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise NotFound()
    return request.user


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: roles, a new password, keys to the API."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('sign-in')}?next={reverse('account')}")
    person = _signed_in(request)
    actor, now = actor_of(request), clock.now()
    key, error = "", ""
    match request.POST.get("what") if request.method == "POST" else None:
        case "key":
            key = people.make_key(actor, now, person, request.POST.get("name", ""))
        case "withdraw":
            withdrawn = request.POST.get("key", "")
            people.withdraw_key(actor, now, person, int(withdrawn) if withdrawn.isdigit() else 0)
        case "password":
            error = _new_password(request, person, actor)
            if not error:
                messages.success(request, _("The password was changed."))
                return redirect("account")
    keys = [{"id": k.pk, "name": k.name, "made": moment(k.made_at)} for k in person.api_keys.order_by("pk")]
    roles = [role.label.say(current_language()) for role in sorted(actor.roles) if role != Role.PUBLIC]
    context = {"keys": keys, "key": key, "error": error, "roles": roles}
    return render(request, "account.html", context, status=422 if error else 200)


def _new_password(request: HttpRequest, person: Person, actor: Actor) -> str:
    new = request.POST.get("new", "")
    if not person.check_password(request.POST.get("old", "")):
        return _("The present password is wrong.")
    try:
        validate_password(new, person)
    except ValidationError:
        return _("The new password needs 12 characters or more and must not be a common one.")
    with transaction.atomic():
        person.set_password(new)
        person.save(update_fields=["password"])
        ledger.append(actor, "person.changed", f"person/{person.pk}", clock.now(), data={"password": True})
    update_session_auth_hash(request, person)
    return ""


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.has(Role.ADMINISTRATOR):
        raise NotFound()
    return actor


@require_http_methods(["GET", "POST"])
def people_page(request: HttpRequest) -> HttpResponse:
    """Everybody who can sign in, and the form that lets somebody in."""
    actor = _administrator(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        given = request.POST
        try:
            added = people.add_person(
                actor, clock.now(), given.get("sign_in_name", ""), given.get("full_name", ""),
                given.get("password", ""), _roles(given.getlist("roles")), _party(given.get("party", "")),
            )  # fmt: skip
            messages.success(request, _("%(name)s can sign in now.") % {"name": added.full_name})
            return redirect("people")
        except BadInput as error:
            errors = {p.field: p.wanted() for p in error.problems}
    rows = [
        {
            "name": {"text": p.full_name, "href": reverse("person", args=[p.pk])},
            "sign_in_name": p.sign_in_name,
            "roles": listed(Role(r.role).label.say(current_language()) for r in p.roles.all()),
            "active": _("yes") if p.is_active else _("no"),
        }
        for p in Person.objects.prefetch_related("roles").order_by("sign_in_name")
    ]
    context = {"rows": rows, "errors": errors, "given": request.POST, "role_options": _role_options(),
               "given_roles": request.POST.getlist("roles")}  # fmt: skip
    return render(request, "people.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def person_page(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person: roles, party, whether they may sign in."""
    actor = _administrator(request)
    person = get_object_or_404(Person, pk=person_id)
    errors: dict[str, str] = {}
    roles = list(person.roles.values_list("role", flat=True))
    if request.method == "POST":
        given = request.POST
        roles = given.getlist("roles")
        try:
            people.change_person(
                actor, clock.now(), person_id, roles=_roles(roles), active=bool(given.get("active")),
                party_id=_party(given.get("party", "")),
            )  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("person", person_id)
        except BadInput as error:
            errors = {p.field: p.wanted() for p in error.problems}
    context = {"subject": person, "errors": errors, "role_options": _role_options(), "roles": roles}
    return render(request, "person.html", context, status=422 if errors else 200)


def _role_options() -> list[dict[str, Any]]:
    return [{"value": r.value, "label": r.label.say(current_language())} for r in Role if r != Role.PUBLIC]


def _roles(names: list[str]) -> set[Role]:
    return {Role(name) for name in names if name in Role.__members__.values()}


def _party(value: str) -> int | None:
    """The party of a register id; nobody for an id that is not there."""
    known = value.isdigit() and len(value) < 19 and Party.objects.filter(pk=int(value)).exists()
    return int(value) if known else None


urls = [
    path("sign-in", sign_in, name="sign-in"),
    path("sign-out", sign_out, name="sign-out"),
    path("account", account, name="account"),
    path("people", people_page, name="people"),
    path("people/<int:person_id>", person_page, name="person"),
]
