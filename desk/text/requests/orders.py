"""Which orders a request may be: only words that tell the bot to do something, and have what they need."""

from __future__ import annotations

from collections.abc import Iterator

from desk.text.requests import (
    absence,
    bulk,
    doubts,
    events,
    frames,
    happened,
    mood,
    new_days,
    reminding,
    renames,
    reported,
    waits,
)
from desk.text.requests.intents import FACTS, ORDERS, Intent
from desk.text.requests.scene import Hit, Scene
from desk.text.requests.weighed import ENOUGH, STRANGE, Weighed
from desk.text.tokens import Kind

_SAID_BY_CLIENT = 8
_FREE = (Intent.NOTE, Intent.ADD, Intent.TODO, Intent.FEEDBACK, Intent.BRIEF)
"""Their own words may deny or ask what they like."""
_ORDERED = 6
_PLAIN = (Intent.UNDO, Intent.SETTINGS, Intent.STATUS_SHARE, Intent.BRIEF)
"""Orders that need nothing named."""
_ANYWHERE = (*FACTS, Intent.UNDO, Intent.LEAVE, Intent.TODO, Intent.SETTINGS)
"""Orders that may stand behind other words."""


def orders(scene: Scene) -> Iterator[Weighed]:
    """The orders that a request may be."""
    if scene.mood.idiom:
        return
    if whole := several(scene):
        yield whole
    for intent in ORDERS:
        if intent in _READ_WHOLE:
            continue
        for said, hit in _told(scene, intent):
            if _counts(scene, said, hit):
                yield Weighed(said, hit.weight + scene.leads(hit.start), hit)
                break
    leave = scene.best(Intent.LEAVE)
    if leave and absence.asks_for_leave(scene, leave):
        yield Weighed(Intent.LEAVE, ENOUGH, leave)
    if told := absence.of_other(scene):
        yield Weighed(Intent.LEAVE, ENOUGH, told[1])
    for weight, moved in new_days.told(scene):
        yield Weighed(Intent.MOVE, weight, moved)
    if found := waits.of(scene):
        yield Weighed(Intent.WAIT, _WAITS, Hit(Intent.WAIT, _WAITS, found.start, found.end))
    if (dropped := reported.drops_work(scene)) and not scene.mood.asks:
        yield Weighed(Intent.CANCEL, _TOLD, dropped)
    if reported.of_client(scene):
        yield Weighed(Intent.FEEDBACK, _SAID_BY_CLIENT)


def several(scene: Scene) -> Weighed | None:
    """An order that is read whole: another name, all work of somebody, points by their numbers, what a brief
    lacks, a meeting.
    """
    if renamed := renames.of(scene):
        return Weighed(Intent.RENAME, _WHOLE, renamed.hit)
    if points := bulk.points(scene):
        return Weighed(Intent.POINTS, _WHOLE, points.hit)
    if everything := bulk.all_of(scene):
        return Weighed(Intent.GIVE, _WHOLE, everything.hit)
    if doubt := doubts.of(scene):
        return Weighed(Intent.QUERY, _WHOLE, doubt.hit)
    if event := events.of(scene):
        return Weighed(Intent.TODO, ENOUGH, event)
    return None


def _told(scene: Scene, intent: Intent) -> Iterator[tuple[Intent, Hit]]:
    """The words that speak for an order, the strongest first; to whom or to when decides between two: "chuyển
    sang 4/12" moves, "dời qua Lan" gives."""
    framed = frames.orders(scene).get(intent)
    found = [one for one in scene.hits if one.intent is intent] + ([framed] if framed else [])
    found.sort(key=lambda one: -one.weight)
    ours = any(not one.value.outside for one in scene.people)
    dated = any(one.value.first for one in scene.times)
    for hit in found:
        if intent is Intent.GIVE and (dated or scene.sight.lengths) and not ours:
            yield Intent.MOVE, hit
        elif intent is Intent.MOVE and ours and not dated and not scene.sight.lengths:
            yield Intent.GIVE, hit
        elif intent is Intent.NOTE and hit is framed and ours and dated and not scene.places("note_word"):
            yield Intent.ADD, hit
        else:
            yield intent, hit


_WHOLE = 12
_TOLD = 8
_WAITS = 8
"""More than a "xong" behind it: "KV chờ storyboard xong"."""


