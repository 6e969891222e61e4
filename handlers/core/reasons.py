"""Why Slack refused a message, in sentences that say what to do; Slack's codes are only logged."""

from __future__ import annotations

from handlers.core.i18n import Translator

_CODES = {
    "archived": ("is_archived", "channel_is_archived", "is_inactive"),
    "restricted": (
        "cannot_reply_to_message", "posting_to_channel_denied", "restricted_action",
        "restricted_action_non_threadable_channel", "restricted_action_read_only_channel",
        "restricted_action_thread_locked", "restricted_action_thread_only_channel",
    ),
    "not_there": ("channel_not_found", "not_in_channel", "user_not_in_channel"),
    "blocked": (
        "access_denied", "accesslimited", "action_prohibited", "app_access_restricted", "ekm_access_denied",
        "enterprise_is_restricted", "external_channel_migrating", "no_permission",
        "slack_connect_canvas_sharing_blocked", "slack_connect_file_link_sharing_blocked",
        "slack_connect_lists_sharing_blocked",
    ),
    "gone": ("cannot_dm_bot", "is_bot", "user_disabled", "user_not_found", "user_not_visible"),
    "no_messages_tab": ("messages_tab_disabled",),
    "too_long": ("msg_blocks_too_long", "msg_too_long", "view_too_large"),
    "unfit": (
        "attachment_payload_limit_exceeded", "invalid_arguments", "invalid_attachments", "invalid_blocks",
        "invalid_blocks_format", "invalid_metadata_format", "invalid_metadata_schema",
        "markdown_text_conflict", "metadata_too_large", "no_text", "too_many_attachments",
    ),
    "full": ("message_limit_exceeded",),
    "message_gone": (
        "cant_update_message", "edit_window_closed", "message_not_found", "thread_not_found", "update_failed",
    ),
    "not_allowed": ("missing_scope", "not_allowed_token_type", "method_not_supported_for_channel_type"),
    "stumbled": ("stumbled",),
}  # fmt: skip
_WORDS = {code: words for words, codes in _CODES.items() for code in codes}


def said(t: Translator, code: str) -> str:
    """The sentence for a code of Slack or of delivery; for an unknown code, a general one."""
    return t(f"slack.{_WORDS.get(code, 'other')}")
