"""What matching adds to the API: cross-sell to customers, and what reasons are."""

from __future__ import annotations

from synergy.graph.mapping import Argument, extends, record, statement, stored
from synergy.model.customers import Customer
from synergy.model.products import Product

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


@extends(Customer)
class CustomerMatches:
    """What else the group could offer a customer."""

    cross_sell: list[CrossSell] = statement(
        "Products of other subsidiaries that customers of the same industry and size hold, and this one does not.",
        "cross_sell.cypher",
        first=FIRST,
    )
