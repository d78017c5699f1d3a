"""How much of everything there is: the eight published figures of 2022, and what is invented around them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

SEED = 2022


class Size(StrEnum):
    """The real thing, or one in a hundred of it with every relation present."""

    FULL = "full"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one size; `*_2022` are what the measures must find."""

    shared_customers_2022: int = 11_779
    collaborative_projects_2022: int = 497
    shared_products_2022: int = 947
    experts_2022: int = 721
    awarded_cases_2022: int = 1_164
    published_reports_2022: int = 848
    activated_users: int = 100_000
    logins_2022: int = 400_000

    customers: int = 48_000
    unserved_customers: int = 1_650
    corporate_groups: int = 600
    listed_customers: int = 420
    internal_products: int = 290
    withdrawn_products: int = 140
    later_products: int = 95
    lapsed_experts: int = 84
    later_experts: int = 31
    ended_collaborations: int = 172
    single_projects: int = 395
    left_alone_projects: int = 21
    joined_later_projects: int = 16
    proposed_projects: int = 34
    awarded_cases_2021: int = 861
    awarded_cases_2020: int = 574
    plain_cases: int = 540
    draft_cases: int = 66
    reports_2021: int = 668
    reports_2020: int = 492
    draft_reports: int = 71
    waiting_users: int = 5_000


def figures(size: Size) -> Figures:
    """Return the counts of a size, each at least one."""
    if size is Size.FULL:
        return Figures()
    return Figures(**{name: max(1, round(count / 100)) for name, count in asdict(Figures()).items()})
