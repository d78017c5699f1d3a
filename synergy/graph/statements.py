"""Statements people write: `.cypher` files, their parameters and words, made ready to stand inside a plan.

A file behind a field sees `this` (unless it is a root field), its arguments as `$name`, and `$viewer`, `$today` and
`$asOf`. It ends in `RETURN a, b AS c`, whose columns are the fields of its result. The words of the compiler stand in
it like functions and are replaced before the statement runs: `visible(x)`, `countable(x)`, `covers(x, field)`,
`valid(edge)` and, for rules, `unbarred(x)`, `consented(x)`, `served(x)` and `agreed(x, CATEGORY)`; `x` must be bound
with its label or type in the same file. Keywords are upper case, variables start in lower case: that is how the two are
told apart.

What statements share stands in files of its own: `// include NAME.cypher` is replaced by that file of the folder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from synergy.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*)|(?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<quoted>`[^`]*`)"""
    r"""|(?P<name>[A-Za-z_]\w*)|(?P<number>\d+(?:\.\d+)?)|(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_BOUND = re.compile(r"[(\[]\s*(?P<name>[A-Za-z_]\w*)\s*:\s*(?P<type>[A-Za-z_][\w|]*)")
_NAMED = (
    re.compile(r"[(\[]\s*([a-z_]\w*)\s*(?=[:)\]{]|WHERE\b)"),
    re.compile(r"\bAS\s+([a-z_]\w*)"),
    re.compile(r"[\[(]\s*([a-z_]\w*)\s+IN\b"),
    re.compile(r"\breduce\(\s*([a-z_]\w*)\s*="),
    re.compile(r",\s*([a-z_]\w*)\s+IN\b"),
)
_WORD = re.compile(
    r"\b(visible|countable|covers|valid|unbarred|consented|served|agreed)"
    r"\(\s*([A-Za-z_]\w*)\s*(?:,\s*([A-Za-z_]\w*)\s*)?\)"
)
_PARAMETER = re.compile(r"\$([A-Za-z_]\w*)")
_INCLUDE = re.compile(r"^[ \t]*// include ([a-z_]+\.cypher)[ \t]*$", re.MULTILINE)
_COMMENT = re.compile(r"^\s*//[^\n]*\n", re.MULTILINE)
_RETURN = re.compile(r"\bRETURN\b(?P<columns>(?:(?!\bRETURN\b).)*)\Z", re.DOTALL)

LITERALS = frozenset({"true", "false", "null"})
GIVEN = frozenset({"viewer", "today", "asOf"})
PRELUDE = ("readable", "named", "counted", "covering", "inside")
"""Lists of the rules, bound once for a statement that reads them."""
OUTSIDE = frozenset({"this", "edge", "from", "to", *PRELUDE})
"""Names a fragment may use without binding them: the plan supplies them."""


@dataclass(frozen=True)
class Fragment:
    """Cypher text with free names: the body of a statement, or a predicate of the access rules."""

    name: str
    text: str

    @cached_property
    def variables(self) -> frozenset[str]:
        """The names that the text binds itself."""
        found = {name for pattern in _NAMED for name in pattern.findall(self.text)}
        return frozenset(found - OUTSIDE - LITERALS)

    @cached_property
    def bindings(self) -> dict[str, str]:
        """The label or relationship type with which each variable is bound; for a word of the compiler only one."""
        found: dict[str, str] = {}
        said = {variable for _, variable, _ in self.words()}
        for match in _BOUND.finditer(self.text):
            name, type_ = match["name"], match["type"]
            if name in said and found.get(name, type_) != type_:
                raise ModelError(f"{self.name} binds {name} as {found[name]} and as {type_}: give each its own name")
            found[name] = type_
        return found

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names of the parameters it uses."""
        return frozenset(_PARAMETER.findall(self.text))

    def words(self) -> Iterator[tuple[str, str, str | None]]:
        """Yield the words of the compiler it uses, each with its variable and its second argument, if it has one."""
        for match in _WORD.finditer(self.text):
            yield match[1], match[2], match[3]

    def expand(self, word: Callable[[str, str, str | None], str]) -> Fragment:
        """Replace each word of the compiler by what `word` says it stands for."""
        return Fragment(self.name, _WORD.sub(lambda match: word(match[1], match[2], match[3]), self.text))

    def place(self, names: dict[str, str], prefix: str, scope: str) -> str:
        """Return the text with its own variables prefixed, free names replaced, and arguments read from `scope`."""
        renamed = {name: f"{prefix}{name}" for name in self.variables} | names
        tokens = [(match.lastgroup, match[0]) for match in _TOKEN.finditer(self.text)]
        code = [index for index, (kind, _) in enumerate(tokens) if kind != "skip"]
        out = [text for _, text in tokens]
        for place, index in enumerate(code):
            kind, text = tokens[index]
            before = tokens[code[place - 1]][1] if place else ""
            after = tokens[code[place + 1]][1] if place + 1 < len(code) else ""
            if kind != "name":
                continue
            if before == "$":
                out[index] = text if text == "p" else f"p.{text}" if text in GIVEN else f"p.{scope}.{text}"
            elif text in renamed and before != "." and after != "(":
                is_key = after == ":" and before in {"{", ","}
                out[index] = text if is_key else renamed[text]
        return "".join(out)


