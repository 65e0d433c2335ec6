"""``onewindow compare``: two marks side by side, by their words, their pictures, or both."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from onewindow.cli.checking import picture_in, read_classes
from onewindow.cli.terminal import language, say, show
from onewindow.texts import Text

SCORE = Text("{verdict} ({points} of 100)", "{verdict}（{points} 分，满分 100）")
SHARED = Text("Both cover class {classes}.", "共同指定的类别：{classes}。")
NOTHING = Text("No view finds anything alike.", "未发现任何近似之处。")
Picture = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="Its picture: SVG, PNG, JPEG, WebP / 图样")
]


def compare(
    first: Annotated[str, typer.Argument(help="The first mark / 商标一", show_default=False)] = "",
    second: Annotated[str, typer.Argument(help="The second mark / 商标二", show_default=False)] = "",
    first_class: Annotated[list[str] | None, typer.Option(help="Its Nice class, repeatable / 类别")] = None,
    second_class: Annotated[list[str] | None, typer.Option(help="Its Nice class, repeatable / 类别")] = None,
    first_image: Picture = None,
    second_image: Picture = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object / 输出 JSON")] = False,
) -> None:
    """How alike two marks are, view by view, whatever else is in the register."""
    from onewindow.cli.house import open_house

    open_house()
    import orjson

    from onewindow.desks.register.comparing import Side
    from onewindow.desks.register.comparing import compare as compared
    from onewindow.engines.marks import citation, explain

    one = Side("first", first, read_classes(", ".join(first_class or [])), picture_in(first_image))
    two = Side("second", second, read_classes(", ".join(second_class or [])), picture_in(second_image))
    found = compared(one, two)
    if as_json:
        reasons = [
            {"view": r.view, "strength": round(r.strength, 4), "rule": r.rule, "citation": citation(r),
             "en": explain(r, "en"), "zh": explain(r, "zh")}
            for r in found.reasons
        ]  # fmt: skip
        verdict = {"en": found.verdict.en, "zh": found.verdict.zh}
        data = {"score": round(found.score, 4), "verdict": verdict, "shared_classes": found.shared_classes}
        sys.stdout.write(orjson.dumps({**data, "reasons": reasons}).decode() + "\n")
        return
    say(SCORE, "bold", verdict=found.verdict.say(language()), points=round(found.score * 100))
    if found.shared_classes:
        say(SHARED, classes=", ".join(map(str, found.shared_classes)))
    for reason in found.reasons:
        show(f"{round(reason.strength * 100):>4}  {explain(reason, language())} · {citation(reason, language())}")
    if not found.reasons:
        say(NOTHING)
