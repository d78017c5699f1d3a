"""The real organisation: group, segments, subsidiaries, regions, as publicly known. Nothing here is invented.

Two simplifications: records begin on one day (`KNOWN_SINCE`); ownership is told where plain to see, without shares.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from seed.rows import PUBLIC, Edges, Nodes, Period, dated, edge, node
from seed.vocabulary import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUP = "grp_citic"
KNOWN_SINCE = date(2015, 1, 1)
HOLDINGS_FOUNDED = date(2022, 3, 24)
HOLDINGS = "citic_financial_holdings"

SEGMENTS = (
    ("finance", "综合金融服务", "Comprehensive financial services"),
    ("manufacturing", "先进智造", "Advanced intelligent manufacturing"),
    ("materials", "先进材料", "Advanced materials"),
    ("consumption", "新消费", "New consumption"),
    ("urbanisation", "新型城镇化", "New-type urbanisation"),
)


class Subsidiary(NamedTuple):
    """A subsidiary as publicly known; `held` says that CITIC Financial Holdings owns it since its founding."""

    code: str
    segment: str
    region: str
    name: Word
    short: Word
    held: bool = False

    @property
    def id(self) -> str:
        """The node's id."""
        return f"sub_{self.code}"


# code | segment | region | name | short name; a star: held by CITIC Financial Holdings
_TABLE = """
citic_financial_holdings | finance | 11 | 中国中信金融控股有限公司/CITIC Financial Holdings Co., Ltd. | 中信金控/CITIC Financial Holdings
citic_bank* | finance | 11 | 中信银行股份有限公司/China CITIC Bank Corporation Limited | 中信银行/CITIC Bank
citic_securities* | finance | 44 | 中信证券股份有限公司/CITIC Securities Company Limited | 中信证券/CITIC Securities
csc_financial | finance | 11 | 中信建投证券股份有限公司/CSC Financial Co., Ltd. | 中信建投证券/CSC Financial
citic_trust* | finance | 11 | 中信信托有限责任公司/CITIC Trust Co., Ltd. | 中信信托/CITIC Trust
citic_prudential_life* | finance | 11 | 中信保诚人寿保险有限公司/CITIC-Prudential Life Insurance Company Limited | 中信保诚人寿/CITIC-Prudential Life
citic_finance | finance | 11 | 中信财务有限公司/CITIC Finance Company Limited | 中信财务/CITIC Finance
citic_consumer_finance* | finance | 11 | 中信消费金融有限公司/CITIC Consumer Finance Co., Ltd. | 中信消费金融/CITIC Consumer Finance
citic_heavy_industries | manufacturing | 41 | 中信重工机械股份有限公司/CITIC Heavy Industries Co., Ltd. | 中信重工/CITIC Heavy Industries
citic_dicastal | manufacturing | 13 | 中信戴卡股份有限公司/CITIC Dicastal Co., Ltd. | 中信戴卡/CITIC Dicastal
citic_holdings | manufacturing | 11 | 中信控股有限责任公司/CITIC Holdings Co., Ltd. | 中信控股/CITIC Holdings
citic_pacific_special_steel | materials | 32 | 中信泰富特钢集团股份有限公司/CITIC Pacific Special Steel Group Co., Ltd. | 中信泰富特钢/CITIC Pacific Special Steel
citic_metal | materials | 11 | 中信金属股份有限公司/CITIC Metal Co., Ltd. | 中信金属/CITIC Metal
citic_resources | materials | 81 | 中信资源控股有限公司/CITIC Resources Holdings Limited | 中信资源/CITIC Resources
citic_mining_international | materials | 81 | 中信矿业国际有限公司/CITIC Mining International Ltd. | 中信矿业国际/CITIC Mining International
citic_pacific_energy | materials | 32 | 中信泰富能源投资有限公司/CITIC Pacific Energy Investment Co., Ltd. | 中信泰富能源/CITIC Pacific Energy
nanjing_iron_steel | materials | 32 | 南京钢铁股份有限公司/Nanjing Iron & Steel Co., Ltd. | 南京钢铁/Nanjing Iron & Steel
citic_telecom_international | consumption | 81 | 中信国际电讯集团有限公司/CITIC Telecom International Holdings Limited | 中信国际电讯/CITIC Telecom International
asiasat | consumption | 81 | 亚洲卫星有限公司/Asia Satellite Telecommunications Company Limited | 亚洲卫星/AsiaSat
citic_press | consumption | 11 | 中信出版集团股份有限公司/CITIC Press Corporation | 中信出版/CITIC Press
dah_chong_hong | consumption | 81 | 大昌行集团有限公司/Dah Chong Hong Holdings Limited | 大昌行/Dah Chong Hong
citic_agriculture | consumption | 11 | 中信农业科技股份有限公司/CITIC Agriculture Technology Co., Ltd. | 中信农业/CITIC Agriculture
citic_construction | urbanisation | 11 | 中信建设有限责任公司/CITIC Construction Co., Ltd. | 中信建设/CITIC Construction
citic_environment | urbanisation | 11 | 中信环境投资集团有限公司/CITIC Environment Investment Group Co., Ltd. | 中信环境/CITIC Environment
citic_industrial_investment | urbanisation | 31 | 中信兴业投资集团有限公司/CITIC Industrial Investment Group Corp., Ltd. | 中信兴业投资/CITIC Industrial Investment
citic_offshore_helicopter | urbanisation | 44 | 中信海洋直升机股份有限公司/CITIC Offshore Helicopter Co., Ltd. | 中信海直/CITIC Offshore Helicopter
citic_pacific_properties | urbanisation | 31 | 中信泰富地产/CITIC Pacific Properties | 中信泰富地产/CITIC Pacific Properties
citic_urban_development | urbanisation | 11 | 中信城市开发运营有限责任公司/CITIC Urban Development & Operation Co., Ltd. | 中信城开/CITIC Urban Development
citic_heye | urbanisation | 11 | 中信和业投资有限公司/CITIC Heye Investment Co., Ltd. | 中信和业/CITIC Heye
"""  # noqa: E501 - a table reads by its lines


