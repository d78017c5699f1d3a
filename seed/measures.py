"""The definitions of the eight measures, versioned, as the graph tells them to whoever asks."""

from __future__ import annotations

from seed.rows import LAUNCH, Nodes, node

# code | name | definition
_TABLE = """
SHARED_CUSTOMERS | 共同客户/Shared customers | 在统计日由两家及以上子公司同时服务的客户数。/Customers whom two or more subsidiaries serve on the day counted.
COLLABORATIVE_PROJECTS | 协同项目/Collaborative projects | 统计期内在建、且期内有两家及以上子公司参与的项目数。/Projects under way at some time in the period in which two or more subsidiaries took part during the period.
SHARED_PRODUCTS | 共享产品/Shared products | 在统计日上架供其他子公司使用的产品数。/Products on the shelf for other subsidiaries on the day counted.
EXPERTS | 专家/Experts | 在统计日有效的专家人数。/Experts active on the day counted.
EXCELLENT_CASES | 优秀协同案例/Excellent cases | 统计期内获奖的协同案例数。/Cases of collaboration that received an award in the period.
RESEARCH_REPORTS | 研究报告/Research reports | 统计期内发布的研究报告数。/Research reports published in the period.
ACTIVATED_USERS | 激活用户/Activated users | 截至统计日已激活的用户数。/Users who had activated their account by the day counted.
LOGINS | 登录次数/Logins | 统计期内各月登录次数之和。/The sum of the logins of the months that began in the period.
"""  # noqa: E501 - a table reads by its lines


def measure_nodes() -> Nodes:
    """Return the definitions, each in its first version."""
    rows = []
    for line in _TABLE.strip().splitlines():
        code, name, definition = line.split(" | ")
        (zh, en), (says_zh, says_en) = name.split("/"), definition.split("/")
        key = f"kpi_{code.lower()}_1"
        rows.append(node(key, LAUNCH, code=code, name=zh, nameEn=en, definition=says_zh, definitionEn=says_en))
    return Nodes("KpiDefinition", rows)
