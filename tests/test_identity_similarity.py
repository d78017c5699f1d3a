"""How alike two texts are: against the plain definition of edits, and figures that Winkler published."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synergy.identity.similarity import edits, jaro_winkler

TEXT = st.text("abc", max_size=7)


def apart(one: str, other: str) -> int:
    """Work the optimal string alignment out by its definition."""

    @cache
    def least(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        found = min(least(i - 1, j), least(i, j - 1)) + 1
        found = min(found, least(i - 1, j - 1) + (one[i - 1] != other[j - 1]))
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            found = min(found, least(i - 2, j - 2) + 1)
        return found

    return least(len(one), len(other))


@given(TEXT, TEXT, st.integers(0, 8))
def test_edits_are_those_of_the_definition_up_to_the_most(one: str, other: str, most: int) -> None:
    assert edits(one, other, most) == min(apart(one, other), most + 1)


@pytest.mark.parametrize(
    ("one", "other", "agreement"),
    [
        ("martha", "marhta", 0.9611),
        ("dwayne", "duane", 0.84),
        ("dixon", "dicksonx", 0.8133),
        ("", "a", 0.0),
        ("a", "a", 1),
    ],
)
def test_jaro_winkler_gives_the_published_figures(one: str, other: str, agreement: float) -> None:
    assert jaro_winkler(one, other) == pytest.approx(agreement, abs=5e-5)


@given(TEXT, TEXT)
def test_jaro_winkler_lies_between_0_and_1_and_is_1_for_equal_texts_only(one: str, other: str) -> None:
    assert 0 <= jaro_winkler(one, other) <= 1
    assert (jaro_winkler(one, other) == 1) == (one == other)
