"""What users ask, over HTTP, each answer in one statement a root field."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.client import BANK, DISABLED, NARROW, NOW, OFFICER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.client import Client


async def test_achievements_count_the_published_figures_from_the_graph(client: Client) -> None:
    answer = await client.ask(
        """{ achievements(year: 2022) { sharedCustomers collaborativeProjects sharedProducts experts excellentCases
        researchReports activatedUsers logins asOf } }"""
    )
    assert answer.data["achievements"] == [
        {
            "sharedCustomers": 118,
            "collaborativeProjects": 5,
            "sharedProducts": 9,
            "experts": 7,
            "excellentCases": 12,
            "researchReports": 8,
            "activatedUsers": 1000,
            "logins": 4000,
            "asOf": "2022-12-31",
        }
    ]
    assert answer.spent == 1


async def test_groups_of_achievements_cover_the_whole(client: Client) -> None:
    answer = await client.ask(
        """{ whole: achievements(year: 2022) { logins experts sharedCustomers }
        parts: achievements(year: 2022, groupBy: [SUBSIDIARY]) { subsidiary { id } logins experts sharedCustomers }
        years: achievements(year: 2022, groupBy: [YEAR]) { year researchReports } }"""
    )
    (whole,) = answer.data["whole"]
    parts = answer.data["parts"]
    assert sum(part["logins"] for part in parts) == whole["logins"]
    assert sum(part["experts"] for part in parts) == whole["experts"]
    assert sum(part["sharedCustomers"] for part in parts) >= 2 * whole["sharedCustomers"]
    assert [row["year"] for row in answer.data["years"]] == [2018, 2019, 2020, 2021, 2022]
    assert answer.spent == 3


async def test_any_nesting_is_one_statement(client: Client) -> None:
    answer = await client.ask(
        """{ customers(first: 5) { edges { node { name servedBy(first: 3) { edges { stage node { name
        products(first: 2) { edges { node { name
        holders(first: 2) { edges { band node { name industry { name } } } } } } } } } } } } } }"""
    )
    assert len(answer.data["customers"]["edges"]) == 5
    assert answer.spent == 1


async def test_pages_forward_and_backward_meet(client: Client) -> None:
    document = """query ($first: Int, $after: String, $last: Int, $before: String) {
      customers(first: $first, after: $after, last: $last, before: $before, orderBy: EMPLOYEES_DESC) {
        edges { cursor node { id employees } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
    forward: list[str] = []
    after = None
    while True:
        page = (await client.ask(document, user=BANK, first=60, after=after)).data["customers"]
        forward += [edge["node"]["id"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    backward: list[str] = []
    before = None
    while True:
        page = (await client.ask(document, user=BANK, last=60, before=before)).data["customers"]
        backward = [edge["node"]["id"] for edge in page["edges"]] + backward
        before = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            break
    total = (await client.ask("{ customers { totalCount } }", user=BANK)).data["customers"]["totalCount"]
    assert forward == backward
    assert len(set(forward)) == len(forward) == total > 120


async def test_hidden_is_the_same_as_nonexistent(client: Client) -> None:
    seen = await client.ask("{ customers(first: 100) { edges { node { id } } } }", user=OFFICER)
    own = await client.ask("{ customers(first: 100) { edges { node { id } } } }", user=NARROW)
    mine = {edge["node"]["id"] for edge in own.data["customers"]["edges"]}
    hidden = next(e["node"]["id"] for e in seen.data["customers"]["edges"] if e["node"]["id"] not in mine)
    document = "query ($id: ID!) { customer(id: $id) { name } node(id: $id) { id } nodes(ids: [$id]) { id } }"
    answers = [await client.ask(document, user=NARROW, id=an_id) for an_id in (hidden, "cus_none", "nothing")]
    assert [a.data for a in answers] == [{"customer": None, "node": None, "nodes": [None]}] * 3


async def test_identity_numbers_are_masked_unless_covered(client: Client) -> None:
    document = "{ customers(first: 100, where: {kind: {eq: COMPANY}}) { edges { node { id uscc } } } }"
    at_bank = {
        e["node"]["id"]: e["node"]["uscc"] for e in (await client.ask(document, user=BANK)).data["customers"]["edges"]
    }
    whole = {e["node"]["id"]: e["node"]["uscc"] for e in (await client.ask(document)).data["customers"]["edges"]}
    assert all("****" in uscc for uscc in whole.values())
    clear = {i for i, uscc in at_bank.items() if "****" not in uscc}
    assert clear
    for customer in clear & whole.keys():
        assert whole[customer] == at_bank[customer][:2] + "****" + at_bank[customer][-2:]
    # A number that the viewer may not read cannot be guessed by filtering either.
    known = at_bank[next(iter(clear))]
    guess = "query ($n: String!) { customers(where: {uscc: {eq: $n}}) { totalCount } }"
    assert (await client.ask(guess, user=BANK, n=known)).data["customers"]["totalCount"] == 1
    assert (await client.ask(guess, n=known)).data["customers"]["totalCount"] == 0


async def test_the_viewer_reads_itself_through_the_plan(client: Client) -> None:
    answer = await client.ask(
        """{ viewer { organisation { __typename }
        user { id name unit { name organisation { ... on Subsidiary { id } } } } } }""",
        user=BANK,
    )
    assert answer.data["viewer"]["user"]["id"] == BANK
    assert answer.data["viewer"]["user"]["unit"]["organisation"]["id"] == "sub_citic_bank"
    assert answer.data["viewer"]["organisation"]["__typename"] == "Subsidiary"


BAD = [
    ("{ customers(first: -1) { totalCount } }", "BAD_INPUT"),
    ("{ customers(first: 101) { edges { node { id } } } }", "LIMIT_EXCEEDED"),
    ("{ customers(first: 99999999999) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
    ("{ customers(first: 1, last: 1) { totalCount } }", "BAD_INPUT"),
    ('{ customers(first: 1, before: "x") { totalCount } }', "BAD_INPUT"),
    ('{ customers(after: "broken") { edges { node { id } } } }', "BAD_CURSOR"),
    ('{ customers(after: "WzEsMl0=") { edges { node { id } } } }', "BAD_CURSOR"),
    ("{ customers { nonsense } }", "GRAPHQL_VALIDATION_FAILED"),
    ("{ customers { ", "GRAPHQL_PARSE_FAILED"),
    ("query ($n: Int!) { customers(first: $n) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
    ("{ nodes(ids: [" + '"cus_1",' * 101 + "]) { id } }", "LIMIT_EXCEEDED"),
    (
        (
            "{ customers(first: 100) { edges { node { servedBy(first: 100) { edges { node { products(first: 100) {"
            " edges { node { id } } } } } } } } } }"
        ),
        "LIMIT_EXCEEDED",
    ),
    (
        '{ customers(where: {not: {not: {not: {not: {not: {name: {eq: "x"}}}}}}}) { totalCount } }',
        "LIMIT_EXCEEDED",
    ),
    (
        "{ customers(where: {or: [" + '{name: {eq: "x"}},' * 31 + "]}) { totalCount } }",
        "LIMIT_EXCEEDED",
    ),
    ("{ topics {" + "".join(f" a{n}: totalCount" for n in range(61)) + " } }", "GRAPHQL_VALIDATION_FAILED"),
    ("{ customers(where: {or: [" + "{}," * 31 + "]}) { totalCount } }", "LIMIT_EXCEEDED"),
    (
        (
            "{ customers(first: 0) { edges { node { holdings(first: 100) { edges { node { holders(first: 100) { edges {"
            " node { holdings(first: 100) { edges { node { id } } } } } } } } } } } } }"
        ),
        "LIMIT_EXCEEDED",
    ),
    (
        "{ topics { edges { node { ...f0 } } } }"
        + "".join(
            f" fragment f{n} on Topic {{ a{n}: broader {{ ...f{n + 1} }} broader {{ ...f{n + 1} }} }}" for n in range(8)
        )
        + " fragment f8 on Topic { id }",
        "LIMIT_EXCEEDED",
    ),
    ("{ topics { edges { node { " + "broader { " * 12 + "id" + " }" * 12 + " } } } }", "LIMIT_EXCEEDED"),
    ('{ customers(where: {name: {between: ["a"]}}) { totalCount } }', "BAD_INPUT"),
    ('{ projects(where: {createdAt: {gte: "0001-01-01T00:00:00+14:00"}}) { totalCount } }', "BAD_INPUT"),
    ('{ projects(where: {createdAt: {gte: "9999-12-31T23:59:59-14:00"}}) { totalCount } }', "BAD_INPUT"),
    ('{ projects(where: {amount: {gte: "Infinity"}}) { totalCount } }', "BAD_INPUT"),
    ('{ projects(where: {amount: {in: ["1", "-1e400"]}}) { totalCount } }', "BAD_INPUT"),
    ('{ projects(where: {amount: {eq: "NaN"}}) { totalCount } }', "BAD_INPUT"),
    ('{ projects(where: {amount: {eq: "sNaN"}}) { totalCount } }', "BAD_INPUT"),
    ('{ projects(where: {amount: {lt: "much"}}) { totalCount } }', "GRAPHQL_VALIDATION_FAILED"),
]


async def test_amounts_compare_as_numbers(client: Client) -> None:
    text = """query ($least: Decimal!, $most: Decimal!) {
      all: projects(first: 100) { edges { node { amount } } }
      some: projects(first: 100, where: {amount: {between: [$least, $most]}}) { edges { node { amount } } }
      other: projects(first: 100, where: {or: [{amount: {lt: $least}}, {amount: {gt: $most}}]}) { totalCount }
      bare: projects(where: {amount: {between: [9000000, 40000000.50]}}) { totalCount }
    }"""
    found = (await client.ask(text, least="9000000", most="40000000.50")).data
    amounts = sorted(Decimal(edge["node"]["amount"]) for edge in found["some"]["edges"])
    every = [Decimal(amount) for edge in found["all"]["edges"] if (amount := edge["node"]["amount"])]
    assert amounts == sorted(amount for amount in every if 9_000_000 <= amount <= Decimal("40000000.50"))
    assert 0 < len(amounts) < len(every) == len(amounts) + found["other"]["totalCount"]
    assert found["bare"]["totalCount"] == len(amounts)


@pytest.mark.parametrize(("document", "code"), BAD, ids=[document[:60] or "empty" for document, _ in BAD])
async def test_bad_documents_get_a_precise_code(client: Client, document: str, code: str) -> None:
    answer = await client.ask(document)
    assert answer.codes == [code]
    assert "Traceback" not in str(answer.body)
    assert "neo4j" not in str(answer.body).lower()


@pytest.mark.parametrize(
    "document",
    [
        "query ($v: Boolean = true) { customers(first: 1) { edges { node { id @include(if: $v) } } } }",
        "query ($v: Int = 3) { customers(first: 1) { edges { node { crossSell(first: $v) { score } } } } }",
    ],
)
async def test_a_null_variable_stands_in_no_place_that_takes_none(client: Client, document: str) -> None:
    assert (await client.ask(document)).data["customers"]["edges"]
    refused = await client.ask(document, v=None)
    assert refused.codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert "null" in refused.message


async def test_a_cursor_belongs_to_its_order(client: Client) -> None:
    page = await client.ask("{ customers(first: 1) { pageInfo { endCursor } } }")
    cursor = page.data["customers"]["pageInfo"]["endCursor"]
    answer = await client.ask(
        "query ($c: String) { customers(after: $c, orderBy: EMPLOYEES) { edges { node { id } } } }", c=cursor
    )
    assert answer.codes == ["BAD_CURSOR"]
    assert "Customer:name" in answer.message


async def test_nobody_reads_data_without_a_valid_token(client: Client) -> None:
    document = "{ customers { totalCount } viewer { expiresAt } }"
    refused = [
        await client.ask(document, user=None),
        await client.ask(document, token="nonsense"),
        await client.ask(document, token=client.token(BANK, now=NOW - timedelta(hours=2))),
        await client.ask(document, user=DISABLED),
        await client.ask(document, user="usr_nobody"),
    ]
    for answer in refused:
        assert answer.codes == ["UNAUTHENTICATED"] * len(answer.codes)
        assert answer.codes
        assert answer.spent == 0
    assert (await client.ask("{ __schema { queryType { name } } }", user=None)).data


async def test_filters_quantify_over_what_is_seen(client: Client) -> None:
    document = """query ($where: CustomerWhere) { customers(first: 100, where: $where) {
      totalCount edges { node { id servedBy { edges { node { code } } } } } } }"""
    everyone = (await client.ask("{ customers { totalCount } }")).data["customers"]["totalCount"]
    bank = {"servedBy": {"some": {"code": {"eq": "CITIC_BANK"}}}}
    codes = (await client.ask("{ subsidiaries(first: 100) { edges { node { id code } } } }")).data["subsidiaries"][
        "edges"
    ]
    bank["servedBy"]["some"]["code"]["eq"] = next(
        e["node"]["code"] for e in codes if e["node"]["id"] == "sub_citic_bank"
    )
    served = (await client.ask(document, where=bank)).data["customers"]
    rest = (await client.ask(document, where={"not": bank})).data["customers"]
    assert 0 < served["totalCount"] < everyone
    assert served["totalCount"] + rest["totalCount"] == everyone
    none = {"servedBy": {"none": bank["servedBy"]["some"]}}
    assert (await client.ask(document, where=none)).data["customers"]["totalCount"] == rest["totalCount"]


@pytest.mark.parametrize(
    "body",
    [
        b"null", b"5", b"[]", b"{", b"[" * 100_000, b"\xff", b'{"query": "{__typename}", "operationName": 1}',
        b'{"query": "{__typename}", "operationName": "\\ud800"}', b'{"query": 1}', b"{}",
        b'{"query": "{__typename}", "variables": {"n": "\\ud800"}}',
        b'{"query": "{__typename}", "variables": ' + b"[" * 400_000,
    ],
    ids=lambda body: body[:40].decode("latin-1"),
)  # fmt: skip
async def test_what_is_no_request_is_refused_in_the_shape_of_an_answer(client: Client, body: bytes) -> None:
    answer = await client.http.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["BAD_REQUEST"]


async def test_requests_are_posted_as_json_with_their_length(client: Client) -> None:
    said = {"content-type": "application/json"}
    got = await client.http.get("/graphql", params={"query": "{ __typename }"})
    assert (got.status_code, got.headers["allow"]) == (405, "POST")

    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"query": "{ __typename }"}'

    answers = [
        await client.http.post("/graphql", content=pieces(), headers=said),
        await client.http.post("/graphql", data={"query": "{ __typename }"}),
        await client.http.post("/graphql", files={"query": b"{ __typename }"}),
        await client.http.post("/graphql", content=b'[{"query": "{ __typename }"}]', headers=said),
        await client.http.post("/graphql", content=b'{"query": "subscription { s }"}', headers=said),
    ]
    assert [answer.status_code for answer in answers] == [411, 415, 415, 400, 200]
    assert [answer.json()["errors"][0]["extensions"]["code"] for answer in answers] == [
        *["BAD_REQUEST"] * 4,
        "GRAPHQL_VALIDATION_FAILED",
    ]
    spelt = {"content-type": "Application/JSON; charset=utf-8", "accept": "text/event-stream, multipart/mixed"}
    answer = await client.http.post("/graphql", content=b'{"query": "{ __typename }"}', headers=spelt)
    assert answer.json() == {"data": {"__typename": "Query"}}


async def test_the_schema_is_told_once_a_document(client: Client) -> None:
    twice = "{ a: __schema { queryType { name } } b: __schema { queryType { name } } }"
    answer = await client.ask(twice, user=None)
    assert answer.codes == ["GRAPHQL_VALIDATION_FAILED"]


async def test_root_fields_share_one_budget(client: Client) -> None:
    wide = " ".join(f"a{n}: regions(first: 1) {{ edges {{ node {{ id }} }} }}" for n in range(50))
    assert (await client.ask(f"{{ {wide} }}")).data
    nested = "customers(first: 100) { edges { node { holdings(first: 90) { edges { node { id } } } } } }"
    answer = await client.ask(f"{{ a: {nested} b: {nested} c: {nested} }}")
    assert answer.codes == ["LIMIT_EXCEEDED"]


async def test_a_request_has_a_size(client: Client) -> None:
    answer = await client.ask("{ __typename }" + " " * 1_000_000)
    assert answer.status == 413


async def test_the_explorer_and_the_health_are_served(client: Client) -> None:
    page = await client.http.get("/")
    assert "Synergy" in page.text
    assert page.headers["content-security-policy"] == "frame-ancestors 'none'"
    assert (await client.http.get("/health")).json() == {"status": "ok"}


async def test_fragments_spread_upon_fragments_cost_no_more_than_they_say(client: Client) -> None:
    levels = "".join(f" fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(40))
    answer = await client.ask("{ ...f0 }" + levels + " fragment f40 on Query { __typename }", user=None)
    assert answer.data == {"__typename": "Query"}


async def test_an_identifier_is_known_to_those_only_who_may_read_it(client: Client) -> None:
    document = "{ identifiers(first: 100) { edges { node { id value } } } }"
    assert (await client.ask(document, user=OFFICER)).data["identifiers"]["edges"] == []
    own = (await client.ask(document, user=BANK)).data["identifiers"]["edges"]
    assert own
    assert all(edge["node"]["id"].endswith(edge["node"]["value"]) for edge in own)


async def test_a_hidden_subsidiary_is_in_no_count(client: Client) -> None:
    """Of customers that a viewer sees, only the parties that let themselves be counted make them shared."""
    document = "{ achievements(year: 2022, groupBy: [SUBSIDIARY]) { subsidiary { id } sharedCustomers } }"
    rows = (await client.ask(document, user=BANK)).data["achievements"]
    named = {row["subsidiary"]["id"] for row in rows if row["subsidiary"] and row["sharedCustomers"]}
    policies = (
        await client.ask("{ sharePolicies(first: 100) { edges { node { level owner { id } } } } }", user=BANK)
    ).data
    sharing = {
        edge["node"]["owner"]["id"]
        for edge in policies["sharePolicies"]["edges"]
        if edge["node"]["level"] in {"ALL", "OVERLAP"}
    }
    assert named <= sharing | {"sub_citic_bank"}
