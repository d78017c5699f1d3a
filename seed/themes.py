"""What projects, cases and reports are about: themes, roles, angles and the sentences they are told in."""

from __future__ import annotations

from typing import NamedTuple

from seed.vocabulary import Word, words


class Theme(NamedTuple):
    """`by` names the subsidiaries at home in it, the likely leader first; `amount` is the usual size in millions."""

    name: Word
    by: tuple[str, ...]
    topics: tuple[str, ...]
    industries: frozenset[str]
    amount: float


# name | by | topics | industries | millions
_TABLE = """
供应链融资协同/Supply Chain Finance Partnership | citic_bank citic_pacific_special_steel nanjing_iron_steel citic_finance | FIN.BANK.SCF MAT.STEEL.BEARING GOV.STRAT.SYNERGY | C33 C34 C35 C36 F51 | 180
特钢长协与贸易融资/Special Steel Supply with Trade Finance | citic_pacific_special_steel citic_bank citic_metal | MAT.STEEL.AUTOSTEEL FIN.BANK.TRADE | C33 C34 C36 C37 F51 | 260
首发上市一体化服务/Integrated IPO Service | citic_securities csc_financial citic_bank citic_trust | FIN.CAPM.IPO FIN.TRUST.ESOP | C27 C35 C38 C39 I65 | 900
并购融资与顾问/Acquisition Finance and Advice | citic_securities citic_bank citic_trust citic_financial_holdings | FIN.CAPM.MNA FIN.BANK.SYND | C26 C27 C38 L72 | 1500
绿色债券发行与托管/Green Bond Issue and Custody | csc_financial citic_securities citic_bank | GRN.CARBON.GREENBOND FIN.CAPM.BOND FIN.TRUST.CUSTODY | D44 E48 N77 D46 S91 | 1200
基础设施公募REITs/Infrastructure REITs | citic_securities citic_trust citic_construction | FIN.CAPM.REIT FIN.CAPM.ABS | E48 D44 K70 G54 | 2200
员工持股计划/Employee Share Plan | citic_trust citic_securities citic_prudential_life | FIN.TRUST.ESOP FIN.INS.PENSION | C27 C38 C39 I65 | 80
员工福利与年金方案/Employee Benefits and Pension Plan | citic_prudential_life citic_bank citic_press | FIN.INS.GROUPLIFE FIN.INS.PENSION | I65 C39 L72 D44 | 35
存量资产盘活/Asset Revitalisation | citic_trust citic_urban_development citic_pacific_properties citic_bank | FIN.TRUST.DISTRESS URB.CITY | K70 E47 H61 | 1400
片区综合开发/Area Development | citic_urban_development citic_construction citic_bank citic_trust | URB.CITY.HOUSING URB.INFRA.EPC | S91 K70 E47 | 3200
产业园投建运一体化/Industrial Park: Build and Operate | citic_pacific_properties citic_construction citic_telecom_international citic_bank | URB.CITY.PARK URB.INFRA DIG.TEL.SDWAN | K70 S91 C39 L72 | 1100
境外基础设施总承包/Overseas Infrastructure EPC | citic_construction citic_heavy_industries citic_bank nanjing_iron_steel | INT.BELT.OVERSEAS URB.INFRA.EPC INT.BELT.AFRICA | E48 E47 A01 D44 G55 | 2600
矿山装备升级/Mine Equipment Upgrade | citic_heavy_industries citic_bank citic_holdings | MFG.HEAVY.MINEQ MFG.DIGFAC.PDM | B06 B08 C30 C31 C32 | 320
应急救援机器人示范/Rescue Robot Pilot | citic_heavy_industries citic_offshore_helicopter asiasat | MFG.HEAVY.ROBOT URB.AVIATION.RESCUE | S91 B06 D44 C26 | 60
汽车轻量化联合研发/Joint Lightweighting Development | citic_dicastal citic_pacific_special_steel citic_bank | MFG.AUTO.CAST MFG.AUTO.WHEEL MAT.STEEL.AUTOSTEEL | C36 C32 C37 | 150
数字工厂改造/Digital Factory Conversion | citic_holdings citic_dicastal citic_telecom_international nanjing_iron_steel | MFG.DIGFAC.IIOT MFG.DIGFAC.MES DIG.SEC.CLOUD | C34 C35 C36 C38 C31 | 70
零碳园区建设/Zero-Carbon Park | citic_holdings citic_pacific_energy citic_bank citic_environment | GRN.CARBON.CARBONACC ENE.STORE.BESS | C38 C26 D44 C39 K70 | 420
海上风电钢材与装备/Offshore Wind Steel and Equipment | citic_pacific_special_steel nanjing_iron_steel citic_heavy_industries citic_offshore_helicopter | MFG.HEAVY.WIND MAT.STEEL.PLATE ENE.POWER.WINDPW | D44 C35 C37 C38 | 640
污水处理与再生利用/Sewage Treatment and Reuse | citic_environment citic_construction citic_bank citic_securities | GRN.WATER.SEWAGE GRN.WATER.REUSE | D46 C26 C17 C13 S91 N77 | 540
危废资源化/Hazardous Waste Recovery | citic_environment citic_heavy_industries citic_bank | GRN.WASTE.HAZARD GRN.WASTE.RECYCLE | C26 C32 C39 N77 | 230
铜铌原料保供/Copper and Niobium Supply | citic_metal citic_resources citic_bank | MAT.METAL.NIOBIUM MAT.METAL.COPPER INT.CROSS.FX | C31 C32 C38 C33 | 880
铁矿石长协保供/Iron Ore Supply Agreement | citic_mining_international citic_metal nanjing_iron_steel | MAT.ORE.IRON FIN.BANK.TRADE | C31 F51 B08 G55 | 1300
全球企业专网/Global Enterprise Network | citic_telecom_international asiasat citic_bank | DIG.TEL.SDWAN DIG.SEC.DATASEC DIG.TEL.ROAM | F51 F52 I65 J66 H61 C39 | 28
海事卫星通信保障/Maritime Satellite Communications | asiasat citic_offshore_helicopter citic_telecom_international | DIG.TEL.SAT URB.AVIATION.LOWALT ENE.OILGAS.OFFSHORE | G55 I63 R86 C37 | 45
企业书房与员工学习/Corporate Library and Learning | citic_press citic_bank citic_heye | CON.CULTURE.EDU CON.CULTURE.BOOK | P83 R86 L72 F52 J66 | 6
冷链与食品供应/Cold Chain and Food Supply | dah_chong_hong citic_agriculture citic_bank | CON.RETAILING.COLD CON.RETAILING.FOOD AGR.AGTECH.FARMFIN | F52 H61 C13 A01 | 95
种业振兴金融服务/Finance for the Seed Industry | citic_agriculture citic_bank csc_financial | AGR.SEED.RICE AGR.SEED.CORN AGR.AGTECH.FARMFIN | A01 C13 M73 F51 | 140
康养社区合作/Retirement Community | citic_industrial_investment citic_prudential_life citic_trust citic_pacific_properties | CON.HEALTH.ELDER FIN.INS.PENSION FIN.TRUST.FAMILY | Q84 K70 L72 P83 | 380
总部楼宇入驻与金融服务/Headquarters Office and Financial Service | citic_heye citic_bank citic_telecom_international citic_press | URB.CITY.OFFICE FIN.BANK.CASH | L72 J66 H61 K70 I65 | 50
跨境人民币结算/Cross-Border RMB Settlement | citic_bank citic_metal citic_telecom_international dah_chong_hong | INT.CROSS.RMB INT.CROSS.FX FIN.BANK.TRADE | F51 C17 C39 G55 | 210
消费场景联合营销/Joint Consumer Marketing | citic_consumer_finance citic_bank dah_chong_hong | FIN.RETAIL.CONSUMER CON.RETAILING.CARS DIG.DATA.LLM | F52 H61 P83 | 40
智能风控平台共建/Shared AI Risk Control Platform | citic_consumer_finance citic_financial_holdings citic_securities citic_bank | DIG.DATA.RISKAI GOV.RISK.CREDIT DIG.DATA.GRAPH | J66 I65 L72 | 55
集团司库建设/Group Treasury | citic_finance citic_bank citic_financial_holdings | FIN.BANK.CASH GOV.RISK.COMPLY | D44 C31 E48 C35 C26 | 30
海上油气飞行保障/Offshore Flight Support | citic_offshore_helicopter citic_resources | ENE.OILGAS.OFFSHORE URB.AVIATION.LOWALT | G55 D44 B06 C37 | 120
"""  # noqa: E501 - a table reads by its lines


