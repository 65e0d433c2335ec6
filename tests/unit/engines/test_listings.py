"""What the scan of listings promises: disguised marks are found where they stand, ordinary titles are left alone."""

import pickle

import pytest

from onewindow.engines import listings
from onewindow.engines.listings import Finding, Listing, Protected, Scanner, explain

MARKS = [
    Protected("nike", "Nike", (25,), ("Nike Store",)),
    Protected("adidas", "Adidas", (25,)),
    Protected("vuitton", "Louis Vuitton", (18,)),
    Protected("oppo", "OPPO", (9,)),
    Protected("milka", "Milka", (30,)),
    Protected("huawei", "华为", (9,)),
    Protected("squirrel", "三只松鼠", (29,)),
    Protected("mafulong", "妈富隆", (5,)),
    Protected("maotai", "茅台", (33,)),
    Protected("honghai", "鴻海", (9,)),
    Protected("norman", "Норман", (33,)),
]


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return Scanner.build(MARKS)


def found(scanner: Scanner, title: str, **listing: str) -> list[Finding]:
    return scanner.scan([Listing("1", title, **listing)])


@pytest.mark.parametrize(
    ("title", "mark", "text", "disguise"),
    [
        ("Men's Nike shoes", "nike", "Nike", "none"),
        ("NIKE", "nike", "NIKE", "none"),
        ("new ＮＩＫＥ shoes", "nike", "ＮＩＫＥ", "width"),
        ("𝓝𝓲𝓴𝓮 cap", "nike", "𝓝𝓲𝓴𝓮", "width"),
        ("🇳🇮🇰🇪 cap", "nike", "🇳🇮🇰🇪", "width"),
        ("Níké cap", "nike", "Níké", "accent"),
        ("Νіkе cap", "nike", "Νіkе", "look-alike letter"),
        ("Adıdas", "adidas", "Adıdas", "look-alike letter"),
        ("N1KE cap", "nike", "N1KE", "leet"),
        ("0PP0 手机", "oppo", "0PP0", "leet"),
        ("ni\u200bke cap", "nike", "ni\u200bke", "invisible"),
        ("n.i.k.e cap", "nike", "n.i.k.e", "separated"),
        ("a d i d a s cap", "adidas", "a d i d a s", "separated"),
        ("Adi das cap", "adidas", "Adi das", "separated"),
        ("Addidas cap", "adidas", "Addidas", "doubled"),
        ("LOUISVUITTON bag", "vuitton", "LOUISVUITTON", "joined"),
        ("L0uis Vuitt0n bag", "vuitton", "L0uis Vuitt0n", "leet"),
        ("Lois Vuitton bag", "vuitton", "Lois Vuitton", "misspelt"),
        ("adiads cap", "adidas", "adiads", "misspelt"),
        ("Mikla", "milka", "Mikla", "misspelt"),
        ("N*ke cap", "nike", "N*ke", "masked"),
        ("adidasshoes", "adidas", "adidas", "glued"),
        ("adidas2024", "adidas", "adidas", "glued"),
        ("Mi1ka", "milka", "Mi1ka", "leet"),
        ("rnilka Rnilka", "milka", "rnilka", "look-alike letter"),
        ("新款华为手机", "huawei", "华为", "none"),
        ("華為手機", "huawei", "華為", "traditional"),
        ("花为手机", "huawei", "花为", "homophone"),
        ("毕为手机", "huawei", "毕为", "look-alike character"),
        ("HUAWEI 手机", "huawei", "HUAWEI", "pinyin"),
        ("hua为手机", "huawei", "hua为", "mixed script"),
        ("华·为手机", "huawei", "华·为", "separated"),
        ("华1为手机", "huawei", "华1为", "separated"),
        ("3只松鼠 坚果", "squirrel", "3只松鼠", "digit"),
        ("女马富隆", "mafulong", "女马富隆", "split character"),
        ("矛台 飞天", "maotai", "矛台", "homophone"),
        ("鸿海", "honghai", "鸿海", "none"),
        ("НОРМАН", "norman", "НОРМАН", "none"),
    ],
)
def test_a_mark_is_found_where_it_stands(scanner: Scanner, title: str, mark: str, text: str, disguise: str) -> None:
    findings = found(scanner, title)
    assert [(f.protected_id, title[f.start : f.end], f.disguise) for f in findings] == [(mark, text, disguise)]
    assert 0 < findings[0].score <= 1


