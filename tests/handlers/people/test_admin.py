"""Settings through Slack's door."""

from __future__ import annotations

import enum

import pytest

from handlers.people.admin_views import AdminAction
from storage.people.member import Member, Role
from storage.people.workspace import Workspace
from tests.handlers.conftest import HUONG, Office, shows, typed


@pytest.mark.parametrize(("action", "kind"), [(AdminAction.OWN, Member), (AdminAction.COMPANY, Workspace)])
def test_a_digest_hour_at_which_nobody_would_hear_is_refused(
    office: Office, action: enum.StrEnum, kind: type[Member | Workspace]
) -> None:
    office.role(HUONG, Role.ADMIN)
    office.bot.action(HUONG, action)
    form = office.opened()
    before = [row.digest_minute for row in office.rows(kind)]
    for hour in ("19:01", "20:00", "23:45"):
        answer = office.bot.submit(HUONG, form, typed(form, hour=hour), view_id=f"V{hour}")
        shows(answer, "19:00")
        assert answer.body["errors"].keys() == {"hour"}
    assert [row.digest_minute for row in office.rows(kind)] == before
    assert office.bot.submit(HUONG, form, typed(form, hour="19:00")).body["response_action"] == "clear"
    assert office.rows(kind)[0].digest_minute == 19 * 60