def _parse(line: str) -> Theme:
    name, by, topics, industries, amount = line.split(" | ")
    zh, en = name.split("/")
    return Theme(Word(zh, en), tuple(by.split()), tuple(topics.split()), frozenset(industries.split()), float(amount))


THEMES = tuple(_parse(line) for line in _TABLE.strip().splitlines())

_ANGLES = """
行业深度研究/Industry Study
{year}年度展望/Outlook {year}
{year}年中期策略/Mid-Year Strategy {year}
产融结合路径/Paths to Industry-Finance Integration
竞争格局与机会/Competition and Opportunities
政策解读/Policy Review
客户需求调研/Survey of Client Needs
技术路线比较/Comparison of Technologies
风险与应对/Risks and Responses
国际经验借鉴/Lessons from Abroad
商业模式分析/Business Models
供需与价格跟踪/Supply, Demand and Prices
数字化转型实践/Digital Transformation in Practice
低碳转型路径/Paths to Low Carbon
"""
REPORT_ANGLES = tuple(Word(*line.split("/")) for line in _ANGLES.strip().splitlines())
CASE_ANGLES = words(
    "一个客户、一个集团/One Client and One Group, 从线索到落地/From Lead to Delivery, "
    "联合方案的形成/How a Joint Proposal Came About, "
    "成本与时间的节约/Saving Cost and Time, 风险共担机制/Sharing the Risk, 可复制的做法/A Practice Worth Repeating, "
    "专家团队协作/Experts Working Together, 首单突破/A First of Its Kind, 长期陪伴式服务/Serving for the Long Term, "
    "两地联动/Two Regions and One Team"
)
AWARDS = words("一等奖/First prize, 二等奖/Second prize, 三等奖/Third prize, 优秀奖/Merit award")
