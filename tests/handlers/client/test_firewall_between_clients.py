"""The firewall between clients: random days of an agency, in which projects move, are shared, and guests come
and go. What is said in a channel is checked against who reads there just then, and whose channel it is."""

from __future__ import annotations

import itertools
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from handlers.feedback.feedback_views import FeedbackAction
from handlers.history.undo_views import UndoAction
from handlers.project.project_views import CLIENT_CHANNELS, ProjectAction
from handlers.project.status_views import StatusAction
from handlers.work.deliverable_views import WorkAction
from storage.feedback.feedback import FeedbackItem
from storage.project.project import ClientChannel, Project
from storage.work.deliverable import Deliverable
from tests.handlers.brief.test_brief import FILLED
from tests.handlers.conftest import CHI, HUONG, LAN, Office, typed

WORDS = {1: "mocan", 2: "dalat", 3: "phoca", 4: "nhaxanh"}
"""A word for each project, which stands in all that is its own: its name, work, brief and feedback."""
CHANNELS = tuple(f"C{number:02}" for number in range(1, 8))
STEPS, SEEDS = 60, range(2)
OURS = (LAN, HUONG, "Phạm Ngọc Lan", "987tr", "giá vốn", "trễ")
"""What no guest may read of any project."""


@dataclass
class Town:
    """The office with four clients' projects, and what is true of its channels."""

    office: Office
    chance: random.Random
    guests: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    """Where guests are, and of which of these Slack has told the bot."""
    shared: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """What somebody posted in another channel, having seen it first."""
    standing: dict[tuple[str, str], str] = field(default_factory=dict)
    places: Iterator[int] = field(default_factory=partial(itertools.count, 1))
    forms: int = 0

    def living(self, channel: str) -> set[int]:
        own = {row.id for row in self.office.rows(Project) if row.channel == channel}
        return own | {row.project_id for row in self.office.rows(ClientChannel) if row.channel == channel}

    def view_id(self) -> str:
        self.forms += 1
        return f"V{self.forms}"

    def press(self, action: str, value: str, channel: str) -> str:
        self.office.bot.action(HUONG, action, value, channel=channel, response_url=self.office.slack.hook)
        return str(self.office.slack.wait("hook"))

    def anywhere(self) -> str:
        return self.chance.choice(CHANNELS)

    def any_project(self) -> int:
        return self.chance.choice([*WORDS])

    # --- what people do ---

    def add_work(self) -> None:
        project = self.any_project()
        text = f"add {WORDS[project]} KV {WORDS[project]} @lan 15/12/2026"
        self.office.bot.command(HUONG, "/ae", text, channel=self.anywhere())

    def write_brief(self) -> None:
        project = self.any_project()
        form = self.office.form("/brief", WORDS[project], channel=self.anywhere())
        said = {"objective": f"Bán {WORDS[project]} {self.forms}", "budget": "987tr", "name": "", "why": "x"}
        known = {"brief.project": str(project)} if "brief.project" in typed(form) else {}
        self.office.bot.submit(HUONG, form, typed(form, **FILLED | said | known), view_id=self.view_id())

    def capture(self) -> None:
        project = self.any_project()
        form = self.office.form("/gopy", WORDS[project], channel=self.anywhere())
        view_id = self.view_id()
        source = {"source": f"Góp ý {WORDS[project]}"}
        page = self.office.bot.submit(HUONG, form, typed(form, **source), view_id=view_id).body["view"]
        self.office.bot.submit(HUONG, page, typed(page), view_id=view_id)

    def close(self) -> None:
        for table, action in (
            (Deliverable, WorkAction.DONE),
            (FeedbackItem, FeedbackAction.DONE),
        ):
            for row in self.office.rows(table)[-1:]:
                self.office.bot.action(HUONG, action, str(row.id), channel=self.anywhere())

    def share(self) -> None:
        """By the button, as it is offered or kept from another day; and what it then asks."""
        project, channel = self.any_project(), self.anywhere()
        said = self.press(StatusAction.SHARE, str(project), channel)
        if StatusAction.POST in said:
            self.shared[channel].add(project)
            self.press(StatusAction.POST, str(project), channel)

    def post_unasked(self) -> None:
        """By a button that was shown in another channel, or at another time."""
        project, channel = self.any_project(), self.anywhere()
        if channel not in self.guests:
            self.shared[channel].add(project)
        self.press(StatusAction.POST, str(project), channel)

    def move(self) -> None:
        project = self.any_project()
        self.office.bot.action(HUONG, ProjectAction.EDIT, str(project))
        form = self.office.opened()
        other = self.chance.choice([*CHANNELS, None])
        clients = self.chance.sample(CHANNELS, self.chance.choice((0, 0, 1, 2)))
        values = {"channel": other, CLIENT_CHANNELS: clients}
        self.office.bot.submit(HUONG, form, typed(form, **values), view_id=self.view_id())

    def undo(self) -> None:
        asked = self.office.bot.command(HUONG, "/ae", "undo", channel=self.anywhere()).words
        if UndoAction.UNDO in asked:
            value = asked.rpartition('"value": "')[2].partition('"')[0]
            self.press(UndoAction.UNDO, value, self.anywhere())

    def guest_comes(self) -> None:
        channel = self.anywhere()
        if channel not in self.guests:
            self.guests.add(channel)
            if self.chance.random() < 0.7:
                self.told.add(channel)
                self.office.bot.event(CHI, {"type": "member_joined_channel", "channel": channel})
            else:  # whoever comes within a minute after a look reads what was said before anyway
                self.office.bot.clock.forward(minutes=2)

    def guest_leaves(self) -> None:
        channel = self.anywhere()
        if channel in self.guests:
            self.guests.discard(channel)
            self.told.discard(channel)
            self.office.bot.event(CHI, {"type": "member_left_channel", "channel": channel})

    def guest_asks(self) -> None:
        channel = self.anywhere()
        living = self.living(channel)
        for text in ("", *WORDS.values()):
            said = self.office.bot.command(CHI, "/tiendo", text, channel=channel).words
            assert self.said_of(said) <= (living if len(living) == 1 else set()), (channel, living, said)
            assert not any(one in said for one in OURS), said

    # --- what is said ---

    @staticmethod
    def said_of(words: str) -> set[int]:
        return {project for project, word in WORDS.items() if word in words.lower()}

    def deliver(self) -> None:
        self.office.bot.deliver(1000)
        for method, call in self.office.slack.calls:
            if method in ("chat.postMessage", "chat.update") and call["channel"] in CHANNELS:
                words = json.dumps([call["text"], call.get("blocks")], ensure_ascii=False)
                self.check(call["channel"], words)
                self.standing[call["channel"], call["ts"]] = words
        self.office.slack.calls.clear()

    def post(self, call: dict[str, Any]) -> dict[str, Any]:
        """Slack takes a message, and says where it stands now."""
        call["ts"] = f"{next(self.places)}.0"
        return {"ts": call["ts"]}

    def check(self, channel: str, words: str) -> None:
        """Fail if this may not be said there now."""
        living = self.living(channel)
        if channel in self.guests:
            assert self.said_of(words) <= living, (channel, living, words)
            assert not any(one in words for one in OURS), (channel, words)
        else:
            assert self.said_of(words) <= living | self.shared[channel], (channel, living, words)

    def check_standing(self) -> None:
        """Fail if something stands where it may not, once all is delivered.

        A guest of whom nobody told is found at the next message to the channel.
        """
        for (channel, _), words in self.standing.items():
            living = self.living(channel)
            allowed = living if channel in self.told else living | self.shared[channel]
            assert self.said_of(words) <= allowed, (channel, living, words)


