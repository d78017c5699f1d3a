"""Places: the administrative divisions that company names begin with, and which of them lies in which."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files

from synergy.identity.spelling import even, lines


class Level(IntEnum):
    """How far down a division lies."""

    COUNTRY = 0
    PROVINCE = 1
    PREFECTURE = 2
    COUNTY = 3
    DISTRICT = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a name spells it: its plain name without 省, 市, 县, and whether the spelling had such a suffix."""

    spelling: str
    name: str
    level: Level
    suffixed: bool


_COUNTRIES = (
    "中国 日本 韩国 美国 英国 法国 德国 意大利 加拿大 澳大利亚 俄罗斯 新加坡 马来西亚 泰国 越南 印度尼西亚 印度 菲律宾 "
    "巴西 开曼 百慕大 英属维尔京 亚洲 亚太 大中华"
)
_CHINA = "中国"
_DIVISION = re.compile(r'^(\d\d|  \d{4}) (?:province|county)="(.*)"$')
_YEARS = re.compile(r"\[[^\]]*\]")
_PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 鄂温克 德昂 保安 裕固 独龙 鄂伦春 门巴 各"
)
_SUFFIX = re.compile(
    f"(?:(?:{'|'.join(_PEOPLES.split())})族)*(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|新区|矿区|群岛|省|市|州|盟|县|旗|区)$"
)
_SHORT_REGIONS = {"新疆维吾尔": "新疆", "维吾尔": ""}
# Stems that name more companies as a brand than as the county or city of the same name.
_RATHER_BRANDS = frozenset(
    "阿里 东方 平安 安达 大通 华安 永安 长安 和平 新华 东兴 兴安 大兴 万年 太和 泰和 东安 兴隆 建德 永泰 同仁 恩平 永兴 "
    "天等 大方 宝丰 长丰 永丰 广丰 海丰 安远 定远 武强 富源 南华 东海 南海 金山 金湖 金沙 金川 金阳 西湖 天山 "
    "新兴 新安 新丰 新和 新源 兴业 兴和 兴国 兴文 兴城 兴海 和顺 安平 安宁 安福 宁远 广宁 广德 "
    "天长 天峻 天全 永胜 永德 永善 永福 永和 永昌 永康 双江 双流 双城 五河 三江 三都 中阳 中宁 长海 "
    "长顺 长泰 长乐 长白 江山 龙门 龙口 龙江 龙泉 龙海 通海 富顺 富民 富锦 嘉善 嘉禾 万安 万盛 万宁 万全 "
    "大丰 大英 大名 大安 大石桥 大化 太平 开阳 开平 开化 共和 民和 民乐 民丰 互助 红星 红旗 前进 东风 向阳 "
    "友谊 繁昌 繁峙 丰都 丰顺 丰城 丰泽 古田 古浪 高明 高安 海安 海城 海阳 海伦 华亭 华龙 凯里 庆元 庆安 庆云 "
    "瑞安 瑞金 瑞丽 顺昌 顺平 顺义 泰兴 天元 天河 天心 天宁 铁力 文昌 武平 西平 仙居 祥云 信丰 信宜 兴仁 "
    "阳春 阳新 宜城 宜君 盈江 余庆 玉龙 元阳 云龙 云安 正安 正定 正阳 中江 中方 中牟 遵化 昌乐 成安 德安 德兴 德清 "
    "光山 光泽 合作 和龙 恒山 宏伟 化德 化州 怀远 惠安 集美 吉利 建安 建昌 建宁 建平 建始 金平 金塔 金秀 金寨 "
    "九龙 乐安 乐业 乐昌 利川 隆安 隆昌 隆德 隆化 隆回 明光 明水 明溪 平和 平利 平顺 平远 普安 普兰 启东 清新 全南 荣昌 "
    "荣成 尚义 尚志 石林 寿光 寿宁 泰宁 泰顺 唐海 同德 同心 同江 万源 旺苍 威信 威远 无为 五峰 五华 五原 喜德 香河 新城 新绛 "
    "新民 新泰 新星 兴山 秀山 旬阳 银海 英德 英山 永春 永定 永济 永嘉 永平 永顺 永新 永修 远安 增城 昭平 志丹 治多 资源".split()
)


