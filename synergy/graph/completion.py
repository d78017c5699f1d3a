"""From a statement's record to the response: keys in the selection's order, pages cut, cursors made, nulls checked.

A statement returns lists, not maps: they are smaller, and name nothing that the plan does not know. What puts names to
them runs for every object of every answer, so it is written as one Python expression for each plan and compiled. Only
names of the schema and response keys, both quoted, get into that text; values never do.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from synergy.errors import SynergyError
from synergy.graph import paging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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


class MissingValue(SynergyError):
    """The graph lacks a value that the API promises; the checker finds these."""


Complete: TypeAlias = "Callable[[Any, Run], Any]"
"""Turns a value of the record into its part of the response."""


@dataclass(slots=True)
class Writer:
    """The one expression being written: its variables, and the objects that it refers to."""

    constants: dict[str, Any] = field(default_factory=dict)
    _serial: Iterator[int] = field(default_factory=itertools.count)

    def variable(self) -> str:
        """Return a name that nothing else in the expression has."""
        return f"r{next(self._serial)}"

    def constant(self, value: Any) -> str:
        """Return the name of an object."""
        name = f"k{next(self._serial)}"
        self.constants[name] = value
        return name


@dataclass(frozen=True, slots=True)
class Completer:
    """Completes one value. `mixed` when Python answers something below, so that the executor must walk it.

    `write` returns the expression that completes what the given one reads. That is a variable or a part of one: it
    costs next to nothing to say it twice.
    """

    write: Callable[[Writer, str], str]
    mixed: bool = False

    def compile(self) -> Complete:
        """Return the function."""
        writer = Writer()
        text = self.write(writer, "value")
        complete: Complete = eval(f"lambda value, run: {text}", writer.constants)  # noqa: S307 (see above)
        return complete


AS_IT_IS = Completer(lambda _, value: value)


@dataclass(slots=True)
class Step:
    """One response key of an object: which part of its row is read, as `[2]`, and how that is completed.

    A step without a part answers its constant.
    """

    key: str
    part: str | None
    completer: Completer | None = None
    required: bool = False
    constant: str | None = None


def object_completer(
    type_name: str, steps: list[Step], needs: dict[str, str] | None = None, *, mixed: bool = False, c2: str = ""
) -> Completer:
    """Complete an object from its row.

    `needs` are the parts that Python's answers need, by name; `c2` is the part that tells the id of the node when C2
    values are read in clear.
    """
    mixed = mixed or any(step.completer and step.completer.mixed for step in steps)

    def write(writer: Writer, value: str) -> str:
        row = value if value.isidentifier() else writer.variable()
        entries = []
        for step in steps:
            entry = _entry(writer, type_name, step, row)
            if mixed and not (step.completer and step.completer.mixed):
                entry = f"{writer.constant(_shaped)}({entry})"
            entries.append(f"{step.key!r}: {entry}")
        made = f"{{{', '.join(entries)}}}"
        if mixed:
            needed = ", ".join(f"{name!r}: {row}{part}" for name, part in (needs or {}).items())
            made = f"{writer.constant(Row)}({type_name!r}, {made}, {{{needed}}})"
        if c2:
            made = f"({writer.constant(_note_sensitive)}({row}{c2}, run) or {made})"
        bound = row if row == value else f"({row} := {value})"
        return f"(None if {bound} is None else {made})"

    return Completer(write, mixed)


def _entry(writer: Writer, type_name: str, step: Step, row: str) -> str:
    if step.part is None:
        return repr(step.constant)
    value = row + step.part
    lost = f"{writer.constant(_lost)}({f'{type_name}.{step.key}'!r})" if step.required else ""
    if step.completer is None:
        return f"({value} if {value} is not None else {lost})" if lost else value
    completed = step.completer.write(writer, value)
    if not lost:
        return completed
    kept = writer.variable()
    return f"({kept} if ({kept} := {completed}) is not None else {lost})"


def _lost(name: str) -> Any:
    raise MissingValue(f"{name} has no value")


def _shaped(value: Any) -> Shaped | None:
    return None if value is None else Shaped(value)


def _note_sensitive(node_id: str | None, run: Run) -> None:
    if node_id is not None:
        run.sensitive.append(node_id)


def list_completer(item: Completer, *, reverse: bool = False) -> Completer:
    """Complete each item of a list, the last one first where it is read backwards."""

    def write(writer: Writer, value: str) -> str:
        row = writer.variable()
        each = item.write(writer, row)
        return f"(None if {value} is None else [{each} for {row} in {value}{'[::-1]' if reverse else ''}])"

    return Completer(write, item.mixed)


def first_completer(item: Completer) -> Completer:
    """Complete the first of at most one row."""
    return Completer(lambda writer, rows: f"({item.write(writer, f'{rows}[0]')} if {rows} else None)", item.mixed)


def named_completer(item: Completer) -> Completer:
    """Complete `[id, rows]`: the one node of an id, or nothing, and then the id was asked for in vain."""

    def write(writer: Writer, value: str) -> str:
        found = item.write(writer, f"{value}[1][0]")
        return f"({found} if {value}[1] else run.missed.append({value}[0]))"

    return Completer(write, item.mixed)


def sought_completer(rows: Completer) -> Completer:
    """Complete `[id, rows]`: what is known of an id; nothing, and then the id was asked for in vain."""

    def write(writer: Writer, value: str) -> str:
        answer = rows.write(writer, f"{value}[1]")
        return f"((None if {value}[1] else run.missed.append({value}[0])) or {answer})"

    return Completer(write, rows.mixed)


def union_completer(items: dict[str, Completer]) -> Completer:
    """Complete `[type name, row]` by the type's own completer."""
    by_type = _alike(items)

    def write(writer: Writer, value: str) -> str:
        return f"(None if {value} is None else {writer.constant(by_type)}[{value}[0]]({value}[1], run))"

    return Completer(write, any(item.mixed for item in items.values()))


