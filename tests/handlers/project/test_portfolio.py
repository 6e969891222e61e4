"""The portfolio through Slack's doors: pages by presses, the chart, and text where Slack draws none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from storage.people.member import Role
from tests.handlers.conftest import CHI, HUONG, LAN, Office, shows

LATE, SOON = date(2026, 11, 12), date(2026, 11, 27)


def fill(office: Office, count: int) -> None:
    for number in range(count):
        office.world.project(office.huong, f"Dự án {number:02}", f"p{number:02}", channel=None)
        office.world.deliverable(office.lan, LATE if number % 2 else SOON, project=f"p{number:02}")


def ids(said: Any) -> list[str]:
    """The buttons of an answer."""
    blocks = said["blocks"]
    elements = [one for block in blocks for one in [*block.get("elements", []), block.get("accessory", {})]]
    return [one["action_id"] for one in elements if "action_id" in one]


def press(office: Office, action_id: str, page: int, user: str = HUONG) -> Any:
    office.bot.action(user, action_id, str(page), response_url=office.slack.hook)
    return office.slack.wait("hook")


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("asked", ["portfolio", "toàn cảnh", "toan canh cac du an"])
def test_who_leads_sees_all_their_projects_the_worst_first(office: Office, asked: str) -> None:
    fill(office, 12)
    answer = office.bot.command(HUONG, "/ae", asked)
    shows(
        answer, "Toàn cảnh dự án", "13 dự án", "🔴 6", "trang 1/2", "🔴 Đỏ · *Dự án 01* · có việc trễ 7",
        "Kế tiếp: #1 KV chính · *trễ 7 ngày làm việc*", f"<@{LAN}> đang giữ",
    )  # fmt: skip
    assert "portfolio.back" not in ids(answer.body)
    second = press(office, "portfolio.on", 1)
    assert second["replace_original"]
    assert "portfolio.on" not in ids(second)
    assert all(name in str(second) for name in ("Dự án 00", "Mộc An Tết 2027", "trang 2/2"))
    first = press(office, "portfolio.back", 0)
    assert "Dự án 01" in str(first)


def test_the_reader_reads_it_in_their_language(office: Office) -> None:
    fill(office, 2)
    office.english(HUONG)
    shows(office.bot.command(HUONG, "/ae", "portfolio"), "Portfolio", "projects: 3", "held by")


@pytest.mark.parametrize(("user", "said"), [(LAN, "chưa dẫn dự án nào"), (CHI, "")])
def test_who_leads_nothing_sees_nothing(office: Office, user: str, said: str) -> None:
    fill(office, 1)
    answer = office.bot.command(user, "/ae", "portfolio")
    assert said in answer.words
    assert "Dự án 00" not in answer.words
    office.bot.action(user, "portfolio.on", "0", response_url=office.slack.hook)
    assert "Dự án 00" not in str(office.slack.wait("hook"))


def test_an_admin_sees_all(office: Office) -> None:
    fill(office, 1)
    office.role(LAN, Role.ADMIN)
    shows(office.bot.command(LAN, "/ae", "portfolio"), "Dự án 00", "Mộc An Tết 2027")


def test_the_chart_is_one_of_slacks_own(office: Office) -> None:
    fill(office, 3)
    said = press(office, "portfolio.chart", 0)
    (block,) = said["blocks"]
    assert block["type"] == "data_visualization"
    late, rest = block["chart"]["series"]
    categories = block["chart"]["axis_config"]["categories"]
    assert len(set(categories)) == len(categories) == 4
    assert all(len(one) <= 20 for one in (*categories, late["name"], rest["name"]))
    assert [[one["label"] for one in series["data"]] for series in (late, rest)] == [categories] * 2
    assert [one["value"] for one in late["data"]] == [1, 0, 0, 0]
    assert [one["value"] for one in rest["data"]] == [0, 1, 1, 0]
    assert "*Dự án 01*: 1 trễ, 1 đang mở" in said["text"]  # for screen readers, and where it is not drawn


def test_where_slack_refuses_the_chart_the_same_comes_as_text_once(office: Office) -> None:
    fill(office, 3)

    def answered(arguments: dict[str, Any]) -> dict[str, Any]:
        is_drawn = "data_visualization" in str(arguments.get("blocks"))
        return {"ok": False, "error": "invalid_blocks"} if is_drawn else {}

    office.slack.answers |= {"hook": answered, "chat.postMessage": answered}
    nobody = "http://127.0.0.1:9/hook"
    for method, hook in (("hook", office.slack.hook), ("chat.postMessage", nobody)):
        office.bot.action(HUONG, "portfolio.chart", "0", response_url=hook)
        while "data_visualization" in str((told := office.slack.wait(method))["blocks"]):
            pass
        assert "*Dự án 01*: 1 trễ, 1 đang mở" in str(told["blocks"])
        again = [said for name, said in office.slack.calls if name in ("hook", "chat.postMessage")]
        assert all("data_visualization" in str(said["blocks"]) for said in again)
