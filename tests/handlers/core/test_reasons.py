"""What Slack does not take is said in words with what to do, never in codes of Slack; and always said."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from handlers.core import reasons
from handlers.core.i18n import LANGUAGES, Catalogs
from storage.messages import outbox
from storage.messages.outbox import Outbox, OutboxState
from storage.work.deliverable import Deliverable
from tests.handlers.conftest import HUONG, Office, shows
from tests.support.patience import until

KNOWN = sorted(reasons._WORDS.keys() - {"not_in_channel", "channel_not_found", "missing_scope", "stumbled"})


def add(office: Office) -> None:
    shows(office.bot.command(HUONG, "/ae", "add KV @lan 15/12/2027"), "KV")


def refused(office: Office, code: str) -> str:
    """What the author of a card that Slack refuses with this code is told."""
    no_card(office, code)
    add(office)
    return until_told(office)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence_that_says_what_to_do(language: str) -> None:
    t = Catalogs("vi").translator(language)
    for code in (*KNOWN, "a_code_of_next_year"):
        words = reasons.said(t, code)
        assert code not in words
        assert len(words) > 20
        assert "!" not in words


@pytest.mark.parametrize("code", ["is_archived", "restricted_action", "msg_too_long", "a_code_of_next_year"])
def test_a_card_that_slack_refuses_is_told_of_without_slacks_code(
    office: Office, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    said = refused(office, code)
    assert "Đã lưu, nhưng chưa đăng được" in said
    assert code not in said
    assert code in caplog.text  # whoever runs the bot finds it there
    assert len(office.rows(Deliverable)) == 1


def test_who_reads_english_is_told_in_it(office: Office) -> None:
    office.english(HUONG)
    assert "the channel is archived; unarchive it in Slack" in refused(office, "is_archived")


def test_asking_why_shows_no_code_either(office: Office) -> None:
    with office.world.database.write() as session:
        outbox.enqueue(
            session, workspace_id=1, kind="notice", recipient=HUONG, cause="x/1", at=office.bot.clock.now(),
            payload={"key": "common.save", "language": "vi", "facts": {}},
        )  # fmt: skip
    office.slack.answers["chat.postMessage"] = {"ok": False, "error": "messages_tab_disabled"}
    office.bot.liaison.delivery.step()
    said = office.bot.command(HUONG, "/ae", "why").words
    assert "Messages tab" in said
    assert "messages_tab_disabled" not in said


@pytest.mark.on_both
def test_the_author_of_a_post_of_unknown_fate_is_told_whatever_they_were_told_that_day(
    office: Office,
) -> None:
    """Also hours later, and however many messages the day had brought."""
    add(office)
    now = office.bot.clock.now()
    with office.world.database.write() as session:
        for number in range(5):
            outbox.enqueue(
                session, workspace_id=1, kind="notice", recipient=HUONG, cause=f"x/{number}", at=now,
                payload={"key": "common.save", "language": "vi", "facts": {}},
            )  # fmt: skip
    with office.world.database.write() as session:
        for row in session.scalars(select(Outbox).where(Outbox.recipient == HUONG)):
            row.state, row.sent_at = OutboxState.SENT, now
    no_card(office, "internal_error")
    office.slack.answers["conversations.history"] = {"ok": False, "error": "missing_scope"}
    office.bot.liaison.delivery.step()
    assert not told(office)
    office.bot.clock.forward(hours=2)
    assert "không rõ tin đã lên <#C02MOCAN> chưa" in until_told(office)


def no_card(office: Office, code: str) -> None:
    """Let Slack refuse the project's channel with this code; each person has a DM of their own."""
    office.slack.answers["chat.postMessage"] = lambda asked: (
        {"ok": False, "error": code} if asked["channel"] == "C02MOCAN" else {}
    )
    office.slack.answers["conversations.open"] = lambda asked: {"channel": {"id": f"D-{asked['users']}"}}


def told(office: Office) -> list[str]:
    """What the bot has said to the author, in their DM."""
    return [
        said["text"]
        for method, said in office.slack.calls
        if (method, said.get("channel")) == ("chat.postMessage", f"D-{HUONG}")
    ]


def until_told(office: Office) -> str:
    """The same, once what is refused or unsure has settled."""

    def settled() -> list[str]:
        office.bot.liaison.delivery.step()
        return told(office)

    (words,) = until(settled)
    return words
