"""Enums of the schema, described by what stands under each of their members."""

from __future__ import annotations

import ast
import enum
import inspect
import itertools
import textwrap
from typing import Any

import strawberry


def made_enum(name: str, values: dict[str, Any], description: str) -> Any:
    """Make an enum of the schema; its values say what each is."""
    make: Any = enum.Enum
    return strawberry.enum(make(name, values), description=description)


def enum_of(cls: Any) -> Any:
    """Make an enum of the schema from one of Python's."""
    says = _member_docs(cls)
    values: dict[str, Any] = {m.name: strawberry.enum_value(m.name, description=says.get(m.name)) for m in cls}
    return made_enum(cls.__name__, values, inspect.cleandoc(cls.__doc__ or ""))


def _member_docs(cls: Any) -> dict[str, str]:
    """Read the string under each member of an enum, as editors do."""
    members = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    docs = {}
    for member, says in itertools.pairwise(ast.iter_child_nodes(members)):
        if isinstance(member, ast.Assign) and isinstance(says, ast.Expr):
            docs[ast.unparse(member.targets[0])] = str(ast.literal_eval(says.value))
    return docs
