"""The story of a scan: a holder watches marks, an officer brings a catalogue in, the holder looks through it all."""

import base64
import json
import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.conftest import Visitor, drawn_width, run_in

from onewindow.desks.register.sample import reader
from onewindow.engines.marks.images import small_png

Visit = Callable[..., Visitor]
LOGO = next(logo for logo in reader.iter_logos() if logo.title == "Puma")
FIGURATIVE = """
import sys, django; django.setup()
from onewindow.desks.register.models import Right
from onewindow.kernel.people import Person
party = Person.objects.get(sign_in_name="holder").party_id
right = Right.objects.filter(owner_id=party, kind="trademark", status="registered").order_by("title", "pk").first()
Right.objects.filter(pk=right.pk).update(image="sample/" + sys.argv[1])
print(right.pk, right.title)
"""
WORDS = {
    "zh": {"leet": "夹入不可见字符", "why": "指向", "like": "图片与",
           "nothing": "没有符合筛选条件的发现", "one": "1 条"},
    "en": {"leet": "invisible characters inside", "why": "for", "like": "The picture is like",
           "nothing": "Nothing was found that fits these filters", "one": "1 finding"},
}  # fmt: skip


def fair(page: Page) -> None:
    """No page of the story may keep anybody out, or stick out of the screen."""
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def figurative(holder: Visitor) -> tuple[int, str]:
    """Give a right of the holder's a picture of the sample, as a register would have it: its number and words."""
    number, title = run_in(holder.window, "-c", FIGURATIVE, LOGO.key).strip().split(" ", 1)
    return int(number), title


def catalogue(mark: str) -> bytes:
    """Listings: the mark as it is, disguised, referred to, in a picture only, and a picture that is none."""
    picture = base64.b64encode(small_png(LOGO.svg())).decode()
    rows = [
        {"id": "L-1", "title": f"新款 {mark} 正品", "seller": "旗舰小店"},
        {"id": "L-2", "title": f"Official {mark[0]}\u200b{mark[1:]} <b>hoodie</b>", "seller": "Best Deals"},
        {"id": "L-3", "title": f"case compatible with {mark}"},
        {"id": "L-4", "title": "Sports shoes 42", "image": picture},
        {"id": "L-5", "title": "Plain hat", "image": "bm8gcGljdHVyZQ=="},
    ]
    return "\n".join(map(json.dumps, rows)).encode()


@pytest.mark.parametrize(("language", "theme", "width"), [("zh", "light", 1280), ("en", "dark", 360)])
def test_a_scan_from_the_watch_to_the_notice(language: str, theme: str, width: int, visit: Visit) -> None:
    words, name = WORDS[language], f"bazaar-{language}"
    holder, officer = visit(language, theme, width).sign_in("holder"), visit(language, theme, width).sign_in("officer")
    right, mark = figurative(holder)
    page = holder.page
    holder.go("/protection/watched")
    fair(page)
    watch = page.locator(f"section:has(#right-{right}) button[value=watch]")
    if watch.count():
        watch.click()
    expect(page.locator(f"section:has(#right-{right}) button[value=unwatch]")).to_be_visible()
    bring_in(officer, name, catalogue(mark))
    about = f"/protection/findings?catalogue={name}&right={right}"
    for _ in range(60):  # pictures are scanned by the worker
        holder.go(f"{about}&in=picture")
        if page.locator("ol.hits > li").count():
            break
        page.wait_for_timeout(500)
    expect(page.locator("#findings-title")).to_contain_text(words["one"])
    expect(page.locator("ol.hits > li")).to_contain_text(words["like"])
    shown = page.locator("ol.hits .specimen img")
    expect(shown).to_have_attribute("src", re.compile("/protection/listings/[0-9]+/picture"))
    assert drawn_width(shown) > 0
    fair(page)
    look_through(holder, about, mark, words)
    page.check("ol.hits > li:first-child input[name=finding]")
    page.click("button[value=notice]")
    page.wait_for_url(re.compile("/protection/(notices/new|account)"))  # without an account, that comes first
    holder.go(f"{about}&in=picture")
    page.click("button[value=dismiss]")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.check("ol.hits > li:first-child input[name=finding]")
    page.fill("#f-reason", "Our own shop.")
    page.click("button[value=dismiss]")
    expect(page.locator("main")).to_contain_text(words["nothing"])
    holder.go(f"{about}&in=picture&state=dismissed")
    expect(page.locator("ol.hits > li")).to_contain_text("Our own shop.")


def bring_in(officer: Visitor, name: str, content: bytes) -> None:
    """Give the catalogue, and wait until it is taken in; the picture that is none is told by its row."""
    officer.go("/protection/catalogues")
    fair(officer.page)
    officer.page.fill("#f-catalogue", name)
    officer.page.set_input_files(
        "#f-file", {"name": f"{name}.jsonl", "mimeType": "application/json", "buffer": content}
    )
    officer.page.click("main form.form button")
    officer.page.wait_for_url("**/catalogues/*")
    expect(officer.page.locator(".progress-done")).to_be_visible(timeout=60_000)  # the page loads anew at its end
    expect(officer.page.locator("#refused-caption >> xpath=ancestor::table")).to_contain_text("image")
    fair(officer.page)


def look_through(holder: Visitor, about: str, mark: str, words: dict[str, str]) -> None:
    """The filters, and the mark in the title with its disguise explained."""
    page = holder.page
    holder.go(about)
    if not page.locator("#f-disguise").is_visible():
        page.click("details.filters > summary")
    page.select_option("#f-disguise", "invisible")
    page.click("#filters button")
    page.wait_for_url("**disguise=invisible**")
    found = page.locator("ol.hits > li")
    expect(found).to_have_count(1)
    expect(found.locator("mark")).to_have_text(f"{mark[0]}\u200b{mark[1:]}")
    expect(found).to_contain_text("<b>hoodie</b>")
    expect(found).to_contain_text(words["leet"])
    expect(found).to_contain_text(words["why"])
    holder.go(f"{about}&in=title&q=compatible")
    expect(page.locator("main")).to_contain_text(words["nothing"])
    fair(page)
    holder.go(f"{about}&in=title&q=compatible&context=any")
    expect(page.locator("ol.hits > li")).to_have_count(1)
    holder.go(f"{about}&context=any&state=any")
    fair(page)
