"""Who approve a thing together, where "và" parts the words that name them."""

from __future__ import annotations

from desk.text.brief.sentence import Sentence
from desk.text.pasted.clauses import Clause

_GATHERS = frozenset({"gom", "including"})


def begins(sentence: Sentence, clause: Clause) -> int:
    """Where those begin who approve together: "Hội đồng gồm khối Nhân sự | và khối Thương hiệu xét duyệt"."""
    before = sentence.clause_of(clause.start - 1) if clause.start > sentence.start else clause
    words = {token.bare for token in sentence.cues.tokens[before.start : before.end]}
    return before.start if clause.join == "weak" and words & _GATHERS else clause.start
