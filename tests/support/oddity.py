"""Three days at an agency with random invalid rows, payloads, zones and renderers.

`tests/chaos` uses a few seeds and `make bench` many. Everything follows from the seed.
"""

from __future__ import annotations

import enum
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from bot.app import Role as Part
from bot.metrics import ASIDE_SHOWN
from bot.operate import health
from desk.brief import brief, question, relay_answers
from desk.brief.relay_answers import Playback
from desk.client import audience
from desk.client.audience import ChannelFacts
from desk.core.actor import Actor
from desk.day import telling, todo
from desk.feedback import feedback
from desk.feedback.feedback import FeedbackKind
from desk.feedback.lines import Line
from desk.people import admin, member
from desk.people.attention import ANSWER
from desk.people.member import Department, Profile, Role
from desk.project import status
from desk.work import deliverable, dependency
from handlers import KINDS
from handlers.core.outgoing import Outgoing, Renderer
from handlers.core.reply import Message
from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import Relay, RelayState
from storage.database.dialect import is_sqlite
from storage.messages import outbox
from storage.messages.outbox import Outbox, OutboxState
from storage.people.member import Member
from storage.work.deliverable import Deliverable, Status
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness
from tests.support.world import VIETNAM

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo(VIETNAM))
DAYS = (25, 26, 27)
"""Working days of November."""
HOURS = (9, 10, 11, 14, 15, 18)
LATE = date(2026, 11, 20)
SHARE = 0.3
"""The share of invalid messages."""
_FIELDS = {
    "objective": "Bán 10.000 hộp", "metric": "Số hộp", "audience": "Mẹ trẻ", "message": "Chua mà ngọt",
    "deliverables": "KV", "deadline": "25/12", "budget": "chưa chốt", "approver": "Chị Chi",
}  # fmt: skip


class How(enum.StrEnum):
    """What is invalid about a message."""

    RAISES = "its renderer raises"
    RAISES_AT_FIRST = "its renderer raises twice"
    ASKS = "its renderer asks the database what it does not know"
    WRITES = "its renderer writes something and raises then"
    LATER = "it cannot be drawn anew"
    KIND = "its kind is unknown"
    PAYLOAD = "its payload is another's"
    NO_JSON = "its payload is no object"
    SUBJECT = "its subject is gone"


FATAL = {How.RAISES, How.ASKS, How.WRITES, How.KIND}
_NOT_NEEDED = {
    "digest", "relay", "relay_nudge", "relay_silent", "relay_question", "question_answer", "snoozes",
    "handover", "ring", "asked_for", "outcome", "work_given", "work_taken", "work_done", "work_moved",
    "work_hour", "work_ready", "leave_due", "leave_recorded",
}  # fmt: skip
"""Kinds that may be no longer wanted."""
_OUT_OF_TURN = {
    "digest", "alarm", "undelivered", ANSWER, "question_answer", "ring", "asked_for", "outcome",
    "feedback_from_client", "work_done", "work_hour",
    "handover", "leave_due",  # never said in another's: what waits two minutes with it may pass it
}  # fmt: skip
"""Kinds that pass messages which are held for another hour."""


class Oddity(Exception):
    """Raised by an invalid renderer."""


@dataclass
class Outcome:
    """The result. `faults`: whatever should not have happened."""

    faults: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return f"{dict(self.states)}, odd: {sum(self.odd.values())}, faults: {self.faults[:5]}"


def live_through(database_url: str, seed: int, days: Sequence[int] = DAYS) -> Outcome:
    """Run the days and the mornings after them on this empty database."""
    harness = open_harness(database_url, SUNDAY)
    agency = _Agency(harness, random.Random(seed))
    try:
        with agency.odd_renderers():
            agency.live(days)
        return agency.reckon()
    finally:
        close_harness(harness)


