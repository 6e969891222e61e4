"""A small Bolt app that shows every block and element: what the tests of the playground's page talk to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

Block = dict[str, Any]

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Gallery"},
    "features": {
        "bot_user": {"display_name": "Liaison", "always_online": True},
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "slash_commands": [
            {"command": "/gallery", "description": "Every block", "should_escape": True},
            {
                "command": "/form",
                "description": "Every element",
                "usage_hint": "[anything]",
                "should_escape": True,
            },
            {
                "command": "/whisper",
                "description": "Words for you alone",
                "usage_hint": "words",
                "should_escape": True,
            },
            {"command": "/shout", "description": "Words for all, as mrkdwn", "should_escape": True},
        ],
        "shortcuts": [
            {"name": "Quote this", "type": "message", "callback_id": "quote", "description": "Says it again"},
            {
                "name": "Open the form",
                "type": "global",
                "callback_id": "form",
                "description": "From anywhere",
            },
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": ["commands", "chat:write", "im:history", "im:write", "app_mentions:read", "users:read"],
            "bot_optional": ["channels:history"],
        }
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "app_mention", "message.im"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def text(words: str) -> Block:
    return {"type": "plain_text", "text": words, "emoji": True}


def mrkdwn(words: str) -> Block:
    return {"type": "mrkdwn", "text": words}


def option(words: str, value: str, description: str | None = None) -> Block:
    made: Block = {"text": text(words), "value": value}
    if description:
        made["description"] = text(description)
    return made


OPTIONS = [
    option("Đang làm", "doing"),
    option("Chờ khách", "client", "đã gửi"),
    option("Xong :tada:", "done"),
]

RICH = {
    "type": "rich_text",
    "block_id": "rich",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "đậm", "style": {"bold": True}},
                {"type": "text", "text": " <b>không phải thẻ</b> "},
                {"type": "link", "url": "https://example.com/a", "text": "liên kết"},
                {"type": "text", "text": " "},
                {"type": "user", "user_id": "U03LAN"},
                {"type": "text", "text": " "},
                {"type": "channel", "channel_id": "C02MOCAN"},
                {"type": "text", "text": " "},
                {"type": "emoji", "name": "tada", "unicode": "1f389"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "việc một"}]},
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "việc hai"}]},
            ],
        },
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1\ny = 2"}]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "khách nói thế"}]},
    ],
}

TABLE = {
    "type": "table",
    "block_id": "table",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}],
    "rows": [
        [{"type": "raw_text", "text": "Hạng mục"}, {"type": "raw_text", "text": "Hạn"}],
        [{"type": "raw_text", "text": "KV chính"}, {"type": "raw_text", "text": "04/12"}],
    ],
}

MESSAGE: list[Block] = [
    {"type": "header", "block_id": "header", "text": text("Mộc An Tết 2027 :fire: ẶẾỖỮ")},
    {
        "type": "section",
        "block_id": "section",
        "text": mrkdwn(
            "*đậm* _nghiêng_ ~gạch~ `mã` <https://example.com|liên kết> <@U03LAN> <#C02MOCAN>"
            " a &lt; b &amp;amp; c snake_case_name\n> trích một\n> trích hai\n```khối\n  mã```"
        ),
        "accessory": {"type": "button", "action_id": "accessory", "text": text("Sửa"), "value": "1"},
    },
    {"type": "divider", "block_id": "divider"},
    {
        "type": "section",
        "block_id": "fields",
        "fields": [mrkdwn("*Hạn*\n04/12"), mrkdwn("*AE*\n<@U01HUONG>")],
    },
    {"type": "context", "block_id": "context", "elements": [mrkdwn("phiên bản *2*"), text("chữ :eyes:")]},
    {
        "type": "image",
        "block_id": "image",
        "image_url": "https://pictures.invalid/kv.png",
        "alt_text": "Key visual",
        "title": text("KV"),
    },
    {
        "type": "actions",
        "block_id": "actions",
        "elements": [
            {"type": "button", "action_id": "press", "text": text("Xong"), "style": "primary", "value": "x"},
            {
                "type": "button",
                "action_id": "drop",
                "text": text("Huỷ"),
                "style": "danger",
                "value": "y",
                "confirm": {
                    "title": text("Chắc chứ?"),
                    "text": mrkdwn("*Không* lấy lại được"),
                    "confirm": text("Huỷ đi"),
                    "deny": text("Thôi"),
                },
            },
            {
                "type": "static_select",
                "action_id": "status",
                "placeholder": text("Trạng thái"),
                "options": OPTIONS,
            },
            {"type": "overflow", "action_id": "more", "options": OPTIONS[:2]},
            {"type": "datepicker", "action_id": "day", "initial_date": "2026-12-04"},
            {"type": "users_select", "action_id": "owner", "placeholder": text("Giao cho")},
        ],
    },
    {"type": "markdown", "block_id": "markdown", "text": "## Tóm tắt\n**đậm** và <b>chữ</b>\n\n- một\n- hai"},
    RICH,
    TABLE,
]


def cell(words: str) -> Block:
    return {"type": "raw_text", "text": words}


def press(value: str) -> Block:
    button = {"type": "button", "action_id": f"cell-{value}", "text": text("Giao lại"), "value": value}
    return {"type": "action_cell", "element": button, "fallback": cell("Giao lại")}


DATA: list[Block] = [
    {
        "type": "data_visualization",
        "block_id": "bars",
        "title": "Việc theo dự án",
        "chart": {
            "type": "bar",
            "series": [
                {
                    "name": "Trễ",
                    "data": [{"label": "1. Mộc An Tết", "value": 9}, {"label": "2. Sen Vàng", "value": 2}],
                },
                {
                    "name": "Còn mở",
                    "data": [{"label": "1. Mộc An Tết", "value": 4}, {"label": "2. Sen Vàng", "value": 7}],
                },
            ],
            "axis_config": {"categories": ["1. Mộc An Tết", "2. Sen Vàng"], "y_label": "Số việc"},
        },
    },
    {
        "type": "data_visualization",
        "block_id": "pie",
        "title": "Bóng ở đâu",
        "chart": {
            "type": "pie",
            "segments": [{"label": "Khách", "value": 3}, {"label": "Media", "value": 1.5}],
        },
    },
    {
        "type": "data_table",
        "block_id": "data",
        "caption": "Việc trễ",
        "page_size": 2,
        "rows": [
            [cell("Việc"), cell("Ngày trễ"), cell("Làm gì")],
            *(
                [cell(name), {"type": "raw_number", "value": days, "text": f"{days} ngày"}, press(name)]
                for name, days in (("KV chính", 9), ("Media plan", 10), ("Clip 15s", 1))
            ),
        ],
    },
    {
        "type": "container",
        "block_id": "folded",
        "title": text("Hai việc nữa"),
        "subtitle": mrkdwn("cho *khách*"),
        "is_collapsible": True,
        "default_collapsed": True,
        "child_blocks": [
            {
                "type": "section",
                "block_id": "inside",
                "text": mrkdwn("Bên trong"),
                "accessory": {
                    "type": "button",
                    "action_id": "accessory",
                    "text": text("Mở"),
                    "value": "inside",
                },
            },
        ],
    },
    {
        "type": "carousel",
        "block_id": "cards",
        "elements": [
            {
                "type": "card",
                "block_id": f"card-{name}",
                "title": text(name),
                "subtitle": mrkdwn("🔴 *Đỏ*"),
                "body": mrkdwn("KV chính trễ 2 ngày"),
                "subtext": mrkdwn("Hương · AE"),
                "actions": [
                    {"type": "button", "action_id": "accessory", "text": text("Tiến độ"), "value": name}
                ],
            }
            for name in ("Mộc An Tết 2027", "Sen Vàng khai trương", "Mây Hồng")
        ],
    },
]


def asked(block_id: str, label: str, element: Block, **facts: Any) -> Block:
    element = {"action_id": block_id, **element}
    return {"type": "input", "block_id": block_id, "label": text(label), "element": element, **facts}


FORM: list[Block] = [
    asked("line", "Tên", {"type": "plain_text_input", "max_length": 30}, hint=text("Một dòng")),
    asked(
        "words", "Mục tiêu", {"type": "plain_text_input", "multiline": True, "min_length": 3}, optional=True
    ),
    asked("one", "Trạng thái", {"type": "static_select", "options": OPTIONS}),
    asked("many", "Kênh", {"type": "multi_static_select", "options": OPTIONS}, optional=True),
    asked("person", "Ai", {"type": "users_select"}, optional=True),
    asked("people", "Những ai", {"type": "multi_users_select", "initial_users": ["U03LAN"]}, optional=True),
    asked("channel", "Ở đâu", {"type": "conversations_select"}, optional=True),
    asked("date", "Hạn", {"type": "datepicker"}, optional=True),
    asked("time", "Giờ", {"type": "timepicker"}, optional=True),
    asked("moment", "Lúc", {"type": "datetimepicker"}, optional=True),
    asked("checks", "Gồm", {"type": "checkboxes", "options": OPTIONS}, optional=True),
    asked("radio", "Mức", {"type": "radio_buttons", "options": OPTIONS}, optional=True),
    asked("number", "Số", {"type": "number_input", "is_decimal_allowed": False}, optional=True),
    asked("email", "E-mail", {"type": "email_text_input"}, optional=True),
    asked("link", "Link", {"type": "url_text_input"}, optional=True),
    asked("note", "Ghi chú", {"type": "rich_text_input"}, optional=True),
]

GROW = {
    "type": "actions",
    "block_id": "grow",
    "elements": [
        {"type": "button", "action_id": "grow", "text": text("Thêm ô")},
        {"type": "button", "action_id": "push", "text": text("Chồng lên")},
    ],
}


def form(blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": text("Nhận brief"),
        "submit": text("Gửi"),
        "close": text("Đóng"),
        "blocks": blocks,
    }


def build(url: str, signing_secret: str | None = None) -> App:
    """The app, speaking to the playground at `url`."""
    app = App(
        client=WebClient(token="xoxb-playground", base_url=f"{url}/api/"),
        token="xoxb-playground",
        signing_secret=signing_secret,
        process_before_response=True,
    )
    _commands(app)
    _forms(app)
    _presses(app)
    return app


def _commands(app: App) -> None:
    @app.command("/gallery")
    def gallery(ack: Ack, client: WebClient, body: Block) -> None:
        ack()
        blocks = DATA if body.get("text") == "data" else MESSAGE
        client.chat_postMessage(channel=body["channel_id"], text="every block", blocks=blocks)

    @app.command("/whisper")
    def whisper(ack: Ack, body: Block) -> None:
        ack(text=body["text"])

    @app.command("/shout")
    def shout(ack: Ack, body: Block) -> None:
        ack(response_type="in_channel", text=body["text"], blocks=_said(body["text"]))

    @app.event("app_mention")
    def mentioned(event: Block, client: WebClient) -> None:
        client.chat_postMessage(
            channel=event["channel"], thread_ts=event["ts"], text=f"Nghe: {event['text']}"
        )

    @app.event("message")
    def spoken(event: Block, client: WebClient) -> None:
        if event.get("channel_type") == "im":
            client.chat_postMessage(channel=event["channel"], text=f"Nghe: {event['text']}")

    @app.event("app_home_opened")
    def home(event: Block, client: WebClient) -> None:
        if event["tab"] == "home":
            blocks = [{"type": "header", "text": text("Việc hôm nay")}, GROW]
            client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})


def _forms(app: App) -> None:
    def opens(ack: Ack, client: WebClient, body: Block) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form([*FORM, GROW]))

    app.command("/form")(opens)
    app.shortcut({"type": "shortcut", "callback_id": "form"})(opens)

    @app.view("form")
    def sent(ack: Ack, client: WebClient, body: Block, view: Block) -> None:
        values = view["state"]["values"]
        line = values.get("line", {}).get("line", {}).get("value")
        if line == "sai":
            ack(response_action="errors", errors={"line": "Tên này đã có ạ", "note": "Thiếu ghi chú"})
        elif line == "tiếp":
            ack(
                response_action="update",
                view=form([asked("second", "Trang hai", {"type": "plain_text_input"})]),
            )
        else:
            ack()
            client.chat_postMessage(channel=body["user"]["id"], text=json.dumps(values, ensure_ascii=False))

    @app.action("grow")
    def grow(ack: Ack, client: WebClient, body: Block) -> None:
        ack()
        extra = asked("extra", "Ô mới", {"type": "plain_text_input"}, optional=True)
        client.views_update(view_id=body["view"]["id"], view=form([FORM[0], extra, *FORM[1:], GROW]))

    @app.action("push")
    def push(ack: Ack, client: WebClient, body: Block) -> None:
        ack()
        alert = {"type": "alert", "block_id": "alert", "level": "warning", "text": mrkdwn("Trang *chồng*")}
        client.views_push(trigger_id=body["trigger_id"], view={**form([alert]), "callback_id": "pushed"})


def _presses(app: App) -> None:
    @app.shortcut({"type": "message_action", "callback_id": "quote"})
    def quote(ack: Ack, body: Block, respond: Respond) -> None:
        ack()
        respond(text=f"> {body['message']['text']}")

    def pressed(ack: Ack, body: Block, respond: Respond) -> None:
        ack()
        action = body["actions"][0]
        value = action.get("selected_option") or action.get("selected_user") or action.get("selected_date")
        words = value["value"] if isinstance(value, dict) else value or action.get("value")
        respond(text=f"{action['action_id']}: {words}", replace_original=False)

    for action_id in ("accessory", "press", "drop", "status", "more", "day", "owner", re.compile("cell-.*")):
        app.action(action_id)(pressed)


def _said(words: str) -> list[Block]:
    return [{"type": "section", "block_id": "said", "text": mrkdwn(words)}]


@contextmanager
def connected(url: str) -> Iterator[App]:
    """The app, connected over Socket Mode for as long as the block runs."""
    app = build(url)
    handler = SocketModeHandler(app, "xapp-playground", web_client=app.client)
    close: Callable[[], None] = handler.close
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        yield app
    finally:
        close()
