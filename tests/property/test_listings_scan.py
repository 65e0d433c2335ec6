"""The scan of listings for any text: offsets lead back, a batch is its listings one by one, in any order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from onewindow.engines.listings import Listing, Protected, Scanner
from onewindow.engines.listings.folding import fold

NAMES = ["Nike", "Louis Vuitton", "华为", "三只松鼠", "H&M", "O'Neill", "Норман", "Wet Seal", "妈富隆"]
SCANNER = Scanner.build([Protected(name, name) for name in NAMES])
PIECES = st.sampled_from(
    [
        *NAMES,
        "N1KE",
        "花为",
        "女马富隆",
        "huawei",
        " ",
        "-",
        ".",
        "\u200b",
        "for ",
        "适用于",
        "ﬁ",
        "㎏",
        "1",
        "shoes",
        "手机",
    ]
)
TITLES = st.lists(PIECES | st.text(max_size=4), max_size=8).map("".join)
quick = settings(max_examples=120, deadline=None)


@quick
@given(st.lists(TITLES, max_size=5))
def test_units_know_the_characters_they_come_from(titles: list[str]) -> None:
    units = fold(titles)
    for number, title in enumerate(titles):
        places = units.place[units.bounds[number] : units.bounds[number + 1]].tolist()
        assert places == sorted(places)
        assert all(0 <= place < len(title) for place in places)
        alone = fold([title])
        assert (
            alone.plain.tolist()[: alone.bounds[1]]
            == units.plain[units.bounds[number] : units.bounds[number + 1]].tolist()
        )


@quick
@given(st.lists(TITLES, max_size=6), st.randoms(use_true_random=False))
def test_a_batch_is_its_listings_one_by_one_in_any_order(titles: list[str], chance: object) -> None:
    batch = [Listing(str(n), title) for n, title in enumerate(titles)]
    whole = SCANNER.scan(batch, everything=True)
    assert whole == [finding for listing in batch for finding in SCANNER.scan([listing], everything=True)]
    shuffled = batch.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sorted(SCANNER.scan(shuffled, everything=True)) == sorted(whole)
    for finding in whole:
        assert 0 <= finding.start < finding.end <= len(titles[int(finding.listing_id)])
        assert 0 < finding.score <= 1


@quick
@given(st.sampled_from(NAMES), TITLES, TITLES)
def test_a_mark_written_as_it_is_is_found(name: str, before: str, after: str) -> None:
    title = f"{before} {name} {after}"
    assert name in {finding.protected_id for finding in SCANNER.scan([Listing("1", title)], everything=True)}
