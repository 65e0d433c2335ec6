"""The rest of the examiner's story, in both languages: the four routes, and what the years bring to a file."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visitor, send
from tests.browser.test_examiner import barriers, file
from tools.fresh_window import Window

Visit = Callable[..., Visitor]
WORDS = {
    "zh": {"goods": "灯具", "registered": "已注册", "renewed": "续展",
           "rejected": "异议不成立", "certificate": "注册证",
           "routes": ("普通审查", "优先审查", "集中审查", "巡回审查"), "place": "成都巡回审查点"},
    "en": {"goods": "lamps", "registered": "Registered", "renewed": "Renewed", "rejected": "Opposition rejected",
           "certificate": "certificate", "routes": ("Ordinary", "Preferential", "Intensive", "Roving"),
           "place": "Chengdu (sample)"},
}  # fmt: skip
NOW = ".procedure-wide text.flow-now"
ROUTE = ".letter-aside .particulars"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_file_is_registered_an_opposition_is_decided_and_a_registration_renewed(
    visit: Visit, window: Window, language: str
) -> None:
    words = WORDS[language]
    earlier = window.run("earlier_files.py")
    examiner, agent = visit(language).sign_in("examiner"), visit(language).sign_in("agent")
    page = examiner.page
    examiner.go("/queue")
    expect(page.locator(f"a[href='{earlier['to-register']}']").first).to_be_visible()  # among the periods that are over
    assert barriers(page) == []
    examiner.go(earlier["to-register"])
    page.locator("form[action$='/register'] button").click()
    expect(page.locator(NOW)).to_have_text(re.compile(str(words["registered"])))
    assert barriers(page) == []

    examiner.go(earlier["opposed"])
    decision = page.locator("form[action$='/reject_opposition']")
    decision.locator("summary").click()
    decision.locator("textarea").fill("…")
    decision.locator("button").click()
    expect(page.locator(NOW)).to_have_text(re.compile(str(words["registered"])))
    expect(page.locator("#opposed ~ .paper").first).to_contain_text(str(words["rejected"]))

    agent.go(earlier["to-register"])
    expect(agent.page.locator("#letters ~ .paper").first).to_contain_text(re.compile(str(words["certificate"]), re.I))
    agent.go(earlier["to-renew"])
    agent.page.locator("form[action$='/renew'] button").click()
    expect(agent.page.locator(".timeline li").first).to_contain_text(str(words["renewed"]))
    assert barriers(agent.page) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_files_go_by_all_four_routes(visit: Visit, language: str) -> None:
    words = WORDS[language]
    ordinary, preferential, intensive, roving = words["routes"]
    agent, examiner = visit(language).sign_in("agent"), visit(language).sign_in("examiner")
    first, second = (file(agent, f"Lumora {language} {n}", str(words["goods"])) for n in (1, 2))
    expect(agent.page.locator(ROUTE)).to_contain_text(ordinary)

    agent.page.locator("summary", has=agent.page.locator("xpath=../..//textarea[@id='f-ground']")).first.click()
    agent.page.locator("#f-ground").fill("…")
    send(agent.page.locator("form[action$='/preference'] button"))
    page = examiner.page
    examiner.go(second)
    page.locator("button[name=answer][value=grant]").click()
    expect(page.locator(ROUTE)).to_contain_text(preferential)

    examiner.go("/queue")
    page.locator("summary", has=page.locator("xpath=..//input[@id='f-place']")).click()
    page.fill("#f-place", str(words["place"]))
    page.fill("#f-day", "2030-05-06")
    send(page.locator("form[action='/queue/sittings'] button"))
    sitting = page.locator("article.paper", has_text=str(words["place"])).last
    sitting.locator("summary").click()
    sitting.locator(".choice", has_text=f"Lumora {language} 1").locator("input").check()
    send(sitting.locator("form button"))
    examiner.go(first)
    expect(page.locator(ROUTE)).to_contain_text(roving)

    for n in (3, 4):
        third = file(agent, f"Lumora {language} {n}", str(words["goods"]))
    examiner.go("/queue")
    send(page.locator("form[action='/queue/batches']", has_text=f"Lumora {language} 4").locator("button").first)
    examiner.go(third)
    expect(page.locator(ROUTE)).to_contain_text(intensive)
    assert barriers(page) == []
