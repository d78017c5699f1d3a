"""The GraphQL endpoint: one request's context, and errors that say what a client needs and nothing of the inside."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import orjson
from cross_web import HTTPException
from graphql import GraphQLError, GraphQLSyntaxError
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from synergy.errors import SynergyError, Unauthenticated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from strawberry.http import GraphQLHTTPResponse
    from strawberry.types import ExecutionResult

    from synergy.access.tokens import Claims, TokenVerifier
    from synergy.access.viewer import Viewer, Viewers
    from synergy.graph.commands import Command, Outcome
    from synergy.graph.database import Database
    from synergy.graph.statements import Fragment
    from synergy.schema import Api

log = logging.getLogger(__name__)

LARGEST_BODY = 1_000_000

BUSINESS_TIME = timezone(timedelta(hours=8), "China")
"""The day begins when it begins in Beijing; China keeps no summer time."""


@dataclass(slots=True)
class Context:
    """What one request knows. Reading anything of the viewer raises Unauthenticated when nobody has signed in."""

    database: Database
    request_id: str
    today: date
    refusal: SynergyError | None = None
    signed_in: Viewer | None = None
    proven: Claims | None = None
    sensitive: list[str] = field(default_factory=list)
    """The ids of the nodes whose C2 fields were read, for the audit."""
    say: Callable[[Fragment], str] = attrgetter("text")
    """Says the words of the compiler in a statement that a mutation sends; unsaid, the server refuses them."""

    @property
    def viewer(self) -> Viewer:
        """The signed-in user."""
        if self.signed_in is None:
            raise self.refusal or Unauthenticated("Send an access token as 'Authorization: Bearer <token>'.")
        return self.signed_in

    @property
    def claims(self) -> Claims:
        """What the token says."""
        if self.proven is None:
            raise Unauthenticated("Send an access token as 'Authorization: Bearer <token>'.")
        return self.proven

    @property
    def given(self) -> Mapping[str, Any]:
        """The parameters every statement gets."""
        return {"viewer": self.viewer.parameters(), "today": self.today, "asOf": self.today}

    @property
    def narrow(self) -> bool:
        """Whether pages are read from the viewer's own side."""
        return self.viewer.narrow

    async def read(self, text: str, p: Mapping[str, Any]) -> dict[str, Any]:
        """Send one read."""
        return await self.database.read(text, p)

    async def run(self, command: Command) -> Outcome:
        """Do a command once for its key."""
        return await self.database.run(command)


class Endpoint(GraphQL[Context, None]):
    """Strawberry's ASGI view with our context, our JSON and our errors."""

    def __init__(  # noqa: PLR0913 (what the endpoint is made of)
        self,
        api: Api,
        database: Database,
        verifier: TokenVerifier,
        viewers: Viewers,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(api.schema, graphql_ide=None, allow_queries_via_get=False)
        self._database = database
        self._say = api.engine.rules.say
        self._verifier = verifier
        self._viewers = viewers
        self._clock = clock
        self._new_id = new_id

    async def run(self, request: Request | WebSocket, *arguments: Any, **named: Any) -> Any:
        """Answer a request, unless its body is larger than any document with its variables."""
        length = request.headers.get("content-length")
        if length is None and request.scope.get("method") == "POST":
            raise HTTPException(411, "Send the request with its length.")
        if length is not None and (not length.isdecimal() or int(length) > LARGEST_BODY):
            raise HTTPException(413, f"A request holds at most {LARGEST_BODY:,} bytes.")
        return await super().run(request, *arguments, **named)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """Find out who is asking; a missing or refused token is told when data is asked for."""
        now = self._clock()
        request.state.request_id = self._new_id()
        today = now.astimezone(BUSINESS_TIME).date()
        context = Context(self._database, request.state.request_id, today, say=self._say)
        if isinstance(response, Response):
            response.headers["x-request-id"] = context.request_id
            response.headers["cache-control"] = "no-store"
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if not token:
            return context
        try:
            if scheme.lower() != "bearer":
                raise Unauthenticated("Send the access token as 'Authorization: Bearer <token>'.")
            context.proven = self._verifier.verify(token.strip(), now)
            context.signed_in = await self._viewers.find(context.proven.user, now, context.today)
        except SynergyError as refusal:  # of the token, or of a database that cannot say who this is
            context.refusal = refusal
        return context

    async def process_result(
        self,
        request: Request,
        result: ExecutionResult,
        strict: bool = False,  # noqa: ARG002 (Strawberry's signature)
    ) -> GraphQLHTTPResponse:
        """Shape the answer; every error gets a code."""
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [explain(error, request.state.request_id) for error in result.errors]
        return answer  # type: ignore[return-value]

    def encode_json(self, data: object) -> bytes:
        """Write the response's bytes."""
        return orjson.dumps(data)


def explain(error: GraphQLError, request_id: str = "unknown") -> dict[str, Any]:
    """Return an error as a client may see it: a code, a precise message for what the client did, else none of ours."""
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
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
