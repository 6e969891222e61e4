"""What people do in Slack by habit: commands, marks of what is new, threads, a window for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from playground import server
from tests.conftest import NewPage
from tests.playground import gallery
from tests.playground.pages import arrive, newest, write

HUONG, MINH, LAN, NGOC = "U01HUONG", "U02MINH", "U03LAN", "U07NGOC"
CHUNG, MOCAN, CLIENT, FILM = "C01CHUNG", "C02MOCAN", "C03CLIENT", "C05PHIM"
Window = Callable[..., Page]


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


@pytest.fixture
def window(new_page: NewPage, running: server.Playground) -> Window:
    """Opens a window of somebody's own: `window(user, channel, on_phone=False)`."""
    return lambda user, channel, *, on_phone=False: arrive(
        new_page(on_phone=on_phone), running, user, channel
    )


@pytest.mark.browser
class TestComposer:
    def test_a_slash_offers_commands_and_enter_takes_one(self, slack: Page) -> None:
        composer = slack.get_by_test_id("composer")
        composer.press_sequentially("/fo")
        expect(slack.get_by_test_id("suggestion")).to_have_text(re.compile("/form \\[anything\\]"))
        composer.press("Enter")
        expect(composer).to_have_value("/form ")
        composer.press("Enter")
        expect(slack.get_by_test_id("modal")).to_be_visible()

    def test_a_mention_becomes_the_bots_id(self, slack: Page) -> None:
        composer = slack.get_by_test_id("composer")
        composer.press_sequentially("@lia")
        composer.press("Tab")
        composer.press_sequentially("tình hình?")
        composer.press("Enter")
        message = newest(slack)
        expect(message.locator(".mention")).to_have_text("@Liaison")
        message.get_by_test_id("thread-link").click()
        expect(slack.get_by_test_id("thread")).to_contain_text("Nghe: @Liaison tình hình?")

    def test_shift_enter_starts_a_line(self, slack: Page) -> None:
        composer = slack.get_by_test_id("composer")
        composer.press_sequentially("một")
        composer.press("Shift+Enter")
        composer.press_sequentially("hai")
        composer.press("Enter")
        expect(newest(slack).locator(".text")).to_have_text("một\nhai", use_inner_text=True)

    def test_threads_refuse_commands_and_keep_what_was_typed(self, slack: Page) -> None:
        write(slack, "mở chuỗi")
        expect(newest(slack)).to_contain_text("mở chuỗi")
        newest(slack).hover()
        newest(slack).get_by_test_id("message-reply").click()
        write(slack, "/form", "thread-composer")
        refusal = slack.get_by_test_id("thread-composer-error")
        expect(refusal).to_have_text("/form is not supported in threads. Sorry!")
        expect(slack.get_by_test_id("thread-composer")).to_have_value("/form")
        write(slack, "trả lời", "thread-composer")
        expect(slack.get_by_test_id("thread-messages")).to_contain_text("trả lời")
        expect(newest(slack).get_by_test_id("thread-link")).to_contain_text("1 reply")

    def test_an_unknown_command_is_refused_and_kept(self, slack: Page) -> None:
        write(slack, "/khongco gì cả")
        expect(slack.get_by_test_id("composer-error")).to_contain_text("/khongco")
        expect(slack.get_by_test_id("composer")).to_have_value("/khongco gì cả")

    def test_shortcuts_of_messages_and_of_the_app(self, slack: Page) -> None:
        write(slack, "câu của khách")
        message = newest(slack)
        expect(message).to_contain_text("câu của khách")
        message.hover()
        message.get_by_test_id("message-menu").click()
        slack.get_by_test_id("shortcut-quote").click()
        expect(newest(slack, "ephemeral").locator("blockquote")).to_have_text("câu của khách")
        slack.get_by_test_id("composer-shortcuts").click()
        slack.get_by_test_id("shortcut-form").click()
        expect(slack.get_by_test_id("modal")).to_be_visible()

    def test_all_commands_are_listed_and_chosen_without_a_mouse(self, slack: Page) -> None:
        composer, options = slack.get_by_test_id("composer"), slack.get_by_test_id("suggestion")
        composer.press_sequentially("/")
        offered = slack.get_by_role("listbox", name="Suggestions")
        expect(offered.get_by_role("option")).to_have_count(6)
        names = ["/form", "/gallery", "/shout", "/whisper", "/invite", "/remove"]
        expect(options).to_have_text([re.compile(name) for name in names])
        expect(options.nth(3)).to_have_text("/whisper wordsLiaisonWords for you alone")
        composer.press("ArrowDown")
        expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        marked = composer.get_attribute("aria-activedescendant")
        assert marked == options.nth(1).get_attribute("id")
        composer.press_sequentially("w")
        expect(options).to_have_count(1)
        composer.press("Tab")
        expect(composer).to_have_value("/whisper ")
        composer.fill("/g")
        expect(options).to_have_count(1)
        composer.press("Escape")
        expect(options).to_have_count(0)
        expect(composer).to_have_value("/g")
        composer.fill("")

    def test_by_touch_on_a_phone(self, window: Window) -> None:
        phone = window(LAN, CHUNG, on_phone=True)
        phone.get_by_test_id("composer").press_sequentially("/")
        offered = phone.get_by_role("listbox", name="Suggestions")
        expect(offered).to_be_in_viewport(ratio=1)
        offered.get_by_test_id("suggestion").nth(3).tap()
        expect(phone.get_by_test_id("composer")).to_have_value("/whisper ")
        expect(phone.get_by_test_id("composer")).to_be_focused()
        expect(offered).to_be_hidden()


