"""From a statement's record to the response: keys in the selection's order, pages cut, cursors made, nulls checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from synergy.errors import SynergyError
from synergy.graph import paging

if TYPE_CHECKING:
    from collections.abc import Callable


class Shaped:
    """A finished part of the response: the executor passes it on untouched."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Row:
    """An object of which Python must answer some fields: the planned ones by response key, and what those need."""

    __slots__ = ("needs", "type_name", "values")

    def __init__(self, type_name: str, values: dict[str, Any], needs: dict[str, Any]) -> None:
        self.type_name = type_name
        self.values = values
        self.needs = needs

    def __getattr__(self, name: str) -> Any:
        """Return a stored property that the answering function said it needs."""
        try:
            return self.needs[name]
        except KeyError:
            raise AttributeError(f"{self.type_name}.{name} was not declared as needed") from None


@dataclass(slots=True)
class Run:
    """One execution of a plan: the page sizes bound to it.

    It gathers the ids of the nodes whose C2 fields were read, and the ids that named nothing the viewer sees.
    """

    sizes: list[int]
    sensitive: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Completer:
    """Completes one value. `mixed` when Python answers something below, so that the executor must walk it."""

    complete: Callable[[Any, Run], Any]
    mixed: bool = False


@dataclass(slots=True)
class Step:
    """One response key of an object: the key of the row it is read from, and how the value is completed."""

    key: str
    source: str | None
    completer: Completer | None
    required: bool
    constant: Any = None


class MissingValue(SynergyError):
    """The graph lacks a value that the API promises; the checker finds these."""


def object_completer(
    type_name: str, steps: list[Step], needs: dict[str, str], *, mixed: bool, graded: bool = False
) -> Completer:
    """Complete an object from a map of the row; `graded` when the map tells of C2 values under `@c2`."""
    if mixed or any(step.completer and step.completer.mixed for step in steps):
        return Completer(_mixed(type_name, steps, needs), mixed=True)
    return Completer(_shaped_object(type_name, steps, graded=graded))


def _shaped_object(type_name: str, steps: list[Step], *, graded: bool) -> Callable[[Any, Run], Any]:
    """Return the completer of an object that Python need not walk: this runs for every object of every answer."""
    keys = [step.key for step in steps]
    sources = [step.source for step in steps]
    below = [(index, step.completer.complete) for index, step in enumerate(steps) if step.completer]
    constants = [(index, step.constant) for index, step in enumerate(steps) if step.source is None]
    required = [index for index, step in enumerate(steps) if step.required]
    # Two keys at least make itemgetter return a tuple; a key that is not there reads as the row's own first.
    named = [source for source in sources if source is not None]
    fill = named[0] if named else None
    read = itemgetter(*(source or fill for source in sources), fill) if fill else None

    def complete(row: Any, run: Run) -> Any:
        if row is None:
            return None
        if graded:
            _note_sensitive(row, run)
        values = list(read(row)) if read else [None] * len(keys)
        for index, constant in constants:
            values[index] = constant
        for index, complete_value in below:
            values[index] = complete_value(values[index], run)
        if None in values:
            for index in required:
                if values[index] is None:
                    raise MissingValue(f"{type_name}.{keys[index]} has no value")
        return dict(zip(keys, values, strict=False))

    return complete


def _note_sensitive(row: Any, run: Run) -> None:
    node_id = row.get("@c2")
    if node_id is not None:
        run.sensitive.append(node_id)


def _mixed(type_name: str, steps: list[Step], needs: dict[str, str]) -> Callable[[Any, Run], Any]:
    def complete(row: Any, run: Run) -> Any:
        if row is None:
            return None
        _note_sensitive(row, run)
        values = {}
        for step in steps:
            value = step.constant if step.source is None else row[step.source]
            if step.completer is not None:
                value = step.completer.complete(value, run)
            walked = value is None or (step.completer is not None and step.completer.mixed)
            values[step.key] = value if walked else Shaped(value)
        return Row(type_name, values, {name: row[key] for name, key in needs.items()})

    return complete


