"""Names of one company that share few letters: short names, English names, and what must not be taken for them."""

from __future__ import annotations

import csv
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from synergy.evaluation.listed import half
from synergy.evaluation.records import to_party
from synergy.identity.across_levels import AcrossLevel, across_level
from synergy.identity.blocking import company_keys
from synergy.identity.companies import read_company
from synergy.identity.name_levels import NameLevel, name_level
from synergy.identity.names import is_abbreviation, read_name
from synergy.identity.resolution import resolve
from synergy.identity.romanisation import is_pinyin, spelled
from synergy.identity.verdicts import Ground, Verdict

if TYPE_CHECKING:
    from synergy.identity.resolution import Resolution

LISTED = Path(__file__).parent / "data" / "listed_names.csv"
KINDS = ("name", "short_name", "name_en")


def rows(only: int | None = None) -> list[dict[str, str]]:
    with LISTED.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if only is None or half(row["name"]) == only]


def resolved(*names: str) -> Resolution:
    return resolve([to_party({"key": name, "source": str(at), "name": name}) for at, name in enumerate(names)])


def test_short_and_english_names_of_listed_companies_find_the_full_one_and_no_other() -> None:
    """The half that nothing was developed on; each name is a record of its own that tells nothing else."""
    found = resolve(
        [
            to_party({"key": f"{at}:{kind}", "source": kind, "name": row[kind]})
            for at, row in enumerate(rows())
            for kind in KINDS
        ]
    )
    held_out = {str(at) for at, row in enumerate(rows()) if half(row["name"]) == 1}
    linked = {frozenset(pair) for cluster in found.clusters for pair in combinations(cluster, 2)}
    asked = linked | {frozenset((match.one, match.other)) for match in found.reviews}
    assert not [pair for pair in linked if len({one.partition(":")[0] for one in pair}) > 1]
    assert len(held_out) > 100
    for one, other, links, band in (
        ("name", "short_name", 0.7, 0.88),
        ("name", "name_en", 0.4, 0.5),
        ("short_name", "name_en", 0.32, 0.43),
    ):
        pairs = [frozenset((f"{at}:{one}", f"{at}:{other}")) for at in held_out]
        assert sum(pair in linked for pair in pairs) / len(pairs) >= links
        assert sum(pair in asked for pair in pairs) / len(pairs) >= band


