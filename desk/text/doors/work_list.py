"""Work as people paste it: one line or many, tables, lists with headings, two pieces in one line."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desk.text import seams
from desk.text.doors import splits, tables, work
from desk.text.doors.work import Given, Item, Reading
from desk.text.letters import tidy
from desk.text.people.roles import Role
from desk.text.phrases import Phrases
from desk.text.spans import Answer, Context, Why
from desk.text.tokens import Kind, Line, read, read_line


@dataclass(frozen=True, slots=True)
class Work:
    """All pieces of work of a text. `split`: it is to be asked whether they are several or one. `left`: its
    lines that are no piece of work: headings, sums, greetings, rules."""

    items: tuple[Item, ...]
    split: bool = False
    left: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether all can be saved as it stands."""
        return bool(self.items) and not self.split and not any(item.asks for item in self.items)


def find(text: str, context: Context) -> Work:
    """The work that a text says; none when it says none."""
    typed = _FAR.sub("\n\n", tidy(text)).split("\n")
    told = "\n".join(_unrolled(tables.spaced(line)) for line in typed if len(line) <= LONGEST_LINE)
    found = _of_lines([line for line in read(told).lines if not line.is_blank], context)
    endless = tuple(line for line in typed if len(line) > LONGEST_LINE)
    return replace(found, left=(*found.left, *endless)) if endless else found


def _of_lines(lines: Sequence[Line], context: Context) -> Work:
    table = tables.find([line.text for line in lines])
    if table:
        rows = [row for row in table.rows if not _is_total(row) and not _is_note(row)]
        texts = {row.text.strip() for row in rows}
        left = tuple(line.text for line in lines if line.text.strip() not in texts)
        return Work(tuple(tables.item(row, context) for row in rows), left=left)
    if not lines:
        return Work(())
    if len(lines) == 1:
        found = _one(work.reading(lines[0], context), context)
        return found if found.items else replace(found, left=(lines[0].text,))
    return _many(lines, context)


LONGEST_LINE = 3_000
"""Characters of the longest line that is read; a line of ten pieces of work has about five hundred."""
_FEW = 2
_FAR = re.compile(r"\n{3,}")
_NUMBERED = re.compile(r"(?:(?<=\s)|^)\(?(\d{1,2})[.)/](?=\s)")


def _unrolled(line: str) -> str:
    """A numbered list that runs on in one line, "Ngọc: 1) casting 2) location", line by line."""
    marks = list(_NUMBERED.finditer(line))
    if len(marks) < 2 or [int(mark[1]) for mark in marks] != list(range(1, len(marks) + 1)):
        return line
    places = [mark.start() for mark in marks]
    parts = [line[: places[0]], *(line[a:b] for a, b in zip(places, [*places[1:], len(line)], strict=True))]
    return "\n".join(part.strip(" ,;") for part in parts if part.strip(" ,;"))


def _one(said: Reading, context: Context) -> Work:
    row = tables.told(said.phrases.line.text)
    if row:
        return Work((tables.item(row, context),))
    if not _has_words(said) or _is_greeting(said):
        return Work(())
    parts = splits.parts(said, context)
    return Work(*parts) if parts else Work((said.item,))


def _many(lines: Sequence[Line], context: Context) -> Work:
    """A list, line by line: what a heading or a last line gives holds for the lines that it is about."""
    read_all = [work.reading(line, context) for line in lines]
    quotes = any(_knows(said) for said in read_all if not said.phrases.line.quoted)
    idle = [_is_no_work(said) or _is_greeting(said) for said in read_all]
    idle[-1] = idle[-1] or _signs(read_all[-2], read_all[-1]) or _closes(read_all[-1])
    last = max((at for at, one in enumerate(idle) if not one), default=-1)
    found = _List(context)
    for at, (line, said) in enumerate(zip(lines, read_all, strict=True)):
        below = lines[at + 1 : last + 1]
        if idle[at]:
            found.leave(line)
        elif line.quoted and quotes:
            found.wish(said)
        elif found.items and _is_attribute(said, below):
            found.add_to_last(said)
        elif found.items and _is_for_all(said, below):
            found.add_to_all(said)
        elif not found.items and _names_all(said) and _knows(said):
            found.hold_for_all(said)
        elif _is_heading(said, below) or (at == 0 and read_all[1].item.title and _is_set_off(said, lines)):
            found.head(said)
        else:
            found.add(said)
    return found.work()


