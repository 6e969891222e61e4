"""The day of an account executive who types nothing twice: a chat, a mail, a sheet and ten sentences go in as
they are. Each line says what went in, what was understood or asked, and what was pressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from playground.client import Workspace
from tests.stories.conftest import Agency, refused
from tests.stories.test_first_day import HUONG, KHOA, LAN, MINH, MOCAN, card, told, words

pytestmark = pytest.mark.e2e

CHAT = """[09:12] Chi: Em ơi bên chị cần làm chiến dịch Tết cho sữa Mộc An nhé
[09:13] Chi: Mục tiêu là tăng nhận biết dịp Tết, bán được 10.000 hộp quà
[09:14] Chi: Đối tượng là mẹ 28-40 tuổi ở thành phố
[09:15] Chi: Deadline 15/1 nha, ngân sách khoảng 1,2 tỷ
[09:16] Chi: Hạng mục: 1 KV chính, 1 TVC 15s, 3 banner
[09:17] Chi: Chị Mai duyệt cuối em nhé
[09:18] Hương: Dạ chị, thông điệp mình muốn nói gì ạ?
[09:19] Chi: Thông điệp: Bữa cơm đoàn viên có Mộc An"""
FILLED = {
    "objective": "tăng nhận biết dịp Tết, bán được 10.000 hộp quà",
    "audience": "mẹ 28-40 tuổi ở thành phố",
    "message": "Bữa cơm đoàn viên có Mộc An",
    "deliverables": "1 KV chính, 1 TVC 15s, 3 banner",
    "deadline": "15/1",
    "budget": "1,2 tỷ",
    "approver": "Chị Mai",
}
ASKED = {"name": "Mộc An Tết 2027", "client": "Mộc An", "metric": "10.000 hộp quà"}
"""What the chat does not say for sure."""

MAIL = """From: Chi Tran <chi@mocan.vn>
Subject: Re: KV lần 1