def _counts(scene: Scene, intent: Intent, hit: Hit) -> bool:
    """Whether words that speak for an order make it one."""
    begin, end = scene.clause(hit.start)
    fronted = scene.leads(hit.start) or scene.leads(hit.start, begin=begin)
    ordered = intent not in FACTS  # "has been delivered"
    inside = mood.is_denied(scene.cues, begin, hit.start, scene.closed, told=ordered) or (
        intent not in _FREE and _denied_behind(scene, intent, hit)
    )
    if inside and intent is not Intent.SETTINGS:
        return False
    if (intent not in _FREE and _is_for_nobody(scene, begin, hit)) or _is_to_be_shown(scene, intent, hit):
        return False
    if end < len(scene.tokens) and scene.tokens[end].bare in _THEN and intent not in _FREE:
        return False  # "KV mà xong thì …"
    if intent in _ORDERED_ONLY and _is_done_already(scene, hit):
        return False
    if _is_noun(scene, intent, hit) or (mood.is_banter(scene.cues, scene.closed) and not scene.mood.begs):
        return False
    if intent is Intent.FEEDBACK and hit.weight < _ORDERED:
        return fronted and _goes_on_behind_colon(scene, hit)
    if intent in _FREE and fronted:
        asks = scene.mood.asks and not (scene.mood.begs or _goes_on_behind_colon(scene, hit))
        return not asks and _fits(scene, intent, hit)
    others = scene.closed | hit.tokens
    supposed = mood.is_supposed(scene.cues, others, before=max(end, hit.end))
    if supposed or _only_waits(scene, hit) or _is_told_of(scene, intent, hit):
        return intent in _PLAIN and fronted and not scene.mood.asks and _fits(scene, intent, hit)
    if _is_denied_elsewhere(scene, hit):
        return False
    asks = scene.mood.asks and happened.asks(scene, intent, hit)
    if asks and not (scene.mood.begs and fronted):
        return False
    if not (fronted or scene.mood.begs or intent in _ANYWHERE):
        return False
    return _fits(scene, intent, hit)


def _only_waits(scene: Scene, hit: Hit) -> bool:
    """ "cho Lan xong roi moi giao": without accents a "wait" that is no "give"; the order comes later."""
    waits = any(one.start == hit.start for one in mood.hits(scene.cues, "when_word", scene.closed))
    then = mood.hits(scene.cues, "then_word", scene.closed) if waits else []
    return any(one.intent.changes and one.start >= later.end for later in then for one in scene.hits)


def _is_for_nobody(scene: Scene, begin: int, hit: Hit) -> bool:
    """ "Nobody move anything": nobody is told to."""
    said = mood.hits(scene.cues, "asks", scene.closed)
    return any(one.value == "none" and begin <= one.start and one.end <= hit.start for one in said)


def _is_to_be_shown(scene: Scene, intent: Intent, hit: Hit) -> bool:
    """ "Cho xem việc của tôi", "việc của em tuần này": the list is wanted, and nothing to be put on it."""
    if intent is Intent.TODO and (hit.start, hit.end) in scene.places("own_week"):
        named = {at for one in scene.times for at in range(one.start, one.end)}
        behind = range(hit.end, len(scene.tokens))
        if named and all(at in named or scene.cues.one(at, "polite_end") for at in behind):
            return True
    shown = mood.hits(scene.cues, "lists", scene.closed)
    return intent is Intent.TODO and any(
        one.start <= scene.mood.head and hit.start in (one.start, one.end) for one in shown
    )


def _is_told_of(scene: Scene, intent: Intent, hit: Hit) -> bool:
    """Whether it is told that others do or want it. Asked for in a clause of its own behind what they say it
    is an order: "khách xin dời, đổi giúp em nhé"."""
    begin, _ = scene.clause(hit.start)
    others = scene.closed | hit.tokens
    asked_for = scene.mood.begs or (intent is Intent.REMIND and scene.cues.one(hit.end, "me") is not None)
    if asked_for and scene.leads(hit.start, begin=begin):
        others |= frozenset(range(begin))
    plain = ("passive", "past") if intent in FACTS else ()
    said = any(one.value not in plain for one in mood.hits(scene.cues, "reports", others))
    return said or (intent not in _OF_CLIENT and _is_word_of_other(scene, hit, others))


def _is_word_of_other(scene: Scene, hit: Hit, others: frozenset[int]) -> bool:
    """Whether before an order stands somebody else, and that they say or want it: "Ada kêu", "he wanted"."""
    ends = [one.end for one in scene.people] + [end for _, end in scene.places("client_word")]
    ends += [at + 1 for at, token in enumerate(scene.tokens) if token.bare in _OTHERS]
    return any(
        start not in others and end <= hit.start and 0 <= start - other < 3 and scene.leads(other - 1)
        for start, end in scene.places("says_so")
        for other in ends
    )


_OF_CLIENT = (Intent.APPROVED, Intent.CAME)
"""What others say is what is told: "khách báo duyệt KV rồi"."""
_OTHERS = frozenset(
    {"he", "she", "they", "boss", "sep", "ho", "no", "ong", "ba", "everyone", "someone", "people"}
)


