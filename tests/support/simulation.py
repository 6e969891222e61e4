"""An agency at work for weeks, hour by hour, and an independent observer of every message.

The people use the use cases; planning and delivery are the real ones. The observer has its own calendar, so
that an error in the product's calendar is noticed.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event, select
from sqlalchemy.orm import Session, aliased

from desk.brief import brief
from desk.core.actor import Actor
from desk.feedback import feedback
from desk.feedback.lines import Line
from desk.people import admin, member
from desk.people.admin import Own
from desk.people.attention import ANSWER, MOST_AN_HOUR
from desk.people.member import Profile, Role
from desk.work import deliverable
from desk.work.cards import Item
from desk.work.deliverable import Status
from storage.feedback.feedback import FeedbackItem, FeedbackKind
from storage.people.member import Member
from storage.project.project import Project
from storage.work.deliverable import DONE_HERE, SILENT, Deliverable
from tests.support.reminder_harness import Ping, ReminderHarness
from tests.support.world import VIETNAM

START = date(2026, 10, 19)
"""A Monday; clocks change in London on 25/10 and in New York on 1/11, and 24/11 is a public holiday in
Vietnam.
"""
WORKING_DAYS = 30
COMPANY_OFF, COMPANY_ON = date(2026, 11, 13), date(2026, 11, 7)
ZONES = [VIETNAM] * 7 + ["Europe/London", "America/New_York", "Australia/Lord_Howe"]
PEOPLE = 40
OPENING, LATEST = 8, 20
"""The local hours in which people may get messages."""
HOURS = (1, 2, 6, 8, 9, 10, 11, 13, 14, 20, 21, 22)
"""The UTC hours that are simulated: 8, 9 and 20 o'clock of every zone, the evening of most, and some between.
"""
MORNINGS = (2, 9, 14, 22)
"""Those on a day off: 9 o'clock of every zone."""
PLACES = [f"C{number:02}" for number in range(6)]
ABSENT = {"C04"}
"""A channel without the bot: people who write there get answers."""
START_OF_TIME = datetime(2000, 1, 1, tzinfo=UTC)
WORK = re.compile(r"HM\d{4}")
RAISED = re.compile(r"🔺 \*(HM\d{4})")
FIELDS = {
    "objective": "Tăng nhận biết", "metric": "Reach 5 triệu", "audience": "Mẹ 28–40 tuổi",
    "message": "Bữa cơm đoàn viên", "deliverables": "KV", "deadline": "15/12", "budget": "1,2 tỷ",
    "approver": "Chị Chi",
}  # fmt: skip


