"""Messages as people send them: with files, into a channel too, forwarded, as a mail; no word is lost."""

from __future__ import annotations

import time
from typing import Any

import pytest

from handlers.core.wording import words_of
from storage.day.todo import Todo
from storage.feedback.feedback import Feedback
from tests.handlers.conftest import HUONG, LAN, Office, typed

LINK = "https://acme.slack.com/files/U03LAN/F1/moodboard.pdf"
FILE = {"id": "F1", "name": "moodboard.pdf", "title": "Moodboard Tết", "permalink": LINK, "mode": "hosted"}
SENT: dict[str, dict[str, Any]] = {
    "a file": {"subtype": "file_share", "files": [FILE], "upload": False},
    "also into the channel": {"subtype": "thread_broadcast", "thread_ts": "1764.01", "root": {}},
    "as /me": {"subtype": "me_message"},
}


def dm(office: Office, text: str, **more: Any) -> None:
    event = {"type": "message", "channel_type": "im", "text": text, "channel": "D1", "ts": "1764.05", **more}
    assert office.bot.event(HUONG, event).status == 200


@pytest.mark.parametrize("how", SENT)
def test_a_direct_message_is_answered_however_it_is_sent(office: Office, how: str) -> None:
    dm(office, "tiến độ moc an", **SENT[how])
    assert "Mộc An Tết 2027" in str(office.slack.wait("chat.postMessage"))


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"}, {"subtype": "bot_message", "bot_id": "B1"}, {"subtype": "channel_join"},
        {"subtype": "message_deleted", "hidden": True}, {"hidden": True}, {"subtype": "message_replied"},
        {"subtype": "message_changed", "message": {"bot_id": "B1", "text": "mine", "edited": {}}},
    ],
)  # fmt: skip
def test_what_programs_say_and_what_happens_by_itself_is_left_alone(
    office: Office, more: dict[str, Any]
) -> None:
    dm(office, "mine", **more)
    time.sleep(0.2)
    assert office.slack.calls == []


def test_a_file_is_named_with_its_address_in_the_to_do_it_came_with(office: Office) -> None:
    dm(office, "todo gửi moodboard cho khách mai", subtype="file_share", files=[FILE])
    office.slack.wait("chat.postMessage")
    assert office.rows(Todo)[0].text == f"gửi moodboard cho khách Moodboard Tết {LINK}"


def test_a_file_is_named_with_its_address_in_the_form_it_came_with(office: Office) -> None:
    dm(office, "gopy moc an\nLogo to hơn", subtype="file_share", files=[FILE])
    button = office.slack.wait("chat.postMessage")["blocks"][-1]["elements"][0]
    office.bot.action(HUONG, button["action_id"], button["value"], channel="D1")
    assert typed(office.opened())["source"] == f"Logo to hơn\nMoodboard Tết {LINK}"


# --- "save as feedback" and "brief from this" ---------------------------------------------------------

