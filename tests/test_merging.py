"""Merging: everything moves, nothing is doubled, nobody reads more than before, and undoing brings everything back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from synergy.identity.identifiers import lei_checks, uscc_checks
from synergy.settings import Settings
from synergy.stewardship import golden, kinds, merges
from synergy.stewardship.questions import Question, settle
from tests.client import (
    BANK,
    COMPLIANCE,
    COMPLIANCE_TRUST,
    NARROW,
    NOW,
    OFFICER,
    OFFICER_TRUST,
    SECURITIES,
    Client,
    application,
)
from tests.made import BANK_ID, HEYE_ID, SECURITIES_ID, TRUST_ID, make_customer
from tests.stewarding import (
    STEWARD,
    canonical,
    codes,
    do,
    make_candidate,
    make_neighbours,
    make_record,
    merged,
    pair,
    undo,
)

if TYPE_CHECKING:
    from pathlib import Path

    from synergy.graph.database import Database
    from synergy.schema import Api

pytestmark = pytest.mark.usefixtures("undone", "planned")

AROUND = """MATCH (node {id: $p.id})-[way]-() WHERE way.testing IS NOT NULL
RETURN type(way) + '/' + coalesce(way.setAs, '') AS told"""
SERVING = """MATCH (:Customer {id: $p.id})<-[serves:SERVES]-(owner)
RETURN owner.id AS owner, serves.stage AS stage ORDER BY owner, stage"""
IDENTIFY = """MATCH (customer:Customer {id: $p.id})
MERGE (identifier:Identifier {id: 'idn_' + toLower($p.scheme) + '_' + $p.value})
ON CREATE SET identifier += {scheme: $p.scheme, value: $p.value, createdAt: datetime(), updatedAt: datetime(),
  version: 1, sourceSystem: 'synergy', sourceKey: $p.value}
