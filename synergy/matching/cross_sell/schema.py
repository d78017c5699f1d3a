"""What cross-selling adds to the API: what to offer a customer and why, whom to offer a product, and answers."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from synergy.graph import mutations
from synergy.graph.mapping import Argument, extends, record, root, statement, stored
from synergy.graph.model import ID
from synergy.matching.cross_sell.feedback import RECORD_FEEDBACK
from synergy.model.customers import Customer, CustomerKind, SizeBand
from synergy.model.organisation import OrgUnit, Subsidiary
from synergy.model.products import Product

if TYPE_CHECKING:
    from strawberry.types.field import StrawberryField

    from synergy.graph.types import Types

MOST_HELD, MOST_TRAITS, MOST_NAMED = 5_000, 200, 30
FIRST = Argument(int, "How many, at most 100; the best first.", default=5)


class CrossSellRule(Enum):
    """The rule that keeps a product from being suggested."""

    OWN_PRODUCT = "OWN_PRODUCT"
    """The viewer's own organisation offers it."""
    BARRIER = "BARRIER"
    """The customer stands behind an information barrier that the viewer knows of."""
    REJECTED = "REJECTED"
    """It was rejected for the customer not long ago."""
    KIND = "KIND"
    """It does not suit this kind of customer."""
    SIZE = "SIZE"
    """It does not suit customers of this size."""
    LICENCE = "LICENCE"
    """Nobody who offers it has the licence it needs."""
    CONSENT = "CONSENT"
    """The person has not agreed that who offers it receives their data."""


@record
class CrossSellReason:
    """Why something is suggested, in words a user may repeat, and the way through the graph that they tell of."""

    text: str = stored("The reason in Chinese.")
    text_en: str = stored("The reason in English.")
    support: int = stored("How many customers it rests on: from 5 on, in steps of five downwards.")
    path: list[ID] = stored("The ids along the way: what is held or known of the customer, and the product.")


@record
class CrossSell:
    """A product of another subsidiary that a customer may need."""

    product: Product = stored("The product.")
    subsidiary: Subsidiary = stored("Who offers it; one of those who have the licence it needs.")
    unit: OrgUnit | None = stored("The unit to speak to.")
    score: float = stored(
        "The chance that of all products the viewer may know of, and the customer does not hold, it is the one taken "
        "next; 0 to 1."
    )
    support: int = stored("How many customers the first reason rests on: from 5 on, in steps of five downwards.")
    reasons: list[CrossSellReason] = stored("Why, the strongest first; at most three.")


@record
class BlockedCrossSell:
    """A product that a rule keeps from being suggested."""

    product: Product = stored("The product.")
    score: float = stored("The chance it would have.")
    rule: CrossSellRule = stored("The rule; of several the first.")
    text: str = stored("What stops it, in Chinese.")
    text_en: str = stored("What stops it, in English.")


@record
class CrossSellTarget:
    """A customer that may need a product."""

    customer: Customer = stored("The customer.")
    subsidiary: Subsidiary = stored("Who offers the product; one of those who have the licence it needs.")
    unit: OrgUnit | None = stored("The unit to speak to about it.")
    score: float = stored(
        "The customer's part in the chances of all that were compared; 0 to 1, of use within one list."
    )
    support: int = stored("How many customers the first reason rests on: from 5 on, in steps of five downwards.")
    reasons: list[CrossSellReason] = stored("Why, the strongest first; at most three.")


@record
class CrossSellPair:
    """A customer of a book, and a product of another subsidiary that it may need."""

    customer: Customer = stored("The customer.")
    product: Product = stored("The product.")
    subsidiary: Subsidiary = stored("Who offers it; one of those who have the licence it needs.")
    unit: OrgUnit | None = stored("The unit to speak to.")
    score: float = stored("As `CrossSell.score`.")
    support: int = stored("How many customers the first reason rests on: from 5 on, in steps of five downwards.")
    reasons: list[CrossSellReason] = stored("Why, the strongest first; at most three.")


@extends(Customer)
class CustomerCrossSell:
    """What else the group could offer a customer."""

    cross_sell: list[CrossSell] = statement(
        "Products of other subsidiaries that customers who hold and are the like take, and this one does not hold as "
        "far as the viewer knows. Empty until a model is trained.",
        "cross_sell.cypher",
        first=FIRST,
    )
    cross_sell_blocked: list[BlockedCrossSell] = statement(
        "Products of other subsidiaries that a rule keeps from being suggested; for those who serve the customer.",
        "blocked.cypher",
        first=FIRST,
    )


@extends(Subsidiary)
class SubsidiaryCrossSell:
    """Whom of its customers a product would suit."""

    cross_sell_targets: list[CrossSellTarget] = statement(
        "Customers that the viewer sees, and this subsidiary serves, who may need a product of its own or of "
        "another's; at most a few hundred of them are compared.",
        "targets.cypher",
        product=Argument(ID, "The id of the product."),
        first=FIRST,
    )


@root
class CrossSelling:
    """Cross-selling beyond one customer."""

    cross_sell_for: list[CrossSell] = statement(
        "What would suit somebody who holds these products and is known to be so: a prospect.",
        "for_products.cypher",
        products=Argument(
            list[ID], f"The ids of products that are held, at most {MOST_HELD:,}.", default=[], most=MOST_HELD
        ),
        kind=Argument(CustomerKind | None, "What the customer is.", default=None),
        size_band=Argument(SizeBand | None, "How large it is.", default=None),
        industry=Argument(ID | None, "The id of its industry.", default=None),
        region=Argument(ID | None, "The id of the region where it is.", default=None),
        traits=Argument(
            list[str],
            f"What else is known of it, as `Customer.traits` has it; at most {MOST_TRAITS}.",
            default=[],
            most=MOST_TRAITS,
        ),
        first=FIRST,
    )
    cross_sell_portfolio: list[CrossSellPair] = statement(
        f"The best pairs of customer and product in a book of customers that the viewer's organisation serves: at most "
        f"{MOST_NAMED} of them, the largest unless they are named, and three products for each.",
        "portfolio.cypher",
        customers=Argument(list[ID], "The ids of the customers; the largest when empty.", default=[], most=MOST_NAMED),
        first=FIRST,
    )


def mutation_fields(types: Types) -> list[StrawberryField]:
    """Return the fields that cross-selling adds to Mutation."""
    return mutations.mutation_fields(types, [RECORD_FEEDBACK])
