"""How alike two texts are: edits by Damerau and Levenshtein, agreement by Jaro and Winkler."""

from __future__ import annotations

_PREFIX = 4
_PREFIX_WEIGHT = 0.1


def edits(one: str, other: str, most: int) -> int:
    """Return how many insertions, deletions, substitutions and swaps of neighbours part two texts, at most `most` + 1.

    Optimal string alignment; past `most` the exact number is not worked out.
    """
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if abs(len(one) - len(other)) > most:
        return most + 1
    if not one or not other:
        return len(one) + len(other)
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, character in enumerate(one, start=1):
        current = [row]
        for column, opposite in enumerate(other, start=1):
            if character == opposite:
                least = last[column - 1]
            else:
                least = 1 + min(last[column - 1], last[column], current[-1])
                if row > 1 and column > 1 and character == other[column - 2] and one[row - 2] == opposite:
                    least = min(least, before[column - 2] + 1)
            current.append(least)
        if min(current) > most:
            return most + 1
        before, last = last, current
    return min(last[-1], most + 1)


def jaro_winkler(one: str, other: str) -> float:
    """Return the agreement of two short texts from 0 to 1 (Winkler 1990, prefix of up to four at weight 0.1)."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    taken = [False] * len(other)
    first: list[str] = []
    for place, character in enumerate(one):
        for at in range(max(0, place - reach), min(len(other), place + reach + 1)):
            if not taken[at] and other[at] == character:
                taken[at] = True
                first.append(character)
                break
    if not first:
        return 0.0
    second = [character for character, found in zip(other, taken, strict=True) if found]
    common = len(first)
    swapped = sum(a != b for a, b in zip(first, second, strict=True)) / 2
    jaro = (common / len(one) + common / len(other) + (common - swapped) / common) / 3
    prefix = 0
    for a, b in zip(one[:_PREFIX], other[:_PREFIX], strict=False):
        if a != b:
            break
        prefix += 1
    return jaro + prefix * _PREFIX_WEIGHT * (1 - jaro)
