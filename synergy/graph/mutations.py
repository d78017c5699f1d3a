"""Mutations: a guarded change behind a field, done once for its key, refused in words, answered through the plan."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import strawberry
from strawberry.types.info import Info

from synergy.errors import SynergyError
from synergy.graph.commands import Command
from synergy.graph.executor import Reference, References
from synergy.graph.mapping import Argument
from synergy.graph.model import ID, camel
from synergy.graph.selection import plain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from strawberry.types.field import StrawberryField

    from synergy.graph.transactions import Transaction
    from synergy.graph.types import Types


@strawberry.type(description="Why a change was refused, for the user to act on.")
class UserError:
    """One refusal."""

    code: str = strawberry.field(description="A stable code.")
    message: str = strawberry.field(description="What is wrong, in Chinese.")
    message_en: str = strawberry.field(description="What is wrong, in English.")


@strawberry.type(description="Something to know about a change that was made.")
class Notice:
    """One notice."""

    message: str = strawberry.field(description="What to know, in Chinese.")
    message_en: str = strawberry.field(description="What to know, in English.")


class RefusedError(SynergyError):
    """A refusal that becomes a member of the result: everything the change did is undone, and the key stays free."""

    def __init__(self, code: str, message: str, message_en: str) -> None:
        super().__init__(message_en)
        self.error = UserError(code=code, message=message, message_en=message_en)


@dataclass(frozen=True, slots=True)
class Done:
    """What a change did: the ids of the nodes to answer with, and what to know about them (Chinese, English)."""

    ids: list[str]
    notices: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Mutation:
    """A field of Mutation. `takes` are the fields of its input by their Python names; `noun` is what it answers with.

    `change` gets the transaction, the request's context and the input. It may run more than once, each time in a new
    transaction; it refuses by raising RefusedError.
    """

    name: str
    description: str
    noun: str
    change: Callable[[Transaction, Any, Any], Awaitable[Done]]
    takes: Mapping[str, Argument]
    many: bool = False
    about: Callable[[Any], Mapping[str, Any]] | None = None
    """What of the request's context it is about: with the input it makes two requests the same request."""
    then: Callable[[Any], None] | None = None
    """Told of the context once the change is committed, and of every replay."""

    @property
    def title(self) -> str:
        """The name with which the names of its input and payload begin."""
        return self.name[0].upper() + self.name[1:]

    @property
    def holds(self) -> str:
        """The payload's field for the noun."""
        return self.noun[0].lower() + self.noun[1:] + ("s" if self.many else "")

    async def run(self, context: Any, given: Any) -> SimpleNamespace:
        """Do it once for the input's key; a refusal is a part of the answer."""
        payload = {name: _json(getattr(given, name)) for name in self.takes}
        payload |= self.about(context) if self.about else {}

        async def change(tx: Transaction) -> dict[str, Any]:
            done = await self.change(tx, context, given)
            return {"ids": done.ids, "notices": done.notices}

        command = Command(self.name, context.viewer.user, given.key, payload, change, self._named(given))
        try:
            outcome = await context.run(command)
        except RefusedError as refusal:
            return self._answer([], user_errors=[refusal.error])
        if self.then is not None:
            self.then(context)
        notices = [Notice(message=chinese, message_en=english) for chinese, english in outcome.value["notices"]]
        return self._answer(outcome.value["ids"], notices=notices, replayed=outcome.replayed)

    def _named(self, given: Any) -> tuple[str, ...]:
        """Return the ids in the input."""
        values = [getattr(given, name) for name, argument in self.takes.items() if argument.annotation in _IDS]
        return tuple(an_id for value in values for an_id in (value if isinstance(value, list) else [value]))

    def _answer(self, ids: list[str], **values: Any) -> SimpleNamespace:
        held = References(ids) if self.many else next((Reference(node_id) for node_id in ids), None)
        return SimpleNamespace(**({"held": held, "notices": [], "replayed": False, "user_errors": []} | values))


_IDS = (ID, list[ID])
_KEY = Argument(str | None, "An idempotency key: sent again with the same input, nothing is done twice.", default=None)


def mutation_fields(types: Types, mutations: Iterable[Mutation]) -> list[StrawberryField]:
    """Return the fields of Mutation, having made their inputs and payloads."""
    types.made |= {"UserError": UserError, "Notice": Notice}
    return [_field(types, mutation) for mutation in mutations]


def _field(types: Types, mutation: Mutation) -> StrawberryField:
    given = {**mutation.takes, "key": _KEY}
    fields = [_input_field(types, name, argument) for name, argument in given.items()]
    types.input(f"{mutation.title}Input", f"The input of `{mutation.name}`.", fields)
    held = f"list[{mutation.noun}]" if mutation.many else f"Optional[{mutation.noun}]"
    says = (
        "Those that you see, as they are now; none when refused."
        if mutation.many
        else "As it is now; null when refused."
    )
    types.object(
        f"{mutation.title}Payload",
        f"What came of `{mutation.name}`.",
        [
            types.field(mutation.holds, held, says, resolver=_held),
            types.field("notices", "list[Notice]", "What to know about it."),
            types.field("replayed", "bool", "Whether this key was sent before, and nothing was done again."),
            types.field("userErrors", "list[UserError]", "Why it was refused; empty when it was done."),
        ],
    )
    made = types.field(mutation.name, f"{mutation.title}Payload", mutation.description, resolver=_resolver(mutation))
    made.arguments = [types.argument("input", f"{mutation.title}Input", "What to change.")]
    return made


def _held(root: SimpleNamespace) -> Any:
    return root.held


def _input_field(types: Types, name: str, argument: Argument) -> StrawberryField:
    annotation = types.annotation(argument.annotation)
    if isinstance(argument.default, list):
        return types.field(camel(name), annotation, argument.description, default_factory=list)
    if argument.default is ...:
        return types.field(camel(name), annotation, argument.description)
    return types.field(camel(name), annotation, argument.description, default=argument.default)


def _resolver(mutation: Mutation) -> Callable[..., Any]:
    async def resolve(info: Info[Any, Any], **arguments: Any) -> Any:
        return await mutation.run(info.context, arguments["input"])

    return resolve


def _json(value: Any) -> Any:
    if isinstance(value, list):
        return [_json(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _json(getattr(value, one.name)) for one in fields(value)}
    return value.isoformat() if isinstance(value, date) else plain(value)
