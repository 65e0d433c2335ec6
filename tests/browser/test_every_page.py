"""Every page of the window, found by its routes, as each kind of visitor sees it: fit for all, nothing sticks out.

Held to axe-core (nothing serious or critical), to 360 px without sideways scrolling, to a quiet console and a content
security policy that had nothing to stop; in Chinese and English, light and dark.
"""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern
from tests.browser.conftest import Visitor
from tests.browser.test_application import begin

from onewindow.web.urls import urlpatterns

Visit = Callable[..., Visitor]

NOT_PAGES = {
    "search-csv", "search-pdf", "right-picture", "import-refused", "application-picture", "bulletin-csv", "ledger-csv",
    "goods-classes", "job",  # a table, a document, a picture, a part of a page
    "asked-picture", "watch-picture", "search-picture", "compare-pictures",  # a picture; POST alone
    "sign-out", "import-stop", "application-new", "case-fire",  # POST alone
    "case-decide", "case-give-back", "case-preference", "case-preference-answer", "case-report", "queue-next",
    "queue-batch", "queue-sitting", "queue-collect", "watch-new", "watch-seen", "watch-end",  # POST alone
    "oppose",  # needs a published mark: looked at in the examiner's story
    "pledge-new", "pledge-fire", "pledge-certificate", "securitization-issue", "valuation-pdf", "policy-claim",
    "policy-fire", "claim-fire", "claim-evidence",  # POST alone, a document, a file
    "pledge", "pledge-edit", "pledge-check", "securitization", "valuation", "policy", "claim",  # in finance's stories
    "clients", "client", "mandate", "portfolio-file", "client-feed", "client-what-if", "reduction",  # trustee's story
    "mandate-step", "portfolio-give", "client-paid",  # POST alone
    "incidents", "incidents-load", "incident", "incident-fire", "repair-times", "knowledge-file",  # engineer's story
    "portfolio-template", "payments-csv", "payments-xlsx", "client-report", "client-report-xlsx", "calendar",
    "protection-account-office", "protection-case", "protection-notice", "protection-notice-new", "catalogue-run",
    "protection-yearly-entries", "protection-leads",  # in the story of a complaint
    "protection-link", "protection-unlink", "protection-account-decide", "protection-decide", "protection-merge",
    "protection-give-back", "protection-fire", "protection-next", "protection-join", "protection-strike",
    "protection-mute", "protection-evidence", "catalogue-refused", "findings-csv", "findings-parquet",
    "listing-picture",
    "protection-notice-rows", "protection-dsa-statements", "protection-dsa-part", "protection-yearly-pdf",
    "protection-yearly-newest",  # POST alone, a file, a document, a way on
    "site-plan", "site-plan-fire", "site-picture", "site-file", "site-change", "site-certificate",  # engineer's story
}  # fmt: skip
PEOPLE = {
    "": {
        "home",
        "about",
        "sign-in",
        "search",
        "right",
        "party",
        "bulletin",
        "indicator",
        "ledger",
        "entry",
        "compare",
        "protection-report",
        "protection-follow",
        "protection-packs",
        "protection-pack",
        "protection-yearly",
    },
    "agent": {"home", "account", "own-rights", "applications", "application-edit", "application-check", "case"},
    "holder": {
        "own-rights",
        "search",
        "watches",
        "pledges",
        "insurance",
        "verify",
        "protection-account",
        "protection-cases",
        "findings",
        "watched",
    },
    "officer": {"protection-queue", "protection-cases", "protection-dsa", "catalogues"},
    "lender": {"pledges", "securitizations", "valuations"},
    "insurer": {"insurance", "claims-triangle"},
    "admin": {"home", "people", "person", "imports", "import", "applications", "ledger", "entry"},
    "examiner": {"home", "applications", "case", "queue"},
    "analyst": {"ledger", "entry"},
    "engineer": {"sites", "knowledge"},
}
"""What is looked at as whom: each page at least once, and again where it looks different."""
SIGHTS = [("zh", "light", 1280), ("en", "dark", 360), ("en", "light", 1280), ("zh", "dark", 360)]
WITH_AXE = SIGHTS[:2]
"""Between them both languages, both themes and both widths: no rule of axe looks at more than one of these at once."""
SERIOUS = ("serious", "critical")


def pages() -> Iterator[str]:
    """The names of the routes that answer with a page."""
    for pattern in urlpatterns:
        if isinstance(pattern, URLPattern) and pattern.name not in NOT_PAGES:
            assert pattern.name
            yield pattern.name


