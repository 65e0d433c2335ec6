"""What protects a visitor whatever the page: headers, cookies, CSRF, the door of signing in, pictures, deployment."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from tests.security.access_table import API, PAGES
from tests.security.conftest import LOGO, World, routes
from tests.security.test_access import address

from onewindow.kernel.access import Role
from onewindow.kernel.people import FAILURES_ALLOWED, Person, make_key

pytestmark = pytest.mark.django_db
As = Callable[..., Client]
PASSWORD = "correct horse battery"


@pytest.fixture
def person(make_actor: Callable[..., object]) -> Person:
    return Person.objects.get(pk=make_actor(Role.HOLDER).id)  # type: ignore[attr-defined]


def policy(header: str) -> dict[str, list[str]]:
    """A content security policy, directive by directive."""
    return {words[0]: words[1:] for part in header.split(";") if (words := part.split())}


@pytest.mark.parametrize("line", [line for line in PAGES if line.startswith("POST")])
def test_a_form_without_its_token_is_refused(line: str, world: World, client_as: As) -> None:
    client = client_as(Role.ADMINISTRATOR, Role.HOLDER)
    before = Person.objects.count()
    answer = client.post(address(line.split()[1], world), {"sign_in_name": "x", "what": "key", "name": "x"})
    assert answer.status_code == 403
    assert Person.objects.count() == before
    assert client.get("/account").status_code == 200, "it was carried out all the same"


@pytest.mark.parametrize("line", [line for line in API if not line.startswith("GET") and "search" not in line])
def test_a_session_without_its_token_cannot_write_through_the_api(line: str, world: World, client_as: As) -> None:
    method, route = line.split()
    client = client_as(actor=world.owner)
    answer = client.generic(method, address(route, world), b"{}", content_type="application/json")
    assert answer.status_code == 403
    assert client.get(f"/cases/{world.filed}").status_code == 200


def test_a_key_opens_the_api_alone(world: World, person: Person, now: object) -> None:
    key = make_key(person.actor(), now, person, "tests")  # type: ignore[arg-type]
    client = Client(headers={"Authorization": f"Bearer {key}"})
    assert client.get("/api/applications").status_code == 200
    assert client.get("/account").status_code == 302
    assert Client(headers={"Authorization": f"Bearer {key}x"}).get("/api/applications").status_code == 401


def test_every_answer_has_the_policy(world: World, client_as: As) -> None:
    client = client_as(Role.ADMINISTRATOR, Role.HOLDER)
    for route in routes():
        answer = client.get(address(route, world))
        said = policy(answer.headers["Content-Security-Policy"])
        assert said["default-src"] == ["'none'"], route
        assert said.get("script-src", ["'none'"]) in (["'self'"], ["'none'"]), route
        if not route.endswith("/picture"):
            assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"], route
            assert said["frame-ancestors"] == said["base-uri"] == ["'none'"], route
        assert answer.headers["X-Content-Type-Options"] == "nosniff", route
        assert answer.headers["X-Frame-Options"] == "DENY", route
        assert answer.headers["Referrer-Policy"] == "same-origin", route
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            page = answer.content.decode()
            assert not re.search(r"<[^>]+\s(on\w+|style)=", page), f"{route}: a handler or style inline"
            scripts = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", page)
            assert not scripts, f"{route}: a script inline"
            assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page), f"{route}: something from outside"


def test_cookies_cannot_be_read_by_scripts_nor_sent_by_others(person: Person) -> None:
    client = Client()
    client.get("/sign-in")
    answer = client.post("/sign-in", {"sign_in_name": person.sign_in_name, "password": PASSWORD})
    assert answer.status_code == 302
    cookies = client.cookies
    assert set(cookies) == {"sessionid", "csrftoken"}
    for cookie in cookies.values():
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "Lax"
    assert 0 < int(cookies["sessionid"]["max-age"]) <= 12 * 3600


def test_the_session_is_another_after_signing_in_and_ends_with_signing_out(person: Person) -> None:
    client = Client()
    session = client.session
    session["kept"] = 1
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = str(before)
    client.post("/sign-in", {"sign_in_name": person.sign_in_name, "password": PASSWORD})
    signed_in = client.cookies["sessionid"].value
    assert signed_in != before
    client.post("/sign-out")
    stale = Client()
    stale.cookies["sessionid"] = signed_in
    assert stale.get("/account").status_code == 302


def test_a_new_password_ends_the_other_sessions(person: Person, client_as: As) -> None:
    elsewhere, here = client_as(actor=person.actor()), Client()
    here.force_login(person)
    new = "an umbrella in april"
    assert here.post("/account", {"what": "password", "old": PASSWORD, "new": new}).status_code == 302
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


def test_the_door_closes_after_failures_and_says_the_same_of_names_that_are_not_there(person: Person) -> None:
    client = Client()

    def knock(name: str, password: str) -> tuple[int, str]:
        answer = client.post("/sign-in", {"sign_in_name": name, "password": password})
        return answer.status_code, re.sub(r"value=\"[^\"]*\"", "", answer.content.decode())

    wrong, nobody = knock(person.sign_in_name, "wrong"), knock("who-is-this", "wrong")
    assert wrong == nobody and wrong[0] == 422
    for _try in range(FAILURES_ALLOWED):
        knock(person.sign_in_name, "wrong")
    status, page = knock(person.sign_in_name, PASSWORD)
    assert status == 422 and page != wrong[1]
    assert client.get("/account").status_code == 302
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    answer = elsewhere.post("/sign-in", {"sign_in_name": person.sign_in_name, "password": PASSWORD})
    assert answer.status_code == 302, "a stranger's failures must not shut a person out from elsewhere"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", r"\\evil.example", "/\\evil.example", "javascript:alert(1)",
     "http:evil.example", " https://evil.example", "\x00//evil.example", "ftp://testserver/"],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(person: Person, target: str) -> None:
    client = Client()
    assert 'value="/"' in client.get("/sign-in", {"next": target}).content.decode()
    answer = client.post("/sign-in", {"sign_in_name": person.sign_in_name, "password": PASSWORD, "next": target})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_signing_in_leads_back_to_where_it_was_asked(person: Person) -> None:
    given = {"sign_in_name": person.sign_in_name, "password": PASSWORD, "next": "/applications?page=2"}
    assert Client().post("/sign-in", given).headers["Location"] == "/applications?page=2"


def test_somebody_shut_out_is_out_at_once(person: Person, client_as: As, now: object) -> None:
    key = make_key(person.actor(), now, person, "tests")  # type: ignore[arg-type]
    inside = client_as(actor=person.actor())
    administrator = client_as(Role.ADMINISTRATOR)
    administrator.handler.enforce_csrf_checks = False
    assert administrator.post(f"/people/{person.pk}", {"roles": ["holder"]}).status_code == 302
    assert inside.get("/account").status_code == 302
    assert Client(headers={"Authorization": f"Bearer {key}"}).get("/api/applications").status_code == 401
    assert Client().post("/sign-in", {"sign_in_name": person.sign_in_name, "password": PASSWORD}).status_code == 422


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost:80@evil.example"])
def test_other_host_names_are_refused(host: str) -> None:
    assert Client().get("/", headers={"Host": host}).status_code == 400


def test_an_uploaded_svg_is_a_picture_and_nothing_else(world: World, client_as: As) -> None:
    client = client_as(actor=world.owner)
    right = world.parameters["right_id"]
    for place in (f"/applications/{world.draft}/picture", f"/rights/{right}/picture"):
        answer = client.get(place)
        assert answer.content == LOGO
        assert answer.headers["Content-Type"] == "image/svg+xml"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        said = policy(answer.headers["Content-Security-Policy"])
        assert said == {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "sandbox": []}


BOMB = b"<!DOCTYPE s [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><svg xmlns='http://www.w3.org/2000/svg'><text>&b;</text></svg>"
UNFIT = {
    "script": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "event": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "foreign": b"<svg xmlns='http://www.w3.org/2000/svg'><foreignObject><b/></foreignObject></svg>",
    "outside": b"<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'><a x:href='https://e.example'/></svg>",
    "fill from outside": b"<svg xmlns='http://www.w3.org/2000/svg'><rect fill='url(https://e.example/x)'/></svg>",
    "entities": BOMB,
    "page": b"<html><body>hello</body></html>",
    "broken": b"\x89PNG\r\n\x1a\nnothing follows",
    "empty": b"",
}


@pytest.mark.parametrize("name", UNFIT)
def test_an_unfit_picture_is_refused(name: str, world: World, client_as: As) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = client_as(actor=world.owner)
    client.handler.enforce_csrf_checks = False
    given = SimpleUploadedFile("logo.svg", UNFIT[name], "image/svg+xml")
    answer = client.post(f"/applications/{world.draft}/edit", {"image": given, "text": "私藏"})
    assert answer.status_code == 422
    assert client.get(f"/applications/{world.draft}/picture").content == LOGO


def test_searches_are_counted_by_visitor(settings: object, world: World) -> None:
    settings.SEARCH_RATE = 3  # type: ignore[attr-defined]
    client = Client()
    answers = [client.get("/marks", {"q": "酷奇"}) for _search in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert Client(REMOTE_ADDR="192.0.2.9").get("/marks", {"q": "酷奇"}).status_code == 200


def test_passwords_are_kept_with_argon2(person: Person) -> None:
    assert person.password.startswith("argon2$argon2id$")
    from onewindow.web import settings as installed

    assert installed.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_the_installation_is_fit_for_deployment(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ONEWINDOW_", "DJANGO_"))}
    environment |= {
        "ONEWINDOW_HOME": str(tmp_path), "ONEWINDOW_HTTPS": "1", "ONEWINDOW_HOSTS": "window.example",
        "DJANGO_SETTINGS_MODULE": "onewindow.web.settings",
    }  # fmt: skip
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "INFO"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout
    assert "WARNING" not in done.stderr


def test_behind_tls_cookies_and_addresses_stay_there(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ONEWINDOW_", "DJANGO_"))}
    environment |= {
        "ONEWINDOW_HOME": str(tmp_path),
        "ONEWINDOW_HTTPS": "1",
        "DJANGO_SETTINGS_MODULE": "onewindow.web.settings",
    }
    asked = (
        "import django; django.setup()\n"
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "call_command('collectstatic', verbosity=0, interactive=False)\n"
        "from django.test import Client\n"
        "c = Client(headers={'Host': 'localhost'})\n"
        "a = c.get('/sign-in'); print(a.status_code, a.headers['Location'])\n"
        "a = c.get('/sign-in?lang=zh', headers={'X-Forwarded-Proto': 'https', 'Host': 'localhost'})\n"
        "print(a.headers['Strict-Transport-Security'], [bool(m['secure']) for m in a.cookies.values()])\n"
    )
    done = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()[-2:]
    assert first == "301 https://localhost/sign-in"
    assert second == "max-age=31536000; includeSubDomains; preload [True, True]"
