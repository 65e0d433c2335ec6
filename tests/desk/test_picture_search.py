"""Searching the register by picture: on the page, by the API, in the terminal; leaving out; what is no picture."""

import base64
import csv
import io
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests.desk.examining import FIELDS, Desk

from onewindow.desks.examination import citing, reports, services
from onewindow.desks.examination.models import Application, Watch
from onewindow.desks.register import asked_picture, lettering, marks_index, picture
from onewindow.desks.register.models import Right
from onewindow.desks.register.recording import MarkRecord, record_block
from onewindow.desks.register.sample.reader import iter_logos
from onewindow.desks.register.searching import SearchRequest, search
from onewindow.desks.register.services import ask_import
from onewindow.engines.marks import images
from onewindow.kernel import clock, files, flow
from onewindow.kernel.access import Actor, Role, house
from onewindow.kernel.errors import BadInput, NotFound, TooMany

pytestmark = pytest.mark.django_db
LOGOS = {logo.key: logo for _, logo in zip(range(40), iter_logos(), strict=False)}
KEYS = list(LOGOS)
FIRST = LOGOS[KEYS[0]]
Register = Callable[..., list[Right]]


def drawn(key: str) -> bytes:
    """A logo of the sample as PNG: the same drawing in another file."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=LOGOS[key].svg().decode(), background="white", width=200))


@pytest.fixture
def figurative(register_of: Register) -> dict[str, Right]:
    """The first sample logos in the register, by key."""
    rights: dict[str, Right] = {}
    for key in KEYS[:12]:
        (rights[key],) = register_of([(LOGOS[key].title, (25,))], image=f"sample/{key}", owner_name=f"{key} Ltd")
    return rights


def found(**asked: Any) -> list[int]:
    return [hit.right.pk for hit in search(SearchRequest(**asked)).found]


def sent(client: Client, content: bytes, name: str = "logo.png", **fields: Any) -> Any:
    return client.post("/marks/picture", {"image": SimpleUploadedFile(name, content), **fields})


def test_the_sample_is_described_by_this_version() -> None:
    described = picture.described_sample()
    assert described is not None, "run tools/describe_sample.py: the weights or the description changed"
    logos = list(iter_logos())
    assert len(described) == len(logos) and all(logo.key in described for logo in logos)
    again = images.ImageIndex.build([(FIRST.key, FIRST.svg())])
    assert described.search(FIRST.svg(), 1)[0].id == FIRST.key
    assert (described.described(FIRST.key).vectors == again.described(FIRST.key).vectors).all()  # type: ignore[union-attr]


def test_a_mark_is_found_by_its_picture(figurative: dict[str, Right]) -> None:
    for key in KEYS[:12:4]:
        answer = search(SearchRequest(picture=drawn(key)))
        assert answer.found[0].right == figurative[key]
        assert answer.found[0].hit.reasons[0].view == "image"


def test_filters_and_what_is_left_out_cost_no_hit(figurative: dict[str, Right], register_of: Register) -> None:
    query = {"picture": drawn(KEYS[3]), "limit": 20}
    every = found(**query)
    assert set(every) == {right.pk for right in figurative.values()}
    mine = figurative[KEYS[3]]
    assert found(**query, without_marks=(mine.pk,)) == [pk for pk in every if pk != mine.pk]
    assert found(**query, without_owners=(mine.owner_id,)) == [pk for pk in every if pk != mine.pk]
    assert found(**query, without_words=(mine.title.upper(),)) == [pk for pk in every if pk != mine.pk]
    assert found(**query, statuses=("expired",)) == [] and found(**query, jurisdiction="DE") == []
    (expired,) = register_of([("", (9,))], image=f"sample/{KEYS[20]}", status="expired", jurisdiction="DE")
    assert found(picture=drawn(KEYS[20]), statuses=("expired",), limit=1) == [expired.pk]
    assert found(picture=drawn(KEYS[20]), jurisdiction="DE", statuses=("expired",), limit=1) == [expired.pk]
    assert found(**query, classes=(9,), only_shared_classes=True) == []


def test_words_leave_out_words_too(register_of: Register) -> None:
    kept, left = register_of(["Northwind Tea", "Northwind Coffee"])
    assert {kept.pk, left.pk} <= set(found(text="Northwind"))
    assert left.pk not in found(text="Northwind", without_words=("coffee",))


def test_an_application_filed_with_a_logo_is_found_by_the_next_search(desk: Desk) -> None:
    before = found(picture=drawn(KEYS[30]))
    draft = services.begin_draft(desk.holder, desk.now, FIELDS)
    services.set_picture(desk.holder, desk.now, draft.pk, io.BytesIO(drawn(KEYS[30])), "logo.png")
    flow.fire(draft.pk, "file", desk.holder, desk.now)
    filed = Application.objects.get(pk=draft.pk)
    answer = search(SearchRequest(picture=LOGOS[KEYS[30]].svg()))
    assert answer.found[0].right.pk == filed.right_id
    assert filed.right_id not in before


def test_the_search_report_of_a_mark_without_words_looks_at_its_picture(
    desk: Desk, figurative: dict[str, Right]
) -> None:
    draft = services.begin_draft(desk.holder, desk.now, {**FIELDS, "text": "", "classes": "25"})
    services.set_picture(desk.holder, desk.now, draft.pk, io.BytesIO(drawn(KEYS[7])), "logo.png")
    flow.fire(draft.pk, "file", desk.holder, desk.now)
    application = Application.objects.get(pk=draft.pk)
    _seq, hits = reports.find(application)
    assert hits[0]["right"] == figurative[KEYS[7]].pk
    rules = [reason.rule for reason in citing.reasons(application, figurative[KEYS[7]])]
    assert "image.same" in rules or "image.impression" in rules


def test_a_block_recorded_with_pictures_is_found_by_the_next_search(register_of: Register, now: datetime) -> None:
    register_of(["Other"])
    kept = files.keep_picture(house("tests"), now, io.BytesIO(drawn(KEYS[31])), "logo.png")
    record = MarkRecord(
        jurisdiction="CN", number="P1", title="", classes=(9,), status="registered", filing_date=now.date(),
        owner_name="图", image=kept.sha256,
    )  # fmt: skip
    record_block(house("tests"), now, [record], "import")
    right = Right.objects.get(number="P1")
    assert found(picture=drawn(KEYS[31]), limit=1) == [right.pk]
    marks_index.build()
    assert found(picture=drawn(KEYS[31]), limit=1) == [right.pk]


def test_an_imported_mark_with_a_picture_is_found_and_a_bad_picture_is_told(
    make_actor: Callable[..., Actor], work: Callable[[], int], now: datetime, tmp_path: Path
) -> None:
    coded = base64.b64encode(drawn(KEYS[36])).decode()
    rows = [
        "jurisdiction,number,text,classes,status,filing_date,owner_name,image",
        f"CN,I1,,9,registered,2020-01-01,图,{coded}",
        "CN,I2,Word,9,registered,2020-01-01,图,",
        "CN,I3,,9,registered,2020-01-01,图,",
        f"CN,I4,Script,9,registered,2020-01-01,图,{base64.b64encode(UNFIT['a script'][0]).decode()}",
        "CN,I5,Junk,9,registered,2020-01-01,图,$$$",
    ]
    (tmp_path / "marks.csv").write_text("\n".join(rows), encoding="utf-8")
    for _ in range(2):  # the same file again changes nothing
        run, _job = ask_import(make_actor(Role.ADMINISTRATOR), now, tmp_path / "marks.csv", "marks.csv")
        work()
        run.refresh_from_db()
        assert (run.added, run.changed, run.refused) == (2, 0, 3)
    assert sorted((r.row, r.field) for r in run.refusals.all()) == [(3, "text"), (4, "image"), (5, "image")]
    right = Right.objects.get(number="I1")
    assert found(picture=LOGOS[KEYS[36]].svg(), limit=1) == [right.pk]
    assert picture.picture_of(right) == (drawn(KEYS[36]), "image/png")


def test_many_new_pictures_are_left_to_the_index_made_anew(
    figurative: dict[str, Right], work: Callable[[], int], monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(marks_index, "DELTA_PICTURES", 1)
    kept = [files.keep_picture(house("tests"), now, io.BytesIO(drawn(key)), "logo.png") for key in KEYS[32:35]]
    records = [
        MarkRecord(jurisdiction="CN", number=f"M{n}", title=f"Mass {n}", classes=(9,), status="registered",
                   filing_date=now.date(), owner_name="图", image=one.sha256)
        for n, one in enumerate(kept)
    ]  # fmt: skip
    record_block(house("tests"), now, records, "import")
    rights = {right.number: right.pk for right in Right.objects.filter(number__startswith="M")}
    assert found(text="Mass 2", limit=1) == [rights["M2"]], "words are found at once"
    assert work() > 0
    for n, key in enumerate(KEYS[32:35]):
        assert found(picture=drawn(key), limit=1) == [rights[f"M{n}"]]


def test_the_page_takes_a_picture_and_its_results_have_an_address(client: Client, figurative: dict[str, Right]) -> None:
    answer = sent(client, drawn(KEYS[5]), q="", goods="25", status=["registered", "pending"])
    assert answer.status_code == 302
    given = parse_qs(urlsplit(answer["Location"]).query)
    assert given["goods"] == ["25"] and given["status"] == ["registered", "pending"]
    page = client.get(answer["Location"])
    shown = page.content.decode()
    right = figurative[KEYS[5]]
    assert page.status_code == 200 and shown.index(right.title) < shown.index("Leave out this mark")
    assert reverse("asked-picture", args=given["picture"]) in shown
    part = client.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert right.title in part and "<html" not in part
    table = client.get(answer["Location"].replace("/marks?", "/marks.csv?"))
    rows = list(csv.DictReader(io.StringIO(b"".join(table).decode("utf-8-sig"))))
    assert rows[0]["number"] == right.number and "drawings" in rows[0]["reasons"]
    report = client.get(answer["Location"].replace("/marks?", "/marks.pdf?"))
    assert report.content.startswith(b"%PDF")
    left = client.get(f"{answer['Location']}&without_mark={right.pk}").content.decode()
    assert f'href="{reverse("right", args=[right.pk])}"' not in left
    assert f'value="{right.pk}"' in left, "a box takes it in again"


def test_the_picture_asked_for_is_shown_as_a_picture_and_goes_after_some_days(
    client: Client, settings: Any, now: datetime
) -> None:
    key = asked_picture.keep(FIRST.svg(), "a.svg", clock.now())
    shown = client.get(reverse("asked-picture", args=[key]))
    assert shown["Content-Type"] == "image/svg+xml" and "sandbox" in shown["Content-Security-Policy"]
    assert shown.content == FIRST.svg()
    path = Path(settings.FILES_ROOT) / "asked" / key
    old = (clock.now() - asked_picture.KEPT - timedelta(hours=1)).timestamp()
    os.utime(path, (old, old))
    assert client.get(reverse("asked-picture", args=[key])).status_code == 404
    gone = client.get(f"/marks?picture={key}")
    assert gone.status_code == 422 and "7 days" in gone.content.decode()
    asked_picture.keep(drawn(KEYS[1]), "b.png", clock.now())
    assert not path.exists(), "the next one given takes it away"


def test_all_asked_pictures_together_are_bounded(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked_picture, "MOST_BYTES", 3 * len(FIRST.svg()))
    for n in range(12):
        asked_picture.keep(LOGOS[KEYS[n]].svg(), "a.svg", clock.now() + timedelta(seconds=n))
    kept = [path.name for path in (Path(settings.FILES_ROOT) / "asked").iterdir()]
    assert 0 < len(kept) < 12
    for key in ("", "../secret-key", "0" * 64, "..", "a" * 63):
        with pytest.raises(NotFound):
            asked_picture.content_of(key, clock.now())


def animated() -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    return saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">%s</svg>'
UNFIT = {
    "empty": (b"", "empty"),
    "no picture": (b"jurisdiction,number\n", "PNG, JPEG, WebP or SVG"),
    "cut off": (drawn(KEYS[0])[:400], "whole"),
    "animated": (animated(), "animated"),
    "one colour": (saved(Image.new("RGB", (60, 60), "#c01818")), "one colour"),
    "a script": (SVG % b"<script>alert(1)</script>", "scripts"),
    "outside": (SVG % b'<path style="fill:url(https://example.org/a)" d="M0 0h9v9z"/>', "outside"),
    "a million nodes": (SVG % (b"<g/>" * 1_000_000), "20,000 elements"),
    "huge": (b"\x89PNG" + b"\0" * files.PICTURE_BYTES, "5 MB"),
}


@pytest.mark.parametrize("what", UNFIT)
def test_what_is_no_picture_is_told_by_page_and_api(client: Client, register_of: Register, what: str) -> None:
    register_of(["酷奇"])
    content, told = UNFIT[what]
    page = sent(client, content, q="酷奇")
    assert page.status_code == 422 and told in page.content.decode()
    assert 'value="酷奇"' in page.content.decode(), "what was typed is kept"
    coded = base64.b64encode(content).decode()
    answer = client.post("/api/marks/search", {"text": "酷奇", "image": coded}, "application/json")
    if not content:
        assert answer.status_code == 200, "an empty image is none"
        return
    assert answer.status_code in (413, 422), answer.content
    if answer.status_code == 422:
        assert answer.json()["problems"][0]["field"] == "image"


def test_the_page_says_it_in_chinese_and_without_a_file(client: Client) -> None:
    page = client.post("/marks/picture", {"q": ""}, headers={"Accept-Language": "zh-CN"})
    assert page.status_code == 422 and "图样" in page.content.decode() and "一张图片" in page.content.decode()


def test_the_api_takes_a_picture(client: Client, figurative: dict[str, Right]) -> None:
    given = {"image": base64.b64encode(drawn(KEYS[2])).decode(), "limit": 3}
    body = client.post("/api/marks/search", given, "application/json").json()
    assert body["hits"][0]["right"]["id"] == figurative[KEYS[2]].pk
    assert body["hits"][0]["reasons"][0]["view"] == "image" and body["hits"][0]["reasons"][0]["zh"]
    left = given | {"without_marks": [figurative[KEYS[2]].pk], "without_words": ["no such"], "without_owners": [1]}
    rest = client.post("/api/marks/search", left, "application/json").json()["hits"]
    assert figurative[KEYS[2]].pk not in [hit["right"]["id"] for hit in rest]
    wrong = client.post("/api/marks/search", {"image": "not base64!"}, "application/json")
    assert wrong.status_code == 422 and wrong.json()["problems"][0]["field"] == "image"
    nothing = client.post("/api/marks/search", {}, "application/json")
    assert nothing.status_code == 422 and nothing.json()["problems"][0]["field"] == "text"


def test_pictures_are_counted_by_themselves(client: Client, register_of: Register, monkeypatch: Any) -> None:
    register_of(["酷奇"])
    monkeypatch.setattr(asked_picture, "RATE", 1)
    location = sent(client, drawn(KEYS[0]))["Location"]
    assert client.get(location).status_code == TooMany.status
    assert client.get("/marks?q=酷奇").status_code == 200


def test_words_in_the_picture_are_searched_for_where_they_can_be_read(
    register_of: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, other = register_of(["NORTHWIND", "Something else"])
    lettering.read.cache_clear()
    answer = search(SearchRequest(picture=lettered("NORTHWIND")))
    if answer.lettering and answer.lettering.installed:
        assert answer.lettering.lines == ("NORTHWIND",)
        assert answer.found[0].right == words and answer.found[0].hit.score > 0.9
    else:
        assert answer.lettering is not None and "onewindow[ocr]" in answer.lettering.said.en  # type: ignore[union-attr]
        assert other.pk not in found(picture=lettered("NORTHWIND"))


def lettered(text: str) -> bytes:
    from PIL import ImageDraw, ImageFont

    page = Image.new("RGB", (420, 120), "white")
    ImageDraw.Draw(page).text((30, 30), text, fill="black", font=ImageFont.load_default(48))
    return saved(page)


def test_two_marks_are_compared_by_picture(client: Client, figurative: dict[str, Right]) -> None:
    right = figurative[KEYS[6]]
    upload = SimpleUploadedFile("logo.png", drawn(KEYS[6]))
    answer = client.post("/compare/pictures", {"a_image": upload, "b_right": str(right.pk)})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert page.status_code == 200 and "Picture alike" in page.content.decode()
    assert reverse("right-picture", args=[right.pk]) in page.content.decode()
    broken = client.post("/compare/pictures", {"a_image": SimpleUploadedFile("x.png", b"junk"), "b": "Word"})
    assert broken.status_code == 422 and "Its picture" in broken.content.decode()
    nothing = client.get(f"/compare?{urlsplit(answer['Location']).query.replace('b_right', 'x')}&b=Words")
    assert nothing.status_code == 422 and "a picture of both" in nothing.content.decode()


def test_the_terminal_says_what_is_wrong_with_apicture_in(tmp_path: Path, figurative: dict[str, Right]) -> None:
    from onewindow.cli.checking import picture_in

    (tmp_path / "logo.png").write_bytes(drawn(KEYS[0]))
    assert picture_in(tmp_path / "logo.png") == drawn(KEYS[0])
    (tmp_path / "bad.svg").write_bytes(UNFIT["a script"][0])
    with pytest.raises(BadInput, match=r"bad\.svg: image: expected an SVG without scripts"):
        picture_in(tmp_path / "bad.svg")


def test_a_picture_is_watched(client_as: Callable[..., Client], figurative: dict[str, Right], now: datetime) -> None:
    client = client_as(Role.HOLDER)
    client.handler.enforce_csrf_checks = False
    key = asked_picture.keep(drawn(KEYS[37]), "a.png", clock.now())
    assert client.post("/watches/new", {"q": "", "goods": "9", "picture": key}).status_code == 302
    watch = Watch.objects.get()
    assert client.get(f"/watches/{watch.pk}/picture").content == drawn(KEYS[37])
    assert "Nothing new" in client.get("/watches").content.decode()
    kept = files.keep_picture(house("tests"), now, io.BytesIO(LOGOS[KEYS[37]].svg()), "logo.svg")
    record = MarkRecord(jurisdiction="CN", number="W1", title="Watched logo", classes=(9,), status="pending",
                        filing_date=now.date(), owner_name="图", image=kept.sha256)  # fmt: skip
    record_block(house("tests"), now, [record], "import")
    assert "Watched logo" in client.get("/watches").content.decode()
    assert client_as(Role.HOLDER).get(f"/watches/{watch.pk}/picture").status_code == 404
