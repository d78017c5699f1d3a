"""Who knows whom: of the group's people, each other and the persons to speak with at customers."""

from __future__ import annotations

from datetime import date

from synergy.graph.mapping import edge, stored
from synergy.model.node import Dated


@edge("KNOWS", "User", ("User", "Contact"), dated=True)
class Knows(Dated):
    """A user knows a colleague or a contact, as the user says; the way back is a relationship of its own."""

    strength: float = stored("How well, from 0 to 1.")
    last_contact_on: date = stored("When they last spoke.")
    opt_in: bool = stored("Whether the user agreed to be asked for an introduction.")
