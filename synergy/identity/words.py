"""The matcher's words in Chinese: what it compares, and how far two customers agree."""

from __future__ import annotations

_CHINESE = {
    "Chinese name": "中文名称",
    "Chinese short name": "中文简称",
    "English name": "英文名称",
    "English short name": "英文简称",
    "Chinese and English name": "中英文名称",
    "place": "地区",
    "industry": "行业",
    "telephone": "电话",
    "credit code or LEI": "统一社会信用代码或法人机构识别编码",
    "website": "网站",
    "given name": "名",
    "surname": "姓",
    "day of birth": "出生日期",
    "house number": "门牌号",
    "street": "街道",
    "address, second line": "地址第二行",
    "suburb": "区",
    "postcode": "邮政编码",
    "state": "省份",
    "national number": "身份证件号码",
    "differs": "不同",
    "equal": "相同",
    "similar": "相似",
    "nearly equal": "几乎相同",
    "elsewhere": "不在同一地区",
    "one lies in the other": "一方在另一方之内",
    "one digit apart": "相差一位数字",
    "one or two characters apart": "相差一至两个字符",
    "two parts equal": "有两部分相同",
    "one slip apart": "相差一处笔误",
    "two slips apart": "相差两处笔误",
    "found in the field beside it": "出现在相邻字段",
    "the brand is equal, the rest is not": "字号相同，其余不同",
    "most of it is equal": "大部分相同",
    "one is letters of the other, in their order": "一方由另一方名称中的字依次组成",
    "one is the other's brand": "一方只写了另一方的字号",
    "a character of the brand is different, the rest equal": "字号有一字不同，其余相同",
    "a letter of the brand is different, the rest equal": "字号有一个字母不同，其余相同",
    "one is the other's short form": "一方是另一方的简称",
    "a slip of the pen, an abbreviation or the order of words apart": "仅有笔误、缩写或词序之别",
    "equal but for place or legal form": "除地名或组织形式外相同",
    "the legal name is equal": "法定名称相同",
    "the English name spells the brand, its trade is another": "英文名称拼写了字号，但行业不同",
    "the English name spells the brand, its trade is not told": "英文名称拼写了字号，未说明行业",
    "each word is translated": "每个词都有对应的译词",
    "the English name spells the brand and translates the trade": "英文名称拼写了字号并翻译了行业",
}


def in_chinese(words: str) -> str:
    """Return what the matcher says in English, in Chinese, or as it is."""
    return _CHINESE.get(words, words)
