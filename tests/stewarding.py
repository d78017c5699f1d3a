"""What the tests of stewardship share: mutations as somebody, customers and all around them, the whole graph."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING, Any

from synergy.identity.score import Evidence
from synergy.stewardship import merges
from synergy.stewardship.kinds import keys
from synergy.stewardship.proposals import Proposal, propose
from tests.made import BANK_ID, TRUST_ID, make_contact, make_customer

if TYPE_CHECKING:
    from collections.abc import Callable

    from synergy.graph.database import Database
    from synergy.graph.model import Model
    from synergy.graph.statements import Fragment
    from tests.client import Client

STEWARD = "usr_demo_steward"
NOUNS = {"mergeCustomers": "merge", "undoMerge": "merge", "confirmMatch": "merge", "splitCustomer": "customer"}

_EVERYTHING = """
CALL () {
  MATCH (node) WHERE NOT node:Merge AND NOT node:Operation AND NOT node:ImportLock AND NOT node:Migration
  RETURN collect([elementId(node), labels(node), properties(node)]) AS nodes
}
CALL () {
  MATCH (start)-[way]->(end) WHERE NOT start:Merge
  RETURN collect([elementId(start), type(way), elementId(end), properties(way)]) AS ways
}
RETURN nodes, ways"""
_SERIAL = count(1)
_RECORD = """MATCH (customer:Customer {id: $p.customer}) MATCH (supplier:Subsidiary {id: $p.supplier})
CREATE (record:SourceRecord {
  id: $p.id, name: $p.id, payload: $p.payload, contentHash: 'x', receivedAt: datetime(),
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: $p.id
})
CREATE (record)-[:SUPPLIED_BY]->(supplier)
CREATE (record)-[:RESOLVES_TO {score: 1.0, method: 'NONE', evidence: 'test', recordedAt: datetime()}]->(customer)
FOREACH (value IN CASE WHEN $p.identifier IS NULL THEN [] ELSE [$p.identifier] END |
  MERGE (identifier:Identifier {scheme: 'STOCK', value: value})
  ON CREATE SET identifier += {id: 'idn_stock_' + value, createdAt: datetime(), updatedAt: datetime(), version: 1,
    sourceSystem: 'synergy', sourceKey: value}
  CREATE (customer)-[:HAS_ID]->(identifier)
)"""
_WAY = """
MATCH (customer:Customer {id: $p.id}) MATCH (other:Region|Subsidiary {id: $p.other})
CALL (customer, other) { WITH * WHERE $p.leaves CREATE (customer)-[way:$($p.type)]->(other) SET way = $p.own }
CALL (customer, other) { WITH * WHERE NOT $p.leaves CREATE (customer)<-[way:$($p.type)]-(other) SET way = $p.own }"""


async def plan_ahead(database: Database, say: Callable[[Fragment], str]) -> None:
    """Let the server plan what the mutations send."""
    for statement in (merges.JUDGE, *merges.SAYS.values(), *merges.ASKS.values(), *merges.SPLITTING.values()):
        await database.write(f"EXPLAIN {say(statement)}", {}, deadline=120)


async def do(client: Client, name: str, /, user: str = STEWARD, **given: Any) -> Any:
    """Send a mutation; return its payload, `made` being the node."""
    title, noun = name[0].upper() + name[1:], NOUNS.get(name, "matchCandidate")
    reason = {} if name == "reopenMatch" else {"reason": "同一家公司"}
    standing = "standing" if noun != "customer" else ""
    document = f"""mutation ($input: {title}Input!) {{ {name}(input: $input) {{
      made: {noun} {{ id {standing} }} notices {{ message messageEn }} replayed
      userErrors {{ code message messageEn }} }} }}"""
    return (await client.ask(document, user=user, input=reason | given)).data[name]


async def merged(client: Client, survivor: str, absorbed: str) -> str:
    """Merge two customers; return the merge's id."""
    done = await do(client, "mergeCustomers", survivor=survivor, absorbed=absorbed)
    assert done["userErrors"] == []
    return str(done["made"]["id"])


async def undo(client: Client, merge: str) -> None:
    """Undo a merge."""
    done = await do(client, "undoMerge", merge=merge)
    assert done["userErrors"] == []
    assert done["made"]["standing"] == "UNDONE"


def codes(payload: Any) -> list[str]:
    """Return why a mutation was refused; fails where a refusal is not said in both languages."""
    assert all(error["message"] and error["messageEn"] for error in payload["userErrors"])
    return [error["code"] for error in payload["userErrors"]]


async def canonical(database: Database) -> str:
    """Return a hash of the whole graph, but for records of operations, and when and how often nodes were written."""
    [found] = await database.write(_EVERYTHING, {})
    ids = {}
    lines = []
    for element, labels, own in found["nodes"]:
        told = {name: value for name, value in own.items() if name not in {"updatedAt", "version"}}
        ids[element] = text = json.dumps([sorted(labels), told], default=str, sort_keys=True)
        lines.append(text)
    for start, name, end, own in found["ways"]:
        lines.append(json.dumps([ids[start], name, ids[end], own], default=str, sort_keys=True))
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


async def make_candidate(database: Database, one: str, other: str, score: float = 0.8) -> str:
    """Ask whether two customers are one; return the question's id."""
    bars = (Evidence("Chinese name", "the legal name is equal", 9.0), Evidence("telephone", "differs", -1.5))
    proposal = Proposal(one, other, score, 7.5, "SCORE", bars)
    (made,) = await database.transact(lambda tx: propose(tx, [proposal]), deadline=30)
    return made


async def make_record(
    database: Database, customer: str, supplier: str, payload: str, identifier: str | None = None
) -> str:
    """Make a source record of a customer, with a stock symbol if one is given; return its id, which is its name."""
    made = f"src_made_{next(_SERIAL)}"
    given = {"id": made, "customer": customer, "supplier": supplier, "payload": payload, "identifier": identifier}
    await database.write(_RECORD, given)
    return made


async def make_neighbours(database: Database, model: Model, customer: str) -> list[str]:
    """Give a customer a relationship of every declared type, and of one that nobody declared; return the types.

    Where they lead does not matter to who moves them: all lead to a region, but for service, which stewards know of.
    """
    await make_contact(database, customer, TRUST_ID)
    made = []
    for name, declared in model.edges.items():
        ends = declared.edge
        assert ends
        ways = [leaves for leaves, labels in ((True, ends.start), (False, ends.end)) if "Customer" in labels]
        for leaves in ways:
            own: dict[str, Any] = {"testing": name} | dict.fromkeys(keys()[name], "x")
            other = BANK_ID if name == "SERVES" else "reg_11"
            if ends.dated:
                own |= {"validFrom": date(2001, 1, 1), "validTo": date(2001, 1, 2)}
            await database.write(_WAY, {"id": customer, "type": name, "leaves": leaves, "own": own, "other": other})
            made.append(name)
    await database.write(
        _WAY, {"id": customer, "type": "NEVER_DECLARED", "leaves": True, "own": {"testing": "x"}, "other": "reg_11"}
    )
    return [*made, "NEVER_DECLARED"]


async def pair(database: Database) -> tuple[str, str]:
    """Make two customers of CITIC Trust without numbers in common."""
    one, other = await make_customer(database, TRUST_ID), await make_customer(database, TRUST_ID)
    await database.write("MATCH (c:Customer {id: $p.id}) SET c.phone = null, c.uscc = null", {"id": other})
    return one, other
