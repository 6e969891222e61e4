"""How words to the bot are meant: whether they ask, order or only tell, and what keeps an order from being
one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from desk.text.pasted.cues import Cue, Cues
from desk.text.tokens import Kind

_ENDINGS = 4
_LONGEST_BEFORE = 3
_SIGNS = (Kind.SEPARATOR, Kind.EMOJI, Kind.MARK, Kind.BULLET, Kind.QUOTE, Kind.BRACKET, Kind.AT, Kind.SYMBOL)


@dataclass(frozen=True, slots=True)
class Mood:
    """`head`: where the words begin behind "can you", "em ơi". `asks`: it is a question; `lists`: it wants to
    be shown something; `begs`: it says please; `idiom`: it says something else altogether."""

    head: int
    asks: bool
    lists: bool
    begs: bool
    idiom: bool


def of(cues: Cues, closed: Collection[int]) -> Mood:
    """The mood of a line; words in `closed` are somebody else's."""
    head, asked_nicely = _head(cues, closed)
    begs = asked_nicely or bool(hits(cues, "begs", closed))
    marked = any(token.text in "?？" for at, token in enumerate(cues.tokens) if at not in closed)
    begins = cues.one(head, "asks_begin", "how_to")
    asks = (
        bool(_asking(cues, closed))
        or begins is not None
        or _asks_whether_yet(cues, closed)
        or _asks_at_the_end(cues, closed)
        or (marked and not asked_nicely)
    )
    scoffs = _scoffs(cues)
    believes = cues.one(head, "believes") is not None and not marked
    return Mood(
        head,
        asks and not scoffs and not believes,
        any(one.start <= head for one in hits(cues, "lists", closed)) or _is_given(cues, head, closed),
        begs,
        scoffs or bool(hits(cues, "idiom", closed)),
    )


def _asking(cues: Cues, closed: Collection[int]) -> list[Cue]:
    """The words that ask; not those of "không ai", "chưa nói gì đâu", which say that there is none."""
    found = hits(cues, "asks", closed)
    none = {at for one in found if one.value == "none" for at in range(one.start, one.end)}
    return [one for one in found if none.isdisjoint(range(one.start, one.end))]


def _scoffs(cues: Cues) -> bool:
    """ "Deadline gì mà deadline": a word said twice to wave it away."""
    said = [token.bare for token in cues.tokens]
    return any(
        said[at + 1 : at + 3] == ["gi", "ma"] and said[at] == said[at + 3] for at in range(len(said) - 3)
    )


def asks_in(cues: Cues, start: int, end: int, closed: Collection[int]) -> bool:
    """Whether a clause of a line asks; a question mark or a tag at the line's end is said of all of it."""
    if any(token.text in "?？" for token in cues.tokens) or _asks_at_the_end(cues, closed):
        return True
    return asks_inside(cues, start, end, closed)


def asks_inside(cues: Cues, start: int, end: int, closed: Collection[int]) -> bool:
    """Whether the words of a clause ask, whatever ends the line."""
    words = _asking(cues, closed)
    head, _ = _head(cues, closed)
    begun = cues.one(max(start, head) if start <= head < end else start, "asks_begin")
    return begun is not None or any(start <= one.start < end for one in words)


def hits(cues: Cues, kind: str, closed: Collection[int] = ()) -> list[Cue]:
    """The longest phrases of a kind, in the order of the line, that `holds` tells to be meant."""
    found: list[Cue] = []
    for at in range(len(cues.tokens)):
        one = cues.one(at, kind) if at not in closed else None
        if one and holds(cues, one) and (not found or one.end > found[-1].end):
            found.append(one)
    return found


def holds(cues: Cues, one: Cue) -> bool:
    """Whether a phrase may be meant: no everyday word without its accents, nor words without accents that a
    longer phrase tells to be others: "tien do" holds no "tiền", "cam on" no "on"."""
    if cues.line.accented:
        return True
    longer = [
        other
        for at in range(max(0, one.start - _LONGEST_BEFORE), one.start + 1)
        for other in cues.at(at)
        if other.end >= one.end
        and other.end - other.start > one.end - one.start
        and not (other.bare and other.weak)
    ]
    if not one.bare:
        return not any(other.bare and other.kind == "greeting" for other in longer)
    told = [other.forms[one.start - other.start :][: one.end - one.start] for other in longer]
    return not one.weak and (not told or one.forms in told)


def is_denied(
    cues: Cues, start: int, end: int, closed: Collection[int], *, told: bool = True, almost: bool = True
) -> bool:
    """Whether what stands between two tokens says that nothing is to be done, or not yet. `told`: so does
    what makes an order a thing that happens, "bị dời". `almost`: so does "nearly"."""
    return any(
        start <= one.start
        and one.end <= end
        and (one.value != "passive" or (told and one.end == end))
        and (one.value != "almost" or almost)
        for one in hits(cues, "denies", closed)
        if not (one.bare and _is_no_dont(cues, one))
    )


