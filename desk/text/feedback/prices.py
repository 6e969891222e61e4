"""What a client's clause says of our money: a price that is too much or not approved, costs, the contract."""

from __future__ import annotations

from desk.text.pasted.asks import Ask
from desk.text.pasted.cues import Cue, known_words
from desk.text.pasted.hits import Hits
from desk.text.tokens import Kind

_NEAR = 4
"""So many words behind "chưa duyệt" the price is named."""
_LEAD = 3
"""So many words may stand before "giảm"."""
_BACK = 8
"""So many words before a clause that goes on the price may have been named."""


def is_about_costs(hits: Hits, start: int, end: int, ask: Ask, *, beyond: bool) -> bool:
    """Whether a clause names costs or the contract. `beyond`: it tells that something is outside of that."""
    if _divides(hits, start, end):
        return False
    if _asks_how_much(hits, start, end):
        return True
    for hit in hits.all("wish_money", start, end):
        if _is_not_ours(hits, hit) or (beyond and hits.has("wish_deal", hit.start, hit.end)):
            continue
        if hit.value == "sure":
            return True
        if ask is Ask.NOTHING and any(hits.has(kind, start, end) for kind in _TOLD_OF_MONEY):
            return True
    return False


_TOLD_OF_MONEY = ("wish_fault", "wish_need", "wish_approve")


def only_receives(hits: Hits, start: int, end: int) -> bool:
    """ "Bên anh đã nhận báo giá lần 2": that it came, and nothing of what it says."""
    got = hits.first("wish_received", start, min(start + _NEAR, end))
    if got is None or any(hits.has(kind, start, end) for kind in ("wish_need", "wish_dear", "wish_verb")):
        return False
    return any(got.end <= hit.start <= got.end + 2 for hit in hits.all("wish_money", got.end, end))


def is_of_a_shop(hits: Hits, start: int, end: int, *, headed: bool) -> bool:
    """ "Có nhận ví MoMo không", "giỏ hàng: chưa có phí ship": what a page of the client's shop is about, not
    our price. `headed`: the heading names such a page.
    """
    if not headed and not hits.has("wish_shop", start, end):
        return False
    named = (hit for kind in ("wish_money", "wish_price") for hit in hits.all(kind, start, end))
    return all(hits.cues.tokens[hit.start].bare not in known_words("our_money") for hit in named)


def _divides(hits: Hits, start: int, end: int) -> bool:
    """ "Chia ngân sách cho TikTok nhiều hơn Facebook": how a plan spends what was agreed."""
    verb = hits.at("wish_verb", start)
    money = {hit.start for hit in hits.all("wish_money", start, end)}
    sure = any(hit.value == "sure" for hit in hits.all("wish_money", start, end))
    places = [hit for hit in hits.all("wish_share", start, end) if hit.start not in money]
    return verb is not None and not sure and len(places) > 0


def is_dear(hits: Hits, start: int, end: int, *, first: bool) -> bool:
    """ "Giá TVC cao quá", "chưa duyệt giá in", "45 triệu thì cao quá"; not "giá để cao quá", which is where
    it stands on the page. `first`: the clause begins a sentence, and goes on with no price before it.
    """
    if _has_risen(hits, start, end):
        return True
    for dear in hits.all("wish_dear", start, end):
        if dear.value == "sure":
            return True
        if dear.value == "less":
            if _is_price(hits, dear.end) and hits.has("wish_i", dear.end, end):
                return True
            continue
        if dear.value == "no" and _prices(hits, dear.end, min(dear.end + _NEAR, end)):
            return True
        goes_on = not first and not hits.has("wish_thing", start, dear.start)
        prices = _prices(hits, _behind_stop(hits, start) if goes_on else start, dear.start)
        if prices and not hits.has("wish_placed", prices[-1], dear.start):
            return True
    return False


def _has_risen(hits: Hits, start: int, end: int) -> bool:
    """ "Hạng mục âm thanh tăng 18% so với lần 1": so much more is asked than before; not "tăng logo 20%"."""
    tokens = hits.cues.tokens
    for risen in hits.all("wish_risen", start + 1, end):
        share = tokens[risen.end : risen.end + 2]
        percent = len(share) == 2 and share[0].kind is Kind.NUMBER and share[1].text == "%"
        if percent and hits.has("wish_compared", risen.end + 2, min(risen.end + 6, end)):
            return True
    return False


def adds_a_version(hits: Hits, start: int, end: int) -> bool:
    """ "Thêm 1 bản 15s cho TikTok", "add an English version": more than there is; not "thêm bản đồ"."""
    for adds in hits.all("wish_adds", start, end):
        form = hits.first("wish_format", adds.end, min(adds.end + _LEAD, end))
        if form is None:
            continue
        around = [*range(adds.end, form.start), *range(form.end, min(form.end + _NEAR, end))]
        if any(hits.at("wish_other_format", at) or _lasts(hits, at) for at in around):
            return True
    return False


def _lasts(hits: Hits, at: int) -> bool:
    """ "15s", "30 giây": how long a film is."""
    tokens = hits.cues.tokens
    behind = tokens[at + 1 : at + 2]
    return tokens[at].kind is Kind.NUMBER and any(one.bare in known_words("second") for one in behind)


def lowers(hits: Hits, start: int, end: int) -> bool:
    """ "Giảm còn 40 triệu nhé": behind words about a price it is the price that is to go down."""
    verb = next((hit for hit in hits.all("wish_dear", start, end) if hit.value == "less"), None)
    return verb is not None and verb.start - start < _LEAD and not hits.has("wish_thing", start, end)


def _asks_how_much(hits: Hits, start: int, end: int) -> bool:
    price = hits.first("wish_price", start, end) or hits.first("wish_money", start, end)
    return price is not None and any(
        token.bare in known_words("how_much") and token.form != "nhiều"
        for token in hits.cues.tokens[price.end : end]
    )


def _prices(hits: Hits, start: int, end: int) -> list[int]:
    """Where words for a price end, and amounts of money."""
    named = [
        hit.end
        for kind in ("wish_price", "wish_money")
        for hit in hits.all(kind, start, end)
        if not _is_not_ours(hits, hit)
    ]
    return sorted([*named, *(at + 1 for at in range(start, end) if _is_sum(hits, at))])


def _is_price(hits: Hits, at: int) -> bool:
    price = hits.at("wish_price", at)
    return price is not None and not _is_not_ours(hits, price)


def _is_sum(hits: Hits, at: int) -> bool:
    """ "45 triệu", "45tr": the token that ends an amount of money."""
    tokens = hits.cues.tokens
    return at > 0 and tokens[at].bare in known_words("money_unit") and tokens[at - 1].kind is Kind.NUMBER


def _is_not_ours(hits: Hits, hit: Cue) -> bool:
    """ "Chữ giá", "nút thanh toán": what the work shows."""
    return hit.start > 0 and hits.at("wish_not_money", hit.start - 1) is not None


def _behind_stop(hits: Hits, start: int) -> int:
    """Where the words begin that a clause goes on with, in the same sentence."""
    first = max(0, start - _BACK)
    stops = (at + 1 for at in range(first, start) if hits.cues.tokens[at].text in (".", "!", "?", ";"))
    return max(stops, default=first)