class _List:
    """The pieces of work of a list so far, and what its headings give to the next ones."""

    def __init__(self, context: Context) -> None:
        self.items: list[Item] = []
        self._context = context
        self._left: list[str] = []
        self._common, self._given, self._wished = Given(), Given(), Given()
        self._split = self._heading = self._dated = False
        self._since = 0
        """The first item that the next attribute is about; all from there on."""

    def leave(self, line: Line) -> None:
        """A line that is no work."""
        self._left.append(line.text)

    def wish(self, said: Reading) -> None:
        """What somebody else wrote, with the days that are wished in it."""
        self.leave(said.phrases.line)
        self._wished = _wish(said)

    def add_to_last(self, said: Reading) -> None:
        """A line such as "PIC: Lan" below a piece of work."""
        self.leave(said.phrases.line)
        begin, told = self._since, _given(said)
        self.items[begin:] = [work.with_given(item, told) for item in self.items[begin:]]
        self._heading = True

    def add_to_all(self, said: Reading) -> None:
        """A line below the others that is about all of them."""
        self.leave(said.phrases.line)
        self.items = [work.with_given(item, _given(said)) for item in self.items]
        self._heading = False

    def hold_for_all(self, said: Reading) -> None:
        """A line above the others that is about all of them."""
        self.leave(said.phrases.line)
        self._common = _given(said, self._common)

    def head(self, said: Reading) -> None:
        """A heading; one right below another adds to it. "Mai:" is tomorrow if the one before was a day."""
        self.leave(said.phrases.line)
        day = _as_day(said) if self._dated else None
        told = Given(due=day) if day else _given(said, self._given if self._heading else Given())
        self._given, self._dated, self._heading = told, told.due is not None, True

    def add(self, said: Reading) -> None:
        """A piece of work, or several."""
        if self._heading:
            self._since = len(self.items)
        one = _one(said, self._context)
        for item in one.items:
            given = work.with_given(work.with_given(item, self._given), self._common)
            self.items.append(_with_wish(given, self._wished))
        self._split = self._split or one.split
        self._left += () if one.items else (said.phrases.line.text,)
        self._heading = False

    def work(self) -> Work:
        """What the list says."""
        return Work(tuple(self.items), self._split, tuple(self._left))


def _is_no_work(said: Reading) -> bool:
    """A rule, a row that sums up, a note in italics."""
    if not _has_words(said):
        return True
    tokens = [token for token in said.phrases.tokens if token.kind is not Kind.BULLET]
    if _sums_up(said.phrases.line.text) and not said.item.owner.value:
        return True
    if (
        not said.item.title
        and said.item.owner.why is Why.MISSING
        and said.item.owner.words
        and not _knows(said)
    ):
        return True  # "no owners yet"
    note = said.phrases.one(_first(said), "note")
    italic = tokens[0].text == "_" and tokens[-1].text == "_" and len(tokens) > 2
    return (italic or note is not None) and not said.item.owner.value


def _has_words(said: Reading) -> bool:
    kinds = (Kind.WORD, Kind.NUMBER, Kind.MENTION, Kind.URL)
    return any(token.kind in kinds for token in said.phrases.tokens)


def _sums_up(text: str) -> bool:
    phrases = Phrases(read_line(text))
    at = next((at for at, token in enumerate(phrases.tokens) if token.kind is Kind.WORD), 0)
    found = phrases.one(at, "total")
    return found is not None and (
        found.end == len(phrases.tokens)
        or phrases.tokens[found.end].kind is not Kind.WORD
        or found.end > at + 1
    )


def _is_total(row: tables.Row) -> bool:
    return _sums_up(row.title) or _sums_up(row.text)


def _is_note(row: tables.Row) -> bool:
    """Whether a row of one cell says something about the table, "Ghi chú: …"."""
    phrases = Phrases(read_line(row.title))
    note = phrases.one(phrases.first_word, "note", "greeting") if phrases.tokens else None
    return note is not None and row.title == row.text.strip(" |")


