"""The brief doctor: what an account director would ask the client about, with the words it is about (M1).

It reads both languages in every brief, since the field mixes them. What it looks for is data
(`desk/brief/rules.py`); how it looks is here:

- `vague`: a word of the lists, unless it is a name, forbidden by its sentence, part of a harmless phrase, or
  in words that the reader of fields finds settled; and what that reader doubts: an audience of everybody,
  pieces without a number, two who decide.
- `no_measure`: objective and metric, read together, name no number that measures success, or no time.
- `budget_silent`: an amount without a word on production or VAT.
- `deadline_off`: a deadline on which the company does not work.
- `many_propositions`: a further sentence that adds a promise, by its first word or by what it claims; claims
  in a row.
- `missing`: a critical field that is empty, or says that it is not known yet.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import accumulate

from desk.brief import terms
from desk.brief.rules import Rule, Rules, Words, level
from desk.core.calendar import WorkCalendar
from desk.text.brief.fields import Field
from desk.text.doors import brief_field
from desk.text.doors.brief_field import Answer, Doubt
from desk.text.letters import fold, nfc

_SENTENCE = re.compile(r"(?:[^.!?;\n+/]|[.](?=\d|\w[.])|(?<! )[+/]|[+/](?! ))+[.!?]*")
_CLAUSE = re.compile(r"[,:()–—]|\s-\s")
_NUMBER = re.compile(r"(?<![\w.,/])(?:\$|usd |vnd )?(\d+(?:[.,]\d+)*)")
_WORTH = re.compile(
    r"\s*(?:%|x\b|lần\b|k\b|tr\b|triệu\b|tỷ\b|m\b|bn\b|million\b|billion\b|thousand\b|nghìn\b|ngàn\b)"
)
_YEAR = re.compile(r"(19|20)\d\d")
_AGES = re.compile(r"\s*[-–]\s*\d+\s*(?:tuổi|years|yo\b)")
_TO = re.compile(r"\s*[-–]\s*\d+")
_BEGINS = re.compile(r"[.!?:;\n•–-]\s*[\"']?$")
_FOLLOWED = re.compile(r"\s+([^\W\d_])")
_WANTED = re.compile(r"\b(?:muốn|cần|nhưng|mà|want|need|but|should|just)\b")
MOST_READ = 2000
"""Longest field: a longer one is refused before it is read."""
_REACH = 300
"""How many characters before or after a word may contain words that belong to it."""
_SEEN = terms.at(date(2026, 1, 1))
"""The reading of words alone does not depend on the day."""
_KNOWN = frozenset(Field)
_QUOTE = 160
"""Longest quote in a question, in characters."""
_QUOTED = re.compile(r"[\"'`][^\"'`]{1,60}$")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to ask. `quote` is at `span` of the field (NFC); questions by language."""

    rule: Rule
    field: str
    span: tuple[int, int]
    quote: str
    questions: Mapping[str, str]


def check(fields: Mapping[str, str], today: date, calendar: WorkCalendar, rules: Rules) -> list[Finding]:
    """Everything to ask the client, the most important first, then in the order of the fields.

    `today`: the day on which the brief is read; `calendar`: the working days.
    """
    texts = {name: nfc(text)[:MOST_READ] for name, text in fields.items()}
    read = _read(texts, rules)
    found = [*_missing(texts, rules), *read[Rule.MISSING], *read[Rule.NO_MEASURE], *read[Rule.BUDGET_SILENT]]
    found += [*_deadline_off(texts, today, calendar, rules), *read[Rule.MANY_PROPOSITIONS]]
    return [one for one in [*found, *_once(read[Rule.VAGUE])] if one.rule not in rules.silent]


def read_ahead(fields: Mapping[str, str], rules: Rules) -> None:
    """Read texts that will be checked in a moment: the results are cached for `check`."""
    _read({name: nfc(text)[:MOST_READ] for name, text in fields.items()}, rules)


