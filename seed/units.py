"""Invented organisational units: headquarters of the group, departments and branches of the subsidiaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seed.organisation import GROUP, KNOWN_SINCE, SUBSIDIARIES, opened
from seed.profiles import PROFILES
from seed.rows import Edges, Nodes, edge, node
from seed.vocabulary import PLACES, Word, words

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADQUARTERS = {
    "unt_hq_synergy": Word("战略与协同部", "Strategy and Synergy Department"),
    "unt_hq_finance": Word("财务管理部", "Finance Department"),
    "unt_hq_compliance": Word("法律合规部", "Legal and Compliance Department"),
    "unt_hq_data": Word("数据管理部", "Data Management Department"),
    "unt_hq_technology": Word("科技创新部", "Technology and Innovation Department"),
    "unt_hq_audit": Word("审计部", "Audit Department"),
    "unt_hq_people": Word("人力资源部", "Human Resources Department"),
    "unt_hq_office": Word("办公厅", "General Office"),
}
_COMMON = words(
    "综合管理部/General Affairs, 财务部/Finance, 合规与风险部/Compliance and Risk, 战略协同部/Strategy and Synergy"
)
# A star marks the private side: people who hold inside information on deals.
_DEPARTMENTS = {
    "bank": words(
        "公司银行部/Corporate Banking, 零售银行部/Retail Banking, 投资银行部*/Investment Banking, "
        "交易银行部/Transaction Banking, 国际业务部/International Business, 资产保全部*/Special Assets"
    ),
    "securities": words(
        "投资银行管理委员会*/Investment Banking Committee, 并购业务部*/Mergers and Acquisitions, "
        "债券承销部*/Debt Capital Markets, "
        "研究部/Research, 财富管理部/Wealth Management, 机构业务部/Institutional Business, 托管部/Custody"
    ),
    "finance": words("业务一部/Business Department I, 业务二部/Business Department II, 资产管理部/Asset Management"),
    "insurance": words("团体业务部/Group Business, 个险部/Individual Business, 理赔部/Claims, 养老金部/Pensions"),
    "industry": words(
        "销售部/Sales, 生产运营部/Operations, 技术中心/Technology Centre, 采购部/Procurement, 质量部/Quality"
    ),
    "trading": words("业务发展部/Business Development, 市场部/Markets, 供应链部/Supply Chain"),
    "services": words("客户部/Client Services, 产品部/Products, 运营部/Operations"),
    "engineering": words("市场开发部/Market Development, 工程管理部/Project Management, 设计研究院/Design Institute"),
}
_BRANCH = {
    "bank": words(
        "分行公司业务部/Branch Corporate Banking, 分行零售业务部/Branch Retail Banking, "
        "分行投资银行部*/Branch Investment Banking"
    ),
    "securities": words("分公司/Branch, 证券营业部/Securities Office"),
    "insurance": words("分公司/Branch"),
}
_BACK_OFFICE = ("战略", "合规", "法律", "财务", "综合", "数据", "科技", "审计", "人力", "办公")
_OFFICE = words("分公司/Branch")


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisational unit; `code` is empty for the group's headquarters."""

    id: str
    code: str
    name: Word
    side: str = "PUBLIC"

    @property
    def is_back_office(self) -> bool:
        """Whether its people neither meet customers nor make products."""
        return self.name.zh.startswith(_BACK_OFFICE)

    @property
    def organisation(self) -> str:
        """The id of the organisation it is part of."""
        return f"sub_{self.code}" if self.code else GROUP


def units(*, every_branch: bool) -> list[Unit]:
    """Return all units; without `every_branch` each subsidiary has at most two."""
    found = [Unit(key, "", name) for key, name in HEADQUARTERS.items()]
    for subsidiary in SUBSIDIARIES:
        profile = PROFILES[subsidiary.code]
        branches = profile.branches if every_branch else min(profile.branches, 2)
        names = [*_DEPARTMENTS[profile.style], *_COMMON]
        for place in PLACES[:branches]:
            names += [Word(place.zh + kind.zh, f"{place.en} {kind.en}") for kind in _BRANCH.get(profile.style, _OFFICE)]
        for rank, name in enumerate(names, start=1):
            side = "PRIVATE" if name.zh.endswith("*") else "PUBLIC"
            plain = Word(name.zh.rstrip("*"), name.en)
            found.append(Unit(f"unt_{subsidiary.code}_{rank:03d}", subsidiary.code, plain, side))
    return found


def unit_nodes(found: list[Unit]) -> Iterator[Nodes | Edges]:
    """Yield the units and what they are part of."""
    yield Nodes(
        "OrgUnit",
        [
            node(
                item.id,
                opened(item.code) if item.code else KNOWN_SINCE,
                name=item.name.zh,
                nameEn=item.name.en,
                side=item.side,
            )
            for item in found
        ],
    )
    yield Edges("PART_OF", "OrgUnit", "Organisation", [edge(item.id, item.organisation) for item in found])
