"""Information barriers: what an entry closes and for whom, who is brought over, and that nobody outside hears of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from synergy.access.viewer import Viewers
from tests.client import (
    BANK,
    BANKER,
    COMPLIANCE,
    COMPLIANCE_BANK,
    NARROW,
    NOW,
    OFFICER,
    OFFICER_TRUST,
    SECURITIES,
)
from tests.decisions import Decided, decide
from tests.world import Sight, read_world

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from synergy.schema import Api
    from tests.client import Client, Clock

pytestmark = pytest.mark.usefixtures("undone")

DEAL, DEAL_BANK = "unt_citic_securities_001", "unt_citic_bank_003"
PEOPLE = """
RETURN {
  second: COLLECT {
    MATCH (user:User {disabled: false})-[:MEMBER_OF]->(:OrgUnit {id: 'unt_hq_compliance'})
    WHERE user.id <> 'usr_demo_compliance' AND EXISTS { (user)-[:HAS_ROLE]->({code: 'COMPLIANCE'}) }
    RETURN user.id ORDER BY user.id LIMIT 1
  }[0],
  banker: COLLECT {
    MATCH (user:User {disabled: false})-[m:MEMBER_OF]->(:OrgUnit {id: 'unt_citic_bank_003'})
    WHERE m.validTo = date('9999-12-31') RETURN user.id ORDER BY user.id LIMIT 1
  }[0],
  colleague: COLLECT {
    MATCH (user:User {disabled: false})-[m:MEMBER_OF]->(:OrgUnit {id: 'unt_citic_securities_001'})
    WHERE m.validTo = date('9999-12-31') AND NOT user.id STARTS WITH 'usr_demo' RETURN user.id ORDER BY user.id LIMIT 1
  }[0]
} AS people
"""
SUBJECTS = """
RETURN {
  // Two subsidiaries serve it; CITIC Bank sees it by CITIC Trust's policy alone.
  customer: COLLECT {
    MATCH ({id: 'sub_citic_trust'})-[:SERVES]->(c:Customer {kind: 'COMPANY'})<-[:SERVES]-({id: 'sub_citic_securities'})
    WHERE COUNT { (c)<-[:SERVES]-() } = 2 AND NOT EXISTS { (c)<-[:BLOCKS]-() } AND NOT EXISTS { (c)<-[:MAY_SEE]-() }
    RETURN c.id ORDER BY c.id LIMIT 1
  }[0],
  // CITIC Securities and CITIC Trust do it; a case of it got its award in its last year.
  project: COLLECT {
    MATCH ({id: 'sub_citic_trust'})-[:PARTICIPATES]->(p:Project)<-[:PARTICIPATES]-({id: 'sub_citic_securities'})
    MATCH (p)<-[:ABOUT]-(story:Case) WHERE story.awardedOn.year = coalesce(p.endedOn.year, 2022)
    RETURN DISTINCT p.id ORDER BY p.id LIMIT 1
  }[0]
} AS found
"""


@pytest_asyncio.fixture(scope="module")
async def people(seeded: Database) -> dict[str, str]:
    """Give a second person of headquarters' compliance, a banker of CITIC Bank, and a colleague of BANKER."""
    found: dict[str, str] = (await seeded.read(PEOPLE, {}))["people"]
    assert all(found.values())
    return found


@pytest_asyncio.fixture(scope="module")
async def subjects(seeded: Database) -> dict[str, str]:
    """Give what entries are about."""
    found: dict[str, str] = (await seeded.read(SUBJECTS, {}))["found"]
    assert all(found.values())
    return found


async def draft(client: Client, about: str, user: str = BANKER, **changes: Any) -> Decided:
    given = {"about": about, "kind": "RESTRICTED", "reason": "拟议收购", "inside": [DEAL], "activeFrom": "2026-11-24"}
    return await decide(client, user, "draftRestrictedEntry", **(given | changes))


async def walled(client: Client, about: str, **changes: Any) -> str:
    """Draft an entry and put it into force."""
    entry = (await draft(client, about, **changes)).made
    assert (await decide(client, COMPLIANCE, "activateRestrictedEntry", entry=entry)).codes == []
    return entry


