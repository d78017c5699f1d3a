"""The inputs of `where`: conditions on a value, on related rows, and their joining by and, or, not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strawberry

from synergy.graph.grades import graded
from synergy.graph.model import PropertyField, RelationField

if TYPE_CHECKING:
    from synergy.graph.model import Field, Type, ValueType
    from synergy.graph.types import Types

COMPARED = {"gt": "Greater than.", "gte": "At least.", "lt": "Less than.", "lte": "At most."}
CASELESS = "upper and lower case are the same."


def where_input(types: Types, type_: Type) -> None:
    """Make the input that says which rows of a type are meant."""
    name = f"{type_.name}Where"
    fields = [
        types.field("and", f"Optional[list[{name}]]", "All of these hold.", default=strawberry.UNSET),
        types.field("or", f"Optional[list[{name}]]", "At least one of these holds.", default=strawberry.UNSET),
        types.field("not", f"Optional[{name}]", "This does not hold.", default=strawberry.UNSET),
    ]
    for declared in type_.fields.values():
        annotation = _condition(types, declared)
        if annotation:
            description = getattr(declared, "description", "")
            fields.append(
                types.field(
                    declared.name,
                    f"Optional[{annotation}]",
                    description,
                    default=strawberry.UNSET,
                    directives=graded(declared),
                )
            )
    types.input(name, f"Which {type_.name} rows; several entries hold together.", fields)


def _condition(types: Types, declared: Field) -> str | None:
    if isinstance(declared, PropertyField):
        return None if declared.value.is_list else _filter(types, declared.value)
    if isinstance(declared, RelationField) and len(types.model.targets(declared.target)) == 1:
        if not declared.many:
            return f"{declared.target}Where"
        return _quantifier(types, declared.target)
    return None


def _quantifier(types: Types, target: str) -> str:
    name = f"{target}Quantifier"
    if name not in types.made:
        where = f"Optional[{target}Where]"
        types.input(
            name,
            f"How many of the related {target} rows, of those the viewer sees, must match.",
            [
                types.field("some", where, "At least one matches.", default=strawberry.UNSET),
                types.field("none", where, "None matches.", default=strawberry.UNSET),
                types.field("every", where, "Each matches; also true when there is none.", default=strawberry.UNSET),
            ],
        )
    return name


def _filter(types: Types, value: ValueType) -> str:
    name = f"{value.scalar}Filter"
    if name in types.made:
        return name
    inner = value.annotation
    fields = [types.field("eq", f"Optional[{inner}]", "Equal; null finds what has no value.", default=strawberry.UNSET)]
    if value.scalar != "Boolean":
        fields.append(
            types.field("in", f"Optional[list[{inner}]]", "One of these, at most 100.", default=strawberry.UNSET)
        )
    if value.scalar == "String":
        fields.append(types.field("contains", "Optional[str]", f"Contains; {CASELESS}", default=strawberry.UNSET))
        fields.append(types.field("startsWith", "Optional[str]", f"Starts with; {CASELESS}", default=strawberry.UNSET))
    if value.scalar in {"Int", "Float", "Decimal", "Date", "DateTime", "String"}:
        for word, says in COMPARED.items():
            fields.append(types.field(word, f"Optional[{inner}]", says, default=strawberry.UNSET))
        says = "From the first to the second, both included."
        fields.append(types.field("between", f"Optional[list[{inner}]]", says, default=strawberry.UNSET))
    exact = " They are exact to 15 digits." if value.scalar == "Decimal" else ""
    types.input(name, f"Conditions on a {value.scalar}; several hold together.{exact}", fields)
    return name
