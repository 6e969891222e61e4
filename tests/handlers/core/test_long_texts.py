"""What people type, however long and odd, takes ten times as long to read when it is ten times as long.

A text whose reading grows with its square keeps everybody else waiting for seconds. `make bench` holds each
reader to a time.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from desk.brief import lint
from desk.brief.lint import Finding
from desk.brief.rules import Rules
from handlers.core.wording import plain_text
from storage.database.engine import Database
from storage.day.todo import Todo
from tests.handlers.conftest import HUONG, Office, shows, typed
from tests.support import readers
from tests.support.readers import SIZES, Reader, cost, shapes

TOO_SHORT_TO_TELL = 0.02
"""Seconds of the processor below which a busy machine's noise says more than the text."""
MARGIN = 4
"""Times what growth in proportion would be."""
NAMES = sorted({*readers.PURE, *readers.ASKING})


@pytest.fixture(scope="session")
def table(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Reader]]:
    """What the readers store is rolled back each time, so one agency is enough for all."""
    path = tmp_path_factory.mktemp("readers") / "liaison.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with readers.readers(database) as found:
        yield dict(found)
    database.close()


@pytest.mark.parametrize("name", NAMES)
def test_reading_takes_as_long_as_the_text_is(table: dict[str, Reader], name: str) -> None:
    read = table[name]
    cost(read, "mai 1tr @a")  # what is loaded and built at the first time
    slow = []
    sizes: tuple[int, ...] = SIZES
    margin: float = MARGIN
    if name in (*readers.BY_MEANING, *readers.LOOKS_UP):
        # A square shows as well in a third of the text, where half as much growth is allowed.
        sizes, margin = tuple(size // 3 for size in SIZES), MARGIN / 2
    # Of a text that is cut to what it was before nothing is to be learnt.
    sizes = tuple(size for size in sizes if size // 10 < readers.AT_MOST.get(name, size))
    for number, texts in enumerate(zip(*(shapes(size) for size in sizes), strict=True)):
        if name in readers.BY_MEANING and number % len(readers.BY_MEANING) != readers.BY_MEANING.index(name):
            continue
        before = None
        for size, (shape, text) in zip(sizes, texts, strict=True):
            allowed = max(TOO_SHORT_TO_TELL, margin * 10 * before) if before is not None else 0.2
            seconds = cost(read, text)
            if seconds > allowed:
                seconds = cost(read, text, times=3)
            if seconds > allowed:
                slow.append(f"{shape}, {size} characters: {seconds:.3f} s, allowed {allowed:.3f} s")
                break
            before = seconds
    assert slow == []


FREEZES = {
    "add moc an … b": lambda size: "add moc an" + " " * (size - 11) + "b",
    "off 24/11 … x": lambda size: "off 24/11" + " " * (size - 10) + "x",
    "off in words": lambda size: ("off 24/11 - " * size)[:size],
    "no blank at all": lambda size: "a" * size,
    "an answer": lambda size: "brief answer moc an" + " " * (size - 20) + "x",
    "a piece of history": lambda size: "history moc an" + " " * (size - 15) + "b",
    "an addressed list": lambda size: ("add @a " * size)[:size],
    "an import": lambda size: ("import dự án\thạng mục\n" + "a\tb\n" * size)[:size],
    "a feedback": lambda size: ("góp ý " + "<mailto:" * size)[:size],
}  # fmt: skip
"""What people send by direct message, in so many characters."""


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("what", FREEZES)
def test_a_direct_message_that_is_very_long_is_answered_as_quickly_as_others(
    office: Office, what: str
) -> None:
    def seconds(size: int) -> float:
        event = {"type": "message", "channel_type": "im", "channel": "D1", "ts": f"{size}.1"}
        started = time.process_time()
        answer = office.bot.event(HUONG, event | {"text": FREEZES[what](size)})
        taken = time.process_time() - started
        assert answer.status == 200
        assert office.slack.wait("chat.postMessage")
        return taken

    seconds(100)
    short = max(seconds(3_900), TOO_SHORT_TO_TELL)
    assert seconds(39_000) < MARGIN * 10 * short


PROSE = (
    "Chị gửi em brief chiến dịch Tết nhé. Mục tiêu là bán thêm 10% so với năm ngoái, nhóm chính là mẹ trẻ ở "
    "thành phố. Bên em lo giúp chị KV, một clip 30 giây và bộ bài cho fanpage, gửi chị trước thứ 6 tuần sau. "
)
ODD = {
    "a day after a day": "hạn 24/11 ", "an hour after an hour": "15h ", "a letter a line": "x\n",
    "a range after a range": "1–", "thanks after a hello": "chào cảm ơn ",
}  # fmt: skip
TIMES_PROSE = 7
"""How much longer than ordinary prose of the same length an odd text may take."""


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("begins", ["", "add "])
def test_an_odd_text_keeps_the_others_waiting_hardly_longer_than_prose(office: Office, begins: str) -> None:
    def seconds(unit: str) -> float:
        text = (begins + unit * 39_000)[:39_000]
        event = {"type": "message", "channel_type": "im", "channel": "D1", "ts": f"{time.time()}"}
        started = time.process_time()
        assert office.bot.event(HUONG, event | {"text": text}).status == 200
        assert office.slack.wait("chat.postMessage")
        return time.process_time() - started

    seconds(PROSE)  # what is loaded and built at the first time
    allowed = TIMES_PROSE * max(seconds(PROSE), seconds(PROSE))
    taken = {what: seconds(unit) for what, unit in ODD.items()}
    assert {what: one for what, one in taken.items() if one > allowed} == {}, allowed


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_more_than_slack_can_send_is_said_to_be_unread(office: Office) -> None:
    answer = office.bot.command(HUONG, "/ae", "todo " + "x" * 40_001)
    shows(answer, "40000", "chưa lưu")
    assert office.rows(Todo) == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_what_was_typed_keeps_its_tabs_lines_and_indentation(office: Office) -> None:
    text = "dự án\thạng mục\t\tx\n    - a" + " " * 50 + "b"
    assert plain_text(text) == "dự án\thạng mục\t\tx\n    - a b"


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_doctor_reads_a_brief_once_and_while_nothing_is_locked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its card, its questions and its next versions read only what has changed."""
    office.bot.liaison.services.rules.memory.forget()
    open_, read = set[int](), list[tuple[str, bool]]()  # what follows an ack writes in threads of its own
    engine = office.bot.liaison.database.engine
    event.listen(engine, "begin", lambda one: None if _reads(one) else open_.add(threading.get_ident()))
    for name in ("commit", "rollback"):
        event.listen(engine, name, lambda one: None if _reads(one) else open_.discard(threading.get_ident()))
    real = lint._vague

    def spied(name: str, text: str, rules: Rules) -> Iterator[Finding]:
        read.append((name, threading.get_ident() in open_))
        return real(name, text, rules)

    monkeypatch.setattr(lint, "_vague", spied)
    fields = {
        "objective": "1." * 1000, "metric": "Số hộp", "audience": "Mẹ trẻ", "message": "Thật trẻ trung",
        "deliverables": "KV", "deadline": "25/12", "budget": "chưa chốt", "approver": "Chị Chi",
    }  # fmt: skip
    form = office.form("/brief", "moc an")
    answer = office.bot.submit(HUONG, form, typed(form, **fields))
    assert answer.body["response_action"] == "clear", answer.words
    office.bot.deliver()
    office.bot.command(HUONG, "/brief", "questions moc an")
    assert sorted(read) == sorted((name, False) for name in fields)


def _reads(connection: Connection) -> bool:
    return connection.get_execution_options().get("liaison_begin") is not None
