"""The app manifest, made from the verbs: an agency pastes it into Slack to install Liaison."""

from __future__ import annotations

from typing import Any

from handlers import SHORTCUTS, VERBS
from handlers.core.i18n import Translator
from handlers.core.services import Commands
from handlers.core.verbs import COMMON_SCOPES, EVENTS, OPTIONAL_SCOPES, RESERVED

UNCONFIRMED = frozenset({"/feedback"})
"""It is not confirmed that Slack lets apps use these: named only on request (design §3)."""


def build(
    t: Translator, commands: Commands, *, http_url: str | None = None, extra: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A manifest that Slack accepts. `http_url`: for HTTP mode; None: Socket Mode.

    `extra`: unconfirmed commands to include. Reserved names are left out: with one of them Slack refuses the
    whole manifest.
    """
    settings: dict[str, Any] = {
        "event_subscriptions": {"bot_events": sorted(EVENTS)},
        "interactivity": {"is_enabled": True},
        "org_deploy_enabled": False,
        "socket_mode_enabled": http_url is None,
        "token_rotation_enabled": False,
    }
    if http_url:
        settings["event_subscriptions"]["request_url"] = http_url
        settings["interactivity"]["request_url"] = http_url
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Liaison",
            "description": t("manifest.description"),
            "background_color": "#1d3d3a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Liaison", "always_online": True},
            "shortcuts": [_shortcut(t, shortcut) for shortcut in SHORTCUTS],
            "slash_commands": [_command(t, name, verb, http_url) for name, verb in _names(commands, extra)],
        },
        "oauth_config": {"scopes": {"bot": sorted(scopes()), "bot_optional": sorted(OPTIONAL_SCOPES)}},
        "settings": settings,
    }


def scopes() -> set[str]:
    """The bot scopes that the verbs need."""
    return {*COMMON_SCOPES, *(scope for verb in VERBS for scope in verb.scopes)}


def reserved(commands: Commands) -> list[str]:
    """Those of the settings' command names that Slack reserves."""
    return [name for name, _ in _all(commands) if name.removeprefix("/") in RESERVED]


def _all(commands: Commands) -> list[tuple[str, str]]:
    groups = (
        ("ae", commands.umbrella),
        ("brief", commands.brief),
        ("feedback", commands.feedback),
        ("status", commands.status),
    )
    return [(name, verb) for verb, names in groups for name in names]


def _names(commands: Commands, extra: tuple[str, ...]) -> list[tuple[str, str]]:
    wanted = {f"/{name.removeprefix('/')}" for name in extra}
    return [
        (name, verb)
        for name, verb in _all(commands)
        if name.removeprefix("/") not in RESERVED and (name not in UNCONFIRMED or name in wanted)
    ]


def _command(t: Translator, name: str, verb: str, http_url: str | None) -> dict[str, Any]:
    made = {
        "command": name,
        "description": t(f"help.{verb}"),
        "usage_hint": t(f"usage.{verb}"),
        "should_escape": True,
    }
    return made | ({"url": http_url} if http_url else {})


def _shortcut(t: Translator, shortcut: str) -> dict[str, Any]:
    return {
        "name": t(f"shortcut.{shortcut}"),
        "type": "message",
        "callback_id": str(shortcut),
        "description": t(f"shortcut.{shortcut}.about"),
    }
