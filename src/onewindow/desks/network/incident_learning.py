"""What causes what among the kinds of alarms, learned from the records kept, beside what experts say."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.db import transaction

from onewindow.desks.network import maps
from onewindow.desks.network.models import AlarmRecord, CausalEdge
from onewindow.desks.network.policy import READERS
from onewindow.engines.faults.learn import learn
from onewindow.engines.faults.streams import DTYPE
from onewindow.kernel import ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotAllowed, Problem
from onewindow.texts import Text

LATEST = 500_000
"""Alarms learned from at most: the latest."""
FEW = Text("at least 100 alarms of two kinds to learn from", "至少 100 条、两类以上的告警")
KIND = Text("a kind of alarm", "告警类型")


def say(actor: Actor, now: datetime, cause: str, effect: str, true: bool) -> CausalEdge:
    """An expert says that one kind causes another, or that it does not; learning keeps to it."""
    if not actor.has(*READERS):
        raise NotAllowed(maps.ROLE)
    wrong = [
        Problem(name, KIND, got=value) for name, value in (("cause", cause), ("effect", effect)) if not value.strip()
    ]
    if wrong or cause == effect:
        raise BadInput(wrong or [Problem("effect", KIND, got=effect)])
    with transaction.atomic():
        data: ledger.Data = {"cause": cause, "effect": effect, "true": true}
        entry = ledger.append(actor, "network.cause_said", "network", now, data=data)
        sure = 1.0 if true else 0.0
        edge, _ = CausalEdge.objects.update_or_create(
            cause=cause[:120], effect=effect[:120],
            defaults={"prior": int(true), "sure": sure, "learned_at": now, "entry_seq": entry.seq},
        )  # fmt: skip
    return edge


def learn_causes(actor: Actor, now: datetime) -> int:
    """Learn from the alarms kept; how many causes are known then. Raises ``BadInput`` when there are too few."""
    if not actor.has(*READERS):
        raise NotAllowed(maps.ROLE)
    rows = list(AlarmRecord.objects.order_by("-pk").values_list("kind", "device", "raised_at", "last_at")[:LATEST])
    kinds = {kind: n for n, kind in enumerate(sorted({row[0] for row in rows}))}
    if len(rows) < 100 or len(kinds) < 2:
        raise BadInput([Problem("alarms", FEW, got=str(len(rows)))])
    network = maps.in_force()[1]
    names = dict.fromkeys([*network.devices, *(row[1] for row in rows)])
    devices = {device: n for n, device in enumerate(names)}
    links = np.zeros((len(devices), len(devices)), bool)
    for device, others in network.neighbours.items():
        for other in others:
            links[devices[device], devices[other]] = True
    prior = np.full((len(kinds), len(kinds)), -1)
    said = CausalEdge.objects.exclude(prior=-1)
    for edge in said:
        if edge.cause in kinds and edge.effect in kinds:
            prior[kinds[edge.cause], kinds[edge.effect]] = edge.prior
    alarms = np.array([(kinds[k], devices[d], b.timestamp(), e.timestamp()) for k, d, b, e in rows], DTYPE)
    graph = learn(alarms, links, prior)
    found = list(kinds)
    with transaction.atomic():
        edges = np.argwhere(graph.adjacency & (prior < 0))
        data: ledger.Data = {"alarms": len(rows), "causes": len(edges), "left_out": graph.left_out}
        entry = ledger.append(actor, "network.causes_learned", "network", now, quantity=len(edges), data=data)
        CausalEdge.objects.filter(prior=-1).delete()
        CausalEdge.objects.bulk_create(
            CausalEdge(
                cause=found[u], effect=found[v], sure=float(graph.sure[u, v]), share=float(graph.share[u, v]),
                delay=float(graph.delay[u, v]), learned_at=now, entry_seq=entry.seq,
            )
            for u, v in edges
        )  # fmt: skip
    return CausalEdge.objects.exclude(prior=0).count()
