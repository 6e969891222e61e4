"""Points of feedback belong to pieces of work: read, asked for, changed, shown, told and taken back."""

from __future__ import annotations

from typing import Any

import pytest

from storage.feedback.feedback import Feedback, FeedbackItem
from storage.people.member import Member
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status
from tests.handlers.feedback.test_feedback import CHI, HUONG, LAN, Desk, _chosen, _initial, desk  # noqa: F401
from tests.support.limits import assert_fits

MAIL = """Chào Hương,
Góp ý bên chị:
KV:
- tang logo 20%
- đổi nền đỏ
Headline:
- đổi “Tết sum vầy” thành “Bữa cơm đoàn viên”
Banner: chữ nhỏ quá
check giúp chị
Cần trước thứ 4
Trân trọng,
Chi"""


@pytest.fixture
def busy(desk: Desk) -> Desk:  # noqa: F811
    """Lan makes the banners, Hương the key visual, which is with the client."""
    with desk.world.database.write() as session:
        desk.huong.begin(session, "test", desk.bot.clock.now())
        lan = next(row.id for row in session.query(Member) if row.user == LAN)
        first = session.get_one(Deliverable, desk.kv)
        session.add(
            Deliverable(
                workspace_id=first.workspace_id, project_id=desk.project, number=2, title="3 banner",
                owner_id=lan, due_on=first.due_on, status=Status.IN_PROGRESS,
            )
        )  # fmt: skip
    return desk


def work(desk: Desk, title: str) -> Deliverable:  # noqa: F811
    (found,) = (
        row for row in desk.rows(Deliverable) if row.title == title and row.project_id == desk.project
    )
    assert isinstance(found, Deliverable)
    return found


def stored(desk: Desk) -> list[tuple[str, str, str]]:  # noqa: F811
    """Each point with the work it is about and its owner."""
    titles = {row.id: row.title for row in desk.rows(Deliverable)}
    users = {row.id: row.user for row in desk.rows(Member)}
    return [
        (row.text, titles.get(row.deliverable_id, ""), users.get(row.owner_id, ""))
        for row in desk.rows(FeedbackItem)
    ]


@pytest.mark.on_both
def test_each_point_is_read_as_about_the_piece_its_heading_names_and_offered_to_its_maker(
    busy: Desk,
) -> None:
    page = busy.next(busy.open(), source=MAIL).body["view"]
    assert_fits(page)
    assert "Cần trước thứ 4" in str(page["blocks"]), "it is said, but as no point"
    assert {value for name, value in _initial(page).items() if name.startswith("due-")} == {"2026-11-25"}
    busy.bot.submit(HUONG, page, _initial(page))
    assert stored(busy) == [
        ("KV: tang logo 20%", "KV chính", HUONG),
        ("KV: đổi nền đỏ", "KV chính", HUONG),
        ("Headline: đổi “Tết sum vầy” thành “Bữa cơm đoàn viên”", "", ""),
        ("Banner: chữ nhỏ quá", "3 banner", LAN),
    ]
    kv, banner = work(busy, "KV chính"), work(busy, "3 banner")
    assert (kv.status, kv.round) == (Status.CHANGES, 1), "the client answered, in the round it is in"
    assert (banner.status, banner.round) == (Status.IN_PROGRESS, 1)
    busy.learn("C02MOCAN", 0)
    busy.bot.deliver()
    posts = {call["channel"]: str(call) for name, call in busy.slack.calls if name == "chat.postMessage"}
    told = next(words for words in posts.values() if "done_owed" in words)
    assert "3 banner: chữ nhỏ quá" in told
    assert "KV chính: tang logo 20%" in posts["C02MOCAN"]
    assert "3 banner: chữ nhỏ quá" in busy.bot.command(LAN, "/ae", "mine").words
    listed = busy.bot.command(HUONG, "/feedback", "show moc-an-tet-2027").words
    places = [listed.index(one) for one in ("#1 KV chính", "tang logo", "#2 3 banner", "chữ nhỏ", "Cả dự án")]
    assert places == sorted(places)


