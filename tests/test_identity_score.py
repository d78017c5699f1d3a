"""Our own scoring is Splink's, to the sixth decimal, and quick enough to warn while somebody types."""

from __future__ import annotations

import statistics
from dataclasses import asdict
from math import log2
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest

from synergy.evaluation.records import to_party
from synergy.evaluation.sets import invented_companies
from synergy.evaluation.variants import invented, names_set
from synergy.identity.blocking import company_keys
from synergy.identity.candidates import Candidates
from synergy.identity.companies import COMPANY, count_companies, read_company
from synergy.identity.model import committed, count_terms
from synergy.identity.persons import PERSON, read_person
from synergy.identity.score import Scorer
from synergy.identity.train import open_linker, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from synergy.identity.comparison import Comparison, Terms
    from synergy.identity.model import Frequencies, Weights

PRIOR = 1e-3
NAMES = ("Anna", "Ana", "Peter", "Petra", "Yusuf", "Li", "Wei")
SURNAMES = ("Neumann", "Newman", "Smith", "Smyth", "Zhang", "Peter")
STREETS = ("stanley street", "stanly street", "hill road", "miami", "")


def with_weights(model: dict[str, Any], comparisons: Sequence[Comparison[Any]], weights: Weights) -> dict[str, Any]:
    for comparison, entry in zip(comparisons, model["comparisons"], strict=True):
        levels = [level for level in entry["comparison_levels"] if not level.get("is_null_level")]
        for weight, level in zip(weights.comparisons[comparison.name], reversed(levels), strict=True):
            level["m_probability"], level["u_probability"] = weight.m, weight.u
    return model


def splinks(
    comparisons: Sequence[Comparison[Any]],
    parties: Sequence[Any],
    fields: Sequence[Terms],
    weights: Weights,
    frequencies: Frequencies,
) -> dict[tuple[int, int], float]:
    """Let Splink score all pairs with our weights and frequencies; return its match weight of each."""
    made = settings(comparisons, PRIOR).create_settings_dict("duckdb")
    made["blocking_rules_to_generate_predictions"] = [{"blocking_rule": "1=1", "sql_dialect": "duckdb"}]
    linker = open_linker(comparisons, parties, fields, with_weights(made, comparisons, weights))
    terms = {level.term for comparison in comparisons for level in comparison.levels if level.term}
    for term in sorted(terms):
        values = sorted({row[term] for row in fields if row.get(term)})
        rows = [{term: value, f"tf_{term}": frequencies.share(term, value)} for value in values]
        if not rows:
            rows = [{term: "none", f"tf_{term}": 1.0}]
        columns: dict[str, list[object]] = {name: [row[name] for row in rows] for name in (term, f"tf_{term}")}
        table = linker._db_api.register(_arrow(columns))  # noqa: SLF001 (its own tables have to be on its connection)
        linker.table_management.register_term_frequency_lookup(table, term)
    scored: list[dict[str, Any]] = linker.inference.predict().as_record_list()
    return {(row["unique_id_l"], row["unique_id_r"]): row["match_weight"] for row in scored}


def _arrow(columns: dict[str, list[object]]) -> Any:
    import pyarrow as pa  # type: ignore[import-untyped] # noqa: PLC0415 (it brings no types)

    return pa.table(columns)


def people() -> list[Any]:
    found = []
    for number in range(40):
        cells = {
            "key": str(number),
            "kind": "PERSON",
            "given_name": NAMES[number % 7],
            "surname": SURNAMES[number // 3 % 6],
            "address_1": STREETS[number % 5],
            "address_2": STREETS[number // 2 % 5],
            "date_of_birth": f"19{60 + number % 9}0{1 + number % 4}1{number % 3}",
            "postcode": str(2000 + number % 3),
            "suburb": ("cleveland", "delmar", "corio")[number % 3],
            "state": ("nsw", "qld", "")[number % 3],
            "soc_sec_id": str(1804974 + number % 4),
        }
        found.append(read_person(to_party(cells)))
    return found


def test_persons_are_scored_as_splink_scores_them() -> None:
    parties = people()
    frequencies = count_terms(person.terms for person in parties)
    scorer = Scorer(PERSON, committed("person"), frequencies, PRIOR)
    theirs = splinks(PERSON, parties, [asdict(it) for it in parties], committed("person"), frequencies)
    assert len(theirs) == 780
    for (one, other), weight in theirs.items():
        ours = scorer.score(parties[one], parties[other], parties[one].terms, parties[other].terms)
        assert ours.weight + ours.prior == pytest.approx(weight, abs=1e-6)


def test_companies_are_scored_as_splink_scores_them() -> None:
    named = names_set(invented(60, 3), 3).rows
    parties = [read_company(party) for party in invented_companies(40).parties]
    parties += [read_company(to_party({"key": row["id"]} | row)) for row in named]
    frequencies = count_companies(parties)
    fields = [{**it.terms, "code": "".join(sorted(it.codes)), "host": ""} for it in parties]
    scorer = Scorer(COMPANY, committed("company"), frequencies, PRIOR)
    theirs = splinks(COMPANY, parties, fields, committed("company"), frequencies)
    agreeing = across = 0
    for (one, other), weight in theirs.items():
        ours = scorer.score(parties[one], parties[other], parties[one].terms, parties[other].terms)
        assert ours.weight + ours.prior == pytest.approx(weight, abs=1e-6)
        agreeing += ours.weight > 0
        across += ours.weight > 0 and any(bar.comparison == "Chinese and English name" for bar in ours.evidence)
    assert len(theirs) > 2_000
    assert agreeing > 30
    assert across > 30


def test_the_waterfall_adds_up_to_the_weight_and_says_what_agreed() -> None:
    labelled = invented_companies(60)
    parties = [read_company(party) for party in labelled.parties]
    scorer = Scorer(COMPANY, committed("company"), count_companies(parties), PRIOR)
    place = {party.id: number for number, party in enumerate(labelled.parties)}
    for one, other in labelled.truth:
        a, b = parties[place[one]], parties[place[other]]
        score = scorer.score(a, b, a.terms, b.terms)
        assert score.weight == pytest.approx(sum(bar.weight for bar in score.evidence))
        assert score.probability == pytest.approx(1 / (1 + 2 ** -(score.weight + log2(PRIOR / (1 - PRIOR)))))
        assert all(bar.words for bar in score.evidence)


def test_one_record_is_checked_against_its_candidates_in_50_ms() -> None:
    parties = [read_company(party) for party in invented_companies(2_000).parties]
    scorer = Scorer(COMPANY, committed("company"), count_companies(parties), PRIOR)
    found = Candidates()
    for number, party in enumerate(parties):
        found.add(number, 0, company_keys(party))
    around: dict[int, list[int]] = {}
    for one, other in found.pairs():
        around.setdefault(one, []).append(other)
        around.setdefault(other, []).append(one)
    spent = []
    for one, others in list(around.items())[:300]:
        start = perf_counter()
        company_keys(parties[one])
        for other in others:
            scorer.score(parties[one], parties[other], parties[one].terms, parties[other].terms)
        spent.append((perf_counter() - start) * 1_000)
    assert statistics.quantiles(spent, n=20)[-1] < 50