@pytest.fixture(params=SEEDS)
def town(office: Office, request: pytest.FixtureRequest) -> Town:
    town = Town(office, random.Random(request.param))
    office.slack.answers["conversations.members"] = lambda asked: {
        "members": [HUONG, LAN, *([CHI] if asked["channel"] in town.guests else [])]
    }
    office.slack.answers["conversations.info"] = lambda asked: {
        "channel": {"id": asked["channel"], "name": "x"}
    }
    office.slack.answers["chat.postMessage"] = town.post
    for number in (2, 3, 4):
        office.world.project(office.huong, f"Dự án {WORDS[number]}", WORDS[number], channel=CHANNELS[number])
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        first = session.get_one(Project, 1)
        first.name, first.folded, first.slug = f"Dự án {WORDS[1]}", f"du an {WORDS[1]}", WORDS[1]
        first.channel = CHANNELS[1]
    return town


@pytest.mark.on_both
def test_nothing_of_one_client_is_ever_said_where_another_reads(town: Town) -> None:
    acts: list[Callable[[], None]] = [
        town.add_work, town.add_work, town.write_brief, town.capture, town.close, town.share, town.share,
        town.post_unasked, town.move, town.move, town.undo, town.guest_comes, town.guest_leaves,
        town.guest_asks, town.deliver, town.deliver,
    ]  # fmt: skip
    for _ in range(STEPS):
        town.chance.choice(acts)()
    town.deliver()
    town.check_standing()
    assert len(town.standing) > STEPS // 6  # there was something to be said
