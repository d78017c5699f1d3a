"""The slow road to an answer: the stock executor over the printed schema, one plain resolver call per field.

It plans nothing and asks the database nothing: the whole graph is in Python. What it answers is the oracle for the
compiled plans, counts, pages, masks and refusals included.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    is_abstract_type,
    is_specified_directive,
    parse,
    validate,
)
from graphql.execution import get_variable_values

from synergy.errors import SynergyError
from synergy.graph import paging
from synergy.graph.model import ColumnField, PropertyField, RelationField, ResolvedField, StatementField
from tests import cross_selling, suggestions
from tests.filters import matches
from tests.limits import Limits, order_of
from tests.world import Link, Sight, Thing, World, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graphql import GraphQLResolveInfo, GraphQLSchema

    from synergy.graph.model import Field, Order

ROLES = (
    "EMPLOYEE", "RELATIONSHIP_MANAGER", "SYNERGY_OFFICER", "REPORTING", "COMPLIANCE", "DATA_STEWARD", "ADMINISTRATOR",
)  # fmt: skip


@dataclass
class Request:
    """Who asks, on what day; how many rows the answer has held so far, and whose C2 values it has told."""

    sight: Sight
    expires_at: datetime
    rows: int = 0
    sensitive: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Seen:
    """A node in an answer about a day."""

    thing: Thing
    day: date


@dataclass(frozen=True)
class Row:
    """An edge of a connection."""

    link: Link | None
    node: Seen
    cursor: str


@dataclass(frozen=True)
class Record:
    """A row that a statement returned."""

    values: Mapping[str, Any]
    day: date


class Reference:
    """Answers documents over one world."""

    def __init__(self, world: World, sdl: str) -> None:
        self.world = world
        self.model = world.model
        self.schema: GraphQLSchema = build_schema(sdl)
        # A schema read from SDL lists its own directives before GraphQL's, a built one after them.
        own_last = sorted(self.schema.directives, key=lambda directive: not is_specified_directive(directive))
        self.schema.directives = tuple(own_last)
        for name, read in (("Date", date.fromisoformat), ("DateTime", datetime.fromisoformat), ("Decimal", Decimal)):
            scalar: Any = self.schema.type_map[name]
            scalar.coerce_input_value = scalar.parse_value = read
        for type_ in self.schema.type_map.values():
            if is_abstract_type(type_) and not type_.name.startswith("__"):
                type_.resolve_type = lambda seen, *_: seen.thing.noun
            if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
                for name, definition in type_.fields.items():
                    definition.resolve = self._resolver(type_.name, name)

    def answer(self, text: str, variables: dict[str, Any], request: Request) -> ExecutionResult:
        """Answer a document, or refuse it with one error."""
        try:
            document = parse(text)
        except GraphQLError as error:
            return ExecutionResult(None, [error])
        if errors := validate(self.schema, document):
            return ExecutionResult(None, errors)
        try:
            self._check(document, variables, request.sight.own)
        except SynergyError as error:
            return ExecutionResult(None, [GraphQLError(str(error), original_error=error)])
        return execute_sync(self.schema, document, context_value=request, variable_values=variables)

    def _check(self, document: DocumentNode, variables: dict[str, Any], own: str) -> None:
        operation = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
        coerced: Any = get_variable_values(self.schema, operation.variable_definitions or (), variables)
        if not isinstance(coerced, list):  # else the executor says what is wrong with them
            Limits(self.model, self.schema, document, coerced, own).check(operation)

    def _resolver(self, owner: str, name: str) -> Callable[..., Any]:
        if owner == "Query":
            return self._query(name)
        if owner.endswith("Connection"):
            return lambda page, _: page[name]()
        if owner.endswith("Edge"):
            return self._edge_field(name)
        if owner not in self.model.types:  # PageInfo, Viewer
            return lambda facts, _: facts[name]() if name.endswith("Cursor") else facts[name]
        declared = self.model.types[owner].fields[name]
        if self.model.types[owner].node is None:
            return lambda record, _: self._column(record, declared)
        return lambda seen, info, **arguments: self._field(seen, declared, arguments, info.context, owner)

    def _query(self, name: str) -> Callable[..., Any]:
        nouns = {type_.node.plural: type_.name for type_ in self.model.nouns.values() if type_.node}

        def resolve(_: Any, info: GraphQLResolveInfo[Request], **arguments: Any) -> Any:
            request: Request = info.context
            day = _day(arguments.get("asOf"), request)
            if name == "viewer":
                sight = request.sight
                user, home = (self._find(one, day, request) for one in (sight.viewer.user, sight.own))
                return {
                    "user": user,
                    "organisation": home,
                    "side": sight.unit.get("side"),
                    "roles": [role for role in ROLES if role in sight.viewer.roles],
                    "expiresAt": request.expires_at.isoformat(),
                }
            if name == "nodes":
                return [self._find(node_id, day, request) for node_id in arguments["ids"]]
            if name == "achievements":
                as_of = _day(arguments.get("asOf"), request)
                found = suggestions.achievements(request.sight, arguments["year"], as_of, arguments["groupBy"])
                request.rows += len(found)
                return [Record(row, day) for row in found]
            if name in nouns:
                things = filter(request.sight.sees, self.world.by_noun[nouns[name]])
                return self._page("Query", name, ((None, thing) for thing in things), arguments, day, request)
            wanted = None if name == "node" else name[0].upper() + name[1:]
            return self._find(arguments["id"], day, request, wanted)

        return resolve

    def _find(self, node_id: str, day: date, request: Request, noun: str | None = None) -> Seen | None:
        thing = self.world.things.get(node_id)
        if thing is not None and thing.noun == "MergedCustomer":
            (thing,) = (link.end for link in thing.leaving["MERGED_INTO"])
        if thing is None or thing.noun not in self.model.nouns or noun not in {None, thing.noun}:
            return None
        if not request.sight.sees(thing):
            return None
        request.rows += 1
        return Seen(thing, day)

    def _field(self, seen: Seen, declared: Field, arguments: dict[str, Any], request: Request, owner: str) -> Any:
        sight, thing, day = request.sight, seen.thing, seen.day
        if isinstance(declared, PropertyField):
            covered = declared.grade != "C1" and sight.covers(thing, declared.name)
            if covered or self.model.nouns[thing.noun].tells(declared.python_name):
                request.sensitive.add(thing.id)
            return sight.read(thing, declared)
        if isinstance(declared, ResolvedField):
            return declared.function(_Needs(thing))
        if isinstance(declared, RelationField):
            found = sight.hops(thing, declared, day)
            if declared.many:
                return self._page(owner, declared.name, found, arguments, day, request)
            nearest = min((that for _, that in found), key=lambda that: that.id, default=None)
            return nearest and Seen(nearest, day)
        assert isinstance(declared, StatementField)
        if declared.name == "servedByCount":
            return suggestions.served_by_count(sight, thing, day)
        suggest = {
            "expertMatches": partial(suggestions.expert_matches, passed_over=arguments.get("passedOver", False)),
            "similarProjects": suggestions.similar_projects,
            "relatedCases": suggestions.related_works("Case"),
            "relatedReports": suggestions.related_works("Report"),
            "crossSell": cross_selling.cross_sell,
            "crossSellBlocked": cross_selling.cross_sell_blocked,
            "provenance": suggestions.provenance,
        }[declared.name]
        return [Record(row, day) for row in suggest(sight, thing, day, arguments.get("first", 0))]

    def _column(self, record: Record, declared: Field) -> Any:
        value = record.values[declared.name]
        if not isinstance(declared, ColumnField):
            return written(value)

        def column(part: Any) -> Any:
            return Seen(part, record.day) if isinstance(part, Thing) else part and Record(part, record.day)

        return [column(part) for part in value] if declared.many else column(value)

    def _edge_field(self, name: str) -> Callable[..., Any]:
        def resolve(row: Row, info: GraphQLResolveInfo[Request]) -> Any:
            if name == "node":
                return row.node
            if name == "cursor":
                return self._cursor(row, info.context)
            assert row.link is not None
            declared = self.model.edges[row.link.type].fields[name]
            assert isinstance(declared, PropertyField)
            return info.context.sight.read(row.link, declared)

        return resolve

    def _cursor(self, row: Row, request: Request) -> str:
        if self.model.nouns[row.node.thing.noun].tells("id"):
            request.sensitive.add(row.node.thing.id)
        return row.cursor

    def _page(  # noqa: PLR0913, PLR0917 (what a page is of)
        self,
        owner: str,
        name: str,
        found: Iterable[tuple[Link | None, Thing]],
        arguments: dict[str, Any],
        day: date,
        request: Request,
    ) -> Mapping[str, Callable[[], Any]]:
        """Cut a page: backwards when `last` or `before` is given, else forwards."""
        order_name, order, descending = order_of(self.model, owner, name, arguments)
        where = arguments.get("where")
        rows = [(link, thing) for link, thing in found if matches(request.sight, thing, where, day)]
        rows.sort(key=lambda row: _key(order, *row), reverse=descending)
        backward = arguments.get("last") is not None or arguments.get("before") is not None
        size = arguments.get("last") if backward else arguments.get("first")
        cursor = arguments.get("before") if backward else arguments.get("after")
        beyond = rows[::-1] if backward else rows
        if cursor is not None:
            decoded = paging.decode(order_name, order.value.scalar, cursor)
            at, rising = (decoded["key"], decoded["id"]), descending == backward
            keys = ((row, _cursor_key(order, *row)) for row in beyond)
            beyond = [row for row, key in keys if (key > at if rising else key < at)]
        page = beyond[: 10 if size is None else size]
        more = len(beyond) > len(page)
        resumed = cursor is not None
        edges = [
            Row(link, Seen(thing, day), paging.encode(order_name, written(_key(order, link, thing)[0]), thing.id))
            for link, thing in (page[::-1] if backward else page)
        ]
        info = {
            "hasNextPage": resumed if backward else more,
            "hasPreviousPage": more if backward else resumed,
            "startCursor": lambda: self._cursor(edges[0], request) if edges else None,
            "endCursor": lambda: self._cursor(edges[-1], request) if edges else None,
        }

        def told() -> list[Row]:
            request.rows += len(edges)
            return edges

        return {"edges": told, "pageInfo": lambda: info, "totalCount": lambda: len(rows)}


def _key(order: Order, link: Link | None, thing: Thing) -> tuple[Any, str]:
    holder = link if order.on_edge and link else thing
    return holder.own[order.property], thing.id


def _cursor_key(order: Order, link: Link | None, thing: Thing) -> tuple[Any, str]:
    key, node_id = _key(order, link, thing)
    return (written(key) if order.value.scalar == "DateTime" else key), node_id


def _day(given: Any, request: Request) -> date:
    return given or request.sight.today


class _Needs:
    """The stored properties of a node by their Python names, for a field that Python answers."""

    def __init__(self, thing: Thing) -> None:
        self._thing = thing

    def __getattr__(self, name: str) -> Any:
        head, *rest = name.split("_")
        return self._thing.get(head + "".join(part.capitalize() for part in rest))
