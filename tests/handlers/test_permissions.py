"""Who may do what, through Slack's doors: the whole table is written out here a second time (F61)."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from handlers import VERBS
from storage.database.history import ChangeItem
from storage.people.member import Department, Member, ProjectPerson, Role
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable
from tests.handlers.conftest import CHI, HUONG, LAN, Office, shows, typed
from tests.support.patience import Waiting

AN, FAR = "U09AN", "U0FAR"
_numbers = itertools.count(1)
PEOPLE = (*[role for role in Role if role is not Role.GUEST], "project's AE", "project's AM", "guest", "far")
"""Everybody by role, those who lead the project though plain members, a guest, and another company's."""
LEADING: dict[Role | str, str] = {"project's AE": "ae_id", "project's AM": "am_id"}
TEAM = ["admin", "am", "ae", "lead", "member", "project's-AE", "project's-AM"]

Served = tuple[str, list[str], tuple[str, ...]]
ONLY_COLLEAGUES: Served = ("", TEAM, ())
"""What holds for a verb that has no row: typed alone, it serves every colleague and nobody else."""
VERB_TABLE: dict[str, Served] = {
    # verb: what is typed, who is served, who is served as a client, with what in their answer
    "feedback": ("help", [*TEAM, "guest", "far"], ()),
    "status": ("moc an", TEAM, ("guest", "far")),
    "add": ("KV @lan 15/12/2027", TEAM, ()),
    "todo": ("gọi client", TEAM, ()),
    "remind": ("<@U03LAN> gọi client", TEAM, ()),
    "off": ("3 ngày", TEAM, ()),
    "project": ("moc an", TEAM, ()),
    "admin": ("", ["admin", "am"], ()),
    "history": ("moc an", TEAM, ()),
    "import": ("Dự án,Hạng mục,PIC,Deadline\nmoc an,KV,Lan,15/12/2027", TEAM, ()),
    "help": ("", [*TEAM, "guest", "far"], ()),
    "now": ("", [*TEAM, "guest", "far"], ()),
}
REFUSED = ("chỉ dành cho người trong agency", "Chỉ AM hoặc admin")


@pytest.fixture
def staffed(office: Office) -> Office:
    """The office with an admin, and a channel that only Slack knows more about."""
    office.world.person("U0BOSS", "Ngô Bảo", role=Role.ADMIN)
    office.slack.answers["users.info"] = {
        "user": {"id": FAR, "real_name": "Far Away", "is_stranger": True, "team_id": "T0CLIENT"}
    }
    return office


def somebody(office: Office, who: Role | str) -> str:
    """The user id of such a person."""
    if who == "guest":
        return CHI
    if who == "far":
        office.bot.meet(FAR, "Far Away", guest=True)
        return FAR
    office.world.person(AN, "Vũ An", role=who if isinstance(who, Role) else Role.MEMBER)
    if who in LEADING:
        set_row(office, Project, office.project, **{LEADING[who]: id_of(office, AN)})
    return AN


def named(who: Role | str) -> str:
    return str(who).replace(" ", "-")


def id_of(office: Office, user: str) -> int:
    return int(next(row.id for row in office.rows(Member) if row.user == user))


def set_row(office: Office, table: Any, row_id: int, **values: Any) -> None:
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        row = session.get_one(table, row_id)
        for name, value in values.items():
            setattr(row, name, value)


def items(office: Office) -> int:
    with office.world.database.read() as session:
        return session.scalar(select(func.count()).select_from(ChangeItem)) or 0


@pytest.mark.parametrize("who", PEOPLE)
def test_every_verb_serves_exactly_those_of_its_row(staffed: Office, who: Role | str) -> None:
    user = somebody(staffed, who)
    for verb in (one.name for one in VERBS):
        text, served, as_client = VERB_TABLE.get(verb, ONLY_COLLEAGUES)
        before = items(staffed)
        answer = staffed.bot.command(user, "/ae", f"{verb} {text}", response_url=staffed.slack.hook)
        assert answer.status == 200
        if named(who) in served:
            assert not any(one in answer.words for one in REFUSED), (verb, answer.words)
        elif named(who) in as_client:
            shows(answer, "Mộc An Tết 2027")
            assert "status.share" not in answer.words
        else:
            assert any(one in answer.words for one in REFUSED), (verb, answer.words)
            assert items(staffed) == before


# --- actions behind buttons and forms ----------------------------------------------------------------

Acts = dict[str, tuple[Callable[[Office, str], Any], list[str], str]]


def hold(office: Office, user: str) -> None:
    office.bot.action(user, "project.hold", str(office.project), response_url=office.slack.hook)


def finish(office: Office, user: str) -> None:
    kv = office.rows(Deliverable)[0].id
    office.bot.action(user, "deliverable.done", str(kv), response_url=office.slack.hook)


def give(office: Office, user: str) -> None:
    kv = office.rows(Deliverable)[0].id
    office.bot.action(HUONG, "deliverable.menu", f"reassign/{kv}")
    form = office.opened()
    office.bot.submit(user, form, typed(form, owner="U02MINH"), view_id=f"V{user}")