FORWARDED = {
    "is_msg_unfurl": True, "is_share": True, "text": "Logo to hơn &amp; ấm hơn",
    "fallback": "[hôm qua] Chi: Logo to hơn & ấm hơn", "from_url": "https://acme.slack.com/archives/C1/p1",
    "message_blocks": [
        {"message": {"blocks": [{"type": "rich_text", "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "Logo to hơn & ấm hơn"}]}
        ]}]}}
    ],
}  # fmt: skip
RICH = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": [
            {"type": "text", "text": "Chào "}, {"type": "user", "user_id": "U03LAN"},
            {"type": "text", "text": ", chị xem rồi "}, {"type": "emoji", "name": "tada"},
        ]},
        {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "Logo to hơn"}]},
            {"type": "rich_text_section", "elements": [
                {"type": "text", "text": "Như mẫu "},
                {"type": "link", "url": "https://x.vn/mau", "text": "này"},
            ]},
        ]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "Kịp 20/12"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "#D7263D"}]},
    ],
}  # fmt: skip
MAIL = {
    "id": "F2", "mode": "email", "filetype": "email", "title": "Re: KV Tết", "subject": "Re: KV Tết",
    "from": [{"address": "chi@mocan.vn", "original": "Chi <chi@mocan.vn>"}],
    "plain_text": "Dear Hương,\nLogo to hơn 20%.\n", "preview": "<p>Dear Hương</p>",
    "permalink": "https://acme.slack.com/files/U1/F2/mail",
}  # fmt: skip
SAID: dict[str, tuple[dict[str, Any], list[str]]] = {
    "its text": ({"text": "Logo to hơn &lt;20%&gt;"}, ["Logo to hơn <20%>"]),
    "its text, which its blocks say too": (
        {"text": "Chào <@U03LAN>, chị xem rồi :tada:\n• Logo to hơn", "blocks": [RICH]},
        ["Chào <@U03LAN>, chị xem rồi :tada:", "• Logo to hơn"],
    ),
    "rich text alone": (
        {"text": "", "blocks": [RICH]},
        [
            "Chào <@U03LAN>, chị xem rồi :tada:", "• Logo to hơn", "• Như mẫu này (https://x.vn/mau)",
            "> Kịp 20/12", "#D7263D",
        ],
    ),
    "blocks of a program": (
        {"text": "Góp ý mới", "bot_id": "B9", "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Góp ý mới"}},
            {"type": "section", "text": {"type": "mrkdwn", "text": "Khách: logo to hơn"},
             "fields": [{"type": "mrkdwn", "text": "Hạn: 20/12"}]},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "từ biểu mẫu"}]},
            {"type": "markdown", "text": "**Gấp**"}, {"type": "divider"},
            {"type": "actions", "elements": [
                {"type": "button", "text": {"type": "plain_text", "text": "Mở"}}
            ]},
            {"type": "table", "rows": [
                [{"type": "raw_text", "text": "Hạng mục"}, {"type": "raw_text", "text": "Sửa"}],
                [{"type": "raw_text", "text": "KV"}, {"type": "rich_text", "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "to hơn"}]}]}],
            ]},
        ]},
        [
            "Góp ý mới", "Khách: logo to hơn", "Hạn: 20/12", "từ biểu mẫu", "**Gấp**", "Hạng mục | Sửa",
            "KV | to hơn",
        ],
    ),
    "a forwarded message": (
        {"text": "", "attachments": [FORWARDED]},
        ["Logo to hơn & ấm hơn", "https://acme.slack.com/archives/C1/p1"],
    ),
    "a forwarded message with a word to it": (
        {"text": "Chị Chi vừa nhắn", "attachments": [FORWARDED]},
        ["Chị Chi vừa nhắn", "Logo to hơn & ấm hơn", "https://acme.slack.com/archives/C1/p1"],
    ),
    "attachments of a program": (
        {"text": "", "bot_id": "B9", "attachments": [
            {"fallback": "Đơn hàng: Mộc An", "pretext": "Đơn mới", "title": "Đơn #7", "title_link": "https://x.vn/7",
             "text": "In 500 bản", "fields": [{"title": "Hạn", "value": "20/12"}]},
            {"fallback": "Ảnh mẫu", "image_url": "https://x.vn/a.png"},
        ]},
        ["Đơn mới", "Đơn #7", "In 500 bản", "Hạn: 20/12", "https://x.vn/7", "Ảnh mẫu", "https://x.vn/a.png"],
    ),
    "a link's preview is not what they said": (
        {"text": "Xem https://x.vn nhé", "attachments": [{"title": "Trang chủ X", "from_url": "https://x.vn"}]},
        ["Xem https://x.vn nhé"],
    ),
    "a mail": (
        {"text": "", "files": [MAIL]},
        ["Re: KV Tết", "Chi <chi@mocan.vn>", "Dear Hương,", "Logo to hơn 20%.",
         "Re: KV Tết https://acme.slack.com/files/U1/F2/mail"],
    ),
    "files": (
        {"text": "Gửi chị", "files": [
            FILE, {"id": "F7", "name": "kv.png", "permalink": "https://x.vn/kv"}, {"id": "F8"},
        ]},
        ["Gửi chị", f"Moodboard Tết {LINK}", "kv.png https://x.vn/kv", "F8"],
    ),
    "nothing": ({"text": ""}, []),
    "odd things": (
        {"text": None, "blocks": [None, 7, {"type": "section"}, {"type": "rich_text", "elements": 5}],
         "attachments": ["x", {"text": 5}], "files": {"id": 1}},
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SAID)
def test_all_that_a_message_says_is_taken_once_wherever_it_stands(kind: str) -> None:
    message, said = SAID[kind]
    assert words_of(message).splitlines() == said


@pytest.mark.parametrize("callback", ["feedback.save", "brief.from_message"])
def test_a_message_that_is_pointed_at_stands_whole_in_the_form(office: Office, callback: str) -> None:
    for kind, (message, said) in SAID.items():
        payload = {
            "type": "message_action", "callback_id": callback, "channel": {"id": "C02MOCAN"},
            "message": {"ts": "1764.05", "user": LAN, **message}, "response_url": office.slack.hook,
        }  # fmt: skip
        office.bot.interact(HUONG, payload)
        source = typed(office.opened())["source"] or ""
        assert source.replace("@Phạm Ngọc Lan", "<@U03LAN>").splitlines() == said, kind


def test_what_is_saved_of_a_forwarded_message_has_its_words_and_its_address(office: Office) -> None:
    payload = {
        "type": "message_action", "callback_id": "feedback.save", "channel": {"id": "C02MOCAN"},
        "message": {"ts": "1764.05", "user": LAN, "text": "", "attachments": [FORWARDED], "files": [FILE]},
        "response_url": office.slack.hook,
    }  # fmt: skip
    office.bot.interact(HUONG, payload)
    form = office.opened()
    page = office.bot.submit(HUONG, form, typed(form)).body["view"]
    office.bot.submit(HUONG, page, typed(page))
    kept = office.rows(Feedback)[0].source
    assert all(words in kept for words in ("Logo to hơn & ấm hơn", "archives/C1/p1", LINK))
