"""What somebody needs, made ready for a statement: a text becomes words, and never a query that its writer composed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from synergy.errors import BadInput
from synergy.graph.mapping import Argument
from synergy.identity.spelling import even

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 2_000
"""Characters of a text that are read; what comes after them changes no answer."""
MOST_TERMS = 48
"""Words and runs of ideographs that are looked up: each costs the index a walk."""
MOST_TOPICS = 20
_LONGEST_RUN = 24
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
_TERM = re.compile(rf"[{_IDEOGRAPHS}]+|(?:(?![{_IDEOGRAPHS}_])\w)+")
_SPACES = re.compile(r"[\W_]+")

NEED = Argument(
    str | None,
    f"What help is needed, in any words, Chinese or English; the first {LONGEST:,} characters count. Operators of a "
    "search engine are words like others.",
    default=None,
)
TOPICS = Argument(
    list[str] | None, f"Ids, codes or names of topics in either language, at most {MOST_TOPICS}.", default=None
)


def prepare(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the statement of `expertsFor` reads: the text and the topics, made ready."""
    topics = given["topics"] or []
    if len(topics) > MOST_TOPICS:
        raise BadInput(f"A need names at most {MOST_TOPICS} topics.")
    read = read_text(given["need"] or "")
    names = sorted({name for topic in topics for name in (topic.strip(), topic.strip().lower())})
    return read | {"topics": names, "asked": bool(read["queries"] or topics)}


def read_text(text: str) -> dict[str, Any]:
    """Make a text ready for statements.

    `queries` holds one Lucene query of bare words, or none; `words` is the text as ` word word `, for names of topics
    to be found in.
    """
    text = _LONE_SURROGATES.sub(" ", text[:LONGEST])
    found = terms(text)
    plain = [" ".join(_SPACES.sub(" ", form).split()) for form in _forms(text)]
    return {
        "queries": [" ".join(found)] if found else [],
        "words": "  ".join(f" {form} " for form in dict.fromkeys(plain)),
    }


def terms(text: str) -> list[str]:
    """Return the distinct words and runs of ideographs, letters and digits only, as written and simplified.

    Lower case makes AND, OR and NOT words like others.
    """
    found: dict[str, None] = {}
    for form in _forms(text):
        for term in _TERM.findall(form):
            for start in range(0, len(term), _LONGEST_RUN):
                found[term[start : start + _LONGEST_RUN]] = None
    return list(found)[:MOST_TERMS]


def _forms(text: str) -> tuple[str, str]:
    return normalize("NFKC", text).lower(), even(text)
