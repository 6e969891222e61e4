"""What nobody sees never reaches what is stored, through whatever door it comes."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select

from storage.database.base import Base
from storage.messages.draft import Draft
from tests.handlers.brief.test_brief import FILLED
from tests.handlers.conftest import CHI, HUONG, LAN, Office, typed

UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")


def dirty(text: str) -> str:
    """The text with a character of no width in each word, and one that turns how it runs in front."""
    return "\u202e" + " ".join(f"{word[:1]}\u200b{word[1:]}\u2060" for word in text.split(" "))


@pytest.mark.on_both
def test_no_door_lets_in_what_nobody_sees(office: Office) -> None:
    bot = office.bot
    bot.meet("U0FAR", dirty("Xa Lạ"), guest=True)
    for text in ("todo gọi client", "add KV @lan 15/12/2027", "off 3 ngày", "add Video không rõ"):
        verb, _, words = text.partition(" ")
        bot.command(HUONG, "/ae", f"{verb} {dirty(words)}")
    office.opened()  # what is not clear about the last of them
    event = {"channel_type": "im", "channel": "D1", "ts": "1.1", "type": "message"}
    bot.event(LAN, event | {"text": f"todo {dirty('in tờ rơi')}"})
    form = office.form("/brief", channel="C05SUA")
    said = {name: dirty(text) for name, text in FILLED.items() if text}
    bot.submit(HUONG, form, typed(form, **said, **{"brief.project": None}, more=["yes"]), view_id="B")
    assert office.rows(Draft)
    bot.submit(HUONG, form, typed(form, **said, **{"brief.project": None}), view_id="B")
    page = office.form("/gopy", "mộc an")
    check = bot.submit(HUONG, page, typed(page, source=dirty("Logo to lên")), view_id="F").body["view"]
    bot.submit(HUONG, check, typed(check), view_id="F")
    guest = office.form("/gopy", user=CHI)
    bot.submit(CHI, guest, typed(guest, source=dirty("Màu ấm")), view_id="G")
    bot.action(HUONG, "project.edit", "1")
    project = office.opened()
    bot.submit(HUONG, project, typed(project, name=dirty("Mộc An Hè"), client=dirty("Mộc An")), view_id="P")
    stored = everything(office)
    for words in (
        "gọi client",
        "KV",
        "Ra mắt sữa chua",
        "Bán 10.000 hộp",
        "Logo to",
        "Màu ấm",
        "Mộc An Hè",
        "Xa Lạ",
    ):
        assert words in stored
    assert UNSEEN.findall(stored) == []


def everything(office: Office) -> str:
    """All rows of all tables, in words."""
    with office.world.database.read() as session:
        rows = [row for table in Base.metadata.sorted_tables for row in session.execute(select(table))]
    return json.dumps([[*row] for row in rows], ensure_ascii=False, default=str)


def test_a_family_stays_a_family(office: Office) -> None:
    office.bot.command(HUONG, "/ae", "todo tặng 👨‍👩‍👧 và 🏴󠁧󠁢󠁥󠁮󠁧󠁿")
    assert "👨‍👩‍👧 và 🏴󠁧󠁢󠁥󠁮󠁧󠁿" in office.bot.command(HUONG, "/ae", "todo").body["blocks"][1]["text"]["text"]
