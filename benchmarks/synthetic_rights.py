"""Synthetic rights for docketing: seeded, of every kind and office, in every stage of a life."""

from datetime import date

import numpy as np

from onewindow.law import vector
from onewindow.law.facts import KINDS, OFFICES, Events, Facts, Rights, gather

CHANCES = {("invention", "CN"): 0.4, ("utility_model", "CN"): 0.15, ("design", "CN"): 0.1, ("trademark", "CN"): 0.15,
           ("invention", "US"): 0.1, ("invention", "EP"): 0.05, ("invention", "WO"): 0.05}  # fmt: skip


def tables(n: int, seed: int) -> tuple[Rights, Events]:
    """``n`` rights and their events, filed from 2000 to 2024. Synthetic."""
    random = np.random.default_rng(seed)
    which = random.choice(len(CHANCES), n, p=list(CHANCES.values()))
    pairs = list(CHANCES)
    kind = np.array([KINDS.index(k) for k, _ in pairs], np.int32)[which]
    office = np.array([OFFICES.index(o) for _, o in pairs], np.int32)[which]
    first = date(2000, 1, 1).toordinal()
    filing = (first + random.integers(0, 25 * 365, n)).astype(np.int32)
    granted = random.random(n) < 0.7
    grant = np.where(granted, filing + random.integers(150, 2200, n), 0).astype(np.int32)
    grant[office == OFFICES.index("WO")] = 0
    marks = kind == KINDS.index("trademark")
    expiry = np.where(marks & (grant > 0), vector.add_months(np.maximum(grant, 1), 120) - 1, 0).astype(np.int32)
    rights = Rights(
        kind, office, filing, grant, expiry, random.integers(1, 4, n).astype(np.int32) * marks + ~marks,
        random.integers(0, 3, n).astype(np.int32),
    )  # fmt: skip
    codes, places, days, values = [], [], [], []

    def happen(code: str, of: np.ndarray, day: np.ndarray, value: np.ndarray | int = 0) -> None:
        codes.append(np.full(len(of), code))
        places.append(of)
        days.append(day)
        values.append(np.broadcast_to(value, len(of)))

    prior = np.flatnonzero(random.random(n) < 0.3)
    happen("priority", prior, filing[prior] - random.integers(30, 360, len(prior)))
    asked = np.flatnonzero((kind == 1) & (random.random(n) < 0.8))
    happen("examination_requested", asked, filing[asked] + random.integers(0, 1000, len(asked)))
    paid = np.flatnonzero((grant > 0) & (random.random(n) < 0.8))
    upto = np.minimum((date(2026, 1, 1).toordinal() - filing[paid]) // 365, random.integers(3, 21, len(paid)))
    happen("annuity_paid", paid, filing[paid] + 365 * upto, upto)
    cut = np.flatnonzero(random.random(n) < 0.4)
    happen("fee_reduced", cut, filing[cut], random.choice([70, 85], len(cut)))
    offered = np.flatnonzero((grant > 0) & (random.random(n) < 0.05))
    happen("open_licence", offered, np.maximum(grant[offered], date(2021, 6, 1).toordinal()))
    gone = np.flatnonzero((grant == 0) & (random.random(n) < 0.2))
    happen("refused", gone, filing[gone] + 900)
    lapsed = np.flatnonzero((grant > 0) & (random.random(n) < 0.03))
    happen("lapsed", lapsed, grant[lapsed] + 1500)
    events = Events(
        np.concatenate(places).astype(np.int32), np.concatenate(codes), np.concatenate(days).astype(np.int32),
        np.concatenate(values).astype(np.int32),
    )  # fmt: skip
    return rights, events


def rights_of(n: int, seed: int) -> Facts:
    """The facts of ``n`` synthetic rights."""
    return gather(*tables(n, seed))
