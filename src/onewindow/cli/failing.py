"""How an error ends a command: a sentence on standard error and an exit code, never a traceback for what we foresee."""

from __future__ import annotations

import errno
import sys
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from onewindow.cli import usage
from onewindow.cli.terminal import language, say, show
from onewindow.kernel.errors import BadInput, OnewindowError
from onewindow.texts import Text

FAILED, BAD_INPUT, REFUSED_ROWS = 1, 2, 3
STOPPED = 130

DATABASE = Text(
    "The database cannot be used: {why}. `onewindow doctor` tells more; `onewindow up` makes a new one ready.",
    "数据库无法使用：{why}。可运行 `onewindow doctor` 查看详情；`onewindow up` 会准备新的数据库。",
)
OPERATING_SYSTEM = Text("The system refuses: {why}.", "系统拒绝了操作：{why}。")
WHY = {
    errno.ENOENT: Text("there is no such file or folder", "没有此文件或文件夹"),
    errno.EACCES: Text("this account may not do that", "当前账户无此权限"),
    errno.ENOSPC: Text("no room is left on the disk", "磁盘空间不足"),
    errno.EROFS: Text("nothing can be written there", "该处不可写入"),
    errno.ENOTDIR: Text("what should be a folder is none", "路径中应为文件夹之处并非文件夹"),
    errno.EISDIR: Text("it is a folder, not a file", "该处是文件夹，不是文件"),
    errno.EADDRINUSE: Text("another program listens at this address", "该地址已被其他程序占用"),
}
"""What the system says most often; it says the rest in its own words."""


class Commands(TyperGroup):
    """The commands, with the errors of the house said in words: exit code 2 for what was given, 1 for the rest."""

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run the program; a command written wrongly is said in the language spoken."""
        try:
            result = super().main(*args, **(extra | {"standalone_mode": False}))
        except typer.Abort:
            result = STOPPED
        except TyperException as error:
            if not standalone_mode:
                raise
            if type(error).__name__ == "NoArgsIsHelpError":
                error.show()  # type: ignore[attr-defined]
            else:
                show(usage.said(error), "red", err=True)
            result = error.exit_code
        if standalone_mode:
            # A command that returns ends well; typer.Exit comes back as its code.
            sys.exit(result if isinstance(result, int) else 0)
        return result

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except OnewindowError as error:
            show(error.say(language()), "red", err=True)
            raise typer.Exit(BAD_INPUT if isinstance(error, BadInput) else FAILED) from None
        except KeyboardInterrupt:
            raise typer.Exit(STOPPED) from None
        except BrokenPipeError:  # the reader of our output went away (`| head`)
            sys.stderr.close()
            raise typer.Exit(FAILED) from None
        except OSError as error:
            why = WHY[error.errno].say(language()) if error.errno in WHY else error.strerror or error
            say(OPERATING_SYSTEM, "red", err=True, why=f"{why} ({error.filename})" if error.filename else why)
            raise typer.Exit(FAILED) from None
        except Exception as error:
            # Asked for by name, so that a command that never opened the database does not import Django for it.
            errors = sys.modules.get("django.db.utils")
            if errors is None or not isinstance(error, errors.DatabaseError | errors.InterfaceError):
                raise
            say(DATABASE, "red", err=True, why=str(error).strip().splitlines()[0])
            raise typer.Exit(FAILED) from None
