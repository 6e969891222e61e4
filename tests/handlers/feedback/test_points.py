"""Points of feedback as people put them right: on the pages behind the form, and from the card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count, islice
from typing import Any

import pytest

from desk.day import planning
from desk.feedback import cards, feedback
from desk.feedback.feedback import Capture
from desk.feedback.lines import Line
from desk.history.history import PAGE
from storage.database.history import ChangeRow
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.messages.outbox import Outbox
from storage.people.member import Member
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable, Status
from tests.handlers.feedback.test_feedback import CHI, HUONG, LAN, Desk, _initial, desk  # noqa: F401
from tests.support.limits import assert_fits

MONEY = "Chào em,\nGiá cao quá so với hợp đồng.\nLogo to hơn 20%\nTrân trọng,\nChi"


def test_a_point_is_split_merged_dropped_and_given_away_before_it_is_kept(desk: Desk) -> None:  # noqa: F811
    desk.keep(
        {
            "text-0": "Logo to hơn\nLogo sang trái", "kind-1": "above", "kind-2": "none",
            "owner-0": LAN, "due-0": "2026-12-01", "kind-3": "praise", "new": "? In kịp không",
        },
        items="Logo to hơn, sang trái\nvà ấm màu\nbỏ qua\nĐẹp",
    )  # fmt: skip
    assert desk.points() == [
        ("must", "Logo to hơn"),
        ("must", "Logo sang trái; và ấm màu"),
        ("praise", "Đẹp"),
        ("question", "In kịp không"),
    ]
    with desk.world.database.read() as session:
        items = [session.get_one(FeedbackItem, row.id) for row in desk.rows(FeedbackItem)]
        owners = [session.get_one(Member, one.owner_id).user if one.owner_id else None for one in items]
        assert owners == [LAN, LAN, None, None]
        assert [str(one.due_on) for one in items[:2]] == ["2026-12-01"] * 2


def test_many_points_come_page_by_page_and_what_was_done_on_each_counts(desk: Desk) -> None:  # noqa: F811
    first = desk.next(desk.open(), items="\n".join(f"ý {n}" for n in range(25))).body["view"]
    assert_fits(first)
    second = desk.bot.submit(HUONG, first, _initial(first) | {"kind-0": "none"}).body["view"]
    assert _initial(second)["text-9"] == "ý 10"
    again = desk.bot.submit(HUONG, first, _initial(first) | {"kind-0": "none", "kind-1": "none"})
    assert _initial(again.body["view"])["text-9"] == "ý 10", "a page sent twice is not turned twice"
    third = desk.bot.submit(HUONG, second, _initial(second) | {"kind-9": "above"}).body["view"]
    assert "rest" not in str(third["blocks"])
    assert desk.bot.submit(HUONG, third, _initial(third)).body == {"response_action": "clear"}
    said = [text for _, text in desk.points()]
    assert said[:2] == ["ý 1", "ý 2"]
    assert said[8] == "ý 9; ý 10"
    assert (len(said), said[-1]) == (23, "ý 24")


def test_back_keeps_what_was_done_on_the_page_while_the_words_stay_the_same(desk: Desk) -> None:  # noqa: F811
    page = desk.next(desk.open(), items="Logo to hơn\nẤm màu").body["view"]
    pressed = _within(page, _initial(page) | {"kind-1": "should"}, "feedback.back")
    desk.bot.interact(HUONG, pressed)
    form = desk.slack.wait("views.update")["view"]
    page = desk.next(form).body["view"]
    assert _initial(page)["kind-1"] == "should"
    assert _initial(desk.next(form, items="Khác hẳn").body["view"])["text-0"] == "Khác hẳn"


def test_a_guest_as_owner_is_refused_at_its_row(desk: Desk) -> None:  # noqa: F811
    page = desk.next(desk.open(), items="Logo to hơn\nẤm màu").body["view"]
    answer = desk.bot.submit(HUONG, page, _initial(page) | {"owner-1": CHI})
    assert [name.partition(".")[0] for name in answer.body["errors"]] == ["owner-1"]
    assert desk.rows(Feedback) == []


def test_words_that_want_nothing_are_kept_without_a_point(desk: Desk) -> None:  # noqa: F811
    page = desk.next(desk.open(), source="ok giữ nguyên").body["view"]
    assert desk.bot.submit(HUONG, page, _initial(page)).body == {"response_action": "clear"}
    assert (desk.rows(Feedback)[0].source, desk.points()) == ("ok giữ nguyên", [])


@pytest.mark.on_both
def test_from_the_card_points_are_put_right_and_one_press_takes_it_back(desk: Desk) -> None:  # noqa: F811
    desk.keep(items="Logo to hơn\nẤm màu\nĐẹp")
    (kept,) = desk.rows(Feedback)
    ids = [row.id for row in desk.rows(FeedbackItem)]
    desk.bot.action(LAN, "feedback.open_points", str(kept.id))
    form = desk.opened()
    values = _initial(form) | {
        f"text-{ids[0]}": "Logo to hơn 20%\nLogo sang trái", f"owner-{ids[0]}": HUONG,
        f"due-{ids[0]}": "2026-12-01", f"kind-{ids[1]}": "above", f"kind-{ids[2]}": "none",
    }  # fmt: skip
    assert desk.bot.submit(LAN, form, values, view_id="V9").body == {"response_action": "clear"}
    assert [text for _, text in desk.points()] == ["Logo to hơn 20%", "Logo sang trái; Ấm màu"]
    said = desk.slack.wait("chat.postEphemeral")
    undo = said["blocks"][-1]["elements"][0]
    desk.learn("C02MOCAN", 0)
    desk.bot.deliver()
    posts = {call["channel"]: str(call) for name, call in desk.slack.calls if name == "chat.postMessage"}
    card = posts["C02MOCAN"]
    assert "<@U01HUONG>" in card
    assert "01/12" in card
    desk.bot.action(LAN, undo["action_id"], undo["value"], response_url=desk.slack.hook)
    desk.slack.wait("hook")
    assert sorted(text for _, text in desk.points()) == sorted(["Logo to hơn", "Ấm màu", "Đẹp"])


@pytest.mark.on_both
def test_the_open_points_say_whose_and_until_when_the_late_ones_first(desk: Desk) -> None:  # noqa: F811
    desk.keep(items="Logo to hơn\nĐổi nền\nSửa giá")
    ids = [row.id for row in desk.rows(FeedbackItem)]
    desk.bot.action(LAN, "feedback.open_points", str(desk.rows(Feedback)[0].id))
    form = desk.opened()
    given = {f"owner-{ids[2]}": HUONG, f"due-{ids[2]}": "2026-11-24", f"due-{ids[1]}": "2026-11-26"}
    desk.bot.submit(LAN, form, _initial(form) | given, view_id="V9")
    desk.bot.clock.forward(days=2)
    words = desk.bot.command(HUONG, "/feedback", "show moc-an-tet-2027").words
    places = [words.index(one) for one in ("Sửa giá", "<@U01HUONG>", "trễ 1 ngày", "Đổi nền", "hạn ", "Logo")]
    assert places[:4] == sorted(places[:4])
    assert words.index("Đổi nền") < words.index("26/11") < words.index("Logo to hơn")


@pytest.mark.on_both
def test_more_points_than_a_page_are_put_right_from_the_card_page_by_page(desk: Desk) -> None:  # noqa: F811
    desk.keep({"rest": "rest"}, items="\n".join(f"ý {n}" for n in range(12)))
    ids = [row.id for row in desk.rows(FeedbackItem)]
    desk.bot.action(LAN, "feedback.open_points", str(desk.rows(Feedback)[0].id))
    form = desk.opened()
    page = desk.bot.submit(LAN, form, _initial(form) | {f"kind-{ids[0]}": "none"}, view_id="V9").body["view"]
    assert _initial(page)[f"text-{ids[10]}"] == "ý 10"
    desk.bot.submit(LAN, page, _initial(page) | {f"text-{ids[11]}": "ý cuối"}, view_id="V9")
    said = [text for _, text in desk.points()]
    assert (len(said), said[0], said[-1]) == (11, "ý 1", "ý cuối")


def test_the_ae_hears_at_once_of_what_a_guest_sent(desk: Desk) -> None:  # noqa: F811
    form = desk.open(user=CHI)
    assert desk.next(form, user=CHI, source=MONEY).body == {"response_action": "clear"}
    lead = next(row for row in desk.rows(Outbox) if row.recipient == HUONG)
    assert lead.kind == cards.FROM_CLIENT
    desk.learn("C02MOCAN", 0)
    desk.bot.deliver()
    posts = {call["channel"]: str(call) for name, call in desk.slack.calls if name == "chat.postMessage"}
    told = next(words for channel, words in posts.items() if channel != "C02MOCAN")
    assert "Khách vừa gửi góp ý" in told
    assert "Giá cao quá" in told
    assert "Tiền, hợp đồng" in told
    assert "feedback.open_points" in told
    assert "Giá" not in posts["C02MOCAN"]
    assert "Logo to hơn 20%" in posts["C02MOCAN"]


@pytest.mark.on_both
@pytest.mark.parametrize("by", [CHI, HUONG])
def test_the_am_hears_at_once_of_a_complaint_and_of_nothing_else(desk: Desk, by: str) -> None:  # noqa: F811
    manager = desk.bot.meet("U02MINH", "Trần Quang Minh")
    with desk.world.database.write() as session:
        desk.huong.begin(session, "test", desk.bot.clock.now())
        project = session.get_one(Project, desk.project)
        project.ae_id, project.am_id = desk.huong.member_id, manager.member_id
    for number, (source, times) in enumerate(
        (("Logo to hơn 20% nhé", 0), ("KV đâu, nhắc mấy lần rồi em", 1))
    ):
        form = desk.open(user=by)
        answer = desk.next(form, user=by, source=source, view_id=f"V{number}").body
        if by == HUONG:
            desk.bot.submit(HUONG, answer["view"], _initial(answer["view"]), view_id=f"V{number}")
        told = [row.kind for row in desk.rows(Outbox) if row.recipient == "U02MINH" and row.card_id is None]
        assert told == [cards.FROM_CLIENT if by == CHI else cards.CARD] * times


def test_a_guest_sends_nothing_that_their_form_does_not_ask(desk: Desk) -> None:  # noqa: F811
    form = desk.open(user=CHI)
    element = {"type": "plain_text_input", "action_id": "round"}
    more = {"type": "input", "block_id": "round", "label": {}, "element": element}
    whole = form | {"blocks": [*form["blocks"], more]}
    desk.bot.submit(CHI, whole, {"source": "Logo to hơn", "round": "77"})
    assert [row.round for row in desk.rows(Feedback)] == [1]


def test_a_guest_who_wants_nothing_is_thanked_and_the_ae_reads_the_words(desk: Desk) -> None:  # noqa: F811
    desk.next(desk.open(user=CHI), user=CHI, source="ok giữ nguyên nha em")
    assert "0 ý" not in str(desk.slack.wait("chat.postEphemeral"))
    desk.learn("C02MOCAN", 1)
    desk.bot.deliver()
    posts = {call["channel"]: str(call) for name, call in desk.slack.calls if name == "chat.postMessage"}
    assert "0 ý" not in posts.pop("C02MOCAN")
    assert "ok giữ nguyên nha em" in str(posts)


SUMS = [
    "Khi nào team xuất hoá đơn đợt 1? 360 triệu đúng không?",
    "6. Khi nao team xuat hoa don dot 1? 360 trieu dung khong em?",
    "Tiền cọc chị chuyển rồi nha. 360 triệu đó em",
    "Chị chuyển 360 triệu rồi, em check giúp",
    "Please send the invoice. Is it 360 million?",
]


@pytest.mark.parametrize("said", SUMS)
@pytest.mark.parametrize("by", [CHI, HUONG])
def test_a_sum_is_nowhere_for_the_team(desk: Desk, by: str, said: str) -> None:  # noqa: F811
    source = f"Chào em,\nLogo to hơn 20%\n{said}\nTrân trọng,\nChi"
    if by == CHI:
        desk.next(desk.open(user=CHI), user=CHI, source=source)
    else:
        desk.keep(source=source)
    desk.learn("C02MOCAN", 0)
    desk.bot.deliver()
    team = [call for name, call in desk.slack.calls if name in ("chat.postMessage", "chat.update")]
    told = [str(one) for one in team if one.get("channel") == "C02MOCAN"]
    assert "Logo to hơn 20%" in str(told)
    (kept,) = desk.rows(Feedback)
    desk.bot.action(LAN, "feedback.show_source", str(kept.id))
    shown = [*told, str(desk.opened())]
    assert "Logo to hơn 20%" in shown[-1]
    desk.bot.action(LAN, "feedback.open_points", str(kept.id))
    shown.append(str(desk.opened()))
    shown.append(desk.bot.command(LAN, "/feedback", "show moc-an-tet-2027").words)
    shown.append(desk.bot.command(LAN, "/ae", "history moc-an-tet-2027").words)
    assert [one for one in shown if "360" in one] == []


def test_what_is_about_money_is_nowhere_for_the_team(desk: Desk) -> None:  # noqa: F811
    desk.keep(source=MONEY)
    (kept,) = desk.rows(Feedback)
    money = next(row for row in desk.rows(FeedbackItem) if row.kind == "money")
    desk.bot.action(LAN, "feedback.show_source", str(kept.id))
    shown = str(desk.opened())
    assert "Giá cao" not in shown
    assert "Logo to hơn 20%" in shown
    desk.bot.action(LAN, "feedback.open_points", str(kept.id))
    assert "Giá cao" not in str(desk.opened())
    assert "Giá cao" not in desk.bot.command(LAN, "/feedback", "show moc-an-tet-2027").words
    assert "Giá cao" not in desk.bot.command(LAN, "/ae", "history moc-an-tet-2027").words
    assert "Giá cao" in desk.bot.command(HUONG, "/ae", "history moc-an-tet-2027").words
    assert "Giá cao" in desk.bot.command(HUONG, "/feedback", "show moc-an-tet-2027").words
    desk.bot.action(LAN, "feedback.done", str(money.id), response_url=desk.slack.hook)
    assert "Nguyễn Thu Hương" in desk.slack.wait("hook")["text"]
    assert desk.rows(FeedbackItem)[0].done_at is None


@pytest.mark.on_both
def test_what_was_about_money_stays_untold_when_its_point_is_put_right_and_dropped(
    desk: Desk,  # noqa: F811
) -> None:
    """Each change is on a page of its own, where nothing else tells that it was about money."""
    numbers, put_right = count(), (1, [Line(FeedbackKind.MONEY, "Bớt ít nhiều nha")])
    said = Line(FeedbackKind.MONEY, "Bớt ít nhiều"), Line(FeedbackKind.MUST, "Logo to hơn")
    first = Capture(desk.project, "Bớt ít nhiều\nLogo to hơn", said)

    def then(do: Callable[..., Any], *what: Any, **how: Any) -> Any:
        with desk.world.database.write() as session:
            made = do(session, desk.huong, *what, desk.bot.clock.now(), **how)
        for number in islice(numbers, PAGE):
            desk.bot.command(HUONG, "/ae", f"note moc-an-tet-2027: {number}")
        return made

    kept = then(feedback.capture, first).id
    then(feedback.capture, replace(first, source="Bớt ít nhiều nha\nLogo to hơn"), earlier=kept)
    then(feedback.edit, kept, [put_right])
    then(feedback.edit, kept, [(1, [])])
    for user, reads in ((LAN, False), (HUONG, True)):
        desk.slack.calls.clear()
        for change in desk.rows(ChangeRow)[::PAGE]:
            older = f"project/{desk.project}/{change.id}"
            desk.bot.action(user, "history.older", older, response_url=desk.slack.hook)
            desk.bot.liaison.services.later.settle(60)
        assert ("Bớt" in str(desk.slack.calls)) is reads
    desk.bot.action(LAN, "feedback.show_source", str(kept))
    assert "Bớt" not in str(desk.opened())


def _within(view: dict[str, Any], values: dict[str, str], action_id: str) -> dict[str, Any]:
    """A button pressed in a form whose fields hold `values`."""
    state: dict[str, Any] = {}
    for block in view["blocks"]:
        name = block.get("element", {}).get("action_id")
        if name in values:
            kind = block["element"]["type"]
            held: dict[str, Any] = {"type": kind, "value": values[name]}
            if kind == "static_select":
                held = {"type": kind, "selected_option": {"value": values[name]}}
            state[block["block_id"]] = {name: held}
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": "x", "action_ts": "1.1"}
    shown = view | {"id": "V1", "hash": "h", "state": {"values": state}}
    return {"type": "block_actions", "actions": [action], "container": {"type": "view"}, "view": shown}


def _planned(desk: Desk) -> int:  # noqa: F811
    """How many digests the next working day brings: it is Wednesday then, after a holiday."""
    desk.bot.clock.forward(hours=48)
    with desk.world.database.write() as session:
        return planning.plan_digests(session, desk.bot.clock.now())


def _told(desk: Desk) -> list[str]:  # noqa: F811
    """What was sent since the last look, each message as a whole."""
    before = len(desk.slack.calls)
    desk.bot.deliver()
    return [str(call) for name, call in desk.slack.calls[before:] if name.startswith("chat.")]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_is_given_a_point_hears_of_it_and_has_it_on_their_desk(
    desk: Desk,  # noqa: F811
    language: str,
) -> None:
    if language == "en":
        with desk.world.database.write() as session:
            desk.huong.begin(session, "test", desk.bot.clock.now())
            session.get_one(
                Member, next(row.id for row in desk.rows(Member) if row.user == LAN)
            ).language = "en"
    word = {"vi": "góp ý: Logo to hơn", "en": "feedback: Logo to hơn"}[language]
    desk.keep({"owner-0": LAN, "due-0": "2026-11-25", "owner-1": HUONG}, items="Logo to hơn\nẤm màu")
    (item, _) = desk.rows(FeedbackItem)
    told = next(said for said in _told(desk) if "done_owed" in said)
    assert "Logo to hơn" in told
    assert "Ấm màu" not in told
    assert [row.recipient for row in desk.rows(Outbox) if row.kind == "feedback_owed"] == [LAN]
    assert _planned(desk) == 1
    assert any(word in said for said in _told(desk)), "the morning's digest"
    assert word in desk.bot.command(LAN, "/ae", "mine").words
    desk.bot.action(LAN, "feedback.done_owed", str(item.id), response_url=desk.slack.hook)
    assert "Logo to hơn" in str(desk.slack.wait("hook"))
    assert [row.done_at is None for row in desk.rows(FeedbackItem)] == [False, True]
    assert word not in desk.bot.command(LAN, "/ae", "mine").words
    assert sum(f"✅ ~{word}" in said for said in _told(desk)) == 1, "the digest is drawn anew"


@pytest.mark.on_both
def test_a_point_that_is_given_back_by_undo_leaves_the_desk_again(desk: Desk) -> None:  # noqa: F811
    desk.keep(items="Logo to hơn")
    (item,) = desk.rows(FeedbackItem)
    desk.bot.action(HUONG, "feedback.open_points", str(desk.rows(Feedback)[0].id))
    form = desk.opened()
    desk.bot.submit(HUONG, form, _initial(form) | {f"owner-{item.id}": LAN}, view_id="V9")
    _told(desk)
    assert "chưa có ngày" in desk.bot.command(LAN, "/ae", "mine").words
    undo = next(
        call["blocks"][-1]["elements"][0] for name, call in reversed(desk.slack.calls)
        if name == "chat.postEphemeral"
    )  # fmt: skip
    desk.bot.action(HUONG, undo["action_id"], undo["value"], response_url=desk.slack.hook)
    desk.slack.wait("hook")
    assert "Logo" not in desk.bot.command(LAN, "/ae", "mine").words
    assert any("không còn là của bạn" in said for said in _told(desk))


def test_a_point_about_money_is_told_to_nobody_who_may_not_read_it(desk: Desk) -> None:  # noqa: F811
    given = {"kind-0": "money", "owner-0": LAN, "due-0": "2026-11-25"}
    desk.keep(given, items="Giá cao quá")
    assert _planned(desk) == 0
    assert not any("done_owed" in said for said in _told(desk))
    assert "Giá" not in desk.bot.command(LAN, "/ae", "mine").words


@pytest.mark.on_both
def test_a_point_that_turns_out_to_be_about_money_leaves_the_digest_of_who_may_not_read_it(
    desk: Desk,  # noqa: F811
) -> None:
    desk.keep({"owner-0": LAN, "due-0": "2026-11-25"}, items="Logo to hơn")
    (item,) = desk.rows(FeedbackItem)
    assert _planned(desk) == 1
    assert any("góp ý: Logo to hơn" in said for said in _told(desk))
    desk.bot.action(HUONG, "feedback.open_points", str(desk.rows(Feedback)[0].id))
    form = desk.opened()
    changed = {f"kind-{item.id}": "money", f"text-{item.id}": "Bớt 20 triệu"}
    desk.bot.submit(HUONG, form, _initial(form) | changed, view_id="V9")
    drawn = [said for said in _told(desk) if "Việc hôm nay" in said]
    assert drawn, "the digest is drawn anew"
    assert not any("Bớt 20 triệu" in said for said in drawn)


@pytest.mark.parametrize(
    ("kind", "due", "state", "planned"),
    [
        ("must", "2026-11-26", "active", 1),
        ("must", "2026-11-25", "active", 1),
        ("must", "2026-11-20", "active", 2),  # late: whoever leads the project reads it too
        ("must", "2026-11-27", "active", 0),
        ("praise", "2026-11-25", "active", 0),
        ("must", "2026-11-25", "on_hold", 0),
    ],
)
def test_a_digest_comes_for_a_point_that_is_due_by_the_next_working_day(
    desk: Desk,  # noqa: F811
    kind: str,
    due: str,
    state: str,
    planned: int,
) -> None:
    desk.keep({"kind-0": kind, "owner-0": LAN, "due-0": due}, items="Logo to hơn")
    with desk.world.database.write() as session:
        desk.huong.begin(session, "test", desk.bot.clock.now())
        session.get_one(Project, desk.project).state = ProjectState(state)
    assert _planned(desk) == planned


@pytest.mark.on_both
def test_what_a_client_approves_among_other_words_is_one_press_of_the_ae(desk: Desk) -> None:  # noqa: F811
    concept = desk.world.deliverable(
        desk.huong,
        date(2026, 12, 1),
        project="moc-an-tet-2027",
        title="Concept Tết",
        status=Status.WITH_CLIENT,
    )
    said = "Chị xem concept rồi, ok em. Logo KV to lên giúp chị"
    desk.next(desk.open(user=CHI), user=CHI, source=said)
    desk.learn("C02MOCAN", 0)
    desk.bot.deliver()
    told = _told_of_client(desk)
    (press,) = [one for one in _buttons(told) if one["action_id"] == "feedback.approved"]
    assert press["text"]["text"] == "Khách duyệt: Concept Tết"
    desk.bot.action(CHI, press["action_id"], press["value"], response_url=desk.slack.hook)
    desk.slack.wait("hook")
    assert _status(desk, concept) is Status.WITH_CLIENT, "a guest has no such button"
    desk.bot.action(HUONG, press["action_id"], press["value"], response_url=desk.slack.hook)
    answer = desk.slack.wait("hook")
    assert _status(desk, concept) is Status.APPROVED
    desk.bot.deliver()
    updates = [str(call) for name, call in desk.slack.calls if name == "chat.update"]
    assert "feedback.approved" not in [one for one in updates if "Khách vừa gửi" in one][-1]
    undo = answer["blocks"][-1]["elements"][0]
    desk.bot.action(HUONG, undo["action_id"], undo["value"], response_url=desk.slack.hook)
    desk.slack.wait("hook")
    assert _status(desk, concept) is Status.WITH_CLIENT


@pytest.mark.parametrize(
    ("said", "kv", "concept", "offered"),
    [
        ("chị duyệt KV nha, in luôn đi", Status.IN_PROGRESS, Status.BRIEFED, "KV chính"),
        ("chị duyệt KV nha, in luôn đi", Status.DELIVERED, Status.BRIEFED, "KV chính"),
        ("KV chốt nhé, cảm ơn team", Status.WITH_CLIENT, Status.WITH_CLIENT, "KV chính"),
        ("ok duyệt nha em", Status.IN_PROGRESS, Status.WITH_CLIENT, "Concept Tết"),
        ("ok duyệt nha em", Status.WITH_CLIENT, Status.WITH_CLIENT, ""),
        ("ok duyệt nha em", Status.IN_PROGRESS, Status.DELIVERED, ""),
    ],
)
def test_a_clients_approval_is_offered_for_the_work_that_it_names_or_that_waits(
    desk: Desk,  # noqa: F811
    said: str,
    kv: Status,
    concept: Status,
    offered: str,
) -> None:
    day = date(2026, 12, 1)
    desk.world.deliverable(desk.huong, day, project="moc-an-tet-2027", title="Concept Tết", status=concept)
    with desk.world.database.write() as session:
        desk.huong.begin(session, "test", desk.bot.clock.now())
        session.get_one(Deliverable, desk.kv).status = kv
    desk.next(desk.open(user=CHI), user=CHI, source=said)
    desk.learn("C02MOCAN", 0)
    desk.bot.deliver()
    presses = [one for one in _buttons(_told_of_client(desk)) if one["action_id"] == "feedback.approved"]
    assert [one["text"]["text"] for one in presses] == [f"Khách duyệt: {offered}"] * bool(offered)


@pytest.mark.parametrize("said", ["làm ăn gì kỳ vậy, chị muốn gặp sếp em", "I want to talk to your manager"])
def test_who_complains_is_answered_calmly_and_only_who_leads_reads_it(desk: Desk, said: str) -> None:  # noqa: F811
    desk.next(desk.open(user=CHI), user=CHI, source=said)
    thanks = str(desk.slack.wait("chat.postEphemeral"))
    assert "tới người phụ trách" in thanks
    assert "Cảm ơn bạn" not in thanks
    assert {row.kind for row in desk.rows(FeedbackItem)} == {"money"}
    desk.learn("C02MOCAN", 0)
    desk.bot.deliver()
    told = [call for name, call in desk.slack.calls if name == "chat.postMessage"]
    assert said[-12:] not in str([one for one in told if one["channel"] == "C02MOCAN"])
    assert "sếp" in str(told) or "manager" in str(told)
    (kept,) = desk.rows(Feedback)
    desk.bot.action(LAN, "feedback.show_source", str(kept.id))
    source = str(desk.opened())
    assert "sếp" not in source
    assert "manager" not in source


def _told_of_client(desk: Desk) -> dict[str, Any]:  # noqa: F811
    posts = [call for name, call in desk.slack.calls if name == "chat.postMessage"]
    return next(call for call in posts if "Khách vừa gửi góp ý" in str(call))


def _buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for block in message["blocks"] for one in block.get("elements", ()) if "action_id" in one]


def _status(desk: Desk, work: int) -> Status:  # noqa: F811
    return next(Status(row.status) for row in desk.rows(Deliverable) if row.id == work)
