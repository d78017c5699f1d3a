"""What the program suggests, what it learned that from, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

from synergy.graph.mapping import edge, node, one, stored
from synergy.model.customers import Customer
from synergy.model.node import Entity
from synergy.model.organisation import Organisation
from synergy.model.products import Product


class RecommenderStanding(Enum):
    """How far a trained model is."""

    TRAINING = "TRAINING"
    """Being written; nothing asks it."""
    ACTIVE = "ACTIVE"
    """The one that suggestions come from."""
    RETIRED = "RETIRED"
    """Replaced by another, and being removed."""


class Verdict(Enum):
    """What became of a suggestion."""

    ACCEPTED = "ACCEPTED"
    """It is being followed."""
    REJECTED = "REJECTED"
    """It does not fit: the product is not suggested to the customer for a while."""
    CONVERTED = "CONVERTED"
    """The customer took the product."""


@edge("COMPLEMENTS", "Product", "Product")
class Complements:
    """What holding one product says about taking another, as a model learned it from at least 5 customers."""

    score: float = stored("How much likelier it makes the other product, in nats, beyond what ties bring.")
    tie: float = stored("How the products are tied: the one's weight in a ridge regression of the other on all.")
    support: int = stored("How many customers hold both, in steps of five downwards.")
    model: str = stored("The id of the model that learned it.")


@edge("SUGGESTS", "Recommendation", "Product")
class Suggests:
    """The product that was suggested."""


@edge("SUGGESTED_FOR", "Recommendation", "Customer")
class SuggestedFor:
    """The customer that it was suggested for."""


@edge("ANSWERED_FOR", "Recommendation", ("Group", "Subsidiary"))
class AnsweredFor:
    """The organisation whose answer it is: nobody else knows of it."""


@node("Recommender", prefix="rcm", orders=("trained_at",))
class Recommender(Entity):
    """A trained model that suggestions come from; what it learned stands in COMPLEMENTS and LEANS."""

    standing: RecommenderStanding = stored("How far it is.")
    trained_at: datetime = stored("When it was trained.")
    as_of: date = stored("The day whose holdings it learned from.")
    customers: int = stored("How many customers it learned from, in steps of five downwards.")
    products: int = stored("How many products they hold.")
    pairs: int = stored("How many pairs of products have enough customers in common.")
    pull: float = stored("How much the logarithm of what ties bring counts.")


@node("Recommendation", prefix="rcd", orders=("answered_on",))
class Recommendation(Entity):
    """A suggested product with the answer of those who serve the customer: the training learns from it, too."""

    verdict: Verdict = stored("What became of it.")
    reason: str | None = stored("Why it was rejected.")
    answered_on: date = stored("The day of the answer.")
    active_until: date = stored("The day from which a rejected product may be suggested again.")
    product: Product | None = one("The product.", "(this)-[:SUGGESTS]->(that)")
    customer: Customer | None = one("The customer.", "(this)-[:SUGGESTED_FOR]->(that)")
    organisation: Organisation | None = one("Whose answer it is.", "(this)-[:ANSWERED_FOR]->(that)")