def _is_no_dont(cues: Cues, one: Cue) -> bool:
    """ "dung 17h": on the hour; "Nam dung": what Nam does. No "don't"."""
    return one.end == len(cues.tokens) or cues.tokens[one.end].kind is Kind.NUMBER


def is_supposed(
    cues: Cues, closed: Collection[int], *, firmly: bool = False, before: int | None = None
) -> bool:
    """Whether it is only thought of. `firmly`: so that not even a question is one of what is. `before`: what
    is thought of behind this token is another matter."""
    head, _ = _head(cues, closed)
    when = next(iter(hits(cues, "when_word", closed)), None)
    then = hits(cues, "then_word", closed) if when else []
    if when and any(_is_only_then(cues, when, one) for one in then):
        return True
    return any(
        one.value == "firm" or not firmly or (one.start <= head and cues.tokens[one.start].bare == "if")
        for one in hits(cues, "supposes", closed)
        if (before is None or one.start < before) and not _is_asked_for(cues, one)
    )


def _is_only_then(cues: Cues, when: Cue, then: Cue) -> bool:
    """ "Khi nào khách duyệt thì dời": not before. "Khi nào thì nộp" asks for the day."""
    asks = when.end == then.start and cues.one(when.start, "asks") is not None
    return when.end <= then.start and then.end < len(cues.tokens) and not asks


def _is_asked_for(cues: Cues, one: Cue) -> bool:
    """ "What should I do": no thought, but a question."""
    is_asked = cues.tokens[one.start].bare == "should" and one.start > 0
    return is_asked and cues.one(one.start - 1, "asks_begin") is not None


def is_banter(cues: Cues, closed: Collection[int]) -> bool:
    """Whether it is said in jest, or to say how one feels."""
    return bool(hits(cues, "jokes", closed))


def laughs(cues: Cues, closed: Collection[int]) -> bool:
    """Whether a line ends with a laugh: "…, haha"."""
    last = max((at for at, one in enumerate(cues.tokens) if one.kind in (Kind.WORD, Kind.NUMBER)), default=0)
    return any(one.value == "laugh" and one.end > last for one in hits(cues, "jokes", closed))


def is_reported(cues: Cues, closed: Collection[int]) -> bool:
    """Whether it tells what was, or what others said."""
    return bool(hits(cues, "reports", closed))


def _head(cues: Cues, closed: Collection[int]) -> tuple[int, bool]:
    """Behind the words before an order, and whether a "can you" is among them."""
    at, nicely = 0, False
    while at < len(cues.tokens):
        token = cues.tokens[at]
        lead = cues.one(at, "lead")
        if token.kind in _SIGNS or (token.kind is Kind.MENTION and token.form.startswith("U0LIAISON")):
            at += 1
        elif lead and at not in closed and lead.end < len(cues.tokens):
            nicely = nicely or cues.one(at, "begs") is not None
            at = lead.end
        else:
            break
    return at, nicely


def _is_given(cues: Cues, head: int, closed: Collection[int]) -> bool:
    """ "Cho anh lịch hôm nay": something is wanted to be shown."""
    shown = ("listed", "status_noun", "progress_noun", "remarks_noun", "money_word", "due_word", "task_word")
    return not _gives(cues) and any(
        one.start <= head and cues.one(one.end, *shown) is not None for one in hits(cues, "gives_me", closed)
    )


def _gives(cues: Cues) -> bool:
    """ "Dạ em gửi chị báo giá": the writer gives it."""
    begun = [token.bare for token in cues.tokens if token.kind is Kind.WORD][:3]
    return begun[:2] in (["da", "em"], ["da", "e"]) and begun[2:] in (["gui"], ["goi"], ["dua"])


def _asks_whether_yet(cues: Cues, closed: Collection[int]) -> bool:
    """ "xong chưa mà im vậy": a "yet" behind what may be done by now; before it, it denies."""
    for at, token in enumerate(cues.tokens):
        if token.form not in ("chưa", "chua") or at in closed:
            continue
        done = any(
            one.end == at
            for start in range(max(0, at - 3), at)
            for one in cues.at(start)
            if one.kind in ("state_word", "hands_over", "takes_note")
        )
        if done and not cues.one(at + 1, "state_word", "takes_note", "hands_over", "does_work"):
            return True
    return False


def _asks_at_the_end(cues: Cues, closed: Collection[int]) -> bool:
    end = len(cues.tokens)
    for _ in range(_ENDINGS):
        while end and cues.tokens[end - 1].kind in _SIGNS:
            end -= 1
        for at in range(max(0, end - 3), end):
            asked = cues.one(at, "asks_end")
            faint = asked is not None and asked.bare and asked.weak
            is_unit = cues.tokens[at].glued and at > 0 and cues.tokens[at - 1].kind is Kind.NUMBER  # "4K"
            if asked and not (faint or is_unit) and asked.end == end and at > 0 and at not in closed:
                return True
        tail = next(
            (
                at
                for at in range(max(0, end - 2), end)
                if (one := cues.one(at, "polite_end")) and one.end == end
            ),
            None,
        )
        if tail is None:
            return False
        end = tail
    return False