CREATE (customer)-[:HAS_ID]->(identifier)"""
SET = "MATCH (customer:Customer {id: $p.id}) SET customer += $p.own"
SEE = """query ($id: ID!) { customer(id: $id) { id uscc phone name employees
  identifiers(first: 9) { edges { node { value } } } servedByCount } }"""
PREVIEW = """query ($survivor: ID!, $absorbed: ID!) { mergePreview(survivor: $survivor, absorbed: $absorbed) {
  survivor { id } absorbed { id } possible conflicts { code text textEn } moves { name count }
  fields { field before after other } } }"""
WALL = """MATCH (customer:Customer {id: $p.id}) MATCH (unit:OrgUnit {id: 'unt_citic_securities_001'})
CREATE (entry:RestrictedEntry {id: 'ent_made_' + $p.id, kind: 'RESTRICTED', reason: 'test', standing: 'ACTIVE',
  activeFrom: date('2022-03-01'), activeUntil: date('9999-12-31'),
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: 'test'})
CREATE (entry)-[:BLOCKS]->(customer)
CREATE (entry)-[:INSIDE]->(unit)"""
USCC, OTHER_USCC, MISTYPED = "91999900MA00000019", "91999900MA0000002C", "91999900MA00000018"
LEI, OTHER_LEI = "5493001KJTIIGC8Y1R12", "7ZW8QJWVPR4P1J1KQY45"


async def see(client: Client, customer: str, user: str) -> Any:
    return (await client.ask(SEE, user=user, id=customer)).data["customer"]


async def preview(client: Client, survivor: str, absorbed: str, user: str = STEWARD) -> Any:
    answer = await client.ask(PREVIEW, user=user, survivor=survivor, absorbed=absorbed)
    assert answer.spent == 1
    return answer.data["mergePreview"]


async def test_every_declared_relationship_moves_and_comes_back(client: Client, seeded: Database, api: Api) -> None:
    survivor, absorbed = await pair(seeded)
    made = await make_neighbours(seeded, api.model, absorbed)
    before = await canonical(seeded)
    merge = await merged(client, survivor, absorbed)
    there = [row["told"] for row in await seeded.write(AROUND, {"id": survivor})]
    assert sorted(there) == sorted(f"{name}/" for name in made)
    assert await seeded.write(AROUND, {"id": absorbed}) == []
    await undo(client, merge)
    assert await canonical(seeded) == before


async def test_what_both_have_is_not_doubled(client: Client, seeded: Database, api: Api) -> None:
    survivor, absorbed = await pair(seeded)
    made = await make_neighbours(seeded, api.model, survivor)
    assert await make_neighbours(seeded, api.model, absorbed) == made
    before = await canonical(seeded)
    merge = await merged(client, survivor, absorbed)
    there = [row["told"] for row in await seeded.write(AROUND, {"id": survivor})]
    aside = [row["told"] for row in await seeded.write(AROUND, {"id": absorbed})]
    assert sorted(there) == sorted(f"{name}/" for name in made)
    assert sorted(aside) == sorted(f"SET_ASIDE/{name}" for name in made)
    await undo(client, merge)
    assert await canonical(seeded) == before


async def test_periods_and_holdings_of_others_are_no_doubles(client: Client, seeded: Database) -> None:
    survivor, absorbed = await make_customer(seeded, TRUST_ID, BANK_ID), await make_customer(seeded, TRUST_ID, HEYE_ID)
    ended = """MATCH (:Customer {id: $p.id})<-[s:SERVES]-(:Subsidiary {id: 'sub_citic_trust'})
    SET s.validFrom = date('2020-01-01'), s.validTo = date('2022-02-01'), s.stage = 'DORMANT'"""
    await seeded.write(ended, {"id": absorbed})
    hold = """MATCH (c:Customer {id: $p.id}) MATCH (p:Product) WITH c, p ORDER BY p.id LIMIT 1
    CREATE (c)-[:HOLDS {band: 'SMALL', bookedBy: $p.by, testing: 'x', validFrom: date('2022-01-01'),
      validTo: date('9999-12-31'), recordedAt: datetime(), recordedBy: 'test'}]->(p)"""
    for customer, by in ((survivor, TRUST_ID), (absorbed, TRUST_ID), (absorbed, BANK_ID)):
        await seeded.write(hold, {"id": customer, "by": by})
    merge = await merged(client, survivor, absorbed)
    serving = [(row["owner"], row["stage"]) for row in await seeded.write(SERVING, {"id": survivor})]
    assert serving == [(BANK_ID, "ACTIVE"), (HEYE_ID, "ACTIVE"), (TRUST_ID, "ACTIVE"), (TRUST_ID, "DORMANT")]
    assert len(await seeded.write(AROUND, {"id": survivor})) == 2
    await undo(client, merge)


async def test_chains_are_undone_in_reverse_only(client: Client, seeded: Database, api: Api) -> None:
    first, second = await pair(seeded)
    third = await make_customer(seeded, TRUST_ID, BANK_ID)
    await make_neighbours(seeded, api.model, first)
    await make_neighbours(seeded, api.model, third)
    for customer, value in ((first, "A1"), (second, "A1"), (third, "A2")):
        await seeded.write(IDENTIFY, {"id": customer, "scheme": "STOCK", "value": value})
    hashes = [await canonical(seeded)]
    one = await merged(client, second, first)
    hashes.append(await canonical(seeded))
    two = await merged(client, third, second)
    assert (await see(client, first, STEWARD))["id"] == third
    assert codes(await do(client, "undoMerge", merge=one)) == ["LATER_MERGE"]
    await undo(client, two)
    assert await canonical(seeded) == hashes[1]
    await undo(client, one)
    assert await canonical(seeded) == hashes[0]
    assert codes(await do(client, "undoMerge", merge=one)) == ["WRONG_STANDING"]


async def test_two_merges_into_one_customer_are_undone_in_reverse_only(client: Client, seeded: Database) -> None:
    survivor, absorbed = await pair(seeded)
    third = await make_customer(seeded, TRUST_ID)
    before = await canonical(seeded)
    one, two = await merged(client, survivor, absorbed), await merged(client, survivor, third)
    assert codes(await do(client, "undoMerge", merge=one)) == ["LATER_MERGE"]
    await undo(client, two)
    await undo(client, one)
    assert await canonical(seeded) == before


async def test_merges_at_both_ends_of_a_relationship_are_undone_in_any_order(client: Client, seeded: Database) -> None:
    survivor, branch = await pair(seeded)
    company, other = await pair(seeded)
    way = "MATCH (a:Customer {id: $p.a}) MATCH (b:Customer {id: $p.b}) CREATE (a)-[:BRANCH_OF {testing: 'x'}]->(b)"
    await seeded.write(way, {"a": branch, "b": other})
    before = await canonical(seeded)
    one, two = await merged(client, survivor, branch), await merged(client, company, other)
    branches = "query ($id: ID!) { customer(id: $id) { branches { edges { node { id } } } branchOf { id } } }"
    told = (await client.ask(branches, user=STEWARD, id=company)).data["customer"]
    assert told["branches"]["edges"] == [{"node": {"id": survivor}}]
    assert codes(await do(client, "mergeCustomers", survivor=survivor, absorbed=company)) == ["BRANCH"]
    await undo(client, one)
    await undo(client, two)
    assert await canonical(seeded) == before


async def test_what_came_after_the_merge_stays_at_the_survivor(client: Client, seeded: Database) -> None:
    survivor, absorbed = await pair(seeded)
    merge = await merged(client, survivor, absorbed)
    serve = """MATCH (s:Subsidiary {id: $p.by}) MATCH (c:Customer {id: $p.id}) CREATE (s)-[:SERVES {stage: 'KEY',
      validFrom: date('2026-01-01'), validTo: date('9999-12-31'), lastContactOrder: date('0001-01-01'),
      recordedAt: datetime(), recordedBy: 'test'}]->(c)"""
    await seeded.write(serve, {"by": BANK_ID, "id": survivor})
    await seeded.write(SET, {"id": survivor, "own": {"name": "新名称"}})
    await undo(client, merge)
    serving = [[row["owner"] for row in await seeded.write(SERVING, {"id": one})] for one in (survivor, absorbed)]
    assert serving == [[BANK_ID, TRUST_ID], [TRUST_ID]]
    assert (await see(client, survivor, STEWARD))["name"] == "新名称"


async def test_ids_of_before_lead_to_the_survivor_for_who_sees_it(client: Client, seeded: Database) -> None:
    survivor, absorbed = await make_customer(seeded, TRUST_ID), await make_customer(seeded, BANK_ID)
    find = (
        """query ($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id } customer(id: $id) { id } }"""
    )
    merge = await merged(client, survivor, absorbed)
    answer = await client.ask(find, user=BANK, id=absorbed, ids=[survivor, absorbed, "cus_nothing"])
    found = {"id": survivor}
    assert answer.data == {"node": found, "nodes": [found, found, None], "customer": found}
    assert answer.spent == 3
    hidden = await client.ask(find, user=NARROW, id=absorbed, ids=[absorbed])
    assert hidden.data == {"node": None, "nodes": [None], "customer": None}
    listed = "query ($id: ID!) { customers(where: {id: {eq: $id}}) { totalCount } }"
    assert (await client.ask(listed, user=BANK, id=absorbed)).data["customers"]["totalCount"] == 0
    await undo(client, merge)
    assert (await client.ask(find, user=BANK, id=absorbed, ids=[survivor])).data["customer"] == {"id": absorbed}


async def test_a_cursor_of_before_the_merge_goes_on(client: Client, seeded: Database) -> None:
    page = """query ($after: String) { customers(first: 3, after: $after, orderBy: NAME) {
      edges { node { id } cursor } } }"""
    survivor, absorbed = await pair(seeded)
    last = await make_customer(seeded, TRUST_ID)
    for number, customer in enumerate((survivor, absorbed, last)):
        await seeded.write(SET, {"id": customer, "own": {"name": f"!{number}"}})

    async def ids(after: str | None) -> tuple[list[str], list[str]]:
        edges = (await client.ask(page, user=STEWARD, after=after)).data["customers"]["edges"]
        return [edge["node"]["id"] for edge in edges], [edge["cursor"] for edge in edges]

    first, cursors = await ids(None)
    assert first == [survivor, absorbed, last]
    rest, _ = await ids(cursors[1])
    merge = await merged(client, survivor, absorbed)
    assert (await ids(cursors[1]))[0] == rest  # the cursor's own row is gone
    assert (await ids(None))[0][:2] == [survivor, last]
    await undo(client, merge)


async def test_a_merge_tells_nobody_a_masked_value(client: Client, seeded: Database) -> None:
    survivor, absorbed = await make_customer(seeded, TRUST_ID), await make_customer(seeded, BANK_ID)
    await seeded.write(SET, {"id": survivor, "own": {"uscc": None, "phone": "+86 100 0000 0001"}})
    await seeded.write(SET, {"id": absorbed, "own": {"uscc": USCC, "phone": "+86 100 0000 0002"}})
    await seeded.write(IDENTIFY, {"id": absorbed, "scheme": "USCC", "value": USCC})
    await seeded.write(IDENTIFY, {"id": survivor, "scheme": "STOCK", "value": "B1"})
    before = await canonical(seeded)
    merge = await merged(client, survivor, absorbed)
    for user, uscc, phone, values in (
        (OFFICER_TRUST, "91****19", "+86 100 0000 0001", ["B1"]),
        (BANK, USCC, "+86****01", [USCC]),
        (OFFICER, "91****19", "+86****01", []),
    ):
        seen = await see(client, survivor, user)
        assert (seen["uscc"], seen["phone"]) == (uscc, phone), user
        assert [edge["node"]["value"] for edge in seen["identifiers"]["edges"]] == values
        by_value = "query ($v: String!) { customers(where: {uscc: {eq: $v}}) { totalCount } }"
        found = (await client.ask(by_value, user=user, v=USCC)).data["customers"]["totalCount"]
        assert found == (uscc == USCC)
    why = """query ($id: ID!) { whyVisible(id: $id) { rule fields }
      whoCanSee(id: $id) { organisation { ... on Node { id } } rule fields } }"""
    told = (await client.ask(why, user=OFFICER_TRUST, id=survivor)).data
    assert {"rule": "OWN", "fields": ["PHONE"]} in told["whyVisible"]
    everybody = (await client.ask(why, user=COMPLIANCE, id=survivor)).data["whoCanSee"]
    assert {"organisation": {"id": BANK_ID}, "rule": "OWN", "fields": ["USCC"]} in everybody
    # CITIC Trust shows CITIC Securities the codes and phones of its companies: its own, not the bank's.
    shown = await see(client, survivor, SECURITIES)
    assert (shown["uscc"], shown["phone"]) == ("91****19", "+86 100 0000 0001")
    policy = [one for one in everybody if one["organisation"]["id"] == SECURITIES_ID]
    assert [one["fields"] for one in policy if one["rule"] == "POLICY" and one["fields"]] == [["PHONE"]]
    await undo(client, merge)
    assert await canonical(seeded) == before


async def test_a_value_that_both_had_is_read_by_both(client: Client, seeded: Database) -> None:
    survivor, absorbed = await make_customer(seeded, TRUST_ID), await make_customer(seeded, BANK_ID)
    for customer in (survivor, absorbed):
        await seeded.write(IDENTIFY, {"id": customer, "scheme": "USCC", "value": USCC})
    await merged(client, survivor, absorbed)
    for user in (OFFICER_TRUST, BANK):
        seen = await see(client, survivor, user)
        assert "****" not in seen["uscc"] + seen["phone"]
        assert [edge["node"]["value"] for edge in seen["identifiers"]["edges"]] == [USCC]


async def test_the_preview_tells_what_the_merge_does(client: Client, seeded: Database) -> None:
    survivor, absorbed = await make_customer(seeded, TRUST_ID), await make_customer(seeded, HEYE_ID, TRUST_ID)
    await seeded.write(SET, {"id": survivor, "own": {"employees": None, "employeesOrder": -1, "phone": None}})
    await seeded.write(SET, {"id": absorbed, "own": {"nameEn": "Other", "employees": 7, "employeesOrder": 7}})
    told = await preview(client, survivor, absorbed)
    assert (told["survivor"], told["absorbed"]) == ({"id": survivor}, {"id": absorbed})
    assert (told["possible"], told["conflicts"]) == (True, [])
    assert {"name": "SERVES", "count": 2} in told["moves"]
    fields = {each["field"]: each for each in told["fields"]}
    assert fields["employees"] == {"field": "employees", "before": None, "after": "7", "other": "7"}
    assert fields["phone"] == {"field": "phone", "before": None, "after": "****", "other": "****"}
    merge = await merged(client, survivor, absorbed)
    seen = (await client.ask("query ($id: ID!) { customer(id: $id) { name nameEn employees } }", id=survivor)).data
    assert seen["customer"] == {name: fields[name]["after"] for name in ("name", "nameEn")} | {"employees": 7}
    await undo(client, merge)
    assert (await see(client, survivor, STEWARD))["employees"] is None
    for user in (OFFICER, BANK, OFFICER_TRUST, COMPLIANCE):
        assert await preview(client, survivor, absorbed, user) is None
    assert await preview(client, survivor, "cus_nothing") is None


def test_the_preview_counts_every_declared_relationship(api: Api) -> None:
    touching = {
        name
        for name, declared in api.model.edges.items()
        if declared.edge and "Customer" in declared.edge.start + declared.edge.end
    }
    assert not {name for name in touching if name not in merges.PREVIEW}


async def conflicts(client: Client, seeded: Database, *sides: dict[str, Any]) -> list[str]:
    """Give two customers values, preview their merge and try it; return why it cannot be."""
    ends = [await make_customer(seeded, TRUST_ID, kind=side.get("kind", "COMPANY")) for side in sides]
    for customer, side in zip(ends, sides, strict=True):
        await seeded.write(SET, {"id": customer, "own": {"uscc": side.get("uscc")}})
        for scheme, value in side.get("ids", []):
            await seeded.write(IDENTIFY, {"id": customer, "scheme": scheme, "value": value})
    told = await preview(client, *ends)
    refused = await do(client, "mergeCustomers", survivor=ends[0], absorbed=ends[1])
    assert codes(refused) == [one["code"] for one in told["conflicts"]][:1]
    assert told["possible"] is not told["conflicts"]
    return [one["code"] for one in told["conflicts"]]


async def test_what_cannot_be_one_is_not_merged(client: Client, seeded: Database) -> None:
    assert uscc_checks(USCC) and uscc_checks(OTHER_USCC) and not uscc_checks(MISTYPED)  # noqa: PT018
    assert lei_checks(LEI) and lei_checks(OTHER_LEI)  # noqa: PT018
    other = {"ids": [("USCC", OTHER_USCC)]}
    assert await conflicts(client, seeded, {"uscc": USCC}, other) == ["OTHER_USCC"]
    assert await conflicts(client, seeded, {"uscc": USCC}, {"uscc": MISTYPED}) == []
    assert await conflicts(client, seeded, {"uscc": USCC}, {"uscc": USCC}) == []
    assert await conflicts(client, seeded, {"ids": [("LEI", LEI)]}, {"ids": [("LEI", OTHER_LEI)]}) == ["OTHER_LEI"]
    assert await conflicts(client, seeded, {}, {"kind": "INSTITUTION"}) == ["OTHER_KIND"]


async def test_check_digits_are_those_of_the_identifiers(client: Client, seeded: Database) -> None:
    """The preview's arithmetic stands in Cypher: it is compared with the platform's own on every code of the seed."""
    del client
    assert "weights[place]) % 31) % 31" in merges.PREVIEW
    codes_ = (await seeded.read("MATCH (c:Customer) RETURN collect(c.uscc)[..200] AS codes", {}))["codes"]
    wrong = [code[:-1] + ("0" if code[-1] != "0" else "1") for code in codes_]
    check = """UNWIND $p.codes AS code
    WITH code, '0123456789ABCDEFGHJKLMNPQRTUWXY' AS digits,
      [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] AS weights
    RETURN collect((31 - reduce(total = 0, place IN range(0, 16) |
      total + size(split(digits, substring(code, place, 1))[0]) * weights[place]) % 31) % 31
      = size(split(digits, right(code, 1))[0])) AS valid"""
    for found in (codes_, wrong):
        assert (await seeded.read(check, {"codes": found}))["valid"] == [uscc_checks(code) for code in found]


async def test_a_barrier_moves_along_and_no_answer_tells_of_it(
    client: Client, seeded: Database, tmp_path: Path
) -> None:
    """A steward who serves a walled customer sees it, and must not learn that it is walled."""
    survivor, absorbed = await pair(seeded)
    await seeded.write(WALL, {"id": absorbed})
    # The steward is outside and sees no such customer.
    assert codes(await do(client, "mergeCustomers", survivor=survivor, absorbed=absorbed)) == ["NOT_FOUND"]
    served = """MATCH (u:User {id: $p.user}) MATCH (r:Role {code: 'DATA_STEWARD'}) CREATE (u)-[:HAS_ROLE {
      validFrom: date('2022-01-02'), validTo: date('9999-12-31'), recordedAt: datetime(), recordedBy: 'test'}]->(r)"""
    await seeded.write(served, {"user": COMPLIANCE_TRUST})
    settings = Settings(data_dir=tmp_path)
    try:
        # An application that has not met the user: who somebody is, it keeps for five seconds, and clocks stand still.
        async with Client(application(settings, seeded, clock=lambda: NOW), settings, []) as fresh:
            told = (await fresh.ask(PREVIEW, user=COMPLIANCE_TRUST, survivor=survivor, absorbed=absorbed)).data[
                "mergePreview"
            ]
            assert (told["possible"], told["conflicts"]) == (True, [])
            assert "BLOCKS" not in str(told)
            done = await do(fresh, "mergeCustomers", COMPLIANCE_TRUST, survivor=survivor, absorbed=absorbed)
            assert codes(done) == []
            assert await see(client, survivor, STEWARD) is None
            assert codes(await do(fresh, "undoMerge", COMPLIANCE_TRUST, merge=done["made"]["id"])) == []
        assert (await see(client, survivor, STEWARD))["id"] == survivor
        assert await see(client, absorbed, STEWARD) is None
    finally:
        await seeded.write("MATCH (:User)-[has:HAS_ROLE {recordedBy: 'test'}]->() DELETE has", {})


@pytest.mark.parametrize("user", [OFFICER, BANK, COMPLIANCE, "usr_demo_admin"])
async def test_only_data_stewards_merge(client: Client, seeded: Database, user: str) -> None:
    survivor, absorbed = await pair(seeded)
    assert codes(await do(client, "mergeCustomers", user, survivor=survivor, absorbed=absorbed)) == ["FORBIDDEN"]
    merge = await merged(client, survivor, absorbed)
    assert codes(await do(client, "undoMerge", user, merge=merge)) == ["FORBIDDEN"]
    told = "query ($id: ID!, $m: ID!) { customer(id: $id) { merges { totalCount } } merge(id: $m) { id } }"
    seen = (await client.ask(told, user=user, id=survivor, m=merge)).data
    assert seen["merge"] is None
    assert (seen["customer"] or {"merges": {"totalCount": 0}})["merges"] == {"totalCount": 0}
    seen = (await client.ask(told, user=STEWARD, id=survivor, m=merge)).data
    assert seen == {"customer": {"merges": {"totalCount": 1}}, "merge": {"id": merge}}


async def test_a_key_merges_once(client: Client, seeded: Database) -> None:
    survivor, absorbed = await pair(seeded)
    given = {"survivor": survivor, "absorbed": absorbed, "key": f"merge-{survivor}"}
    first, again = [await do(client, "mergeCustomers", **given) for _ in range(2)]
    assert (first["made"], first["replayed"]) == (again["made"], not again["replayed"])
    assert codes(await do(client, "mergeCustomers", survivor=survivor, absorbed=absorbed)) == ["NOT_FOUND"]
    assert codes(await do(client, "mergeCustomers", survivor=survivor, absorbed=survivor)) == ["SAME"]
    assert codes(await do(client, "mergeCustomers", survivor=survivor, absorbed=absorbed, reason=" ")) == ["TEXT"]


async def test_questions_go_with_their_customers_and_come_back(client: Client, seeded: Database) -> None:
    survivor, absorbed = await pair(seeded)
    third, fourth = await pair(seeded)
    asked = await make_candidate(seeded, survivor, absorbed)
    kept, overtaken = await make_candidate(seeded, survivor, third), await make_candidate(seeded, absorbed, third)
    rejected = await make_candidate(seeded, absorbed, fourth)
    newer = await make_candidate(seeded, survivor, fourth)
    assert codes(await do(client, "rejectMatch", candidate=rejected)) == []
    before = await canonical(seeded)
    done = await do(client, "confirmMatch", candidate=asked, survivor=survivor)
    assert done["userErrors"] == []
    standings = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on MatchCandidate { standing } } }"
    ids = [asked, kept, overtaken, rejected, newer]
    found = (await client.ask(standings, user=STEWARD, ids=ids)).data["nodes"]
    assert [one["standing"] for one in found] == ["CONFIRMED", "OPEN", "OVERTAKEN", "REJECTED", "OVERTAKEN"]
    assert codes(await do(client, "mergeCustomers", survivor=survivor, absorbed=fourth)) == ["REJECTED_BEFORE"]
    await undo(client, done["made"]["id"])
    assert await canonical(seeded) == before


async def test_records_give_what_was_filled(client: Client, seeded: Database) -> None:
    survivor, absorbed = await pair(seeded)
    third = await make_customer(seeded, TRUST_ID)
    await seeded.write(SET, {"id": survivor, "own": {"phone": None}})
    await seeded.write(SET, {"id": absorbed, "own": {"phone": "1", "nameEn": "Other"}})
    rows = [await make_record(seeded, customer, TRUST_ID, "{}") for customer in (survivor, absorbed)]
    gives = """MATCH (:SourceRecord {id: $p.id})-[r:RESOLVES_TO]->()
    SET r.gives = ['NAME', 'NAME_EN', 'PHONE'], r.own = true"""
    for row in rows:
        await seeded.write(gives, {"id": row})
    before = await canonical(seeded)
    one = await merged(client, survivor, absorbed)
    told = "MATCH (:SourceRecord {id: $p.id})-[r:RESOLVES_TO]->() RETURN r.gives AS gives, r.own AS own"
    found = [(await seeded.write(told, {"id": row}))[0] for row in rows]
    assert found == [
        {"gives": ["NAME", "NAME_EN", "PHONE"], "own": True}, {"gives": ["NAME_EN", "PHONE"], "own": None},
    ]  # fmt: skip
    two = await merged(client, third, survivor)
    await undo(client, two)
    await undo(client, one)
    assert await canonical(seeded) == before


def test_one_question_for_each_pair_whoever_is_asked_first() -> None:
    one = Question("mc_1", "OPEN", "a|x", None, ("b", "x"))
    other = Question("mc_2", "OPEN", "b|x", None, ("b", "x"))
    assert settle([one, other], "m", undoing=False) == settle([other, one], "m", undoing=False)
    (lost,) = settle([one, other], "m", undoing=False)
    assert (lost.id, lost.standing, lost.pair, lost.overtaken_by) == ("mc_1", "OVERTAKEN", None, "m")
    assert settle([other], "m", undoing=False) == []


def test_golden_fields_are_filled_and_given_back() -> None:
    survivor = {"name": "甲", "sizeBand": "UNKNOWN", "employeesOrder": -1, "uscc": USCC, "usccSuppliers": ["s"]}
    absorbed = {"name": "乙", "sizeBand": "SMALL", "employees": 3, "employeesOrder": 3, "phone": "1", "uscc": USCC}
    taken = golden.fill(survivor, absorbed, (["s", "t"], ["u"]))
    assert taken == {
        "sizeBand": "SMALL", "employees": 3, "employeesOrder": 3, "phone": "1", "phoneSuppliers": ["u"],
        "usccSuppliers": ["s", "u"],
    }  # fmt: skip
    before = golden.kept(survivor, taken)
    assert USCC not in str(before)
    back = golden.restored(survivor | taken, absorbed, before, [])
    assert {name: value for name, value in (survivor | taken | back).items() if value is not None} == survivor
    # A phone that was corrected since the merge stays, and so do those who supplied it.
    later = survivor | taken | {"phone": "2", "phoneSuppliers": ["s"]}
    assert {"phone", "phoneSuppliers"}.isdisjoint(golden.restored(later, absorbed, before, []))


def test_what_a_customer_has_one_of() -> None:
    assert {"LOCATED_IN", "IN_INDUSTRY", "IN_GROUP", "BRANCH_OF"} <= set(kinds.single())
    assert "HOLDS" not in kinds.single()
    assert kinds.keys()["HOLDS"] == ["bookedBy"]


SINCE = """MATCH (customer:Customer {id: $p.id}) MATCH (owner:Subsidiary {id: $p.owner})
MATCH (receiver:Subsidiary {id: $p.receiver})
CREATE (grant:Grant {id: 'gra_made_' + customer.id, activeUntil: date('9999-12-31'), version: 1,
  sourceSystem: 'synergy'})-[:GRANTS]->(customer)