async def bring(client: Client, entry: str, user: str, **changes: Any) -> str:
    """Bring somebody over."""
    given = {"entry": entry, "user": user, "reason": "协助估值", "activeUntil": "2027-01-01"} | changes
    crossing = (await decide(client, BANKER, "draftCrossing", **given)).made
    assert (await decide(client, COMPLIANCE, "confirmCrossing", crossing=crossing)).codes == []
    return crossing


CUSTOMER = """query ($id: ID!, $where: CustomerWhere) {
  node(id: $id) { id } customer(id: $id) { name uscc crossSell { score } }
  customers(where: $where) { totalCount edges { node { id } } } all: customers { totalCount }
  subsidiary(id: "sub_citic_trust") { customers(where: $where) { totalCount edges { node { id } } } } }"""
PROJECT = """query ($id: ID!, $where: ProjectWhere, $about: CaseWhere) {
  node(id: $id) { id } project(id: $id) { name endedOn customer { id } }
  projects(where: $where) { totalCount edges { node { id } } } all: projects { totalCount }
  cases(where: $about) { totalCount } allCases: cases { totalCount } }"""
ACHIEVED = """query ($year: Int!) {
  achievements(year: $year) { sharedCustomers collaborativeProjects excellentCases } }"""


async def customer_seen(client: Client, customer: str, user: str) -> Any:
    return (await client.ask(CUSTOMER, user=user, id=customer, where={"id": {"eq": customer}})).data


async def project_seen(client: Client, project: str, user: str) -> Any:
    about = {"project": {"id": {"eq": project}}}
    return (await client.ask(PROJECT, user=user, id=project, where={"id": {"eq": project}}, about=about)).data


def shown(answer: Any) -> bool:
    """Whether the subject is in an answer; it has to be everywhere or nowhere."""
    found = answer.get("customers") or answer["projects"]
    signs = [answer["node"], answer.get("customer") or answer.get("project"), found["totalCount"], found["edges"]]
    if answer.get("subsidiary"):
        signs += [answer["subsidiary"]["customers"]["totalCount"], answer["subsidiary"]["customers"]["edges"]]
    assert all(signs) or not any(signs), answer
    return any(signs)


async def achieved(client: Client, user: str = OFFICER, year: int = 2022) -> tuple[int, int, int]:
    (row,) = (await client.ask(ACHIEVED, user=user, year=year)).data["achievements"]
    return row["sharedCustomers"], row["collaborativeProjects"], row["excellentCases"]


async def test_a_walled_customer_is_closed_but_to_its_own(
    client: Client, subjects: dict[str, str], people: dict[str, str]
) -> None:
    customer = subjects["customer"]
    everyone = (BANK, people["banker"], OFFICER, COMPLIANCE, BANKER, SECURITIES, OFFICER_TRUST)
    before = {user: await customer_seen(client, customer, user) for user in everyone}
    assert all(map(shown, before.values()))
    counts = await achieved(client)
    entry = await walled(client, customer, inside=[DEAL, DEAL_BANK])
    for user in everyone:
        answer = await customer_seen(client, customer, user)
        if user in {BANK, OFFICER}:
            assert not shown(answer), user
            assert answer["all"]["totalCount"] == before[user]["all"]["totalCount"] - 1
        else:  # who serves it, who works on the deal wherever that is, and who keeps the barriers
            if user not in {SECURITIES, OFFICER_TRUST}:  # those who know of the barrier are told of nothing to offer
                assert answer["customer"]["crossSell"] == []
                answer["customer"]["crossSell"] = before[user]["customer"]["crossSell"]
            assert answer == before[user], user
    assert await achieved(client) == (counts[0] - 1, *counts[1:])
    assert (await decide(client, COMPLIANCE, "endRestrictedEntry", entry=entry)).codes == []
    assert {user: await customer_seen(client, customer, user) for user in everyone} == before
    assert await achieved(client) == counts


async def test_a_draft_and_a_watch_entry_close_nothing(client: Client, subjects: dict[str, str]) -> None:
    before = await customer_seen(client, subjects["customer"], BANK)
    await draft(client, subjects["customer"])
    watch = (await draft(client, subjects["customer"], kind="WATCH")).made
    told = (await decide(client, COMPLIANCE, "activateRestrictedEntry", entry=watch)).told
    assert told == "A watch entry closes nothing."
    assert await customer_seen(client, subjects["customer"], BANK) == before


