"""Invented people of the group: users, their units, roles and logins, and the users of the demonstration.

| id | who |
|---|---|
| `usr_demo_officer` | synergy officer at headquarters, also reporting |
| `usr_demo_rm_bank` | relationship manager, CITIC Bank |
| `usr_demo_rm_securities` | relationship manager, CITIC Securities |
| `usr_demo_narrow` | relationship manager, CITIC Heye: reaches about a hundred customers |
| `usr_demo_officer_bank`, `usr_demo_officer_trust` | synergy officers of CITIC Bank and CITIC Trust |
| `usr_demo_compliance_bank`, `usr_demo_compliance_trust` | compliance of CITIC Bank and CITIC Trust |
| `usr_demo_banker_securities` | relationship manager on the private side of CITIC Securities |
| `usr_demo_compliance` | compliance, headquarters |
| `usr_demo_steward` | data steward, headquarters |
| `usr_demo_admin` | administrator, headquarters |
| `usr_demo_disabled` | relationship manager, CITIC Bank, account disabled |
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from seed.customers import person_name
from seed.draw import Weighted, chance, shares, stream
from seed.profiles import HEADQUARTERS_PEOPLE, PROFILES
from seed.rows import LAST_DAY, LAUNCH, OPEN_END, Edges, Nodes, Period, Properties, dated, edge, node
from seed.vocabulary import Word, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from seed.figures import Figures
    from seed.units import Unit

ROLES = {
    "EMPLOYEE": Word("员工", "Employee"),
    "RELATIONSHIP_MANAGER": Word("客户经理", "Relationship manager"),
    "SYNERGY_OFFICER": Word("协同专员", "Synergy officer"),
    "REPORTING": Word("报表管理", "Reporting"),
    "COMPLIANCE": Word("合规", "Compliance"),
    "DATA_STEWARD": Word("数据管理员", "Data steward"),
    "ADMINISTRATOR": Word("系统管理员", "Administrator"),
}
DEMONSTRATOR = "usr_demo_"
_RM = "RELATIONSHIP_MANAGER"
_TITLES = words("专员/Officer, 主管/Supervisor, 高级经理/Senior Manager, 副总经理/Deputy General Manager")
_TITLE = Weighted(_TITLES, (62, 22, 13, 3))
_RM_TITLE = Weighted(words("客户经理/Relationship Manager, 高级客户经理/Senior Relationship Manager"), (70, 30))
_ACTIVATIONS = Weighted(tuple(range(3, 13)), (6, 9, 11, 12, 12, 11, 11, 10, 9, 9))
# unit name begins with -> role that some of its people have, and how many of them
_BY_UNIT = {
    "战略": ("SYNERGY_OFFICER", 0.25),
    "合规": ("COMPLIANCE", 0.3),
    "法律合规": ("COMPLIANCE", 0.5),
    "财务": ("REPORTING", 0.12),
    "数据管理": ("DATA_STEWARD", 0.4),
    "科技": ("ADMINISTRATOR", 0.1),
    "综合管理": ("DATA_STEWARD", 0.02),
}


@dataclass(frozen=True, slots=True)
class User:
    """`code` is empty for headquarters; `activated` is absent for people invited and not yet there."""

    number: int
    id: str
    code: str
    unit: Unit
    name: Word
    title: Word
    roles: tuple[str, ...]
    joined: date
    activated: date | None
    disabled: bool = False

    @property
    def is_seasoned(self) -> bool:
        """Whether somebody of this title, in the front office, may stand for a field."""
        return self.title != _TITLES[0] and not self.unit.is_back_office


_DEMONSTRATION = (
    ("officer", "", "unt_hq_synergy", "周明远", "Zhou Mingyuan", ("SYNERGY_OFFICER", "REPORTING")),
    ("rm_bank", "citic_bank", "unt_citic_bank_001", "林晓雯", "Lin Xiaowen", (_RM,)),
    ("rm_securities", "citic_securities", "unt_citic_securities_006", "陈志航", "Chen Zhihang", (_RM,)),
    ("narrow", "citic_heye", "unt_citic_heye_001", "沈思琪", "Shen Siqi", (_RM,)),
    ("officer_bank", "citic_bank", "unt_citic_bank_010", "郑海涛", "Zheng Haitao", ("SYNERGY_OFFICER",)),
    ("compliance_bank", "citic_bank", "unt_citic_bank_009", "孙静仪", "Sun Jingyi", ("COMPLIANCE",)),
    ("officer_trust", "citic_trust", "unt_citic_trust_007", "高明哲", "Gao Mingzhe", ("SYNERGY_OFFICER",)),
    ("compliance_trust", "citic_trust", "unt_citic_trust_006", "唐若雪", "Tang Ruoxue", ("COMPLIANCE",)),
    ("banker_securities", "citic_securities", "unt_citic_securities_001", "魏承宇", "Wei Chengyu", (_RM,)),
    ("compliance", "", "unt_hq_compliance", "韩立安", "Han Li'an", ("COMPLIANCE",)),
    ("steward", "", "unt_hq_data", "苏欣怡", "Su Xinyi", ("DATA_STEWARD",)),
    ("admin", "", "unt_hq_technology", "方振宇", "Fang Zhenyu", ("ADMINISTRATOR",)),
    ("disabled", "citic_bank", "unt_citic_bank_001", "何文斌", "He Wenbin", (_RM,)),
)


def people(wanted: Figures, units: Sequence[Unit], seed: int) -> list[User]:
    """Invent the users, those of the demonstration first."""
    rng = stream(seed, "people")
    by_id = {unit.id: unit for unit in units}
    found = [_demonstrator(number, entry, by_id) for number, entry in enumerate(_DEMONSTRATION, start=1)]
    total = wanted.activated_users + wanted.waiting_users - len(found)
    codes = ["", *PROFILES]
    counts = shares(total, [HEADQUARTERS_PEOPLE, *(profile.people for profile in PROFILES.values())])
    of_code: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        of_code[unit.code].append(unit)
    places = [code for code, count in zip(codes, counts, strict=True) for _ in range(count)]
    waiting = set(rng.sample(range(total), wanted.waiting_users))
    for position, code in enumerate(places):
        number = len(found) + 1
        found.append(_user(rng, number, code, rng.choice(of_code[code]), waiting=position in waiting))
    return found


def _demonstrator(number: int, entry: tuple[str, str, str, str, str, tuple[str, ...]], units: dict[str, Unit]) -> User:
    key, code, unit, zh, en, roles = entry
    title = ROLES[roles[0]]
    joined, activated = date(2018, 7, 2), LAUNCH
    return User(
        number,
        f"{DEMONSTRATOR}{key}",
        code,
        units[unit],
        Word(zh, en),
        title,
        ("EMPLOYEE", *roles),
        joined,
        activated,
        disabled=key == "disabled",
    )


def _user(rng: Random, number: int, code: str, unit: Unit, *, waiting: bool) -> User:
    name = person_name(rng)
    roles = ["EMPLOYEE"]
    for start, (role, share) in _BY_UNIT.items():
        if unit.name.zh.startswith(start) and chance(rng, share):
            roles.append(role)
    if not unit.is_back_office and chance(rng, 0.14):
        roles.append(_RM)
    title = (_RM_TITLE if _RM in roles else _TITLE).pick(rng)
    joined = date(2006, 1, 1) + timedelta(days=int(5_900 * rng.random() ** 0.7))
    activated = None if waiting else _activation(rng)
    disabled = chance(rng, 0.004)
    return User(number, f"usr_{number:06d}", code, unit, name, title, tuple(roles), joined, activated, disabled)


def _activation(rng: Random) -> date:
    return date(2022, _ACTIVATIONS.pick(rng), 1 + rng.randrange(28))


def people_nodes(found: Sequence[User], wanted: Figures, units: Sequence[Unit], seed: int) -> Iterator[Nodes | Edges]:
    """Yield the roles, the months, the users and what joins them."""
    yield Nodes(
        "Role",
        [node(f"rol_{code.lower()}", LAUNCH, code=code, name=word.zh, nameEn=word.en) for code, word in ROLES.items()],
    )
    months = [date(2022, month, 1) for month in range(1, 13)]
    yield Nodes("Month", [node(f"mon_{day:%Y-%m}", day, startsOn=day) for day in months])
    rng = stream(seed, "people details")
    yield Nodes("User", [_row(rng, user) for user in found])
    yield Edges("MEMBER_OF", "User", "OrgUnit", list(_memberships(found, units, seed)), dated=True)
    yield Edges("HAS_ROLE", "User", "Role", list(_roles(found)), dated=True)
    yield Edges("LOGGED_IN", "User", "Month", list(_logins(found, wanted, seed)))


def _row(rng: Random, user: User) -> Properties:
    latin = user.name.en.lower().replace("ü", "v").replace("'", "").replace(" ", ".")
    domain = (user.code or "headquarters").replace("_", "-")
    return node(
        user.id,
        user.activated or LAUNCH,
        name=user.name.zh,
        nameEn=user.name.en,
        email=f"{latin}.{user.number}@{domain}.example",
        phone=f"+86 100 {rng.randrange(10_000):04d} {rng.randrange(10_000):04d}",
        activatedOn=user.activated,
        disabled=user.disabled,
    )


def _memberships(found: Sequence[User], units: Sequence[Unit], seed: int) -> Iterator[Properties]:
    """Yield who is in which unit; some came from another unit of the same organisation."""
    rng = stream(seed, "unit memberships")
    of_code: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        of_code[unit.code].append(unit)
    for user in found:
        start = user.joined
        before = rng.choice(of_code[user.code])
        moves = chance(rng, 0.04) and before.id != user.unit.id
        if moves and not user.id.startswith(DEMONSTRATOR):
            moved = start + timedelta(days=1 + rng.randrange(max(1, (LAST_DAY - start).days)))
            yield dated(user.id, before.id, Period(start, moved), title="专员", titleEn="Officer")
            start = moved
        yield dated(user.id, user.unit.id, Period(start, OPEN_END), title=user.title.zh, titleEn=user.title.en)


def _roles(found: Sequence[User]) -> Iterator[Properties]:
    for user in found:
        for role in user.roles:
            yield dated(user.id, f"rol_{role.lower()}", Period(user.activated or LAUNCH))


def _logins(found: Sequence[User], wanted: Figures, seed: int) -> Iterator[Properties]:
    """Yield the logins per user and month; their sum is exactly the wanted one."""
    rng = stream(seed, "logins")
    active = [user for user in found if user.activated]
    weights = [rng.lognormvariate(0, 1) * (2.5 if _RM in user.roles else 1.0) for user in active]
    for user, times in zip(active, shares(wanted.logins_2022, weights), strict=True):
        first = user.activated.month if user.activated else 12
        months = Counter([first, *(rng.randint(first, 12) for _ in range(times - 1))])
        for month, count in sorted(months.items()):
            yield edge(user.id, f"mon_2022-{month:02d}", times=count)
