"""To-dos that ask for a piece of work that is on their owner's list already."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from desk.core.actor import Actor
from desk.day import digest, todo, todo_work
from desk.history import undo
from desk.work import deliverable
from storage.database.engine import Database
from storage.database.history import ChangeRow
from storage.day import digest_rules
from storage.day.todo import Todo
from storage.work.deliverable import Status
from tests.support.world import NOW, World

TODAY, LATER = date(2026, 11, 23), date(2026, 12, 15)
ASKS = {
    "gửi KV": "KV chính", "gui file kv cho khach": "KV chính", "nộp KV chính": "KV chính",
    "send the key visual to the client": "KV chính", "làm xong banner": "Banner khuyến mãi",
    "gọi nhà in về banner": None, "họp KV với Minh": None, "gửi KV và banner": None, "gửi báo giá": None,
    "mua cà phê": None,
}  # fmt: skip


def kept(world: World, who: Actor) -> tuple[list[str], list[str | None], list[str]]:
    """What is listed: the work, what is asked of each piece, and the to-dos; as the digest and as planned."""
    with world.database.read() as session:
        desk = digest.of_day(session, who.member_id, TODAY, NOW)
        due = session.scalar(
            select(func.count(Todo.id)).where(digest_rules.todo_is_due(who.member_id, TODAY))
        )
    assert desk
    work = [*desk.overdue, *desk.due_today, *desk.due_next]
    asked = [one.asked.text if one.asked else None for one in work]
    assert due == len(desk.todos) + len(asked) - asked.count(None)
    return [one.title for one in work], asked, [one.text for one in desk.todos]


def test_what_is_on_the_list_already_is_listed_once_and_over_with_the_work(database: Database) -> None:
    world = World(database)
    lan, huong = world.person("U03LAN", "Phạm Ngọc Lan"), world.person("U01HUONG", "Nguyễn Thu Hương")
    world.project(lan)
    made = world.deliverable(lan, TODAY)
    world.deliverable(lan, LATER, title="Banner khuyến mãi")
    world.deliverable(huong, TODAY, title="Báo giá")
    with world.database.read() as session:
        found = {words: todo_work.find(session, lan.member_id, words) for words in ASKS}
    assert {
        words: {made: "KV chính", None: None}.get(one, "Banner khuyến mãi") for words, one in found.items()
    } == ASKS
    with world.database.write() as session:
        todo.add(session, huong, "Lan gửi KV 17h", NOW, reminds=True)
        todo.add(session, lan, "mua cà phê", NOW)
        todo.add(session, lan, "nộp banner", NOW)
    assert kept(world, lan) == (["KV chính"], ["gửi KV"], ["mua cà phê", "nộp banner"])
    with world.database.write() as session:
        deliverable.set_status(session, lan, made, Status.DELIVERED, NOW)
    assert kept(world, lan) == ([], [], ["mua cà phê", "nộp banner"])
    with world.database.read() as session:
        shown = digest.of_shown(session, lan.member_id, TODAY, NOW, [made], [])
    assert [(one.is_open, one.asked) for one in shown.due_today] == [(False, None)]
    with world.database.write() as session:
        newest = session.scalar(select(func.max(ChangeRow.id)))
        assert newest
        undo.undo(session, lan, newest, "", NOW)
    assert kept(world, lan) == (["KV chính"], ["gửi KV"], ["mua cà phê", "nộp banner"])
