"""What the sample agency has done before you come: one client, one project, its deliverables, one overdue.

It is done as people do it, by commands and forms, on the afternoon of the last working day.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from playground.client import Refused, Workspace
from playground.control import HOME_ZONE, is_working

HUONG, MOCAN = "U01HUONG", "C02MOCAN"
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


def play(workspace: Workspace, real_now: datetime | None = None) -> None:
    """Play it, and leave the clock at 08:30 of the next working day, before anybody is reminded."""
    today = (real_now or datetime.now(HOME_ZONE)).astimezone(HOME_ZONE)
    morning = today.replace(hour=8, minute=30, second=0, microsecond=0)
    while not is_working(morning.date()):
        morning += timedelta(days=1)
    before = morning.replace(hour=15, minute=0) - timedelta(days=1)
    while not is_working(before.date()):
        before -= timedelta(days=1)
    workspace.set_clock(now=before.isoformat())
    _take_brief(workspace, before, morning)
    workspace.set_clock(now=morning.isoformat())


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
    workspace.until(lambda: workspace.command(HUONG, MOCAN, "/brief")["ok"] or None, timeout=20)
    workspace.until(lambda: workspace.modal(HUONG), timeout=20)
    outcome = workspace.submit(HUONG, BRIEF | {"deliverables": lines, "deadline": due(21)})
    if not outcome["ok"] or outcome["errors"]:
        raise Refused(f"the sample brief was not taken: {outcome}")
    workspace.command(HUONG, MOCAN, "/ae", f"add {lines}")
    workspace.until(lambda: len(workspace.by_bot(HUONG, MOCAN)) >= 3 or None, timeout=20)
