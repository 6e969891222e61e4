"""Who the client of a brief is, by how people name their house: "We are …", "Bệnh viện mắt Sáng Trong"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desk.text import tongue
from desk.text.brief.fields import Field
from desk.text.brief.values import Stretch
from desk.text.letters import fold
from desk.text.pasted.clauses import quoted, sentences
from desk.text.pasted.cues import Cue, Cues, known_words
from desk.text.pasted.paper import Paper, Part
from desk.text.pasted.rows import PartKind
from desk.text.tokens import Kind, Token

_DOMAIN = re.compile(r"@([\w-]+)\.")
_MAILERS = frozenset({"gmail", "yahoo", "hotmail", "outlook", "icloud", "agency", "example"})
SURE = 3
_FIRST = 16
"""So many parts in, nobody introduces themselves any more."""


def clients(paper: Paper, *, form: bool) -> Iterator[Stretch]:
    """The client's name in a text, the plainest first; in a form only labels name it."""
    if form:
        return
    begun = paper.said()[:_FIRST]
    found: list[_Found] = [
        (weight, -at, part, start, end)
        for at, part in enumerate(begun)
        for weight, start, end in _named(part)
    ]
    found.sort(key=lambda one: one[:2], reverse=True)
    told = [*(one for one in found if one[0] >= SURE), *_by_speaker(paper), *_by_address(paper), *found]
    for weight, _, part, start, end in told[:1]:
        yield Stretch(Field.CLIENT, part, start, end, sure=weight >= SURE)


_Found = tuple[int, int, Part, int, int]


def _named(part: Part) -> Iterator[tuple[int, int, int]]:
    """Names in a part that may be the client's, with how plainly."""
    cues, tokens = part.cues, part.cues.tokens
    small = not any(token.capital for token in tokens)
    for at in range(len(tokens)):
        for cue in cues.at(at):
            if cue.kind != "said_client" or (cue.bare and cue.weak) or _is_addressed(cues, at):
                continue
            if cue.value == "house" and (end := _house(cues, cue.end, small and _is_led(cues, at))):
                plain = _is_led(cues, at) or _acts(cues, end) or _owns_a_project(cues, at)
                if tokens[at].bare == "du" and any(one.bare == "cua" for one in tokens[end : end + _OWNER]):
                    continue  # "dự án … của công ty …"
                yield (4 if plain else 3 if at < 6 else 2), _without_kind(cues, at, cue.end, end), end
            elif cue.value == "after" and not any(one.value == "house" for one in _clues(cues, cue.end)):
                plain = cues.words(at, cue.end).lower() in _PLAIN
                end = _small_name(cues, cue.end) if small and plain else name_end(cues, cue.end)
                if end > cue.end:
                    yield (4 if plain or end - cue.end > 1 else 2), cue.end, end
    yield from _of_writer(cues)
    for clauses in sentences(cues, quoted(tokens)):
        for clause in clauses[:2]:
            end = name_end(cues, clause.start)
            if (
                end > clause.start
                and _acts(cues, end)
                and (end - clause.start > 1 or tokens[end].bare == "x" or _is_brand(cues, clause.start))
            ):
                yield 3, clause.start, end


def _is_brand(cues: Cues, at: int) -> bool:
    """ "BrightSip muốn làm …", "Vinamart chuẩn bị …": one word that begins a line of business."""
    tokens = cues.tokens
    acts = " ".join(token.bare for token in tokens[at + 1 : at + 3])
    word = tokens[at].text
    mixed = any(char.isupper() for char in word[1:]) and not word.isupper()
    return acts in known_words("brand_acts") and (mixed or (len(word) > 5 and _is_foreign(tokens[at])))


def _of_writer(cues: Cues) -> Iterator[tuple[int, int, int]]:
    """The house behind who writes: "chị Trang Sen Vàng đây", "brief từ anh Dũng Hòa Phát Auto", "Marta at
    Lumen Skincare"."""
    tokens = cues.tokens
    for at, token in enumerate(tokens[:_NEAR_WRITER]):
        if token.bare == "at" and at and tokens[at - 1].capital and (end := name_end(cues, at + 1)) > at + 2:
            yield 4, at + 1, end
        if token.bare not in known_words("person_title") or (token.capital and at):
            continue
        end = name_end(cues, at + 1)
        if end - at < 4 or tokens[at + 1].bare in known_words("surname"):
            continue
        here = end < len(tokens) and tokens[end].bare in known_words("being_here")
        if here or _is_led(cues, at):
            yield 4, at + 2, end


