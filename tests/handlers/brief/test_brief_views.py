"""How the brief looks, as data: within Slack's limits at its worst, safe, and fit for its audience."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from desk.brief.brief import CRITICAL, LENGTH, SOURCE_LENGTH, SUPPORTING, TEMPLATES
from desk.brief.diff import Diff, FieldChange
from desk.brief.filling import Filled
from desk.brief.versions import BriefForClient, BriefForTeam
from desk.project.project import ProjectRef, ProjectState
from handlers.brief import brief_views as views
from handlers.core.blocks import channel_link
from handlers.core.i18n import LANGUAGES, Catalogs, Translator
from handlers.core.reply import Message
from tests.support.limits import assert_fits
from tests.support.world import NOW

NASTY = "<!channel> & <https://x.vn|đừng> *~_` 🧧 " * 1100
"""Over 40,000 characters that would mention, link, style and overflow."""
DUE, TODAY = date(2026, 12, 4), date(2026, 11, 23)
EVERY = [*CRITICAL, *SUPPORTING, *(name for names in TEMPLATES.values() for name in names)]
KEPT = BriefForTeam(
    id=7, version=2, newest=2, project_id=3, project="Mộc An Tết 2027", slug="moc-an-tet-2027",
    channel="C02MOCAN", language="vi", template="kv", fields={name: f"Về {name}" for name in EVERY},
    deadline=DUE, today=TODAY, source="Nguyên văn", links=["https://x.slack.com/archives/C1/p1"],
    why="Khách đổi ý", author="U01HUONG", at=NOW,
)  # fmt: skip
WORST = replace(
    KEPT, project=NASTY[:80], fields=dict.fromkeys(EVERY, NASTY[:LENGTH]), source=NASTY[:SOURCE_LENGTH],
    links=[f"https://x.vn/{'p' * 2900}{n}" for n in range(99)], why=NASTY[:LENGTH], version=999, newest=999,
)  # fmt: skip
THEIRS = Diff(
    3, NASTY[:80], 998, 999, 999, "U03LAN", NOW, NASTY[:LENGTH],
    [FieldChange(name, NASTY[:LENGTH], NASTY[50 : 50 + LENGTH]) for name in (*EVERY[:14], "source")],
)  # fmt: skip
CLIENT = BriefForClient("Mộc An", "vi", 1, "Bán 10.000 hộp", "KV chính", DUE, TODAY)


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Translator:
    return Catalogs("vi").translator(request.param)


def _projects(count: int) -> list[ProjectRef]:
    return [
        ProjectRef(n, f"p-{n}", NASTY[:80], None, "vi", "UTC", ProjectState.ACTIVE, None, None, None)
        for n in range(1, count + 1)
    ]


def _everything(t: Translator) -> dict[str, dict[str, Any] | Message]:
    typed = {
        **dict.fromkeys([*EVERY, views.WHY], NASTY[:LENGTH]), views.SOURCE: NASTY[:SOURCE_LENGTH],
        views.NAME: NASTY[:80], views.CLIENT: NASTY[:80], views.PROJECT: "150",
    }  # fmt: skip
    start = views.Form(_projects(150), typed, "C02MOCAN", draft="V" * 20, message_ts="1764.01")
    shown: dict[str, dict[str, Any] | Message] = {
        "form": views.form(t, start),
        "edition": views.form(t, replace(start, edition=9)),
        "empty form": views.form(t, views.Form([], {}, "")),
        "change": views.form(t, replace(start, known=WORST)),
        "merging": views.form(t, replace(start, known=WORST, theirs=THEIRS, edition=9)),
        "more": views.more(t, typed, {"channel": "C02MOCAN", "draft": "V1"}, Filled()),
        "card": views.card(t, WORST, 999),
        "bare card": views.card(t, replace(KEPT, fields={}, deadline=None, why=None)),
        "client's card": views.client_card(t, replace(CLIENT, objective=NASTY, deliverables=NASTY)),
        "bare client's card": views.client_card(
            t, replace(CLIENT, objective="", deliverables="", deadline=None)
        ),
        "history": views.history(t, [WORST] * 99),
        "saved": views.saved(t, WORST, channel_link("C02MOCAN")),
        "saved, card nowhere": views.unplaced(t, WORST, channel_link("C02MOCAN"), "C09OURS", decides=True),
        "saved by another": views.unplaced(t, WORST, None, None, decides=False),
    }
    for template in TEMPLATES:
        shown[f"form {template}"] = views.form(t, replace(start, values=typed | {views.TEMPLATE: template}))
        shown[f"whole {template}"] = views.whole(t, replace(WORST, template=template))
        shown[f"modal {template}"] = views.whole_modal(t, replace(WORST, template=template))
    return shown


def test_everything_fits_slack_at_its_worst(t: Translator) -> None:
    for name, shown in _everything(t).items():
        try:
            assert_fits(shown)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error


def test_nothing_that_people_typed_mentions_or_links(t: Translator) -> None:
    for name, shown in _everything(t).items():
        blocks = shown.blocks if isinstance(shown, Message) else shown["blocks"]
        for text in _mrkdwn(blocks):
            assert "<!" not in text, name
            assert "<https://x.vn|" not in text, name


def test_a_notification_cannot_mention_everybody(t: Translator) -> None:
    for name, shown in _everything(t).items():
        if isinstance(shown, Message):
            assert "<!" not in shown.notification, name


def test_the_team_sees_what_was_understood_why_and_who(t: Translator) -> None:
    shown = "\n".join(_mrkdwn(views.card(t, KEPT).blocks))
    for words in (
        "Về objective",
        "Về metric",
        "Về deliverables",
        "Về budget",
        "04/12",
        "Khách đổi ý",
        "<@U01HUONG>",
    ):
        assert words in shown


def test_the_client_sees_aim_list_and_date_with_nothing_to_press(t: Translator) -> None:
    shown = json.dumps(views.client_card(t, CLIENT).blocks, ensure_ascii=False)
    for words in ("Bán 10.000 hộp", "KV chính", "04/12"):
        assert words in shown
    assert "button" not in shown
    assert "<@" not in shown


def test_the_whole_brief_says_everything_that_its_kind_of_work_asks(t: Translator) -> None:
    long = "a" * 2900 + "\n" + "b" * 2900
    shown = json.dumps(views.whole(t, replace(KEPT, source=long)).blocks, ensure_ascii=False)
    for name in (*CRITICAL, *TEMPLATES["kv"], *SUPPORTING):
        assert f"Về {name}" in shown
    assert "Về venue" not in shown
    assert "a" * 2900 in shown
    assert "b" * 2900 in shown
    assert "<https://x.slack.com/archives/C1/p1|" in shown


def test_a_change_stays_with_its_project_and_asks_why(t: Translator) -> None:
    new, change = (
        {block["block_id"] for block in views.form(t, form)["blocks"] if block["type"] == "input"}
        for form in (
            views.Form(_projects(1), {}, "C1"),
            views.Form(_projects(1), {}, "C1", known=KEPT),
        )
    )
    assert change - new == {views.WHY}
    assert new - change == {views.PROJECT, views.NAME, views.CLIENT}


def test_history_stands_newest_first_with_its_reasons(t: Translator) -> None:
    first = replace(KEPT, version=1, why=None, at=NOW - timedelta(days=3))
    text = "\n".join(_mrkdwn(views.history(t, [KEPT, first]).blocks))
    assert text.index("23/11/2026") < text.index("20/11/2026")
    assert "Khách đổi ý" in text
    assert t("brief.history.first") in text


def _mrkdwn(thing: Any) -> list[str]:
    if isinstance(thing, dict):
        own = [str(thing["text"])] if thing.get("type") == "mrkdwn" else []
        return own + [text for value in thing.values() for text in _mrkdwn(value)]
    if isinstance(thing, list):
        return [text for value in thing for text in _mrkdwn(value)]
    return []