def _is_greeting(said: Reading) -> bool:
    """Whether a line greets or thanks and says nobody else and no day."""
    me = any(one.span.value.me for one in said.casts)
    return _greets(said) and said.item.due.asked and (said.item.owner.asked or me)


def _signs(above: Reading, said: Reading) -> bool:
    """Whether the last line is only a name below "Best," or "Trân trọng": who wrote it, and owns nothing."""
    return not said.item.title and not said.item.due.value and _is_greeting(above)


def _closes(said: Reading) -> bool:
    """Whether the last line is a greeting with a name and nothing else, "Best, Minh"."""
    people = {at for one in said.casts for at in range(one.span.start, one.span.end)}
    greeting = said.phrases.one(_first(said), "greeting")
    if greeting is None or not people:
        return False
    behind = enumerate(said.phrases.tokens[greeting.end :], greeting.end)
    return all(at in people or token.kind is not Kind.WORD for at, token in behind)


def _is_set_off(said: Reading, lines: Sequence[Line]) -> bool:
    """Whether the first line, which says neither who nor when, is parted from the others by a blank one."""
    if len(lines) < 3 or _knows(said) or said.item.owner.readings or said.item.due.readings:
        return False
    gap = lines[1].start - lines[0].start - len(lines[0].text)
    return gap > 1 and lines[2].start - lines[1].start - len(lines[1].text) == 1


def _greets(said: Reading) -> bool:
    """Whether a line is a greeting, with a name or two words more maybe: "Best" opens many titles."""
    first = _first(said)
    me = said.phrases.one(first, "me", "please")
    greeting = said.phrases.one(first, "greeting") or (said.phrases.one(me.end, "greeting") if me else None)
    if greeting is None:
        return False
    people = {at for one in said.casts for at in range(one.span.start, one.span.end)}
    behind = enumerate(said.phrases.tokens[greeting.end :], greeting.end)
    return sum(token.kind is Kind.WORD and at not in people for at, token in behind) <= _FEW


def _first(said: Reading) -> int:
    kinds = (Kind.BULLET, Kind.EMOJI, Kind.MARK)
    return next((at for at, token in enumerate(said.phrases.tokens) if token.kind not in kinds), 0)


def _is_heading(said: Reading, below: Sequence[Line]) -> bool:
    """Whether a line is about the lines below: it ends with a colon, names only a person or a time, or says
    neither and stands before bullets or lines that are set in."""
    tokens = [token for token in said.phrases.tokens if token.kind not in (Kind.EMOJI, Kind.MARK)]
    if tokens[-1].form == ":":
        return True
    bulleted = bool(below) and below[0].tokens[0].kind is Kind.BULLET
    plain = said.phrases.tokens[0].kind is not Kind.BULLET
    if below and plain and (not said.item.title or (bulleted and _is_label(said))):
        return True
    if plain and bulleted and _opens_as_list(said) and said.item.owner.asked:
        return True
    over = (plain and bulleted) or (bool(below) and _indent(below[0]) > _indent(said.phrases.line))
    return over and said.item.owner.asked and said.item.due.asked and not _opens_with_header(below[0])


def _opens_as_list(said: Reading) -> bool:
    """Whether a line begins with a word for work as such, "việc cần làm cho buổi quay 10/12"."""
    found = said.phrases.one(_first(said), "do", "list_word")
    return found is not None and (found.kind == "list_word" or found.value == "do")


def _indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip())


def _opens_with_header(line: Line) -> bool:
    """Whether a line begins as a cell with its heading does, "PIC: Lan"."""
    phrases = Phrases(line)
    at = next((at for at, token in enumerate(line.tokens) if token.kind is not Kind.BULLET), 0)
    header = phrases.one(at, "header")
    return header is not None and header.value != "title" and phrases.form(header.end) in (":", "=")


