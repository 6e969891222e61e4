"""The verbs, as the features declare them: the help, the mentions, the manifest and the README's table come
from here.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desk.core.unique import by_name
from desk.text.letters import fold
from desk.text.nearest import closeness


class Group(enum.StrEnum):
    """The groups of the select in `/ae` alone, in their order; `now.group.<group>` is a group's title."""

    WORK = "work"
    BRIEF = "brief"
    FEEDBACK = "feedback"
    PROJECT = "project"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of that select, which runs its verb with `text` after it; `choice.<name>` is its text.

    `place`: those of a group stand in this order, and those of the same place as in the help. `name`: the
    verb's if "". `says`: it opens the form of `handlers/day/saying.py` called `name` instead. `office`: only
    for those who may change the company's settings.
    """

    group: Group
    place: int = 100
    name: str = ""
    text: str = ""
    says: bool = False
    office: bool = False


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb, such as `brief` in `/ae brief`.

    `words`: its other names. `everyday`: those of them that ordinary sentences also begin with; such a text
    is read as a sentence when something follows. `scopes`: bot scopes beyond the common ones. `guests`:
    people from outside may use it too. `alone`: nothing is typed after it. `choices`: how it is chosen by a
    press. Catalogs: `usage.<name>` says what is typed after it, `help.<name>` its purpose.
    """

    name: str
    words: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    guests: bool = False
    everyday: frozenset[str] = frozenset()
    alone: bool = False
    choices: tuple[Choice, ...] = ()


COMMON_SCOPES = ("commands", "chat:write", "im:write", "im:history", "users:read", "app_mentions:read")
"""Scopes for every verb: commands and mentions in, messages and direct messages out, people's names and
zones.
"""

OPTIONAL_SCOPES = ("channels:history", "groups:history", "dnd:read", "files:read", "users:read.email")
"""Optional scopes. The first two: look up a channel post of unknown fate; without them it is not repeated.
They also let a thread be read that somebody wants kept; without them, people use the shortcut on a message.
The third: respect Slack's do-not-disturb; without it, only quiet hours. The last two: files and e-mail
addresses for an import; without them, people paste tables and answer who is meant.
"""

EVENTS = (
    "app_home_opened", "app_mention", "message.im", "user_change", "team_join", "member_joined_channel",
    "member_left_channel", "channel_shared", "channel_unshared", "channel_rename", "group_rename",
    "channel_id_changed", "channel_archive", "channel_unarchive", "group_archive", "group_unarchive",
    "app_uninstalled", "tokens_revoked",
)  # fmt: skip
"""Bot events; each needs a scope above, or Slack refuses the whole manifest."""

RESERVED = frozenset(
    {
        "me", "status", "away", "dnd", "shrug", "remind", "msg", "feed", "who", "collapse",
        "expand", "leave", "join", "open", "search", "topic", "mute", "pro", "shortcuts",
        "archive", "invite", "kick", "rename", "remove", "star", "mention", "list", "call",
    }
)  # fmt: skip
"""Slack's own commands: a manifest that names one is refused completely (slack-facts §1.3, product.md §0.1).
"""

_CLOSE = 0.7
"""Stricter than for a project's name: ordinary words are similar to verbs by chance."""


class Verbs:
    """All verbs, in the order of the help; finds one by any of its words."""

    def __init__(self, said: Iterable[tuple[str, Verb]]) -> None:
        """From pairs (declaring module, verb). Raises `NamedTwice` when two verbs share a word."""
        said = list(said)
        self._all = by_name("verb", [(verb.name, who, verb) for who, verb in said])
        words = [(word, who, verb) for who, verb in said for word in (verb.name, *verb.words)]
        self._words = [word for word, _, _ in words]
        self._by_word = by_name("word", [(fold(word), who, verb) for word, who, verb in words])
        self._everyday = {fold(word) for _, verb in said for word in verb.everyday}
        self._longest = max((len(word.split()) for word in self._by_word), default=0)
        chosen = [(one.name or verb.name, who, (verb, one)) for who, verb in said for one in verb.choices]
        self.choices: Mapping[str, tuple[Verb, Choice]] = by_name("choice", chosen)
        """By the name of a choice."""

    def __iter__(self) -> Iterator[Verb]:
        return iter(self._all.values())

    def __getitem__(self, name: str) -> Verb:
        return self._all[name]

    def split(self, text: str) -> tuple[Verb | None, str]:
        """The verb at the start of a text, and the rest; (None, text) without a verb."""
        word, count = self._begun(text)
        return (self._by_word[word], _after(text, count)) if word else (None, text)

    def may_be_a_sentence(self, text: str) -> bool:
        """Whether a text begins with no verb, or with a word that sentences also begin with."""
        word, count = self._begun(text)
        return not word or (word in self._everyday and bool(_after(text, count).strip()))

    def _begun(self, text: str) -> tuple[str, int]:
        """The verb's word at the start of a text, and how many words it has; "" for none."""
        words = text.split(maxsplit=self._longest)
        for count in range(min(self._longest, len(words)), 0, -1):
            word = fold(" ".join(words[:count]))
            if word in self._by_word:
                return word, count
        return "", 0

    def nearest_names(self, text: str) -> Sequence[str]:
        """Words of up to three verbs that are similar to the start of a text."""
        begun, best = text.split(maxsplit=self._longest)[: self._longest], dict[str, tuple[float, str]]()
        for word in self._words if begun else ():
            score = closeness(" ".join(begun[: len(word.split())]), word, _CLOSE)
            verb = self._by_word[fold(word)].name
            if score >= max(_CLOSE, best.get(verb, (0, ""))[0]):
                best[verb] = score, word
        return [word for _, word in sorted(best.values(), reverse=True)[:3]]


def _after(text: str, words: int) -> str:
    """The text after the first `words` words, with its line breaks."""
    rest = text.lstrip()
    for _ in range(words):
        rest = rest[len(rest.split(maxsplit=1)[0]) :].lstrip()
    return rest
