"""Decisions over the API: a mutation by its name as somebody, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.client import Client

NOUNS = {
    "draftSharePolicy": "sharePolicy",
    "activateSharePolicy": "sharePolicy",
    "endSharePolicy": "sharePolicy",
    "recordConsent": "consent",
    "withdrawConsent": "consent",
    "draftRestrictedEntry": "restrictedEntry",
    "activateRestrictedEntry": "restrictedEntry",
    "endRestrictedEntry": "restrictedEntry",
    "draftCrossing": "crossing",
    "confirmCrossing": "crossing",
    "endCrossing": "crossing",
}
"""What each mutation answers with."""


@dataclass(frozen=True)
class Decided:
    """What came of a mutation; `id` is None when it was refused, or when its maker may not see the node."""

    id: str | None
    errors: list[dict[str, str]]
    notices: list[dict[str, str]]

    @property
    def codes(self) -> list[str]:
        """Why it was refused."""
        return [error["code"] for error in self.errors]

    @property
    def made(self) -> str:
        """The node's id; fails when there is none."""
        assert self.id is not None, self.errors
        return self.id

    @property
    def told(self) -> str:
        """The only notice, in English; fails unless there is one, in both languages."""
        (notice,) = self.notices
        assert notice["message"]
        return notice["messageEn"]


async def decide(client: Client, who: str, name: str, /, **given: Any) -> Decided:
    """Send the mutation `name` as `who`."""
    title = name[0].upper() + name[1:]
    document = f"""mutation ($input: {title}Input!) {{ {name}(input: $input) {{
      made: {NOUNS[name]} {{ id }} notices {{ message messageEn }} userErrors {{ code message messageEn }} }} }}"""
    answer = (await client.ask(document, user=who, input=given)).data[name]
    return Decided((answer["made"] or {}).get("id"), answer["userErrors"], answer["notices"])