def _alike(items: dict[str, Completer]) -> dict[str, Complete]:
    """Let every type's objects be walked, or none: beside a mixed type the others are shaped one by one."""
    mixed = any(item.mixed for item in items.values())
    return {name: _wrapped(item) if mixed and not item.mixed else item.compile() for name, item in items.items()}


def _wrapped(item: Completer) -> Complete:
    complete = item.compile()
    return lambda row, run: Shaped(complete(row, run))


def by_id_completer(items: dict[str, Completer], *, many: bool) -> Completer:
    """Complete `[ids, [[id, row], …], …]`, a list for each type, in the order of the ids; null for what is missing."""
    by_type = list(_alike(items).values())

    def complete(value: Any, run: Run) -> Any:
        ids, *lists = value
        found = {key: item(row, run) for item, rows in zip(by_type, lists, strict=True) for key, row in rows}
        nodes = [found.get(node_id) for node_id in ids]
        run.missed += [node_id for node_id, node in zip(ids, nodes, strict=True) if node is None]
        return nodes if many else nodes[0]

    mixed = any(item.mixed for item in items.values())
    return Completer(lambda writer, value: f"{writer.constant(complete)}({value}, run)", mixed)


@dataclass(slots=True)
class PageShape:
    """What a client asked of a page: of which size, in which order and direction, and whether after a cursor."""

    page: int
    order: str
    backward: bool
    resumed: bool

    def completer(
        self, type_name: str, steps: list[Step], *, told: bool, keyed: bool, telling: frozenset[str]
    ) -> Completer:
        """Complete a connection from the list of its parts.

        When pageInfo is `told`, the first part is the rows, one more than the page has when more follows, and
        pageInfo's facts become the last part. Rows are `keyed` when each ends in the key and id of its cursor.
        `telling` are the facts asked for that tell a C2 value.
        """
        page = object_completer(type_name, steps)
        if not told:
            return page

        def cut(parts: list[Any], run: Run) -> list[Any]:
            rows, facts = self._cut(parts[0], run, keyed=keyed, telling=telling)
            return [rows, *parts[1:], facts]

        return Completer(lambda writer, value: page.write(writer, f"{writer.constant(cut)}({value}, run)"), page.mixed)

    def _cut(
        self, rows: list[Any], run: Run, *, keyed: bool, telling: frozenset[str]
    ) -> tuple[list[Any], dict[str, Any]]:
        size = run.sizes[self.page]
        more = len(rows) > size
        rows = rows[:size]
        if self.backward:
            rows.reverse()
        forth, back = (self.resumed, more) if self.backward else (more, self.resumed)
        facts: dict[str, Any] = {"hasNextPage": forth, "hasPreviousPage": back, "startCursor": None, "endCursor": None}
        if rows and keyed:
            for name, key in (("startCursor", rows[0][-1]), ("endCursor", rows[-1][-1])):
                facts[name] = paging.encode(self.order, *key)
                if name in telling:
                    run.sensitive.append(key[-1])
        return rows, facts


def cursor_completer(order: str, *, telling: bool) -> Completer:
    """Complete a cursor from the row's order key and id, which may be `telling` a C2 value."""

    def encode(key: list[Any], run: Run) -> str:
        if telling:
            run.sensitive.append(key[-1])
        return paging.encode(order, *key)

    return Completer(lambda writer, value: f"{writer.constant(encode)}({value}, run)")
