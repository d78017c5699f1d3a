"""What requests leave in the audit: who read whose C2 values, wrote what, asked in vain; never a value."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson
import pytest
import pytest_asyncio

from synergy.access.audit.folder import AuditFolder
from synergy.access.audit.keys import open_audit_key
from synergy.access.audit.verification import verify
from synergy.graph import paging
from synergy.settings import Settings
from tests import audits
from tests.client import BANK, DISABLED, NARROW, NOW, OFFICER, OFFICER_BANK, Client, Clock, application

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from synergy.graph.database import Database

pytestmark = pytest.mark.usefixtures("undone")

CARDS = "{ customers(first: 5, where: {kind: {eq: COMPANY}}) { edges { node { id name uscc } } } }"


DRAFT = """mutation {
  draftSharePolicy(input: {receiver: "sub_citic_heye", level: COUNTS, activeFrom: "2026-12-01"}) {
    sharePolicy { id } userErrors { code }
  }
}"""


@pytest_asyncio.fixture
async def audited(seeded: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    """Give a client of an application whose audit nobody else writes."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("audited"))
    numbers = iter(range(1000))
    served = application(settings, seeded, clock=lambda: NOW, new_id=lambda: f"request{next(numbers)}")
    async with Client(served, settings, []) as client:
        yield client


def records(client: Client) -> list[dict[str, Any]]:
    """Read the log as it stands on the disk."""
    return audits.records(AuditFolder.of(client.settings).path)


async def test_a_c2_read_names_the_nodes_and_never_the_values(audited: Client) -> None:
    rows = [edge["node"] for edge in (await audited.ask(CARDS, user=BANK)).data["customers"]["edges"]]
    clear = [row for row in rows if "****" not in row["uscc"]]
    assert clear
    (record,) = records(audited)
    assert (record["kind"], record["decision"], record["action"]) == ("C2_READ", "ALLOWED", "customers")
    assert (record["user"], record["organisation"]) == (BANK, "sub_citic_bank")
    assert record["ids"] == [row["id"] for row in clear]
    assert len(record["policy"]) == 12
    whole = orjson.dumps(records(audited)).decode()
    assert not [row for row in rows if row["uscc"] in whole or row["name"] in whole]
    # Masked values are no C2 read.
    await audited.ask(CARDS, user=OFFICER)
    assert len(records(audited)) == 1


async def test_an_identifier_is_recorded_without_its_value(audited: Client) -> None:
    document = "{ identifiers(first: 3) { edges { node { id value } } } }"
    rows = [edge["node"] for edge in (await audited.ask(document, user=BANK)).data["identifiers"]["edges"]]
    await audited.ask("query ($id: ID!) { identifier(id: $id) { value } }", user=NARROW, id=rows[0]["id"])
    read, _, missed = records(audited)
    assert (len(read["ids"]), read["ids"][0]) == (len(rows), missed["ids"][0])
    assert not [row for row in rows if row["value"] in str([read, missed])]


async def test_to_ask_for_an_identifier_by_its_id_is_to_probe_for_its_value(audited: Client) -> None:
    known = "{ identifiers(first: 1) { edges { node { id } } } }"
    an_id = (await audited.ask(known, user=BANK)).data["identifiers"]["edges"][0]["node"]["id"]
    by_id = """query ($id: ID!) {
      identifier(id: $id) { scheme } node(id: $id) { __typename } nodes(ids: [$id]) { __typename } }"""
    assert (await audited.ask(by_id, user=BANK, id=an_id)).data["identifier"]
    probing = {(r["kind"], r["action"], *r["fields"]) for r in records(audited)[1:]}
    assert probing == {("C2_READ", action, "Identifier.id") for action in ("identifier", "node", "nodes")}
    customer = (await audited.ask("{ customers(first: 1) { edges { node { id } } } }", user=BANK)).data
    told = len(records(audited))
    found = customer["customers"]["edges"][0]["node"]["id"]
    await audited.ask(by_id.replace("identifier(", "customer(").replace("scheme", "name"), user=BANK, id=found)
    assert len(records(audited)) == told, "the id of a customer tells nothing"