@pytest.mark.browser
class TestTwoWindows:
    def test_what_is_new_is_marked_until_one_looks(
        self, slack: Page, running: server.Playground, window: Window
    ) -> None:
        theirs = window(MINH, CLIENT)
        room, line = slack.get_by_test_id(f"channel-{CLIENT}"), slack.get_by_test_id("new-line")
        badge = slack.get_by_test_id(f"unread-channel-{CLIENT}")
        write(theirs, "có gì mới?")
        expect(room).to_have_attribute("data-unread", "1")
        expect(badge).to_have_count(0)
        write(theirs, "@Nguyễn Thu Hương xem nhé")
        expect(badge).to_have_text("1")
        running.workspace.say(HUONG, "dm", "alo")
        expect(slack.get_by_test_id("unread-app-liaison")).to_have_text("1")
        expect(slack).to_have_title(re.compile(r"^\(2\) Nguyễn Thu Hương"))
        slack.reload()
        expect(room).to_have_attribute("data-unread", "2")
        room.click()
        expect(line).to_be_in_viewport()
        first = slack.locator("[data-testid=new-line] + article")
        expect(first).to_contain_text("có gì mới?")
        expect(room).not_to_have_class(re.compile("unread"))
        write(theirs, "nữa này")
        expect(newest(slack)).to_contain_text("nữa này")
        expect(line).to_have_count(1)
        expect(first).to_contain_text("có gì mới?")  # the line stays where it was
        expect(room).not_to_have_class(re.compile("unread"))
        slack.get_by_test_id(f"channel-{MOCAN}").click()
        write(theirs, "đọc ở máy khác")
        expect(room).to_have_attribute("data-unread", "1")
        running.workspace.read(HUONG, CLIENT)
        expect(room).not_to_have_class(re.compile("unread"))
        room.click()
        expect(newest(slack)).to_contain_text("đọc ở máy khác")
        expect(line).to_have_count(0)

    def test_a_thread_is_live_beside_the_channel(self, slack: Page, window: Window) -> None:
        theirs = window(MINH, MOCAN, on_phone=True)
        write(slack, "@Liaison chuỗi này nhé")
        for page in (slack, theirs):
            expect(newest(page)).to_contain_text("chuỗi này nhé")
            expect(newest(page).get_by_test_id("thread-link")).to_contain_text("1 reply")
            newest(page).get_by_test_id("thread-link").click()
        thread, phone = slack.get_by_test_id("thread"), theirs.get_by_test_id("thread")
        expect(thread).to_contain_text("Nghe: @Liaison chuỗi này nhé")
        expect(slack.get_by_test_id("messages")).to_be_visible()
        box = phone.bounding_box()
        assert box is not None
        assert box["width"] == 390
        write(theirs, "@Liaison thêm câu nữa", "thread-composer")
        said = ["chuỗi này nhé", "Nghe: @Liaison chuỗi", "thêm câu nữa", "Nghe: @Liaison thêm"]
        for place in (thread, phone):
            expect(place.get_by_test_id("message")).to_have_text([re.compile(one) for one in said])
        thread.get_by_test_id("message").nth(2).hover()
        thread.get_by_test_id("message-menu").nth(2).click()
        slack.get_by_test_id("shortcut-quote").click()
        expect(newest(slack, "ephemeral").locator("blockquote")).to_have_text("@Liaison thêm câu nữa")
        slack.get_by_test_id("thread-composer").press_sequentially("/")
        expect(slack.get_by_test_id("suggestion")).to_have_count(0)

    def test_each_window_says_who_one_is_and_opens_another(
        self, slack: Page, running: server.Playground
    ) -> None:
        slack.get_by_test_id("new-window").click()
        with slack.context.expect_page() as opened:
            slack.get_by_test_id(f"window-{LAN}").click()
        other = opened.value
        expect(other).to_have_url(re.compile(f"{running.url}/#/.*as={LAN}"))
        expect(other.get_by_test_id("act-as")).to_have_value(LAN)
        expect(slack.get_by_test_id("act-as")).to_have_value(HUONG)
        running.workspace.remove(LAN, CHUNG)  # from where they are
        expect(other).to_have_url(re.compile(f"/#/{MOCAN}"))
        running.workspace.invite(LAN, CHUNG)

    def test_people_of_another_company_see_what_is_shared(self, slack: Page, window: Window) -> None:
        theirs = window(NGOC, FILM)
        expect(theirs.get_by_test_id("sidebar").get_by_role("button")).to_have_text(
            [re.compile("moc-an-tvc")]
        )
        expect(theirs.get_by_role("main")).to_contain_text("Shared with Xưởng Mây")
        theirs.get_by_test_id("composer").fill("/")
        expect(theirs.get_by_test_id("suggestion")).to_have_text(
            [re.compile("/invite"), re.compile("/remove")]
        )
        write(theirs, "/form")
        expect(theirs.get_by_test_id("composer-error")).to_have_text("/form is not a valid command.")
        write(theirs, "bên em chốt ngày rồi")
        slack.get_by_test_id(f"channel-{FILM}").click()
        expect(slack.get_by_role("main")).to_contain_text("Shared with Phim Nắng")
        expect(newest(slack)).to_contain_text("bên em chốt ngày rồi")
        expect(slack.get_by_test_id("message").first).to_contain_text("Phim Nắng")

    def test_a_phone_marks_its_drawer(self, window: Window, running: server.Playground) -> None:
        phone = window("U05VY", CHUNG, on_phone=True)
        running.workspace.say(HUONG, MOCAN, "vào xem nhé")
        expect(phone.get_by_test_id("news")).to_be_visible()
        phone.get_by_test_id("sidebar-toggle").tap()
        phone.get_by_test_id(f"channel-{MOCAN}").tap()
        expect(phone.get_by_test_id("news")).to_have_count(0)
