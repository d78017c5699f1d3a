"""The access review: everything that gives access, once each, with its age and deadline."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from synergy import cli
from synergy.sharing import review
from tests.client import BANK, OFFICER_TRUST
from tests.made import BANK_ID, TRUST_ID, make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from synergy.graph.database import Address, Database
    from tests.client import Client

TODAY = date(2026, 11, 24)
COUNTS = """RETURN {POLICY: COUNT { (:SharePolicy) }, GRANT: COUNT { (:Grant) }, CROSSING: COUNT { (:Crossing) },
  ROLE: COUNT { ()-[:HAS_ROLE]->() }} AS counts"""
ASK = """mutation ($customer: ID!) { requestAccess(input: {
  customer: $customer, purpose: SERVICE, fields: [USCC], reason: "x", until: "2028-01-01"
}) { accessRequests { id } } }"""
APPROVE = "mutation ($request: ID!) { approveAccess(input: {request: $request}) { accessRequest { grant { id } } } }"
REVOKE = """mutation ($grant: ID!) { revokeGrant(input: {grant: $grant, reason: "x"}) { userErrors { code } } }"""


async def reviewed(database: Database, today: date = TODAY, **used: date) -> list[dict[str, str]]:
    written = io.StringIO()
    count = await review.report(database, today, written, used)
    found = list(csv.DictReader(io.StringIO(written.getvalue())))
    assert len(found) == count
    return found


async def test_everything_that_gives_access_is_listed_once(seeded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = await reviewed(seeded)
    counts = (await seeded.read(COUNTS, {}))["counts"]
    assert {kind: sum(row["kind"] == kind for row in rows) for kind in counts} == counts
    assert len({(row["kind"], row["id"], row["since"]) for row in rows}) == len(rows)
    assert all(row["owner"] and row["receiver"] and row["standing"] for row in rows)
    assert {row["standing"] for row in rows if row["kind"] == "GRANT"} >= {"ACTIVE", "LAPSED", "OVER"}
    for row in rows:
        assert int(row["ageDays"]) == (TODAY - date.fromisoformat(row["since"])).days
    # However the pages are cut.
    monkeypatch.setattr(review, "PAGE", 7)
    assert await reviewed(seeded) == rows


@pytest.mark.usefixtures("undone")
async def test_a_grant_through_its_life(client: Client, seeded: Database) -> None:
    customer = await make_customer(seeded, TRUST_ID)
    made = (await client.ask(ASK, user=BANK, customer=customer)).data["requestAccess"]["accessRequests"][0]["id"]
    approved = (await client.ask(APPROVE, user=OFFICER_TRUST, request=made)).data["approveAccess"]["accessRequest"]
    grant = approved["grant"]["id"]

    async def row(today: date, **used: date) -> Any:
        (found,) = [one for one in await reviewed(seeded, today, **used) if one["id"] == grant]
        return found

    first = await row(TODAY)
    assert {name: first[name] for name in ("owner", "receiver", "about", "access", "purpose", "decidedBy")} == {
        "owner": TRUST_ID, "receiver": BANK_ID, "about": customer, "access": "SEE USCC", "purpose": "SERVICE",
        "decidedBy": OFFICER_TRUST,
    }  # fmt: skip
    assert (first["standing"], first["ageDays"], first["lastUse"], first["deadline"]) == (
        "ACTIVE",
        "0",
        "",
        "2027-05-23",
    )
    later = await row(date(2027, 5, 23), **{grant: date(2027, 1, 2)})
    assert (later["standing"], later["ageDays"], later["lastUse"]) == ("LAPSED", "180", "2027-01-02")
    assert (await row(date(2028, 1, 1)))["standing"] == "OVER"
    await client.ask(REVOKE, user=BANK, grant=grant)
    assert (await row(TODAY))["standing"] == "ENDED"


@pytest.mark.usefixtures("undone")
async def test_a_name_is_no_formula(seeded: Database) -> None:
    named = "MATCH (user:User {id: $p.id}) WITH user, user.name AS before SET user.name = $p.name RETURN before"
    (found,) = await seeded.write(named, {"id": BANK, "name": "=cmd()"})
    try:
        (row, *_) = [row for row in await reviewed(seeded) if row["receiver"] == BANK and row["kind"] == "ROLE"]
        assert row["receiverName"] == "'=cmd()"
    finally:
        await seeded.write(named, {"id": BANK, "name": found["before"]})


@pytest.mark.usefixtures("seeded")
def test_the_command_writes_a_file(address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("URI", address.uri), ("USER", address.user), ("PASSWORD", address.password)):
        monkeypatch.setenv(f"SYNERGY_NEO4J_{name}", value)
    file = tmp_path / "review.csv"
    done = CliRunner().invoke(cli.app, ["access", "report", "--output", str(file)])
    assert done.exit_code == 0, done.output
    with file.open(encoding="utf-8-sig", newline="") as opened:
        written = list(csv.DictReader(opened))
    assert {row["kind"] for row in written} == {"POLICY", "GRANT", "ROLE", "CROSSING"}
    printed = CliRunner().invoke(cli.app, ["access", "report"])
    assert printed.stdout.startswith("kind,id,standing,owner")
