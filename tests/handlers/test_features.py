"""What the features say of themselves: a name is given once, or nothing starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from desk.core.unique import NamedTwice, by_name
from handlers import FEATURES, KINDS, register_all
from handlers.core.listening import Listening
from handlers.core.reply import NOTHING, Reply
from handlers.core.request import Request
from handlers.core.verbs import Verb, Verbs
from handlers.day.todo_views import TodoAction
from handlers.feedback.feedback_views import FeedbackShortcut
from handlers.work.deliverable_views import WorkView
from tests.support.app import Bot


def another(_session: Session, _request: Request) -> Reply:
    """A handler that comes second."""
    return NOTHING


@pytest.fixture
def listening(sqlite_url: str) -> Iterator[Listening]:
    """Where every feature has registered its listeners."""
    bot = Bot(sqlite_url)
    on = Listening(bot.liaison.app, bot.liaison.services)
    register_all(on)
    yield on
    bot.close()


SECOND: dict[str, Callable[[Listening], None]] = {
    "verb todo": lambda on: on.verb("todo", another),
    "action todo.done": lambda on: on.action(TodoAction.DONE, another),
    "view add": lambda on: on.view(WorkView.ADD, another),
    "shortcut feedback.save": lambda on: on.shortcut(FeedbackShortcut.SAVE_FEEDBACK, another),
    "event team_join": lambda on: on.event("team_join", another),
}


@pytest.mark.parametrize("name", SECOND)
def test_a_second_handler_for_a_name_is_refused_and_both_are_named(listening: Listening, name: str) -> None:
    with pytest.raises(NamedTwice, match=rf'"{name}" is said twice: in handlers\..* and in .*another'):
        SECOND[name](listening)


def test_a_second_word_after_a_verb_is_refused(listening: Listening) -> None:
    listening.word("todo", ("mới",), another)
    with pytest.raises(NamedTwice, match="todo moi"):
        listening.word("todo", ("moi",), another)


def test_a_second_verb_word_or_kind_is_refused_and_both_features_are_named() -> None:
    verbs = [(feature.name, verb) for feature in FEATURES for verb in feature.verbs]
    for second in (Verb("todo"), Verb("risks", ("lich su",))):
        with pytest.raises(NamedTwice, match=r"in (todo|history) and in risks"):
            Verbs([*verbs, ("risks", second)])
    with pytest.raises(NamedTwice, match="in mine and in risks"):
        by_name("kind", [("digest", "mine", KINDS["digest"]), ("digest", "risks", KINDS["digest"])])
