"""A request is known by its person and its form: another's neither silences it nor becomes its correction."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from desk.brief import brief, relay_answers
from desk.core.errors import NotFound
from desk.feedback import feedback
from desk.feedback.lines import Line
from desk.people.member import Department, Role
from desk.project import project
from desk.project.project import Settings
from desk.work import deliverable
from storage.brief.brief import Brief, BriefVersion
from storage.brief.question import Question
from storage.brief.relay import Relay
from storage.day.todo import Todo
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.messages.draft import Draft
from storage.people.member import Member
from storage.people.workspace import Workspace
from storage.project.project import Project
from storage.work.deliverable import Deliverable
from tests.desk.test_every_change import FIELDS, FORM
from tests.handlers.brief.test_brief import FILLED
from tests.handlers.conftest import HUONG, LAN, Office, typed
from tests.support.world import NOW

pytestmark = pytest.mark.on_both


def test_two_people_with_one_trigger_have_an_effect_each(office: Office) -> None:
    for user in (HUONG, LAN, HUONG, LAN):
        office.bot.command(user, "/ae", f"todo việc của {user}", trigger_id="1.same")
    assert {row.text for row in office.rows(Todo)} == {f"việc của {HUONG}", f"việc của {LAN}"}


def test_a_form_of_somebody_elses_view_is_no_correction_of_theirs(office: Office) -> None:
    for user, name in ((HUONG, "Sữa chua"), (LAN, "Sữa bột")):
        form = office.form("/brief", name, user=user)
        values = FILLED | {"name": name, "objective": f"Bán {name}"}
        assert office.bot.submit(user, form, typed(form, **values)).body["response_action"] == "clear"
    assert [one.fields["objective"] for one in office.rows(BriefVersion)] == ["Bán Sữa chua", "Bán Sữa bột"]
    assert [one.version for one in office.rows(Brief)] == [1, 1]


def test_another_form_of_the_same_view_is_no_correction_of_the_first(office: Office) -> None:
    with office.world.database.write() as session:
        kept = captured(session, office)
    office.bot.action(HUONG, "feedback.open_points", str(kept.id))
    form = office.opened()
    kinds = typed(form, **{f"kind-{kept.items[0].id}": "question"})
    assert office.bot.submit(HUONG, form, kinds).body["response_action"] == "clear"
    form = office.form("/gopy", "moc an")
    page = office.bot.submit(HUONG, form, typed(form, source="Màu đỏ hơn")).body["view"]
    assert office.bot.submit(HUONG, page, typed(page)).body["response_action"] == "clear"
    assert [row.source for row in office.rows(Feedback)] == ["Logo to hơn", "Màu đỏ hơn"]
    assert office.rows(FeedbackItem)[0].kind is FeedbackKind.QUESTION


def test_both_pages_of_a_form_are_one_form(office: Office) -> None:
    form = office.form("/brief")
    assert office.bot.submit(HUONG, form, typed(form, **FILLED)).body["response_action"] == "clear"
    page = office.bot.submit(HUONG, form, typed(form, **FILLED, more=["yes"])).body["view"]
    values = {"background": "Năm ngoái thua"}
    assert office.bot.submit(HUONG, page, values).body["response_action"] == "clear"
    assert [(one.number, one.fields.get("background")) for one in office.rows(BriefVersion)] == [
        (1, None),
        (2, "Năm ngoái thua"),
    ]


def captured(session: Session, office: Office, earlier: int | None = None) -> Any:
    told = feedback.Capture(office.project, "Logo to hơn", (Line(FeedbackKind.MUST, "Logo to hơn"),))
    return feedback.capture(session, office.huong, told, NOW, earlier=earlier)


def settle_elsewhere(office: Office) -> dict[str, int]:
    """One of each in another workspace, and its ids."""
    with office.world.database.write() as session:
        office.huong.begin(session, "test", NOW)
        home = Workspace(
            team="T0OTHER", language="vi", country="VN", zone="Asia/Ho_Chi_Minh", digest_minute=540
        )
        session.add(home)
        session.flush()
        at = {"workspace_id": home.id}
        theirs = Project(**at, name="Của họ", folded="cua ho", slug="cua-ho", language="vi", zone=home.zone)
        session.add(theirs)
        session.flush()
        huong = office.huong.member_id
        rows = {
            "project": theirs,
            "brief": Brief(**at, project_id=theirs.id, version=1),
            "feedback": Feedback(
                **at, project_id=theirs.id, round=1, source="Của họ", author_id=huong, at=NOW
            ),
            "deliverable": Deliverable(
                **at, project_id=theirs.id, number=1, title="Của họ", owner_id=huong, due_on=NOW.date()
            ),
        }
        session.add_all(rows.values())
        session.flush()
        return {name: row.id for name, row in rows.items()}


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("name", ["project", "brief", "feedback", "deliverable"])
@pytest.mark.parametrize("where", ["elsewhere", "nowhere"])
def test_what_another_workspace_made_or_nobody_has_is_not_corrected(
    office: Office, name: str, where: str
) -> None:
    ids = settle_elsewhere(office)
    before = {table: office.rows(table) for table in (Project, Brief, BriefVersion, Feedback, Deliverable)}
    made = ids[name] if where == "elsewhere" else 1_000_000
    settings = Settings("Tên khác", "", "vi", None, None, None)
    acts: dict[str, Callable[[Session], object]] = {
        "project": lambda s: project.change(s, office.huong, made, settings, NOW),
        "brief": lambda s: brief.submit(s, office.huong, FORM, NOW, earlier=made),
        "feedback": lambda s: captured(s, office, made),
        "deliverable": lambda s: deliverable.correct_many(
            s, office.huong, [made], office.project,
            deliverable.understand(s, office.huong, "KV @lan 15/12", NOW), NOW,
        ),
    }  # fmt: skip
    with pytest.raises(NotFound), office.world.database.write() as session:
        acts[name](session)
    after = {table: office.rows(table) for table in before}
    assert {t: [vars_of(row) for row in rows] for t, rows in after.items()} == {
        t: [vars_of(row) for row in rows] for t, rows in before.items()
    }


def vars_of(row: Any) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}


def test_a_question_about_another_brief_is_not_put_in_other_words(office: Office) -> None:
    lan = office.world.person(LAN, "Phạm Ngọc Lan", role=Role.LEAD)
    given = []
    for name in ("Noel", "Hè"):
        told = brief.BriefForm(None, name, "", None, "tvc", FIELDS, "", "")
        with office.world.database.write() as session:
            office.huong.begin(session, "test", NOW)
            session.get_one(Member, lan.member_id).department = Department.MEDIA
            brief.submit(session, office.huong, told, NOW, earlier=None)
        given.append(office.rows(Relay)[-1].id)
    for relay_id, earlier in ((given[0], None), (given[1], 1)):
        with office.world.database.write() as session:
            relay_answers.ask(session, lan, relay_id, f"Hỏi {relay_id}?", NOW, earlier=earlier)
    assert [row.words[""] for row in office.rows(Question)] == [f"Hỏi {one}?" for one in given]


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_key_that_somebody_just_took_is_no_error_that_people_see(office: Office) -> None:
    """As where two processes of different age work on one database, and one takes no turns yet."""
    with office.world.database.engine.connect() as other:
        lines = {"lines": "Của tiến trình khác"}
        row = {
            "workspace_id": office.lan.workspace_id, "member_id": office.lan.member_id, "scope": "",
            "kind": deliverable.CARD, "values": lines, "at": NOW,
        }  # fmt: skip
        other.execute(insert(Draft), row)
        commit = threading.Timer(0.3, other.commit)
        commit.start()
        office.bot.command(LAN, "/ae", "add moc an\nKV không ai làm")
        assert "KV không ai làm" in str(office.opened())
        commit.join()
    assert [one.values for one in office.rows(Draft)] == [{"lines": "KV không ai làm"}]
