"""The sample agency's data: one client, one project, its deliverables, one overdue.

It is entered with commands and forms, as people do it, on the afternoon of the last working day.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from playground.client import Refused, Workspace
from playground.control import HOME_ZONE, is_working

HUONG, MINH, MOCAN, GENERAL, CLIENTS = "U01HUONG", "U02MINH", "C02MOCAN", "C01CHUNG", "C03CLIENT"
LEADS = {"U03LAN": "creative", "U04KHOA": "media", "U05VY": "research"}
BRIEF = {
    "name": "Mộc An Tết 2027",
    "client": "Mộc An",
    "objective": "Tăng nhận biết sữa Mộc An dịp Tết ở thành phố",
    "metric": "Reach 5 triệu, +10% doanh số tháng Tết",
    "audience": "Mẹ 28–40 tuổi, lo bữa ăn cho cả nhà",
    "message": "Bữa cơm đoàn viên có Mộc An",
    "budget": "1,2 tỷ",
    "approver": "Chị Chi, Brand Manager",
}


_TRIES = 10


def times(real_now: datetime | None = None) -> tuple[datetime, datetime]:
    """When the story begins and ends: 15:00 of a working day, and 08:30 of the next one, which is today or
    soon, before the digest.
    """
    today = (real_now or datetime.now(HOME_ZONE)).astimezone(HOME_ZONE)
    morning = today.replace(hour=8, minute=30, second=0, microsecond=0)
    while not is_working(morning.date()):
        morning += timedelta(days=1)
    before = morning.replace(hour=15, minute=0) - timedelta(days=1)
    while not is_working(before.date()):
        before -= timedelta(days=1)
    return before, morning


def play(workspace: Workspace, real_now: datetime | None = None) -> None:
    """Play the story; afterwards the clock is at its end."""
    before, morning = times(real_now)
    workspace.set_clock(now=before.isoformat())
    _appoint_leads(workspace)
    _take_brief(workspace, before, morning)
    _let_the_client_in(workspace)
    workspace.set_clock(now=morning.isoformat())


def _appoint_leads(workspace: Workspace) -> None:
    """Give each department a lead, who receives briefs."""

    def panel() -> str | None:
        said = [one for one in workspace.by_bot(MINH, GENERAL) if "admin.choose_person" in str(one["blocks"])]
        return said[-1]["ts"] if said else None

    workspace.until(lambda: workspace.command(MINH, GENERAL, "/ae", "admin")["ok"] or None, timeout=60)
    shown = workspace.until(panel, timeout=60)
    for user, department in LEADS.items():
        _open(workspace, MINH, "admin.choose_person", channel=GENERAL, message_ts=shown, value=user)
        outcome = _sent(workspace, MINH, {"role": "lead", "department": department})
        if not outcome["ok"] or outcome["errors"]:
            raise Refused(f"{user} could not be made a lead: {outcome}")


def _take_brief(workspace: Workspace, before: datetime, morning: datetime) -> None:
    def due(days: int) -> str:
        day = morning + timedelta(days=days)
        while not is_working(day.date()):
            day += timedelta(days=1)
        return f"{day:%d/%m/%Y}"

    lines = (
        f"Concept Tết @lan {before:%d/%m/%Y}\n"
        f"KV chính @lan {due(0)} 17h\n"
        f"Media plan @khoa {due(7)}\n"
        f"Khảo sát nhanh 50 mẹ @vy {due(3)}"
    )
    _until_open(workspace, HUONG, lambda: workspace.command(HUONG, MOCAN, "/brief"))
    _sent(workspace, HUONG, {})  # nothing to paste
    outcome = _sent(workspace, HUONG, BRIEF | {"deliverables": lines, "deadline": due(21)})
    if not outcome["ok"] or outcome["errors"]:
        raise Refused(f"the sample brief was not taken: {outcome}")
    workspace.command(HUONG, MOCAN, "/ae", f"add {lines}")
    workspace.until(lambda: len(_cards(workspace)) == 2 or None, timeout=60)
    for user in LEADS:
        workspace.until(lambda user=user: workspace.by_bot(user, "dm") or None, timeout=60)  # type: ignore[misc]


def _let_the_client_in(workspace: Workspace) -> None:
    """Give the project a channel for its client, so that questions there find it."""

    def sheet() -> str | None:
        said = [one for one in workspace.by_bot(HUONG, MOCAN) if "project.edit" in str(one["blocks"])]
        return said[-1]["ts"] if said else None

    workspace.command(HUONG, MOCAN, "/ae", f"project {BRIEF['name']}")
    shown = workspace.until(sheet, timeout=60)
    _open(workspace, HUONG, "project.edit", channel=MOCAN, message_ts=shown)
    outcome = _sent(workspace, HUONG, {"client_channels": [CLIENTS]})
    if not outcome["ok"] or outcome["errors"]:
        raise Refused(f"the client's channel was not taken: {outcome}")


def _open(workspace: Workspace, user: str, action_id: str, **where: Any) -> None:
    _until_open(workspace, user, lambda: workspace.click(user, action_id, **where))


def _until_open(workspace: Workspace, user: str, ask: Callable[[], object]) -> None:
    """Ask for a form until it opens: on a busy machine its trigger may be too old when it is used."""
    for _ in range(_TRIES):
        if workspace.modal(user):  # one that opened late
            workspace.close(user, all=True)
        ask()
        with suppress(AssertionError):
            workspace.until(lambda: workspace.modal(user), timeout=6)
            return
    raise Refused(f"no form opened for {user}: this machine is too busy")


def _sent(workspace: Workspace, user: str, values: dict[str, Any]) -> dict[str, Any]:
    """The outcome of a submitted form. On a busy machine the first answer comes too late, so it is submitted
    again.
    """

    def pressed() -> dict[str, Any] | None:
        outcome = workspace.submit(user, values)
        return None if outcome["status"] == "timeout" else outcome

    return workspace.until(pressed, timeout=30)


def _cards(workspace: Workspace) -> list[dict[str, Any]]:
    return [one for one in workspace.by_bot(HUONG, MOCAN) if not one["ephemeral"]]
