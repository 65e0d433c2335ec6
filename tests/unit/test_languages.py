"""Every text a user sees exists in Chinese and in English, says the same fields, and is set as each language is set."""

import ast
import csv
import importlib.util
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes

from onewindow.law import rules

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "onewindow"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)

_spec = importlib.util.spec_from_file_location("onewindow_messages", ROOT / "tools" / "messages.py")
assert _spec is not None and _spec.loader is not None
messages = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = messages  # dataclasses look their module up
_spec.loader.exec_module(messages)

HAN = "\u3400-\u9fff"
NEXT_TO_HAN = re.compile(
    rf"[{HAN}，。：；？（）“”、》] ?[,:;?!()]|[,:;?!()] ?[{HAN}“《（]|[{HAN}]\.(?:\s|$)|[{HAN}]\"|\"[{HAN}]"
)
SPACED_DATE = re.compile(r"\d\s+[年月]|\d\s+日(?!期)|[年月]\s+\d")
RULE_COLUMNS = [("base_en", "base_zh"), ("en", "zh"), ("citation_en", "citation_zh")]
FIELD = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
SAME_IN_BOTH = {"UUID", "a UUID", "chmod 600 {}"}
NAMES = {"CSV", "API"}
"""What is written the same in both languages."""


def misset(text: str) -> str | None:
    """The first piece of a Chinese text that is not set as Chinese is, if any; code in back quotes is left out."""
    plain = FIELD.sub("X", re.sub(r"`[^`]*`", "X", text))
    found = NEXT_TO_HAN.search(plain) or SPACED_DATE.search(plain)
    return found.group() if found else None


def has_han(text: str) -> bool:
    return bool(re.search(f"[{HAN}]", text))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("商标,申请", True),
        ("名称:“A”", True),
        ("可用吗?", True),
        ("报告(PDF)", True),
        ("2024年 5月", True),
        ("2024 年5月", True),
        ("已保存.", True),
        ("1 至 45 的尼斯类别，如 9; 25", False),
        ("自2026年11月2日起 9 个月，依据《商标法》第二十八条（未核实）。", False),
        ("请运行 `onewindow index, now` 重新生成。", False),
        ("第 %(classes)s 类，%(status)s", False),
    ],
)
def test_the_rule_of_punctuation_tells_right_from_wrong(text: str, wrong: bool) -> None:
    assert bool(misset(text)) is wrong


@pytest.mark.parametrize("place", messages.places(), ids=lambda place: place.home.name)
def test_the_catalogue_is_whole(place: Any) -> None:
    assert messages.faults(place) == []
    assert any(messages.messages(messages.translated(place)))


def test_a_message_without_a_translation_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt = tmp_path / "django.po"
    window = messages.places()[0]
    kept = window.po.read_text("utf-8")
    spoilt.write_text(
        kept.replace('msgstr "退出"', 'msgstr ""').replace('msgstr "%(done)s / %(total)s"', 'msgstr "完成"'), "utf-8"
    )
    monkeypatch.setattr(messages, "translated", lambda place, path=spoilt: _read(path))
    found = messages.faults(window)
    assert "web: not translated: 'Sign out'" in found
    assert any(fault.startswith("web: other fields: '%(done)s of %(total)s'") for fault in found)


def _read(path: Path) -> object:
    with path.open("rb") as file:
        return messages.read_po(file, locale="zh_Hans")


def kept_strings() -> list[str]:
    """Every Chinese string of every catalogue."""
    return [
        string
        for place in messages.places()
        for message in messages.messages(messages.translated(place))
        for string in (message.string if isinstance(message.string, tuple) else (message.string,))
    ]


def test_the_catalogue_is_set_as_chinese() -> None:
    strings = kept_strings()
    assert [(string, misset(string)) for string in strings if misset(string)] == []


