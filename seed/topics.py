"""Topics in three levels; what is indented stands under what is not."""

from __future__ import annotations

from typing import NamedTuple

from seed.vocabulary import Word


class Topic(NamedTuple):
    """`code` is dotted, one part per level."""

    code: str
    name: Word
    parent: str | None

    @property
    def id(self) -> str:
        """The node's id."""
        return "top_" + self.code.lower().replace(".", "_")

    @property
    def depth(self) -> int:
        """One for a root."""
        return self.code.count(".") + 1


_TREE = """
FIN 综合金融 Comprehensive finance
  BANK 商业银行 Commercial banking
    SCF 供应链金融 Supply chain finance
    CASH 现金管理 Cash management
    TRADE 贸易融资 Trade finance
    SYND 银团贷款 Syndicated lending
    SME 普惠金融 Inclusive finance
  CAPM 资本市场 Capital markets
    IPO 首发上市 Initial public offerings
    MNA 并购重组 Mergers and acquisitions
    BOND 债券承销 Bond underwriting
    ABS 资产证券化 Asset-backed securities
    REIT 基础设施公募REITs Infrastructure REITs
  TRUST 信托与资管 Trust and asset management
    ESOP 员工持股 Employee share ownership
    FAMILY 家族信托 Family trusts
    CUSTODY 资产托管 Custody
    DISTRESS 特殊资产 Distressed assets
  INS 保险保障 Insurance
    PENSION 企业年金 Corporate pensions
    GROUPLIFE 团体保险 Group life insurance
  RETAIL 零售金融 Retail finance
    WEALTH 财富管理 Wealth management
    CONSUMER 消费信贷 Consumer credit
MFG 智能制造 Intelligent manufacturing
  HEAVY 重型装备 Heavy equipment
    MINEQ 矿山装备 Mining equipment
    WIND 海上风电装备 Offshore wind equipment
    ROBOT 特种机器人 Special robots
  AUTO 汽车轻量化 Vehicle lightweighting
    WHEEL 铝合金车轮 Aluminium wheels
    CAST 一体化压铸 Mega-casting
  DIGFAC 数字工厂 Digital factories
    IIOT 工业互联网 Industrial internet
    MES 制造执行系统 Manufacturing execution systems
    PDM 预测性维护 Predictive maintenance
MAT 先进材料 Advanced materials
  STEEL 特种钢材 Special steel
    BEARING 轴承钢 Bearing steel
    AUTOSTEEL 汽车用钢 Automotive steel
    TUBE 能源用管 Energy tubulars
    PLATE 高强度钢板 High-strength plate
  METAL 有色与小金属 Non-ferrous and minor metals
    NIOBIUM 铌产品 Niobium products
    COPPER 铜资源 Copper resources
    LITHIUM 锂电材料 Battery materials
  ORE 矿产资源 Mineral resources
    IRON 铁矿石 Iron ore
    MINEOPS 矿山运营 Mine operations
ENE 能源 Energy
  POWER 电力生产 Power generation
    COALPW 清洁煤电 Clean coal power
    PV 光伏发电 Photovoltaic power
    WINDPW 风力发电 Wind power
  OILGAS 油气开发 Oil and gas
    OFFSHORE 海上油气服务 Offshore services
  STORE 储能 Energy storage
    BESS 电化学储能 Battery storage
    H2 氢能 Hydrogen
URB 新型城镇化 New-type urbanisation
  INFRA 基础设施 Infrastructure
    EPC 工程总承包 EPC contracting
    ROAD 交通工程 Transport works
    PORT 港口工程 Port works
  CITY 城市更新 Urban renewal
    PARK 产业园区 Industrial parks
    OFFICE 商务楼宇 Office buildings
    HOUSING 保障性住房 Affordable housing
  AVIATION 通用航空 General aviation
    RESCUE 航空应急救援 Aerial rescue
    LOWALT 低空服务 Low-altitude services
GRN 绿色低碳 Green and low carbon
  WATER 水环境治理 Water treatment
    SEWAGE 污水处理 Sewage treatment
    REUSE 再生水利用 Water reuse
  WASTE 固废处置 Solid waste
    HAZARD 危废处理 Hazardous waste
    RECYCLE 资源循环 Resource recycling
  CARBON 碳管理 Carbon management
    CARBONACC 碳核算 Carbon accounting
    CARBONFIN 碳金融 Carbon finance
    GREENBOND 绿色债券 Green bonds
CON 新消费 New consumption
  RETAILING 品牌零售 Brand retail
    CARS 汽车经销 Car distribution
    FOOD 食品分销 Food distribution
    COLD 冷链 Cold chain
  CULTURE 文化出版 Culture and publishing
    BOOK 图书出版 Book publishing
    EDU 知识服务 Knowledge services
  HEALTH 医养健康 Health and elderly care
    ELDER 养老服务 Elderly care
    PHARMA 医药流通 Pharmaceutical distribution
AGR 现代农业 Modern agriculture
  SEED 种业 Seed industry
    RICE 水稻育种 Rice breeding
    CORN 玉米育种 Maize breeding
  AGTECH 智慧农业 Smart farming
    FARMFIN 农业金融 Agricultural finance
    BIOFEED 动物营养 Animal nutrition
DIG 数字科技 Digital technology
  TEL 通信服务 Telecommunications
    SAT 卫星通信 Satellite communications
    SDWAN 企业专网 Enterprise networks
    ROAM 国际漫游 International roaming
  DATA 数据与人工智能 Data and AI
    GRAPH 知识图谱 Knowledge graphs
    LLM 智能客服 Intelligent service
    RISKAI 智能风控 AI risk control
  SEC 网络安全 Cyber security
    DATASEC 数据安全 Data security
    CLOUD 云服务 Cloud services
INT 国际合作 International co-operation
  BELT 一带一路 Belt and Road
    OVERSEAS 境外工程 Overseas contracting
    AFRICA 非洲市场 African markets
  CROSS 跨境金融 Cross-border finance
    FX 汇率风险管理 FX risk management
    RMB 人民币国际化 RMB internationalisation
GOV 治理与风险 Governance and risk
  RISK 全面风险管理 Enterprise risk management
    COMPLY 合规管理 Compliance
    CREDIT 信用研究 Credit research
  STRAT 战略与协同 Strategy and synergy
    SYNERGY 产融协同 Industry-finance synergy
    MACRO 宏观经济 Macroeconomics
"""


def _parse(tree: str) -> tuple[Topic, ...]:
    path: list[str] = []
    topics = []
    for line in tree.strip().splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        part, zh, en = line.split(maxsplit=2)
        path[depth:] = [part]
        topics.append(Topic(".".join(path), Word(zh, en), ".".join(path[:-1]) or None))
    return tuple(topics)


TOPICS = _parse(_TREE)
BY_CODE = {topic.code: topic for topic in TOPICS}


def under(root: str) -> tuple[Topic, ...]:
    """Return the leaves under a topic, itself when it is a leaf."""
    leaves = [topic for topic in TOPICS if topic.code.startswith(root + ".") and topic.depth > 2]  # noqa: PLR2004 (root, branch, leaf)
    return tuple(leaves) or (BY_CODE[root],)
