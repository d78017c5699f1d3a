"""The peer: the same two questions answered by a typical Strawberry + FastAPI + DataLoader application.

Written as the manuals of Strawberry, FastAPI and the Neo4j driver show it: types with resolvers, one DataLoader per
relationship and request that batches its parents with UNWIND, `execute_query`, a `GraphQLRouter`. Its visibility rule
is a filter in each statement. To be fair to it, it borrows our verified-token and viewer caches.
"""

from __future__ import annotations

import enum
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
import uvicorn
from fastapi import FastAPI, Header, Request
from neo4j import AsyncDriver, AsyncGraphDatabase, RoutingControl
from strawberry.dataloader import DataLoader
from strawberry.fastapi import BaseContext, GraphQLRouter
from strawberry.types import Info

from synergy.access.tokens import TokenVerifier
from synergy.access.viewer import Viewer, Viewers
from synergy.app import address_of
from synergy.days import business_day
from synergy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

READABLE = """
MATCH (home:Organisation {id: $organisation})
OPTIONAL MATCH (home)<-[:TOWARDS]-(policy:SharePolicy)<-[:DEFINES]-(owner:Subsidiary)
WHERE policy.activeFrom <= $today AND policy.activeUntil > $today AND policy.level IN ['OVERLAP', 'ALL']
  AND policy.standing = 'ACTIVE' AND policy.kinds = []
WITH home, collect({id: owner.id, level: policy.level}) AS shared
RETURN home.id + [one IN shared WHERE one.level = 'ALL' | one.id] AS readable,
       home.id + [one IN shared | one.id] AS named
"""

CUSTOMERS = """
MATCH (c:Customer)
WHERE c.name IS NOT NULL AND c.id IS NOT NULL AND EXISTS {
  MATCH (c)<-[s:SERVES]-(owner) WHERE owner.id IN $readable AND s.validFrom <= $today AND s.validTo > $today
    AND (owner.id = $readable[0] OR
      (c.kind <> 'PERSON' OR EXISTS {
        MATCH (c)<-[:CONSENTS_FOR]-(n:Consent)-[:CONSENTS_TO]->(r)
        WHERE r.id = $readable[0] AND 'IDENTITY' IN n.categories AND n.activeFrom <= $today AND n.activeUntil > $today
      }) AND NOT EXISTS {
        MATCH (c)<-[:BLOCKS]-(e:RestrictedEntry)
        WHERE e.kind = 'RESTRICTED' AND e.standing = 'ACTIVE' AND e.activeFrom <= $today AND e.activeUntil > $today
      })
}
RETURN c.id AS id, c.name AS name, c.nameEn AS name_en, c.kind AS kind, c.sizeBand AS size_band,
       c.employees AS employees, c.sourceKey AS source_key, c.sourceSystem AS source_system
ORDER BY c.name, c.id LIMIT $first
"""

SERVED_BY = """
UNWIND $ids AS parent
MATCH (:Customer {id: parent})<-[s:SERVES]-(o:Subsidiary)
WHERE s.validFrom <= $today AND s.validTo > $today AND o.id IN $named
WITH parent, s, o ORDER BY o.name, o.id
RETURN parent, collect({stage: s.stage, id: o.id, short_name: o.shortName})[..$first] AS rows
"""

PRODUCTS = """
UNWIND $ids AS parent
MATCH (:Subsidiary {id: parent})-[offers:OFFERS]->(p:Product)
WHERE offers.validFrom <= $today AND offers.validTo > $today AND (
  (p.onShelfFrom <= $today AND p.onShelfUntil > $today) OR EXISTS {
    MATCH (p)<-[own:OFFERS]-({id: $organisation}) WHERE own.validFrom <= $today AND own.validTo > $today
  }
)
WITH parent, p ORDER BY p.name, p.id
RETURN parent, collect({id: p.id, name: p.name})[..$first] AS rows
"""

HOLDINGS = """
UNWIND $ids AS parent
MATCH (:Customer {id: parent})-[holds:HOLDS]->(p:Product)
WHERE holds.validFrom <= $today AND holds.validTo > $today AND holds.bookedBy IN $named AND (
  (p.onShelfFrom <= $today AND p.onShelfUntil > $today) OR EXISTS {
    MATCH (p)<-[own:OFFERS]-({id: $organisation}) WHERE own.validFrom <= $today AND own.validTo > $today
  }
)
WITH parent, holds, p ORDER BY p.name, p.id
RETURN parent, collect({band: holds.band, id: p.id, name: p.name})[..$first] AS rows
"""

