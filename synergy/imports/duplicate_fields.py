"""What imports add to Query: a warning before a customer is created that is there already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import strawberry
from strawberry.types.info import Info

from synergy.errors import BadInput
from synergy.graph.enums import enum_of
from synergy.graph.executor import References
from synergy.identity.party import Kind
from synergy.identity.words import in_chinese
from synergy.imports.duplicates import Likeness, likeness_of
from synergy.imports.row_input import customer_row, read_given

if TYPE_CHECKING:
    from strawberry.types.field import StrawberryField

    from synergy.graph.types import Types
    from synergy.identity.score import Evidence
    from synergy.identity.single import Candidate


@strawberry.type(description="One thing that was compared, and what came of it.")
class DuplicateEvidence:
    """One bar of the waterfall."""

    field: str = strawberry.field(description="What was compared, in Chinese.")
    field_en: str = strawberry.field(description="What was compared, in English.")
    level: str = strawberry.field(description="How far the two agree, in Chinese.")
    level_en: str = strawberry.field(description="How far the two agree, in English.")
    weight: float = strawberry.field(description="Match weight in bits: above 0 it speaks for, below 0 against.")

    @classmethod
    def of(cls, bar: Evidence) -> DuplicateEvidence:
        """Say it in both languages."""
        return cls(
            field=in_chinese(bar.comparison),
            field_en=bar.comparison,
            level=in_chinese(bar.words),
            level_en=bar.words,
            weight=bar.weight,
        )


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """The values of the API's `PossibleDuplicate`."""

    id: str
    likeness: str
    probability: float
    evidence: list[DuplicateEvidence]

    @classmethod
    def of(cls, candidate: Candidate) -> PossibleDuplicate:
        """Tell of a candidate."""
        bars = [DuplicateEvidence.of(bar) for bar in candidate.score.evidence]
        return cls(candidate.id, likeness_of(candidate).name, candidate.score.probability, bars)


@dataclass(frozen=True, slots=True)
class DuplicateCheck:
    """The values of the API's `DuplicateCheck`."""

    ready: bool
    candidates: list[PossibleDuplicate]
    customers: References


async def find_duplicates(info: Info[Any, Any], **given: Any) -> DuplicateCheck:
    """Answer `findDuplicates`."""
    context = info.context
    party = read_given(given["customer"]).party("new", "")
    if party.kind is not Kind.COMPANY:
        raise BadInput("Persons are not looked for: a name does not tell one from another.")
    found = await context.imports.duplicates.find(context, party)
    if not found.ready:
        context.imports.count()
    told = [PossibleDuplicate.of(one) for one in found.candidates]
    return DuplicateCheck(found.ready, told, References([one.id for one in told]))


def query_fields(types: Types) -> list[StrawberryField]:
    """Return the fields that imports add to Query."""
    customer_row(types)
    types.made |= {"DuplicateEvidence": DuplicateEvidence, "Likeness": enum_of(Likeness)}
    types.object(
        "PossibleDuplicate",
        "A customer that the one about to be created may be.",
        [
            types.field("id", "ID", "The customer's id."),
            types.field("likeness", "Likeness", "What it is to the new one."),
            types.field("probability", "float", "How likely the two are one, by the evidence; 0 to 1."),
            types.field("evidence", "list[DuplicateEvidence]", "What speaks for and against."),
        ],
    )
    types.object(
        "DuplicateCheck",
        "What is known that may be the customer about to be created.",
        [
            types.field(
                "ready",
                "bool",
                "False until the customers are counted, which begins with the first question or import: ask again in a "
                "minute.",
            ),
            types.field("candidates", "list[PossibleDuplicate]", "At most five, the strongest first."),
            types.field("customers", "list[Customer]", "The candidates as customers, in the same order."),
        ],
    )
    says = (
        "Warn before a company is created that is there already, as far as the viewer may know of it: by an identifier "
        "that the viewer reads, or by name, place and trade. Nothing is written."
    )
    made = types.field("findDuplicates", "DuplicateCheck", says, resolver=find_duplicates)
    made.arguments = [types.argument("customer", "CustomerRowInput", "The customer about to be created.")]
    return [made]
