"""What causes what among the kinds of alarms, learned from the records kept, beside what experts say."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import transaction
from django.db.models import Max
from numpy.typing import NDArray

from onewindow.desks.network import maps
from onewindow.desks.network.models import AlarmRecord, CausalEdge, LearnedCauses
from onewindow.desks.network.policy import ENGINEERS, READERS
from onewindow.engines.faults.keeping import pack, unpack
from onewindow.engines.faults.learn import CausalGraph, learn, revise, update
from onewindow.engines.faults.streams import DTYPE
from onewindow.kernel import jobs, ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotAllowed, Problem
from onewindow.texts import Text

FIRST = 500_000
"""Alarms learned from at most the first time: the latest. From then on, all that come."""
AT_ONCE = 100_000
JOB = "network.learn_causes"
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


def ask(actor: Actor, now: datetime) -> None:
    """Let a worker learn from the alarms since. Raises ``NotAllowed``."""
    if not actor.has(*ENGINEERS):
        raise NotAllowed(maps.ROLE)
    with transaction.atomic():
        last = AlarmRecord.objects.order_by("-pk").values_list("pk", flat=True).first()
        said = CausalEdge.objects.exclude(prior=-1).aggregate(last=Max("entry_seq"))["last"]
        jobs.enqueue(JOB, f"{JOB}:{last}:{said}", now, {}, actor.id)


def learn_causes(actor: Actor, now: datetime) -> int:
    """Learn from the alarms that came since the last time; how many causes are known then.

    What was learned stands as sums: earlier alarms are not read again, and what experts said since is heard. Raises
    ``BadInput`` when there are too few alarms to begin with.
    """
    if not actor.has(*READERS):
        raise NotAllowed(maps.ROLE)
    while True:
        before = LearnedCauses.objects.order_by("-pk").first()
        known = _known(before)
        read = known.last
        for rows in _later(known.last):
            known.take_in(rows)
        if known.graph is None:
            raise BadInput([Problem("alarms", FEW, got=str(AlarmRecord.objects.count()))])
        prior = _prior(known.kinds)
        graph = known.graph = revise(known.graph, prior)
        with transaction.atomic():
            edges = np.argwhere(graph.adjacency & (prior < 0))
            data: ledger.Data = {"alarms": known.read, "since": read, "causes": len(edges), "left_out": graph.left_out}
            entry = ledger.append(actor, "network.causes_learned", "network", now, quantity=len(edges), data=data)
            # Behind the ledger's lock: somebody else may have learned meanwhile, then it is their sums we go on from.
            if LearnedCauses.objects.order_by("-pk").values_list("entry_seq").first() != (
                (before.entry_seq,) if before else None
            ):
                transaction.set_rollback(True)
                continue
            _keep(known, prior, edges, now, entry.seq)
        return CausalEdge.objects.exclude(prior=0).count()


@dataclass
class _Known:
    """The graph so far, the names behind its numbers, the number of the last alarm in it, and how many came now."""

    kinds: dict[str, int]
    devices: dict[str, int]
    last: int
    graph: CausalGraph | None
    read: int = 0

    def take_in(self, rows: list[tuple[int, str, str, datetime, datetime]]) -> None:
        """Learn (or learn on) from rows: number, kind, device, raised, last heard of."""
        network = maps.in_force()[1]
        for name in [*network.devices, *(row[2] for row in rows)]:
            self.devices.setdefault(name, len(self.devices))
        for row in rows:
            self.kinds.setdefault(row[1], len(self.kinds))
        if self.graph is None and (len(rows) < 100 or len(self.kinds) < 2):
            return
        links = np.zeros((len(self.devices), len(self.devices)), bool)
        for device, others in network.neighbours.items():
            for other in others:
                links[self.devices[device], self.devices[other]] = True
        alarms = np.array(
            [(self.kinds[k], self.devices[d], b.timestamp(), e.timestamp()) for _, k, d, b, e in rows], DTYPE
        )
        self.graph = learn(alarms, links) if self.graph is None else update(self.graph, alarms, links)
        self.last, self.read = rows[-1][0], self.read + len(rows)


def _known(kept: LearnedCauses | None) -> _Known:
    graph = unpack(b64decode(kept.sums)) if kept is not None else None
    if kept is None or graph is None:
        newest = AlarmRecord.objects.order_by("-pk").values_list("pk", flat=True)[FIRST : FIRST + 1]
        return _Known({}, {}, next(iter(newest), 0), None)
    return _Known(_numbered(kept.kinds), _numbered(kept.devices), kept.last, graph)


def _numbered(names: list[str]) -> dict[str, int]:
    return {name: n for n, name in enumerate(names)}


def _later(last: int) -> Iterator[list[tuple[int, str, str, datetime, datetime]]]:
    """The alarms after number ``last``, so many at a time that memory is bounded."""
    columns = ("pk", "kind", "device", "raised_at", "last_at")
    while rows := list(AlarmRecord.objects.filter(pk__gt=last).order_by("pk").values_list(*columns)[:AT_ONCE]):
        yield rows
        last = rows[-1][0]


def _prior(kinds: dict[str, int]) -> NDArray[np.float64]:
    prior = np.full((len(kinds), len(kinds)), -1.0)
    for edge in CausalEdge.objects.exclude(prior=-1):
        if edge.cause in kinds and edge.effect in kinds:
            prior[kinds[edge.cause], kinds[edge.effect]] = edge.prior
    return prior


def _keep(known: _Known, prior: NDArray[np.float64], edges: NDArray[np.int64], now: datetime, seq: int) -> None:
    graph, names = known.graph, list(known.kinds)
    assert graph is not None
    LearnedCauses.objects.all().delete()
    LearnedCauses.objects.create(
        kinds=names, devices=list(known.devices), last=known.last, sums=b64encode(pack(graph)).decode(),
        learned_at=now, entry_seq=seq,
    )  # fmt: skip
    CausalEdge.objects.filter(prior=-1).delete()
    CausalEdge.objects.bulk_create(
        CausalEdge(
            cause=names[u], effect=names[v], sure=float(graph.sure[u, v]), share=float(graph.share[u, v]),
            delay=float(graph.delay[u, v]), learned_at=now, entry_seq=seq,
        )
        for u, v in edges
    )  # fmt: skip
