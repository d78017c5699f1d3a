"""What sessions add to the API: ending them, and closing accounts.

Everything here binds within `viewer.FRESH`: a request is judged by facts of its user and its session that are at most
so old. Administrators are judged anew inside the transaction.
"""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry.types.info import Info

from synergy.access.claims import LONGEST, SKEW, is_name
from synergy.graph.commands import Command
from synergy.graph.executor import Reference
from synergy.graph.refusals import RefusedError, UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strawberry.types.field import StrawberryField

    from synergy.graph.transactions import Transaction
    from synergy.graph.types import Types

LONGEST_REASON = 500
LONGEST_SESSION = timedelta(seconds=LONGEST + 2 * SKEW)
"""After which a token has expired, whatever the issuer's clock says."""

_FILES = importlib.resources.files(__package__)
_LOCK, _JUDGE, _DISABLE, _ENABLE, _REVOKE, _REVOKE_ALL = (
    _FILES.joinpath(f"{name}.cypher").read_text(encoding="utf-8")
    for name in (
        "lock_administrator",
        "judge_administrator",
        "disable_user",
        "enable_user",
        "revoke_session",
        "revoke_sessions",
    )
)
_CHANGES = {"disableUser": _DISABLE, "enableUser": _ENABLE, "revokeSession": _REVOKE, "revokeSessions": _REVOKE_ALL}
_USER = "The id of a user."
_KEY = "An idempotency key: sent again with the same input, nothing is done twice."


@strawberry.input(description="An account to close.")
class DisableUserInput:
    """The argument of `disableUser`."""

    user: strawberry.ID = strawberry.field(description=_USER)
    reason: str = strawberry.field(description=f"Why, in 1 to {LONGEST_REASON} characters, for those who ask later.")
    key: str | None = strawberry.field(default=None, description=_KEY)


@strawberry.input(description="An account to open again.")
class EnableUserInput:
    """The argument of `enableUser`."""

    user: strawberry.ID = strawberry.field(description=_USER)
    key: str | None = strawberry.field(default=None, description=_KEY)


@strawberry.input(description="A session to end.")
class RevokeSessionInput:
    """The argument of `revokeSession`."""

    user: strawberry.ID = strawberry.field(description=_USER)
    token_id: str = strawberry.field(description="The `jti` of the session's access token.")
    key: str | None = strawberry.field(default=None, description=_KEY)


@strawberry.input(description="Whose sessions to end.")
class RevokeSessionsInput:
    """The argument of `revokeSessions`."""

    user: strawberry.ID = strawberry.field(description=_USER)
    key: str | None = strawberry.field(default=None, description=_KEY)


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    """The values of each payload here."""

    user: Reference | None = None
    replayed: bool = False
    user_errors: list[UserError] = field(default_factory=list)


async def disable_user(
    info: Info[Any, Any],
    input: Annotated[DisableUserInput, strawberry.argument(description="The account.")],  # noqa: A002 (as everywhere)
) -> Any:
    """Close an account; one's own stays open, so that there is always an administrator."""
    reason, wrong = input.reason.strip(), None
    if str(input.user) == info.context.viewer.user:
        wrong = RefusedError("ONESELF", "不能停用自己的账号。", "You cannot disable your own account.")
    elif not 0 < len(reason) <= LONGEST_REASON:
        says = f"请填写停用原因（1 至 {LONGEST_REASON} 字）。"
        wrong = RefusedError("REASON_NEEDED", says, f"Give a reason of 1 to {LONGEST_REASON} characters.")
    given = {"user": str(input.user), "reason": reason}
    return await _administer(info.context, "disableUser", input.key, given, wrong)


async def enable_user(
    info: Info[Any, Any],
    input: Annotated[EnableUserInput, strawberry.argument(description="The account.")],  # noqa: A002
) -> Any:
    """Open an account again."""
    return await _administer(info.context, "enableUser", input.key, {"user": str(input.user)})


