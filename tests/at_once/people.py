"""People's own, the company's, and what Slack tells, by many at once."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from desk.client import audience
from desk.client.audience import ChannelFacts
from desk.core.actor import Actor
from desk.day import todo
from desk.people import admin
from handlers.day.home_ids import HomeAction
from handlers.day.mine_views import LanguageAction
from handlers.day.saying_views import SayingView
from handlers.day.todo_views import TodoAction
from handlers.day.wrap_views import WrapAction
from handlers.people.admin_views import AdminAction, AdminView
from handlers.people.leave_views import LeaveAction
from storage.database.dialect import LONG_AGO
from storage.database.history import ChangeItem, ChangeRow
from storage.day.todo import Todo
from storage.messages.dnd import DoNotDisturb
from storage.messages.draft import Draft
from storage.messages.outbox import Outbox
from storage.people.calendar import CalendarOverride
from storage.people.member import Member, Role
from storage.people.workspace import Workspace
from storage.project.channel import Channel
from storage.project.project import Project
from tests.support.house import PRESSES, House, Trial
from tests.support.world import NOW

HUONG, LAN = "U01HUONG", "U03LAN"
DAY = date(2026, 12, 24)


def taking_leave(house: House) -> Trial:
    """One leave, typed many times."""
    who, pen = house.staff[0], house.pen()
    house.set_row(Member, who.member_id, leave_from=None, leave_to=None, delegate_id=None)
    for _ in PRESSES:
        pen.say(who.user, f"off 24/12 - 26/12 <@{LAN}>")
    delegate = house.lan.member_id
    return Trial(pen.letters, {"settings": 1}, _member(house, who.user, leave_from=DAY, delegate_id=delegate))


def choosing_a_leave(house: House) -> Trial:
    """One of the readings of a leave, pressed many times."""
    who, pen = house.staff[0], house.pen()
    house.set_row(Member, who.member_id, leave_from=None, leave_to=None, delegate_id=None)
    value = {"text": "nửa ngày", "first": DAY.isoformat(), "last": DAY.isoformat(), "cover": LAN}
    for _ in PRESSES:
        pen.press(who.user, LeaveAction.CHOOSE, json.dumps(value))
    delegate = house.lan.member_id
    return Trial(pen.letters, {"settings": 1}, _member(house, who.user, leave_from=DAY, delegate_id=delegate))


def adding_todos(house: House) -> Trial:
    """Many to-dos."""
    pen, name = house.pen(), house.fresh()
    for number, who in enumerate(house.staff):
        pen.say(who.user, f"todo việc {name} {number} mai")

    def so() -> None:
        texts = [row.text for row in house.rows(Todo) if f"việc {name} " in row.text]
        assert sorted(texts) == sorted(f"việc {name} {number}" for number in PRESSES)

    return Trial(pen.letters, {"todo.add": len(PRESSES)}, so)


def _noted(house: House, who: Actor) -> int:
    saved = house.do(lambda session: todo.add(session, who, "gọi client", NOW))
    assert isinstance(saved, todo.Saved)
    assert saved.task
    return saved.task.id


def ticking(house: House) -> Trial:
    """A to-do is done, in the digest and in the list."""
    who, pen = house.staff[1], house.pen()
    task = _noted(house, who)
    for number in PRESSES:
        pen.press(who.user, (TodoAction.DONE, TodoAction.TICK)[number % 2], task)

    def so() -> None:
        assert [row.done_at for row in house.rows(Todo, id=task)] == [house.bot.clock.now()]

    return Trial(pen.letters, {"todo.done": 1}, so)


def dropping(house: House) -> Trial:
    """A to-do is taken back."""
    who, pen = house.staff[1], house.pen()
    task = _noted(house, who)
    for _ in PRESSES:
        pen.press(who.user, TodoAction.DROP, task)

    def so() -> None:
        assert house.rows(Todo, id=task) == []

    return Trial(pen.letters, {"todo.drop": 1}, so)


def reminding(house: House) -> Trial:
    """Many remind one colleague, each of something else."""
    pen, name = house.pen(), house.fresh()
    for number, who in enumerate(house.staff):
        pen.say(who.user, f"remind <@{LAN}> gửi {name} {number} mai 15h")

    def so() -> None:
        mine = [row for row in house.rows(Todo, owner_id=house.lan.member_id) if f"gửi {name} " in row.text]
        assert sorted(row.text for row in mine) == sorted(f"gửi {name} {number}" for number in PRESSES)
        subjects = {f"todo:{row.id}" for row in mine}
        rings = [row.subject for row in house.rows(Outbox, kind="ring") if row.subject in subjects]
        assert sorted(rings) == sorted(subjects)

    return Trial(pen.letters, {"todo.add": len(PRESSES)}, so)


def _asked(house: House, who: Actor, name: str) -> int:
    asked = house.do(lambda session: todo.add(session, who, f"việc {name} 4/12 (T5)", NOW))
    assert isinstance(asked, todo.Asked)
    return asked.draft


def choosing_a_time(house: House) -> Trial:
    """One of two readings is chosen once, whichever is pressed and however often."""
    who, pen, name = house.staff[1], house.pen(), house.fresh()
    draft = _asked(house, who, name)
    for number in PRESSES:
        value = {"draft": draft, "who": [who.user], "day": f"2026-12-0{3 + number % 2}", "minute": None}
        pen.press(who.user, TodoAction.CHOOSE, json.dumps({**value, "rings": False}))

    def so() -> None:
        assert len([row for row in house.rows(Todo) if row.text == f"việc {name}"]) == 1
        assert house.rows(Draft, id=draft) == []

    return Trial(pen.letters, {"todo.add": 1}, so)


def asking_again(house: House) -> Trial:
    """What waits for an answer is asked again: nothing is written down."""
    who, pen = house.staff[1], house.pen()
    draft = _asked(house, who, house.fresh())
    for _ in PRESSES:
        pen.press(who.user, TodoAction.ASK, draft)
    return Trial(pen.letters, {}, lambda: _there(house, draft))


def _there(house: House, draft: int) -> None:
    assert len(house.rows(Draft, id=draft)) == 1


def forgetting(house: House) -> Trial:
    """What waits for an answer is thrown away once."""
    who, pen = house.staff[1], house.pen()
    draft = _asked(house, who, house.fresh())
    for _ in PRESSES:
        pen.press(who.user, TodoAction.FORGET, draft)

    def so() -> None:
        assert house.rows(Draft, id=draft) == []

    return Trial(pen.letters, {}, so)


def putting_off(house: House, action: TodoAction) -> Trial:
    """Pressed many times, it rings once more."""
    who, pen = house.staff[1], house.pen()
    task = _noted(house, who)
    for _ in PRESSES:
        pen.press(who.user, action, task)

    def so() -> None:
        (row,) = house.rows(Todo, id=task)
        rings = house.rows(Outbox, kind="ring", subject=f"todo:{task}")
        assert (row.due_minute is not None, len(rings)) == (True, 1)

    return Trial(pen.letters, {"todo.move": 1}, so)


def choosing_in_the_home(house: House) -> Trial:
    """Somebody chooses their language, their hour and their quiet hours at once: all of it holds."""
    who, pen = house.staff[2], house.pen()
    none: dict[str, Any] = {"language": None, "digest_minute": None, "quiet_from": None, "quiet_to": None}
    house.set_row(Member, who.member_id, **none)
    choices = (
        (HomeAction.LANGUAGE, "en"), (HomeAction.HOUR, "08:30"),
        (HomeAction.QUIET_FROM, "21:00"), (HomeAction.QUIET_TO, "07:00"),
    )  # fmt: skip
    for number in range(4 * len(PRESSES)):
        pen.home(who.user, *choices[number % 4])
    wanted = {"language": "en", "digest_minute": 510, "quiet_from": 1260, "quiet_to": 420}
    return Trial(pen.letters, {"settings": 4}, _member(house, who.user, **wanted))


def paging(house: House) -> Trial:
    """Somebody turns to a page of the Home, pressed many times."""
    who, pen = house.staff[2], house.pen()
    for _ in PRESSES:
        pen.home(who.user, HomeAction.FURTHER, "3")
    return Trial(pen.letters, {}, _member(house, who.user, home_page=f"{HomeAction.PROJECTS}/3"))


def saying(house: House) -> Trial:
    """A to-do that is written in a form: each form makes one."""
    pen, name, about = house.pen(), house.fresh(), {"what": "todo", "slug": "", "channel": ""}
    for number, who in enumerate(house.staff):
        words = f"việc {name} {number} mai"
        pen.form(who.user, SayingView.SAY, about, house.fresh(), words=words)

    def so() -> None:
        texts = [row.text for row in house.rows(Todo) if f"việc {name} " in row.text]
        assert sorted(texts) == sorted(f"việc {name} {number}" for number in PRESSES)

    return Trial(pen.letters, {"todo.add": len(PRESSES)}, so)


def speaking(house: House, language: str) -> Trial:
    """The buttons of the first direct message."""
    who, pen = house.staff[3], house.pen()
    house.set_row(Member, who.member_id, language=None)
    for _ in PRESSES:
        pen.home(who.user, LanguageAction(f"settings.{language}"), language)
    return Trial(pen.letters, {"settings": 1}, _member(house, who.user, language=language))


def turning(house: House, *, off: bool) -> Trial:
    """The switch of the evening's wrap, pressed many times."""
    who, pen = house.staff[3], house.pen()
    house.set_row(Member, who.member_id, wrap_off=not off)
    for _ in PRESSES:
        pen.home(who.user, WrapAction.OFF if off else WrapAction.ON)
    return Trial(pen.letters, {"settings": 1}, _member(house, who.user, wrap_off=off))


