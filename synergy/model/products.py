"""Products, their categories, and the topics that products, projects, cases, reports and experts share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from synergy.graph.mapping import Connection, edge, many, node, one, stored
from synergy.model.customers import CustomerKind, Holds, SizeBand
from synergy.model.node import Dated, Entity
from synergy.model.organisation import Licence

if TYPE_CHECKING:
    from synergy.model.customers import Customer
    from synergy.model.experts import Expert
    from synergy.model.knowledge import Case, Report
    from synergy.model.organisation import OrgUnit, Subsidiary
    from synergy.model.projects import Project


@edge("OFFERS", "Subsidiary", "Product", dated=True)
class Offers(Dated):
    """A subsidiary offers a product."""


@edge("IN_CATEGORY", "Product", "ProductCategory")
class InCategory:
    """The category of a product."""


@edge("HANDLED_BY", "Product", "OrgUnit")
class HandledBy:
    """The unit to speak to about a product."""


@edge("HAS_TOPIC", ("Product", "Project", "Case", "Report"), "Topic")
class HasTopic:
    """What something is about."""


@edge("BROADER", "Topic", "Topic")
class Broader:
    """The topic that includes this one."""


@node("Product", prefix="prd", orders=("name", "name_en"))
class Product(Entity):
    """A product or service that a subsidiary offers, perhaps on the shelf for the other subsidiaries' customers."""

    name: str = stored("The product's name in Chinese.")
    name_en: str = stored("The product's name in English.")
    description: str = stored("What it is, in Chinese.")
    description_en: str = stored("What it is, in English.")
    on_shelf_from: date | None = stored("First day on the shelf for other subsidiaries; absent for internal products.")
    on_shelf_until: date | None = stored("First day off the shelf again; 9999-12-31 while it stands there.")
    suits_kinds: list[CustomerKind] | None = stored("The kinds of customers that it suits; all when absent.")
    suits_sizes: list[SizeBand] | None = stored("The sizes of customers that it suits; all when absent.")
    licence: Licence | None = stored("The licence that whoever sells it needs; absent when none.")
    offered_by: Connection[Subsidiary] = many("Who offers it.", "(this)<-[edge:OFFERS]-(that)", edge=Offers)
    category: ProductCategory | None = one("Its category.", "(this)-[:IN_CATEGORY]->(that)")
    unit: OrgUnit | None = one("The unit to speak to.", "(this)-[:HANDLED_BY]->(that)")
    topics: Connection[Topic] = many("What it is about.", "(this)-[:HAS_TOPIC]->(that)")
    holders: Connection[Customer] = many("The customers that hold it.", "(this)<-[edge:HOLDS]-(that)", edge=Holds)
    projects: Connection[Project] = many("The projects that use it.", "(this)<-[:USES]-(that)")


@node("ProductCategory", prefix="cat", orders=("name",), plural="productCategories")
class ProductCategory(Entity):
    """A kind of product."""

    name: str = stored("The category's name in Chinese.")
    name_en: str = stored("The category's name in English.")
    code: str = stored("A short stable code.")
    products: Connection[Product] = many("The products in it.", "(this)<-[:IN_CATEGORY]-(that)")


@node("Topic", prefix="top", orders=("name", "name_en"))
class Topic(Entity):
    """A subject that people know about and documents deal with."""

    name: str = stored("The topic's name in Chinese.")
    name_en: str = stored("The topic's name in English.")
    code: str = stored("A short stable code.")
    broader: Topic | None = one("The topic that includes it.", "(this)-[:BROADER]->(that)")
    narrower: Connection[Topic] = many("The topics it includes.", "(this)<-[:BROADER]-(that)")
    experts: Connection[Expert] = many("Who knows about it.", "(this)<-[edge:EXPERT_IN]-(that)", edge="ExpertIn")
    cases: Connection[Case] = many("Cases about it.", "(this)<-[:HAS_TOPIC]-(that)")
    reports: Connection[Report] = many("Reports about it.", "(this)<-[:HAS_TOPIC]-(that)")
