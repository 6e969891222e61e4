"""The departments' answers to a brief, and the account team's reactions: the handshake of M2 (F08)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.brief import question, relay
from desk.brief.relay import Relayed
from desk.core import within
from desk.core.actor import Actor
from desk.core.errors import Conflict, Invalid, NotAllowed
from desk.core.feature import Feature, Kind, Verb, Way
from desk.people import attention
from desk.people.company_calendar import calendar_of
from desk.project import project, rights
from desk.text.letters import clean
from storage.brief import relay as relays
from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import Relay, RelayState
from storage.database import history, locks
from storage.messages import outbox, redraws
from storage.people.member import Department, Member
from storage.people.workspace import Workspace
from storage.project.project import Project

ANSWERED = "relay_answer"
"""The outbox kind of a department's answer to the account team."""
ASKED = "relay_question"
"""The outbox kind of a department's question to the account team."""
CORRECTED = "relay_back"
"""The outbox kind of the account team's correction to the department."""
STILL = "still"
"""In the payload of a refusal: to be told only if it still stands."""
PLAYBACK_LENGTH = 500
MOST_SENTENCES = 2
"""A longer playback shows that the brief was not understood (M2)."""
SAID_LENGTH = 1000
STALE = "error.relay_stale"
"""The key of the refusal of a button on an older version: the newest is shown instead."""
PHRASE_LENGTH = 75
"""Slack's limit for the text of an option."""
MOST_PHRASES = 20
_ABBREVIATIONS = {"tp", "q", "p", "vd", "mr", "mrs", "ms", "dr", "st", "no", "ths", "ts", "vs", "e.g", "i.e"}


@dataclass(frozen=True, slots=True)
class Playback:
    """How a department understood a brief. `objective` and `audience`: phrases of the brief that it picked,
    "" for another answer.
    """

    words: str
    objective: str
    audience: str


def phrases(text: str) -> list[str]:
    """The phrases of a field that can be picked: its lines, points and sentences, each once."""
    points = [re.sub(r"^[\s\-–•*·\d.)]*(?=[^\W\d_])", "", point) for point in re.split(r"\n|;", text)]
    pieces = [piece[:PHRASE_LENGTH] for point in points for piece in _sentences(point)]
    return list(dict.fromkeys(pieces))[:MOST_PHRASES]


def sentences(text: str) -> int:
    """The number of sentences of a text; a line is at least one, and "TP. HCM" is not two."""
    return sum(len(_sentences(line)) for line in text.splitlines())


def _sentences(line: str) -> list[str]:
    found: list[str] = []
    for piece in re.split(r"(?<=[.!?…])\s+|(?<=[.!?…][\"”’)])\s+", line.strip()):
        last = found[-1].split()[-1] if found else ""
        if last.endswith(".") and last.rstrip(".").lower() in _ABBREVIATIONS:
            found[-1] += f" {piece}"
        elif piece:
            found.append(piece)
    return found


def open_for(session: Session, actor: Actor, relay_id: int, now: datetime) -> Relayed:
    """The part of a relay that the actor is about to answer.

    Raises `Conflict` (`error.relay_stale`) for an old version, `Conflict` when it was answered, and
    `NotAllowed` for people who do not, or no longer, answer for the department.
    """
    actor.must_be_team()
    row, _, owner = _found(session, actor, relay_id)
    _check_asked(session, actor, row, owner)
    return relay.relayed(session, actor.workspace_id, [row.id], now)[0]


def played_back(session: Session, actor: Actor, relay_id: int, now: datetime) -> Relayed:
    """The playback that the actor is about to correct. Raises `NotAllowed`, `NotFound`, `Conflict`."""
    row, _ = _played_back(session, actor, relay_id)
    return relay.relayed(session, actor.workspace_id, [row.id], now)[0]


def acknowledge(
    session: Session, actor: Actor, relay_id: int, told: Playback, now: datetime, *, again: bool = False
) -> int:
    """The department acknowledges with a playback. The account team is told, and the cards show it.

    `again`: the same person corrects a playback from this form. Returns the relay's id. Raises as `open_for`
    does, and `Invalid` (field `playback`) for a missing or long one, or one with many sentences.
    """
    actor.must_be_team()
    row, brief, owner = _found(session, actor, relay_id, lock=True)
    corrects_own = again and row.state is RelayState.ACKNOWLEDGED and row.member_id == actor.member_id
    if not corrects_own:
        _check_asked(session, actor, row, owner)
    words = _words("playback", told.words, PLAYBACK_LENGTH)
    if sentences(words) > MOST_SENTENCES:
        raise Invalid("playback", "error.relay_sentences", most=MOST_SENTENCES, count=sentences(words))
    actor.begin(session, "relay.acknowledge", now)
    _answer(row, actor, RelayState.ACKNOWLEDGED, now)
    row.playback, row.said = words, ""
    row.objective, row.audience = clean(told.objective), clean(told.audience)
    session.flush()
    _tell_account(session, owner, brief, row, now, ANSWERED, f"relay_answer:{row.id}")
    return _settled(session, brief, row, now)


