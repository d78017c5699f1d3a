"""Stewardship: questions are asked once, answered by who may see both sides, remembered, and recorded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from synergy import cli
from synergy.identity.companies import COMPANY
from synergy.identity.persons import PERSON
from synergy.identity.words import in_chinese
from synergy.model.identity import candidate_id
from synergy.stewardship.proposals import Proposal, propose
from tests.audits import records
from tests.client import BANK, COMPLIANCE, NARROW, OFFICER, OFFICER_TRUST
from tests.made import BANK_ID, HEYE_ID, IDENTIFIED, TRUST_ID, make_contact, make_customer
from tests.stewarding import STEWARD, canonical, codes, do, make_candidate, make_record, merged, pair, undo
from tests.test_screens import show

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from typer.testing import Result

    from synergy.graph.database import Address, Database
    from synergy.identity.comparison import Comparison
    from tests.client import Client

pytestmark = pytest.mark.usefixtures("undone", "planned")

USCC, PHONE = "91110000MA01ABCD1X", "+86 100 1234 5678"
STEWARDING = """MATCH (user:User {disabled: false})-[m:MEMBER_OF]->(unit)-[:PART_OF]->(:Subsidiary {id: $p.by})
WHERE m.validTo = date('9999-12-31') AND NOT user.id STARTS WITH 'usr_demo'
  AND NOT EXISTS { (user)-[:HAS_ROLE]->(:Role {code: 'ADMINISTRATOR'}) }
WITH user ORDER BY user.id LIMIT 1
MATCH (role:Role {code: 'DATA_STEWARD'})
CREATE (user)-[:HAS_ROLE {validFrom: date('2022-01-02'), validTo: date('9999-12-31'), recordedAt: datetime(),
  recordedBy: 'test'}]->(role)
