"""Days said with words: weekdays, "mai", parts of the day."""

from __future__ import annotations

from datetime import date, timedelta

from desk.text.phrases import Phrases, Sense, before, known_words
from desk.text.spans import Context, Why
from desk.text.time import edges, feasts
from desk.text.time.edges import SHIFT, opens_time, which
from desk.text.time.pieces import Piece, Sort, ends_free, stands_free, starts_free
from desk.text.time.when import Part, When, week_start
from desk.text.tokens import Kind

_DAY = timedelta(days=1)
_NUMBER_GOES_ON = frozenset({"/", "-", ".", ":", "h", "g", "am", "pm"})
_IN_TWO = 2
_NUMBERED = frozenset(
    [
        "cap",
        "so",
        "hang",
        "lop",
        "muoi",
        "phan",
        "thang",
        "tap",
        "vong",
        "dot",
        "quy",
        "tung",
        "mot",
        "thu",
        "do",
        "ve",
        "loai",
        "nhom",
    ]
)
"""Behind these "mot" is the number one."""
_DASHES = frozenset({"-", "/"})


def find(phrases: Phrases, place: int, context: Context) -> list[Piece]:
    """The days in the words that begin at a token."""
    today = context.today
    found = [
        _weekday(phrases, place),
        _relative(phrases, place, today),
        _part(phrases, place, today),
        edges.edge_alone(phrases, place, today),
        edges.edge(phrases, place, context),
        edges.week(phrases, place, today),
        edges.work_day(phrases, place, context),
        edges.nth_weekday(phrases, place, today),
        feasts.find(phrases, place, today),
    ]
    return [piece for piece in found if piece]


def of_weekday(weekday: int, named: str, today: date) -> tuple[date | None, tuple[date, ...]]:
    """The day of a weekday with "this", "next" and the like, or the possible days.

    Alone it is the next one after today; "thứ 6 tới" on a Monday may be that or the one after, and "thứ 2
    này" on a Monday today or the next.
    """
    ahead = today + _DAY * ((weekday - today.weekday() - 1) % 7 + 1)
    if named in ("", "ahead"):
        return ahead, ()
    if named == "this" and weekday == today.weekday():  # today, or the coming one
        return None, (today, ahead)
    if named == "coming":
        same_week = week_start(ahead) == week_start(today)
        return (None, (ahead, ahead + timedelta(weeks=1))) if same_week else (ahead, ())
    return week_start(today, SHIFT[named]) + _DAY * weekday, ()


def _weekday(phrases: Phrases, place: int) -> Piece | None:
    ahead = phrases.one(place, "which_before")
    start = ahead.end if ahead else place
    senses = (one for one in phrases.at(start) if one.kind == "weekday")
    found = next((one for one in senses if _is_whole(phrases, one)), None)
    if found is None or not _stands_free(phrases, place, found.end):
        return None
    named, end = ahead.value if ahead else "", found.end
    behind = which(phrases, end, "which")
    if behind:
        named, end = behind.value, behind.end
    if named == "coming" and phrases.bare(place) == "this":
        named = "ahead"
    if found.weak and not named and not _may_be_weekday(phrases, start):
        return None
    weak = not named and (
        (found.weak and not _opens_clause(phrases, start, found) and not _closes_clause(phrases, start))
        or _is_named(phrases, start, found)
    )
    return Piece(place, end, Sort.WEEKDAY, weekday=found.number, which=named, weak=weak)


def _opens_clause(phrases: Phrases, start: int, sense: Sense) -> bool:
    """Whether it opens the line directly before a verb, "wed gửi báo giá", and is nobody's name."""
    verb = phrases.one(sense.end, "verb")
    return start == phrases.first_word and verb is not None and (
        phrases.bare(start) not in known_words("common_word"))  # fmt: skip


def _closes_clause(phrases: Phrases, start: int) -> bool:
    """Whether a short one with its capital ends a clause of small words: "finish frames Wed, …"."""
    last, after = phrases.token(start - 1), phrases.token(start + 1)
    small = last is not None and last.kind is Kind.WORD and not last.capital and not phrases.vietnamese
    parted = after is None or after.form in (",", ";") or (after.kind is Kind.SEPARATOR and not after.glued)
    return small and parted and phrases.tokens[start].capital


def _stands_free(phrases: Phrases, start: int, end: int) -> bool:
    """Whether a weekday stands free, or between dashes with another: "Thu-Fri", "T2-T4"."""
    goes_on = phrases.form(end) in _DASHES and phrases.one(end + 1, "weekday") is not None
    goes_back = phrases.form(start - 1) in _DASHES and before(phrases, start - 1, "weekday") is not None
    return (goes_back or starts_free(phrases.tokens, start)) and (goes_on or ends_free(phrases.tokens, end))


def _is_whole(phrases: Phrases, sense: Sense) -> bool:
    """Whether the number of "thứ 4" is not one of a date behind an English "Thu": "Thu 4 Dec", "Thu 3/12"."""
    if not phrases.is_number(sense.end - 1):
        return True
    after = phrases.form(sense.end)
    if phrases.is_glued(sense.end) and after in _NUMBER_GOES_ON:
        goes_on = phrases.is_number(sense.end + 1) and phrases.is_glued(sense.end + 1)
        return after in ("-", ".", ":") and not goes_on
    return not (sense.bare and phrases.one(sense.end, "month", "meridiem"))


