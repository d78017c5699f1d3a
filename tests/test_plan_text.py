"""A plan's text depends on the document and the shape of its variables; no value ever enters it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    StringValueNode,
    Visitor,
    get_named_type,
    type_from_ast,
    visit,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synergy.access.claims import Claims
from synergy.access.viewer import Viewer
from synergy.schema import Api, build, sdl
from synergy.web.context import Context
from tests.documents import Generated, Source, documents
from tests.world import Sight, read_world

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from synergy.graph.database import Database

TODAY = date(2026, 11, 24)
MARK = "zq7"
"""Part of every string put into variables; nowhere else in the project."""


class _Heard(Exception):
    """The statement has been heard: no more is wanted."""


@dataclass
class Listener:
    """Stands in the database's place: hears each statement's text and parameters, and answers none."""

    heard: list[str] = field(default_factory=list)
    parameters: list[Mapping[str, Any]] = field(default_factory=list)

    async def read(self, text: str, p: Mapping[str, Any]) -> dict[str, Any]:
        """Note the statement."""
        self.heard.append(text)
        self.parameters.append(p)
        raise _Heard


@dataclass
class Texts:
    """The statements that documents become, compiled anew each time."""

    api: Api
    source: Source
    sight: Sight
    heard: int = 0

    async def of(self, text: str, variables: dict[str, Any], *, narrow: bool) -> Listener:
        """Compile every root field of the document."""
        self.api.engine.plans.clear()
        listener = Listener()
        viewer = _viewer(narrow=narrow)
        claims = Claims("usr_1", "token", datetime.now(UTC), datetime.now(UTC), "tests")
        context = Context(listener, "test", TODAY, signed_in=viewer, proven=claims)  # type: ignore[arg-type]
        await self.api.schema.execute(text, variable_values=variables, context_value=context)
        self.heard += len(listener.heard)
        return listener

    def changed(self, generated: Generated) -> dict[str, Any]:
        """Return other values of the same shape; page sizes and cursors stay, they are checked before a plan runs."""
        operation: Any = generated.document.definitions[0]
        types = {
            definition.variable.name.value: type_from_ast(self.source.schema, definition.type)
            for definition in operation.variable_definitions
        }
        return {
            name: value if str(types[name]).strip("!") in {"Int", "String"} else _other(value, types[name])
            for name, value in generated.variables.items()
        }


def _other(value: Any, type_: Any) -> Any:
    named: Any = get_named_type(type_)
    if value is None or isinstance(value, bool) or isinstance(named, GraphQLEnumType):
        return value
    if isinstance(value, list):
        others = [_other(each, named) for each in value]
        longer = bool(others) and not isinstance(named, GraphQLInputObjectType) and len(others) > 2
        return [*others, others[-1]] if longer else others
    if isinstance(value, dict):
        return {name: _other(each, named.fields[name].type) for name, each in value.items()}
    if named.name == "ID":
        prefix, mark, _ = value.partition("_")
        return f"{prefix}{mark}{MARK}" if mark else value
    numbers = {"Int": 7_654_321, "Decimal": "7654321.5", "Date": "1987-03-14", "DateTime": "1987-03-14T01:02:03+00:00"}
    return numbers.get(named.name, MARK)


def _viewer(*, narrow: bool) -> Viewer:
    reach = 1 if narrow else 10**6
    return Viewer("usr_1", "sub_1", False, "unt_1", "PUBLIC", frozenset(), reach, 48_000)  # noqa: FBT003


class _Strings(Visitor):
    """Collects the strings that a document spells out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        """Note a string."""
        self.found.add(node.value)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, str):
        yield value


@pytest.fixture(scope="module")
async def texts(seeded: Database) -> Texts:
    api = build()
    world = await read_world(seeded, api.model)
    return Texts(api, Source(world, sdl(api)), Sight(world, _viewer(narrow=False), TODAY))


@settings(max_examples=100, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), narrow=st.booleans())
async def test_other_values_of_the_same_shape_give_the_same_text(
    texts: Texts, data: st.DataObject, narrow: bool
) -> None:
    generated = data.draw(documents(texts.source, texts.sight))
    once = await texts.of(generated.text, generated.variables, narrow=narrow)
    again = await texts.of(generated.text, generated.variables, narrow=narrow)
    changed = texts.changed(generated)
    others = await texts.of(generated.text, changed, narrow=narrow)
    assert once.heard == again.heard
    assert once.heard == others.heard
    heard = "\n".join(others.heard)
    assert MARK not in heard
    assert "7654321" not in heard
    assert "1987" not in heard


@settings(max_examples=100, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), narrow=st.booleans())
async def test_no_value_stands_in_the_text(texts: Texts, data: st.DataObject, narrow: bool) -> None:
    generated = data.draw(documents(texts.source, texts.sight))
    spelled = _Strings()
    visit(generated.document, spelled)
    heard = "\n".join((await texts.of(generated.text, generated.variables, narrow=narrow)).heard)
    enums = {name for type_ in texts.source.schema.type_map.values() for name in getattr(type_, "values", ())}
    values = (spelled.found | set(_strings(generated.variables)) - enums) - texts.api.model.by_label.keys()
    assert not [value for value in values if len(value) > 4 and value in heard]


def test_statements_were_heard(texts: Texts) -> None:
    assert texts.heard > 200
