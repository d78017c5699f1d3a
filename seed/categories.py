"""Product categories, the products invented in each, and which categories complement each other across subsidiaries."""

from __future__ import annotations

from typing import NamedTuple

from seed.vocabulary import Word, words


class Category(NamedTuple):
    """`sizes` holds letters of the size bands it suits (X: micro); `persons` says natural persons may hold it."""

    code: str
    name: Word
    offered_by: tuple[str, ...]
    weight: float
    industries: frozenset[str]
    sizes: str
    persons: bool
    topics: tuple[str, ...]
    style: str
    bases: tuple[Word, ...]

    @property
    def id(self) -> str:
        """The node's id."""
        return f"cat_{self.code}"


# code | name | offered by | weight | industries | sizes (P: persons too) | topics | style | base names
_TABLE = """
deposit | 存款与现金管理/Deposits and cash management | citic_bank citic_finance | 5 | - | LMSP | FIN.BANK.CASH | bank | 协定存款/Agreement Deposit, 现金池/Cash Pool, 收付款管理/Collections and Payments, 银企直连/Direct Bank Link
supply_chain_finance | 供应链金融/Supply chain finance | citic_bank citic_finance | 4 | C31 C33 C34 C35 C36 C38 F51 E47 | LM | FIN.BANK.SCF | bank | 应收账款融资/Receivables Finance, 订单融资/Order Finance, 经销商融资/Distributor Finance, 仓单质押融资/Warehouse Receipt Finance
corporate_loan | 对公贷款/Corporate lending | citic_bank | 5 | C26 C27 C34 C38 C39 D44 | LM | FIN.BANK.SYND FIN.BANK | bank | 流动资金贷款/Working Capital Loan, 固定资产贷款/Fixed Asset Loan, 银团贷款/Syndicated Loan, 并购贷款/Acquisition Loan
sme_loan | 普惠信贷/Inclusive lending | citic_bank citic_consumer_finance | 4 | F51 F52 H61 C17 C33 I65 | SX | FIN.BANK.SME | bank | 税贷通/Tax-Record Loan, 科创e贷/Tech Credit, 商户贷/Merchant Loan, 订单e贷/Order Credit
trade_finance | 贸易与跨境金融/Trade and cross-border finance | citic_bank | 3 | F51 C17 C39 C38 G55 | LM | FIN.BANK.TRADE INT.CROSS.FX INT.CROSS.RMB | bank | 信用证/Letter of Credit, 福费廷/Forfaiting, 外汇避险/FX Hedging, 跨境人民币结算/Cross-Border RMB Settlement
custody | 资产托管/Custody | citic_bank citic_securities | 2 | J66 L72 K70 | LM | FIN.TRUST.CUSTODY | bank | 私募基金托管/Private Fund Custody, 专项资金监管/Escrow Account, 年金托管/Pension Custody
personal_banking | 个人金融/Personal banking | citic_bank citic_consumer_finance | 2 | - | XP | FIN.RETAIL.WEALTH FIN.RETAIL.CONSUMER | retail | 代发薪服务/Payroll Service, 消费贷/Consumer Loan, 信用卡/Credit Card, 财富管理账户/Wealth Account
equity_underwriting | 股权融资/Equity financing | citic_securities csc_financial | 3 | C27 C38 C39 I65 C35 | L M | FIN.CAPM.IPO FIN.CAPM | securities | 首次公开发行保荐/IPO Sponsorship, 再融资承销/Follow-on Underwriting, 北交所上市辅导/Listing Tutoring
bond_underwriting | 债券承销/Bond underwriting | citic_securities csc_financial citic_bank | 3 | D44 E48 K70 S91 J66 N77 | L M | FIN.CAPM.BOND GRN.CARBON.GREENBOND | securities | 公司债承销/Corporate Bond Underwriting, 绿色债券承销/Green Bond Underwriting, 中期票据承销/Medium-Term Note Underwriting
advisory | 财务顾问/Financial advisory | citic_securities csc_financial citic_financial_holdings | 2 | L72 C26 C27 C38 | L M | FIN.CAPM.MNA | securities | 并购顾问/M&A Advisory, 重组顾问/Restructuring Advisory, 市值管理顾问/Market Value Advisory
brokerage | 机构经纪与研究/Brokerage and research | citic_securities csc_financial | 4 | J66 L72 F51 | LMSP | GOV.STRAT.MACRO GOV.RISK.CREDIT | securities | 机构交易服务/Institutional Trading, 研究服务/Research Service, 期货套保服务/Futures Hedging, 证券账户/Securities Account
securitisation | 资产证券化/Securitisation | citic_securities citic_trust csc_financial | 1.5 | K70 J66 E48 D44 D46 | L M | FIN.CAPM.ABS FIN.CAPM.REIT | securities | 应收账款ABS/Receivables ABS, 公募REITs顾问/Public REITs Advisory, 租赁资产ABS/Lease ABS
trust_scheme | 信托计划/Trust schemes | citic_trust | 3 | K70 E48 J66 L72 | LMP | FIN.TRUST FIN.TRUST.DISTRESS | trust | 集合资金信托/Collective Trust, 服务信托/Service Trust, 家族信托/Family Trust, 特殊资产信托/Special Asset Trust
esop_trust | 员工持股信托/Employee share trusts | citic_trust | 1.5 | C27 C38 C39 I65 | L M | FIN.TRUST.ESOP | trust | 员工持股信托/Employee Share Trust, 股权激励信托/Equity Incentive Trust
group_insurance | 团体保险/Group insurance | citic_prudential_life | 4 | I65 C39 F52 L72 E47 | LMS | FIN.INS.GROUPLIFE | insurance | 团体意外险/Group Accident Cover, 团体医疗险/Group Medical Cover, 团体定期寿险/Group Term Life
pension | 年金与养老/Pensions | citic_prudential_life citic_financial_holdings | 2 | D44 C31 I63 J66 | L M | FIN.INS.PENSION | insurance | 企业年金/Corporate Pension, 补充养老计划/Supplementary Pension Plan
personal_insurance | 个人保险/Personal insurance | citic_prudential_life | 1.5 | - | P | FIN.INS | retail | 终身寿险/Whole Life, 重疾险/Critical Illness Cover, 年金险/Annuity
treasury | 司库服务/Treasury services | citic_finance citic_financial_holdings | 2 | D44 C31 E48 C35 | LM | FIN.BANK.CASH GOV.RISK | bank | 司库系统/Treasury System, 票据池/Bill Pool, 内部结算/Internal Settlement
mining_equipment | 矿山装备/Mining equipment | citic_heavy_industries | 4 | B06 B08 C30 C32 C31 | LM | MFG.HEAVY.MINEQ MAT.ORE.MINEOPS | machine | 大型球磨机/Large Ball Mill, 矿井提升机/Mine Hoist, 回转窑/Rotary Kiln, 破碎机/Crusher
special_robot | 特种机器人/Special robots | citic_heavy_industries | 2 | B06 D44 S91 C26 | LM | MFG.HEAVY.ROBOT | machine | 消防机器人/Fire-Fighting Robot, 巡检机器人/Inspection Robot, 水下机器人/Underwater Robot
wheels | 汽车轻量化部件/Lightweight auto parts | citic_dicastal | 4 | C36 F52 | LM | MFG.AUTO.WHEEL MFG.AUTO.CAST | autopart | 铝合金车轮/Aluminium Wheel, 底盘铸件/Chassis Casting, 电池壳体/Battery Housing, 副车架/Subframe
smart_factory | 数字工厂/Digital factory | citic_dicastal citic_holdings citic_heavy_industries nanjing_iron_steel | 3 | C34 C35 C36 C38 C31 | LM | MFG.DIGFAC.IIOT MFG.DIGFAC.MES MFG.DIGFAC.PDM | digital | 工业互联网平台/Industrial Internet Platform, 制造执行系统/Manufacturing Execution System, 设备预测性维护/Predictive Maintenance
carbon_service | 双碳服务/Carbon services | citic_holdings citic_trust citic_securities | 2 | D44 C26 C31 C30 N77 | LM | GRN.CARBON.CARBONACC GRN.CARBON.CARBONFIN | digital | 碳核算服务/Carbon Accounting, 碳资产管理/Carbon Asset Management, 零碳园区方案/Zero-Carbon Park Solution
special_bar | 特钢棒材/Special steel bars | citic_pacific_special_steel nanjing_iron_steel | 5 | C34 C36 C35 C33 C37 | LMS | MAT.STEEL.BEARING MAT.STEEL.AUTOSTEEL | steel | 轴承钢/Bearing Steel, 齿轮钢/Gear Steel, 弹簧钢/Spring Steel, 易切削钢/Free-Cutting Steel
steel_plate | 中厚板/Steel plate | citic_pacific_special_steel nanjing_iron_steel | 4 | C35 C37 E47 E48 D44 | LM | MAT.STEEL.PLATE | steel | 高强度钢板/High-Strength Plate, 耐磨钢板/Wear-Resistant Plate, 镍系低温钢/Nickel Cryogenic Steel, 桥梁钢/Bridge Steel
tube | 无缝钢管/Seamless tubes | citic_pacific_special_steel | 3 | D44 B06 C26 C35 F51 | LM | MAT.STEEL.TUBE ENE.OILGAS | steel | 油井管/Oil Country Tubular, 高压锅炉管/High-Pressure Boiler Tube, 流体输送管/Fluid Line Pipe
niobium | 铌与小金属/Niobium and minor metals | citic_metal | 3 | C31 C33 C32 | LM | MAT.METAL.NIOBIUM | commodity | 铌铁/Ferroniobium, 铌氧化物/Niobium Oxide, 钒铁/Ferrovanadium
copper_trade | 有色金属贸易/Non-ferrous trading | citic_metal citic_resources | 3 | C32 C38 C39 F51 | LM | MAT.METAL.COPPER MAT.METAL.LITHIUM | commodity | 电解铜/Copper Cathode, 铝锭/Aluminium Ingot, 铜精矿/Copper Concentrate, 碳酸锂/Lithium Carbonate
iron_ore | 铁矿石/Iron ore | citic_metal citic_mining_international | 3 | C31 F51 B08 G55 | LM | MAT.ORE.IRON | commodity | 磁铁矿精粉/Magnetite Concentrate, 球团矿/Iron Ore Pellets, 铁矿石长协/Long-Term Ore Contract
oil_gas | 油气与能源贸易/Oil, gas and energy trading | citic_resources | 3 | C26 D44 F51 G54 | LM | ENE.OILGAS | commodity | 原油销售/Crude Oil Sales, 液化天然气/Liquefied Natural Gas, 动力煤/Thermal Coal
power_supply | 电力与供热/Power and heat supply | citic_pacific_energy | 4 | C26 C31 C38 D44 | LMS | ENE.POWER.COALPW ENE.POWER.PV ENE.POWER.WINDPW | energy | 直购电/Direct Power Purchase, 工业蒸汽/Industrial Steam, 绿电交易/Green Power Trading
storage | 储能与综合能源/Storage and integrated energy | citic_pacific_energy citic_holdings | 2 | C38 D44 C39 | LM | ENE.STORE.BESS ENE.STORE.H2 | energy | 用户侧储能/Behind-the-Meter Storage, 分布式光伏/Distributed Photovoltaics, 合同能源管理/Energy Performance Contract
enterprise_network | 企业通信/Enterprise communications | citic_telecom_international | 5 | I65 F51 F52 J66 H61 L72 | LMS | DIG.TEL.SDWAN DIG.TEL.ROAM | digital | 软件定义广域网/SD-WAN, 国际专线/International Private Line, 企业短信/Enterprise Messaging, 漫游数据服务/Roaming Data
cyber_security | 云与安全/Cloud and security | citic_telecom_international | 3 | I65 J66 F52 R86 | LM | DIG.SEC.DATASEC DIG.SEC.CLOUD | digital | 托管安全服务/Managed Security, 云专线/Cloud Connect, 数据中心托管/Data Centre Colocation
satellite | 卫星通信/Satellite communications | asiasat citic_telecom_international | 3 | I63 R86 G55 C37 | LM | DIG.TEL.SAT | satellite | 卫星转发器租赁/Transponder Lease, 海事卫星宽带/Maritime Broadband, 应急通信/Emergency Communications
publishing | 图书与知识服务/Books and knowledge services | citic_press | 4 | P83 R86 L72 F52 | LMSX | CON.CULTURE.BOOK CON.CULTURE.EDU | culture | 企业书房/Corporate Library, 定制出版/Custom Publishing, 管理者课程/Executive Courses, 阅读空间运营/Reading Space Operation
car_sales | 汽车经销/Car distribution | dah_chong_hong | 3 | F52 H61 L72 G54 | LMSP | CON.RETAILING.CARS | trading | 商务车队采购/Fleet Purchase, 车辆租赁/Vehicle Leasing, 售后养护/After-Sales Care
food_distribution | 食品与消费品分销/Food and consumer goods | dah_chong_hong citic_agriculture | 3 | F52 H61 C13 | LMS | CON.RETAILING.FOOD CON.RETAILING.COLD | trading | 进口食品分销/Imported Food Distribution, 冷链配送/Cold-Chain Delivery, 餐饮供应/Catering Supply
medical_supply | 医疗用品分销/Medical supplies | dah_chong_hong citic_industrial_investment | 2 | Q84 C27 | LMS | CON.HEALTH.PHARMA | trading | 医疗器械分销/Medical Device Distribution, 药品物流/Pharmaceutical Logistics
seeds | 种子与农业服务/Seeds and farm services | citic_agriculture | 4 | A01 C13 F51 | LMSX | AGR.SEED.RICE AGR.SEED.CORN AGR.AGTECH.BIOFEED | agriculture | 杂交水稻种子/Hybrid Rice Seed, 玉米种子/Maize Seed, 饲用氨基酸/Feed Amino Acids, 智慧农场服务/Smart Farm Service
epc | 工程总承包/EPC contracting | citic_construction | 4 | E48 S91 D44 A01 G55 | LM | URB.INFRA.EPC INT.BELT.OVERSEAS INT.BELT.AFRICA | project | 基础设施总承包/Infrastructure EPC, 境外工程承包/Overseas Contracting, 安居工程建设/Housing Programme
project_services | 工程咨询与设计/Engineering services | citic_construction citic_urban_development | 2 | E47 E48 K70 S91 | LMS | URB.INFRA URB.INFRA.ROAD URB.INFRA.PORT | project | 工程设计咨询/Engineering Design, 项目管理/Project Management, 造价咨询/Cost Consulting
water_treatment | 水处理/Water treatment | citic_environment | 4 | D46 C26 C17 C13 N77 S91 | LMS | GRN.WATER.SEWAGE GRN.WATER.REUSE | environment | 工业污水处理/Industrial Sewage Treatment, 膜技术服务/Membrane Service, 再生水供应/Reclaimed Water Supply
waste_treatment | 固废处置/Waste treatment | citic_environment | 3 | C26 C39 N77 C32 | LMS | GRN.WASTE.HAZARD GRN.WASTE.RECYCLE | environment | 危废处置/Hazardous Waste Disposal, 资源化利用/Resource Recovery, 园区环保管家/Park Environmental Steward
elderly_care | 养老与健康/Elderly care and health | citic_industrial_investment citic_prudential_life | 1.5 | Q84 L72 P83 | LMS | CON.HEALTH.ELDER | culture | 养老社区权益/Retirement Community Membership, 企业健康管理/Corporate Health Management
helicopter | 通航服务/General aviation services | citic_offshore_helicopter | 4 | G55 D44 B06 S91 C37 | LM | URB.AVIATION.RESCUE URB.AVIATION.LOWALT ENE.OILGAS.OFFSHORE | aviation | 海上飞行保障/Offshore Flight Support, 航空应急救援/Aerial Rescue, 低空巡检/Low-Altitude Inspection, 直升机托管/Helicopter Management
office_lease | 楼宇与园区/Offices and parks | citic_heye citic_pacific_properties citic_urban_development | 3 | L72 J66 I65 H61 K70 | LMS | URB.CITY.OFFICE URB.CITY.PARK | property | 写字楼租赁/Office Lease, 产业园入驻/Park Tenancy, 会议与商务中心/Conference and Business Centre, 楼宇运营/Building Operation
urban_renewal | 城市更新/Urban renewal | citic_urban_development citic_pacific_properties | 2 | K70 S91 E47 | LM | URB.CITY URB.CITY.HOUSING | project | 片区综合开发/Area Development, 保障房代建/Affordable Housing Delivery, 存量资产改造/Asset Refurbishment
"""  # noqa: E501 - a table reads by its lines


