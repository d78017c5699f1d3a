"""Where a golden record comes from: told to stewards who may know of all who serve the customer, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.client import OFFICER_TRUST
from tests.made import TRUST_ID, make_customer
from tests.stewarding import STEWARD, make_record

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from tests.client import Client

ASK = """query Origins($id: ID!) { customer(id: $id) {
  provenance { field record { id subsidiary { id } } }
  formerValues(first: 5, orderBy: UNTIL) { totalCount edges { node { field value record { id } } } }
} }"""
GIVE = """
MATCH (record:SourceRecord {id: $p.record})-[resolved:RESOLVES_TO]->(customer)
SET resolved.gives = ['NAME', 'PHONE']
WITH record, customer UNWIND [['NAME', '旧名'], ['PHONE', '010-12345678']] AS was
CREATE (former:FormerValue {
  id: 'fva_made_' + was[0], field: was[0], value: was[1], until: datetime(),
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: 'test'
})-[:FORMER_OF]->(customer)
CREATE (former)-[:GIVEN_BY]->(record)
"""


@pytest.mark.usefixtures("undone")
async def test_stewards_are_told_where_a_golden_record_comes_from_and_nobody_else(
    client: Client, seeded: Database
) -> None:
    customer = await make_customer(seeded, TRUST_ID)
    record = await make_record(seeded, customer, TRUST_ID, "{}")
    await seeded.write(GIVE, {"record": record})
    told = (await client.ask(ASK, user=STEWARD, id=customer)).data["customer"]
    assert told["provenance"] == [
        {"field": name, "record": {"id": record, "subsidiary": {"id": TRUST_ID}}} for name in ("NAME", "PHONE")
    ]
    was = {edge["node"]["field"]: edge["node"]["value"] for edge in told["formerValues"]["edges"]}
    assert was == {"NAME": "旧名", "PHONE": "****"}
    others = (await client.ask(ASK, user=OFFICER_TRUST, id=customer)).data["customer"]
    assert others == {"provenance": [], "formerValues": {"totalCount": 0, "edges": []}}
