"""Import of files dropped to the bot, and of people who are named by e-mail: both live on optional scopes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handlers.work import spreadsheet_outside
from storage.work.deliverable import Deliverable
from tests.desk.work.test_exports import EXPORTS
from tests.handlers.conftest import HUONG, LAN, Office

HEAD = "Dự án\tHạng mục\tAssignee\tDeadline"
MAILED = f"{HEAD}\nHè\tBanner\tpnl@agency.example\t16/12/2026\nHè\tKV\tai@agency.example\t16/12/2026"


def drop(office: Office, *files: dict[str, Any], text: str = "", **event: Any) -> str:
    """Send files to the bot, and read what it says."""
    office.slack.token = office.bot.liaison.services.client.token or ""
    said = {"type": "message", "channel_type": "im", "channel": "D1", "subtype": "file_share"} | event
    answer = office.bot.event(HUONG, said | {"ts": "1764.01", "text": text, "files": list(files)})
    assert answer.status == 200
    told = "chat.postMessage" if said["channel_type"] == "im" else "chat.postEphemeral"
    return str(office.slack.wait(told))


@pytest.mark.parametrize("name", ["timeline.xlsx", "excel.csv", "sheets.tsv"])
def test_a_file_in_the_dm_is_looked_at_and_written_by_its_button(office: Office, name: str) -> None:
    office.bot.meet("U04KHOA", "Lê Đăng Khoa")
    content = (EXPORTS / name).read_bytes()
    assert "Đọc được hết" in drop(office, office.slack.file(name, content), text="lịch của team nè")
    assert office.rows(Deliverable) == []
    shown = [one for one in office.slack.calls if one[0] == "file"]
    assert len(shown) == 1


def test_a_file_in_a_thread_is_looked_at_where_the_bot_is_mentioned(office: Office) -> None:
    file = office.slack.file("plan.csv", f"{HEAD}\nHè\tBanner\tLan\t16/12/2026".encode("utf-16"))
    said = drop(
        office, file, file, text="<@U0LIAISON> import", type="app_mention", channel="C02MOCAN",
        channel_type="channel", thread_ts="1763.1",
    )  # fmt: skip
    assert all(words in said for words in ("1 mới", "Mỗi lần đọc một file", "1763.1"))


@pytest.mark.parametrize("broken", ["no scope", "elsewhere", "no address", "no workbook", "too big"])
def test_a_file_that_cannot_be_read_says_what_to_do_instead(
    office: Office, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    file = office.slack.file("plan.xlsx", b"PK\x03\x04 broken")
    if broken == "no scope":
        office.slack.files.clear()
    elif broken == "elsewhere":
        file["url_private"] = "https://files.slack.com.evil.example/plan.xlsx"
    elif broken == "no address":
        del file["url_private"]
    elif broken == "too big":
        monkeypatch.setattr(spreadsheet_outside, "MOST_BYTES", 10)
    said = drop(office, file)
    assert "dán" in said
    assert ("files:read" in said) == (broken in ("no scope", "elsewhere", "no address"))


def test_whose_an_address_is_slack_tells_once(office: Office) -> None:
    office.slack.answers["users.lookupByEmail"] = lambda said: (
        {"user": {"id": LAN}}
        if said["email"] == "pnl@agency.example"
        else {"ok": False, "error": "users_not_found"}
    )
    said = office.bot.command(HUONG, "/ae", f"import {MAILED}").words
    assert ("pnl@agency.example" in said, "ai@agency.example" in said) == (False, True)
    form = office.form("/ae", "import")
    asked = office.bot.submit(HUONG, form, {"rows": MAILED}).body["view"]
    assert ("pnl@agency.example" in str(asked), "ai@agency.example" in str(asked)) == (False, True)
    looked_up = [one["email"] for name, one in office.slack.calls if name == "users.lookupByEmail"]
    assert looked_up.count("pnl@agency.example") == 1


def test_without_the_scope_people_are_asked_who_it_is(office: Office) -> None:
    office.slack.answers["users.lookupByEmail"] = {"ok": False, "error": "missing_scope"}
    form = office.form("/ae", "import")
    asked = office.bot.submit(HUONG, form, {"rows": MAILED}).body["view"]
    assert ("“pnl@agency.example” là ai?" in str(asked), "“ai@agency.example” là ai?" in str(asked)) == (
        True,
        True,
    )
    assert len([one for one in office.slack.calls if one[0] == "users.lookupByEmail"]) == 1


@pytest.mark.on_both
def test_a_file_on_the_machine_may_be_a_workbook(office: Office, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from bot.operate import importing
    from handlers.core.i18n import Catalogs

    office.bot.meet("U04KHOA", "Lê Đăng Khoa")
    t, now = Catalogs("vi").translator("en"), datetime(2026, 11, 23, 2, tzinfo=UTC)
    database = office.world.database
    said = importing.bring(database, t, EXPORTS / "timeline.xlsx", HUONG, now, write=True)
    assert "Imported as Nguyễn Thu Hương: deliverables 3 new" in said
    assert "1 finished ones left out" in importing.bring(
        database, t, EXPORTS / "sheets.tsv", HUONG, now, write=False
    )