GRANT = """MATCH (c:Customer {id: $p.customer}), (o:Organisation {id: 'sub_citic_heye'})
CREATE (o)-[:MAY_SEE {grant: 'gra_test', owner: 'sub_citic_trust', fields: ['USCC'], validFrom: date('2026-01-01'),
  validTo: date('9999-12-31'), recordedAt: datetime(), recordedBy: 'test'}]->(c)"""


async def test_a_grant_does_not_lead_over_a_barrier(client: Client, seeded: Database, subjects: dict[str, str]) -> None:
    customer = subjects["customer"]
    await seeded.write(GRANT, {"customer": customer})
    before = await customer_seen(client, customer, NARROW)
    assert before["customer"]["name"]
    await walled(client, customer)
    after = await customer_seen(client, customer, NARROW)
    assert (after["node"], after["customer"], after["customers"]["totalCount"]) == (None, None, 0)
    assert after["all"]["totalCount"] == before["all"]["totalCount"] - 1


async def test_a_walled_project_is_closed_to_its_own_public_side(
    client: Client, subjects: dict[str, str], people: dict[str, str]
) -> None:
    project = subjects["project"]
    everyone = (SECURITIES, OFFICER_TRUST, BANK, OFFICER, BANKER, people["colleague"], COMPLIANCE)
    before = {user: await project_seen(client, project, user) for user in everyone}
    assert all(map(shown, before.values()))
    cases = before[BANK]["cases"]["totalCount"]
    assert cases
    told_to_all = (await project_seen(client, project, NARROW))["allCases"]["totalCount"]
    year = int((before[OFFICER]["project"]["endedOn"] or "2022")[:4])
    counts, kept = await achieved(client, OFFICER, year), await achieved(client, COMPLIANCE, year)
    await walled(client, project)
    for user in everyone:
        answer = await project_seen(client, project, user)
        if user in {BANKER, people["colleague"], COMPLIANCE}:
            assert answer == before[user], user
        else:
            assert not shown(answer), user
            assert answer["cases"]["totalCount"] == 0
            assert answer["allCases"]["totalCount"] == before[user]["allCases"]["totalCount"] - cases
    assert (await project_seen(client, project, NARROW))["allCases"]["totalCount"] == told_to_all - cases
    after = await achieved(client, OFFICER, year)
    assert after[:2] == (counts[0], counts[1] - 1)
    assert after[2] < counts[2]
    assert await achieved(client, COMPLIANCE, year) == kept


async def test_a_crossing_takes_three_people_and_opens_for_one(
    client: Client, subjects: dict[str, str], people: dict[str, str]
) -> None:
    customer = subjects["customer"]
    entry = await walled(client, customer)
    ask = {"entry": entry, "user": BANK, "reason": "协助估值", "activeUntil": "2027-01-01"}
    crossing = (await decide(client, BANKER, "draftCrossing", **ask)).made
    assert not shown(await customer_seen(client, customer, BANK))
    for user in (BANKER, COMPLIANCE_BANK, SECURITIES, BANK):
        assert (await decide(client, user, "confirmCrossing", crossing=crossing)).codes == ["FORBIDDEN"]
    assert not shown(await customer_seen(client, customer, BANK))
    assert (await decide(client, COMPLIANCE, "confirmCrossing", crossing=crossing)).codes == []
    assert shown(await customer_seen(client, customer, BANK))
    assert not shown(await customer_seen(client, customer, COMPLIANCE_BANK))
    assert (await decide(client, COMPLIANCE, "confirmCrossing", crossing=crossing)).codes == ["WRONG_STANDING"]
    # Who was brought over knows of the barrier, and may leave.
    inside = "query ($id: ID!) { restrictedEntry(id: $id) { reason crossings { totalCount } } }"
    assert (await client.ask(inside, user=BANK, id=entry)).data["restrictedEntry"]["crossings"]["totalCount"] == 1
    assert (await decide(client, BANK, "endCrossing", crossing=crossing)).codes == []
    assert not shown(await customer_seen(client, customer, BANK))
    assert (await client.ask(inside, user=BANK, id=entry)).data == {"restrictedEntry": None}
    assert (await decide(client, COMPLIANCE, "endCrossing", crossing=crossing)).codes == ["WRONG_STANDING"]
    # Compliance drafts, too; then the second of them confirms, unless it is for that one.
    own = (await decide(client, COMPLIANCE, "draftCrossing", **ask)).made
    assert (await decide(client, COMPLIANCE, "confirmCrossing", crossing=own)).codes == ["SECOND_PERSON"]
    assert (await decide(client, people["second"], "confirmCrossing", crossing=own)).codes == []
    for_second = (await decide(client, BANKER, "draftCrossing", **(ask | {"user": people["second"]}))).made
    refused = await decide(client, people["second"], "confirmCrossing", crossing=for_second)
    assert refused.codes == ["SECOND_PERSON"]
    for_oneself = await decide(client, BANKER, "draftCrossing", **(ask | {"user": BANKER}))
    assert for_oneself.codes == ["SECOND_PERSON"]


