"""Words for invented names, in Chinese and English: people, places, brands, trades, legal forms."""

from __future__ import annotations

from typing import NamedTuple

_NAMES = frozenset({"African", "Belt", "Road", "SD-WAN"})


class Word(NamedTuple):
    """A word in both languages."""

    zh: str
    en: str

    @property
    def inline(self) -> str:
        """The English in the middle of a sentence: small letters, except in abbreviations and names."""
        return " ".join(
            word if word in _NAMES or any(letter.isupper() for letter in word[1:]) else word.lower()
            for word in self.en.split()
        )


class Place(NamedTuple):
    """A city and the code of its province."""

    zh: str
    en: str
    region: str


def _characters(text: str) -> tuple[Word, ...]:
    return tuple(Word(pair[0], pair[1:]) for pair in text.split())


def words(text: str) -> tuple[Word, ...]:
    """Read `中文/English, 中文/English`."""
    return tuple(Word(*pair.split("/")) for pair in text.split(", "))


SURNAMES = _characters(
    """
    王Wang 李Li 张Zhang 刘Liu 陈Chen 杨Yang 黄Huang 赵Zhao 吴Wu 周Zhou 徐Xu 孙Sun 马Ma
    朱Zhu 胡Hu 郭Guo 何He 林Lin 高Gao 罗Luo 郑Zheng 梁Liang 谢Xie 宋Song 唐Tang 许Xu
    邓Deng 韩Han 冯Feng 曹Cao 彭Peng 曾Zeng 肖Xiao 田Tian 董Dong 潘Pan 袁Yuan 蔡Cai 蒋Jiang
    余Yu 于Yu 杜Du 叶Ye 程Cheng 魏Wei 苏Su 吕Lü 丁Ding 任Ren 卢Lu 姚Yao 沈Shen
    钟Zhong 姜Jiang 崔Cui 谭Tan 陆Lu 范Fan 汪Wang 廖Liao 石Shi 金Jin 韦Wei 贾Jia 夏Xia
    付Fu 方Fang 邹Zou 熊Xiong 白Bai
    """
)
GIVEN_FIRST = _characters(
    """
    建Jian 志Zhi 文Wen 晓Xiao 海Hai 国Guo 明Ming 春Chun 永Yong 家Jia 雨Yu 子Zi 思Si
    佳Jia 俊Jun 嘉Jia 玉Yu 小Xiao 立Li 宏Hong 天Tian 丽Li 雪Xue 新Xin 振Zhen 少Shao
    光Guang 秀Xiu 浩Hao 梦Meng 宇Yu 泽Ze 一Yi 欣Xin 慧Hui 成Cheng 若Ruo 庆Qing
    """
)
GIVEN_LAST = _characters(
    """
    华Hua 平Ping 军Jun 强Qiang 伟Wei 明Ming 杰Jie 磊Lei 涛Tao 斌Bin 辉Hui 鹏Peng 飞Fei
    勇Yong 峰Feng 超Chao 亮Liang 宁Ning 敏Min 静Jing 丽Li 娟Juan 燕Yan 芳Fang 婷Ting 玲Ling
    红Hong 霞Xia 颖Ying 琳Lin 雯Wen 洁Jie 倩Qian 悦Yue 怡Yi 琪Qi 晨Chen 轩Xuan 然Ran
    阳Yang 航Hang 博Bo 凯Kai 远Yuan 东Dong 林Lin 安An 毅Yi 成Cheng 瑶Yao
    """
)

