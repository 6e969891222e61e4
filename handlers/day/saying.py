"""A form for one's own words: people who press type in it what others type after a verb."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.core.errors import DeskError, Invalid
from handlers.core.blocks import mention
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Reply, Said
from handlers.core.request import Request
from handlers.day import saying_views as views
from handlers.day.saying_views import SayingAction, SayingView


@dataclass(frozen=True, slots=True)
class _Saying:
    """The verb, and what stands before the typed words: `{slug}` is the project's."""

    verb: str
    before: str = ""


_SAYINGS: Mapping[str, _Saying] = {
    "todo": _Saying("todo"),
    "remind": _Saying("remind"),
    "note": _Saying("note", "{slug}\n"),
    "ask": _Saying("brief", "ask {slug} "),
}


def register(on: Listening) -> None:
    """Register the form."""
    on.action(SayingAction.OPEN, _open)
    on.view(SayingView.SAY, _say)


def _open(_session: Session, request: Request) -> Reply:
    what, _, slug = request.value.partition("/")
    _named(what)
    return Reply(view=views.form(request.t, what, slug, request.channel))


def _say(_session: Session, request: Request) -> Reply:
    """As if the person had typed it after the verb."""
    about = request.metadata
    saying = _named(str(about.get("what")))
    words = request.field(views.WORDS)
    if not words:
        raise Invalid(views.WORDS, "error.say_empty")
    who = request.field(views.WHO)
    slug = str(about.get("slug", ""))
    before = saying.before.replace("{slug}", slug) + (f"{mention(who)} " if who else "")
    return Reply(instead=Said(saying.verb, f"{before}{words}"))


def _named(what: str) -> _Saying:
    if what not in _SAYINGS:
        raise DeskError("error.gone")
    return _SAYINGS[what]


FEATURE = Feature("saying", register)
