"""What cross-selling answers, in Python, after what its `.cypher` files and descriptions say."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from tests.world import Thing

if TYPE_CHECKING:
    from tests.world import Link, Sight

RULES = {
    "BARRIER": ("客户处于信息隔离墙内", "The customer stands behind an information barrier"),
    "REJECTED": ("客户近期拒绝过", "It was rejected recently"),
    "KIND": ("不适合此类客户", "It does not suit this kind of customer"),
    "SIZE": ("不适合此规模的客户", "It does not suit customers of this size"),
    "LICENCE": ("提供方没有所需牌照", "Nobody who offers it has the licence it needs"),
    "CONSENT": ("客户本人未同意由提供方接收其资料", "The person has not agreed that who offers it receives their data"),
}


@dataclass
class Suggested:
    """A product with what speaks for it."""

    product: Thing
    grounds: list[Link] = field(default_factory=list)
    nats: float = 0.0
    score: float = 0.0


def cross_sell(sight: Sight, customer: Thing, day: date, first: int) -> list[dict[str, Any]]:
    """Return the products that no rule stops, the likeliest first."""
    found = [one for one in _candidates(sight, customer, day) if _stop(sight, customer, one.product, day) is None]
    found.sort(key=lambda one: (-one.score, one.product.id))
    return [_told(one, day) for one in found[:first]]


def cross_sell_blocked(sight: Sight, customer: Thing, day: date, first: int) -> list[dict[str, Any]]:
    """Return the products of others that a rule stops, to those who serve the customer."""
    if not any(link.start.id == sight.own and link.holds(sight.today) for link in customer.coming["SERVES"]):
        return []
    stopped = [(one, _stop(sight, customer, one.product, day)) for one in _candidates(sight, customer, day)]
    found = [(one, rule) for one, rule in stopped if rule in RULES]
    found.sort(key=lambda pair: (-pair[0].score, pair[0].product.id))
    return [
        {"product": one.product, "score": one.score, "rule": rule, "text": RULES[rule][0], "textEn": RULES[rule][1]}
        for one, rule in found[:first]
        if rule is not None
    ]


def _candidates(sight: Sight, customer: Thing, day: date) -> list[Suggested]:
    active = [one for one in sight.world.by_noun["Recommender"] if one.own["standing"] == "ACTIVE"]
    if not active:
        return []
    (recommender,) = active
    held = {
        link.end
        for link in customer.leaving["HOLDS"]
        if link.holds(day) and sight.sees_link(link) and sight.sees(link.end)
    }
    traits = [sight.world.things.get(f"trt_{key}") for key in _keys(customer, held)]
    says = [link for one in held for link in one.leaving["COMPLEMENTS"]]
    says += [link for trait in traits if trait for link in trait.leaving["LEANS"]]
    found: dict[Thing, Suggested] = {}
    for link in says:
        if link.own["model"] == recommender.id and link.end not in held and sight.sees(link.end):
            found.setdefault(link.end, Suggested(link.end)).grounds.append(link)
    for one in found.values():
        tied = sum(link.own.get("tie", 0.0) for link in one.grounds)
        cold = max(link.own["cold"] for link in one.grounds)
        one.nats = max(link.own["appeal"] for link in one.grounds) + sum(link.own["score"] for link in one.grounds)
        one.nats += recommender.own["pull"] * math.log(max(tied, 0.0) + 0.003) if held else cold
    total = sum(math.exp(one.nats) for one in found.values())
    for one in found.values():
        one.score = math.exp(one.nats) / total
    return list(found.values())


def _keys(customer: Thing, held: set[Thing]) -> list[str]:
    size = customer.own["sizeBand"]
    trades = [link.end.id for link in customer.leaving["IN_INDUSTRY"]]
    keys = ["ALL", f"HOLDS:{min(len(held), 5)}", f"KIND:{customer.own['kind']}", f"SIZE:{size}"]
    keys += [f"INDUSTRY:{trade}" for trade in trades] + [f"INDUSTRY_SIZE:{trade}:{size}" for trade in trades]
    keys += [f"REGION:{link.end.id}" for link in customer.leaving["LOCATED_IN"]]
    keys += [f"TRAIT:{trait}" for trait in customer.get("traits") or ()]
    beside = {f"CATEGORY:{link.end.id}" for one in held for link in one.leaving["IN_CATEGORY"]}
    beside |= {f"SELLER:{link.start.id}" for one in held for link in one.coming["OFFERS"]}
    return keys + sorted(beside)


def _stop(sight: Sight, customer: Thing, product: Thing, day: date) -> str | None:
    sellers = [link.start for link in product.coming["OFFERS"] if link.holds(day)]
    if any(seller.id == sight.own for seller in sellers):
        return "OWN_PRODUCT"
    kind, size = customer.own["kind"], customer.own["sizeBand"]
    refused = {
        link.start.leaving["SUGGESTS"][0].end
        for link in customer.coming["SUGGESTED_FOR"]
        if link.start.own["verdict"] == "REJECTED"
        and link.start.own["activeUntil"] > sight.today
        and sight.sees(link.start)
    }
    agreed = {
        to.end
        for link in customer.coming["CONSENTS_FOR"]
        if "IDENTITY" in link.start.own["categories"]
        and link.start.own["activeFrom"] <= sight.today < link.start.own["activeUntil"]
        and sight.sees(link.start)
        for to in link.start.leaving["CONSENTS_TO"]
    }
    stops = {
        "BARRIER": bool(sight.known_barriers(customer)),
        "REJECTED": product in refused,
        "KIND": kind not in (product.get("suitsKinds") or [kind]),
        "SIZE": size != "UNKNOWN" and size not in (product.get("suitsSizes") or [size]),
        "LICENCE": not _licensed(product, day),
        "CONSENT": kind == "PERSON" and not agreed.intersection(sellers),
    }
    return next((rule for rule, stopped in stops.items() if stopped), None)


def _licensed(product: Thing, day: date) -> list[Thing]:
    needed = product.get("licence")
    sellers = {link.start for link in product.coming["OFFERS"] if link.holds(day)}
    return sorted(
        (one for one in sellers if needed is None or needed in (one.get("licences") or ())), key=lambda one: one.id
    )


def _told(one: Suggested, day: date) -> dict[str, Any]:
    def strength(link: Link) -> float:
        support: int = link.own["support"]
        return float((link.own["lift"] - 1) * support / (support + 20.0))

    grounds = [link for link in one.grounds if not link.start.id.startswith("trt_HOLDS:")]
    grounds.sort(key=lambda link: (-strength(link), link.start.id))
    reasons = [
        _reason(link)
        for place, link in enumerate(grounds[:3])
        if place == 0 or strength(link) > 0.02 or link.start.id == "trt_ALL"
    ]
    unit = min((link.end for link in one.product.leaving["HANDLED_BY"]), key=lambda desk: desk.id, default=None)
    return {
        "product": one.product,
        "subsidiary": next((seller for seller in _licensed(one.product, day) if seller.noun == "Subsidiary"), None),
        "unit": unit,
        "score": one.score,
        "support": reasons[0]["support"] if reasons else 0,
        "reasons": reasons,
    }


def _reason(link: Link) -> dict[str, Any]:
    given, support, told = link.start, link.own["support"], link.own["of"]
    is_trait = given.id.startswith("trt_")
    node = given.get("node") if is_trait else given.id
    who = given.own["text"] if is_trait else f"持有“{given.own['name']}”"
    who_en = given.own["textEn"] if is_trait else f" that hold {given.own['nameEn']}"
    return {
        "support": support,
        "path": [step for step in (node, link.end.id) if step is not None],
        "text": f"{who}的约 {told} 家客户中，至少 {support} 家持有",
        "textEn": f"At least {support} of about {told} customers{who_en} hold it",
    }
