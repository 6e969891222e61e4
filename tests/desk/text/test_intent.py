"""What people ask of the bot in their own words, and what they tell it to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text.doors import intent
from desk.text.doors.intent import Intent, Job, Piece, Request, Shelf, Unsure
from desk.text.letters import flat
from tests.desk.text import scoring
from tests.desk.text.scoring import Entry
from tests.desk.text.test_any_text import TYPED
from tests.desk.text.world import CONTEXT, shelf

ASKED = {
    "có gì quá hạn không em": "late", "which tasks slipped last week?": "late",
    "thứ 5 này phải nộp gì": "due", "what's due next week": "due",
    "storyboard ai đang làm vậy": "who_has", "who is on the moodboard?": "who_has",
    "landing page tới đâu rồi": "where_is", "is the run of show ready yet": "where_is",
    "moodboard dang cho ai duyet": "ball", "who are we waiting on for the banner": "ball",
    "brief Sun World ai chưa xác nhận": "unacknowledged",
    "khách chê gì moodboard": "client_said", "did the client say anything about the script": "client_said",
    "mình chốt gì với khách bên Sun World": "agreed", "what did we agree on": "agreed",
    "việc của em hôm nay": "my_day", "ai nghỉ tuần sau": "off_who", "is Ada out on Friday?": "off_who",
    "budget Mây Hồng còn bao nhiêu": "budget", "khách còn nợ mình file gì": "client_owes",
    "khách còn nợ mình câu trả lời nào?": "client_owes", "khach con no minh cau tra loi nao": "client_owes",
    "which answers does the client still owe us?": "client_owes",
    "sao nhắc em cái này": "why", "how do I move a deadline": "help", "what can this bot do?": "help",
    "moodboard tới khâu nào rồi": "where_is",
    "cho xem viec cua toi": "my_day", "what's left on my to-do list?": "my_day",
    "mình còn mấy đầu việc chưa đụng tới": "my_day",
    "this week's deadlines for BrightSip Social Always-on": "due",
    "who's behind schedule rn, để em còn biết đường đòi": "late",
    "dự án nào đang đỏ?": "colour", "dự án nào đang đỏ và vì sao": "colour",
    "which projects are red?": "colour",
    "tình hình các dự án sao rồi": "colour", "dự án nào đáng lo nhất": "colour",
    "which project needs me most": "colour", "how are all the projects doing": "colour",
    "what's burning?": "late", "ai đang trễ nhiều nhất": "late", "có gì mới không": "my_day",
    "tóm tắt Sun World giúp anh": "where_is",
    "nhắc lại team creative nhận brief": "unacknowledged",
    "nhắc lại brief Sun World": "unacknowledged", "nhắc cả 3 phòng nhận brief": "unacknowledged",
    "việc của Lan": "who_has", "Sun World còn gì chưa xong": "where_is",
    "pls chase creative on the brief": "unacknowledged", "hối media nhận brief giúp chị": "unacknowledged",
    "team Lan có quá tải ko": "who_has", "Lan tuần sau rảnh không": "who_has",
    "brief mộc an đâu chị": "agreed",
    "thông điệp chính của brief là gì": "brief_says", "deadline khách là bao giờ": "brief_says",
    "target của Mộc An Tết 2027 là ai vậy": "brief_says", "KPI campaign này là gì": "brief_says",
    "who's the approver on Sun World?": "brief_says", "lịch tuần sau của Sun World": "due",
    "còn gì hôm nay": "my_day", "what's left for Friday?": "due", "who is late today and why?": "late",
    "Lan có đang quá tải không?": "who_has",
    "sao Sun World đỏ vậy": "colour", "vì sao Mây Hồng Q1 đỏ?": "colour", "why is Sun World red?": "colour",
    "list the projects that are amber": "colour", "Sun World màu gì?": "colour",
    "any projects in trouble right now?": "colour", "có dự án nào đang nguy không": "colour",
    "bạn có thể giúp gì": "help", "how do I use this thing?": "help", "em làm được những gì vậy?": "help",
    "what can I ask you?": "help", "hỏi bot được những gì": "help",
    "brief Mây Hồng có nói gì về đối tượng không": "brief_says",
    "what's in the Sun World brief about channels?": "brief_says", "brief nói tone thế nào": "brief_says",
    "brief Mây Hồng Q1 ghi deadline ngày nào": "brief_says", "brief có ghi kích thước không": "brief_says",
    "phòng nào chưa trả lời brief": "unacknowledged", "has media replied to the brief yet?": "unacknowledged",
    "khách trả lời brief chưa": "client_said",
    "Quay TVC hôm nào": "due", "what day is the shoot?": "due", "bao giờ thì phải nộp moodboard": "due",
    "chiều nay mình có họp gì không": "my_day", "do I have meetings tomorrow?": "my_day",
    "thứ 5 em có cuộc họp nào không": "my_day",
    "banner đang nằm bên mình hay bên khách": "ball", "is the banner with us or with the client": "ball",
}  # fmt: skip
TOLD = {
    "dời storyboard sang 4/12 nhé": "move", "push the landing page to Dec 10 please": "move",
    "moodboard xong rồi nha": "done", "giao banner cho Lan giúp chị": "give",
    "nhắc Đức gửi link trước 4h": "remind", "thêm việc chụp hình sản phẩm, Ngọc, 9/12": "add",
    "note cho Mây Hồng: tránh màu hồng đậm": "note", "tạm dừng Sun World nha": "hold",
    "todo gọi nhà in": "todo", "em xin nghỉ thứ 6": "leave", "tạo brief mới": "brief",
    "ghi feedback moodboard: ảnh tối quá": "feedback", "gửi tiến độ Sun World cho khách": "status_share",
    "ghi vô việc của em: gọi kế toán, thứ 5": "todo",
    "Launch video 30s kéo sớm lên 11/12": "move", "Kịch bản TVC 30s cho thêm tới 2/12": "move",
    "launch video 30s now due 17 Dec": "move", "backdrop → Mon 14 Dec, venue handover slipped": "move",
    "launch video 30s chuyển qua Hoài Nam dựng": "give", "cam on nhieu nghen": "greeting",
    "add to Mây Hồng: shortlist 10 influencers, Mạnh Hùng, 1 Dec": "add",
    "chị Chi vừa gọi: logo to hơn 20%, đổi nền sang vàng kem": "feedback",
    "sếp bên Mộc An chê moodboard nhìn cũ, muốn trẻ hơn": "feedback",
    "the client called: bigger logo please, and no tagline": "feedback",
    "gấp: khách cần banner trước 3h chiều nay": "move", "bỏ moodboard đi, khách ko cần nữa": "cancel",
    "nộp moodboard cho khách rồi": "sent", "gửi khách banner v2 chiều qua": "sent",
    "em xong banner rồi nhưng chờ chị duyệt": "review", "banner is ready for review": "review",
    "em nhận brief rồi nha, hiểu là bán cho mẹ trẻ": "acknowledge", "got the brief, all clear": "acknowledge",
    "đã nhận brief Sun World rồi": "acknowledge",
    "em ok nhận brief rồi nha": "acknowledge", "banner sent back, waiting for Lan": "returned",
    "khách chưa duyệt banner, trả lại sửa": "returned", "banner: khách yêu cầu sửa": "returned",
    "gửi khách moodboard với storyboard rồi": "sent",
    "sent the moodboard to Ms Chi this morning, waiting for her feedback": "sent",
    "nói Lan là storyboard gấp lắm, khách hối": "remind",
    "chị Chi bảo chiều mai mới phản hồi moodboard, nhắc chị lúc 3h chiều mai": "remind",
    "banner chờ storyboard xong": "wait", "landing page is blocked by the moodboard": "wait",
    "moodboard không phải chờ storyboard nữa": "wait", "storyboard đang chặn banner": "wait",
    "khách duyệt moodboard rồi": "approved", "client approved the storyboard": "approved",
    "chị Chi duyệt banner rồi nha": "approved", "banner được khách duyệt rồi": "approved",
    "the storyboard was approved by the client yesterday": "approved",
    "khách báo duyệt storyboard rồi": "approved",
    "gửi khách moodboard rồi": "sent", "sent the storyboard to the client": "sent",
    "đã gửi moodboard cho khách hôm qua": "sent", "em gửi chị Chi banner rồi nhé": "sent",
    "khách gửi logo rồi, Lan làm banner đi nhé": "came", "logo mới về rồi": "came",
    "client sent the logo": "came", "nhận được file của khách rồi": "came", "we got the logo": "came",
    "moodboard đang làm": "begun", "bắt đầu làm storyboard rồi": "begun", "storyboard in progress": "begun",
    "I've started the landing page": "begun",
    "huỷ moodboard": "cancel", "cancel the storyboard": "cancel", "huỷ giúp em landing page nhé": "cancel",
    "banner bị huỷ rồi": "cancel", "huỷ moodboard, nhầm khách": "cancel",
    "hoãn nhắc moodboard đến chiều mai": "snooze",
    "snooze the reminder for the storyboard until Friday": "snooze",
    "em không nhận storyboard đâu": "refuse", "mình không làm kịp banner, quá tải rồi": "refuse",
    "I can't finish the landing page": "refuse",
    "mình không làm kịp banner, quá tải rồi, giao người khác được không": "refuse",
    "nhờ Lan gửi banner trước 4h chiều nay để gửi khách": "remind", "nhờ Lan làm banner nhé": "give",
    "khách hẹn gặp ngày mai 10h sáng, nhắc tôi gọi chị Chi": "remind",
    "chuyển Launch video 30s qua cho Lan, Vy nghỉ tuần sau": "give",
    "moodboard chờ storyboard duyệt xong": "wait",
    "chia storyboard cho Lan và Khoa": "split", "Chia nhỏ moodboard cho Lan với James giúp chị": "split",
    "chia landing page cho Lan va Khoa, han thu 5": "split", "san bớt banner cho Lan nhé": "split",
    "split the landing page between Lan and James": "split",
    "can you split the moodboard among Khoa and Ada please": "split",
    "đổi tên KV chính thành KV Tết": "rename", "rename the storyboard to Storyboard v2": "rename",
    "can you rename Run of show to Show flow?": "rename",
    "chiều nay 2h họp với chị Chi": "todo", "call with Sarah tomorrow 4pm": "todo",
    "mai 9h em có hẹn chị Linh": "todo",
    "chuyển hết việc của Khoa cho Vy": "give", "giao Vy hết việc của Khoa": "give",
    "hand over all my work to Vy please": "give",
    "giao Lan mấy điểm 1,2,3 của feedback": "points", "assign points 1-3 to Lan": "points",
    "chuyển điểm 4 của feedback cho Khoa nha": "points",
    "nói tiếng Anh với tôi đi": "settings", "answer me in Vietnamese please": "settings",
    "chưa nhận brief được vì chưa rõ ngân sách": "query",
    "brief Mây Hồng thiếu kích thước nên team em chưa nhận": "query",
    "we can't take the Sun World brief: there's no budget": "query",
    "dời deadline qua 20/12 giúp chị": "move", "cho landing page dời tới thứ 6, Khoa đang kẹt": "move",
    "bỏ task storyboard đi em": "cancel",
    "nhận brief": "acknowledge", "em nhận brief Sun World rồi nha": "acknowledge",
    "em nhận brief Sun World, hiểu là làm storyboard": "acknowledge",
    "không nhận được brief vì thiếu ngân sách": "query",
    "hoàn tác giúp em": "undo", "đừng nhắc tôi buổi tối nữa": "settings", "cảm ơn bot nha": "greeting",
}  # fmt: skip
NOT_TOLD = [
    "đừng dời storyboard", "dung giao banner cho lan", "don't mark the moodboard as done",
    "nếu dời landing page thì sao", "what if we move the shoot to the 14th?",
    "hôm qua em giao banner cho Lan rồi",
    "khách bảo dời quay TVC mà mình chưa chịu", "I told Khoa to move the media plan",
    "gần xong storyboard rồi",
    "Khảo sát nhanh 50 mẹ xong 30/50 rồi", "banner xong 60%", "xong việc gọi chị Chi",
    "gọi chị Chi rồi, xong cái đó", "Khảo sát nhanh 50 mẹ xong nửa rồi chị, được 26/50 mẹ",
    "em làm banner xong trước 5h nha",
    "chị Chi vừa gọi", "khách nói ok rồi",
    "khách hẹn mai gọi lại", "bỏ logo trong banner đi",
    "giữ nguyên hạn moodboard 3/12 nhé", "the moodboard is far from done",
    "moodboard chưa xong", "chắc phải tạm dừng Sun World", "Linh said \"give the banner to James\"",
    "nhắc mới nhớ, mai họp", "hold the line", "ai dời storyboard vậy", "should we push the survey?",
    "sẽ giao moodboard cho Lan", "Khoa nhắc em gửi media plan rồi", "có nên dời banner không ta",
    "dịch giúp đoạn này sang tiếng Anh: dời moodboard qua thứ 6", "thanks, you made my day",
    "banner chờ storyboard hả?", "nếu banner chờ storyboard thì trễ", "banner đang chờ khách chốt storyboard",
    "nghe nói landing page chờ banner", "banner chờ nhà in xong",
    "tưởng banner giao cho Khoa rồi chứ", "hay là tạm dừng Sun World ta… thôi",
    "khách hỏi sao dời storyboard",
    "please nobody move anything on Sun World until I'm back", "brief dài mà đọc cũng cuốn",
    "cho xem việc của tôi", "plan my Monday", "storyboard họp với khách thứ 5", "banner Lan gửi khách thứ 6",
    "moodboard chưa kịp thứ 6", "landing page chắc tới 8/12", "kịch bản khách muốn thứ 5",
    "đừng chia storyboard cho Lan", "hôm qua em chia banner cho Lan với Khoa rồi",
    "khách bảo chia storyboard cho Lan", "chia sẻ cảm xúc", "có nên chia banner cho Lan không ta",
    "em gọi lại chị nha", "mình báo lại anh trước 5h", "I'll call you back in a bit",
    "khách đổi tên sản phẩm thành BrightSip Zero", "đừng đổi tên KV chính thành KV Tết",
    "có nên đổi tên storyboard thành cái khác không ta", "Lan đổi tên file KV chính thành KV final rồi",
    "Khoa giao hết việc cho Vy rồi", "đừng chuyển hết việc của Khoa cho Vy", "Lan được 9 điểm nha",
    "có nên giao hết việc của Khoa cho Vy không", "họp xong mệt quá", "Lan họp với khách 2h chiều nay",
    "nếu mai 2h họp với chị Chi thì sao", "hôm qua họp với chị Chi tới 8h tối",
    "team mình họp 2h chiều nay nha mọi người", "khách không cho dời deadline sang 18/12",
    "khách hỏi có dời storyboard sang 4/12 được không", "creative chưa nhận brief vì sao",
    "KOL này follow nhiêu vậy", "dạ em gửi anh báo giá ạ",
    "xong storyboard phần 3/5 KOL rồi, còn 2 đang chờ", "xong 2 trong 5 storyboard",
    "storyboard xong hết trừ bản dọc", "xong 2 of 5 storyboard", "storyboard trễ quá",
    "anh Khoa ơi nhận brief giúp em với", "storyboard trễ 2 ngày rồi", "creative nhận brief",
    "storyboard bị dời rồi hả", "khi nào khách duyệt thì dời landing page", "tell me who has the moodboard",
]  # fmt: skip


@cache
def wanted(text: str, where: str = "dm") -> list[str]:
    """The intents of a text, the likelier first."""
    found = intent.find(text, CONTEXT, shelf(where))
    return [one.intent.value for one in (found.readings if isinstance(found, Unsure) else (found,))]


def only(text: str, where: str = "dm") -> Request:
    """The one request of a text."""
    found = intent.find(text, CONTEXT, shelf(where))
    assert isinstance(found, Request)
    return found


@pytest.mark.parametrize("text", ASKED)
def test_a_question_is_understood(text: str) -> None:
    assert wanted(text) == [ASKED[text]]


@pytest.mark.parametrize("text", TOLD)
def test_an_order_is_understood(text: str) -> None:
    assert wanted(text) == [TOLD[text]]


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_is_no_order_changes_nothing(text: str) -> None:
    assert not any(Intent(one).changes for one in wanted(text))


SLIPS = {
    "storyboard em gửi trễ 2 ngày nha, máy hư": ["move", "none"],
    "storyboard em trễ 1 ngày nha": ["move", "none"], "việc của Minh": ["who_has"],
    "storyboard bị trễ, thứ 2 em gửi": ["move", "none"], "storyboard late by 2 days": ["move", "none"],
    "khách than storyboard trễ quá": ["feedback", "none"],
    "chị Chi than phiền trễ bản sửa": ["feedback", "none"],
    "the client complains the storyboard is late": ["feedback", "none"],
    "storyboard trễ quá": ["none"], "khách trả tiền cọc chưa": ["none"],
}  # fmt: skip


@pytest.mark.parametrize("text", SLIPS)
def test_work_that_is_told_to_be_late_is_no_question_what_is_late(text: str) -> None:
    assert wanted(text) == SLIPS[text]


SHORT = {
    "không": "ko", "được": "dc", "anh": "a", "chị": "c", "em": "e", "như thế nào": "ntn", "rồi": "r",
    "hôm nay": "hnay", "bao nhiêu": "bn", "vậy": "v", "trước": "trc",
}  # fmt: skip


def _small(text: str) -> str:
    return re.sub(r"<@[A-Z0-9]+>|[^<]+", lambda one: one[0] if one[0][:2] == "<@" else one[0].lower(), text)


def _bare(text: str) -> str:
    return re.sub(r"\w", lambda one: flat(one[0]) if flat(one[0]) != one[0].lower() else one[0], text)


def _short(text: str) -> str:
    for word, letters in SHORT.items():
        text = re.sub(rf"(?<!\w){word}(?!\w)", letters, text)
    return text


def _all_at_once(text: str) -> str:
    return _bare(_short(_small(text)))


def _changed(rows: dict[str, str], typed: Callable[[str], str]) -> list[tuple[str, list[str]]]:
    """What is read otherwise when it is typed so; never as another change."""
    rows = {text: where for text, where in rows.items() if typed(text) != text}
    found = []
    for text, where in rows.items():
        before, after = wanted(text, where), wanted(typed(text), where)
        is_change = len(after) == 1 and Intent(after[0]).changes
        assert before == after or not is_change or after[0] in before, (typed(text), before, after)
        if before != after and not (len(after) > 1 and set(before) & set(after)):
            found.append((typed(text), after))
    return found


@pytest.mark.parametrize("typed", [_small, _bare, _short, _all_at_once])
def test_an_example_is_understood_however_it_is_typed(typed: Callable[[str], str]) -> None:
    assert _changed(dict.fromkeys([*ASKED, *TOLD], "dm"), typed) == []
    _changed(dict.fromkeys(NOT_TOLD, "dm"), typed)


def test_what_people_say_is_understood_when_it_is_typed_in_haste() -> None:
    rows = {row["text"]: row["where"] for row in scoring.entries("open", "utterances")}
    changed = _changed(rows, _all_at_once)
    assert len(changed) <= 0.02 * len(rows), changed


def test_what_is_named_is_known_whatever_it_is_called() -> None:
    assert [one.title for one in only("the survey is done").pieces] == ["Khảo sát nhanh 50 mẹ"]
    assert [one.title for one in only("ai lo cái buổi quay").pieces] == ["Quay TVC"]
    assert [one.name for one in only("tình hình BrightSip social").jobs] == ["BrightSip Social Always-on"]
    assert only("tình hình BrightSip").client == "BrightSip"


def test_of_two_that_are_called_so_the_one_of_the_channel_is_meant() -> None:
    assert len(only("KV xong chưa").pieces) == 2
    assert [one.title for one in only("KV xong chưa", "channel:Mộc An Tết 2027").pieces] == ["KV chính"]


@pytest.mark.parametrize(("client", "here"), [("", ""), ("Mộc An", "Mộc An")])
def test_an_order_is_no_remark_of_a_client_where_a_project_has_none_or_its_name(
    client: str, here: str
) -> None:
    named = Shelf((Piece("KV chính", "Mộc An"),), (Job("Mộc An", client),), here)
    found = intent.find("dời KV chính sang thứ 6", CONTEXT, named)
    assert isinstance(found, Request)
    assert found.intent is Intent.MOVE


@pytest.mark.parametrize(
    "text",
    ["nghỉ 3 ngày được không?", "mai em nghỉ được ko", "can I take Friday off?", "ok if I'm off on Monday?"],
)
def test_leave_that_is_asked_for_is_offered_and_not_taken(text: str) -> None:
    assert wanted(text) == ["leave", "none"]


@pytest.mark.parametrize(
    "text", ["Vy nghỉ thứ 5 được không", "ai nghỉ mai được không", "lễ có được nghỉ bù không"]
)
def test_leave_of_others_is_no_leave_that_is_asked_for(text: str) -> None:
    assert "leave" not in wanted(text)


@pytest.mark.parametrize(
    ("text", "whose", "cover"),
    [
        ("Khoa nghỉ từ mai", "U11KHOA", ()), ("khoa nghi tu mai", "U11KHOA", ()),
        ("mai Khoa nghỉ", "U11KHOA", ()),
        ("Khoa nghỉ từ mai đến hết tuần, Vy làm thay", "U11KHOA", ("U12VY",)),
        ("chị Vy xin nghỉ thứ 5", "U12VY", ()), ("Khoa is off tomorrow", "U11KHOA", ()),
        ("tuần sau Vy nghỉ, Lan cover", "U12VY", ("U10LAN",)),
        ("tuan sau vy nghi, lan cover", "U12VY", ("U10LAN",)), ("thu 6 nay lan off", "U10LAN", ()),
        ("Vy out next week, Lan covers", "U12VY", ("U10LAN",)),
        ("Vy will be out until Friday, Lan steps in", "U12VY", ("U10LAN",)),
        ("em nghỉ mai, Vy làm thay", "", ("U12VY",)),
    ],
)  # fmt: skip
def test_a_statement_says_whose_leave_it_is(text: str, whose: str, cover: tuple[str, ...]) -> None:
    slots = only(text).slots
    assert (wanted(text), slots.whose, slots.people) == (["leave"], whose, cover)


@pytest.mark.parametrize(
    "text",
    ["Khoa nghỉ hả", "Khoa không nghỉ mai", "Vy nghỉ thai sản năm ngoái mà ha", "nếu Khoa nghỉ mai thì sao",
     "the KV is out tomorrow", "the client is out next week", "it is out tomorrow", "is Vy out next week?",
     "Vy is out of ideas today"],
)  # fmt: skip
def test_what_is_no_statement_of_leave_records_none(text: str) -> None:
    assert "leave" not in wanted(text)


@pytest.mark.parametrize(
    "text", ["tuần trước mình làm được gì?", "what did we get done last week?", "tổng kết tuần trước",
             "hôm qua team làm xong gì", "tuần rồi mình hoàn thành việc gì"]
)  # fmt: skip
def test_what_was_done_is_a_question(text: str) -> None:
    assert wanted(text) == ["achieved"]


@pytest.mark.parametrize("text", ["deadline gì mà deadline, đi uống trà", "KPI gì mà KPI"])
def test_what_only_looks_like_a_question_is_none(text: str) -> None:
    assert wanted(text) == ["none"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tình hình Mộc An", ["Mộc An TVC", "Mộc An Tết"]),
        ("tình hình Mộc An TVC", ["Mộc An TVC"]),
        ("Mộc An tới đâu rồi", ["Mộc An TVC", "Mộc An Tết"]),
        ("Mây Hồng Q1 tới đâu rồi", ["Mây Hồng Q1"]),
        ("Mây Hồng tới đâu rồi", ["Mây Hồng"]),
    ],
)
def test_a_name_that_several_projects_without_a_client_begin_with_means_each(
    text: str, meant: list[str]
) -> None:
    names = ("Mộc An Tết", "Mộc An TVC", "Mây Hồng", "Mây Hồng Q1")
    named = Shelf((), tuple(Job(name, "") for name in names if "Mây" in text or "Mộc" in name))
    found = intent.find(text, CONTEXT, named)
    assert isinstance(found, Request)
    assert sorted(job.name for job in found.jobs) == meant


def test_an_order_says_what_it_needs() -> None:
    moved = only("lùi media plan 1 tuần").slots.at.value
    assert moved
    assert moved.day.isoformat() == "2026-12-11"  # counted from its date so far
    told = only("nhắc Đức gửi link trước 4h chiều").slots
    assert (told.people, told.words, told.at.value and told.at.value.minute) == (("U21DUC",), "gửi link", 960)
    assert only("note cho Mây Hồng: tránh màu hồng").slots.words == "tránh màu hồng"
    added = only("thêm việc chụp hình, Ngọc, 9/12").slots.work
    assert added
    assert [(one.title, one.owner.value) for one in added.items] == [("chụp hình", "U15NGOC")]
    assert only("giao lại banner từ Lan cho Khoa").slots.people == ("U11KHOA",)


def test_a_question_says_which_days_it_is_about() -> None:
    period = only("tuần sau có gì tới hạn").slots.period
    assert period
    assert [day.isoformat() for day in period] == ["2026-11-30", "2026-12-06"]


def test_what_is_pasted_is_kept_for_what_it_is() -> None:
    brief = "Mục tiêu: tăng nhận diện\nĐối tượng: mẹ 25-34\nHạng mục: 3 KV\nDeadline: 12/12\nNgân sách: 300tr"
    remarks = "Slide 3: logo nhỏ quá\nSlide 5: đổi ảnh sản phẩm\nSlide 9: giá sai, 359k mới đúng"
    assert (wanted(brief), wanted(remarks)) == (["brief"], ["feedback"])
    assert only(brief).slots.words == brief


@pytest.mark.parametrize(
    "text",
    [
        "chị Chi bảo logo to lên, bỏ tagline", "Sarah said the banner is too dark, make it brighter",
        "khách kêu đổi màu nền banner sang vàng", "chi Chi moi goi, keu bo cau slogan o banner di",
    ],
)  # fmt: skip
def test_what_a_client_is_said_to_want_is_offered_as_feedback_and_not_taken_for_sure(text: str) -> None:
    assert wanted(text) == ["feedback", "none"]


@pytest.mark.parametrize(
    "text",
    [
        "khách bảo dời storyboard sang 4/12", "chị Chi bảo dời deadline lên 18/12",
        "chi Chi bao doi landing page sang 4/12", "Sarah wants to push the key visual to Dec 1",
    ],
)  # fmt: skip
def test_a_new_day_that_a_client_asks_for_is_offered_and_not_taken_for_sure(text: str) -> None:
    assert wanted(text) == ["move", "none"]


def test_an_order_about_several_things_says_of_whom_and_which() -> None:
    given = only("chuyển hết việc của Khoa cho Vy").slots
    assert (given.every, given.whose, given.people) == (True, "U11KHOA", ("U12VY",))
    assert only("giao hết việc của em cho Lan").slots.whose == "U01HUONG"
    assert only("giao Lan mấy điểm 1,2,5-7 của feedback").slots.numbers == (1, 2, 5, 6, 7)
    renamed = only('đổi tên "KV chính" thành "KV Tết" nha')
    assert ([one.title for one in renamed.pieces], renamed.slots.words) == (["KV chính"], "KV Tết")
    meeting = only("chiều nay 2h họp với chị Chi").slots
    assert meeting.words == "họp với chị Chi"
    assert meeting.at.value is not None
    assert meeting.at.value.minute == 14 * 60
    assert only("đừng nói tiếng Anh nữa").slots.words == "vi"


def test_what_a_client_wrote_elsewhere_is_feedback() -> None:
    assert wanted('khách vừa nhắn zalo: "em ơi banner chữ nhỏ quá chị ko đọc được"') == ["feedback"]


def test_work_that_a_client_finds_fault_with_is_feedback() -> None:
    assert wanted("moodboard bị khách chê, làm lại từ đầu") == ["feedback"]


def test_who_read_the_brief_has_taken_it() -> None:
    assert wanted("brief chị đọc rồi, ok nhận") == ["acknowledge"]


def test_the_hour_behind_an_order_to_remind_is_when_it_rings() -> None:
    slots = only("mai 9h họp với khách, nhắc mình lúc 8h30").slots
    assert slots.words == "họp với khách"
    assert slots.at.value is not None
    assert (slots.at.value.day.isoformat(), slots.at.value.minute) == ("2026-11-24", 8 * 60 + 30)


def test_what_is_of_a_week_is_shown() -> None:
    assert wanted("báo cáo tuần cho anh") == ["achieved"]
    assert (wanted("việc của em tuần này"), wanted("việc của em: gọi nhà in")) == (["my_day"], ["todo"])


SAID_IN_PASSING = {
    "KV chính chắc trễ tới thứ 5 nha, khách đổi logo": "move", "media plan có thể trễ 2 ngày": "move",
    "the landing page will be late by two days": "move", "KV chính trễ 2 ngày rồi": "late",
    "khảo sát xong rồi nhưng chưa viết report": "none", "landing page is done except the form": "none",
    "KV chính xong rồi nhưng chưa gửi khách": "done", "hôm nay làm gì": "my_day",
    "cái nào gấp nhất": "my_day",
    "tuần này ai rảnh": "who_has", "who is free this week": "who_has",
}  # fmt: skip


@pytest.mark.parametrize("text", SAID_IN_PASSING)
def test_what_is_said_in_passing_is_understood(text: str) -> None:
    assert wanted(text)[0] == SAID_IN_PASSING[text]


def test_two_that_fit_are_both_offered() -> None:
    assert wanted("logo nhỏ quá\nnền sáng hơn nha em")[0] == "feedback"
    assert len(wanted("logo nhỏ quá\nnền sáng hơn nha em")) == 2


@given(st.one_of(TYPED, st.lists(st.sampled_from([*ASKED, *TOLD, *NOT_TOLD]), max_size=3).map(" ".join)))
def test_any_words_are_read(text: str) -> None:
    assert wanted(text)


@pytest.mark.parametrize("half", scoring.halves("utterances"))
def test_utterances_are_understood_and_none_changes_what_it_should_not(
    half: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = scoring.entries(half, "utterances")
    count: Counter[str] = Counter()
    worst = []
    for row in rows:
        outcome = _outcome(row)
        count[outcome] += 1
        if outcome != "right":
            worst.append(f"  {outcome} {row['id']} {row['text']!r}: {wanted(row['text'], row['where'])}")
    with capsys.disabled():
        print(f"\n{half} utterances: {len(rows)}, {dict(count)}", *sorted(worst)[:10], sep="\n")
    assert count["right"] >= 0.93 * len(rows)
    assert count["a wrong change"] == 0


FINER = {"done": ("approved", "sent", "review"), "why": ("colour",), "late": ("colour",)}
"""What sets that are older than an intent call it."""


def _outcome(row: Entry) -> str:
    found = wanted(row["text"], row["where"])
    fits = [row["intent"], *row["readings"].get("intent", ()), *FINER.get(row["intent"], ())]
    if found[0] in fits and len(found) == 1:
        return "right"
    if len(found) > 1:
        return "asked" if set(found) & set(fits) else "asked about others"
    return "a wrong change" if Intent(found[0]).changes else "wrong"
