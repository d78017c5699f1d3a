"""What `where` means, in Python: a missing value matches nothing, so `not` of it matches."""

from __future__ import annotations

import operator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from synergy.errors import BadInput, LimitExceeded
from synergy.graph.model import PropertyField, RelationField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from synergy.graph.model import Model, Type
    from tests.world import Sight, Thing

COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def matches(sight: Sight, thing: Thing, where: Mapping[str, Any] | None, day: date) -> bool:
    """Whether the node matches every entry of `where`, its relationships read as of the day."""
    type_ = sight.world.model.types[thing.noun]
    return all(_entry(sight, thing, type_, name, said, day) for name, said in (where or {}).items() if said is not None)


def _entry(sight: Sight, thing: Thing, type_: Type, name: str, said: Any, day: date) -> bool:  # noqa: PLR0913, PLR0917
    if name == "and":
        return all(matches(sight, thing, part, day) for part in said)
    if name == "or":
        return any(matches(sight, thing, part, day) for part in said)
    if name == "not":
        return not matches(sight, thing, said, day)
    declared = type_.fields[name]
    if isinstance(declared, PropertyField):
        return _property(sight, thing, declared, said)
    assert isinstance(declared, RelationField)
    related = [that for _, that in sight.hops(thing, declared, day)]
    if not declared.many:
        return any(matches(sight, that, said, day) for that in related)
    asked = {how: inner for how, inner in said.items() if inner is not None}
    found = {how: [matches(sight, that, inner, day) for that in related] for how, inner in asked.items()}
    return any(found.get("some", [True])) and not any(found.get("none", [])) and all(found.get("every", []))


def _property(sight: Sight, thing: Thing, declared: PropertyField, said: Mapping[str, Any]) -> bool:
    if declared.grade != "C1" and not sight.covers(thing, declared.name):
        return False
    value = thing.get(declared.property)
    if declared.value.scalar == "Decimal" and value is not None:
        value = Decimal(value)
    return all(_compare(value, word, bound) for word, bound in said.items())


def _compare(value: Any, word: str, bound: Any) -> bool:
    if word == "eq" and bound is None:
        return value is None
    if value is None:
        return False
    if word in {"contains", "startsWith"}:
        found = value.lower().find(bound.lower())
        return bool(found == 0 if word == "startsWith" else found >= 0)
    if word == "in":
        return bool(value in bound)
    if word == "between":
        return bool(bound[0] <= value <= bound[1])
    return bool(value == bound) if word == "eq" else COMPARED[word](value, bound)


def check(model: Model, type_: Type, where: Mapping[str, Any], depth: int = 1) -> int:
    """Count the entries; refuse what no `where` may ask: more than 5 deep or 30 entries, nulls to compare with."""
    if depth > 5:
        raise LimitExceeded("too deep")
    entries = len(where)
    for name, said in where.items():
        if said is None:
            continue
        if name in {"and", "or", "not"}:
            entries += sum(check(model, type_, part, depth + 1) for part in ([said] if name == "not" else said))
            continue
        declared = type_.fields[name]
        if isinstance(declared, RelationField):
            inner = [part for part in said.values() if part is not None] if declared.many else [said]
            entries += sum(check(model, model.types[declared.target], part, depth + 1) for part in inner)
        else:
            _check_property(said)
    if entries > 30:
        raise LimitExceeded("too many entries")
    return entries


def _check_property(said: Mapping[str, Any]) -> None:
    for word, bound in said.items():
        if word != "eq" and bound is None:
            raise BadInput("compares with nothing")
        if word == "in" and len(bound) > 100:
            raise LimitExceeded("too many values")
        if word == "between" and len(bound) != 2:
            raise BadInput("two bounds")
        moments = bound if isinstance(bound, list) else [bound]
        if any(isinstance(moment, datetime) and moment.tzinfo is None for moment in moments):
            raise BadInput("no offset")
