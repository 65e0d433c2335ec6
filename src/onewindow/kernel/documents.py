"""Documents as PDF, set by typst from a template and data. The same data give the same bytes."""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from onewindow.kernel.errors import Unavailable
from onewindow.texts import Text

FACES = ("notosanscjk", "notoserifcjk", "sourcehansans", "pingfang", "msyh", "simsun", "wqy")
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "C:/Windows/Fonts", "~/.fonts",
           "~/.local/share/fonts", "~/Library/Fonts")  # fmt: skip
NO_FACE = Text(
    "No Chinese font was found on this machine, so no PDF can be set. Install one, for example "
    "`apt-get install fonts-noto-cjk`.",
    "本机未找到中文字体，无法排版 PDF。请安装字体，例如 `apt-get install fonts-noto-cjk`。",
)

_setting = threading.Lock()
"""A compiler works for one thread at a time."""


@functools.cache
def chinese_face() -> Path | None:
    """A font file with Chinese on this machine, if there is one."""
    found = [
        path
        for folder in FOLDERS
        for path in sorted(Path(folder).expanduser().rglob("*.[to]t[cf]"))
        if path.name.lower().replace("-", "").startswith(FACES)
    ]
    return min(found, key=lambda path: not path.name.lower().startswith(FACES[0]), default=None)


def typeset(template: Path, data: Mapping[str, Any], made_at: datetime) -> bytes:
    """The PDF (PDF/A-2b) of ``template`` with ``data`` in ``sys.inputs.data``.

    Raises ``Unavailable`` where no Chinese font is installed.
    """
    given = {"data": orjson.dumps(data).decode()}
    with _setting:
        made: bytes = _compiler(template).compile(
            sys_inputs=given, pdf_standards="a-2b", timestamp=int(made_at.timestamp())
        )
    return made


@functools.lru_cache(maxsize=16)
def _compiler(template: Path) -> Any:
    """The compiler of a template, kept: reading the fonts takes far longer than setting a page."""
    import typst

    face = chinese_face()
    if face is None:
        raise Unavailable(NO_FACE)
    return typst.Compiler(template, root=template.parent, font_paths=[face.parent])
