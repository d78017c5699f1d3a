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
)
from synergy.graph.orders import cursor_of, walk
from synergy.graph.projection import Columns, Projection, collect, indent, where
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

    @property
    def telling(self) -> bool:
        """Whether their cursors, which hold the ids, tell C2 values."""
        return any(type_.tells("id") for type_ in self.targets)


@dataclass(slots=True)
class Connections:
    """Compiles the connections of one statement."""

    compiler: Compiler

    def root(self, type_: Type, arguments: dict[str, Any], nodes: list[FieldNode]) -> tuple[Columns, str, Completer]:
        """Compile a connection over all the nodes of a noun that the viewer sees."""
        compiler = self.compiler
        way = walk(arguments, type_.name, (type_,))
        page = compiler.page(arguments, None, extra=self._extra(nodes, f"{type_.name}Connection"))
        cursor = self._cursor(arguments, way, (type_,))
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
        equal, beyond = (f"{part}\nRETURN {this} {ordered}" for part in parts)
        tied = self.compiler.hops.name("t")
        known = ", ".join((tied, *words.lists))
        # Where those of an equal key fill the page, nothing beyond them is looked at.
        rest = f"WITH $p.{limit} - size({tied}) AS missing WHERE missing > 0\n{beyond}"
        union = f"UNWIND {tied} AS {this}\nRETURN {this}\nUNION ALL\n{rest}"
        gathered = f"WITH *, COLLECT {{\n  {indent(equal)}\n}} AS {tied}"
        return f"{gathered}\nCALL ({known}) {{\n  {indent(union)}\n}}\nWITH {this} {ordered}"

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
        page = compiler.page(arguments, parent, extra=self._extra(nodes, _type_name(definition)))
        cursor = self._cursor(arguments, way, targets)
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

    def _cursor(self, arguments: dict[str, Any], way: Walk, targets: tuple[Type, ...]) -> str | None:
        """Give the cursor, if any, its place in `$p`."""
        leaf = cursor_of(arguments, way)
        if leaf is None:
            return None
        self.compiler.predicates.choose_by_id(targets)
        return self.compiler.parameter(leaf, way.decode)

    def _extra(self, nodes: list[FieldNode], type_name: str) -> int:
        """Return how many rows beyond the page tell whether more follows: none, unless that is asked."""
        page = self.compiler.selection.fields(nodes, type_name)
        infos = [selected for selected in page.values() if selected[0].name.value == "pageInfo"]
        facts = [fact for info in infos for fact in self.compiler.selection.fields(info, "PageInfo").values()]
        return int(any(fact[0].name.value.startswith("has") for fact in facts))

    def _connection(
        self, nodes: list[FieldNode], type_name: str, shape: PageShape, rows: Rows
    ) -> tuple[Columns, str, Completer]:
        selection = self.compiler.selection
        fields = selection.fields(nodes, type_name)
        names = {key: selected[0].name.value for key, selected in fields.items()}
        infos = {key: selection.fields(fields[key], "PageInfo") for key, name in names.items() if name == "pageInfo"}
        told = bool(infos)
        facts = {fact[0].name.value for info in infos.values() for fact in info.values()}
        keyed = any(fact.endswith("Cursor") for fact in facts)
        edges = [key for key, name in names.items() if name == "edges"]
        lone = len(edges) == 1 and not keyed
        page, row = Projection(), Projection()
        columns: Columns = []
        found: dict[str, Step] = {}
        if edges or told:
            rows_part = page.add(rows_name := self.compiler.hops.name("f"))
        for key in edges:
            edge = self._edge(type_name, rows, fields[key], shape)
            row.columns += edge.columns
            part = row.add(edge.value)
            item = edge.completer if lone else _at(part, edge.completer)
            found[key] = Step(key, rows_part, list_completer(item, reverse=shape.backward and not told))
        if edges or told:
            if lone:
                row.whole = edge.value
            elif keyed:
                row.add(rows.key)
            columns.append((rows_name, collect(f"{rows.clauses}\n{row.after(*rows.bound)}")))
        counted: str | None = None
        for key, name in names.items():
            if name == "totalCount":
                counted = counted or page.add(self._count(columns, rows))
                found[key] = Step(key, counted)
            elif name == "__typename":
                found[key] = Step(key, None, constant=type_name)
        for key, info in infos.items():
            found[key] = Step(key, f"[{len(page.items)}]", _page_info(info))
        steps = [found[key] for key in fields]
        telling = frozenset(facts if rows.telling else ())
        return columns, page.value, shape.completer(type_name, steps, told=told, keyed=keyed, telling=telling)

    def _count(self, columns: Columns, rows: Rows) -> str:
        """Count once, under however many names; that is a place like another, since it walks all there is."""
        self.compiler.places += 1
        name = self.compiler.hops.name("f")
        columns.append((name, rows.count))
        return name

    def _edge(self, connection: str, rows: Rows, nodes: list[FieldNode], shape: PageShape) -> Projection:
        type_name = connection.removesuffix("Connection") + "Edge"
        edge = Projection()
        steps: list[Step] = []
        fields = self.compiler.selection.fields(nodes, type_name)
        lone = [selected[0].name.value for selected in fields.values()] == ["node"]
        for key, selected in fields.items():
            name = selected[0].name.value
            if name == "__typename":
                steps.append(Step(key, None, constant=type_name))
            elif name == "cursor":
                steps.append(Step(key, edge.add(rows.key), cursor_completer(shape.order, telling=rows.telling)))
            elif name == "node":
                node = self.compiler.node(rows.targets, rows.that, selected, shape.page)
                edge.columns += node.columns
                part = edge.add(node.value)
                if lone:
                    edge.whole, part = node.value, ""
                steps.append(Step(key, part, node.completer))
            elif rows.edge:
                variable, type_ = rows.edge
                declared: Any = type_.fields[name]
                part = edge.add(self.compiler.read(type_, declared, variable, {}))
                steps.append(Step(key, part, required=declared.required))
        edge.completer = object_completer(type_name, steps)
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


def _at(part: str, completer: Completer) -> Completer:
    return Completer(lambda writer, row: completer.write(writer, row + part), completer.mixed)


def _page_info(fields: dict[str, list[FieldNode]]) -> Completer:
    steps = []
    for key, nodes in fields.items():
        name = nodes[0].name.value
        if name == "__typename":
            steps.append(Step(key, None, constant="PageInfo"))
        else:
            steps.append(Step(key, f"[{name!r}]"))
    return object_completer("PageInfo", steps)
