"""How each subsidiary behaves in the invented part: how many customers and people, whom it serves, what it knows."""

from __future__ import annotations

from typing import NamedTuple


class Profile(NamedTuple):
    """`customers` and `people` are weights of the full size; `persons` the share of natural persons among customers.

    An empty `industries` means all alike. `fields` are topic codes. `branches` counts offices besides headquarters.
    """

    customers: int
    people: int
    persons: float
    industries: frozenset[str]
    fields: tuple[str, ...]
    branches: int
    style: str


# code | customers | people | persons | branches | style | industries | fields
_TABLE = """
citic_financial_holdings | 600 | 420 | 0 | 0 | finance | J66 L72 K70 C39 | FIN.TRUST GOV.STRAT DIG.DATA
citic_bank | 18000 | 42000 | 0.022 | 60 | bank | - | FIN.BANK FIN.RETAIL INT.CROSS GRN.CARBON
citic_securities | 9000 | 11500 | 0.015 | 30 | securities | C27 C38 C39 I65 J66 K70 D44 | FIN.CAPM GOV GRN.CARBON FIN.TRUST
csc_financial | 6200 | 6600 | 0.015 | 22 | securities | C27 C35 C38 C39 I65 E48 S91 | FIN.CAPM GOV.RISK MFG.DIGFAC
citic_trust | 3400 | 1500 | 0.03 | 6 | finance | J66 K70 L72 E48 | FIN.TRUST GRN.CARBON
citic_prudential_life | 4600 | 6200 | 0.1 | 22 | insurance | I65 F52 L72 C39 P83 Q84 | FIN.INS CON.HEALTH
citic_finance | 900 | 260 | 0 | 0 | finance | D44 C31 C35 E48 F51 | FIN.BANK GOV.RISK
citic_consumer_finance | 1400 | 900 | 0.45 | 4 | finance | F52 H61 I65 P83 | FIN.RETAIL DIG.DATA
citic_heavy_industries | 1300 | 2600 | 0 | 3 | industry | B06 B08 C30 C31 C35 D44 E48 | MFG.HEAVY MFG.DIGFAC
citic_dicastal | 650 | 4100 | 0 | 4 | industry | C36 C37 C32 F52 | MFG.AUTO MFG.DIGFAC
citic_holdings | 900 | 700 | 0 | 0 | industry | C39 I65 N77 D44 C38 | MFG.DIGFAC GRN.CARBON DIG.DATA
citic_pacific_special_steel | 2600 | 7600 | 0 | 6 | industry | C33 C34 C35 C36 C37 D44 F51 | MAT.STEEL GRN.CARBON
citic_metal | 1500 | 520 | 0 | 3 | trading | C31 C32 C33 F51 B08 | MAT.METAL MAT.ORE
citic_resources | 450 | 380 | 0 | 0 | trading | C26 C32 B06 D44 F51 | ENE.OILGAS MAT.ORE MAT.METAL
citic_mining_international | 160 | 900 | 0 | 0 | industry | C31 B08 F51 G55 | MAT.ORE INT.BELT
citic_pacific_energy | 420 | 1200 | 0 | 2 | industry | D44 B06 C38 C26 | ENE.POWER ENE.STORE
nanjing_iron_steel | 2400 | 5200 | 0 | 5 | industry | C33 C35 C37 E47 E48 F51 G55 | MAT.STEEL MFG.DIGFAC
citic_telecom_international | 2300 | 1700 | 0 | 6 | services | I63 I65 F51 F52 J66 H61 L72 | DIG.TEL DIG.SEC
asiasat | 180 | 160 | 0 | 0 | services | I63 R86 G55 C37 | DIG.TEL
citic_press | 1500 | 1300 | 0 | 3 | services | P83 R86 F52 L72 S91 | CON.CULTURE
dah_chong_hong | 1900 | 4700 | 0.06 | 8 | trading | F52 C13 H61 C36 C27 Q84 | CON.RETAILING CON.HEALTH
citic_agriculture | 1200 | 800 | 0 | 5 | industry | A01 C13 F51 M73 | AGR.SEED AGR.AGTECH
citic_construction | 900 | 1900 | 0 | 6 | engineering | E47 E48 S91 A01 D44 G55 | URB.INFRA INT.BELT
citic_environment | 1000 | 1500 | 0 | 6 | engineering | N77 D46 C26 C13 S91 C17 | GRN.WATER GRN.WASTE
citic_industrial_investment | 500 | 400 | 0 | 0 | services | L72 Q84 K70 G55 M73 | CON.HEALTH URB.CITY GOV.STRAT
citic_offshore_helicopter | 260 | 620 | 0 | 4 | services | G55 D44 B06 S91 C37 | URB.AVIATION ENE.OILGAS
citic_pacific_properties | 750 | 1100 | 0 | 4 | engineering | K70 F52 H61 E47 L72 | URB.CITY
citic_urban_development | 650 | 700 | 0 | 3 | engineering | K70 E47 E48 S91 L72 | URB.CITY URB.INFRA
citic_heye | 100 | 140 | 0 | 0 | services | L72 J66 K70 H61 | URB.CITY
"""  # noqa: E501 - a table reads by its lines


def _parse(line: str) -> tuple[str, Profile]:
    code, customers, people, persons, branches, style, industries, fields = line.split(" | ")
    served = frozenset(industries.replace("-", "").split())
    return code, Profile(
        int(customers), int(people), float(persons), served, tuple(fields.split()), int(branches), style
    )


PROFILES = dict(_parse(line) for line in _TABLE.strip().splitlines())
HEADQUARTERS_PEOPLE = 640

# Pairs that know of each other's business more than others do; shared customers arise here first.
RELATED = frozenset(
    frozenset(pair.split())
    for pair in """
    citic_bank citic_securities
    citic_bank csc_financial
    citic_bank citic_trust
    citic_bank citic_prudential_life
    citic_bank citic_pacific_special_steel
    citic_bank nanjing_iron_steel
    citic_bank citic_consumer_finance
    citic_securities citic_trust
    citic_pacific_special_steel citic_metal
    citic_pacific_special_steel citic_heavy_industries
    nanjing_iron_steel citic_metal
    citic_dicastal citic_pacific_special_steel
    citic_construction citic_heavy_industries
    citic_construction nanjing_iron_steel
    citic_environment citic_construction
    citic_pacific_properties citic_urban_development
    citic_heye citic_bank
    citic_telecom_international asiasat
    citic_agriculture dah_chong_hong
    citic_pacific_energy citic_holdings
    citic_prudential_life citic_industrial_investment
    citic_offshore_helicopter citic_resources
    """.strip().splitlines()
)


def relatedness(one: str, other: str, *, same_segment: bool) -> float:
    """Return how much likelier than by chance two subsidiaries serve the same customer."""
    if frozenset((one, other)) in RELATED:
        return 4.0
    return 2.2 if same_segment else 1.0