def _is_denied_elsewhere(scene: Scene, hit: Hit) -> bool:
    """ "Khỏi giao banner nữa, để đó": what else is said of the work that is not to be done is no order."""
    begin, end = scene.clause(hit.start)
    if not scene.meant.tokens.isdisjoint(range(begin, end)):
        return False
    before = [one for one in scene.hits if one.intent in _VERBS and one.end <= begin]
    return any(
        mood.is_denied(scene.cues, scene.clause(one.start)[0], one.start, scene.closed) for one in before
    )


def is_doubtful(scene: Scene, one: Weighed) -> bool:
    """Whether an order has so many strange words with it that it may be none: they are what is told."""
    hit = one.hit
    if hit is not None and one.intent is Intent.LEAVE and absence.asks_for_leave(scene, hit):
        return True
    if one.intent is Intent.WAIT and (told := waits.of(scene)) and any(told.unnamed):
        return not told.until_done
    if one.intent in _READ_WHOLE:
        return False
    if one.intent is Intent.TODO and hit == events.of(scene):
        return not events.is_timed(scene)
    if one.intent is Intent.FEEDBACK:
        remark = reported.of_client(scene) if hit is None else None
        return remark is not None and not remark.sure
    if one.intent is Intent.MOVE and hit is not None and hit == new_days.asked_for(scene):
        return True
    if one.intent is Intent.MOVE and hit is not None and not scene.best(Intent.MOVE):
        return hit in (new_days.only_then(scene), new_days.slips(scene))  # it is told, and not ordered
    if hit is None or scene.mood.begs:
        return False
    if (
        one.intent is Intent.DONE
        and scene.tokens[hit.end : hit.end + 1]
        and scene.tokens[hit.end].bare == "with"
    ):
        return True
    stop = hit.end if one.intent in _WITH_WORDS else len(scene.tokens)
    return sum(at not in scene.known for at in range(stop)) >= STRANGE


_READ_WHOLE = (Intent.RENAME, Intent.POINTS, Intent.QUERY)
_WITH_WORDS = (*_FREE, Intent.REMIND, Intent.HOLD, Intent.REFUSE, Intent.CAME)
"""Orders that go on in any words."""


def _is_noun(scene: Scene, intent: Intent, hit: Hit) -> bool:
    """ "the reminder you sent", "the done button": a thing that is spoken of, and nothing to be done."""
    before = scene.tokens[hit.start - 1].bare if hit.start else ""
    return intent in _VERBS and before in _ARTICLES and hit.end - hit.start == 1


def _is_done_already(scene: Scene, hit: Hit) -> bool:
    """ "Dời backdrop rồi mà sao …", "giao banner cho Lan rồi": told as done, and no order."""
    _, end = scene.clause(hit.start)
    behind = scene.tokens[end].bare if end < len(scene.tokens) else ""
    return behind == "roi" or any(hit.end <= start < end for start, _ in scene.places("already"))


_ORDERED_ONLY = (Intent.MOVE, Intent.GIVE, Intent.REMIND, Intent.SNOOZE)
_THEN = ("thi", "then")
_VERBS = frozenset(
    {Intent.MOVE, Intent.DONE, Intent.GIVE, Intent.REMIND, Intent.ADD, Intent.NOTE, Intent.HOLD, Intent.UNDO,
     Intent.CANCEL, Intent.SNOOZE, Intent.SPLIT}
)  # fmt: skip
_ARTICLES = frozenset({"the", "a", "an", "your", "his", "her", "their", "those", "nut", "chu"})


def _goes_on_behind_colon(scene: Scene, hit: Hit) -> bool:
    """Whether a colon stands behind the words, and more behind it."""
    return any(token.text in (":", ">") for token in scene.tokens[hit.end : len(scene.tokens) - 1])


def _denied_behind(scene: Scene, intent: Intent, hit: Hit) -> bool:
    """ "xong chưa", "done? not yet": what follows takes it back."""
    _, end = scene.clause(max(hit.end - 1, hit.start))
    if intent is Intent.DONE and end + 1 < len(scene.tokens) and scene.cues.one(end + 1, "denies"):
        return True
    end = min(end, hit.end + 5)
    almost = intent is Intent.DONE
    return mood.is_denied(scene.cues, hit.end, end, scene.closed, told=False, almost=almost)