async def test_what_reading_is_for_is_recorded_as_the_client_declares_it(audited: Client) -> None:
    audited.http.headers["Synergy-Purpose"] = "RISK_CONTROL"
    await audited.ask(CARDS, user=BANK)
    await audited.ask(DRAFT, user=OFFICER_BANK)
    assert [record["purpose"] for record in records(audited)] == ["RISK_CONTROL"] * 3
    audited.http.headers["Synergy-Purpose"] = "CURIOSITY"
    refused = await audited.ask(CARDS, user=BANK)
    assert (refused.status, refused.codes) == (400, ["BAD_REQUEST"])
    assert "JOINT_PROJECT" in refused.message
    assert len(records(audited)) == 3


async def test_no_flood_of_refusals_hides_who_was_refused(seeded: Database, tmp_path: Path) -> None:
    clock, settings = Clock(), Settings(data_dir=tmp_path)
    served = application(settings, seeded, clock=clock, new_id=lambda: "flood")
    async with Client(served, settings, [], clock) as client:
        for _ in range(5):
            await client.ask(CARDS, token="nonsense")
        for _ in range(3):
            await client.ask("{ viewer { expiresAt } }", user=DISABLED)
        clock.now += timedelta(seconds=1)
        await client.ask(CARDS, token="nonsense")
        told = [(r["user"], r.get("counts")) for r in records(client)]
    assert told == [(None, None), (DISABLED, None), (None, {"unrecorded": 4})]


async def test_a_row_read_in_clear_is_recorded_and_a_masked_one_is_not(audited: Client) -> None:
    document = "{ sourceRecords(first: 100) { edges { node { id payload } } } }"
    rows = [edge["node"] for edge in (await audited.ask(document, user=BANK)).data["sourceRecords"]["edges"]]
    (read,) = records(audited)
    clear = [row for row in rows if row["payload"] != "****"]
    assert 0 < len(clear) < len(rows)
    assert read["ids"] == [row["id"] for row in clear]
    assert not [row for row in clear if row["payload"] in str(read)]


async def test_a_write_leaves_its_intent_and_its_outcome(audited: Client) -> None:
    made = (await audited.ask(DRAFT, user=OFFICER_BANK)).data["draftSharePolicy"]["sharePolicy"]["id"]
    await audited.ask(DRAFT, user=NARROW)
    told = [(r["kind"], r["decision"], r["action"], r["user"]) for r in records(audited)]
    assert told == [
        ("WRITE_INTENT", "ALLOWED", "draftSharePolicy", OFFICER_BANK),
        ("WRITE_OUTCOME", "ALLOWED", "draftSharePolicy", OFFICER_BANK),
        ("WRITE_INTENT", "ALLOWED", "draftSharePolicy", NARROW),
        ("WRITE_OUTCOME", "REFUSED", "draftSharePolicy", NARROW),
    ]
    assert made in records(audited)[1]["ids"]


async def test_what_is_asked_in_vain_is_told_alike_whether_hidden_or_not_there(audited: Client) -> None:
    hidden = (await audited.ask("{ customers(first: 1) { edges { node { id } } } }", user=OFFICER)).data
    hidden_id = hidden["customers"]["edges"][0]["node"]["id"]
    document = "query ($id: ID!) { customer(id: $id) { name } node(id: $id) { id } }"
    for an_id in (hidden_id, "cus_nothing"):
        await audited.ask(document, user=NARROW, id=an_id)
    told = [(r["kind"], r["decision"], r["action"], r["ids"]) for r in records(audited)]
    for an_id in (hidden_id, "cus_nothing"):
        for action in ("customer", "node"):
            assert ("DENIED", "REFUSED", action, [an_id]) in told
    await audited.ask("{ viewer { expiresAt } }", user=DISABLED)
    assert (records(audited)[-1]["kind"], records(audited)[-1]["user"]) == ("DENIED", DISABLED)


async def test_without_an_audit_c2_is_not_told_and_nothing_is_written_but_all_else_goes_on(audited: Client) -> None:
    names = "{ customers(first: 2) { edges { node { name } } } }"
    audited.application.state.audit.close()
    refused = await audited.ask(f"{{ a: {CARDS[2:-2]} b: {names[2:-2]} }}", user=BANK)
    assert refused.codes == ["AUDIT_UNAVAILABLE"]
    read = "query { customers(first: 1) { edges { node { id } } } projects(first: 1) { edges { node { id } } } }"
    assert (await audited.ask(read, user=BANK)).data["customers"]["edges"]
    assert (await audited.ask(DRAFT, user=OFFICER_BANK)).codes == ["AUDIT_UNAVAILABLE"]
    drafts = """{ sharePolicies(first: 100, where: {standing: {eq: DRAFT}}) { totalCount } }"""
    assert (await audited.ask(drafts, user=OFFICER_BANK)).data["sharePolicies"]["totalCount"] == 0