def coming_back(house: House) -> Trial:
    """A leave ends once."""
    who, pen = house.staff[4], house.pen()
    house.do(lambda session: admin.set_some(session, who, NOW, leave_from=DAY, leave_to=DAY))
    for _ in PRESSES:
        pen.home(who.user, LeaveAction.END)
    return Trial(pen.letters, {"settings": 1}, _member(house, who.user, leave_from=None, leave_to=None))


def setting_ones_own(house: House) -> Trial:
    """One's own settings, by a form."""
    who, pen = house.staff[5], house.pen()
    house.set_row(Member, who.member_id, language=None, digest_minute=None)
    for _ in PRESSES:
        values = {"language": "en", "hour": "08:30", "leave_from": "", "leave_to": "", "delegate": ""}
        pen.form(who.user, AdminView.MY_SETTINGS, {"channel": "C02MOCAN"}, house.fresh(), **values)
    return Trial(pen.letters, {"settings": 1}, _member(house, who.user, language="en", digest_minute=510))


def becoming_the_first_admin(house: House) -> Trial:
    """Many workspace admins of Slack's begin at once: one of them is the first."""
    house.roles()
    known = {"id": "U0X", "is_admin": True, "profile": {}}
    house.slack.answers["users.info"] = {"user": known}
    pen = house.pen()
    for who in house.staff:
        pen.say(who.user, "admin")

    def so() -> None:
        assert len(house.rows(Member, role=Role.ADMIN)) == 1

    return Trial(pen.letters, {"admin.first": 1}, so)


