"""What people from outside say in their own words: their project's status, or kept as their feedback."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.core.errors import NotAllowed
from desk.day import ask
from desk.feedback import feedback
from desk.feedback.feedback import FeedbackKind
from desk.text.doors.intent import Intent
from desk.text.letters import fold
from handlers.core.reply import NOTHING, Reply, Said
from handlers.core.request import Request
from handlers.core.verbs import Verb
from handlers.feedback.feedback import AS_SAID

_MERE = 5
"""So few words may be a mere "ok cảm ơn em nha"."""
_SENTENCE = 2
"""So many words behind a verb's word may be a sentence."""
_FOR_GUESTS = (Intent.DUE, Intent.LATE, Intent.WHERE_IS, Intent.BALL, Intent.WHO_HAS)
_CALLS = frozenset(
    {
        "chi",
        "anh",
        "em",
        "minh",
        "nha",
        "nhe",
        "giup",
        "gium",
        "dum",
        "please",
        "pls",
        "me",
        "my",
        "we",
        "us",
        "our",
    }
)
"""Words that people say to somebody; those who type a command say none."""
_MAY_BE_MORE = ("help", "now")
"""Verbs for guests whose words begin wishes as well: "giúp chị dời qua thứ 6"."""


def answered(session: Session, request: Request, verb: Verb | None, rest: str) -> Reply:
    """What a sentence of somebody from outside becomes. One that begins with a verb's word, "thêm logo giúp
    chị", is no command, but what the client says: it is kept, or offered to be.
    """
    if verb is None:
        return _told(session, request)
    typed = Reply(instead=Said(verb.name, rest))
    if not rest.strip() or verb.name == "feedback":
        return typed
    intent = ask.of_guest(session, request.actor, request.text, request.now)
    if intent is Intent.HELP and verb.name == "help":
        return typed
    if _surely_wants(session, request, rest):
        return Reply(instead=Said("feedback", f"{AS_SAID} {request.text}"))
    offered = Reply(instead=Said("feedback", request.text))
    if not _is_sentence(request, verb, rest) or intent in (Intent.LEAVE, Intent.HELP):
        # Colleagues type a mention in "nhắc Lan gửi file". A team's verb refuses all else, whatever is named.
        is_named = verb.name == "remind" and "@" not in rest and len(rest.split()) >= _SENTENCE
        return offered if is_named else typed
    try:
        return _told(session, request)
    except NotAllowed:
        if verb.name == "off":  # nobody from outside is off here
            raise
        return offered


def _surely_wants(session: Session, request: Request, rest: str) -> bool:
    """Whether what stands behind a verb's word approves or wants something, "tiến độ ok, chị duyệt KV".
    "Brief show milk" is a command.
    """
    words = rest.split()
    kinds = feedback.kinds_in(session, request.actor, rest, request.now)
    wants = bool(kinds - {FeedbackKind.QUESTION}) and len(words) >= _SENTENCE
    return fold(words[0]) != "show" and (wants or FeedbackKind.PRAISE in kinds)


def _is_sentence(request: Request, verb: Verb, rest: str) -> bool:
    """Whether it may be a sentence, and no command as colleagues type it: it calls or means somebody, "thêm
    logo giúp chị".
    """
    words = rest.split()
    if (verb.guests and verb.name not in _MAY_BE_MORE) or len(words) < _SENTENCE:
        return False
    if not request.services.verbs.may_be_a_sentence(request.text):
        return False
    return not _CALLS.isdisjoint(fold(word).strip(",.!?:") for word in words)


def _told(session: Session, request: Request) -> Reply:
    """People from outside get their project as a client may see it; what they approve, want or ask besides is
    kept as their feedback, so that it reaches whoever leads the project.
    """
    intent = ask.of_guest(session, request.actor, request.text, request.now)
    if intent is Intent.HELP:
        return Reply(instead=Said("help"))
    kinds = feedback.kinds_in(session, request.actor, request.text, request.now)
    tone = ask.tone(session, request.actor, request.text, request.now)
    is_mere = tone.agrees and len(request.text.split()) <= _MERE  # "ok cảm ơn em nha"
    if intent is Intent.GREETING and (not kinds or (is_mere and kinds == {FeedbackKind.PRAISE})):
        return Reply(instead=Said("help")) if tone.greets else NOTHING
    if kinds and not (intent in _FOR_GUESTS and kinds == {FeedbackKind.QUESTION}):
        return Reply(instead=Said("feedback", f"{AS_SAID} {request.text}"))
    if intent in _FOR_GUESTS:
        return Reply(instead=Said("status"))
    if intent is Intent.FEEDBACK:
        return Reply(instead=Said("feedback", request.text))
    raise NotAllowed("error.team_only")