def decline(session: Session, actor: Actor, relay_id: int, reason: str, now: datetime) -> int:
    """The department declines, with a reason, which the account team is told.

    Raises as `open_for` does, and `Invalid` (field `said`) without a reason.
    """
    actor.must_be_team()
    row, brief, owner = _found(session, actor, relay_id, lock=True)
    _check_asked(session, actor, row, owner)
    words = _words("said", reason, SAID_LENGTH)
    actor.begin(session, "relay.decline", now)
    _answer(row, actor, RelayState.DECLINED, now)
    row.playback = row.objective = row.audience = ""
    row.said = words
    session.flush()
    _tell_account(session, owner, brief, row, now, ANSWERED, f"relay_answer:{row.id}")
    _tell_manager(session, actor, owner, brief, row, now)
    return _settled(session, brief, row, now)


def ask(
    session: Session, actor: Actor, relay_id: int, words: str, now: datetime, *, earlier: int | None = None
) -> int:
    """Ask the account team before answering: an open question of the brief, which is sent to them at once.

    `earlier`: the question that this form asked before, now in other words. Returns the question's id. Raises
    as `open_for` does, and `Invalid` (field `said`) without a question, or when it is one too many.
    """
    actor.must_be_team()
    row, brief, owner = _found(session, actor, relay_id, lock=True)
    _check_asked(session, actor, row, owner)
    words = _words("said", words, SAID_LENGTH)
    actor.begin(session, "relay.ask", now, why=words)
    asked = session.get(Question, earlier) if earlier else None
    if asked is None or asked.relay_id != row.id or asked.answer is not None:
        asked = question.put(session, actor, row, words, now)
        relays.settle(session, row.id)  # the account team has to answer first
        relay.redraw(session, brief, now, row.id)
        _tell_account(session, owner, brief, row, now, ASKED, question.subject(asked.id))
    else:
        asked.words = {"": words}
        session.flush()
        cause = str(history.identify(session))
        redraws.redraw(session, row.workspace_id, question.subject(asked.id), cause, now)
    return asked.id


def not_needed(session: Session, actor: Actor, relay_id: int, now: datetime) -> int:
    """The account team says that the brief does not concern this department: nobody asks it, waits for it or
    is told of its silence, also about later versions. A second time changes nothing.

    Raises `NotAllowed`, `NotFound`, and `Conflict` for an old version or after an acknowledgement.
    """
    actor.must_be_team()
    row, brief, owner = _found(session, actor, relay_id, lock=True)
    rights.must_lead(session, actor, project.get(session, actor, owner.id))
    if row.state is RelayState.NOT_NEEDED:
        return row.id
    if row.state is not RelayState.DECLINED:
        _check_open(session, row)
    actor.begin(session, "relay.not_needed", now)
    row.state = RelayState.NOT_NEEDED
    return _settled(session, brief, row, now)


def nobody_needed(
    session: Session, actor: Actor, project_id: int, department: Department, now: datetime
) -> int:
    """The same of a department that nobody answers for, so that it was never asked; gives the project. Raises
    as `not_needed` does, which it is when the department was asked meanwhile.
    """
    brief, owner = relay.led(session, actor, project_id)
    row = relays.newest(session, brief.id).get(department)
    if row is not None:
        not_needed(session, actor, row.id, now)
        return owner.id
    actor.begin(session, "relay.not_needed", now)
    row = Relay(
        workspace_id=brief.workspace_id, brief_id=brief.id, version=brief.version, department=department,
        state=RelayState.NOT_NEEDED, at=now,
    )  # fmt: skip
    session.add(row)
    _settled(session, brief, row, now)
    return owner.id


def confirm(session: Session, actor: Actor, relay_id: int, now: datetime) -> int:
    """Confirm a playback; a second time changes nothing. Raises `NotAllowed`, `NotFound`, `Conflict`."""
    row, brief = _played_back(session, actor, relay_id, lock=True)
    if row.state is RelayState.CONFIRMED:
        return row.id
    actor.begin(session, "relay.confirm", now)
    row.state = RelayState.CONFIRMED
    return _settled(session, brief, row, now)


def correct(session: Session, actor: Actor, relay_id: int, said: str, now: datetime) -> int:
    """Correct a playback; the correction is sent to the person who wrote it.

    Raises `NotAllowed`, `NotFound`, `Conflict`, and `Invalid` (field `said`) without words.
    """
    row, brief = _played_back(session, actor, relay_id, lock=True)
    words = _words("said", said, SAID_LENGTH)
    if (row.state, row.said) == (RelayState.CORRECTED, words):
        return row.id
    actor.begin(session, "relay.correct", now)
    row.state, row.said = RelayState.CORRECTED, words
    session.flush()
    player = session.get(Member, row.member_id) if row.member_id else None
    if player is not None:
        outbox.enqueue(
            session, workspace_id=row.workspace_id, kind=CORRECTED, recipient=player.user,
            cause=f"relay/{history.identify(session)}", at=now, subject=f"relay:{brief.id}",
            payload={"ids": [row.id]},
        )  # fmt: skip
    return _settled(session, brief, row, now)


