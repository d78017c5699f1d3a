"""Refusals that a user can act on: members of a mutation's result, not errors of the request."""

from __future__ import annotations

import strawberry

from synergy.errors import SynergyError


@strawberry.type(description="Why a change was refused, for the user to act on.")
class UserError:
    """One refusal."""

    code: str = strawberry.field(description="A stable code.")
    message: str = strawberry.field(description="What is wrong, in Chinese.")
    message_en: str = strawberry.field(description="What is wrong, in English.")


class RefusedError(SynergyError):
    """A refusal that becomes a member of the result."""

    def __init__(self, code: str, message: str, message_en: str) -> None:
        super().__init__(message_en)
        self.error = UserError(code=code, message=message, message_en=message_en)
