"""Who may do what at which address: every route of the window, every method it takes, and who is answered what.

A line is read from the left: ``"200 administrator, 302 nobody, 404"`` answers 200 to an administrator, 302 to whoever
has not signed in, and 404 to everybody else. ``nobody`` has not signed in; ``public`` has signed in and has no role.
Every case, picture and job asked for belongs to somebody else; under ``/applications`` it is a draft, elsewhere it is
filed. A method that is not listed is answered 405. The younger desks have tables of their own beside this one.
"""

from types import ModuleType

from tests.security import access_finance, access_network, access_protection, access_trusteeship

DESKS: tuple[ModuleType, ...] = (access_protection, access_finance, access_trusteeship, access_network)

PAGES = {
    "GET /": "200",
    "GET /about": "200",
    "GET /goods-classes": "200",
    "GET /marks": "200",
    "POST /marks/picture": "422",  # without a picture
    "GET /marks/picture/<slug:key>": "404",  # there is none
    "GET /marks.csv": "200",
    "GET /marks.pdf": "200",
    "GET /rights/<int:right_id>": "200",
    "GET /rights/<int:right_id>/picture": "200",
    "GET /parties/<int:party_id>": "200",
    "GET /bulletin": "200",
    "GET /bulletin.csv": "200",
    "GET /bulletin/<slug:name>": "200",
    "GET /ledger": "200",
    "GET /ledger.csv": "200",
    "GET /ledger/<int:seq>": "200 administrator analyst, 404",  # the entry asked for is not public
    "GET /sign-in": "200",
    "POST /sign-in": "422",  # the name asked for does not exist
    "POST /sign-out": "302",
    "GET /account": "302 nobody, 200",
    "POST /account": "302 nobody, 422",  # the present password given is wrong
    "GET /rights": "200 holder agent, 404",
    "GET /applications": "200 holder agent examiner administrator, 404",
    "POST /applications/new": "302 holder agent, 403",
    "GET /applications/<uuid:case_id>/edit": "404",
    "POST /applications/<uuid:case_id>/edit": "404",
    "GET /applications/<uuid:case_id>/check": "404",
    "GET /applications/<uuid:case_id>/picture": "404",
    "GET /cases/<uuid:case_id>": "200 examiner administrator, 404",
    "POST /cases/<uuid:case_id>/<slug:name>": "403 examiner administrator, 404",  # seen, but not theirs
    "POST /cases/<uuid:case_id>/decide": "422 examiner administrator, 404",  # no decision is named
    "POST /cases/<uuid:case_id>/give-back": "404",  # nobody has it
    "POST /cases/<uuid:case_id>/preference": "403 examiner administrator, 404",  # the applicant asks
    "POST /cases/<uuid:case_id>/preference/answer": "409 examiner administrator, 403",  # nothing was asked for
    "POST /cases/<uuid:case_id>/report": "302 examiner administrator, 404",
    "GET /queue": "200 examiner administrator, 404",
    "POST /queue/next": "302 examiner, 403 administrator, 404",
    "POST /queue/batches": "422 examiner administrator, 404",
    "POST /queue/sittings": "422 examiner administrator, 404",
    "POST /queue/sittings/<int:sitting_id>": "404",  # there is none
    "GET /rights/<int:right_id>/oppose": "404",  # the mark is not published
    "POST /rights/<int:right_id>/oppose": "404",
    "GET /watches": "404 nobody, 200",
    "POST /watches/new": "404 nobody, 302",
    "GET /watches/<int:watch_id>/picture": "404",
    "POST /watches/<int:watch_id>/seen": "404",
    "POST /watches/<int:watch_id>/end": "404",
    "GET /compare": "200",
    "POST /compare/pictures": "302",
    "GET /people": "200 administrator, 404",
    "POST /people": "422 administrator, 404",
    "GET /people/<int:person_id>": "200 administrator, 404",
    "POST /people/<int:person_id>": "302 administrator, 404",
    "GET /imports": "200 administrator, 404",
    "POST /imports": "422 administrator, 404",
    "GET /imports/<int:run_id>": "200 administrator, 404",
    "GET /imports/<int:run_id>/refused.csv": "200 administrator, 404",
    "POST /imports/<int:run_id>/stop": "302 administrator, 404",
    "GET /jobs/<int:job_id>": "200 administrator, 404",
}

