"""The smallest cell of the achievements: people whom the viewer does not see are told in fives at least."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.client import BANK, OFFICER

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from tests.client import Client

pytestmark = pytest.mark.usefixtures("undone")

HEYE, PRESS, SECURITIES, OWN = "sub_citic_heye", "sub_citic_press", "sub_citic_securities", "sub_citic_bank"
PEOPLE = """UNWIND keys($p.people) AS subsidiary
MATCH (employer:Subsidiary {id: subsidiary})
CREATE (unit:OrgUnit {id: 'unt_made_' + subsidiary, sourceSystem: 'synergy'})-[:PART_OF]->(employer)
WITH unit, $p.people[subsidiary] AS number
UNWIND range(1, number) AS each
CREATE (user:User {id: 'usr_made_' + unit.id + each, sourceSystem: 'synergy', activatedOn: date('2016-06-30')})
CREATE (user)-[:MEMBER_OF {validFrom: date('2016-01-01'), validTo: date('9999-12-31')}]->(unit)"""


@pytest.mark.parametrize(
    ("user", "people", "told"),
    [
        (OFFICER, {HEYE: 5, PRESS: 8}, {HEYE: 5, PRESS: 8}),
        (OFFICER, {HEYE: 3, PRESS: 2, SECURITIES: 9}, {None: 5, SECURITIES: 9}),
        (OFFICER, {HEYE: 3, PRESS: 8, SECURITIES: 9}, {None: 11, SECURITIES: 9}),
        (OFFICER, {HEYE: 3}, {None: 3}),
        (BANK, {OWN: 3, PRESS: 8}, {OWN: 3, PRESS: 8}),
        (OFFICER, {OWN: 3, PRESS: 8}, {None: 11}),
    ],
)
async def test_few_people_count_for_nobody(
    client: Client, seeded: Database, user: str, people: dict[str, int], told: dict[str | None, int]
) -> None:
    await seeded.write(PEOPLE, {"people": people})
    answer = await client.ask(
        """{ whole: achievements(year: 2016) { activatedUsers }
        parts: achievements(year: 2016, groupBy: [SUBSIDIARY]) { subsidiary { id } activatedUsers }
        segments: achievements(year: 2016, groupBy: [SEGMENT]) { segment { id } activatedUsers } }""",
        user=user,
    )
    found = {row["subsidiary"] and row["subsidiary"]["id"]: row["activatedUsers"] for row in answer.data["parts"]}
    assert {subsidiary: number for subsidiary, number in found.items() if number} == told
    assert answer.data["whole"] == [{"activatedUsers": sum(people.values())}]
    nobody = [row["activatedUsers"] for row in answer.data["segments"] if row["segment"] is None]
    assert sum(nobody) == told.get(None, 0), "another grouping tells the difference"


UNNAMED = """MATCH (:Subsidiary {id: $p.closed})-[:DEFINES]->(policy:SharePolicy)-[:TOWARDS]->(:Group)
SET policy.standing = 'ENDED'
WITH DISTINCT 0 AS one
UNWIND range(1, 3) AS number
CREATE (customer:Customer {id: 'cus_unnamed_' + number, name: 'x', kind: 'COMPANY', sourceSystem: 'synergy'})
WITH customer UNWIND [$p.open, $p.closed] AS by
MATCH (owner:Subsidiary {id: by})
CREATE (owner)-[:SERVES {validFrom: date('1996-01-01'), validTo: date('9999-12-31'), stage: 'ACTIVE'}]->(customer)"""


NAMED = """MATCH (:Subsidiary {id: $p.closed})-[:DEFINES]->(policy:SharePolicy {standing: 'ENDED'})-[:TOWARDS]->(:Group)
SET policy.standing = 'ACTIVE'"""
COUNTED = """{ customer(id: "cus_unnamed_1") { servedBy { edges { node { id } } } }
  parts: achievements(year: 1996, groupBy: [SUBSIDIARY]) { subsidiary { id } sharedCustomers } }"""


async def test_who_serves_a_customer_that_is_seen_is_not_told_by_counts(client: Client, seeded: Database) -> None:
    """The officer sees the customers by one who shares; that the other serves them, too, it may only count."""
    await seeded.write(UNNAMED, {"open": PRESS, "closed": HEYE})
    try:
        answer = await client.ask(COUNTED)
    finally:
        await seeded.write(NAMED, {"closed": HEYE})
    assert [edge["node"]["id"] for edge in answer.data["customer"]["servedBy"]["edges"]] == [PRESS]
    found = {row["subsidiary"] and row["subsidiary"]["id"]: row["sharedCustomers"] for row in answer.data["parts"]}
    assert {subsidiary: number for subsidiary, number in found.items() if number} == {PRESS: 3, None: 3}
