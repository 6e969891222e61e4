"""Who holds the ball, in words: for the status and for answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desk.ball.ball import DAY, Share, Who
from desk.ball.holding import Side
from desk.work.deliverable import Status
from handlers.core.blocks import Mrkdwn, clamp, esc, mention
from handlers.core.i18n import Translator

_MOST_SHARES = 5
_NAME = 40


def line(t: Translator, shares: Sequence[Share], today: date) -> Mrkdwn | None:
    """All holders in one line; None when nobody holds anything."""
    if not shares:
        return None
    said = [_share(t, one, today) for one in shares[:_MOST_SHARES]]
    if len(shares) > _MOST_SHARES:
        said.append(t.md("ball.more", count=len(shares) - _MOST_SHARES))
    return t.md("ball.line", holders=Mrkdwn(" · ".join(said)))


def who(t: Translator, one: Who) -> Mrkdwn:
    """A holder."""
    if one.side is Side.PERSON:
        return mention(one.user)
    if one.side is Side.SUPPLIER:
        return esc(clamp(one.supplier or "", _NAME))
    return esc(t("ball.client") if one.side is Side.CLIENT else t(f"department.{one.department}"))


def days(t: Translator, minutes: int) -> str:
    """Working minutes as working days, to a tenth."""
    tenths = f"{minutes / DAY:.1f}".removesuffix(".0")
    return t("ball.days", days=tenths.replace(".", t("ball.point")))


def past(t: Translator, status: Status, count: int, due_on: date, today: date) -> Mrkdwn:
    """That the date of work passed `count` working days ago: only with the agency it is late."""
    if status is Status.WITH_CLIENT:
        return t.md("ball.past" if count else "ball.past_now", count=count)
    return esc(t.day(due_on, today)) if status is Status.APPROVED else t.late(count, due_on, today)


def _share(t: Translator, one: Share, today: date) -> Mrkdwn:
    """How much one holder has; of those whom the agency waits for, since when."""
    facts = {"who": who(t, one.who), "count": one.count}
    if one.since is None or one.who.side is Side.PERSON:
        return t.md("ball.share", **facts)
    return t.md("ball.share_since", since=t.dated(one.since, None, today), **facts)
