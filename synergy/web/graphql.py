"""GraphQL over HTTP: one POST of JSON, one answer of JSON.

The endpoint is plain ASGI. Strawberry's view negotiates uploads, batches, streams and a GET besides, which cost a tenth
of a millisecond in every request and which nobody is offered here.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from synergy.access.audit.recorder import Recorder
from synergy.days import business_day
from synergy.errors import IssuerUnavailable, SynergyError, Unauthenticated
from synergy.model.governance import Purpose
from synergy.web.context import Context
from synergy.web.errors import cause_of, explain

if TYPE_CHECKING:
    from asyncio import Semaphore
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send
    from strawberry.types import ExecutionResult

    from synergy.access.audit.log import AuditLog
    from synergy.access.tokens import TokenVerifier
    from synergy.access.viewer import Viewers
    from synergy.graph.database import Database
    from synergy.imports.runner import ImportRunner
    from synergy.schema import Api

LARGEST_BODY = 1_000_000
PURPOSE = "Synergy-Purpose"
_KINDS = frozenset({OperationType.QUERY, OperationType.MUTATION})
_MEMBERS: dict[str, tuple[type, ...]] = {"query": (str,), "variables": (dict,), "operationName": (str,)}
_NONE = type(None)
_NEVER = datetime.min.replace(tzinfo=UTC)


class _NoRequestError(Exception):
    """What came is no GraphQL request; said with a status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Endpoint:
    """Answers GraphQL requests: `{query, variables, operationName}` as `application/json`, with a bearer token."""

    def __init__(  # noqa: PLR0913 (what the endpoint is made of)
        self,
        api: Api,
        database: Database,
        verifier: TokenVerifier,
        viewers: Viewers,
        audit: AuditLog,
        *,
        imports: ImportRunner,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._schema = api.schema
        self._database = database
        self._say = api.engine.rules.say
        self._verifier = verifier
        self._viewers = viewers
        self._audit = audit
        self._policy = api.engine.rules.version
        self._imports = imports
        self._denials: dict[str | None, tuple[datetime, int]] = {}
        self._clock = clock
        self._new_id = new_id
        self._turns: WeakValueDictionary[str, Semaphore] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; what is no GraphQL request at all is refused in the shape of an answer."""
        request = Request(scope, receive)
        try:
            asked = await _read(request)
            context = await self._context(request.headers.get("authorization", ""), _purpose(request))
            response = await self._answer(asked, context)
        except ClientDisconnect:
            return
        except _NoRequestError as refusal:
            response = _refuse(refusal.status, str(refusal))
        except MissingQueryError:
            response = _refuse(400, "The request has no `query`.")
        except CannotGetOperationTypeError as error:
            response = _refuse(400, error.as_http_error_reason())
        except InvalidOperationTypeError as error:
            response = _refuse(400, error.as_http_error_reason("POST"))
        await response(scope, receive, send)

    async def _answer(self, asked: dict[str, Any], context: Context) -> Response:
        result = await self._schema.execute(
            asked.get("query"),
            asked.get("variables"),
            context,
            operation_name=asked.get("operationName"),
            allowed_operation_types=_KINDS,
        )
        return _respond(result, context.request_id)

    async def _context(self, authorization: str, purpose: str | None) -> Context:
        """Find out who is asking; a missing or refused token is told when data is asked for."""
        now, request_id = self._clock(), self._new_id()
        context = Context(self._database, request_id, business_day(now), say=self._say, now=now, imports=self._imports)
        scheme, _, token = authorization.partition(" ")
        if token:
            try:
                if scheme.lower() != "bearer":
                    raise Unauthenticated("Send the access token as 'Authorization: Bearer <token>'.")
                await self._sign_in(context, token.strip(), now, purpose)
            except SynergyError as refusal:  # of the token, or of a database that cannot say who this is
                context.refusal = refusal
                self._note_denial(context, now)
        if context.audit is None:
            context.audit = Recorder(self._audit, self._policy, request_id, purpose=purpose)
        return context

    async def _sign_in(self, context: Context, token: str, now: datetime, purpose: str | None) -> None:
        context.proven = await self._verifier.admit(token, now)
        who = await self._viewers.find(context.proven.user, now, context.today, context.proven)
        context.signed_in = who
        context.turn = self._turns.setdefault(who.user, context.turn)
        context.audit = Recorder(self._audit, self._policy, context.request_id, who.user, who.organisation, purpose)

    def _note_denial(self, context: Context, now: datetime) -> None:
        """Record a refused sign-in, one each second at most of a user, and of all whom no token names.

        Nobody fills the disk without a token, nor hides by that who was refused with one; the rest is counted.
        """
        if not isinstance(context.refusal, Unauthenticated):
            return
        user = context.proven.user if context.proven else None
        recorded, since = self._denials.get(user, (_NEVER, 0))
        if now - recorded < timedelta(seconds=1):
            self._denials[user] = recorded, since + 1
            return
        self._denials[user] = now, 0
        counts = {"unrecorded": since} if since else None
        Recorder(self._audit, self._policy, context.request_id, user).denied("signIn", counts=counts)


def _purpose(request: Request) -> str | None:
    """Return what the reading is for, as the client declares it for the audit."""
    purpose = request.headers.get(PURPOSE)
    if purpose is not None and purpose not in Purpose.__members__:
        known = ", ".join(Purpose.__members__)
        raise _NoRequestError(400, f"'{PURPOSE}' names no purpose: it is one of {known}.")
    return purpose


async def _read(request: Request) -> dict[str, Any]:
    """Read a request: one object of JSON, without half characters, nested no deeper than anybody needs."""
    if request.method != "POST":
        raise _NoRequestError(405, "Send GraphQL requests by POST.")
    headers = request.headers
    length = headers.get("content-length")
    if length is None:
        raise _NoRequestError(411, "Send the request with its length.")
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        raise _NoRequestError(413, f"A request holds at most {LARGEST_BODY:,} bytes.")
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise _NoRequestError(415, "Send the request as 'Content-Type: application/json'.")
    try:
        asked: Any = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise _NoRequestError(400, f"The request is not JSON: {error.msg} at character {error.pos}.") from error
    if not isinstance(asked, dict):
        raise _NoRequestError(400, "Send one object with `query`, `variables` and `operationName`.")
    for name, kinds in _MEMBERS.items():
        if not isinstance(asked.get(name), (*kinds, _NONE)):
            raise _NoRequestError(400, f"`{name}` is {'an object' if dict in kinds else 'a string'} or null.")
    return asked


def _respond(result: ExecutionResult, request_id: str) -> Response:
    """Write the answer; every error gets a code."""
    answer: dict[str, Any] = {"data": result.data}
    status, headers = 200, {"x-request-id": request_id, "cache-control": "no-store"}
    for error in result.errors or ():
        answer.setdefault("errors", []).append(explain(error, request_id))
        cause = cause_of(error)
        if isinstance(cause, IssuerUnavailable):
            # It is worth coming back; apps and proxies look no further than the status for that.
            status, headers["retry-after"] = 503, str(cause.retry_after)
    return Response(orjson.dumps(answer), status, headers, "application/json")


def _refuse(status: int, reason: str) -> Response:
    error = {"message": reason, "extensions": {"code": "BAD_REQUEST"}}
    headers = {"allow": "POST"} if status == 405 else None  # noqa: PLR2004 (Method Not Allowed)
    return Response(orjson.dumps({"errors": [error]}), status, headers, "application/json")
