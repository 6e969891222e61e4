"""The page, driven as a person would: every block, forms and their errors, hostile text, phones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import playground
from playground import server
from tests.conftest import NewPage
from tests.playground import gallery
from tests.playground.pages import arrive, newest, write

HUONG, MINH, LAN, CHI = "U01HUONG", "U02MINH", "U03LAN", "U06CHI"
MOCAN, CLIENT = "C02MOCAN", "C03CLIENT"

FILES = Path(playground.__file__).parent / "page"


@pytest.fixture(scope="module")
def running() -> Iterator[server.Playground]:
    """One playground with the gallery in it; tests keep apart by the words they write."""
    slack = server.start(port=0, manifest=gallery.MANIFEST)
    with gallery.connected(slack.url):
        yield slack
    slack.stop()


@pytest.fixture
def slack(page: Page, running: server.Playground) -> Page:
    """The page, acting as the AE in the project's channel."""
    return arrive(page, running)


def open_form(page: Page) -> Locator:
    write(page, "/form")
    modal = page.get_by_test_id("modal")
    expect(modal).to_be_visible()
    return modal


@pytest.mark.browser
class TestMessages:
    def test_every_block_is_drawn_as_slack_draws_it(self, slack: Page) -> None:
        write(slack, "/gallery")
        message = newest(slack)
        block = {name: message.get_by_test_id(f"block-{name}") for name in (
            "header", "section", "fields", "context", "image", "actions", "markdown", "rich", "table"
        )}  # fmt: skip
        expect(block["header"].get_by_role("heading")).to_have_text("Mộc An Tết 2027 🔥 ẶẾỖỮ")
        section = block["section"]
        for tag, words in [("b", "đậm"), ("i", "nghiêng"), ("s", "gạch"), ("code", "mã")]:
            expect(section.locator(tag).first).to_have_text(words)
        expect(section.get_by_role("link", name="liên kết")).to_have_attribute("href", "https://example.com")
        expect(section).to_contain_text("@Phạm Ngọc Lan #moc-an-tet-2027 a < b &amp; c snake_case_name")
        assert section.locator("blockquote").inner_text() == "trích một\ntrích hai"
        assert section.locator("pre").inner_text() == "khối\n  mã"
        expect(block["fields"].locator(".field")).to_have_count(2)
        expect(block["context"]).to_have_text("phiên bản 2chữ 👀")
        expect(block["image"]).to_contain_text("Key visual")
        expect(block["markdown"].get_by_role("heading")).to_have_text("Tóm tắt")
        expect(block["markdown"].locator("li")).to_have_text(["một", "hai"])
        expect(block["markdown"]).to_contain_text("<b>chữ</b>")
        expect(block["rich"].locator("li")).to_have_text(["việc một", "việc hai"])
        expect(block["rich"]).to_contain_text("<b>không phải thẻ</b>")
        expect(block["table"].locator("th")).to_have_text(["Hạng mục", "Hạn"])
        expect(block["table"].locator("td")).to_have_text(["KV chính", "04/12"])

    def test_data_is_drawn_and_what_stands_in_it_is_pressed(self, slack: Page) -> None:
        write(slack, "/gallery data")
        message = newest(slack)
        bars = message.get_by_test_id("block-bars")
        expect(bars.locator("rect")).to_have_count(4)
        expect(bars.locator("figcaption")).to_have_text("Việc theo dự án")
        expect(bars.locator(".legend li")).to_have_text(["Trễ", "Còn mở"])
        expect(bars.get_by_role("img")).to_have_attribute(
            "aria-label", "Trễ: 1. Mộc An Tết 9, 2. Sen Vàng 2; Còn mở: 1. Mộc An Tết 4, 2. Sen Vàng 7"
        )
        expect(message.get_by_test_id("block-pie").locator("path")).to_have_count(2)

        table = message.get_by_test_id("block-data")
        names = table.locator("tbody th")
        expect(names).to_have_text(["KV chính", "Media plan"])
        table.get_by_test_id("sort-1").click()  # by number, not by word: 10 comes after 9
        expect(names).to_have_text(["Clip 15s", "KV chính"])
        table.get_by_test_id("table-on").click()
        expect(names).to_have_text(["Media plan"])
        table.get_by_test_id("action-cell-Media plan").click()
        expect(newest(slack, "ephemeral")).to_contain_text("cell-Media plan: Media plan")

        folded = message.get_by_test_id("block-folded")
        expect(folded.get_by_text("Bên trong")).to_be_hidden()
        folded.get_by_text("Hai việc nữa").click()
        folded.get_by_role("button", name="Mở").click()
        expect(newest(slack, "ephemeral")).to_contain_text("accessory: inside")

        cards = message.get_by_test_id("block-cards").locator(".card")
        expect(cards).to_have_count(3)
        cards.nth(1).get_by_role("button", name="Tiến độ").click()
        expect(newest(slack, "ephemeral")).to_contain_text("accessory: Sen Vàng khai trương")

    def test_buttons_menus_and_pickers_reach_the_bot(self, slack: Page) -> None:
        write(slack, "/gallery")
        message = newest(slack)
        message.get_by_test_id("action-press").click()
        expect(newest(slack, "ephemeral")).to_contain_text("press: x")
        message.get_by_test_id("action-status").select_option("client")
        expect(newest(slack, "ephemeral")).to_contain_text("status: client")
        message.get_by_test_id("action-owner").select_option(LAN)
        expect(newest(slack, "ephemeral")).to_contain_text(f"owner: {LAN}")
        message.get_by_test_id("action-day").fill("2027-01-15")
        expect(newest(slack, "ephemeral")).to_contain_text("day: 2027-01-15")
        message.get_by_test_id("action-more").click()
        slack.get_by_role("menuitem", name="Chờ khách").click()
        expect(newest(slack, "ephemeral")).to_contain_text("more: client")

    def test_a_confirm_dialog_stands_before_the_bot(self, slack: Page) -> None:
        write(slack, "/gallery")
        drop = newest(slack).get_by_test_id("action-drop")
        whispers = slack.get_by_test_id("ephemeral")
        before = whispers.count()
        drop.click()
        slack.get_by_test_id("confirm-no").click()
        expect(slack.get_by_test_id("confirm")).to_have_count(0)
        assert whispers.count() == before
        drop.click()
        expect(slack.get_by_test_id("confirm")).to_contain_text("Không lấy lại được")
        slack.get_by_test_id("confirm-yes").click()
        expect(newest(slack, "ephemeral")).to_contain_text("drop: y")

    def test_hostile_text_stays_text(self, slack: Page) -> None:
        hostile = "<img src=x onerror=alert(1)> <script>alert(2)</script> <javascript:alert(3)|x> &lt;b&gt;"
        slack.on("dialog", lambda dialog: pytest.fail(f"ran: {dialog.message}"))
        write(slack, hostile)
        expect(newest(slack)).to_contain_text(hostile)
        write(slack, f"/shout {hostile}")
        expect(newest(slack).get_by_test_id("block-said")).to_have_text(hostile)
        assert newest(slack).locator("img, script").count() == 0

    def test_who_sends_from_further_up_sees_what_comes_of_it(self, slack: Page) -> None:
        write(slack, "/gallery")
        expect(newest(slack).get_by_test_id("block-table")).to_be_visible()
        slack.get_by_test_id("messages").evaluate("node => { node.scrollTop = 0; }")
        write(slack, "Ở dưới cùng")
        expect(newest(slack)).to_contain_text("Ở dưới cùng")
        expect(newest(slack)).to_be_in_viewport()

    def test_what_is_whispered_is_seen_by_one(self, slack: Page, running: server.Playground) -> None:
        write(slack, "/whisper chỉ mình bạn")
        expect(newest(slack, "ephemeral")).to_contain_text("Only visible to you")
        expect(newest(slack, "ephemeral")).to_contain_text("chỉ mình bạn")
        slack.get_by_test_id("act-as").select_option(LAN)
        write(slack, "tôi là Lan")
        expect(newest(slack)).to_contain_text("tôi là Lan")
        expect(slack.get_by_text("chỉ mình bạn")).to_have_count(0)

    def test_people_see_their_own_channels(self, slack: Page) -> None:
        expect(slack.get_by_test_id(f"channel-{CLIENT}")).to_be_visible()
        slack.get_by_test_id("act-as").select_option(CHI)
        expect(slack.get_by_test_id(f"channel-{CLIENT}")).to_be_visible()
        expect(slack.get_by_test_id(f"channel-{MOCAN}")).to_have_count(0)

    def test_the_bot_answers_in_its_tabs(self, slack: Page) -> None:
        slack.get_by_test_id("app-liaison").click()
        write(slack, "alo & <b>")
        expect(newest(slack)).to_contain_text("Nghe: alo & <b>")
        slack.get_by_test_id("home-tab").click()
        expect(slack.get_by_test_id("home").get_by_role("heading")).to_have_text("Việc hôm nay")


