"""No leak: what every viewer learns by every probe is what the rules, written once more in Python, let it know."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest

from synergy import schema
from synergy.access.viewer import Viewers
from synergy.schema import RULES, build, sdl
from tests.probes import probes
from tests.reference import Reference
from tests.roads import NOW, Asker, Roads
from tests.world import Sight, World, read_world

if TYPE_CHECKING:
    from synergy.graph.database import Database

TODAY = date(2026, 11, 24)
VIEWERS = (
    "usr_demo_rm_bank", "usr_demo_narrow", "usr_demo_banker_securities", "usr_demo_officer", "usr_demo_admin",
    "usr_demo_compliance", "usr_demo_rm_securities", "usr_demo_steward", "usr_demo_officer_bank",
    "usr_demo_compliance_bank", "usr_demo_officer_trust", "usr_demo_compliance_trust",
)  # fmt: skip
"""Of every role, on both sides of the wall."""
SHORT, LEAST = 4, 1_000
LONG_LEAST = 20_000


@dataclass
class Matrix:
    """The graph, the viewers' sights of it, and how many probes were compared."""

    database: Database
    world: World
    sights: dict[tuple[str, date], Sight]
    every: int
    """Of the probes each so-manieth is sent."""
    probed: int = 0

    def roads(self, **more: Any) -> Roads:
        """Return both roads, over an API built as said."""
        api = build(**more)
        return Roads(self.database, api, Reference(self.world, sdl(api)), self.sights)

    async def leaks(self, roads: Roads, user: str, *, about: str = "", most: int = 0) -> list[str]:
        """Send the probes for a viewer whose name contains `about`; return where the answers part."""
        found = []
        asker = Asker(user, TODAY, narrow=self.sights[user, TODAY].viewer.narrow)
        chosen = [probe for probe in probes(roads.api.model, self.sights[user, TODAY]) if about in probe.name]
        for probe in (probe for probe in chosen if about or crc32(probe.text.encode()) % self.every == 0):
            try:
                await roads.alike(probe.text, probe.variables, asker)
            except AssertionError as error:
                found.append(f"{user}: {probe.name}: {str(error)[:300]}")
                if len(found) == most:
                    break
            self.probed += 0 if about else probe.weight
        return found


@pytest.fixture(scope="module")
async def matrix(seeded: Database, request: pytest.FixtureRequest) -> Matrix:
    world = await read_world(seeded, schema.build().model)
    sights = {(user, TODAY): Sight(world, await Viewers(seeded).find(user, NOW, TODAY), TODAY) for user in VIEWERS}
    return Matrix(seeded, world, sights, every=1 if request.config.getoption("--long") else 8)


@pytest.fixture(scope="module")
def honest(matrix: Matrix) -> Roads:
    return matrix.roads()


@pytest.mark.parametrize("user", VIEWERS[:SHORT])
async def test_no_probe_of_a_few_viewers_leaks(matrix: Matrix, honest: Roads, user: str) -> None:
    assert await matrix.leaks(honest, user) == []


@pytest.mark.long
@pytest.mark.parametrize("user", VIEWERS[SHORT:])
async def test_no_probe_of_all_other_viewers_leaks(matrix: Matrix, honest: Roads, user: str) -> None:
    assert await matrix.leaks(honest, user) == []


def test_enough_was_probed(matrix: Matrix, request: pytest.FixtureRequest) -> None:
    assert matrix.probed >= (LONG_LEAST if request.config.getoption("--long") else LEAST), matrix.probed


LEAKS = tomllib.loads(Path(__file__).with_name("leaks.toml").read_text(encoding="utf-8"))["leak"]


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: str(leak["name"]))
async def test_a_planted_leak_is_found(matrix: Matrix, tmp_path: Path, leak: dict[str, str]) -> None:
    rules = RULES.read_text(encoding="utf-8")
    assert leak["said"] in rules, "the rules say it in other words now"
    file = tmp_path / "rules.cypher"
    file.write_text(rules.replace(leak["said"], leak["planted"]), encoding="utf-8")
    roads = matrix.roads(rules_file=file)
    # Where one viewer alone meets it, the others' probes would only take their time.
    for user in [leak["viewer"]] if "viewer" in leak else VIEWERS[:SHORT]:
        if await matrix.leaks(roads, user, about=leak["about"], most=1):
            return
    pytest.fail("nobody noticed")
