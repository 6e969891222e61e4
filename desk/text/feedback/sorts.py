"""The sort of one clause of a client's remark: a wish, a fault, praise, a question, or nothing."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from desk.text.feedback.amounts import amounts, denies_amount, is_counted
from desk.text.feedback.oneself import has_looked, minds, tells_of_oneself
from desk.text.feedback.prices import adds_a_version, is_about_costs, is_dear, is_of_a_shop, only_receives
from desk.text.feedback.soft import soft_of
from desk.text.feedback.unsure import Leaves, leaves_open
from desk.text.pasted.asks import Ask, ask_of
from desk.text.pasted.cues import Cue, known_words
from desk.text.pasted.hits import Hits
from desk.text.tokens import Kind


class Sort(enum.StrEnum):
    """What a clause is."""

    WISH = "wish"
    SOFT = "soft"
    FAULT = "fault"
    REMARK = "remark"
    """Said where everything said is a remark, and nothing in it tells more."""
    PRAISE = "praise"
    FINE = "fine"
    QUESTION = "question"
    MONEY = "money"
    SCOPE = "scope"
    BACK = "back"
    TALK = "talk"
    UNSURE = "unsure"
    LATER = "later"
    """It says of what was named before that it is open."""
    TOLD = "told"
    """What somebody tells of themselves: a reason beside a wish, nothing alone."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Setting:
    """The place of a clause. `listed`: in a list, where every item is a remark; `chat`: in a chat message;
    `money`: under a heading about money; `shop`: under one that names a page of a shop; `stop`: the mark
    that ends its sentence; `first`: it begins the sentence; `core`: the start of the particles at its end.
    """

    listed: bool = False
    chat: bool = False
    money: bool = False
    shop: bool = False
    stop: str = ""
    first: bool = True
    core: int = 0


def sort_of(hits: Hits, start: int, end: int, setting: Setting) -> Sort:
    """What the clause of some tokens is."""
    tokens = hits.cues.tokens
    words = [at for at in range(start, end) if tokens[at].kind in (Kind.WORD, Kind.NUMBER)]
    if not words:
        return Sort.FINE if hits.has("wish_fine", start, end) else Sort.NOTHING
    ask = ask_of(hits, start, end, setting.stop, setting.first)
    if _is_fine(hits, start, end):
        return Sort.PRAISE if _praises(hits, start, end, setting) else Sort.FINE
    if not _about_money(hits, start, end, setting, ask):
        leaves = leaves_open(hits, start, end)
        if leaves and not _is_beyond(hits, start, end):
            return Sort.UNSURE if leaves is Leaves.ITSELF else Sort.LATER
        talk = hits.first("wish_talk", start, end, "sure")
        if talk and not hits.has("wish_opinion", talk.end, end):
            return Sort.TALK
    elif is_dear(hits, start, end, first=setting.first):
        return Sort.MONEY
    if _is_beyond(hits, start, end):
        why = ask is Ask.QUESTION and hits.cues.tokens[start].bare in known_words("asks_why")
        return Sort.QUESTION if why else Sort.SCOPE
    if _about_money(hits, start, end, setting, ask):
        return Sort.MONEY
    if hits.at("wish_verb", start) is None and hits.has("wish_thanks", start, end):
        return _thanks(hits, start, end, setting)
    if ask is not Ask.NOTHING and not (setting.stop not in ("?", "？") and _is_very(hits, start, end)):
        return _asked(hits, start, end, ask)
    return _stated(hits, start, end, setting)


def asks_for_work(hits: Hits, start: int, end: int) -> bool:
    """Whether the clause of some tokens says what must be, or what is to be done, whatever else it tells."""
    return _needs(hits, start, end) or _directs(hits, start, end)


def _stated(hits: Hits, start: int, end: int, setting: Setting) -> Sort:
    said = hits.first("wish_said", start, end)
    if said and said.end < end:
        return _told(hits, said.end, end, setting)
    return _told(hits, start, end, setting)


