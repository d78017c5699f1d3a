"""Information barriers: what is walled off, and who was brought over."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from synergy.graph.mapping import Connection, edge, many, node, one, stored, union
from synergy.model.governance import Standing
from synergy.model.node import Entity

if TYPE_CHECKING:
    from synergy.model.organisation import OrgUnit, User


class EntryKind(Enum):
    """What a restricted entry does."""

    WATCH = "WATCH"
    """Nothing is closed; those inside know to be careful."""
    RESTRICTED = "RESTRICTED"
    """Closed to everyone outside, except a customer to the subsidiaries that serve it."""


@union("Customer", "Project")
class Walled:
    """What a restricted entry can be about."""


@edge("BLOCKS", "RestrictedEntry", ("Customer", "Project"))
class Blocks:
    """What a restricted entry closes."""


@edge("INSIDE", "RestrictedEntry", "OrgUnit")
class Inside:
    """A unit on the private side that works with what an entry closes."""


@edge("CROSSES", "Crossing", "RestrictedEntry")
class Crosses:
    """The entry that a crossing leads through."""


@edge("CROSSED_BY", "Crossing", "User")
class CrossedBy:
    """The person brought over the wall."""


@node("RestrictedEntry", prefix="ent", orders=("active_from",), plural="restrictedEntries")
class RestrictedEntry(Entity):
    """An information barrier around a customer or project: outside nobody may know that it stands."""

    kind: EntryKind = stored("What it does.")
    reason: str = stored("Why, for those inside.")
    standing: Standing = stored("How far the decision is.")
    active_from: date = stored("First day in force.")
    active_until: date = stored("First day no longer in force.")
    about: Walled | None = one("What it is about.", "(this)-[:BLOCKS]->(that)")
    inside: Connection[OrgUnit] = many("The units on the private side that are inside.", "(this)-[:INSIDE]->(that)")
    crossings: Connection[Crossing] = many("Who was brought over the wall.", "(this)<-[:CROSSES]-(that)")
    drafted_by: User | None = one("Who wrote it.", "(this)-[:DRAFTED_BY]->(that)")
    confirmed_by: User | None = one("The second person, who put it into force.", "(this)-[:CONFIRMED_BY]->(that)")


@node("Crossing", prefix="crs", orders=("active_until",))
class Crossing(Entity):
    """One person is brought over an information barrier, for a reason, until a day, by two others."""

    reason: str = stored("Why.")
    standing: Standing = stored("How far the decision is.")
    active_from: date = stored("First day in force.")
    active_until: date = stored("First day no longer in force.")
    entry: RestrictedEntry | None = one("The barrier.", "(this)-[:CROSSES]->(that)")
    user: User | None = one("Who is brought over.", "(this)-[:CROSSED_BY]->(that)")
    drafted_by: User | None = one("Who asked for it.", "(this)-[:DRAFTED_BY]->(that)")
    confirmed_by: User | None = one("The second person, who allowed it.", "(this)-[:CONFIRMED_BY]->(that)")
