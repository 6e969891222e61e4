"""Lines of work, and pastes of several."""

from __future__ import annotations

import pytest

from desk.text.doors import work_list
from desk.text.doors.work import Item
from desk.text.spans import Why
from tests.desk.text.world import CONTEXT


def items(text: str) -> tuple[Item, ...]:
    """The pieces of work of a text."""
    return work_list.find(text, CONTEXT).items


def told(item: Item) -> str:
    """A piece of work as the tables below write it: title, people, due day, hour; "?" for what is asked."""
    due = item.due.value.isoformat()[5:] if item.due.value else "?" if item.due.asked else "-"
    owner = item.owner.value or ("?" if item.owner.asked else "-")
    who = "+".join([owner, *item.helpers])
    hour = "?" if item.hour.asked else ""
    if item.hour.value is not None:
        hour = f"{item.hour.value // 60:02}:{item.hour.value % 60:02}"
    return " ".join(part for part in (f"{item.title!r}", who, due, hour) if part)


LINES = {
    # that something is to be made is no part of what
    "Làm thiệp mời khai trương - Tuấn Anh - 2/12": "'thiệp mời khai trương' U14TUANA 12-02",
    "lam bang gia cho sep, vy, t6": "'bang gia cho sep' U12VY 11-27",
    "Làm rõ điều khoản 3, Khoa, 2/12": "'Làm rõ điều khoản 3' U11KHOA 12-02",
    "Làm thử 3 bản màu: Lan, 2/12": "'Làm thử 3 bản màu' U10LAN 12-02",
    "Làm lại bìa sổ tay - Lan - 2/12": "'Làm lại bìa sổ tay' U10LAN 12-02",
    "làm cái này nha @lan 2/12": "'làm cái này' U10LAN 12-02",
    # how pressing it is, and when it may wait, are no part either
    "Sửa nắp hộp; Lan; gấp": "'Sửa nắp hộp' U10LAN ?",
    "Vy đọc lại bảng hỏi, không gấp": "'đọc lại bảng hỏi' U12VY ?",
    # lengths are no date, and weeks nobody's
    "Bộ cắt (6/10/30) – Nam – 2/12": "'Bộ cắt (6/10/30)' U23NAM 12-02",
    "bao cao tuan 47, vy, t6": "'bao cao tuan 47' U12VY 11-27",
    "gui bang gia cho khach, minh, t6": "'gui bang gia cho khach, minh' ? 11-27",
    # who gets it, and who does it
    "Bàn giao cho Đức, Ngọc, 2/12": "'Bàn giao cho Đức' ? 12-02",
    "Bàn giao file cho Đức - Ngọc - 2/12": "'Bàn giao file cho Đức' U15NGOC 12-02",
    "Review hợp đồng (Phong), Minh, 2/12": "'Review hợp đồng (Phong)' U02MINH 12-02",
    "set up shoot w/ Phong - Ngọc - 2/12": "'set up shoot w/ Phong' U15NGOC 12-02",
    "Both Ada and James to review, Friday": "'review' U19ADA+U20JAMES 11-27",
    "Gửi mẫu vải cho Linh, em Vy, 2/12": "'Gửi mẫu vải cho Linh' U12VY 12-02",
    "Hỏi Sarah file mã vạch - Trang - 2/12": "'Hỏi Sarah file mã vạch' U18TRANG 12-02",
    "Ask Linh for the nutrition table - Ada - 2/12": "'Ask Linh for the nutrition table' U19ADA 12-02",
    # where the parts may stand
    "KV @lan 4/12 (T6)": "'KV' U10LAN 12-04",
    "3/12: gửi file in – Trang phụ trách": "'gửi file in' U18TRANG 12-03",
    "Lan, KV, 27/11": "'KV' U10LAN 11-27",
    "nhờ Vy tổng hợp insight trc thứ 5 nha": "'tổng hợp insight' U12VY 11-26",
    "By 5pm today Lan sends the KV": "'sends the KV' U10LAN 11-23 17:00",
    "Tuấn Anh: resize banner, đầu tuần sau": "'resize banner' U14TUANA 11-30",
    "dinh chinh bai dang sang nay, tun, lam truoc 2h": "'dinh chinh bai dang sang nay' U13TUAN 11-23 14:00",
    "Edit teaser @nam mai 10h": "'Edit teaser' U23NAM 11-24 10:00",
    "call sheet 10.12 - ngoc - 8.12": "'call sheet 10.12' U15NGOC 12-08",
    "Call sheet (Dec 11) @ngoc due 9/12": "'Call sheet (Dec 11)' U15NGOC 12-09",
    # a word inside the title is title
    "Banner khuyến mãi cuối năm @lan 4/12": "'Banner khuyến mãi cuối năm' U10LAN 12-04",
    "Post 20/10 làm lại – Tũn – 27/11": "'Post 20/10 làm lại' U13TUAN 11-27",
    "Tờ rơi ở số 12/4 Điện Biên Phủ, Tuấn Anh, 30/11": "'Tờ rơi ở số 12/4 Điện Biên Phủ' U14TUANA 11-30",
    "Video TikTok 9:16 @lan 15/12": "'Video TikTok 9:16' U10LAN 12-15",
    "KV gói 15g @lan 15/12": "'KV gói 15g' U10LAN 12-15",
    "Scan hồ sơ 50 trang, Trang, 1/12": "'Scan hồ sơ 50 trang' U18TRANG 12-01",
    '"Tomorrow Starts Tonight" line, Tun, Wed': "'\"Tomorrow Starts Tonight\" line' U13TUAN 11-25",
    # people
    "Duyệt deck, Ada + James, 11/12": "'Duyệt deck' U19ADA+U20JAMES 12-11",
    "checklist quay – Ngọc, Trang hỗ trợ – 8/12": "'checklist quay' U15NGOC+U18TRANG 12-08",
    "Weekly deck, me, Fri 3pm": "'Weekly deck' U01HUONG 11-27 15:00",
    # what falls away
    "✅ 20 post social làm nha @tũn 30/11": "'20 post social' U13TUAN 11-30",
    "*Kịch bản 20s* – Tũn – hạn chót 01/12/2026": "'Kịch bản 20s' U13TUAN 12-01",
    "~old~ new size list @Khoa tomorrow EOD": "'new size list' U11KHOA 11-24 18:00",
    "gấp: đổi link bio @trang 11h": "'đổi link bio' U18TRANG 11-23 11:00",
    "#12 Book photographer, Ngọc, chốt trước 30/11": "'Book photographer' U15NGOC 11-30",
    "Owner: Hung Media. Task: fix spots. When: this Friday.": "'fix spots' U16HUNG 11-27",
    # a remark in brackets stays whole; only a limit in it is an hour
    "Kịch bản TVC 30s, bạn Lan lo, deadline 8/12 (chị Chi cần trước 9h)": (
        "'Kịch bản TVC 30s (chị Chi cần trước 9h)' U10LAN 12-08 09:00"
    ),
    "kich ban tvc, lan lo, 8/12 (chi Chi can truoc 9h)": (
        "'kich ban tvc (chi Chi can truoc 9h)' U10LAN 12-08 09:00"
    ),
    "Deck - Ada - 4/12 (Sarah needs it by 3pm)": "'Deck (Sarah needs it by 3pm)' U19ADA 12-04 15:00",
    "KV - Lan - 4/12 (gửi chị Chi duyệt trước)": "'KV (gửi chị Chi duyệt trước)' U10LAN 12-04",
    "KV @lan 4/12 (nhớ kèm bản tiếng Anh)": "'KV (nhớ kèm bản tiếng Anh)' U10LAN 12-04",
    "KV (bản 2, chị Chi xem 9h) @lan 4/12": "'KV (bản 2, chị Chi xem 9h)' U10LAN 12-04 ?",
    "Nắp hộp @lan 4/12 [khách duyệt 3/12]": "'Nắp hộp [khách duyệt 3/12]' U10LAN ?",
    "KV @lan (khách xem 4/12)": "'KV (khách xem 4/12)' U10LAN 12-04",
    "KV @lan 4/12 (Vy hỗ trợ số liệu)": "'KV (Vy hỗ trợ số liệu)' U10LAN+U12VY 12-04",
    "Poster, Tuấn Anh, 8/12 (in 2 mặt)": "'Poster (in 2 mặt)' U14TUANA 12-08",
    # asked
    "Banner khuyến mãi @lan": "'Banner khuyến mãi' U10LAN ?",
    "KV 4/12": "'KV' ? 12-04",
    "Storyboard @james thứ 5 4/12": "'Storyboard' U20JAMES ?",
    "in backdrop → Trang hoặc Tuấn Anh, 4/12": "'in backdrop' ? 12-04",
    "Sarah duyệt KV thứ 4 12h trưa": "'duyệt KV' ? 11-25 12:00",
    "refresh deck – Ada – next week": "'refresh deck' U19ADA ?",
    "KV @lan 12/11 hay 11/12": "'KV' U10LAN ?",
    "@lan upload to FTP by 7:30am today": "'upload to FTP' U10LAN 11-23 ?",
    "@lan 4/12 nha": "'' U10LAN 12-04",
    "Nam Long Group update, Lan": "'Nam Long Group update' U10LAN ?",
    "someone cut the teaser by Thursday": "'cut the teaser' ? 11-26",
}  # fmt: skip

