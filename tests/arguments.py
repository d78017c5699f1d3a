"""Arguments for generated fields: pages, cursors, filters and orders that fit, or one that must be refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from graphql import get_named_type

from synergy.graph import paging

if TYPE_CHECKING:
    from graphql import GraphQLField

    from tests.values import Choices, Values

MOST_ROWS = 60
"""How many objects one level of a document may hold, so that a document takes moments."""
MOST_ENTRIES = 24


@dataclass
class Arguments:
    """Makes the arguments of one document."""

    values: Values
    choose: Choices
    refuse: str | None = None
    refused: str | None = None
    entries: int = 0

    REFUSALS: ClassVar[tuple[str, ...]] = (
        "page of 101", "page below 0", "first and last", "after and last", "before and first", "after and before",
        "cursor that is none", "cursor of another order", "where too deep", "where too long", "between one", "in 101",
        "contains null", "ids of 101",
    )  # fmt: skip

    def of(self, owner: str, name: str, definition: GraphQLField, around: int) -> tuple[dict[str, Any], int]:
        """Return the arguments of a field, and how many objects there are below it at most."""
        args = definition.args
        made: dict[str, Any] = {}
        if "id" in args:
            noun = None if name == "node" else name[0].upper() + name[1:]
            made["id"] = self.values.node_id(noun)
        if "ids" in args:
            made["ids"] = [self.values.node_id() for _ in range(self.choose.number(0, 4))]
            around *= 5
        if "year" in args:
            made["year"] = self.choose.number(2019, 2024)
            if self.choose.chance(50):
                made["groupBy"] = [self.choose.pick(["SUBSIDIARY", "SEGMENT", "REGION", "YEAR"]) for _ in range(2)]
            around *= 30
        if "asOf" in args and self.choose.chance(25):
            made["asOf"] = self.values.day()
        if "before" in args:  # a connection: other lists may have an `after` of their own
            around *= self._page(owner, name, definition, made, around)
        elif "first" in args and self.choose.chance(70):
            made["first"] = self.choose.number(0, 4)
            around *= 5
        if self.refuse and not self.refused and self.choose.chance(60):
            self._refuse(owner, name, definition, made)
        return made, around

    def _page(self, owner: str, name: str, definition: GraphQLField, made: dict[str, Any], around: int) -> int:
        most = max(1, MOST_ROWS // around)
        backward = self.choose.chance(25)
        word = "last" if backward else "first"
        size = 10
        if most < size or self.choose.chance(75):
            size = made[word] = self.choose.number(0 if self.choose.chance(5) else 1, min(most, 8))
            total = self.values.total(owner, name) if self.choose.chance(30) else 0
            if 0 < total <= min(most, 14):
                size = made[word] = total
        elif self.choose.chance(5):
            made[word] = None
        if "orderBy" in definition.args and self.choose.chance(40):
            order: Any = get_named_type(definition.args["orderBy"].type)
            made["orderBy"] = self.choose.pick(list(order.values))
        if self.choose.chance(20 if owner == "Query" else 10):
            cursor = self.values.cursor(owner, name, made)
            if cursor is not None:
                made["before" if word in made and backward else "after"] = cursor
        if "where" in definition.args and self.choose.chance(40):
            noun = get_named_type(definition.args["where"].type).name.removesuffix("Where")
            where = self.values.where(noun, self.choose.number(1, 3))
            self.entries += _entries(where)
            if self.entries <= MOST_ENTRIES:
                made["where"] = where
        return max(1, size)

    def _refuse(self, owner: str, name: str, definition: GraphQLField, made: dict[str, Any]) -> None:
        """Spoil the arguments, if the field has the ones to spoil."""
        if self.refuse == "ids of 101":
            if "ids" in definition.args:
                made["ids"], self.refused = ["cus_0"] * 101, self.refuse
            return
        if "after" not in definition.args:
            return
        cursor = self.values.cursor(owner, name, made)
        noun = get_named_type(definition.type).name.removesuffix("Connection")
        spoiled = self._pages(cursor, made) | (self._wheres(noun) if "where" in definition.args else {})
        found = spoiled.get(str(self.refuse))
        if found is None:
            return
        for word in ("first", "last", "after", "before"):
            made.pop(word, None)
        made |= found
        self.refused = self.refuse

    def _pages(self, cursor: str | None, made: dict[str, Any]) -> dict[str, dict[str, Any]]:
        spoiled: dict[str, dict[str, Any]] = {
            "page of 101": {self.choose.pick(("first", "last")): 101},
            "page below 0": {self.choose.pick(("first", "last")): -1},
            "first and last": {"first": 1, "last": 1},
            "cursor that is none": {"after": self.choose.pick(["x", "", "W10=", "bnVsbA==", "\u4e2d"])},
            "cursor of another order": {"before": paging.encode("Nothing:name", "a", "b")},
        }
        if cursor is not None and "orderBy" not in made:
            spoiled |= {
                "after and last": {"after": cursor, "last": 1},
                "before and first": {"before": cursor, "first": 1},
                "after and before": {"after": cursor, "before": cursor},
            }
        return spoiled

    @staticmethod
    def _wheres(noun: str) -> dict[str, dict[str, Any]]:
        if noun in {"Evidence", "Organisation"}:
            return {}
        deep: dict[str, Any] = {}
        for _ in range(6):
            deep = {"not": deep}
        return {
            "where too deep": {"where": deep},
            "where too long": {"where": {"or": [{"id": {"eq": "x"}}] * 31}},
            "between one": {"where": {"sourceKey": {"between": ["a"]}}},
            "in 101": {"where": {"id": {"in": ["x"] * 101}}},
            "contains null": {"where": {"sourceKey": {"contains": None}}},
        }


def _entries(where: Any) -> int:
    if isinstance(where, dict):
        return sum(1 + _entries(each) for each in where.values())
    return sum(map(_entries, where)) if isinstance(where, list) else 0
