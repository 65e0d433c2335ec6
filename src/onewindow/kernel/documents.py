"""Documents as PDF, set by typst from a template and data. The same data give the same bytes."""

from __future__ import annotations

import functools
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
    import typst

    face = chinese_face()
    if face is None:
        raise Unavailable(NO_FACE)
    return typst.compile(
        template,
        root=template.parent,
        font_paths=[face.parent],
        sys_inputs={"data": orjson.dumps(data).decode()},
        pdf_standards="a-2b",
        timestamp=int(made_at.timestamp()),
    )
