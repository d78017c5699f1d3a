"""The columns of the declared kinds as tables for docs/importing.md: `python -m synergy.imports.kinds.tables`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from synergy.imports.kinds import NAMES, find_kind

if TYPE_CHECKING:
    from synergy.imports.kinds.kind import Kind


def columns_markdown(kind: Kind) -> str:
    """Return the table of a kind's columns, in Markdown; those that no row may leave empty are in bold."""
    lines = [f"### {kind.name.capitalize()}", "", "| column | also called | what |", "|---|---|---|"]
    for field, column in kind.columns.items():
        name = f"**`{field}`**" if field in kind.required else f"`{field}`"
        called = ", ".join(f"`{title}`" if title.isascii() else title for title in column.called.split())
        lines.append(f"| {name} | {called} | {column.what} |".replace("|  |", "| |"))
    return "\n".join(lines) + "\n"


def every_table() -> str:
    """Return the tables of all declared kinds, in their order."""
    return "\n".join(columns_markdown(kind) for name in NAMES if (kind := find_kind(name)))


if __name__ == "__main__":
    sys.stdout.write(every_table())
