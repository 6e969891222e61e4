"""Which piece of work and which project somebody speaks of: by their titles, and by what people call them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from sys import intern

from desk.text import lexicon
from desk.text.pasted.cues import Cues
from desk.text.tokens import Kind, Token, read_line

WORDS = "intents"
_MANY = 2
"""A word that so many titles share still names them, to be asked which."""
_DIGITS = 6
_LISTED = frozenset({"#", "va", "and"})
"""What stands between the numbers of a list, beside commas."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work that may be named, by its title and the name of its project, or its number there (0:
    none). `due`: its date so far.
    """

    title: str
    project: str
    due: date | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """A project that may be named, and its client."""

    name: str
    client: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is to be named. `here`: the project or client in whose channel it is said, "" for none."""

    pieces: tuple[Piece, ...] = ()
    jobs: tuple[Job, ...] = ()
    here: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """The pieces of work and the projects that may be meant, and the tokens that name them (`of_jobs`: the
    projects). `client`: only a client of several projects was named. `numbers`: those that were named, as
    "#5 #6"; all pieces that have them are meant together.
    """

    pieces: tuple[Piece, ...]
    jobs: tuple[Job, ...]
    client: str
    tokens: frozenset[int]
    of_jobs: frozenset[int]
    numbers: frozenset[int] = frozenset()

    @property
    def of_pieces(self) -> frozenset[int]:
        """The tokens that name the work."""
        return self.tokens - self.of_jobs


def find(cues: Cues, shelf: Shelf, closed: Collection[int] = (), timely: Collection[int] = ()) -> Meant:
    """What the words of a line name; those in `closed` name nothing, those in `timely` no work alone."""
    jobs, client, of_jobs = _jobs(cues.tokens, shelf, closed)
    numbers = _numbers(cues.tokens, closed)
    named = {job.name for job in jobs}
    pieces = [one for one in shelf.pieces if one.number in numbers and (not named or one.project in named)]
    of_pieces = set(numbers.values()) | {at - 1 for at in numbers.values()}
    titled, of_titled = _pieces(cues, shelf, closed, of_jobs, timely)
    # "Post #3" may be a title, whatever number the piece has.
    if not pieces or any(f"#{number}" in one.title for one in titled for number in numbers):
        marks = {at - 1 for at in numbers.values() if at in of_titled}
        pieces, of_pieces, numbers = titled, of_titled | marks, {}
    if len(pieces) > 1:
        clients = {client} if client else set()
        pieces = _closest(pieces, {job.name for job in jobs}, clients, shelf)
    if not jobs:
        jobs, more = _by_word(cues.tokens, shelf, set(closed) | of_pieces)
        of_jobs |= more
    return Meant(
        tuple(pieces), tuple(jobs), client, frozenset(of_jobs | of_pieces), frozenset(of_jobs),
        frozenset(numbers if _is_list(cues.tokens, numbers.values()) else ()),
    )  # fmt: skip


def _numbers(tokens: Sequence[Token], closed: Collection[int]) -> dict[int, int]:
    """The numbers of work, "#5", each with its token."""
    return {
        int(token.text): at
        for at, token in enumerate(tokens)
        if at and tokens[at - 1].text == "#" and token.glued and at not in closed
        and token.text.isdecimal() and len(token.text) < _DIGITS
    }  # fmt: skip


def _is_list(tokens: Sequence[Token], places: Collection[int]) -> bool:
    """Whether numbers follow each other, "#5, #6 và #7"; not if each has its words: "#1 xong, #3 chưa"."""
    if not places:
        return False
    between = tokens[min(places) : max(places) + 1]
    return all(
        one.text.isdecimal() or one.kind is Kind.SEPARATOR or one.text in _LISTED or one.bare in _LISTED
        for one in between
    )


def meaning(title: str) -> frozenset[str]:
    """What the words of a title stand for: the same for "shoot" and "quay"."""
    return _title(title)


def _closest(
    pieces: list[Piece], jobs: Collection[str], clients: Collection[str], shelf: Shelf
) -> list[Piece]:
    """Those of the projects that are named, of the client, or of the channel; all of them if none is."""
    of_client = {job.name: job.client for job in shelf.jobs}
    here = {shelf.here} - {""}
    for wanted in (
        [one for one in pieces if one.project in jobs],
        [one for one in pieces if of_client.get(one.project) in clients],
        [one for one in pieces if not here.isdisjoint((one.project, of_client.get(one.project, "")))],
    ):
        if wanted:
            return wanted
    return pieces