async def test_the_log_of_a_day_verifies(audited: Client) -> None:
    for _ in range(3):
        await audited.ask(CARDS, user=BANK)
    audited.application.state.audit.close()
    folder = AuditFolder.of(audited.settings).path
    verdict = verify(folder, [open_audit_key(audited.settings).public_key()], None, now=NOW)
    assert (verdict.findings, verdict.records) == ((), 3)


async def test_a_code_that_is_searched_for_is_recorded_as_a_filter(audited: Client) -> None:
    search = "query ($text: String!) { search(query: $text) { total } }"
    await audited.ask(search, user=BANK, text="91139900MA160E66XL")
    (record,) = records(audited)
    assert (record["kind"], record["action"], record["fields"]) == ("C2_READ", "search", ["Identifier.value"])
    assert "91139900MA160E66XL" not in str(record)
    await audited.ask(search, user=BANK, text="中信证券")
    assert len(records(audited)) == 1


@pytest.mark.parametrize(
    ("filtered", "fields"),
    [
        ('customers(where: {uscc: {startsWith: "needle"}}) { totalCount }', ["Customer.uscc"]),
        (
            'identifiers(where: {not: {or: [{value: {eq: "needle"}}, {value: {in: ["needle"]}}]}}) { totalCount }',
            ["Identifier.value"],
        ),
        (
            'projects(where: {customer: {uscc: {eq: "needle"}, phone: {contains: "needle"}}}) { totalCount }',
            ["Customer.phone", "Customer.uscc"],
        ),
        (
            'regions(where: {customers: {none: {identifiers: {every: {value: {eq: "needle"}}}}}}) { totalCount }',
            ["Identifier.value"],
        ),
        (
            'regions { edges { node { customers(where: {uscc: {eq: "needle"}}) { totalCount } } } }',
            ["Customer.uscc"],
        ),
    ],
)
async def test_a_filter_by_c2_fields_is_a_read_of_them(audited: Client, filtered: str, fields: list[str]) -> None:
    assert not (await audited.ask(f"{{ {filtered} }}", user=BANK)).codes
    (record,) = records(audited)
    assert (record["kind"], record["decision"], record["user"]) == ("C2_READ", "ALLOWED", BANK)
    action = filtered.replace("(", " ").partition(" ")[0]
    assert (record["action"], record["fields"], record["ids"]) == (action, fields, [])
    assert "needle" not in str(record)
    audited.application.state.audit.close()
    assert (await audited.ask(f"{{ {filtered} }}", user=BANK)).codes == ["AUDIT_UNAVAILABLE"]


@pytest.mark.parametrize(
    "selected",
    [
        "identifiers(first: 3) { edges { node { id } } }",
        "identifiers(first: 3) { edges { node { sourceKey } } }",
        "identifiers(first: 3) { edges { cursor } }",
    ],
)
async def test_an_identifier_s_id_key_and_cursor_tell_its_value(audited: Client, selected: str) -> None:
    document = "{ identifiers(first: 3) { edges { node { value } } } }"
    for asked in (document, f"{{ {selected} }}"):
        await audited.ask(asked, user=BANK)
    (value, other) = records(audited)
    assert (value["kind"], value["ids"]) == (other["kind"], other["ids"])
    await audited.ask("{ identifiers(first: 3) { edges { node { scheme } } } }", user=BANK)
    assert len(records(audited)) == 2
    audited.application.state.audit.close()
    assert (await audited.ask(f"{{ {selected} }}", user=BANK)).codes == ["AUDIT_UNAVAILABLE"]


async def test_the_ends_of_a_page_tell_the_identifiers_there(audited: Client) -> None:
    document = "{ identifiers(first: 3) { %s } }"
    whole = "edges { node { id } }"
    for asked in (whole, "pageInfo { startCursor endCursor }", "pageInfo { endCursor }"):
        await audited.ask(document % asked, user=BANK)
    three, ends, end = (record["ids"] for record in records(audited))
    assert (ends, end) == ([three[0], three[-1]], [three[-1]])


