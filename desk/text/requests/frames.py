"""What speaks for an intent though no phrase says it whole: words of several senses together.

A frame names what must all be there: senses, whose words are in `words/intents/signs.toml`, and things that
are named (`_NAMED`). One word may carry several senses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from desk.text.requests.intents import Intent
from desk.text.requests.scene import Hit, Scene

_NEAR = 7
_NAMED = frozenset(
    {"work", "job", "person", "ours", "day", "ahead", "gone", "length", "here", "colon", "asks"}
)

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """`needs`: all that must be there; `bars`: what must not. `then`: of two words the second stands behind
    the first, and near it."""

    weight: int
    needs: tuple[str, ...]
    then: tuple[str, str] | None = None
    bars: tuple[str, ...] = field(default=())


_NOT_ACHIEVED = (
    "late_word", "money_word", "client_word", "says", "agree_word", "away", "work", "ahead", "due_word",
    "nothing_yet", "remarks_noun", "why_word",
)  # fmt: skip
_NOT_IN_BRIEF = (
    "takes_note", "replies", "who_word", "remarks_noun", "late_word", "hands_over", "where_at", "bot_word",
)  # fmt: skip
_NOT_HELD = ("blocks", "order_word", "agree_word", "says", "says_so", "away", "brief_noun")
_NOT_THE_WORK = ("money_word", "brief_noun")
_NOT_SENT = (*_NOT_THE_WORK, "status_noun", "remarks_noun")
_NOT_OURS = ("who_word", "department", "outsider", "nothing_yet", "work")
_NOT_WHOSE = ("work", "away", "late_word", "ahead", "colon", "me")
_NOT_OWED = ("work", "says", "money_word")
NOT_CHASED = ("person", "me", "ahead", "colon", "asks")
_NOT_ALL_CAME = ("nothing_yet", "money_word", "remarks_noun")
QUESTIONS: dict[Intent, tuple[Frame, ...]] = {
    Intent.LATE: (
        Frame(9, ("who_late",)),
        Frame(5, ("late_word", "task_word"), bars=("away", "why_word", "work")),
        Frame(5, ("late_word", "what_word"), bars=("away", "why_word", "work")),
        Frame(5, ("late_word", "job"), bars=("why_word", "work")),
        Frame(6, ("breaks", "due_word"), then=("breaks", "due_word"), bars=("work", "why_word")),
        Frame(6, ("due_word", "breaks", "what_word"), bars=("work", "why_word")),
        Frame(6, ("breaks", "progress_noun", "task_word"), bars=("work", "why_word")),
    ),
    Intent.DUE: (
        Frame(5, ("hands_in", "ahead"), bars=("work", "late_word", "money_word")),
        Frame(
            6,
            ("which_day", "work"),
            bars=("away", "says", "agree_word", "person", "client_word", "order_word", "meeting_word"),
        ),
        Frame(8, ("when_due", "work"), bars=("who_word",)),
        Frame(5, ("is_on", "ahead"), bars=("work", "late_word", "away", "me", "says")),
        Frame(5, ("task_word", "ahead"), bars=("work", "late_word", "away", "money_word")),
        Frame(5, ("due_word", "next_word"), bars=("work", "late_word")),
        Frame(5, ("task_word", "next_word"), bars=("work", "late_word", "makes_new")),
        Frame(5, ("due_word", "listed"), bars=("work", "late_word", "how_to")),
        Frame(5, ("due_word", "what_word"), bars=("work", "late_word", "how_to")),
        Frame(6, ("schedule_word", "ahead"), bars=("work", "late_word", "away", "meeting_word", "me")),
        Frame(5, ("is_on", "job"), bars=("work", "late_word", "says", "agree_word", "hands_over")),
    ),
    Intent.WHO_HAS: (
        Frame(7, ("who_word", "does_work", "work"), bars=_NOT_HELD),
        Frame(4, ("who_word", "work"), bars=_NOT_HELD),
        Frame(
            5,
            ("person", "does_work", "what_word"),
            bars=("work", "away", "client_word", "says", "late_word", "due_word", "ahead"),
        ),
        Frame(5, ("person", "task_word", "listed"), bars=("work", "away", "late_word")),
        Frame(7, ("work_of", "person"), then=("work_of", "person"), bars=_NOT_WHOSE),
        Frame(
            6,
            ("person", "does_work", "work", "asks"),
            bars=("state_word", "progress_noun", "blocks", "says", "away", "order_word", "brief_noun"),
        ),
        Frame(5, ("who_word", "owner_noun", "job")),
        Frame(9, ("who_word", "has_time"), then=("who_word", "has_time"), bars=("work",)),
        Frame(6, ("person", "load_word", "asks"), bars=("work", "away", "says")),
    ),
    Intent.WHERE_IS: (
        Frame(11, ("left_undone", "job"), bars=("work", "person", "day", "client_word")),
        Frame(6, ("sums_up", "job"), bars=("remarks_noun", "brief_noun", "money_word", "agree_word")),
        Frame(5, ("progress_noun", "work"), bars=("who_word", "says", "client_word", "money_word")),
        Frame(5, ("progress_noun", "job"), bars=("who_word", "says", "shares", "money_word", "late_word")),
        Frame(4, ("state_word", "work", "asks"), bars=("who_word", "says_so", "opinion", "blocks")),
    ),
    Intent.BALL: (
        Frame(8, ("which_side", "blocks")),
        Frame(
            7,
            ("which_side", "client_word", "work"),
            bars=("person", "does_work", "says", "hands_over", "agree_word"),
        ),
        Frame(8, ("which_side", "does_work", "work"), bars=("person",)),
        Frame(6, ("who_word", "blocks"), bars=("brief_noun", "away", "ack_word")),
        Frame(6, ("side_word", "blocks", "work"), bars=("brief_noun", "says")),
        Frame(5, ("side_word", "blocks", "job"), bars=("brief_noun", "says", "hands_over")),
    ),
    Intent.UNACKNOWLEDGED: (
        Frame(8, ("chases", "department", "brief_noun"), then=("chases", "department")),
        Frame(8, ("chases_brief",), bars=NOT_CHASED),
        Frame(7, ("brief_noun", "takes_note", "asks")),
        Frame(7, ("brief_noun", "takes_note", "nothing_yet")),
        Frame(7, ("brief_noun", "takes_note", "who_word")),
        Frame(5, ("ack_word", "who_word"), bars=("away",)),
        Frame(8, ("brief_noun", "replies", "who_word"), bars=("client_word",)),
        Frame(8, ("brief_noun", "replies", "department"), bars=("client_word",)),
        Frame(5, ("brief_noun", "who_word", "nothing_yet"), bars=("opens",)),
    ),
    Intent.CLIENT_SAID: (
        Frame(6, ("client", "says"), then=("client", "says")),
        Frame(6, ("remarks_noun", "client")),
        Frame(8, ("client_word", "replies", "brief_noun"), then=("client_word", "replies")),
        Frame(5, ("remarks_noun", "what_word")),
        Frame(5, ("remarks_noun", "next_word")),
        Frame(5, ("remarks_noun", "work")),
    ),
    Intent.AGREED: (
        Frame(6, ("agree_word", "way_word"), bars=("away", "settled_yet")),
        Frame(6, ("agree_word", "what_word"), bars=("away", "settled_yet")),
        Frame(6, ("agree_word", "how_many"), bars=("away", "settled_yet")),
        Frame(5, ("agree_word", "us_word", "job"), bars=("away",)),
        Frame(7, ("brief_noun", "job", "where_at"), then=("brief_noun", "where_at"), bars=("who_word",)),
    ),
    Intent.MY_DAY: (
        Frame(6, ("me", "today", "has_to_do"), bars=("work", "client_word", "late_word", "away")),
        Frame(5, ("me", "task_word", "how_many"), bars=("work", "client_word", "person", "job", "late_word")),
        Frame(6, ("own_list", "what_word"), bars=("work", "saves")),
        Frame(6, ("own_list", "listed"), then=("listed", "own_list"), bars=("work", "saves")),
        Frame(6, ("own_week", "ahead"), then=("own_week", "ahead"), bars=("work", "saves", "colon")),
        Frame(
            7,
            ("has_meeting", "ahead", "asks"),
            bars=("work", "person", "job", "outsider", "away", "agree_word"),
        ),
        Frame(6, ("does_what",), bars=("work", "person", "outsider", "client_word")),
        Frame(6, ("whats_new",), bars=("client", "work", "job", "person")),
        Frame(6, ("today", "comes_first"), bars=("work", "client_word", "person", "job")),
    ),
    Intent.OFF_WHO: (
        Frame(6, ("who_word", "away"), bars=("work",)),
        Frame(6, ("person", "away"), bars=("work", "says")),
        Frame(5, ("listed", "away"), bars=("work", "me")),
        Frame(5, ("away", "ahead"), bars=("work", "me", "says", "hands_in", "is_on")),
    ),
    Intent.BUDGET: (
        Frame(6, ("money_word", "job"), bars=("nothing",)),
        Frame(6, ("money_word", "how_many")),
        Frame(5, ("money_word", "here"), bars=("why_word", "hands_over", "work")),
        Frame(5, ("money_word", "what_word")),
    ),
    Intent.BRIEF_SAYS: (
        Frame(10, ("brief_noun", "brief_tells", "brief_field", "asks"), bars=_NOT_IN_BRIEF),
        Frame(10, ("brief_noun", "brief_tells", "brief_term", "asks"), bars=_NOT_IN_BRIEF),
        Frame(
            8,
            ("brief_noun", "brief_tells", "what_word"),
            then=("brief_noun", "brief_tells"),
            bars=(*_NOT_IN_BRIEF, "client_word"),
        ),
        Frame(
            8,
            ("brief_noun", "brief_tells", "way_word"),
            then=("brief_noun", "brief_tells"),
            bars=(*_NOT_IN_BRIEF, "client_word"),
        ),
        Frame(
            7,
            ("brief_field", "asks"),
            bars=("says", "order_word", "remarks_noun", "late_word", "money_word", "hands_over"),
        ),
    ),
    Intent.CLIENT_OWES: (
        Frame(6, ("client", "hands_over", "nothing_yet"), then=("client", "hands_over"), bars=_NOT_OWED),
        Frame(6, ("client", "hands_over", "what_word"), then=("client", "hands_over"), bars=_NOT_OWED),
        Frame(6, ("client", "hands_over", "us_word"), then=("client", "hands_over"), bars=_NOT_OWED),
        Frame(6, ("client", "nothing_yet", "us_word"), then=("client", "nothing_yet"), bars=_NOT_OWED),
        Frame(
            7,
            ("from_word", "client", "nothing_yet", "what_word"),
            then=("from_word", "client"),
            bars=("says", "remarks_noun"),
        ),
        Frame(7, ("client", "nothing_yet", "asset_word"), bars=_NOT_OWED),
        Frame(8, ("client", "owes"), then=("client", "owes"), bars=("money_word",)),
        Frame(
            6, ("client", "hands_over", "asset_word", "asks"), then=("client", "hands_over"), bars=_NOT_OWED
        ),
    ),
    Intent.ACHIEVED: (
        Frame(8, ("achieves", "gone", "what_word"), bars=_NOT_ACHIEVED),
        Frame(8, ("achieves", "gone", "how_many"), bars=_NOT_ACHIEVED),
        Frame(7, ("weekly_report",), bars=("client", "job", "work", "due_word")),
    ),
    Intent.WHY: (
        Frame(8, ("why_word", "reminder_word")),
        Frame(8, ("why_word", "shown_as"), bars=("says", "agree_word")),
        Frame(8, ("why_word", "order_word"), bars=("says", "agree_word")),
        Frame(7, ("what_word", "reminder_noun"), bars=("person", "sets", "work")),
    ),
    Intent.COLOUR: (
        Frame(9, ("projects", "colour_word", "what_word"), bars=("work",)),
        Frame(9, ("projects", "colour_word", "listed"), bars=("work",)),
        Frame(9, ("projects", "colour_word", "how_many"), bars=("work",)),
        Frame(9, ("projects", "colour_word", "asks"), bars=("work", "job", "client_word", "person")),
        Frame(9, ("all_projects", "progress_noun"), bars=("work", "client_word", "person")),
        Frame(9, ("all_projects", "fares"), bars=("work", "client_word", "person")),
        Frame(9, ("why_word", "colour_word", "job"), bars=("work", "says", "agree_word")),
        Frame(
            9,
            ("why_word", "colour_word", "here"),
            bars=("work", "says", "agree_word", "person", "client_word"),
        ),
        Frame(8, ("colour_word", "job", "asks"), bars=("work", "who_word", "says", "opinion", "order_word")),
    ),
    Intent.HELP: (
        Frame(9, ("how_to", "bot_does"), bars=("work", "person", "job")),
        Frame(8, ("how_to", "bot_habit"), bars=("work", "person", "job")),
        Frame(8, ("how_to", "bot_word"), bars=("work", "person")),
        Frame(8, ("bot_word", "able_word", "what_word"), bars=("work", "person")),
    ),
}
ORDERS: dict[Intent, tuple[Frame, ...]] = {
    Intent.MOVE: (
        Frame(5, ("due_word", "work", "day"), bars=("person",)),
        Frame(7, ("more_time", "time_unit", "work"), then=("more_time", "time_unit")),
        Frame(5, ("work", "day", "instead_word"), bars=("ours",)),
    ),
    Intent.SENT: (
        Frame(9, ("sent_word", "outsider", "work"), then=("sent_word", "outsider"), bars=_NOT_SENT),
        Frame(9, ("sent_word", "outsider", "work", "awaits"), then=("sent_word", "outsider"),
              bars=_NOT_THE_WORK),
        Frame(9, ("sends", "outsider", "work", "awaits"), then=("sends", "outsider"),
              bars=("what_word", "nothing_yet", *_NOT_THE_WORK)),
        Frame(9, ("sends", "outsider", "work", "already"), then=("sends", "outsider"), bars=_NOT_SENT),
        Frame(9, ("sends", "outsider", "work", "gone"), then=("sends", "outsider"), bars=_NOT_SENT),
    ),
    Intent.APPROVED: (
        Frame(9, ("outsider", "approved_word", "work"), then=("outsider", "approved_word"),
              bars=_NOT_THE_WORK),
        Frame(9, ("outsider", "approves", "work", "already"), then=("outsider", "approves"),
              bars=_NOT_THE_WORK),
        Frame(9, ("approved_by", "outsider", "work"), then=("approved_by", "outsider"), bars=_NOT_THE_WORK),
    ),
    Intent.CAME: (
        Frame(8, ("outsider", "sent_word", "material_word"), then=("outsider", "sent_word"),
              bars=_NOT_ALL_CAME),
        Frame(8, ("outsider", "hands_over", "material_word", "already"), then=("outsider", "hands_over"),
              bars=_NOT_ALL_CAME),
        Frame(8, ("material_word", "arrives"), then=("material_word", "arrives"), bars=_NOT_ALL_CAME),
        Frame(8, ("received_word", "material_word"), then=("received_word", "material_word"),
              bars=_NOT_ALL_CAME),
        Frame(8, ("receives", "material_word", "already"), then=("receives", "material_word"),
              bars=_NOT_ALL_CAME),
    ),
    Intent.ACKNOWLEDGE: (
        Frame(9, ("takes", "brief_noun", "already"), then=("takes", "brief_noun"), bars=_NOT_OURS),
        Frame(9, ("takes", "brief_noun", "already"), then=("brief_noun", "takes"), bars=_NOT_OURS),
        Frame(
            8, ("me", "takes", "brief_noun"), then=("takes", "brief_noun"),
            bars=(*_NOT_OURS, "asks", "own_list", "ahead"),
        ),
        Frame(9, ("takes_brief",), bars=_NOT_OURS),
        Frame(
            8, ("accepts_brief",),
            bars=(*_NOT_OURS, "asks", "chases", "person", "own_list", "ahead", "order_word"),
        ),
        Frame(
            9, ("me", "takes", "brief_noun", "understands"), then=("takes", "brief_noun"),
            bars=("who_word", "department", "outsider", "nothing_yet", "asks", "own_list"),
        ),
    ),
    Intent.GIVE: (
        Frame(6, ("changes_to", "owner_noun", "work", "ours")),
        Frame(6, ("work", "ours", "instead_word", "changes_to")),
        Frame(7, ("takes_over", "work")),
        Frame(6, ("ours", "does_work", "work", "please"), then=("ours", "does_work")),
        Frame(6, ("from_now", "ours", "does_work", "work"), then=("ours", "does_work")),
    ),
    Intent.REMIND: (
        Frame(6, ("lets", "person", "knows"), then=("lets", "knows")),
        Frame(6, ("lets", "me", "reminder_noun"), then=("lets", "reminder_noun")),
        Frame(8, ("favour", "ours", "acts_once"), then=("favour", "ours")),
    ),
    Intent.LEAVE: (
        Frame(6, ("me", "away", "day"), then=("me", "away"), bars=("who_word",)),
    ),
    Intent.ADD: (
        Frame(6, ("makes_new", "new_task"), then=("makes_new", "new_task")),
        Frame(6, ("we_need", "ours", "day")),
    ),
    Intent.NOTE: (
        Frame(6, ("note_word", "colon"), then=("note_word", "colon")),
        Frame(
            6, ("saves", "job", "colon"), then=("saves", "job"),
            bars=("remarks_noun", "own_list", "new_task"),
        ),
    ),
    Intent.HOLD: (
        Frame(6, ("stops_work", "project_noun")),
        Frame(6, ("stops_work", "job")),
    ),
    Intent.TODO: (
        Frame(9, ("puts_on", "own_list"), then=("puts_on", "own_list")),
    ),
    Intent.BRIEF: (
        Frame(6, ("opens", "brief_noun", "form_word"), bars=("reminder_noun",)),
    ),
    Intent.FEEDBACK: (
        Frame(9, ("saves", "remarks_noun"), then=("saves", "remarks_noun")),
        Frame(6, ("remarks_noun", "colon"), then=("remarks_noun", "colon")),
    ),
    Intent.STATUS_SHARE: (
        Frame(6, ("shares", "status_noun", "to_client"), then=("shares", "status_noun")),
        Frame(6, ("shares", "status_noun", "job"), then=("shares", "status_noun")),
    ),
    Intent.UNDO: (
        Frame(7, ("puts_back", "last_act"), bars=("work", "day")),
        Frame(7, ("puts_back", "back_word"), bars=("work", "day", "person", "length", "away")),
    ),
    Intent.SETTINGS: (
        Frame(7, ("sets", "bot_habit"), then=("sets", "bot_habit"), bars=("work",)),
    ),
}  # fmt: skip


def questions(scene: Scene) -> dict[Intent, Hit]:
    """What speaks for each question, by the frame that says most."""
    return _found(scene, QUESTIONS)


def orders(scene: Scene) -> dict[Intent, Hit]:
    """What speaks for each order."""
    return _found(scene, ORDERS)


def _found(scene: Scene, frames: dict[Intent, tuple[Frame, ...]]) -> dict[Intent, Hit]:
    found: dict[Intent, Hit] = {}
    for intent, several in frames.items():
        hits = [hit for frame in several for hit in _hits(scene, intent, frame)]
        if hits:
            found[intent] = max(hits, key=lambda one: (one.weight, len(one.tokens)))
    return found


def _hits(scene: Scene, intent: Intent, frame: Frame) -> Iterator[Hit]:
    if any(scene.places(bar) for bar in frame.bars):
        return
    places = {need: scene.places(need) for need in frame.needs}
    if not all(places.values()):
        return
    own = [places[need][0] for need in frame.needs if need not in _NAMED]
    if frame.then is None:
        yield _hit(intent, frame.weight, own or [(0, 0)])
        return
    first, second = frame.then
    for one in places[first]:
        for other in places[second]:
            if 0 <= other[0] - one[1] < _NEAR and not (
                intent.changes and _is_behind_colon(scene, one, other)
            ):
                yield _hit(intent, frame.weight, [one, other])


def _is_behind_colon(scene: Scene, first: Place, second: Place) -> bool:
    """ "note lại: khách dặn …": what stands behind the colon is noted, and does not tell the order."""
    return any(first[1] <= at < second[0] for at, _ in scene.places("colon"))


def _hit(intent: Intent, weight: int, words: list[Place]) -> Hit:
    tokens = frozenset(at for start, end in words for at in range(start, end))
    return Hit(intent, weight, min(one[0] for one in words), max(one[1] for one in words), tokens)
