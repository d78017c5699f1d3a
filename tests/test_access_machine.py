"""No sequence of decisions opens what it must not: random ones over the API, with a clock that moves on.

A sequence is drawn as a list of moves (`moves.py`). After each change everybody looks at everything, and two judges
who share nothing with the application compare (`stage.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.client import BANK, BANKER, COMPLIANCE, COMPLIANCE_TRUST, NARROW, NOW, OFFICER_TRUST, SECURITIES
from tests.decisions import NOUNS
from tests.moves import Confirm, DraftCrossing, DraftEntry, DraftPolicy, Finish, RecordConsent, Run, Wait
from tests.stage import PRIVATE_UNITS, RECEIVERS, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from synergy.graph.database import Database
    from synergy.schema import Api
    from tests.client import Client, Clock

pytestmark = pytest.mark.usefixtures("undone")

SEED = 2022
Move: TypeAlias = Confirm | DraftCrossing | DraftEntry | DraftPolicy | Finish | RecordConsent | Wait


def some(*values: Any) -> st.SearchStrategy[Any]:
    """Draw one of the values."""
    return st.sampled_from(values)


BEGINS, LASTS = some(0, 0, 0, -3, 5), some(20, 60, 8, 4, 0)
LATEST, ANY, WHO = some(0, 0, 0, 1, 1, 2, 4), st.integers(0, 15), some(0, 0, 0, 1, 1, 2)
POLICIES = st.builds(
    DraftPolicy,
    who=some(OFFICER_TRUST, COMPLIANCE_TRUST, BANK),
    receiver=some(*RECEIVERS),
    level=some("ALL", "HIDDEN", "ALL", "OVERLAP"),
    kinds=some((), ("COMPANY",), ("PERSON", "INSTITUTION")),
    begins=BEGINS,
    lasts=LASTS,
)
CONSENTS = st.builds(
    RecordConsent,
    who=some(OFFICER_TRUST, OFFICER_TRUST, COMPLIANCE_TRUST, BANK),
    about=some("PERSON", "PERSON", "PERSON", "COMPANY"),
    receiver=some(*RECEIVERS),
    purpose=some("CROSS_SELL", "SERVICE"),
    categories=some(("IDENTITY",), ("IDENTITY", "CONTACT"), ("HOLDINGS",)),
    begins=BEGINS,
    lasts=LASTS,
)
ENTRIES = st.builds(
    DraftEntry,
    who=some(BANKER, BANKER, "banker", COMPLIANCE, "second", SECURITIES),
    about=some("COMPANY", "PERSON", "PROJECT"),
    kind=some("RESTRICTED", "RESTRICTED", "RESTRICTED", "WATCH"),
    inside=some(PRIVATE_UNITS, PRIVATE_UNITS[:1], PRIVATE_UNITS[1:]),
    begins=BEGINS,
    lasts=LASTS,
)
CROSSINGS = st.builds(
    DraftCrossing,
    entry=LATEST,
    who=some(COMPLIANCE, BANKER, BANKER, "banker", SECURITIES, NARROW),
    user=some(BANK, NARROW, "second", COMPLIANCE, BANKER),
    lasts=LASTS,
)
CONFIRM, FINISH = st.builds(Confirm, number=LATEST, who=WHO), st.builds(Finish, number=ANY, who=WHO)
WAIT = st.builds(Wait, some(1, 4, 10, 25))
MOVES: st.SearchStrategy[Move] = st.one_of(
    CONFIRM, CONFIRM, CONFIRM, POLICIES, CONSENTS, ENTRIES, CROSSINGS, CROSSINGS, FINISH, FINISH, WAIT, WAIT
)
BEGINNING: tuple[Move, ...] = (
    DraftPolicy(OFFICER_TRUST, RECEIVERS[0], "ALL", (), 0, 30),
    Confirm(0, 1),  # who drafted it
    Confirm(0, 0),
    DraftPolicy(COMPLIANCE_TRUST, RECEIVERS[0], "HIDDEN", ("PERSON",), 0, 6),
    Confirm(0, 1),
    Finish(0, 1),  # who drafted it, and would open what it hides
    RecordConsent(OFFICER_TRUST, "PERSON", RECEIVERS[0], "CROSS_SELL", ("IDENTITY",), 0, 20),
    DraftEntry(BANKER, "PROJECT", "RESTRICTED", PRIVATE_UNITS[:1], 0, 12),
    Confirm(0, 0),
    DraftEntry(COMPLIANCE, "COMPANY", "RESTRICTED", PRIVATE_UNITS[:1], 0, 20),
    Confirm(0, 0),  # who drafted it
    Confirm(0, 1),
    DraftCrossing(0, COMPLIANCE, "second", 10),
    Confirm(0, 0),  # who drafted it
    Confirm(0, 1),  # whom it is for
    DraftCrossing(0, BANKER, NARROW, 10),
    Finish(0, 0),
    DraftCrossing(0, BANKER, BANK, 4),
    Confirm(0, 0),
    RecordConsent(OFFICER_TRUST, "PERSON", RECEIVERS[1], "CROSS_SELL", ("IDENTITY",), 0, 20),
    Finish(0, 1),
)
"""Every sequence begins with something open and something closed, and with those who may not decide alone."""


@pytest_asyncio.fixture(scope="module")
async def stage(moving: Client, seeded: Database, api: Api) -> Stage:
    """Set the stage once."""
    made = Stage(moving, seeded, api)
    await made.set()
    return made


def sequences(count: int, length: int) -> Callable[..., None]:
    """Make a test of so many sequences of so many moves: the same ones for the same seed."""

    @seed(SEED)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(moves=st.lists(MOVES, min_size=length, max_size=length))
    async def test(stage: Stage, clock: Clock, moves: list[Move]) -> None:
        clock.now = NOW
        await stage.clear()
        run = Run(stage, stage.ledger())
        for move in (*BEGINNING, *moves):
            await move.play(run)

    made: Callable[..., None] = test
    return made


test_no_sequence_of_decisions_opens_what_it_must_not = sequences(4, 24)
test_no_long_sequence_does = pytest.mark.long(sequences(60, 60))


def test_every_decision_was_made(stage: Stage) -> None:
    done = {what.split()[0] for what in stage.tally if what.endswith(" done")}
    assert done == set(NOUNS), f"never done: {set(NOUNS) - done}"
