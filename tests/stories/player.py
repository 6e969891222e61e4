"""Plays a story that stands in a text file: who does what at which hour, and who has heard what by when.

The file begins with the grammar, which is `_STEPS` here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playground.client import Workspace
from tests.support.patience import Waiting, until

Facts = dict[str, Any]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OPENING, LATEST = 8, 20
"""The hours in which the bot may speak on its own."""
_STOPS = (time(7, 55), time(20))
"""Where the clock stops on its way, so that what is sent at night is sent at night."""
_SETTLED_SECONDS, _ARRIVED_SECONDS = 60, 5
_NAMED = re.compile(r"<@(\w+)>")
_UNASKED = re.compile(r"\d{4}-\d\d-\d\d/(?!answer/)\w+/")
"""The key of a message that the bot queued on its own: its day and kind."""
_ON_ITS_OWN = 20
"""A line of a message that is longer tells something; a shorter one is a heading or a mark."""


@dataclass(frozen=True)
class Line:
    """One line of a story. `number`: where it stands; `parts`: its words by their names in the grammar;
    `more`: the lines under it that begin with `|`.
    """

    number: int
    said: str
    kind: str
    parts: dict[str, str]
    at: datetime | None = None
    more: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """What is quoted at its end."""
        return re.findall(r"“(.+?)”", self.parts.get("words", ""))


@dataclass(frozen=True)
class Heard:
    """A direct message as it was first read. `kind`: of a message that the bot sent on its own, else ""."""

    at: datetime
    user: str
    kind: str
    words: str


def read(path: Path) -> list[Line]:
    """The lines of a story. Raises `ValueError` for one that is not in the grammar."""
    lines: list[Line] = []
    day: datetime | None = None
    for number, raw in enumerate(path.read_text().splitlines(), 1):
        said = raw.strip()
        if said.startswith("|") and lines:
            lines[-1].more.append(said[1:].strip())
        elif said and not re.match(r"#( |$)", said):
            lines.append(_line(number, said, day))
            day = lines[-1].at if lines[-1].kind == "day" else day
    return lines


@dataclass
class Player:
    """A workspace, and what was heard in it so far."""

    slack: Workspace
    heard: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        state = self.slack.state()
        people = [one for one in state["people"] if not one["is_bot"]]
        self._ids = {one["name"].split()[-1]: one["id"] for one in people}
        self._guests = {one["id"] for one in people if one["is_guest"]}
        self._names = {user: name for name, user in self._ids.items()}
        self._channels = {f"#{one['name']}": one["id"] for one in state["channels"] if one["name"]}
        self._seen: set[str] = set()
        self._place = dict.fromkeys(self._names, "dm")
        self._now = self._since = datetime.fromisoformat(state["clock"]["now"])
        self._acted = False

    def play(self, story: list[Line]) -> None:
        """Play it. Raises `AssertionError` at the first line that is not so."""
        for line in story:
            try:
                self.step(line)
            except Exception as error:
                day = f"{self._now.astimezone(ZONE):%A %d %B}"
                raise AssertionError(f"{day}, line {line.number}: {line.said}\n{error}") from error

    def step(self, line: Line) -> None:
        """Play one line."""
        if line.at:
            self._go_on_to(line.at)
        acts = line.kind in _ACTS
        if line.kind == "day" or (acts and not self._acted):
            self._since = self._now
        self._acted = acts
        if line.kind != "day":
            getattr(self, line.kind)(line)

    # --- what people do --------------------------------------------------------------------------------

    def writes(self, line: Line) -> None:
        """A command, or a message."""
        user, place = self._at(line)
        text = "\n".join(filter(None, [self._tagged(line.parts["text"]), *map(self._tagged, line.more)]))
        name, _, rest = text.partition(" ")
        if name.startswith("/"):
            _accepted(self.slack.command(user, place, name, rest))
        else:
            _accepted(self.slack.say(user, place, text))

    def presses(self, line: Line) -> None:
        """A button, or an entry of a menu, in a message or in the Home."""
        user, place = self._at(line)
        where = self._in_home if place == "Home" else self._in_message
        _accepted(self.slack.click(user, **_found(lambda: where(user, line))))

    def keeps(self, line: Line) -> None:
        """The shortcut on somebody's message that makes feedback of it."""
        user, place = self._at(line)
        said = [one for one in self.slack.messages(user, place) if line.parts["beside"] in one["text"]]
        _accepted(self.slack.shortcut(user, "feedback.save", channel=place, message_ts=said[-1]["ts"]))

    def sends(self, line: Line) -> None:
        """The open form, filled in by the labels of its fields."""
        user = self._ids[line.parts["who"]]
        fields = [one for one in _found(lambda: self.slack.modal(user))["blocks"] if one["type"] == "input"]
        values: Facts = {}
        for row in line.more:
            label, _, value = row.partition(": ")
            named = [(one["label"]["text"], one) for one in fields]
            begun = [(name != label, one) for name, one in named if name.startswith(label)]
            assert begun, f"no field “{label}” among {[name for name, _ in named]}"
            block = min(begun, key=lambda one: one[0])[1]
            values[block["block_id"]] = self._value(block["element"], value)
        _accepted(self.slack.submit(user, values))

    def opens(self, line: Line) -> None:
        """The Home."""
        user = self._ids[line.parts["who"]]
        self._place[user] = "Home"
        _accepted(self.slack.open_home(user))

    # --- what must be so -------------------------------------------------------------------------------

    def hears(self, line: Line) -> None:
        """One new message with all these words, and no second one."""
        waiting = Waiting(_ARRIVED_SECONDS)
        while len(found := self._new(line)) != 1:
            if not waiting.goes_on():
                times = f"heard {len(found)} messages with" if found else "did not hear"
                raise AssertionError(
                    f"{line.parts['who']} {times} {line.parts['words']}; {self._instead(line)}"
                )
            self._settle(advance=0)

    def hears_nothing(self, line: Line) -> None:
        """No new message with all these words; without words: none at all."""
        found = self._new(line)
        assert not found, f"{line.parts['who']} heard:\n" + "\n---\n".join(one.words for one in found)

    def nobody(self, line: Line) -> None:
        """No new message to anybody that they did not ask for."""
        self._listen_all()
        found = [one for one in self.heard if one.at >= self._since and one.kind]
        assert not found, "\n---\n".join(f"{self._names[one.user]} heard: {one.words}" for one in found)

    def reads(self, line: Line) -> None:
        """The form that is open, else the Home, or the newest answer where this person typed or pressed."""
        user = self._ids[line.parts["who"]]
        self._shown(line, lambda: self._shown_to(user))

    def shows(self, line: Line) -> None:
        """One public message of the bot's in the channel has these words, and no second one the first."""
        place = self._channels[line.parts["place"]]

        def card() -> str:
            said = [one for one in self.slack.by_bot(self._ids["Hương"], place) if not one["ephemeral"]]
            found = [one for one in map(self._words, said) if line.words[0] in one]
            return found[0] if len(found) == 1 else f"{len(found)} messages with “{line.words[0]}”"

        self._shown(line, card)

    def faults(self) -> Iterator[str]:
        """What was heard against the rules that hold always: hours, nothing twice, nobody's own doing, and
        nothing to a client.
        """
        self._listen_all()
        unasked = [one for one in self.heard if one.kind]
        for one in unasked:
            here = one.at.astimezone(ZONE)
            about = f"{self._names[one.user]} at {here:%a %d/%m %H:%M} ({one.kind}): {one.words}"
            if here.isoweekday() > 5 or not OPENING <= here.hour < LATEST:
                yield f"outside their hours: {about}"
            if one.user in self._guests:
                yield f"told to a client: {about}"
            if one.words.startswith(f"@{self._names[one.user]} "):
                yield f"told of what they did themselves: {about}"
            lines = Counter(row for row in one.words.split("\n") if len(row) > _ON_ITS_OWN)
            if twice := [row for row, count in lines.items() if count > 1]:
                yield f"twice in one message: {twice}: {about}"
        for (user, words), count in Counter((one.user, one.words) for one in unasked).items():
            if count > 1:
                yield f"the same message {count} times to {self._names[user]}: {words}"

    # --- time ------------------------------------------------------------------------------------------

    def _go_on_to(self, at: datetime) -> None:
        """Let the time pass until then, with what the bot says meanwhile."""
        self._now = datetime.fromisoformat(self.slack.state()["clock"]["now"])
        while self._now < at:
            self._settle(now=min(_next_stop(self._now), at).isoformat())

    def _settle(self, **when: Any) -> None:
        moved, waiting = self.slack.set_clock(**when), Waiting(_SETTLED_SECONDS)
        while not moved["settled"] and waiting.goes_on():
            moved = self.slack.set_clock(advance=0)
        assert moved["settled"], moved
        self._now = datetime.fromisoformat(moved["now"])

    # --- looking ---------------------------------------------------------------------------------------

    def _at(self, line: Line) -> tuple[str, str]:
        """Who does it, and where; they look there from now on."""
        user, place = self._ids[line.parts["who"]], line.parts.get("place", "dm")
        self._place[user] = self._channels.get(place, place)
        return user, self._place[user]

    def _listen_all(self) -> None:
        for user in self._names:
            self._listen(user)

    def _listen(self, user: str) -> None:
        for one in self.slack.by_bot(user, "dm"):
            if one["ts"] not in self._seen:
                self._seen.add(one["ts"])
                key = ((one["metadata"] or {}).get("event_payload") or {}).get("key", "")
                kind = key.split("/")[1] if _UNASKED.match(key) else ""
                self.heard.append(Heard(datetime.fromisoformat(one["at"]), user, kind, self._words(one)))

    def _new(self, line: Line) -> list[Heard]:
        user = self._ids[line.parts["who"]]
        self._listen(user)
        new = [one for one in self.heard if one.user == user and one.at >= self._since]
        return [one for one in new if all(words in one.words for words in line.words)]

    def _instead(self, line: Line) -> str:
        user = self._ids[line.parts["who"]]
        new = [one.words for one in self.heard if one.user == user and one.at >= self._since]
        missing = [words for words in line.words if not any(words in one for one in new)]
        return f"in no message: {missing}; heard:\n" + "\n---\n".join(new)

    def _shown(self, line: Line, look: Callable[[], str]) -> None:
        try:
            until(lambda: all(words in look() for words in line.words), seconds=15)
        except AssertionError:
            raise AssertionError(f"it is:\n{look()}") from None

    def _shown_to(self, user: str) -> str:
        place = self._place[user]
        view = self.slack.home(user) if place == "Home" else self.slack.modal(user)
        if view or place == "Home":
            return self._words(view or {})
        said = self.slack.by_bot(user, place)
        alone = [one for one in said if one["ephemeral"] or place == "dm"]
        return self._words((alone or said)[-1])

    def _in_message(self, user: str, line: Line) -> Facts | None:
        place, beside = self._place[user], line.parts.get("beside", "")
        for one in reversed(self.slack.by_bot(user, place)):
            if beside in self._words(one) and (pressed := self._pressed(one["blocks"], line)):
                return {"channel": place, "message_ts": one["ts"], **pressed}
        return None

    def _in_home(self, user: str, line: Line) -> Facts | None:
        view = self.slack.home(user)
        pressed = self._pressed(view["blocks"], line) if view else None
        return {"view_id": (view or {})["id"], **pressed} if pressed else None

    def _pressed(self, blocks: list[Facts], line: Line) -> Facts | None:
        """How to press what has this label: on the line with the wanted words, else the first one."""
        label, beside = line.parts["label"], line.parts.get("beside", "")
        found = [
            (beside in self._words({"blocks": [block]}),
             {"action_id": element["action_id"], "block_id": block["block_id"], **chosen})
            for block in blocks
            for element in [*block.get("elements", []), block.get("accessory", {}), block.get("element", {})]
            for chosen in _labelled(element, label)
        ]  # fmt: skip
        near = [pressed for is_near, pressed in found if is_near]
        return next(iter([*near, *(pressed for _, pressed in found)]), None)

    def _words(self, shown: Facts) -> str:
        """All that a message or a view shows, with people's names, a line each."""
        said = "\n".join(_texts(shown["blocks"])) if shown.get("blocks") else str(shown.get("text", ""))
        named = _NAMED.sub(lambda found: f"@{self._names.get(found[1], found[1])}", said)
        return re.sub(r"[*~]", "", named)

    def _tagged(self, text: str) -> str:
        """`@Lan` as a composer sends it."""
        return re.sub(r"@(\w+)", lambda found: f"<@{self._ids[found[1]]}>", text.strip())

    def _value(self, element: Facts, value: str) -> Any:
        kind = element["type"]
        if kind == "datepicker":
            day, month = map(int, value.split("/"))
            this = date(self._now.year, month, day)
            return (this if this >= self._now.date() else this.replace(year=this.year + 1)).isoformat()
        if kind.endswith(("users_select", "channels_select", "conversations_select")):
            chosen = [self._ids.get(one) or self._channels[one] for one in value.split(", ")]
            return chosen if kind.startswith("multi_") else chosen[0]
        if kind in ("static_select", "radio_buttons"):
            (chosen,) = [one["value"] for one in element["options"] if one["text"]["text"] == value]
            return chosen
        return value.replace(" ⏎ ", "\n")


