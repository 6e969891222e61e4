"""What speaks for an intent though no phrase says it whole: who does what to whom, said in any words."""

from __future__ import annotations

from collections.abc import Callable

from desk.text.pasted.cues import Cue
from desk.text.requests import mood
from desk.text.requests.intents import Intent
from desk.text.requests.scene import Scene

CLEAR = 5
_NEAR = 7


def reads(scene: Scene) -> dict[Intent, int]:
    """How much the way it is said speaks for each question."""
    return {intent: CLEAR for intent, sign in _SIGNS.items() if sign(scene)}


def shares(scene: Scene) -> bool:
    """ "Gửi khách bản tiến độ", "send Sarah the weekly report": a report goes to somebody."""
    verb = next((one for one in _all(scene, "shares") if scene.leads(one.start)), None)
    return verb is not None and any(one.start >= verb.end for one in _all(scene, "status_noun"))


def sets_date(scene: Scene) -> bool:
    """ "Set landing page due date to 11 Dec": of a piece of work a date is said to be due."""
    dated = [one for one in scene.times if one.value.first]
    return bool(scene.meant.pieces and dated) and any(
        one.start < dated[-1].start for one in _all(scene, "due_noun")
    )


def _all(scene: Scene, kind: str) -> list[Cue]:
    return mood.hits(scene.cues, kind, scene.closed)


def _client_does(scene: Scene, kind: str) -> bool:
    """Whether a client is said before words of a kind: "khách gửi", no "gửi khách"."""
    clients = [one.end for one in _all(scene, "client_word")]
    clients += [one.end for one in scene.sight.people if one.value.outside]
    return any(0 <= one.start - end < _NEAR for one in _all(scene, kind) for end in clients)


def _says(scene: Scene) -> bool:
    return _client_does(scene, "says")


def _owes(scene: Scene) -> bool:
    return _client_does(scene, "hands_over") and not scene.meant.pieces and not _all(scene, "says")


def _acknowledges(scene: Scene) -> bool:
    return any(token.bare in ("brief", "briefs") for token in scene.tokens) and bool(
        _all(scene, "takes_note")
    )


def _is_away(scene: Scene) -> bool:
    who = [one for one in scene.sight.people if one.value.people and not one.value.me]
    return bool(_all(scene, "away")) and bool(who or _all(scene, "who_word")) and not scene.meant.pieces


def _is_due(scene: Scene) -> bool:
    ahead = any(one.value.last and one.value.last >= scene.context.today for one in scene.times)
    return ahead and bool(_all(scene, "hands_in")) and not scene.meant.pieces


def _is_own_day(scene: Scene) -> bool:
    """ "Sáng nay em cần làm gì": what whoever types has to do today."""
    me = [one.start for one in _all(scene, "me") if one.start < len(scene.tokens) - 2]
    does = _all(scene, "has_to_do")
    return (
        bool(me and does)
        and bool(_all(scene, "today"))
        and not (scene.meant.pieces or _all(scene, "client_word"))
    )


def _is_held(scene: Scene) -> bool:
    return (
        bool(scene.meant.pieces)
        and bool(_all(scene, "who_word"))
        and not (_all(scene, "approves") or _all(scene, "order_word"))
    )


_SIGNS: dict[Intent, Callable[[Scene], bool]] = {
    Intent.CLIENT_SAID: _says,
    Intent.CLIENT_OWES: _owes,
    Intent.UNACKNOWLEDGED: _acknowledges,
    Intent.OFF_WHO: _is_away,
    Intent.DUE: _is_due,
    Intent.MY_DAY: _is_own_day,
    Intent.WHO_HAS: _is_held,
}
