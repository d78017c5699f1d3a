"""What sessions add to the API: ending them, and closing accounts.

Everything here binds within `viewer.FRESH`: a request is judged by facts of its user and its session that are at most
so old. Administrators are judged anew inside the transaction. `updatedAt` and `version` of the user stay: everybody
reads them, and they would tell whose sessions were ended.
"""

from __future__ import annotations

import importlib.resources
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from synergy.access.claims import LONGEST, SKEW, is_name
from synergy.graph import mutations
from synergy.graph.mapping import Argument
from synergy.graph.model import ID
from synergy.graph.mutations import Done, Mutation, RefusedError

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


async def disable(tx: Transaction, context: Any, given: Any) -> Done:
    """Close an account; one's own stays open, so that there is always an administrator."""
    await _require_administrator(tx, context)
    reason = given.reason.strip()
    if str(given.user) == context.viewer.user:
        raise RefusedError("ONESELF", "不能停用自己的账号。", "You cannot disable your own account.")
    if not 0 < len(reason) <= LONGEST_REASON:
        says = f"请填写停用原因（1 至 {LONGEST_REASON} 字）。"
        raise RefusedError("REASON_NEEDED", says, f"Give a reason of 1 to {LONGEST_REASON} characters.")
    return await _change(tx, _DISABLE, context, {"user": str(given.user), "reason": reason})


async def enable(tx: Transaction, context: Any, given: Any) -> Done:
    """Open an account again."""
    await _require_administrator(tx, context)
    return await _change(tx, _ENABLE, context, {"user": str(given.user)})


async def revoke(tx: Transaction, context: Any, given: Any) -> Done:
    """End one session, whether or not its token was ever seen here."""
    await _require_administrator(tx, context)
    if not is_name(given.token_id):
        raise RefusedError("NO_SUCH_SESSION", "没有这样的会话。", "There can be no such session.")
    return await _change(tx, _REVOKE, context, {"user": str(given.user), "tokenId": given.token_id})


async def revoke_all(tx: Transaction, context: Any, given: Any) -> Done:
    """End every session that a user has."""
    await _require_administrator(tx, context)
    return await _change(tx, _REVOKE_ALL, context, {"user": str(given.user)})


async def sign_out(tx: Transaction, context: Any, _given: Any) -> Done:
    """End the session whose token this request brings."""
    session = {"user": context.viewer.user, "tokenId": context.claims.token_id}
    return await _change(tx, _REVOKE, context, session)


async def _require_administrator(tx: Transaction, context: Any) -> None:
    asking = {"by": context.viewer.user, "today": context.today}
    await tx.run(_LOCK, asking)
    judged = await tx.run(_JUDGE, asking)
    if not judged or not judged[0]["allowed"]:
        raise RefusedError("FORBIDDEN", "只有系统管理员可以这样做。", "Only administrators may do this.")


async def _change(tx: Transaction, statement: str, context: Any, given: Mapping[str, Any]) -> Done:
    when = {"by": context.viewer.user, "now": tx.now, "until": tx.now + LONGEST_SESSION}
    if not await tx.run(statement, {**given, **when}):
        raise RefusedError("NO_SUCH_USER", "没有这样的用户。", "There is no such user.")
    return Done([given["user"]])


_USER = {"user": Argument(ID, "The id of a user.")}
_REASON = Argument(str, f"Why, in 1 to {LONGEST_REASON} characters, for those who ask later.")
_TOKEN = Argument(str, "The `jti` of the session's access token.")

MUTATIONS = [
    Mutation(
        "disableUser",
        "Administrators close an account and end its sessions, within five seconds.",
        "User",
        disable,
        {**_USER, "reason": _REASON},
    ),
    Mutation(
        "enableUser", "Administrators open a closed account; its user has to sign in again.", "User", enable, _USER
    ),
    Mutation(
        "revokeSession",
        "Administrators end one session of a user, within five seconds.",
        "User",
        revoke,
        {**_USER, "token_id": _TOKEN},
    ),
    Mutation(
        "revokeSessions",
        "Administrators end every session a user has now, within five seconds.",
        "User",
        revoke_all,
        _USER,
    ),
    Mutation(
        "signOut",
        "End the session whose token this request brings, within five seconds.",
        "User",
        sign_out,
        {},
        about=lambda context: {"tokenId": context.claims.token_id},
    ),
]


def mutation_fields(types: Types) -> list[StrawberryField]:
    """Return the fields that sessions add to Mutation."""
    return mutations.mutation_fields(types, MUTATIONS)