def _told(hits: Hits, start: int, end: int, setting: Setting) -> Sort:
    if has_looked(hits, start, setting.core or end):
        return Sort.TALK
    told = tells_of_oneself(hits, start, end)
    wishes = not told and (asks_for_work(hits, start, end) or amounts(hits, start, end, chat=setting.chat))
    soft = soft_of(hits, start, end)
    if (
        soft
        and not (told and soft == "weak")
        and (wishes or setting.listed or soft == "sure" or hits.has("wish_thing", start, end))
    ):
        return Sort.SOFT
    praise = _praises(hits, start, end, setting)
    if praise and _prefers(hits, start, end):
        return Sort.SOFT
    if wishes and not praise:
        return Sort.WISH
    if denies_amount(hits, start, end) or (not setting.first and _corrects(hits, start, end)):
        return Sort.FAULT
    fault = _faults(hits, start, end) and (not told or minds(hits, start, end))
    if praise and not (fault and wishes):
        return Sort.PRAISE
    if wishes:
        return Sort.WISH
    if fault:
        return Sort.FAULT
    if hits.has("wish_talk", start, end):
        return Sort.TALK
    if told or soft:
        return Sort.TOLD
    if _admires(hits, start, end, setting):
        return Sort.PRAISE
    if setting.listed or (setting.chat and _is_about_the_work(hits, start, end)):
        return Sort.REMARK
    return Sort.NOTHING


def _corrects(hits: Hits, start: int, end: int) -> bool:
    """ "Founding year is 2009, not 2019", "… Hạ, không phải Hà": a number, a name or a quoted word denied."""
    words = [token.bare for token in hits.cues.tokens[start : start + 3]]
    size = next((len(deny) for deny in _DENIALS if words[: len(deny)] == list(deny)), 0)
    if not size or start + size >= end or end - start > _SHORT_DENIAL:
        return False
    wrong = hits.cues.tokens[start + size]
    return wrong.kind in (Kind.NUMBER, Kind.QUOTE) or wrong.capital


_DENIALS = (("chu", "khong", "phai"), ("khong", "phai"), ("not",))
_SHORT_DENIAL = 7


def _is_about_the_work(hits: Hits, start: int, end: int) -> bool:
    return (
        end - start > 3 and hits.has("wish_thing", start, end) and not hits.has("wish_they", start, start + 3)
    )


def _admires(hits: Hits, start: int, end: int, setting: Setting) -> bool:
    """ "rất đã", "duyên lắm", "the typography 😍": strong approval without a fault."""
    very = hits.first("wish_very", start, end, "before")
    much = hits.first("wish_very", start, end, "behind")
    told = (very and very.end < end) or (much and much.start > start and (setting.core or end) - much.end < 2)
    signs = hits.cues.tokens[max(0, start - 2) : start] + hits.cues.tokens[end : end + 3]
    glad = any(
        token.text.rstrip("\ufe0f") in known_words("glad") for token in signs if token.kind is Kind.EMOJI
    )
    at_work = setting.listed or setting.chat or hits.has("wish_thing", start, end)
    return bool(told or glad) and at_work and not hits.has("wish_i", start, start + 1)


def _admires_at_the_end(hits: Hits, start: int, end: int) -> bool:
    """ "Phần mở đầu em viết | thân thiện lắm": behind the verb stands how it was done."""
    much = hits.first("wish_very", start, end, "behind")
    return much is not None and start < much.start and end - much.end < _FEW_MORE


_FEW_MORE = 3


def _is_very(hits: Hits, start: int, end: int) -> bool:
    """ "Rất hợp với Mây Hồng": without accents its last word looks as if it asked."""
    return hits.cues.tokens[start].bare in known_words("very_first") and not _faults(hits, start, end)


def _ends_with_praise(hits: Hits, start: int, end: int, setting: Setting) -> bool:
    """ "Big idea … hay", "nhịp phim cuốn": praise that ends what is said of a thing."""
    last = setting.core or end
    hit = hits.first("wish_praise_last", last - 1, last)
    if (
        hit is None
        or last - start < _FEW_MORE
        or _negated(hits, hit, start)
        or asks_for_work(hits, start, end)
    ):
        return False
    return setting.listed or hits.has("wish_thing", start, hit.start)