def dictate(office: Office, user: str) -> None:
    office.bot.action("U0BOSS", "admin.company", "company")
    form = office.opened()
    office.bot.submit(user, form, typed(form, hour="08:00"), view_id=f"V{user}")


def promote(office: Office, user: str) -> None:
    office.bot.action("U0BOSS", "admin.choose_person", LAN)
    form = office.opened()
    office.bot.submit(user, form, typed(form, role="ae"), view_id=f"V{user}")


OFFICE, LEADERS = ["admin", "am"], ["admin", "am", "project's-AE", "project's-AM"]
ACT_TABLE: Acts = {
    "hold a project": (hold, LEADERS, "state"),
    "finish another's work": (finish, [*LEADERS, "ae", "lead"], "status"),
    "give another's work away": (give, [*LEADERS, "ae", "lead"], "owner_id"),
    "set the agency's hours": (dictate, OFFICE, "digest_minute"),
    "give a role": (promote, ["admin"], "role"),
}


@pytest.mark.on_both
@pytest.mark.parametrize("who", PEOPLE)
def test_only_those_of_its_row_can_change_what_is_others(staffed: Office, who: Role | str) -> None:
    staffed.world.projects["tet-2027"] = staffed.project
    staffed.world.deliverable(staffed.lan, date(2026, 12, 1))
    user = somebody(staffed, who)
    for name, (act, served, field) in ACT_TABLE.items():
        before = items(staffed)
        act(staffed, user)
        with staffed.world.database.read() as session:
            changed = session.scalars(select(ChangeItem.field).order_by(ChangeItem.id).offset(before)).all()
        assert (field in changed) is (named(who) in served), (name, changed)
        if named(who) not in served:
            assert changed == [], name


# --- doors -----------------------------------------------------------------------------------------


SAID = {
    # kind of verb: what is said, and whom it serves
    "reads": ("project moc an", LAN),
    "writes": ("add KV @lan 15/12/2027", LAN),
    "opens a form": ("brief", LAN),
    "asks first": ("undo", LAN),
    "is the office's": ("admin", "U0BOSS"),
}


def by_command(office: Office, user: str, said: str) -> str:
    return office.bot.command(user, "/ae", said, response_url=office.slack.hook).words


def stamp() -> str:
    """The ts of one more message."""
    return f"1764000000.{next(_numbers):06d}"


def by_mention(office: Office, user: str, said: str) -> str:
    event = {"type": "app_mention", "text": f"<@U0LIAISON> {said}", "channel": "C02MOCAN", "ts": stamp()}
    office.bot.event(user, event)
    return str(office.slack.wait("chat.postEphemeral"))


def by_dm(office: Office, user: str, said: str) -> str:
    event = {"type": "message", "channel_type": "im", "text": said, "channel": "D1", "ts": stamp()}
    office.bot.event(user, event)
    return str(office.slack.wait("chat.postMessage"))


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize("door", [by_command, by_mention, by_dm])
def test_every_kind_of_verb_is_refused_alike_whichever_way_it_is_said(
    staffed: Office, door: Callable[[Office, str, str], str], kind: str
) -> None:
    said, served = SAID[kind]
    assert not any(one in door(staffed, served, said) for one in REFUSED)
    outside = [(CHI, REFUSED[0]), (somebody(staffed, "far"), REFUSED[0])]
    inside = [] if served == LAN else [(LAN, REFUSED[1])]
    before = items(staffed)
    for user, refusal in outside + inside:
        assert refusal in door(staffed, user, said)
    assert items(staffed) == before


def by_shortcut(office: Office, user: str) -> str:
    message = {"ts": "1.1", "user": CHI, "text": "Logo to hơn"}
    office.bot.interact(
        user,
        {
            "type": "message_action", "callback_id": "brief.from_message", "message": message,
            "channel": {"id": "C02MOCAN"}, "response_url": office.slack.hook,
        },
    )  # fmt: skip
    return one_of(office, "views.open", "hook")


def by_button(office: Office, user: str) -> str:
    office.bot.action(user, "project.new", "", response_url=office.slack.hook)
    return one_of(office, "views.open", "hook")


def by_form(office: Office, user: str) -> str:
    office.bot.action(HUONG, "project.new", "")
    form = office.opened()
    return office.bot.submit(user, form, typed(form, name=f"Phố {user}"), view_id=f"V{user}").words


def one_of(office: Office, *methods: str) -> str:
    waiting = Waiting(10)
    while waiting.goes_on():
        for index, (name, told) in enumerate(office.slack.calls):
            if name in methods:
                del office.slack.calls[index]
                return str(told)
        time.sleep(0.01)
    raise AssertionError(f"none of {methods}")


DOORS = (by_shortcut, by_button, by_form)