PASTES = {
    "Owner: Vy\nTask: đọc bảng hỏi\nDue: 2/12": ["'đọc bảng hỏi' U12VY 12-02"],
    "Nắp hộp\nLan 3/12\n\nRegards,\nMinh": ["'Nắp hộp' U10LAN 12-03"],
    "Danh sách cho hội chợ 12/12\n- in tờ gấp, Trang, 8/12\n- dựng kệ, Ngọc, 9/12": [
        "'in tờ gấp' U18TRANG 12-08", "'dựng kệ' U15NGOC 12-09",
    ],
    "Phần còn thiếu của Mây Hồng\n\nNắp hộp, Lan, 8/12\nTem phụ, Vy, 9/12\n\nTrân trọng,\nHương": [
        "'Nắp hộp' U10LAN 12-08", "'Tem phụ' U12VY 12-09",
    ],
    "Chào cả nhà\n> Nắp hộp — Lan — 8/12\n> Tem phụ — Vy — 9/12\nCó gì nhắn em nha": [
        "'Nắp hộp' U10LAN 12-08", "'Tem phụ' U12VY 12-09",
    ],
    "Hạng mục\tNgười làm\tDeadline\nStandee\tTuấn Anh\t30/11/2026\nTổng: 1": ["'Standee' U14TUANA 11-30"],
    "| Task | Owner | Due |\n|---|---|---|\n| KV | Lan | 4/12 |": ["'KV' U10LAN 12-04"],
    'Task,Assignee,Due\n"KV, bản cuối",Lan,4/12': ["'KV, bản cuối' U10LAN 12-04"],
    "KV-1  Fix crop   Duc   2026-11-25": ["'KV-1 | Fix crop' U21DUC 11-25"],
    "Thứ 4 25/11:\n- gửi KV @lan 11h\n- gửi CE @minh 16h": [
        "'gửi KV' U10LAN 11-25 11:00", "'gửi CE' U02MINH 11-25 16:00",
    ],
    "Lan:\n- KV 27/11\nKhoa:\n- plan thứ 6": ["'KV' U10LAN 11-27", "'plan' U11KHOA 11-27"],
    "Owner: Lan\nDue: Friday\n- resize": ["'resize' U10LAN 11-27"],
    "- Lixi (Tuấn Anh)\n- Thiệp (Lan)\nboth due 8/1/2027": ["'Lixi' U14TUANA 01-08", "'Thiệp' U10LAN 01-08"],
    "KV @lan 27/11\nPlan @khoa 4/12\nall due 5pm": [
        "'KV' U10LAN 11-27 17:00", "'Plan' U11KHOA 12-04 17:00",
    ],
    "Hi team, as discussed:\nDuc fixes the banner by Thursday\nThanks!": ["'fixes the banner' U21DUC 11-26"],
    "Feedback 20/11 to action:\n- đổi màu – Lan – tmr": ["'đổi màu' U10LAN 11-24"],
    "Jingle — <@U15NGOC> — 4 Dec 17:00\n---\n_updated Monday_": ["'Jingle' U15NGOC 12-04 17:00"],
    "Ngọc: 1) casting 28/11 2) PPM 3/12": ["'casting' U15NGOC 11-28", "'PPM' U15NGOC 12-03"],
    "KV @lan 27/11; media plan @khoa 4/12": ["'KV' U10LAN 11-27", "'media plan' U11KHOA 12-04"],
    "> can we get it by Dec 4?\nWobbler – Lan": ["'Wobbler' U10LAN ?"],
}  # fmt: skip


