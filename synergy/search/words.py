"""What is indexed of a name or text, and what is looked up for a query: the same words on both sides.

Words of several kinds stand side by side in one index, told apart by a mark before them, so that no analyser of the
server is needed beyond one that splits at blanks, and nothing that a user types is ever an operator of its language:

| mark | what | from 中信证券 |
|---|---|---|
| (none) | ideographs in simplified characters, alone and in pairs; Latin words | 中 中信 信 信证 证 证券 券 |
| `p_` | the name in pinyin, from each of its ideographs on | p_zhongxinzhengquan p_xinzhengquan p_zhengquan p_quan |
| `i_` | the initials of that | i_zxzq i_xzq i_zq i_q |
| `b_` | how the name begins, in pinyin and in initials | b_zhongxinzhengquan b_zxzq |
| `n_` | the whole name | n_中信证券 |
| `t_` | what it is | t_subsidiary |
| `s_` | who may reach it at most: everybody, an organisation, who sees its customers of a kind | s_all |
| `x_` | where it is, and in which trade, by id | x_reg_beijing |
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from synergy.identity.romanisation import syllables
from synergy.identity.spelling import even

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_QUERY = 200
"""Characters of a query that are read."""
MOST_TERMS = 40
"""Terms that are looked up: each costs the index a walk."""
_LONGEST_NAME = 24
"""Ideographs of a name that are spelled."""
_LONGEST_WORD = 40
_IDEOGRAPHS = "\u3400-\u9fff\U00020000-\U0003ffff"
_PART = re.compile(rf"[{_IDEOGRAPHS}]+|(?:(?![{_IDEOGRAPHS}_])\w)+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_READ_IN_CONTEXT = frozenset("行重长乐调厦都朝曾传单弹藏盛率校解还省车石")
"""Frequent ideographs that are read in more than one way, by the word in which they stand."""
_FUZZY, _VERY_FUZZY = 4, 8


def parts_of(text: str) -> list[str]:
    """Split a text into runs of ideographs in simplified characters and Latin words in lower case."""
    return _PART.findall(even(_SURROGATES.sub(" ", text)))


def is_ideographs(part: str) -> bool:
    """Whether a part is a run of ideographs."""
    return "\u3400" <= part[0] <= "\u9fff" or part[0] > "\uffff"


def words_of_name(name: str) -> Iterator[str]:
    """Yield the words under which a name is found."""
    parts = parts_of(name)
    yield f"n_{''.join(parts)[:_LONGEST_WORD]}"
    for place, part in enumerate(parts):
        yield from _plain(part)
        if is_ideographs(part):
            spelled = spell(part[:_LONGEST_NAME])
            if place == 0:
                yield f"b_{''.join(spelled)}"
                yield f"b_{''.join(one[0] for one in spelled)}"
            for start in range(len(spelled)):
                yield f"p_{''.join(spelled[start:])}"
                yield f"i_{''.join(one[0] for one in spelled[start:])}"


def words_of_text(text: str) -> Iterator[str]:
    """Yield the words under which a text is found."""
    for part in parts_of(text):
        yield from _plain(part)


def index(label: str, names: Iterable[str], texts: Iterable[str], marks: Iterable[str]) -> str:
    """Return all words of something with these names and texts, and with these marks."""
    words: dict[str, None] = {f"t_{label.lower()}": None}
    for name in names:
        words.update(dict.fromkeys(words_of_name(name)))
    for text in texts:
        words.update(dict.fromkeys(words_of_text(text)))
    words.update(dict.fromkeys(marks))
    return " ".join(words)


def spell(ideographs: str) -> tuple[str, ...]:
    """Return the pinyin of each ideograph; in context only where its reading depends on it, which is slow."""
    if _READ_IN_CONTEXT.isdisjoint(ideographs):
        return tuple(_alone(one) for one in ideographs)
    return syllables(ideographs)


@lru_cache(maxsize=32_768)
def _alone(ideograph: str) -> str:
    return syllables(ideograph)[0]


def _plain(part: str) -> Iterator[str]:
    if not is_ideographs(part):
        yield part[:_LONGEST_WORD]
        return
    yield from part
    yield from (one + other for one, other in pairwise(part))


def lookup(query: str) -> str:
    """Return what to look up for a query, in Lucene's language: letters, digits and ideographs of it only.

    Empty when there are none. What is typed may be the beginning of a word, of a pinyin or of initials.
    """
    parts = parts_of(query[:LONGEST_QUERY])
    terms: dict[str, None] = {}
    if parts:
        terms[f"n_{''.join(parts)[:_LONGEST_WORD]}^8"] = None
    latin = [part for part in parts if not is_ideographs(part)]
    for part in parts:
        if is_ideographs(part):
            pairs = [one + other for one, other in pairwise(part)]
            terms.update(dict.fromkeys(pairs or [part]))
        else:
            terms.update(dict.fromkeys(_latin(part[:_LONGEST_WORD])))
    if len(latin) > 1:  # zhong xin, typed with blanks
        terms[f"p_{''.join(latin)[:_LONGEST_WORD]}*^4"] = None
    return " ".join(list(terms)[:MOST_TERMS])


def _latin(word: str) -> Iterator[str]:
    yield f"{word}^3"
    yield f"{word}*"
    if len(word) > _FUZZY:
        yield f"{word}~{2 if len(word) > _VERY_FUZZY else 1}"
    if word.isascii() and word.isalpha():
        yield f"b_{word}*^4"
        yield f"p_{word}*^2"
        yield f"i_{word}*^2"
        if len(word) > _FUZZY:
            yield f"p_{word}~1"