@dataclass
class Simulation:
    """Some people, six projects. Everything follows from `seed`."""

    harness: ReminderHarness
    seed: int
    people: int = PEOPLE
    days: int = WORKING_DAYS
    faults: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._people: list[Actor] = []
        self._zones: dict[str, str] = {}
        self._leave: dict[str, tuple[date, date]] = {}
        self._hours: dict[str, int | None] = {}
        self._touched: dict[str, datetime] = {}
        self._owed: dict[tuple[str, date], tuple[datetime, set[str]]] = {}
        self._told: defaultdict[tuple[str, date], set[str]] = defaultdict(set)
        self._wrapped: set[tuple[str, date]] = set()
        self._pings: Counter[tuple[str, date]] = Counter()
        self._in_hour: Counter[tuple[str, datetime]] = Counter()
        self._moved: set[tuple[str, date]] = set()
        self._number = 0

    @property
    def now(self) -> datetime:
        """The business instant."""
        return self.harness.bot.clock.now()

    def run(self) -> None:
        """Run these working days and their weekends, with an outage of two hours each week."""
        start = datetime(START.year, START.month, START.day, tzinfo=UTC) - timedelta(hours=12)
        self.harness.bot.clock.instant = self.harness.world.now = start
        self.harness.slack.absent |= ABSENT
        # Rules are tested here, not crashes: thousands of commits need not wait for the disk.
        event.listen(self.harness.world.database.engine, "connect", _in_memory)
        self.harness.world.database.engine.dispose()
        self._open()
        worked, hour = 0, start
        while worked < self.days:
            hour += timedelta(hours=1)
            if hour.hour in (HOURS if _is_worked(hour.date()) else MORNINGS):
                self._hour(hour)
            local = hour.astimezone(ZoneInfo(VIETNAM))
            worked += local.hour == LATEST and _is_worked(local.date())
        self.counted["working days"] = worked

    def _open(self) -> None:
        for number in range(self.people):
            zone = ZONES[number % len(ZONES)]
            user = f"U{number:04}"
            role = Role.ADMIN if number == 0 else Role.AM if number < 6 else Role.MEMBER
            self._people.append(self.harness.world.person(user, f"Người {number:02}", zone=zone, role=role))
            self._zones[user] = zone
            if number % 9 == 2:
                self._own(self._people[-1], 8 * 60)
        self._take_leave(self._people[1], date(2026, 11, 16), date(2026, 11, 18))
        for number, place in enumerate(PLACES):
            channel = place if number % 2 == 0 else None
            self.harness.world.project(
                self._people[number], f"Dự án {number}", f"du-an-{number}", channel=channel
            )
        for day, working in ((COMPANY_OFF, False), (COMPANY_ON, True)):
            self._do(lambda session, now, day=day, working=working: admin.set_day(
                session, self._people[0], day, working, "", now
            ))  # fmt: skip

    def _hour(self, hour: datetime) -> None:
        down = hour.isoweekday() == 4 and 2 <= hour.hour < 4  # 09:00 to 11:00 in Ho Chi Minh City
        self.harness.bot.clock.instant = self.harness.world.now = hour
        if not down:
            self.counted["digests"] += self.harness.plan(hour)
        self._note_what_is_owed()
        for person in self._people:
            if self._dice.random() < self._zeal(person):
                self._work(person)
        if not down:
            for ping in self.harness.deliver():
                self._judge(ping)
        self._settle_what_is_owed()

    def _zeal(self, person: Actor) -> float:
        """The probability that a person acts in this hour; some work at night and on Sundays."""
        local = self._local(person.user)
        if not self._is_at_work(person.user):
            return 0.002
        return 0.05 if 9 <= local.hour < 18 else 0.004

    def _work(self, person: Actor) -> None:
        """One act of a person, on their own work where that is required."""
        acts: list[tuple[int, Callable[[Actor], object]]] = [
            (5, self._adds), (12, self._finishes), (2, self._moves), (2, self._snoozes), (2, self._reassigns),
            (2, self._shows_client), (9, self._captures), (2, self._closes_point), (1, self._briefs),
            (1, self._goes_on_leave), (1, self._travels),
        ]  # fmt: skip
        weights = [weight for weight, _ in acts]
        ((_, act),) = self._dice.choices(acts, weights)
        self.counted[act.__name__.strip("_")] += 1
        act(person)

    # --- what people do -------------------------------------------------------------------------------

    def _adds(self, person: Actor) -> None:
        lines = []
        for _ in range(self._dice.randint(1, 3)):
            self._number += 1
            owner = self._people[int(self.people * self._dice.random() ** 2)]
            due = self._local(person.user).date() + timedelta(days=self._dice.randint(0, 7))
            hour = " 15h" if self._dice.random() < 0.3 else ""
            lines.append(f"HM{self._number:04} <@{owner.user}> {due:%d/%m/%Y}{hour}")
        project = self._dice.randint(1, len(PLACES))

        def add(session: Session, now: datetime) -> None:
            read = deliverable.understand(session, person, "\n".join(lines), now)
            good = [line for line in read if not line.faults]
            self.counted["deliverables"] += len(good)
            if good:
                deliverable.add_many(session, person, project, good, now)

        self._do(add)

    def _finishes(self, person: Actor) -> None:
        self._change(person, lambda session, one, now: deliverable.done(session, person, one, now))

    def _moves(self, person: Actor) -> None:
        day = self._local(person.user).date() + timedelta(days=self._dice.randint(1, 5))
        self._change(
            person, lambda session, one, now: deliverable.move(session, person, one, day, None, "", now)
        )

    def _snoozes(self, person: Actor) -> None:
        day = self._local(person.user).date() + timedelta(days=self._dice.randint(1, 3))
        self._change(person, lambda session, one, now: deliverable.snooze(session, person, one, day, now))

    def _reassigns(self, person: Actor) -> None:
        other = self._dice.choice(self._people).user
        self._change(person, lambda session, one, now: deliverable.reassign(session, person, one, other, now))

    def _shows_client(self, person: Actor) -> None:
        shown = Status.WITH_CLIENT
        self._change(
            person, lambda session, one, now: deliverable.set_status(session, person, one, shown, now)
        )

    def _captures(self, person: Actor) -> None:
        """The client writes at any hour, mostly about one project; a project without a channel sends its AE
        the card.
        """
        told = feedback.Capture(
            self._dice.choice([2, 2, 2, 4, 5]), "Logo to hơn", (Line(FeedbackKind.MUST, "Logo to hơn"),)
        )
        self._do(lambda session, now: feedback.capture(session, person, told, now))

    def _closes_point(self, person: Actor) -> None:
        def close(session: Session, now: datetime) -> None:
            item = session.scalars(
                select(FeedbackItem).where(FeedbackItem.done_at.is_(None)).limit(1)
            ).first()
            if item is not None:
                feedback.close(session, person, item.id, now)

        self._do(close)

    def _briefs(self, person: Actor) -> None:
        self._number += 1
        told = brief.BriefForm(
            None, f"Brief {self._number}", "", self._dice.choice(PLACES[::2]), "campaign", FIELDS, "", ""
        )
        self._do(lambda session, now: brief.submit(session, person, told, now, earlier=None))

    def _goes_on_leave(self, person: Actor) -> None:
        first = self._local(person.user).date() + timedelta(days=self._dice.randint(0, 2))
        last = first + timedelta(days=self._dice.randint(0, 4))
        self._take_leave(person, first, last)
        self._moved.add((person.user, self._local(person.user).date()))

    def _take_leave(self, person: Actor, first: date, last: date) -> None:
        self._own(person, self._hours.get(person.user), (first, last))
        self._leave[person.user] = first, last

    def _travels(self, person: Actor) -> None:
        """Slack reports another zone."""
        zone = self._dice.choice(sorted(set(ZONES)))
        for known in (self._zones[person.user], zone):  # on that day no digest is required by either clock
            day = self.now.astimezone(ZoneInfo(known)).date()
            self._moved |= {(person.user, day), (person.user, day + timedelta(days=1))}
        self._zones[person.user] = zone
        profile = Profile(person.user, person.name, zone, guest=False, gone=False)
        self._do(lambda session, now: member.learn(
            session, member.workspace_with(session, person.workspace_id), [profile], now
        ))  # fmt: skip

    def _own(self, person: Actor, digest_minute: int | None, leave: tuple[date, date] | None = None) -> None:
        own = Own(None, digest_minute, *(leave or (None, None)))
        self._hours[person.user] = digest_minute
        self._do(lambda session, now: admin.set_own(session, person, own, now))

    def _change(self, person: Actor, what: Callable[..., Item]) -> None:
        """Change one of the person's open deliverables, most likely the oldest."""
        with self.harness.bot.database.read() as session:
            mine = session.execute(
                select(Deliverable.id, Deliverable.title)
                .where(Deliverable.owner_id == person.member_id, Deliverable.status.not_in(SILENT))
                .order_by(Deliverable.due_on, Deliverable.id)
            ).all()
        if mine:
            chosen = mine[int(len(mine) * self._dice.random() ** 2)]
            self._touched[chosen.title] = self.now
            self._do(lambda session, now: what(session, chosen.id, now))

    def _do(self, what: Callable[..., object]) -> None:
        with self.harness.bot.database.write() as session:
            what(session, self.now)

    # --- what the observer notes ----------------------------------------------------------------------

    def _judge(self, ping: Ping) -> None:
        local = self._local(ping.user)
        day = (ping.user, local.date())
        about = f"{ping.kind} to {ping.user} at {local:%a %d/%m %H:%M} {self._zones[ping.user]}"
        self.counted[ping.kind] += 1
        self._pings[day] += ping.kind != ANSWER
        hour = (ping.user, local.replace(minute=0, second=0))
        self._in_hour[hour] += ping.kind not in (ANSWER, "digest", "wrap")
        if self._in_hour[hour] > MOST_AN_HOUR:
            self.faults.append(f"too much in an hour: {about}")
        if ping.kind != ANSWER and not (
            self._is_at_work(ping.user) and self._opening(ping.user) <= local.hour < LATEST
        ):
            self.faults.append(f"outside their hours: {about}")
        if ping.kind == "wrap":
            if day in self._wrapped or not self._leads(ping.user):
                self.faults.append(f"a wrap too many: {about}")
            self._wrapped.add(day)
        if ping.kind == "digest":
            raised = set(RAISED.findall(ping.words))
            self.counted["raised"] += len(raised)
            if closed := raised - self._open_titles():
                self.faults.append(f"raised though it is done: {about}: {sorted(closed)}")
            shown = set(WORK.findall(ping.words)) - raised
            if unwanted := shown - self._open_titles(ping.user) - self._open_titles(leads=ping.user):
                self.faults.append(f"told of what is not theirs to do: {about}: {sorted(unwanted)}")
            if day in self._told:
                self.faults.append(f"a second digest: {about}")
            self._told[day] |= shown

    def _note_what_is_owed(self) -> None:
        """At eight in the morning: note overdue work, which must be told by the evening."""
        early = [person for person in self._people if self._local(person.user).hour == 8]
        for person in early:
            today = self._local(person.user).date()
            self._owed[person.user, today] = self.now, self._open_titles(person.user, before=today)

    def _settle_what_is_owed(self) -> None:
        for person in self._people:
            local = self._local(person.user)
            day = (person.user, local.date())
            if local.hour != LATEST or not self._is_at_work(person.user) or day in self._moved:
                continue
            noted, titles = self._owed.get(day, (self.now, set[str]()))
            owed = {title for title in titles if self._touched.get(title, START_OF_TIME) < noted}
            self.counted["overdue told"] += len(owed)
            if missed := owed - self._told[day]:
                self.faults.append(f"not told: {person.user} on {day[1]}: {sorted(missed)}")

    def pings_a_day(self, *users: str) -> list[int]:
        """How many messages each of these people got on each of their working days with any, sorted."""
        return sorted(count for (user, _), count in self._pings.items() if user in users and count)

    def _open_titles(
        self, user: str | None = None, before: date | None = None, leads: str | None = None
    ) -> set[str]:
        """The titles of work that is open, not snoozed and due before a day, so that somebody here is late:
        of one person, of projects that one leads, or all.
        """
        wanted = (
            select(Deliverable.title, Deliverable.snoozed_until, Deliverable.due_on)
            .join(Member, Member.id == Deliverable.owner_id)
            .where(Deliverable.status.not_in(SILENT))
        )
        if before is not None:
            wanted = wanted.where(Deliverable.status.not_in(DONE_HERE))
        if user is not None:
            wanted = wanted.where(Member.user == user)
        if leads is not None:
            account = aliased(Member)
            wanted = wanted.join(Project, Project.id == Deliverable.project_id)
            wanted = wanted.join(account, account.id == Project.ae_id).where(account.user == leads)
        today = self._local(user).date() if user else date.max
        with self.harness.bot.database.read() as session:
            return {
                title
                for title, snoozed, due in session.execute(wanted)
                if (snoozed is None or snoozed <= today) and (before is None or due < before)
            }

    def _leads(self, user: str) -> bool:
        """Whether this person leads a project; nobody names a stand-in here."""
        lead = select(Project.id).join(Member, Member.id == Project.ae_id).where(Member.user == user)
        with self.harness.bot.database.read() as session:
            return session.scalar(lead.limit(1)) is not None

    def _opening(self, user: str) -> int:
        """The local hour from which a person may get messages."""
        return OPENING if self._hours.get(user) is None else min(OPENING, self._hours[user] or 0)

    def _local(self, user: str) -> datetime:
        return self.now.astimezone(ZoneInfo(self._zones[user]))

    def _is_at_work(self, user: str) -> bool:
        today = self._local(user).date()
        first, last = self._leave.get(user, (date.max, date.max))
        return _is_worked(today) and not first <= today <= last


def _in_memory(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _is_worked(day: date) -> bool:
    if day in (COMPANY_OFF, date(2026, 11, 24)):
        return False
    return day.isoweekday() <= 5 or day == COMPANY_ON
