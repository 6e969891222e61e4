"""What a request tells of others and of work: what a client said, what is dropped, how much is done."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desk.text.doors import feedback
from desk.text.doors.feedback import WishKind
from desk.text.letters import flat
from desk.text.requests import mood
from desk.text.requests.intents import Intent
from desk.text.requests.scene import Hit, Scene
from desk.text.time.when import Bound, When
from desk.text.tokens import Kind

_NEAR = 4
"""So few words stand between who speaks and that they do: "chị Chi bên Mộc An vừa gọi"."""
_WISHES = (WishKind.MUST, WishKind.SHOULD, WishKind.MONEY, WishKind.SCOPE)
_LOOSELY = 3
"""Words of so little weight order only beside others: the "sang" of "đổi màu nền sang vàng"."""
_NOT_YET = ("chua", "yet")
_QUOTES = ('"', "“", "”", "«")
_TITLES = frozenset({"chi", "anh", "sep", "co", "chu", "mr", "ms", "mrs", "c", "a"})
_OF_OTHER_KINDS = (
    Intent.MOVE, Intent.DONE, Intent.CANCEL, Intent.APPROVED, Intent.SENT, Intent.CAME, Intent.HOLD,
    Intent.SPLIT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """A client's remark. `sure`: what they said stands behind a colon, or they are said to remark on work."""

    sure: bool


def of_client(scene: Scene) -> Remark | None:
    """Whether somebody of a client is said to want something changed: "chị Chi vừa gọi: logo to hơn"."""
    if scene.mood.asks or mood.is_supposed(scene.cues, scene.closed, firmly=True):
        return None
    if _is_among_clients(scene):
        return Remark(True)
    if _complains_of_late(scene):
        return Remark(False)
    colons = [at for at, _ in scene.places("colon")]
    for end in speakers(scene):
        for start, behind in scene.places("speaks"):
            if not end <= start <= end + _NEAR or _text(scene, behind) in _QUOTES:
                continue  # 'she said "done" but it is not'
            told = any(behind <= at <= behind + _NEAR for at in colons[:1])
            remarks = any(one[0] == start for one in scene.places("remarks_on"))
            if _wishes(scene, 0 if told else behind, plain=told or remarks):
                return Remark(told or remarks)
    return None


def _complains_of_late(scene: Scene) -> bool:
    """ "Khách than KV trễ quá"."""
    said = [start for start, _ in scene.places("complains")]
    near = any(end <= at <= end + _NEAR for end in speakers(scene) for at in said)
    return near and any(start > at for start, _ in scene.places("late_word") for at in said)


def _is_among_clients(scene: Scene) -> bool:
    """Whether somebody says in a client's channel what is to be changed in a piece of work."""
    clients = {job.client for job in scene.shelf.jobs} - {"", *(job.name for job in scene.shelf.jobs)}
    if scene.shelf.here not in clients or scene.mood.lists or not scene.meant.pieces:
        return False
    if mood.is_supposed(scene.cues, scene.closed) or any(one.bare in _NOT_YET for one in scene.tokens):
        return False
    return any(one.kind in _WISHES for one in feedback.find(scene.line.text, scene.context))


def speakers(scene: Scene) -> list[int]:
    """Behind which tokens somebody of a client may speak, at the beginning of a clause: whoever is known as
    theirs, and whom a title names and nobody of our house is called.
    """
    ours = {at for start, end in scene.places("ours") for at in range(start, end)}
    found = [
        end
        for start, end in scene.places("outsider")
        if scene.leads(start)
        or scene.leads(start, begin=scene.clause(start)[0])
        or (start and scene.tokens[start - 1].bare == "bi")  # "banner bị khách chê"
    ]
    for at, token in enumerate(scene.tokens[:-1]):
        follows = scene.tokens[at + 1]
        named = follows.kind is Kind.WORD and (follows.capital or follows.bare in ("ben", "phia"))
        if token.bare in _TITLES and named and at + 1 not in ours and scene.leads(at):
            found.append(at + 2)
    return sorted(found)


def _text(scene: Scene, at: int) -> str:
    return scene.tokens[at].text if at < len(scene.tokens) else ""


