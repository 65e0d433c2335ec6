"""Waterfall: 10,000 scenarios x 360 months, with life, yield and loss of every tranche, beside a plain Python loop.

    python benchmarks/waterfall.py [--scenarios 10000] [--months 360] [--plain 20]

Synthetic pool and scenarios (seeds in the text below); nothing was tuned. The plain loop runs some scenarios and is
multiplied up; every one of its months must be equal to ours, to the cent.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.plain_waterfall import run_one

from onewindow.engines.finance import returns
from onewindow.engines.finance.deal import Deal, Tranche
from onewindow.engines.finance.loans import BULLET, LEVEL, Claim, pool
from onewindow.engines.finance.waterfall import Scenarios, blocks


def main() -> None:
    """Run both and print them side by side."""
    options = argparse.ArgumentParser()
    options.add_argument("--scenarios", type=int, default=10_000)
    options.add_argument("--months", type=int, default=360)
    options.add_argument("--plain", type=int, default=20, help="scenarios of the plain loop")
    asked = options.parse_args()
    draw = np.random.default_rng(20_201)
    claims = [
        Claim(f"loan-{n}", BULLET if n % 5 == 0 else LEVEL, int(draw.integers(50_000_00, 5_000_000_00)),
              float(draw.uniform(0.03, 0.09)), int(draw.integers(12, asked.months + 1)))
        for n in range(500)
    ]  # fmt: skip
    assets = pool(claims)
    opening = int(assets.balance[0])
    deal = Deal(
        (Tranche("A", opening * 70 // 100, 0.028), Tranche("B", opening * 20 // 100, 0.035),
         Tranche("C", opening * 6 // 100, 0.06)),
        fee_rate=0.003, fee_fixed=5_000_00, reserve=opening // 100, default_trigger=0.08,
    )  # fmt: skip
    scenarios = returns.random(asked.scenarios, asked.months, 0.02, 0.6, 0.05, 0.35, 12, seed=20_202)
    began, clock = time.process_time(), time.perf_counter()
    parts, wrong = [], 0
    first = None
    for result in blocks(deal, assets, scenarios):
        wrong += int(np.count_nonzero(result.out_of_balance(deal.reserve)))
        parts.append(returns.figures(deal, result))
        first = first or result
    figures = returns.join(parts)
    ours, wall = time.process_time() - began, time.perf_counter() - clock
    assert first is not None

    began = time.process_time()
    part = Scenarios(
        scenarios.default[: asked.plain], scenarios.prepaid[: asked.plain], scenarios.recovery, scenarios.lag
    )
    plain = [
        run_one(deal, assets, default.tolist(), early.tolist(), part.recovery, part.lag)
        for default, early in zip(part.default, part.prepaid, strict=True)
    ]
    theirs = (time.process_time() - began) / asked.plain * asked.scenarios
    same = all(
        getattr(first, name)[scenario, month].tolist() == row[name]
        for scenario, rows in enumerate(plain) for month, row in enumerate(rows) for name in row
    )  # fmt: skip
    print(
        f"{len(claims)} claims of {opening / 1e8:,.1f} m (synthetic), "
        f"{asked.scenarios:,} scenarios x {asked.months} months"
    )
    print(f"ours, with life, yield and loss   {ours:8.1f} s of CPU, {wall:.1f} s by the clock")
    print(f"plain Python loop, cash only      {theirs:8.1f} s of CPU (from {asked.plain} scenarios)")
    print(f"the loop's months are ours to the cent: {'yes' if same else 'NO'}")
    print(f"months in which cash was lost or made: {wrong} of {asked.scenarios * asked.months:,}")
    for place, tranche in enumerate(deal.tranches):
        yields, lives = figures.rate[:, place], figures.life[:, place]
        low, middle = np.quantile(yields, (0.05, 0.5))
        print(f"  {tranche.name}: life {np.nanmedian(lives):5.2f} years, yield {middle:.3%} (5 % of scenarios below "
              f"{low:.3%}), paid in full in {np.mean(figures.loss[:, place] == 0):.1%}")  # fmt: skip


if __name__ == "__main__":
    main()
