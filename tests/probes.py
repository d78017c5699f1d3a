"""Probes: every way the schema offers to learn of a node, its values and what it is related to, one after the other.

For each noun: its values under their names and aliases, straight and through fragments; each relationship with its
fields and counts; each filter, with values of nodes that the viewer sees and of nodes that it does not; each order;
cursors of hidden nodes; `node`, `nodes` and the noun's own field for a visible, a hidden and a nonexistent id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from synergy.graph import paging
from synergy.graph.executor import plural, singular
from synergy.graph.model import PropertyField, RelationField, StatementField
from synergy.graph.orders import order_value
from tests.documents import ELSEWHERE
from tests.world import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from synergy.graph.model import Model, Type
    from tests.world import Sight, Thing

ROWS = 12
MANY = 100
TOGETHER = 3
"""Relationships probed by one document: a statement with many takes long to plan."""
STATEMENTS = {
    "servedByCount": "servedByCount",
    "crossSell": "crossSell(first: 3) { score support reasons { text textEn } product { id name } }",
    "crossSellBlocked": "crossSellBlocked(first: 3) { rule score text product { id } }",
    "expertMatches": """
      expertMatches(first: 3) { score load reasons { text } expert { id } evidence { ... on Node { id } } }
      passedOver: expertMatches(first: 3, passedOver: true) { obstacles { text } expert { id } }""",
    "similarProjects": "similarProjects(first: 3) { score reasons { text } project { id name } }",
    "relatedCases": "relatedCases(first: 3) { score reasons { text } case { id title } }",
    "relatedReports": "relatedReports(first: 3) { score reasons { text } report { id title } }",
    "provenance": "provenance { field record { id subsidiary { id } } }",
    "waterfall": "waterfall { ours { id } theirs { id } evidence { field ours theirs level weight } }",
}


@dataclass(frozen=True)
class Probe:
    """A document with its variables; `weight` is how many fields, filters or ids it asks about."""

    name: str
    text: str
    weight: int
    variables: dict[str, Any] = field(default_factory=dict)


def probes(model: Model, sight: Sight) -> Iterator[Probe]:
    """Yield every probe for a viewer; the documents are the same for each, the values are not."""
    for noun in model.nouns.values():
        hidden = [thing for thing in sight.world.by_noun[noun.name] if not sight.sees(thing)]
        seen = sight.seen[noun.name]
        yield _values(noun)
        yield from _relations(model, noun)
        yield from _orders(noun, hidden or seen)
        yield from _filters(model, noun, sight, hidden)
        for which, things in (("seen", seen), ("hidden", hidden)):
            for thing in things[:: max(1, len(things) // 3)][:3]:
                yield _by_id(noun, which, thing.id)
        yield _by_id(noun, "nonexistent", f"{noun.node.prefix if noun.node else ''}_nothing")
    for year in (2021, 2022):
        for group in ("", "SUBSIDIARY", "SEGMENT", "REGION"):
            yield _achievements(year, group)


def _values(noun: Type) -> Probe:
    names = [name for name, declared in noun.fields.items() if isinstance(declared, PropertyField)]
    aliased = " ".join(f"a{number}: {name}" for number, name in enumerate(names))
    page = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    text = f"""{{
      {plural(noun)}(first: {ROWS}) {{ {page} edges {{ cursor node {{ {aliased} ...All ... on Node {{ id }} }} }} }}
    }}
    fragment All on {noun.name} {{ __typename {" ".join(names)} }}"""
    return Probe(f"{noun.name} values", text, 2 * len(names) + 6)


def _relations(model: Model, noun: Type) -> Iterator[Probe]:
    parts = [_relation(model, f) for f in noun.fields.values() if isinstance(f, RelationField)]
    parts += [
        STATEMENTS[f.name] for f in noun.fields.values() if isinstance(f, StatementField) and f.name not in ELSEWHERE
    ]
    for start in range(0, len(parts), TOGETHER):
        some = parts[start : start + TOGETHER]
        text = f"{{ {plural(noun)}(first: {MANY}) {{ edges {{ node {{ id {' '.join(some)} }} }} }} }}"
        yield Probe(f"{noun.name} relationships {start}", text, 5 * len(some))


def _relation(model: Model, relation: RelationField) -> str:
    targets = [target.name for target in model.targets(relation.target)]
    inner = " ".join(f"... on {name} {{ id }}" for name in targets)
    if not relation.many:
        return f"{relation.name} {{ __typename {inner} }}"
    own = " ".join(model.types[relation.edge].fields) if relation.edge else ""
    return f"{relation.name}(first: 3) {{ totalCount edges {{ cursor {own} node {{ __typename {inner} }} }} }}"


def _orders(noun: Type, things: list[Thing]) -> Iterator[Probe]:
    for order in noun.orders.values():
        for way in ("", "_DESC"):
            value = order_value(order.name) + way
            page = f"{plural(noun)}(first: 5, after: $c, orderBy: {value})"
            text = f"query Q($c: String) {{ {page} {{ edges {{ node {{ id }} }} }} }}"
            cursors = [
                paging.encode(f"{noun.name}:{order.name}", written(thing.own[order.property]), thing.id)
                for thing in things[len(things) // 2 :][:1]
            ]
            for cursor in cursors:
                yield Probe(f"{noun.name} after a cursor by {value}", text, 1, {"c": cursor})


def _filters(model: Model, noun: Type, sight: Sight, hidden: list[Thing]) -> Iterator[Probe]:
    seen = sight.seen[noun.name]
    text = f"""query Q($w: {noun.name}Where) {{
      {plural(noun)}(first: 5, where: $w) {{ totalCount edges {{ node {{ id }} }} }} }}"""
    for name, declared in noun.fields.items():
        if isinstance(declared, PropertyField) and not declared.value.is_list:
            masked = (t for t in seen if declared.grade != "C1" and not sight.covers(t, declared.name))
            for which, things in (("seen", seen), ("hidden", hidden), ("masked", masked)):
                value = next((v for t in things if (v := t.get(declared.property)) is not None), None)
                if value is not None:
                    where = {name: {"eq": written(value)}}
                    yield Probe(f"{noun.name} by {name} of one {which}", text, 1, {"w": where})
        if isinstance(declared, RelationField) and len(model.targets(declared.target)) == 1:
            yield from _relation_filters(noun, declared, text, seen + hidden)


def _relation_filters(noun: Type, relation: RelationField, text: str, things: list[Thing]) -> Iterator[Probe]:
    """Ask which nodes are related to a certain one: mostly one that the viewer may not know of."""
    outgoing = relation.pattern.outgoing
    ways = [thing.leaving if outgoing else thing.coming for thing in things[-60:]]
    links = [link for way in ways for type_ in relation.pattern.types for link in way[type_]]
    for link in links[-1:]:
        that = link.end if outgoing else link.start
        condition: dict[str, Any] = {"id": {"eq": that.id}}
        if relation.many:
            for word in ("some", "none"):
                where = {relation.name: {word: condition}}
                yield Probe(f"{noun.name} with {word} {relation.name}", text, 1, {"w": where})
        else:
            yield Probe(f"{noun.name} of {relation.name}", text, 1, {"w": {relation.name: condition}})


def _by_id(noun: Type, which: str, node_id: str) -> Probe:
    names = [name for name, declared in noun.fields.items() if isinstance(declared, PropertyField)]
    text = f"""query Q($id: ID!) {{
      {singular(noun)}(id: $id) {{ {" ".join(names)} }}
      node(id: $id) {{ __typename id }} nodes(ids: [$id]) {{ id }} }}"""
    return Probe(f"{noun.name} by a {which} id", text, len(names) + 2, {"id": node_id})


def _achievements(year: int, group: str) -> Probe:
    measures = "sharedCustomers collaborativeProjects sharedProducts experts excellentCases researchReports reuses"
    text = f"""query Q($y: Int!) {{ achievements(year: $y, groupBy: [{group}]) {{
      year asOf subsidiary {{ id }} segment {{ id }} region {{ id }} {measures} activatedUsers logins }} }}"""
    return Probe(f"achievements by {group or 'nothing'}", text, 8, {"y": year})