API = {
    "GET /api/openapi.json": "200",
    "POST /api/marks/search": "200",
    "POST /api/marks/search/batch": "200",
    "GET /api/nice": "200",
    "GET /api/rights": "200",
    "GET /api/rights/<right_id>": "200",
    "GET /api/rights/<right_id>/events": "200",
    "GET /api/parties/<party_id>": "200",
    "GET /api/bulletin": "200",
    "GET /api/bulletin/<indicator>": "200",
    "GET /api/ledger": "200",
    "GET /api/ledger/<seq>": "200 administrator analyst, 404",
    "GET /api/applications": "401 nobody, 200",
    "POST /api/applications": "401 nobody, 201 holder agent, 403",
    "GET /api/applications/<case_id>": "401 nobody, 200 examiner administrator, 404",
    "PATCH /api/applications/<case_id>": "401 nobody, 409 examiner administrator, 404",
    "PUT /api/applications/<case_id>/picture": "401 nobody, 422 examiner administrator, 404",
    "DELETE /api/applications/<case_id>/picture": "401 nobody, 409 examiner administrator, 404",
    "GET /api/cases/<case_id>": "401 nobody, 200 examiner administrator, 404",
    "POST /api/cases/<case_id>/transitions/<name>": "401 nobody, 403 examiner administrator, 404",
    "GET /api/queue": "401 nobody, 200 examiner administrator, 403",
    "POST /api/queue/next": "401 nobody, 200 examiner, 403",
    "POST /api/queue/what-if": "401 nobody, 200 examiner administrator, 403",
    "GET /api/applications/<case_id>/search-report": "401 nobody, 404 examiner administrator, 403",  # none was made
    "POST /api/applications/<case_id>/decision": "401 nobody, 409 examiner, 403",
    "POST /api/applications/<case_id>/steps/<name>": "401 nobody, 403 examiner administrator, 404",
    "GET /api/rights/<right_id>/oppositions": "401 nobody, 404",
    "POST /api/rights/<right_id>/oppositions": "401 nobody, 404",
    "GET /api/watches": "401 nobody, 200",
    "POST /api/watches": "401 nobody, 201",
    "GET /api/watches/<watch_id>": "401 nobody, 404",
    "DELETE /api/watches/<watch_id>": "401 nobody, 404",
    "POST /api/watches/<watch_id>/seen": "401 nobody, 404",
    "GET /api/compare": "200",
    "POST /api/compare": "200",
    "POST /api/imports": "401 nobody, 422 administrator, 403",
    "GET /api/imports/<run_id>": "401 nobody, 200 administrator, 403",
    "GET /api/imports/<run_id>/refused": "401 nobody, 200 administrator, 403",
    "GET /api/jobs/<job_id>": "401 nobody, 200 administrator, 404",
    "POST /api/jobs/<job_id>/stop": "401 nobody, 200 administrator, 404",
}

NOWHERE = {"/api/"}
"""The address under which the API answers 404 to whatever is not above."""

BODIES: dict[str, dict[str, object]] = {
    "POST /api/queue/what-if": {"examiners": 2, "rate": 50, "arrivals": 80},
    "POST /api/applications/<case_id>/decision": {"outcome": "accept"},
    "POST /api/rights/<right_id>/oppositions": {"ground": "cn.4", "reason": "x"},
    "POST /api/watches": {"text": "酷奇"},
    "POST /sign-in": {"sign_in_name": "who-is-this", "password": "nobody knows"},
    "POST /account": {"what": "password", "old": "not this one", "new": "correct horse battery staple"},
    "POST /people/<int:person_id>": {"roles": ["holder"], "active": "1"},
    "POST /api/marks/search": {"text": "酷奇"},
    "POST /api/compare": {"a": {"text": "酷奇"}, "b": {"text": "古琦"}},
    "POST /api/marks/search/batch": {"queries": [{"text": "酷奇"}]},
    "POST /api/applications": {},
    "PATCH /api/applications/<case_id>": {"text": "taken over"},
}
"""What is sent along: a form to a page, JSON to the API."""

QUERIES = {
    "GET /compare": "a=酷奇&b=古琦",
    "GET /api/compare": "a=酷奇&b=古琦",
    "GET /goods-classes": "goods=茶",
    "GET /marks": "q=酷奇",
    "GET /marks.csv": "q=酷奇",
    "GET /marks.pdf": "q=酷奇",
    "GET /api/nice": "goods=tea",
}

for desk in DESKS:
    PAGES |= desk.PAGES
    API |= desk.API
    BODIES |= desk.BODIES
    QUERIES |= desk.QUERIES
