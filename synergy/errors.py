"""The domain's errors. Each has a stable code that clients may branch on and a message that a user may read."""

from __future__ import annotations


class SynergyError(Exception):
    """Anything Synergy refuses or cannot do, with a stable `code`; the message is safe to show."""

    code = "INTERNAL"


class Unauthenticated(SynergyError):
    """There is no token, or it does not prove who is asking."""

    code = "UNAUTHENTICATED"


class IssuerUnavailable(SynergyError):
    """The identity provider cannot say whether a token is good; it is asked again in `retry_after` seconds."""

    code = "ISSUER_UNAVAILABLE"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"The identity provider cannot be reached to prove who you are; try again in {retry_after} s.")
        self.retry_after = retry_after


class BadInput(SynergyError):
    """An argument has the right type and an impossible value."""

    code = "BAD_INPUT"


class BadCursor(BadInput):
    """A cursor is damaged, or was made for another order."""

    code = "BAD_CURSOR"


class LimitExceeded(BadInput):
    """A document asks for more than one request may cost."""

    code = "LIMIT_EXCEEDED"


class DeadlineExceeded(SynergyError):
    """The database did not answer in time; the message says what is known of a write's outcome."""

    code = "DEADLINE_EXCEEDED"


class DatabaseUnavailable(SynergyError):
    """The database cannot be reached."""

    code = "DATABASE_UNAVAILABLE"


class AuditUnavailable(SynergyError):
    """The audit cannot be written, so what has to be audited is not done."""

    code = "AUDIT_UNAVAILABLE"


class IdempotencyConflict(SynergyError):
    """The same idempotency key came with another payload."""

    code = "IDEMPOTENCY_CONFLICT"


class SetupError(SynergyError):
    """Something outside the program must be mended first; the message says what to do."""

    code = "SETUP"


class ModelError(SynergyError):
    """A declaration, rule or statement is wrong; the application refuses to start."""

    code = "MODEL"
