"""Where automation brings the mean time to repair below ten minutes, and where it does not: a simulation.

    python benchmarks/repair_times.py

Its assumptions are printed first; none was measured. The way by hand takes 240 minutes on average. Sweeps over the
share of faults that need a visit, the delay of approval and how often the first root named is the right one; each mean
with its 95 % interval over 200,000 simulated faults.
"""

from dataclasses import asdict, replace

from onewindow.engines.faults.repair_times import Assumptions, Outcome, simulate

FAULTS = 200_000
SWEEPS: dict[str, tuple[str, list[float]]] = {
    "visit_share": ("share that needs a visit", [0.0, 0.01, 0.02, 0.022, 0.05, 0.1, 0.2, 0.4]),
    "top1": ("root right at once", [1.0, 0.99, 0.98, 0.95, 0.9, 0.8]),
    "approve": ("minutes until approval", [0.5, 1, 2, 4, 8, 15, 30]),
}


def line(label: str, outcome: Outcome) -> None:
    """One row."""
    print(
        f"  {label:<40} mean {outcome.mean:6.1f} ({outcome.low:.1f}-{outcome.high:.1f})  p50 {outcome.p50:6.1f}  p95 "
        f"{outcome.p95:6.1f}  below 10 min: "
        f"mean {'yes' if outcome.high < 10 else 'no':<3} faults {outcome.below_ten:6.1%}"
    )


def main() -> None:
    """Print assumptions, the two ways, the sweeps."""
    assumed = Assumptions()
    print("assumed, not measured (minutes; shares 0 to 1):")
    print("  " + ", ".join(f"{name} {value:g}" for name, value in asdict(assumed).items()))
    whole = simulate(assumed, FAULTS)
    print(f"by hand: mean {whole.manual_mean:.1f}, p50 {whole.manual_p50:.1f}, p95 {whole.manual_p95:.1f} minutes")
    line("automated, as assumed", whole)
    print(f"  of these: restored remotely {whole.remote_mean:.1f}, with a visit {whole.visit_mean:.1f} minutes")
    ideal = replace(assumed, visit_share=0.0, top1=1.0)
    for name, (what, values) in SWEEPS.items():
        print(f"{what}, all else ideal (no visit, root always right):")
        for value in values:
            line(f"{what} {value:g}", simulate(replace(ideal, **{name: value}), FAULTS))
    print("together:")
    for share in (0.0, 0.02, 0.1):
        for top1 in (1.0, 0.99, 0.95):
            line(
                f"visits {share:.0%}, root right {top1:.0%}",
                simulate(replace(ideal, visit_share=share, top1=top1), FAULTS),
            )


if __name__ == "__main__":
    main()
