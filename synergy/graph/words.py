"""The words of the compiler: `visible`, `countable`, `covers` and `valid`, each a predicate said by a rule.

`unbarred`, `consented` and `served` are parts that rules share: no barrier and no missing consent stands before the
viewer, and the viewer's own subsidiary serves the customer. `agreed` names what a person agreed to: its rule reads it
as `category`.
Rules are Cypher, one section each (see `access/rules.cypher`). A noun or relationship without a rule, and a C2 field
without one that says who reads it, stop the application from starting.
"""

from __future__ import annotations

import itertools
import re
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from synergy.errors import ModelError
from synergy.graph.mapping import Grade
from synergy.graph.model import PropertyField
from synergy.graph.statements import GIVEN, PRELUDE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from synergy.graph.model import Model
    from synergy.graph.statements import Fragment

AS_OF = "$p.asOf"
TODAY = "$p.today"


class Rules:
    """The rules by word and subject (`visible`, `Customer`), complete for the model."""

    def __init__(self, model: Model, sections: Mapping[str, Fragment]) -> None:
        self.model = model
        self.prelude = sections["prelude"]
        self.lists = {name: sections[f"list {name}"] for name in PRELUDE}
        self._rules: dict[tuple[str, str], Fragment] = {}
        self._said: dict[Fragment, str] = {}
        for name, fragment in sections.items():
            word, _, subjects = name.partition(" ")
            for subject in subjects.split() if word != "list" else ():
                if (word, subject) in self._rules:
                    raise ModelError(f"two rules say who {word} {subject}")
                self._rules[word, subject] = fragment
        self._check()

    @cached_property
    def version(self) -> str:
        """What tells these rules from others: the beginning of a hash of all they say."""
        rules = (self._rules[key] for key in sorted(self._rules))
        said = [fragment.text for fragment in (self.prelude, *self.lists.values(), *rules)]
        return sha256("\n".join(said).encode()).hexdigest()[:12]

    def _check(self) -> None:
        for subject in (*self.model.by_label, *self.model.edges):
            if ("visible", subject) not in self._rules:
                raise ModelError(f"no rule says who sees {subject}; add `visible {subject}` to the access rules")
        for type_ in self.model.types.values():
            for declared in type_.fields.values():
                if not isinstance(declared, PropertyField) or declared.grade is Grade.C1:
                    continue
                if ("covers", f"{type_.name}.{declared.name}") not in self._rules:
                    raise ModelError(f"no rule says who reads {type_.name}.{declared.name}, which is {declared.grade}")

    def find(self, word: str, subject: str) -> Fragment | None:
        """Return the rule, or None where a word has a weaker one to fall back to."""
        return self._rules.get((word, subject))

    def say(self, fragment: Fragment) -> str:
        """Return a statement that stands outside every plan with its words said, as a mutation sends it."""
        if fragment not in self._said:
            self._said[fragment] = Words(self).alone(fragment)
        return self._said[fragment]


