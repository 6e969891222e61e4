"""The meanings of a sheet's words for status and department: from our lists, and from people's answers."""

from __future__ import annotations

import re

from desk.text.letters import fold
from desk.text.nearest import closeness, nearest
from desk.work.lines import Fault
from desk.work.table_answers import Answers, Ask, Question
from desk.work.table_columns import words

_LIKELY = 0.8
"""How similar an unknown word must be to a known one to be offered with its meaning: a typing error only."""
_EMOJI = re.compile(r"[^\w\s'/&+.-]+")
_NUMBERING = re.compile(r"^\d+\s*[.)-]\s*")


class Meanings:
    """The words for what is asked by `Ask.STATUS` or `Ask.DEPARTMENT`."""

    def __init__(self, ask: Ask, answers: Answers) -> None:
        self._ask, self._answers = ask, answers
        self._known = {_bare(one): meant for meant, every in words("values")[ask].items() for one in every}

    def of(self, text: str) -> str:
        """The meaning of a word, or "" when nobody answered."""
        return self._known.get(_bare(text)) or self._answers.word(self._ask, text)

    def unknown(self, text: str, *, suggests: bool) -> tuple[Fault, Question]:
        """The fault of an unknown word, and the question about it. `suggests`: offer the likely meanings."""
        said = text[:60]
        close = nearest(said, self._known) if suggests else ()
        near = ", ".join(close) or ", ".join(list(self._known)[:3])
        is_likely = bool(close) and closeness(said, close[0]) >= _LIKELY
        fault = Fault("error.import_word", {"text": said, "nearest": near})
        return fault, Question(self._ask, said, offered=self._known[close[0]] if is_likely else "")


def _bare(text: str) -> str:
    """A word of a list without its emoji and number."""
    return fold(_NUMBERING.sub("", _EMOJI.sub(" ", text).strip())).strip(" .-")