SEVERAL = {
    "concept Lan 16/12, KV Lan 22/12, 3 bài social Khoa 18/12": [
        "'concept' U10LAN 12-16", "'KV' U10LAN 12-22", "'3 bài social' U11KHOA 12-18",
    ],
    "concept lan 16/12, kv lan 22/12, 3 bai social khoa 18/12": [
        "'concept' U10LAN 12-16", "'kv' U10LAN 12-22", "'3 bai social' U11KHOA 12-18",
    ],
    "việc: KV Lan 4/12, TVC Khoa 8/12": ["'KV' U10LAN 12-04", "'TVC' U11KHOA 12-08"],
    "concept Lan 16/12 và KV Khoa 22/12": ["'concept' U10LAN 12-16", "'KV' U11KHOA 12-22"],
    "concept Lan 16/12 + KV Lan 22/12 + 3 posts Khoa 18/12": [
        "'concept' U10LAN 12-16", "'KV' U10LAN 12-22", "'3 posts' U11KHOA 12-18",
    ],
    "Storyboard James Dec 3 and layout Ada Dec 4": ["'Storyboard' U20JAMES 12-03", "'layout' U19ADA 12-04"],
    "Lan concept 16/12, Lan KV 22/12": ["'concept' U10LAN 12-16", "'KV' U10LAN 12-22"],
    "Lan: KV 22/12; TVC 24/12; poster 25/12.": [
        "'KV' U10LAN 12-22", "'TVC' U10LAN 12-24", "'poster' U10LAN 12-25",
    ],
    "concept, Lan, 16/12, KV, Lan, 22/12": ["'concept' U10LAN 12-16", "'KV' U10LAN 12-22"],
    "concept lan t4, kv khoa t6, clip nam t2 tuan sau": [
        "'concept' U10LAN 11-25", "'kv' U11KHOA 11-27", "'clip' U23NAM 11-30",
    ],
    "KV, banner Lan 16/12, TVC Khoa 18/12": ["'KV, banner' U10LAN 12-16", "'TVC' U11KHOA 12-18"],
}  # fmt: skip


