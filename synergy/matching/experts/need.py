"""What somebody needs, made ready for a statement: a text becomes words, and never a query that its writer composed."""

from __future__ import annotations

import re
from typing import Any
from unicodedata import normalize

from synergy.errors import BadInput
from synergy.graph.mapping import Argument, Input
from synergy.identity.spelling import even

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

NEED = Input(
    "ExpertNeed",
    "What help is needed: a text, topics, or both.",
    {
        "text": Argument(
            str | None,
            f"In any words, Chinese or English; the first {LONGEST:,} characters count. Operators of a "
            "search engine are words like others.",
        ),
        "topics": Argument(
            list[str] | None, f"Ids, codes or names of topics in either language, at most {MOST_TOPICS}."
        ),
    },
)


def prepare(given: dict[str, Any] | None) -> dict[str, Any]:
    """Return what the statement reads of a need.

    `queries` holds one Lucene query of bare words, or none; `words` is the text as ` word word `, for names of topics
    to be found in; `topics` are evened names, ids and codes; `asked` tells whether anything was said at all.
    """
    given = given or {}
    text = _LONE_SURROGATES.sub(" ", (given.get("text") or "")[:LONGEST])
    topics = given.get("topics") or []
    if len(topics) > MOST_TOPICS:
        raise BadInput(f"A need names at most {MOST_TOPICS} topics.")
    found = terms(text)
    plain = [" ".join(_SPACES.sub(" ", form).split()) for form in _forms(text)]
    return {
        "queries": [" ".join(found)] if found else [],
        "words": "  ".join(f" {form} " for form in dict.fromkeys(plain)),
        "topics": sorted({name for topic in topics[:MOST_TOPICS] for name in (topic.strip(), topic.strip().lower())}),
        "asked": bool(found or topics),
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