@dataclass(frozen=True)
class StatementFile:
    """A statement behind a field: its body, and the columns of its final RETURN with the expression of each."""

    body: Fragment
    columns: dict[str, str]
    whole: Fragment
    """The body with its RETURN, for a plain value. Within a subquery a `WITH` groups by every outer variable, too: a
    count of nothing would have no row there, and is 0 in a RETURN."""


def load(path: Path, arguments: frozenset[str], *, rooted: bool) -> StatementFile:
    """Read a statement file; raises ModelError when it uses what it is not given or returns no columns."""
    text = read(path).removesuffix(";")
    match = _RETURN.search(text)
    if not match:
        raise ModelError(f"{path.name} does not end in RETURN with its columns")
    columns = {_alias(part): part for part in _split(match["columns"])}
    if unnamed := [name for name in columns if not name.isidentifier()]:
        raise ModelError(f"{path.name} returns “{unnamed[0]}”: name each column with AS, and order before the RETURN")
    final = ", ".join(columns.values())
    before = text[: match.start()].rstrip()
    body = Fragment(path.name, f"{before}\nWITH {final}")
    if unknown := body.parameters - GIVEN - arguments:
        raise ModelError(f"{path.name} uses parameters it is not given: {sorted(unknown)}")
    if rooted and re.search(r"\bthis\b", text):
        raise ModelError(f"{path.name} answers a root field and has no `this`")
    for word, variable, _ in body.words():
        if variable not in body.bindings and variable != "this":
            raise ModelError(f"{path.name}: {word}({variable}) needs {variable} bound with its label or type")
    return StatementFile(body, columns, Fragment(path.name, f"{before}\nRETURN {final}"))


def read(path: Path) -> str:
    """Return the text of a file without its comments, with the files it includes in their places."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ModelError(f"the statement {path.name} cannot be read") from error
    return _plain(text, path)


def _plain(text: str, path: Path) -> str:
    text = _INCLUDE.sub(lambda match: read(path.with_name(match[1])), text)
    return _COMMENT.sub("", f"{text}\n").strip()


def _alias(column: str) -> str:
    """Return the name of a column: its alias, or the variable it is."""
    return column.rpartition(" AS ")[2].strip()


def _split(columns: str) -> list[str]:
    """Split at the commas that stand outside every bracket."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(columns):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append(columns[start:index].strip())
            start = index + 1
    return [*parts, columns[start:].strip()]


def load_sections(path: Path) -> dict[str, Fragment]:
    """Read a file of named fragments: each starts with a line `// == name`, comments may follow."""
    sections: dict[str, Fragment] = {}
    for part in re.split(r"^// == ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, _, text = part.partition("\n")
        body = _plain(text, path)
        if name.strip() in sections:
            raise ModelError(f"{path.name} says {name.strip()} twice")
        sections[name.strip()] = Fragment(name.strip(), body)
    return sections
