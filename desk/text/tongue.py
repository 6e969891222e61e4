"""Which language a line is written in, by the little words that every sentence has."""

from __future__ import annotations

from collections.abc import Iterable

from desk.text.tokens import Kind, Token

_VIETNAMESE = frozenset(
    "la cua khong ko cho em chi anh co duoc dc thi nay roi voi va nhung cai nha nhe thi ma vay hon qua len lai "
    "di ra vo nua mot hai may nguoi ben minh ban phai can dung moi cung nhu trong ngoai tren duoi truoc sau hoi "
    "bi doi sua bo them giu de xem gui cac nhieu it hinh chu mau nen anh tren khi neu con chua dang da se vao "
    "tu den toi thay lam noi dep thich ok e c a k nao gi sao dau ai".split()
)
_ENGLISH = frozenset(
    "the a an is are was were be been of to and in on at for with from by this that these those it its i we you "
    "he she they our your my their his her not no but or if so as can could should would will must need needs "
    "have has had do does did please just too very more less there here what who when where why how which make "
    "like all any some one two out up down over under into about than then still also only".split()
)
_BOTH = _VIETNAMESE & _ENGLISH


def is_english(tokens: Iterable[Token], default: bool = False) -> bool:
    """Whether English words outweigh the Vietnamese ones; `default` when neither do."""
    english = vietnamese = 0
    for token in tokens:
        if token.kind is not Kind.WORD:
            continue
        if token.accented and not token.capital:
            vietnamese += 1
        elif token.bare in _BOTH:
            continue
        elif token.bare in _ENGLISH:
            english += 1
        elif token.bare in _VIETNAMESE:
            vietnamese += 1
    return english > vietnamese if english != vietnamese else default