PLACES = tuple(
    Place(zh, en, region)
    for region, cities in (
        ("11", "北京/Beijing"),
        ("12", "天津/Tianjin"),
        ("13", "石家庄/Shijiazhuang, 唐山/Tangshan, 秦皇岛/Qinhuangdao, 保定/Baoding, 沧州/Cangzhou"),
        ("14", "太原/Taiyuan, 大同/Datong, 长治/Changzhi"),
        ("15", "呼和浩特/Hohhot, 包头/Baotou, 鄂尔多斯/Ordos"),
        ("21", "沈阳/Shenyang, 大连/Dalian, 鞍山/Anshan, 营口/Yingkou"),
        ("22", "长春/Changchun, 吉林市/Jilin City"),
        ("23", "哈尔滨/Harbin, 大庆/Daqing, 齐齐哈尔/Qiqihar"),
        ("31", "上海/Shanghai"),
        ("32", "南京/Nanjing, 苏州/Suzhou, 无锡/Wuxi, 常州/Changzhou, 南通/Nantong, 徐州/Xuzhou, 扬州/Yangzhou"),
        ("33", "杭州/Hangzhou, 宁波/Ningbo, 温州/Wenzhou, 绍兴/Shaoxing, 嘉兴/Jiaxing, 台州/Taizhou"),
        ("34", "合肥/Hefei, 芜湖/Wuhu, 马鞍山/Ma'anshan, 滁州/Chuzhou"),
        ("35", "福州/Fuzhou, 厦门/Xiamen, 泉州/Quanzhou, 漳州/Zhangzhou"),
        ("36", "南昌/Nanchang, 九江/Jiujiang, 赣州/Ganzhou"),
        ("37", "济南/Jinan, 青岛/Qingdao, 烟台/Yantai, 潍坊/Weifang, 淄博/Zibo, 临沂/Linyi"),
        ("41", "郑州/Zhengzhou, 洛阳/Luoyang, 新乡/Xinxiang, 许昌/Xuchang"),
        ("42", "武汉/Wuhan, 宜昌/Yichang, 襄阳/Xiangyang, 黄石/Huangshi"),
        ("43", "长沙/Changsha, 株洲/Zhuzhou, 岳阳/Yueyang"),
        ("44", "广州/Guangzhou, 深圳/Shenzhen, 东莞/Dongguan, 佛山/Foshan, 珠海/Zhuhai, 惠州/Huizhou, 中山/Zhongshan"),
        ("45", "南宁/Nanning, 柳州/Liuzhou, 桂林/Guilin"),
        ("46", "海口/Haikou, 三亚/Sanya"),
        ("50", "重庆/Chongqing"),
        ("51", "成都/Chengdu, 绵阳/Mianyang, 宜宾/Yibin, 德阳/Deyang"),
        ("52", "贵阳/Guiyang, 遵义/Zunyi"),
        ("53", "昆明/Kunming, 曲靖/Qujing"),
        ("54", "拉萨/Lhasa"),
        ("61", "西安/Xi'an, 宝鸡/Baoji, 榆林/Yulin"),
        ("62", "兰州/Lanzhou, 酒泉/Jiuquan"),
        ("63", "西宁/Xining"),
        ("64", "银川/Yinchuan"),
        ("65", "乌鲁木齐/Urumqi, 克拉玛依/Karamay"),
        ("71", "台北/Taipei"),
        ("81", "香港/Hong Kong"),
        ("82", "澳门/Macau"),
        ("99", "新加坡/Singapore, 雅加达/Jakarta, 罗安达/Luanda, 伦敦/London"),
    )
    for zh, en in words(cities)
)
_WEIGHTS = """
    11=9 12=3 13=3.5 14=2 15=1.6 21=2.6 22=1.2 23=1.3 31=8.5 32=10 33=8 34=3.6
    35=4 36=2.2 37=6.5 41=4.2 42=4.2 43=3.2 44=13 45=1.8 46=1 50=2.6 51=4.4 52=1.2
    53=1.5 54=0.2 61=2.4 62=0.8 63=0.4 64=0.5 65=1.1 71=0.2 81=4.5 82=0.5 99=1.2
"""
REGION_WEIGHTS = {pair[:2]: float(pair[3:]) for pair in _WEIGHTS.split()}

BRAND_FIRST = _characters(
    """
    恒Heng 瑞Rui 鼎Ding 宏Hong 华Hua 东Dong 金Jin 盛Sheng 嘉Jia 博Bo 天Tian 海Hai 汇Hui
    凯Kai 联Lian 明Ming 启Qi 润Run 森Sen 腾Teng 兴Xing 旭Xu 永Yong 云Yun 卓Zhuo 众Zhong
    正Zheng 长Chang 晨Chen 德De 丰Feng 广Guang 浩Hao 锦Jin 朗Lang 龙Long 诺Nuo 普Pu 庆Qing
    睿Rui 尚Shang 通Tong 祥Xiang 新Xin 雅Ya 翼Yi 源Yuan 振Zhen 智Zhi 澜Lan 屹Yi 骏Jun
    硕Shuo 昊Hao
    """
)
BRAND_LAST = _characters(
    """
    达Da 远Yuan 源Yuan 峰Feng 成Cheng 和He 康Kang 利Li 宁Ning 邦Bang 昌Chang 创Chuang 丰Feng
    富Fu 高Gao 光Guang 浩Hao 恒Heng 辉Hui 佳Jia 杰Jie 景Jing 凯Kai 朗Lang 联Lian 隆Long
    茂Mao 铭Ming 诺Nuo 鹏Peng 奇Qi 荣Rong 瑞Rui 森Sen 升Sheng 特Te 腾Teng 旺Wang 祥Xiang
    欣Xin 鑫Xin 旭Xu 扬Yang 耀Yao 宇Yu 悦Yue 泽Ze 正Zheng 志Zhi 洲Zhou 钧Jun 垣Yuan
    川Chuan 岳Yue
    """
)
# Brands of well-known companies; what remains may still resemble a real name by chance, and is labelled synthetic.
_WELL_KNOWN = """
    恒瑞 恒隆 恒康 华联 华创 金茂 金隅 海康 海联 海源 正泰 正邦 龙光 龙源 天邦 天成 天茂 永辉 永利 长荣
    长源 广联 广汇 东旭 东华 新奥 新希 新城 新东 云南 联创 联想 通达 通富 明泰 旭辉 宏达 宏源 盛达 兴森
    腾达 凯利 凯特 德邦 德利 浩宁 汇川 汇源 众泰 源达 博彦
"""
WELL_KNOWN = frozenset(_WELL_KNOWN.split())

_LIMITED = Word("有限公司", "Co., Ltd.")
_SHARES = Word("股份有限公司", "Corporation Limited")
_GROUP = Word("集团有限公司", "Group Co., Ltd.")
_LIABILITY = Word("有限责任公司", "Limited")
LEGAL_FORMS = {
    "LARGE": (_SHARES, _GROUP, _LIMITED, _SHARES),
    "MEDIUM": (_LIMITED, _SHARES, _LIABILITY, _LIMITED),
    "SMALL": (_LIMITED, _LIMITED, _LIMITED, _LIABILITY),
}
