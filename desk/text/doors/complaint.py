"""Whether a client complains, so that the account manager hears of it beside the AE.

heard("KV vẫn chưa thấy, nhắc mấy lần rồi em")   # True
heard("Video hơi chậm, tăng tốc giúp chị")       # False
"""

from __future__ import annotations

import re
from functools import cache

from desk.text import lexicon
from desk.text.letters import fold

_WORDS = "mood"
_READ = 40_000
"""As much as a message of Slack holds."""


def heard(text: str) -> bool:
    """Whether words of a complaint stand in a text, with or without accents."""
    return _complaint().search(" ".join(fold(text[:_READ]).split())) is not None


@cache
def _complaint() -> re.Pattern[str]:
    words = sorted(lexicon.of(_WORDS).known_words("complaint"))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
