"""The API from outside: who may, what comes back, and errors as problem details."""

import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from onewindow.desks.register.models import Right
from onewindow.kernel import ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.jobs import Job

pytestmark = pytest.mark.django_db
JSON = "application/json"
CSV = (
    "jurisdiction,number,text,classes,status,filing_date,owner_name\n"
    "CN,1,酷奇,25,registered,2019-05-31,酷奇\nCN,2,坏行,99,registered,2019-05-31,=1+1\n"
)
DRAFT = {"text": "鹿鸣茶", "classes": [30, 32], "goods": "茶", "applicant_name": "鹿鸣茶业", "applicant_country": "CN"}
As = Callable[..., Client]


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status and body["title"] and body["title_zh"]
    return body


def fields(response: Any) -> list[str]:
    return [p["field"] for p in problem(response, 422)["problems"]]


def search(client: Client, **given: Any) -> Any:
    return client.post("/api/marks/search", given, JSON)


def test_search_answers_with_rights_and_reasons(client: Client, register_of: Callable[..., list[Right]]) -> None:
    right = register_of(["酷奇", ("海岸线", (9,))])[0]
    body = search(client, text="COOKIE 酷奇", goods="服装").json()
    assert (body["classes"], body["suggested"][0]["number"]) == ([25], 25)
    hit = body["hits"][0]
    assert (hit["rank"], hit["right"]["id"], hit["shared_classes"]) == (1, right.pk, [25])
    assert hit["right"] == {
        "id": right.pk,
        "kind": "trademark",
        "jurisdiction": "CN",
        "number": right.number,
        "title": "酷奇",
        "classes": [25],
        "status": "registered",
        "owner": {"id": right.owner_id, "name": "山岚有限公司", "country": "CN"},
        "filing_date": "2020-01-02",
        "registration_date": "2021-03-04",
        "expiry_date": "2031-03-03",
        "source": "import",
        "sample": False,
    }
    reason = hit["reasons"][0]
    assert 0 < reason["strength"] <= 1 and reason["en"] and reason["zh"] and reason["citation"]
    assert "酷奇"[slice(*reason["mark_span"])]
    assert search(client, text="酷奇", jurisdiction="SG").json()["hits"] == []
    assert search(client, text="酷奇", filed_before="2020-01-02").json()["hits"] == []
    assert search(client, text="酷奇", statuses=["expired"]).json()["hits"] == []
    assert [
        h["right"]["title"] for h in search(client, text="酷奇", classes=[25], only_shared_classes=True).json()["hits"]
    ] == ["酷奇"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": "x" * 401}, "text"),
        ({"text": "!?"}, "text"),
        ({"text": 5}, "text"),
        ({"text": "a\0"}, "text"),
        ({"text": "  "}, "text"),
        ({"text": "a", "classes": [46]}, "classes.0"),
        ({"text": "a", "classes": ["9"]}, "classes.0"),
        ({"text": "a", "classes": 9}, "classes"),
        ({"text": "a", "statuses": ["alive"]}, "statuses.0"),
        ({"text": "a", "limit": 0}, "limit"),
        ({"text": "a", "limit": 101}, "limit"),
        ({"text": "a", "limit": "5"}, "limit"),
        ({"text": "a", "filed_before": "yesterday"}, "filed_before"),
        ({"text": "a", "filed_before": 5}, "filed_before"),
        ({"text": "a", "jurisdiction": "China"}, "jurisdiction"),
        ({"text": "a", "colour": "red"}, "colour"),
        ({"text": "a", "only_shared_classes": "yes"}, "only_shared_classes"),
    ],
)
def test_a_search_that_cannot_be_made_names_the_field(
    client: Client, register_of: Callable[..., list[Right]], given: dict[str, Any], field: str
) -> None:
    register_of(["酷奇"])
    response = search(client, **given)
    assert fields(response) == [field]
    (wrong,) = response.json()["problems"]
    assert wrong["expected"] and wrong["expected_zh"]


@pytest.mark.parametrize("body", ["", "{", "[1]", '"酷奇"', '{"text": NaN}', b"\xff", '{"text": "\\ud800"}', "null"])
def test_a_body_that_is_no_question_is_refused(client: Client, body: str | bytes) -> None:
    response = client.post("/api/marks/search", body, JSON)
    assert response.status_code in (400, 422)
    problem(response, response.status_code)


