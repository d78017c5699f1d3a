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
_MAYBE_BARE = "|".join(f"{people}族{'?' * (len(people) > 1)}" for people in _PEOPLES.split())
_SUFFIX = re.compile(
    f"(?:(?<=..)(?:{_MAYBE_BARE}))*"
    "(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|新区|矿区|群岛|省|市|州|盟|县|旗|区)$"
)
_SHORT_REGIONS = {"新疆维吾尔": "新疆", "维吾尔": ""}


@cache
def _rather_brands() -> frozenset[str]:
    return frozenset(" ".join(lines("places_as_brands.txt")).split())


def _divisions() -> dict[str, tuple[Level, set[str]]]:
    """Read the divisions of China since 1980: by full name the level and the codes of GB/T 2260, without their zeros.

    The list is the one python-stdnum brings for resident identity numbers; it names former divisions too.
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
    """Find the longest place whose spelling stands in `text` at `start`."""
    for place in _gazetteer()[0].get(text[start : start + 2], ()):
        if text.startswith(place.spelling, start):
            return place
    return None


def place_named(text: str) -> Place | None:
    """Find the place that `text` names and nothing else."""
    place = place_at(text)
    return place if place and place.spelling == text else None


def rather_brand(place: Place) -> bool:
    """Whether a bare spelling tells of a brand more often than of the place."""
    return not place.suffixed and place.level >= Level.PREFECTURE and place.name in _rather_brands()


def lies_in(inner: str, outer: str) -> bool:
    """Whether a place called `inner` lies, or once lay, in another called `outer`; both plain and Chinese."""
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


def one_place(one: str, other: str) -> bool:
    """Whether two plain names, in either language, are of one place for certain."""
    names = english_places()
    return one == other or (len(names.get(one, (one,))) == 1 and names.get(one, (one,)) == names.get(other, (other,)))