async def test_an_entry_takes_two(client: Client, subjects: dict[str, str], people: dict[str, str]) -> None:
    entry = (await draft(client, subjects["customer"])).made
    for user in (BANKER, COMPLIANCE_BANK, OFFICER):
        assert (await decide(client, user, "activateRestrictedEntry", entry=entry)).codes == ["FORBIDDEN"]
    assert (await decide(client, COMPLIANCE, "activateRestrictedEntry", entry=entry)).codes == []
    assert (await decide(client, COMPLIANCE, "activateRestrictedEntry", entry=entry)).codes == ["WRONG_STANDING"]
    own = (await draft(client, subjects["project"], user=COMPLIANCE)).made
    assert (await decide(client, COMPLIANCE, "activateRestrictedEntry", entry=own)).codes == ["SECOND_PERSON"]
    assert shown(await project_seen(client, subjects["project"], SECURITIES))
    assert (await decide(client, people["second"], "activateRestrictedEntry", entry=own)).codes == []
    assert not shown(await project_seen(client, subjects["project"], SECURITIES))


async def test_crossing_and_entry_expire_by_themselves(moving: Client, clock: Clock, subjects: dict[str, str]) -> None:
    customer = subjects["customer"]
    entry = await walled(moving, customer, activeFrom="2026-11-26", activeUntil="2026-12-06")
    await bring(moving, entry, BANK, activeUntil="2026-12-02")
    days = {}
    for _ in range(14):
        days[clock.today.day] = [shown(await customer_seen(moving, customer, user)) for user in (BANK, OFFICER)]
        clock.step(1)
    open_, over, closed = [True, True], [True, False], [False, False]
    november = {24: open_, 25: open_} | dict.fromkeys((26, 27, 28, 29, 30), over)
    assert days == november | {1: over} | dict.fromkeys((2, 3, 4, 5), closed) | {6: open_, 7: open_}
    late = (await draft(moving, customer, activeFrom="2026-12-08", activeUntil="2026-12-10")).made
    crossing = {"entry": late, "user": BANK, "reason": "协助", "activeUntil": "2026-12-10"}
    slow = (await decide(moving, BANKER, "draftCrossing", **crossing)).made
    clock.step(5)
    assert (await decide(moving, COMPLIANCE, "activateRestrictedEntry", entry=late)).codes == ["IN_THE_PAST"]
    assert (await decide(moving, COMPLIANCE, "confirmCrossing", crossing=slow)).codes == ["IN_THE_PAST"]


async def test_ending_an_entry_ends_its_crossings(client: Client, subjects: dict[str, str]) -> None:
    entry = await walled(client, subjects["customer"])
    crossing = await bring(client, entry, BANK)
    ask = {"entry": entry, "user": NARROW, "reason": "协助", "activeUntil": "2027-01-01"}
    drafted = (await decide(client, BANKER, "draftCrossing", **ask)).made
    await decide(client, COMPLIANCE, "endRestrictedEntry", entry=entry)
    standing = "query ($id: ID!) { crossing(id: $id) { standing activeUntil } }"
    assert (await client.ask(standing, user=COMPLIANCE, id=crossing)).data["crossing"] == {
        "standing": "ENDED",
        "activeUntil": "2026-11-24",
    }
    assert (await decide(client, COMPLIANCE, "confirmCrossing", crossing=drafted)).codes == ["WRONG_STANDING"]
    assert (await decide(client, BANKER, "draftCrossing", **ask)).codes == ["WRONG_STANDING"]
    assert (await decide(client, COMPLIANCE, "endRestrictedEntry", entry=entry)).codes == ["WRONG_STANDING"]


