"""Goods in words and a table of similar goods. The table here is made up for the tests; it is no office's."""

from pathlib import Path

import numpy as np
import pytest

from onewindow.engines.goods import (
    Classifier,
    GoodsGroup,
    GoodsIndex,
    GoodsItem,
    RelationKind,
    UnfitWeights,
    relation,
)
from onewindow.engines.goods.notes import Apart, Link, Section, numeral, read_notes
from onewindow.engines.goods.words import head_of, normal, pieces
from onewindow.law.nice import hints

TABLE = {
    ("2151", "一"): "牙刷/toothbrushes;鞋刷/shoe brushes;衣刷/clothes brushes;指甲刷/nail brushes;粉刷/powder brushes",
    ("2151", "二"): "厨房用刷/kitchen brushes;洗碗刷/dish brushes;马桶刷/toilet brushes;瓶刷/bottle brushes",
    ("2152", ""): "茶杯/tea cups;咖啡杯/coffee cups;玻璃杯/glasses;纸杯/paper cups;塑料杯/plastic cups",
    ("2551", ""): "衬衫/shirts;毛衣/sweaters;裤子/trousers;外套/coats;制服*/uniforms;短裤/shorts;女式衬衫/blouses",
    ("2552", ""): "拖鞋/slippers;凉鞋/sandals;皮鞋/leather shoes;运动鞋/sports shoes;雨鞋/rain shoes;制服*/uniforms",
    ("2553", ""): "婚纱/wedding dresses",
    ("0951", ""): "手机/telephones;手机壳/telephone cases;手机套/covers, protective;电子、电器用品/electronics",
    ("3751", ""): "汽车修理/repair of cars;手机修理/repair of telephones;鞋修理/shoe repair;电梯修理/lift repair",
}
NOTES = {
    "2151": "注：1.本类似群各部分之间商品不类似，但第（一）部分鞋刷与第（二）部分瓶刷类似；\n"
    "2.衣刷与2551第一自然段类似。",
    "2551": "注：1.外套与2553婚纱类似,与第十版及以前版本2552雨鞋,0951手机套交叉检索；"
    "2.跨类似群保护商品：制服(2551,2552)。",
    "2552": "注：本类似群与2152纸杯,塑料杯等杯类似。",
}


def made_up() -> list[GoodsItem]:
    return [
        GoodsItem(int(group[:2]), group, both.split("/")[0], part, "1", "" if "*" in both else f"{group}{part}{number}",
                  (both.split("/")[1],))
        for (group, part), names in TABLE.items()
        for number, both in enumerate(names.split(";"))
    ]  # fmt: skip


@pytest.fixture(scope="module")
def index() -> GoodsIndex:
    groups = [GoodsGroup(int(code[:2]), code, notes=notes) for code, notes in NOTES.items()]
    return GoodsIndex.build(made_up(), groups, hints)


def best(index: GoodsIndex, goods: str) -> tuple[int, str, str]:
    first = index.suggest(goods)[0]
    return first.class_number, first.group, first.item


@pytest.mark.parametrize(
    ("goods", "group", "item"),
    [
        ("衬衫", "2551", "衬衫"),
        ("襯衫", "2551", "衬衫"),
        (" 裤子（工作） ", "2551", "裤子"),
        ("shirts", "2551", "衬衫"),
        ("SHIRTS", "2551", "衬衫"),
        ("棉衬衫", "2551", "衬衫"),
        ("电动洗碗刷", "2151", "洗碗刷"),
        ("衬衫用刷", "2151", "厨房用刷"),
        ("mugs for tea cups", "2152", "茶杯"),
        ("shoes for sports", "2552", "运动鞋"),
        ("brushes for shoes", "2151", "鞋刷"),
        ("电子、电器用品", "0951", "电子、电器用品"),
    ],
)
def test_goods_find_their_group_and_the_nearest_item(index: GoodsIndex, goods: str, group: str, item: str) -> None:
    assert best(index, goods) == (int(group[:2]), group, item)


