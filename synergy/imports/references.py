"""What a row refers to: told by a key of the subsidiary's own, or by a name, and only what the subsidiary may know.

What nothing is called and what somebody else has is answered in the same words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.graph.statements import load_sections
from synergy.identity.identifiers import CHECKS, Identifier, read_isin, read_lei, read_stock, read_uscc
from synergy.imports.records import exact

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from synergy.graph.transactions import Transaction
    from synergy.imports.records import Target

_SAY = {name: part.text for name, part in load_sections(Path(__file__).with_name("references.cypher")).items()}
_READ = {"USCC": read_uscc, "LEI": read_lei, "ISIN": read_isin, "STOCK": read_stock}


@dataclass(frozen=True)
class Reference:
    """Something that rows name. `keys` is the kind of file whose keys name it; without that its names do.

    `what` follows “names no” and tells how to mend it.
    """

    section: str
    what: str
    keys: str | None = None


CUSTOMER = Reference(
    "customer",
    "customer that {code} serves: give the key it was imported with, or its USCC, LEI, ISIN or stock code",
    "customers",
)
PRODUCT = Reference(
    "product", "product of {code} or on the shelf: give the code it was imported with, or its id", "products"
)
PERSON = Reference("person", "person of {code}: import people first, and give the employee number", "people")
EXPERT = Reference("expert", "expert of {code}: import experts first, and give the employee number", "experts")
PROJECT = Reference("project", "project of {code}: import projects first, and give the key", "projects")
UNIT = Reference("unit", "unit of {code}: give its name as the platform has it")
SUBSIDIARY = Reference("subsidiary", "subsidiary: give its code or name as the platform has it")
TOPIC = Reference("topic", "topic: give its code or name as the platform has it")
CATEGORY = Reference("category", "product category: give its code or name as the platform has it")
REGION = Reference("region", "region: give its code or name as the platform has it")


def identify(text: str) -> str | None:
    """Return the id of the identifier that a text is, if its check digit agrees; a stock code with its exchange."""
    for scheme, read in _READ.items():
        try:
            value = read(text)
        except ValueError:
            continue
        if CHECKS[scheme](value):
            return Identifier(scheme, value).id
    return None


async def find(
    tx: Transaction, target: Target, today: date, reference: Reference, texts: Iterable[str]
) -> dict[str, str]:
    """Return the id of what each text names; a text that names nothing, or more than one thing, is left out."""
    asked = sorted(set(texts))
    found: dict[str, set[str]] = {}
    if not asked:
        return {}
    given: dict[str, Any] = {"subsidiary": target.id, "today": today}
    if reference.keys is not None:
        source = replace(target, system=reference.keys)
        given["wanted"] = [
            {"text": text, "record": source.record_id(text), "identifier": identify(text)} for text in asked
        ]
    for row in await tx.run(_SAY[reference.section], given):
        for name in row["names"]:
            found.setdefault(name if reference.keys else exact(name), set()).add(row["id"])
    named = {text: found.get(text if reference.keys else exact(text), set()) for text in asked}
    return {text: next(iter(ids)) for text, ids in named.items() if len(ids) == 1}
