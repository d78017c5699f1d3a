"""The explorer: one file that fetches nothing from elsewhere, never reads data as markup, and speaks two languages."""

from __future__ import annotations

import importlib.resources
import re

import pytest
from graphql import parse, validate

from synergy import schema, web

PAGE = importlib.resources.files(web).joinpath("explorer.html").read_text("utf-8")
SCRIPT = PAGE[PAGE.index("<script>") : PAGE.index("</script>")]
SAMPLES = dict(re.findall(r'name: \["([^"]+)", "[^"]+"\], query: `([^`]+)`', SCRIPT))
LABELS: dict[str, list[str]] = {}
for name, *both in re.findall(r'(\w+): \["([^"]+)", "([^"]+)"\]', SCRIPT[SCRIPT.index("const LABELS") :]):
    LABELS[name] = both


def test_it_comes_alone() -> None:
    assert re.findall(r"https?:|//[a-z]+\.[a-z]|@import|url\(|<link (?!rel=\"icon\" href=\"data:,\")| src=", PAGE) == []
    assert "default-src 'none'" in PAGE


def test_it_cannot_read_data_as_markup() -> None:
    ways = r"(?:inner|outer|Adjacent)HTML|document\.write|DOMParser|srcdoc|createContextualFragment|eval\(|Function\("
    assert re.findall(ways, SCRIPT) == []
    assert "require-trusted-types-for 'script'" in PAGE, "the browser's own guard"


def test_every_word_is_there_in_both_languages() -> None:
    used = {*re.findall(r'data-(?:label|name)="(\w+)"', PAGE), *re.findall(r'say\("(\w+)"\)', SCRIPT)}
    assert used <= LABELS.keys()
    assert all(english != chinese for english, chinese in LABELS.values())
    assert len(LABELS) == SCRIPT[SCRIPT.index("const LABELS") :].split("};")[0].count("[")


def test_there_is_a_sample_for_each_question_of_the_product() -> None:
    asked = " ".join(SAMPLES.values())
    assert all(field in asked for field in ("customers(", "achievements(", "crossSell(", "expertMatches("))
    assert len(SAMPLES) == SCRIPT.count("query: `")


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_is_a_document_of_the_schema(sample: str) -> None:
    assert validate(schema.build().schema._schema, parse(SAMPLES[sample])) == []  # noqa: SLF001
