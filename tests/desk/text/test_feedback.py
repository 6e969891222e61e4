"""A client's feedback as points: how it is split, of which kind each point is, what is none."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text.doors import feedback, paste
from tests.desk.text.world import CONTEXT

SPLIT = {
    "1. Logo to hơn 2. Đổi màu nền 3. Bỏ bông mai": ["Logo to hơn", "Đổi màu nền", "Bỏ bông mai"],
    "Logo hơi nhỏ, em cho to lên 20% nha. Màu đỏ chưa đúng, đổi qua #C8102E. Nhạc thì giữ nguyên, à mà "
    "có kịp không?": [
        "Logo hơi nhỏ, em cho to lên 20%",
        "Màu đỏ chưa đúng, đổi qua #C8102E",
        "Nhạc thì giữ nguyên",
        "có kịp không",
    ],
    "The can is upside down and the legal line is missing": ["The can is upside down",
    "the legal line is missing"],
    "Pack shot nhớ để đủ 3 SKU và xếp theo thứ tự": ["Pack shot nhớ để đủ 3 SKU và xếp theo thứ tự"],
    "bảng tên chữ quá mảnh, kính nhờ anh chị tăng độ dày, đồng thời bổ sung chữ nổi ở thang máy": [
        "bảng tên chữ quá mảnh, kính nhờ anh chị tăng độ dày",
        "bổ sung chữ nổi ở thang máy",
    ],
    "Kill the music; the map link is dead; fix the flag icon": [
        "Kill the music",
        "the map link is dead",
        "fix the flag icon",
    ],
    "the voice over is too American; we asked for a neutral accent": [
        "the voice over is too American; we asked for a neutral accent"
    ],
    'đổi "Tuyệt vời quá!" thành "Ngon ghê!"': ['đổi "Tuyệt vời quá!" thành "Ngon ghê!"'],
    "chị hai nói hai ý: chữ nhỏ quá, và nền phải sáng hơn": ["chữ nhỏ quá", "nền phải sáng hơn"],
    "- Wonderful, our CEO wants it on her wall\n- QR code does not scan": [
        "Wonderful, our CEO wants it on her wall", "QR code does not scan",
    ],
    "Góp ý:\n2. Trang 3: số liệu cũ rồi, thay 2025": ["số liệu cũ rồi, thay 2025"],
    "Founding year is 2009, not 2019": ["Founding year is 2009, not 2019"],
    "Chi: media plan thì budget tiktok cắt 20%, dồn qua FB": [
        "media plan thì budget tiktok cắt 20%, dồn qua FB"],
    "Chi: concept chốt\nChi: thêm 1 bản KV dọc 9x16 được ko em?": [
        "concept chốt", "thêm 1 bản KV dọc 9x16 được ko"],
    "Dung: tang ngan sach ads len 50tr\nDung: OOH thì tăng 2 vị trí ở Q7": [
        "tang ngan sach ads len 50tr", "OOH thì tăng 2 vị trí ở Q7"],
    "số nhà 45 chứ ko phải 54": ["số nhà 45 chứ ko phải 54"],
    "Omar: budget for boosting is 5k not 8k": ["budget for boosting is 5k not 8k"],
    "Hoa: nền sáng hơn\nHoa: ekip tối đa 12 người": ["nền sáng hơn", "ekip tối đa 12 người"],
    "T5 16h gửi lại chị nhé, à nhầm, thứ 6 nha": ["T5 16h gửi lại chị nhé, à nhầm, thứ 6"],
    "Tess: need it back by thursday, sorry, friday noon": ["need it back by thursday, sorry, friday noon"],
    "Client notes, pasting as is:\n> bus wrap: swap left and right\n> radio: no more than 7 words": [
        "swap left and right", "no more than 7 words",
    ],
    "Re: posts, batch 2 — a) post 4: the glass looks empty, fill it b) post 7: wrong name, it's Yuzu": [
        "the glass looks empty, fill it", "wrong name, it's Yuzu",
    ],
    "[20/11, 18:22] Tess: the form is too long\n[20/11, 18:24] Bo (agency): shall we drop the phone field?\n"
    "[20/11, 18:25] Tess: the map link is dead": ["the form is too long", "the map link is dead"],
}  # fmt: skip
SPOKEN = {
    "alo hương hả chị mới coi phim nói chung là chị thấy ổn rồi nhưng mà cái đoạn đầu em cắt ngắn lại "
    "giùm chị "
    "rồi nhạc thì chị muốn đổi sang piano à thôi khỏi nhạc vậy được rồi rồi em hỏi giúp chị diễn viên "
    "là ai vậy": [
        "praise",
        "must",
        "question",
    ],
    "hey it's tess so the layout is so much easier to read um but the phone number has one digit too "
    "many and "
    "i wanted to make it pink but scratch that it's fine as it is oh and maybe add a drawing of the "
    "garden when do the "
    "printers need it": ["praise", "must", "should", "question"],
}
KINDS = {
    "must": [
        "Can you please make the logo bigger?", "Đổi màu đỏ thành #C8102E giúp chị được không?",
        "logo nhỏ quá nha em",
        "Please go with option 2", "THE PRICE ON THE STORY IS WRONG AGAIN", "khong so sanh voi brand khac",
        "she's gone, we can't use the girl in frame 4", "Giá gạch ngang đang là 390k, đúng phải là 359k",
        "We need the next cut by Wednesday", "con voi không liên quan, bỏ luôn",
    ],
    "should": [
        "Nếu được thì thêm mã QR", "neu dc thi cho c xem them 1 option nen kem",
        "nice to have: a darker green",
        "I'd love to see the logo animate", "thử màu ấm hơn một tông xem sao", "could the FAQ be searchable?",
        "nen co ban do nho cho khach", "thêm tiếng mở nắp lon thì hay hơn", "Consider a darker green",
    ],
    "question": [
        "Có kịp Tết không em", "chừng nào có bản final vậy em", "Is the map live or a static picture?",
        "ve VIP co kem do uong khong", "who approved this??", "mấy cái này in ở xưởng nào vậy",
        "Do we have budget for a real set or is it all CG?", "Lịch quay đã giữ chưa em?",
        "Giá trên banner 12 triệu đúng không?", "2 triệu lượt xem đúng không em?",
        "Post 3 ghi 99k đúng không em?", "minigame tặng 100 triệu đúng không em",
    ],
    "praise": [
        "Chị duyệt bản này", "ok chốt bản này nha em", "màu phim đẹp xuất sắc", "The casting is wonderful",
        "v4 ổn áp hơn v3 nhiều", "All approved from our side, please proceed to print", "slogan ok roi e",
        "cảm ơn team đã làm bộ khảo sát rất chỉn chu",
    ],
    "money": [
        "phí quản lý 20% cao hơn năm ngoái", "in them 50 cuon nua thi het bao nhieu tien",
        "anh báo chi phí giúp chị",
        "who pays for the extra music licence?", "Please send us a quotation for it separately",
        "Hóa đơn đợt 1 em xuất lại giúp chị", "Giá cao quá, giảm 10% được không?",
        "Can you reduce the price by 10%?", "The quote is too high, please revise it",
        "giá TVC cao quá", "gia TVC cao qua", "giá TVC mắc quá em ơi", "phim thì giá này hơi chát",
        "giá KOL cao hơn năm ngoái", "giá TVC này chị chưa duyệt", "chị chưa duyệt giá in", "sếp chị chê đắt",
        "45 triệu thì cao quá", "giá TVC 45tr, chị thấy cao quá", "giảm giá TVC cho chị 10%",
        "chi phí bản 15s chị chưa duyệt", "chi phí ngoài hợp đồng chị chưa duyệt", "vượt ngân sách rồi em",
        "giá quay phim vượt ngân sách bên chị", "bên chị không có ngân sách cho bản này",
        "360 triệu đúng không?", "360tr dung khong em", "1.2 tỷ phải không?", "Is it 360 million?",
        "$15,000, right?", "VAT 8% hay 10% vậy em?", "Ngân sách 800 triệu đã gồm VAT chưa em?",
        "Đợt 2 bao nhiêu em?",
        "Giai đoạn 2 là 180 triệu đúng không?", "tien dot 1 em nhan duoc chua",
        "Logo xem rồi. 360 triệu là giá cuối chưa em",
        "the price of the TVC is too high", "it's beyond our budget", "this is over our budget",
        "we can't afford the 15s version", "we have not approved the price of the film",
    ],
    "scope": [
        "chị muốn làm thêm bộ đồng phục, hạng mục này không nằm trong hợp đồng",
        "We'd like a careers page as well, it's not in the quote",
        "tiện thể làm luôn bản tiếng Khmer, cái này chưa có trong kế hoạch",
    ],
}  # fmt: skip
SECOND_HALF = {
    "chị muốn logo to hơn nữa, và giá TVC cao quá": ["must", "money"],
    "chi muon logo to hon nua, va gia TVC cao qua": ["must", "money"],
    "đổi nền đỏ, và chi phí bản 15s chị chưa duyệt nhé": ["must", "money"],
    "logo ổn rồi nhưng giá TVC đắt quá": ["praise", "money"],
    "Make the logo bigger and the TVC is too expensive": ["must", "money"],
    "The KV is nice but it's over our budget": ["praise", "money"],
    "Giá TVC cao quá. Giảm còn 40 triệu nhé": ["money"],
    "Giá TVC cao quá. Logo giảm còn 20%": ["money", "must"],
}
MORE_WORK = [
    "muốn thêm 1 bản 15s cho TikTok nữa nhé",
    "À mà bên chị muốn thêm 1 bản 15s cho TikTok nữa nhé",
    "thêm 1 bản 6s",
    "thêm bản tiếng Anh",
    "làm thêm một phim 30s nữa",
    "add a 15s version for TikTok",
    "please add an English version",
]
PART_OF_IT = [
    "thêm logo vào góc",
    "thêm bản đồ vào trang 2",
    "thêm phụ đề tiếng Anh",
    "thêm 1 câu slogan",
    "add the English subtitles",
]
KEPT = {
    "Nền giữ nguyên, đẹp rồi": ["praise"],
    "Nhạc giữ nguyên nhé, hay rồi. Logo to lên": ["praise", "must"],
    "giữ nguyên nền, đẹp lắm": ["praise"],
    "Keep the background, it's beautiful": ["praise"],
    "nền giữ nguyên, logo to lên": ["must"],
    "Logo to lên, đẹp rồi": ["must", "praise"],
}
NOT_OUR_MONEY = [
    "giá sai, 129k mới đúng", "giá sản phẩm trên poster sai rồi", "giá trị thương hiệu chưa rõ",
    "đánh giá của khách hàng nên để lớn hơn", "chữ giá cao quá", "giá để cao quá, kéo xuống dưới",
    "giá khuyến mãi phải to hơn", "giá đỡ cao quá", "độ phân giải cao quá", "giá sai, và logo cao quá",
    "nhìn rẻ tiền quá", "the price tag is too high", "the price is too small", "ghi giá 99k trên banner",
    "Trên KV để giá 25.000đ nha", "tăng ngân sách ads lên 50tr", "20 triệu người dùng nha em, sửa lại số",
    "Voucher 50k ghi to lên", "đổi 99k thành 89k giúp chị",
]  # fmt: skip
NO_POINTS = [
    "Dear team,\n\nTran trong\nMy Dung\nCong ty TNHH San xuat va Thuong mai Dich vu La Non",
    "Thân,\nMỹ Dung\nCông ty TNHH MTV Sản xuất Thương mại và Dịch vụ Hoàng Kim",
    "This e-mail may contain secrets. If you are not the intended recipient you must delete it.",
    "AOB: office closes 24/12 at noon.",
    "Kính gửi Chị Hương,", "Dear Huong and team,", "Sent from my iPhone",
    "ok e c nhận file rồi, mai c nhắn e nha",
    "Hope you had a good weekend", "Slide 20: không có ý kiến", "Thanks for turning this around so fast",
    "Em xin chân thành cảm ơn và mong nhận được bản chỉnh sửa sớm ạ.", "🙏", "", "   \n\n",
    "Chị gửi em mấy chỗ cần chỉnh:", "i have to book my flight",
    "they were asked to change the music and cut the intro",
    "Doanh số tăng 20% so với năm ngoái", "Thứ 5 16h chị họp rồi",
    "Thông báo: từ 1/12 công ty đổi địa chỉ, mọi thắc mắc vui lòng liên hệ kế toán.", "~add a second can~",
]  # fmt: skip
TAKEN_BACK = {
    "Derek: can we make the can spin\nDerek: never mind, it's only 6 seconds\nDerek: super is cut off": [
    "super is cut off"],
    "1. logo to lên\n2. đổi nền\nà thôi số 1 bỏ qua đi": ["đổi nền"],
    "Thu Trang: so 5 cung doi luon\nThu Trang: a vay khoan, so 5 giu nguyen\nThu Trang: caption phai "
    "co #ad": [
        "caption phai co #ad"
    ],
    "bỏ luôn cái hình con voi\nà never mind, con voi là mascot mới": [],
    "Đổi luôn font sang serif. -> thôi em, font giữ như cũ": [],
    "I was tempted to ask for a new cover. Scrap that. Swap the charts on page 10.": [
    "Swap the charts on page 10"],
    "hình bước 3 bỏ qua bước lắc": ["hình bước 3 bỏ qua bước lắc"],
    'chữ "Bỏ qua" nhỏ quá': ['chữ "Bỏ qua" nhỏ quá'],
    "go xuong lien cho chi\nthoi chi di hop da": ["go xuong lien cho chi"],
    "Chi: đổi nền trắng\nChi: logo to lên\nChi: à nhầm": ["đổi nền trắng"],
}  # fmt: skip


MENDED = {
    "Chi: nền sáng hơn\nChi: lịch quay 12/12 nha em, à nhầm 13/12": [
        "nền sáng hơn", "lịch quay 12/12 nha em, à nhầm 13/12",
    ],
    "Chi: thêm 1 bản dọc\nChi: nước cho khách thứ 5, à nhầm, thứ 6 nha": ["thêm 1 bản dọc"],
    "Chi: logo to lên\nChi: nhạc nhỏ lại 10%, í lộn 20%": ["logo to lên", "nhạc nhỏ lại 10%, í lộn 20%"],
    "Chi: đổi CTA thành \"Mua\"\nChi: đổi nền trắng\nChi: à nhầm nền kem": [
        "đổi CTA thành \"Mua\"", "đổi nền trắng",
    ],
    "Omar: make the logo bigger\nOmar: water for 20, no wait, 30": ["make the logo bigger"],
    "Chi: logo to lên\nChi: nước cho khách nữa, à thôi khỏi": ["logo to lên"],
}  # fmt: skip


def quotes(text: str) -> list[str]:
    """The words of each point."""
    return [point.quote for point in feedback.find(text, CONTEXT)]


def kinds(text: str) -> list[str]:
    """The kind of each point."""
    return [point.kind.value for point in feedback.find(text, CONTEXT)]


@pytest.mark.parametrize("text", SPLIT)
def test_a_paragraph_is_split_by_what_is_wished(text: str) -> None:
    assert quotes(text) == SPLIT[text]


@pytest.mark.parametrize("text", SPOKEN)
def test_speech_without_stops_is_split_too(text: str) -> None:
    assert kinds(text) == SPOKEN[text]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts])
def test_a_point_is_of_the_kind_its_words_say(kind: str, text: str) -> None:
    assert set(kinds(text)) == {kind}


@pytest.mark.parametrize("text", SECOND_HALF)
def test_what_a_client_says_of_a_price_is_money_behind_another_wish_too(text: str) -> None:
    assert kinds(text) == SECOND_HALF[text]


@pytest.mark.parametrize(
    ("text", "kind"), [*((one, "scope") for one in MORE_WORK), *((one, "must") for one in PART_OF_IT)]
)
def test_a_version_more_than_there_is_is_beyond_the_scope(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize("text", KEPT)
def test_what_is_to_stay_because_it_is_good_is_praise(text: str) -> None:
    assert kinds(text) == KEPT[text]


@pytest.mark.parametrize(
    "text",
    [
        "Khi nào team xuất hoá đơn đợt 1? 360 triệu đúng không?",
        "6. Khi nao team xuat hoa don dot 1? 360tr dung khong em?",
        "Khi nào xuất hoá đơn? Bao nhiêu vậy em?",
        "Phí 2 banner là bao nhiêu? 15tr được không em?",
        "Tiền cọc chị chuyển rồi nha. 180 triệu đó em",
        "Chị chuyển 180 triệu rồi, em check giúp",
        "Thanh toán trong 30 ngày. Tổng cộng 720.000.000 đồng.",
        "Khi nào xuất hoá đơn? Chị nhớ là 360 triệu.",
        "Hoá đơn xuất chưa? Trên đó ghi 360 triệu đúng không?",
        "Đợt 2 bao nhiêu em? 50% còn lại hả?",
        "1. Khi nào xuất hoá đơn?\n2. 360 triệu đúng không?",
        "Khi nào xuất hoá đơn?\n360 triệu đúng không?",
        "Invoice is for 360m? Our accountant says 396m.",
        "Deposit was paid on Monday. 30% of 1.2 billion, correct?",
    ],
)
def test_a_sum_beside_words_about_money_is_money_wherever_it_stands(text: str) -> None:
    read = feedback.read(paste.find(text, CONTEXT))
    kinds = {one.kind for one in read.points} | {one.kind for one in read.left}
    assert kinds == {feedback.WishKind.MONEY}


@pytest.mark.parametrize("text", NOT_OUR_MONEY)
def test_a_price_that_the_work_shows_and_look_alikes_are_the_makers(text: str) -> None:
    assert set(kinds(text)) <= {"must", "should"} != set()


@pytest.mark.parametrize("text", NO_POINTS)
def test_what_wants_nothing_is_no_point(text: str) -> None:
    assert quotes(text) == []


@pytest.mark.parametrize("text", TAKEN_BACK)
def test_what_is_taken_back_is_no_point(text: str) -> None:
    assert quotes(text) == TAKEN_BACK[text]


@pytest.mark.parametrize("text", MENDED)
def test_a_slip_in_a_message_reaches_only_what_that_message_said(text: str) -> None:
    assert quotes(text) == MENDED[text]


REPORTED = {
    "concept chị duyệt rồi nha, KV thì sếp chị bảo nền đỏ ấm hơn": [
        ("praise", "concept chị duyệt rồi"), ("must", "KV thì sếp chị bảo nền đỏ ấm hơn"),
    ],
    "concept chi duyet roi nha, KV thi sep bao doi nen do": [
        ("praise", "concept chi duyet roi"), ("must", "KV thi sep bao doi nen do"),
    ],
    "Copy is fine. My boss says make the logo bigger": [
        ("praise", "Copy is fine"), ("must", "My boss says make the logo bigger"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", REPORTED)
def test_what_a_clients_boss_says_is_a_wish_and_no_praise(text: str) -> None:
    assert [(str(point.kind), point.quote) for point in feedback.find(text, CONTEXT)] == REPORTED[text]


def test_a_point_says_what_it_is_about() -> None:
    found = feedback.find("Slide 3:\n- đổi ảnh\n- bỏ chữ", CONTEXT)
    assert [(point.quote, point.about) for point in found] == [("đổi ảnh", "Slide 3"), ("bỏ chữ", "Slide 3")]
    found = feedback.find("> Nền màu đỏ mận ạ\nnền này được", CONTEXT)
    assert [(point.kind, point.about) for point in found] == [("praise", "Nền màu đỏ mận ạ")]
    found = feedback.find("Chị Hà: logo to lên\nChị Hà: nền tối quá", CONTEXT)
    assert [point.speaker for point in found] == ["Chị Hà", "Chị Hà"]


def test_numbered_words_to_be_used_are_no_points() -> None:
    text = (
        "nội dung bài công thức nè:\n1. Cho 3 viên đá vào ly\n2. Rót tới nửa ly\nhình bước 2 phải thấy rõ "
        "lá bạc hà"
    )
    assert quotes(text) == ["hình bước 2 phải thấy rõ lá bạc hà"]


def test_what_one_client_says_to_another_is_no_point() -> None:
    text = (
        "Khải: đổi hình KOL số 3 đi em\nTrang: chị ơi KOL bay sáng mai rồi\nKhải: caption phải có #ad\n"
        "Trang: ok"
    )
    assert quotes(text) == ["đổi hình KOL số 3", "caption phải có #ad"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "Chị Nga: bỏ emoji con gấu đi\nAnh Quý: con gấu để lại đi Nga, trẻ con thích\nChị Nga: vậy để",
            [],
        ),
        ("Dan: can we lose the dog\nPriya: no no the dog stays, research loved it\nDan: haha fine", []),
        ("Loan: cho logo to gấp đôi\nKiệt: logo giữ nguyên nha Loan, to nữa là thô\nLoan: dạ", []),
        ("Loan: cho logo to gấp đôi\nKiệt: nền giữ nguyên nha Loan\nLoan: dạ", ["cho logo to gấp đôi"]),
        ("Phụng: bỏ bong bóng đi em\nPhụng: đổi nền trắng luôn\nPhụng: bỏ qua hết mấy câu trên nha", []),
    ],
)
def test_a_wish_about_what_somebody_says_to_keep_is_no_point(text: str, left: list[str]) -> None:
    assert [point.quote for point in feedback.find(text, CONTEXT) if point.kind != "praise"] == left


@pytest.mark.parametrize(
    "text",
    [
        "Tôi hiện vắng mặt đến hết 22/11 và sẽ phản hồi chậm hơn thường lệ",
        "Chị Hà: anh đang đi công tác, wifi khách sạn yếu quá mở không được\nChị Hà: logo to lên",
        "Owen: ok team just out of the viewing\nOwen: logo bigger please",
        "Uyên: ok em chị check deck rồi\nUyên: logo to lên",
    ],
)
def test_what_somebody_tells_of_themselves_is_no_point(text: str) -> None:
    assert [one for one in quotes(text) if "logo" not in one] == []


def test_quoted_lines_under_who_sent_them_are_messages_and_no_list() -> None:
    text = (
        "Pasting what Linh sent me:\n> morning! so about the grid\n> too many stickers on story 2\n"
        "> if possible swap posts 7 and 8 so the giveaway isn't on a Sunday\n> need the captions by noon"
    )
    assert quotes(text)[-3:] == [
        "too many stickers on story 2",
        "if possible swap posts 7 and 8 so the giveaway isn't on a Sunday",
        "need the captions by noon",
    ]
    assert "morning" not in quotes(text)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_quote_stands_in_the_text_as_it_came(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, "Mặt trước: vàng in ra bị xỉn\r\n- đổi nền trắng\u200b")
    for point in feedback.find(text, CONTEXT):
        assert text[point.start : point.end] == point.quote


@given(st.text())
def test_points_come_in_order_within_the_text(text: str) -> None:
    behind = 0
    for point in feedback.find(text, CONTEXT):
        assert behind <= point.start < point.end <= len(text)
        assert text[point.start : point.end] == point.quote
        behind = point.end