def _parse(line: str) -> Category:
    code, name, offered, weight, industries, sizes, topics, style, bases = line.split(" | ")
    return Category(
        code,
        Word(*name.split("/")),
        tuple(offered.split()),
        float(weight),
        frozenset(industries.replace("-", "").split()),
        sizes.replace(" ", "").replace("P", ""),
        "P" in sizes,
        tuple(topics.split()),
        style,
        tuple(_base(base) for base in bases.split(", ")),
    )


def _base(text: str) -> Word:
    zh, en = text.split("/")
    return Word(zh, en)


CATEGORIES = tuple(_parse(line) for line in _TABLE.strip().splitlines())
BY_CODE = {category.code: category for category in CATEGORIES}

# What a customer who holds the first is markedly likelier to hold of the second, from another subsidiary.
_COMPLEMENTS = """
special_bar supply_chain_finance
steel_plate supply_chain_finance
niobium trade_finance
copper_trade brokerage
iron_ore trade_finance
mining_equipment supply_chain_finance
wheels special_bar
equity_underwriting esop_trust
esop_trust pension
bond_underwriting custody
securitisation custody
trust_scheme custody
corporate_loan bond_underwriting
supply_chain_finance special_bar
trade_finance enterprise_network
deposit group_insurance
group_insurance publishing
treasury cyber_security
enterprise_network cyber_security
epc steel_plate
water_treatment corporate_loan
waste_treatment carbon_service
power_supply carbon_service
storage corporate_loan
helicopter satellite
office_lease enterprise_network
car_sales sme_loan
food_distribution sme_loan
seeds sme_loan
urban_renewal trust_scheme
elderly_care pension
brokerage trust_scheme
personal_banking personal_insurance
smart_factory corporate_loan
"""
COMPLEMENTS = dict(line.split() for line in _COMPLEMENTS.strip().splitlines())

