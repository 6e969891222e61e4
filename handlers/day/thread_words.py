"""The words of a thread as one text: a pasted chat, with who wrote what and when.

Where only colleagues wrote, what they pasted is the client's: it stands without their names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from handlers.core.wording import with_names
from handlers.day.thread_outside import MOST_MESSAGES, Post, Thread

MOST_TEXT = 39_000
"""A message of Slack holds 40,000 characters, and so does what a brief quotes."""
_NAME = 40
_BREAKS_A_STAMP = re.compile(r"[\s:\[\]<>|]+")


@dataclass(frozen=True, slots=True)
class Told:
    """`text`: of `count` messages by `writers`, in the order in which they first wrote; `left`: how many
    messages behind them are not in it. `whole`: nothing else is missing.
    """

    text: str
    count: int
    writers: Sequence[str]
    left: int
    whole: bool


def told(thread: Thread, names: Mapping[str, str], outside: Set[str], zone: tzinfo) -> Told:
    """A thread as text. `names`: of everybody who wrote or is mentioned; `outside`: who is no colleague."""
    is_chat = any(post.user in outside for post in thread.posts)
    between = "\n" if is_chat else "\n\n"
    text = ""
    used: list[Post] = []
    for post in thread.posts[:MOST_MESSAGES]:
        words = with_names(post.text, names)
        part = f"{_stamp(post, names, zone)}: {words}" if is_chat else words
        if used and len(text) + len(between) + len(part) > MOST_TEXT:
            break
        text = f"{text}{between}{part}" if used else part
        used.append(post)
    return Told(
        text=text[:MOST_TEXT],
        count=len(used),
        writers=tuple(dict.fromkeys(post.user for post in used)),
        left=len(thread.posts) - len(used),
        whole=thread.whole and len(text) <= MOST_TEXT,
    )


def _stamp(post: Post, names: Mapping[str, str], zone: tzinfo) -> str:
    try:
        moment = datetime.fromtimestamp(float(post.ts), UTC).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        moment = datetime.fromtimestamp(0, UTC)
    name = _BREAKS_A_STAMP.sub(" ", names.get(post.user, post.user)).strip()[:_NAME]
    return f"[{moment:%d/%m, %H:%M}] {name}"
