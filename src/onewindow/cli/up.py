"""``onewindow up``: the whole window on this machine with one command."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sys
import time
from typing import Annotated

import typer

from onewindow.cli.children import Child, end
from onewindow.cli.failing import FAILED
from onewindow.cli.terminal import say
from onewindow.kernel.errors import OnewindowError
from onewindow.texts import Text

PORT_TAKEN = Text(
    "Port {port} of {host} is taken. Choose another with --port (or `make up PORT=...`).",
    "{host} 的端口 {port} 已被占用。请用 --port（或 `make up PORT=...`）另选端口。",
)
LOADING = Text(
    "Loading the sample register (a sample, not an official register) ...",
    "正在载入样例登记簿（样例数据，并非官方登记簿）……",
)
OPEN = Text("The window is open: {url}   (Ctrl-C closes it)", "窗口已开启：{url}   （Ctrl-C 关闭）")
SIGN_IN = Text("Sample sign-in names: {names}\nTheir password: {password}", "样例登录名：{names}\n密码：{password}")
EXAMPLE = Text("For example, `onewindow check {text} --class 25`:", "例如 `onewindow check {text} --class 25`：")
DIED = Text("The {name} ended ({code}); starting it again.", "{name} 意外退出（{code}），正在重新启动。")
UNREADY = Text("The window did not answer within {n} seconds.", "窗口未能在 {n} 秒内响应。")
CLOSED = Text("Closed.", "已关闭。")
READY_SECONDS = 60


def up(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port / 端口")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on / 监听地址")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes / 服务进程数")] = 2,
    sample: Annotated[
        bool | None, typer.Option(help="Sample register (default: into an empty one) / 样例登记簿")
    ] = None,
    check: Annotated[str, typer.Option(help="Mark checked as an example / 示例商标")] = "酷奇",
) -> None:
    """Make everything ready, open the window, and keep server and worker alive until Ctrl-C."""
    _must_be_free(host, port)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.default_int_handler)
    children = [
        Child("server", _server(host, port, workers)),
        Child("worker", [sys.executable, "-m", "onewindow", "worker"]),
    ]
    try:
        _open(children, host, port, sample, check)
        while True:
            time.sleep(0.2)
            for child in children:
                if (code := child.heal()) is not None:
                    say(DIED, "yellow", err=True, name=child.name, code=code)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        say(CLOSED, "dim")
    finally:
        end(children)


def _open(children: list[Child], host: str, port: int, sample: bool | None, check: str) -> None:
    from onewindow.cli.house import migrate, open_house

    open_house()
    from onewindow.cli import first_start
    from onewindow.kernel import clock

    migrate()
    first_start.collect_static()
    server, worker = children
    server.start()  # before the sample: pages are served while it loads
    if first_start.wants_sample(sample):
        say(LOADING)
        first_start.load_sample(clock.now())
    worker.start()
    _example(check)
    _wait(server, host, port)
    say(OPEN, "bold green", url=f"http://{f'[{host}]' if ':' in host else host}:{port}/")
    _sign_in_names()


def _example(text: str) -> None:
    from onewindow.cli.checking import example
    from onewindow.desks.register.models import Right
    from onewindow.desks.register.searching import SearchRequest

    if not Right.objects.exists():
        return
    say(EXAMPLE, "dim", text=text)
    try:
        example(SearchRequest(text, (25,), limit=5))
    except OnewindowError as error:  # an index being made, or an unusable --check: the window opens all the same
        say(error.text, "yellow")


def _sign_in_names() -> None:
    from onewindow.cli.house import alone, keeper
    from onewindow.desks.register.sample import people
    from onewindow.kernel import clock

    names = people.sign_in_names()
    if names:
        with alone("people"):
            password = people.make_people(keeper("up"), clock.now())
        say(SIGN_IN, names=", ".join(names), password=password)


def _server(host: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "5",
        "--log-level", "warning", "onewindow.web.server:application",
    ]  # fmt: skip


def _must_be_free(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        say(PORT_TAKEN, "red", err=True, host=host, port=port)
        raise typer.Exit(FAILED) from error


def _wait(server: Child, host: str, port: int) -> None:
    last = time.monotonic() + READY_SECONDS
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - listening everywhere, asked here
    while time.monotonic() < last:
        server.heal()
        try:
            connection = http.client.HTTPConnection(target, port, timeout=READY_SECONDS)
            connection.request("GET", "/", headers={"Host": "localhost"})
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
    say(UNREADY, "yellow", err=True, n=READY_SECONDS)
