"""What people may ask for in words, as the features say it: it makes the help, the mentions,
the manifest and the README's table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from desk.core.unique import by_name
from desk.text.letters import fold
from desk.text.nearest import closeness


@dataclass(frozen=True, slots=True)
class Verb:
    """Something people ask for in words.

    `words`: what else they call it; `everyday`: those of them that sentences begin with as well, so that they
    are read whole when something follows. `scopes`: bot scopes it needs beyond the common ones. `guests`:
    people from outside may ask it as well. `alone`: nothing is typed after it; what else is stands in the
    catalogs as `usage.<name>`, and what the verb is for as `help.<name>`.
    """

    name: str
    words: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    guests: bool = False
    everyday: frozenset[str] = frozenset()
    alone: bool = False


COMMON_SCOPES = ("commands", "chat:write", "im:write", "im:history", "users:read", "app_mentions:read")
"""What every verb lives on: commands and mentions in, messages and DMs out, people's names and zones."""

OPTIONAL_SCOPES = ("channels:history", "groups:history", "dnd:read", "files:read", "users:read.email")
"""With the first two a channel post whose outcome is unknown can be looked up; without, it is not repeated.
With the third Slack's do-not-disturb is respected; without, only quiet hours are. With the last two an import
takes files and e-mail addresses; without, tables are pasted and people are asked who it is."""

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

_CLOSE = 0.7
"""Of a verb fewer letters may be wrong than of a project's name: other words come close by chance."""


class Verbs:
    """All verbs, in the order of the help: finds one by any of its words."""

    def __init__(self, said: Iterable[tuple[str, Verb]]) -> None:
        """From (who says it, verb). Raises `NamedTwice` for a word of two verbs."""
        said = list(said)
        self._all = by_name("verb", [(verb.name, who, verb) for who, verb in said])
        words = [(word, who, verb) for who, verb in said for word in (verb.name, *verb.words)]
        self._words = [word for word, _, _ in words]
        self._by_word = by_name("word", [(fold(word), who, verb) for word, who, verb in words])
        self._everyday = {fold(word) for _, verb in said for word in verb.everyday}
        self._longest = max((len(word.split()) for word in self._by_word), default=0)

    def __iter__(self) -> Iterator[Verb]:
        return iter(self._all.values())

    def __getitem__(self, name: str) -> Verb:
        return self._all[name]

    def split(self, text: str) -> tuple[Verb | None, str]:
        """The verb that a text begins with, and the rest; (None, text) when it begins with none."""
        word, count = self._begun(text)
        return (self._by_word[word], _after(text, count)) if word else (None, text)

    def may_be_a_sentence(self, text: str) -> bool:
        """Whether a text begins with no verb, or with the word of one that sentences begin with too."""
        word, count = self._begun(text)
        return not word or (word in self._everyday and bool(_after(text, count).strip()))

    def _begun(self, text: str) -> tuple[str, int]:
        """The word of a verb that a text begins with, and of how many words it is; "" for none."""
        words = text.split(maxsplit=self._longest)
        for count in range(min(self._longest, len(words)), 0, -1):
            word = fold(" ".join(words[:count]))
            if word in self._by_word:
                return word, count
        return "", 0

    def nearest_names(self, text: str) -> Sequence[str]:
        """Up to three words for different verbs that come close to how a text begins."""
        begun, best = text.split(maxsplit=self._longest)[: self._longest], dict[str, tuple[float, str]]()
        for word in self._words if begun else ():
            score = closeness(" ".join(begun[: len(word.split())]), word, _CLOSE)
            verb = self._by_word[fold(word)].name
            if score >= max(_CLOSE, best.get(verb, (0, ""))[0]):
                best[verb] = score, word
        return [word for _, word in sorted(best.values(), reverse=True)[:3]]


def _after(text: str, words: int) -> str:
    """What follows the first `words` words, with its line breaks as they are."""
    rest = text.lstrip()
    for _ in range(words):
        rest = rest[len(rest.split(maxsplit=1)[0]) :].lstrip()
    return rest
