"""What Slack accepts, as tables: the keys and limits of every block, element and part of a manifest.

Sources: Slack's Block Kit and manifest references. `blockkit.py` reads these tables.
"""

from __future__ import annotations

from dataclasses import replace

from playground import blockkit_data, blockkit_grouped
from playground.blockkit_rule import (
    ANY,
    CHANNEL,
    CONVERSATION,
    DATE,
    FLAG,
    NUMERAL,
    TIME,
    URL,
    USER,
    WEB_URL,
    Spec,
    items,
    must,
    number,
    plain,
    string,
    text,
    thing,
    typed,
    word,
)

# --- elements ------------------------------------------------------------------------------------------

_SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
_MULTI_SELECTS = tuple(f"multi_{name}" for name in _SELECTS)
_CHOICES = ("checkboxes", "radio_buttons", "datepicker", "timepicker")
_TYPED_IN = ("plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input")

IN_ACTIONS = {"button", "overflow", "datetimepicker", "workflow_button", *_SELECTS, *_CHOICES}
IN_SECTION = {"button", "overflow", "image", "workflow_button", *_SELECTS, *_MULTI_SELECTS, *_CHOICES}
IN_INPUT = {*_SELECTS, *_MULTI_SELECTS, *_CHOICES, *_TYPED_IN, "datetimepicker", "file_input"}
IN_CONTEXT = {"image", "plain_text", "mrkdwn"}

_ACTS: Spec = {"action_id": string(255), "confirm": thing("confirm")}
_FOCUS: Spec = {"action_id": string(255), "focus_on_load": FLAG}
_PICKED: Spec = {**_ACTS, "focus_on_load": FLAG, "placeholder": plain(150)}
_PICKED_MANY: Spec = {**_PICKED, "max_selected_items": number(1, 10_000)}
_TYPED: Spec = {**_FOCUS, "placeholder": plain(150), "dispatch_action_config": thing("dispatch")}
_OPTIONS: Spec = {"options": items(thing("option"), 100), "option_groups": items(thing("option_group"), 100)}
_FILTERED: Spec = {"default_to_current_conversation": FLAG, "filter": thing("filter")}
_TICKED: Spec = {**_ACTS, "focus_on_load": FLAG, "options": must(items(thing("ticked_option"), 10))}
_IMAGE: Spec = {"image_url": WEB_URL, "slack_file": thing("slack_file"), "alt_text": must(string(2000))}

ELEMENTS: dict[str, Spec] = {
    "plain_text": {"text": must(string(3000)), "emoji": FLAG},
    "mrkdwn": {"text": must(string(3000)), "verbatim": FLAG},
    "image": _IMAGE,
    "button": {
        **_ACTS, "text": must(plain(75)), "value": string(2000, 0), "url": URL,
        "style": word("primary", "danger"), "accessibility_label": string(75),
    },
    "workflow_button": {
        "action_id": string(255), "text": must(plain(75)), "workflow": must(ANY),
        "style": word("primary", "danger"), "accessibility_label": string(75),
    },
    "overflow": {**_ACTS, "options": must(items(thing("menu_option"), 5))},
    "static_select": {**_PICKED, **_OPTIONS, "initial_option": thing("option")},
    "external_select": {
        **_PICKED, "initial_option": thing("option"), "min_query_length": number(0, 1000),
    },
    "users_select": {**_PICKED, "initial_user": USER},
    "conversations_select": {
        **_PICKED, **_FILTERED, "initial_conversation": CONVERSATION, "response_url_enabled": FLAG,
    },
    "channels_select": {**_PICKED, "initial_channel": CHANNEL, "response_url_enabled": FLAG},
    "multi_static_select": {
        **_PICKED_MANY, **_OPTIONS, "initial_options": items(thing("option"), 100),
    },
    "multi_external_select": {
        **_PICKED_MANY, "initial_options": items(thing("option"), 100), "min_query_length": number(0, 1000),
    },
    "multi_users_select": {**_PICKED_MANY, "initial_users": items(USER, 1000)},
    "multi_conversations_select": {
        **_PICKED_MANY, **_FILTERED, "initial_conversations": items(CONVERSATION, 1000),
    },
    "multi_channels_select": {**_PICKED_MANY, "initial_channels": items(CHANNEL, 1000)},
    "checkboxes": {**_TICKED, "initial_options": items(thing("ticked_option"), 10)},
    "radio_buttons": {**_TICKED, "initial_option": thing("ticked_option")},
    "datepicker": {**_PICKED, "initial_date": DATE},
    "timepicker": {**_PICKED, "initial_time": TIME, "timezone": string(100)},
    "datetimepicker": {
        **_ACTS, "focus_on_load": FLAG, "initial_date_time": number(1_000_000_000, 9_999_999_999),
    },
    "plain_text_input": {
        **_TYPED, "initial_value": string(3000, 0), "multiline": FLAG, "min_length": number(0, 3000),
        "max_length": number(1, 3000),
    },
    "number_input": {
        **_TYPED, "is_decimal_allowed": must(FLAG), "initial_value": NUMERAL, "min_value": NUMERAL,
        "max_value": NUMERAL,
    },
    "email_text_input": {**_TYPED, "initial_value": string(3000, 0)},
    "url_text_input": {**_TYPED, "initial_value": string(3000, 0)},
    "rich_text_input": {**_TYPED, "initial_value": typed("blocks", ["rich_text"])},
    "file_input": {
        "action_id": string(255), "filetypes": items(string(50), 100), "max_files": number(1, 10),
    },
}  # fmt: skip

