"""The relay in Slack: `/brief relay`, a department's buttons and the account team's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from desk.brief import diff as brief_diff
from desk.brief import relay, relay_answers, versions
from desk.brief.needs import NEEDS, TEMPLATE
from desk.brief.relay import Relayed, RelayState
from desk.brief.relay_answers import STALE, STILL, Playback
from desk.core.errors import Conflict
from desk.people import member
from desk.people.member import Department
from desk.project import names, project, rights
from handlers.brief import relay_views as views
from handlers.brief import silence_views
from handlers.brief.relay_views import RelayAction, RelayView
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import NOTHING, Message, Reply
from handlers.core.request import Request, as_number

_Form = Callable[[Relayed], dict[str, Any]]


def register(on: Listening) -> None:
    """Answer everything about the relay."""
    on.action(RelayAction.ACKNOWLEDGE, _open_play)
    on.action(RelayAction.ASK, _open_ask)
    on.action(RelayAction.DECLINE, _open_decline)
    on.action(RelayAction.CONFIRM, _confirm, writes=True)
    on.action(RelayAction.CORRECT, _open_correct)
    on.action(RelayAction.AGAIN, _again, writes=True)
    on.action(RelayAction.NOT_NEEDED, _not_needed, writes=True)
    on.action(RelayAction.NEEDED, _needed, writes=True)
    on.view(RelayView.PLAY, _play)
    on.view(RelayView.ASK, _ask)
    on.view(RelayView.DECLINE, _decline)
    on.view(RelayView.CORRECT, _correct)


def asked(session: Session, outgoing: Outgoing) -> Message | None:
    """The brief for one person; None when their answer is no longer awaited. Once sent, it stays."""
    parts = _relayed(session, outgoing)
    if outgoing.sent_at is None:
        parts = [one for one in parts if _is_wanted(session, outgoing, one)]
    if not parts:
        return None
    is_nudge = outgoing.kind == relay.NUDGE
    shown = [_part(session, outgoing, one) for one in parts]
    return views.asked(outgoing.catalogs.translator(_language(session, outgoing)), shown, nudge=is_nudge)


def answer(session: Session, outgoing: Outgoing) -> Message | None:
    """A department's answer, for the account team; None for a refusal that was to be told if it stands, and
    does not.
    """
    t, still = outgoing.catalogs.translator(_language(session, outgoing)), STILL in outgoing.payload
    for one in _relayed(session, outgoing):
        is_over = still and outgoing.sent_at is None and one.standing.state is not RelayState.DECLINED
        if one.standing.by and not is_over:
            return views.answer(t, one, still=still)
    return None


def silent(session: Session, outgoing: Outgoing) -> Message | None:
    """The message that a department has not answered; None once it has."""
    parts = _relayed(session, outgoing)
    if outgoing.sent_at is None:
        parts = [one for one in parts if one.standing.state is RelayState.WAITING and one.is_active]
    if not parts:
        return None
    t = outgoing.catalogs.translator(_language(session, outgoing))
    return silence_views.silent(t, parts, decides=bool(outgoing.payload.get("decides")))


def correction(session: Session, outgoing: Outgoing) -> Message | None:
    """The account team's correction, for the department that had understood something else."""
    t = outgoing.catalogs.translator(_language(session, outgoing))
    for one in _relayed(session, outgoing):
        if one.standing.said:
            return views.correction(t, one)
    return None


def sheet(session: Session, request: Request, query: str) -> Message:
    """Who has the brief and who has not."""
    ref = names.here(session, request.actor, query, request.channel)
    return _listed(session, request, ref.id)


def _open_play(session: Session, request: Request) -> Reply:
    def form(one: Relayed) -> dict[str, Any]:
        whole = versions.for_team(session, request.actor.workspace_id, one.brief_id, request.now, one.version)
        return views.play_form(request.t, one, whole, request.channel)

    return _open(session, request, form)


def _open_ask(session: Session, request: Request) -> Reply:
    return _open(session, request, lambda one: views.ask_form(request.t, one, request.channel))


def _open_decline(session: Session, request: Request) -> Reply:
    return _open(session, request, lambda one: views.decline_form(request.t, one, request.channel))


def _open(session: Session, request: Request, form: _Form) -> Reply:
    """A form to answer with; for an older version, the newest one with a notice."""
    relay_id = as_number(request.value)
    try:
        return Reply(view=form(relay_answers.open_for(session, request.actor, relay_id, request.now)))
    except Conflict as refused:
        if refused.reason != STALE:
            raise
        return Reply(view=_newest(session, request, relay_id))


def _open_correct(session: Session, request: Request) -> Reply:
    relay_id = request.value.partition("/")[0]
    one = relay_answers.played_back(session, request.actor, as_number(relay_id), request.now)
    return Reply(view=views.correct_form(request.t, one, request.channel))


def _play(session: Session, request: Request) -> Reply:
    relay_id, actor = as_number(request.metadata.get("id")), request.actor
    fields: Mapping[str, str] = {}
    for one in relay.relayed(session, actor.workspace_id, [relay_id], request.now):
        whole = versions.for_team(session, actor.workspace_id, one.brief_id, request.now, one.version)
        fields = whole.fields
    told = Playback(
        request.field(views.PLAYBACK),
        _picked(request.field(views.OBJECTIVE), fields.get(views.OBJECTIVE, "")),
        _picked(request.field(views.AUDIENCE), fields.get(views.AUDIENCE, "")),
    )
    again = request.made == str(relay_id)

    def act() -> int:
        return relay_answers.acknowledge(session, actor, relay_id, told, request.now, again=again)

    return _answered(session, request, act, "relay.acknowledged")


