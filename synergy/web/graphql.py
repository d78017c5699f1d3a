"""The GraphQL endpoint: one request's context, and errors that say what a client needs and nothing of the inside."""

from __future__ import annotations

import logging
from asyncio import Semaphore
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import orjson
from cross_web import HTTPException
from graphql import GraphQLError, GraphQLSyntaxError
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from synergy.access.audit.recorder import Recorder
from synergy.days import business_day
from synergy.errors import IssuerUnavailable, SynergyError, Unauthenticated
from synergy.graph.plan import Budget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from starlette.types import Receive, Scope, Send
    from strawberry.http import GraphQLHTTPResponse
    from strawberry.types import ExecutionResult

    from synergy.access.audit.log import AuditLog
    from synergy.access.claims import Claims
    from synergy.access.tokens import TokenVerifier
    from synergy.access.viewer import Viewer, Viewers
    from synergy.graph.commands import Command, Outcome
    from synergy.graph.database import Database
    from synergy.graph.statements import Fragment
    from synergy.schema import Api

log = logging.getLogger(__name__)

LARGEST_BODY = 1_000_000
MOST_AT_ONCE = 4
"""Reads of one viewer that are sent at the same time."""


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
    turn: Semaphore = field(default_factory=lambda: Semaphore(MOST_AT_ONCE))
    """Shared by all requests of the viewer: one viewer's questions leave room for others'."""
    budget: Budget = field(default_factory=Budget)
    audit: Recorder | None = None
    """Where accesses are recorded; the endpoint's requests always have it."""
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
        """Send one read, when it is the viewer's turn."""
        async with self.turn:
            return await self.database.read(text, p)

    def disclose(self, field: str, ids: list[str]) -> None:
        """Record whose C2 values a root field is about to tell. Raises AuditUnavailable."""
        self.sensitive.extend(ids)
        if self.audit is not None:
            self.audit.read(field, ids)

    def probed(self, field: str, probes: tuple[str, ...]) -> None:
        """Record by which C2 fields a root field is about to filter. Raises AuditUnavailable."""
        if self.audit is not None:
            self.audit.probed(field, probes)

    def missed(self, field: str, ids: list[str]) -> None:
        """Record ids that were asked for in vain."""
        if self.audit is not None:
            self.audit.denied(field, ids)

    async def run(self, command: Command) -> Outcome:
        """Do a command once for its key, between the records of its intent and its outcome."""
        if self.audit is None:
            return await self.database.run(command)
        return await self.audit.write(command, self.database.run)


class Endpoint(GraphQL[Context, None]):
    """Strawberry's ASGI view with our context, our JSON and our errors."""

    def __init__(  # noqa: PLR0913 (what the endpoint is made of)
        self,
        api: Api,
        database: Database,
        verifier: TokenVerifier,
        viewers: Viewers,
        audit: AuditLog,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(api.schema, graphql_ide=None, allow_queries_via_get=False)
        self._database = database
        self._say = api.engine.rules.say
        self._verifier = verifier
        self._viewers = viewers
        self._audit = audit
        self._policy = api.engine.rules.version
        self._denied_at = datetime.min.replace(tzinfo=UTC)
        self._clock = clock
        self._new_id = new_id
        self._turns: WeakValueDictionary[str, Semaphore] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer over HTTP; what is no GraphQL request at all is refused in the same shape."""
        try:
            response = await self.run(Request(scope, receive))
        except HTTPException as refusal:
            error = {"message": refusal.reason, "extensions": {"code": "BAD_REQUEST"}}
            response = Response(orjson.dumps({"errors": [error]}), refusal.status_code, media_type="application/json")
        await response(scope, receive, send)

    def decode_json(self, data: str | bytes) -> dict[str, Any]:
        """Read a request's body: one object of JSON, without half characters, nested no deeper than anybody needs."""
        read: Any = orjson.loads(data)
        if not isinstance(read, dict) or not isinstance(read.get("operationName"), str | None):
            raise HTTPException(400, "Send one GraphQL request: an object with `query`, `variables`, `operationName`.")
        return read

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
        context = Context(self._database, request.state.request_id, business_day(now), say=self._say)
        context.audit = Recorder(self._audit, self._policy, context.request_id)
        if isinstance(response, Response):
            request.state.response = response
            response.headers["x-request-id"] = context.request_id
            response.headers["cache-control"] = "no-store"
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if not token:
            return context
        try:
            if scheme.lower() != "bearer":
                raise Unauthenticated("Send the access token as 'Authorization: Bearer <token>'.")
            context.proven = await self._verifier.admit(token.strip(), now)
            context.signed_in = await self._viewers.find(context.proven.user, now, context.today, context.proven)
            who = context.signed_in
            context.turn = self._turns.setdefault(who.user, context.turn)
            context.audit = replace(context.audit, user=who.user, organisation=who.organisation)
        except SynergyError as refusal:  # of the token, or of a database that cannot say who this is
            context.refusal = refusal
            self._note_denial(context, now)
        return context

    def _note_denial(self, context: Context, now: datetime) -> None:
        """Record a refused sign-in, one each second at most: nobody fills the disk without a token."""
        if isinstance(context.refusal, Unauthenticated) and now - self._denied_at >= timedelta(seconds=1):
            self._denied_at = now
            user = context.proven.user if context.proven else None
            Recorder(self._audit, self._policy, context.request_id, user).denied("signIn")

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
            _tell_to_wait(request.state.response, result.errors)
        return answer  # type: ignore[return-value]

    def encode_json(self, data: object) -> bytes:
        """Write the response's bytes."""
        return orjson.dumps(data)


def _tell_to_wait(response: Response, errors: Iterable[GraphQLError]) -> None:
    """Say by the status, too, that it is worth coming back: apps and proxies look no further than that."""
    for error in errors:
        cause = _cause_of(error)
        if isinstance(cause, IssuerUnavailable):
            response.status_code = 503
            response.headers["retry-after"] = str(cause.retry_after)


def _cause_of(error: GraphQLError) -> BaseException | None:
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def explain(error: GraphQLError, request_id: str = "unknown") -> dict[str, Any]:
    """Return an error as a client may see it: a code, a precise message for what the client did, else none of ours."""
    cause = _cause_of(error)
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
