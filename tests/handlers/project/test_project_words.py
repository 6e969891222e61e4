"""Verbs that keep what is typed after them: a project's name alone and a question are not kept."""

from __future__ import annotations

from itertools import count

import pytest
from sqlalchemy import func, select

from handlers import VERBS
from handlers.core.verbs import Verb
from storage.database.history import ChangeItem
from storage.project.note import Note
from storage.project.risk import Risk
from tests.handlers.conftest import HUONG, Office, shows
from tests.support.house import writing

OF_ONESELF = {
    "todo": "it is about no project: a to-do may be called as one, or be a question to ask somebody",
    "remind": "the same, for somebody else",
}
"""Verbs that keep such words all the same, and why."""
KEEPING = [verb for verb in VERBS if f"verb {verb.name}" in writing() and verb.name not in OF_ONESELF]
NAMES = (
    "Mộc An Tết 2027", "Moc An Tet 2027", "moc-an-tet-2027", "Mộc An", "moc an", "MỘC", "Mộc An:",
    "của Mộc An", "cua moc an",
)  # fmt: skip
QUESTIONS = (
    "của Mộc An là gì?", "của Mộc An là gì", "cua moc an la gi", "Mộc An Tết 2027 có gì?", "Mộc An có gì?",
    "nào của Mộc An còn mở?", "đâu rồi?", "nào trễ nhất", "what is open for Moc An?", "của Mộc An?",
)  # fmt: skip
_ts = count(1)


def rows(office: Office) -> int:
    """How many fields were ever changed."""
    with office.world.database.read() as session:
        return session.scalar(select(func.count(ChangeItem.id))) or 0


def said(office: Office, text: str, door: str) -> str:
    """Say something; what is answered."""
    if door == "command":
        return office.bot.command(HUONG, "/ae", text, channel="D1", response_url=office.slack.hook).words
    event = {"type": "message", "channel_type": "im", "channel": "D1", "ts": f"{next(_ts)}.1", "text": text}
    office.bot.event(HUONG, event)
    office.bot.liaison.services.later.settle(60)
    return str([told for method, told in office.slack.calls if method == "chat.postMessage"][-1:])


@pytest.mark.parametrize("door", ["command", "direct message"])
@pytest.mark.parametrize("verb", KEEPING, ids=lambda verb: verb.name)
def test_a_projects_name_alone_and_a_question_are_not_kept(office: Office, verb: Verb, door: str) -> None:
    before, kept = rows(office), list[str]()
    for text in (f"{word} {rest}" for word in (verb.name, *verb.words) for rest in (*NAMES, *QUESTIONS)):
        said(office, text, door)
        if rows(office) != before:
            before, kept = rows(office), [*kept, text]
    assert kept == []


def test_the_verbs_that_keep_such_words_are_there() -> None:
    assert OF_ONESELF.keys() <= {verb.name for verb in VERBS}


@pytest.mark.parametrize(("verb", "table"), [("risk", Risk), ("note", Note)])
def test_a_question_is_answered_and_kept_by_one_press(
    office: Office, verb: str, table: type[Risk | Note]
) -> None:
    office.world.project(office.huong, "Hè 2027", "he-2027", channel="C0HE")
    office.bot.command(HUONG, "/ae", f"{verb} Mộc An: khách hay đổi ý")
    asked = f"{verb} nào của Mộc An còn mở?"
    answer = office.bot.command(HUONG, "/ae", asked, channel="D1")
    shows(answer, "khách hay đổi ý", "Mộc An Tết 2027", "Ghi lại: “nào của Mộc An")
    assert len(office.rows(table)) == 1
    press = next(
        one for block in answer.body["blocks"] for one in block.get("elements", ())
        if one.get("action_id") == "form.open.beside"
    )  # fmt: skip
    office.bot.action(HUONG, press["action_id"], press["value"], response_url=office.slack.hook)
    office.slack.wait("hook")
    found = {(row.text, row.project_id) for row in office.rows(table)}
    assert ("nào của Mộc An còn mở?", office.project) in found


STATEMENTS = (
    "Mộc An: khách có chốt kịp không?", "khách chưa chốt ai duyệt", "Mộc An Tết 2027: ai quay thay Lan?",
    "chưa biết khách có duyệt không", "risk of rain at the shoot", "Màu: khách thích gì dùng nấy",
)  # fmt: skip


@pytest.mark.parametrize("verb", ["risk", "note"])
@pytest.mark.parametrize("words", STATEMENTS)
def test_what_only_has_a_question_in_it_is_kept(office: Office, verb: str, words: str) -> None:
    office.bot.command(HUONG, "/ae", f"{verb} {words}")
    (row,) = office.rows(Risk if verb == "risk" else Note)
    assert words.endswith(row.text)


def test_a_part_that_fits_two_projects_is_not_kept(office: Office) -> None:
    office.world.project(office.huong, "Mộc Lan", "moc-lan", channel="C0LAN")
    before = rows(office)
    for text in ("risk mộc", "note Mộc: tránh màu đỏ", "risk Mộc: trễ"):
        shows(office.bot.command(HUONG, "/ae", text), "Mộc Lan", "Mộc An Tết 2027")
    assert rows(office) == before


def test_a_word_before_a_colon_that_is_only_inside_a_name_names_no_project(office: Office) -> None:
    office.world.project(office.huong, "Vinamilk", "vinamilk", channel="C0VINA")
    office.bot.command(HUONG, "/ae", "risk in: giấy có thể hết", channel="C02MOCAN")
    found = [(row.text, row.project_id) for row in office.rows(Risk)]
    assert found == [("in: giấy có thể hết", office.project)]
