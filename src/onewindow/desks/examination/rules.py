"""What an application must have before it can be filed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onewindow.kernel.errors import Problem
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.kernel.flow import Firing

MARK = Text("the words of the mark, or a picture of it", "商标文字，或商标图样")
CLASSES = Text("at least one Nice class", "至少一个尼斯类别")
GOODS = Text("the goods and services in words", "用文字写明的商品或服务")
APPLICANT = Text("the applicant's name", "申请人名称")
LETTERS = Text("a mark with letters, signs or digits, or a picture of it", "含有字母、汉字或数字的商标，或商标图样")


def still_missing(firing: Firing) -> list[Problem]:
    """What stands in the way of filing, field by field (Trademark Law (CN), art. 22; Singapore Treaty, art. 3)."""
    application = firing.case.application
    problems = []
    if not application.text.strip() and not application.image:
        problems.append(Problem("text", MARK))
    elif application.text.strip() and not any(c.isalnum() for c in application.text) and not application.image:
        problems.append(Problem("text", LETTERS, got=application.text[:40]))
    if not application.nice_mask:
        problems.append(Problem("classes", CLASSES))
    if not application.goods.strip():
        problems.append(Problem("goods", GOODS))
    if not application.applicant_name.strip():
        problems.append(Problem("applicant_name", APPLICANT))
    return problems