# --- rich text -----------------------------------------------------------------------------------------

_WORDS = ("text", "link", "user", "usergroup", "channel", "emoji", "broadcast", "color", "date", "team")
_STYLED: Spec = {"style": thing("rich_style")}
_RUN = must(items(typed("rich", _WORDS), 1000, 0))

RICH: dict[str, Spec] = {
    "rich_text_section": {"elements": _RUN},
    "rich_text_quote": {"elements": _RUN, "border": number(0, 1)},
    "rich_text_preformatted": {"elements": _RUN, "border": number(0, 1), "language": string(50)},
    "rich_text_list": {
        "elements": must(items(typed("rich", ["rich_text_section"]), 1000, 0)), "border": number(0, 1),
        "style": must(word("bullet", "ordered")), "indent": number(0, 8), "offset": number(0, 10_000),
    },
    "text": {**_STYLED, "text": must(string(40_000))},
    "link": {**_STYLED, "url": must(URL), "text": string(40_000, 0), "unsafe": FLAG},
    "user": {**_STYLED, "user_id": must(USER)},
    "usergroup": {**_STYLED, "usergroup_id": must(string(20))},
    "channel": {**_STYLED, "channel_id": must(CHANNEL)},
    "team": {**_STYLED, "team_id": must(string(20))},
    "emoji": {
        **_STYLED, "name": must(string(255)), "unicode": string(255), "skin_tone": number(1, 6), "url": URL,
    },
    "broadcast": {**_STYLED, "range": must(word("here", "channel", "everyone"))},
    "color": {**_STYLED, "value": must(string(20))},
    "date": {
        **_STYLED, "timestamp": must(number(0, 9_999_999_999)), "format": must(string(255)), "url": URL,
        "fallback": string(3000),
    },
}  # fmt: skip

# --- blocks --------------------------------------------------------------------------------------------

_BLOCK: Spec = {"block_id": string(255)}

BLOCKS: dict[str, Spec] = {
    "section": {
        **_BLOCK, "text": text(3000), "fields": items(text(2000), 10), "expand": FLAG,
        "accessory": typed("elements", IN_SECTION),
    },
    "header": {**_BLOCK, "text": must(plain(150)), "level": number(1, 6)},
    "divider": _BLOCK,
    "context": {**_BLOCK, "elements": must(items(typed("elements", IN_CONTEXT), 10))},
    "actions": {**_BLOCK, "elements": must(items(typed("elements", IN_ACTIONS), 25))},
    "image": {**_BLOCK, **_IMAGE, "title": plain(2000)},
    "input": {
        **_BLOCK, "label": must(plain(2000)), "element": must(typed("elements", IN_INPUT)),
        "hint": plain(2000), "optional": FLAG, "dispatch_action": FLAG,
    },
    "rich_text": {
        **_BLOCK,
        "elements": must(items(typed("rich", [name for name in RICH if name.startswith("rich_")]), 1000)),
    },
    "markdown": {**_BLOCK, "text": must(string(12_000))},
    "table": {
        **_BLOCK,
        "rows": must(items(items(typed("cells", ["raw_text", "raw_number", "rich_text"]), 20), 100)),
        "column_settings": items(thing("column"), 20),
    },
    "video": {
        **_BLOCK, "alt_text": must(string(200)), "title": must(plain(199)), "thumbnail_url": must(WEB_URL),
        "video_url": must(WEB_URL), "author_name": string(49), "description": plain(200),
        "provider_icon_url": WEB_URL, "provider_name": string(50), "title_url": WEB_URL,
    },
    "alert": {
        **_BLOCK, "text": must(text(200)), "level": word("default", "info", "warning", "error", "success"),
    },
    **{name: {**_BLOCK, **spec} for name, spec in (blockkit_grouped.BLOCKS | blockkit_data.BLOCKS).items()},
}  # fmt: skip

