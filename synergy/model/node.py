"""What every stored node carries, and every dated relationship."""

from __future__ import annotations

from datetime import date, datetime

from synergy.graph.mapping import Node, stored
from synergy.graph.model import ID


class Common(Node):
    """A node that records of several subsidiaries make.

    It is stored with `createdAt`, `updatedAt` and `version` as every node, but they are not told: each moves with the
    records of others, and so would tell a subsidiary that somebody else knew of it, and when.
    """

    id: ID = stored("The node's id; its prefix names the noun.")
    source_system: str = stored("Where the data came from; `synthetic` marks invented data.")
    source_key: str = stored("The key of the record in its source system.")


class Entity(Common):
    """A node with an identity and an origin, written by one party."""

    created_at: datetime = stored("When the node was first recorded.")
    updated_at: datetime = stored("When the node was last changed.")
    version: int = stored("How often the node was written; starts at 1.")


class Dated:
    """A relationship that holds over a period; ending it sets `validTo`, nothing is deleted.

    Its `recordedBy` is stored and not told: the user may be one of a subsidiary that the reader may not know of here.
    """

    valid_from: date = stored("The first day on which the relationship holds.")
    valid_to: date = stored("The first day on which it holds no more; 9999-12-31 while it is open.")
    recorded_at: datetime = stored("When the period was recorded.")
