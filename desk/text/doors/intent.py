"""What somebody asks of the bot in their own words, or tells it to do.

    found = intent.find("ai đang giữ landing page?", context, shelf)
    (found.intent, found.pieces)      # Intent.WHO_HAS, (Piece("Landing page", "BrightSip Launch"),)

Changing is understood only from an order: never from a question, a denial, a thought, a report or somebody
else's words. Where two intents fit, `Unsure` has both, the likelier first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desk.text.doors import purpose
from desk.text.doors.purpose import Purpose
from desk.text.pasted.cues import Cues
from desk.text.requests import absence, doubts, mood, renames, reported, slots, waits
from desk.text.requests.frames import NOT_CHASED
from desk.text.requests.intents import READS, Intent
from desk.text.requests.naming import WORDS, Job, Piece, Shelf
from desk.text.requests.orders import is_doubtful
from desk.text.requests.reminding import recalls
from desk.text.requests.scene import Scene
from desk.text.requests.slots import Slots
from desk.text.requests.weigh import weigh
from desk.text.requests.weighed import Weighed
from desk.text.spans import Context
from desk.text.tokens import beginning, read_answer, read_line

__all__ = [
    "READS", "Intent", "Job", "Piece", "Request", "Shelf", "Slots", "Tone", "Unsure", "find", "tone",
]  # fmt: skip

_NOTHING = Slots()


@dataclass(frozen=True, slots=True)
class Request:
    """The request. `pieces` and `jobs`: the deliverables and the projects that may be meant, one when it is
    clear; `client`: a client with several projects was named. `slots`: the other parts. `together`: the
    pieces were named by several numbers, and are meant together. `also`: what is said besides.
    """

    intent: Intent
    pieces: tuple[Piece, ...] = ()
    jobs: tuple[Job, ...] = ()
    client: str = ""
    slots: Slots = _NOTHING
    together: bool = False
    also: tuple[Request, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsure:
    """Two that fit as well, the likelier first."""

    readings: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Tone:
    """The tone of a line. `talks`: only a question, a joke or a phrase, "remind me again why", "nhắc mới
    nhớ". `asks`: a question, or one about a person. `greets`: it says hello. `drafts`: an
    answer to somebody is to be written. `chases`: a department is to answer a brief. `agrees`: it says
    yes, and approves no work. `did`: it tells that something is done. `lacks`: something is missing in a
    brief.
    """

    talks: bool
    asks: bool
    greets: bool
    drafts: bool
    chases: bool = False
    agrees: bool = False
    did: bool = False
    lacks: bool = False


def find(text: str, context: Context, shelf: Shelf) -> Request | Unsure:
    """The request in a text. A pasted brief or feedback is a request to store it."""
    pasted = _pasted(text, context)
    if isinstance(pasted, Request):
        return pasted
    told = _sentences(_own(text[:LONGEST]), context, shelf)
    if pasted is None:
        return told
    return Unsure((pasted.readings[0], *(told.readings if isinstance(told, Unsure) else (told,))))


def tone(text: str, context: Context, shelf: Shelf) -> Tone:
    """The tone of a line that begins with a verb's word."""
    scene = Scene(read_line(_own(text[:LONGEST])), context, shelf)
    asks = text.rstrip().endswith(("?", "？"))
    whether = asks and not scene.times and not _is_to_be_asked(scene)
    laughs = mood.laughs(scene.cues, scene.closed) and not (scene.times or scene.sight.lengths)
    says = scene.cues.one(0, "idiom") is not None
    talks = whether or laughs or says or recalls(scene)
    return Tone(
        talks,
        asks or scene.mood.asks or bool(scene.places("who_word")),
        bool(scene.places("hello")),
        bool(scene.places("drafts")),
        all(map(scene.places, ("chases", "department", "brief_noun"))) or _chases_brief(scene),
        bool(scene.places("agrees")) and not any(token.bare in _APPROVES for token in scene.tokens),
        _tells_done(scene),
        doubts.of(scene) is not None,
    )


def _chases_brief(scene: Scene) -> bool:
    """ "Nhắc lại brief Sun World": whoever has not answered it, and no to-do of the writer."""
    return bool(scene.places("chases_brief")) and not any(map(scene.places, NOT_CHASED))


def _tells_done(scene: Scene) -> bool:
    """ "đã phóng logo lên rồi", "fixed the hotline": no question, no denial, no thought."""
    if scene.mood.asks or scene.mood.lists or mood.is_supposed(scene.cues, scene.closed):
        return False
    if mood.is_denied(scene.cues, 0, len(scene.tokens), scene.closed, told=False):
        return False
    done = scene.best(Intent.DONE)
    if done and reported.partly(scene, done):
        return False
    return bool(scene.places("already") or scene.places("has_done") or scene.best(Intent.DONE))