def _prefers(hits: Hits, start: int, end: int) -> bool:
    """ "Chị thích tông ấm hơn": another thing is preferred."""
    return any(
        hits.cues.tokens[like.start].bare == "thich" and hits.has("wish_more", like.end, end)
        for like in hits.all("wish_praise", start, end)
    )


def _asked(hits: Hits, start: int, end: int, ask: Ask) -> Sort:
    """The sort of a question: a favour is a wish, and so is a question that asks the agency to act. Whether
    there can be more work than was agreed is a question.
    """
    soft = soft_of(hits, start, end) == "sure"
    if hits.has("wish_extra", start, end) and not hits.has("wish_help", start, end):
        return Sort.QUESTION
    if ask is Ask.FAVOUR:
        return Sort.SOFT if soft else Sort.WISH
    if ask is Ask.SOFT_FAVOUR:
        plain = hits.has("wish_help", start, end) or hits.has("wish_thou", start, end)
        return Sort.WISH if plain and not soft else Sort.SOFT
    tries = soft_of(hits, start, end) == "weak" and hits.at("wish_thou", start) is not None
    return Sort.SOFT if (soft or tries) and _directs(hits, start, end) else Sort.QUESTION


def _thanks(hits: Hits, start: int, end: int, setting: Setting) -> Sort:
    """Thanks are praise when they name the good work."""
    if hits.has("wish_speed", start, end):
        return Sort.TALK
    return Sort.PRAISE if _praises(hits, start, end, setting) else Sort.TALK


def _is_beyond(hits: Hits, start: int, end: int) -> bool:
    """Whether something lies outside what was agreed."""
    if hits.has("wish_scope", start, end) or adds_a_version(hits, start, end):
        return True
    return any(
        hits.has("wish_deal", hit.end, min(hit.end + 5, end)) for hit in hits.all("wish_beyond", start, end)
    )


def _about_money(hits: Hits, start: int, end: int, setting: Setting, ask: Ask) -> bool:
    if is_of_a_shop(hits, start, end, headed=setting.shop) or only_receives(hits, start, end):
        return False
    if setting.money or is_dear(hits, start, end, first=setting.first):
        return True
    return is_about_costs(hits, start, end, ask, beyond=_is_beyond(hits, start, end))


def _is_fine(hits: Hits, start: int, end: int) -> bool:
    """ "Không sửa", "no changes": nothing is to be done."""
    fine = next((hit for hit in hits.all("wish_fine", start, end) if not _is_glued(hits, hit)), None)
    if fine is None:
        return False
    alone = end - start <= fine.end - fine.start + 2
    return alone or (end - fine.end < 3 and len(hits.cues.words(fine.start, fine.end)) > 3)


def _is_glued(hits: Hits, hit: Cue) -> bool:
    """Whether a hit is part of something longer: the "x" in "9x16"."""
    behind = hits.cues.tokens[hit.end : hit.end + 1]
    return hits.cues.tokens[hit.start].glued and any(token.glued for token in behind)


def tells_when(hits: Hits, start: int, end: int) -> bool:
    """ "T5 16h", "friday noon": whether the words are only an hour and a day."""
    tokens = hits.cues.tokens[start:end]
    return bool(tokens) and all(
        token.kind in (Kind.NUMBER, Kind.ORDINAL)
        or token.bare in known_words("day_word")
        or token.bare in known_words("clock_word")
        or token.bare in known_words("until")
        or not token.bare.isalpha()
        for token in tokens
    )


def _needs(hits: Hits, start: int, end: int) -> bool:
    not_needs = hits.all("wish_need_not", start, end)
    return any(
        not any(one.start <= hit.start < one.end for one in not_needs)
        for hit in hits.all("wish_need", start, end)
    )