@pytest.mark.parametrize(
    "title",
    [
        "", " ", "Milca", "Men navy blue shirt",
        "a snike in the grass", "mike's hike", "nine pieces of kit", "1.60 ghz 0.90",
        "中国人民为了幸福生活", "开花 为了你", "adipose tissue", "S9 S10 64GB", "\u200b\u200b", "!!!", "louis",
    ],
)  # fmt: skip
def test_ordinary_titles_are_left_alone(scanner: Scanner, title: str) -> None:
    assert found(scanner, title) == []


def test_what_only_says_what_a_thing_fits_is_left_out_unless_everything_is_wanted(scanner: Scanner) -> None:
    for title in ("Strap compatible with Nike watch", "case for Nike phone", "手机壳 适用于华为", "Fits Adidas bags"):
        assert found(scanner, title) == []
        (finding,) = scanner.scan([Listing("1", title)], everything=True)
        assert (finding.context, finding.disguise) == ("referential", "none")
        assert finding.score < 0.5
    # Who disguises a mark does not merely refer to it.
    assert [f.disguise for f in found(scanner, "Strap compatible with N1ke watch")] == ["leet"]


def test_an_authorised_seller_is_no_finding(scanner: Scanner) -> None:
    assert found(scanner, "Nike cap", seller="  NIKE store ") == []
    assert len(found(scanner, "Nike cap", seller="Other store")) == 1
    (finding,) = scanner.scan([Listing("1", "Nike cap", seller="nike store")], everything=True)
    assert finding.context == "authorised"


def test_goods_of_another_class_count_for_less(scanner: Scanner) -> None:
    (clothes,) = found(scanner, "Nike cap", category="Women > Clothing")
    (phones,) = found(scanner, "Nike cap", category="Mobile Phones")
    (unknown,) = found(scanner, "Nike cap", category="Miscellany")
    assert (clothes.context, phones.context, unknown.context) == ("", "class", "")
    assert phones.score < clothes.score == unknown.score


def test_a_text_that_several_protect_is_found_for_each() -> None:
    scanner = Scanner.build([Protected("a", "Zephyrine", (25,)), Protected("b", "Zephyrine", (9,)), Protected("c", "")])
    findings = found(scanner, "Zephyrine cap", category="Clothing")
    assert [(f.protected_id, f.context) for f in findings] == [("a", ""), ("b", "class")]


@pytest.mark.parametrize("word", ["国潮", "爆款", "轻奢", "显瘦", "韩版"])
def test_words_that_shops_use_are_no_disguise(word: str) -> None:
    # 国潮 ("national fashion") is drawn like 国洲, a company's name.
    alike = [Protected(name, name) for name in ("国洲", "瀑款", "爆歀", "轻著", "显廋", "韩扳")]
    assert Scanner.build(alike).scan([Listing("a", f"新款{word}运动鞋"), Listing("b", f"{word} 卫衣")]) == []
    assert Scanner.build([Protected("n", "国洲")]).scan([Listing("a", "国州 电器")])[0].disguise == "homophone"


def test_marks_as_they_are_written_only(scanner: Scanner) -> None:
    batch = [Listing("1", "Nike"), Listing("2", "N1ke"), Listing("3", "华为"), Listing("4", "花为")]
    assert [f.listing_id for f in scanner.scan(batch, disguised=False)] == ["1", "3"]


def test_no_marks_no_listings_and_very_long_ones() -> None:
    assert Scanner.build([]).scan([Listing("1", "Nike")]) == []
    scanner = Scanner.build([Protected("1", "Nike"), Protected("2", "x" * 500)])
    assert scanner.scan([]) == []
    title = "word " * 20_000 + "N1ke"
    assert [title[f.start : f.end] for f in found(scanner, title)] == ["N1ke"]
    assert found(scanner, "\ud800 Nike \U000e0041 \U0010ffff")[0].start == 2


def test_a_scanner_can_be_sent_to_another_process(scanner: Scanner) -> None:
    batch = [Listing("1", "N1ke 花为")]
    assert pickle.loads(pickle.dumps(scanner)).scan(batch) == scanner.scan(batch)


def test_a_finding_explains_itself_in_both_languages(scanner: Scanner) -> None:
    (finding,) = found(scanner, "N1ke cap", category="Mobile Phones")
    said = explain(finding, "N1ke cap", "Nike")
    assert said.en == "“N1ke” for Nike: digits or signs for letters; but goods of no class of the right"
    assert said.zh == "“N1ke”指向 Nike：以数字或符号代替字母；但商品不属该权利的类别"


def test_every_kind_has_its_words() -> None:
    from onewindow.engines.listings import context, disguises
    from onewindow.engines.listings.explain import AGAINST, SAID

    assert set(SAID) == {disguises.NONE, *disguises.NAMES.values()}
    assert set(AGAINST) == set(context.NAMES.values())
    assert listings.__all__
