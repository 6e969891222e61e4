"""Risks of a project: `/ae risk Mây Hồng: nhà in có thể trễ`, `/ae risk Mây Hồng`, and their forms (F34)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.day import project_words
from desk.history import undo
from desk.project import names, project, risk
from desk.project.risk import Wanted
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Reply
from handlers.core.request import Request, as_day, as_number
from handlers.core.verbs import Choice, Group, Verb
from handlers.project import risk_views as views
from handlers.project.project_words_views import not_kept
from handlers.project.risk_views import RiskAction, RiskView


def register(on: Listening) -> None:
    """Register risks."""
    on.verb("risk", _risk, writes=True)
    on.action(RiskAction.ADD, _add)
    on.action(RiskAction.MENU, _menu)
    on.action(RiskAction.EDIT, _edit)
    on.view(RiskView.RISK, _save)
    on.view(RiskView.CLOSE, _close)


def _risk(session: Session, request: Request) -> Reply:
    request.actor.must_be_team()
    actor = request.actor
    said = project_words.read(session, actor, request.text, request.now)
    ref = said.project or names.here(session, actor, "", request.channel)
    if not said.words:
        shown = views.listed(request.t, risk.listed(session, actor, ref, request.now))
        return Reply(message=not_kept(request.t, shown, "risk", ref, said.asked))
    found = risk.add(session, actor, ref.id, Wanted(said.words), request.now)
    return Reply(message=views.saved(request.t, found, undo.made(session)))


def _add(session: Session, request: Request) -> Reply:
    ref = project.get(session, request.actor, as_number(request.value))
    first = risk.first_review(session, request.actor, ref, request.now)
    owner = risk.watcher(session, request.actor, ref)
    return Reply(view=views.form(request.t, ref, Wanted("", owner, first), request.channel))


def _menu(session: Session, request: Request) -> Reply:
    what, _, number = request.value.partition("/")
    return _open(session, request, as_number(number), closes=what == views.CLOSE)


def _edit(session: Session, request: Request) -> Reply:
    return _open(session, request, as_number(request.value), closes=False)


def _open(session: Session, request: Request, risk_id: int, *, closes: bool) -> Reply:
    ref, one = risk.one(session, request.actor, risk_id)
    if closes:
        return Reply(view=views.close_form(request.t, ref, one, request.channel))
    wanted = Wanted(one.text, one.owner, one.review_on)
    return Reply(view=views.form(request.t, ref, wanted, request.channel, one.id))


def _save(session: Session, request: Request) -> Reply:
    wanted = Wanted(request.field("text"), request.field("owner"), as_day(request.field("review")))
    risk_id = as_number(request.metadata.get("risk") or request.made)
    if risk_id:
        found = risk.change(session, request.actor, risk_id, wanted, request.now)
    else:
        project_id = as_number(request.metadata.get("project"))
        found = risk.add(session, request.actor, project_id, wanted, request.now)
    return _told(session, request, found)


def _close(session: Session, request: Request) -> Reply:
    risk_id = as_number(request.metadata.get("risk"))
    outcome = request.field("outcome")
    return _told(session, request, risk.close(session, request.actor, risk_id, outcome, request.now))


def _told(session: Session, request: Request, found: risk.Risks) -> Reply:
    made = str(found.about.id) if found.about else None
    return Reply(clear=True, made=made, message=views.saved(request.t, found, undo.made(session)))


FEATURE = Feature("risk", register, verbs=(Verb("risk", ("rủi ro",), choices=(Choice(Group.PROJECT, 40),)),))