@pytest.mark.parametrize("text", LINES)
def test_a_line_of_work_is_understood(text: str) -> None:
    assert [told(item) for item in items(text)] == [LINES[text]]


@pytest.mark.parametrize("text", PASTES)
def test_a_paste_of_work_is_understood(text: str) -> None:
    assert [told(item) for item in items(text)] == PASTES[text]


@pytest.mark.parametrize(
    ("text", "field", "why"),
    [
        ("KV 4/12", "owner", Why.MISSING),
        ("giao Hùng KV, 4/12", "owner", Why.PERSON),
        ("KV @behamchoi 4/12", "owner", Why.UNKNOWN),
        ("KV @linh 4/12", "owner", Why.OUTSIDE),
        ("KV @lan", "due", Why.MISSING),
        ("KV @lan thứ 5 4/12", "due", Why.WEEKDAY),
        ("KV @lan thứ 6 tuần trước", "due", Why.PAST),
        ("KV @lan 30/2", "due", Why.IMPOSSIBLE),
        ("KV @lan tuần sau", "due", Why.WHICH),
        ("clip rm 6h - nam - thu 2", "hour", Why.WHICH),
        ("@lan 4/12", "title", Why.MISSING),
        (f"{'x' * 200} @lan 4/12", "title", Why.LONG),
        ("đổi logo hay @lan 4/12", "title", Why.WHICH),
        ("gọi khách thứ 3, thứ 5 @lan", "due", Why.WHICH),
        ("KV Friday and Monday – Lan", "due", Why.WHICH),
    ],
)
def test_what_is_asked_says_why(text: str, field: str, why: Why) -> None:
    (item,) = items(text)
    assert item.asks == {field: why}


