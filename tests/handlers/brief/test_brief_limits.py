"""A brief with every field of every kind of work, each at its limit, through all of its doors."""

from __future__ import annotations

from typing import Any

import pytest

from desk.brief.brief import CRITICAL, LENGTH, SOURCE_LENGTH, SUPPORTING, TEMPLATES
from desk.project.project import NAME_LENGTH
from handlers.brief.brief_ids import BriefAction
from handlers.brief.question_views import QuestionAction
from handlers.core.reply import Message
from storage.brief.brief import BriefVersion
from tests.handlers.brief.test_brief import change_template, from_message, submit
from tests.handlers.conftest import HUONG, Office, shows
from tests.support.limits import assert_fits

pytestmark = pytest.mark.on_both

NASTY = "<!channel> & <https://x.vn|đừng> *~_` 🧧 " * 1100
STARTS = {"deadline": "15/12/2026 ", "budget": "500tr "}
"""What is read out of a field's words."""


def full(names: tuple[str, ...], sign: str) -> dict[str, Any]:
    return {name: (STARTS.get(name, sign) + NASTY)[:LENGTH].strip() for name in names}


def test_a_brief_with_every_field_at_its_limit_goes_through_every_door(office: Office) -> None:
    from_message(office, NASTY[:SOURCE_LENGTH].strip().replace("&", "&amp;").replace("<", "&lt;"))
    form = office.opened()
    assert sum(block["block_id"].startswith("source") for block in form["blocks"] if "block_id" in block) > 13
    place = {
        "brief.project": None,
        "name": ("Tết " + NASTY)[:NAME_LENGTH].strip(),
        "client": NASTY[:NAME_LENGTH],
    }
    for number, template in enumerate(TEMPLATES, 1):
        if number > 1:
            form = change_template(office, office.form("/brief", "tet channel"), template)
            assert_fits(form)
            place = {"why": NASTY[:LENGTH]}
        page = full((*CRITICAL, *TEMPLATES[template]), f"{number} ") | place
        more = submit(office, form, f"V{number}", **page, more=["yes"], **{"brief.template": template}).body[
            "view"
        ]
        assert_fits(more)
        answer = submit(office, more, f"V{number}", **full(SUPPORTING, f"{number} "))
        assert answer.body["response_action"] == "clear", answer.words
    version = office.rows(BriefVersion)[-1]
    assert len(version.fields) == 2 + len(
        {*CRITICAL, *SUPPORTING, *(one for some in TEMPLATES.values() for one in some)}
    )
    assert len(version.source) > SOURCE_LENGTH - 100
    for text in ("show", "diff", "history", "relay", "questions"):
        answer = office.bot.command(HUONG, "/brief", f"{text} tet channel")
        shows(answer, "Tết")
        assert_fits(Message(answer.body["text"], answer.body["blocks"]))
    for action in (BriefAction.SHOW, BriefAction.EDIT, QuestionAction.SHOW):
        office.bot.action(HUONG, action, str(office.project + 1))
        office.opened()
    office.bot.deliver()
    for _, told in office.slack.calls:
        for part in (told.get("view"), told.get("blocks") and Message(told["text"], told["blocks"])):
            if part:
                assert_fits(part)