class Words:
    """The words within one statement: gives each use its own variable names, and notes which shared lists it reads."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._read: set[str] = set()
        self._serial = itertools.count()

    def visible(self, subject: str, variable: str, ends: tuple[str, str] | None = None) -> str:
        """Say that the viewer may know of the node (subject: label) or relationship (subject: type).

        `ends` are the variables that a relationship leads from and to, where they are bound: reading those is cheaper.
        """
        return self._say("visible", subject, variable, ends)

    def countable(self, subject: str, variable: str) -> str:
        """Say that the viewer may count it, even where it may not be seen."""
        word = "countable" if self.rules.find("countable", subject) else "visible"
        return self._say(word, subject, variable)

    def covers(self, subject: str, field: str, variable: str) -> str:
        """Say that the viewer's access covers a C2 field of the node."""
        return self._say("covers", f"{subject}.{field}", variable)

    def valid(self, type_: str, variable: str, day: str = AS_OF) -> str:
        """Say that the relationship holds on the day; one that is not dated always does."""
        declared = self.rules.model.edges[type_].edge
        if declared is None or not declared.dated:
            return "true"
        return f"{variable}.validFrom <= {day} AND {variable}.validTo > {day}"

    def reach(self, label: str, variable: str) -> str | None:
        """Return clauses that bind, from the viewer's own side, every node of the label the viewer sees."""
        fragment = self.rules.find("reach", label)
        return self._place(fragment, variable, label) if fragment else None

    @property
    def lists(self) -> list[str]:
        """The lists of the rules that what was said until now reads."""
        return [name for name in PRELUDE if name in self._read]

    def prelude(self) -> str:
        """Return the clauses that bind the lists that the statement reads; nothing when it reads none."""
        if not self._read:
            return ""
        said = {name: self.rules.lists[name].place({}, "", "none") for name in self.lists}
        shared = any(_SHARED.search(text) for text in said.values())
        before = self.rules.prelude.place({}, "", "none") + "\n" if shared else ""
        bound = ",\n     ".join(f"{text} AS {name}" for name, text in said.items())
        return f"{before}WITH {bound}\n"

    def place(self, fragment: Fragment, this: str | None, names: dict[str, str], scope: str) -> str:
        """Return a statement's body ready to stand in the plan: words said, variables its own, arguments in a scope."""
        text = self._expand(fragment, this, AS_OF).place(names, f"{scope}_", scope)
        self._note_lists(text)
        return text

    def alone(self, fragment: Fragment) -> str:
        """Return a whole statement: words said, its own names kept, the prelude before it where the rules need it.

        Its parameters are its own as `$p.name`, and `$viewer`, `$today` and `$asOf`, which must be in the map as well.
        """
        if unknown := fragment.parameters - GIVEN - {"p"}:
            raise ModelError(f"{fragment.name} uses parameters it is not given: {sorted(unknown)}")
        text = self._expand(fragment, None, AS_OF).place({}, "", "none")
        self._note_lists(text)
        return self.prelude() + text

    def _expand(self, fragment: Fragment, this: str | None, day: str) -> Fragment:

        def word(name: str, variable: str, field: str | None) -> str:
            subject = this if variable in {"this", "edge"} else fragment.bindings.get(variable)
            if subject is None:
                raise ModelError(f"{fragment.name}: {name}({variable}) has no label or type")
            if name == "valid":
                return self.valid(subject, variable, day)
            if name == "covers":
                return self.covers(subject, str(field), variable)
            if name == "agreed":
                return f"({self._say(name, subject, variable, category=field)})"
            if name in {"unbarred", "consented", "served"}:
                return f"({self._say(name, subject, variable)})"
            say = self.countable if name == "countable" else self.visible
            labels = subject.split("|")
            if len(labels) == 1:
                return f"({say(subject, variable)})"
            return "(" + " OR ".join(f"{variable}:{label} AND ({say(label, variable)})" for label in labels) + ")"

        return fragment.expand(word)

    def _say(
        self,
        word: str,
        subject: str,
        variable: str,
        ends: tuple[str, str] | None = None,
        category: str | None = None,
    ) -> str:
        fragment = self.rules.find(word, subject)
        if fragment is None:
            raise ModelError(f"no rule says who {word} {subject}")
        return self._place(fragment, variable, subject.partition(".")[0], ends, category)

    def _place(
        self,
        fragment: Fragment,
        variable: str,
        subject: str,
        ends: tuple[str, str] | None = None,
        category: str | None = None,
    ) -> str:
        # A rule that asks another one about its own relationship leaves the ends to whoever places that rule.
        own = ("from", "to") if variable == "edge" else (f"startNode({variable})", f"endNode({variable})")
        start, end = ends or own
        names = {"this": variable, "edge": variable, "from": start, "to": end, "category": f"'{category}'"}
        # Access is judged now, whatever day the answer is about.
        text = self._expand(fragment, subject, TODAY).place(names, f"r{next(self._serial)}_", "none")
        self._note_lists(text)
        return text if text.startswith(("MATCH", "CALL")) else " ".join(text.split())

    def _note_lists(self, text: str) -> None:
        self._read.update(_LIST.findall(text))


_LIST = re.compile(rf"\b({'|'.join(PRELUDE)})\b")
_SHARED = re.compile(r"\bshared\b")
"""What the prelude binds for the lists."""


def both(*predicates: str) -> str:
    """Join predicates with AND, leaving out the ones that always hold."""
    said = [p for p in predicates if p and p != "true"]
    return " AND ".join(f"({p})" if " OR " in p else p for p in said) or "true"
