"""The projects that need their account manager most: what they hear in the morning, and how it is weighed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.day import burning, why
from desk.day.burning import MOST, NEEDED_FROM, Burning, Reason, Trouble
from desk.day.lines import Reader
from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import Relay, RelayState
from storage.day.burning import Piece
from storage.people.member import Department, Member, Role
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable, Status
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness
from tests.support.world import VIETNAM

LATE, BRIEF, CLIENT, QUESTION, ROUND = Trouble
TODAY = date(2026, 11, 25)

# Days or rounds, and the points that they are.
POINTS = (
    (LATE, 0, 0), (LATE, 1, 2), (LATE, 3, 6), (LATE, 10, 20), (LATE, 400, 20),
    (BRIEF, 3, 6), (CLIENT, 6, 6), (QUESTION, 6, 6), (QUESTION, 400, 10),
    (ROUND, 1, 0), (ROUND, 2, 0), (ROUND, 3, 3), (ROUND, 4, 6),
)  # fmt: skip


@pytest.mark.parametrize(("trouble", "number", "points"), POINTS)
def test_what_alone_makes_a_project_red_is_six_points(trouble: Trouble, number: int, points: int) -> None:
    assert Reason(trouble, number).points == points


def fact(trouble: Trouble, number: int, id_: int) -> Reason:
    since = TODAY - timedelta(days=number)
    return Reason(trouble, number, since, Piece(1, id_, id_, "KV", "U1", since, 1, False, None))


FACTS = st.lists(st.builds(fact, st.sampled_from(Trouble), st.integers(0, 14), st.integers(1, 9)), max_size=6)
AGENCY = st.lists(FACTS, max_size=6)


def named(agency: Sequence[Sequence[Reason]]) -> list[Burning]:
    return burning.first(
        burning.weighed(id_, f"P{id_ % 2}", f"p{id_}", some) for id_, some in enumerate(agency)
    )


@given(AGENCY, st.randoms())
def test_the_same_facts_name_the_same_projects_in_the_same_order(
    agency: list[list[Reason]], chance: Any
) -> None:
    there = [burning.weighed(id_, f"P{id_ % 2}", f"p{id_}", some) for id_, some in enumerate(agency)]
    chance.shuffle(there)
    for some in agency:
        chance.shuffle(some)
    assert burning.first(there) == named(agency)
    assert len(named(agency)) <= MOST


@given(AGENCY, st.data())
def test_a_fact_that_is_gone_never_makes_its_project_need_more(
    agency: list[list[Reason]], data: st.DataObject
) -> None:
    for one in named(agency):
        facts = agency[one.project_id]
        gone = data.draw(st.sampled_from(facts))
        left = [*facts]
        left.remove(gone)
        after = burning.weighed(one.project_id, one.project, one.slug, left)
        assert after.points == one.points - gone.points
        rest = [*agency[: one.project_id], [], *agency[one.project_id + 1 :]]
        assert one.project_id not in [other.project_id for other in named(rest)]


# --- as it is heard --------------------------------------------------------------------------------


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZoneInfo(VIETNAM))


@pytest.fixture
def harness(database_url: str) -> Iterator[ReminderHarness]:
    """Wednesday 11/11/2026 early in the morning in Ho Chi Minh City; Tuesday the 24th is a holiday."""
    harness = open_harness(database_url, local("11T06:00"))
    yield harness
    close_harness(harness)


class Agency:
    """Minh is the AM of five projects whose AE is Hương; Lan does the work."""

    def __init__(self, harness: ReminderHarness) -> None:
        self.harness, self.world = harness, harness.world
        self.huong = self.world.person("U1HUONG", role=Role.AE)
        self.minh = self.world.person("U2MINH", role=Role.AM)
        self.lan = self.world.person("U3LAN", "Lan")
        for slug in ("tre", "brief", "khach", "vong", "yen"):
            self.world.project(self.huong, f"Dự án {slug}", slug, channel=None)
        with self.writing(self.minh) as session:
            for id_ in self.world.projects.values():
                session.get_one(Project, id_).am_id = self.minh.member_id

    def writing(self, who: Actor) -> Any:
        return _Change(self.harness, who)

    def heard(self, day: str, user: str = "U2MINH") -> str:
        found = [one for one in self.harness.at(local(f"{day}T09:00")) if one.kind == "digest"]
        return "".join(one.words for one in found if one.user == user)

    def troubled(self) -> None:
        """On the 11th: one project is about to be late, one's brief waits, one client is silent."""
        world, at = self.world, self.harness.bot.clock.now()
        world.deliverable(self.lan, date(2026, 11, 12), project="tre", title="KV chính")
        world.deliverable(self.lan, date(2026, 11, 16), project="tre", title="Banner")
        world.deliverable(
            self.lan, date(2026, 12, 20), project="khach", title="Storyboard", status=Status.WITH_CLIENT
        )
        world.deliverable(self.lan, date(2026, 12, 20), project="yen", title="Sau này")
        back = world.deliverable(self.lan, date(2026, 12, 20), project="vong", title="TVC")
        with self.writing(self.huong) as session:
            session.get_one(Deliverable, back).round = 4  # 6 points, below what is named
            mine: dict[str, Any] = {"workspace_id": self.huong.workspace_id}
            briefs = {
                slug: Brief(project_id=world.projects[slug], version=1, **mine) for slug in ("brief", "khach")
            }
            session.add_all(briefs.values())
            session.flush()
            session.add(
                Relay(
                    brief_id=briefs["brief"].id, version=1, department=Department.CREATIVE,
                    state=RelayState.WAITING, at=at, **mine,
                )
            )  # fmt: skip
            session.add(
                Question(
                    brief_id=briefs["khach"].id, number=1, words={"": "?"}, asked_at=at, sent_at=at,
                    asked_by_id=self.huong.member_id, **mine,
                )
            )  # fmt: skip


