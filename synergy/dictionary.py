"""What is generated from the declarations: the data dictionary, and the indexes that the orders need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.graph.model import PropertyField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from synergy.graph.model import Model, Type


def model_markdown(model: Model) -> str:
    """Return the data dictionary: every label and relationship with its properties, grades and indexes."""
    lines = [
        "# The graph model",
        "",
        "Generated from the declarations in `synergy/model` by `synergy model`; do not edit.",
        "",
        "## Nodes",
        "",
    ]
    for type_ in sorted(model.nouns.values(), key=lambda t: t.name):
        lines += _node(model, type_)
    lines += ["## Relationships", ""]
    for type_ in sorted(model.edges.values(), key=lambda t: t.edge.type if t.edge else ""):
        lines += _edge(type_)
    return "\n".join(lines).rstrip() + "\n"


def _node(model: Model, type_: Type) -> Iterator[str]:
    declared = type_.node
    if declared is None:
        return
    labels = "".join(f":{label}" for label in (declared.label, *declared.labels))
    yield f"### `{labels}`, ids `{declared.prefix}_…`"
    yield ""
    yield type_.description
    yield ""
    yield from _properties(type_)
    indexes = ["unique (id)", *(f"({keys})" for keys in order_keys(type_))]
    yield f"Indexes: {', '.join(indexes)}"
    yield ""
    arrows = [name for name, edge in sorted(model.edges.items()) if edge.edge and declared.label in edge.edge.start]
    yield f"Leads to others by: {', '.join(f'`{name}`' for name in arrows) or 'nothing'}"
    yield ""


def _edge(type_: Type) -> Iterator[str]:
    declared = type_.edge
    if declared is None:
        return
    start, end = "|".join(declared.start), "|".join(declared.end)
    yield f"### `(:{start})-[:{declared.type}]->(:{end})`"
    yield ""
    yield type_.description + (" Dated." if declared.dated else "")
    yield ""
    yield from _properties(type_)


def _properties(type_: Type) -> Iterator[str]:
    stored = [declared for declared in type_.fields.values() if isinstance(declared, PropertyField)]
    if not stored:
        return
    yield "| property | type | grade | meaning |"
    yield "|---|---|---|---|"
    for declared in stored:
        kind = f"[{declared.value.scalar}]" if declared.value.is_list else declared.value.scalar
        absent = "" if declared.required else ", may be absent"
        yield f"| {declared.property} | {kind}{absent} | {declared.grade} | {declared.description} |"
    yield ""


def order_keys(type_: Type) -> list[str]:
    """Return the composite keys that serve the noun's orders, as `property, id`."""
    return [f"{order.property}, id" for order in type_.orders.values() if order.property != "id"]


def index_statements(model: Model) -> str:
    """Return the statements that create an index for each order: the content of a migration."""
    statements = []
    for type_ in model.nouns.values():
        for order in type_.orders.values():
            if order.property == "id":
                continue
            name = f"{type_.label}_by_{order.name}".lower()
            keys = f"n.{order.property}, n.id"
            statements.append(f"CREATE RANGE INDEX {name} IF NOT EXISTS FOR (n:{type_.label}) ON ({keys});")
    return "\n".join(statements) + "\n"
