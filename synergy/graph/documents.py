"""Documents, parsed and validated once each: what a request costs before it runs is a look-up."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    ValidationContext,
    ValidationRule,
    execute,
    parse,
    specified_rules,
)
from strawberry.exceptions import MissingQueryError
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.schema import validate_document
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strawberry.types import ExecutionContext

MOST_DOCUMENTS = 500
LONGEST_KEPT = 20_000
"""In characters: a longer document is parsed each time, so that the cache stays small."""
MOST_ALIASES = 60
MOST_TOKENS = 4_000
MOST_TYPES = 5


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document and its operations by name, or the errors that stop it."""

    document: DocumentNode | None
    operations: dict[str | None, OperationType]
    errors: list[GraphQLError]


class MostAliases(ValidationRule):
    """Counts the aliases as they are written: linear, however often a fragment is spread."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._aliases = 0

    def enter_field(self, node: FieldNode, *_arguments: Any) -> None:
        """Count one."""
        self._aliases += node.alias is not None
        if self._aliases == MOST_ALIASES + 1:
            self.report_error(GraphQLError(f"A document may have {MOST_ALIASES} aliases.", node))


class MostIntrospection(ValidationRule):
    """Lets a document ask for the schema once, and for a few types: it needs no token, and is answered in one go."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._left = {"__schema": 1, "__type": MOST_TYPES}

    def enter_field(self, node: FieldNode, *_arguments: Any) -> None:
        """Count one."""
        name = node.name.value
        if name in self._left:
            self._left[name] -= 1
            if self._left[name] == -1:
                says = f"A document may ask for `__schema` once and for `__type` {MOST_TYPES} times."
                self.report_error(GraphQLError(says, node))


@dataclass
class Documents:
    """Prepares documents for a schema and keeps them by their text."""

    schema: GraphQLSchema
    _kept: OrderedDict[str, Prepared] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        """Make the rules once."""
        self._rules = (*specified_rules, MostAliases, MostIntrospection)

    def prepare(self, text: str) -> Prepared:
        """Return the document, from the cache when it is known."""
        prepared = self._kept.get(text)
        if prepared is None:
            prepared = self._prepare(text)
            if len(text) <= LONGEST_KEPT and not prepared.errors:
                self._kept[text] = prepared
                if len(self._kept) > MOST_DOCUMENTS:
                    self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(text)
        return prepared

    def _prepare(self, text: str) -> Prepared:
        try:
            document = parse(text, max_tokens=MOST_TOKENS)
        except GraphQLError as error:
            return Prepared(None, {}, [error])
        errors = validate_document(self.schema, document, self._rules)
        named: dict[str | None, OperationType] = {
            definition.name.value if definition.name else None: OperationType(definition.operation.value)
            for definition in document.definitions
            if isinstance(definition, OperationDefinitionNode)
        }
        return Prepared(document, named, errors)


class Schema(strawberry.Schema):
    """Strawberry's schema, run from prepared documents.

    Strawberry's extensions are built, entered and left for every request, and its validation cache hashes the whole
    document each time: together about a fifth of a millisecond. What we need of them (limits, caches) is here instead.
    Errors are logged where they are explained (`web/errors.py`), where refusals are told from faults.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._documents = Documents(self._schema)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Leave the logging to the endpoint."""

    async def execute(  # noqa: PLR0913, PLR0917 (Strawberry's signature)
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,  # noqa: ARG002 (as above)
    ) -> ExecutionResult:
        """Run a document. Raises as Strawberry does where HTTP must know: no document, or a kind not allowed."""
        if not query:
            raise MissingQueryError
        prepared = self._documents.prepare(query)
        if prepared.errors or prepared.document is None:
            return ExecutionResult(data=None, errors=list(prepared.errors))
        kind = _kind(prepared, operation_name)
        if allowed_operation_types is not None and kind not in allowed_operation_types:
            raise InvalidOperationTypeError(kind)
        run: Any = execute
        result = run(
            self._schema,
            prepared.document,
            root_value=root_value,
            context_value=context_value,
            variable_values=variable_values,
            operation_name=operation_name,
            is_awaitable=optimized_is_awaitable,
            executor_class=self.execution_context_class,
        )
        if isawaitable(result):
            result = await result
        return ExecutionResult(data=result.data, errors=result.errors)


def _kind(prepared: Prepared, name: str | None) -> OperationType:
    if name is None and len(prepared.operations) == 1:
        return next(iter(prepared.operations.values()))
    if name not in prepared.operations:
        raise CannotGetOperationTypeError(name)
    return prepared.operations[name]