_NEAR_WRITER = 24


def _is_addressed(cues: Cues, at: int) -> bool:
    """ "Kính gửi Công ty …", "dear Studio …": who reads it, not who writes it."""
    return any(token.bare in known_words("addresses") for token in cues.tokens[max(0, at - 2) : at])


def _clues(cues: Cues, at: int) -> list[Cue]:
    return [cue for cue in cues.at(at) if cue.kind == "said_client"]


def _acts(cues: Cues, at: int) -> bool:
    """Whether words follow that say what a house does or wants: "here", "is opening", "cần"."""
    if any(cue.value == "behind" for cue in _clues(cues, at)):
        return True
    words = [token.bare for token in cues.tokens[at : at + 2]]
    return len(words) == 2 and words[0] in ("is", "are") and words[1].endswith("ing")


_OWNER = 8
"""So many words behind a project's name stands whose it is."""


def _owns_a_project(cues: Cues, at: int) -> bool:
    """ "Dự án Tất niên của | công ty FastShip"."""
    tokens = cues.tokens
    if at < 2 or tokens[at - 1].bare != "cua":
        return False
    return any(cues.one(one, "owned_work") for one in range(max(0, at - _OWNER), at - 1))


def _without_kind(cues: Cues, at: int, behind: int, end: int) -> int:
    """Where a brand's name begins that needs no word for what it is: "app gọi xe | Vivu Go", "sữa hạt |
    Nutiva"; a shop or a company is called by it.
    """
    tokens = cues.tokens
    name = next((one for one in range(behind, end) if tokens[one].capital), at)
    product = tokens[at].bare in known_words("product_kind") and name > at + 1
    several = end - name > 1
    mixed = name > at + 1 and any(char.isupper() for char in tokens[name].text[1:]) and tokens[name].capital
    mixed = mixed and not tokens[name].text.isupper() and all(not one.capital for one in tokens[at:name])
    return name if mixed or (product and (several or _is_foreign(tokens[name]))) else at


def _is_foreign(token: Token) -> bool:
    """Whether a name is no Vietnamese syllable: it has vowels in several places."""
    return len(_VOWELS.findall(token.bare)) > 1


_VOWELS = re.compile(r"[aeiouy]+")


def _small_name(cues: Cues, at: int) -> int:
    """A name in a text without capitals: the few words up to the next that joins or fills."""
    end = at
    tokens = cues.tokens
    while (
        end < len(tokens)
        and end - at <= _SMALL
        and tokens[end].kind is Kind.WORD
        and not any(cue.kind in _ENDING for cue in cues.at(end))
    ):
        end += 1
    return end if end - at <= _SMALL else at


_SMALL = 4
"""So many words of a name have no capitals."""
_ENDING = (
    "join_voice",
    "join_weak",
    "join_strong",
    "people",
    "said_objective",
    "wish_lead",
    "said_deliverables",
    "wish_tail",
)
_PLAIN = frozenset(
    {
        "we are",
        "we're",
        "brief for",
        "short brief for",
        "brief cho",
        "brief của",
        "it's for",
        "new brief for",
        "client is",
        "the client is",
        "brand is",
        "the brand is",
        "khách là",
        "client là",
        "brand là",
    }
)


def _is_led(cues: Cues, at: int) -> bool:
    """Whether words stand before that introduce oneself."""
    if at > 1 and cues.tokens[at - 1].form in ("ở", "bên", "o", "ben") and _names_oneself(cues, at - 1):
        return True
    return any(
        cue.kind == "said_client" and cue.value == "after" and cue.end == at
        for before in range(max(0, at - 4), at)
        for cue in cues.at(before)
    )


def _names_oneself(cues: Cues, at: int) -> bool:
    """ "Chị là Phượng | ở …", "anh Bảo | bên …", "chi la van | ben …": who writes stands before."""
    words = [token.bare for token in cues.tokens[max(0, at - 4) : at]]
    return any(
        words[one] in known_words("person_title")
        and len(words) - one in ((2,) if words[one + 1] != "la" else (3, 4))
        for one in range(len(words) - 1)
    )


def _house(cues: Cues, at: int, small: bool) -> int:
    """Behind what kind of a house the name ends: "nhà sách | Gió Lộng", "lớp | vẽ Cọ Nhỏ"; 0 for no name.
    `small`: the text has no capitals, and somebody introduces themselves."""
    tokens = cues.tokens
    if small:
        end = _small_name(cues, at)
        return end if end > at else 0
    if at < len(tokens) and tokens[at].bare == "ten":
        return 0  # "quán tên …": the name alone is it
    for _ in range(3):
        end = name_end(cues, at)
        if end > at:
            return _over_a_small_word(cues, end)
        if (
            at >= len(tokens)
            or tokens[at].kind is not Kind.WORD
            or tokens[at].bare in known_words("no_house")
        ):
            return 0
        at += 1
    return 0


