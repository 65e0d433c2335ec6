"""Real cases, in Chinese, English and across scripts: the earlier mark is the first hit, for the right reason."""

import pytest

from onewindow.engines import marks

NAMES = """
康师傅 酷奇 GUCCI 耐克 NIKE SEIKO X-SEED RED·BULL 红牛 FRYE 华为技术有限公司 星巴克 STARBUCKS ADIDAS 阿迪达斯 ZARA
蒙牛 伊利 海尔 小米 长城 平安 大白兔 老干妈 五粮液 茅台 李宁 安踏 特步 波司登 LUTEX BULLIT TRUCOOL NEWPORT COSMELITTE
ALMAX STERILOX BACCARAT KORDZ MILLTRONICS TMS CERTAIN PUMA REEBOK 金利来 七匹狼 九牧王 报喜鸟 周大福 СБЕРБАНК
トヨタ 삼성 קוקה مرسيدس ไทย 🍎🍊 FANTA SPRITE KONA
"""
PHRASES = """
ICE SHINE, GOPRO HERO, SNUGGLE BUGZZZ, BOB MARLEY, CARDS AGAINST HUMANITY, ROOM TO GROW, CLEAR CHOICE,
MARTIN FAMILY WINERY, GREEN VALLEY COFFEE, HOME DESIGN CENTER
"""
REGISTER = [*NAMES.split(), *(phrase.strip() for phrase in PHRASES.split(","))]


@pytest.fixture(scope="module")
def index() -> marks.Index:
    return marks.Index.build(marks.Mark(f"r{number}", text) for number, text in enumerate(REGISTER))


@pytest.mark.parametrize(
    ("asked", "earlier", "view"),
    [
        ("XCEED", "X-SEED", "sound"),
        ("SEYCOS", "SEIKO", "sound"),
        ("ISHINE", "ICE SHINE", "text"),
        ("SERTUN", "CERTAIN", "sound"),
        ("BULLET", "BULLIT", "text"),
        ("TURCOOL", "TRUCOOL", "text"),
        ("LUTEXAL", "LUTEX", "containment"),
        ("MILTRON", "MILLTRONICS", "text"),
        ("SNUG BUGS", "SNUGGLE BUGZZZ", "sound"),
        ("CRABS ADJUST HUMIDITY", "CARDS AGAINST HUMANITY", "text"),
        ("GNARLY MARLEY'S", "BOB MARLEY", "element"),
        ("MF MIRANDA FRYE", "FRYE", "containment"),
        ("GO PRO", "GOPRO HERO", "containment"),
        ("R2G ROOM 2 GROW", "ROOM TO GROW", "sound"),
        ("KONA81", "KONA", "containment"),
        ("红牛王", "红牛", "containment"),
        ("老乾媽", "老干妈", "text"),
        ("康帅傅", "康师傅", "sound"),
        ("大兔白", "大白兔", "text"),
        ("牛蒙", "蒙牛", "element"),
        ("华为", "华为技术有限公司", "containment"),
        ("库奇", "酷奇", "sound"),
        ("七皮狼", "七匹狼", "sound"),
        ("KANSFU", "康师傅", "sound"),
        ("Kangshifu", "康师傅", "sound"),
        ("GUQI", "GUCCI", "sound"),
        ("古驰", "GUCCI", "sound"),
        ("奈克", "耐克", "sound"),
        ("PINGAN", "平安", "sound"),
        ("Адидас", "ADIDAS", "sound"),
        ("SBERBANK", "СБЕРБАНК", "sound"),
        ("TOYOTA", "トヨタ", "sound"),
        ("SAMSONG", "삼성", "sound"),
    ],
)
def test_earlier_mark_is_first_with_its_reason(index: marks.Index, asked: str, earlier: str, view: str) -> None:
    first = index.search(marks.Query(asked), limit=5)[0]
    assert first.text == earlier
    assert view in {reason.view for reason in first.reasons}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("酷奇", ["酷奇", "GUCCI"]),
        ("耐克", ["耐克", "NIKE"]),
        ("adidas", ["ADIDAS", "阿迪达斯"]),
        ("nike", ["NIKE", "耐克"]),
    ],
)
def test_identical_first_then_its_transliteration(index: marks.Index, asked: str, expected: list[str]) -> None:
    hits = index.search(marks.Query(asked), limit=2)
    assert [hit.text for hit in hits] == expected
    assert hits[0].score == 1.0 > hits[1].score > 0.6


@pytest.mark.parametrize("text", ["茅台", "🍎🍊", "ไทย", "مرسيدس", "קוקה", "トヨタ", "삼성", "ﾄﾖﾀ", "ＮＩＫＥ"])
def test_any_script_is_found_by_its_own_text(index: marks.Index, text: str) -> None:
    assert index.search(marks.Query(text))[0].score == 1.0


def test_unlike_marks_score_low(index: marks.Index) -> None:
    assert all(hit.score < 0.6 for hit in index.search(marks.Query("ZOLGENSMA")))
    assert all(hit.score < 0.6 for hit in index.search(marks.Query("桔梗")))


def test_sharing_only_common_words_is_no_conflict(index: marks.Index) -> None:
    scores = {hit.text: hit.score for hit in index.search(marks.Query("FORTESCUE FAMILY WINERY"))}
    assert scores.get("MARTIN FAMILY WINERY", 0) < 0.6


def test_spans_point_at_the_alike_part(index: marks.Index) -> None:
    asked = "MF Miranda FRYÉ™"
    reason = next(r for r in index.search(marks.Query(asked))[0].reasons if r.view == "containment")
    assert asked[slice(*reason.query_span)] == "FRYÉ"
    assert "FRYE"[slice(*reason.mark_span)] == "FRYE"


@pytest.mark.parametrize(
    ("asked", "rule", "zh", "en"),
    [
        ("库奇", "cn.same-reading", "“库奇”与“酷奇”读音相同（kuci）", '"库奇" and "酷奇" are said the same (kuci)'),
        ("大兔白", "cn.same-characters", "文字相同，仅排列顺序不同", "the same characters in another order"),
        ("老干爹", "cn.one-differs", "仅有一个字或字母不同", "differ in one character or letter only"),
        ("KANSFU", "cn.transliteration", "文字不同而读音对应", "of different scripts but said alike"),
        ("FRYE COMPANY", "us.1207.01.added-generic", "仅在“FRYE”上加了", 'only the common or descriptive "company"'),
    ],
)
def test_reasons_name_their_rule_in_both_languages(index: marks.Index, asked: str, rule: str, zh: str, en: str) -> None:
    reason = next(r for hit in index.search(marks.Query(asked), limit=1) for r in hit.reasons if r.rule == rule)
    assert zh in marks.explain(reason, "zh")
    assert en in marks.explain(reason, "en")
    assert marks.citation(reason)


def test_every_rule_can_be_said() -> None:
    names = "query mark shared sound query_sound mark_sound longer shorter added query_word mark_word concept"
    names += " query_part mark_part"
    values = dict.fromkeys(names.split(), "x")
    for code in marks.rules():
        reason = marks.Reason("text", 1.0, (0, 1), (0, 1), code, values)
        assert "{" not in marks.explain(reason, "zh-hans") + marks.explain(reason, "en")
