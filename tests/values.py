"""Argument values taken from the graph, so that generated documents find something: ids, cursors, filters, days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from graphql import GraphQLInputObjectType, GraphQLSchema, get_named_type
from hypothesis import strategies as st

from synergy.graph import paging
from synergy.graph.model import PropertyField, RelationField
from tests.limits import order_of
from tests.world import Sight, Thing, World, written

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

DAYS = tuple(date(year, month, day) for year in range(2019, 2027) for month, day in ((1, 1), (6, 17), (12, 31)))
_SECRET = {
    "Customer": ("uscc", "phone"), "User": ("email", "phone"), "Identifier": ("value",), "Contact": ("phone", "email"),
    "SourceRecord": ("payload", "contentHash"),
}  # fmt: skip
"""C2 fields: filters on them must not tell what may not be read."""
WORDS = ("gt", "gte", "lt", "lte")


@dataclass
class Choices:
    """Draws from Hypothesis; what is unlikely is also what shrinks away."""

    draw: st.DrawFn

    def chance(self, percent: int) -> bool:
        """Be true in so many cases of a hundred."""
        return self.draw(st.integers(0, 99)) >= 100 - percent

    def pick(self, of: Sequence[T]) -> T:
        """Pick one."""
        return self.draw(st.sampled_from(of))

    def number(self, least: int, most: int) -> int:
        """Pick a number, both ends included."""
        return self.draw(st.integers(least, most))


@dataclass
class Values:
    """Makes argument values, as JSON has them."""

    sight: Sight
    schema: GraphQLSchema
    choose: Choices

    @property
    def world(self) -> World:
        """The whole graph, hidden parts included."""
        return self.sight.world

    def thing(self, noun: str) -> Thing | None:
        """Pick a node, mostly one that the viewer may know of."""
        found = (self.choose.chance(80) and self.sight.seen[noun]) or self.world.by_noun[noun]
        return self.choose.pick(found) if found else None

    def node_id(self, noun: str | None = None) -> str:
        """Pick an id, now and then one that leads nowhere."""
        if self.choose.chance(4):
            return self.choose.pick(["cus_0", "xyz_1", "", "cus", "mon_2022-01", "sub_\u4e2d", "exp_" + "9" * 300])
        if noun is None or self.choose.chance(4):
            noun = self.choose.pick([name for name in self.world.model.nouns if self.world.by_noun[name]])
        thing = self.thing(noun)
        return thing.id if thing else "cus_0"

    def another_id(self, node_id: str) -> str:
        """Pick another id of the same noun."""
        noun = self.world.model.by_prefix.get(node_id.partition("_")[0])
        thing = self.thing(noun.name) if noun else None
        return thing.id if thing else node_id

    def day(self) -> str:
        """Pick a day on which the graph looked different."""
        return self.choose.pick(DAYS).isoformat()

    def cursor(self, owner: str, name: str, arguments: dict[str, Any]) -> str | None:
        """Make the cursor of a row that the connection may have, under the order that the arguments say."""
        order_name, order, _ = order_of(self.world.model, owner, name, arguments)
        if owner == "Query":
            noun = next(t.name for t in self.world.model.nouns.values() if t.node and t.node.plural == name)
            thing = self.thing(noun)
            return paging.encode(order_name, written(thing.own[order.property]), thing.id) if thing else None
        relation = self.world.model.types[owner].fields[name]
        assert isinstance(relation, RelationField)
        related = [pair for thing in self.world.by_noun[owner] for pair in self.world.related(thing, relation)]
        if not related:
            return None
        link, that = self.choose.pick(related)
        key = (link if order.on_edge else that).get(order.property)
        return None if key is None else paging.encode(order_name, written(key), that.id)

    def where(self, noun: str, depth: int) -> dict[str, Any]:
        """Make a filter that a certain node of the noun mostly matches."""
        return self._where(noun, self.thing(noun), depth)

    def total(self, owner: str, name: str) -> int:
        """Count the rows that a connection may have, so that a page ends exactly where they do."""
        if owner == "Query":
            noun = next(t.name for t in self.world.model.nouns.values() if t.node and t.node.plural == name)
            return len(self.world.by_noun[noun])
        relation = self.world.model.types[owner].fields[name]
        thing = self.thing(owner)
        assert isinstance(relation, RelationField)
        return sum(1 for _ in self.world.related(thing, relation)) if thing else 0

    def _where(self, noun: str, like: Thing | None, depth: int, *, doubtful: bool = False) -> dict[str, Any]:
        """Make a filter; a doubtful one is more often about values that may be absent."""
        input_type: Any = self.schema.type_map[f"{noun}Where"]
        names = list(input_type.fields)
        made: dict[str, Any] = {}
        for _ in range(self.choose.number(1, 2)):
            relations = [name for name in names if self._leads_on(noun, name)]
            name = self.choose.pick(relations if relations and depth > 1 and self.choose.chance(35) else names)
            name = "not" if depth > 1 and self.choose.chance(12) else name
            name = self.choose.pick(_SECRET[noun]) if noun in _SECRET and self.choose.chance(12) else name
            absent = [name for name in names if self._may_be_absent(noun, name)]
            name = self.choose.pick(absent) if doubtful and absent and self.choose.chance(60) else name
            entry = self._entry(noun, name, input_type, like, depth)
            if entry is not None or self.choose.chance(2):
                made[name] = entry
        return made

    def _may_be_absent(self, noun: str, name: str) -> bool:
        declared = self.world.model.types[noun].fields.get(name)
        return isinstance(declared, PropertyField) and not declared.required and declared.grade == "C1"

    def _leads_on(self, noun: str, name: str) -> bool:
        return isinstance(self.world.model.types[noun].fields.get(name), RelationField)

    def _entry(self, noun: str, name: str, input_type: GraphQLInputObjectType, like: Thing | None, depth: int) -> Any:
        if name in {"and", "or", "not"}:
            if depth <= 1:
                return None
            if name == "not":
                return self._where(noun, self.thing(noun), depth - 1, doubtful=True)
            return [self._where(noun, like, depth - 1) for _ in range(self.choose.number(0 if depth > 2 else 1, 2))]
        declared = self.world.model.types[noun].fields[name]
        if isinstance(declared, PropertyField):
            filters: Any = get_named_type(input_type.fields[name].type)
            return self._filter(declared, list(filters.fields), like)
        assert isinstance(declared, RelationField)
        if depth <= 1:
            return {} if not declared.many else {self.choose.pick(("some", "none")): {}}
        related = [that for _, that in self.world.related(like, declared)] if like else []
        how = self.choose.pick(("some", "none", "every"))
        example = self.choose.pick(related) if related else None
        inner = self._where(declared.target, example, depth - 1, doubtful=how == "every")
        return {how: inner} if declared.many else inner

    def _filter(self, declared: PropertyField, words: list[str], like: Thing | None) -> dict[str, Any]:
        others = [thing for thing in self.world.things.values() if thing.noun == (like.noun if like else "")]
        value = like.get(declared.property) if like else None
        if value is None:
            value = next((thing.get(declared.property) for thing in others if thing.get(declared.property)), None)
        if value is None or self.choose.chance(6):
            return {"eq": None}
        other = self.choose.pick(others).get(declared.property) if others else None
        made = {}
        for _ in range(2 if self.choose.chance(20) else 1):
            word = self.choose.pick(words)
            made[word] = self._bound(word, value, value if other is None else other)
            if word == "between" and declared.value.scalar == "Decimal":
                made[word].sort(key=Decimal)
        return made

    def _bound(self, word: str, value: Any, other: Any) -> Any:
        if word == "in":
            picked = [value, other][: self.choose.number(0, 2)]
            return [written(each) for each in picked] or [written(value)]
        if word == "between":
            return [written(each) for each in sorted((value, other))]
        if word in {"contains", "startsWith"}:
            return self._part(value, word)
        return written(_near(value, self.choose.number(-1, 1))) if word in WORDS else written(value)

    def _part(self, value: str, word: str) -> str:
        start = 0 if word == "startsWith" else self.choose.number(0, max(0, len(value) - 1))
        part = value[start : start + self.choose.number(1, 3)]
        return part.swapcase() if self.choose.chance(30) else part


def _near(value: Any, step: int) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value + step
    within = isinstance(value, datetime) or (isinstance(value, date) and 1 < value.year < 9999)
    return value + timedelta(days=step) if within else value