def test_each_piece_of_a_list_has_one_vote(index: GoodsIndex) -> None:
    found = {one.group: one for one in index.suggest("衬衫、毛衣；牙刷\n手机")}
    assert {code: one.score for code, one in found.items()} == {"2551": 0.5, "2151": 0.25, "0951": 0.25}
    assert {one.support for one in found.values()} == {1.0}
    assert found["2151"].words == ("牙刷",)


def test_an_item_of_several_groups_speaks_for_each(index: GoodsIndex) -> None:
    assert [(one.group, one.score) for one in index.suggest("制服")] == [("2551", 0.5), ("2552", 0.5)]


def test_words_of_which_nothing_is_known_say_nothing(index: GoodsIndex) -> None:
    bare = GoodsIndex.build(made_up())
    for goods in ("", "  ", "；、,", "12345", "🎉", "ＱＸＺ"):
        assert bare.suggest(goods) == []
    assert bare.place("ψψ") is None
    assert index.suggest("x" * 100_000 + "衬衫") is not None


def test_a_table_without_items_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        GoodsIndex.build([])


def test_shares_are_shares(index: GoodsIndex) -> None:
    found = index.suggest("儿童毛线衣", 50)
    assert 0.8 < sum(one.score for one in found) <= 1.0 + 1e-9
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_the_same_table_learns_the_same() -> None:
    one, other = (GoodsIndex.build(made_up(), (), hints).suggest("儿童毛线衣") for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("whisks, electric; forks", ["whisks, electric", "forks"]),
        ("whisks, forks", ["whisks", "forks"]),
        ("1. 衬衫；2) 裤子", ["衬衫", "裤子"]),
        ("茶杯（陶、瓷）、纸杯", ["茶杯(陶、瓷)", "纸杯"]),
        ("电子、电器用品、手机", ["电子、电器用品", "手机"]),
        ("shirts and trousers", ["shirts", "trousers"]),
        ("衬衫和裤子", ["衬衫", "裤子"]),
        ("衬衫｜shirts", ["衬衫", "shirts"]),
        ("衬衫;衬衫", ["衬衫"]),
    ],
)
def test_a_list_is_taken_apart(text: str, expected: list[str]) -> None:
    known = {"电子、电器用品", "shirts", "trousers", "衬衫", "裤子"}
    assert pieces(text, known.__contains__, {"whisk", "fork"}.__contains__) == expected


def test_the_head_of_an_english_name() -> None:
    assert [head_of(normal(t))[-1] for t in ("Brushes for shoes", "covers, protective", "shoe brushes [boots]")] == [
        "brush", "cover", "brush",
    ]  # fmt: skip


@pytest.mark.parametrize(("written", "number"), [("一", "1"), ("(十二)", "12"), ("二十", "20"), ("3", "3"), ("", "")])
def test_numerals(written: str, number: str) -> None:
    assert numeral(written) == number


def test_notes_are_read_as_links_and_separations() -> None:
    whole, shoes = Section("2552"), frozenset({"纸杯", "塑料杯"})
    assert read_notes("2552", NOTES["2552"]) == [Link(whole, Section("2152", names=shoes))]
    coat = Section("2551", names=frozenset({"外套"}))
    assert read_notes("2551", NOTES["2551"]) == [
        Link(coat, Section("2553", names=frozenset({"婚纱"}))),
        Link(coat, Section("2552", names=frozenset({"雨鞋"})), 10),
        Link(coat, Section("0951", names=frozenset({"手机套"})), 10),
    ]
    assert read_notes("2151", NOTES["2151"]) == [
        Apart(Section("2151"), "part"),
        Link(Section("2151", "1", names=frozenset({"鞋刷"})), Section("2151", "2", names=frozenset({"瓶刷"}))),
        Link(Section("2151", names=frozenset({"衣刷"})), Section("2551", paragraph="1")),
    ]


