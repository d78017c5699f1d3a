"""Records as people type them: typos, abbreviations, other orders, widths and scripts, missing fields; truth is known.

Kept apart from the matcher: nothing here reads or imports it, so that it cannot be right by construction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from opencc import OpenCC

from seed.customers import customers
from seed.draw import chance
from seed.figures import Figures
from seed.identifiers import ALPHABET, uscc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from seed.customers import Customer

Row = dict[str, str]

_TO_TRADITIONAL = OpenCC("s2t")
_SHORTEST = 4
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_ABBREVIATED = {
    "Technology": "Tech.", "Technologies": "Tech", "International": "Int'l", "Holdings": "Hldgs", "Holding": "Hldg",
    "Group": "Grp", "Development": "Dev.", "Pharmaceutical": "Pharm", "Industry": "Ind.", "Industrial": "Indl",
    "Electronics": "Elec", "Electronic": "Elec.", "Engineering": "Eng.", "Manufacturing": "Mfg", "Company": "Co",
    "Limited": "Ltd", "Corporation": "Corp", "Investment": "Inv", "Equipment": "Equip.", "Materials": "Mat'ls",
    "Science": "Sci.", "and": "&", "Chemical": "Chem.", "Machinery": "Mach", "Information": "Info",
    "Securities": "Sec.",
}  # fmt: skip
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEARBY = {letter: row[max(at - 1, 0) : at] + row[at + 1 : at + 2] for row in _ROWS for at, letter in enumerate(row)}
_CHINESE_SLIPS = """
    达大 远源 峰丰 成城 和合 康抗 利力 宁凝 邦帮 昌长 创刨 富付 高搞 光广 恒衡 辉晖 佳嘉 杰洁 景井 凯恺 联连 隆龙
    茂贸 铭名 鹏朋 荣容 瑞锐 森深 升生 特持 祥详 鑫新 旭序 耀要 宇羽 悦越 泽择 志智 洲州 科料 技枝 电申 贸货 建健
    材才 能熊
"""
_SLIP = {one: other for pair in _CHINESE_SLIPS.split() for one, other in ((pair[0], pair[1]), (pair[1], pair[0]))}


@dataclass
class Labelled:
    """Records with a source each, the pairs of ids that are one party, and branches with the ids of their parents."""

    rows: list[Row] = field(default_factory=list)
    truth: set[tuple[str, str]] = field(default_factory=set)
    branches: dict[str, str] = field(default_factory=dict)

    def same(self, one: str, other: str) -> None:
        """Note that two records are one party."""
        self.truth.add((min(one, other), max(one, other)))


def mistype(rng: Random, text: str) -> str:
    """Make one slip in the middle of a text: a letter changed, doubled, left out or swapped with the next."""
    letters = [at for at, letter in enumerate(text) if letter.isascii() and letter.isalpha() and at]
    if len(letters) < _SHORTEST:
        return text
    at = rng.choice(letters[:-1])
    slips = (
        text[:at] + rng.choice(_NEARBY[text[at].lower()]) + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + text[at + 1 :],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )
    return rng.choice(slips)


def abbreviate(rng: Random, text: str) -> str:
    """Abbreviate words in the usual ways, or leave the legal form out."""
    words = [_ABBREVIATED.get(word, word) if chance(rng, 0.7) else word for word in text.split()]
    shorter = " ".join(words)
    if chance(rng, 0.4):
        for form in (
            " Co., Ltd.",
            " Co., Ltd",
            " Company Limited",
            " Corporation",
            " Corp.",
            " Corp",
            " Limited",
            " Ltd",
            " Inc.",
        ):
            shorter = shorter.removesuffix(form)
    return shorter


def reorder(rng: Random, text: str) -> str:
    """Put the place behind, in brackets, or swap two words of the trade."""
    words = text.split()
    if len(words) < _SHORTEST:
        return text
    if chance(rng, 0.5):
        return " ".join([*words[1:-2], f"({words[0]})", *words[-2:]])
    at = rng.randrange(1, len(words) - 2)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def widen(_rng: Random, text: str) -> str:
    """Write a text in full-width letters."""
    return text.translate(_FULL_WIDTH)


def shout(_rng: Random, text: str) -> str:
    """Write a text in capitals."""
    return text.upper()


ENGLISH: tuple[Callable[[Random, str], str], ...] = (mistype, mistype, abbreviate, abbreviate, reorder, widen, shout)


def vary_english(rng: Random, row: Row) -> Row:
    """Write a company's row down once more, with one or two changes of the name and fields missing."""
    name = row["name"]
    for change in rng.sample(ENGLISH, rng.choice((1, 1, 2))):
        name = change(rng, name)
    return _drop(rng, row | {"name": name}, keep={"id", "source", "name"})