@pytest.mark.browser
class TestModals:
    def test_every_element_reaches_the_bot(self, slack: Page) -> None:
        modal = open_form(slack)
        field = {
            block["block_id"]: modal.get_by_test_id(f"input-{block['block_id']}") for block in gallery.FORM
        }
        field["line"].fill("Tết ẶẾ")
        field["words"].fill("dòng một\ndòng hai")
        field["one"].select_option("client")
        field["many"].select_option("doing")
        field["many"].select_option("done")
        modal.get_by_role("button", name="Remove Đang làm").click()
        field["person"].select_option(MINH)
        field["people"].select_option(HUONG)
        field["channel"].select_option(MOCAN)
        field["date"].fill("2026-12-04")
        field["time"].fill("09:30")
        field["moment"].fill("2026-12-04T09:30")
        field["checks"].get_by_test_id("option-client").check()
        field["radio"].get_by_test_id("option-done").check()
        field["number"].fill("12")
        field["email"].fill("a@b.vn")
        field["link"].fill("https://b.vn")
        field["note"].fill("ghi <b>chú</b>")
        modal.get_by_test_id("modal-submit").click()
        expect(modal).to_be_hidden()
        slack.get_by_test_id("app-liaison").click()
        said = newest(slack)
        for words in (
            '"value": "Tết ẶẾ"', "dòng một\\ndòng hai", '"value": "client"', '"value": "done"', f'"{MINH}"',
            f'["{LAN}", "{HUONG}"]', f'"{MOCAN}"', '"2026-12-04"', '"09:30"', "1796351400", '"12"', "a@b.vn",
            "https://b.vn", "ghi <b>chú</b>",
        ):  # fmt: skip
            expect(said).to_contain_text(words)

    def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(self, slack: Page) -> None:
        modal = open_form(slack)
        modal.get_by_test_id("modal-submit").click()
        required = "Please complete this required field."
        expect(modal.get_by_test_id("error-line")).to_have_text(required)
        expect(modal.get_by_test_id("error-one")).to_have_text(required)
        expect(modal.get_by_test_id("input-line")).to_be_focused()
        modal.get_by_test_id("input-line").fill("sai")
        expect(modal.get_by_test_id("error-line")).to_be_hidden()
        modal.get_by_test_id("input-one").select_option("doing")
        modal.get_by_test_id("input-words").fill("giữ lấy")
        modal.get_by_test_id("modal-submit").click()
        expect(modal.get_by_test_id("error-line")).to_have_text("Tên này đã có ạ")
        expect(modal.get_by_test_id("error-note")).to_have_text("Thiếu ghi chú")
        expect(modal.get_by_test_id("error-line")).to_be_in_viewport()
        expect(modal.get_by_test_id("input-words")).to_have_value("giữ lấy")
        expect(modal.get_by_test_id("input-one")).to_have_value("doing")

    @pytest.mark.parametrize(
        ("block_id", "typed", "words"),
        [
            ("line", "x" * 31, "Please use at most 30 characters (now 31)."),
            ("words", "ab", "Please use at least 3 characters."),
            ("number", "1.5", "Please enter a whole number."),
            ("email", "không phải", "Please enter a valid email address."),
            ("link", "b.vn", "Please enter a valid URL."),
        ],
    )
    def test_what_slack_itself_refuses(self, slack: Page, block_id: str, typed: str, words: str) -> None:
        modal = open_form(slack)
        modal.get_by_test_id("input-line").fill("được")
        modal.get_by_test_id("input-one").select_option("doing")
        modal.get_by_test_id(f"input-{block_id}").fill(typed)
        modal.get_by_test_id("modal-submit").click()
        expect(modal.get_by_test_id(f"error-{block_id}")).to_have_text(words)

    def test_an_update_keeps_what_was_typed(self, slack: Page) -> None:
        modal = open_form(slack)
        modal.get_by_test_id("input-line").fill("chưa gửi")
        modal.get_by_test_id("input-checks").get_by_test_id("option-done").check()
        modal.get_by_test_id("action-grow").click()
        expect(modal.get_by_test_id("input-extra")).to_be_visible()
        expect(modal.get_by_test_id("input-line")).to_have_value("chưa gửi")
        expect(modal.get_by_test_id("input-checks").get_by_test_id("option-done")).to_be_checked()

    def test_a_pushed_view_goes_back_to_what_was_typed(self, slack: Page) -> None:
        modal = open_form(slack)
        modal.get_by_test_id("input-line").fill("ở dưới")
        modal.get_by_test_id("action-push").click()
        expect(modal.get_by_test_id("block-alert")).to_have_text(re.compile("Trang chồng"))
        modal.get_by_test_id("modal-close").click()
        expect(modal.get_by_test_id("input-line")).to_have_value("ở dưới")

    def test_the_next_page_takes_the_place_of_the_first(self, slack: Page) -> None:
        modal = open_form(slack)
        modal.get_by_test_id("input-line").fill("tiếp")
        modal.get_by_test_id("input-one").select_option("doing")
        modal.get_by_test_id("modal-submit").click()
        expect(modal.get_by_test_id("input-second")).to_be_focused()
        expect(modal.get_by_test_id("input-line")).to_have_count(0)

    def test_with_the_keyboard_alone(self, slack: Page) -> None:
        modal = open_form(slack)
        expect(modal).to_have_attribute("role", "dialog")
        expect(slack.get_by_role("dialog", name="Nhận brief")).to_be_visible()
        line = modal.get_by_label("Tên")
        expect(line).to_be_focused()
        slack.keyboard.type("gõ")
        slack.keyboard.press("Enter")
        expect(modal).to_be_visible()
        slack.keyboard.press("Tab")
        expect(modal.get_by_label("Mục tiêu")).to_be_focused()
        slack.keyboard.press("Escape")
        expect(modal).to_be_hidden()
        expect(slack.get_by_test_id("composer")).to_be_focused()

    def test_a_modal_belongs_to_one_person(self, slack: Page) -> None:
        modal = open_form(slack)
        slack.get_by_test_id("act-as").select_option(LAN)
        expect(modal).to_be_hidden()
        slack.get_by_test_id("act-as").select_option(HUONG)
        expect(modal).to_be_visible()


