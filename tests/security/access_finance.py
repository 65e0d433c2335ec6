"""Who may do what at the addresses of the finance desk; read as ``access_table`` says."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.desk.pledging import PledgeDesk

from onewindow.kernel.access import Actor

PAGES: dict[str, str] = {
    "GET /pledges": "200 holder lender examiner administrator, 404",
    "POST /pledges/new": "409 holder, 403",  # the holder acts for nobody in the register
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
    "GET /verify": "200",
    "POST /verify": "422",  # no file is given
}
API: dict[str, str] = {}
BODIES: dict[str, dict[str, Any]] = {}
QUERIES: dict[str, str] = {}


def things(owner: Actor, make_actor: Callable[..., Actor], now: datetime) -> dict[str, Any]:
    """What there is of this desk for everybody else to try their hands at, by the names of parameters of routes."""
    return {"pledge_id": PledgeDesk(make_actor, now).registered().pledge.pk, "step": "cancel", "securitization_id": 1}
