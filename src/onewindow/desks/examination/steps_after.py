"""The steps after publication: opposition, registration, renewal, the end of the term."""

from __future__ import annotations

from onewindow.desks.examination import letters, oppositions, registration
from onewindow.desks.examination.policy import APPLICANTS, EXAMINERS, OFFICE
from onewindow.kernel.flow import Transition
from onewindow.texts import Text

OPPOSITION = (
    Transition(
        name="oppose",
        sources=("published", "opposed"),
        target="opposed",
        label=Text("Oppose the registration", "提出异议"),
        done=Text("Opposition filed", "提出异议"),
        roles=APPLICANTS,
        guard=oppositions.can_oppose,
        effect=oppositions.oppose,
        letters=(letters.OPPOSED,),
        public=True,
        by_others=True,
    ),
    Transition(
        name="reject_opposition",
        sources=("opposed",),
        target="registered",
        label=Text("Reject the opposition and register", "异议不成立，核准注册"),
        done=Text("Opposition rejected, mark registered", "异议不成立，核准注册"),
        roles=EXAMINERS,
        guard=oppositions.can_decide,
        effect=oppositions.reject,
        ends=(oppositions.DECISION,),
        letters=(letters.OPPOSITION_DECIDED, letters.CERTIFICATE),
        public=True,
    ),
    Transition(
        name="uphold_opposition",
        sources=("opposed",),
        target="not_registered",
        label=Text("Uphold the opposition", "异议成立，不予注册"),
        done=Text("Opposition upheld", "异议成立"),
        roles=EXAMINERS,
        guard=oppositions.can_decide,
        effect=oppositions.uphold,
        ends=(oppositions.DECISION,),
        letters=(letters.OPPOSITION_DECIDED,),
        public=True,
    ),
)
REGISTRATION = (
    Transition(
        name="register",
        sources=("published",),
        target="registered",
        label=Text("Register", "核准注册"),
        done=Text("Registered", "核准注册"),
        roles=OFFICE,
        guard=registration.can_register,
        effect=registration.register,
        letters=(letters.CERTIFICATE,),
        public=True,
    ),
    Transition(
        name="renew",
        sources=("registered",),
        target="registered",
        label=Text("Renew the registration", "续展注册"),
        done=Text("Renewed", "续展"),
        roles=APPLICANTS,
        guard=registration.can_renew,
        effect=registration.renew,
        letters=(letters.RENEWAL,),
        public=True,
    ),
    Transition(
        name="expire",
        sources=("registered",),
        target="expired",
        label=Text("Record the end of the term", "登记期满失效"),
        done=Text("Term ended without renewal", "期满未续展"),
        roles=OFFICE,
        guard=registration.can_expire,
        effect=registration.expire,
        letters=(letters.EXPIRY,),
        public=True,
    ),
)