async def test_an_identifier_is_filtered_by_its_id_and_by_a_cursor_as_by_its_value(audited: Client) -> None:
    cursor = paging.encode("Identifier:id", "idn_uscc_needle", "idn_uscc_needle")
    for asked in (
        'identifiers(where: {id: {eq: "idn_uscc_needle"}}) { totalCount }',
        f'identifiers(after: "{cursor}") {{ pageInfo {{ hasNextPage }} }}',
    ):
        assert not (await audited.ask(f"{{ {asked} }}", user=BANK)).codes
    assert [record["fields"] for record in records(audited)] == [["Identifier.id"], ["Identifier.id"]]
    assert "needle" not in str(records(audited))


async def test_a_change_names_what_it_is_about_even_when_it_is_refused(audited: Client) -> None:
    shown = (await audited.ask("{ customers(first: 1) { edges { node { id } } } }", user=OFFICER)).data
    hidden = shown["customers"]["edges"][0]["node"]["id"]
    contact = 'mutation ($id: ID!) { recordContact(input: {customer: $id, on: "2026-11-20"}) { userErrors { code } } }'
    crossing = """mutation ($id: ID!) {
      draftCrossing(input: {entry: $id, user: "usr_nobody", reason: "a word", activeUntil: "2026-12-01"}) {
        userErrors { code }
      }
    }"""
    await audited.ask(contact, user=NARROW, id=hidden)
    await audited.ask(crossing, user=NARROW, id="ent_hidden")
    told = [(r["kind"], r["decision"], r["action"], r["ids"]) for r in records(audited)]
    assert told == [
        ("WRITE_INTENT", "ALLOWED", "recordContact", [hidden]),
        ("WRITE_OUTCOME", "REFUSED", "recordContact", [hidden]),
        ("WRITE_INTENT", "ALLOWED", "draftCrossing", ["ent_hidden", "usr_nobody"]),
        ("WRITE_OUTCOME", "REFUSED", "draftCrossing", ["ent_hidden", "usr_nobody"]),
    ]
    assert "a word" not in str(records(audited))


async def test_a_change_names_what_it_is_about_and_what_it_made(audited: Client) -> None:
    made = (await audited.ask(DRAFT, user=OFFICER_BANK)).data["draftSharePolicy"]["sharePolicy"]["id"]
    intent, outcome = (record["ids"] for record in records(audited))
    assert intent == ["sub_citic_heye"]
    assert outcome[1:] == ["sub_citic_heye", made]


async def test_what_is_sent_again_is_told_from_what_was_done(audited: Client) -> None:
    keyed = DRAFT.replace("input: {", 'input: {key: "once", ')
    for _ in range(2):
        assert not (await audited.ask(keyed, user=OFFICER_BANK)).codes
    told = [(r["kind"], r["decision"]) for r in records(audited)]
    assert told == [
        ("WRITE_INTENT", "ALLOWED"),
        ("WRITE_OUTCOME", "ALLOWED"),
        ("WRITE_INTENT", "ALLOWED"),
        ("WRITE_OUTCOME", "REPLAYED"),
    ]
    assert records(audited)[1]["ids"] == records(audited)[3]["ids"]


async def test_reasons_asked_of_what_is_hidden_are_asked_in_vain(audited: Client) -> None:
    shown = (await audited.ask("{ customers(first: 1) { edges { node { id } } } }", user=OFFICER)).data
    hidden = shown["customers"]["edges"][0]["node"]["id"]
    document = "query ($id: ID!) { whyVisible(id: $id) { __typename } whoCanSee(id: $id) { __typename } }"
    answer = await audited.ask(document, user=NARROW, id=hidden)
    assert answer.data == {"whyVisible": [], "whoCanSee": []}
    told = {(r["kind"], r["decision"], r["action"], *r["ids"]) for r in records(audited)}
    assert told == {("DENIED", "REFUSED", action, hidden) for action in ("whyVisible", "whoCanSee")}
    await audited.ask(document.replace(" whoCanSee(id: $id) { __typename }", ""), user=OFFICER, id=hidden)
    assert len(records(audited)) == 2