OFFERED_BY = """
UNWIND $ids AS parent
MATCH (:Product {id: parent})<-[offers:OFFERS]-(o:Subsidiary)
WHERE offers.validFrom <= $today AND offers.validTo > $today
WITH parent, o ORDER BY o.name, o.id
RETURN parent, collect({id: o.id, short_name: o.shortName})[..$first] AS rows
"""


@dataclass(frozen=True)
class Page:
    """The key of a DataLoader: whose page, and how long."""

    parent: str
    first: int


class Context(BaseContext):
    """One request: its viewer and its loaders."""

    def __init__(self, driver: AsyncDriver, viewer: Viewer, today: date) -> None:
        super().__init__()
        self.driver = driver
        self.given: dict[str, Any] = {"organisation": viewer.organisation, "today": today}

    async def rows(self, text: str, **parameters: Any) -> list[dict[str, Any]]:
        """Run a statement."""
        records, _, _ = await self.driver.execute_query(
            text, {**self.given, **parameters}, routing_=RoutingControl.READ, database_="neo4j"
        )
        return [record.data() for record in records]

    async def load_access(self) -> None:
        """Find out which subsidiaries' customers the viewer may see."""
        [access] = await self.rows(READABLE)
        self.given |= access

    async def _pages(self, text: str, keys: Sequence[Page]) -> list[list[dict[str, Any]]]:
        longest = max(key.first for key in keys)
        found = await self.rows(text, ids=list({key.parent for key in keys}), first=longest)
        by_parent = {row["parent"]: row["rows"] for row in found}
        return [by_parent.get(key.parent, [])[: key.first] for key in keys]

    @cached_property
    def served_by(self) -> DataLoader[Page, list[dict[str, Any]]]:
        """The subsidiaries of customers."""
        return DataLoader(load_fn=lambda keys: self._pages(SERVED_BY, keys))

    @cached_property
    def products(self) -> DataLoader[Page, list[dict[str, Any]]]:
        """The products of subsidiaries."""
        return DataLoader(load_fn=lambda keys: self._pages(PRODUCTS, keys))

    @cached_property
    def holdings(self) -> DataLoader[Page, list[dict[str, Any]]]:
        """The products that customers hold."""
        return DataLoader(load_fn=lambda keys: self._pages(HOLDINGS, keys))

    @cached_property
    def offered_by(self) -> DataLoader[Page, list[dict[str, Any]]]:
        """The subsidiaries that offer products."""
        return DataLoader(load_fn=lambda keys: self._pages(OFFERED_BY, keys))


Asked = Info[Context, None]


@strawberry.enum
class CustomerKind(enum.Enum):
    """What a customer is."""

    COMPANY = "COMPANY"
    INSTITUTION = "INSTITUTION"
    PUBLIC_BODY = "PUBLIC_BODY"
    PERSON = "PERSON"


@strawberry.enum
class SizeBand(enum.Enum):
    """How large a customer is."""

    LARGE = "LARGE"
    MEDIUM = "MEDIUM"
    SMALL = "SMALL"
    MICRO = "MICRO"
    UNKNOWN = "UNKNOWN"


@strawberry.enum
class ServiceStage(enum.Enum):
    """How far a subsidiary is with a customer."""

    PROSPECT = "PROSPECT"
    ACTIVE = "ACTIVE"
    KEY = "KEY"
    DORMANT = "DORMANT"


@strawberry.enum
class Band(enum.Enum):
    """How much of a product a customer holds."""

    SMALL = "SMALL"
    MEDIUM = "MEDIUM"
    LARGE = "LARGE"


@strawberry.type
class Product:
    """A product."""

    id: strawberry.ID
    name: str

    @strawberry.field
    async def offered_by(self, info: Asked, first: int = 10) -> SubsidiaryConnection:
        """Return who offers it."""
        rows = await info.context.offered_by.load(Page(self.id, first))
        return SubsidiaryConnection(edges=[SubsidiaryEdge(node=Subsidiary(**row)) for row in rows])


@strawberry.type
class ProductEdge:
    """A product in a page."""

    node: Product


