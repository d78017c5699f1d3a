"""What the subsidiaries let each other see, and how the group counts."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from synergy.graph.mapping import edge, node, one, stored
from synergy.model.node import Entity

if TYPE_CHECKING:
    from synergy.model.organisation import Organisation, Subsidiary


class ShareLevel(Enum):
    """How much of its customers a subsidiary shows another."""

    HIDDEN = "HIDDEN"
    """Nothing."""
    COUNTS = "COUNTS"
    """That somebody else serves a customer, not who."""
    OVERLAP = "OVERLAP"
    """Its name beside the customers that the other sees anyway."""
    ALL = "ALL"
    """All its customers."""


@edge("DEFINES", "Subsidiary", "SharePolicy")
class Defines:
    """The subsidiary whose customers a policy is about."""


@edge("TOWARDS", "SharePolicy", ("Group", "Subsidiary"))
class Towards:
    """The organisation a policy lets see."""


@node("SharePolicy", prefix="pol", orders=("active_from",), plural="sharePolicies")
class SharePolicy(Entity):
    """What one subsidiary lets another organisation see of its customers."""

    level: ShareLevel = stored("How much.")
    active_from: date = stored("First day in force.")
    active_until: date = stored("First day no longer in force.")
    owner: Subsidiary | None = one("Whose customers it is about.", "(this)<-[:DEFINES]-(that)")
    receiver: Organisation | None = one("Who may see them.", "(this)-[:TOWARDS]->(that)")


@node("KpiDefinition", prefix="kpi", orders=("name",))
class KpiDefinition(Entity):
    """How a measure is counted, in words, version by version."""

    code: str = stored("The measure's stable code.")
    name: str = stored("The measure's name in Chinese.")
    name_en: str = stored("The measure's name in English.")
    definition: str = stored("How it is counted, in Chinese.")
    definition_en: str = stored("How it is counted, in English.")
