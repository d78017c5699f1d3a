"""What barriers add to the API."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from synergy.access.guarded import guarded
from synergy.barriers.crossings import Crossings
from synergy.barriers.entries import Entries
from synergy.graph import mutations

if TYPE_CHECKING:
    from strawberry.types.field import StrawberryField

    from synergy.graph.types import Types

HERE = Path(__file__).parent


def mutation_fields(types: Types) -> list[StrawberryField]:
    """Return the fields that barriers add to Mutation."""
    entries = Entries(guarded(types.model, HERE / "entries.cypher"))
    crossings = Crossings(guarded(types.model, HERE / "crossings.cypher"))
    return mutations.mutation_fields(types, [*entries.mutations(), *crossings.mutations()])