KNOWN = """query ($entry: ID!, $crossing: ID!) {
  node(id: $entry) { id } nodes(ids: [$entry, $crossing]) { id } restrictedEntry(id: $entry) { id }
  restrictedEntries { totalCount edges { node { id } } } crossing(id: $crossing) { id } crossings { totalCount }
  filtered: restrictedEntries(where: {id: {eq: $entry}}) { totalCount } }"""


async def test_outside_an_entry_does_not_exist(
    client: Client, subjects: dict[str, str], people: dict[str, str]
) -> None:
    outside = (BANK, SECURITIES, NARROW, OFFICER, people["banker"], COMPLIANCE_BANK)
    nothing = {"entry": "ent_nothing", "crossing": "crs_nothing"}
    before = {user: (await client.ask(KNOWN, user=user, **nothing)).data for user in outside}
    made = {"entry": (await walled(client, subjects["customer"]))}
    made["crossing"] = await bring(client, made["entry"], NARROW)
    await decide(client, BANKER, "endCrossing", crossing=made["crossing"])
    ask = {"user": OFFICER_TRUST, "reason": "想知道", "activeUntil": "2027-01-01"}
    tries: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("activateRestrictedEntry", "entry", {}),
        ("endRestrictedEntry", "entry", {}),
        ("draftCrossing", "entry", ask),
        ("draftCrossing", "entry", ask | {"user": "usr_nothing"}),
        ("draftCrossing", "entry", ask | {"activeUntil": "2026-01-01"}),
        ("confirmCrossing", "crossing", {}),
        ("endCrossing", "crossing", {}),
    )
    for user in outside:
        assert (await client.ask(KNOWN, user=user, **made)).data == before[user], user
        for name, about, more in tries:
            real = await decide(client, user, name, **{about: made[about]}, **more)
            absent = await decide(client, user, name, **{about: nothing[about]}, **more)
            assert real == absent, (user, name)
            assert real.codes[0] in {"NOT_FOUND", "FORBIDDEN", "IN_THE_PAST"}
    for user in (BANKER, people["colleague"], COMPLIANCE):
        assert (await client.ask(KNOWN, user=user, **made)).data["restrictedEntry"] == {"id": made["entry"]}


async def test_a_draft_is_known_to_who_wrote_it_and_to_compliance(
    client: Client, subjects: dict[str, str], people: dict[str, str]
) -> None:
    entry = (await draft(client, subjects["customer"])).made
    seen = "query ($id: ID!) { restrictedEntry(id: $id) { standing reason inside { edges { node { id } } } } }"
    expected = {"standing": "DRAFT", "reason": "拟议收购", "inside": {"edges": [{"node": {"id": DEAL}}]}}
    for user in (BANKER, COMPLIANCE, people["second"]):
        assert (await client.ask(seen, user=user, id=entry)).data["restrictedEntry"] == expected
    for user in (people["colleague"], SECURITIES, BANK, COMPLIANCE_BANK):
        assert (await client.ask(seen, user=user, id=entry)).data == {"restrictedEntry": None}
    # Once it is in force, those inside know.
    assert (await decide(client, COMPLIANCE, "activateRestrictedEntry", entry=entry)).codes == []
    assert (await client.ask(seen, user=people["colleague"], id=entry)).data["restrictedEntry"]


