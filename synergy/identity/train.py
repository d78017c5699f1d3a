"""Weights learnt without labels: Splink estimates them by expectation maximisation from our own comparisons."""

from __future__ import annotations

import logging
from collections import Counter
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb
import pyarrow as pa  # type: ignore[import-untyped] # it brings no types
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from synergy.identity.comparison import UNKNOWN
from synergy.identity.model import LevelWeight, Weights

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from synergy.identity.comparison import Comparison, Terms

P = TypeVar("P")
_REMEMBERED = 10_000
_LEAST_M = 0.002
"""No disagreement is taken to be impossible, however rarely matches showed it."""
_LEAST_U = 1e-8
"""Nor is any agreement of others."""


def settings(comparisons: Sequence[Comparison[P]], probability: float) -> SettingsCreator:
    """Return the model as Splink has it; each level asks the comparison's own function."""
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=probability,
        comparisons=[_comparison(place, comparison) for place, comparison in enumerate(comparisons)],
        retain_intermediate_calculation_columns=True,
        em_convergence=1e-3,
        max_iterations=15,
    )


def _comparison(place: int, comparison: Comparison[P]) -> dict[str, Any]:
    # Splink learns from the columns named which comparisons a blocking rule makes useless for training.
    columns = ", ".join(f'"{field}_l", "{field}_r"' for field in comparison.fields)
    call = f"judge_{place}(unique_id_l, unique_id_r, concat({columns}))"
    levels: list[dict[str, Any]] = [
        {"sql_condition": f"{call} = -1", "label_for_charts": "null", "is_null_level": True}
    ]
    for number in range(len(comparison.levels) - 1, 0, -1):
        level = comparison.levels[number]
        entry: dict[str, Any] = {"sql_condition": f"{call} = {number}", "label_for_charts": level.words}
        if level.term is not None:
            entry |= {"tf_adjustment_column": level.term, "disable_tf_exact_match_detection": True}
        levels.append(entry)
    levels.append({"sql_condition": "ELSE", "label_for_charts": comparison.levels[0].words})
    return {"output_column_name": f"c{place}", "comparison_levels": levels}


def open_linker(
    comparisons: Sequence[Comparison[P]],
    parties: Sequence[P],
    fields: Sequence[Terms],
    model: SettingsCreator | dict[str, Any],
) -> Linker:
    """Open Splink over parties; `fields` gives the columns of each: what comparisons read, and the terms."""
    connection = duckdb.connect()
    connection.execute("SET threads = 1")  # the functions are Python's
    for place, comparison in enumerate(comparisons):
        _register(connection, f"judge_{place}", comparison.judge, parties)
    names = sorted({name for row in fields for name in row})
    columns: dict[str, Any] = {name: [row.get(name) or None for row in fields] for name in names}
    table = pa.table(
        {"unique_id": pa.array(range(len(parties)), pa.int64())}
        | {name: pa.array(values, pa.string()) for name, values in columns.items()}
    )
    api = DuckDBAPI(connection)
    return Linker(api.register(table), model, log_level=logging.ERROR)


def _register(
    connection: duckdb.DuckDBPyConnection, name: str, judge: Callable[[P, P], int], parties: Sequence[P]
) -> None:
    @lru_cache(maxsize=_REMEMBERED)  # Splink asks once for each level
    def level(one: int, other: int) -> int:
        return judge(parties[one], parties[other])

    def call(one: int, other: int, _read: str) -> int:
        return level(one, other)

    number = duckdb.sqltype("BIGINT")
    connection.create_function(name, call, [number, number, duckdb.sqltype("VARCHAR")], number)


def train(  # noqa: PLR0913 (what a training depends on is named in one place)
    comparisons: Sequence[Comparison[P]],
    parties: Sequence[P],
    fields: Sequence[Terms],
    blocks: Sequence[tuple[str, ...]],
    *,
    trained_on: str,
    different: Sequence[bool] | None = None,
    rare: Mapping[str, str] = MappingProxyType({}),
    candidates: Sequence[tuple[int, int]] = (),
    pairs: float = 4e5,
    seed: int = 1,
) -> Weights:
    """Estimate the weights: `u` from pairs at random, `m` by expectation maximisation within each of the blocks.

    `blocks` are sets of columns; a comparison that reads one of them learns from the other blocks. `different` marks
    parties of which no two are one, such as those of one deduplicated source: pairs at random are taken from these. A
    level that one pair in a million reaches is not found so; for the comparisons in `rare` the levels of the comparison
    named there are counted among the `candidates`, pairs of different parties outside of which nobody agrees.
    """
    prior = 1 / max(len(parties), 2)
    apart = [place for place in range(len(parties)) if different is None or different[place]]
    linker = open_linker(
        comparisons,
        [parties[place] for place in apart],
        [fields[place] for place in apart],
        settings(comparisons, prior),
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=seed, min_count_per_level=None)
    learnt = linker.misc.save_model_to_json()
    by_name = {comparison.name: comparison for comparison in comparisons}
    for place, comparison in enumerate(comparisons):
        if comparison.name in rare:
            counted = by_name[rare[comparison.name]]
            _count(learnt["comparisons"][place], counted, parties, apart, candidates)
    linker = open_linker(comparisons, parties, fields, learnt)
    for block in blocks:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*block), estimate_without_term_frequencies=True
        )
    return weights_of(linker, comparisons, trained_on)


def _count(
    learnt: dict[str, Any],
    comparison: Comparison[P],
    parties: Sequence[P],
    apart: Sequence[int],
    candidates: Sequence[tuple[int, int]],
) -> None:
    """Set `u` by counting; how many pairs tell both is estimated from neighbours in a fixed order."""
    step = max(1, len(apart) // 101)
    sample = [(one, apart[(at + step * far) % len(apart)]) for at, one in enumerate(apart) for far in range(1, 40)]
    telling = sum(comparison.judge(parties[a], parties[b]) != UNKNOWN for a, b in sample) / len(sample)
    pairs = max(telling * len(apart) * (len(apart) - 1) / 2, 1.0)
    counts = Counter(level for a, b in candidates if (level := comparison.judge(parties[a], parties[b])) > 0)
    levels = [level for level in learnt["comparison_levels"] if not level.get("is_null_level")]
    for number, level in zip(range(len(levels) - 1, -1, -1), levels, strict=True):
        level["u_probability"] = (counts[number] + 0.5) / pairs if number else 1 - counts.total() / pairs


def weights_of(linker: Linker, comparisons: Sequence[Comparison[P]], trained_on: str) -> Weights:
    """Read the weights out of Splink."""
    written = linker.misc.save_model_to_json()
    found = {}
    for comparison, learnt in zip(comparisons, written["comparisons"], strict=True):
        levels = [level for level in learnt["comparison_levels"] if not level.get("is_null_level")]
        found[comparison.name] = tuple(
            LevelWeight(max(_seen(level, "m"), _LEAST_M), max(_seen(level, "u"), _LEAST_U))
            for level in reversed(levels)
        )
    return Weights(found, trained_on)


def _seen(level: dict[str, Any], kind: str) -> float:
    """Return a share that was learnt; 0 for a level that no pair reached."""
    share = level.get(f"{kind}_probability")
    return share if isinstance(share, float) else 0.0