_WHO, _AT, _WORDS = r"(?P<who>\w+)", r"(?P<at>\d\d:\d\d)", r"(?P<words>“.+”)"
_STEPS = (
    ("day", r"(?P<day>\w+ \d+ \w+ \d{4})"),
    ("writes", rf"{_AT} {_WHO} writes (?:to Liaison|in (?P<place>#\S+)):(?P<text>.*)"),
    (
        "presses",
        rf"{_AT} {_WHO} presses “(?P<label>.+?)”(?: at “(?P<beside>.+?)”)?(?: in (?P<place>#\S+|Home))?",
    ),
    ("keeps", rf"{_AT} {_WHO} keeps “(?P<beside>.+?)” in (?P<place>#\S+) as feedback"),
    ("sends", rf"{_AT} {_WHO} sends the form"),
    ("opens", rf"{_AT} {_WHO} opens Home"),
    ("nobody", rf"by {_AT} nobody heard anything"),
    ("hears_nothing", rf"by {_AT} {_WHO} heard nothing(?: of {_WORDS})?"),
    ("hears", rf"by {_AT} {_WHO} has heard {_WORDS}"),
    ("shows", rf"(?P<place>#\S+) shows once {_WORDS}"),
    ("reads", rf"{_WHO} reads {_WORDS}"),
)
"""Each kind of line, which is a method of `Player`, and how it is written."""
_ACTS = ("writes", "presses", "keeps", "sends", "opens")