def _may_be_weekday(phrases: Phrases, start: int) -> bool:
    """Whether a short word such as "sat" or "mon" is a weekday here: with a capital, in English, or alone."""
    before_it = phrases.token(start - 1)
    return (
        phrases.tokens[start].capital
        or phrases.english
        or before_it is None
        or before_it.kind is not Kind.WORD
    )


def _is_named(phrases: Phrases, start: int, sense: Sense) -> bool:
    """Whether a capital behind an English weekday makes a name of it: "Sun World"."""
    token, after = phrases.tokens[start], phrases.token(sense.end)
    if not token.capital or not token.text[-1].isalpha() or token.text.isupper() or after is None:
        return False
    return after.kind is Kind.WORD and after.capital and not opens_time(phrases, sense.end)


def _relative(phrases: Phrases, place: int, today: date) -> Piece | None:
    if phrases.form(place) == "nay" and _is_behind_hour(phrases, place):
        return Piece(place, place + 1, Sort.DAY, When(today, today), weak=True)
    found = phrases.one(place, "relative")
    if found is None or not stands_free(phrases.tokens, place, found.end):
        return None
    if found.value == "soon":
        days = tuple(When(today + _DAY * one, today + _DAY * one) for one in (1, 2))
        return Piece(place, found.end, Sort.DAY, days[0], readings=days, why=Why.WHICH)
    if found.weak and _is_inner_capital(phrases, place):
        return None
    if phrases.bare(found.end - 1) == "ngay" and phrases.is_number(found.end):
        return None  # "trong ngày 26/11"
    day = today + _DAY * found.number
    weak = found.weak and (not phrases.line.accented or phrases.tokens[place].capital)
    weak = weak and not (found.number == _IN_TWO and _tells_day(phrases, place, found.end))
    weak = weak and not (found.number == 1 and _is_due(phrases, place, found.end))
    return Piece(place, found.end, Sort.DAY, When(day, day), weak=weak)


def _is_behind_hour(phrases: Phrases, place: int) -> bool:
    """Whether "nay" makes an hour today's, "trc 6pm nay", "16h nay", and counts none: "2 tiếng nay"."""
    if before(phrases, place, "meridiem") is not None:
        return True
    mark = before(phrases, place, "hour_mark")
    return mark is not None and phrases.form(mark) == "h" and phrases.is_number(mark - 1, 2)


def _tells_day(phrases: Phrases, place: int, end: int) -> bool:
    """Whether "mốt" is a day with a capital or without its accent: it begins the line before who or what is
    done, "Mốt em gửi", "mot gui", or ends it, "nop mot nha".
    """
    if place == phrases.first_word:
        said = phrases.one(end, "verb", "deed", "title", "me", "owner_will", "deadline_good")
        return said is not None or phrases.bare(end) == "la"
    before_it, after = phrases.token(place - 1), phrases.token(end)
    counted = before_it is None or before_it.kind is not Kind.WORD or before_it.bare in _NUMBERED
    closes = after is None or after.kind is Kind.SEPARATOR or phrases.one(end, "tail") is not None
    return closes and not counted and before(phrases, place, "number", "numbered") is None


def _is_due(phrases: Phrases, place: int, end: int) -> bool:
    """Whether "mai la phai co", typed small, begins by saying when: nobody called so must be had."""
    opens = place == phrases.first_word and not phrases.tokens[place].capital
    then = phrases.bare(end) in ("la", "thi") and phrases.one(end + 1, "deadline_good", "deadline_named")
    return opens and bool(then) and phrases.vietnamese


def _is_inner_capital(phrases: Phrases, place: int) -> bool:
    """Whether a capital within a clause makes a name of a word: "note to Mai"."""
    token, last = phrases.tokens[place], phrases.token(place - 1)
    inner = last is not None and last.kind is Kind.WORD and not last.text[0].isupper()
    return token.capital and inner and not token.text.isupper()


def _part(phrases: Phrases, place: int, today: date) -> Piece | None:
    """ "chiều", "chiều nay", "this afternoon", "tonight", the "am" of "tomorrow am"."""
    tonight = phrases.one(place, "tonight")
    if tonight:
        return Piece(place, tonight.end, Sort.DAY, When(today, today, part=Part.EVENING))
    this = phrases.one(place, "this")
    part = phrases.one(this.end if this else place, "part")
    if part is None:
        return _half_of_day(phrases, place)
    said = Part(part.value)
    if this:
        day = today + _DAY * this.number
        return Piece(place, part.end, Sort.DAY, When(day, day, part=said))
    if phrases.form(place) == "sang" and before(phrases, place, "move_word") is not None:
        return None  # "doi sang t4": to Wednesday
    if phrases.form(place) == "toi" and phrases.is_number(part.end) and phrases.form(part.end + 1) == "/":
        return None  # "toi 16/12": until then
    behind = phrases.one(part.end, "today")
    if behind is None or not stands_free(phrases.tokens, place, behind.end):
        return Piece(place, part.end, Sort.PART, part=said, weak=True)
    day = today + _DAY * behind.number
    when = When(day, day, part=said)
    if phrases.form(place) == "toi" and behind.number > 0:  # "tối mai" or "tới mai"
        return Piece(place, behind.end, Sort.DAY, when, readings=(when, When(day, day)), why=Why.WHICH)
    return Piece(place, behind.end, Sort.DAY, when)


def _half_of_day(phrases: Phrases, place: int) -> Piece | None:
    half = phrases.one(place, "meridiem")
    if half is None or place == 0 or phrases.is_glued(place):
        return None
    part = Part.MORNING if half.value == "am" else Part.AFTERNOON
    return Piece(place, half.end, Sort.PART, part=part, weak=True)