CREATE (grant)-[:GRANTED_BY]->(owner)
CREATE (receiver)-[:MAY_SEE {owner: owner.id, grant: grant.id, fields: ['USCC'], validFrom: date('2026-01-01'),
  validTo: date('9999-12-31'), recordedAt: datetime(), recordedBy: 'test'}]->(customer)"""
LINKED = """MATCH (customer:Customer {id: $p.id}) MATCH (supplier:Subsidiary {id: $p.by})
CREATE (record:SourceRecord {id: 'src_made_since', name: 'x', payload: '{}', states: $p.states, createdAt: datetime(),
  updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: 'since'})
CREATE (record)-[:SUPPLIED_BY]->(supplier)
CREATE (record)-[:RESOLVES_TO {score: 1.0, method: 'IDENTIFIER', evidence: 'x', recordedAt: datetime()}]->(customer)
CREATE (supplier)-[:SERVES {stage: 'ACTIVE', validFrom: date('2026-01-01'), validTo: date('9999-12-31'),
  lastContactOrder: date('0001-01-01'), recordedAt: datetime(), recordedBy: 'test'}]->(customer)"""


async def test_what_came_since_of_the_other_half_goes_back_with_it(client: Client, seeded: Database) -> None:
    """A grant of its owner, a record with its code, a barrier: left behind they would open or close the wrong one."""
    survivor, absorbed = await make_customer(seeded, TRUST_ID), await make_customer(seeded, BANK_ID)
    await seeded.write(IDENTIFY, {"id": absorbed, "scheme": "ISIN", "value": "CNE000000X11"})
    merge = await merged(client, survivor, absorbed)
    await seeded.write(SINCE, {"id": survivor, "owner": BANK_ID, "receiver": HEYE_ID})
    await seeded.write(LINKED, {"id": survivor, "by": SECURITIES_ID, "states": ["CNE000000X11"]})
    assert (await see(client, survivor, NARROW)) is not None
    await undo(client, merge)
    assert (await see(client, survivor, NARROW)) is None, "nobody who serves it let them see it"
    assert (await see(client, absorbed, NARROW))["id"] == absorbed
    serving = [{row["owner"] for row in await seeded.write(SERVING, {"id": one})} for one in (survivor, absorbed)]
    assert serving == [{TRUST_ID}, {BANK_ID, SECURITIES_ID}]


async def test_a_barrier_that_came_since_stands_around_both(client: Client, seeded: Database) -> None:
    survivor, absorbed = await pair(seeded)
    merge = await merged(client, survivor, absorbed)
    await seeded.write(WALL, {"id": survivor})
    await seeded.write("MATCH (e {id: 'ent_made_' + $p.id}) SET e.standing = 'DRAFT'", {"id": survivor})
    await undo(client, merge)
    walls = "MATCH (c:Customer)<-[:BLOCKS]-(e {id: 'ent_made_' + $p.id}) RETURN c.id AS id ORDER BY id"
    assert {row["id"] for row in await seeded.write(walls, {"id": survivor})} == {survivor, absorbed}


async def test_who_came_since_reads_nothing_in_clear_by_an_undo(client: Client, seeded: Database) -> None:
    survivor, absorbed = await make_customer(seeded, TRUST_ID), await make_customer(seeded, SECURITIES_ID)
    await seeded.write(IDENTIFY, {"id": survivor, "scheme": "USCC", "value": USCC})
    await seeded.write(SET, {"id": survivor, "own": {"uscc": USCC, "phone": "+86 100 0000 0009"}})
    await seeded.write(SET, {"id": absorbed, "own": {"uscc": None, "phone": None}})
    merge = await merged(client, survivor, absorbed)
    await seeded.write(LINKED, {"id": survivor, "by": BANK_ID, "states": []})
    await undo(client, merge)
    clear, masked = await see(client, survivor, OFFICER_TRUST), await see(client, survivor, BANK)
    assert clear["uscc"] == USCC
    assert len(clear["identifiers"]["edges"]) == 1
    assert (masked["uscc"], masked["identifiers"]["edges"]) == ("91****19", [])


async def test_service_that_ended_while_it_was_set_aside_does_not_come_back(client: Client, seeded: Database) -> None:
    survivor, absorbed = await pair(seeded)
    records = [await make_record(seeded, one, TRUST_ID, "{}") for one in (survivor, absorbed)]
    await seeded.write(SINCE, {"id": absorbed, "owner": TRUST_ID, "receiver": HEYE_ID})
    assert (await see(client, absorbed, NARROW))["id"] == absorbed
    merge = await merged(client, survivor, absorbed)
    gone = "MATCH (r:SourceRecord {id: $p.id}) SET r.goneOn = date('2026-11-20')"
    await seeded.write(gone, {"id": records[1]})
    assert (await do(client, "undoMerge", merge=merge))["userErrors"] == []
    serves = "MATCH (:Customer {id: $p.id})<-[s:SERVES]-() RETURN toString(s.validTo) AS until"
    until = [(await seeded.write(serves, {"id": one}))[0]["until"] for one in (survivor, absorbed)]
    assert until == ["9999-12-31", "2026-11-20"]
    assert await see(client, absorbed, NARROW) is None, "who serves it no more grants no more"
    grants = "MATCH (g:Grant)-[:GRANTS]->({id: $p.id}) RETURN g.revocation AS why"
    assert "no more" in (await seeded.write(grants, {"id": absorbed}))[0]["why"]
