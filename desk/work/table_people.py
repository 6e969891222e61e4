"""People as cells of sheets and tools name them: by name, mention or e-mail, several in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desk.people.member import Person, Role
from desk.text.letters import clean, fold
from desk.text.spans import Context
from desk.work.lines import Fault, whom

_MAIL = re.compile(r"[^\s<>()\[\],;|]+@[^\s<>()\[\],;|]+\.[a-z]{2,}", re.IGNORECASE)
_ADDRESSED = re.compile(r"<(?:mailto:)?([^<>|@]+@[^<>|]+)(?:\|[^<>]*)?>|\(\s*([^()@\s]+@[^()]+)\)")
_LINK = re.compile(r"\((?:https?://)[^()]*\)")
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_BRACKETS = re.compile(r"^[\[{]\s*(.*?)\s*[\]}]$", re.DOTALL)
_SEVERAL = re.compile(r"\s*[,;/&+\n|]\s*|\s+(?:và|and|với)\s+")
_LONGEST = 120


def is_mail(text: str) -> bool:
    """Whether a cell is an e-mail address."""
    return _MAIL.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Unclear:
    """A name of nobody, or of more than one: the fault, and who may be meant."""

    called: str
    fault: Fault
    offered: str = ""


class People:
    """Finds people by the text of cells. `known`: by folded name, the user that a person answered."""

    def __init__(self, people: Sequence[Person], context: Context, known: Mapping[str, str]) -> None:
        self._people, self._context = people, context
        self._by_user = {one.user: one for one in people}
        self._known = known
        self._found: dict[str, Person | Unclear] = {}

    def of(
        self, cells: Iterable[str], mails: Sequence[str], *, suggests: bool
    ) -> tuple[list[Person], list[Unclear]]:
        """The people in these cells, in order, and the unclear names. `mails`: the addresses of the same
        people, to resolve unclear names.
        """
        called = [name for cell in cells for name in self._names(cell)]
        called = called or [name for cell in mails for name in self._names(cell)]
        found = [self._one(name, suggests=suggests) for name in called]
        if len(mails) == 1 and len(found) == 1 and isinstance(found[0], Unclear):
            by_mail = self._one(mails[0], suggests=False)
            found = [by_mail] if isinstance(by_mail, Person) else found
        people = list(dict.fromkeys(one for one in found if isinstance(one, Person)))
        unclear = {one.called: one for one in found if isinstance(one, Unclear)}
        return people, list(unclear.values())

    def _names(self, cell: str) -> Iterator[str]:
        """The names in a cell: the whole cell if it is a known name, else its parts."""
        text = clean(_LINK.sub("", cell), multiline=True)
        text = _BRACKETS.sub(r"\1", text)
        if fold(text) in self._known:
            yield text
            return
        parts = [part for part in _SEVERAL.split(text) if part.strip()]
        if len(parts) > 1 and not any(isinstance(self._one(one, suggests=False), Person) for one in parts):
            whole = self._one(text, suggests=False)  # "Phạm, Lan"
            parts = [text] if isinstance(whole, Person) else parts
        yield from parts

    def _one(self, called: str, *, suggests: bool) -> Person | Unclear:
        key = fold(called)
        if key not in self._found:
            self._found[key] = self._meant(clean(called, multiline=False)[:_LONGEST], suggests=suggests)
        return self._found[key]

    def _meant(self, called: str, *, suggests: bool) -> Person | Unclear:
        mails = _MAIL.findall(called)
        name = _ASIDE.sub("", _ADDRESSED.sub("", called)).strip(' "')
        for known in (called, name, *mails):
            if user := self._by_user.get(self._known.get(fold(known), "")):
                return user
        if name and not _MAIL.fullmatch(name):
            said = name.title() if name.isupper() and not name.startswith("<") else name
            person, faults = whom(said, self._people, self._context, suggests=suggests)
            if person or not mails:
                return person or Unclear(called, faults[0], self._likeliest(faults[0]))
        return self._of_mail(mails[0] if mails else called, called)

    def _of_mail(self, mail: str, called: str) -> Person | Unclear:
        """The owner of an address, by the part before the `@`: it contains two words of their name and of
        nobody else's.
        """
        words = [word for word in re.split(r"[._+\-\d]+", mail.partition("@")[0]) if word]
        if len(words) > 1:
            person, _ = whom(" ".join(words), self._people, self._context, suggests=False)
            if person and set(words) <= set(fold(person.name).split()):
                return person
        likely = self._of_words(words)
        if likely:
            fault = Fault("error.line_owner_likely", {"called": mail, "name": likely.name})
            return Unclear(called, fault, likely.user)
        return Unclear(called, Fault("error.line_owner_nobody", {"called": mail, "nearest": ""}))

    def _of_words(self, words: Sequence[str]) -> Person | None:
        if not words:
            return None
        person, _ = whom(" ".join(words), self._people, self._context, suggests=False)
        return person

    def _likeliest(self, fault: Fault) -> str:
        """The likeliest colleague of a fault."""
        named = str(fault.facts.get("name") or fault.facts.get("names") or fault.facts.get("nearest") or "")
        first = named.split(", ")[0]
        meant = [one for one in self._people if one.name == first]
        fits = len(meant) == 1 and not meant[0].external and meant[0].role is not Role.GUEST
        return meant[0].user if fits else ""
