"""GraphQL to Cypher: one selection becomes one statement with visibility inside it.

The text depends on the document and the shape of its variables only; every value travels in the map `$p`. Each
subquery is a column of its own (`WITH a, COLLECT {…} AS f1`), and lists only name columns: so it composes to any depth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from synergy.errors import LimitExceeded
from synergy.graph.completion import (
    Completer,
    Step,
    by_id_completer,
    first_completer,
    named_completer,
    object_completer,
    sought_completer,
    union_completer,
)
from synergy.graph.connections import Connections
from synergy.graph.hops import Hops
from synergy.graph.mapping import Grade, Mask
from synergy.graph.model import PropertyField, RelationField, ResolvedField, StatementField, Type
from synergy.graph.orders import given
from synergy.graph.plan import MOST_PLACES, PageSlot, Plan, Slot
from synergy.graph.predicates import Predicates
from synergy.graph.projection import Columns, Projection, collect, indent, where
from synergy.graph.records import Records
from synergy.graph.selection import MOST_IDS, Leaf, Selection, constant, prefix_of
from synergy.graph.words import Words, both

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphql import FieldNode, GraphQLField

    from synergy.graph.meaning import TextEncoder
    from synergy.graph.model import Model
    from synergy.graph.statements import StatementFile
    from synergy.graph.words import Rules
    from synergy.settings import Masks

MOST_HOPS = 10
"""How deep nodes may be nested: Neo4j's time to plan grows steeply with each level."""