class _Agency:
    def __init__(self, harness: ReminderHarness, dice: random.Random) -> None:
        self._harness, self._dice = harness, dice
        self._odd: dict[int, How] = {}
        self._met, self._posted = Counter[int](), Counter[str]()
        self._departments: dict[str, Department] = {}
        self._outcome = Outcome()
        self._seen = self._number = 0
        world = harness.world
        self._admin = world.person("U00ADMIN", role=Role.ADMIN)
        self._ae = world.person("U01HUONG", role=Role.AE)
        self._leads = [
            self._lead(f"U0{number}LEAD", department)
            for number, department in enumerate(
                (Department.MEDIA, Department.CREATIVE, Department.RESEARCH), 2
            )
        ]
        self._makers = [world.person(f"U1{number}MAKER") for number in range(4)]
        self._here = world.project(self._ae, "Ở đây", "o-day", channel="C01HERE")
        self._nowhere = world.project(self._ae, "Không kênh", "khong-kenh", channel=None)
        self._clients = world.project(self._ae, "Cùng khách", "cung-khach", channel="C02CLIENT")
        self._guest = world.person("U90GUEST", guest=True)
        for owner in (*self._makers, self._ae):
            # The person who leaves still works here at that time.
            begun = Status.IN_PROGRESS if owner is self._makers[3] else Status.BRIEFED
            world.deliverable(owner, LATE, project="o-day", title=self._word(), status=begun)

    @contextmanager
    def odd_renderers(self) -> Iterator[None]:
        """Let every renderer first check whether its message is to fail."""
        real = dict(KINDS)
        KINDS.update({name: replace(kind, render=self._odd_one(kind.render)) for name, kind in real.items()})
        try:
            yield
        finally:
            KINDS.update(real)

    def live(self, days: Sequence[int]) -> None:
        """Hour by hour; then the mornings on which held messages are sent."""
        acts: list[Callable[[], object]] = [
            self._posts, self._briefs, self._adds, self._captures, self._shares, self._notices, self._answers,
            self._finishes, self._snoozes, self._acknowledges, self._asks_back, self._corrects,
            self._reminds, self._reminds, self._hears_client, self._lets_in, self._hands_on, self._moves,
            self._goes_off, self._is_said_to_be_off, self._waits, self._tells,
        ]  # fmt: skip
        for day in days:
            for hour in HOURS:
                self._harness.plan(datetime(2026, 11, day, hour, tzinfo=ZoneInfo(VIETNAM)))
                self._look()
                for act in self._dice.sample(acts, 6):
                    act()
                    self._look()
                if (day, hour) == (26, 10):
                    self._leaves(self._makers[3])
                if (day, hour) == (26, 14):
                    self._zone_breaks(self._makers[2])
                self._minute()
        for later in range(1, 10):
            self._harness.bot.clock.instant = datetime(2026, 11, days[-1], 9, tzinfo=ZoneInfo(VIETNAM))
            self._harness.bot.clock.forward(days=later)
            self._minute()

    def _minute(self) -> None:
        """Enough minutes for messages that cannot be made ready to be given up."""
        for _ in range(7):
            self._deliver()
            self._look()
            self._harness.bot.clock.forward(seconds=11)

    def _deliver(self) -> None:
        self._harness.bot.deliver(most=1000)
        calls, self._harness.slack.calls = self._harness.slack.calls, []
        self._posted.update(
            said["metadata"]["event_payload"]["key"] for method, said in calls if method == "chat.postMessage"
        )

    # --- what people do ------------------------------------------------------------------------------

    def _posts(self) -> None:
        self._put("notice", "C01HERE")

    def _notices(self) -> None:
        self._put("notice", self._dice.choice(self._makers).user)

    def _answers(self) -> None:
        self._put(ANSWER, self._dice.choice(self._makers).user)

    def _put(self, kind: str, recipient: str) -> None:
        word = self._word()
        payload = {"key": "error.not_posted", "language": "vi", "facts": {"channel": "C1", "reason": word}}
        with self._harness.bot.database.write() as session:
            outbox.enqueue(
                session, workspace_id=1, kind=kind, recipient=recipient, cause=word, payload=payload,
                at=self._harness.bot.clock.now(),
            )  # fmt: skip

    def _briefs(self) -> None:
        name = self._word()
        told = brief.BriefForm(None, name, "", f"C{name.upper()}", "campaign", _FIELDS, "", "")
        self._do(lambda session, now: brief.submit(session, self._ae, told, now, earlier=None))

    def _adds(self) -> None:
        """Add one deliverable for the next month, and one for the next hour."""
        soon = self._harness.bot.clock.now().astimezone(ZoneInfo(VIETNAM)) + timedelta(hours=1)
        dues = ("15/12", f"{soon:%d/%m %H}h")
        lines = "\n".join(
            f"{self._word()} <@{self._dice.choice(self._makers[:2]).user}> {due}" for due in dues
        )

        def add(session: Session, now: datetime) -> None:
            read = deliverable.understand(session, self._ae, lines, now)
            deliverable.add_many(session, self._ae, self._here, read, now)

        self._do(add)

    def _captures(self) -> None:
        project = self._dice.choice([self._here, self._nowhere])
        owner = self._dice.choice(self._makers[:2]).user
        told = feedback.Capture(project, "x", (Line(FeedbackKind.MUST, self._word(), owner),))
        self._do(lambda session, now: feedback.capture(session, self._admin, told, now))

    def _hears_client(self) -> None:
        point = (Line(FeedbackKind.MUST, self._word()),)
        told = feedback.Capture(self._clients, "x", point, channel="C02CLIENT")
        self._do(lambda session, now: feedback.capture(session, self._guest, told, now))

    def _lets_in(self) -> None:
        """Add a guest to the channel; its AE is told."""
        guest = self._harness.world.person(f"U9{self._word().upper()}", guest=True)
        self._do(lambda session, now: audience.joined(session, 1, "C02CLIENT", guest.user, now))

    def _shares(self) -> None:
        """Share the status in the project's channel, whose card it is, and among other colleagues."""
        facts = ChannelFacts("C03INSIDE", "noi-bo", external=False, guests=0)
        self._do(lambda session, now: audience.learn(session, 1, facts, now))
        for channel in ("C01HERE", facts.channel):
            self._shares_in(channel)

    def _shares_in(self, channel: str) -> None:
        self._do(
            lambda session, now: status.share(
                session, self._admin, self._here, channel, now, for_client=False
            )
        )

    def _reminds(self) -> None:
        """Remind somebody of something later; they have done what they were reminded of before."""
        who = self._dice.choice(self._makers[:2])

        def remind(session: Session, now: datetime) -> None:
            for task in todo.mine(session, who, self._harness.bot.clock.now())[:1]:
                todo.done(session, who, task.id, now)
            todo.add(session, self._ae, f"nhắc <@{who.user}> gửi {self._word()} trong 30 phút nữa", now)

        self._do(remind)

    def _finishes(self) -> None:
        self._on_work(lambda session, one, now: deliverable.done(session, self._admin, one, now))

    def _waits(self) -> None:
        """Let one piece of work wait for another, which is done at once."""

        def wait(session: Session, one: int, now: datetime) -> None:
            made = session.get_one(Deliverable, one).project_id
            others = select(Deliverable.id).where(
                Deliverable.project_id == made, Deliverable.status == Status.BRIEFED, Deliverable.id != one
            )
            other = session.scalar(others.order_by(Deliverable.id).limit(1))
            if other:
                dependency.add(session, self._admin, one, other, now)
                deliverable.done(session, self._admin, other, now)

        self._on_work(wait)

    def _tells(self) -> None:
        """A maker tells the AE that they cannot do it."""
        who = self._dice.choice(self._makers[:2])
        said = self._word()
        self._on_work(lambda session, one, now: telling.tell(session, who, one, self._ae.user, said, now))

    def _hands_on(self) -> None:
        to = self._dice.choice(self._makers[:2]).user
        self._on_work(lambda session, one, now: deliverable.reassign(session, self._admin, one, to, now))

    def _moves(self) -> None:
        self._number += 1
        day = date(2027, 1, 1) + timedelta(days=self._number)  # it was promised for another day before
        self._on_work(
            lambda session, one, now: deliverable.move(session, self._admin, one, day, None, "", now)
        )

    def _goes_off(self) -> None:
        """Plan somebody's leave in the middle of the next month, when work is due."""
        who, last = self._dice.choice(self._makers[:2]), date(2026, 12, self._dice.randint(15, 18))
        away = {"leave_from": date(2026, 12, 14), "leave_to": last, "delegate": self._leads[0].user}
        self._do(lambda session, now: admin.set_some(session, who, now, **away))

    def _is_said_to_be_off(self) -> None:
        """Record a colleague's leave, as an admin may."""
        user, day = self._dice.choice(self._makers[:2]).user, date(2026, 12, self._dice.randint(21, 24))
        away = {"leave_from": day, "leave_to": day}
        self._do(lambda session, now: admin.set_leave_of(session, self._admin, user, now, **away))

    def _snoozes(self) -> None:
        """Snooze three times in a row, so that the AE is told."""
        at = self._harness.bot.clock.now().astimezone(ZoneInfo(VIETNAM)).date()

        def snooze(session: Session, one: int, now: datetime) -> None:
            for days in (5, 6, 7):
                until = at + timedelta(days=days)
                deliverable.snooze(session, self._admin, one, until, now, self._word())

        self._on_work(snooze)

    def _acknowledges(self) -> None:
        def acknowledge(session: Session, lead: Actor, row: Relay, now: datetime) -> None:
            relay_answers.acknowledge(session, lead, row.id, Playback("Hiểu rồi.", "", ""), now)

        self._on_relay(RelayState.WAITING, acknowledge)

    def _asks_back(self) -> None:
        def ask(session: Session, lead: Actor, row: Relay, now: datetime) -> None:
            made = relay_answers.ask(session, lead, row.id, self._word(), now)
            asked = session.get_one(Question, made)
            owner = session.get_one(Brief, asked.brief_id).project_id
            if self._dice.random() < 0.7:
                question.answer(session, self._ae, owner, asked.number, "Có", "", now)

        self._on_relay(RelayState.WAITING, ask)

    def _corrects(self) -> None:
        def correct(session: Session, _: Actor, row: Relay, now: datetime) -> None:
            relay_answers.correct(session, self._ae, row.id, self._word(), now)

        self._on_relay(RelayState.ACKNOWLEDGED, correct)

    def _leaves(self, who: Actor) -> None:
        gone = Profile(who.user, who.name, VIETNAM, guest=False, gone=True)
        self._do(lambda session, now: member.learn(session, member.workspace_with(session, 1), [gone], now))

    def _zone_breaks(self, who: Actor) -> None:
        with self._harness.world.database.engine.begin() as connection:
            broken = text("UPDATE member SET zone = 'Mars/Olympus_Mons' WHERE id = :id")
            connection.execute(broken, {"id": who.member_id})

    def _on_work(self, do: Callable[[Session, int, datetime], object]) -> None:
        with self._harness.bot.database.read() as session:
            briefed = select(Deliverable.id).where(Deliverable.status == Status.BRIEFED)
            found = session.scalars(briefed.order_by(Deliverable.id)).all()
        if found:
            one = self._dice.choice(found)
            self._do(lambda session, now: do(session, one, now))

    def _on_relay(self, state: RelayState, do: Callable[[Session, Actor, Relay, datetime], object]) -> None:
        with self._harness.bot.database.read() as session:
            rows = list(session.scalars(select(Relay).where(Relay.state == state).order_by(Relay.id)))
            asked = {row.id: row.department for row in rows}
        if asked:
            chosen = self._dice.choice(list(asked))
            lead = next(lead for lead in self._leads if self._departments[lead.user] == asked[chosen])
            self._do(lambda session, now: do(session, lead, session.get_one(Relay, chosen), now))

    def _do(self, do: Callable[[Session, datetime], object]) -> None:
        with self._harness.bot.database.write() as session:
            do(session, self._harness.bot.clock.now())

    def _lead(self, user: str, department: Department) -> Actor:
        lead = self._harness.world.person(user, role=Role.LEAD)
        with self._harness.bot.database.write() as session:
            lead.begin(session, "test", SUNDAY)
            session.get_one(Member, lead.member_id).department = department
        self._departments[user] = department
        return lead

    def _word(self) -> str:
        self._number += 1
        return f"w{self._number}w"

    # --- what is odd -----------------------------------------------------------------------------------

    def _look(self) -> None:
        """Make some of the new unsent messages invalid, but not the notices about invalid ones."""
        with self._harness.bot.database.read() as session:
            new = session.execute(
                select(Outbox.id, Outbox.cause, Outbox.kind, Outbox.state)
                .where(Outbox.id > self._seen, Outbox.card_id.is_(None))
                .order_by(Outbox.id)
            ).all()
        for id_, cause, kind, state in new:
            self._seen = id_
            self._outcome.kinds[kind] += 1
            may_be = state is OutboxState.PENDING and not cause.startswith("undelivered/")
            if self._dice.random() < SHARE and may_be:
                self._odd[id_] = how = self._next_how()
                self._outcome.odd[how] += 1
                self._spoil(id_, how)

    def _next_how(self) -> How:
        """Random, after each kind was used once."""
        missing = [how for how in How if not self._outcome.odd[how]]
        return self._dice.choice(missing or list(How))

    def _spoil(self, id_: int, how: How) -> None:
        with self._harness.bot.database.write() as session:
            row = update(Outbox).where(Outbox.id == id_)
            if how is How.KIND:
                session.execute(row.values(kind="horoscope"))
            elif how is How.SUBJECT:
                session.execute(row.values(subject=self._dice.choice(["brief:999", "x", "relay:", ":7"])))
            elif how is How.PAYLOAD:
                session.execute(
                    row.values(payload=self._dice.choice([{}, {"ids": 7}, {"key": 1, "facts": 2}]))
                )
            elif how is How.NO_JSON:
                words = "{half" if is_sqlite(session) else json.dumps([1])
                raw = text("UPDATE outbox SET payload = :words WHERE id = :id")
                session.execute(raw, {"words": words, "id": id_})

    def _odd_one(self, renderer: Renderer) -> Renderer:
        def render(session: Session, asked: Outgoing) -> Message | None:
            how = self._odd.get(asked.id)
            self._met[asked.id] += 1
            if how is How.LATER and asked.sent_at is not None:
                raise Oddity(how)
            if how is How.ASKS:
                session.execute(text("SELECT no_such_thing FROM nowhere"))
            if how is How.WRITES:
                outbox.enqueue(
                    session, workspace_id=1, kind="notice", recipient="C01HERE", cause="never", at=asked.now
                )
            if how in (How.RAISES, How.WRITES) or (how is How.RAISES_AT_FIRST and self._met[asked.id] <= 2):
                raise self._dice.choice([Oddity, KeyError, RecursionError, ZeroDivisionError])(how)
            return renderer(session, asked)

        return render

    # --- what came of it --------------------------------------------------------------------------------

    def reckon(self) -> Outcome:
        """Compare each message with what should have happened to it."""
        with self._harness.bot.database.read() as session:
            rows = {row.id: row for row in session.scalars(select(Outbox).order_by(Outbox.id))}
        for row in rows.values():
            self._outcome.states[row.state] += 1
            self._judge(row, rows)
        self._in_order(rows)
        self._told_of(rows)
        return self._outcome

    def _judge(self, row: Outbox, rows: dict[int, Outbox]) -> None:
        fault = self._outcome.faults.append
        about = f"{row.key} ({self._odd.get(row.id)}): {row.state} {row.reason}"
        head = rows.get(row.merged_into_id or 0)
        is_said = row.state is OutboxState.SENT or (head is not None and head.state is OutboxState.SENT)
        if row.state not in (OutboxState.SENT, OutboxState.DROPPED):
            fault(f"left: {about}")
        if row.card_id is not None:
            return
        if row.cause == "never":
            fault(f"written by what failed: {about}")
        if self._posted[row.key] != (row.state is OutboxState.SENT):
            fault(f"said {self._posted[row.key]} times: {about}")
        how, gave_up = self._odd.get(row.id), row.reason == "stumbled"
        if how in FATAL and not gave_up:
            fault(f"not put aside: {about}")
        may_fail = how in (How.PAYLOAD, How.NO_JSON, How.SUBJECT) or self._has_no_zone(row)
        if not (is_said or how in FATAL or may_fail):
            is_unwanted = row.reason == "not needed" and row.kind in _NOT_NEEDED
            if not is_unwanted:
                fault(f"not said: {about}")

    def _has_no_zone(self, row: Outbox) -> bool:
        return row.recipient == self._makers[2].user and row.kind != ANSWER

    def _in_order(self, rows: dict[int, Outbox]) -> None:
        newest: dict[str, tuple[datetime, int]] = {}
        for row in rows.values():
            head = rows[row.merged_into_id] if row.merged_into_id else row
            if row.card_id or row.kind in _OUT_OF_TURN or head.sent_at is None or row.id in self._odd:
                continue
            at = (head.sent_at, row.id)
            if at < newest.get(row.recipient, at):
                self._outcome.faults.append(f"out of order: {row.key}")
            newest[row.recipient] = at

    def _told_of(self, rows: dict[int, Outbox]) -> None:
        """The right people were told, and `/readyz` lists the same messages."""
        given_up = {row.id: row for row in rows.values() if row.reason == "stumbled"}
        causes = {row.cause for row in rows.values()}
        for row in given_up.values():
            about = rows[row.card_id] if row.card_id else row
            if about.kind not in ("notice", ANSWER) and f"undelivered/{row.id}" not in causes:
                self._outcome.faults.append(f"nobody was told of {row.key}")
        answer = health.pages(self._harness.bot.liaison, Part.ALL)["/readyz"]()
        found = json.loads(answer.body or "")
        named = {one["id"] for one in found.get("aside", ()) if one["given_up"]}
        since = self._harness.bot.clock.now() - ASIDE_SHOWN
        wanted = {row.id for row in given_up.values() if row.not_before >= since}
        if answer.status != 200 or named != wanted:
            self._outcome.faults.append(f"/readyz: {answer.status}, {sorted(named ^ wanted)}")
