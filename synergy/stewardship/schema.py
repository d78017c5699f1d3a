"""What stewardship adds to the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.graph import mutations
from synergy.stewardship import candidates, disputes, merges, splitting

if TYPE_CHECKING:
    from strawberry.types.field import StrawberryField

    from synergy.graph.types import Types


def mutation_fields(types: Types) -> list[StrawberryField]:
    """Return the fields that stewardship adds to Mutation."""
    return mutations.mutation_fields(
        types,
        [
            *merges.MUTATIONS,
            *candidates.MUTATIONS,
            *disputes.MUTATIONS,
            *splitting.MUTATIONS,
        ],
    )
