"""One line, one point: reads what kind each line of feedback is (F36).

In what an account person types, a line may begin with a word (`phải:`, `should:`) or a sign (`!`, `~`).
In a client's own words only the words count, since clients use the signs as bullets. A line with nothing
but such a word is a heading: it names the kind of the lines below. A greeting is no point.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from desk.text.letters import fold
from storage.feedback.feedback import FeedbackKind

DEFAULT = FeedbackKind.MUST
"""What a client says counts until somebody decides otherwise."""

_WORDS = {
    FeedbackKind.MUST: ("phải", "phải sửa", "bắt buộc", "must", "must fix"),
    FeedbackKind.SHOULD: ("nên", "nên sửa", "should", "nice to have"),
    FeedbackKind.QUESTION: ("hỏi", "câu hỏi", "question", "q"),
    FeedbackKind.OUT_OF_SCOPE: ("ngoài phạm vi", "ngoài scope", "phát sinh", "oos", "out of scope"),
    FeedbackKind.PRAISE: ("khen", "praise"),
}
_KINDS = {fold(word): kind for kind, words in _WORDS.items() for word in words}
_SIGNS = {
    "!": FeedbackKind.MUST,
    "~": FeedbackKind.SHOULD,
    "?": FeedbackKind.QUESTION,
    "$": FeedbackKind.OUT_OF_SCOPE,
    "+": FeedbackKind.PRAISE,
}
_LONGEST_WORD = max(len(word) for word in _KINDS)

_NUMBER = r"\(?\d{1,2}[.)](?!\d)\s*|\(?[a-zđ]\)\s*"
_DASH = r"[-–—•·●○▪►](?![-\d])\s*"
_BULLET = re.compile(rf"{_DASH}|\*\s+|{_NUMBER}", re.IGNORECASE)
_CLIENT_BULLET = re.compile(rf"{_DASH}|[*+>]+\s+|{_NUMBER}", re.IGNORECASE)
_RULED = re.compile(r"[-–—_=*~.•\s]+$")
_SIGN = re.compile(r"([!~?$+])\1*+(?!\d)\s*")
_PRAISES = re.compile(
    r"\b(rat thich|thich lam|ung lam|rat ung|qua dep|dep qua|rat dep|dep lam|tuyet voi|love|great|perfect)\b"
)
_WANTS = re.compile(r"\b(nhung|hon|them|bot|doi|sua|bo|but|more|less|change|add|remove)\b")
_YOU = (
    r"(?: (?:em|anh|chi|ban|moi nguoi|ca nha|nha minh|team|all|both|guys|everyone|there|you|m[rs]s?\.?"
    r"|so much|nhieu|nhe|nha|a|oi))*"
)
_GREETING = re.compile(
    rf"(?:(?:xin |em |chi |anh )?chao|kinh gui|hi|hello|hey|dear|alo){_YOU}(?:(?: \w+){{1,3}}(?=[,!])|)"
    rf"|(?:(?:xin |chi |anh |em )?cam on|(?:many )?thanks?|tks){_YOU}"
    r"|(?:em|anh|chi|ban|team) oi|tran trong|(?:best |kind |warm )?regards"
)
_ASKS = re.compile(r"[?？]\W*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One point of feedback and what kind it was taken for."""

    kind: FeedbackKind
    text: str


def read_typed(text: str) -> tuple[Line, ...]:
    """The points of a list that an account person typed; signs count."""
    return _read(text, _BULLET, signs=True)


def read_verbatim(text: str) -> tuple[Line, ...]:
    """The points of a client's own words; signs are bullets."""
    return _read(text, _CLIENT_BULLET, signs=False)


def _read(text: str, bullet: re.Pattern[str], *, signs: bool) -> tuple[Line, ...]:
    read: list[Line] = []
    heading: FeedbackKind | None = None
    for raw in text.splitlines():
        line = raw.strip()
        if not line or _RULED.match(line) or _greets(line):
            continue
        kind, rest = _after_word(line, bullet)
        if kind and not rest:
            heading = kind
            continue
        if kind is None and signs:
            kind, rest = _after_sign(rest)
        if not rest:
            kind, rest = None, line
        if kind is None:
            kind = FeedbackKind.QUESTION if _asks(rest) else heading or (DEFAULT if signs else _guess(rest))
        read.append(Line(kind, rest))
    return tuple(read) or tuple(Line(DEFAULT, line.strip()) for line in text.splitlines() if _greets(line))


def _after_word(line: str, bullet: re.Pattern[str]) -> tuple[FeedbackKind | None, str]:
    """The kind that the word before the colon names, and what follows; else the line without its bullet."""
    rest = bullet.sub("", line, count=1) if bullet.match(line) else line
    word, *after = re.split("[:：]", rest, maxsplit=1)
    if after and len(word) <= 2 * _LONGEST_WORD:
        kind = _KINDS.get(fold(word))
        if kind:
            return kind, after[0].strip()
    return None, rest.strip()


def _after_sign(line: str) -> tuple[FeedbackKind | None, str]:
    """The kind that the first sign stands for, and what follows. `~10`, `$500`, `+84` are amounts."""
    sign = _SIGN.match(line)
    if sign is None:
        return None, line
    return _SIGNS[sign[1]], line[sign.end() :].strip()


def _guess(line: str) -> FeedbackKind:
    """Praise where a line says so and wants nothing; the second page lets people correct it."""
    folded = fold(line)
    return FeedbackKind.PRAISE if _PRAISES.search(folded) and not _WANTS.search(folded) else DEFAULT


def _greets(line: str) -> bool:
    """Whether a line says good day, thanks or good-bye, and nothing else, or leads over to the points."""
    said = _GREETING.match(folded := fold(line))
    return said is not None and (folded.endswith(":") or not re.search(r"[\w?]", folded[said.end() :]))


def _asks(line: str) -> bool:
    """Whether a line ends as a question does; an address that ends with `?` does not."""
    return bool(_ASKS.search(line)) and "://" not in line.split()[-1]
