"""Each `plans/NAME.graphql` beside the Cypher it becomes, `NAME.cypher`: reviewed, and sent to a real server.

`pytest tests/test_plans.py --update-plans` writes the Cypher anew.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.client import BANK, NARROW

if TYPE_CHECKING:
    from tests.client import Client

PLANS = sorted((Path(__file__).parent / "plans").glob("*.graphql"))


@pytest.mark.parametrize("file", PLANS, ids=[file.stem for file in PLANS])
async def test_the_plan_is_the_reviewed_one(client: Client, file: Path, request: pytest.FixtureRequest) -> None:
    document = file.read_text(encoding="utf-8")
    given = re.search(r"^# variables: (.*)$", document, re.MULTILINE)
    variables = json.loads(given[1]) if given else {}
    user = NARROW if "# viewer: narrow" in document else BANK
    await client.ask("{ __typename }", user=user)
    await client.ask("{ viewer { expiresAt } }", user=user)  # the viewer's own facts are read before
    answer = await client.ask(document, user=user, **variables)
    assert answer.data is not None
    sent = "\n;\n".join(text for text in client.statements if "(user:User {id: $p.user})" not in text) + "\n"
    reviewed = file.with_suffix(".cypher")
    if request.config.getoption("--update-plans"):
        reviewed.write_text(sent, encoding="utf-8")
    assert sent == reviewed.read_text(encoding="utf-8")


def test_every_construct_has_a_plan() -> None:
    written = " ".join(file.read_text(encoding="utf-8") for file in PLANS)
    for construct in (
        "...", "on ", "fragment ", "@skip", "@include", "$", "__typename", "totalCount", "pageInfo", "after:",
        "before:", "last:", "where:", "orderBy:", "some:", "none:", "every:", "and:", "or:", "not:", "in:", "contains:",
        "startsWith:", "between:", "gte:", "node(", "nodes(", "asOf:", "crossSell", "expertMatches", "achievements",
        "viewer", "__schema",
    ):  # fmt: skip
        assert construct in written, construct