def _divisions() -> dict[str, tuple[Level, set[str]]]:
    """The divisions of China since 1980 by full name, with their codes of GB/T 2260 cut to what lies above.

    Read from the list that python-stdnum brings for resident identity numbers, which names former divisions too.
    """
    found: dict[str, tuple[Level, set[str]]] = {}
    province = ""
    for line in files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8").splitlines():
        match = _DIVISION.match(line)
        if match is None:
            continue
        code, names = match[1].strip(), even(match[2])
        if len(code) == 2:  # noqa: PLR2004 - a province's code has two digits
            province = code
        for name in _YEARS.sub("", re.sub(r"\((.*?)\)", r"[\1]", names)).split(","):
            level, key = _place_of(province, code, name)
            if level is not None:
                known = found.get(name)
                codes = known[1] if known else set()
                codes.add(key)
                found[name] = (min(level, known[0]) if known else level, codes)
    return found


def _place_of(province: str, code: str, name: str) -> tuple[Level | None, str]:
    stem = _SUFFIX.sub("", name)
    if len(name) < 2 or not stem or stem in {"市辖", "市", "郊", "城", "矿", "城郊"} or "行政单位" in name:  # noqa: PLR2004
        return None, ""
    if code in {province, "0000"}:
        return Level.PROVINCE, province
    if code.endswith("00"):
        return Level.PREFECTURE, province + code[:2]
    return (Level.DISTRICT if name.endswith("区") else Level.COUNTY), province + code


@cache
def _gazetteer() -> tuple[dict[str, tuple[Place, ...]], dict[str, frozenset[str]]]:
    """Places by the two characters they begin with, longest first, and the codes of each plain name."""
    spellings: dict[str, Place] = {}
    codes: dict[str, set[str]] = defaultdict(set)
    for full, (level, keys) in sorted(_divisions().items(), key=lambda item: item[1][0]):
        stem = _SUFFIX.sub("", full)
        codes[stem] |= keys
        spellings.setdefault(full, Place(full, stem, level, suffixed=full != stem))
        if len(stem) > 1:
            spellings.setdefault(stem, Place(stem, stem, level, suffixed=False))
            if level is Level.PREFECTURE and not full.endswith("市"):
                spellings.setdefault(stem + "市", Place(stem + "市", stem, level, suffixed=True))
    for country in _COUNTRIES.split():
        spellings[country] = Place(country, country, Level.COUNTRY, suffixed=False)
    starting: dict[str, list[Place]] = defaultdict(list)
    for spelling in sorted(spellings, key=len, reverse=True):
        starting[spelling[:2]].append(spellings[spelling])
    return {start: tuple(found) for start, found in starting.items()}, {n: frozenset(k) for n, k in codes.items()}


def place_at(text: str, start: int = 0) -> Place | None:
    """The longest place whose spelling stands in `text` at `start`."""
    for place in _gazetteer()[0].get(text[start : start + 2], ()):
        if text.startswith(place.spelling, start):
            return place
    return None


def place_named(text: str) -> Place | None:
    """The place that `text` names and nothing else."""
    place = place_at(text)
    return place if place and place.spelling == text else None


def rather_brand(place: Place) -> bool:
    """Whether a bare spelling tells of a brand more often than of the place."""
    return not place.suffixed and place.level >= Level.PREFECTURE and place.name in _RATHER_BRANDS


def lies_in(inner: str, outer: str) -> bool:
    """Whether a place called `inner` lies, or once lay, in one called `outer`; both plain and Chinese, and not equal."""
    codes = _gazetteer()[1]
    if outer == _CHINA:
        return inner in codes
    above = tuple(codes.get(outer, ()))
    return bool(above) and any(code.startswith(above) and code not in above for code in codes.get(inner, ()))


@cache
def english_places() -> dict[str, tuple[str, ...]]:
    """English names of places, in plain words, with the Chinese plain names of the same place."""
    pairs = (line.split() for line in lines("places_en.txt"))
    return {
        " ".join(word for word in pair if word.isascii()): tuple(word for word in pair if not word.isascii())
        for pair in pairs
    }


def same_area(one: str, other: str) -> bool:
    """Whether two plain names of places, in either language, may tell of one place: equal, or one in the other."""
    names = english_places()
    return any(
        left == right or lies_in(left, right) or lies_in(right, left)
        for left in names.get(one, (one,))
        for right in names.get(other, (other,))
        if left and right
    )