@pytest.mark.parametrize("door", DOORS)
def test_what_is_pressed_and_submitted_serves_colleagues_and_refuses_others(
    staffed: Office, door: Callable[[Office, str], str]
) -> None:
    assert REFUSED[0] not in door(staffed, LAN)
    for user in (CHI, somebody(staffed, "far")):
        assert REFUSED[0] in door(staffed, user)


def test_one_from_another_companys_workspace_is_a_guest_of_ours(staffed: Office) -> None:
    pressed = {
        "type": "block_actions", "user": {"id": FAR, "team_id": "T0CLIENT"}, "team": {"id": "T0CLIENT"},
        "actions": [{"type": "button", "action_id": "project.close", "block_id": "b", "value": "1"}],
        "channel": {"id": "C02MOCAN"}, "message": {"ts": "1.1", "text": "", "team": "T0AGENCY"},
        "response_url": staffed.slack.hook,
    }  # fmt: skip
    staffed.bot.interact(FAR, pressed)
    assert REFUSED[0] in str(staffed.slack.wait("hook"))
    assert staffed.rows(Project)[0].state is ProjectState.ACTIVE
    assert {row.workspace_id for row in staffed.rows(Member)} == {staffed.huong.workspace_id}


# --- departments and words -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "work", "to", "may_change", "may_give"),
    [
        (None, "media", "creative", True, True),
        ("creative", "creative", "creative", True, True),
        ("creative", "creative", "media", True, False),
        ("creative", "media", "creative", False, False),
        ("creative", None, "creative", True, True),
    ],
)
def test_leads_reassign_within_their_department(
    staffed: Office, own: str | None, work: str | None, to: str, may_change: bool, may_give: bool
) -> None:
    staffed.world.projects["tet-2027"] = staffed.project
    kv = staffed.world.deliverable(staffed.lan, date(2026, 12, 1))
    user = somebody(staffed, Role.LEAD)
    set_row(staffed, Member, id_of(staffed, user), department=own and Department(own))
    set_row(staffed, Member, id_of(staffed, "U02MINH"), department=Department(to))
    set_row(staffed, Deliverable, kv, department=work and Department(work))
    give(staffed, user)
    assert (staffed.rows(Deliverable)[0].owner_id != staffed.lan.member_id) is may_give
    set_row(staffed, Deliverable, kv, owner_id=staffed.lan.member_id)
    finish(staffed, user)
    assert (staffed.rows(Deliverable)[0].status.value == "delivered") is may_change


@pytest.mark.parametrize(("part", "may"), [("creative", True), ("media", False)])
def test_a_part_in_the_project_opens_its_departments_work_there(
    staffed: Office, part: str, may: bool
) -> None:
    staffed.world.projects["tet-2027"] = staffed.project
    kv = staffed.world.deliverable(staffed.lan, date(2026, 12, 1))
    set_row(staffed, Deliverable, kv, department=Department.CREATIVE)
    user = somebody(staffed, Role.MEMBER)
    with staffed.world.database.write() as session:
        staffed.huong.begin(session, "test", staffed.bot.clock.now())
        session.add(
            ProjectPerson(
                workspace_id=staffed.huong.workspace_id, project_id=staffed.project,
                member_id=id_of(staffed, user), part=Department(part),
            )
        )  # fmt: skip
    finish(staffed, user)
    assert (staffed.rows(Deliverable)[0].status.value == "delivered") is may


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (hold, "AE, AM của dự án “Mộc An Tết 2027” hoặc admin mới làm được việc này. Hỏi Nguyễn Thu Hương"),
        (finish, "Hỏi Phạm Ngọc Lan, Nguyễn Thu Hương"),
    ],
)
def test_a_refusal_names_who_could(staffed: Office, act: Callable[[Office, str], None], words: str) -> None:
    staffed.world.projects["tet-2027"] = staffed.project
    staffed.world.deliverable(staffed.lan, date(2026, 12, 1))
    act(staffed, somebody(staffed, Role.MEMBER))
    assert words in str(staffed.slack.wait("hook"))


def test_who_reads_english_is_refused_in_it(staffed: Office) -> None:
    staffed.world.projects["tet-2027"] = staffed.project
    staffed.world.deliverable(staffed.lan, date(2026, 12, 1))
    an = somebody(staffed, Role.MEMBER)
    for user in (CHI, an):
        set_row(staffed, Member, id_of(staffed, user), language="en")
    shows(staffed.bot.command(CHI, "/ae", "mine"), "for agency people only")
    shows(staffed.bot.command(an, "/ae", "admin"), "Only an AM or an admin", "ask Ngô Bảo")
    for act, words in (
        (hold, "Only the AE and AM of “Mộc An Tết 2027”, an AM or an admin"),
        (finish, "is not yours. Its owner"),
    ):  # fmt: skip
        act(staffed, an)
        assert words in str(staffed.slack.wait("hook"))


def test_a_project_without_anybody_to_ask_names_the_office(staffed: Office) -> None:
    set_row(staffed, Project, staffed.project, ae_id=None)
    hold(staffed, LAN)
    assert "Hỏi Ngô Bảo" in str(staffed.slack.wait("hook"))