def demoting_each_other(house: House) -> Trial:
    """The last two admins demote each other: one of them stays."""
    pair = house.staff[:2]
    house.roles(admins=[who.user for who in pair])
    pen = house.pen()
    for number in PRESSES:
        who, other = pair[number % 2], pair[1 - number % 2]
        metadata = {"user": other.user, "channel": "C02MOCAN"}
        pen.form(who.user, AdminView.PERSON, metadata, house.fresh(), role="member", department="")

    def so() -> None:
        assert len(house.rows(Member, role=Role.ADMIN)) == 1

    return Trial(pen.letters, {"admin.person": 1}, so)


def demoting_in_a_ring(house: House) -> Trial:
    """Four admins demote each the next one: whoever is none any more demotes nobody."""
    ring = house.staff[:4]
    house.roles(admins=[who.user for who in ring])
    pen = house.pen()
    for number in PRESSES:
        metadata = {"user": ring[(number + 1) % 4].user, "channel": "C02MOCAN"}
        pen.form(
            ring[number % 4].user, AdminView.PERSON, metadata, house.fresh(), role="ae", department="media"
        )
    before = house.newest_change()

    def so() -> None:
        left = [row.user for row in house.rows(Member, role=Role.ADMIN)]
        assert left, "nobody administers any more"
        assert house.wrote(before)["admin.person"] == 4 - len(left)
        assert _in_turn(house, before)

    return Trial(pen.letters, None, so)