def _fits(scene: Scene, intent: Intent, hit: Hit) -> bool:
    """Whether what an order needs is named."""
    work, job = bool(scene.meant.pieces), bool(scene.meant.jobs)
    ours = [one for one in scene.people if not one.value.outside]
    if intent in happened.NEWS:
        return happened.fits(scene, intent, hit)
    if intent is Intent.MOVE and not work:
        return _is_of_deadline(scene, hit) and _is_no_report(scene, hit)
    if intent in (Intent.MOVE, Intent.SNOOZE, Intent.SPLIT):
        return work and (bool(ours) or intent is not Intent.SPLIT) and _is_no_report(scene, hit)
    if intent is Intent.DONE:
        waits = scene.has("waits_for", scene.clause(hit.start)[0], hit.start)  # what it waits for is done
        is_told = not _almost(scene, hit) and not scene.later and _is_no_report(scene, hit, done=True)
        return (
            work
            and is_told
            and not waits
            and not reported.partly(scene, hit)
            and not reported.is_to_be(scene)
        )
    if intent is Intent.GIVE:
        dated = any(one.value.first for one in scene.times)
        if _lets_only(scene, hit):
            return False
        return work and bool(ours or scene.places("takes_over") or (scene.people and not dated))
    if intent is Intent.REMIND:
        return (
            reminding.reminds(scene, hit)
            and _is_no_report(scene, hit)
            and not reminding.is_done_thing(scene, hit)
        )
    if intent is Intent.HOLD:
        return work or job or bool(scene.shelf.here and hit.weight > 4)
    if intent is Intent.LEAVE:
        return absence.is_own(scene, hit)
    if intent is Intent.UNDO:
        return _ends_there(scene, hit)
    if intent is Intent.NOTE and hit.end - hit.start == 1 and not _goes_on_behind_colon(scene, hit):
        return scene.cues.one(hit.end, "joint", "adds", "begs") is not None
    if intent is Intent.ADD and (_is_more_time(scene, hit) or _points_back(scene, hit)):
        return False
    if intent is Intent.ADD and hit.end - hit.start == 1 and not _says_whose_work(scene, hit):
        return False
    if intent in (Intent.ADD, Intent.NOTE):
        return scene.leads(hit.start) and hit.end < len(scene.tokens)
    return True


def _is_of_deadline(scene: Scene, hit: Hit) -> bool:
    """ "Dời deadline qua 20/12": of which work is asked."""
    named = any(hit.start <= start <= hit.end + 1 for start, _ in scene.places("due_word"))
    return named and scene.leads(hit.start) and any(start >= hit.end for start, _ in scene.places("ahead"))


def _lets_only(scene: Scene, hit: Hit) -> bool:
    """ "Cho banner dời qua mai, Vy đang kẹt": another order stands behind the "cho", and whoever is named is
    told of elsewhere.
    """
    if scene.tokens[hit.start].bare not in _LETS or hit.end - hit.start > 1:
        return False
    begin, end = scene.clause(hit.start)
    return not any(begin <= one.start < end for one in scene.people) and any(
        one.intent is Intent.MOVE and hit.end <= one.start < end for one in scene.hits
    )


_LETS = frozenset({"cho", "de", "let", "put"})


def _ends_there(scene: Scene, hit: Hit) -> bool:
    """Whether nothing of its own stands behind the words: "cancel that", no "cancel that thought"."""
    at = hit.end
    if at == len(scene.tokens) or scene.tokens[at].kind is not Kind.WORD:
        return True
    small = ("polite_end", "begs", "lead", "last_act", "me", "joins", "points_at")
    return scene.cues.one(at, *small) is not None


def _points_back(scene: Scene, hit: Hit) -> bool:
    """ "Add that to": what is meant was said before, and not to the bot."""
    behind = scene.tokens[hit.end : hit.end + 1]
    return bool(behind) and behind[0].bare in _POINTERS and not _goes_on_behind_colon(scene, hit)


_POINTERS = frozenset({"that", "this", "it", "these", "those", "them"})


def _is_more_time(scene: Scene, hit: Hit) -> bool:
    """ "cho thêm 2 ngày", "cho thêm tới 2/12": time is added, and no work."""
    units = [start for start, _ in scene.places("time_unit")] + [one.start for one in scene.times]
    return bool(scene.meant.pieces) and any(hit.end <= start <= hit.end + 1 for start in units)


def _says_whose_work(scene: Scene, hit: Hit) -> bool:
    """Whether a mere "add" has somebody, a day, a project or a colon with it."""
    named = bool(scene.people or scene.meant.jobs or scene.shelf.here)
    return named or any(one.value.first for one in scene.times) or _goes_on_behind_colon(scene, hit)


def _is_no_report(scene: Scene, hit: Hit, *, done: bool = False) -> bool:
    """Whether nobody else is said to do it: "Tuấn Anh dời banner rồi", "James moved"."""
    subject = [one for one in scene.people if one.end <= hit.start and hit.start - one.end < 3]
    return done or not any(scene.leads(one.start) and one.start == scene.mood.head for one in subject)


def _almost(scene: Scene, hit: Hit) -> bool:
    return any(
        one.value == "almost" and hit.start - 3 <= one.start <= hit.start
        for one in mood.hits(scene.cues, "denies", scene.closed)
    )