def test_search_without_an_index_says_to_come_back(client: Client) -> None:
    problem(search(client, text="酷奇"), 503)


def test_a_batch_answers_each_query_for_itself(client: Client, register_of: Callable[..., list[Right]]) -> None:
    register_of(["酷奇"])
    queries = [{"text": "酷奇"}, {"text": "!"}, {"text": "酷奇", "limit": 0}, {}, {"text": "酷奇"}]
    answers = client.post("/api/marks/search/batch", {"queries": queries}, JSON).json()["answers"]
    assert [bool(row["answer"]) for row in answers] == [True, False, False, False, True]
    assert [row["problem"] and row["problem"]["problems"][0]["field"] for row in answers] == [
        None,
        "text",
        "limit",
        "text",
        None,
    ]
    for wrong in ([], [{"text": "a"}] * 101, ["酷奇"]):
        assert fields(client.post("/api/marks/search/batch", {"queries": wrong}, JSON))


def test_a_visitor_who_searches_too_often_is_told_when_to_come_back(
    client: Client, key_client: As, register_of: Callable[..., list[Right]], settings: Any
) -> None:
    register_of(["酷奇"])
    settings.SEARCH_RATE = 3
    assert [search(client, text="酷奇").status_code for _ in range(3)] == [200] * 3
    refused = search(client, text="酷奇")
    assert problem(refused, 429)["type"] == "urn:onewindow:too-many"
    assert 1 <= int(refused.headers["Retry-After"]) <= 21
    batch = key_client(Role.HOLDER).post("/api/marks/search/batch", {"queries": [{"text": "酷奇"}] * 5}, JSON).json()
    assert [bool(row["answer"]) for row in batch["answers"]] == [True] * 3 + [False] * 2
    assert batch["answers"][4]["problem"]["status"] == 429


def test_rights_events_and_parties(client: Client, register_of: Callable[..., list[Right]]) -> None:
    rights = register_of([f"商标{n}" for n in range(5)])
    first = client.get("/api/rights?limit=2").json()
    second = client.get("/api/rights", {"limit": 2, "after": first["next"]}).json()
    last = client.get("/api/rights", {"limit": 2, "after": second["next"]}).json()
    ids = [item["id"] for found in (first, second, last) for item in found["items"]]
    assert (ids, last["next"]) == ([right.pk for right in rights], None)
    found = client.get(
        "/api/rights", {"number": rights[3].number, "jurisdiction": "CN", "owner": rights[3].owner_id}
    ).json()
    assert [item["id"] for item in found["items"]] == [rights[3].pk]
    right = client.get(f"/api/rights/{rights[0].pk}").json()
    assert (right["title"], right["goods"], right["has_picture"]) == ("商标0", "", False)
    events = client.get(f"/api/rights/{rights[0].pk}/events").json()
    assert [(e["code"], e["category"], e["date"]) for e in events] == [
        ("filed", "A", "2020-01-02"),
        ("registered", "F", "2021-03-04"),
    ]
    assert client.get(f"/api/ledger/{events[0]['ledger_entry']}").json()["action"] == "register.marks_recorded"
    assert client.get(f"/api/parties/{rights[0].owner_id}").json() == {
        "id": rights[0].owner_id,
        "name": "山岚有限公司",
        "country": "CN",
        "source": "import",
        "sample": False,
    }
    for path in ("/api/rights/999999", "/api/rights/999999/events", "/api/parties/999999"):
        problem(client.get(path), 404)
    for path in (
        "/api/rights/x",
        "/api/rights/0",
        f"/api/rights/{2**63}",
        "/api/rights?number=%00",
        "/api/rights?limit=201",
    ):
        assert fields(client.get(path))


def test_nice_classes_for_goods(client: Client) -> None:
    assert client.get("/api/nice", {"goods": "咖啡"}).json()[0]["number"] == 30
    assert fields(client.get("/api/nice")) == ["goods"]


