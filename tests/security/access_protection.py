"""Who may do what at the addresses of the protection desk; read as ``access_table`` says.

The complaint asked for is the owner's against a shop of somebody else, taken down; notice, account and evidence are the
owner's.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from onewindow.kernel.access import Actor

PAGES = {
    "GET /protection/report-a-listing": "200",
    "POST /protection/report-a-listing": "422",  # no listing is named
    "GET /protection/follow": "200",
    "GET /protection/rules": "200",
    "GET /protection/rules/<slug:name>": "404",  # there is none of that name
    "GET /protection/notices/new": "302 holder agent, 404",  # without an account: open one
    "POST /protection/notices/new": "302 holder agent, 404",
    "GET /protection/notices/<int:notice_id>": "200 enforcement administrator, 404",
    "GET /protection/notices/<int:notice_id>/rows.csv": "200 enforcement administrator, 404",
    "GET /protection/cases": "200 holder agent seller enforcement administrator, 404",
    "GET /protection/cases/<uuid:case_id>": "200 enforcement administrator, 404",
    "POST /protection/cases/<uuid:case_id>/decide": "422 enforcement administrator, 404",  # no decision is named
    "POST /protection/cases/<uuid:case_id>/merge": "422 enforcement, 403 administrator, 404",  # nothing is chosen
    "POST /protection/cases/<uuid:case_id>/give-back": "404",  # nobody has it
    "POST /protection/cases/<uuid:case_id>/<slug:name>": "403 enforcement administrator, 404",  # seen, but not theirs
    "GET /protection/evidence/<int:evidence_id>": "200 enforcement administrator, 404",
    "GET /protection/account": "200 holder agent, 404",
    "POST /protection/account": "403 holder agent, 404",  # they act for no party
    "POST /protection/account/rights": "404",  # no account
    "POST /protection/account/rights/<int:right_id>/unlink": "404",
    "GET /protection/accounts/<uuid:account_id>": "200 enforcement administrator, 404",
    "POST /protection/accounts/<uuid:account_id>/<slug:name>": "404",  # there is no such step
    "POST /protection/account/standing/<slug:name>": "404",  # nothing of that name can be joined
    "GET /protection/alliance": "200 enforcement administrator, 404",  # no member
    "POST /protection/alliance": "404",  # officers read only
    "POST /protection/cases/<uuid:case_id>/strike": "422 enforcement, 403 administrator, 404",  # no reason is given
    "POST /protection/accounts/<uuid:account_id>/mute": "422 enforcement, 403 administrator, 404",
    "GET /protection/transparency": "200 enforcement administrator, 404",
    "GET /protection/transparency/statements/<int:after>.json": "200 enforcement administrator, 404",
    "GET /protection/transparency/<int:year>/part-<int:number>.csv": "200 enforcement administrator, 404",
    "GET /protection/report": "302",
    "GET /protection/report/<int:year>": "200",
    "GET /protection/report/<int:year>.pdf": "200",
    "GET /protection/report/<int:year>/<slug:name>": "404",  # there is no such figure
    "GET /protection/findings": "200 holder agent enforcement administrator, 404",
    "POST /protection/findings": "422 holder agent enforcement administrator, 404",  # none is chosen
    "GET /protection/listings/<int:listing_id>/picture": "404",  # it has none
    "GET /protection/findings.csv": "200 holder agent enforcement administrator, 404",
    "GET /protection/findings.parquet": "200 holder agent enforcement administrator, 404",
    "GET /protection/watched": "200 holder agent, 404",
    "POST /protection/watched": "404",  # no right is named
    "GET /protection/catalogues": "200 enforcement administrator, 404",
    "POST /protection/catalogues": "422 enforcement administrator, 404",  # no file
    "GET /protection/catalogues/<int:run_id>": "404",  # there is none
    "GET /protection/catalogues/<int:run_id>/refused.csv": "404",
    "GET /protection/queue": "200 enforcement administrator, 404",
    "POST /protection/queue/next": "302 enforcement, 403 administrator, 404",
}
API = {
    "POST /api/listings": "401 nobody, 200 enforcement administrator, 403",
    "GET /api/findings": "401 nobody, 200",
    "GET /api/protection/account": "401 nobody, 404",
    "POST /api/protection/notices": "401 nobody, 404 holder agent, 403",
    "POST /api/protection/reports": "422",
    "GET /api/protection/report/<year>": "200",
    "GET /api/protection/complaints": "401 nobody, 200",
    "GET /api/protection/complaints/<case_id>": "401 nobody, 200 enforcement administrator, 404",
    "POST /api/protection/complaints/<case_id>/decision": "401 nobody, 404 enforcement, 403",  # no such step
    "POST /api/protection/complaints/<case_id>/steps/<name>": "401 nobody, 403 enforcement administrator, 404",
}
LISTING = {"catalogue": "集市", "listing": "A1"}
BODIES: dict[str, dict[str, Any]] = {
    "POST /api/listings": {"catalogue": "集市", "listings": [{"id": "A9", "title": "鹿鸣茶"}]},
    "POST /api/protection/notices": {"reason": "counterfeit", "listings": [LISTING]},
    "POST /api/protection/reports": {**LISTING, "listing": "no-such", "reason": "counterfeit", "statement": "x"},
    "POST /api/protection/complaints/<case_id>/decision": {"outcome": "nothing", "policy": "marks", "reason": "x"},
    "POST /api/protection/complaints/<case_id>/steps/<name>": {"statement": "x"},
}
QUERIES: dict[str, str] = {}


def things(owner: Actor, make_actor: Callable[..., Actor], now: datetime) -> dict[str, Any]:
    """What there is of this desk for everybody else to try their hands at, by the names of parameters of routes."""
    from tests.desk.protecting import Protection

    from onewindow.desks.protection.models import Evidence
    from onewindow.desks.register.models import Right

    right = Right.objects.earliest("pk")
    desk = Protection(make_actor, lambda marks: [right, right], now)
    sent = desk.send("A1")
    desk.decide(sent.cases[0], "uphold")
    paper = Evidence.objects.earliest("pk")
    return {
        "notice_id": sent.notice.pk, "evidence_id": paper.pk, "account_id": desk.account.pk,
        "complaint_case": sent.cases[0], "year": 2024, "after": 0, "number": 4,
        "listing_id": desk.listings[0].pk,
    }  # fmt: skip
