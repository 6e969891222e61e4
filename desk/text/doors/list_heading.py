"""The line above a list of work that says that work follows, and maybe whose."""

from __future__ import annotations

from desk.text.phrases import Phrases
from desk.text.tokens import Kind, read_line


def find(line: str) -> str | None:
    """Whose work follows: "Mộc An" of "việc cho Mộc An:", "" of "các việc sau:".

    None for a line that does not speak of work as such.
    """
    phrases, at, about = Phrases(read_line(line)), 0, False
    while at < len(phrases.tokens):
        sense = phrases.one(at, "list_word", "do", "list_points", "tail")
        if sense is None and phrases.tokens[at].kind is Kind.WORD:
            break
        about = about or (sense is not None and sense.kind in ("list_word", "do"))
        at = sense.end if sense else at + 1
    if not about:
        return None
    return phrases.words(at, len(phrases.tokens)).strip(" :") if at < len(phrases.tokens) else ""
