"""What Slack sends of other features, and forms as nobody opened them: a clean answer, no traceback."""

from __future__ import annotations

import json
import logging
import operator
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any
from urllib.parse import urlencode

import pytest

from storage.day.todo import Todo
from storage.work.deliverable import Deliverable
from tests.handlers.conftest import HUONG, Office
from tests.support.app import TEAM, Answer
from tests.support.house import answered

pytestmark = pytest.mark.on_both

WHO = {"user": {"id": HUONG, "team_id": TEAM}, "team": {"id": TEAM}, "token": "x", "action_ts": "1.1"}
HERE = {"channel": {"id": "C02MOCAN", "name": "x"}}
OLD: dict[str, dict[str, Any]] = {
    "dialog_submission": {"callback_id": "x", "submission": {"name": "1"}, "state": "", **HERE},
    "dialog_cancellation": {"callback_id": "x", "state": "", **HERE},
    "dialog_suggestion": {"callback_id": "x", "name": "y", "value": "z", **HERE},
    "interactive_message": {
        "callback_id": "x", "actions": [{"name": "a", "type": "button", "value": "1"}], "message_ts": "1.1",
        "original_message": {"ts": "1.1"}, "trigger_id": "1.1", **HERE,
    },
    "message_action without a message": {
        "type": "message_action", "callback_id": "feedback.save", "trigger_id": "1", **HERE,
    },
    "workflow_step_edit": {"callback_id": "x", "trigger_id": "1.1", "workflow_step": {"step_id": "1"}},
    "block_suggestion": {
        "action_id": "x", "block_id": "b", "value": "mo", "container": {"type": "view", "view_id": "V1"},
        "view": {"id": "V1", "type": "modal", "blocks": []},
    },
    "a step of a workflow": {
        "type": "view_submission", "trigger_id": "1.1", "workflow_step": {"workflow_step_edit_id": "1"},
        "view": {"id": "V1", "type": "workflow_step", "callback_id": "x", "blocks": [], "state": {}},
    },
    "a press in a function": {
        "type": "block_actions", "trigger_id": "1.1", "bot_access_token": "xwfp-1", **HERE,
        "actions": [{"action_id": "x", "block_id": "b", "type": "button", "value": "1"}],
        "function_data": {"execution_id": "Fx1", "function": {"callback_id": "f"}, "inputs": {}},
        "interactivity": {"interactivity_pointer": "1.2", "interactor": {"id": HUONG, "secret": "s"}},
    },
}  # fmt: skip
EVENTS: dict[str, dict[str, Any]] = {
    "function_executed": {
        "function": {"id": "Fn1", "callback_id": "f"}, "inputs": {}, "function_execution_id": "Fx1",
        "bot_access_token": "xwfp-1",
    },
    "workflow_step_execute": {"callback_id": "x", "workflow_step": {}},
    "app_home_opened": {"tab": "messages", "channel": "D1"},
    "assistant_thread_started": {
        "assistant_thread": {"user_id": HUONG, "channel_id": "D1", "thread_ts": "1.1", "context": {}},
    },
    "message_metadata_posted": {"metadata": {}},
    "link_shared": {"links": []},
    "app_mention": {"channel": "C02MOCAN", "ts": "1.2", "text": None},
    "message": {"channel": "D1", "channel_type": "im", "ts": "1.3", "text": None},
}  # fmt: skip
ENORMOUS = "9" * 30


def interact(office: Office, payload: dict[str, Any]) -> Answer:
    return office.bot.post(urlencode({"payload": json.dumps(WHO | payload)}))


def assert_calm(caplog: pytest.LogCaptureFixture) -> None:
    """Fail if something stumbled, or shows its inside."""
    bad = [one for one in caplog.records if one.exc_info or one.levelno >= logging.ERROR]
    assert [(one.getMessage(), one.exc_info) for one in bad] == []