def setting_the_company(house: House) -> Trial:
    """The company's hours, by a form."""
    house.roles(admins=[HUONG])
    pen = house.pen()
    hour = f"{7 + house.number % 3:02}:{house.number % 60:02}"
    for _ in PRESSES:
        values = {
            "language": "vi", "hour": hour, "quiet_from": "22:00", "quiet_to": "06:00", "patience": "5",
        }  # fmt: skip
        pen.form(HUONG, AdminView.ADMIN, {"channel": "C02MOCAN"}, house.fresh(), **values)

    def so() -> None:
        (home,) = house.rows(Workspace)
        assert f"{home.digest_minute // 60:02}:{home.digest_minute % 60:02}" == hour

    return Trial(pen.letters, {"admin.company": 1}, so)


def setting_a_day(house: House) -> Trial:
    """Many admins say that a day is off."""
    house.roles(admins=[who.user for who in house.staff])
    day, pen = _free_day(house), house.pen()
    for who in house.staff:
        values = {"day": day.isoformat(), "kind": "off", "name": "Nghỉ mát"}
        pen.form(who.user, AdminView.CALENDAR_DAY, {"channel": "C02MOCAN"}, house.fresh(), **values)

    def so() -> None:
        assert len(house.rows(CalendarOverride, day=day)) == 1

    return Trial(pen.letters, {"admin.day": 1}, so)


def dropping_a_day(house: House) -> Trial:
    """Many admins take a day away again."""
    house.roles(admins=[who.user for who in house.staff])
    day, pen = _free_day(house), house.pen()
    house.do(lambda session: admin.set_day(session, house.staff[0], day, False, "Nghỉ mát", NOW))
    (row,) = house.rows(CalendarOverride, day=day)
    for who in house.staff:
        pen.press(who.user, AdminAction.DAY_DROP, row.id)

    def so() -> None:
        assert house.rows(CalendarOverride, day=day) == []

    return Trial(pen.letters, {"admin.drop_day": 1}, so)


def changing_a_profile(house: House) -> Trial:
    """Slack tells of a new name."""
    who, pen, name = house.staff[6], house.pen(), f"Tên {house.fresh()}"
    for _ in PRESSES:
        pen.event(who.user, {"type": "user_change", "user": _profile(who.user, name)})
    return Trial(pen.letters, {"learn": 1}, _member(house, who.user, name=name))


def joining_the_team(house: House) -> Trial:
    """Slack tells of somebody new."""
    user, pen = f"U{house.fresh().upper()}", house.pen()
    house.slack.answers["users.info"] = {"user": _profile(user, "Người mới")}
    for _ in PRESSES:
        pen.event(HUONG, {"type": "team_join", "user": _profile(user, "Người mới")})
    return Trial(pen.letters, {"learn": 1}, _member(house, user, name="Người mới"))