async def test_who_may_draft_and_about_what(client: Client, subjects: dict[str, str], people: dict[str, str]) -> None:
    for user in (SECURITIES, BANK, COMPLIANCE_BANK, OFFICER):
        assert (await draft(client, subjects["customer"], user=user)).codes == ["FORBIDDEN"]
    hidden = await draft(client, "cus_nothing", user=people["banker"], inside=[DEAL_BANK])
    assert hidden.codes == ["NOT_FOUND"]
    await walled(client, subjects["customer"])
    walled_off = await draft(client, subjects["customer"], user=people["banker"], inside=[DEAL_BANK])
    assert walled_off == hidden
    assert (await draft(client, "usr_demo_officer")).codes == ["NOT_FOUND"]
    assert (await draft(client, "cus_nothing", user=COMPLIANCE)).codes == ["NOT_FOUND"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"inside": []}, "NOBODY_INSIDE"),
        ({"inside": [DEAL, "unt_citic_securities_004"]}, "NOT_PRIVATE"),
        ({"inside": [DEAL, "unt_nothing"]}, "NOT_PRIVATE"),
        ({"inside": ["unt_citic_securities_002"]}, "OWN_UNIT"),
        ({"reason": "  "}, "TEXT"),
        ({"reason": "x" * 501}, "TEXT"),
        ({"activeUntil": "2026-11-24"}, "IN_THE_PAST"),
        ({"activeFrom": "2027-01-01", "activeUntil": "2027-01-01"}, "NO_PERIOD"),
    ],
)
async def test_impossible_entries_are_refused(
    client: Client, subjects: dict[str, str], changes: dict[str, Any], code: str
) -> None:
    assert (await draft(client, subjects["customer"], **changes)).codes == [code]


async def test_impossible_crossings_are_refused(client: Client, subjects: dict[str, str]) -> None:
    entry = await walled(client, subjects["customer"])
    ask = {"entry": entry, "user": BANK, "reason": "协助", "activeUntil": "2027-01-01"}
    for changes, code in (
        ({"user": "usr_nothing"}, "NO_USER"),
        ({"reason": ""}, "TEXT"),
        ({"activeUntil": "2026-11-24"}, "IN_THE_PAST"),
    ):
        assert (await decide(client, BANKER, "draftCrossing", **(ask | changes))).codes == [code]


async def test_what_is_closed_is_told_at_activation(
    client: Client, seeded: Database, api: Api, subjects: dict[str, str]
) -> None:
    """The figures are those of an onlooker of each organisation, judged by the oracle."""
    await seeded.write(GRANT, {"customer": subjects["customer"]})
    await seeded.write(GRANTED, {"customer": subjects["customer"]})
    world = await read_world(seeded, api.model)
    somebody = replace(await Viewers(seeded).find(NARROW, NOW, NOW.date()), user="", unit="", roles=frozenset())
    organisations = [*world.by_noun["Subsidiary"], *world.by_noun["Group"]]
    sights = [Sight(world, replace(somebody, organisation=each.id), NOW.date()) for each in organisations]
    told = {}
    for name, key in subjects.items():
        thing = world.things[key]
        links = thing.coming["SERVES" if name == "customer" else "PARTICIPATES"]
        own = {link.start.id for link in links if link.holds(NOW.date())}
        others = sum(sight.sees(thing) and sight.own not in own for sight in sights)
        entry = (await draft(client, key)).made
        told[name] = (await decide(client, COMPLIANCE, "activateRestrictedEntry", entry=entry)).told
        assert f" {others} others" in told[name]
        assert f" {len(own)} " in told[name]
    stories = [link.start for link in world.things[subjects["project"]].coming["ABOUT"]]
    assert f" {sum(sights[0].sees(story) for story in stories)} cases" in told["project"]
    again = (await draft(client, subjects["customer"])).made
    assert " 0 others" in (await decide(client, COMPLIANCE, "activateRestrictedEntry", entry=again)).told


GRANTED = """MATCH (c:Customer {id: $p.customer}), (o:Organisation {id: 'sub_citic_heye'}),
  (owner:Subsidiary {id: 'sub_citic_trust'})
CREATE (owner)<-[:GRANTED_BY]-(g:Grant {id: 'gra_test', sourceSystem: 'synergy', fields: ['USCC'],
  activeFrom: date('2026-01-01'), activeUntil: date('9999-12-31'), recertifyBy: date('9999-12-31')})-[:GRANTED_TO]->(o)
CREATE (g)-[:GRANTS]->(c)"""
