"""Who acts, and in which roles. What an actor may not see is answered 404, what it may not do 403."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onewindow.texts import Text


class Role(StrEnum):
    """The roles of the window. ``PUBLIC`` is everybody, signed in or not."""

    PUBLIC = "public"
    HOLDER = "holder"
    SELLER = "seller"
    AGENT = "agent"
    EXAMINER = "examiner"
    ENFORCEMENT = "enforcement"
    CUSTOMS = "customs"
    NETWORK = "network"
    LENDER = "lender"
    INSURER = "insurer"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> Text:
        """The role's name in both languages."""
        return _LABELS[self]


_LABELS = {
    Role.PUBLIC: Text("Public", "公众"),
    Role.HOLDER: Text("Rights holder", "权利人"),
    Role.SELLER: Text("Seller", "商家"),
    Role.AGENT: Text("Agent", "代理师"),
    Role.EXAMINER: Text("Examiner", "审查员"),
    Role.ENFORCEMENT: Text("Enforcement officer", "执法人员"),
    Role.CUSTOMS: Text("Customs officer", "海关关员"),
    Role.NETWORK: Text("Network engineer", "网络工程师"),
    Role.LENDER: Text("Lender", "贷款机构"),
    Role.INSURER: Text("Insurer", "保险机构"),
    Role.ANALYST: Text("Analyst", "统计分析人员"),
    Role.ADMINISTRATOR: Text("Administrator", "管理员"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or some part of the house, that asks for or does something.

    ``party_id`` is the register's party this person acts for: a holder sees that party's things as its own.
    """

    name: str
    id: int | None = None
    roles: frozenset[Role] = frozenset({Role.PUBLIC})
    party_id: int | None = None
    request_id: str = ""

    def has(self, *roles: Role) -> bool:
        """True if the actor has one of ``roles``."""
        return not self.roles.isdisjoint(roles)


def public(request_id: str = "") -> Actor:
    """A visitor who has not signed in."""
    return Actor(name="", request_id=request_id)


def house(part: str) -> Actor:
    """A part of the house acting by itself (a worker, a command run at the machine)."""
    return Actor(name=part, roles=frozenset({Role.PUBLIC, Role.ADMINISTRATOR}))
