"""What became of a labelled line, date or name: how each set of labels is read and compared."""

from __future__ import annotations

import re
from typing import Any

from desk.text.doors import deadline, leave, move, snooze, todo, work_list
from desk.text.doors.moment import Moment
from desk.text.doors.work import Item
from desk.text.letters import fold
from desk.text.spans import Answer, Why
from tests.desk.text.scoring import Entry, Outcome, Scored
from tests.desk.text.world import CONTEXT

# The labels name the doubt, the reader the field and the doubt; compared are the fields.
_FIELDS = {
    "owner": "owner", "person": "owner", "outside": "owner", "due": "due", "weekday": "due", "past": "due",
    "hour": "hour", "title": "title", "split": "split",
}  # fmt: skip


def line(entry: Entry) -> Scored:
    """A line of work, or a paste of several."""
    got = work_list.find(entry["text"], CONTEXT)
    wanted = entry["items"]
    said = " ".join(map(_item, got.items)) + (" SPLIT" if got.split else "")
    asked = got.split or any(item.asks for item in got.items)
    if len(got.items) != len(wanted):
        nothing = not got.items  # nothing is saved, and the door says so
        outcome = Outcome.ASKED if got.split else Outcome.LOUD if asked or nothing else Outcome.SILENT
        return Scored(entry, outcome, f"{len(got.items)} pieces for {len(wanted)}: {said}")
    faults: list[str] = []
    exact = ("split" in entry["ask"]) == got.split
    if not exact and not asked:
        faults.append("not asked whether to split")
    for item, want in zip(got.items, wanted, strict=True):
        labels = want.get("ask", [label for label in entry["ask"] if label != "split"])
        fields = {_FIELDS[label] for label in labels}
        readings = want.get("readings") or (entry.get("readings") or {} if len(wanted) == 1 else {})
        exact = exact and set(item.asks) == fields
        faults += _faults(item, want, fields, readings)
    if faults:
        return Scored(entry, Outcome.LOUD if asked else Outcome.SILENT, f"{'; '.join(faults)} :: {said}")
    return Scored(entry, Outcome.RIGHT if exact else Outcome.ASKED, said)


def date(entry: Entry) -> Scored:
    """A date, an hour or a span, typed at a door."""
    if entry["door"] == "deadline":
        return _deadline(entry)
    if entry["door"] == "leave":
        return _leave(entry)
    if entry["door"] == "todo":
        read = todo.find(entry["text"], CONTEXT)
        titles = [entry["title"], *entry.get("titles", ())]
        words = _words(read.title)
        wrong = words not in [_words(title) for title in titles]
        if read.remind and _words(titles[0])[-len(words) :] == words:  # who is reminded stands apart
            wrong = False
        return _moment(entry, read.at, f"{read.title!r} ", [f"title {read.title!r}"] if wrong else [])
    door = move.find if entry["door"] == "move" else snooze.find
    return _moment(entry, door(entry["text"], CONTEXT), "", [])


def person(entry: Entry) -> Scored:
    """Who is meant in a line. A line that names nobody is asked about before it is saved; that is no
    question here where nobody is meant, since the texts are pieces of lines. Labels name either all who are
    from outside, or only those of them who would be the doer.
    """
    items = work_list.find(entry["text"], CONTEXT).items
    nobody: Answer[str] = Answer()
    owner = next((item.owner for item in items if item.owner.value or item.owner.readings), nobody)
    helpers = tuple(one for item in items for one in item.helpers)
    outside = {one for item in items for one in item.outside}
    said = f"{owner.value} {helpers} {owner.why} {owner.readings} {sorted(outside)}"
    among = owner.value is None and bool(owner.readings) and owner.why is not Why.OUTSIDE
    if entry["ask"]:
        right = among and set(owner.readings) == set(entry["candidates"] or owner.readings)
        outcome = Outcome.RIGHT if right else Outcome.ASKED if owner.value is None else Outcome.SILENT
        return Scored(entry, outcome, said)
    asked = among or (owner.value is None and entry["owner"] is not None)
    if asked:
        return Scored(entry, Outcome.ASKED, said)
    same = owner.value == entry["owner"] and list(helpers) == entry["helpers"]
    doers = set(owner.readings) if owner.why is Why.OUTSIDE else set()
    same = same and set(entry["outside"]) in (outside, doers)
    return Scored(entry, Outcome.RIGHT if same else Outcome.SILENT, said)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def _clock(minute: int | None) -> str | None:
    return None if minute is None else f"{minute // 60:02}:{minute % 60:02}"


def _item(item: Item) -> str:
    due = item.due.value and item.due.value.isoformat()
    parts = [item.title, item.owner.value, ",".join(item.helpers), due, _clock(item.hour.value)]
    asks = ",".join(f"{field}?{why}" for field, why in item.asks.items())
    return f"[{' | '.join(str(part) if part else '-' for part in parts)}{' | ' + asks if asks else ''}]"


