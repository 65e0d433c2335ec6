"""A plan as its page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from onewindow.desks.network.site_models import SitePlan
from onewindow.desks.network.site_words import WORDS
from onewindow.engines.network.site import SCENARIOS
from onewindow.kernel.language import current_language


def words() -> dict[str, str]:
    """The words of the page in the reader's language."""
    language = current_language()
    return {name: text.say(language) if "{" not in text.en else "" for name, text in WORDS.items()}


def say(which: str, /, **fields: object) -> str:
    """One of the words in the reader's language, with ``fields`` filled in."""
    return WORDS[which].say(current_language(), **fields)


def shown(plan: SitePlan) -> dict[str, Any]:
    """Title, tables and pictures of a plan that was made."""
    language, result = current_language(), plan.result

    services = result["services"]
    missed = [one for one in services if not (one["in_time"] and one["zero_loss"])]
    return {
        "verdict": say("short", n=len(missed), all=len(services)) if missed else say("well"),
        "services": [
            {"service": {"text": one["name"], "href": reverse("site-certificate", args=[plan.pk, number])},
             "scenario": SCENARIOS[one["scenario"]].say(language),
             "path": " → ".join(one["path"]), "slice": one["slice"] or "–", "delay": f"{one['delay_ms']:.3f}",
             "deadline": f"{one['deadline_ms']:g}" if one["deadline_ms"] else "–",
             "backlog": f"{one['backlog_kb']:,.1f}", "loss": say("no_loss" if one["zero_loss"] else "may_lose"),
             "why": " ".join(why[language] for why in one["why"]) or "–",
             "proof": say("claims", method=one["method"].upper(), n=one["claims"])}
            for number, one in enumerate(services)
        ],
        "slots": [row for name, made in result["calendars"].items() for row in _slots(name, made)],
        "queues": [
            {"queue": one["name"], "load": f"{one['load']:.1%}", "waiting": f"{one['backlog_kb']:,.1f}"}
            for one in sorted(result["queues"], key=lambda one: -one["load"])
        ],
        "links": [
            {"link": one["name"], "headroom": f"{one['pfc_headroom_standard_bytes'] / 1e3:,.1f}",
             "xoff": f"{one['pfc_xoff_bytes'] / 1e3:,.0f}", "kmin": f"{one['ecn_kmin_bytes'] / 1e3:,.0f}",
             "kmax": f"{one['ecn_kmax_bytes'] / 1e3:,.0f}"}
            for one in result["links"]
        ],
        "pictures": [_picture(plan, one) for one in plan.pictures],
        "areas": [
            {"title": say("points", name=name, bound=area["least_possible"], greedy=area["greedy"]),
             "rows": [{"place": f"{p['x_m']:g}, {p['y_m']:g} m", "channel": str(p["channel"]),
                       "power": f"{p['power_dbm']:g}", "busy": f"{p['busy']:.1%}"} for p in area["access_points"]]}
            for name, area in result["wifi"].items()
        ],
        "short_areas": [
            {"area": name, "why": ("；" if language == "zh" else "; ").join(why[language] for why in area["why"])}
            for name, area in result["wifi"].items() if area.get("why")
        ],
        "files": [
            {"href": reverse("site-file", args=[plan.pk, name]), "label": say(label)}
            for name, label in (("plan", "json"), ("topology", "topology"), ("flexe", "flexe"),
                                ("certificates", "certificates"), ("source", "source"))
            if name != "flexe" or result["calendars"]
        ],
    }  # fmt: skip


def _slots(group: str, made: dict[str, Any]) -> Iterator[dict[str, str]]:
    """What each slice has of a group; those with sub-slots have them of one slot."""
    for label, number in made["clients"].items():
        owned = [str(slot) for slot, owner in enumerate(made["slots"]) if owner == number]
        rate = len(owned) * made["slot_gbps"]
        yield {"group": group, "slice": label, "slots": ", ".join(owned), "rate": f"{rate} Gb/s"}
    if cut := made.get("sub_slots"):
        for label, number in cut["clients"].items():
            count = cut["owners"].count(number)
            slots = say("sub_slots", n=count, all=len(cut["owners"]), slot=cut["slot"])
            yield {"group": group, "slice": label, "slots": slots, "rate": f"{count * 10} Mb/s"}


def _picture(plan: SitePlan, one: dict[str, Any]) -> dict[str, str]:
    title = say("wires")
    if one["name"].startswith("calendar"):
        title = say("calendar", name=one["title"])
    elif one["name"].startswith("area"):
        area = plan.result["wifi"][one["title"]]
        title = say("area", name=one["title"], n=len(area["access_points"]), covered=f"{area['covered']:.0%}")
    return {"title": title, "href": reverse("site-picture", args=[plan.pk, one["name"]])}