@pytest.mark.on_both
def test_the_work_of_a_point_is_changed_from_the_card_and_one_press_takes_it_back(busy: Desk) -> None:
    busy.keep(items="Chữ to hơn\nKV: ấm màu")
    (kept,) = busy.rows(Feedback)
    first, _ = busy.rows(FeedbackItem)
    busy.bot.action(LAN, "feedback.open_points", str(kept.id))
    form = busy.opened()
    assert _initial(form)[f"piece-{first.id}"] == "all"
    banner = work(busy, "3 banner")
    busy.bot.submit(LAN, form, _initial(form) | {f"piece-{first.id}": str(banner.id)}, view_id="V9")
    assert stored(busy)[0][:2] == ("Chữ to hơn", "3 banner")
    undo = busy.slack.wait("chat.postEphemeral")["blocks"][-1]["elements"][0]
    told = busy.bot.command(HUONG, "/ae", "history moc-an-tet-2027 #2").words
    assert "hạng mục" in told
    assert "3 banner" in told
    busy.bot.action(LAN, undo["action_id"], undo["value"], response_url=busy.slack.hook)
    busy.slack.wait("hook")
    assert stored(busy)[0][:2] == ("Chữ to hơn", "")


def test_a_point_about_another_projects_work_is_refused_at_its_row(busy: Desk) -> None:
    busy.world.project(busy.huong, "Sen Vàng", "sen-vang")
    foreign = busy.world.deliverable(busy.huong, work(busy, "3 banner").due_on, project="sen-vang")
    page = busy.next(busy.open("moc-an-tet-2027"), items="Logo to hơn\nẤm màu").body["view"]
    answer = busy.bot.submit(HUONG, page, _initial(page) | {"piece-1": str(foreign)})
    assert [name.partition(".")[0] for name in answer.body["errors"]] == ["piece-1"]
    assert busy.rows(Feedback) == []


def test_with_another_project_the_points_are_read_for_its_work(busy: Desk) -> None:
    busy.world.project(busy.huong, "Sen Vàng", "sen-vang")
    sen = busy.world.deliverable(busy.huong, work(busy, "3 banner").due_on, project="sen-vang")
    form = busy.open("moc-an-tet-2027")
    busy.next(form, items="Banner: chữ nhỏ\nKV: ấm màu")
    there = next(row.id for row in busy.rows(Project) if row.slug == "sen-vang")
    page = busy.next(form, items="Banner: chữ nhỏ\nKV: ấm màu", **{"feedback.project": str(there)}).body[
        "view"
    ]
    assert [_initial(page)[f"piece-{key}"] for key in (0, 1)] == ["all", str(sen)]
    assert "owner-0" not in _initial(page) or not _initial(page)["owner-0"]


def test_work_chosen_by_hand_stays_when_the_whole_is_about_another_piece(busy: Desk) -> None:
    """On the way back the words are read anew; what somebody chose on the second page is not."""
    said = "Chữ to hơn\nBanner: chữ nhỏ\nKV: ấm màu"
    kv, banner = work(busy, "KV chính"), work(busy, "3 banner")
    form = busy.open("moc-an-tet-2027")
    page = busy.next(form, items=said).body["view"]
    chosen = _initial(page) | {"piece-0": str(banner.id), "piece-2": "all"}
    busy.bot.interact(HUONG, _chosen(page, chosen, "feedback.back", "back"))
    form = busy.slack.wait("views.update")["view"]
    page = busy.next(form, **{"feedback.deliverable": str(kv.id)}).body["view"]
    assert [_initial(page)[f"piece-{key}"] for key in range(3)] == [str(banner.id), str(banner.id), "all"]


def test_a_guests_points_have_their_work_and_are_offered_to_its_maker_but_given_to_nobody(busy: Desk) -> None:
    form = busy.open(user=CHI)
    assert busy.next(form, user=CHI, source="Banner: chữ nhỏ quá\nlogo to lên nhé").status == 200
    assert [one[1:] for one in stored(busy)] == [("3 banner", ""), ("", "")]
    assert work(busy, "KV chính").status is Status.WITH_CLIENT
    busy.bot.action(HUONG, "feedback.open_points", str(busy.rows(Feedback)[0].id))
    form = busy.opened()
    first, second = (row.id for row in busy.rows(FeedbackItem))
    assert _initial(form)[f"owner-{first}"] == LAN
    assert not _initial(form).get(f"owner-{second}")