def _parse(line: str) -> Subsidiary:
    code, segment, region, name, short = line.split(" | ")
    return Subsidiary(
        code.rstrip("*"), segment, region, Word(*name.split("/")), Word(*short.split("/")), held=code.endswith("*")
    )


SUBSIDIARIES = tuple(_parse(line) for line in _TABLE.strip().splitlines())
BY_CODE = {subsidiary.code: subsidiary for subsidiary in SUBSIDIARIES}

REGIONS = {
    entry[:2]: Word(*entry[3:].split("/"))
    for entry in """
11 北京/Beijing, 12 天津/Tianjin, 13 河北/Hebei, 14 山西/Shanxi, 15 内蒙古/Inner Mongolia, 21 辽宁/Liaoning,
22 吉林/Jilin, 23 黑龙江/Heilongjiang, 31 上海/Shanghai, 32 江苏/Jiangsu, 33 浙江/Zhejiang, 34 安徽/Anhui,
35 福建/Fujian, 36 江西/Jiangxi, 37 山东/Shandong, 41 河南/Henan, 42 湖北/Hubei, 43 湖南/Hunan,
44 广东/Guangdong, 45 广西/Guangxi, 46 海南/Hainan, 50 重庆/Chongqing, 51 四川/Sichuan, 52 贵州/Guizhou,
53 云南/Yunnan, 54 西藏/Tibet, 61 陕西/Shaanxi, 62 甘肃/Gansu, 63 青海/Qinghai, 64 宁夏/Ningxia,
65 新疆/Xinjiang, 71 台湾/Taiwan, 81 香港/Hong Kong, 82 澳门/Macau, 99 海外/Overseas
""".replace("\n", " ")
    .strip()
    .split(", ")
}


_LICENCES = {
    "citic_bank": ["BANKING", "SECURITIES"],
    "citic_finance": ["BANKING"],
    "citic_consumer_finance": ["BANKING"],
    "citic_securities": ["SECURITIES", "BANKING"],
    "csc_financial": ["SECURITIES"],
    "citic_financial_holdings": ["SECURITIES", "INSURANCE", "BANKING"],
    "citic_trust": ["TRUST", "SECURITIES"],
    "citic_prudential_life": ["INSURANCE"],
}
"""What each may sell of what the demonstration has it offer: by the licences of its own group, in broad strokes."""


def owners(subsidiary: Subsidiary) -> tuple[tuple[str, Period], ...]:
    """Return who owned the subsidiary when, by id."""
    if subsidiary.code == HOLDINGS:
        return ((GROUP, Period(HOLDINGS_FOUNDED)),)
    if subsidiary.held:
        return (
            (GROUP, Period(KNOWN_SINCE, HOLDINGS_FOUNDED)),
            (f"sub_{HOLDINGS}", Period(HOLDINGS_FOUNDED)),
        )
    return ((GROUP, Period(KNOWN_SINCE)),)


def opened(code: str) -> date:
    """Return the first day on which a subsidiary can have had relations."""
    return HOLDINGS_FOUNDED if code == HOLDINGS else KNOWN_SINCE


def organisation() -> Iterator[Nodes | Edges]:
    """Yield the group, its segments, its subsidiaries and the regions."""
    since = KNOWN_SINCE
    group = node(
        GROUP, since, system=PUBLIC, name="中国中信集团有限公司", nameEn="CITIC Group Corporation", code="citic"
    )
    yield Nodes("Group", [group], also="Organisation")
    yield Nodes(
        "Segment",
        [node(f"seg_{code}", since, system=PUBLIC, name=zh, nameEn=en, code=code) for code, zh, en in SEGMENTS],
    )
    yield Nodes(
        "Region",
        [
            node(f"reg_{code}", since, system=PUBLIC, name=word.zh, nameEn=word.en, code=code)
            for code, word in REGIONS.items()
        ],
    )
    yield Nodes(
        "Subsidiary",
        [
            node(
                item.id,
                opened(item.code),
                system=PUBLIC,
                name=item.name.zh,
                nameEn=item.name.en,
                shortName=item.short.zh,
                shortNameEn=item.short.en,
                code=item.code,
                licences=_LICENCES.get(item.code),
            )
            for item in SUBSIDIARIES
        ],
        also="Organisation",
    )
    yield from _relations()


def _relations() -> Iterator[Edges]:
    segments = [dated(item.id, f"seg_{item.segment}", Period(opened(item.code))) for item in SUBSIDIARIES]
    yield Edges("IN_SEGMENT", "Subsidiary", "Segment", segments, dated=True)
    owned = [dated(item.id, owner, period) for item in SUBSIDIARIES for owner, period in owners(item)]
    yield Edges("OWNED_BY", "Subsidiary", "Organisation", owned, dated=True)
    located = [edge(item.id, f"reg_{item.region}") for item in SUBSIDIARIES]
    yield Edges("LOCATED_IN", "Subsidiary", "Region", located)
