"""A brief arrives: an account executive at a desk and a creative lead on a phone, each in a window of
their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from playground.client import Workspace
from tests.conftest import NewPage
from tests.stories.conftest import Agency, open_agency
from tests.stories.test_first_day import HUONG, KHOA, LAN, MINH, MOCAN
from tests.stories.test_in_the_browser import arrive, write

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

GENERAL = "C01CHUNG"
BRIEF = {
    "name": "Mộc An Tết 2027",
    "objective": "Tăng nhận biết sữa Mộc An dịp Tết\nBán 10.000 hộp quà",
    "metric": "Reach 5 triệu",
    "audience": "Mẹ 28–40 tuổi ở thành phố\nNgười con xa nhà",
    "message": "Bữa cơm đoàn viên có Mộc An",
    "deliverables": "KV chính",
    "deadline": "15/12",
    "budget": "1,2 tỷ",
    "approver": "Chị Chi",
}
PLAYBACK = "Kể cho người con xa nhà về bữa cơm Tết có Mộc An. Họ nhớ nhà và mang quà về."


@pytest.fixture
def staffed(sqlite_url: str) -> Iterator[Agency]:
    """The sample agency, in which Creative and Media have a lead."""
    for agency in open_agency("socket", sqlite_url):
        agency.slack.command(MINH, GENERAL, "/ae", "admin")
        for user, department in ((LAN, "creative"), (KHOA, "media")):
            lead(agency.slack, user, department)
        yield agency


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    return new_page(on_phone=True, is_mobile=True)


def lead(slack: Workspace, user: str, department: str, role: str = "lead") -> None:
    """Let the admin make this person the lead of a department, or another one in it."""

    def panel() -> str | None:
        said = [one for one in slack.by_bot(MINH, GENERAL) if "admin.choose_person" in str(one["blocks"])]
        return said[-1]["ts"] if said else None

    shown = slack.until(panel)
    slack.click(MINH, "admin.choose_person", channel=GENERAL, message_ts=shown, value=user)
    slack.until(lambda: slack.modal(MINH))
    assert slack.submit(MINH, {"role": role, "department": department})["errors"] is None


def send(page: Page, shown: str, **values: str) -> None:
    """Fill the form in which `shown` stands, and submit it."""
    modal = page.get_by_test_id("modal")
    expect(modal.get_by_test_id(f"input-{shown}")).to_be_visible()
    for name, words in values.items():
        field = modal.get_by_test_id(f"input-{name}")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(words)
        else:
            field.fill(words)
    modal.get_by_test_id("modal-submit").click()


def change(page: Page, **values: str) -> None:
    """A next version of the brief."""
    write(page, "/brief moc an")
    send(page, "why", **values)
    expect(page.get_by_test_id("modal")).to_be_hidden()


def said(page: Page, words: str) -> Locator:
    """The message in which this stands; waits for it."""
    found = page.get_by_test_id("messages").get_by_test_id("message").filter(has_text=words)
    expect(found).to_have_count(1)
    return found


def test_a_brief_is_understood_before_work_begins(staffed: Agency, page: Page, phone: Page) -> None:
    slack = staffed.slack
    arrive(page, staffed, MOCAN, HUONG)
    arrive(phone, staffed, "app/messages", LAN)
    modal, sheet = page.get_by_test_id("modal"), phone.get_by_test_id("modal")

    write(page, "/brief")
    modal.get_by_test_id("modal-submit").click()  # nothing to paste
    send(page, "objective", **BRIEF)
    expect(modal).to_be_hidden()
    card = said(page, "Brief · Mộc An Tết 2027 · bản 1")
    expect(card).to_contain_text("Creative: chưa xác nhận bản 1 (Phạm Ngọc Lan)")
    expect(card).to_contain_text("Research: chưa có ai nhận")

    # One message, its own part first: the proposition, and no budget, which is Media's.
    given = said(phone, "Brief · Mộc An Tết 2027 · bản 1")
    words = given.inner_text()
    assert words.index("Bữa cơm đoàn viên") < words.index("Mẹ 28–40") < words.index("Tăng nhận biết")
    assert "1,2 tỷ" not in words
    assert len(slack.by_bot(LAN, "dm")) == 1

    given.get_by_test_id("action-relay.ask").click()
    send(phone, "said", said="KV có cần dùng hình gia đình thật không?")
    expect(sheet).to_be_hidden()
    expect(given).to_contain_text("(edited)")  # drawn anew: a press meanwhile would fall between two drawings

    given.get_by_test_id("action-relay.acknowledge").click()
    three = "Nói với mẹ. Về bữa cơm. Có sữa."
    send(phone, "playback", playback=three, objective="0", audience="1")
    expect(sheet.get_by_test_id("error-playback")).to_contain_text("tối đa 2 câu")
    send(phone, "playback", playback=PLAYBACK)
    expect(sheet).to_be_hidden()
    expect(card).to_contain_text("chờ AE xem cách hiểu")
    slack.set_clock(advance=2 * 60)  # what follows the question at once waits so long

    page.get_by_test_id("app-liaison").click()
    page.get_by_test_id("messages-tab").click()
    said(page, "KV có cần dùng hình gia đình thật không?")
    answer = said(page, PLAYBACK)
    expect(answer).to_contain_text("Mục tiêu: Tăng nhận biết sữa Mộc An dịp Tết · Cho ai: Người con xa nhà")
    answer.get_by_test_id("action-relay.confirm").click()
    expect(answer).to_contain_text("hiểu đúng")
    expect(given).to_contain_text("hiểu đúng")

    page.get_by_test_id(f"channel-{MOCAN}").click()
    write(page, "/ae add KV chính @lan 10/12")
    said(page, "Hạng mục · Mộc An Tết 2027")
    change(page, budget="900tr", why="Khách cắt ngân sách")
    expect(page.get_by_test_id("ephemeral").last).to_contain_text("Đang chờ xác nhận: Media")
    card = said(page, "Brief · Mộc An Tết 2027 · bản 2")
    expect(card).to_contain_text("Creative: Phạm Ngọc Lan đã nhận bản 1")
    expect(card).to_contain_text("Media: chưa xác nhận bản 2 (Lê Đăng Khoa)")

    change(page, message="Tết này về nhà ăn cơm", why="Khách đổi thông điệp")
    expect(page.get_by_test_id("ephemeral").last).to_contain_text("Đang chờ xác nhận: Creative")
    card = said(page, "Brief · Mộc An Tết 2027 · bản 3")
    expect(card).to_contain_text("Creative: đã nhận bản 1, chưa xác nhận bản 3 (Phạm Ngọc Lan)")
    expect(card).to_contain_text("Media: chưa xác nhận bản 2 (Lê Đăng Khoa)")
    slack.set_clock(advance=2 * 60)
    again = said(phone, "Brief đã đổi · Mộc An Tết 2027 · bản 3")
    expect(again).to_contain_text("Bữa cơm đoàn viên có Mộc An Tết này về nhà ăn cơm")
    expect(again).to_contain_text("Sửa vì: Khách đổi thông điệp")
    expect(given).to_contain_text("Bản 1 đã cũ")

    phone.get_by_test_id("sidebar-toggle").click()
    phone.get_by_test_id(f"channel-{MOCAN}").click()
    work = said(phone, "Hạng mục · Mộc An Tết 2027")
    work.get_by_test_id("action-deliverable.menu").click()
    phone.get_by_test_id("option-edit/1").click()
    send(phone, "status", status="in_progress")
    expect(sheet).to_contain_text("Creative mới xác nhận bản 1, brief đang ở bản 3")
    assert "đã brief" in work.inner_text()
    send(phone, "override", override="Khách duyệt miệng, in gấp")
    expect(sheet).to_be_hidden()
    expect(work).to_contain_text("đang làm")

    write(page, "/ae history moc an #1")
    expect(page.get_by_test_id("ephemeral").last).to_contain_text("Khách duyệt miệng, in gấp")
    assert slack.violations() == []