@pytest.mark.parametrize(
    ("chinese", "english", "level"),
    [
        ("浙江华友钴业股份有限公司", "Zhejiang Huayou Cobalt Co., Ltd.", AcrossLevel.BRAND_AND_TRADE),
        ("华友钴业", "Huayou Cobalt", AcrossLevel.BRAND_AND_TRADE),
        ("贵州茅台", "Kweichow Moutai Co., Ltd.", AcrossLevel.BRAND),
        (
            "北京东方雨虹防水技术股份有限公司",
            "Beijing Oriental Yuhong Waterproof Technology Co., Ltd.",
            AcrossLevel.BRAND_AND_TRADE,
        ),
        ("中国石油化工股份有限公司", "China Petroleum & Chemical Corporation", AcrossLevel.TRANSLATED),
        ("中国工商银行股份有限公司", "Industrial and Commercial Bank of China Limited", AcrossLevel.TRANSLATED),
        ("宁波银行股份有限公司", "Bank of Ningbo Co., Ltd.", AcrossLevel.TRANSLATED),
        ("宁波华翔", "Ningbo Huaxiang Electronic Co., Ltd.", AcrossLevel.BRAND),
        ("中国工商银行股份有限公司", "Industrial Bank Co., Ltd.", AcrossLevel.DIFFERS),
        ("江苏银行股份有限公司", "Bank of Nanjing Co., Ltd.", AcrossLevel.DIFFERS),
        ("华夏银行股份有限公司", "Huaxia Securities Co., Ltd.", AcrossLevel.OTHER_TRADE),
        ("浙江华友钴业股份有限公司", "Hunan Huayou Cobalt Co., Ltd.", AcrossLevel.DIFFERS),
        ("海康威视", "Haikang Medical Co., Ltd.", AcrossLevel.DIFFERS),
        ("华友钴业", "Huayou Xinda Cobalt Co., Ltd.", AcrossLevel.DIFFERS),
        ("中国建设银行股份有限公司北京分行", "China Construction Bank Corporation", AcrossLevel.DIFFERS),
    ],
)
def test_chinese_and_english_names(chinese: str, english: str, level: AcrossLevel) -> None:
    assert across_level(read_name(chinese), read_name(english)) == level


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("浦发银行", "上海浦东发展银行股份有限公司"),
        ("中国太保", "中国太平洋保险(集团)股份有限公司"),
        ("中信特钢", "中信泰富特钢集团股份有限公司"),
        ("粤高速A", "广东省高速公路发展股份有限公司"),
        ("招商蛇口", "招商局蛇口工业区控股股份有限公司"),
    ],
)
def test_letters_of_a_full_name(short: str, full: str) -> None:
    one, other = read_name(short), read_name(full)
    assert is_abbreviation(one, other)
    assert not is_abbreviation(other, one)
    assert name_level(one, other) in {NameLevel.ABBREVIATION, NameLevel.SHORT, NameLevel.ONLY_BRAND}


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("上海银行", "上海浦东发展银行股份有限公司"),
        ("发展银行", "上海浦东发展银行股份有限公司"),
        ("银行浦发", "上海浦东发展银行股份有限公司"),
        ("泰富特钢", "中信泰富特钢集团股份有限公司"),
        ("京高速", "广东省高速公路发展股份有限公司"),
        ("浦发银行", "上海浦东发展银行股份有限公司北京分行"),
    ],
)
def test_no_letters_of_a_full_name(short: str, full: str) -> None:
    assert not is_abbreviation(read_name(short), read_name(full))


def test_brands_one_letter_apart_are_not_linked_by_the_name_alone() -> None:
    for names in (
        ("中国中车股份有限公司", "中国中铁股份有限公司"),
        ("Haitong Securities Co., Ltd.", "Caitong Securities Co., Ltd."),
        ("Hanwang Technology Co., Ltd.", "Hanbang Technology Co., Ltd."),
    ):
        assert not resolved(*names).links
    assert resolved("Guizhou Tyre Huabridge Co., Ltd.", "Guizhou Tyre Huabrydge Co., Ltd.").links


def test_a_name_that_fits_two_is_asked_about() -> None:
    english = "Ningbo Huabei Electronic Co., Ltd."
    around = [row["name"] for row in rows()]
    alone = resolved(*around, "宁波华贝电子股份有限公司", english)
    assert [match.judgement.verdict for match in alone.links if english in (match.one, match.other)] == [Verdict.LINK]
    found = resolved(*around, "宁波华贝电子股份有限公司", "宁波华北电子股份有限公司", english)
    assert not [match for match in found.links if english in (match.one, match.other)]
    asked = [match.judgement.ground for match in found.reviews if english in (match.one, match.other)]
    assert asked == [Ground.RIVAL, Ground.RIVAL]


def test_pinyin() -> None:
    assert spelled("重庆银行") == "chongqingyinhang"
    assert spelled("tcl绿能") == "tclluneng"
    assert is_pinyin("huayou")
    assert not is_pinyin("tyte")


def test_keys_are_few() -> None:
    sizes = [
        len(company_keys(read_company(to_party({"key": "1", "name": row[kind]})))) for row in rows() for kind in KINDS
    ]
    assert sum(sizes) / len(sizes) < 25
    assert max(sizes) < 50


def test_the_dictionary_of_pinyin_is_not_loaded_before_a_chinese_name_is_read() -> None:
    program = "import sys, synergy.cli, synergy.identity.resolution; sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603 - our own program
