"""Pictures of the sample register are found again when altered; what cannot be compared is said."""

import io
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

from onewindow.desks.register.sample.reader import iter_logos
from onewindow.engines.marks import images
from onewindow.engines.marks.images import render

SIDE = 200
ASKED = range(5, 300, 30)


def svg(path: str, colour: str) -> bytes:
    start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#{colour}">'
    return f'{start}<path d="{path}"/></svg>'.encode()


@cache
def logos() -> dict[str, bytes]:
    """The first 300 logos of the sample register."""
    rows = (row for _, row in zip(range(300), iter_logos(), strict=False))
    return {row.key: svg(row.path, row.hex) for row in rows}


@cache
def index() -> images.ImageIndex:
    return images.ImageIndex.build(logos().items())


def picture(content: bytes) -> Image.Image:
    _, flat = render.flattened(content)
    page = Image.new("RGB", (SIDE, SIDE), "white")
    drawn = Image.fromarray(flat)
    drawn.thumbnail((SIDE - 40, SIDE - 40))
    page.paste(drawn, ((SIDE - drawn.width) // 2, (SIDE - drawn.height) // 2))
    return page


def saved(image: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def outlined(image: Image.Image) -> Image.Image:
    grey = image.convert("L")
    return ImageOps.invert(ImageChops.subtract(grey.filter(ImageFilter.MaxFilter(5)), grey))


def lettered(image: Image.Image) -> Image.Image:
    page = Image.new("RGB", (SIDE, SIDE + 60), "white")
    page.paste(image, (0, 0))
    ImageDraw.Draw(page).text((20, SIDE), "NORTHWIND", fill="black", font=ImageFont.load_default(28))
    return page


def rank(content: bytes, key: str) -> int:
    names = [hit.id for hit in index().search(content, 300)]
    return names.index(key) + 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_found_in_any_format(kind: str) -> None:
    for key in list(logos())[5:300:60]:
        assert rank(saved(picture(logos()[key]), kind), key) == 1


@pytest.mark.parametrize(
    ("change", "share"),
    [
        (ImageOps.invert, 0.9),
        (ImageOps.mirror, 0.9),
        (outlined, 0.7),
        (lettered, 0.7),
        (lambda image: image.rotate(8, fillcolor="white"), 0.8),
        (lambda image: image.crop((0, 0, SIDE * 4 // 5, SIDE)), 0.7),
    ],
    ids=["inverted", "mirrored", "outlined", "lettered", "turned", "cropped"],
)
def test_an_altered_drawing_is_among_the_first_ten(change: Callable[[Image.Image], Image.Image], share: float) -> None:
    keys = [list(logos())[place] for place in ASKED]
    ranks = np.array([rank(saved(change(picture(logos()[key]))), key) for key in keys])
    assert (ranks <= 10).mean() >= share, ranks


def test_the_same_file_scores_highest_and_says_so() -> None:
    key, content = next(iter(logos().items()))
    first, *others = index().search(content)
    assert first.id == key and first.score == 1 and first.reasons[0].rule in ("image.same", "image.outline")
    assert all(0 <= hit.score < 0.91 for hit in others)
    assert {reason.rule for reason in first.reasons} >= {"image.same", "image.outline", "image.inner", "image.colours"}
    assert images.explain(first.reasons[0], "zh") != images.explain(first.reasons[0], "en")


def test_only_the_picture_itself_is_identical() -> None:
    shown = picture(list(logos().values())[3])
    made = images.ImageIndex.build([("it", saved(shown))])
    assert made.search(saved(shown))[0].score == 1
    for change in (ImageOps.invert, ImageOps.mirror, lettered, lambda image: image.rotate(8, fillcolor="white")):
        assert made.search(saved(change(shown)))[0].score <= 0.9


@pytest.mark.parametrize(("change", "rule"), [(ImageOps.invert, "image.inverted"), (ImageOps.mirror, "image.mirrored")])
def test_the_alteration_is_named(change: Callable[[Image.Image], Image.Image], rule: str) -> None:
    lopsided = Image.new("RGB", (SIDE, SIDE), "white")
    ImageDraw.Draw(lopsided).polygon([(20, 20), (90, 180), (180, 180), (60, 100)], fill="black")
    ImageDraw.Draw(lopsided).ellipse((120, 20, 180, 80), fill="black")
    asked = images.ImageIndex.build([("it", saved(lopsided)), *list(logos().items())[:20]])
    hit = asked.search(saved(change(lopsided)))[0]
    assert hit.id == "it" and rule in {reason.rule for reason in hit.reasons}
    assert rule not in {reason.rule for reason in asked.search(saved(lopsided))[0].reasons}


def test_a_drawing_in_a_disc_is_found_by_the_drawing() -> None:
    sign = Image.new("RGB", (SIDE, SIDE), "white")
    ImageDraw.Draw(sign).polygon([(100, 30), (150, 160), (30, 80), (170, 80), (50, 160)], fill="black")
    disc = Image.new("RGB", (SIDE * 2, SIDE * 2), "white")
    ImageDraw.Draw(disc).ellipse((10, 10, 390, 390), fill="#c01818")
    disc.paste("white", (100, 100), ImageOps.invert(sign.convert("L")))
    made = images.ImageIndex.build([("it", saved(disc)), *logos().items()])
    hits = made.search(saved(sign), 5)
    assert hits[0].id == "it" and "image.inside" in {reason.rule for reason in hits[0].reasons}


def test_the_ground_does_not_matter() -> None:
    white_on_nothing = svg("M2 2h20v6H8v14H2z", "ffffff")
    black = svg("M2 2h20v6H8v14H2z", "000000")
    assert np.array_equal(render.draw(white_on_nothing).ink, render.draw(black).ink)
    shown = render.draw(saved(picture(black)))
    assert shown.background == (255, 255, 255) and max(shown.ink.shape) == render.SIDE


def test_a_filter_costs_no_hit() -> None:
    content = next(iter(logos().values()))
    wanted = index().search(content, len(logos()))[-1].id
    assert [hit.id for hit in index().search(content, 5, lambda names: set(names) & {wanted})] == [wanted]
    assert index().search(content, 0) == []


def test_every_reason_is_said_in_both_languages() -> None:
    for code, rule in images.rules().items():
        reason = images.ImageReason(code, 1.0)
        assert images.explain(reason, "zh-hans") == rule.zh and images.explain(reason, "en") == rule.en
        assert rule.zh != rule.en and images.citation(reason, "zh") != images.citation(reason, "en")


def test_words_are_read_or_the_missing_extra_is_named() -> None:
    page = Image.new("RGB", (400, 120), "white")
    ImageDraw.Draw(page).text((20, 30), "NORTHWIND", fill="black", font=ImageFont.load_default(56))
    try:
        assert "NORTHWIND" in "".join(images.text_in(saved(page))).upper()
    except images.LetteringError as error:
        assert "onewindow[ocr]" in str(error)