@pytest.mark.parametrize("kind", OLD)
def test_what_belongs_to_other_features_is_taken(
    office: Office, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert interact(office, {"type": kind, "response_url": office.slack.hook} | OLD[kind]).status == 200
    office.bot.liaison.services.later.settle(60)
    assert_calm(caplog)


@pytest.mark.parametrize("kind", EVENTS)
def test_events_that_nobody_here_waits_for_are_taken(
    office: Office, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert office.bot.event(HUONG, {"type": kind} | EVENTS[kind]).status == 200
    office.bot.liaison.services.later.settle(60)
    assert_calm(caplog)


VALUES = ("", ENORMOUS, f"done/{ENORMOUS}", "²", "{", "\x00")
VIEWS: tuple[dict[str, Any], ...] = (
    {},
    {"view": {"id": "V2", "type": "modal", "callback_id": "x", "private_metadata": f'{{"id": {ENORMOUS}}}'}},
)


def test_every_press_with_every_odd_value_is_answered(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    for number, action in enumerate(answered("action")):
        for turn, value in enumerate(VALUES, number):  # with a form and without by turns
            view = VIEWS[turn % len(VIEWS)]
            answer = office.bot.action(HUONG, action, value, response_url=office.slack.hook, **view)
            assert (answer.status, "ngoài dự kiến" in answer.text) == (200, False), (action, value, view)
    office.bot.liaison.services.later.settle(60)
    assert "ngoài dự kiến" not in str(office.slack.calls)
    assert_calm(caplog)


IDS = ("id", "project", "feedback", "number", "edits", "base", "edition", "draft")
PACKED: tuple[Any, ...] = (
    {}, [], None, "x", dict.fromkeys(IDS, int(ENORMOUS)), dict.fromkeys(IDS, ENORMOUS),
    {**dict.fromkeys(IDS, 1), "what": "move", "key": None, "user": None, "form": [1]},
    {"id": 1, "what": "edit", "edits": 1, "base": 10**12, "channel": None, "ts": 5},
)  # fmt: skip
FIELDS = (
    "project", "name", "source", "lines", "due", "hour", "why", "until", "soon", "owner", "status", "title",
    "rows", "department", "role", "day", "kind", "patience", "quiet_from", "quiet_to", "leave_from",
    "leave_to", "leave_half", "delegate", "language", "saturdays", "round", "said", "playback", "objective",
    "audience",
    "answer", "override", "more", "template", "deadline", "budget",
)  # fmt: skip
TYPED: tuple[dict[str, Any], ...] = (
    {"type": "plain_text_input", "value": ENORMOUS}, {"type": "datepicker", "selected_date": "2026-02-31"},
    {"type": "static_select", "selected_option": {"value": ENORMOUS}},
    {"type": "timepicker", "selected_time": "99:99"}, {"type": "checkboxes", "selected_options": None},
)  # fmt: skip
STATES = (None, {}, {"values": None}, *({"values": {"b": dict.fromkeys(FIELDS, one)}} for one in TYPED))


def pairs() -> Iterator[tuple[str, Any, dict[str, Any] | None]]:
    """Each form with all that may be packed into it and with every state; of both together those whose turn
    it is, so that among the forms each meets each."""
    for turn, callback in enumerate(answered("view")):
        for number, packed in enumerate(PACKED):
            for apart in (0, 3):
                yield callback, packed, STATES[(turn + number + apart) % len(STATES)]


def test_every_form_without_state_inputs_or_sense_is_answered(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    field = {"type": "input", "block_id": "b", "label": {}, "element": {"type": "x", "action_id": "x"}}
    for number, (callback, packed, state) in enumerate(pairs()):
        view: dict[str, Any] = {
            "id": f"V{number}", "type": "modal", "callback_id": callback,
            "private_metadata": json.dumps(packed), "blocks": [field] if number % 3 else [],
        }  # fmt: skip
        view |= {} if state is None else {"state": state}
        answer = interact(office, {"type": "view_submission", "trigger_id": f"{number}.1", "view": view})
        assert (answer.status, "ngoài dự kiến" in answer.text) == (200, False), (callback, packed, state)
    office.bot.liaison.services.later.settle(60)
    assert "ngoài dự kiến" not in str(office.slack.calls)
    assert_calm(caplog)


SHAPED: tuple[dict[str, Any], ...] = (
    {
        "type": "block_actions", "trigger_id": "1.1", "container": {"message_ts": "1.1"},
        "actions": [{"action_id": "deliverable.done", "type": "button", "value": "1"}],
        "message": {"ts": "1.1", "user": "U1", "thread_ts": "1.0"}, "response_url": "", **WHO, **HERE,
    },
    {
        "type": "view_submission", "trigger_id": "1.1", **WHO,
        "view": {
            "id": "V", "type": "modal", "callback_id": "add", "hash": "h", "private_metadata": "{}",
            "blocks": [], "state": {"values": {}},
        },
    },
    {
        "type": "event_callback", "event_id": "E1", "team_id": TEAM, "authorizations": [{"team_id": TEAM}],
        "event": {
            "type": "user_change",
            "user": {"id": HUONG, "tz": "UTC", "profile": {"real_name": "Hương"}, "enterprise_user": {}},
        },
    },
    {
        "type": "event_callback", "event_id": "E1", "team_id": TEAM,
        "event": {
            "type": "message", "subtype": "message_changed", "channel": "D1", "channel_type": "im", "ts": "1",
            "message": {"user": HUONG, "edited": {}, "text": "a"}, "previous_message": {"text": "b"},
        },
    },
)  # fmt: skip


def places(node: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in a payload."""
    for step in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield (*way, step)
        yield from places(node[step], (*way, step))


def with_another(payload: dict[str, Any], way: Sequence[Any], value: Any) -> dict[str, Any]:
    """The payload with this value in some place."""
    made = json.loads(json.dumps(payload))
    *first, last = way
    reduce(operator.getitem, first, made)[last] = value
    return dict(made)


def test_what_has_another_shape_than_slacks_is_refused_and_nothing_breaks(office: Office) -> None:
    """Whatever stands in whatever place: an answer, and for people never an error that nobody foresaw."""
    values: tuple[Any, ...] = (5, True, [None], {"id": {}}, None)
    for number, payload in enumerate(SHAPED):
        for way in places(payload):
            for value in values:
                odd = with_another(payload, way, value)
                if number < 2:
                    answer = office.bot.post(urlencode({"payload": json.dumps(odd)}))
                else:
                    answer = office.bot.post(json.dumps(odd), content_type="application/json")
                assert answer.status in (200, 400), (way, value)
                assert "ngoài dự kiến" not in answer.text, (way, value)


def test_half_a_character_is_left_out_of_what_is_typed_at_every_door(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """JSON can hold half of a character that takes two; no database does, nor any answer."""
    said = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "1.1"}
    office.bot.event(HUONG, said | {"text": "todo gọi \ud83d client"})
    rows = "dự án\thạng mục\tphụ trách\tdeadline\nMộc An Tết 2027\tKV \udfff\tLan\t15/12/2027"
    office.bot.event(HUONG, said | {"text": f"import {rows}", "ts": "1.2"})
    form = office.form("/ae", "add")
    add = {"lines": "KV \ud83d @lan 15/12/2027", "project": str(office.project)}
    answer = office.bot.submit(HUONG, form, add)
    assert (answer.status, answer.body["response_action"]) == (200, "clear")
    assert office.bot.submit(HUONG, form, add | {"lines": "\udfff"}, view_id="V2").body["errors"]
    pressed = office.bot.action(HUONG, "deliverable.menu", "done/\ud800", response_url=office.slack.hook)
    assert pressed.status == 200
    field = {"type": "plain_text_input", "value": "x"}
    odd = {"id": "V3", "type": "modal", "callback_id": "add", "state": {"values": {"b": {"\ud800": field}}}}
    assert interact(office, {"type": "view_submission", "trigger_id": "1.1", "view": odd}).status == 400
    office.bot.liaison.services.later.settle(60)
    assert [row.text for row in office.rows(Todo)] == ["gọi client"]
    assert [row.title for row in office.rows(Deliverable)] == ["KV"]
    assert "ngoài dự kiến" not in str(office.slack.calls)
    assert_calm(caplog)


def test_moving_a_date_to_itself_says_so_and_moves_nothing(office: Office) -> None:
    office.bot.command(HUONG, "/ae", "add KV @lan 15/12/2027")
    office.bot.action(HUONG, "deliverable.menu", "move/1")
    form = office.opened()
    answer = office.bot.submit(HUONG, form, {"due": "2027-12-15", "hour": None, "why": "khách dời"})
    assert "Vẫn là ngày giờ cũ" in answer.body["errors"]["due"]
    answer = office.bot.submit(
        HUONG, form, {"due": "2027-12-16", "hour": None, "why": "khách dời"}, view_id="V2"
    )
    assert answer.body["response_action"] == "clear"
