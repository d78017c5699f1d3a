"""Industries, by the sections and divisions of the national classification, with the trades of invented companies."""

from __future__ import annotations

from typing import NamedTuple

from seed.vocabulary import Word, words


class Industry(NamedTuple):
    """`short` goes into product and project names; `weight` is the industry's share where nothing else decides."""

    code: str
    name: Word
    short: Word
    weight: float
    trades: tuple[Word, ...]


# code | name | short | weight | trades
_TABLE = """
A01 | 农业/Agriculture | 种业/Seed | 2 | 农业科技/Agricultural Technology, 种业/Seed, 粮油/Grain & Oil
B06 | 煤炭开采/Coal mining | 煤炭/Coal | 1.2 | 矿业/Mining, 煤业/Coal, 能源/Energy
B08 | 黑色金属采选/Ferrous metal mining | 矿山/Mine | 1 | 矿业/Mining, 矿产资源/Mineral Resources
C13 | 农副食品加工/Food processing | 食品/Food | 2.6 | 食品/Foods, 粮油工业/Grain & Oil Industry, 乳业/Dairy
C17 | 纺织业/Textiles | 纺织/Textile | 2.2 | 纺织/Textile, 针织/Knitting, 新型纤维/Advanced Fibres
C26 | 化学原料制造/Chemicals | 化工/Chemical | 3.2 | 化工/Chemical, 新材料/New Materials, 精细化工/Fine Chemical
C27 | 医药制造/Pharmaceuticals | 医药/Pharma | 3 | 药业/Pharmaceutical, 生物医药/Biopharma, 医疗科技/Medical Technology
C30 | 非金属矿物制品/Building materials | 建材/Materials | 1.8 | 建材/Building Materials, 特种玻璃/Specialty Glass, 陶瓷/Ceramics
C31 | 黑色金属冶炼/Ferrous metals | 钢铁/Steel | 1.6 | 特钢/Special Steel, 金属材料/Metal Materials
C32 | 有色金属冶炼/Non-ferrous metals | 有色金属/Metals | 1.6 | 铝业/Aluminium, 铜业/Copper, 有色金属/Non-ferrous Metals
C33 | 金属制品/Metal products | 紧固件/Fastener | 3 | 金属制品/Metal Products, 紧固件/Fasteners, 管业/Tubes
C34 | 通用设备制造/General machinery | 通用机械/Machinery | 4.2 | 精密机械/Precision Machinery, 轴承/Bearing, 泵业/Pump, 机床/Machine Tool
C35 | 专用设备制造/Special machinery | 工程机械/Equipment | 3.8 | 重型装备/Heavy Equipment, 智能装备/Smart Equipment, 矿山机械/Mining Machinery
C36 | 汽车制造/Automotive | 汽车/Automotive | 3.6 | 汽车零部件/Auto Parts, 汽车科技/Automotive Technology, 底盘系统/Chassis
C37 | 铁路船舶航空装备/Rail, marine and aerospace | 轨交船舶/Transport | 1.6 | 轨道交通装备/Rail Equipment, 船舶工业/Shipbuilding, 航空装备/Aviation
C38 | 电气机械制造/Electrical equipment | 电气/Electrical | 4 | 电气/Electric, 储能科技/Energy Storage, 电缆/Cable, 光伏科技/Photovoltaics
C39 | 电子设备制造/Electronics | 电子/Electronics | 5 | 微电子/Microelectronics, 光电科技/Optoelectronics, 半导体/Semiconductor, 电子/Electronics
D44 | 电力热力生产/Power and heat | 电力/Power | 2 | 电力/Power, 新能源/New Energy, 热力/Heating, 风电/Wind Power
D46 | 水的生产供应/Water supply | 水务/Water | 1 | 水务/Water, 水处理科技/Water Treatment
E47 | 房屋建筑/Building construction | 建筑/Building | 3.4 | 建筑工程/Construction Engineering, 建设集团/Construction
E48 | 土木工程/Civil engineering | 基建/Infrastructure | 2.6 | 路桥工程/Road & Bridge, 市政工程/Municipal Works, 港航工程/Port Engineering
F51 | 批发业/Wholesale | 贸易/Trade | 6.5 | 国际贸易/International Trade, 供应链/Supply Chain, 物资/Materials Trading, 商贸/Trading
F52 | 零售业/Retail | 零售/Retail | 4 | 百货/Department Store, 电子商务/E-commerce, 汽车销售/Car Sales, 连锁超市/Supermarket
G54 | 道路运输/Road transport | 物流/Logistics | 2.6 | 物流/Logistics, 冷链物流/Cold-Chain Logistics, 运输/Transport
G55 | 水上运输/Water transport | 航运/Shipping | 1.2 | 航运/Shipping, 港口/Port, 海运/Marine
H61 | 住宿餐饮/Hotels and catering | 酒店/Hotel | 1.6 | 酒店管理/Hotel Management, 餐饮管理/Catering
I63 | 电信传输/Telecommunications | 通信/Telecom | 1.4 | 通信/Communications, 卫星通信/Satellite Communications, 网络/Network
I65 | 软件和信息技术/Software | 软件/Software | 6 | 软件/Software, 信息技术/Information Technology, 数据科技/Data Technology, 人工智能/AI
J66 | 金融服务/Financial services | 金融/Finance | 2.2 | 融资租赁/Financial Leasing, 商业保理/Factoring, 小额贷款/Microcredit
K70 | 房地产业/Real estate | 地产/Property | 3 | 置业/Property, 城市更新/Urban Renewal, 产业园运营/Park Operation
L72 | 商务服务/Business services | 商务/Services | 4.6 | 投资/Investment, 人力资源/Human Resources, 会展/Exhibition, 企业管理/Business Management
M73 | 研究与试验发展/Research and development | 科研/Research | 1.8 | 检测技术/Testing, 工程设计/Engineering Design, 生物技术/Biotechnology
N77 | 生态保护治理/Environmental protection | 环保/Environment | 2 | 环保科技/Environmental Technology, 生态/Ecology, 再生资源/Recycling
P83 | 教育/Education | 教育/Education | 1.4 | 教育科技/Education Technology, 教育咨询/Education Consulting
Q84 | 卫生/Health care | 医疗/Health | 1.4 | 医疗管理/Medical Management, 健康产业/Health Industry
R86 | 新闻出版传媒/Publishing and media | 传媒/Media | 1.4 | 文化传媒/Culture & Media, 影视/Film & Television, 图书发行/Book Distribution
S91 | 公共管理/Public administration | 政务/Public | 0.3 | 公共服务/Public Services
"""  # noqa: E501 - a table reads by its lines


def _parse(line: str) -> Industry:
    code, name, short, weight, trades = line.split(" | ")
    return Industry(code, Word(*name.split("/")), Word(*short.split("/")), float(weight), words(trades))


INDUSTRIES = tuple(_parse(line) for line in _TABLE.strip().splitlines())
BY_CODE = {industry.code: industry for industry in INDUSTRIES}

INSTITUTIONS = {
    "P83": words(
        "职业技术学院/Vocational College, 理工学院/Institute of Technology, 外国语学校/Foreign Language School"
    ),
    "Q84": words("医院/Hospital, 康复医院/Rehabilitation Hospital, 妇产医院/Maternity Hospital"),
    "M73": words("新材料研究院/Institute of New Materials, 产业技术研究院/Institute of Industrial Technology"),
}
PUBLIC_BODIES = words(
    "新区管理委员会/New Area Administrative Committee, 新区财政局/New Area Finance Bureau, "
    "新区水务局/New Area Water Authority, 高新技术开发区管理委员会/High-Tech Zone Administrative Committee, "
    "新区住房和城乡建设局/New Area Housing and Construction Bureau, "
    "新区公共资源交易中心/New Area Public Resources Exchange"
)
