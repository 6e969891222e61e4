"""The one table of verbs: it makes the help, the mentions, the manifest and the README's table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desk.text.names import closeness, fold


@dataclass(frozen=True, slots=True)
class Verb:
    """Something people ask for in words.

    `words`: what else they call it. `scopes`: bot scopes it needs beyond the common ones. Its usage and
    help stand in the catalogs as `usage.<name>` and `help.<name>`.
    """

    name: str
    words: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


VERBS = (
    Verb("brief", ("đề bài",)),
    Verb("feedback", ("gopy", "góp ý", "phản hồi")),
    Verb("status", ("tiendo", "tiến độ", "báo cáo", "report")),
    Verb("add", ("thêm", "hạng mục")),
    Verb("mine", ("việc của tôi", "việc hôm nay", "today")),
    Verb("todo", ("việc",)),
    Verb("remind", ("nhắc",)),
    Verb("off", ("nghỉ", "nghỉ phép", "leave")),
    Verb("project", ("dự án",), ("channels:read", "groups:read")),
    Verb("admin", ("quản trị",)),
    Verb("history", ("lịch sử",)),
    Verb("undo", ("hoàn tác",)),
    Verb("import", ("nhập",)),
    Verb("why", ("vì sao", "tại sao")),
    Verb("help", ("trợ giúp", "giúp", "hướng dẫn")),
)

COMMON_SCOPES = ("commands", "chat:write", "im:write", "im:history", "users:read", "app_mentions:read")
"""What every verb lives on: commands and mentions in, messages and DMs out, people's names and zones."""

OPTIONAL_SCOPES = ("channels:history", "groups:history", "dnd:read")
"""With the first two a channel post whose outcome is unknown can be looked up; without, it is not repeated.
With the last one Slack's do-not-disturb is respected; without, only quiet hours are."""

EVENTS = (
    "app_home_opened", "app_mention", "message.im", "user_change", "team_join", "member_joined_channel",
    "member_left_channel", "channel_shared", "channel_unshared", "channel_rename", "group_rename",
    "channel_id_changed", "channel_archive", "channel_unarchive", "group_archive", "group_unarchive",
    "app_uninstalled", "tokens_revoked",
)  # fmt: skip
"""Bot events; each stands under a scope above, or Slack refuses the whole manifest."""

RESERVED = frozenset(
    {
        "me", "status", "away", "dnd", "shrug", "remind", "msg", "feed", "who", "collapse",
        "expand", "leave", "join", "open", "search", "topic", "mute", "pro", "shortcuts",
        "archive", "invite", "kick", "rename", "remove", "star", "mention", "list", "call",
    }
)  # fmt: skip
"""Slack's own commands: a manifest that names one is refused whole (slack-facts §1.3, product.md §0.1)."""

_WORDS = [word for verb in VERBS for word in (verb.name, *verb.words)]
_BY_WORD = {fold(word): verb for verb in VERBS for word in (verb.name, *verb.words)}
_CLOSE = 0.7
"""Of a verb fewer letters may be wrong than of a project's name: other words come close by chance."""
_LONGEST = max(len(word.split()) for word in _BY_WORD)


def split(text: str) -> tuple[Verb | None, str]:
    """The verb that a text begins with, and the rest; (None, text) when it begins with none."""
    words = text.split(maxsplit=_LONGEST)
    for count in range(min(_LONGEST, len(words)), 0, -1):
        verb = _BY_WORD.get(fold(" ".join(words[:count])))
        if verb:
            return verb, _after(text, count)
    return None, text


def nearest_names(text: str) -> Sequence[str]:
    """Up to three words for different verbs that come close to how a text begins."""
    begun, best = text.split(maxsplit=_LONGEST)[:_LONGEST], dict[str, tuple[float, str]]()
    for word in _WORDS if begun else ():
        score = closeness(" ".join(begun[: len(word.split())]), word, _CLOSE)
        verb = _BY_WORD[fold(word)].name
        if score >= max(_CLOSE, best.get(verb, (0, ""))[0]):
            best[verb] = score, word
    return [word for _, word in sorted(best.values(), reverse=True)[:3]]


def _after(text: str, words: int) -> str:
    """What follows the first `words` words, with its line breaks as they are."""
    rest = text.lstrip()
    for _ in range(words):
        rest = rest[len(rest.split(maxsplit=1)[0]) :].lstrip()
    return rest