# --- projects


def _jobs(tokens: Sequence[Token], shelf: Shelf, closed: Collection[int]) -> tuple[list[Job], str, set[int]]:
    """Projects by their whole name, or by their client and a word of the name near it. A name that is the
    beginning of another's, said alone, is its own."""
    for job in sorted(shelf.jobs, key=lambda job: -len(job.name)):
        taken = _named(tokens, job.name, closed)
        if taken:
            return [job], "", taken
    for client in dict.fromkeys(job.client for job in shelf.jobs):
        taken = _named(tokens, client, closed)
        if not taken:
            continue
        of_client = [job for job in shelf.jobs if job.client == client]
        near = _near(tokens, taken, closed)
        best = [(len(near.keys() & _own_words(job)), job) for job in of_client]
        most = max(count for count, _ in best)
        found = [job for count, job in best if count == most]
        if len(found) == 1:
            own = near.keys() & _own_words(found[0])
            return found, "", taken | {near[word] for word in own}
        return [], client, taken
    return [], "", set()


def _own_words(job: Job) -> frozenset[str]:
    return _bare(job.name) - _bare(job.client)


def _near(tokens: Sequence[Token], taken: set[int], closed: Collection[int]) -> dict[str, int]:
    """The words right beside a client's name."""
    first, last = min(taken), max(taken)
    places = [at for at in range(max(0, first - 4), min(len(tokens), last + 4)) if at not in closed]
    return {tokens[at].bare: at for at in places if at not in taken and len(tokens[at].bare) > 1}


def _named(tokens: Sequence[Token], name: str, closed: Collection[int]) -> set[int]:
    """The tokens of a name, wherever it stands whole; a word that is typed with accents must have the right
    ones."""
    wanted = read_line(name).tokens
    for start in range(len(tokens) - len(wanted) + 1):
        have = tokens[start : start + len(wanted)]
        if all(_is_same(want, one) for want, one in zip(wanted, have, strict=True)):
            places = set(range(start, start + len(wanted)))
            if places.isdisjoint(closed):
                return places
    return set()


def _is_same(want: Token, have: Token) -> bool:
    return want.form == have.form if have.accented else want.bare == have.bare


def _by_word(tokens: Sequence[Token], shelf: Shelf, closed: Collection[int]) -> tuple[list[Job], set[int]]:
    """The projects that two words beside each other name best; else one by a word that only its name has:
    "TVC", "always-on"."""
    beside = {job: _beside(tokens, job, closed) for job in shelf.jobs}
    most = max(map(len, beside.values()), default=0)
    if most:
        best = [job for job, places in beside.items() if len(places) == most]
        return best, set().union(*(beside[job] for job in best))
    counted = Counter(word for job in shelf.jobs for word in _own_words(job))
    loose = _loose()
    for at, token in enumerate(tokens):
        if at in closed or token.bare in loose or len(token.bare) < 3 or not token.bare.isalpha():
            continue
        if counted[token.bare] == 1 and token.bare not in _EVERYDAY:
            return [job for job in shelf.jobs if token.bare in _own_words(job)], {at}
    return [], set()


def _beside(tokens: Sequence[Token], job: Job, closed: Collection[int]) -> set[int]:
    """Where words of a project's own name stand beside each other."""
    own = [at for at, token in enumerate(tokens) if token.bare in _own_words(job) and at not in closed]
    return {at for first, second in pairwise(own) if second - first < 3 for at in (first, second)}


_EVERYDAY = frozenset({"tet", "launch", "social", "always", "campaign", "brand", "new"})


# --- pieces of work


