"""Cross-selling: which rule stops what, whose answers count, whom a product suits; and what a model learns at all."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from synergy.matching.cross_sell.cases import MINIMUM_SUPPORT, Basket
from synergy.matching.cross_sell.model import Scorer, mean_reciprocal_rank, train
from tests.client import BANK, COMPLIANCE, NARROW, OFFICER_BANK, SECURITIES
from tests.made import BANK_ID, SECURITIES_ID, make_consent, make_customer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from synergy.graph.database import Database
    from tests.client import Client

pytestmark = pytest.mark.usefixtures("undone")

ASK = """query ($id: ID!) { customer(id: $id) {
  crossSell(first: 100) { score support product { id } subsidiary { id } reasons { text textEn support path } }
  crossSellBlocked(first: 100) { score product { id } rule text textEn }
} }"""
ANSWER = """mutation ($customer: ID!, $product: ID!, $verdict: Verdict!, $reason: String, $days: Int! = 180) {
  recordCrossSellFeedback(input: {customer: $customer, product: $product, verdict: $verdict, reason: $reason,
    days: $days}) { recommendation { verdict reason answeredOn } userErrors { code } } }"""
TARGETS = """query ($id: ID!, $product: ID!) { subsidiary(id: $id) {
  crossSellTargets(product: $product, first: 20) { score customer { id } reasons { textEn } } } }"""
FOR = """query ($products: [ID!]!, $traits: [String!]! = []) {
  crossSellFor(products: $products, traits: $traits, kind: COMPANY) { score product { id } } }"""
OWN = "query ($id: ID!) { subsidiary(id: $id) { products(first: 1) { edges { node { id } } } } }"
PORTFOLIO = """query ($ids: [ID!]!) { crossSellPortfolio(customers: $ids, first: 100) {
  score customer { id } product { id } } }"""
WHOSE = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { id servedBy { edges { node { id } } } } } }"
MINE = '{ customers(first: 100, where: {servedBy: {some: {id: {eq: "%s"}}}}) { edges { node { id } } } }'
SET = "MATCH (one:Product {id: $p.id}) WITH one, properties(one) AS was SET one += $p.change RETURN was"
RESTORE = "MATCH (one:Product {id: $p.id}) SET one = $p.was"
LARGE = "MATCH (c:Customer {id: $p.id}) SET c.sizeKept = c.sizeBand, c.sizeBand = 'LARGE'"
AS_IT_WAS = "MATCH (c:Customer {id: $p.id}) WHERE c.sizeKept IS NOT NULL SET c.sizeBand = c.sizeKept REMOVE c.sizeKept"
BARRED = """MATCH (customer:Customer {id: $p.id})
CREATE (:RestrictedEntry {id: 'bar_made', kind: 'RESTRICTED', standing: 'ACTIVE', reason: 'test',
  activeFrom: date('2022-01-01'), activeUntil: date('9999-12-31'),
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: 'test'
})-[:BLOCKS]->(customer)"""


async def answers(client: Client, customer: str, user: str = BANK) -> tuple[list[Any], list[Any]]:
    """Return what is suggested for a customer, and what a rule stops."""
    answer = await client.ask(ASK, user=user, id=customer)
    assert answer.spent == 1
    return answer.data["customer"]["crossSell"], answer.data["customer"]["crossSellBlocked"]


async def book(client: Client, subsidiary: str = BANK_ID, user: str = BANK) -> list[str]:
    found = (await client.ask(MINE % subsidiary, user=user)).data["customers"]["edges"]
    return [edge["node"]["id"] for edge in found]


async def some(client: Client) -> tuple[str, str]:
    """Return a customer of the bank, and the product that is suggested first."""
    for customer in await book(client):
        suggested, _ = await answers(client, customer)
        if suggested:
            return customer, suggested[0]["product"]["id"]
    raise AssertionError


@asynccontextmanager
async def changed(database: Database, product: str, **change: Any) -> AsyncIterator[None]:
    """Give a product other properties for a while."""
    (row,) = await database.write(SET, {"id": product, "change": change})
    try:
        yield
    finally:
        await database.write(RESTORE, {"id": product, "was": row["was"]})


async def test_what_is_suggested_has_a_seller_and_a_reason(client: Client) -> None:
    seen = 0
    for customer in (await book(client))[:20]:
        suggested, stopped = await answers(client, customer)
        scores = [one["score"] for one in suggested]
        assert scores == sorted(scores, reverse=True)
        assert sum(scores) + sum(one["score"] for one in stopped) <= 1 + 1e-9
        assert not {one["product"]["id"] for one in suggested} & {one["product"]["id"] for one in stopped}
        for one in suggested:
            assert one["subsidiary"]["id"] != BANK_ID
            assert 1 <= len(one["reasons"]) <= 3
            assert one["support"] == one["reasons"][0]["support"]
            assert all(reason["support"] % 5 == 0 and reason["support"] >= 5 for reason in one["reasons"])
            assert all(reason["path"][-1] == one["product"]["id"] for reason in one["reasons"])
            seen += 1
    assert seen > 20


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"licence": "NONE_HAS_IT"}, "LICENCE"), ({"suitsKinds": ["PERSON"]}, "KIND"),
        ({"suitsSizes": ["NO_SIZE"]}, "SIZE"),
    ],
)  # fmt: skip
async def test_a_product_that_does_not_suit_is_not_ranked_and_told_to_the_owner(
    client: Client, seeded: Database, change: dict[str, Any], rule: str
) -> None:
    customer, product = await some(client)
    if rule == "SIZE":
        await seeded.write(
            "MATCH (c:Customer {id: $p.id}) SET c.sizeKept = c.sizeBand, c.sizeBand = 'LARGE'", {"id": customer}
        )
    try:
        async with changed(seeded, product, **change):
            suggested, stopped = await answers(client, customer)
            assert product not in {one["product"]["id"] for one in suggested}
            (told,) = (one for one in stopped if one["product"]["id"] == product)
            assert told["rule"] == rule
            assert told["text"]
            _, others = await answers(client, customer, COMPLIANCE)
            assert others == [], "who does not serve the customer is not told"
    finally:
        await seeded.write(AS_IT_WAS, {"id": customer})


async def test_a_person_is_offered_only_what_it_agreed_to(client: Client, seeded: Database) -> None:
    person = await make_customer(seeded, BANK_ID, kind="PERSON")
    suggested, stopped = await answers(client, person)
    assert suggested == []
    closed = {one["product"]["id"] for one in stopped if one["rule"] == "CONSENT"}
    assert closed
    await make_consent(seeded, person, holder=BANK_ID, receiver=SECURITIES_ID)
    suggested, stopped = await answers(client, person)
    assert suggested
    assert {one["subsidiary"]["id"] for one in suggested} == {SECURITIES_ID}
    assert {one["product"]["id"] for one in suggested} <= closed


async def test_a_barrier_that_the_viewer_knows_nothing_of_changes_nothing(client: Client, seeded: Database) -> None:
    customer, _ = await some(client)
    before, stopped = await answers(client, customer)
    await seeded.write(BARRED, {"id": customer})
    after, told = await answers(client, customer)
    assert (after, told) == (before, stopped), "the owner stands outside the barrier, and learns nothing of it"


async def test_what_was_rejected_is_not_suggested_again_to_that_organisation(client: Client, seeded: Database) -> None:
    customer = await make_customer(seeded, BANK_ID, SECURITIES_ID)
    mine, _ = await answers(client, customer)
    theirs, _ = await answers(client, customer, SECURITIES)
    product = next(one["product"]["id"] for one in mine)
    given = {"customer": customer, "product": product, "verdict": "REJECTED"}
    refused = (await client.ask(ANSWER, user=BANK, **given)).data["recordCrossSellFeedback"]
    assert [error["code"] for error in refused["userErrors"]] == ["NO_REASON"]
    done = (await client.ask(ANSWER, user=BANK, **given, reason="太贵")).data["recordCrossSellFeedback"]
    assert done == {
        "recommendation": {"verdict": "REJECTED", "reason": "太贵", "answeredOn": "2026-11-24"}, "userErrors": [],
    }  # fmt: skip
    suggested, stopped = await answers(client, customer)
    assert product not in {one["product"]["id"] for one in suggested}
    assert [one["rule"] for one in stopped if one["product"]["id"] == product] == ["REJECTED"]
    assert (await answers(client, customer, SECURITIES))[0] == theirs, "another's answer is its own"
    await client.ask(ANSWER, user=BANK, **(given | {"verdict": "ACCEPTED"}))
    assert (await answers(client, customer))[0] == mine, "a later answer takes its place"


async def test_who_may_not_answer_and_what_is_not_seen(client: Client) -> None:
    customer, product = await some(client)
    given = {"customer": customer, "product": product, "verdict": "ACCEPTED"}
    hidden = (await client.ask(ANSWER, user=SECURITIES, **(given | {"customer": "cus_none"}))).data
    assert hidden["recordCrossSellFeedback"]["userErrors"][0]["code"] == "NOT_FOUND"
    long = (await client.ask(ANSWER, user=BANK, **given, days=0)).data["recordCrossSellFeedback"]
    assert [error["code"] for error in long["userErrors"]] == ["WINDOW"]
    (own,) = (await client.ask(OWN, user=BANK, id=BANK_ID)).data["subsidiary"]["products"]["edges"]
    theirs = (await client.ask(ANSWER, user=BANK, **(given | {"product": own["node"]["id"]}))).data
    assert theirs["recordCrossSellFeedback"]["userErrors"][0]["code"] == "NOT_FOUND", "one's own is not suggested"
    refused = await client.ask(ANSWER, user=COMPLIANCE, **given)
    assert refused.codes == ["FORBIDDEN"] or refused.data["recordCrossSellFeedback"]["userErrors"]


async def test_targets_are_customers_that_the_viewer_sees_and_the_subsidiary_serves(client: Client) -> None:
    _, product = await some(client)
    for user, subsidiary in ((BANK, BANK_ID), (OFFICER_BANK, SECURITIES_ID), (NARROW, BANK_ID)):
        answer = await client.ask(TARGETS, user=user, id=subsidiary, product=product)
        assert answer.spent == 1
        found = answer.data["subsidiary"]["crossSellTargets"]
        ids = [one["customer"]["id"] for one in found]
        whose = (await client.ask(WHOSE, user=user, ids=ids)).data["nodes"]
        assert all(subsidiary in {edge["node"]["id"] for edge in one["servedBy"]["edges"]} for one in whose)
        scores = [one["score"] for one in found]
        assert scores == sorted(scores, reverse=True)
        if user == BANK:
            assert found
            assert all(one["reasons"] for one in found)


async def test_a_book_is_asked_at_once(client: Client) -> None:
    mine = (await book(client))[:10]
    hidden = min(set(await book(client, SECURITIES_ID, COMPLIANCE)) - set(await book(client)))
    answer = await client.ask(PORTFOLIO, user=BANK, ids=[*mine, hidden])
    assert answer.spent == 1
    pairs = answer.data["crossSellPortfolio"]
    assert {one["customer"]["id"] for one in pairs} <= set(mine)
    assert len(pairs) > 10
    alone, _ = await answers(client, pairs[0]["customer"]["id"])
    assert pairs[0]["product"] == alone[0]["product"]
    assert pairs[0]["score"] == pytest.approx(alone[0]["score"])
    largest = (await client.ask(PORTFOLIO, user=BANK, ids=[])).data["crossSellPortfolio"]
    assert len({one["customer"]["id"] for one in largest}) > 10


async def test_a_prospect_without_holdings_and_one_with_unknown_ones(client: Client) -> None:
    bare = (await client.ask(FOR, user=BANK, products=[])).data["crossSellFor"]
    assert bare
    assert (await client.ask(FOR, user=BANK, products=["pro_none", "cus_1"])).data["crossSellFor"] == bare


async def test_what_is_named_twice_counts_once_and_long_lists_are_refused(client: Client) -> None:
    _, product = await some(client)
    once = await client.ask(FOR, user=BANK, products=[product], traits=["a"])
    twice = await client.ask(FOR, user=BANK, products=[product] * 3, traits=["a"] * 50)
    assert twice.data == once.data
    for products, traits in ((["pro_x"] * 5_001, []), ([], ["x"] * 201)):
        assert (await client.ask(FOR, user=BANK, products=products, traits=traits)).codes == ["BAD_INPUT"]
    assert (await client.ask(PORTFOLIO, user=BANK, ids=["cus_x"] * 31)).codes == ["BAD_INPUT"]


def baskets() -> list[Basket]:
    """Return customers of whom those who hold 0 hold 1, too; 2 is what most hold; 3 and 4 are rare together."""
    found = [Basket((0, 1, 2), (0,)) for _ in range(40)] + [Basket((2, 5), (1,)) for _ in range(60)]
    return found + [Basket((3, 4)) for _ in range(MINIMUM_SUPPORT - 1)] + [Basket((2, 3, 5)) for _ in range(20)]


def test_what_is_held_together_is_learned_and_rare_pairs_are_not() -> None:
    model = train(baskets(), 6, 2)
    scores = Scorer(model, 2).scores((0,), ())
    assert np.argmax(np.where(np.arange(6) == 0, -np.inf, scores)) in {1, 2}
    assert scores[1] > scores[5], "fewer hold 1 than 5, but those who hold 0 do"
    pairs = {(one.given, one.product) for one in model.complements}
    assert (0, 1) in pairs
    assert not {(3, 4), (4, 3)} & pairs, "fewer than five hold both"
    assert all(one.support >= MINIMUM_SUPPORT for one in (*model.complements, *model.leanings, *model.counts))


def test_the_same_customers_give_the_same_model_and_nobody_gives_none() -> None:
    one, other = train(baskets(), 6, 2), train(baskets(), 6, 2)
    assert one.pull == other.pull
    assert one.complements == other.complements
    empty = train([], 6, 2)
    assert empty.complements == []
    assert Scorer(empty, 2).scores((), ()).tolist() == [0.0] * 6


def test_a_model_does_better_than_what_most_hold() -> None:
    found = baskets()
    model = train(found, 6, 2)
    popular = Scorer(train([Basket((2, 5))] * 50, 6, 2), 2)
    asked = [one for one in found if len(one.products) > 1]
    assert mean_reciprocal_rank(Scorer(model, 2), asked) > mean_reciprocal_rank(popular, asked)