Chào Hương,
Chị xem KV rồi, góp ý như sau:
1. Logo to hơn 20%
2. Nền ấm hơn một chút, bớt xanh
3. Dòng slogan bị lệch trái, canh giữa giúp chị
Hình gia đình đẹp lắm.
Phần phát sinh thêm banner này có tính thêm phí không em?
Trân trọng,
Chi"""
POINTS = {
    "Logo to hơn 20%": "must",
    "Nền ấm hơn một chút, bớt xanh": "must",
    "Dòng slogan bị lệch trái, canh giữa giúp chị": "must",
    "Hình gia đình đẹp lắm": "praise",
    "Phần phát sinh thêm banner này có tính thêm phí không": "out_of_scope",
}

SHEET = """Hạng mục\tPhụ trách\tHạn
KV chính\tLan\t10/12
TVC 15s\tKhoa\t18/12
Banner khuyến mãi\tLan\tthứ 6 tuần sau
Media plan\tKhoa\t"""

SAID = [
    # what is said to the bot, what it answers, what is pressed; what who sees then, where, or asking what
    ("còn việc gì trễ không em?", "Không có việc nào trễ", "", ()),
    ("who has the media plan?", "<@U04KHOA>", "", ()),
    (
        "doi TVC 15s sang thu 3 tuan sau nha",
        "Dời TVC 15s sang Th 3, 08/12",
        "ask.do",
        (KHOA, MOCAN, "", "#2 *TVC 15s* · <@U04KHOA> · Th 3, 08/12"),
    ),
    (
        "banner khuyến mãi để Minh làm nhé",
        "Giao Banner khuyến mãi cho Trần Quang Minh",
        "ask.do",
        (MINH, "dm", "", "#3 *Banner khuyến mãi*"),
    ),
    ("KV chính xong rồi nha", "Xong: KV chính", "ask.do", (LAN, MOCAN, "", "✅ #1 ~KV chính~")),
    (
        "tạm dừng TVC 15s nha, khách chưa duyệt kịch bản",
        "Tạm dừng TVC 15s",
        "ask.do",
        (KHOA, MOCAN, "", "#2 *TVC 15s* · <@U04KHOA> · Th 3, 08/12 · tạm dừng"),
    ),
    (
        "sang thu 6 em nghi",
        "Nghỉ sáng Th 6, 04/12",
        "ask.do",
        (LAN, "dm", "thứ 6 ai nghỉ?", "sáng Th 6, 04/12"),
    ),
    (
        "note cho Mộc An: khách không thích màu hồng đậm",
        "Đã ghi chú",
        "",
        (LAN, "dm", "note Mộc An", "khách không thích màu hồng đậm"),
    ),
    ("remind me to call chị Linh at 3pm", "15:00", "", (HUONG, "dm", "", "⏰ call chị Linh")),
    ("nhắc Lan gửi file KV trước 5h chiều nay", "Phạm Ngọc Lan", "", (LAN, "dm", "", "⏰ gửi file KV")),
]
RINGS = {"⏰ call chị Linh": "2026-12-02T15:00:05+07:00", "⏰ gửi file KV": "2026-12-02T17:00:05+07:00"}
"""When a call is heard."""


def fields(view: dict[str, Any]) -> dict[str, str]:
    """What a form is filled with."""
    found = {}
    for block in view["blocks"]:
        element = block.get("element", {})
        for name, value in element.items():
            if name.startswith("initial_"):
                found[element["action_id"]] = value["value"] if isinstance(value, dict) else value
    return found


def modal(slack: Workspace, view: str) -> dict[str, Any]:
    """The form called so; waits for it."""

    def shown() -> dict[str, Any] | None:
        found = slack.modal(HUONG)
        return found if found and found["callback_id"] == view else None

    return slack.until(shown)


def answered(slack: Workspace, user: str, channel: str, say: Callable[[], Any]) -> dict[str, Any]:
    """What is answered to this person alone, to what they say."""

    def here() -> list[dict[str, Any]]:
        return [one for one in slack.by_bot(user, channel) if one["ephemeral"] or channel == "dm"]

    before = {one["ts"] for one in here()}
    assert say()["ok"]
    return slack.until(lambda: next((one for one in here() if one["ts"] not in before), None))


def asked(slack: Workspace, user: str, said: str) -> dict[str, Any]:
    """What is answered to words in the direct message with the bot."""
    return answered(slack, user, "dm", lambda: slack.say(user, "dm", said))


def sees(slack: Workspace, user: str, channel: str, wanted: str) -> None:
    """Wait until this person sees it there."""
    try:
        slack.until(lambda: any(wanted in words(one) for one in slack.by_bot(user, channel)))
    except AssertionError:
        raise AssertionError(f"{user} does not see “{wanted}”") from None


def test_what_comes_in_is_right_or_asked_and_no_date_is_typed(agency: Agency) -> None:
    slack = agency.slack

    # A chat becomes a brief: what it says is filled in, what it does not say is asked.
    slack.command(HUONG, MOCAN, "/brief")
    modal(slack, "brief.paste")
    slack.submit(HUONG, {"source": CHAT})
    form = fields(modal(slack, "brief"))
    assert {name: form.get(name) for name in FILLED} == FILLED
    assert form["source"] == CHAT
    assert slack.submit(HUONG, ASKED)["errors"] is None
    brief = words(card(slack, MOCAN, "Brief · Mộc An Tết 2027"))
    assert "1,2 tỷ" in brief

    # A mail becomes points; a name and a day are chosen, and whoever is chosen hears of it.
    mail = slack.say(HUONG, MOCAN, MAIL)
    slack.shortcut(HUONG, "feedback.save", channel=MOCAN, message_ts=mail["ts"])
    modal(slack, "feedback")
    slack.submit(HUONG)
    form = fields(modal(slack, "feedback.check"))
    assert {form[f"text-{n}"]: form[f"kind-{n}"] for n in range(len(POINTS))} == POINTS
    assert f"text-{len(POINTS)}" not in form
    assert slack.submit(HUONG, {"owner-0": LAN, "due-0": "2026-12-03"})["errors"] is None
    assert "canh giữa giúp chị" in words(card(slack, MOCAN, "Logo to hơn 20%"))
    slack.until(lambda: any("Góp ý giao cho bạn" in words(one) for one in slack.by_bot(LAN, "dm")) or None)

    # A sheet becomes work: what is clear is there, the one row without a day is asked in a form.
    add = f"add Mộc An Tết 2027\n{SHEET}"
    said = words(answered(slack, HUONG, MOCAN, lambda: slack.command(HUONG, MOCAN, "/ae", add)))
    for line in ("*KV chính* · <@U03LAN> · Th 5, 10/12", "*TVC 15s* · <@U04KHOA> · Th 6, 18/12",
                 "*Banner khuyến mãi* · <@U03LAN> · Th 6, 11/12"):  # fmt: skip
        assert line in said
    form = fields(modal(slack, "add.rows"))
    assert (form["title.0"], form["owner.0"], "due.0" in form) == ("Media plan", KHOA, False)
    assert slack.submit(HUONG, {"due.0": "2026-12-22"})["errors"] is None
    slack.until(lambda: "*Media plan* · <@U04KHOA> · Th 3, 22/12" in told(slack, HUONG, MOCAN) or None)

    # Ten sentences, as they are spoken; of each, what people see of it.
    for sentence, answer, press, seen in SAID:
        shown = asked(slack, HUONG, sentence)
        assert answer in words(shown), (sentence, words(shown))
        if press:
            slack.click(HUONG, press, channel="dm", message_ts=shown["ts"])
        if seen:
            user, channel, question, then = seen
            if then in RINGS:
                slack.set_clock(now=RINGS[then])
            if question:
                assert then in words(asked(slack, user, question)), sentence
            else:
                sees(slack, user, channel, then)
    assert refused(slack) == []