def _pieces(
    cues: Cues, shelf: Shelf, closed: Collection[int], of_jobs: Collection[int], timely: Collection[int]
) -> tuple[list[Piece], set[int]]:
    """The pieces whose titles share the most with what is said."""
    titles = [_title(one.title) for one in shelf.pieces]
    counted = Counter(key for keys in titles for key in keys)
    names = frozenset(word for job in shelf.jobs for word in _bare(job.name))
    said: dict[str, list[tuple[int, int]]] = {}
    for start, end, key in _keys(cues):
        if not any(at in closed for at in range(start, end)):
            said.setdefault(key, []).append((start, end))
    accented = _accented(cues, said)
    best: list[tuple[int, Piece, set[int]]] = []
    for piece, keys in zip(shelf.pieces, titles, strict=True):
        shared = [key for key in keys if key in said]
        if accented and not accented.keys().isdisjoint(shared):
            forms = _forms(piece.title)
            shared = [key for key in shared if key not in accented or accented[key] & forms]
        whole = {
            key for key in shared if any(end - start > 1 and start not in timely for start, end in said[key])
        }
        telling = [
            key for key in shared if counted[key] <= _MANY and (key in whole or not _is_loose(key, names))
        ]
        spots = {at for key in shared for at in range(*said[key][0])}
        words = [key for key in shared if not key.isdigit()]
        pointed = any(
            start not in timely and _is_pointed_at(cues, start)
            for key in words
            for start, _ in said[key]
            if key not in names
        )
        free = [key for key in words if any(start not in of_jobs for start, _ in said[key])]
        here = piece.project == shelf.here and not names.issuperset(words)
        if telling or (words and len(shared) > 1 and free) or ((pointed or here) and free):
            best.append((2 * len(telling) + len(shared), piece, spots))
    if not best:
        return [], set()
    most = max(score for score, _, _ in best)
    free_of_others = set(range(len(cues.tokens))).difference(closed, of_jobs)
    found = [(piece, spots) for score, piece, spots in best if score == most]
    named = (_with_neighbours(cues.tokens, piece, spots, free_of_others) for piece, spots in found)
    return [piece for piece, _ in found], set().union(*named)


def _accented(cues: Cues, said: dict[str, list[tuple[int, int]]]) -> dict[str, frozenset[str]]:
    """The words that are typed with accents only, by what they are without: "sản" is no "sân". A title may
    have them without.
    """
    tokens = cues.tokens
    alone = {
        key: [tokens[start] for start, end in places if end - start == 1] for key, places in said.items()
    }
    return {
        key: frozenset({key, *(token.form for token in found)})
        for key, found in alone.items()
        if len(found) == len(said[key]) and all(token.accented and token.bare == key for token in found)
    }


@lru_cache(maxsize=8192)
def _forms(title: str) -> frozenset[str]:
    return frozenset(token.form for token in read_line(title).tokens)


def _with_neighbours(
    tokens: Sequence[Token], piece: Piece, spots: set[int], free: Collection[int]
) -> set[int]:
    """With the little words of the title that stand right beside these: the "s" of "video 30s"."""
    own, named, more = _bare(piece.title), set(spots), set(spots)
    while more:
        beside = {other for at in more for other in (at - 1, at + 1)} - named
        more = {at for at in beside if at in free and tokens[at].bare in own}
        named |= more
    return named


def _is_loose(key: str, names: Collection[str]) -> bool:
    return key.isdigit() or key in _loose() or key in names or len(key) < 2


def _is_pointed_at(cues: Cues, place: int) -> bool:
    return place == 0 or cues.one(place - 1, "points_at") is not None


@lru_cache(maxsize=8192)
def _title(title: str) -> frozenset[str]:
    return frozenset(intern(key) for _, _, key in _keys(Cues(read_line(title), words=WORDS)))


def _keys(cues: Cues) -> Iterator[tuple[int, int, str]]:
    """What words stand for: the same for "shoot" and "quay"."""
    at = 0
    while at < len(cues.tokens):
        token = cues.tokens[at]
        thing = cues.one(at, "thing")
        if thing and not (thing.bare and thing.weak):
            yield at, thing.end, thing.value
            at = thing.end
            continue
        if token.kind is Kind.NUMBER or (token.kind is Kind.WORD and len(token.bare) > 2):
            yield at, at + 1, token.bare
        at += 1


@lru_cache(maxsize=256)
def _bare(name: str) -> frozenset[str]:
    return frozenset(token.bare for token in read_line(name).tokens if token.kind in (Kind.WORD, Kind.NUMBER))


def _loose() -> frozenset[str]:
    return lexicon.of(WORDS).known_words("loose_thing")