@pytest.mark.browser
class TestWindow:
    def test_the_clock_moves_and_messages_carry_its_time(self, slack: Page) -> None:
        clock = slack.get_by_test_id("clock")
        slack.get_by_test_id("clock-now").click()
        slack.get_by_test_id("clock-input").fill("2027-01-15T16:20")
        slack.get_by_test_id("clock-set").click()
        expect(clock).to_have_attribute("aria-busy", "false", timeout=40_000)
        expect(slack.get_by_test_id("clock-now")).to_contain_text("Fri, 15/01/2027 16:20")
        slack.get_by_test_id("clock-now").click()
        write(slack, "giờ này")
        expect(newest(slack).locator("time").first).to_have_text("16:20")

    def test_traffic_shows_what_went_over_the_wire(self, slack: Page) -> None:
        slack.get_by_test_id("traffic-toggle").click()
        write(slack, "/whisper nghe lén")
        traffic = slack.get_by_test_id("traffic")
        expect(traffic.get_by_test_id("traffic-envelope").last).to_be_visible()
        traffic.get_by_test_id("traffic-filter").select_option("call")
        expect(traffic.get_by_test_id("traffic-envelope").last).to_be_hidden()

    def test_a_newcomer_is_shown_five_steps(self, page: Page, running: server.Playground) -> None:
        running.workspace.close(HUONG, all=True)  # a form that another test left would lie over it
        page.goto(f"{running.url}/#/{MOCAN}?as={HUONG}")
        welcome = page.get_by_test_id("welcome")
        expect(welcome.locator("li")).to_have_count(10)
        page.get_by_test_id("welcome-vi").click()
        expect(welcome.locator("li")).to_have_count(5)
        welcome.get_by_role("button", name="/brief").click()
        expect(page.get_by_test_id("composer")).to_have_value("/brief show")
        welcome.get_by_test_id("welcome-late").click()
        expect(page).to_have_url(re.compile("as=U03LAN"))
        page.get_by_test_id("welcome-dismiss").click()
        page.reload()
        expect(page.get_by_test_id("bot-status")).to_have_attribute("data-connected", "true")
        expect(welcome).to_be_hidden()

    def test_on_a_phone_nothing_is_wider_than_the_screen(
        self, new_page: NewPage, running: server.Playground
    ) -> None:
        page = arrive(new_page(on_phone=True), running)
        write(page, "/gallery")
        expect(newest(page).get_by_test_id("block-table")).to_be_visible()
        assert not wider_than_the_screen(page)
        expect(page.get_by_test_id("sidebar")).not_to_be_in_viewport()
        page.get_by_test_id("sidebar-toggle").click()
        page.get_by_test_id("app-liaison").click()
        expect(page.get_by_test_id("sidebar")).not_to_be_in_viewport()
        modal = open_form(page)
        box = modal.bounding_box()
        assert box is not None
        assert (box["width"], box["height"]) == (390, 844)
        small = modal.evaluate(
            """node => [...node.querySelectorAll('button, input, select, textarea')]
                 .filter(one => one.offsetParent && !['checkbox', 'radio'].includes(one.type))
                 .filter(one => one.getBoundingClientRect().height < 43.5).map(one => one.outerHTML)"""
        )
        assert small == []
        assert not wider_than_the_screen(page)

    def test_stacked_diacritics_are_never_clipped(self, slack: Page) -> None:
        write(slack, "/gallery")
        expect(newest(slack).get_by_test_id("block-table")).to_be_visible()
        tight = slack.evaluate(
            """() => [...document.querySelectorAll('body, body *')].filter(one => {
                 const style = getComputedStyle(one);
                 return one.innerText && parseFloat(style.lineHeight) < 1.45 * parseFloat(style.fontSize);
               }).map(one => one.outerHTML.slice(0, 120))"""
        )
        assert tight == []


def wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def test_the_page_asks_nothing_of_outside_hosts() -> None:
    files = [path for path in FILES.rglob("*") if path.is_file()]
    assert len(files) > 20
    for path in files:
        text = path.read_text()
        addresses = set(re.findall(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", text))
        assert addresses <= {"http://www.w3.org"}, path  # the namespace of SVG, which nobody fetches


def test_text_never_becomes_markup() -> None:
    for path in FILES.rglob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", path.read_text()
        ), path
