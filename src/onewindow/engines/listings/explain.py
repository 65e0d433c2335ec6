"""A finding in a sentence, in both languages."""

from __future__ import annotations

from onewindow.engines.listings import disguises
from onewindow.engines.listings.types import IN_PICTURE, Finding
from onewindow.engines.marks.explain import rules
from onewindow.texts import Text

SAID = {
    disguises.NONE: Text("written as it is", "原样书写"),
    "width": Text("letters of another width or form", "使用全角或变体字母"),
    "accent": Text("letters with accents", "字母加变音符"),
    "look-alike letter": Text("letters that look alike", "以形近字母替换"),
    "leet": Text("digits or signs for letters", "以数字或符号代替字母"),
    "invisible": Text("invisible characters inside", "夹入不可见字符"),
    "separated": Text("something put between its characters", "字符之间夹入其他字符"),
    "doubled": Text("a letter doubled or not doubled", "字母重复或省去重复"),
    "joined": Text("its words written as one", "词语连写"),
    "misspelt": Text("misspelt by one letter", "拼写相差一个字母"),
    "masked": Text("a letter masked", "以符号遮盖一个字母"),
    "glued": Text("run together with another word", "与其他词语连写"),
    "traditional": Text("traditional for simplified characters, or the reverse", "繁简字互换"),
    "look-alike character": Text("a character drawn alike", "以形近字替换"),
    "split character": Text("a character split into its parts", "拆字书写"),
    "homophone": Text("characters of the same sound", "以同音字替换"),
    "pinyin": Text("written in pinyin", "以拼音书写"),
    "mixed script": Text("partly in pinyin", "汉字与拼音混写"),
    "digit": Text("a digit for its sound", "以数字谐音代替"),
}
AGAINST = {
    "referential": Text("named only to say what the goods fit", "仅说明商品适用对象"),
    "authorised": Text("the seller is authorised", "商家已获授权"),
    "class": Text("goods of no class of the right", "商品不属该权利的类别"),
    "generic": Text("an ordinary word", "为常用词"),
}
IMAGE = Text("The picture is like {mark}: {how}", "图片与 {mark} 近似：{how}")
FOUND = Text("“{text}” for {mark}: {how}", "“{text}”指向 {mark}：{how}")
BUT = Text("{said}; but {why}", "{said}；但{why}")


def explain(finding: Finding, title: str, mark: str) -> Text:
    """Why the listing of this title was found for the mark, and what speaks against it."""
    return say(title[finding.start : finding.end], mark, finding.disguise, finding.context)


def say(text: str, mark: str, disguise: str, context: str) -> Text:
    """The same from its parts: the text found, the mark, kinds of disguise and of context joined by ``+``."""
    how = listed([said_of(kind) for kind in disguise.split("+")])
    form = IMAGE if disguise.startswith(IN_PICTURE) else FOUND
    said = Text(form.en.format(text=text, mark=mark, how=how.en), form.zh.format(text=text, mark=mark, how=how.zh))
    if not context:
        return said
    why = listed([AGAINST[kind] for kind in context.split("+")])
    return Text(BUT.en.format(said=said.en, why=why.en), BUT.zh.format(said=said.zh, why=why.zh))


def said_of(kind: str) -> Text:
    """A kind of disguise, or a way in which a picture is like a mark, in words."""
    if kind in SAID:
        return SAID[kind]
    rule = rules()[kind]
    return Text(rule.en, rule.zh)


def listed(texts: list[Text]) -> Text:
    """Several texts as one."""
    return Text(", ".join(text.en for text in texts), "、".join(text.zh for text in texts))
