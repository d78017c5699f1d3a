"""What matching adds to the API: cross-sell to customers, experts to projects."""

from __future__ import annotations

from synergy.graph.mapping import Argument, extends, record, statement, stored
from synergy.model.customers import Customer
from synergy.model.experts import Evidence, Expert
from synergy.model.products import Product
from synergy.model.projects import Project

FIRST = Argument(int, "How many, at most 100; the best first.", default=5)


@record
class Reason:
    """Why something is suggested, in words a user may repeat."""

    text: str = stored("The reason in Chinese.")
    text_en: str = stored("The reason in English.")


@record
class CrossSell:
    """A product of another subsidiary that a customer may need."""

    product: Product = stored("The product; its unit is whom to call.")
    score: float = stored(
        "The share of comparable customers that hold it, shrunk towards 0 where there are few; 0 to 1."
    )
    support: int = stored(
        "How many comparable customers hold it, never fewer than 5. Those that the viewer does not see as holders "
        "count all or, where they are fewer than 5, not at all."
    )
    reasons: list[Reason] = stored("Why.")


@record
class ExpertMatch:
    """An expert who fits a project."""

    expert: Expert = stored("The expert.")
    score: float = stored("The strongest matching topic, raised by each further one; 0 to 1.")
    reasons: list[Reason] = stored("Why.")
    evidence: list[Evidence] = stored("Up to three documents and projects that prove it, the newest first.")


@extends(Customer)
class CustomerMatches:
    """What else the group could offer a customer."""

    cross_sell: list[CrossSell] = statement(
        "Products of other subsidiaries that customers of the same industry and size hold, and this one does not.",
        "cross_sell.cypher",
        first=FIRST,
    )


@extends(Project)
class ProjectMatches:
    """Who could help a project."""

    expert_matches: list[ExpertMatch] = statement(
        "Active experts in the project's topics who do not work on it yet.", "expert_matches.cypher", first=FIRST
    )