def test_an_application_over_the_api(key_client: As, register_of: Callable[..., list[Right]]) -> None:
    register_of(["海岸线"])
    client, stranger, office = key_client(Role.HOLDER), key_client(Role.HOLDER), key_client(Role.EXAMINER)
    begun = client.post("/api/applications", {}, JSON)
    assert (begun.status_code, begun.json()["state"]) == (201, "draft")
    case_id = begun.json()["case_id"]
    one, case = f"/api/applications/{case_id}", f"/api/cases/{case_id}"
    assert fields(client.post(f"{case}/transitions/file")) == ["text", "classes", "goods"]
    assert client.patch(one, {"text": "鹿鸣"}, JSON).json()["text"] == "鹿鸣"
    saved = client.patch(one, {key: DRAFT[key] for key in ("classes", "goods", "applicant_country")}, JSON).json()
    assert (saved["text"], saved["classes"]) == ("鹿鸣", [30, 32])
    assert fields(client.patch(one, {"classes": [0]}, JSON)) == ["classes.0"]
    for other in (stranger, office):
        for response in (
            other.get(one),
            other.patch(one, {"text": "x"}, JSON),
            other.get(case),
            other.post(f"{case}/transitions/file"),
        ):
            problem(response, 404)
        assert other.get("/api/applications").json() == {"items": [], "next": None}
    seen = client.get(case).json()
    assert [step["name"] for step in seen["open_steps"]] == ["file", "discard"]
    assert seen["open_steps"][1]["confirm"]["zh"]
    filed = client.post(f"{case}/transitions/file").json()
    assert (filed["state"]["name"], [step["name"] for step in filed["open_steps"]]) == ("filed", ["withdraw"])
    assert filed["dues"][0]["sentence"]["zh"].startswith("期限")
    assert [letter["name"] for letter in filed["letters"]] == ["receipt"]
    assert [line["action"] for line in filed["timeline"]] == [
        "trademark.file",
        "trademark.draft_saved",
        "trademark.opened",
    ]
    problem(client.post(f"{case}/transitions/file"), 409)
    problem(client.patch(one, {"text": "x"}, JSON), 409)
    problem(client.post(f"{case}/transitions/nothing"), 404)
    number = client.get(one).json()["number"]
    assert [item["number"] for item in office.get("/api/applications").json()["items"]] == [number]
    problem(office.post(f"{case}/transitions/withdraw"), 403)
    assert office.get(case).json()["timeline"][0]["actor_name"] is None
    assert client.get(case).json()["timeline"][0]["actor_name"] == client.actor.name  # type: ignore[attr-defined]
    assert search(client, text="鹿鸣").json()["hits"][0]["right"]["number"] == number
    assert client.post(f"{case}/transitions/withdraw").json()["state"]["final"] is True


def test_applications_come_in_pages(key_client: As) -> None:
    client = key_client(Role.AGENT)
    made = {client.post("/api/applications", DRAFT, JSON).json()["case_id"] for _ in range(5)}
    seen, after = [], None
    while True:
        found = client.get("/api/applications", {"limit": 2, **({"after": after} if after else {})}).json()
        seen += [item["case_id"] for item in found["items"]]
        after = found["next"]
        if after is None:
            break
    assert set(seen) == made and len(seen) == 5


def test_a_picture_goes_in_and_out(key_client: As) -> None:
    client = key_client(Role.HOLDER)
    place = f"/api/applications/{client.post('/api/applications', DRAFT, JSON).json()['case_id']}/picture"

    def put(content: bytes, field: str = "image") -> Any:
        form = encode_multipart(BOUNDARY, {field: SimpleUploadedFile("mark.png", content)})
        return client.put(place, form, MULTIPART_CONTENT)

    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, "PNG")
    assert len(put(out.getvalue()).json()["picture"]) == 64
    assert fields(put(b"no picture")) == fields(put(out.getvalue(), "file")) == ["image"]
    assert (
        fields(client.put(place, b"x", "image/png")) == fields(client.put(place, b"x", MULTIPART_CONTENT)) == ["image"]
    )
    problem(key_client(Role.HOLDER).put(place, b"x", MULTIPART_CONTENT), 404)
    assert client.delete(place).json()["picture"] == ""


