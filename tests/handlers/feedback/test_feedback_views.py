"""How feedback looks, as data: within Slack's limits at its worst, safe, and fit for its audience."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desk.feedback.about import Choice
from desk.feedback.cards import FeedbackForClient, FeedbackForTeam, Group, Item, OpenPoints
from desk.feedback.drafts import Kept, Typed
from desk.feedback.feedback import FeedbackKind, Place
from desk.feedback.lines import Line
from handlers.core.i18n import LANGUAGES, Catalogs, Translator
from handlers.core.reply import Message
from handlers.feedback import cards_views as cards
from handlers.feedback import feedback_views as views
from tests.support.limits import assert_fits

NASTY = "<!channel> & <https://x.vn|đừng> *~_` 🧧 " * 80
"""3,360 characters that would mention, link, style and overflow."""
KINDS = tuple(FeedbackKind)


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Translator:
    return Catalogs("vi").translator(request.param)


def _open(*groups: Group) -> OpenPoints:
    return OpenPoints(10**9, NASTY, date(2026, 11, 23), groups)


def _items(count: int, text: str = NASTY, done: int = 0) -> tuple[Item, ...]:
    return tuple(
        Item(
            n + 1, n, KINDS[n % 6], text[:3000], n < done, "U03LAN", date(2026, 12, 1),
            piece=Choice(n, n, text, 1) if n % 2 else None,
        )
        for n in range(count)
    )  # fmt: skip


def _kept(items: tuple[Item, ...], **parts: Any) -> FeedbackForTeam:
    kept = FeedbackForTeam(
        id=7,
        project="Mộc An Tết 2027",
        project_id=1,
        slug="moc-an-tet-2027",
        deliverable="KV chính",
        number=3,
        round=2,
        source="Logo to hơn",
        said_by="Trần Mai Chi",
        author="U01HUONG",
        by_client=False,
        channel="C03CLIENT",
        message_ts="1764.01",
        permalink="https://xuongmay.slack.com/archives/C03CLIENT/p176401",
        items=items,
        withheld=2,
        card_channel="C02MOCAN",
        language="vi",
        today=date(2026, 11, 23),
    )
    return replace(kept, **parts)


WORST = {
    "project": NASTY,
    "slug": "x" * 200,
    "deliverable": NASTY,
    "source": NASTY * 14,
    "said_by": NASTY[:150],
    "permalink": "https://x.vn/" + "p" * 2900,
}


def _everything(t: Translator) -> dict[str, dict[str, Any] | Message]:
    place = Place(1, NASTY, 99, tuple(Choice(n, n, NASTY, n) for n in range(1, 150)))
    typed = Typed(NASTY[:3000] * 13, NASTY[:3000], NASTY[:150], 1, 149, 99, "C02MOCAN", "1764.01")
    choices = [(n, NASTY) for n in range(2, 200)]
    worst = _kept(_items(100), **WORST)
    lines = [Line(KINDS[n % 6], NASTY[:3000], "U03LAN", date(2026, 12, 1)) for n in range(1500)]
    return {
        "form": views.form(t, views.Form(choices, typed, place, NASTY, NASTY, 3, Kept("V1", typed))),
        "empty form": views.form(t, views.Form(choices[:1], Typed())),
        "guest's form": views.guest_form(
            t, [place], NASTY, {"channel": "C03CLIENT", "ts": "1.1", "project": 1}
        ),
        "guest's form for several": views.guest_form(t, [place] * 100, NASTY, {}),
        "check": views.check(t, place, typed.with_lines(lines), 1),
        "last page": views.check(t, place, replace(typed.with_lines(lines), start=1495), 1),
        "no points": views.check(t, place, typed.with_lines([]), 1),
        "points": cards.points_form(t, worst, list(range(1, 101)), "C02MOCAN", place),
        "last points": cards.points_form(t, worst, list(range(95, 101)), "C02MOCAN", place, 94),
        "source": cards.source(t, worst),
        "team's card": cards.team_card(t, worst),
        "from a client": cards.team_card(t, replace(worst, by_client=True), in_dm=True),
        "from a client, no points": cards.team_card(t, replace(worst, by_client=True, items=()), in_dm=True),
        "source withheld": cards.source(t, replace(worst, source=None)),
        "edited": cards.edited(t, 100, 10**9),
        "done card": cards.team_card(t, _kept(_items(100, done=100), **WORST)),
        "client's card": cards.client_card(t, FeedbackForClient(7, NASTY, 99, 1500, "vi")),
        "received": cards.received(t, FeedbackForClient(7, NASTY, 99, 1500, "vi"), NASTY * 9),
        "saved": cards.saved(t, worst, None),
        "list": cards.open_list(t, _open(*(Group(NASTY, n, n, _items(3)) for n in range(1, 60)))),
        "long list": cards.open_list(t, _open(Group(None, None, 1, _items(100)))),
        "last page of a list": cards.open_list(t, _open(Group(None, None, 1, _items(100))), 6),
        "no list": cards.open_list(t, _open()),
        "nothing late": cards.open_list(t, _open(Group(None, None, 1, _items(9))), late=True),
        "help": views.help_text(t),
    }


def test_everything_fits_slack_at_its_worst(t: Translator) -> None:
    for name, shown in _everything(t).items():
        try:
            assert_fits(shown)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error


def test_nothing_that_people_typed_mentions_or_links(t: Translator) -> None:
    for name, shown in _everything(t).items():
        blocks = shown.blocks if isinstance(shown, Message) else shown["blocks"]
        said = [shown.text] if isinstance(shown, Message) else []
        for text in (*said, *_mrkdwn(blocks)):
            assert "<!" not in text, name
            assert "<https://x.vn|" not in text, name


def test_the_team_sees_kinds_who_said_it_and_what_is_done(t: Translator) -> None:
    card = cards.team_card(t, _kept(_items(5, "Logo *to* hơn", done=2)))
    shown = "\n".join(_mrkdwn(card.blocks))
    assert "Trần Mai Chi" in shown
    assert "<@U01HUONG>" in shown
    assert "<https://xuongmay.slack.com/archives/C03CLIENT/p176401|" in shown
    assert t("feedback.card.progress", done=2, count=5) in shown
    assert shown.count("✅") == 2
    assert t("kind.out_of_scope") in shown
    assert len(_buttons(card, "feedback.done")) == 3
    assert len(_buttons(card, "feedback.reopen")) == 2


def test_a_long_card_keeps_the_open_points_and_counts_the_rest(t: Translator) -> None:
    card = cards.team_card(t, _kept(_items(50, "Logo", done=20)))
    assert len(_buttons(card, "feedback.done")) == 25
    assert len(_buttons(card, "feedback.reopen")) == 13
    assert t("feedback.card.more", count=7, slug="moc-an-tet-2027") in "\n".join(_mrkdwn(card.blocks))


def test_the_clients_card_has_nothing_to_press_and_no_kinds(t: Translator) -> None:
    card = cards.client_card(t, FeedbackForClient(7, "Mộc An", 2, 5, "vi"))
    shown = json.dumps(card.blocks, ensure_ascii=False)
    assert "button" not in shown
    assert not any(t(f"kind.{kind}") in shown for kind in FeedbackKind)


def test_the_round_starts_from_the_chosen_deliverables_own(t: Translator) -> None:
    place = Place(1, "Mộc An", 4, (Choice(11, 1, "KV", 2), Choice(12, 2, "TVC", 4)))
    chosen = {}
    for deliverable in (None, 11, 12):
        form = views.form(t, views.Form([(1, "Mộc An")], Typed(deliverable_id=deliverable), place))
        box = next(block for block in form["blocks"] if block.get("element", {}).get("action_id") == "round")
        chosen[deliverable] = (box["block_id"], box["element"]["initial_option"]["value"])
    assert [value for _, value in chosen.values()] == ["4", "2", "4"]
    assert len({block_id for block_id, _ in chosen.values()}) == 3


def test_a_quoted_message_longer_than_a_box_gets_more_boxes_and_loses_nothing(t: Translator) -> None:
    text = "\n".join(f"{n}. Logo to hơn {n}%" for n in range(800))
    form = views.form(t, views.Form([(1, "Mộc An")], Typed(source=text)))
    boxes = [
        block["element"]["initial_value"]
        for block in form["blocks"]
        if block["type"] == "input" and block["element"]["action_id"].startswith("source")
    ]
    assert len(boxes) > 1
    assert "\n".join(boxes) == text


@pytest.mark.parametrize("text", ["", "a", "a\nb", "x" * 25, "abc\n" * 10, "\n" * 30, "ab cd\nef " * 7])
def test_a_text_in_parts_is_the_whole_text(text: str) -> None:
    parts = views.split(text, 10)
    assert all(len(part) <= 10 for part in parts)
    assert "".join(parts).replace("\n", "") == text.replace("\n", "")


def _mrkdwn(thing: Any) -> list[str]:
    if isinstance(thing, dict):
        own = [str(thing["text"])] if thing.get("type") == "mrkdwn" else []
        return own + [text for value in thing.values() for text in _mrkdwn(value)]
    if isinstance(thing, list):
        return [text for value in thing for text in _mrkdwn(value)]
    return []


def _buttons(card: Message, action_id: str) -> list[str]:
    accessories = [block.get("accessory", {}) for block in card.blocks]
    return [one["value"] for one in accessories if one.get("action_id") == action_id]