def _read(texts: Mapping[str, str], rules: Rules) -> dict[Rule, list[Finding]]:
    """The findings that depend only on the words, whatever day it is. Each field is read once and again when
    it changes, since a card counts the questions and is rendered often.
    """
    objective, metric = texts.get("objective", ""), texts.get("metric", "")
    budget, message = texts.get("budget", ""), texts.get("message", "")

    def once(what: str, read: Callable[..., Iterator[Finding]], *said: str) -> list[Finding]:
        return rules.memory.once(what, said, lambda: list(read(*said, rules)))

    found = [
        one
        for name, text in texts.items()
        for one in once(f"{Rule.VAGUE}/{name}", partial(_vague, name), text)
    ]
    put_off = [
        one
        for name in rules.missing
        for one in once(f"put off/{name}", partial(_put_off, name), texts.get(name, ""))
    ]
    guessed = {one.field for one in found}
    return {
        Rule.MISSING: [one for one in put_off if one.field not in guessed],
        Rule.NO_MEASURE: once(Rule.NO_MEASURE, _no_measure, objective, metric),
        Rule.BUDGET_SILENT: once(Rule.BUDGET_SILENT, _budget_silent, budget),
        Rule.MANY_PROPOSITIONS: once(Rule.MANY_PROPOSITIONS, _many_propositions, message),
        Rule.VAGUE: found,
    }


def _missing(texts: Mapping[str, str], rules: Rules) -> Iterator[Finding]:
    for name, questions in rules.missing.items():
        if not texts.get(name, "").strip():
            yield Finding(Rule.MISSING, name, (0, 0), "", questions)


def _put_off(name: str, text: str, rules: Rules) -> Iterator[Finding]:
    """A field that says that it is not known yet, or left to the agency: "TBD", "theo file"."""
    if not text.strip() or not _is_open(name, text, rules):
        return
    span = _trimmed(text)
    quote = _in_a_line(text[slice(*span)])
    asked = {
        language: rules.questions["put_off"][language].format(quote=quote, ask=ask)
        for language, ask in rules.missing[name].items()
    }
    yield Finding(Rule.MISSING, name, span, text[slice(*span)], asked)


def _is_open(name: str, text: str, rules: Rules) -> bool:
    if name == "deadline":
        return terms.deadline_of(text, _SEEN).is_open
    if name == "budget":
        said = terms.budget_of(text, _SEEN)
        return said.is_open and said.value is None
    return any(one.why is Doubt.UNKNOWN for one in _field(name, text, rules).doubts)


def _field(name: str, text: str, rules: Rules) -> Answer:
    """The result of the reader of fields, read once; nothing for a field that it does not know."""
    if name not in _KNOWN:
        return Answer(None, (), ())
    return rules.memory.once(f"field/{name}", (text,), lambda: brief_field.find(Field(name), text, _SEEN))


def _no_measure(objective: str, metric: str, rules: Rules) -> Iterator[Finding]:
    if not objective.strip() or not metric.strip():
        return  # the empty field is a finding already
    if _is_open("objective", objective, rules) or _is_open("metric", metric, rules):
        return  # so is a field that is put off
    said = [level(objective), level(metric)]
    has_number = any(_measures(text, rules) for text in said)
    has_time = any(rules["measure.dates"].near(text) for text in said)
    if not has_number or not has_time:
        yield _finding(Rule.NO_MEASURE, "objective", objective, _trimmed(objective), rules)


def _measures(text: str, rules: Rules) -> bool:
    """Whether a number in the text measures success."""
    if rules["measure.amounts"].near(text):
        return True
    in_times = bytearray(len(text))
    for found in rules["measure.dates"].find(text):
        in_times[found.start() : found.end()] = b"\1" * len(found[0])
    return any(
        _is_measure(text, found, rules)
        for found in _NUMBER.finditer(text)
        if in_times.find(1, *found.span(1)) < 0 and not _YEAR.fullmatch(found[1])
    )


def _is_measure(text: str, found: re.Match[str], rules: Rules) -> bool:
    start, end = found.span(1)
    before = text[max(start - _REACH, 0) : start]
    if _WORTH.match(text, end):
        return not _ends(rules["measure.not_after"], _last_clause(before), apart=1)
    if _AGES.match(text, end) or _ends(rules["measure.not_after"], before, apart=1):
        return False
    to = _TO.match(text, end)
    begins = to.end() if to else end
    counted = text[begins : begins + _REACH].lstrip()
    counts_otherwise = rules["measure.not_success"].begins(counted)
    return not counts_otherwise or _ends(rules["measure.opens"], before, apart=1)


