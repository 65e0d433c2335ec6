"""Every operation of the API does what its description says, whatever it is sent, whoever asks (schemathesis)."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase
from hypothesis import settings as given_settings
from schemathesis.config import SchemathesisConfig
from tests.desk.insuring import Insured
from tests.desk.pledging import PledgeDesk
from tests.security.access_network import SITE

from onewindow.desks.network import site_services
from onewindow.desks.protection import notices
from onewindow.desks.register.models import Right
from onewindow.desks.trusteeship import services as trusteeship
from onewindow.kernel import ledger
from onewindow.kernel.access import Actor, Role
from onewindow.web.wsgi import application

CALLERS = {"administrator": (Role.ADMINISTRATOR, Role.LENDER, Role.INSURER), "holder": (Role.HOLDER,), "nobody": ()}
JSON = "application/json"
CSV = (
    "jurisdiction,number,text,classes,status,filing_date,owner_name\n"
    "CN,1,酷奇,25,registered,2019-05-31,酷奇\nCN,2,x,99,x,x,x\n"
)
PORTFOLIO = (
    b"jurisdiction,kind,number,title,filing_date,grant_date\nCN,invention,201710601862.3,x,2017-07-21,2020-03-03\n"
)
# A mark of punctuation only, a case that cannot move: right in form, refused for what it means.
ACCEPTED = ["2xx", "401", "403", "404", "409", "422", "429"]
REFUSALS = {"checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}}}
QUIET = [
    HealthCheck.function_scoped_fixture,
    HealthCheck.too_slow,
    HealthCheck.filter_too_much,
    HealthCheck.data_too_large,
]
EXAMPLES = given_settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=QUIET,
    phases=[Phase.explicit, Phase.generate],
)


@pytest.fixture(params=CALLERS)
def caller(request: pytest.FixtureRequest, key_client: Callable[..., Client]) -> dict[str, str]:
    """The headers of one caller."""
    roles = CALLERS[request.param]
    return {"Authorization": f"Bearer {key_client(*roles).key}"} if roles else {}  # type: ignore[attr-defined]


@pytest.fixture
def window(register_of: Callable[..., list[Right]], settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small register, and visitors who may ask as often as they like."""
    settings.SEARCH_RATE = 1_000_000
    monkeypatch.setattr(notices, "REPORTS_A_MINUTE", 1_000_000)
    register_of(["酷奇", "COCA-COLA", ("海岸线", (9, 42))])
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def steady(environ: dict[str, Any], start_response: Any) -> Any:
    """The window, keeping its connection from request to request, so that a test can be rolled back."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    return application(environ, start_response)


def described(mode: str) -> Any:
    config = SchemathesisConfig.from_dict({**REFUSALS, "generation": {"mode": mode}})
    return schemathesis.openapi.from_wsgi("/api/openapi.json", steady, config=config)


schema = described("all")
in_use = described("positive")


@pytest.mark.usefixtures("window")
@schema.parametrize()
@EXAMPLES
def test_every_operation_keeps_its_word(case: schemathesis.Case, caller: dict[str, str]) -> None:
    case.call_and_validate(headers=caller)


@pytest.fixture
def existing(
    window: None,
    key_client: Callable[..., Client],
    make_actor: Callable[..., Actor],
    work: Callable[[], int],
    now: datetime,
) -> Callable[[str], dict[str, Any]]:
    """Path parameters that name things which are there, and the key of somebody who may see them."""
    client = key_client(Role.ADMINISTRATOR, Role.HOLDER, Role.LENDER, Role.INSURER)
    imported = client.post("/api/imports", {"file": SimpleUploadedFile("marks.csv", CSV.encode())}).json()
    work()
    right = Right.objects.latest("pk")

    def in_trusteeship() -> str:
        agent = make_actor(Role.AGENT)
        mandate = trusteeship.take_on(agent, now, "鹿鸣茶业", "CN")
        trusteeship.give_portfolio(agent, now, mandate.pk, io.BytesIO(PORTFOLIO), "rights.csv")
        work()
        return str(mandate.pk)

    def planned() -> str:
        plan = site_services.ask(make_actor(Role.NETWORK), now, SITE)
        work()
        return str(plan.pk)

    def alarm() -> dict[str, Any]:
        told = {"resource": "core-1", "alarm-type-id": "fan-failed", "time-created": now.isoformat()}
        client.post("/api/network/alarms/rfc8632", {"alarm": [told]}, JSON)
        return {
            "alarm_id": client.get("/api/network/alarms/tmf642").json()["items"][0]["id"],
            "incident_id": client.get("/api/network/incidents").json()["items"][0]["case_id"],
        }

    def case_of(path: str) -> str:
        if path.startswith("/api/pledges"):
            return str(PledgeDesk(make_actor, now).filed().pledge.pk)
        draft = {"text": "鹿鸣", "classes": [30], "goods": "茶", "applicant_name": "鹿鸣茶业"}
        return str(client.post("/api/applications", draft, JSON).json()["case_id"])

    def of_finance(path: str) -> dict[str, Any]:
        named: dict[str, Any] = {}
        if "valuation_id" in path:
            valued = {"name": "x", "currency": "CNY", "rights": [right.number], "revenue": [1e6]}
            named["valuation_id"] = client.post("/api/valuations", valued, JSON).json()["id"]
        if "securitization_id" in path:
            claim = {"id": "1", "form": "level", "amount": "1000000", "rate": 5, "months": 12}
            deal = {"name": "x", "currency": "CNY", "claims": [claim], "default": 1,
                    "tranches": [{"name": "A", "size": "900000", "coupon": 3}]}  # fmt: skip
            named["securitization_id"] = client.post("/api/securitizations", deal, JSON).json()["id"]
        if "policy_id" in path or "claim_id" in path:
            insured = Insured(make_actor, now)
            insured.insurer = client.actor  # type: ignore[attr-defined]
            named["policy_id"] = str(insured.insured().policy.pk)
            named["claim_id"] = str(insured.lose().pk)
        return named

    def of(path: str) -> dict[str, Any]:
        case_id = case_of(path) if "case_id" in path else ""
        named = {
            "client_id": in_trusteeship() if "client_id" in path else "",
            "right_id": right.pk,
            "party_id": right.owner_id,
            "run_id": imported["id"],
            "job_id": imported["job_id"],
            "case_id": case_id,
            "plan_id": planned() if "plan_id" in path else "",
            **(alarm() if "alarm_id" in path or "incident_id" in path else {}),
            "service_number": 0,
            "file": "flexe",
            "plan_step": "send_back",
            "name": "file",
            "indicator": "register-size",
            "seq": ledger.last_seq(),
            "year": 2024,
            **of_finance(path),
            "watch_id": client.post("/api/watches", {"text": "酷奇"}, JSON).json()["id"] if "watch_id" in path else 0,
        }
        return {name: value for name, value in named.items() if f"{{{name}}}" in path}

    of.headers = {"Authorization": f"Bearer {client.key}"}  # type: ignore[attr-defined]
    return of


@in_use.parametrize()
@EXAMPLES
def test_every_operation_keeps_its_word_about_things_that_are_there(case: schemathesis.Case, existing: Any) -> None:
    case.path_parameters = existing(case.path)
    case.call_and_validate(headers=existing.headers)


def test_the_ledger_is_whole_after_a_day_of_nonsense(existing: Any, make_actor: Callable[..., Actor]) -> None:
    client = Client(headers=existing.headers)
    for _ in range(3):
        case_id = existing("{case_id}")["case_id"]
        client.post(f"/api/cases/{case_id}/transitions/file")
    assert ledger.verify()[1] == []
