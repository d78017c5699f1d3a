"""The grades of fields as the schema shows them."""

from __future__ import annotations

import strawberry
from strawberry.schema_directive import Location

from synergy.graph.enums import enum_of
from synergy.graph.mapping import Grade
from synergy.graph.model import (
    Field,
    PropertyField,
)

GRADE = enum_of(Grade)


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.INPUT_FIELD_DEFINITION],
    name="grade",
    description="The grade of a field above C1; a filter on a value that the viewer may not read matches nothing.",
)
class Graded:
    """The grade in the schema, on every field above C1 and on the filters that ask for it."""

    level: GRADE  # type: ignore[valid-type]


def graded(declared: Field) -> list[Graded]:
    """Return the directive of a field; none for C1."""
    if not isinstance(declared, PropertyField) or declared.grade is Grade.C1:
        return []
    return [Graded(level=GRADE[declared.grade])]