def wanting_quiet(house: House) -> Trial:
    """Slack tells of somebody's do-not-disturb."""
    who, pen = house.staff[7], house.pen()
    status = {"dnd_enabled": True, "next_dnd_start_ts": 1_800_000_000, "next_dnd_end_ts": 1_800_030_000}
    for _ in PRESSES:
        pen.event(who.user, {"type": "dnd_updated_user", "dnd_status": status})

    def so() -> None:
        assert len(house.rows(DoNotDisturb, member_id=who.member_id)) == 1

    return Trial(pen.letters, {}, so)


def coming_in(house: House) -> Trial:
    """Many guests come into a channel: each of them is known there."""
    channel, pen = _channel(house), house.pen()
    for who in house.guests:
        pen.event(who.user, {"type": "member_joined_channel", "channel": channel})

    def so() -> None:
        (row,) = house.rows(Channel, channel=channel)
        assert row.outsiders == sorted(who.user for who in house.guests)

    return Trial(pen.letters, {}, so)


def going_out(house: House) -> Trial:
    """Many guests leave it: none of them is known there."""
    channel, pen = _channel(house, *(who.user for who in house.guests)), house.pen()
    for who in house.guests:
        pen.event(who.user, {"type": "member_left_channel", "channel": channel})

    def so() -> None:
        (row,) = house.rows(Channel, channel=channel)
        assert row.outsiders == []

    return Trial(pen.letters, {}, so)


def telling_of_a_channel(house: House) -> Trial:
    """What else Slack tells of a channel, all at once, whether it is known or not."""
    known, new, pen = _channel(house), f"C8{house.fresh().upper()}", house.pen()
    for kind in (
        "channel_shared", "channel_rename", "group_rename", "channel_unshared", "channel_archive",
        "channel_unarchive", "group_archive", "group_unarchive",
    ):  # fmt: skip
        for one in (known, new):
            told: Any = {"id": one, "name": "moi"} if kind.endswith("rename") else one
            pen.event(HUONG, {"type": kind, "channel": told})

    def so() -> None:
        (row,) = house.rows(Channel, channel=known)
        assert (row.name, row.external, row.checked_at) == ("moi", True, LONG_AGO)
        assert len(house.rows(Channel, channel=new)) == 1

    return Trial(pen.letters, {}, so)


def renumbering(house: House) -> Trial:
    """A channel has another id."""
    project, pen = house.project(), house.pen()
    old, new = f"C{house.slug(project).upper()}", f"C8{house.fresh().upper()}"
    house.do(lambda session: audience.learn(session, house.huong.workspace_id, _facts(old), NOW))
    for _ in PRESSES:
        pen.event(HUONG, {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new})

    def so() -> None:
        assert house.rows(Project, id=project)[0].channel == new
        assert (len(house.rows(Channel, channel=old)), len(house.rows(Channel, channel=new))) == (0, 1)

    return Trial(pen.letters, {"channel.id": 1}, so)


def _member(house: House, user: str, **values: object) -> Any:
    def so() -> None:
        (row,) = house.rows(Member, user=user)
        assert {name: getattr(row, name) for name in values} == values

    return so


def _profile(user: str, name: str) -> dict[str, Any]:
    return {"id": user, "team_id": "T0AGENCY", "tz": "Asia/Ho_Chi_Minh", "profile": {"real_name": name}}


def _in_turn(house: House, after: int) -> bool:
    """Whether nobody was demoted by somebody who had been demoted before."""
    out: set[int] = set()
    for change in [row for row in house.rows(ChangeRow, verb="admin.person") if row.id > after]:
        if change.actor_id in out:
            return False
        out |= {row.entity_id for row in house.rows(ChangeItem, change_id=change.id, field="role")}
    return True


def _free_day(house: House) -> date:
    return DAY + timedelta(days=house.number)


def _facts(channel: str, *guests: str) -> ChannelFacts:
    return ChannelFacts(channel, "mocan", external=False, guests=len(guests), outsiders=guests)


def _channel(house: House, *guests: str) -> str:
    """A channel that was looked at."""
    channel = f"C8{house.fresh().upper()}"
    house.do(lambda session: audience.learn(session, house.huong.workspace_id, _facts(channel, *guests), NOW))
    return channel
