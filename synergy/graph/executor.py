"""Runs planned fields, and puts what the plan shaped straight into the response.

A planned root field resolves to a `Shaped` value, which `complete_value` passes on without walking it. Where Python
answers a field below, the planned part is a `Row` instead and the stock executor walks just that path. A resolver that
returns a `Reference` for a noun (a mutation, the viewer), or `References` for a list, has the selected fields read
through the plan as well.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from synergy.errors import BadInput
from synergy.graph.compiler import Compiler
from synergy.graph.completion import Row, Shaped
from synergy.graph.documents import LONGEST_KEPT
from synergy.graph.model import Model, ResolvedField, StatementField, Type
from synergy.graph.plan import Budget, Plan
from synergy.graph.selection import Leaf, Selection, prefix_of, skeleton_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphql import FieldNode, GraphQLField, GraphQLSchema

    from synergy.graph.meaning import TextEncoder
    from synergy.graph.statements import StatementFile
    from synergy.graph.words import Rules
    from synergy.settings import Masks

MOST_PLANS = 1_000
"""As many as the server keeps."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a resolver returns in place of a node: the plan reads the selected fields, under today's visibility."""

    id: str


@dataclass(frozen=True, slots=True)
class References:
    """What a resolver returns in place of a list of nodes: those that are not visible today are left out."""

    ids: list[str]


class Asking(Protocol):
    """What the engine needs of a request's context."""

    given: Mapping[str, Any]
    """Parameters every statement gets: `viewer`, `today` and `asOf`."""
    narrow: bool
    """Whether the viewer reaches so little that pages are read from its own side."""
    budget: Budget
    """What is left of the operation's limits."""

    def disclose(self, field: str, ids: list[str]) -> None:
        """Hear of the nodes whose C2 values a root field is about to tell; raises where they must not be told."""
        ...

    def probed(self, field: str, probes: tuple[str, ...]) -> None:
        """Hear of the C2 fields that a root field is about to filter by; raises where they must not be."""
        ...

    def missed(self, field: str, ids: list[str]) -> None:
        """Hear of ids that were asked for in vain."""
        ...

    async def read(self, text: str, p: Mapping[str, Any]) -> dict[str, Any]:
        """Send one read."""
        ...


Compile: TypeAlias = "Callable[[Compiler, GraphQLField, list[FieldNode]], Plan]"


def root_fields(model: Model) -> dict[str, Compile]:
    """Return how each planned root field is compiled: `node`, `nodes`, two for every noun, and the statements."""
    found: dict[str, Compile] = {"node": Compiler.any_of, "nodes": Compiler.any_of}
    for type_ in model.nouns.values():
        found[plural(type_)] = _page_of(type_)
        found[singular(type_)] = _one_of(type_)
    for declared in model.queries.values():
        found[declared.name] = _statement_of(declared)
    return found


def plural(type_: Type) -> str:
    """Return the name of the root field that lists the noun."""
    return type_.node.plural if type_.node else type_.name


def singular(type_: Type) -> str:
    """Return the name of the root field that finds one of the noun."""
    return type_.name[0].lower() + type_.name[1:]


def _page_of(type_: Type) -> Compile:
    return lambda compiler, definition, nodes: compiler.page_of(type_, definition, nodes)


def _one_of(type_: Type) -> Compile:
    return lambda compiler, definition, nodes: compiler.one_of(type_, definition, nodes)


def _statement_of(declared: StatementField) -> Compile:
    return lambda compiler, definition, nodes: compiler.statement(declared, definition, nodes)