_OTHERWISE = {"city": 0.05, "region": 0.05, "industry": 0.15, "phone": 0.2, "website": 0.05}
"""How often a field holds something else in another's records: moved, classified otherwise, another branch's number."""


def _disagree(rng: Random, row: Row, others: Sequence[Row]) -> Row:
    """Put another row's value into a field now and then."""
    changed = dict(row)
    for name, share in _OTHERWISE.items():
        if name in row and rng.random() < share and (value := rng.choice(others).get(name)):
            changed[name] = value
    return changed


def _drop(rng: Random, row: Row, keep: set[str]) -> Row:
    return {field: value for field, value in row.items() if field in keep or chance(rng, 0.7)}


def english_set(rows: Sequence[Row], seed: int) -> Labelled:
    """Give each row, which has id, name and other fields, a variant in another source."""
    made, rng = Labelled(), Random(f"{seed}:english")  # noqa: S311 - test data guards nothing
    for row in rows:
        made.rows.append(row | {"source": "register"})
        varied = vary_english(rng, row | {"id": f"{row['id']}~1", "source": "typed"})
        varied = _disagree(rng, varied, rows)
        made.rows.append(varied)
        made.same(row["id"], varied["id"])
    return made


def mistype_chinese(rng: Random, name: str) -> str:
    """Make one slip in a Chinese name: a character of like sound or shape, one left out, or two swapped."""
    end = len(name) - 4
    slips = [at for at in range(2, end) if name[at] in _SLIP]
    at = rng.randrange(2, max(end, 3))
    made = [name[:at] + name[at + 1 :], name[:at] + name[at + 1] + name[at] + name[at + 2 :]]
    if slips:
        like = rng.choice(slips)
        made.append(name[:like] + _SLIP[name[like]] + name[like + 1 :])
    return rng.choice(made)


_FORMS = ("股份有限公司", "有限责任公司", "集团有限公司", "有限公司")


def shorten_chinese(rng: Random, customer: Customer) -> str:
    """Return a usual short name: brand and trade, place and brand and trade, or the name with a short form."""
    name, place, brand = customer.name.zh, customer.place.zh, customer.short.zh
    form = next((form for form in _FORMS if name.endswith(form)), "")
    bare = name.removesuffix(form)
    trade = bare.replace(f"（{place}）", "").replace(place, "", 1).replace(brand, "", 1)
    brief = {"股份有限公司": "股份", "集团有限公司": "集团"}.get(form, "公司")
    return rng.choice((brand + trade, brand + trade[:2], brand + trade + brief, bare, bare + brief))


def invented(count: int, seed: int) -> list[Customer]:
    """Return the companies among so many invented customers of the demonstration data."""
    return [item for item in customers(Figures(customers=count), seed)[1] if item.kind == "COMPANY"]


def chinese_set(companies: Iterable[Customer], seed: int, *, websites: bool = False) -> Labelled:
    """Give each invented company one variant in another source, and some a branch that is not the company."""
    made, rng = Labelled(), Random(f"{seed}:chinese")  # noqa: S311 - test data guards nothing
    for customer in companies:
        row = _chinese_row(rng, customer)
        if websites and chance(rng, 0.4):
            row["website"] = f"www.{customer.short.en.lower()}{customer.number}.example"
        made.rows.append(row)
        varied = _drop(
            rng,
            row | {"id": f"{customer.id}~1", "source": "crm", "name": _vary_chinese(rng, customer)},
            keep={"id", "source", "name", "uscc"},
        )
        varied = _disagree(rng, varied, made.rows)
        if chance(rng, 0.7):
            varied.pop("uscc", None)
        elif chance(rng, 0.3):
            varied["uscc"] = _mistype_code(rng, varied["uscc"])
        made.rows.append(varied)
        made.same(row["id"], varied["id"])
        if chance(rng, 0.1):
            branch = {"id": f"{customer.id}~b", "source": "crm", "name": _branch(rng, customer)}
            made.rows.append(branch)
            made.branches[branch["id"]] = row["id"]
    return made


def _chinese_row(rng: Random, customer: Customer) -> Row:
    industry = customer.industry
    return {
        "id": customer.id,
        "source": "register",
        "name": customer.name.zh,
        "uscc": uscc(customer.number, "91", customer.place.region),
        "region": customer.place.zh,
        "industry": industry.name.zh if industry else "",
        "phone": f"+86 000 {rng.randrange(10_000):04d} {rng.randrange(10_000):04d}",
    }