def _faults(item: Item, want: dict[str, Any], fields: set[str], readings: dict[str, list[str]]) -> list[str]:
    found = []
    titles = [want["title"], *readings.get("title", ())]
    if "title" not in item.asks and _words(item.title) not in [_words(title) for title in titles]:
        found.append(f"title {item.title!r}")
    due = item.due.value and item.due.value.isoformat()
    for field, value in (("owner", item.owner.value), ("due", due), ("hour", _clock(item.hour.value))):
        if field in item.asks:
            continue
        wanted = None if field in fields else [want.get(field), *readings.get(field, ())]
        if wanted is None or value not in wanted:
            found.append(f"{field} {value}, not {'asked' if wanted is None else wanted[0]}")
    if "owner" not in item.asks and list(item.helpers) != want.get("helpers", []):
        found.append(f"helpers {item.helpers}")
    return found


def _moment(entry: Entry, at: Answer[Moment], head: str, faults: list[str]) -> Scored:
    if at.why is Why.MISSING and entry["is"] is None and not entry["ask"]:
        return Scored(entry, Outcome.RIGHT, "nothing")
    said = head + (f"asked {at.why}: {', '.join(map(_point, at.readings))}" if at.asked else _point(at.value))
    return _scored(entry, at.asked, None if at.value is None else _parts(at.value), said, faults)


def _deadline(entry: Entry) -> Scored:
    read = deadline.find(entry["text"], CONTEXT)
    days = ", ".join(one.isoformat() for one in read.day.readings)
    value = read.day.value
    said = f"open {read.open} {value} {_clock(read.hour.value)} {read.bound} {read.day.why or ''} {days}"
    if read.open or entry["open"]:
        right = read.open == entry["open"]  # a day that is missing is asked for at once
        asked = read.day.asked
        return Scored(entry, Outcome.RIGHT if right else Outcome.ASKED if asked else Outcome.SILENT, said)
    if read.day.why is Why.MISSING:
        nothing = entry["is"] is None
        return Scored(
            entry, (Outcome.ASKED if entry["ask"] else Outcome.RIGHT) if nothing else Outcome.ASKED, said
        )
    faults = []
    if entry["is"] and entry["is"].get("bound") == "after" and value and read.bound != "after":
        faults.append("not after it")
    parts = None if value is None else {"from": value.isoformat(), "hour": _clock(read.hour.value)}
    return _scored(entry, read.day.asked, parts, said, faults)


def _leave(entry: Entry) -> Scored:
    read = leave.find(entry["text"], CONTEXT)
    off = read.off.value
    cover = read.cover.value or read.cover.why
    said = f"{off or ''} {read.off.why or ''} {read.off.readings} cover {cover} {read.over}"
    parts = None
    if off:
        parts = {"from": off.first.isoformat(), "to": off.last.isoformat(), "half": off.half or None}
    return _scored(entry, read.off.asked, parts, said, [])


def _scored(entry: Entry, asked: bool, parts: dict[str, Any] | None, said: str, faults: list[str]) -> Scored:
    if asked:
        fits = bool(entry["ask"]) and not faults
        outcome = Outcome.LOUD if faults else Outcome.RIGHT if fits else Outcome.ASKED
        return Scored(entry, outcome, "; ".join([*faults, said]))
    if entry["ask"]:
        return Scored(entry, Outcome.SILENT, f"not asked: {said}")
    if not any(_same(wanted, parts) for wanted in (entry["is"], *map(_reading, entry["readings"]))):
        faults = [*faults, "another time"]
    return Scored(entry, Outcome.SILENT if faults else Outcome.RIGHT, "; ".join([*faults, said]))


def _same(wanted: dict[str, Any] | None, parts: dict[str, Any] | None) -> bool:
    if wanted is None or parts is None:
        return wanted is None and parts is None
    to = wanted.get("to") or wanted["from"]  # a day that is only a bound has no end
    if (wanted["from"], to) != (parts["from"], parts.get("to", parts["from"])):
        return False
    return wanted.get("hour") == parts.get("hour") and wanted.get("half") == parts.get("half")


def _reading(text: str) -> dict[str, Any]:
    if "/" in text:
        first, last = text.split("/")
        return {"from": first, "to": last}
    day, _, hour = text.partition("T")
    return {"from": day, "hour": hour or None}


def _parts(moment: Moment) -> dict[str, Any]:
    return {"from": moment.day.isoformat(), "hour": _clock(moment.minute)}


def _point(moment: Moment | None) -> str:
    if moment is None:
        return "nothing"
    return " ".join(part for part in (moment.day.isoformat(), _clock(moment.minute), moment.part) if part)