@dataclass
class Engine:
    """Plans and runs; keeps the plans by document, shape of variables, and the viewer's reach."""

    model: Model
    rules: Rules
    files: Mapping[tuple[str, str], StatementFile]
    masks: Masks
    encoder: TextEncoder | None = None
    plans: OrderedDict[Any, Plan] = field(default_factory=OrderedDict)
    skeletons: OrderedDict[Any, Callable[[dict[str, Any]], Any]] = field(default_factory=OrderedDict)

    def attach(self, schema: GraphQLSchema) -> None:
        """Give every planned field of a schema its resolver, and every abstract type its way to tell a row's type."""
        for name, compile_ in root_fields(self.model).items():
            if schema.query_type and name in schema.query_type.fields:
                schema.query_type.fields[name].resolve = self._root_resolver(compile_)
        declared = {(type_.name, f.name): f for type_ in self.model.types.values() for f in type_.fields.values()}
        for type_name, type_ in schema.type_map.items():
            if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
                type_.resolve_type = _row_type
            if not isinstance(type_, GraphQLObjectType) or type_name.startswith("__") or not self._planned(type_name):
                continue
            type_.is_type_of = None
            for field_name, definition in type_.fields.items():
                if not isinstance(declared.get((type_name, field_name)), ResolvedField):
                    definition.resolve = _from_row

    def _planned(self, type_name: str) -> bool:
        for ending in ("Connection", "Edge"):
            if type_name.endswith(ending):
                return True
        return type_name in self.model.types or type_name == "PageInfo"

    def _root_resolver(self, compile_: Compile) -> Callable[..., Any]:
        async def resolve(_: Any, info: Any, **_arguments: Any) -> Any:
            definition = info.parent_type.fields[info.field_name]
            key = (info.path.key,)
            plan = self._plan(info, key, lambda compiler: compile_(compiler, definition, list(info.field_nodes)))
            return await self._run(plan, info.variable_values, info)

        return resolve

    async def refer(self, reference: Reference, info: Any, nodes: list[FieldNode]) -> Any:
        """Read the selected fields of a node that a resolver named."""
        type_ = self.model.by_prefix.get(prefix_of(reference.id))
        if type_ is None:
            raise BadInput("This id names nothing that can be read.")
        key = (*(step for step in info.path.as_list() if isinstance(step, str)), type_.name)
        given = Leaf(None, lambda variables: variables["\0reference"])
        plan = self._plan(info, key, lambda compiler: compiler.named(type_, given, nodes))
        return await self._run(plan, {**info.variable_values, "\0reference": reference.id}, info)

    def _plan(self, info: Any, key: Any, compile_: Callable[[Compiler], Plan]) -> Plan:
        context: Asking = info.context
        narrow = context.narrow  # asks who this is: nobody fills the caches without a token
        operation: Any = info.operation
        source = operation.loc.source.body
        document = (source, operation.name.value if operation.name else None)
        skeleton = self.skeletons.get(document)
        if skeleton is None:
            skeleton = skeleton_of(operation, info.schema)
            if len(source) <= LONGEST_KEPT:
                _keep(self.skeletons, document, skeleton)
        full_key = (document, key, skeleton(info.variable_values), narrow)
        plan = self.plans.get(full_key)
        if plan is None:
            selection = Selection(info.schema, info.fragments, info.variable_values)
            compiler = Compiler(self.model, self.rules, self.files, self.masks, self.encoder, selection, narrow=narrow)
            plan = compile_(compiler)
            if len(source) <= LONGEST_KEPT:
                _keep(self.plans, full_key, plan)
        else:
            self.plans.move_to_end(full_key)
        return plan

    async def _run(self, plan: Plan, variables: dict[str, Any], info: Any) -> Any:
        context: Asking = info.context
        p, run = plan.bind(variables, context.given, context.budget)
        if probed := plan.probed(p):
            context.probed(info.field_name, probed)
        try:
            record = await context.read(plan.text, p)
        except UnicodeEncodeError as error:
            raise BadInput("Half of a character (a lone surrogate) is no text.") from error
        value = plan.complete(record["data"], run)
        if run.sensitive:
            context.disclose(info.field_name, run.sensitive)
        if run.missed:
            context.missed(info.field_name, run.missed)
        return value if plan.mixed else Shaped(value)


def _keep(cache: OrderedDict[Any, Any], key: Any, value: Any) -> Any:
    cache[key] = value
    if len(cache) > MOST_PLANS:
        cache.popitem(last=False)
    return value


def _from_row(row: Row, info: Any, **_arguments: Any) -> Any:
    return row.values[str(info.path.key)]


def _row_type(row: Row, _info: Any, _type: Any) -> str:
    return row.type_name


def executor_class(engine: Engine) -> type[StrawberryGraphQLCoreExecutionContext]:
    """Return the executor that knows shaped values and references."""

    class PlannedExecutor(StrawberryGraphQLCoreExecutionContext):
        """Strawberry's executor, short-cut where the answer is already shaped."""

        def complete_value(  # noqa: PLR0913, PLR0917 (graphql-core's signature)
            self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
        ) -> Any:
            if type(result) is Shaped:
                return result.value
            if type(result) is Reference:
                return self._complete_reference(return_type, field_details_list, info, path, result, position_context)
            if type(result) is References:
                return self._complete_references(return_type, field_details_list, info, path, result, position_context)
            return super().complete_value(return_type, field_details_list, info, path, result, position_context)

        async def _complete_reference(  # noqa: PLR0913, PLR0917 (as above)
            self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
        ) -> Any:
            found = await engine.refer(result, info, [details.node for details in field_details_list])
            if type(found) is Shaped:
                found = found.value if found.value is None else found
            completed = self.complete_value(return_type, field_details_list, info, path, found, position_context)
            return await completed if self.is_awaitable(completed) else completed

        async def _complete_references(  # noqa: PLR0913, PLR0917 (as above)
            self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
        ) -> Any:
            nodes = [details.node for details in field_details_list]
            read = await asyncio.gather(*(engine.refer(Reference(node_id), info, nodes) for node_id in result.ids))
            found = [one for one in read if (one.value if type(one) is Shaped else one) is not None]
            completed = self.complete_value(return_type, field_details_list, info, path, found, position_context)
            return await completed if self.is_awaitable(completed) else completed

    return PlannedExecutor
