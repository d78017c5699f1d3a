"""Masked values: their shape is configured, and no question tells more of them than the answer does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from pydantic import ValidationError

from synergy.graph.mapping import Mask
from synergy.settings import Ends, Masks, Settings
from tests.client import BANK, NOW, OFFICER, Client, application

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from synergy.graph.database import Database

CARDS = "{ customers(first: 100, where: {kind: {eq: COMPANY}}) { edges { node { id uscc phone } } } }"
COLLEAGUES = "{ users(first: 100) { edges { node { id email phone } } } }"
RECORDS = """MATCH (record:SourceRecord)-[:SUPPLIED_BY]->(supplier:Subsidiary {id: $p.supplier})
MATCH (record)-[:RESOLVES_TO]->(customer)
WITH record, EXISTS {
  MATCH (customer)<-[serves:SERVES]-(supplier) WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today
} AS serves ORDER BY record.id
RETURN collect(record {.id, .payload, .contentHash, serves: serves}) AS rows"""
SHAPES = (
    (Masks(), {"number": (2, 2), "phone": (3, 2), "mail": (1, 0)}),
    (
        Masks(identity_number=Ends(head=0, tail=6), phone=Ends(head=5, tail=0), mail=Ends(head=2, tail=4)),
        {"number": (0, 6), "phone": (5, 0), "mail": (2, 4)},
    ),
)
"""What is configured, and how many characters then stay at the head and the tail."""


@pytest_asyncio.fixture(params=SHAPES, ids=("by default", "otherwise"))
async def shaped(
    seeded: Database, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[Client, dict[str, tuple[int, int]]]]:
    """Give a client of an application with masks as configured, and their shape."""
    masks, ends = request.param
    settings = Settings(data_dir=tmp_path_factory.mktemp("masks"), masks=masks)
    served = application(settings, seeded, clock=lambda: NOW, new_id=lambda: "request")
    async with Client(served, settings, []) as opened:
        yield opened, ends


async def rows(client: Client, document: str, user: str) -> dict[str, dict[str, Any]]:
    """Ask for a page and return its nodes by id."""
    (page,) = (await client.ask(document, user=user)).data.values()
    return {edge["node"]["id"]: edge["node"] for edge in page["edges"]}


async def test_masks_have_the_shape_that_is_configured(
    shaped: tuple[Client, dict[str, tuple[int, int]]], seeded: Database
) -> None:
    client, ends = shaped
    stored = await seeded.read(
        "MATCH (one:Customer|User) RETURN collect([one.id, one.uscc, one.phone, one.email]) AS all", {}
    )
    known = {an_id: values for an_id, *values in stored["all"]}

    def masked(text: str, kind: str) -> str:
        head, tail = ends[kind]
        return text[:head] + "****" + text[len(text) - tail :]

    customers = await rows(client, CARDS, OFFICER)
    assert len(customers) == 100
    for an_id, row in customers.items():
        uscc, phone, _ = known[an_id]
        assert row["uscc"] == masked(uscc, "number")
        assert row["phone"] == (phone and masked(phone, "phone"))
    users = await rows(client, COLLEAGUES, OFFICER)
    hidden = {an_id: row for an_id, row in users.items() if "****" in row["email"]}
    assert hidden
    for an_id, row in hidden.items():
        _, phone, mail = known[an_id]
        assert (row["phone"], row["email"]) == (masked(phone, "phone"), masked(mail, "mail"))


async def test_of_a_short_value_nothing_is_shown(client: Client, seeded: Database) -> None:
    customer, row = next((i, row) for i, row in (await rows(client, CARDS, OFFICER)).items() if row["phone"])
    assert row["phone"].startswith("+86****")
    stored = await seeded.read("MATCH (one:Customer {id: $p.id}) RETURN one.phone AS phone", {"id": customer})
    written = "MATCH (one:Customer {id: $p.id}) SET one.phone = $p.phone"
    try:
        for phone, shown in (("123456789", "****"), ("1234567890", "123****90"), ("", "****")):
            await seeded.write(written, {"id": customer, "phone": phone})
            answer = await client.ask("query ($id: ID!) { customer(id: $id) { phone } }", id=customer)
            assert answer.data == {"customer": {"phone": shown}}
    finally:
        await seeded.write(written, {"id": customer, "phone": stored["phone"]})


def test_every_kind_of_mask_is_configured() -> None:
    assert {kind.value for kind in Mask} - {"record"} == set(Masks.model_fields)


async def test_of_a_record_nothing_is_shown_to_who_no_longer_serves_its_customer(
    client: Client, seeded: Database
) -> None:
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on SourceRecord { name payload contentHash } } }"
    found = await seeded.read(RECORDS, {"supplier": "sub_citic_bank", "today": NOW.date()})
    for serves in (True, False):
        kept = [row for row in found["rows"] if row["serves"] is serves][:20]
        assert kept
        answer = (await client.ask(document, user=BANK, ids=[row["id"] for row in kept])).data["nodes"]
        for row, shown in zip(kept, answer, strict=True):
            assert shown["name"]
            clear = {"payload": row["payload"], "contentHash": row["contentHash"]}
            assert {name: shown[name] for name in clear} == (clear if serves else dict.fromkeys(clear, "****"))


def test_nothing_of_a_record_can_be_configured_to_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNERGY_MASKS__RECORD__HEAD", "8")
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Settings()


GUESSES: tuple[Callable[[str], dict[str, Any]], ...] = (
    lambda said: {"eq": said},
    lambda said: {"in": [said, "x"]},
    lambda said: {"contains": said},
    lambda said: {"startsWith": said},
    lambda said: {"gte": said, "lte": said},
    lambda said: {"between": [said, said]},
)
ASKED: dict[str, tuple[str, Callable[[Any], dict[str, Any]]]] = {
    "it": ("customers", lambda guess: {"uscc": guess}),
    "not": ("customers", lambda guess: {"not": {"uscc": guess}}),
    "some": ("industries", lambda guess: {"customers": {"some": {"uscc": guess}}}),
    "none": ("industries", lambda guess: {"customers": {"none": {"uscc": guess}}}),
    "every": ("industries", lambda guess: {"customers": {"every": {"not": {"uscc": guess}}}}),
}


@pytest.mark.parametrize(("among", "asked"), ASKED.values(), ids=ASKED)
async def test_a_right_guess_is_answered_like_a_wrong_one(
    client: Client, among: str, asked: Callable[[Any], dict[str, Any]]
) -> None:
    noun = {"customers": "Customer", "industries": "Industry"}[among]
    document = f"""query ($where: {noun}Where) {{ {among}(where: $where, first: 3, orderBy: NAME_DESC) {{
      totalCount edges {{ cursor node {{ id }} }} }} }}"""

    async def answer(guess: Any, user: str) -> Any:
        return (await client.ask(document, user=user, where=asked(guess))).data[among]

    masked = await rows(client, CARDS, OFFICER)
    known = await rows(client, CARDS, BANK)
    right = next(row["uscc"] for an_id, row in known.items() if an_id in masked and "****" not in row["uscc"])
    for guess in GUESSES:
        found, missed = guess(right), guess("x" * len(right))
        assert await answer(found, OFFICER) == await answer(missed, OFFICER)
        assert await answer(found, BANK) != await answer(missed, BANK)


async def test_nothing_is_ordered_by_a_masked_value(client: Client) -> None:
    for field, plural in (
        ("uscc", "customers"), ("phone", "customers"), ("email", "users"), ("value", "identifiers"),
        ("payload", "sourceRecords"),
    ):  # fmt: skip
        asked = f"{{ {plural}(orderBy: {field.upper()}) {{ totalCount }} }}"
        assert (await client.ask(asked)).codes == ["GRAPHQL_VALIDATION_FAILED"]
