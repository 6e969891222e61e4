"""What a client says is no command, though it begins with the word of one."""

from __future__ import annotations

import json

import pytest

from storage.feedback.feedback import Feedback
from tests.handlers.conftest import CHI, Office, shows
from tests.support.app import Answer

KEPT = [
    "thêm logo giúp chị", "dời qua thứ 6 được không em", "nhắc Lan gửi file cho chị nha",
    "add the logo please", "việc này chị thấy chưa ổn", "note giúp chị là không dùng màu đỏ",
    "brief này đổi lại budget nha em",
]  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_what_a_client_says_is_no_command_though_it_begins_with_a_verbs_word(
    office: Office, text: str
) -> None:
    shows(office.bot.command(CHI, "/ae", text), "Đã nhận góp ý")
    assert [row.source for row in office.rows(Feedback)] == [text]


@pytest.mark.parametrize("text", ["giúp chị dời qua thứ 6 nha", "remind Lan to send me the file"])
def test_what_may_be_a_wish_is_offered_as_one(office: Office, text: str) -> None:
    answer: Answer = office.bot.command(CHI, "/ae", text)
    assert "dành cho người trong agency" not in answer.words
    assert text in json.dumps(office.opened(), ensure_ascii=False)
    assert office.rows(Feedback) == []


@pytest.mark.parametrize("text", ["thêm", "off 3 ngày", "add x", "todo gọi điện"])
def test_a_teams_command_is_refused_to_a_client(office: Office, text: str) -> None:
    shows(office.bot.command(CHI, "/ae", text), "dành cho người trong agency")
    assert office.rows(Feedback) == []
