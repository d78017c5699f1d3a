"""What barriers add to the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.barriers import crossings, entries
from synergy.graph import mutations

if TYPE_CHECKING:
    from strawberry.types.field import StrawberryField

    from synergy.graph.types import Types


def mutation_fields(types: Types) -> list[StrawberryField]:
    """Return the fields that barriers add to Mutation."""
    return mutations.mutation_fields(types, [*entries.MUTATIONS, *crossings.MUTATIONS])
