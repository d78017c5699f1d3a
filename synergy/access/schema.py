"""What access adds to the API: the viewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from strawberry.types.info import Info

from synergy.graph.executor import Reference
from synergy.model.organisation import RoleCode

if TYPE_CHECKING:
    from strawberry.types.field import StrawberryField

    from synergy.graph.types import Types


@dataclass(frozen=True, slots=True)
class ViewerAnswer:
    """The values of the API's `Viewer`."""

    user: Reference
    organisation: Reference
    side: str
    roles: list[str]
    expires_at: datetime


def viewer(info: Info[Any, Any]) -> Any:
    """Answer `viewer` from the request's token and the graph."""
    who = info.context.viewer
    roles = [role.name for role in RoleCode if role.name in who.roles]
    expires_at = info.context.claims.expires_at
    return ViewerAnswer(Reference(who.user), Reference(who.organisation), who.side, roles, expires_at)


def query_fields(types: Types) -> list[StrawberryField]:
    """Return the fields that access adds to Query."""
    types.object(
        "Viewer",
        "Who is asking.",
        [
            types.field("user", "User", "The signed-in user."),
            types.field("organisation", "Organisation", "The organisation the user works for today."),
            types.field("side", "Side", "On which side of the wall the user's unit of today works."),
            types.field("roles", "list[RoleCode]", "The user's roles of today."),
            types.field("expiresAt", "datetime", "When the token expires."),
        ],
    )
    return [types.field("viewer", "Viewer", "Who is asking.", resolver=viewer)]