def _wishes(scene: Scene, begins: int, *, plain: bool) -> bool:
    """Whether something is to be changed. What is no `plain` remark may order something else, a new date."""
    if begins >= len(scene.tokens):
        return False
    orders = [one for one in scene.hits if one.intent in _OF_OTHER_KINDS and one.start >= begins]
    if not plain and any(scene.places("day") or one.weight > _LOOSELY for one in orders):
        return False
    said = scene.sight.phrases.words(begins, len(scene.tokens))
    return any(one.kind in _WISHES for one in feedback.find(said, scene.context))


def drops_work(scene: Scene) -> Hit | None:
    """ "Bỏ moodboard đi, khách không cần nữa": what is dropped is a piece of work, and nothing in it."""
    pieces = scene.meant.of_pieces or scene.meant.tokens
    if len(scene.meant.pieces) != 1 or not pieces:
        return None
    stop = max(pieces) + 1
    _, end = scene.clause(min(pieces))
    ends = all(scene.cues.one(at, "polite_end", "begs", "last_act") for at in range(stop, end))
    return next(
        (
            Hit(Intent.CANCEL, 0, start, behind)
            for start, behind in scene.places("drops")
            if ends and scene.leads(start) and _stands_before(scene, behind, min(pieces))
        ),
        None,
    )


def _stands_before(scene: Scene, at: int, work: int) -> bool:
    """Whether nothing but "task", "cái" stands between."""
    return at <= work and all(scene.cues.one(one, "points_at", "new_task") for one in range(at, work))


def partly(scene: Scene, hit: Hit) -> bool:
    """ "Xong 30/50 rồi", "banner xong 80%", "xong bản nháp": part of the work is done, and not the work."""
    begin, end = scene.clause(hit.start)
    tokens = scene.tokens
    shares = [at for at in range(begin, min(end, len(tokens) - 1)) if tokens[at + 1].text == "%"]
    if any(tokens[at].text != "100" for at in shares):
        return True
    if hit.end < len(tokens) and (count := _PART.match(scene.sight.phrases.words(hit.end, len(tokens)))):
        return int(count["done"]) < int(count["whole"])
    if _IN_PARTS.search(flat(scene.sight.phrases.words(begin, end))) or _rest_is_counted(scene, hit):
        return True
    lacks = [behind for start, behind in scene.places("unfinished") if start >= hit.end]
    if any(not _is_for_others(scene, behind) for behind in lacks):
        return True
    return scene.has("partly", hit.end, end) and scene.meant.of_pieces.isdisjoint(range(hit.end, end))


def _is_for_others(scene: Scene, at: int) -> bool:
    """ "Xong rồi nhưng chưa gửi khách": it is made, and what comes next is not done."""
    return at < len(scene.tokens) and scene.tokens[at].bare in _NEXT_STEPS


_NEXT_STEPS = frozenset(
    {"gui", "duyet", "nop", "up", "dang", "send", "sent", "approved", "uploaded", "posted"}
)
_PART = re.compile(
    r"(?:được |duoc )?~?(?P<done>[0-9]{1,6}) ?(?:/|trong(?: số| so)?|of|out of) ?(?P<whole>[0-9]{1,6})"
)
_IN_PARTS = re.compile(r"\b(?:phan|part|parts) [0-9]{1,3} ?/ ?[0-9]{1,3}\b")


def _rest_is_counted(scene: Scene, hit: Hit) -> bool:
    """ "Xong báo giá, còn 2 đang chờ"; days that are left are no rest of the work."""
    days = {one.start for one in (*scene.sight.lengths, *scene.times)}
    behind = range(hit.end, len(scene.tokens) - 1)
    return any(
        scene.tokens[at].bare == "con" and scene.tokens[at + 1].kind is Kind.NUMBER and at + 1 not in days
        for at in behind
    )


def is_to_be(scene: Scene) -> bool:
    """ "Em làm banner xong trước 5h nha": a promise, and nothing done yet."""
    bounds = (Bound.BEFORE, Bound.BY)
    return any(one.value.bound in bounds and _is_ahead(scene, one.value) for one in scene.times)


def _is_ahead(scene: Scene, when: When) -> bool:
    return when.last is None or when.last >= scene.context.today