@strawberry.type
class ProductConnection:
    """A page of products."""

    edges: list[ProductEdge]


@strawberry.type
class Subsidiary:
    """A subsidiary."""

    id: strawberry.ID
    short_name: str

    @strawberry.field
    async def products(self, info: Asked, first: int = 10) -> ProductConnection:
        """Return what it offers."""
        rows = await info.context.products.load(Page(self.id, first))
        return ProductConnection(edges=[ProductEdge(node=Product(**row)) for row in rows])


@strawberry.type
class SubsidiaryEdge:
    """A subsidiary in a page."""

    node: Subsidiary


@strawberry.type
class SubsidiaryConnection:
    """A page of subsidiaries."""

    edges: list[SubsidiaryEdge]


@strawberry.type
class HoldingEdge:
    """A product that a customer holds."""

    band: Band
    node: Product


@strawberry.type
class HoldingConnection:
    """A page of holdings."""

    edges: list[HoldingEdge]


@strawberry.type
class ServedByEdge:
    """A subsidiary that serves a customer."""

    stage: ServiceStage
    node: Subsidiary


@strawberry.type
class ServedByConnection:
    """A page of subsidiaries."""

    edges: list[ServedByEdge]


@strawberry.type
class Customer:
    """A customer."""

    id: strawberry.ID
    name: str
    name_en: str | None
    kind: CustomerKind
    size_band: SizeBand
    employees: int | None
    source_key: str
    source_system: str

    @strawberry.field
    async def served_by(self, info: Asked, first: int = 10) -> ServedByConnection:
        """Return who serves it."""
        rows = await info.context.served_by.load(Page(self.id, first))
        edges = [
            ServedByEdge(stage=ServiceStage(row["stage"]), node=Subsidiary(id=row["id"], short_name=row["short_name"]))
            for row in rows
        ]
        return ServedByConnection(edges=edges)

    @strawberry.field
    async def holdings(self, info: Asked, first: int = 10) -> HoldingConnection:
        """Return what it holds."""
        rows = await info.context.holdings.load(Page(self.id, first))
        edges = [HoldingEdge(band=Band(row["band"]), node=Product(id=row["id"], name=row["name"])) for row in rows]
        return HoldingConnection(edges=edges)


@strawberry.type
class CustomerEdge:
    """A customer in a page."""

    node: Customer


@strawberry.type
class CustomerConnection:
    """A page of customers."""

    edges: list[CustomerEdge]


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def customers(self, info: Asked, first: int = 10) -> CustomerConnection:
        """Return customers by name."""
        await info.context.load_access()
        rows = await info.context.rows(CUSTOMERS, first=first)
        edges = [
            CustomerEdge(
                node=Customer(**row | {"kind": CustomerKind(row["kind"]), "size_band": SizeBand(row["size_band"])})
            )
            for row in rows
        ]
        return CustomerConnection(edges=edges)


@dataclass(frozen=True)
class ViewerReads:
    """Reads viewers through the peer's own driver."""

    driver: AsyncDriver

    async def read(self, text: str, p: Mapping[str, Any]) -> dict[str, Any]:
        """Send one read."""
        records, _, _ = await self.driver.execute_query(text, {"p": p}, routing_=RoutingControl.READ)
        return records[0].data()


async def get_context(request: Request, authorization: Annotated[str, Header()]) -> Context:
    """Authenticate, and give each request loaders of its own."""
    state = request.app.state
    now = datetime.now(UTC)
    today = business_day(now)
    claims = state.verifier.verify(authorization.removeprefix("Bearer "), now)
    return Context(state.driver, await state.viewers.find(claims.user, now, today), today)


def create() -> FastAPI:
    """Return the application."""
    settings = Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as hold:
            address = address_of(settings, hold)
            async with AsyncGraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
                app.state.driver = driver
                app.state.verifier = TokenVerifier.of(settings)
                app.state.viewers = Viewers(ViewerReads(driver))
                yield

    app = FastAPI(lifespan=lifespan)
    schema = strawberry.Schema(Query)
    app.include_router(GraphQLRouter(schema, context_getter=get_context), prefix="/graphql")
    return app


if __name__ == "__main__":
    uvicorn.run(create, factory=True, port=Settings().port, log_level="warning", access_log=False)
