"""Pictures of listings against figurative marks: real logos of the sample, drawn and on goods, and bad files."""

import io
import pickle
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageOps

from onewindow.desks.register.sample import reader
from onewindow.engines.listings import Finding, Listing, PictureScanner, Protected, explain
from onewindow.engines.marks.images import ImageError, small_png

LOGOS = {logo.title: logo for logo in reader.iter_logos()}
PROTECTED = ("Spotify", "Adidas", "Puma", "Starbucks", "Honda")


@pytest.fixture(scope="module")
def scanner() -> PictureScanner:
    marks = [
        Protected(title, title, (25,), ("Good Shop",) if title == "Puma" else (), LOGOS[title].svg())
        for title in PROTECTED
    ]
    return PictureScanner.build([*marks, Protected("words", "only words")])


def png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def drawn(title: str) -> Image.Image:
    return Image.open(io.BytesIO(small_png(LOGOS[title].svg()))).convert("RGB")


def on_a_shirt(title: str) -> bytes:
    page = Image.new("RGB", (600, 600), "white")
    ImageDraw.Draw(page).polygon([(150, 60), (450, 60), (560, 200), (460, 240), (460, 560), (140, 560), (140, 240), (40, 200)], "#284a6e")  # fmt: skip  # noqa: E501
    mark = ImageOps.invert(drawn(title).convert("L")).resize((160, 160))
    page.paste((245, 240, 230), (220, 180, 380, 340), mark)
    return png(page)


def found(scanner: PictureScanner, image: bytes, **more: str) -> list[Finding]:
    return scanner.scan([Listing("a", "Shirt", image=image, **more)])


@pytest.mark.parametrize("title", PROTECTED)
@pytest.mark.parametrize("made", [lambda t: LOGOS[t].svg(), lambda t: png(drawn(t)), on_a_shirt])
def test_a_mark_is_found_in_a_picture(scanner: PictureScanner, title: str, made: Callable[[str], bytes]) -> None:
    finding = found(scanner, made(title))[0]
    assert (finding.protected_id, finding.start, finding.end) == (title, 0, 0)
    assert finding.disguise.startswith("image.") and 0.16 <= finding.score <= 1
    said = explain(finding, "Shirt", title)
    assert title in said.en and title in said.zh and "picture" in said.en


def test_other_pictures_are_not_found(scanner: PictureScanner) -> None:
    for title in ("Toyota", "GitHub", "Airbnb"):
        assert found(scanner, LOGOS[title].svg()) == []
        assert found(scanner, on_a_shirt(title)) == []


def test_goods_and_sellers_are_looked_at(scanner: PictureScanner) -> None:
    image = LOGOS["Puma"].svg()
    plain, other = found(scanner, image)[0], found(scanner, image, category="Mobile Phones")[0]
    assert (plain.context, other.context) == ("", "class") and other.score < plain.score
    assert found(scanner, image, seller="good  shop") == []
    told = scanner.scan([Listing("a", "Shirt", seller="Good Shop", image=image)], everything=True)
    assert [finding.context for finding in told] == ["authorised"]


BOMB = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://example.org/a.png"/></svg>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "broken"), (b"GIF89a", "broken"), (png(Image.new("RGB", (50, 50), "red")), "blank"), (BOMB, "unsafe"),
        (LOGOS["Puma"].svg()[:-40], "broken"), (png(Image.new("1", (9000, 9000))), "too-large"),
    ],
)  # fmt: skip
def test_bad_pictures_are_told_and_the_others_scanned(scanner: PictureScanner, content: bytes, code: str) -> None:
    batch = [Listing("a", "x", image=content), Listing("b", "y"), Listing("c", "z", image=LOGOS["Puma"].svg())]
    refused: list[tuple[str, str]] = []
    findings = scanner.scan(batch, refused=lambda listing, error: refused.append((listing, error.code)))
    assert refused == [("a", code)] and {finding.listing_id for finding in findings} == {"c"}
    with pytest.raises(ImageError, match="listing a"):
        scanner.scan(batch)


def test_a_mark_whose_picture_cannot_be_read_is_told() -> None:
    refused: list[str] = []
    marks = [Protected("1", "", image=b"nothing"), Protected("2", "", image=LOGOS["Puma"].svg())]
    scanner = PictureScanner.build(marks, lambda mark, error: refused.append(mark))
    assert refused == ["1"] and [mark.id for mark in scanner.protected] == ["2"]
    assert found(scanner, LOGOS["Puma"].svg())[0].protected_id == "2"
    with pytest.raises(ImageError, match="mark 1"):
        PictureScanner.build(marks)


def test_it_goes_to_other_processes(scanner: PictureScanner) -> None:
    image = on_a_shirt("Adidas")
    assert found(pickle.loads(pickle.dumps(scanner)), image) == found(scanner, image)
    assert found(PictureScanner.build([]), image) == []