RETURN user.id AS id"""
QUESTION = """query ($id: ID!) { matchCandidate(id: $id) { id standing reason score method claim
  raisedBy { id } decidedBy { id } customers { edges { node { id } } }
  waterfall { ours { id } theirs { id } evidence { field fieldEn ours theirs level levelEn weight } } } }"""
DECIDE = """mutation ($input: DecideMatchesInput!) { decideMatches(input: $input) {
  matchCandidates { id standing } replayed userErrors { code } outcomes { id done code message messageEn } } }"""


async def steward_of(seeded: Database, subsidiary: str) -> str:
    (found,) = await seeded.write(STEWARDING, {"by": subsidiary})
    return str(found["id"])


@pytest_asyncio.fixture
async def trustee(seeded: Database) -> AsyncIterator[str]:
    """Give a data steward of CITIC Trust, which names CITIC Heye to nobody and sees none of its customers."""
    yield await steward_of(seeded, TRUST_ID)
    await seeded.write("MATCH (:User)-[has:HAS_ROLE {recordedBy: 'test'}]->() DELETE has", {})


async def question(client: Client, candidate: str, user: str = STEWARD) -> Any:
    return (await client.ask(QUESTION, user=user, id=candidate)).data["matchCandidate"]


async def test_a_question_shows_its_evidence_field_by_field(client: Client, seeded: Database) -> None:
    one, other = await make_customer(seeded, TRUST_ID), await make_customer(seeded, BANK_ID)
    asked = await make_candidate(seeded, one, other)
    told = await question(client, asked)
    assert (told["standing"], told["score"], told["method"]) == ("OPEN", 0.8, "SCORE")
    ours, theirs = sorted((one, other))
    name, phone = told["waterfall"]["evidence"]
    assert (told["waterfall"]["ours"], told["waterfall"]["theirs"]) == ({"id": ours}, {"id": theirs})
    assert name == {
        "field": "中文名称", "fieldEn": "Chinese name", "ours": ours, "theirs": theirs,
        "level": "法定名称相同", "levelEn": "the legal name is equal", "weight": 9.0,
    }  # fmt: skip
    assert (phone["ours"], phone["theirs"], phone["weight"]) == ("****", "****", -1.5)
    assert PHONE not in str(told)
    assert asked == candidate_id(other, one)


def test_every_word_of_the_matcher_has_a_chinese_one() -> None:
    compared: list[Comparison[Any]] = [*COMPANY, *PERSON]
    for comparison in compared:
        assert all(in_chinese(one) != one for one in (comparison.name, *(level.words for level in comparison.levels)))


async def test_a_pair_is_asked_about_once(client: Client, seeded: Database) -> None:
    one, other = await pair(seeded)
    asked = await make_candidate(seeded, one, other)
    again = [Proposal(other, one, 0.9, 1.0, "SCORE"), Proposal(one, one, 0.9, 1.0, "SCORE")]
    again.append(Proposal(one, "cus_nothing", 0.9, 1.0, "SCORE"))
    for _ in range(2):
        assert await seeded.transact(lambda tx: propose(tx, again), deadline=30) == []
    assert codes(await do(client, "rejectMatch", candidate=asked, reason="两家公司")) == []
    assert await seeded.transact(lambda tx: propose(tx, again), deadline=30) == []
    told = await question(client, asked)
    assert (told["standing"], told["reason"], told["decidedBy"]) == ("REJECTED", "两家公司", {"id": STEWARD})
    assert codes(await do(client, "rejectMatch", candidate=asked)) == ["WRONG_STANDING"]
    assert codes(await do(client, "reopenMatch", candidate=asked)) == []
    assert (await question(client, asked))["standing"] == "OPEN"
    assert codes(await do(client, "reopenMatch", candidate=asked)) == ["WRONG_STANDING"]


async def test_what_was_rejected_is_not_asked_after_a_merge(client: Client, seeded: Database) -> None:
    one, other = await pair(seeded)
    third = await make_customer(seeded, TRUST_ID)
    asked = await make_candidate(seeded, other, third)
    await do(client, "rejectMatch", candidate=asked)
    merge = await merged(client, one, other)
    now = [Proposal(one, third, 0.9, 1.0, "SCORE")]
    assert await seeded.transact(lambda tx: propose(tx, now), deadline=30) == []
    assert codes(await do(client, "mergeCustomers", survivor=one, absorbed=third)) == ["REJECTED_BEFORE"]
    await undo(client, merge)
    (new,) = await seeded.transact(lambda tx: propose(tx, now), deadline=30)
    assert (await question(client, new))["standing"] == "OPEN"


async def test_a_subsidiarys_steward_answers_where_it_sees_both(client: Client, seeded: Database, trustee: str) -> None:
    own, too = await pair(seeded)
    hidden = await make_customer(seeded, HEYE_ID)
    both, half = await make_candidate(seeded, own, too), await make_candidate(seeded, own, hidden)
    assert await question(client, half, trustee) is None
    assert codes(await do(client, "rejectMatch", trustee, candidate=half)) == ["NOT_FOUND"]
    assert codes(await do(client, "mergeCustomers", trustee, survivor=own, absorbed=hidden)) == ["NOT_FOUND"]
    assert (await question(client, both, trustee))["standing"] == "OPEN"
    listed = "query ($id: ID!) { customer(id: $id) { matchCandidates { totalCount edges { node { id } } } } }"
    told = (await client.ask(listed, user=trustee, id=own)).data["customer"]["matchCandidates"]
    assert told == {"totalCount": 1, "edges": [{"node": {"id": both}}]}
    # Headquarters merges the halves: the trust still does not learn that there was another.
    done = await do(client, "confirmMatch", candidate=half, survivor=own)
    assert done["userErrors"] == []
    seen = "query ($id: ID!) { customer(id: $id) { id merges { totalCount } servedBy { edges { node { id } } } } }"
    told = (await client.ask(seen, user=trustee, id=own)).data["customer"]
    assert told["merges"] == {"totalCount": 0}
    assert told["servedBy"]["edges"] == [{"node": {"id": TRUST_ID}}]
    assert await question(client, half, trustee) is None
    assert (await question(client, half))["standing"] == "CONFIRMED"
    assert codes(await do(client, "undoMerge", trustee, merge=done["made"]["id"])) == ["NOT_FOUND"]
    await undo(client, done["made"]["id"])


@pytest.mark.parametrize("user", [OFFICER, BANK, OFFICER_TRUST, COMPLIANCE, NARROW])
async def test_questions_are_for_data_stewards(client: Client, seeded: Database, user: str) -> None:
    asked = await make_candidate(seeded, *await pair(seeded))
    assert await question(client, asked, user) is None
    assert (await client.ask("{ matchCandidates { totalCount } }", user=user)).data == {
        "matchCandidates": {"totalCount": 0}
    }
    for name in ("confirmMatch", "rejectMatch"):
        assert codes(await do(client, name, user, candidate=asked)) == ["FORBIDDEN"]
    assert codes(await do(client, "splitCustomer", user, record="src_nothing")) == ["FORBIDDEN"]


async def test_of_many_answers_each_is_judged_on_its_own(client: Client, seeded: Database) -> None:
    first, second, third = [await pair(seeded) for _ in range(3)]
    asked = [await make_candidate(seeded, *both) for both in (first, second, third)]
    link = await make_candidate(seeded, first[1], second[1])
    kinds = "MATCH (c:Customer {id: $p.id}) SET c.kind = 'INSTITUTION'"
    await seeded.write(kinds, {"id": third[0]})
    decisions = [
        {"candidate": asked[0], "decision": "CONFIRM", "survivor": first[1], "reason": "同一家公司"},
        {"candidate": asked[1], "decision": "REJECT", "reason": "两家公司"},
        {"candidate": asked[1], "decision": "CONFIRM", "reason": "又一次"},
        {"candidate": asked[2], "decision": "CONFIRM", "reason": "类别不同"},
        {"candidate": "mc_nothing", "decision": "REJECT", "reason": "没有"},
        {"candidate": link, "decision": "REJECT", "reason": " "},
    ]
    given = {"decisions": decisions, "key": f"bulk-{asked[0]}"}
    done = (await client.ask(DECIDE, user=STEWARD, input=given)).data["decideMatches"]
    refusals = [None, None, "WRONG_STANDING", "OTHER_KIND", "NOT_FOUND", "TEXT"]
    assert [(one["id"], one["done"], one["code"]) for one in done["outcomes"]] == [
        (decision["candidate"], code is None, code) for decision, code in zip(decisions, refusals, strict=True)
    ]
    assert all(bool(one["message"]) is not one["done"] for one in done["outcomes"])
    assert done["matchCandidates"] == [
        {"id": asked[0], "standing": "CONFIRMED"}, {"id": asked[1], "standing": "REJECTED"},
    ]  # fmt: skip
    again = (await client.ask(DECIDE, user=STEWARD, input=given)).data["decideMatches"]
    assert again == done | {"replayed": True}
    too_many = {"decisions": [decisions[1]] * 51}
    answer = (await client.ask(DECIDE, user=STEWARD, input=too_many)).data["decideMatches"]
    assert answer["userErrors"] == [{"code": "TOO_MANY"}]


async def test_the_audit_names_each_question_of_many(client: Client, seeded: Database) -> None:
    asked = [await make_candidate(seeded, *await pair(seeded)) for _ in range(2)]
    decisions = [{"candidate": one, "decision": "REJECT", "reason": "两家公司"} for one in asked]
    await client.ask(DECIDE, user=STEWARD, input={"decisions": decisions})
    written = [one for one in records(client.settings.data_dir / "audit") if one["action"] == "decideMatches"]
    intent, outcome = written[-2:]
    assert intent["ids"] == asked
    assert {outcome["user"], intent["user"]} == {STEWARD}
    assert "两家公司" not in json.dumps(written, ensure_ascii=False)


async def test_a_subsidiary_disputes_what_it_serves(client: Client, seeded: Database) -> None:
    one, other = await pair(seeded)
    assert codes(await do(client, "disputeCustomer", BANK, customer=one)) == ["NOT_FOUND"]
    merge = await merged(client, one, other)
    done = await do(client, "disputeCustomer", OFFICER_TRUST, customer=one, reason="两家公司被混为一谈")
    assert codes(done) == []
    assert codes(await do(client, "disputeCustomer", OFFICER_TRUST, customer=one)) == ["ALREADY_DISPUTED"]
    queue = (
        "{ matchCandidates(first: 1, orderBy: SCORE_DESC, where: {standing: {eq: OPEN}}) { edges { node { id } } } }"
    )
    (asked,) = (await client.ask(queue, user=STEWARD)).data["matchCandidates"]["edges"]
    told = await question(client, asked["node"]["id"])
    assert (told["claim"], told["raisedBy"], told["waterfall"]) == ("两家公司被混为一谈", {"id": TRUST_ID}, None)
    assert codes(await do(client, "confirmMatch", candidate=told["id"])) == ["NOT_A_PAIR"]
    await undo(client, merge)
    for user in (STEWARD, OFFICER_TRUST):
        assert (await question(client, told["id"], user))["standing"] == "CONFIRMED"
    assert await question(client, told["id"], BANK) is None


async def test_a_record_is_taken_out_of_a_customer(client: Client, seeded: Database) -> None:
    customer = await make_customer(seeded, TRUST_ID, BANK_ID)
    own = await make_record(seeded, customer, TRUST_ID, f'{{"code": "{USCC}"}}')
    wrong = await make_record(seeded, customer, BANK_ID, f'{{"phone": "{PHONE}", "id": "C1"}}', identifier="C1")
    contact = await make_contact(seeded, customer, BANK_ID)
    grant = """MATCH (c:Customer {id: $p.id}) MATCH (r:Subsidiary {id: 'sub_citic_heye'})
    CREATE (r)-[:MAY_SEE {fields: ['PHONE'], owner: 'sub_citic_bank', grant: 'grt_made', validFrom: date('2022-03-01'),
      validTo: date('9999-12-31'), recordedAt: datetime(), recordedBy: 'test'}]->(c)"""
    await seeded.write(grant, {"id": customer})
    dispute = await do(client, "disputeCustomer", OFFICER_TRUST, customer=customer, reason="不是同一家")
    done = await do(client, "splitCustomer", record=wrong, reason="银行的记录是另一家公司")
    assert codes(done) == []
    made = done["made"]["id"]
    see = """query ($id: ID!) { customer(id: $id) { name uscc phone servedBy { edges { node { id } } }
      records { edges { node { id } } } contacts { edges { node { id } } }
      identifiers { edges { node { value } } } } }"""
    left = (await client.ask(see, user=OFFICER_TRUST, id=customer)).data["customer"]
    assert (left["uscc"], left["phone"]) == (USCC, None)
    assert left["records"]["edges"] == [{"node": {"id": own}}]
    assert left["servedBy"]["edges"] == [{"node": {"id": TRUST_ID}}]
    new = (await client.ask(see, user=BANK, id=made)).data["customer"]
    assert (new["name"], new["uscc"], new["phone"]) == (wrong, None, PHONE)
    assert new["servedBy"]["edges"] == [{"node": {"id": BANK_ID}}]
    assert new["records"]["edges"] == [{"node": {"id": wrong}}]
    assert new["contacts"]["edges"] == [{"node": {"id": contact}}]
    assert new["identifiers"]["edges"] == [{"node": {"value": "C1"}}]
    ways = "MATCH (c:Customer)<-[:MAY_SEE {grant: 'grt_made'}]-() RETURN collect(c.id) AS ids"
    assert (await seeded.read(ways, {}))["ids"] == [made]
    assert (await question(client, dispute["made"]["id"]))["standing"] == "CONFIRMED"
    assert (await question(client, candidate_id(customer, made)))["standing"] == "REJECTED"
    assert await seeded.transact(lambda tx: propose(tx, [Proposal(customer, made, 1.0, 9.0, "x")]), deadline=30) == []
    assert codes(await do(client, "splitCustomer", record=own)) == ["ONLY_RECORD"]


async def test_a_split_does_not_tell_who_else_supplies_a_customer(
    client: Client, seeded: Database, trustee: str
) -> None:
    served = "query ($id: ID!) { customer(id: $id) { servedBy { edges { node { id } } } } }"
    customer = await make_customer(seeded, TRUST_ID, HEYE_ID)
    own = await make_record(seeded, customer, TRUST_ID, "{}")
    seen = (await client.ask(served, user=trustee, id=customer)).data["customer"]["servedBy"]["edges"]
    assert [edge["node"]["id"] for edge in seen] == [TRUST_ID], "or the test shows nothing"
    assert codes(await do(client, "splitCustomer", trustee, record=own)) == ["NOT_FOUND"]
    await make_record(seeded, customer, HEYE_ID, "{}")
    assert codes(await do(client, "splitCustomer", trustee, record=own)) == ["NOT_FOUND"]


async def test_a_split_reads_codes_as_they_are_compared(client: Client, seeded: Database) -> None:
    customer = await make_customer(seeded, TRUST_ID, BANK_ID)
    await make_record(seeded, customer, TRUST_ID, "{}")
    wrong = await make_record(seeded, customer, BANK_ID, '{"code": "9199-9900 ma0000 0019"}')
    await seeded.write("MATCH (r {id: $p.id}) SET r.states = $p.states", {"id": wrong, "states": [USCC]})
    await seeded.write(IDENTIFIED, {"id": customer, "value": USCC, "by": BANK_ID})
    made = (await do(client, "splitCustomer", record=wrong))["made"]["id"]
    has = "MATCH (c:Customer)-[:HAS_ID]->(:Identifier {id: 'idn_uscc_' + $p.code}) RETURN collect(c.id) AS ids"
    assert (await seeded.read(has, {"code": USCC}))["ids"] == [made]


async def test_who_has_other_records_of_a_customer_serves_both(client: Client, seeded: Database) -> None:
    customer = await make_customer(seeded, TRUST_ID)
    kept = await make_record(seeded, customer, TRUST_ID, f'{{"code": "{USCC}"}}')
    wrong = await make_record(seeded, customer, TRUST_ID, f'{{"code": "{USCC}"}}')
    made = (await do(client, "splitCustomer", record=wrong))["made"]["id"]
    see = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { uscc servedBy { edges { node { id } } } } } }"
    both = (await client.ask(see, user=OFFICER_TRUST, ids=[customer, made])).data["nodes"]
    assert [one["uscc"] for one in both] == [USCC, None]
    assert both[0]["servedBy"] == both[1]["servedBy"]
    assert kept != wrong
    # What was told apart by mistake is one again, once the decision is reopened.
    assert codes(await do(client, "mergeCustomers", survivor=customer, absorbed=made)) == ["REJECTED_BEFORE"]
    assert codes(await do(client, "reopenMatch", candidate=candidate_id(customer, made))) == []
    assert codes(await do(client, "confirmMatch", candidate=candidate_id(customer, made), survivor=customer)) == []


async def test_a_merge_whose_record_was_split_off_is_not_undone(client: Client, seeded: Database) -> None:
    one, other = await pair(seeded)
    await make_record(seeded, one, TRUST_ID, "{}")
    wrong = await make_record(seeded, other, TRUST_ID, "{}")
    merge = await merged(client, one, other)
    assert codes(await do(client, "splitCustomer", record=wrong)) == []
    assert codes(await do(client, "undoMerge", merge=merge)) == ["SPLIT_SINCE"]


async def test_stewards_see_records_masked(client: Client, seeded: Database, trustee: str) -> None:
    customer = await make_customer(seeded, TRUST_ID, HEYE_ID)
    own = await make_record(seeded, customer, TRUST_ID, "{}")
    other = await make_record(seeded, customer, HEYE_ID, "{}")
    see = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on SourceRecord { name payload subsidiary { id } } } }"
    for user, told in ((STEWARD, [TRUST_ID, HEYE_ID]), (trustee, [TRUST_ID, None]), (OFFICER, [None, None])):
        rows = (await client.ask(see, user=user, ids=[own, other])).data["nodes"]
        assert [row and row["subsidiary"]["id"] for row in rows] == told
        if user == STEWARD:
            assert {row["payload"] for row in rows} == {"****"}


async def test_stewards_desk(client: Client, seeded: Database) -> None:
    one, other = await make_customer(seeded, TRUST_ID), await make_customer(seeded, BANK_ID)
    branch = "MATCH (b:Customer {id: $p.b}) MATCH (c:Customer {id: $p.c}) CREATE (b)-[:BRANCH_OF]->(c)"
    await seeded.write(branch, {"b": await make_customer(seeded, BANK_ID), "c": other})
    asked = await make_candidate(seeded, one, other, score=0.99)
    answer = await show(client, "stewards_desk", STEWARD)
    assert answer.spent == 3  # the viewer, the queue, the merges
    (edge,) = [each for each in answer.data["queue"]["edges"] if each["node"]["id"] == asked]
    assert len(edge["node"]["waterfall"]["evidence"]) == 2
    sides = {each["node"]["id"]: each["node"] for each in edge["node"]["customers"]["edges"]}
    assert set(sides) == {one, other}
    assert [each["node"]["id"] for each in sides[one]["servedBy"]["edges"]] == [TRUST_ID]
    assert len(sides[other]["branches"]["edges"]) == 1
    assert "****" in sides[one]["uscc"]
    merge = await merged(client, one, other)
    answer = await show(client, "stewards_desk", STEWARD)
    assert asked not in str(answer.data["queue"])
    (done,) = [each["node"] for each in answer.data["undoable"]["edges"] if each["node"]["id"] == merge]
    assert (done["absorbed"], done["survivor"]["id"]) == (other, one)
    hidden = await show(client, "stewards_desk", OFFICER_TRUST)
    assert hidden.spent == 3
    assert (hidden.data["queue"]["totalCount"], hidden.data["undoable"]["edges"]) == (0, [])
    await undo(client, merge)


@pytest.fixture
def terminal(address: Address, tmp_path: Path) -> Any:
    """Give what runs `synergy steward` as a user on the session's database."""
    named = {"URI": address.uri, "USER": address.user, "PASSWORD": address.password}
    environment = {f"SYNERGY_NEO4J_{name}": value for name, value in named.items()}
    environment |= {"SYNERGY_DATA_DIR": str(tmp_path), "COLUMNS": "200"}
    environment |= {"SYNERGY_READ_DEADLINE": "60", "SYNERGY_WRITE_DEADLINE": "60"}  # a busy machine plans slowly

    def steward(*arguments: str, user: str = STEWARD) -> Result:
        return CliRunner(env=environment).invoke(cli.app, ["steward", *arguments, "--as", user])

    return steward


