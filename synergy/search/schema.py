"""What search adds to the API: one box over everything, and what its first letters may become."""

from __future__ import annotations

from synergy.graph.mapping import Argument, Input, record, root, statement, stored
from synergy.graph.model import ID
from synergy.model.search import Found, SearchType
from synergy.search.query import prepare
from synergy.search.words import LONGEST_QUERY

QUERY = Argument(
    str,
    "Words in Chinese or English, a name's pinyin or its initials, or an identifier; simplified or traditional, with "
    f"slips of the pen. The first {LONGEST_QUERY} characters count. Operators are words like others.",
)
WHERE = Argument(
    Input(
        "SearchWhere",
        "Where and in which trade: what lies nowhere, or has no trade, is left out.",
        {
            "industry": Argument(ID | None, "The id of an industry: customers only have one."),
            "region": Argument(ID | None, "The id of a region: of customers, projects and subsidiaries."),
        },
        required=False,
    ),
    "Only what fits.",
    default=None,
)
TYPES = Argument(list[SearchType] | None, "Only these; everything when left out.", default=None)
AFTER = Argument(
    str | None, "The cursor of the last hit of the page before, of the same query and types.", default=None
)
FIRST = Argument(int, "How many, at most 100; the best first.", default=10)


@record
class SearchHit:
    """Something found."""

    node: Found = stored("What was found.")
    rank: int = stored("How well it fits, in thousandths of the best that the viewer sees.")
    highlight: str = stored("Its name in the language in which it fits, with what was found between « and ».")
    cursor: str = stored("Where it stands, for `after`; at its best while nothing is written.")


@record
class SearchFacet:
    """How many of what was found are of one kind."""

    field: str = stored("TYPE, INDUSTRY or REGION.")
    value: str = stored("The type, or the id of the industry or region.")
    name: str = stored("Its name in Chinese.")
    name_en: str = stored("Its name in English.")
    count: int = stored("How many, among the best few hundred that the viewer sees.")


@record
class SearchAnswer:
    """What a search found."""

    hits: list[SearchHit] = stored("A page of it, the best first.")
    facets: list[SearchFacet] = stored("How many of each type, and of customers how many of each industry and region.")
    total: int = stored("How many were found that the viewer sees, counted among the best few hundred.")


@record
class Suggestion:
    """A name that the beginning of a query may become."""

    id: str = stored("The id of what it names.")
    type: str = stored("What it is.")
    text: str = stored("The name in Chinese.")
    text_en: str | None = stored("The name in English.")


@root
class Search:
    """Finding things by what they are called."""

    search: SearchAnswer = statement(
        "Find customers, products, projects, experts, cases, reports and subsidiaries by a few words, pinyin or "
        "initials.",
        "search.cypher",
        prepare=prepare,
        query=QUERY,
        types=TYPES,
        where=WHERE,
        after=AFTER,
        first=FIRST,
    )
    suggest: list[Suggestion] = statement(
        "What the first letters of a query may become: names that the viewer sees, the likeliest first.",
        "suggest.cypher",
        prepare=prepare,
        query=QUERY,
        types=TYPES,
        first=FIRST,
    )
