"""Who may do what at the addresses of the finance desk; read as ``access_table`` says."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.desk.insuring import Insured
from tests.desk.pledging import PledgeDesk

from onewindow.kernel.access import Actor

PAGES: dict[str, str] = {
    "GET /pledges": "200 holder agent lender examiner administrator, 404",
    "POST /pledges/new": "409 holder, 422 agent, 403",  # the holder acts for nobody in the register
    "GET /pledges/<uuid:pledge_id>": "200 examiner administrator, 404",
    "GET /pledges/<uuid:pledge_id>/edit": "302 examiner administrator, 404",  # it is registered
    "POST /pledges/<uuid:pledge_id>/edit": "302 examiner administrator, 404",
    "GET /pledges/<uuid:pledge_id>/check": "302 examiner administrator, 404",
    "GET /pledges/<uuid:pledge_id>/certificate.pdf": "200 examiner administrator, 404",
    "POST /pledges/<uuid:pledge_id>/<slug:step>": "403 examiner administrator, 404",  # seen, but not theirs
    "GET /securitizations": "200 lender, 404",
    "POST /securitizations": "422 lender, 404",  # nothing is given
    "GET /securitizations/<int:securitization_id>": "404",  # there is none
    "POST /securitizations/<int:securitization_id>/issue": "404",
    "GET /valuations": "200 lender, 404",
    "POST /valuations": "422 lender, 404",  # nothing is given
    "GET /valuations/<int:valuation_id>": "404",  # there is none
    "GET /valuations/<int:valuation_id>/report.pdf": "404",
    "GET /insurance": "200 holder insurer, 404",
    "POST /insurance": "409 holder, 403 insurer, 404",  # the holder acts for nobody in the register
    "GET /insurance/claims-triangle": "200 insurer, 404",
    "GET /insurance/policies/<uuid:policy_id>": "404",  # the policy of another insurer
    "POST /insurance/policies/<uuid:policy_id>/claims": "404",
    "POST /insurance/policies/<uuid:policy_id>/<slug:step>": "404",
    "GET /insurance/claims/<uuid:claim_id>": "404",
    "GET /insurance/claims/<uuid:claim_id>/evidence": "404",
    "POST /insurance/claims/<uuid:claim_id>/<slug:step>": "404",
    "GET /verify": "200",
    "POST /verify": "422",  # no file is given
}
API: dict[str, str] = {
    "GET /api/pledges": "401 nobody, 200",
    "POST /api/pledges": "401 nobody, 409 holder, 422 agent, 403",  # the holder acts for nobody in the register
    "GET /api/pledges/<case_id>": "401 nobody, 404",  # the case is no pledge
    "PATCH /api/pledges/<case_id>": "401 nobody, 404",
    "GET /api/pledges/<case_id>/grounds": "401 nobody, 404",
    "POST /api/pledges/<case_id>/steps/<name>": "401 nobody, 404",
    "POST /api/certificates/verify": "422",  # no file is given
    "GET /api/valuations": "401 nobody, 200 lender, 403",
    "POST /api/valuations": "401 nobody, 422 lender, 403",  # nothing is given
    "GET /api/valuations/<valuation_id>": "401 nobody, 404 lender, 403",  # there is none
    "GET /api/securitizations": "401 nobody, 200 lender, 403",
    "POST /api/securitizations": "401 nobody, 422 lender, 403",  # nothing is given
    "GET /api/securitizations/<securitization_id>": "401 nobody, 404 lender, 403",
    "POST /api/securitizations/<securitization_id>/issue": "401 nobody, 404 lender, 403",
    "GET /api/insurance/products": "401 nobody, 200",
    "GET /api/insurance/policies": "401 nobody, 200",
    "POST /api/insurance/policies": "401 nobody, 409 holder, 403",  # the holder acts for nobody in the register
    "GET /api/insurance/policies/<policy_id>": "401 nobody, 404",  # the policy of another insurer
    "POST /api/insurance/policies/<policy_id>/claims": "401 nobody, 404",
    "POST /api/insurance/policies/<policy_id>/steps/<name>": "401 nobody, 404",
    "GET /api/insurance/claims": "401 nobody, 200",
    "GET /api/insurance/claims/<claim_id>": "401 nobody, 404",
    "POST /api/insurance/claims/<claim_id>/steps/<name>": "401 nobody, 404",
    "GET /api/insurance/reserve": "401 nobody, 200 insurer, 403",
}
COVER = {"product": "infringement", "limit": "1000", "rights": [1]}
BODIES: dict[str, dict[str, Any]] = {"POST /api/insurance/policies": COVER}
QUERIES: dict[str, str] = {"GET /api/insurance/reserve": "product=infringement"}


def things(owner: Actor, make_actor: Callable[..., Actor], now: datetime) -> dict[str, Any]:
    """What there is of this desk for everybody else to try their hands at, by the names of parameters of routes."""
    pledged = PledgeDesk(make_actor, now).registered()
    insured = Insured(make_actor, now).insured()
    return {
        "pledge_id": pledged.pledge.pk, "step": "cancel", "securitization_id": 1, "valuation_id": 1,
        "policy_id": insured.policy.pk, "claim_id": insured.lose().pk,
    }  # fmt: skip