def _is_attribute(said: Reading, below: Sequence[Line]) -> bool:
    """Whether a line says who or when of the piece of work above it: "PIC: Lan"; with bullets below it would
    be their heading."""
    bulleted = bool(below) and below[0].tokens[0].kind is Kind.BULLET
    heads = bulleted and said.phrases.tokens[0].kind is not Kind.BULLET
    inner = not below or _indent(said.phrases.line) > 0 or not heads
    return inner and not said.item.title and _knows(said) and _opens_with_header(said.phrases.line)


def _is_for_all(said: Reading, below: Sequence[Line]) -> bool:
    """Whether a line below others holds for all of them: "all: Vy, 2/12", "hạn chung thứ 6"."""
    names_all = said.phrases.one(_first(said), "all") is not None or (_names_all(said) and not below)
    return _knows(said) and (names_all or (not said.item.title and not below))


def _names_all(said: Reading) -> bool:
    """Whether nothing is left for a title but words for all of it: "deadline all: 4/12", "Vy làm hết"."""
    words = _only(said, said.taken, ("all",), ("tail", "greeting", "due_lead"))
    return bool(words) and "all" in words


def _is_label(said: Reading) -> bool:
    """Whether nothing is left for a title but a word for work: "TODO 25/11"."""
    return bool(_only(said, said.taken, ("do", "header"), ("tail", "greeting", "due_lead")))


def _only(said: Reading, taken: Collection[int], *kinds: tuple[str, ...]) -> set[str]:
    """The kinds of the words that are left, the first ones before others; nothing if any is of none."""
    phrases, found, end = said.phrases, set(), -1
    for at in seams.left(phrases, taken):
        if at < end or phrases.tokens[at].kind is not Kind.WORD:
            continue
        word = next((one for group in kinds if (one := phrases.one(at, *group))), None)
        if word is None:
            return set()
        found.add(word.kind)
        end = word.end
    return found


def _knows(said: Reading) -> bool:
    return bool(said.item.owner.value or said.item.due.value)


def _as_day(said: Reading) -> Answer[date] | None:
    """The day that a whole heading may be, "Mai:"."""
    words = [at for at, token in enumerate(said.phrases.tokens) if token.kind is Kind.WORD]
    whole = [one for one in said.times if words and one.start <= words[0] and one.end > words[-1]]
    day = whole[0].value.first if whole and whole[0].sure and whole[0].value.is_day else None
    return Answer(day, whole[0].words) if day else None


def _given(said: Reading, above: Given | None = None) -> Given:
    """What a heading gives, over what the one right above it gave, if nothing is doubtful about it."""
    read = said.item
    before = above or Given()
    alone = any(one.role is Role.OWNER and one.taken for one in said.casts)
    owner = read.owner if alone and read.owner.value else _whose(said)
    stands = read.due.value is not None and _stands_alone(said)
    hour = read.hour if stands and read.hour.value is not None else None
    day = read.due if stands and read.due.words else None
    helpers = read.helpers if owner else before.helpers
    return Given(owner or before.owner, helpers, day or before.due, hour or before.hour)


def _whose(said: Reading) -> Answer[str] | None:
    """Whose work a heading says it is, "Việc của Ngọc:", "Lan's tasks"."""
    people = [one.span for one in said.casts if one.span.value.person and not one.span.value.outside]
    if len(people) != 1 or people[0].value.stranger:
        return None
    taken = said.taken | set(range(people[0].start, people[0].end))
    words = _only(said, taken, ("do", "header", "mine"), ("object_lead", "owner_lead"))
    person = people[0].value.person
    return Answer(person.id, people[0].words) if person and words & {"do", "header"} else None


def _stands_alone(said: Reading) -> bool:
    """Whether the date of a heading is its point: "By Friday:", not "Feedback 20/11 to action:"."""
    return not said.item.title or said.due.strong or _names_all(said) or _is_label(said)


def _wish(said: Reading) -> Given:
    days = tuple(when.value.last for when in said.times if when.value.last and when.sure)
    return Given(due=Answer(why=Why.WHICH, readings=days)) if days else Given()


def _with_wish(item: Item, wished: Given) -> Item:
    """A date that somebody else asked for is offered, never taken."""
    if wished.due is None or item.due.why not in (Why.MISSING, Why.URGENT):
        return item
    return replace(item, due=wished.due)
