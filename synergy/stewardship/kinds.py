"""Which relationships of a customer are the same, and of which it has one: read from the declarations."""

from __future__ import annotations

from functools import cache

from synergy import model
from synergy.graph.model import Model, PropertyField, RelationField
from synergy.graph.reading import read_model


@cache
def _model() -> Model:
    return read_model(model.modules())


@cache
def single() -> tuple[str, ...]:
    """Return the types of which a customer has one: the survivor's stays."""
    fields = _model().types["Customer"].fields.values()
    ways = [one.pattern for one in fields if isinstance(one, RelationField) and not one.many]
    return tuple(sorted({name for way in ways if way.outgoing for name in way.types}))


@cache
def keys() -> dict[str, list[str]]:
    """Return by type the properties that hold ids: with others it is another relationship (as one booked elsewhere)."""
    return {
        name: [
            each.property
            for each in declared.fields.values()
            if isinstance(each, PropertyField) and each.value.scalar == "ID"
        ]
        for name, declared in _model().edges.items()
    }