def _budget_silent(text: str, rules: Rules) -> Iterator[Finding]:
    said = terms.budget_of(text, _SEEN)
    amounts = [said.value] if said.value else said.readings
    if any(one.vat for one in amounts) or not amounts or rules["budget.told"].near(level(text)):
        return
    yield _finding(Rule.BUDGET_SILENT, "budget", text, _place(text, said.words), rules)


def _deadline_off(
    texts: Mapping[str, str], today: date, calendar: WorkCalendar, rules: Rules
) -> Iterator[Finding]:
    text = texts.get("deadline", "")
    said = terms.deadline_of(text, terms.at(today, calendar))
    if said.value and not calendar.is_working(said.value):
        yield _finding(Rule.DEADLINE_OFF, "deadline", text, _place(text, said.words), rules)


def _place(text: str, words: str) -> tuple[int, int]:
    """The place of words in a text; of words joined from several places, the whole text."""
    start = text.find(words) if words else -1
    return (start, start + len(words)) if start >= 0 else _trimmed(text)


def _many_propositions(text: str, rules: Rules) -> Iterator[Finding]:
    """The second promise; further ones add nothing to the question."""
    for doubt in _field("message", text, rules).doubts:
        if doubt.why is Doubt.CLAIMS:
            span = (doubt.start, doubt.end)
            asked = _filled(rules.questions["claims"], doubt.words)
            yield Finding(Rule.MANY_PROPOSITIONS, "message", span, doubt.words, asked)
            return
    flat = level(text)
    for number, sentence in enumerate(_sentences(flat)):
        start, end = sentence
        said = flat[start:end]
        joined = [found for found in rules["propositions.inside"].find(said) if found.start() > 0]
        if number and (joined or _adds(said, rules) or _claims(said, rules)):
            yield _finding(Rule.MANY_PROPOSITIONS, "message", text, sentence, rules)
            return
        if joined:
            yield _finding(Rule.MANY_PROPOSITIONS, "message", text, (start + joined[0].start(), end), rules)
            return


def _adds(sentence: str, rules: Rules) -> bool:
    """Whether a sentence says by its first or last words that it adds something."""
    closed = _ends(rules["propositions.closes"], sentence.rstrip(" .!"), apart=0)
    return closed or rules["propositions.joins"].begins(sentence.lstrip())


def _claims(sentence: str, rules: Rules) -> bool:
    """Whether a sentence makes a promise of its own that does not depend on the one before."""
    if rules["propositions.offers"].near(sentence):
        return True
    if rules["propositions.leads"].begins(sentence.lstrip()):
        return False
    subject = next(
        (found for found in rules["propositions.subjects"].find(sentence) if not found.start()), None
    )
    said = sentence[subject.end() :] if subject else sentence
    promises = rules["propositions.claims"].near(said) or bool(re.search(r"\d", said))
    return promises and not rules["propositions.refers"].near(said)


def _vague(name: str, text: str, rules: Rules) -> Iterator[Finding]:
    flat = level(text)
    sentences = _sentences(flat)
    known = _field(name, text, rules)
    doubted = list(_doubted(name, known, rules))
    yield from doubted
    taken: list[tuple[int, int]] = [*known.settled, *(one.span for one in doubted)]
    seen: set[str] = set()
    candidates = [
        (found, group)
        for group in rules.vague
        if not group.fields or name in group.fields
        for found in _harmful(group.words, group.harmless, flat)
    ]
    for found, group in sorted(candidates, key=lambda one: (one[0].start() - one[0].end(), one[0].start())):
        span = found.span()
        kind = group.name if group.once else found[0]
        if kind in seen or found[0] in rules.silent:
            continue
        if any(start < span[1] and span[0] < end for start, end in taken):
            continue
        if _is_name(text, flat, span, rules) or _is_forbidden(flat, span, sentences, rules):
            continue
        taken.append(span)
        seen.add(kind)
        quote = text[slice(*span)]
        yield Finding(Rule.VAGUE, name, span, quote, _filled(group.questions, quote))