def _is_to_be_asked(scene: Scene) -> bool:
    """ "nhắc hỏi Lan có file chưa?": the question is part of the reminder."""
    return any(token.bare in _TO_ASK for token in scene.tokens)


_APPROVES = frozenset({"duyet", "chot", "approve", "approved", "approves"})
_TO_ASK = frozenset({"hoi", "ask", "check", "confirm"})


def _pasted(text: str, context: Context) -> Request | Unsure | None:
    """The purpose of a text of several lines; None when it is only a sentence."""
    if len(text) <= LONGEST and "\n" not in text.strip():
        return None
    guess = purpose.find(beginning(text[:_TELLING], _TELLING_TOKENS), context).guess
    if _says_brief(text) and guess.purpose is not Purpose.BRIEF:
        return Request(Intent.BRIEF, slots=Slots(words=text))
    intent = _KEPT.get(guess.purpose)
    if intent is None:
        return None
    found = Request(intent, slots=Slots(words=text))
    return found if guess.sure else Unsure((found,))


def _says_brief(text: str) -> bool:
    """Whether the first line announces a brief below: "khách gửi đề bài:"."""
    first = text.strip().split("\n")[0]
    words = Cues(read_line(read_answer(first)), words=WORDS)
    named = any(words.one(at, "brief_noun") for at in range(len(words.tokens)))
    return (
        named and "\n" in text.strip() and first.rstrip().endswith((":", "：", "nè", "nha", "below", "đây"))
    )


LONGEST = 600
"""So many characters at most are a sentence to the bot."""
_TELLING = 6_000
_TELLING_TOKENS = 1_500
"""The purpose of a longer text shows in so many characters and tokens."""
_KEPT = {
    Purpose.BRIEF: Intent.BRIEF, Purpose.FEEDBACK: Intent.FEEDBACK, Purpose.WORK: Intent.ADD,
}  # fmt: skip


def _own(text: str) -> str:
    """A text as one line, without other people's words in it."""
    lines = [line for line in text.split("\n") if not line.lstrip().startswith((">", "&gt;"))]
    return " ".join(" ".join(lines).split())


def _sentences(text: str, context: Context, shelf: Shelf) -> Request | Unsure:
    """The request of the one sentence that has one, if the others only tell something; else of the whole
    text.
    """
    whole = _told(text, context, shelf)
    parts = [part for part in _STOP.split(text) if len(part.split()) > 1]
    if len(parts) < 2 or (isinstance(whole, Request) and whole.intent in _KEEP_ALL):
        return whole
    found = [_told(part, context, shelf) for part in parts]
    wanted = [one for one in found if isinstance(one, Unsure) or one.intent not in _WANT_NOTHING]
    return wanted[0] if len(wanted) == 1 and (len(parts) < 4) else whole


_STOP = re.compile(r"(?<=[^\W\d_][?!.])\s+|(?<=[^\W\d_][?!.]{2})\s+|(?<=[)\"”][?!.])\s+")
_WANT_NOTHING = (Intent.NONE, Intent.GREETING)
_KEEP_ALL = (Intent.NOTE, Intent.ADD, Intent.TODO, Intent.REMIND, Intent.FEEDBACK, Intent.BRIEF)
"""Orders that use all the words after them."""


def _told(text: str, context: Context, shelf: Shelf) -> Request | Unsure:
    scene = Scene(read_line(text), context, shelf)
    found = weigh(scene)
    if not found:
        return Request(Intent.NONE)
    best = found[0]
    rivals = [one for one in found[1:] if one.rank == best.rank and one.intent.changes == best.intent.changes]
    if rivals:
        return Unsure(tuple(_request(scene, one) for one in (best, *rivals[:2])))
    if best.intent.changes and is_doubtful(scene, best):
        return Unsure((_request(scene, best), Request(Intent.NONE)))
    return replace(_request(scene, best), also=_also(scene, best, found))


def _also(scene: Scene, best: Weighed, found: Sequence[Weighed]) -> tuple[Request, ...]:
    """That somebody is off, told behind an order: "giao banner cho Lan, Vy nghỉ tuần sau"."""
    other = absence.of_other(scene)
    if best.hit is None or other is None or best.intent is Intent.LEAVE or not best.intent.changes:
        return ()
    begin, _ = scene.clause(other[1].start)
    off = [one for one in found if one.intent is Intent.LEAVE and best.hit.end <= begin <= other[0].start]
    return tuple(_request(scene, one) for one in off[:1])


def _request(scene: Scene, one: Weighed) -> Request:
    meant, said = scene.meant, waits.of(scene) if one.intent is Intent.WAIT else None
    renamed = renames.of(scene) if one.intent is Intent.RENAME else None
    return Request(
        one.intent,
        said.waiting if said else renamed.pieces if renamed else meant.pieces,
        meant.jobs,
        meant.client,
        slots.of(scene, one.intent, one.hit),
        together=len(meant.numbers) > 1 and not said,
    )
