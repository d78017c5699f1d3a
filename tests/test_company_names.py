"""Company names: what is read of them, and what no spelling may change."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synergy.identity.names import is_short_form, read_name, split_former, tokens
from synergy.identity.places import lies_in, same_area
from synergy.identity.spelling import even

PARSED = Path(__file__).parents[2] / "shared" / "data" / "names" / "parsed_company_names.txt"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("中信泰富特钢集团股份有限公司", ("", "中信泰富", "特钢集团", "joint stock", "")),
        ("大冶特殊钢", ("", "大冶", "特殊钢", "", "")),
        ("CITIC Pacific Special Steel", ("", "citic pacific", "special steel", "", "")),
        ("北京云聆商贸有限公司", ("北京", "云聆", "商贸", "co ltd", "")),
        ("新月能源石家庄公司", ("石家庄", "新月", "能源", "company", "")),
        ("澳妆（上海）国际贸易有限公司", ("上海", "澳妆", "国际贸易", "co ltd", "")),
        ("中國工商銀行股份有限公司(亞洲)", ("亚洲", "", "工商银行", "joint stock", "")),
        ("内蒙古伊利实业集团股份有限公司", ("内蒙古", "伊利", "实业集团", "joint stock", "")),
        ("大厂回族自治县祁各庄镇宝艺大唐商店", ("大厂", "宝艺大唐", "", "shop", "")),
        ("昆山千灯镇南野智能科技店", ("昆山", "南野", "智能科技", "shop", "")),
        ("广州番禺星亚服饰有限公司", ("广州", "星亚", "服饰", "co ltd", "")),
        ("中国移动通信集团上海有限公司", ("上海", "", "移动通信集团", "co ltd", "")),
        ("上海滩", ("", "上海滩", "", "", "")),
        ("上海", ("", "上海", "", "", "")),
        ("栖霞山综合开发公司", ("", "栖霞山", "综合开发", "company", "")),
        ("杭州滨江房产集团股份有限公司", ("杭州", "滨江", "房产集团", "joint stock", "")),
        ("中国平安保险(集团)股份有限公司", ("中国", "平安", "保险集团", "joint stock", "")),
        ("阿里巴巴-W", ("", "阿里巴巴", "", "", "")),
        ("*ST凯乐", ("", "凯乐", "", "", "")),
        ("北京银行", ("北京", "", "银行", "", "")),
        ("北京金杜律师事务所", ("北京", "金杜", "", "firm", "")),
        ("红杉股权投资合伙企业（有限合伙）", ("", "红杉", "股权投资", "partnership", "")),
        ("中信证券股份有限公司北京安外大街证券营业部", ("", "中信", "证券", "joint stock", "北京安外大街证券营业部")),
        ("招商银行股份有限公司（深圳分行）", ("", "招商", "银行", "joint stock", "深圳分行")),
        ("泽信控股邯郸分公司", ("", "泽信", "控股", "group", "邯郸分公司")),
        ("The Wharf (Holdings) Limited", ("", "wharf", "holdings", "co ltd", "")),
        ("Nongfu Spring Co., Ltd. Class H", ("", "nongfu", "spring", "co ltd", "")),
        ("VATS Liquor Chain Joint Stock Co., Ltd.", ("", "vats", "liquor chain", "joint stock", "")),
        ("CABIO Biotech(Wuhan) Co., Ltd.", ("wuhan", "cabio", "biotech", "co ltd", "")),
        ("Gree Electric Appliances, Inc. of Zhuhai", ("zhuhai", "gree", "electric appliances", "corporation", "")),
        ("Nestlé S.A.", ("", "nestle", "", "joint stock", "")),
        ("Hong Kong and China Gas Co Ltd", ("", "hong kong", "and china gas", "co ltd", "")),
        ("X Co Ltd Shanghai Branch", ("", "x", "", "co ltd", "shanghai branch")),
        ("Beijing Branch of China Merchants Bank Co Ltd", ("china", "merchants", "bank", "co ltd", "beijing branch")),
        ("Siemens AG Representative Office", ("", "siemens", "", "joint stock", "representative office")),
        ("有限公司", ("", "有限公司", "", "", "")),
        ("", ("", "", "", "", "")),
        ("（）", ("", "", "", "", "")),
    ],
)
def test_parts(text: str, parts: tuple[str, ...]) -> None:
    name = read_name(text)
    assert (name.place, name.brand, name.trade, name.form, name.branch) == parts


@pytest.mark.parametrize(
    ("branch", "parent"),
    [
        ("中国工商银行北京分行海淀支行", "中国工商银行"),
        ("普华永道中天会计师事务所(特殊普通合伙)上海分所", "普华永道中天会计师事务所（特殊普通合伙）"),
        ("上海现代设计院安徽分公司", "上海现代设计院"),
        ("Bank of China Shenzhen Branch", "Bank of China"),
        ("HSBC Bank (China) Company Limited Shanghai Branch", "HSBC Bank (China) Company Limited"),
        ("Beijing Branch of China Merchants Bank Co Ltd", "China Merchants Bank Co., Ltd."),
    ],
)
def test_branch_has_its_parent_and_is_no_short_form_of_it(branch: str, parent: str) -> None:
    assert read_name(branch).branch
    assert not read_name(parent).branch
    assert read_name(branch).parent == read_name(parent).plain
    assert not is_short_form(read_name(branch), read_name(parent))
    assert not is_short_form(read_name(parent), read_name(branch))


@pytest.mark.parametrize(
    "spellings",
    [
        ("中信泰富特钢集团股份有限公司", "中信泰富特鋼集團股份有限公司", "中信泰富特钢（集团）股份有限公司"),
        ("中信泰富特钢集团股份有限公司", "中信泰富 特钢集团 股份有限公司", "【中信泰富】特钢集团股份有限公司"),
        ("TCL科技集团股份有限公司", "ＴＣＬ科技集團股份有限公司", "tcl科技集团(股份)有限公司"),
        ("Xi'an Catering Co., Ltd.", "XIAN CATERING CO LTD", "Xi’an Catering Co.,Ltd"),
        ("The Wharf (Holdings) Limited", "WHARF HOLDINGS LIMITED", "Wharf [Holdings] Limited - H Shares"),
        ("苎麻纺织", "薴麻紡織"),
        ("凯乐", "*S:T凯乐", "*ST 凯乐"),
        ("pH Meters", "㏗ Meters"),
        ("干燥设备公司", "乾燥設備公司"),
        ("Procter & Gamble", "procter and gamble", "Procter＆Gamble"),
    ],
)
def test_spellings_of_one_name_are_plainly_equal(spellings: tuple[str, ...]) -> None:
    assert len({read_name(spelling).plain for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中信泰富特钢", "中信泰富特钢集团股份有限公司"),
        ("中國銀行（香港）有限公司", "中国银行"),
        ("CITIC Pacific Special Steel", "CITIC Pacific Special Steel Group Co., Ltd."),
        ("江苏国泰国际集团有限公司", "国泰国际"),
    ],
)
def test_core_is_what_spellings_share(one: str, other: str) -> None:
    assert read_name(one).core == read_name(other).core


def test_tokens() -> None:
    assert tokens(read_name("ABC Intl Tech & Mfg Hldgs Grp Ltd")) == (
        "abc", "international", "technology", "and", "manufacturing",
    )  # fmt: skip
    assert tokens(read_name("Abc Pharm. Inc")) == tokens(read_name("ABC Pharmaceuticals, Inc."))
    assert tokens(read_name("大冶特殊钢股份有限公司")) == ("大冶", "冶特", "特殊", "殊钢")
    assert tokens(read_name("茅")) == ("茅",)
    assert tokens(read_name("")) == ()


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("中信银行", "中信银行股份有限公司"),
        ("平安", "中国平安保险(集团)股份有限公司"),
        ("建行", "中国建设银行"),
        ("农行", "中国农业银行股份有限公司"),
        ("中行", "中国银行股份有限公司"),
        ("大冶特钢", "大冶特殊钢股份有限公司"),
        ("上汽集团", "上海汽车集团股份有限公司"),
        ("中石化", "中国石油化工股份有限公司"),
        ("格力电器", "珠海格力电器股份有限公司"),
        ("宝钢股份", "宝钢集团股份有限公司"),
        ("中國移動", "中国移动通信集团有限公司"),
    ],
)
def test_short_forms(short: str, full: str) -> None:
    assert is_short_form(read_name(short), read_name(full))


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("中国银行", "中国建设银行"),
        ("中行", "中信银行"),
        ("银行", "上海银行"),
        ("上海", "上海银行"),
        ("信泰", "中信泰富特钢集团股份有限公司"),
        ("北京格力电器", "珠海格力电器股份有限公司"),
        ("可口可乐（上海）", "可口可乐（北京）有限公司"),
        ("信息技术", "上海信息技术有限公司"),
        ("平安银行", "中国平安保险(集团)股份有限公司"),
        ("平安保险有限公司", "中国平安保险(集团)股份有限公司"),
        ("", "上海银行"),
        ("CITIC", "CITIC Pacific Special Steel"),
    ],
)
def test_not_short_forms(short: str, full: str) -> None:
    assert not is_short_form(read_name(short), read_name(full))


@pytest.mark.parametrize(
    ("text", "current", "former"),
    [
        ("新名（原名：旧名）", "新名", ("旧名",)),
        ("新名(曾用名 旧名)", "新名", ("旧名",)),
        ("新名【曾用名：旧名一、旧名二】", "新名", ("旧名一", "旧名二")),
        ("甲公司（原名：大冶特殊钢（湖北）有限公司）", "甲公司", ("大冶特殊钢（湖北）有限公司",)),
        ("新公司，原名：旧公司", "新公司", ("旧公司",)),
        ("New Name (formerly Old Name)", "New Name", ("Old Name",)),
        ("New Name (Formerly known as Old Name, Ltd.)", "New Name", ("Old Name, Ltd.",)),
        ("New Co Ltd f/k/a Old Co Ltd", "New Co Ltd", ("Old Co Ltd",)),
        ("太原重工(原平)有限公司", "太原重工(原平)有限公司", ()),
        ("Formerly Ltd", "Formerly Ltd", ()),
        ("(原名：旧名)", "(原名：旧名)", ()),
    ],
)
def test_former_names(text: str, current: str, former: tuple[str, ...]) -> None:
    assert split_former(text) == (current, former)


def test_places_lie_in_each_other() -> None:
    assert lies_in("常州", "江苏")
    assert lies_in("昆山", "苏州")
    assert not lies_in("江苏", "常州")
    assert not lies_in("常州", "浙江")
    assert same_area("beijing", "北京")
    assert same_area("suzhou", "江苏")
    assert not same_area("beijing", "上海")
    assert not same_area("", "")
    assert not lies_in("江苏", "江苏")


SIGNS = "（）()【】.&'*-, \u3000"
SAMPLE = "中国上海市京東銀行股份有限公司集團分厂店大冶特鋼科技ＡＢaBßİﬁéCo Ltd the Class AH股STw㈱乾燥薴" + SIGNS
LETTERS = st.text(st.sampled_from(SAMPLE) | st.characters(), max_size=30)


@given(LETTERS)
def test_any_text_has_a_plain_form_of_its_own(text: str) -> None:
    name = read_name(text)
    assert read_name(name.plain).plain == name.plain
    assert bool(name.core) == bool(name.plain)
    assert name.plain.endswith(name.branch) or name.plain.startswith(name.branch)
    assert name.parent in name.plain
    tokens(name)
    split_former(text)
    assert is_short_form(name, name) in {True, False}


@given(LETTERS)
def test_case_never_changes_the_plain_form(text: str) -> None:
    assert read_name(text.casefold()).plain == read_name(text).plain


WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "\u3000"})
TRADITIONAL = str.maketrans("中国东银厂钢鲜业团电网远龙马", "中國東銀廠鋼鮮業團電網遠龍馬")


@given(st.text("中国东银厂钢鲜业团电网远龙马abcXYZ 12()&.-'*", max_size=20))
def test_width_and_script_never_change_the_plain_form(text: str) -> None:
    plain = read_name(text).plain
    assert read_name(text.translate(WIDE)).plain == plain
    assert read_name(text.translate(TRADITIONAL)).plain == plain


@pytest.mark.parametrize(
    "piece", ["(", ")", "-", " - A", "a.", "公司", "（原名", "中国", "st", "*", "有限", ",; ", "co ", "分行"]
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    text = "甲" + piece * (20_000 // len(piece))
    began = process_time()
    read_name.__wrapped__(text)
    read_name.__wrapped__(text[1:] + "b")
    split_former(text)
    assert process_time() - began < 2


def test_brands_of_real_names() -> None:
    """Only the second half: the words and costs were chosen while looking at the first."""
    if not PARSED.exists():
        pytest.skip("the names are not here")
    rows = [line.split() for line in PARSED.read_text(encoding="utf-8").splitlines() if line.strip()][250:]
    branded = [row for row in rows if len(row) > 1]
    right = sum(read_name(row[0]).brand == even(row[1]) for row in branded)
    assert len(branded) > 200
    assert right / len(branded) >= 0.88