class _Change:
    """A change that a test makes itself."""

    def __init__(self, harness: ReminderHarness, who: Actor) -> None:
        self._open = harness.bot.database.write()
        self._who, self._at = who, harness.bot.clock.now()

    def __enter__(self) -> Session:
        session: Session = self._open.__enter__()
        self._who.begin(session, "test", self._at)
        return session

    def __exit__(self, *how: Any) -> None:
        self._open.__exit__(*how)


@pytest.fixture
def agency(harness: ReminderHarness) -> Agency:
    return Agency(harness)


def test_the_am_hears_each_morning_which_projects_need_them_why_and_what_to_do(agency: Agency) -> None:
    agency.troubled()
    words = agency.heard("20")
    lines = (
        "*1. Dự án tre* cần bạn",
        "• trễ: #1 *KV chính* 6 ngày làm việc (<@U3LAN>), #2 *Banner* 4 ngày làm việc (<@U3LAN>)",
        "deliverable.reassign",
        "*2. Dự án brief* cần bạn",
        "• brief: Creative chưa trả lời từ Th 4, 11/11 (7 ngày làm việc)",
        "relay.again",
        "*3. Dự án khach* cần bạn",
        "• khách giữ: #1 *Storyboard* từ Th 4, 11/11 (7 ngày làm việc)",
        "• khách chưa trả lời: 1 câu hỏi, từ Th 4, 11/11 (7 ngày làm việc)",
        "status.show",
        "Vì sao ba dự án này?",
    )
    assert all(line in words for line in lines), words
    places = [words.index(line) for line in lines]
    assert places == sorted(places)
    assert "Dự án yen" not in words
    assert "Dự án vong" not in words
    assert "cần bạn" not in agency.heard("23", "U1HUONG")


def test_a_press_says_in_words_how_the_three_were_chosen(agency: Agency) -> None:
    agency.troubled()
    agency.heard("20")
    bot, slack = agency.harness.bot, agency.harness.slack
    three = ",".join(str(agency.world.projects[slug]) for slug in ("tre", "brief", "khach"))
    bot.action("U2MINH", "burning.why", three, response_url=slack.hook)
    said = str(slack.wait("hook"))
    for words in (
        "từ 8 điểm trở lên", "việc trễ: 2 điểm mỗi ngày", "*Dự án tre* · 20 điểm: việc trễ 20",
        "*Dự án brief* · 14 điểm: brief 14", "*Dự án khach* · 14 điểm: khách giữ 7 + câu hỏi cho khách 7",
    ):  # fmt: skip
        assert words in said
    bot.action("U1HUONG", "burning.why", three, response_url=slack.hook)  # not theirs as an AM
    assert "Dự án tre" not in str(slack.wait("hook"))


def test_a_project_whose_trouble_is_over_is_not_named_again(agency: Agency) -> None:
    agency.troubled()
    assert "Dự án tre* cần bạn" in agency.heard("20")
    with agency.writing(agency.lan) as session:
        for row in session.query(Deliverable).filter_by(project_id=agency.world.projects["tre"]):
            row.status = Status.DELIVERED
    with agency.harness.bot.database.read() as session:
        person = session.get_one(Member, agency.minh.member_id)
        reader, ids = Reader.of(session, person), [*agency.world.projects.values()]
        before = [one.project for one in burning.of_shown(session, reader, date(2026, 11, 20), ids[:1])]
        assert before == ["Dự án tre"]  # it keeps its place in the message, and is calm there
        assert not burning.of_shown(session, reader, date(2026, 11, 20), ids[:1])[0].is_needed
    assert "Dự án tre" not in agency.heard("23")


def test_whoever_stands_in_for_the_am_hears_it(agency: Agency) -> None:
    agency.troubled()
    with agency.writing(agency.minh) as session:
        row = session.get_one(Member, agency.minh.member_id)
        row.leave_from, row.leave_to = date(2026, 11, 19), date(2026, 11, 30)
        row.delegate_id = agency.lan.member_id
    words = agency.heard("20", "U3LAN")
    assert "*1. Dự án tre* cần bạn" in words
    assert agency.heard("20") == ""


@pytest.mark.parametrize("what", ["nothing", "a little", "paused"])
def test_where_nothing_burns_there_is_no_message_and_why_says_so(agency: Agency, what: str) -> None:
    """As little as one piece that is late by two days is its AE's and its lead's to hear (notices.md)."""
    if what == "paused":
        agency.troubled()
        with agency.writing(agency.minh) as session:
            for id_ in agency.world.projects.values():
                session.get_one(Project, id_).state = ProjectState.ON_HOLD
    elif what == "a little":
        agency.world.deliverable(agency.lan, date(2026, 11, 18), project="tre")
    with agency.harness.bot.database.read() as session:
        told = why.of(session, agency.minh, "", local("20T09:00"))
    assert told.now.rule is why.Rule.NOTHING_DUE
    assert agency.heard("20") == ""


def test_before_it_comes_why_counts_what_burns(agency: Agency) -> None:
    agency.troubled()
    with agency.harness.bot.database.read() as session:
        told = why.of(session, agency.minh, "", local("19T09:00"))
    assert (told.now.rule, told.now.counts.burning) == (None, MOST)
    assert NEEDED_FROM == 8
