"""``onewindow people`` and ``onewindow key``: who may sign in, in which roles, with which keys."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from onewindow.cli.terminal import console, language, say
from onewindow.kernel.access import Role
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.kernel.people import Person

NOBODY = Text("Nobody signs in as {name}.", "没有登录名为 {name} 的人员。")
ADDED = Text("{name} may sign in now ({roles}).", "{name} 现在可以登录（{roles}）。")
CHANGED = Text("{name} has these roles now: {roles}.", "{name} 现有角色：{roles}。")
NEW_PASSWORD = Text("The password of {name} was changed.", "{name} 的密码已更改。")
SHOWN_ONCE = Text("Keep this key: it is shown this once.", "请妥善保存此密钥：仅显示一次。")
ASK, AGAIN = Text("Password", "密码"), Text("The same again", "再次输入")
NO_ROLES = Text("no role", "无角色")
HEADINGS = (
    Text("sign-in name", "登录名"),
    Text("name", "姓名"),
    Text("roles", "角色"),
    Text("party", "主体"),
    Text("active", "在用"),
)
YES, NO = Text("yes", "是"), Text("no", "否")

Roles = Annotated[list[Role] | None, typer.Option("--role", help="Role, repeatable / 角色，可重复")]
Name = Annotated[str, typer.Argument(help="Sign-in name / 登录名")]


def list_people() -> None:
    """List everybody who can sign in."""
    _open()
    from rich.markup import escape
    from rich.table import Table

    from onewindow.kernel.people import Person

    table = Table(*(heading.say(language()) for heading in HEADINGS), box=None, header_style="dim", pad_edge=False)
    for person in Person.objects.prefetch_related("roles").order_by("sign_in_name"):
        held = _labels({Role(role.role) for role in person.roles.all()})
        active = (YES if person.is_active else NO).say(language())
        table.add_row(escape(person.sign_in_name), escape(person.full_name), held, str(person.party_id or ""), active)
    console().print(table)


def add(
    name: Name,
    full_name: Annotated[str, typer.Option("--name", help="Full name / 姓名")],
    roles: Roles = None,
    party: Annotated[int | None, typer.Option(help="Register id of the party acted for / 所代表主体")] = None,
) -> None:
    """Add a person; the password is asked for, or read from standard input when that is no terminal."""
    _open()
    from onewindow.cli.house import keeper
    from onewindow.kernel import clock
    from onewindow.kernel.people import add_person

    chosen = set(roles or [])
    person = add_person(keeper("people"), clock.now(), name, full_name, _password(), chosen, party)
    say(ADDED, "green", name=person.sign_in_name, roles=_labels(chosen))


def roles(
    name: Name,
    roles: Roles = None,
    party: Annotated[int | None, typer.Option(help="Register id of the party acted for / 所代表主体")] = None,
    active: Annotated[bool, typer.Option(help="May sign in / 可登录")] = True,
) -> None:
    """Set the roles of a person, all of them: a role not named is taken away."""
    _open()
    from onewindow.cli.house import keeper
    from onewindow.kernel import clock
    from onewindow.kernel.people import change_person

    person = _person(name)
    party_id = person.party_id if party is None else party
    chosen = set(roles or [])
    change_person(keeper("people"), clock.now(), person.pk, roles=chosen, active=active, party_id=party_id)
    say(CHANGED, "green", name=person.sign_in_name, roles=_labels(chosen))


def password(name: Name) -> None:
    """Set a person's password; asked for, or read from standard input."""
    _open()
    from onewindow.cli.house import keeper
    from onewindow.kernel import clock
    from onewindow.kernel.people import change_password

    person = _person(name)
    change_password(keeper("people"), clock.now(), person.pk, _password())
    say(NEW_PASSWORD, "green", name=person.sign_in_name)


def key(
    name: Name, label: Annotated[str, typer.Option(help="What the key is for / 密钥用途")] = "command line"
) -> None:
    """Make an API key for a person and print it, alone on standard output."""
    _open()
    from onewindow.cli.house import keeper
    from onewindow.kernel import clock
    from onewindow.kernel.people import make_key

    made = make_key(keeper("key"), clock.now(), _person(name), label)
    say(SHOWN_ONCE, "dim", err=True)
    sys.stdout.write(made + "\n")


def _open() -> None:
    from onewindow.cli.house import migrate, open_house

    open_house()
    migrate()


def _person(name: str) -> Person:
    from onewindow.kernel.people import Person

    person = Person.objects.filter(sign_in_name=name.strip().lower()).first()
    if person is None:
        raise NotFound(NOBODY, name=name)
    return person


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    import getpass

    first = getpass.getpass(ASK.say(language()) + ": ")
    if getpass.getpass(AGAIN.say(language()) + ": ") != first:
        raise BadInput([Problem("password", Text("the same password twice", "两次输入的密码应一致"))])
    return first


def _labels(held: set[Role]) -> str:
    return ", ".join(role.label.say(language()) for role in sorted(held)) or NO_ROLES.say(language())
