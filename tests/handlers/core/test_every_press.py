"""Every button, form and shortcut there is, pressed by whom it is not for: a new one is in it by itself.

Two workspaces have a row of every table that people change, with a word in its texts that only it has.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence, Set
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, Enum, Integer, insert, select, update

from storage.database.base import Base, Instant, Text
from storage.people.member import Role
from storage.people.workspace import Workspace
from tests.handlers.conftest import CHI, HUONG, Office
from tests.handlers.core.test_odd_payloads import FIELDS, IDS
from tests.support.app import MONDAY
from tests.support.house import answered

pytestmark = pytest.mark.on_both

OURS, THEIRS = 88, 77
"""The id of a workspace's row in every table."""
KINDS = sorted(
    (kind.class_ for kind in Base.registry.mappers if kind.class_.audited),
    key=lambda kind: Base.metadata.sorted_tables.index(kind.__table__),
)
VALUES = ("{}", "{}/1", "{}/{}", "done/{}", "edit/{}", "move/{}", "project/{}/1")
OWN = frozenset({"feedback.guest"})
"""The form that is a guest's own: sending their words."""


def secret(row: int) -> str:
    """What only the row's own workspace may read."""
    return f"tuyệtmật{row}"


def test_nobody_reaches_another_workspaces_rows(lived_in: Office) -> None:
    lived_in.role(HUONG, Role.ADMIN)
    before = rows(lived_in, THEIRS)
    # Whose a row is, is asked of both databases in the same words, so PostgreSQL gets some of the values.
    values = VALUES if lived_in.world.database.is_sqlite else VALUES[:2]
    heard = pressed(lived_in, HUONG, THEIRS, values)
    assert rows(lived_in, THEIRS) == before
    assert [words for words in heard if secret(THEIRS) in words] == []


OUTSIDE: dict[str, tuple[str, dict[str, Any], Set[str]]] = {
    "a guest": (CHI, {}, OWN),
    "a colleague's id from another workspace": (
        HUONG, {"user": {"id": HUONG, "team_id": "T0OTHER"}}, frozenset(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_from_outside_reads_or_changes_anything(lived_in: Office, who: str) -> None:
    user, forged, own = OUTSIDE[who]
    before = rows(lived_in)
    heard = pressed(lived_in, user, OURS, VALUES[:2], forged, own)
    assert rows(lived_in) == before
    assert [words for words in heard if secret(OURS) in words] == []


@pytest.fixture
def lived_in(office: Office) -> Office:
    """The office, and another workspace beside it."""
    with office.world.database.engine.begin() as connection:
        there = dict(connection.execute(select(Workspace.__table__)).mappings().one())
        connection.execute(update(Workspace).values(installed=True))
        connection.execute(insert(Workspace).values(there | {"id": THEIRS, "team": "T0OTHER"}))
        for kind in KINDS:
            for row, home in ((OURS, there["id"]), (THEIRS, THEIRS)):
                if kind is not Workspace:
                    made = {column.name: _held(kind, column, row) for column in kind.__table__.columns}
                    connection.execute(insert(kind).values(made | {"workspace_id": home}))
    return office


def rows(office: Office, row: int | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """What stands in every table that people change; `row`: of this id, or of this workspace, alone."""
    with office.world.database.read() as session:
        return {
            kind.__tablename__: [
                tuple(one.values())
                for one in session.execute(select(kind.__table__).order_by(kind.id)).mappings()
                if row is None or row in (one["id"], one.get("workspace_id"))
            ]
            for kind in KINDS
        }


def pressed(
    office: Office, user: str, row: int, values: Sequence[str], forged: dict[str, Any] | None = None,
    own: Set[str] = frozenset(),
) -> list[str]:  # fmt: skip
    """Press and send everything about this row. Returns all that was answered, at once and later."""
    answers = []
    for number, one in enumerate(presses(office, row, values, own)):
        answers.append(office.bot.interact(user, one | (forged or {})))
        assert answers[-1].status == 200, one
        if number % 10 == 9:  # more at once than a person gets answered would be refused
            office.bot.liaison.services.later.settle(60)
    office.bot.liaison.services.later.settle(60)
    office.bot.deliver()
    return [*(answer.words for answer in answers), *(str(told) for told in office.slack.calls)]


def presses(office: Office, row: int, values: Sequence[str], own: Set[str]) -> Iterator[dict[str, Any]]:
    """What Slack would send, of each kind that somebody answers."""
    here = {"channel": {"id": "C02MOCAN", "name": "x"}, "response_url": office.slack.hook}
    names = {*FIELDS, *(column.name for kind in KINDS for column in kind.__table__.columns)}
    state = {name: {name: {"type": "plain_text_input", "value": str(row)}} for name in names}
    packed = dict.fromkeys([*IDS, *(kind.__tablename__ for kind in KINDS)], row) | {"what": "edit", "rows": 1}
    field = {"type": "input", "block_id": "b", "label": {}, "element": {"type": "x", "action_id": "x"}}
    form = {
        "type": "modal", "blocks": [field], "hash": "h", "private_metadata": json.dumps(packed),
        "state": {"values": state},
    }  # fmt: skip
    for action in answered("action"):
        for number, value in enumerate(values):
            one = {"type": "button", "action_id": action, "block_id": "b", "value": value.format(row, row)}
            view = {"view": form | {"id": f"A{action}", "callback_id": "x"}} if not number else {}
            yield {
                "type": "block_actions", "actions": [one | {"action_ts": "1.1"}],
                "container": {"type": "message", "message_ts": "1.1", "channel_id": "C02MOCAN"},
                "message": {"ts": "1.1", "text": "", "blocks": []}, **here, **view,
            }  # fmt: skip
    for callback in set(answered("view")) - own:
        yield {"type": "view_submission", "view": form | {"id": f"V{callback}", "callback_id": callback}}
    for shortcut in answered("shortcut"):
        message = {"ts": "1.1", "user": CHI, "text": "Logo to hơn"}
        yield {"type": "message_action", "callback_id": shortcut, "message": message, **here}


def _held(kind: type[Base], column: Column[Any], row: int) -> object:
    """Something for a column, told apart by its row."""
    fixed = {"language": "vi", "zone": "UTC", "country": "VN", "currency": "VND"}
    if column.name == "id" or column.foreign_keys:
        return row
    if isinstance(column.type, Enum):
        return next(iter(column.type.enum_class or ()))
    if isinstance(column.type, Text):
        return fixed.get(column.name) or f"{secret(row)}-{column.name}"
    if column.nullable:
        return None
    if isinstance(column.type, Boolean | Integer):
        return column.type.python_type(1 if isinstance(column.type, Integer) else 0)
    if isinstance(column.type, Date | Instant):
        return date(2026, 12, 15) if isinstance(column.type, Date) else MONDAY
    return {} if "dict" in str(kind.__annotations__[column.name]) else []