def test_an_import_over_the_api(key_client: As, work: Callable[[], int]) -> None:
    client = key_client(Role.ADMINISTRATOR)

    def send(name: str, content: bytes) -> Any:
        return client.post("/api/imports", {"file": SimpleUploadedFile(name, content)})

    begun = send("marks.csv", CSV.encode())
    assert (begun.status_code, begun.json()["state"]) == (202, "queued")
    work()
    one = f"/api/imports/{begun.json()['id']}"
    done = client.get(one).json()
    assert (done["state"], done["added"], done["refused"]) == ("done", 1, 1)
    assert send("again.csv", CSV.encode()).json()["id"] == done["id"]
    page = client.get(f"{one}/refused").json()
    assert [(row["row"], row["field"], row["got"]) for row in page["items"]] == [(2, "classes", "99")]
    table = client.get(f"{one}/refused?format=csv")
    assert table.headers["Content-Type"].startswith("text/csv")
    assert b"".join(table.streaming_content).decode().splitlines()[1].startswith("2,classes,99,")
    job = client.get(f"/api/jobs/{done['job_id']}").json()
    assert (job["state"], job["result"]["added"], job["error"]) == ("done", 1, None)
    assert fields(send("marks.xlsx", CSV.encode())) == fields(send("marks.csv", CSV.encode("utf-16"))) == ["file"]
    assert fields(client.post("/api/imports", {"other": "x"})) == ["file"]
    assert "text" in fields(send("wrong.csv", b"a,b\n1,2\n"))
    for path in ("/api/imports/999", "/api/imports/999/refused", "/api/jobs/999"):
        problem(client.get(path), 404)


def test_jobs_are_seen_and_stopped_by_who_asked(key_client: As) -> None:
    client, stranger = key_client(Role.ADMINISTRATOR), key_client(Role.EXAMINER)
    begun = client.post("/api/imports", {"file": SimpleUploadedFile("marks.csv", CSV.encode())}).json()
    place = f"/api/jobs/{begun['job_id']}"
    problem(stranger.get(place), 404)
    problem(stranger.post(f"{place}/stop"), 404)
    assert client.post(f"{place}/stop").json()["state"] == "cancelled"
    assert Job.objects.get(pk=begun["job_id"]).state == "cancelled"


def test_uploads_are_for_administrators_and_within_the_limit(key_client: As, settings: Any) -> None:
    upload = {"file": SimpleUploadedFile("marks.csv", CSV.encode())}
    for role in set(Role) - {Role.ADMINISTRATOR}:
        problem(key_client(role).post("/api/imports", upload), 403)
    client = key_client(Role.ADMINISTRATOR)
    settings.UPLOAD_LIMIT = 10
    assert fields(client.post("/api/imports", {"file": SimpleUploadedFile("marks.csv", CSV.encode())})) == ["file"]
    big = SimpleUploadedFile("marks.csv", b"x" * (2 << 20))
    problem(client.post("/api/imports", {"file": big}), 413)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    problem(search(client, text="x" * 2000), 413)


def test_the_bulletin_and_the_ledger(client: Client, key_client: As, register_of: Callable[..., list[Right]]) -> None:
    register_of(["酷奇", "山岚"])
    figures = {figure["name"]: figure for figure in client.get("/api/bulletin").json()}
    assert figures["register-size"]["value"] == 2
    size = client.get("/api/bulletin/register-size").json()
    assert size["months"] == [{"month": "2024-11", "value": 2}]
    entries = client.get("/api/ledger", {"action": size["adds"]}).json()["items"]
    assert sum(entry["quantity"] for entry in entries) == 2
    assert {entry["actor_name"] for entry in entries} == {None}
    analyst = key_client(Role.ANALYST)
    every = analyst.get("/api/ledger?limit=200").json()["items"]
    assert [entry["seq"] for entry in every] == list(range(1, ledger.last_seq() + 1))
    assert {entry["actor_name"] for entry in every} == {"tests", analyst.actor.name}  # type: ignore[attr-defined]
    first = analyst.get("/api/ledger?limit=1").json()
    assert analyst.get(f"/api/ledger?limit=1&after={first['next']}").json()["items"][0]["seq"] == 2
    hidden = next(entry for entry in every if entry["action"] == "person.added")
    problem(client.get(f"/api/ledger/{hidden['seq']}"), 404)
    assert client.get("/api/ledger", {"subject": hidden["subject"]}).json()["items"] == []
    problem(client.get("/api/bulletin/nothing"), 404)
    assert analyst.get("/api/ledger?action=%00").status_code == 422


