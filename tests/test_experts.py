"""Experts for a project and for a need: what proves them, who is passed over and why, what bad input comes to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synergy.errors import BadInput
from synergy.evaluation.experts.ranking import judge
from synergy.matching.experts.need import MOST_TERMS, prepare
from tests.client import NARROW, OFFICER

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from tests.client import Client

ASK = """query ($need: String, $topics: [String!], $first: Int) {
  expertsFor(need: $need, topics: $topics, first: $first) {
  note { text textEn } topics { nameEn }
  matches { score load reasons { text textEn } expert { id name topics(first: 50) { edges { node { nameEn } } } }
    evidence { __typename ... on Node { id } } obstacles { textEn } }
  passedOver { score expert { id } obstacles { textEn } }
} }"""
PROJECT = """query ($id: ID!, $passed: Boolean) { project(id: $id) {
  expertMatches(first: 100, passedOver: $passed) {
    expert { id } score load obstacles { textEn } evidence { ... on Node { id } } } } }"""


async def ask(
    client: Client, need: str | None = None, user: str = OFFICER, first: int = 10, *, topics: list[str] | None = None
) -> Any:
    answer = await client.ask(ASK, user=user, need=need, topics=topics, first=first)
    assert answer.spent == 1
    return answer.data["expertsFor"]


async def find(client: Client, user: str = OFFICER) -> list[str]:
    found = (await client.ask("{ projects(first: 100) { edges { node { id } } } }", user=user)).data["projects"]
    return [edge["node"]["id"] for edge in found["edges"]]


@pytest.mark.parametrize("text", ["海外矿山设备的并购融资", "Mergers and acquisitions of mining equipment"])
async def test_a_need_in_words_finds_experts_of_its_topic_first(client: Client, text: str) -> None:
    answer = await ask(client, text)
    assert answer["note"] is None
    scores = [match["score"] for match in answer["matches"]]
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[-1] <= scores[0] <= 1
    best = answer["matches"][0]
    assert 1 <= len(best["evidence"]) <= 3
    assert best["reasons"][0]["textEn"].startswith("Best proof: ")


async def test_a_topic_is_named_by_id_code_or_name_in_either_language(client: Client) -> None:
    topics = (await client.ask("{ topics(first: 100) { edges { node { id code name nameEn } } } }")).data["topics"]
    used = (
        await client.ask("{ experts(first: 1) { edges { node { topics(first: 1) { edges { node { id } } } } } } }")
    ).data
    wanted = used["experts"]["edges"][0]["node"]["topics"]["edges"][0]["node"]["id"]
    topic = next(edge["node"] for edge in topics["edges"] if edge["node"]["id"] == wanted)
    answers = [await ask(client, topics=[topic[name]]) for name in ("id", "code", "name", "nameEn")]
    assert answers[0]["matches"]
    assert all(answer == answers[0] for answer in answers)
    assert [one["nameEn"] for one in answers[0]["topics"]] == [topic["nameEn"]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Say in words"), ("？！ … \\ /", "Say in words"), ("😀", "Say in words"), ("\ud83d", "Say in words"),
        ("zzqx AND OR NOT +x -y (b", "No work"), ("*:*", "Say in words"), ("título desconhecido", "No work"),
        ("zzqx " * 5_000, "No work"),
    ],
)  # fmt: skip
async def test_bad_input_is_answered_with_a_reason(client: Client, text: str, says: str) -> None:
    if "\ud83d" in text:
        assert prepare({"need": text, "topics": None})["asked"] is False
        return
    answer = await ask(client, text)
    assert answer["matches"] == answer["passedOver"] == []
    assert answer["note"]["textEn"].startswith(says)


async def test_an_unknown_topic_is_answered_with_a_reason_and_too_many_are_refused(client: Client) -> None:
    answer = await ask(client, topics=["top_nothing"])
    assert answer["matches"] == []
    assert answer["note"]["textEn"].startswith("No work")
    refused = await client.ask(ASK, topics=["x"] * 21, first=1)
    assert refused.codes == ["BAD_INPUT"]


async def test_nobody_is_both_offered_and_passed_over(client: Client) -> None:
    passed = 0
    for project in await find(client):
        offered, over = [
            (await client.ask(PROJECT, id=project, passed=which)).data["project"]["expertMatches"]
            for which in (False, True)
        ]
        assert all(match["obstacles"] == [] for match in offered)
        assert all(match["obstacles"] for match in over)
        assert not {m["expert"]["id"] for m in offered} & {m["expert"]["id"] for m in over}
        passed += len(over)
    assert passed > 3


async def test_works_that_a_viewer_does_not_see_prove_nothing(client: Client, seeded: Database) -> None:
    """A project of strangers about the same words, by an expert who has nothing else: the viewer learns of neither."""
    hidden = set(await find(client)) - set(await find(client, NARROW))
    title = (
        "MATCH (p:Project)<-[:WORKED_ON]-() WHERE p.id IN $p.ids RETURN p.id AS id, p.name AS name, p.nameEn AS nameEn"
    )
    rows = await seeded.write(title, {"ids": sorted(hidden)})
    assert rows
    told = [await ask(client, f"{row['name']} {row['nameEn']}", NARROW, 100) for row in rows]
    proofs = {e["id"] for answer in told for match in answer["matches"] for e in match["evidence"]}
    assert proofs
    assert not proofs & hidden
    seen = [await ask(client, f"{row['name']} {row['nameEn']}", OFFICER, 100) for row in rows]
    assert {e["id"] for answer in seen for match in answer["matches"] for e in match["evidence"]} & hidden


async def test_a_full_expert_is_passed_over_and_is_not_before(client: Client, seeded: Database) -> None:
    project = (await find(client))[0]
    before = (await client.ask(PROJECT, id=project, passed=False)).data["project"]["expertMatches"]
    busiest = max(before, key=lambda match: match["load"])
    assert busiest["load"] > 0
    cap = "MATCH (e:Expert {id: $p.id}) WITH e, e.yearlyCap AS was SET e.yearlyCap = $p.cap RETURN was"
    (row,) = await seeded.write(cap, {"id": busiest["expert"]["id"], "cap": busiest["load"]})
    try:
        over = (await client.ask(PROJECT, id=project, passed=True)).data["project"]["expertMatches"]
    finally:
        await seeded.write(cap, {"id": busiest["expert"]["id"], "cap": row["was"]})
    (found,) = (match for match in over if match["expert"]["id"] == busiest["expert"]["id"])
    assert found["obstacles"][0]["textEn"].startswith("Fully booked")


@given(st.text(max_size=400) | st.text(st.sampled_from('+-&|!(){}[]^"~*?:\\/ ANDORT并购融资'), max_size=80))
def test_no_text_becomes_an_operator(text: str) -> None:
    made = prepare({"need": text, "topics": None})
    assert len(made["queries"]) <= 1
    for query in made["queries"]:
        assert not re.search(r'[+\-&|!(){}\[\]^"~*?:\\/]', query)
        assert query == query.lower()
        assert len(query.split()) <= MOST_TERMS


def test_too_many_topics_are_refused() -> None:
    with pytest.raises(BadInput):
        prepare({"need": None, "topics": ["x"] * 21})


def test_ties_count_against() -> None:
    grades = {"right": 1}
    assert judge([("right", 1.0), ("wrong", 1.0)], grades)[0] == 0.5
    assert judge([("right", 1.1), ("wrong", 1.0)], grades) == (1.0, 1.0, 1.0, 1.0)
    assert judge([("wrong", 1.0)], grades) == (0.0, 0.0, 0.0, 0.0)