def test_a_project_without_open_work_asks_for_none(desk: Desk) -> None:  # noqa: F811
    with desk.world.database.write() as session:
        desk.huong.begin(session, "test", desk.bot.clock.now())
        session.get_one(Deliverable, desk.kv).status = Status.CANCELLED
    page = desk.next(desk.open(), items="KV: to hơn").body["view"]
    assert not any(name.startswith("piece-") for name in _initial(page))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_late_points_come_first_and_alone_when_asked_for(busy: Desk, language: str) -> None:
    if language == "en":
        with busy.world.database.write() as session:
            busy.huong.begin(session, "test", busy.bot.clock.now())
            session.get_one(Member, busy.huong.member_id).language = "en"
    given = {"due-1": "2026-11-25", "owner-1": LAN, "due-2": "2026-11-30", "owner-2": ""}
    busy.keep(given, items="Chữ to hơn\nBanner: đổi màu\nKV: ấm màu")
    busy.bot.clock.forward(days=4)
    head, days, nobody, nothing, question = {
        "vi": (
            "Trễ: 1 ý",
            "trễ 2 ngày",
            "chưa giao ai",
            "không có góp ý nào",
            "góp ý nào của khách đang trễ?",
        ),
        "en": ("Late: 1", "2 working d late", "not given", "is late", "which client feedback is late?"),
    }[language]
    every = busy.bot.command(HUONG, "/feedback", "show moc-an-tet-2027").words
    shown = (head, "3 banner: đổi màu", f"<@{LAN}>", days, "ấm màu", nobody)
    assert [one for one in shown if one not in every] == []
    assert sorted(map(every.index, shown)) == [every.index(one) for one in shown]
    asked = ["/feedback", "late moc-an-tet-2027"], ["/feedback", "trễ moc-an-tet-2027"], ["/ae", question]
    late = [busy.bot.command(HUONG, *one, channel="C02MOCAN") for one in asked]
    for said in late:
        assert "3 banner: đổi màu" in said.words
        assert "ấm màu" not in said.words
    press = _button(late[0].body["blocks"], "feedback.done_listed")
    busy.bot.action(HUONG, press["action_id"], press["value"], response_url=busy.slack.hook)
    assert nothing in str(busy.slack.wait("hook"))


def test_a_long_list_is_turned_page_by_page_and_stays_on_its_page(desk: Desk) -> None:  # noqa: F811
    desk.keep({"rest": "rest"}, items="\n".join(f"ý số {n}." for n in range(40)))
    shown = desk.bot.command(HUONG, "/feedback", "show moc-an-tet-2027").body["blocks"]
    seen: list[str] = []
    turn: dict[str, Any] = {}
    for _ in range(3):
        seen += [one for n in range(40) if (one := f"ý số {n}.") in str(shown)]
        turn = _button(shown, "feedback.listed")
        desk.bot.action(HUONG, turn["action_id"], turn["value"], response_url=desk.slack.hook)
        shown = desk.slack.wait("hook")["blocks"]
    assert seen == [f"ý số {n}." for n in range(40)]
    assert "ý số 0." in str(shown), "behind the last page comes the first again"
    desk.bot.action(HUONG, turn["action_id"], f"{desk.project}/1/", response_url=desk.slack.hook)
    shown = desk.slack.wait("hook")["blocks"]
    done = _button(shown, "feedback.done_listed")
    desk.bot.action(HUONG, done["action_id"], done["value"], response_url=desk.slack.hook)
    shown = desk.slack.wait("hook")["blocks"]
    assert "ý số 16." in str(shown)
    assert "ý số 15." not in str(shown)


def _button(blocks: list[dict[str, Any]], action_id: str) -> dict[str, Any]:
    found = [one for block in blocks for one in (block.get("accessory"), *block.get("elements", ()))]
    return next(one for one in found if one and one.get("action_id") == action_id)