def test_a_running_window_says_the_catalogue() -> None:
    from django.utils import translation

    with translation.override("zh-hans"):
        assert translation.gettext("Is this name free?") == "这个名字还能用吗？"
        assert translation.ngettext("%(num)s right", "%(num)s rights", 2) % {"num": 2} == "权利 2 项"
    with translation.override("en"):
        said = [translation.ngettext("%(num)s right", "%(num)s rights", n) % {"num": n} for n in (0, 1, 2)]
    assert said == ["0 rights", "1 right", "2 rights"]


def pairs() -> Iterator[tuple[str, str, str]]:
    """(where, English, Chinese) of every pair of texts written in the source; an f-string's values become fields."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in ("Text", "_Unfit") and len(node.args) == 2:
                en, zh = map(_written, node.args)
                if en is not None and zh is not None:
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", en, zh


def _written(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def test_one_thing_has_one_name_in_chinese() -> None:
    strings = kept_strings()
    strings += [zh for where, _en, zh in pairs() if not where.startswith("cli/")]
    others = {"账本": "台账", "注册簿": "登记簿", "尼斯分类": "尼斯类别", "检索": "查询", "帐": "账"}
    assert [(string, others[other]) for string in strings for other in others if other in string] == []


def test_every_pair_says_the_same_fields_in_both_languages() -> None:
    found = list(pairs())
    assert len(found) > 100
    wrong = [
        (where, en, zh)
        for where, en, zh in found
        if sorted(set(FIELD.findall(en))) != sorted(set(FIELD.findall(zh)))
        or has_han(en)
        or (not has_han(zh) and en not in SAME_IN_BOTH and re.search(r"[a-z]", FIELD.sub("", en)))
        or misset(zh)
    ]
    assert wrong == []


def test_declared_texts_are_set_in_both_languages() -> None:
    from onewindow.desks.register.models import EVENT_LABELS, STATUS_LABELS
    from onewindow.kernel import flow, indicators, ledger
    from onewindow.kernel.access import Role

    texts = [action.label for action in ledger.actions().values()]
    texts += [role.label for role in Role]
    texts += [*STATUS_LABELS.values(), *EVENT_LABELS.values()]
    for indicator in indicators.declared().values():
        texts += [indicator.label, indicator.unit, indicator.meaning]
    for procedure in flow.procedures().values():
        texts += [procedure.label, procedure.opened]
        texts += [text for state in procedure.states for text in (state.label, state.meaning)]
        for step in procedure.transitions:
            texts += [step.label, step.done, *([step.confirm] if step.confirm else [])]
            texts += [text for letter in step.letters for text in (letter.title, letter.body)]
    assert len(texts) > 50
    assert [text for text in texts if has_han(text.en) or not has_han(text.zh) or misset(text.zh)] == []
    assert [text for text in texts if set(FIELD.findall(text.en)) != set(FIELD.findall(text.zh))] == []


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("engines/marks/rules.csv", [("en", "zh"), ("citation_en", "citation")]),
        *((f"law/tables/{name}.csv", RULE_COLUMNS) for name in rules.TABLES),
        ("law/tables/schedule.csv", [("en", "zh")]),
        ("law/tables/holiday_names.csv", [("en", "zh")]),
        ("law/tables/closing_days.csv", [("en", "zh"), ("citation_en", "citation_zh")]),
        ("law/tables/pledge_grounds.csv", [("en", "zh"), ("citation_en", "citation_zh")]),
        (
            "law/tables/insurance_products.csv",
            [("en", "zh"), ("covers_en", "covers_zh"), ("citation_en", "citation_zh")],
        ),
        ("law/tables/premium_subsidies.csv", [("en", "zh"), ("citation_en", "citation_zh")]),
        ("law/tables/nice_classes.csv", [("en", "zh")]),
        ("law/tables/refusal_grounds.csv", [("en", "zh"), ("article_en", "article_zh")]),
    ],
)
def test_tables_are_set_in_both_languages(table: str, columns: list[tuple[str, str]]) -> None:
    rows = list(csv.DictReader((SOURCE / table).read_text("utf-8").splitlines()))
    assert rows
    for row in rows:
        for en, zh in columns:
            assert row[en].strip() and row[zh].strip()
            assert not has_han(row[en]), row[en]
            assert has_han(row[zh]) or row[zh] == row[en], row[zh]
            assert set(FIELD.findall(row[en])) == set(FIELD.findall(row[zh])), row
            assert not misset(row[zh]), row[zh]


def test_every_fact_of_the_ledger_has_words() -> None:
    from onewindow.kernel import facts

    given = {"classes": [9, 25], "active": True, "status": "pending", "day": "2024-05-31", "party": None}
    from django.utils import translation

    with translation.override("zh-hans"):
        assert dict(facts.pairs(given)) == {
            "可登录": "是", "尼斯类别": "9、25", "日期": "2024年5月31日", "主体": "–", "状态": "申请中"
        }  # fmt: skip
        assert facts.subject("right/12") == "权利 12"
    with translation.override("en"):
        assert dict(facts.pairs({"roles": ["holder", "agent"]})) == {"Roles": "Rights holder, Agent"}
        assert facts.subject("something/else") == "something/else"


class Visible(HTMLParser):
    """Collects what a reader would see or hear of a page's own text.

    Keys, code and scripts are left out, and so is what names its own language, such as a mark to try.
    """

    SAID = ("aria-label", "title", "placeholder", "alt")
    SILENT = ("script", "style", "kbd", "pre", "code")
    VOID = ("meta", "link", "input", "img", "br", "hr")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append((tag, tag in self.SILENT or bool(dict(attrs).get("lang"))))
        self.said += [value or "" for name, value in attrs if name in self.SAID]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(silent for _tag, silent in self.open):
            self.said.append(data)


def own_words(source: str) -> list[str]:
    """Words that a template shows without having them translated."""
    env = Environment(extensions=["jinja2.ext.i18n"])
    reader = Visible()
    page = ""
    for _line, kind, value in env.lex(source):
        if kind == "data":
            page += value
        elif kind == "variable_begin" and page.endswith(("<", "</")):
            page += "div"  # an element whose name is an expression
    reader.feed(page)
    reader.close()
    said = [text.strip() for text in reader.said]
    for pair in env.parse(source).find_all(nodes.Pair):
        key, value = pair.key, pair.value
        if isinstance(key, nodes.Const) and key.value in ("label", "title", "body", "text", "unit", "placeholder"):
            said += [value.value] if isinstance(value, nodes.Const) and isinstance(value.value, str) else []
    markup = re.compile(r"<|[\w-]+=\"")  # drawings, and attributes gathered in a block of their own
    return [text for text in said if any(map(str.isalpha, text)) and text not in NAMES and not markup.match(text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_shows_words_of_its_own(path: Path) -> None:
    assert own_words(path.read_text("utf-8")) == []


def test_words_of_a_template_would_be_seen() -> None:
    source = """<p title="Shut">{{ _("Search") }} Hello</p>{# note #}{{ button({"label": "Press"}) }}
    <kbd>j</kbd><i lang="en">English</i>"""
    assert own_words(source) == ["Shut", "Hello", "Press"]


def test_no_page_module_shows_words_of_its_own() -> None:
    keys = {"label", "title", "body", "caption", "hint", "what", "who", "unit", "message"}
    shown = []
    for path in MODULES:
        if "pages" not in path.name and path.name not in ("accounts.py", "context.py", "report.py", "hits.py"):
            continue
        if path.parent.name == "cli":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Dict):
                found = zip(node.keys, node.values, strict=True)
                values = [v for k, v in found if isinstance(k, ast.Constant) and k.value in keys]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                values = node.args[1:] if getattr(node.func.value, "id", "") == "messages" else []
            else:
                continue
            texts = [value.value for value in values if isinstance(value, ast.Constant)]
            shown += [(path.name, text) for text in texts if isinstance(text, str) and any(map(str.isalpha, text))]
    assert shown == []
