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
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

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


@strawberry.type(description="What became of one part of a change that judges each part on its own.")
class PartOutcome:
    """One part's outcome."""

    id: strawberry.ID = strawberry.field(description="The id of what the part is about, as it was given.")
    done: bool = strawberry.field(description="Whether it was done.")
    code: str | None = strawberry.field(description="A stable code of why it was refused; null when it was done.")
    message: str | None = strawberry.field(description="Why, in Chinese.")
    message_en: str | None = strawberry.field(description="Why, in English.")


class RefusedError(SynergyError):
    """A refusal that becomes a member of the result: everything the change did is undone, and the key stays free."""

    def __init__(self, code: str, message: str, message_en: str) -> None:
        super().__init__(message_en)
        self.error = UserError(code=code, message=message, message_en=message_en)


@dataclass(frozen=True, slots=True)
class Done:
    """What a change did: the ids of the nodes to answer with, and what to know about them (Chinese, English).

    `parts` tell, of a change that judges its parts on their own, the id of each with its refusal, if any.
    """

    ids: list[str]
    notices: list[tuple[str, str]] = field(default_factory=list)
    parts: list[tuple[str, RefusedError | None]] = field(default_factory=list)


@dataclass(frozen=True)
class Parts:
    """The annotation of an argument that is a list of input objects: their type's name, and their fields."""

    name: str
    description: str
    takes: Mapping[str, Argument]


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
    by_part: bool = False
    """Whether each part of it is judged on its own: its payload tells the outcome of each."""

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
            return {"ids": done.ids, "notices": done.notices, "parts": [_part(*each) for each in done.parts]}

        command = Command(self.name, context.viewer.user, given.key, payload, change, self._named(given))
        try:
            outcome = await context.run(command)
        except RefusedError as refusal:
            return self._answer([], user_errors=[refusal.error])
        if self.then is not None:
            self.then(context)
        notices = [Notice(message=chinese, message_en=english) for chinese, english in outcome.value["notices"]]
        # What an earlier version stored for a replay has no parts.
        parts = [PartOutcome(**each) for each in outcome.value.get("parts", [])]
        return self._answer(outcome.value["ids"], notices=notices, replayed=outcome.replayed, outcomes=parts)

    def _named(self, given: Any) -> tuple[str, ...]:
        """Return the ids in the input."""
        return tuple(_ids(self.takes, given))

    def _answer(self, ids: list[str], **values: Any) -> SimpleNamespace:
        held = References(ids) if self.many else next((Reference(node_id) for node_id in ids), None)
        return SimpleNamespace(
            **({"held": held, "notices": [], "replayed": False, "user_errors": [], "outcomes": []} | values)
        )


_IDS = (ID, list[ID])
_KEY = Argument(str | None, "An idempotency key: sent again with the same input, nothing is done twice.", default=None)


def mutation_fields(types: Types, mutations: Iterable[Mutation]) -> list[StrawberryField]:
    """Return the fields of Mutation, having made their inputs and payloads."""
    types.made |= {"UserError": UserError, "Notice": Notice, "PartOutcome": PartOutcome}
    return [_field(types, mutation) for mutation in mutations]


def _field(types: Types, mutation: Mutation) -> StrawberryField:
    given = {**mutation.takes, "key": _KEY}
    types.input(f"{mutation.title}Input", f"The input of `{mutation.name}`.", _input_fields(types, given))
    told = [types.field("outcomes", "list[PartOutcome]", "What became of each part.")] if mutation.by_part else []
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
            *told,
        ],
    )
    made = types.field(mutation.name, f"{mutation.title}Payload", mutation.description, resolver=_resolver(mutation))
    made.arguments = [types.argument("input", f"{mutation.title}Input", "What to change.")]
    return made


def _held(root: SimpleNamespace) -> Any:
    return root.held


def _input_fields(types: Types, takes: Mapping[str, Argument]) -> list[StrawberryField]:
    return [_input_field(types, name, argument) for name, argument in takes.items()]


def _input_field(types: Types, name: str, argument: Argument) -> StrawberryField:
    parts = argument.annotation
    if isinstance(parts, Parts):
        types.input(parts.name, parts.description, _input_fields(types, parts.takes))
    annotation = f"list[{parts.name}]" if isinstance(parts, Parts) else types.annotation(parts)
    if isinstance(argument.default, list):
        return types.field(camel(name), annotation, argument.description, default_factory=list)
    if argument.default is ...:
        return types.field(camel(name), annotation, argument.description)
    return types.field(camel(name), annotation, argument.description, default=argument.default)


def _resolver(mutation: Mutation) -> Callable[..., Any]:
    async def resolve(info: Info[Any, Any], **arguments: Any) -> Any:
        return await mutation.run(info.context, arguments["input"])

    return resolve


def _part(an_id: str, refusal: RefusedError | None) -> dict[str, Any]:
    error = refusal and refusal.error
    return {
        "id": an_id,
        "done": error is None,
        "code": error and error.code,
        "message": error and error.message,
        "message_en": error and error.message_en,
    }


def _ids(takes: Mapping[str, Argument], given: Any) -> Iterator[str]:
    for name, argument in takes.items():
        value = getattr(given, name)
        if isinstance(argument.annotation, Parts):
            for part in value:
                yield from _ids(argument.annotation.takes, part)
        elif argument.annotation in _IDS:
            yield from value if isinstance(value, list) else [value]


def _json(value: Any) -> Any:
    if isinstance(value, list):
        return [_json(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _json(getattr(value, one.name)) for one in fields(value)}
    return value.isoformat() if isinstance(value, date) else plain(value)