def _doubted(name: str, known: Answer, rules: Rules) -> Iterator[Finding]:
    """What the reader of fields doubts, whatever the words are."""
    everyone = next((one.questions for one in rules.vague if one.name == "everyone"), {})
    questions = {
        Doubt.EVERYONE: everyone,
        Doubt.UNCOUNTED: rules.questions["how_many"],
        Doubt.DECIDERS: rules.questions["who_decides"],
    }
    for one in known.doubts:
        if one.why in questions and level(one.words) not in rules.silent:
            asked = _filled(questions[one.why], one.words)
            yield Finding(Rule.VAGUE, name, (one.start, one.end), one.words, asked)


def _once(found: Sequence[Finding]) -> Iterator[Finding]:
    """The findings without repetitions: the same words are asked about once, in whatever fields they
    occur.
    """
    seen: set[str] = set()
    for one in found:
        words = fold(one.quote)
        if words not in seen:
            seen.add(words)
            yield one


def _harmful(words: Words, harmless: Words, flat: str) -> Iterator[re.Match[str]]:
    spared = sorted(found.span() for found in harmless.find(flat))
    starts = [start for start, _ in spared]
    furthest = list(accumulate((end for _, end in spared), max))
    for found in words.find(flat):
        at = bisect_right(starts, found.start())  # how many begin there or before
        if not at or furthest[at - 1] < found.end():
            yield found


def _is_name(text: str, flat: str, span: tuple[int, int], rules: Rules) -> bool:
    """Whether the word is part of a name: after "phòng", before "team", or with an unusual capital."""
    start, end = span
    word, before, behind = text[start:end], flat[max(start - _REACH, 0) : start], flat[end : end + _REACH]
    if _ends(rules["names.before"], before.rstrip("\"' "), apart=0) or rules["names.after"].begins(
        behind.lstrip("\"'").lstrip()
    ):
        return True
    if not word[0].isupper() or word.isupper():
        return False
    begins = not before.strip(" \"'") or bool(_BEGINS.search(before))
    followed = _FOLLOWED.match(text, end)
    titled = bool(followed and followed[1].isupper())
    return titled if begins else True


def _is_forbidden(
    flat: str, span: tuple[int, int], sentences: Sequence[tuple[int, int]], rules: Rules
) -> bool:
    """Whether the sentence says that this word, or its meaning, is not wanted."""
    at = bisect_right(sentences, (span[0], len(flat))) - 1
    begins = sentences[at][0] if at >= 0 and span[0] < sentences[at][1] else 0
    before = flat[max(begins, span[0] - _REACH) : span[0]]
    if _ends(rules["forbidden.just_before"], before, apart=1):
        return True
    wanted = _WANTED.split(before)[-1]
    in_list = rules["forbidden.words"].near(wanted)
    return in_list or bool(_QUOTED.search(before) and _ends(rules["forbidden.just_before"], before, apart=8))


def _sentences(flat: str) -> list[tuple[int, int]]:
    found = [one.span() for one in _SENTENCE.finditer(flat)]
    trimmed = [
        (start + len(flat[start:end]) - len(flat[start:end].lstrip(" -•*+")), end) for start, end in found
    ]
    return [(start, end) for start, end in trimmed if re.search(r"\w", flat[start:end])]


def _last_clause(before: str) -> str:
    return _CLAUSE.split(before)[-1]


def _ends(words: Words, text: str, *, apart: int) -> bool:
    """Whether one of the words is at most `apart` words before the end of the text."""
    text = text[-_REACH:]
    return any(len(text[found.end() :].split()) <= apart for found in words.find(text))


def _trimmed(text: str) -> tuple[int, int]:
    return len(text) - len(text.lstrip()), len(text.rstrip())


def _finding(rule: Rule, field: str, text: str, span: tuple[int, int], rules: Rules) -> Finding:
    quote = text[slice(*span)]
    return Finding(rule, field, span, quote, _filled(rules.questions[rule], quote))


def _filled(questions: Mapping[str, str], quote: str) -> dict[str, str]:
    quote = _in_a_line(quote)
    return {language: question.format(quote=quote) for language, question in questions.items()}


def _in_a_line(quote: str) -> str:
    """The quote on one line."""
    words = " ".join(quote.split())
    return words if len(words) <= _QUOTE else f"{words[: _QUOTE - 1].rstrip()}…"
