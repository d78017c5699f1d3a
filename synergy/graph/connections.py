"""Connections: pages of nodes with their edges, from an index, from the viewer's own side, or around a bound node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synergy.graph.completion import (
    Completer,
    PageShape,
    Step,
    cursor_completer,
    list_completer,
    object_completer,
    page_completer,
)
from synergy.graph.orders import cursor_of, walk
from synergy.graph.projection import Columns, Projection, collect, indent, where
from synergy.graph.statements import PRELUDE
from synergy.graph.words import both

if TYPE_CHECKING:
    from graphql import FieldNode, GraphQLField

    from synergy.graph.compiler import Compiler
    from synergy.graph.hops import Hop
    from synergy.graph.model import RelationField, Type
    from synergy.graph.orders import Walk


@dataclass(frozen=True, slots=True)
class Rows:
    """Where a connection's rows come from: the clauses that bind them in order and limited, and the count of all."""

    clauses: str
    count: str
    bound: tuple[str, ...]
    that: str
    targets: tuple[Type, ...]
    key: str
    edge: tuple[str, Type] | None = None


@dataclass(slots=True)
class Connections:
    """Compiles the connections of one statement."""

    compiler: Compiler

    def root(self, type_: Type, arguments: dict[str, Any], nodes: list[FieldNode]) -> tuple[Columns, str, Completer]:
        """Compile a connection over all the nodes of a noun that the viewer sees."""
        compiler = self.compiler
        way = walk(arguments, type_.name, (type_,))
        page = compiler.page(arguments, None, extra=1)
        leaf = cursor_of(arguments, way)
        cursor = compiler.parameter(leaf, way.decode) if leaf else None
        this = compiler.hops.name("n")
        matches = compiler.predicates.of(type_, this, arguments.get("where"))
        limit = compiler.pages[page].name
        rows = Rows(
            clauses=self._root_rows(type_, this, matches, way, cursor, limit),
            count=self._root_count(type_, this, matches),
            bound=(this,),
            that=this,
            targets=(type_,),
            key=_cursor_key(f"{this}.{way.order.property}", this, way),
        )
        return self._connection(nodes, f"{type_.name}Connection", _shape(page, way, cursor), rows)

    def _root_rows(  # noqa: PLR0913, PLR0917 (what is walked, and how)
        self, type_: Type, this: str, matches: str, way: Walk, cursor: str | None, limit: str
    ) -> str:
        words = self.compiler.words
        key, tie = f"{this}.{way.order.property}", f"{this}.id"
        ordered = f"{way.ordered(key, tie)} LIMIT $p.{limit}"
        reach = words.reach(type_.label, this) if self.compiler.narrow else None
        if reach:
            return f"{reach}{where(both(way.after(key, tie, cursor), matches))}\nWITH {this} {ordered}"
        allowed = both(words.visible(type_.label, this), matches)
        # Named in every predicate, a composite index (key, id) is walked in order; otherwise the label is scanned. And
        # without a filter of the client's nothing is better than to seek in the order's own index, whatever the planner
        # reckons: small tables tempt it to scan the label and sort, stale statistics to walk the whole index.
        # With a filter it may know a better index.
        keys = f"{this}:{type_.label}({'id' if way.is_id else f'{way.order.property}, id'})"
        if cursor is None:
            present = [f"{key} IS NOT NULL"] if way.is_id else [f"{key} IS NOT NULL", f"{tie} IS NOT NULL"]
            hint = f"\nUSING INDEX {keys}" if matches == "true" else ""
            return f"MATCH ({this}:{type_.label}){hint}{where(both(*present, allowed))}\nWITH {this} {ordered}"
        hint = f"\nUSING INDEX SEEK {keys}" if matches == "true" else ""
        branches = way.branches(key, tie, cursor)
        if not way.is_id:
            branches[-1].append(f"{tie} IS NOT NULL")
        parts = [f"MATCH ({this}:{type_.label}){hint}{where(both(*branch, allowed))}" for branch in branches]
        if len(parts) == 1:
            return f"{parts[0]}\nWITH {this} {ordered}"
        union = "\nUNION ALL\n".join(f"{part}\nRETURN {this} {ordered}" for part in parts)
        known = ", ".join(PRELUDE) if words.reach_used else ""
        return f"CALL ({known}) {{\n  {indent(union)}\n}}\nWITH {this} {ordered}"

    def _root_count(self, type_: Type, this: str, matches: str) -> str:
        words = self.compiler.words
        # The viewer's own side has no more rows than the count itself; an index has all there are.
        reach = words.reach(type_.label, this)
        if reach:
            return f"COUNT {{\n  {indent(reach + where(matches))}\n  RETURN {this}\n}}"
        found = where(both(words.visible(type_.label, this), matches)).replace("\n", " ")
        return f"COUNT {{ MATCH ({this}:{type_.label}){found} }}"

    def nested(  # noqa: PLR0913, PLR0917 (a relationship in its context)
        self,
        type_: Type,
        this: str,
        declared: RelationField,
        definition: GraphQLField,
        arguments: dict[str, Any],
        nodes: list[FieldNode],
        parent: int | None,
    ) -> tuple[Columns, str, Completer]:
        """Compile a connection along a relationship of a bound node."""
        compiler = self.compiler
        targets = compiler.model.targets(declared.target)
        edge = compiler.model.types[declared.edge] if declared.edge else None
        ordering = (targets[0], edge) if edge and len(targets) == 1 else targets[:1]
        default = declared.order or ("id" if len(targets) > 1 else None)
        way = walk(arguments, f"{type_.name}.{declared.name}", ordering, default)
        page = compiler.page(arguments, parent, extra=1)
        leaf = cursor_of(arguments, way)
        cursor = compiler.parameter(leaf, way.decode) if leaf else None
        hop = compiler.hops.hop(this, declared)
        matches = hop.allowed
        if len(targets) == 1:
            matches = both(hop.allowed, compiler.predicates.of(targets[0], hop.that, arguments.get("where")))
        key = f"{hop.edge if way.order.on_edge else hop.that}.{way.order.property}"
        rows = Rows(
            clauses=_nested_rows(hop, matches, way, key, cursor, compiler.pages[page].name),
            count=f"COUNT {{ MATCH {hop.pattern}{where(matches)} }}".replace("\n", " "),
            bound=(hop.edge, hop.that),
            that=hop.that,
            targets=targets,
            key=_cursor_key(key, hop.that, way),
            edge=(hop.edge, edge) if edge else None,
        )
        return self._connection(nodes, _type_name(definition), _shape(page, way, cursor), rows)

    def _connection(
        self, nodes: list[FieldNode], type_name: str, shape: PageShape, rows: Rows
    ) -> tuple[Columns, str, Completer]:
        row = Projection([], {}, Completer(lambda value, _: value))
        wants_rows = wants_total = wants_key = False
        for key, selected in self.compiler.selection.fields(nodes, type_name).items():
            name = selected[0].name.value
            if name == "__typename":
                shape.steps.append(Step(key, None, None, required=True, constant=type_name))
            elif name == "totalCount":
                wants_total = True
                shape.steps.append(Step(key, "total", None, required=True))
            elif name == "pageInfo":
                info = self.compiler.selection.fields(selected, "PageInfo")
                wants_rows = True
                wants_key = wants_key or any(n[0].name.value.endswith("Cursor") for n in info.values())
                shape.steps.append(Step(key, "facts", _page_info(info), required=True))
            else:
                wants_rows = True
                edge = self._edge(type_name, rows, selected, shape)
                row.columns += edge.columns
                row.items[key] = edge.value
                item = Completer(_at(key, edge.completer), mixed=edge.completer.mixed)
                shape.steps.append(Step(key, "rows", list_completer(item), required=True))
        if wants_key:
            row.items["@key"] = rows.key
        columns: Columns = []
        parts: list[str] = []
        if wants_rows:
            name = self.compiler.hops.name("f")
            columns.append((name, collect(f"{rows.clauses}\n{row.after(*rows.bound)}")))
            parts.append(f"rows: {name}")
        if wants_total:
            name = self.compiler.hops.name("f")
            columns.append((name, rows.count))
            parts.append(f"total: {name}")
        return columns, f"{{{', '.join(parts)}}}", page_completer(type_name, shape)

    def _edge(self, connection: str, rows: Rows, nodes: list[FieldNode], shape: PageShape) -> Projection:
        type_name = connection.removesuffix("Connection") + "Edge"
        edge = Projection([], {}, Completer(lambda value, _: value))
        steps: list[Step] = []
        for key, selected in self.compiler.selection.fields(nodes, type_name).items():
            name = selected[0].name.value
            if name == "__typename":
                steps.append(Step(key, None, None, required=True, constant=type_name))
            elif name == "cursor":
                edge.items[key] = rows.key
                steps.append(Step(key, key, cursor_completer(shape.order), required=True))
            elif name == "node":
                node = self.compiler.node(rows.targets, rows.that, selected, shape.page)
                edge.columns += node.columns
                edge.items[key] = node.value
                steps.append(Step(key, key, node.completer, required=True))
            elif rows.edge:
                variable, type_ = rows.edge
                declared: Any = type_.fields[name]
                edge.items[key] = self.compiler.read(type_, declared, variable, {})
                steps.append(Step(key, key, None, declared.required))
        edge.completer = object_completer(type_name, steps, {}, mixed=False)
        return edge