# What goes before the base name: a focus that is not an industry's, by style.
_EDITIONS = """
bank | 绿色/Green, 科创企业/Tech-Enterprise, 专精特新/Specialised-SME, 跨境/Cross-Border, 园区/Park, 县域/County, 集团客户/Group-Client
retail | 安心/Anxin, 优享/Preferred, 新市民/New-Citizen, 惠民/Community, 尊享/Premier
securities | 科创板/STAR-Market, 专精特新/Specialised-SME, 国企改革/SOE-Reform, 跨境/Cross-Border, 绿色/Green, 民企/Private-Enterprise
trust | 稳健/Steady, 绿色/Green, 科创/Tech, 普惠/Inclusive, 慈善/Charitable, 养老/Pension
insurance | 安康/Ankang, 优享/Preferred, 新业态/Gig-Work, 高管/Executive, 全球/Worldwide
machine | 智能/Smart, 节能型/Energy-Saving, 大型化/Large-Scale, 高原型/High-Altitude, 防爆型/Explosion-Proof, 出口型/Export
autopart | 轻量化/Lightweight, 锻造/Forged, 新能源车/New-Energy, 商用车/Commercial-Vehicle, 高端车型/Premium
digital | 云端/Cloud, 轻量版/Lite, 集团版/Group, 国产化/Domestic, 跨境/Cross-Border, 一体化/Integrated
steel | 风电用/Wind-Power, 高铁用/High-Speed-Rail, 海工用/Offshore, 核电用/Nuclear, 高洁净度/High-Purity, 石化用/Petrochemical
commodity | 现货/Spot, 长协/Long-Term, 点价/Priced-Forward, 保税/Bonded, 配送型/Delivered
energy | 园区/Park, 工商业/Commercial, 零碳/Zero-Carbon, 集中式/Centralised, 共享/Shared
satellite | C频段/C-Band, Ku频段/Ku-Band, 高通量/High-Throughput, 应急/Emergency, 广电/Broadcast
culture | 企业/Corporate, 校园/Campus, 政企/Public-Sector, 数字/Digital, 精选/Selected
trading | 直采/Direct-Sourced, 一站式/One-Stop, 大湾区/Greater-Bay, 进口/Imported, 连锁/Chain
agriculture | 抗病/Disease-Resistant, 优质/High-Quality, 节水/Water-Saving, 丘陵/Hill-Country, 订单/Contract
project | 投建营一体化/Invest-Build-Operate, 装配式/Prefabricated, 绿色/Green, 片区/District, 数字化/Digital
environment | 园区/Park, 零排放/Zero-Discharge, 智慧/Smart, 分散式/Decentralised, 提标/Upgraded
aviation | 全天候/All-Weather, 深远海/Deep-Sea, 高原/Plateau, 城市/Urban, 无人机/Drone
property | 甲级/Grade-A, 总部/Headquarters, 创新/Innovation, 绿色/Green, 灵活/Flexible
"""  # noqa: E501 - a table reads by its lines
EDITIONS = {
    style: words(editions) for style, editions in (line.split(" | ") for line in _EDITIONS.strip().splitlines())
}
