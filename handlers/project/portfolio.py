"""All projects of whoever leads them: `/ae portfolio`, a page at a time (F30)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.project import overview
from desk.project.overview import Overview
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Reply
from handlers.core.request import Request, as_number
from handlers.core.verbs import Choice, Group, Verb
from handlers.project import portfolio_views as views
from handlers.project.portfolio_views import PortfolioAction


def register(on: Listening) -> None:
    """Register the portfolio and its pages."""
    on.verb("portfolio", _portfolio)
    on.action(PortfolioAction.BACK, _page)
    on.action(PortfolioAction.ON, _page)
    on.action(PortfolioAction.CHART, _chart)


def _portfolio(session: Session, request: Request) -> Reply:
    return Reply(message=views.page(request.t, _read(session, request, 0)))


def _page(session: Session, request: Request) -> Reply:
    return Reply(replace=views.page(request.t, _read(session, request, as_number(request.value))))


def _chart(session: Session, request: Request) -> Reply:
    """The chart is a message of its own: where Slack refuses it, the page stays."""
    return Reply(message=views.chart(request.t, _read(session, request, as_number(request.value))))


def _read(session: Session, request: Request, page: int) -> Overview:
    """`page` counts from 0, as in its buttons."""
    return overview.of_led(session, request.actor, page + 1, request.now)


FEATURE = Feature(
    "portfolio",
    register,
    verbs=(Verb("portfolio", ("toàn cảnh",), alone=True, choices=(Choice(Group.PROJECT, 20),)),),
)
