"""The parts of a request: its day, its people, its words, each read as its door reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from desk.text.doors import leave, move, snooze, todo, work_list
from desk.text.doors.leave import Leave
from desk.text.doors.moment import Moment
from desk.text.doors.work_list import Work
from desk.text.requests import absence, bulk, doubts, events, mood, renames, waits
from desk.text.requests.intents import READS, Intent
from desk.text.requests.naming import Piece
from desk.text.requests.scene import Hit, Scene
from desk.text.spans import Answer
from desk.text.time.when import Bound, Grain
from desk.text.tokens import Kind

_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Slots:
    """`people`: the ids of those who are named, the one it is for first. `at`: the new date, or when to
    remind. `period`: the days a question is about. `off`: who is away and when. `work`: what is to be added.
    `whose`: the id of the colleague who is away, "" for the writer. `words`: the note, the remark, the to-do,
    as it was typed. `blockers`: the pieces of work that it waits for; `ends`: not any more; `unnamed`: the
    words for what waits and what it waits for, where no work is so named. `every`: it is about all projects,
    and not about one; or all work of `whose` is given. `me`: it is the writer who is to be reminded.
    `numbers`: of points of feedback."""

    people: tuple[str, ...] = ()
    at: Answer[Moment] = field(default_factory=Answer)
    period: tuple[date, date] | None = None
    off: Leave | None = None
    whose: str = ""
    work: Work | None = None
    words: str = ""
    blockers: tuple[Piece, ...] = ()
    ends: bool = False
    unnamed: tuple[str, str] = ("", "")
    every: bool = False
    me: bool = False
    numbers: tuple[int, ...] = ()


def of(scene: Scene, intent: Intent, hit: Hit | None) -> Slots:
    """What an intent needs from a request."""
    people = _people(scene, intent)
    if whole := _whole(scene, intent, hit):
        return whole
    if intent is Intent.GIVE and not people and scene.places("takes_over"):
        people = (scene.context.writer,)
    if intent is Intent.MOVE:
        due = scene.meant.pieces[0].due if len(scene.meant.pieces) == 1 else None
        return Slots(people, at=move.find(_without_work(scene), scene.context, due))
    if intent is Intent.SPLIT:
        return Slots(people, at=move.find(_without_work(scene), scene.context))
    if intent is Intent.SNOOZE:
        return Slots(people, at=snooze.find(_without_work(scene), scene.context))
    if intent in (Intent.REMIND, Intent.TODO):
        return _told(scene, intent, hit, people)
    if intent is Intent.LEAVE:
        other = absence.of_other(scene)
        text = absence.without_name(scene, other[0]) if other else scene.line.text
        off = leave.find(text, scene.context)
        whose = other[0].value.people[0].id if other else ""
        return Slots((off.cover.value,) if off.cover.value else (), off=off, whose=whose)
    if intent is Intent.WAIT and (said := waits.of(scene)):
        return Slots(people, blockers=said.blockers, ends=said.ends, unnamed=said.unnamed)
    if intent is Intent.ADD:
        return Slots(people, work=work_list.find(_behind(scene, hit), scene.context))
    if intent in (Intent.NOTE, Intent.FEEDBACK):
        return Slots(people, words=_behind(scene, hit) if hit else scene.line.text)
    if intent in READS or intent is Intent.STATUS_SHARE:
        if intent is Intent.COLOUR:
            colours = mood.hits(scene.cues, "colour_word", scene.closed)
            every = bool(scene.places("projects")) and not scene.meant.jobs
            return Slots(words=colours[0].value if colours else "", every=every)
        if intent is Intent.BRIEF_SAYS:
            fields = [
                one
                for kind in ("brief_field", "brief_term")
                for one in mood.hits(scene.cues, kind, scene.closed)
            ]
            return Slots(words=fields[0].value if fields else "")
        return Slots(people, period=_period(scene, intent))
    return Slots(people)


def _whole(scene: Scene, intent: Intent, hit: Hit | None) -> Slots | None:
    """The parts of an order that is read whole."""
    if intent is Intent.RENAME and (renamed := renames.of(scene)):
        return Slots(words=renamed.name)
    if intent is Intent.POINTS and (points := bulk.points(scene)):
        return Slots((points.to,), numbers=points.numbers)
    if intent is Intent.GIVE and (everything := bulk.all_of(scene)):
        return Slots((everything.to,), whose=everything.whose, every=True)
    if intent is Intent.QUERY and (doubt := doubts.of(scene)):
        return Slots(words=doubt.words)
    if intent is Intent.TODO and hit == events.of(scene):
        read = todo.find(_text(scene, scene.mood.head), scene.context)
        return Slots(at=read.at, words=read.title)
    if intent is Intent.SETTINGS:
        return Slots(words=_tongue(scene))
    return None


def _tongue(scene: Scene) -> str:
    """The language that is wanted; "" when none is named, or both are."""
    wanted = {"en": scene.places("tongue_en"), "vi": scene.places("tongue_vi")}
    named = [tongue for tongue, places in wanted.items() if places]
    if len(named) != 1:
        return ""
    start = wanted[named[0]][0][0]
    if mood.is_denied(scene.cues, 0, start, scene.closed, told=False):
        return "vi" if named[0] == "en" else "en"
    return named[0]


def _people(scene: Scene, intent: Intent) -> tuple[str, ...]:
    """The people who are named; work goes to the one named last before "from", or after "to"."""
    spans = [one for one in scene.people if not (intent is Intent.GIVE and one.value.outside)]
    if intent is Intent.GIVE and len(spans) > 1:
        led = [
            one
            for one in spans
            if one.start and scene.tokens[one.start - 1].bare in ("cho", "to", "qua", "sang")
        ]
        spans = led or [one for one in spans if scene.tokens[one.start - 1].bare not in ("from", "tay", "tu")]
    return tuple(dict.fromkeys(person.id for span in spans for person in span.value.people))


def _period(scene: Scene, intent: Intent) -> tuple[date, date] | None:
    """The days of a question: a week is seven days, or five for people on leave; "before a day" ends on the
    day before.
    """
    span = next((one for one in scene.times if one.value.first and one.value.last), None)
    when = span.value if span else None
    if span is None or when is None or when.first is None or when.last is None:
        return None
    said_week = any(token.bare in ("tuan", "week") for token in scene.tokens[span.start : span.end])
    is_week = intent is Intent.ACHIEVED and said_week
    if when.grain is Grain.WEEK or is_week:  # "tuần rồi" is seven days ago elsewhere
        first = when.first - timedelta(days=when.first.weekday())
        return first, first + (timedelta(days=4) if intent is Intent.OFF_WHO else _WEEK)
    if when.bound is Bound.BEFORE and when.first > scene.context.today:
        return scene.context.today, when.first - timedelta(days=1)
    if when.bound in (Bound.BY, Bound.UNTIL) and when.first > scene.context.today:
        return scene.context.today, when.last
    return when.first, when.last


def _told(scene: Scene, intent: Intent, hit: Hit | None, people: tuple[str, ...]) -> Slots:
    """Who is reminded, of what, and when: the time may come before or after the order."""
    start = hit.end if hit else 0
    spans = scene.sight.people if intent is Intent.REMIND else ()
    begin = min(start - 1, hit.start) if hit else 0
    named = [one for one in spans if one.value.people and begin <= one.start <= start + 2]
    inside = range(hit.start + 1, start) if hit else ()
    me = next((one for at in (*inside, start) if (one := scene.cues.one(at, "me"))), None)
    if intent is not Intent.REMIND or (
        me and any(one.start <= me.start for one in named if not one.value.me)
    ):
        me = None  # "nhắc chị Lan"
    if me:  # "nhắc mình gọi chị Chi"
        named = []
    end = max([start, *(one.end for one in named[:1]), me.end if me else 0])
    times = [one for one in scene.times if hit and one.end <= hit.start]
    before = " ".join(scene.sight.phrases.words(one.start, one.end) for one in times)
    behind = _text(scene, end)
    if hit and not behind:  # "…, put it on my list"
        before, behind = "", _text(scene, scene.mood.head, hit.start)
    read = todo.find(f"{before} {behind}".strip(), scene.context)
    if hit and (event := _event(scene, hit, end)):
        read = todo.find(event, scene.context)
    who = tuple(person.id for one in named[:1] for person in one.value.people if not one.value.me)
    return Slots(who or (() if named or me else people), at=read.at, words=read.title, me=me is not None)


def _event(scene: Scene, hit: Hit, end: int) -> str:
    """ "Mai 9h họp khách, nhắc mình lúc 8h30": what comes before the order, and the hour behind it, which is
    when to remind; "" if more than an hour stands there.
    """
    hours = [one for one in scene.times if one.start >= end and one.value.minute is not None]
    days = [one.value.first for one in scene.times if one.end <= hit.start and one.value.is_day]
    timed = {at for one in scene.times for at in range(one.start, one.end)}
    left = [at for at in range(end, len(scene.tokens)) if at not in timed]
    if len(hours) != 1 or len(days) != 1 or any(not scene.cues.one(at, *_LITTLE) for at in left):
        return ""
    said = [scene.tokens[at].text for at in range(scene.mood.head, hit.start) if at not in timed]
    words = " ".join(said).strip(" ,;-")
    hour = scene.sight.phrases.words(hours[0].start, hours[0].end)
    return f"{words} {hour} {days[0]:%d/%m/%Y}" if words else ""


_LITTLE = ("polite_end", "begs", "lead", "carries")


def _behind(scene: Scene, hit: Hit | None) -> str:
    """The text after the words of an order and its object: "cho Sun World là"."""
    start = at = hit.end if hit else 0
    while at < len(scene.tokens):
        token = scene.tokens[at]
        little = scene.cues.one(at, "joint", "adds", "points_at", "begs", "polite_end")
        if token.text in (":", ">") or token.bare == "la":
            start = at + 1
        elif at not in scene.meant.tokens and little is None:
            break
        at = max(at + 1, little.end if little and at not in scene.meant.tokens else 0)
    return _text(scene, start, adds=True)


def _text(scene: Scene, start: int, end: int | None = None, *, adds: bool = False) -> str:
    """The words between two tokens, without the "to" and "là" before them and the particles behind; of what
    `adds` not the "a" and "việc" before it either."""
    stop = len(scene.tokens) if end is None else end
    kinds = ("joint", "adds", "begs") if adds else ("joint", "begs")
    while start < stop:
        joint = scene.cues.one(start, *kinds)
        if joint and joint.end <= stop:
            start = joint.end
        elif scene.tokens[start].kind is Kind.SEPARATOR:
            start += 1
        else:
            break
    while stop > start and scene.tokens[stop - 1].kind is Kind.SEPARATOR:
        stop -= 1
    return scene.sight.phrases.words(start, stop) if start < stop else ""


def _without_work(scene: Scene) -> str:
    """The request without the title, which may contain a number: "12 posts"."""
    tokens = [token.text if token.glued else f" {token.text}" for at, token in enumerate(scene.tokens)
              if at not in scene.meant.tokens and at not in scene.closed]  # fmt: skip
    return "".join(tokens).strip()