@pytest.mark.parametrize(
    "text",
    [
        "Tũn viết script + James vẽ board, by Fri 4/12",
        "thứ 6 này: Khoa gửi media plan, Tuấn Anh gửi banner",
        "KV + banner, Lan với Tuấn Anh, thứ 6",
        "Vy viết bảng hỏi 1/12, Khoa tính mẫu 3/12",
        "Ngọc ký phiếu, Mai gửi thuế 4/12",
    ],
)
def test_two_works_in_one_line_are_asked_about(text: str) -> None:
    assert work_list.find(text, CONTEXT).split


@pytest.mark.parametrize("text", SEVERAL)
def test_works_in_one_line_that_each_say_who_and_when_are_offered_one_by_one(text: str) -> None:
    found = work_list.find(text, CONTEXT)
    assert (found.split, [told(item) for item in found.items]) == (True, SEVERAL[text])


@pytest.mark.parametrize(
    "text",
    [
        "gửi cho Lan 2/12, nhận từ Khoa 4/12",
        "gọi Lan 16/12, gửi Khoa 18/12",
        "Báo giá nhà in 2/12, họp Lan 3/12",
        "Post 20/10, post 20/11 Lan 4/12",
    ],
)
def test_days_and_names_that_make_no_pairs_stay_one_line(text: str) -> None:
    assert len(items(text)) == 1


def test_two_works_that_each_mention_who_and_say_when_are_taken() -> None:
    found = work_list.find("KV @lan 15/12, TVC @khoa 16/12", CONTEXT)
    assert found.certain
    assert [item.title for item in found.items] == ["KV", "TVC"]


@pytest.mark.parametrize("text", ["", "\n\n", "---", "✅", "Thanks team!", "  \u200b "])
def test_what_is_no_work_is_none(text: str) -> None:
    assert items(text) == ()


def test_a_line_without_an_end_is_left_and_the_others_are_read() -> None:
    endless = "x " * work_list.LONGEST_LINE + "y"
    found = work_list.find(f"KV @lan 4/12\n{endless}\nPlan @khoa 5/12", CONTEXT)
    assert ([item.title for item in found.items], found.left) == (["KV", "Plan"], (endless,))


def test_certain_work_can_be_saved_at_once() -> None:
    assert work_list.find("KV @lan 4/12\nPlan @khoa 5/12", CONTEXT).certain
    assert not work_list.find("KV @lan 4/12\nPlan @khoa", CONTEXT).certain


def test_a_date_somebody_else_asked_for_is_offered() -> None:
    (item,) = items("> can we get it by Dec 4?\nWobbler – Lan")
    assert [day.isoformat() for day in item.due.readings] == ["2026-12-04"]


@pytest.mark.parametrize(
    "text",
    [
        "Podcast tập 5 – Trang book studio – 8/12",
        "KV @lan, chiều mai em cần gửi khách",
        "KV, Lan vẽ, Trang hỗ trợ in 4/12",
        "KV @lan (khách xem 4/12)",
        "KV @lan 4/12 (Vy hỗ trợ số liệu)",
        "Nắp hộp @lan 4/12 [khách duyệt 3/12]",
    ],
)
def test_words_that_may_belong_to_the_title_or_not_are_asked_about(text: str) -> None:
    (item,) = items(text)
    assert item.asks["title"] is Why.WHICH