_ENGLISH_TRADES = {
    "Information Technology": ("Info Tech", "Information"), "Pharmaceutical": ("Pharma", "Medicine", "Pharmaceuticals"),
    "Chemical": ("Chemicals", "Chemistry"), "Auto Parts": ("Automobile Components", "Automotive Parts"),
    "Machine Tool": ("Machinery", "Machine Tools"), "Power": ("Electric Power", "Electricity"),
    "Coal": ("Coal Industry",), "Copper": ("Copper Industry",), "Aluminium": ("Aluminum", "Aluminium Industry"),
    "Logistics": ("Logistics Group",), "Water": ("Water Affairs",),
    "Electronics": ("Electronic", "Electronic Technology"),
    "Mining": ("Mining Group", "Mining Industry"), "Semiconductor": ("Semiconductors", "Semiconductor Technology"),
    "Foods": ("Food", "Foodstuff"), "Textile": ("Textiles",), "Communications": ("Communication Technology", "Telecom"),
}  # fmt: skip


def translate(rng: Random, customer: Customer) -> str:
    """Return an English name as companies give themselves one: the place told or not, other words for the trade."""
    name, place, brand = customer.name.en, customer.place.en, customer.short.en
    trade = name.replace(f"({place})", "").replace(place, "", 1).replace(brand, "", 1)
    form = next((form for form in _ENGLISH_FORMS if trade.rstrip().endswith(form)), "")
    trade = trade.rstrip().removesuffix(form).strip()
    trade = rng.choice((trade, *_ENGLISH_TRADES.get(trade, ())))
    if chance(rng, 0.1):
        trade = rng.choice(("Technology", "Industry", "Group", ""))
    if chance(rng, 0.1):
        brand = rng.choice((f"{brand[:-3]} {brand[-3:]}", f"{brand}tech", brand[:4].upper()))
    form = rng.choice((form, "Co., Ltd.", "Co., Ltd", "Corporation", "Group Co., Ltd."))
    ways = (f"{place} {brand} {trade} {form}", f"{brand} {trade} {form}", f"{brand} ({place}) {trade} {form}")
    return " ".join(rng.choice((*ways, ways[0])).split())


_ENGLISH_FORMS = ("Co., Ltd.", "Corporation Limited", "Limited", "Group Co., Ltd.", "Corporation")


def exchange_name(rng: Random, customer: Customer) -> str:
    """Return a short name as exchanges list them: four characters, of the brand and of place, trade or form."""
    name, place, brand = customer.name.zh, customer.place.zh, customer.short.zh
    form = next((form for form in _FORMS if name.endswith(form)), "")
    trade = name.removesuffix(form).replace(f"（{place}）", "").replace(place, "", 1).replace(brand, "", 1)
    ways = [
        brand + trade[:2],
        brand + trade[:2],
        brand + trade[:1] + trade[-1:],
        brand + trade[-2:],
        brand,
        place + brand,
    ]
    ways.append(brand + ("股份" if form == "股份有限公司" else "集团"))
    ways.append(place[:1] + brand[:1] + trade[:2])
    return rng.choice(ways)


def names_set(companies: Iterable[Customer], seed: int) -> Labelled:
    """Give each invented company a record by its short name on an exchange and one by its English name."""
    made, rng = Labelled(), Random(f"{seed}:names")  # noqa: S311 - test data guards nothing
    for customer in companies:
        row = _chinese_row(rng, customer)
        made.rows.append(row)
        ids = [customer.id]
        for number, source, name in ((1, "exchange", exchange_name), (2, "english", translate)):
            varied = row | {"id": f"{customer.id}~{number}", "source": source, "name": name(rng, customer)}
            made.rows.append(_disagree(rng, _drop(rng, varied, keep={"id", "source", "name"}), made.rows))
            made.rows[-1].pop("uscc", None)
            for known in ids:
                made.same(known, varied["id"])
            ids.append(varied["id"])
    return made


def _vary_chinese(rng: Random, customer: Customer) -> str:
    name = customer.name.zh
    renamed = "".join(rng.sample("安诚方博信圆同仁济谦益厚", 3))
    ways = (
        shorten_chinese(rng, customer),
        shorten_chinese(rng, customer),
        f"{name.replace(customer.short.zh, renamed)}（原名：{name}）",
        str(_TO_TRADITIONAL.convert(name)),
        mistype_chinese(rng, name),
        widen(rng, name.replace("（", "(").replace("）", ")")),
    )
    return rng.choice(ways)


def _branch(rng: Random, customer: Customer) -> str:
    place = rng.choice(("上海", "深圳", "成都", "武汉"))
    return f"{customer.name.zh}{place}{rng.choice(('分公司', '第一分公司', '办事处'))}"


def _mistype_code(rng: Random, code: str) -> str:
    at = rng.randrange(8, 17)
    return code[:at] + rng.choice([one for one in ALPHABET if one != code[at]]) + code[at + 1 :]