async def test_the_command_line_does_the_same(seeded: Database, terminal: Any, tmp_path: Path) -> None:
    import asyncio  # noqa: PLC0415 (the command has a loop of its own, and so a thread)

    async def steward(*arguments: str, user: str = STEWARD) -> Result:
        return await asyncio.to_thread(terminal, *arguments, user=user)

    first, second = await pair(seeded), await pair(seeded)
    asked = [await make_candidate(seeded, *both) for both in (first, second)]
    listed = await steward("list", "--first", "100")
    assert asked[0] in listed.output
    shown = await steward("show", asked[0])
    assert "法定名称相同" in shown.output
    assert first[0] in shown.output
    looked = await steward("preview", *first)
    assert (looked.exit_code, "SERVES 1" in looked.output) == (0, True), looked.output
    before = await canonical(seeded)
    done = await steward("confirm", asked[0], "--survivor", first[0], "--because", "同一家公司")
    merge = done.output.split()[-1]
    assert (done.exit_code, merge[:4]) == (0, "mrg_")
    undone = await steward("undo", merge, "--because", "弄错了")
    assert undone.exit_code == 0
    assert await canonical(seeded) == before
    file = tmp_path / "answers.csv"
    rows = ["candidate,decision,survivor,reason", f"{asked[1]},reject,,两家", f"{asked[1]},CONFIRM,,一家"]
    file.write_text("\n".join(rows), encoding="utf-8")
    bulk = await steward("bulk", str(file))
    assert (bulk.exit_code, "1 done, 1 refused" in bulk.output) == (1, True)
    file.write_text("candidate,decision,survivor,reason\nmc_x,PERHAPS,,?", encoding="utf-8")
    wrong = await steward("bulk", str(file))
    assert wrong.exit_code != 0
    nobody = await steward("reject", asked[0], "--because", "x", user=OFFICER)
    assert nobody.exit_code == 1
    # Who did it, and in whose name, is in the audit.
    written = records(tmp_path / "audit")
    assert {one["user"] for one in written if one["action"] == "confirmMatch"} == {STEWARD}
    assert any(one["action"] == "act as" and one["ids"] == [STEWARD] for one in written)