def list_completer(item: Completer) -> Completer:
    """Complete each item of a list."""
    complete_item = item.complete

    def complete(rows: Any, run: Run) -> Any:
        return None if rows is None else [complete_item(row, run) for row in rows]

    return Completer(complete, mixed=item.mixed)


def first_completer(item: Completer) -> Completer:
    """Complete the first of at most one row."""
    complete_item = item.complete

    def complete(rows: Any, run: Run) -> Any:
        return complete_item(rows[0], run) if rows else None

    return Completer(complete, mixed=item.mixed)


def named_completer(item: Completer) -> Completer:
    """Complete `{id, rows}`: the one node of an id, or nothing, and then the id was asked for in vain."""
    complete_item = item.complete

    def complete(value: Any, run: Run) -> Any:
        if value["rows"]:
            return complete_item(value["rows"][0], run)
        run.missed.append(value["id"])
        return None

    return Completer(complete, mixed=item.mixed)


def union_completer(items: dict[str, Completer]) -> Completer:
    """Complete `{t: type name, v: map}` by the type's own completer."""
    by_type = _alike(items)

    def complete(row: Any, run: Run) -> Any:
        return None if row is None else by_type[row["t"]](row["v"], run)

    return Completer(complete, mixed=any(item.mixed for item in items.values()))


def _alike(items: dict[str, Completer]) -> dict[str, Callable[[Any, Run], Any]]:
    """Let every type's objects be walked, or none: beside a mixed type the others are shaped one by one."""
    if not any(item.mixed for item in items.values()):
        return {name: item.complete for name, item in items.items()}
    return {name: item.complete if item.mixed else _shaped(item) for name, item in items.items()}


def _shaped(item: Completer) -> Callable[[Any, Run], Any]:
    return lambda row, run: Shaped(item.complete(row, run))


def by_id_completer(items: dict[str, Completer], *, many: bool) -> Completer:
    """Complete `{ids, TypeName: [{id, v}, …], …}` in the order of the ids; null for what was not found."""
    by_type = _alike(items)

    def complete(value: Any, run: Run) -> Any:
        found = {row["id"]: item(row["v"], run) for name, item in by_type.items() for row in value[name]}
        nodes = [found.get(node_id) for node_id in value["ids"]]
        run.missed += [node_id for node_id, node in zip(value["ids"], nodes, strict=True) if node is None]
        return nodes if many else nodes[0]

    return Completer(complete, mixed=any(item.mixed for item in items.values()))


@dataclass(slots=True)
class PageShape:
    """What a client asked of a page: see `page_completer`."""

    page: int
    order: str
    backward: bool
    resumed: bool
    steps: list[Step] = field(default_factory=list)


def page_completer(type_name: str, shape: PageShape) -> Completer:
    """Complete a connection from `{rows, total}`: `rows` has one more row than the page when there is a next page.

    Each row carries its order key and id under `@key`; an edges step completes the rows, pageInfo gets the facts.
    """

    def complete(value: Any, run: Run) -> Any:
        rows = value.get("rows") or []
        size = run.sizes[shape.page]
        more = len(rows) > size
        rows = rows[:size]
        if shape.backward:
            rows.reverse()
        forth, back = (shape.resumed, more) if shape.backward else (more, shape.resumed)
        facts: dict[str, Any] = {"hasNextPage": forth, "hasPreviousPage": back, "startCursor": None, "endCursor": None}
        if rows and "@key" in rows[0]:
            facts["startCursor"] = paging.encode(shape.order, *rows[0]["@key"])
            facts["endCursor"] = paging.encode(shape.order, *rows[-1]["@key"])
        return {"rows": rows, "facts": facts, "total": value.get("total")}

    steps = object_completer(type_name, shape.steps, {}, mixed=False)
    return Completer(lambda value, run: steps.complete(complete(value, run), run), mixed=steps.mixed)


def cursor_completer(order: str) -> Completer:
    """Complete a cursor from the row's order key and id."""
    return Completer(lambda k, _: paging.encode(order, *k))
