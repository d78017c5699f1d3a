"""How the group counts."""

from __future__ import annotations

from synergy.graph.mapping import node, stored
from synergy.model.node import Entity


@node("KpiDefinition", prefix="kpi", orders=("name",))
class KpiDefinition(Entity):
    """How a measure is counted, in words, version by version."""

    code: str = stored("The measure's stable code.")
    name: str = stored("The measure's name in Chinese.")
    name_en: str = stored("The measure's name in English.")
    definition: str = stored("How it is counted, in Chinese.")
    definition_en: str = stored("How it is counted, in English.")
