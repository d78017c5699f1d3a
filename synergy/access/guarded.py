"""Statements of changes that rest on what their viewer may see: the rules stand in them as they do in a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from synergy.graph.statements import load_sections
from synergy.graph.words import Rules, Words

if TYPE_CHECKING:
    from synergy.graph.model import Model

RULES = Path(__file__).with_name("rules.cypher")


def guarded(model: Model, path: Path) -> dict[str, str]:
    """Return the file's sections with `visible(x)` and its like said by the rules.

    Such a section reads the request's own parameters (`Context.given`) beside those of the change. Raises ModelError
    when a word is about something that no rule speaks of.
    """
    rules = Rules(model, load_sections(RULES))
    return {name: Words(rules).alone(section) for name, section in load_sections(path).items()}