async def revoke_session(
    info: Info[Any, Any],
    input: Annotated[RevokeSessionInput, strawberry.argument(description="The session.")],  # noqa: A002
) -> Any:
    """End one session, whether or not its token was ever seen here."""
    wrong = None
    if not is_name(input.token_id):
        wrong = RefusedError("NO_SUCH_SESSION", "没有这样的会话。", "There can be no such session.")
    given = {"user": str(input.user), "tokenId": input.token_id}
    return await _administer(info.context, "revokeSession", input.key, given, wrong)


async def revoke_sessions(
    info: Info[Any, Any],
    input: Annotated[RevokeSessionsInput, strawberry.argument(description="Whose sessions.")],  # noqa: A002
) -> Any:
    """End every session that a user has."""
    return await _administer(info.context, "revokeSessions", input.key, {"user": str(input.user)})


async def sign_out(
    info: Info[Any, Any],
    key: Annotated[str | None, strawberry.argument(description=_KEY)] = None,
) -> Any:
    """End the session whose token this request brings."""
    context = info.context
    given = {"user": context.viewer.user, "tokenId": context.claims.token_id}

    async def change(tx: Transaction) -> dict[str, Any]:
        await _change(tx, _REVOKE, context, given)
        return {}

    return await _answer(context, Command("signOut", context.viewer.user, key, given, change))


async def _administer(
    context: Any,
    name: str,
    key: str | None,
    given: Mapping[str, Any],
    wrong: RefusedError | None = None,
) -> SessionAnswer:
    """Do what only administrators may do; `wrong` is told to them alone."""

    async def change(tx: Transaction) -> dict[str, Any]:
        asking = {"by": context.viewer.user, "today": context.today}
        await tx.run(_LOCK, asking)
        judged = await tx.run(_JUDGE, asking)
        if not judged or not judged[0]["allowed"]:
            raise RefusedError("FORBIDDEN", "只有系统管理员可以这样做。", "Only administrators may do this.")
        if wrong is not None:
            raise wrong
        await _change(tx, _CHANGES[name], context, given)
        return {}

    return await _answer(context, Command(name, context.viewer.user, key, given, change))


async def _change(tx: Transaction, statement: str, context: Any, given: Mapping[str, Any]) -> None:
    when = {"by": context.viewer.user, "now": tx.now, "until": tx.now + LONGEST_SESSION}
    if not await tx.run(statement, {**given, **when}):
        raise RefusedError("NO_SUCH_USER", "没有这样的用户。", "There is no such user.")


async def _answer(context: Any, command: Command) -> SessionAnswer:
    try:
        outcome = await context.run(command)
    except RefusedError as refusal:
        return SessionAnswer(user_errors=[refusal.error])
    return SessionAnswer(Reference(command.payload["user"]), outcome.replayed)


def mutation_fields(types: Types) -> list[StrawberryField]:
    """Return the fields that sessions add to Mutation."""
    types.made["UserError"] = UserError
    fields = []
    for name, resolver, says in (
        ("disableUser", disable_user, "Administrators close an account and end its sessions, within five seconds."),
        ("enableUser", enable_user, "Administrators open a closed account; its user has to sign in again."),
        ("revokeSession", revoke_session, "Administrators end one session of a user, within five seconds."),
        ("revokeSessions", revoke_sessions, "Administrators end every session a user has now, within five seconds."),
        ("signOut", sign_out, "End the session whose token this request brings, within five seconds."),
    ):
        payload = f"{name[0].upper()}{name[1:]}Payload"
        types.object(
            payload,
            f"What came of `{name}`.",
            [
                types.field("user", "Optional[User]", "Whose account or session it is; null when refused."),
                types.field("replayed", "bool", "Whether this key was sent before, and nothing was done again."),
                types.field("userErrors", "list[UserError]", "Why it was refused; empty when it was done."),
            ],
        )
        fields.append(types.field(name, payload, says, resolver=resolver))
    return fields
