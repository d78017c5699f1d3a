"""What `synergy evaluate identity` prints keeps the figures that were promised, on what the matcher did not see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from synergy.cli import app
from synergy.evaluation.febrl import febrl
from synergy.evaluation.listed import half, hong_kong_and_mainland, mistyped
from synergy.evaluation.measures import evaluate
from synergy.evaluation.sets import SEED, invented_companies

if TYPE_CHECKING:
    from synergy.evaluation.measures import Evaluation

LISTED = Path(__file__).parents[2] / "shared" / "data" / "listed_companies"
listed = pytest.mark.skipif(not LISTED.is_dir(), reason="the listed companies are not there")


def holds(found: Evaluation, precision: float, recall: float) -> None:
    assert found.links.precision >= precision, found.false
    assert found.links.recall >= recall, found.missed[:20]
    assert found.compared_pairs <= 40 * found.records


@listed
def test_hong_kong_and_mainland_are_linked_without_a_false_link() -> None:
    found = evaluate(hong_kong_and_mainland(LISTED), between=True)
    assert found.links.true >= 70
    holds(found, 1.0, 0.95)


@listed
def test_mistyped_rows_find_their_company() -> None:
    holds(evaluate(mistyped(LISTED, SEED, only=1)), 0.995, 0.9)


def test_short_former_and_traditional_names_find_their_company_and_branches_stay_apart() -> None:
    found = evaluate(invented_companies(6_000, only=1))
    holds(found, 0.995, 0.9)
    assert found.branches > 200
    assert (found.branches_merged, found.branches_found) == (0, found.branches)


@pytest.mark.long
@pytest.mark.parametrize("number", [3, 4])
@pytest.mark.parametrize(("national_id", "wanted"), [(True, 0.995), (False, 0.985)])
def test_persons_are_found_without_labels(number: int, *, national_id: bool, wanted: float) -> None:
    found = evaluate(febrl(number, national_id=national_id))
    assert found.links.f1 >= wanted, (found.false, found.missed)


def test_halves_are_halves() -> None:
    assert 400 < sum(half(str(number)) for number in range(1_000)) < 600


RECORDS = """id,source,name,uscc,city,flavour
a,bank,中信泰富特钢集团股份有限公司,,江阴,1
b,trust,中信泰富特鋼集團股份有限公司,,江阴,2
c,bank,杭州星火软件有限公司,,杭州,3
d,trust,成都云图物流有限公司,,成都,4
"""


def test_a_folder_of_labelled_records_is_measured(tmp_path: Path) -> None:
    (tmp_path / "records.csv").write_text(RECORDS, "utf-8")
    (tmp_path / "truth.csv").write_text("id,id\na,b\n", "utf-8")
    ran = CliRunner().invoke(app, ["evaluate", "identity", str(tmp_path)])
    assert ran.exit_code == 0, ran.output
    assert "flavour" in ran.output
    assert "1 true pairs" in ran.output
    assert ran.output.count("1.0000") >= 6


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "records.csv"),
        ({"records.csv": RECORDS}, "truth.csv"),
        ({"records.csv": RECORDS, "truth.csv": "id,id\na,nobody\n"}, "does not have"),
        ({"records.csv": RECORDS + "a,bank,Twice,,,\n", "truth.csv": "id,id\na,b\n"}, "a"),
        ({"records.csv": "name\nX\n", "truth.csv": "id,id\n"}, "id"),
    ],
)
def test_a_folder_that_is_none_is_told_in_one_sentence(tmp_path: Path, files: dict[str, str], said: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    ran = CliRunner().invoke(app, ["evaluate", "identity", str(tmp_path)])
    assert said in ran.output + ran.stderr, ran.output
    assert "Traceback" not in ran.output