def _line(number: int, said: str, day: datetime | None) -> Line:
    for kind, pattern in _STEPS:
        if found := re.fullmatch(pattern, said):
            parts = {name: words for name, words in found.groupdict().items() if words is not None}
            return Line(number, said, kind, parts, _hour(parts, day))
    raise ValueError(f"line {number} is not in the grammar: {said}")


def _hour(parts: dict[str, str], day: datetime | None) -> datetime | None:
    if "day" in parts:
        return datetime.strptime(parts["day"], "%A %d %B %Y").replace(tzinfo=ZONE)
    return datetime.combine(day, time.fromisoformat(parts["at"]), ZONE) if day and "at" in parts else None


def _next_stop(now: datetime) -> datetime:
    here = now.astimezone(ZONE)
    days = (here.date(), here.date() + timedelta(days=1))
    return next(at for day in days for stop in _STOPS if (at := datetime.combine(day, stop, ZONE)) > now)


def _accepted(outcome: Facts) -> None:
    assert outcome["ok"], outcome
    assert not outcome.get("errors"), outcome["errors"]


def _found(look: Callable[[], Facts | None]) -> Facts:
    found = until(look)
    assert found is not None
    return found


def _labelled(element: Facts, label: str) -> Iterator[Facts]:
    """How to press what has this label: a button, or an option of a menu."""
    if element.get("type") == "button" and element["text"]["text"] == label:
        yield {}
    for one in element.get("options", ()):
        if one["text"]["text"] == label:
            yield {"value": one["value"]}


def _texts(shown: Any) -> Iterator[str]:
    if isinstance(shown, list):
        for one in shown:
            yield from _texts(one)
    elif isinstance(shown, dict):
        for name, value in shown.items():
            if name in ("text", "initial_value") and isinstance(value, str):
                yield value
            elif isinstance(value, dict | list):
                yield from _texts(value)
