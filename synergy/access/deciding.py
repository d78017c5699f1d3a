"""Who may decide: what every decision of two people asks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.graph.mutations import RefusedError

if TYPE_CHECKING:
    from datetime import date

    from synergy.access.viewer import Viewer

ASKING_ROLES = frozenset({"RELATIONSHIP_MANAGER", "SYNERGY_OFFICER"})
"""Who asks for an organisation to see more of a customer."""
LONGEST_TEXT = 2_000
"""Characters of what somebody writes to somebody else."""
LONGEST_REASON = 500
"""Characters of a reason."""


def require(viewer: Viewer, roles: frozenset[str]) -> None:
    """Refuse who has none of the roles."""
    if viewer.roles.isdisjoint(roles):
        raise forbidden()


def require_compliance(viewer: Viewer) -> None:
    """Refuse who does not keep the group's barriers."""
    if not viewer.complies:
        raise forbidden()


def require_second(user: str, *involved: str | None) -> None:
    """Refuse the person who wrote a decision down, or whom it is for: it takes another."""
    if user in involved:
        raise RefusedError(
            "SECOND_PERSON",
            "须由起草人及当事人以外的另一人确认。",
            "Somebody other than who drafted it, and whom it is for, has to confirm it.",
        )


def not_served() -> RefusedError:
    """Say that who grants does not serve the customer."""
    return RefusedError(
        "NOT_SERVED", "贵公司目前没有服务该客户。", "Your subsidiary does not serve the customer today."
    )


def require_text(text: str, longest: int = LONGEST_REASON) -> str:
    """Return the text without blanks around it; refuse none, and too much of it."""
    kept = text.strip()
    if not 0 < len(kept) <= longest:
        raise RefusedError(
            "TEXT", f"文字须为 1 至 {longest} 个字符。", f"The text has to have 1 to {longest} characters."
        )
    return kept


def require_period(start: date, end: date, today: date) -> None:
    """Refuse a period that is over, or none."""
    if end <= today:
        raise RefusedError("IN_THE_PAST", "结束日期须晚于今天。", "The end has to be later than today.")
    if end <= start:
        raise RefusedError("NO_PERIOD", "结束日期须晚于开始日期。", "The end has to be later than the start.")


def forbidden() -> RefusedError:
    """Return the refusal of who may not decide such things at all."""
    return RefusedError("FORBIDDEN", "您的角色无权作此决定。", "Your role may not decide this.")


def require_other_side(*, asks: bool) -> None:
    """Refuse the person who asked, and everybody of the organisation that did."""
    if asks:
        raise RefusedError(
            "OWN_REQUEST", "申请方的人员不得审批本方的申请。", "Nobody of the asking side may decide about its request."
        )


def unknown() -> RefusedError:
    """Return the refusal of an id that names nothing the viewer may decide about."""
    return RefusedError("NOT_FOUND", "没有这样的记录可供您处理。", "There is no such record for you to act on.")


def wrong_standing() -> RefusedError:
    """Return the refusal of a step that was taken already, or cannot follow."""
    return RefusedError(
        "WRONG_STANDING", "该记录的当前状态不允许此操作。", "The record's standing does not allow this."
    )