_ONLY_IN_MESSAGES = {"container", "data_table", "data_visualization", "markdown", "table"}
IN_HOME = set(BLOCKS) - {"alert", *_ONLY_IN_MESSAGES}
IN_MODAL = IN_HOME - {"carousel"} | {"alert"}
IN_MESSAGE = IN_HOME | _ONLY_IN_MESSAGES

CELLS: dict[str, Spec] = {
    "raw_text": {"text": must(string(10_000))},
    "raw_number": {"value": must(ANY), "text": string(10_000)},
    "rich_text": BLOCKS["rich_text"],
    "action_cell": blockkit_data.ACTION_CELL,
}

TYPED = {
    "blocks": BLOCKS, "elements": ELEMENTS, "rich": RICH, "cells": CELLS, "charts": blockkit_data.CHARTS,
}  # fmt: skip

# --- views and messages --------------------------------------------------------------------------------

_VIEW: Spec = {
    "private_metadata": string(3000, 0), "callback_id": string(255, 0), "external_id": string(255, 0),
}  # fmt: skip
VIEWS: dict[str, Spec] = {
    "modal": {
        **_VIEW, "title": must(plain(24)), "blocks": must(items(typed("blocks", IN_MODAL), 100)),
        "submit": plain(24), "close": plain(24), "clear_on_close": FLAG, "notify_on_close": FLAG,
        "submit_disabled": FLAG,
    },
    "home": {**_VIEW, "blocks": must(items(typed("blocks", IN_HOME), 100))},
}  # fmt: skip
TYPED["views"] = VIEWS

_MESSAGE_BLOCKS = items(typed("blocks", IN_MESSAGE), 50, 0)
MESSAGE: Spec = {
    "text": string(40_000, 0), "blocks": _MESSAGE_BLOCKS, "attachments": items(thing("attachment"), 100, 0),
}  # fmt: skip
_ATTACHMENT = (
    "fallback", "color", "pretext", "author_name", "author_link", "author_icon", "title", "title_link",
    "text", "fields", "image_url", "thumb_url", "footer", "footer_icon", "ts", "mrkdwn_in", "callback_id",
)  # fmt: skip

# --- objects without a type ----------------------------------------------------------------------------

_OPTION: Spec = {"text": must(plain(75)), "value": must(string(150)), "description": plain(75)}
_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")

