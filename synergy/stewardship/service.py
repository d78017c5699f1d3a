"""What ends with a subsidiary's service of a customer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from synergy.graph.statements import load_sections

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from synergy.graph.transactions import Transaction

REVOCATION = "授权方已不再服务该客户。The owner serves the customer no more."
"""Why a grant ends with its owner's service."""
_SAY = load_sections(Path(__file__).with_name("service.cypher"))


async def end_grants(tx: Transaction, customers: Sequence[str], today: date) -> None:
    """End the grants of customers whose owners serve them no more."""
    told = {"customers": customers, "today": today, "now": tx.now, "revocation": REVOCATION}
    await tx.run(_SAY["end_grants"].text, told)
