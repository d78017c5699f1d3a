"""What matching adds to the API about partners: who in the group can help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from synergy.graph.mapping import Argument, Input, record, root, statement, stored
from synergy.graph.model import ID
from synergy.matching.experts import need
from synergy.matching.schema import FIRST, Reason
from synergy.model.experts import Evidence, Expert
from synergy.model.organisation import OrgUnit, Subsidiary

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMED = ("customer", "product", "region", "industry")
NEED = Input(
    "PartnerNeed",
    "What help is needed; several entries add up.",
    {
        "customer": Argument(ID | None, "For this customer: who serves it, and who worked for it or for its industry."),
        "product": Argument(ID | None, "With this product."),
        "region": Argument(ID | None, "In this region."),
        "industry": Argument(ID | None, "For this industry; that of the customer by itself."),
        "text": Argument(str | None, f"In any words, Chinese or English; the first {need.LONGEST:,} characters count."),
    },
)


def prepare(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the statement reads of a need: the ids, and the text made ready as for experts."""
    asked = given["need"]
    named = {name: asked.get(name) for name in _NAMED}
    read = need.read_text(asked.get("text") or "")
    return read | named | {"asked": bool(read["queries"] or any(named.values()))}


@record
class Partner:
    """A subsidiary that can help."""

    subsidiary: Subsidiary = stored("The subsidiary.")
    score: float = stored("How much speaks for it; 0 to 1.")
    reasons: list[Reason] = stored("What speaks for it, the strongest first.")
    units: list[OrgUnit] = stored("Up to three units to speak to: who handles the product, and where the people work.")
    people: list[Expert] = stored("Up to three of its experts behind the evidence.")
    evidence: list[Evidence] = stored("Up to three projects, cases and reports that show it.")


@record
class PartnerAnswer:
    """The subsidiaries that can help."""

    matches: list[Partner] = stored("Subsidiaries other than the viewer's own, the best first.")
    note: Reason | None = stored("Why there is nobody, where there is nobody.")


@root
class Partners:
    """Who in the group can help."""

    partners: PartnerAnswer = statement(
        "Which subsidiaries can help, with the units and people to speak to, and why.",
        "partners.cypher",
        prepare=prepare,
        need=Argument(NEED, "What help is needed."),
        first=FIRST,
    )
