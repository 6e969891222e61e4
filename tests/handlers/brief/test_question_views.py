"""How questions look: within Slack's limits at their worst, and in the reader's and the client's language."""

from __future__ import annotations

from typing import Any

import pytest

from desk.brief.brief import CRITICAL
from desk.brief.lint import Finding
from desk.brief.question import MOST, Asked, Questions, Raised
from desk.brief.relay_answers import SAID_LENGTH
from desk.brief.rules import Rule
from handlers.brief import question_views as views
from handlers.core.i18n import LANGUAGES, Catalogs, Translator
from handlers.core.reply import Message
from storage.people.member import Department
from tests.handlers.brief.test_brief_views import NASTY, WORST
from tests.support.limits import assert_fits

ASKED = [Asked(n, "budget", NASTY[:2000], NASTY[:2000] if n % 2 else None) for n in range(1, MOST + 1)]
OPEN = [Asked(n, None, NASTY[:2000], None) for n in range(1, MOST + 1)]
DEPARTMENTS = [
    Asked(n, None, NASTY[:SAID_LENGTH], None, Department.MEDIA, NASTY[:80]) for n in range(1, MOST + 1)
]
RAISED = [
    Raised(
        100,
        3,
        NASTY[:80],
        998,
        Department.PRODUCTION,
        "U03LAN",
        NASTY[:SAID_LENGTH],
        said,
        said and "U01HUONG",
    )
    for said in (None, NASTY[:2000])
]
FOUND = [
    Finding(Rule.VAGUE, name, (0, 2000), NASTY[:2000] + str(n), dict.fromkeys(LANGUAGES, NASTY[:2000]))
    for n in range(20)
    for name in CRITICAL
]


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Translator:
    return Catalogs("vi").translator(request.param)


def test_everything_fits_slack_at_its_worst_and_mentions_nobody(t: Translator) -> None:
    for about in (
        Questions(WORST, "en", ASKED, FOUND), Questions(WORST, "vi", OPEN, FOUND),
        Questions(WORST, "vi", ASKED[:1], FOUND[:1]), Questions(WORST, "vi", DEPARTMENTS, FOUND),
        Questions(WORST, "vi", [*OPEN[:50], *DEPARTMENTS[50:]], FOUND),
    ):  # fmt: skip
        shown: list[dict[str, Any] | Message | None] = [
            views.found(t, about), views.found_modal(t, about), views.listing(t, t, about),
            views.added(t, about), views.asked(t, about), views.answered(t, about, 1, WORST),
            views.answer_form(t, about, ASKED[0], "C1"), views.answer_form(t, about, DEPARTMENTS[0], "C1"),
            *(view(t, one) for view in (views.raised, views.told) for one in RAISED),
        ]  # fmt: skip
        for one in shown:
            assert one
            assert_fits(one)
            blocks = one.blocks if isinstance(one, Message) else one["blocks"]
            written = [str(block["text"]["text"]) for block in blocks if block["type"] == "section"
                       and block["text"]["type"] == "mrkdwn"]  # fmt: skip
            assert not any("<!" in text for text in written)


def test_quiet_when_there_is_nothing(t: Translator) -> None:
    nothing = Questions(WORST, "vi", [], [])
    assert views.found(t, nothing) is None
    for shown in (views.found_modal(t, nothing), views.listing(t, t, nothing)):
        assert_fits(shown)


def test_the_list_speaks_to_the_client_in_their_language(t: Translator) -> None:
    english = Catalogs("vi").translator("en")
    about = Questions(WORST, "en", [Asked(3, None, "Is the new logo final?", None)], [])
    text = "\n".join(str(block.get("text", "")) for block in views.listing(t, english, about).blocks)
    assert "'text': '3. Is the new logo final?'" in text  # no greeting and no other line with it
