"""Errors as a client may see them: what it needs to know and nothing of the inside."""

from __future__ import annotations

import logging
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError

from synergy.errors import SynergyError

log = logging.getLogger(__name__)


def cause_of(error: GraphQLError) -> BaseException | None:
    """Return what was raised, beneath what GraphQL has wrapped around it."""
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def explain(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """Return an error as a client may see it: a code, a precise message for what the client did, else none of ours."""
    cause = cause_of(error)
    shown = error.formatted
    if isinstance(cause, SynergyError) and cause.code != SynergyError.code:
        code, message = cause.code, str(cause)
    elif cause is None or isinstance(cause, GraphQLError):
        code = "GRAPHQL_PARSE_FAILED" if isinstance(error, GraphQLSyntaxError) else "GRAPHQL_VALIDATION_FAILED"
        message = shown["message"]
    else:
        log.error("request %s: unexpected error at %s", request_id, error.path, exc_info=cause)
        code, message = SynergyError.code, f"Something went wrong on our side; ask about request {request_id}."
    return {**shown, "message": message, "extensions": {"code": code}}
