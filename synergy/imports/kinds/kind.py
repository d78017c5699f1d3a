"""What a kind of file is: a declaration of its rows, their columns and what they refer to, and one statement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from synergy.graph.statements import load_sections
from synergy.imports.headings import Headings

if TYPE_CHECKING:
    from synergy.imports.kinds.row import Row
    from synergy.imports.references import Reference

_COMMON = frozenset({"key", "name", "name_en", "subsidiary", "region"})


@dataclass(frozen=True)
class Column:
    """A column: what it may be called, what is suggested as it, what it holds, and the thing that its texts name.

    A title may be called so in any case; blanks, hyphens and underscores in it do not count.
    """

    called: str
    what: str = ""
    near: str = ""
    refers: Reference | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of file. `prefix` starts the ids of the nodes that its rows make; None where a row makes none.

    `<name>.cypher` writes a batch. It gets `$p.rows`: of each row what it said, the ids it refers to, the id of its
    record and node, and of the node that it had before. `also` are titles that such files have and nobody reads.
    Where `is_person`, a row that changes its name is another person, whom nothing binds that the first one agreed to.
    """

    name: str
    row: type[Row]
    prefix: str | None = None
    also: str = ""
    is_person: bool = False

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns by field, in the order of the declaration; whose rows they are, every kind asks last."""
        found = {
            field: next(one for one in info.metadata if isinstance(one, Column))
            for field, info in self.row.model_fields.items()
        }
        return found | {"subsidiary": found.pop("subsidiary")}

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields that no row may leave empty."""
        return frozenset(field for field, info in self.row.model_fields.items() if info.is_required())

    @cached_property
    def references(self) -> dict[str, Reference]:
        """What the texts of a field name, for the fields that name something."""
        return {field: column.refers for field, column in self.columns.items() if column.refers}

    @cached_property
    def headings(self) -> Headings:
        """What the columns may be called."""
        return Headings(
            kind=self.name,
            called={field: f"{field} {column.called}" for field, column in self.columns.items()},
            may_mean={field: column.near for field, column in self.columns.items()},
            needed=tuple((field,) for field in self.columns if field in self.required),
            own=frozenset(self.columns) - _COMMON,
            also=self.also,
        )

    @cached_property
    def write(self) -> str:
        """The statement that writes a batch; writing it again changes nothing."""
        return load_sections(Path(__file__).with_name(f"{self.name}.cypher"))["write"].text