@dataclass(slots=True)
class Compiler:
    """Compiles one root field, or one node that a resolver returned by reference."""

    model: Model
    rules: Rules
    files: Mapping[tuple[str, str], StatementFile]
    masks: Masks
    encoder: TextEncoder | None
    selection: Selection
    narrow: bool
    words: Words = field(init=False)
    hops: Hops = field(init=False)
    predicates: Predicates = field(init=False)
    connections: Connections = field(init=False)
    records: Records = field(init=False)
    slots: list[Slot] = field(default_factory=list)
    pages: list[PageSlot] = field(default_factory=list)
    depth: int = 0
    places: int = 0

    def __post_init__(self) -> None:
        """Give the statement its own names."""
        self.words = Words(self.rules)
        self.hops = Hops(self.model, self.words)
        self.predicates = Predicates(self.hops, self.parameter)
        self.connections = Connections(self)
        self.records = Records(self)

    # -- root fields --------------------------------------------------------------------------------------------------

    def page_of(self, type_: Type, definition: GraphQLField, nodes: list[FieldNode]) -> Plan:
        """Compile a root connection."""
        return self._plan(*self.connections.root(type_, self._root_arguments(definition, nodes), nodes))

    def one_of(self, type_: Type, definition: GraphQLField, nodes: list[FieldNode]) -> Plan:
        """Compile a root field that finds one node by its id."""
        return self.named(type_, self._root_arguments(definition, nodes)["id"], nodes)

    def named(self, type_: Type, node_id: Leaf, nodes: list[FieldNode]) -> Plan:
        """Compile the selection below one node, whose id the leaf fetches."""
        this = self.hops.name("n")
        projection = self.node((type_,), this, nodes, None)
        named = self.parameter(node_id)
        seek, _ = self._seek(type_, this, f"= {named}")
        body = f"{seek}\n{projection.after(this)}"
        value = f"[{named}, found]"
        return self._plan([("found", collect(body))], value, named_completer(projection.completer))

    def any_of(self, definition: GraphQLField, nodes: list[FieldNode]) -> Plan:
        """Compile `node(id)` or `nodes(ids)`: one subquery for each noun whose prefix occurs."""
        arguments = self._root_arguments(definition, nodes)
        many = "ids" in arguments
        leaf: Leaf = arguments["ids" if many else "id"]
        prefixes = {prefix_of(an_id) for an_id in (leaf.value if many else [leaf.value])}
        types = [self.model.by_prefix[prefix] for prefix in sorted(prefixes & self.model.by_prefix.keys())]
        ids = self.parameter(leaf, lambda value: _ids(value if many else [value]))
        self.pages.append(PageSlot("ids", None, lambda variables: len(leaf.fetch(variables)) if many else 1, 0))
        columns: Columns = []
        completers: dict[str, Completer] = {}
        for type_ in types:
            this = self.hops.name("n")
            projection = self.node((type_,), this, nodes, 0)
            seek, asked = self._seek(type_, this, f"IN {ids}")
            projection.whole = f"[{asked or f'{this}.id'}, {projection.value}]"
            body = f"{seek}\n{projection.after(this, asked) if asked else projection.after(this)}"
            columns.append((f"found{type_.name}", collect(body)))
            completers[type_.name] = projection.completer
        value = f"[{', '.join([ids, *(name for name, _ in columns)])}]"
        return self._plan(columns, value, by_id_completer(completers, many=many))

    def _seek(self, type_: Type, this: str, ids: str) -> tuple[str, str | None]:
        """Find the noun's nodes that the viewer sees by their ids.

        An id of what was merged into another node finds that one: then a variable holds the id that was asked for.
        """
        self.predicates.choose_by_id((type_,))
        seen = self.words.visible(type_.label, this)
        absorbed = type_.node.absorbed if type_.node else None
        if absorbed is None:
            return f"MATCH ({this}:{type_.label}){where(both(f'{this}.id {ids}', seen))}", None
        asked, gone = f"{this}_asked", f"{this}_gone"
        either = (
            f"MATCH ({this}:{type_.label}) WHERE {this}.id {ids}\n  RETURN {this}, {this}.id AS {asked}\n"
            f"  UNION ALL\n  MATCH ({gone}:{absorbed})-[:MERGED_INTO]->({this}:{type_.label}) WHERE {gone}.id {ids}\n"
            f"  RETURN {this}, {gone}.id AS {asked}"
        )
        return f"CALL () {{\n  {either}\n}}\nWITH {this}, {asked}{where(seen)}", asked

    def statement(self, declared: StatementField, definition: GraphQLField, nodes: list[FieldNode]) -> Plan:
        """Compile a root field that a `.cypher` file answers."""
        arguments = self._root_arguments(definition, nodes)
        arguments.pop("asOf", None)
        columns, value, completer = self.records.field("Query", None, declared, arguments, nodes, None)
        if "id" in declared.arguments:
            value = f"[{self.parameter(arguments['id'])}, {value}]"
            completer = sought_completer(completer)
        return self._plan(columns, value, completer)

    def _root_arguments(self, definition: GraphQLField, nodes: list[FieldNode]) -> dict[str, Any]:
        arguments = self.selection.arguments(definition, nodes[0])
        if leaf := given(arguments, "asOf"):
            self.slots.append(Slot(None, "asOf", leaf.fetch))
        return arguments

    def _plan(self, columns: Columns, value: str, completer: Completer) -> Plan:
        hoisted = ",\n  ".join(f"{indent(text)} AS {name}" for name, text in columns)
        prelude = self.words.prelude()
        opening = ("WITH *,\n  " if prelude else "WITH\n  ") if columns else ""
        text = f"{prelude}{opening}{hoisted}\nRETURN {value} AS data".lstrip("\n")
        probes = tuple(sorted(self.predicates.probes))
        slots, pages = tuple(self.slots), tuple(self.pages)
        return Plan(text, slots, pages, completer.compile(), self.places, completer.mixed, probes)

    # -- what every part uses -----------------------------------------------------------------------------------------

    def parameter(self, leaf: Leaf, convert: Callable[[Any], Any] | None = None) -> str:
        """Give a value a place in `$p`, converted when it is bound."""
        name, fetch = f"v{len(self.slots)}", leaf.fetch
        self.slots.append(Slot(None, name, fetch if convert is None else lambda values: convert(fetch(values))))
        return f"$p.{name}"

    def page(self, arguments: dict[str, Any], parent: int | None, *, extra: int) -> int:
        """Take a page size from `first` or `last`; return the page's number."""
        leaf = given(arguments, "last") or given(arguments, "first") or constant(None)
        self.pages.append(PageSlot(f"limit{len(self.pages)}", parent, leaf.fetch, extra))
        return len(self.pages) - 1

    def node(self, types: tuple[Type, ...], this: str, nodes: list[FieldNode], page: int | None) -> Projection:
        """Project a bound node; one of several types becomes `[type, row]`, with the columns of each type hoisted."""
        self.depth += 1
        self.places += len(types)
        if self.depth > MOST_HOPS:
            raise LimitExceeded(f"Nodes may be nested {MOST_HOPS} deep.")
        if self.places > MOST_PLACES:
            raise LimitExceeded(f"One request may select nodes in {MOST_PLACES} places.")
        projections = {t.name: self._object(t, this, self.selection.fields(nodes, t.name), page) for t in types}
        self.depth -= 1
        if len(types) == 1:
            return projections[types[0].name]
        cases = [f"WHEN {this}:{t.label} THEN ['{t.name}', {projections[t.name].value}]" for t in types]
        columns = [column for projection in projections.values() for column in projection.columns]
        completer = union_completer({name: projection.completer for name, projection in projections.items()})
        return Projection(columns, completer=completer, whole=f"CASE {' '.join(cases)} END")

    def _object(self, type_: Type, this: str, fields: dict[str, list[FieldNode]], page: int | None) -> Projection:
        shape = Projection()
        steps: list[Step] = []
        needs: dict[str, str] = {}
        covered: dict[str, str] = {}
        resolved = telling = False
        for key, nodes in fields.items():
            name = nodes[0].name.value
            declared = type_.fields.get(name)
            if declared is None:  # __typename
                steps.append(Step(key, None, constant=type_.name))
            elif isinstance(declared, ResolvedField):
                resolved = True
                for need in declared.needs:
                    stored = next(f for f in type_.fields.values() if f.python_name == need)
                    needs[need] = shape.add(self.read(type_, stored, this, covered))
            elif isinstance(declared, PropertyField):
                telling |= type_.tells(declared.python_name)
                part = shape.add(self.read(type_, declared, this, covered))
                steps.append(Step(key, part, required=declared.required))
            else:
                columns, value, completer = self._related(type_, this, declared, nodes, page)
                shape.columns += columns
                steps.append(Step(key, shape.add(value), completer, required=declared.required))
        shape.columns[:0] = [(column, rule) for rule, column in covered.items()]
        c2 = ""
        if telling:
            c2 = shape.add(f"{this}.id")
        elif covered:
            c2 = shape.add(f"CASE WHEN {' OR '.join(covered.values())} THEN {this}.id END")
        shape.completer = object_completer(type_.name, steps, needs, mixed=resolved, c2=c2)
        return shape

    def read(self, type_: Type, declared: Any, this: str, covered: dict[str, str]) -> str:
        """Return the expression of a stored value; a C2 value is masked unless the column in `covered` holds."""
        stored = f"{this}.{declared.property}"
        if declared.value.scalar in {"Date", "DateTime"}:
            return f"toString({stored})"
        if declared.grade is Grade.C1:
            return stored
        rule = self.words.covers(type_.name, declared.name, this)
        # The same rule, said again for a second field of the node, differs in its variables' prefix only.
        said = next((known for known in covered if _same(known, rule)), rule)
        column = covered.setdefault(said, self.hops.name("c"))
        masked = self._masked(stored, declared.mask)
        return f"CASE WHEN {stored} IS NULL THEN null WHEN {column} THEN {stored} ELSE {masked} END"

    def _masked(self, stored: str, mask: Mask) -> str:
        if mask is Mask.RECORD:
            return "'****'"
        ends = self.masks.of(mask)
        shown = f"left({stored}, {ends.head}) + '****' + right({stored}, {ends.tail})"
        return f"CASE WHEN size({stored}) > {ends.head + ends.tail + 4} THEN {shown} ELSE '****' END"

    def _related(
        self, type_: Type, this: str, declared: Any, nodes: list[FieldNode], page: int | None
    ) -> tuple[Columns, str, Completer]:
        definition = self.selection.schema.type_map[type_.name].fields[declared.name]  # type: ignore[attr-defined]
        arguments = self.selection.arguments(definition, nodes[0])
        if isinstance(declared, StatementField):
            return self.records.field(type_.name, (type_.label, this), declared, arguments, nodes, page)
        if declared.many:
            return self.connections.nested(type_, this, declared, definition, arguments, nodes, page)
        return self._one(this, declared, nodes, page)

    def _one(
        self, this: str, declared: RelationField, nodes: list[FieldNode], page: int | None
    ) -> tuple[Columns, str, Completer]:
        hop = self.hops.hop(this, declared)
        projection = self.node(self.model.targets(declared.target), hop.that, nodes, page)
        first = f"WITH {hop.that} ORDER BY {hop.that}.id LIMIT 1"
        body = f"MATCH {hop.pattern}{where(hop.allowed)}\n{first}\n{projection.after(hop.that)}"
        name = self.hops.name("f")
        return [(name, collect(body))], name, first_completer(projection.completer)


def _ids(ids: list[str]) -> list[str]:
    if len(ids) > MOST_IDS:
        raise LimitExceeded(f"`nodes` takes at most {MOST_IDS} ids.")
    return ids


_SERIAL = re.compile(r"\br\d+_")


def _same(rule: str, other: str) -> bool:
    return _SERIAL.sub("r_", rule) == _SERIAL.sub("r_", other)
