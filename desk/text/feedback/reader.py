"""Joins clauses to points: a fault and the wish about it are one point, two wishes are two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desk.text.feedback.found import Dropped as Dropped
from desk.text.feedback.found import Found as Found
from desk.text.feedback.oneself import only_asks_to_look
from desk.text.feedback.prices import lowers
from desk.text.feedback.remarks import BEGINNING, PLAIN, Remarks, Said
from desk.text.feedback.sorts import Sort, tells_when
from desk.text.feedback.ties import (
    GOING_ON,
    forbids,
    only_counts,
    only_refers,
    opens_subject,
    tells_on,
    wonders,
)
from desk.text.feedback.withdrawals import REACH, behind_sigh, content, kept, meant, only_keeps
from desk.text.pasted.asks import Ask, ask_of
from desk.text.pasted.cues import known_words
from desk.text.pasted.paper import Part
from desk.text.tokens import Kind


class WishReader:
    """Reads the points of a part, with the earlier points (`found`), and moves those that the part takes
    back to `dropped`.
    """

    def __init__(
        self,
        part: Part,
        chat: bool,
        found: list[Found],
        dropped: list[Dropped],
        after: WishReader | None = None,
    ) -> None:
        self.part, self.found, self.dropped = part, found, dropped
        self.agrees = after is not None and after.withdrawn
        """Somebody took a wish back right before; who agrees takes back no other."""
        self.remarks = Remarks(part, chat)
        self.cues, self.hits = part.cues, self.remarks.hits
        self.now: Found | None = None
        self.before: Said | None = None
        self.last: Said | None = None
        """The clause before in the sentence, and in the part."""
        self.opening: int | None = None
        """Where words begin that say nothing yet and wait for what they open: "về tờ rơi, …"."""
        self.withdrawn: bool = False
        self.explained: bool = False
        """Something was just taken back; and it was said why."""

    def read(self) -> None:
        """Add the points of the part."""
        for sentence in self._without_title(list(self.remarks.read())):
            self.now, self.before, self.opening = self._still_meant(sentence[0]), None, None
            for said in sentence:
                self._take(said, sentence[0].start)
                self.before = self.last = said
                self.agrees = False
        self._drop_bare_answer()

    def _without_title(self, sentences: list[list[Said]]) -> list[list[Said]]:
        """ "1. Back of pack. The table is old.": a few words before a full stop that only name the place."""
        first = sentences[0] if len(sentences) > 1 and self.part.bullet else []
        titled = len(first) == 1 and first[0].sort is Sort.REMARK and first[0].length < 5
        return sentences[1:] if titled else sentences

    def _drop_bare_answer(self) -> None:
        """ "No. The dog confuses people, lose it.": the single word is not a point beside the rest."""
        own = [one for one in self.found if one.part is self.part]
        first = own[0] if len(own) > 1 and own[0].end - own[0].start == 1 else None
        if first and self.cues.tokens[first.start].bare in known_words("yes_no"):
            self.found.remove(first)

    def _take(self, one: Said, sentence: int) -> None:
        opening, self.opening = self.opening, None
        if one.sort is Sort.BACK and self._mends(one):
            self.opening = opening
            self._add(one.end)
        elif one.sort is Sort.BACK:
            self._take_back(one, sentence)
        elif self._undoes(one) or (self.agrees and self._gives_in(one)):
            self._take_back(one, one.start)
        elif self._keeps(one):
            self.withdrawn, self.explained, self.now = True, False, None
        elif self.withdrawn and self._explains(one):
            self.explained = True
        elif self._names_another_day(one):
            self.now = self.found[-1]
            self._add(one.end)
        elif one.sort is Sort.LATER:
            self._leave_open(one, opening)
        elif self._only_adds(one):
            self._add(one.end)
        elif one.sort is Sort.NOTHING or self._is_told_with_the_last(one):
            self.opening = opening if opening is not None and one.join in GOING_ON else self._opens(one)
        elif one.sort in (Sort.TALK, Sort.TOLD, Sort.FINE):
            self.now = None
        elif one.sort is Sort.SCOPE and self._speaks_of_the_last(one):
            self.now = self.found[-1]
            self.now.end, self.now.sort = one.end, Sort.SCOPE
        elif self.now and self._belongs(self.now, one):
            self._grow(self.now, one)
        elif only_asks_to_look(self.hits, one.start, one.end):
            self.now = None
        else:
            self._begin(one, opening)

    def _still_meant(self, one: Said) -> Found | None:
        """The point of the sentence before, if this short sentence says what to do about it."""
        now = self.found[-1] if self.found and self.found[-1].part is self.part else None
        return (
            now
            if now and self.last and self.last.end == now.end and self._answers(now, replace(one, join=""))
            else None
        )

    def _opens(self, one: Said) -> int | None:
        """Where words begin that may open a point; an address ("mà em, …") opens none."""
        called = self.hits.first("wish_thou", one.start, one.end)
        return None if called and called.end == one.end and one.length < 3 else one.start

    def _begin(self, one: Said, opening: int | None) -> None:
        """A new point, with the words before it that open it."""
        self.withdrawn = False
        start = one.start
        if one.sort is Sort.SCOPE and self.before and self.before.sort is Sort.TOLD and one.join in GOING_ON:
            start = self.before.start
        elif opening is not None and (one.join in GOING_ON or (one.join == "voice" and self._refers(one))):
            far = 8 if self._has_own_subject(one) else 16
            start = opening if one.start - opening <= max(far, one.length) else start
        self.now = Found(self.part, start, one.end, one.sort)
        self.found.append(self.now)

    def _add(self, end: int) -> None:
        if self.now:
            self.now.end = end

    def _leave_open(self, one: Said, opening: int | None) -> None:
        """What was said before is left open; a wish stays one, and alone the words are talk."""
        now = self.now if one.join not in ("", "semi", "colon") else None
        if now:
            now.end = one.end
            now.sort = Sort.UNSURE if now.sort in _MAY_BE_OPEN else now.sort
        elif opening is not None and one.join in (*GOING_ON, "voice", "but"):
            self._begin(replace(one, sort=Sort.UNSURE, start=opening), None)
        elif self.part.listed:
            self._begin(replace(one, sort=Sort.UNSURE), None)

    def _only_adds(self, one: Said) -> bool:
        """Whether a clause has no meaning alone, and belongs to the point before it."""
        if self.now is None or one.join in ("", "voice", "colon"):
            return False
        if one.sort is Sort.TOLD or (one.sort is Sort.TALK and self._may_be_a_reason(one)):
            return one.join in ("comma", "reason")
        if only_counts(self.hits, one):
            return True
        if one.sort is Sort.NOTHING:
            return one.join != "semi" or one.length < 5
        if one.sort is Sort.REMARK and one.join == "but":
            return self.now.sort not in (Sort.PRAISE, Sort.REMARK)
        if one.sort is not Sort.REMARK or one.join in _NEW:
            return False
        return one.join in ("comma", "reason") or one.length < 5 or not self._has_own_subject(one)

    def _names_another_day(self, one: Said) -> bool:
        """ "By thursday, sorry, | friday noon": behind a word of excuse the day of the wish before."""
        if self.before is None or self.before.sort is not Sort.TALK or one.sort not in _PLAINLY:
            return False
        mine = bool(self.found) and self.found[-1].part is self.part
        return mine and self.before.length < 3 and tells_when(self.hits, one.start, one.end)

    def _may_be_a_reason(self, one: Said) -> bool:
        """ "…, the truck is out on Thursday": words that could be talk belong to the work."""
        sure = self.hits.has("wish_talk", one.start, one.end, "sure")
        return not sure and self.now is not None and self.now.sort in _WISHES and one.length > 3

    def _is_told_with_the_last(self, one: Said) -> bool:
        """ "They were asked to change the music and cut the budget": both are reported. So is text in
        brackets that reports nothing else.
        """
        if one.sort is Sort.REMARK and (
            self.cues.tokens[one.start].text in "([" or self.part.words[:1] in "(["
        ):
            return True
        before = self.before
        if (
            self.now
            or before is None
            or before.sort not in _TOLD
            or before.length < 3
            or one.sort is Sort.SCOPE
        ):
            return False
        goes_on = one.join == "weak" and self.hits.at("wish_verb", one.start) is not None
        goes_on = goes_on or tells_on(self.hits, before, one)
        return goes_on or (
            before.sort is not Sort.NOTHING and self.cues.tokens[one.start].bare in known_words("refers")
        )

    def _speaks_of_the_last(self, one: Said) -> bool:
        """ "I know it's outside the scope": a sentence that is only about the wish before."""
        if one.join or not self.found or self.found[-1].part is not self.part or one.length > 14:
            return False
        words = self.cues.tokens[one.start : one.start + 5]
        return any(token.bare in known_words("refers") or token.form in _THIS for token in words)

    def _grow(self, now: Found, one: Said) -> None:
        """Add a clause to the point before it."""
        self.withdrawn = False
        opened = opens_subject(self.hits, now) and now.sort is not Sort.MONEY
        now.end = one.end
        if opened:
            now.sort = one.sort
        decides = one.sort in (Sort.SCOPE, Sort.UNSURE) or (
            now.sort is Sort.REMARK and one.sort is not Sort.FAULT
        )
        if decides or one.sort is Sort.PRAISE or (one.sort is Sort.SOFT and now.sort in PLAIN):
            now.sort = one.sort

    def _belongs(self, now: Found, one: Said) -> bool:
        """Whether a clause goes on with the point before it."""
        if one.join in _NEW:
            return self._answers(now, one)
        if opens_subject(self.hits, now) and one.join == "comma":
            return True
        if one.join == "comma" and self._is_opener(now) and not self.hits.at("wish_verb", one.start):
            return True
        if one.sort is Sort.QUESTION and (wonders(self.hits, one) or not self._asks_by_itself(one)):
            return True
        if one.join == "voice" and one.sort is now.sort is Sort.PRAISE:
            return one.length < 4
        if one.join == "voice":
            return now.sort in _FAULTS and one.sort in (Sort.WISH, Sort.FAULT) and self._refers(one)
        if one.sort is Sort.SCOPE:
            return now.sort in _WISHES
        if now.sort is Sort.MONEY and lowers(self.hits, one.start, one.end):
            return True
        if now.sort in (Sort.SCOPE, Sort.MONEY):
            return one.sort in (Sort.SCOPE, Sort.MONEY) or (
                one.sort in _WISHES and not self._has_own_subject(one)
            )
        if now.sort is Sort.WISH and one.sort is Sort.PRAISE:
            return one.join in ("comma", "weak", "reason") and only_keeps(self.hits, now.start, now.end)
        if now.sort is Sort.QUESTION:
            return one.sort in (Sort.QUESTION, Sort.SOFT, Sort.REMARK)
        if now.sort is Sort.REMARK and (one.join == "weak" or one.sort in (Sort.PRAISE, Sort.MONEY)):
            return (one.join == "weak" and now.end - now.start < 4) or one.length < 4
        if now.sort is Sort.PRAISE and one.sort is Sort.WISH:
            keeps = any(
                self.cues.tokens[at].bare in known_words("keeping") for at in range(one.start, one.start + 2)
            )
            return keeps and one.join in ("comma", "weak", "reason")
        if now.sort not in _WISHES or one.sort not in _WISHES:
            return now.sort is one.sort
        if now.sort is Sort.WISH and self._names_another(now, one):
            return False
        return one.join != "weak" or not self._has_own_subject(one)

    def _is_opener(self, now: Found) -> bool:
        """ "Wonderful, our CEO wants it …", "very, the players like it": a word, and what there is to it."""
        return (
            now.sort in (Sort.PRAISE, Sort.REMARK)
            and now.end - now.start == 1
            and (self.part.listed or bool(self.part.answers))
        )

    def _names_another(self, now: Found, one: Said) -> bool:
        """ "Bỏ viền xanh, chữ chuyển sang đỏ": a wish about another thing, which it names first."""
        thing = self.hits.at("wish_thing", one.start)
        if thing is None or one.join != "comma" or one.sort is not Sort.WISH:
            return False
        mine = {token.bare for token in self.cues.tokens[now.start : now.end]}
        wished = self.hits.at("wish_verb", now.start) is not None
        own = any(token.bare not in mine for token in self.cues.tokens[thing.start : thing.end])
        return wished and own and self.hits.has("wish_verb", thing.end, one.end)

    def _answers(self, now: Found, one: Said) -> bool:
        """Whether a clause that could open a new point says what to do about the one before."""
        if one.join == "but":
            plain = now.sort in PLAIN and one.sort in PLAIN and not self._has_own_subject(one)
            return plain or now.sort is one.sort is Sort.MONEY
        if now.sort is Sort.MONEY and not one.join:
            return lowers(self.hits, one.start, one.end)
        if not one.join:
            return (
                now.sort in _FAULTS and one.sort in PLAIN and one.length < 6 and only_refers(self.hits, one)
            )
        if one.join in ("semi", "so") and one.sort is Sort.WISH and forbids(self.hits, now):
            return self.cues.tokens[one.start].bare in known_words("instead")
        if (
            one.join not in ("semi", "so")
            or one.sort is not Sort.WISH
            or now.sort not in (Sort.SCOPE, *_FAULTS)
        ):
            return False
        new = self.hits.at("wish_verb", one.start) and self.hits.has("wish_thing", one.start, one.end)
        return one.join == "so" or now.sort is Sort.SCOPE or not new

    def _undoes(self, one: Said) -> bool:
        """ "Khỏi phóng đâu", "no need to crop": an earlier wish is cancelled."""
        undo = self.hits.first("wish_undo", one.start, min(one.end, one.start + 3))
        verb = self.hits.at("wish_verb", undo.end) if undo else None
        if undo is None or verb is None:
            return False
        things = [thing.start for thing in self.hits.all("wish_thing", verb.end, one.end)]
        wanted = {self.cues.tokens[at].bare for at in (verb.start, *things)}
        return any(wanted <= content(one.part.cues, one.start, one.end) for one in self.found[-REACH:])

    def _gives_in(self, one: Said) -> bool:
        """ "Dạ vậy để", "ok keep it": the one who wished it agrees, and names nothing new."""
        short = one.length < _FEW and one.sort in PLAIN and self.part.talk > 0
        nothing_new = short and not self.hits.has("wish_thing", one.start, one.end)
        return nothing_new or self.hits.has("wish_back_keep", one.start, one.end)

    def _keeps(self, one: Said) -> bool:
        """ "Logo giữ nguyên nha Loan": an earlier wish about it is overruled, and dropped."""
        wish = kept(self.found, self.hits, one.start, one.end)
        if wish:
            self._drop([wish], one.start, one.end)
        return wish is not None

    def _drop(self, points: Sequence[Found], start: int, end: int) -> None:
        self.found[:] = [one for one in self.found if one not in points]
        self.dropped += [Dropped(one, self.part, start, end) for one in points]

    def _asks_by_itself(self, one: Said) -> bool:
        return ask_of(self.hits, one.start, one.end, "", one.join in BEGINNING) is not Ask.NOTHING

    def _refers(self, one: Said) -> bool:
        """ "so that has to move up", "bring it forward": it refers to an earlier point."""
        words = self.cues.tokens[one.start : min(one.end, one.start + 4)]
        return any(token.bare in known_words("refers") for token in words) or bool(
            self.hits.at("wish_verb", one.start)
        )

    def _has_own_subject(self, one: Said) -> bool:
        """Whether a clause names its own subject first: "và câu … cần", not "và xếp lại", "nó dài quá"."""
        words = self.cues.tokens[one.start : min(one.end, one.start + 4)]
        if words[0].bare in known_words("refers") or any(token.form in _THIS for token in words):
            return False
        return not any(self.hits.at(kind, one.start) for kind in _NO_SUBJECTS)

    def _explains(self, one: Said) -> bool:
        """Directly after a withdrawal: the reason, and that everything may stay."""
        if (self.explained and one.join not in ("comma", "reason")) or one.sort in _ASKING:
            return False
        return one.sort not in (Sort.WISH, Sort.SOFT) or self.hits.has("wish_back_keep", one.start, one.end)

    def _mends(self, one: Said) -> bool:
        """ "Thứ 5 gửi nhé, à nhầm, thứ 6 nha": other words for what the message said; a slip alone in its
        message takes back the wish before.
        """
        slip = self.hits.first("wish_back", behind_sigh(self.hits, one.start), one.end, "slip")
        if slip is None or self.last is not None:
            return slip is not None
        behind = self.cues.tokens[slip.end :]
        other = (token for token in behind if token.kind in (Kind.WORD, Kind.NUMBER, Kind.QUOTE))
        return any(token.bare not in known_words("chatter") for token in other)

    def _take_back(self, one: Said, sentence: int) -> None:
        """Drop the point that is meant, once; not when a wish is only reported: "I was going to say …"."""
        start = one.start
        if self.now and self.now.sort is Sort.REMARK and self.found[-1:] == [self.now]:
            start = self.found.pop().start  # why it is taken back
        if not self.withdrawn and not self._was_only_told():
            own = self.part if self.last else None
            target = meant(self.found, self.cues, sentence, one.start, one.end, own)
            if self.hits.has("wish_back", one.start, one.end, "all"):
                theirs = [old for old in self.found if old.part.speaker == self.part.speaker]
                self._drop(theirs, start, one.end)
            elif target and not self.agrees:
                self._drop([target], start, one.end)
        self.withdrawn, self.now = True, None
        self.explained = self.hits.has("wish_back_keep", one.start, one.end)

    def _was_only_told(self) -> bool:
        before = self.before or self.last
        own = before is not None and before.sort is Sort.NOTHING and self.hits.at("wish_i", before.start)
        return (
            before is not None and before.length > 3 and (before.sort in (Sort.TALK, Sort.TOLD) or bool(own))
        )


_FEW = 4
_MAY_BE_OPEN = (Sort.REMARK, Sort.FAULT, Sort.SOFT, Sort.PRAISE, Sort.QUESTION)
_FAULTS = (Sort.FAULT, Sort.REMARK)
_WISHES = (*PLAIN, Sort.SOFT)
_PLAINLY = (Sort.NOTHING, Sort.REMARK)
_TOLD = (Sort.NOTHING, Sort.TALK, Sort.TOLD)
_ASKING = (Sort.QUESTION, Sort.MONEY, Sort.SCOPE)
_NEW = ("", "strong", "but", "semi", "colon", "so")
_NO_SUBJECTS = tuple(f"wish_{one}" for one in ["verb", "need", "soft", "fault", "give", "help", "thou", "i"])
_THIS = ("này", "đó", "đấy", "ấy", "nay", "these", "those", "this")
