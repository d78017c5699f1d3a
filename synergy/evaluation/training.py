"""Writes the committed weights anew: `python -m synergy.evaluation.training LISTED_COMPANIES`.

Companies: the development half of the listed ones and invented ones, each with a mistyped record. Persons: Febrl 3
and 4.
No labels are read; that no two records of one source are one company is used for pairs at random.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from synergy.evaluation.febrl import febrl
from synergy.evaluation.listed import mistyped_rows
from synergy.evaluation.records import to_party
from synergy.evaluation.variants import chinese_set, invented, names_set
from synergy.identity import resolution
from synergy.identity.blocking import company_keys
from synergy.identity.candidates import Candidates
from synergy.identity.companies import COMPANY, read_company
from synergy.identity.persons import PERSON, read_person
from synergy.identity.train import train

if TYPE_CHECKING:
    from collections.abc import Sequence

    from synergy.identity.companies import Company
    from synergy.identity.comparison import Terms
    from synergy.identity.model import Weights

_SEED = 7
"""Not the seed of the sets that are reported."""
_PAIRS = 4e5
_ACROSS = "Chinese and English name"


def train_companies(folder: Path) -> Weights:
    """Train the weights of companies."""
    rng = Random(_SEED)  # noqa: S311 - training data guards nothing
    english = mistyped_rows(folder, seed=_SEED, only=0, phone=lambda: f"+86 000 {rng.randrange(10**8):08d}")
    found = invented(10_000, _SEED)
    middle = len(found) // 2
    chinese = chinese_set(found[:middle], _SEED, websites=True)
    named = names_set(found[middle:], _SEED)
    parties = [to_party({"key": row["id"]} | row) for made in (english, chinese, named) for row in made.rows]
    companies = [read_company(party) for party in parties]
    different = [party.source == "register" for party in parties]
    return train(
        COMPANY,
        companies,
        [_company_fields(company) for company in companies],
        [("phone",), ("core",), ("brand", "place"), ("brand", "trade")],
        trained_on="half of the companies listed in Shanghai and Shenzhen, and invented ones, mistyped; without labels",
        different=different,
        rare={
            f"{language}{short} name": f"{language} name"
            for language in ("Chinese", "English")
            for short in ("", " short")
        }
        | {_ACROSS: _ACROSS},
        candidates=_candidates(companies, different),
        pairs=_PAIRS,
    )


def _candidates(companies: Sequence[Company], different: Sequence[bool]) -> list[tuple[int, int]]:
    found = Candidates()
    for number, company in enumerate(companies):
        if different[number]:
            found.add(number, 0, company_keys(company))
    return list(found.pairs())


def _company_fields(company: Company) -> Terms:
    code, host = next(iter(company.codes), ""), next(iter(company.hosts), "")
    return {**company.terms, "code": code, "host": host}


def train_persons() -> Weights:
    """Train the weights of persons."""
    people = [read_person(party) for number in (3, 4) for party in febrl(number).parties]
    return train(
        PERSON,
        people,
        [asdict(person) for person in people],
        [("birth_date",), ("national_id",), ("surname", "given_name")],
        trained_on="Febrl 3 and 4 of the Python Record Linkage Toolkit; without labels",
        pairs=_PAIRS,
    )


if __name__ == "__main__":
    target = Path(resolution.__file__).parent
    wanted = sys.argv[2:] or ("company", "person")
    if "company" in wanted:
        (target / "company.json").write_text(train_companies(Path(sys.argv[1])).to_json(), encoding="utf-8")
    if "person" in wanted:
        (target / "person.json").write_text(train_persons().to_json(), encoding="utf-8")
