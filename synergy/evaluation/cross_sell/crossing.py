"""Cross-validation by customers: those who are asked about were never learned from, nor had a say in any setting."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from synergy.evaluation.cross_sell.baselines import NAMES, Baselines
from synergy.evaluation.cross_sell.ranking import MISSED, rank
from synergy.evaluation.measures import peak

if TYPE_CHECKING:
    from collections.abc import Iterator

    from synergy.evaluation.cross_sell.graph import Graph
    from synergy.evaluation.cross_sell.holdings import HoldingSet

OURS = "cross-sell"
FOLDS, FEW_FOLDS = 5, 3
MANY = 20_000
"""From so many holdings on, customers are cut into few parts."""
QUESTIONS, DRAWN, EACH = 9_000, 2_000, 3
"""So many left-out holdings are all asked of the graph; of more, this many are drawn, so many of each customer."""
_SEED = 2022


@dataclass
class Found:
    """By method and customer, the rank of everything that was left out; the products in the same order."""

    ranks: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    left_out: dict[str, list[str]] = field(default_factory=dict)
    best: set[str] = field(default_factory=set)
    """Products that were among anybody's best three."""
    asked: int = 0
    possible: int = 0
    folds: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: float = 0.0


async def cross_validate(graph: Graph, given: HoldingSet) -> Found:
    """Leave out each holding of each customer with two or more, or as many as can be asked, once."""
    rng = np.random.default_rng(_SEED)
    askable = [customer for customer, some in given.held.items() if len(some) > 1]
    found = Found(possible=sum(len(given.held[one]) for one in askable))
    found.folds = min(FOLDS if given.interactions <= MANY else FEW_FOLDS, max(2, len(askable)))
    part = dict(zip(given.held, rng.integers(0, found.folds, len(given.held)).tolist(), strict=True))
    chosen = dict(_chosen(given, askable, found.possible, rng))
    for method in (OURS, *NAMES):
        found.ranks[method] = {}
    training = asking = 0.0
    for fold in range(found.folds):
        left_out = {customer for customer, number in part.items() if number == fold}
        start = perf_counter()
        await graph.train_without(left_out)
        training += perf_counter() - start
        start = perf_counter()
        await _ask(graph, given, {one: some for one, some in chosen.items() if one in left_out}, found)
        asking += perf_counter() - start
        _compare(given, left_out, chosen, found)
    found.seconds |= {"training": training, "asking": asking}
    found.megabytes = peak()
    return found


def _chosen(
    given: HoldingSet, askable: list[str], possible: int, rng: np.random.Generator
) -> Iterator[tuple[str, list[str]]]:
    if possible <= QUESTIONS:
        yield from ((customer, given.held[customer]) for customer in askable)
        return
    left = DRAWN
    for at in rng.permutation(len(askable)).tolist():
        some = given.held[askable[at]]
        drawn = [some[number] for number in rng.permutation(len(some))[:EACH].tolist()]
        if len(drawn) > left:
            return
        left -= len(drawn)
        yield askable[at], drawn


async def _ask(graph: Graph, given: HoldingSet, asked: dict[str, list[str]], found: Found) -> None:
    cases = [(customer, product) for customer, some in asked.items() for product in some]
    questions = [
        ([one for one in given.held[customer] if one != product], given.traits.get(customer, []))
        for customer, product in cases
    ]
    answers = await graph.suggest(questions)
    for (customer, product), scores in zip(cases, answers, strict=True):
        own = scores.get(product)
        place = MISSED if own is None else float(sum(score >= own for score in scores.values()))
        found.ranks[OURS].setdefault(customer, []).append(place)
        found.left_out.setdefault(customer, []).append(product)
        found.best |= set(sorted(scores, key=scores.__getitem__, reverse=True)[:3])
    found.asked += len(cases)


def _compare(given: HoldingSet, left_out: set[str], chosen: dict[str, list[str]], found: Found) -> None:
    number = {product: at for at, product in enumerate(given.products)}
    known = [[number[one] for one in some] for customer, some in given.held.items() if customer not in left_out]
    baselines = Baselines([some for some in known if some], len(given.products))
    for customer, products in chosen.items():
        if customer not in left_out:
            continue
        for product in products:
            rest = [number[one] for one in given.held[customer] if one != product]
            for method, scores in baselines.scores(rest).items():
                found.ranks[method].setdefault(customer, []).append(rank(scores, number[product], rest))