def _over_a_small_word(cues: Cues, end: int) -> int:
    """Behind the second half of "Quỹ Học | bổng | Sao Khuê": a small word in a name means nothing else."""
    tokens = cues.tokens
    inside = end + 1 < len(tokens) and tokens[end].kind is Kind.WORD and not cues.at(end)
    inside = inside and tokens[end].bare not in _OCCASIONS
    behind = name_end(cues, end + 1) if inside and not tongue.is_little(tokens[end].bare) else end
    return behind if behind > end + 1 else end


_OCCASIONS = frozenset({"dip", "mua", "nhan", "ngay"})
"""Before what a house does something for: "Mộc An dịp Valentine"."""


def name_end(cues: Cues, at: int) -> int:
    """Behind which token a name ends that begins at a token; the token itself when none does."""
    tokens, end = cues.tokens, at
    while end < len(tokens) and end - at < 7 and (_is_name(tokens, end) or _joins(tokens, at, end)):
        end += 1
    if end == at:
        return at
    behind = next((cue for cue in cues.at(end) if cue.kind == "said_client" and cue.value == "behind"), None)
    if behind and behind.end == end + 1 and tokens[end].bare in known_words("house_behind"):
        end = behind.end
    return end


def _joins(tokens: tuple[Token, ...], at: int, end: int) -> bool:
    """Whether "&" joins two words of a name: "Kettle & Crane", "Phin & Co"."""
    return at < end < len(tokens) - 1 and tokens[end].text in ("&", "+") and _is_name(tokens, end + 1)


def _is_name(tokens: tuple[Token, ...], at: int) -> bool:
    token = tokens[at]
    return (
        token.kind is Kind.WORD
        and token.capital
        and (token.bare not in known_words("no_name") or _is_accented(token) or _goes_on(tokens, at))
    )


def _is_accented(token: Token) -> bool:
    """Whether "Mây" is no month."""
    return token.accented and token.bare in known_words("month_name")


def _goes_on(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether another capital follows: "May Tân Thành" is no month."""
    return (
        at + 1 < len(tokens) and tokens[at + 1].capital and tokens[at + 1].bare not in known_words("no_name")
    )


def _by_speaker(paper: Paper) -> Iterator[_Found]:
    """The house in a speaker's name: "A Son VinaTool", "Will (Peak Gear)", when the text names it too."""
    for speaker in sorted(paper.clients):
        words = [word for word in re.split(r"[\s()\-–|]+", speaker) if word]
        for first in range(len(words) if "(" in speaker else 1, 0, -1) if len(words) > 1 else ():
            name = " ".join(words[-first:] if first < len(words) else words)
            place = _mentioned(paper, name)
            if place:
                yield (SURE, 0, *place)
                return
        place = _mentioned(paper, words[-1]) if len(words) > 1 else None
        if place and not _is_person(speaker):
            yield (SURE, 0, *place)


def _is_person(speaker: str) -> bool:
    """Whether a speaker's name is only a person's: "Chị Hà", "Thu Trang"."""
    words = fold(speaker).split()
    return len(words) < 3 and words[0] in ("chi", "anh", "em", "co", "chu", "bac", "ong", "ba")


def _by_address(paper: Paper) -> Iterator[_Found]:
    """The house in the sender's address, when the text names it too: "@brightsip.com"."""
    for part in paper.parts:
        if part.kind is PartKind.HEADER and fold(part.words).startswith(("from", "tu")):
            for house in _DOMAIN.findall(part.words):
                place = _mentioned(paper, house) if house.lower() not in _MAILERS else None
                if place:
                    yield (SURE, 0, *place)


def _mentioned(paper: Paper, name: str) -> tuple[Part, int, int] | None:
    """Where a text first says a name."""
    wanted = fold(name).split()
    if not wanted or len("".join(wanted)) < 3:
        return None
    for part in paper.said():
        bare = [token.bare for token in part.cues.tokens]
        for at in range(len(bare) - len(wanted) + 1):
            if bare[at : at + len(wanted)] == wanted and part.cues.tokens[at].capital:
                return part, at, at + len(wanted)
    return None