def _directs(hits: Hits, start: int, end: int) -> bool:
    """Whether it is an instruction: a verb at the start, after an address, or after its object."""
    if hits.has("wish_help", start, end):
        return True
    for verb in hits.all("wish_verb", start, end) + hits.all("wish_give", start, end):
        if verb.start == start:
            return True
        if tells_when(hits, start, verb.start):
            return True
        if verb.value == "en" or _admires_at_the_end(hits, verb.end, end):
            continue
        before = verb.start - 1
        if hits.at("wish_noun", before):
            continue
        if any(
            hit.end == verb.start
            for kind in _DONE_TO
            for hit in hits.all(kind, max(start, before - 2), verb.start)
        ):
            return True
        if (
            hits.cues.tokens[before].form in known_words("linking")
            or before in hits.kept
            or is_counted(hits, before)
        ):
            return True
        near = hits.all("wish_thou", max(start, verb.start - 4), verb.start)
        if near and verb.value != "en" and not hits.has("wish_past", near[-1].end, verb.start):
            return True
    more = hits.first("wish_more", start, end)
    far = _FAR if more and hits.has("wish_thing", start, more.start) else _SHORT
    return more is not None and end - start < far and not hits.has("wish_praise", start, end)


_SHORT, _FAR = 9, 14
"""So many words from a clause's first to "hơn", "thêm": more when it names a thing of the work."""
_DONE_TO = ("wish_thing", "wish_thou", "wish_lead", "wish_soft")


def _faults(hits: Hits, start: int, end: int) -> bool:
    for hit in hits.all("wish_fault", start, end):
        if _shows(hits, hit, start):
            continue
        begins = hits.at("wish_not", hit.start)
        if begins or not hits.has("wish_not", max(start, hit.start - 1), hit.start):
            return True
    if any(_negated(hits, praise, start) for praise in hits.all("wish_praise", start, end)):
        return True
    return _looks_so(hits, start, end)


def _shows(hits: Hits, hit: Cue, start: int) -> bool:
    """ "… and really | says freshness": what the work shows; not "the button says 50%"."""
    if hits.cues.tokens[hit.start].form not in ("says", "reads") or hit.end > hit.start + 1:
        return False
    exact = any(one.kind in (Kind.QUOTE, Kind.NUMBER) for one in hits.cues.tokens[hit.end : hit.end + 4])
    return not exact and not hits.has("wish_thing", start, hit.start)


def _looks_so(hits: Hits, start: int, end: int) -> bool:
    """ "The blue looks purple", "biểu đồ nhìn rối": the look of a thing, not as praise."""
    look = hits.first("wish_look", start + 1, end)
    if look is None or look.end >= end or hits.has("wish_i", max(start, look.start - 2), look.start):
        return False
    about = hits.has("wish_thing", start, look.start)
    return about and not (hits.has("wish_praise", start, end) or hits.has("wish_very", start, end))


def _praises(hits: Hits, start: int, end: int, setting: Setting) -> bool:
    short = hits.first("wish_praise_short", start, end) if setting.listed and end - start < 3 else None
    if short and not (
        short.end < (setting.core or end) and hits.cues.tokens[short.start].bare in known_words("keeping")
    ):
        return True
    if any(not _negated(hits, praise, start) for praise in hits.all("wish_praise", start, end)):
        return True
    return _ends_with_praise(hits, start, end, setting) or _approves(hits, start, end, setting)


def _negated(hits: Hits, hit: Cue, start: int) -> bool:
    return hits.has("wish_not", max(start, hit.start - 2), hit.start)


def _goes_on_talking(hits: Hits, start: int, end: int) -> bool:
    """ "Ok em chị check deck rồi": behind the nod somebody tells of themselves."""
    if end - start < 4 or hits.has("wish_approve", start, end, "firm"):
        return False
    return tells_of_oneself(hits, start, end) or not hits.has("wish_thing", start, end)


def _approves(hits: Hits, start: int, end: int, setting: Setting) -> bool:
    """ "ok chốt", "chị duyệt bản này", "nền này được": at the start, at the end, or after the
    client's name.
    """
    for hit in hits.all("wish_approve", start, end):
        if hit.start > start and hits.has("wish_approve_not", max(start, hit.start - 2), hit.start):
            continue
        first, last = hit.start - start < 3, (setting.core or end) - hit.end < 2
        if hit.value == "nod" and not last and _goes_on_talking(hits, hit.end, setting.core or end):
            continue
        named = setting.listed or hits.has("wish_thing", start, hit.start)
        if hit.value == "nod" and (setting.core or end) - start <= 2 and not named:
            return False
        if first or last:
            return not (hits.has("wish_verb", start, hit.start) or hits.has("wish_need", start, end))
    return False