def barriers(visitor: Visitor) -> list[str]:
    """What axe-core finds on the present page that keeps somebody out."""
    found = Axe().run(visitor.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']} {v['nodes'][0]['html']}" for v in found if v["impact"] in SERIOUS]


def test_every_route_is_looked_at_as_somebody() -> None:
    assert set(pages()) == set().union(*PEOPLE.values())


@pytest.fixture(scope="module")
def addresses(browser, window):  # type: ignore[no-untyped-def]
    """An address for each name: an application in draft, one that is filed, a file taken in."""
    context = browser.new_context(locale="en-US")
    agent = Visitor(context, window).sign_in("agent")
    page = begin(agent)
    page.fill("#f-text", "وفا Quillsworth 山岚")
    page.fill("#f-goods", "tea")
    page.fill("#f-applicant_name", "Quillsworth Ltd")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        page.locator("#goods-classes .chip").first.click()
    draft = agent.address
    form = begin(agent)
    form.fill("#f-text", "Quillsworth 山岚")
    form.fill("#f-goods", "tea")
    form.fill("#f-applicant_name", "Quillsworth Ltd")
    form.locator("#goods-classes .chip").first.click()
    form.locator("main form.form .button-primary").click()
    form.locator("form[action$='/file'] .button-primary").click()
    page.wait_for_url("**/cases/*")
    case = agent.address
    context.close()

    context = browser.new_context(locale="en-US")
    administrator = Visitor(context, window).sign_in("admin")
    administrator.go("/imports")
    bad = "jurisdiction,number,text,classes,status,filing_date,owner_name\nCN,Q1,Q,99,registered,2024-05-31,Q\n"
    given = {"name": "every-page.csv", "mimeType": "text/csv", "buffer": bad.encode()}
    administrator.page.locator("#f-file").set_input_files(given)
    administrator.page.locator("main form button").click()
    administrator.page.wait_for_url("**/imports/*")
    taken = administrator.address
    context.close()
    return {
        "home": ["/"], "about": ["/about"], "sign-in": ["/sign-in"], "account": ["/account"], "people": ["/people"],
        "search": ["/marks", "/marks?q=酷奇&goods=25", "/marks?q=!!!"], "own-rights": ["/rights"],
        "right": ["/rights/1"], "party": ["/parties/1"], "imports": ["/imports"], "import": [taken],
        "applications": ["/applications"],
        "application-edit": [draft], "application-check": [draft.replace("/edit", "/check")], "case": [case],
        "bulletin": ["/bulletin"], "indicator": ["/bulletin/register-size", "/bulletin/applications"],
        "queue": ["/queue", "/queue?examiners=2&rate=60&arrivals=3", "/queue?examiners=x"], "watches": ["/watches"],
        "compare": ["/compare", "/compare?a=酷奇&b=GUQI", "/compare?a=!"],
        "pledges": ["/pledges"], "verify": ["/verify", "/verify?number=PL0"], "securitizations": ["/securitizations"],
        "valuations": ["/valuations"], "insurance": ["/insurance"], "claims-triangle": ["/insurance/claims-triangle"],
        "protection-report": ["/protection/report-a-listing"], "protection-follow": ["/protection/follow"],
        "protection-packs": ["/protection/rules"], "protection-pack": ["/protection/rules/us-dmca"],
        "protection-yearly": ["/protection/report/2026"], "protection-account": ["/protection/account"],
        "protection-cases": ["/protection/cases"], "findings": ["/protection/findings"],
        "watched": ["/protection/watched"], "protection-queue": ["/protection/queue"],
        "protection-dsa": ["/protection/transparency"], "catalogues": ["/protection/catalogues"],
        "sites": ["/network/sites"], "knowledge": ["/network/knowledge"],
        "ledger": ["/ledger"], "entry": ["/ledger/1"], "person": ["/people/1"],
    }  # fmt: skip


@pytest.mark.parametrize(("language", "theme", "width"), SIGHTS)
@pytest.mark.parametrize("person", PEOPLE)
def test_every_page(
    visit: Visit, addresses: dict[str, list[str]], person: str, language: str, theme: str, width: int
) -> None:
    visitor = visit(language, theme=theme, width=width, reduced_motion="reduce")
    if person:
        visitor.sign_in(person)
    wrong: list[str] = []
    for name in sorted(PEOPLE[person]):
        for address in addresses[name]:
            status = visitor.go(address)
            if status not in (200, 422):
                wrong.append(f"{address}: {status}")
            if (language, theme, width) in WITH_AXE:
                wrong += [f"{address}: {line}" for line in barriers(visitor)]
            if visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{address}: wider than {width} px")
            wrong += [f"{address}: {line}" for line in visitor.violations()]
            lang = visitor.page.locator("html").get_attribute("lang")
            if lang != {"zh": "zh-Hans", "en": "en"}[language]:
                wrong.append(f"{address}: in {lang}")
    assert not wrong


@pytest.mark.parametrize(("language", "theme", "width"), SIGHTS)
def test_a_page_that_is_not_there(visit: Visit, language: str, theme: str, width: int) -> None:
    visitor = visit(language, theme=theme, width=width)
    assert visitor.go("/nothing/here") == 404
    assert not barriers(visitor)
    assert not visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth")
