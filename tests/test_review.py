"""The access review: everything that gives access, once each, with its age and deadline."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from synergy import cli
from synergy.access.audit.folder import AuditFolder
from synergy.access.audit.keys import open_audit_key
from synergy.access.audit.log import AuditLog
from synergy.access.audit.pruning import prune
from synergy.access.audit.signatures import Signer
from synergy.app import create_app
from synergy.settings import Settings
from synergy.sharing import review
from tests.client import BANK, OFFICER_TRUST, Client, Clock
from tests.made import BANK_ID, TRUST_ID, make_customer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from synergy.graph.database import Address, Database

TODAY = date(2026, 11, 24)
COUNTS = """RETURN {POLICY: COUNT { (:SharePolicy) }, GRANT: COUNT { (:Grant) }, CROSSING: COUNT { (:Crossing) },
  ROLE: COUNT { ()-[:HAS_ROLE]->() }} AS counts"""
ASK = """mutation ($customer: ID!) { requestAccess(input: {
  customer: $customer, purpose: SERVICE, fields: [USCC], reason: "x", until: "2028-01-01"
}) { accessRequests { id } } }"""
APPROVE = "mutation ($request: ID!) { approveAccess(input: {request: $request}) { accessRequest { grant { id } } } }"
SERVE = """MATCH (owner:Subsidiary {id: $p.owner}) MATCH (customer:Customer {id: $p.customer})
CREATE (owner)-[:SERVES {
  stage: 'ACTIVE', validFrom: date('2022-03-01'), validTo: date('9999-12-31'),
  lastContactOrder: date('0001-01-01'), recordedAt: datetime(), recordedBy: 'test'
}]->(customer)"""
REVOKE = """mutation ($grant: ID!) { revokeGrant(input: {grant: $grant, reason: "x"}) { userErrors { code } } }"""


async def reviewed(database: Database, audit: Path, today: date = TODAY) -> list[dict[str, str]]:
    written = io.StringIO()
    rows = await review.rows(database, today, AuditFolder(audit))
    review.write(rows, written)
    found = list(csv.DictReader(io.StringIO(written.getvalue())))
    assert len(found) == len(rows)
    return found


async def granted(client: Client, database: Database, fields: str = "[USCC]") -> tuple[str, str]:
    """Have the bank be granted a new customer of the trust; return the customer and the grant."""
    customer = await make_customer(database, TRUST_ID)
    asked = await client.ask(ASK.replace("[USCC]", fields), user=BANK, customer=customer)
    made = asked.data["requestAccess"]["accessRequests"][0]["id"]
    approved = (await client.ask(APPROVE, user=OFFICER_TRUST, request=made)).data["approveAccess"]["accessRequest"]
    return customer, str(approved["grant"]["id"])


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    """Give an audit folder without a record."""
    made = tmp_path / "audit"
    made.mkdir(mode=0o700)
    return made


@pytest_asyncio.fixture
async def audited(seeded: Database, tmp_path: Path) -> AsyncIterator[Client]:
    """Give a client of an application that has one clock with its audit, and shares that with nobody."""
    settings, clock = Settings(data_dir=tmp_path), Clock()
    log = AuditLog.open(settings, clock=clock)
    served = create_app(settings, seeded, log, clock=clock)
    served.state.audit = log
    async with Client(served, settings, [], clock) as opened:
        yield opened


async def test_everything_that_gives_access_is_listed_once(
    seeded: Database, audit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = await reviewed(seeded, audit)
    counts = (await seeded.read(COUNTS, {}))["counts"]
    assert {kind: sum(row["kind"] == kind for row in rows) for kind in counts} == counts
    assert len({(row["kind"], row["id"], row["since"]) for row in rows}) == len(rows)
    assert all(row["owner"] and row["receiver"] and row["standing"] for row in rows)
    assert {row["lastUse"] for row in rows if row["kind"] == "GRANT"} == {"unknown"}
    assert {row["lastUse"] for row in rows if row["kind"] != "GRANT"} == {""}
    assert {row["standing"] for row in rows if row["kind"] == "GRANT"} >= {"ACTIVE", "LAPSED", "OVER"}
    for row in rows:
        assert int(row["ageDays"]) == (TODAY - date.fromisoformat(row["since"])).days
    # However the pages are cut.
    monkeypatch.setattr(review, "PAGE", 7)
    assert await reviewed(seeded, audit) == rows


@pytest.mark.usefixtures("undone")
async def test_a_grant_through_its_life(client: Client, seeded: Database, audit: Path) -> None:
    customer, grant = await granted(client, seeded)

    async def row(today: date) -> Any:
        (found,) = [one for one in await reviewed(seeded, audit, today) if one["id"] == grant]
        return found

    first = await row(TODAY)
    assert {name: first[name] for name in ("owner", "receiver", "about", "access", "purpose", "decidedBy")} == {
        "owner": TRUST_ID, "receiver": BANK_ID, "about": customer, "access": "SEE USCC", "purpose": "SERVICE",
        "decidedBy": OFFICER_TRUST,
    }  # fmt: skip
    assert (first["standing"], first["ageDays"], first["deadline"]) == ("ACTIVE", "0", "2027-05-23")
    later = await row(date(2027, 5, 23))
    assert (later["standing"], later["ageDays"]) == ("LAPSED", "180")
    assert (await row(date(2028, 1, 1)))["standing"] == "OVER"
    await client.ask(REVOKE, user=BANK, grant=grant)
    assert (await row(TODAY))["standing"] == "ENDED"


@pytest.mark.usefixtures("undone")
async def test_a_grants_last_use_is_its_receivers_last_c2_read(audited: Client, seeded: Database) -> None:
    clock, audit = audited.clock, audited.settings.data_dir / "audit"
    assert isinstance(clock, Clock)

    async def last_uses() -> list[str]:
        found = {row["id"]: row["lastUse"] for row in await reviewed(seeded, audit, clock.today)}
        return [found[grant] for grant in grants]

    async def read(customer: str, user: str = BANK, field: str = "uscc") -> None:
        document = f"query ($id: ID!) {{ customer(id: $id) {{ {field} }} }}"
        told = (await audited.ask(document, user=user, id=customer)).data["customer"][field]
        assert told
        assert "****" not in told

    await read(await make_customer(seeded, BANK_ID))  # the audit begins
    clock.step(1)
    # Of three, one shows no masked field: that it is seen is recorded nowhere.
    made = [await granted(audited, seeded, fields) for fields in ("[USCC]", "[USCC]", "[]")]
    (used, revoked, _), grants = zip(*made, strict=True)
    assert await last_uses() == ["never", "never", "unknown"]
    clock.step(1)
    for customer in (used, revoked):
        await read(customer)
    await audited.ask(REVOKE, user=BANK, grant=grants[1])
    clock.step(1)
    await read(used, field="name")
    await read(used, user=OFFICER_TRUST)
    assert await last_uses() == ["2026-11-26", "2026-11-26", "unknown"]
    clock.step(1)
    await read(used)
    assert await last_uses() == ["2026-11-28", "2026-11-26", "unknown"]
    # A grant that lapsed was not used, whatever opened the customer afterwards.
    clock.step(200)
    await seeded.write(SERVE, {"owner": BANK_ID, "customer": used})
    await read(used)
    assert await last_uses() == ["2026-11-28", "2026-11-26", "unknown"]
    # What is over is pruned while the server lives on, day by day.
    signer = Signer(open_audit_key(audited.settings))
    for told in (["2026-11-28", "unknown", "unknown"], ["unknown", "unknown", "unknown"]):
        assert prune(AuditFolder(audit), signer, retention=timedelta(days=183), now=clock.now)
        assert await last_uses() == told
        clock.step(200)


@pytest.mark.usefixtures("undone")
async def test_a_name_is_no_formula(seeded: Database, audit: Path) -> None:
    named = "MATCH (user:User {id: $p.id}) WITH user, user.name AS before SET user.name = $p.name RETURN before"
    (found,) = await seeded.write(named, {"id": BANK, "name": "=cmd()"})
    try:
        (row, *_) = [row for row in await reviewed(seeded, audit) if row["receiver"] == BANK and row["kind"] == "ROLE"]
        assert row["receiverName"] == "'=cmd()"
    finally:
        await seeded.write(named, {"id": BANK, "name": found["before"]})


@pytest.mark.usefixtures("seeded")
def test_the_command_writes_a_file(address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNERGY_DATA_DIR", str(tmp_path))
    for name, value in (("URI", address.uri), ("USER", address.user), ("PASSWORD", address.password)):
        monkeypatch.setenv(f"SYNERGY_NEO4J_{name}", value)
    file = tmp_path / "review.csv"
    done = CliRunner().invoke(cli.app, ["access", "report", "--output", str(file)])
    assert done.exit_code == 0, done.output
    with file.open(encoding="utf-8-sig", newline="") as opened:
        written = list(csv.DictReader(opened))
    assert {row["kind"] for row in written} == {"POLICY", "GRANT", "ROLE", "CROSSING"}
    nowhere = CliRunner().invoke(cli.app, ["access", "report", "--output", str(tmp_path / "none" / "review.csv")])
    assert nowhere.exit_code == 2
    assert "cannot be written" in nowhere.stderr
    printed = CliRunner().invoke(cli.app, ["access", "report"])
    assert printed.stdout.startswith("kind,id,standing,owner")