THINGS: dict[str, Spec] = {
    "option": _OPTION,
    "menu_option": {**_OPTION, "url": URL},
    "ticked_option": {**_OPTION, "text": must(text(75)), "description": text(75)},
    "option_group": {"label": must(plain(75)), "options": must(items(thing("option"), 100))},
    "confirm": {
        "title": must(plain(100)), "text": must(text(300)), "confirm": must(plain(30)),
        "deny": must(plain(30)), "style": word("primary", "danger"),
    },
    "dispatch": {
        "trigger_actions_on": must(items(word("on_enter_pressed", "on_character_entered"), 2)),
    },
    "filter": {
        "include": items(word("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": FLAG, "exclude_bot_users": FLAG,
    },
    "slack_file": {"id": string(20), "url": URL},
    "column": {"align": word("left", "center", "right"), "is_wrapped": FLAG},
    "rich_style": dict.fromkeys(_STYLES, FLAG),
    "attachment": {**dict.fromkeys(_ATTACHMENT, ANY), "blocks": _MESSAGE_BLOCKS},
    **blockkit_data.THINGS,
}  # fmt: skip

# --- manifests -----------------------------------------------------------------------------------------

_ENDPOINT = replace(WEB_URL, most=3500)
_SCOPES = items(string(50, pattern=r"[a-z][a-z_.-]*(:[a-z_.]+)*", wanted="a scope"), 255, 0)
_EVENTS = items(string(50, pattern=r"[a-z_]+(\.[a-z_]+)*", wanted="an event"), 100, 0)
_COMMAND = string(32, 2, r"/[^\sA-Z/]+", "a slash followed by lower-case characters")
_REST = (
    "$schema", "_metadata", "app_directory", "functions", "workflows", "datastores", "outgoing_domains",
    "types", "external_auth_providers", "mcp_servers",
)  # fmt: skip

THINGS |= {
    "manifest": {
        **dict.fromkeys(_REST, ANY), "display_information": must(thing("display")),
        "features": thing("features"), "oauth_config": thing("oauth"), "settings": thing("settings"),
    },
    "display": {
        "name": must(string(35)), "description": string(140), "long_description": string(4000, 175),
        "background_color": string(7, 4, r"#([0-9a-fA-F]{3}){1,2}", "a colour as #rrggbb"),
    },
    "features": {
        **dict.fromkeys(("functions", "workflow_steps", "assistant_view", "agent_view"), ANY),
        "app_home": thing("app_home"), "bot_user": thing("bot_user"),
        "shortcuts": items(thing("shortcut"), 10), "slash_commands": items(thing("command"), 50),
        "unfurl_domains": items(string(255), 5),
    },
    "app_home": dict.fromkeys(
        ("home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"), FLAG
    ),
    "bot_user": {"display_name": must(string(80)), "always_online": FLAG},
    "shortcut": {
        "name": must(string(24)), "type": must(word("message", "global")), "callback_id": must(string(255)),
        "description": must(string(150)),
    },
    "command": {
        "command": must(_COMMAND), "description": must(string(2000)), "usage_hint": string(1000),
        "url": WEB_URL, "should_escape": FLAG,
    },
    "oauth": {
        "redirect_urls": items(string(2500), 1000, 0), "scopes": thing("scopes"),
        "token_management_enabled": FLAG, "pkce_enabled": FLAG,
    },
    "scopes": dict.fromkeys(("bot", "user", "bot_optional", "user_optional"), _SCOPES),
    "settings": {
        **dict.fromkeys(("incoming_webhooks", "siws_links", "function_runtime", "hermes_app_type"), ANY),
        **dict.fromkeys(
            ("org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled", "is_hosted",
             "is_mcp_enabled"), FLAG
        ),
        "event_subscriptions": thing("events"), "interactivity": thing("interactivity"),
        "allowed_ip_address_ranges": items(string(18, 7), 50),
    },
    "events": {
        "request_url": _ENDPOINT, "bot_events": _EVENTS, "user_events": _EVENTS,
        "metadata_subscriptions": items(ANY, 20),
    },
    "interactivity": {
        "is_enabled": must(FLAG), "request_url": _ENDPOINT, "message_menu_options_url": _ENDPOINT,
    },
}  # fmt: skip

EVENT_SCOPES = {
    "app_mention": "app_mentions:read", "message.im": "im:history", "message.mpim": "mpim:history",
    "message.channels": "channels:history", "message.groups": "groups:history",
    "user_change": "users:read", "team_join": "users:read", "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read", "link_shared": "links:read", "file_shared": "files:read",
    "channel_rename": "channels:read", "channel_archive": "channels:read",
    "channel_unarchive": "channels:read", "channel_created": "channels:read",
    "channel_deleted": "channels:read", "channel_left": "channels:read", "group_left": "groups:read",
    "dnd_updated_user": "dnd:read", "group_rename": "groups:read", "group_archive": "groups:read",
    "assistant_thread_started": "assistant:write",
}  # fmt: skip
"""Events and the bot scope that each needs; an event that several scopes allow is left out."""

RESERVED = {
    "me", "status", "away", "dnd", "shrug", "remind", "msg", "feed", "who", "collapse", "expand", "leave",
    "join", "open", "search", "topic", "mute", "pro", "shortcuts", "archive", "invite", "kick", "rename",
    "remove", "star", "mention", "list", "call",
}  # fmt: skip
"""Slack's own commands: a manifest that names one is refused completely."""