def _ask(session: Session, request: Request) -> Reply:
    relay_id, said = as_number(request.metadata.get("id")), request.field(views.SAID)
    earlier = as_number(request.made) or None

    def act() -> int:
        return relay_answers.ask(session, request.actor, relay_id, said, request.now, earlier=earlier)

    return _answered(session, request, act, "relay.asked", is_shown=False)


def _decline(session: Session, request: Request) -> Reply:
    relay_id, said = as_number(request.metadata.get("id")), request.field(views.SAID)

    def act() -> int:
        return relay_answers.decline(session, request.actor, relay_id, said, request.now)

    return _answered(session, request, act, "relay.declined_now")


def _answered(
    session: Session, request: Request, act: Callable[[], int], key: str, *, is_shown: bool = True
) -> Reply:
    """The answer is stored; a message says so unless a visible card (`is_shown`) or the Home shows it.

    If a newer version came while the form was open, that version is shown.
    """
    try:
        made = act()
    except Conflict as refused:
        if refused.reason != STALE:
            raise
        return Reply(update=_newest(session, request, as_number(request.metadata.get("id"))))
    is_seen = not request.channel or (is_shown and request.channel.startswith("D"))
    return Reply(clear=True, made=str(made), message=None if is_seen else views.line(request.t.md(key)))


def _confirm(session: Session, request: Request) -> Reply:
    relay_id, _, back = request.value.partition("/")
    made = relay_answers.confirm(session, request.actor, as_number(relay_id), request.now)
    return _shown_again(session, request, back, _project_of(session, request, made))


def _correct(session: Session, request: Request) -> Reply:
    relay_id = as_number(request.metadata.get("id"))
    made = relay_answers.correct(session, request.actor, relay_id, request.field(views.SAID), request.now)
    said = views.line(request.t.md("relay.corrected_now")) if request.channel else None
    return Reply(clear=True, made=str(made), message=said)


def _again(session: Session, request: Request) -> Reply:
    project_id, _, back = request.value.partition("/")
    found = relay.again(session, request.actor, as_number(project_id), request.now)
    if back:
        return _shown_again(session, request, back, found.project_id)
    return Reply(message=views.line(request.t.md("relay.again_now", project=found.project)))


def _not_needed(session: Session, request: Request) -> Reply:
    relay_id, _, back = request.value.partition("/")
    project_id, _, department = relay_id.partition(":")
    for one in (one for one in Department if one == department):
        found = relay_answers.nobody_needed(session, request.actor, as_number(project_id), one, request.now)
        return _shown_again(session, request, back, found)
    made = relay_answers.not_needed(session, request.actor, as_number(relay_id), request.now)
    return _shown_again(session, request, back, _project_of(session, request, made))


def _needed(session: Session, request: Request) -> Reply:
    relay_id, _, back = request.value.partition("/")
    found = relay.needed(session, request.actor, as_number(relay_id), request.now)
    return _shown_again(session, request, back, found.project_id)


def _shown_again(session: Session, request: Request, back: str, project_id: int) -> Reply:
    """The pressed list in its current state; a card in a direct message is redrawn by delivery."""
    return Reply(replace=_listed(session, request, project_id)) if back else NOTHING


def _listed(session: Session, request: Request, project_id: int) -> Message:
    found = relay.sheet(session, request.actor, project_id, request.now)
    ref = project.get(session, request.actor, project_id)
    return views.listed(request.t, found, decides=rights.may_lead(session, request.actor, ref))


def _newest(session: Session, request: Request, relay_id: int) -> dict[str, Any]:
    (one,) = relay.relayed(session, request.actor.workspace_id, [relay_id], request.now)
    whole = versions.for_team(session, request.actor.workspace_id, one.brief_id, request.now)
    return views.stale(request.t, whole, one.version)


def _project_of(session: Session, request: Request, relay_id: int) -> int:
    (one,) = relay.relayed(session, request.actor.workspace_id, [relay_id], request.now)
    return one.project_id


def _relayed(session: Session, outgoing: Outgoing) -> list[Relayed]:
    return relay.relayed(session, outgoing.workspace_id, outgoing.payload.get("ids", []), outgoing.now)


def _is_wanted(session: Session, outgoing: Outgoing, one: Relayed) -> bool:
    """Whether this department's answer is still awaited, in an active project, from this person."""
    waits = one.standing.state is RelayState.WAITING and one.is_active
    return waits and relay.answering_as(session, outgoing.workspace_id, one, outgoing.recipient) is not None


def _part(session: Session, outgoing: Outgoing, one: Relayed) -> views.Part:
    workspace_id, now = outgoing.workspace_id, outgoing.now
    whole = versions.for_team(session, workspace_id, one.brief_id, now, one.version)
    diff = None
    if one.before is not None and one.before != one.version:
        fields = {*NEEDS[one.standing.department], TEMPLATE}
        diff = brief_diff.between(session, workspace_id, one.brief_id, one.before, one.version, now, fields)
    cover = relay.answering_as(session, workspace_id, one, outgoing.recipient) or ""
    return views.Part(one, whole, diff, cover)


def _language(session: Session, outgoing: Outgoing) -> str:
    return member.language_of(session, outgoing.workspace_id, outgoing.recipient)


def _picked(choice: str, text: str) -> str:
    """The phrase of the brief behind a choice; "" for another answer. Without a choice it is the
    only phrase.
    """
    words = relay_answers.phrases(text)
    if len(words) < views.FEWEST_CHOICES:
        return "".join(words)
    return next((one for at, one in enumerate(words) if str(at) == choice), "")


FEATURE = Feature(
    "relay",
    register,
    kinds=(
        Kind("relay", asked, together=True),
        Kind("relay_nudge", asked, together=True),
        Kind("relay_silent", silent, together=True),
        Kind("relay_answer", answer, together=True),
        Kind("relay_back", correction, together=True),
    ),
)
