"""How the relay and the comparison look, as data: within Slack's limits at their worst, and safe."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desk.brief.brief import LENGTH
from desk.brief.diff import Diff, FieldChange
from desk.brief.needs import NEEDS, TEMPLATE
from desk.brief.relay import Relayed, RelayState, Sheet, Standing
from desk.brief.relay_answers import PLAYBACK_LENGTH, SAID_LENGTH
from desk.core.errors import NotAcknowledged
from handlers.brief import diff_views, relay_views, silence_views
from handlers.core.i18n import LANGUAGES, Catalogs, Translator
from handlers.core.reply import Message
from handlers.work.beginning_views import all_the_same
from storage.people.member import Department
from tests.handlers.brief.test_brief_views import EVERY, NASTY, WORST
from tests.support.limits import assert_fits
from tests.support.world import NOW


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Translator:
    return Catalogs("vi").translator(request.param)


def standing(state: RelayState, department: Department = Department.OTHER, **facts: Any) -> Standing:
    worst = Standing(
        department, 7, state, 998, 997, [NASTY[:80]] * 40, reached=True, by="U03LAN", name=NASTY[:80], at=NOW,
        playback=NASTY[:PLAYBACK_LENGTH], objective=NASTY[:75], audience="", said=NASTY[:SAID_LENGTH],
    )  # fmt: skip
    return replace(worst, **facts)


def relayed(one: Standing) -> Relayed:
    return Relayed(7, 3, 3, NASTY[:80], 998, 997, 999, True, one)


def changes(length: int) -> list[FieldChange]:
    texts = [FieldChange(name, NASTY[:length], NASTY[50 : 50 + length]) for name in EVERY[:17]]
    return [FieldChange(TEMPLATE, "kv", "tvc"), *texts]


def everything(t: Translator) -> dict[str, dict[str, Any] | Message]:
    shown: dict[str, dict[str, Any] | Message] = {}
    every = [standing(state, one) for state in RelayState for one in NEEDS]
    every += [
        standing(RelayState.WAITING, before=None),
        standing(RelayState.WAITING, relay_id=None, version=None, before=None),
        standing(RelayState.WAITING, people=[]),
    ]
    diff = Diff(3, NASTY[:80], 5, 6, 9, "U01HUONG", NOW, NASTY[:LENGTH], changes(LENGTH))
    for length in (250, 0, LENGTH):
        diff = replace(diff, changes=changes(length))
        shown[f"diff {length}"] = diff_views.message(t, diff)
        shown[f"diff view {length}"] = diff_views.view(t, diff)
    shown["same"] = diff_views.message(t, replace(diff, changes=(), why=None, old=1, new=2, newest=2))
    for state in RelayState:
        parts = [relay_views.Part(relayed(standing(state, one)), WORST, None) for one in NEEDS]
        again = [relay_views.Part(part.relayed, WORST, diff, NASTY[:80]) for part in parts]
        shown[f"asked {state}"] = relay_views.asked(t, parts)
        for most in (1, 2, 3, 4, 5):
            shown[f"asked again {most} {state}"] = relay_views.asked(t, again[:most])
        shown[f"nudge {state}"] = relay_views.asked(t, parts, nudge=True)
        sheet = Sheet(3, NASTY[:80], 3, 999, [standing(state, one) for one in NEEDS])
        for decides in (True, False):
            shown[f"sheet {state} {decides}"] = relay_views.listed(t, sheet, decides=decides)
        shown[f"card {state}"] = Message("x", relay_views.on_card(t, sheet))
        shown[f"answer {state}"] = relay_views.answer(t, relayed(standing(state)))
        all_of = [relayed(standing(state, one)) for one in NEEDS]
        for decides in (True, False):
            shown[f"silent {state} {decides}"] = silence_views.silent(t, all_of, decides=decides)
        shown[f"back {state}"] = relay_views.correction(t, relayed(standing(state)))
    shown["handed out"] = Message("x", relay_views.handed_out(t, Sheet(3, "x", 3, 999, every[-1:] * 6)))
    shown["lines"] = Message("x", relay_views.on_card(t, Sheet(3, "x", 3, 999, every[:20])))
    one = relayed(standing(RelayState.WAITING))
    shown["play"] = relay_views.play_form(t, one, WORST, "C02MOCAN")
    shown["bare play"] = relay_views.play_form(t, one, replace(WORST, fields={}), "")
    shown["ask"] = relay_views.ask_form(t, one, "D1")
    shown["decline"] = relay_views.decline_form(t, one, "D1")
    shown["correct"] = relay_views.correct_form(t, relayed(standing(RelayState.ACKNOWLEDGED)), "D1")
    for before in (None, 997):
        kept = {"form": {"title": NASTY[:150], "done": NASTY[:1000]}, "what": "edit", "id": 10**9}
        refused = NotAcknowledged("error.relay_missing", department="creative", version=998, before=before)
        shown[f"override {before}"] = all_the_same(t, refused, kept)
    shown["stale"] = relay_views.stale(t, WORST, 998)
    return shown


def test_everything_fits_slack_at_its_worst_and_pings_nobody(t: Translator) -> None:
    for name, shown in everything(t).items():
        blocks = shown.blocks if isinstance(shown, Message) else shown["blocks"]
        if not blocks:
            continue
        try:
            assert_fits(shown)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error
        for text in _mrkdwn(blocks):
            assert "<!" not in text, name
            assert "<https://x.vn|" not in text, name
        if isinstance(shown, Message):
            assert "<!" not in shown.notification, name


def _mrkdwn(thing: Any) -> list[str]:
    if isinstance(thing, dict):
        own = [str(thing["text"])] if thing.get("type") == "mrkdwn" else []
        return own + [text for value in thing.values() for text in _mrkdwn(value)]
    return [text for value in thing for text in _mrkdwn(value)] if isinstance(thing, list) else []