@pytest.mark.parametrize(
    "note", ["", "注：", "本部分为无机酸。", "类似", "与类似", "本类似群", "(((", "1.2.3.；；与与类似交叉检索"]
)
def test_a_note_of_no_known_form_relates_nothing(note: str) -> None:
    assert [link for link in read_notes("2551", note) if isinstance(link, Link) and link.other.group != "2551"] == []


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("衬衫", "裤子；衬衫", RelationKind.SAME_ITEM),
        ("衬衫", "shirts", RelationKind.SAME_ITEM),
        ("牙刷；衬衫", "毛衣", RelationKind.SAME_GROUP),
        ("外套", "婚纱", RelationKind.NOTED),
        ("婚纱", "外套", RelationKind.NOTED),
        ("衬衫", "婚纱", RelationKind.SAME_CLASS),
        ("凉鞋", "纸杯", RelationKind.NOTED),
        ("凉鞋", "茶杯", RelationKind.NONE),
        ("衣刷", "毛衣", RelationKind.NOTED),
        ("外套", "雨鞋", RelationKind.SEARCHED),
        ("牙刷", "洗碗刷", RelationKind.APART),
        ("鞋刷", "瓶刷", RelationKind.SAME_GROUP),
        ("牙刷", "粉刷", RelationKind.SAME_GROUP),
        ("制服", "拖鞋", RelationKind.SAME_GROUP),
        ("手机", "汽车修理", RelationKind.NONE),
    ],
)
def test_the_closest_relation_of_two_lists(index: GoodsIndex, one: str, other: str, kind: RelationKind) -> None:
    found = relation(index, one, other)
    assert found is not None
    assert found.kind is kind


def test_the_sentence_names_items_and_groups(index: GoodsIndex) -> None:
    found = relation(index, "衬衫", "棉毛衣")
    assert found is not None
    assert found.text.zh == "同属类似群 2551：“衬衫”与“棉毛衣”。“棉毛衣”按最接近的项目“毛衣”归类。"
    assert found.text.en == (
        'Same similar group 2551: "衬衫" and "棉毛衣". "棉毛衣" is placed by its nearest item "毛衣".'
    )


def test_braces_in_goods_are_words_like_others(index: GoodsIndex) -> None:
    found = relation(index, "衬衫{x}", "毛衣{0}")
    assert found is not None
    assert "衬衫{x}" in found.text.zh


def test_goods_without_words_are_not_related(index: GoodsIndex) -> None:
    assert relation(index, "", "衬衫") is None
    assert relation(index, "衬衫", "12345") is None


def test_classes_tell_ambiguous_words_apart(index: GoodsIndex) -> None:
    placed = index.place("手机用品", (37,))
    assert placed is not None
    assert placed.items[0].class_number == 37


def test_weights_are_kept_and_opened(index: GoodsIndex, tmp_path: Path) -> None:
    codes = {item.group for item in index.items}
    index.classifier.save(tmp_path / "kept")
    again = GoodsIndex.build(made_up(), (), hints, Classifier.open(tmp_path / "kept", codes))
    assert again.suggest("儿童毛线衣") == index.suggest("儿童毛线衣")


def test_damaged_or_foreign_weights_are_refused(index: GoodsIndex, tmp_path: Path) -> None:
    codes = {item.group for item in index.items}
    with pytest.raises(UnfitWeights):
        Classifier.open(tmp_path / "none", codes)
    for name in ("groups.npy", "classes.npy", "features.json"):
        index.classifier.save(tmp_path / "kept")
        content = (tmp_path / "kept" / name).read_bytes()
        (tmp_path / "kept" / name).write_bytes(content[: len(content) // 2])
        with pytest.raises(UnfitWeights):
            Classifier.open(tmp_path / "kept", codes)
    index.classifier.save(tmp_path / "kept")
    np.save(tmp_path / "kept" / "groups.npy", np.zeros((3, 3), np.float32))
    with pytest.raises(UnfitWeights):
        Classifier.open(tmp_path / "kept", codes)
    index.classifier.save(tmp_path / "kept")
    with pytest.raises(UnfitWeights):
        Classifier.open(tmp_path / "kept", codes - {"2553"})
