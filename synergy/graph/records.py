"""Fields that `.cypher` files answer: the body stands in the plan, the selection goes on from its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synergy.errors import BadInput
from synergy.graph.completion import AS_IT_IS, Completer, Step, first_completer, list_completer, object_completer
from synergy.graph.meaning import meaning
from synergy.graph.model import ColumnField
from synergy.graph.plan import Slot, page_size
from synergy.graph.projection import Columns, Projection, collect
from synergy.graph.selection import Leaf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphql import FieldNode

    from synergy.graph.compiler import Compiler
    from synergy.graph.mapping import Argument
    from synergy.graph.meaning import TextEncoder
    from synergy.graph.model import StatementField, Type
    from synergy.graph.selection import Tree, Variables
    from synergy.graph.statements import StatementFile


STATEMENT_PLACES = 3
"""A field that a statement answers counts as so many places that select nodes."""


@dataclass(slots=True)
class Records:
    """Compiles the statement fields of one plan."""

    compiler: Compiler

    def field(  # noqa: PLR0913, PLR0917 (a statement in its context)
        self,
        owner: str,
        this: tuple[str, str] | None,
        declared: StatementField,
        arguments: dict[str, Any],
        nodes: list[FieldNode],
        parent: int | None,
    ) -> tuple[Columns, str, Completer]:
        """Compile a field of `owner`; `this` is the label and variable of the node it belongs to, if any."""
        compiler = self.compiler
        compiler.places += STATEMENT_PLACES
        file = compiler.files[owner, declared.name]
        scope = compiler.hops.name("s")
        page = self._arguments(declared, arguments, scope, parent)
        label, variable = this or (None, None)
        outer = {"this": variable} if variable else {}
        complete = list_completer if declared.many else first_completer
        if not isinstance(declared.result, str):
            name, whole = compiler.hops.name("f"), compiler.words.place(file.whole, label, outer, scope)
            return [(name, collect(whole))], name, complete(AS_IT_IS)
        body = compiler.words.place(file.body, label, outer, scope)
        prefix = f"{scope}_"
        row = self._row(declared.result, file, prefix, nodes, page)
        name = compiler.hops.name("f")
        bound = tuple(prefix + column for column in file.columns)
        return [(name, collect(f"{body}\n{row.after(*bound)}"))], name, complete(row.completer)

    def _arguments(
        self, declared: StatementField, arguments: dict[str, Any], scope: str, parent: int | None
    ) -> int | None:
        slots = self.compiler.slots
        page = parent
        given = {}
        for name, argument in declared.arguments.items():
            tree = arguments.get(name)
            if name == "first":
                page = self.compiler.page(arguments, parent, extra=0)
                slots.append(Slot(scope, name, _sized(self.compiler.pages[page].fetch)))
            elif tree is not None:
                given[name] = _bounded(name, argument, _fetch(tree))
            elif name != "asOf":  # every statement has `asOf` already
                given[name] = _nothing
        if declared.meaning_of:
            slots.append(Slot(scope, "meaning", _meant(self.compiler.encoder, given[declared.meaning_of])))
        if declared.prepare is None:
            slots += [Slot(scope, name, fetch) for name, fetch in given.items()]
        else:
            slots.append(Slot(scope, "asked", _prepared(declared.prepare, given)))
        return page

    def _row(
        self, result: str, file: StatementFile, prefix: str, nodes: list[FieldNode], page: int | None
    ) -> Projection:
        type_ = self.compiler.model.types[result]
        if type_.node:
            (column,) = file.columns
            return self.compiler.node((type_,), prefix + column, nodes, page)
        return self._record(type_, prefix, nodes, page)

    def _record(self, type_: Type, prefix: str, nodes: list[FieldNode], page: int | None) -> Projection:
        shape = Projection()
        steps: list[Step] = []
        for key, selected in self.compiler.selection.fields(nodes, type_.name).items():
            part: Any = type_.fields.get(selected[0].name.value)
            if part is None:  # __typename
                steps.append(Step(key, None, constant=type_.name))
                continue
            value, completer = prefix + part.name, None
            if isinstance(part, ColumnField):
                columns, value, completer = self._column(part, value, selected, page)
                shape.columns += columns
            elif part.value.scalar in {"Date", "DateTime"}:
                value = f"toString({value})"
            steps.append(Step(key, shape.add(value), completer, required=part.required))
        shape.completer = object_completer(type_.name, steps)
        return shape

    def _column(
        self, part: ColumnField, column: str, nodes: list[FieldNode], page: int | None
    ) -> tuple[Columns, str, Completer]:
        """Project a column that holds a node, a list of nodes, or maps that the statement made itself."""
        compiler = self.compiler
        targets = compiler.model.targets(part.target)
        if not targets[0].node:
            if part.many and any(isinstance(field, ColumnField) for field in targets[0].fields.values()):
                return self._rows(targets[0], column, nodes, page)
            maps = self._maps(targets[0], nodes)
            return [], column, list_completer(maps) if part.many else maps
        if part.many:
            each, name = compiler.hops.name("n"), compiler.hops.name("f")
            projection = compiler.node(targets, each, nodes, page)
            body = f"UNWIND {column} AS {each}\n{projection.after(each)}"
            return [(name, collect(body))], name, list_completer(projection.completer)
        projection = compiler.node(targets, column, nodes, page)
        # A column may be null where an outer match found nothing: then so is the whole object.
        value = f"CASE WHEN {column} IS NULL THEN null ELSE {projection.value} END"
        return projection.columns, value, projection.completer

    def _rows(
        self, type_: Type, column: str, nodes: list[FieldNode], page: int | None
    ) -> tuple[Columns, str, Completer]:
        """Project a column of maps that hold nodes: each map becomes a row of its own, so that selections go on."""
        each, name = self.compiler.hops.name("m"), self.compiler.hops.name("f")
        bound = {f"{each}_{field.name}": f"{each}.{field.name}" for field in type_.fields.values()}
        row = self._record(type_, f"{each}_", nodes, page)
        parts = ", ".join(f"{value} AS {key}" for key, value in bound.items())
        body = f"UNWIND {column} AS {each}\nWITH {parts}\n{row.after(*bound)}"
        return [(name, collect(body))], name, list_completer(row.completer)

    def _maps(self, type_: Type, nodes: list[FieldNode]) -> Completer:
        steps = []
        for key, selected in self.compiler.selection.fields(nodes, type_.name).items():
            declared: Any = type_.fields.get(selected[0].name.value)
            if declared is None:  # __typename
                steps.append(Step(key, None, constant=type_.name))
            else:
                steps.append(Step(key, f"[{declared.name!r}]", required=declared.required))
        return object_completer(type_.name, steps)


def _sized(fetch: Callable[[Variables], Any]) -> Callable[[Variables], int]:
    return lambda variables: page_size(fetch(variables))


def _fetch(tree: Tree) -> Callable[[Variables], Any]:
    """Return what fetches an argument's value: that of an input object is a dictionary."""
    if isinstance(tree, Leaf):
        return tree.fetch
    if isinstance(tree, list):
        items = [_fetch(item) for item in tree]
        return lambda variables: [item(variables) for item in items]
    parts = {name: _fetch(part) for name, part in tree.items()}
    return lambda variables: {name: part(variables) for name, part in parts.items()}


def _nothing(_: Variables) -> None:
    """Return what an argument is that was left out."""


def _prepared(
    prepare: Callable[[Mapping[str, Any]], Any], given: Mapping[str, Callable[[Variables], Any]]
) -> Callable[[Variables], Any]:
    return lambda variables: prepare({name: fetch(variables) for name, fetch in given.items()})


def _meant(encoder: TextEncoder | None, text: Callable[[Variables], Any]) -> Callable[[Variables], Any]:
    return lambda variables: meaning(encoder, text(variables))


def _bounded(name: str, declared: Argument, fetch: Callable[[Variables], Any]) -> Callable[[Variables], Any]:
    least, most = declared.least, declared.most
    if most is None:
        return fetch

    def bounded(variables: Variables) -> Any:
        value = fetch(variables)
        if isinstance(value, list):
            if len(value) > most:
                raise BadInput(f"`{name}` is a list of at most {most:,}.")
        elif not (least or 0) <= value <= most:
            raise BadInput(f"`{name}` is a number from {least or 0} to {most}.")
        return value

    return bounded