NOBODYS_CASE = "00000000-0000-4000-8000-000000000000"
NEEDS_SIGN_IN = [
    ("get", "/api/applications"),
    ("post", "/api/applications"),
    ("get", f"/api/applications/{NOBODYS_CASE}"),
    ("patch", f"/api/applications/{NOBODYS_CASE}"),
    ("put", f"/api/applications/{NOBODYS_CASE}/picture"),
    ("delete", f"/api/applications/{NOBODYS_CASE}/picture"),
    ("get", f"/api/cases/{NOBODYS_CASE}"),
    ("post", f"/api/cases/{NOBODYS_CASE}/transitions/file"),
    ("post", "/api/imports"),
    ("get", "/api/imports/1"),
    ("get", "/api/imports/1/refused"),
    ("get", "/api/jobs/1"),
    ("post", "/api/jobs/1/stop"),
]


@pytest.mark.parametrize(("method", "path"), NEEDS_SIGN_IN)
def test_without_sign_in_nothing_of_anybody_is_told(client: Client, method: str, path: str) -> None:
    response = getattr(client, method)(path)
    problem(response, 401)
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer ow_wrong", "Bearer", "Basic eDp5", "ow_x"])
def test_a_wrong_key_is_refused_everywhere_also_beside_a_session(client_as: As, header: str) -> None:
    client = client_as(Role.ADMINISTRATOR)
    problem(client.get("/api/rights", headers={"Authorization": header}), 401)
    problem(client.get("/api/applications", headers={"Authorization": header}), 401)


def test_a_session_must_bring_the_token_of_the_page_and_a_key_needs_none(
    client_as: As, key_client: As, register_of: Callable[..., list[Right]]
) -> None:
    register_of(["酷奇"])
    client = client_as(Role.HOLDER)
    assert client.get("/api/applications").status_code == 200
    refused = client.post("/api/applications", DRAFT, JSON)
    assert "CSRF" in problem(refused, 403)["title"]
    for response in (
        search(client, text="酷奇"),
        client.patch(f"/api/applications/{uuid4()}", DRAFT, JSON),
        client.delete(f"/api/applications/{uuid4()}/picture"),
        client.post(f"/api/cases/{uuid4()}/transitions/file"),
    ):
        problem(response, 403)
    assert client.get("/api/applications").json()["items"] == []
    token = token_of(client)
    assert client.post("/api/applications", DRAFT, JSON, headers={"X-CSRFToken": token}).status_code == 201
    problem(client.post("/api/applications", DRAFT, JSON, headers={"X-CSRFToken": "x" * 64}), 403)
    assert key_client(Role.HOLDER).post("/api/applications", DRAFT, JSON).status_code == 201
    assert search(Client(enforce_csrf_checks=True), text="酷奇").status_code == 200


def token_of(client: Client) -> str:
    from django.middleware.csrf import _get_new_csrf_string, _mask_cipher_secret

    secret = _get_new_csrf_string()
    client.cookies["csrftoken"] = secret
    return str(_mask_cipher_secret(secret))


def test_what_is_not_there_and_methods_not_taken_are_problems_too(client: Client) -> None:
    for path in ("/api/", "/api/nothing", "/api/rights/", "/api/docs", "/api/marks/search/"):
        problem(client.get(path), 404)
    response = client.delete("/api/rights")
    problem(response, 405)
    assert response.headers["Allow"] == "GET"
    assert "POST" in client.get("/api/marks/search").headers["Allow"]


def test_an_error_of_ours_is_a_problem_and_is_logged(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from onewindow.desks.register import selectors

    monkeypatch.setattr(selectors, "rights", lambda actor: 1 / 0)
    problem(client.get("/api/rights"), 500)
    assert "ZeroDivisionError" in caplog.text


def test_the_description_has_every_operation_with_its_errors_and_words(client: Client) -> None:
    described = client.get("/api/openapi.json").json()
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert operation["description"] and operation["tags"], path
            assert {"400", "401", "403", "404", "409", "413", "422", "429", "503"} <= set(operation["responses"])
    assert described["paths"]["/api/applications"]["get"]["security"] == [{"ApiKey": []}, {"Session": []}]
    assert {} in described["paths"]["/api/rights"]["get"]["security"]


def test_keys_open_the_api_only(make_actor: Callable[..., Actor], key_client: As) -> None:
    client = key_client(Role.ADMINISTRATOR)
    assert client.get("/api/applications").status_code == 200
    response = client.get("/people")
    assert response.status_code in (302, 403, 404)
