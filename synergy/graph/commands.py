"""Commands: guarded changes that happen once for each idempotency key, however often they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from synergy.errors import BadInput, IdempotencyConflict
from synergy.graph.statements import load_sections

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from synergy.graph.transactions import Transaction

LONGEST_KEY = 200

_STATEMENTS = load_sections(Path(__file__).with_name("commands.cypher"))
_CLAIM = _STATEMENTS["claim"].text
_CONCLUDE = _STATEMENTS["conclude"].text


@dataclass(frozen=True)
class Command:
    """A change asked for by `user` (an id). Without a `key` each sending is another operation.

    `payload` and what `change` returns are JSON-able; `change` may run more than once, each time in a transaction
    of its own of which at most one is committed, and refuses by raising a SynergyError, which undoes everything.
    """

    name: str
    user: str
    key: str | None
    payload: Mapping[str, Any]
    change: Callable[[Transaction], Awaitable[Mapping[str, Any]]]
    ids: Sequence[str] = ()
    """The nodes that it is asked to be about, for the audit."""


@dataclass(frozen=True)
class Outcome:
    """What a command returned when it was done; `replayed` when that was an earlier sending with the same key."""

    operation: str
    value: dict[str, Any]
    replayed: bool


def operation_id(command: Command, attempt: str) -> str:
    """Return the id of the command's idempotency node, which is a function of user and key if there is a key."""
    identity = [command.user, command.key] if command.key is not None else [command.user, None, attempt]
    return f"opn_{sha256(orjson.dumps(identity)).hexdigest()[:40]}"


def check_key(key: str | None) -> None:
    """Raise BadInput when a key is empty or too long."""
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise BadInput(f"An idempotency key has 1 to {LONGEST_KEY} characters.")


async def perform(tx: Transaction, command: Command, attempt: str) -> Outcome:
    """Claim the command's key and make its change, or return what was stored when the key was first used.

    `attempt` is the same for every transaction of one sending, so that its own commit is known again.
    """
    operation = operation_id(command, attempt)
    payload_hash = sha256(orjson.dumps(command.payload, option=orjson.OPT_SORT_KEYS)).hexdigest()
    claim = {
        "id": operation,
        "user": command.user,
        "key": command.key,
        "name": command.name,
        "payloadHash": payload_hash,
        "attempt": attempt,
        "at": tx.now,
    }
    [found] = await tx.run(_CLAIM, claim)
    if (found["name"], found["payloadHash"]) != (command.name, payload_hash):
        raise IdempotencyConflict("This idempotency key was used before for another request.")
    if found["outcome"] is not None:
        return Outcome(operation, orjson.loads(found["outcome"]), replayed=found["attempt"] != attempt)
    tx.operation = operation
    # Through JSON at once, so that the first answer and every replay are equal.
    stored = orjson.dumps(await command.change(tx))
    await tx.run(_CONCLUDE, {"id": operation, "outcome": stored.decode()})
    return Outcome(operation, orjson.loads(stored), replayed=False)
