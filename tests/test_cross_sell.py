"""Cross-sell counts what the viewer does not see only where it is no small number: no subtraction leaves 1 to 4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.client import NARROW
from tests.made import HEYE_ID, TRUST_ID, make_customer

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from tests.client import Client

pytestmark = pytest.mark.usefixtures("undone")

TRADE = """CREATE (:Industry {id: 'ind_made', name: '试验', nameEn: 'Trial', code: 'T',
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: 'test'})
CREATE (:Product {id: 'pro_made', name: '一物', nameEn: 'A thing', onShelfFrom: date('2022-01-01'),
  onShelfUntil: date('9999-12-31'),
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: 'test'})"""
JOIN = """MATCH (customer:Customer {id: $p.id}) MATCH (trade:Industry {id: 'ind_made'})
CREATE (customer)-[:IN_INDUSTRY]->(trade)"""
HOLD = """MATCH (customer:Customer {id: $p.id}) MATCH (product:Product {id: 'pro_made'})
CREATE (customer)-[:HOLDS {band: 'SMALL', bookedBy: $p.by, validFrom: date('2022-01-01'),
  validTo: date('9999-12-31'), recordedAt: datetime(), recordedBy: 'test'}]->(product)"""
ASK = (
    "query ($id: ID!) { customer(id: $id) { crossSell(first: 100) { support score product { id } reasons { text } } } }"
)
SEEN = 6
"""Customers of CITIC Heye that hold the product; one more does not, which is asked about."""


async def make(database: Database, owner: str, booked_by: str | None) -> str:
    """Make a customer of the trade, which holds the product when somebody booked that."""
    made = await make_customer(database, owner)
    await database.write(JOIN, {"id": made})
    if booked_by:
        await database.write(HOLD, {"id": made, "by": booked_by})
    return made


async def answer(client: Client, about: str) -> Any:
    rows = (await client.ask(ASK, user=NARROW, id=about)).data["customer"]["crossSell"]
    return next(row for row in rows if row["product"]["id"] == "pro_made")


@pytest.mark.parametrize("served_by", [TRUST_ID, HEYE_ID])
async def test_hidden_holders_count_from_five_on_only(client: Client, seeded: Database, served_by: str) -> None:
    """Holders that are no customers of the viewer's, and customers of its own whose holding another one booked."""
    await seeded.write(TRADE, {})
    about = await make(seeded, HEYE_ID, None)
    for _ in range(SEEN):
        await make(seeded, HEYE_ID, HEYE_ID)
    hidden = served_by == TRUST_ID
    before = await answer(client, about)
    assert before["support"] == SEEN
    for more in range(1, 8):
        await make(seeded, served_by, TRUST_ID)
        told = await answer(client, about)
        compared = SEEN + 1 + (more if more >= 5 or not hidden else 0)
        assert told["support"] == SEEN + (more if more >= 5 else 0)
        assert f"同规模的 {compared} 家客户中有 {told['support']} 家" in told["reasons"][0]["text"]
        assert told["score"] == pytest.approx(told["support"] / (compared + 20))
        if hidden and more < 5:
            assert told | {"reasons": []} == before | {"reasons": []}


async def test_few_hidden_peers_do_not_add_to_a_count_that_is_told(client: Client, seeded: Database) -> None:
    """Three peers that are hidden, and three holdings of peers that are seen, are no number of six."""
    await seeded.write(TRADE, {})
    about = await make(seeded, HEYE_ID, None)
    for _ in range(SEEN):
        await make(seeded, HEYE_ID, HEYE_ID)
    for owner in (TRUST_ID, HEYE_ID):
        for _ in range(3):
            await make(seeded, owner, TRUST_ID)
    told = await answer(client, about)
    assert told["support"] == SEEN
    assert f"同规模的 {SEEN + 4} 家" in told["reasons"][0]["text"]