def _found(
    session: Session, actor: Actor, relay_id: int, *, lock: bool = False
) -> tuple[Relay, Brief, Project]:
    row = within.found(session, actor.workspace_id, Relay, relay_id, "error.relay_gone")
    brief = session.get_one(Brief, row.brief_id)
    if lock:
        locks.projects(session, brief.project_id)
    return row, brief, session.get_one(Project, brief.project_id)


def _check_asked(session: Session, actor: Actor, row: Relay, owner: Project) -> None:
    if actor.member_id not in relay.answers_for(session, owner, row.id, row.department):
        raise NotAllowed("error.relay_not_yours", project=owner.name)
    _check_open(session, row)


def _check_open(session: Session, row: Relay) -> None:
    if row.state is RelayState.NOT_NEEDED:
        raise Conflict("error.relay_not_needed")
    if row.state is RelayState.STALE:
        raise Conflict(STALE)
    if row.state in (RelayState.ACKNOWLEDGED, RelayState.CONFIRMED, RelayState.DECLINED):
        by = session.get_one(Member, row.member_id).name if row.member_id else ""
        declined = row.state is RelayState.DECLINED
        raise Conflict("error.relay_declined" if declined else "error.relay_answered", name=by)


def _words(field: str, text: str, most: int) -> str:
    words = clean(text)
    if not words:
        raise Invalid(field, "error.relay_words")
    if len(words) > most:
        raise Invalid(field, "error.relay_long", most=most, length=len(words))
    return words


def _answer(row: Relay, actor: Actor, state: RelayState, now: datetime) -> None:
    row.state, row.member_id, row.answered_at = state, actor.member_id, now


def _played_back(session: Session, actor: Actor, relay_id: int, *, lock: bool = False) -> tuple[Relay, Brief]:
    actor.must_be_team()
    row, brief, owner = _found(session, actor, relay_id, lock=lock)
    rights.must_lead(session, actor, project.get(session, actor, owner.id))
    if row.state is RelayState.STALE:
        raise Conflict(STALE)
    if not row.playback:
        raise Conflict("error.relay_not_played")
    return row, brief


def _tell_account(
    session: Session, owner: Project, brief: Brief, row: Relay, now: datetime, kind: str, subject: str
) -> None:
    """Queue one message to whoever leads the account."""
    account = relay.account_of(session, owner, brief)
    if account is None:
        return
    outbox.enqueue(
        session, workspace_id=row.workspace_id, kind=kind, recipient=account.user,
        cause=f"relay/{history.identify(session)}", at=now, subject=subject, payload={"ids": [row.id]},
    )  # fmt: skip


def _tell_manager(
    session: Session, actor: Actor, owner: Project, brief: Brief, row: Relay, now: datetime
) -> None:
    """Queue the refusal for the AM's next working morning; it is sent if it stands then."""
    manager, account = session.get(Member, owner.am_id or 0), relay.account_of(session, owner, brief)
    if manager is None or not manager.is_colleague:
        return
    if manager.id in (actor.member_id, account.id if account else None):
        return
    zone, home = ZoneInfo(manager.zone), session.get_one(Workspace, row.workspace_id)
    day = calendar_of(session, row.workspace_id).next_working(now.astimezone(zone).date())
    minute = home.digest_minute if manager.digest_minute is None else manager.digest_minute
    outbox.enqueue(
        session, workspace_id=row.workspace_id, kind=ANSWERED, recipient=manager.user,
        cause=f"relay/{history.identify(session)}", at=attention.at_minute(day, minute, zone),
        subject=f"relay_answer:{row.id}", payload={"ids": [row.id], STILL: True},
    )  # fmt: skip


def _settled(session: Session, brief: Brief, row: Relay, now: datetime) -> int:
    """Cancel the nudges about it, and redraw every card that shows it."""
    session.flush()
    relays.settle(session, row.id)
    relay.redraw(session, brief, now, row.id)
    cause = str(history.identify(session))
    redraws.redraw(session, row.workspace_id, f"relay_answer:{row.id}", cause, now)
    return row.id


FEATURE = Feature(
    "relay_answers",
    verbs=(
        Verb("relay.acknowledge", Way.KEPT), Verb("relay.ask", Way.KEPT), Verb("relay.decline", Way.KEPT),
        Verb("relay.correct", Way.KEPT), Verb("relay.confirm"), Verb("relay.not_needed"),
    ),
    kinds=(
        Kind(
            ANSWERED, "the project's AE; its AM too when a refusal stands on the next working morning",
            covered=True, despite_rest=True,
        ),
        Kind(ASKED, "the project's AE", covered=True, despite_rest=True),
        Kind(CORRECTED, "who answered for the department", despite_rest=True),
    ),
)  # fmt: skip