def _nested_rows(  # noqa: PLR0913, PLR0917 (what is walked, and how)
    hop: Hop, matches: str, way: Walk, key: str, cursor: str | None, limit: str
) -> str:
    tie = f"{hop.that}.id"
    condition = where(both(matches, way.after(key, tie, cursor)))
    return f"MATCH {hop.pattern}{condition}\nWITH {hop.edge}, {hop.that} {way.ordered(key, tie)} LIMIT $p.{limit}"


def _shape(page: int, way: Walk, cursor: str | None) -> PageShape:
    return PageShape(page, way.name, way.backward, cursor is not None)


def _cursor_key(key: str, that: str, way: Walk) -> str:
    read = f"toString({key})" if way.order.value.scalar in {"Date", "DateTime"} else key
    return f"[{read}, {that}.id]"


def _type_name(definition: GraphQLField) -> str:
    type_: Any = definition.type
    while hasattr(type_, "of_type"):
        type_ = type_.of_type
    return str(type_.name)


def _at(key: str, completer: Completer) -> Any:
    complete = completer.complete
    return lambda row, run: complete(row[key], run)


def _page_info(fields: dict[str, list[FieldNode]]) -> Completer:
    steps = []
    for key, nodes in fields.items():
        name = nodes[0].name.value
        if name == "__typename":
            steps.append(Step(key, None, None, required=True, constant="PageInfo"))
        else:
            steps.append(Step(key, name, None, required=name.startswith("has")))
    return object_completer("PageInfo", steps, {}, mixed=False)
