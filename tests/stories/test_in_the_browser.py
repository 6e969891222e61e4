"""The first day by hand: a newcomer at the page, in Vietnamese and in English, and once on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import NewPage
from tests.stories.conftest import Agency, open_agency
from tests.stories.test_first_day import BRIEF, HUONG, LAN, MOCAN
from tests.support.patience import patience

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

WORDS = {
    "vi": ("Hạng mục ·", "Quá hạn (1)", "Xong", "Việc hôm nay", "giao cho bạn"),
    "en": ("Deliverables ·", "Overdue (1)", "Done", "Today's work", "Given to you by"),
}


@pytest.fixture
def alone(sqlite_url: str) -> Iterator[Agency]:
    yield from open_agency("socket", sqlite_url)


def write(page: Page, words: str) -> None:
    composer = page.get_by_test_id("composer")
    composer.fill(words)
    composer.press("Escape")  # shuts the suggestions
    composer.press("Enter")


def speak(agency: Agency, language: str) -> None:
    """Make English the language of those who take part."""
    if language == "vi":
        return
    for user in (HUONG, LAN):
        agency.slack.open_home(user)
        home = agency.slack.until(lambda user=user: agency.slack.home(user))  # type: ignore[misc]
        agency.slack.click(user, "home.settings", view_id=home["id"])
        agency.slack.until(lambda user=user: "home.open_settings" in str(agency.slack.home(user)))  # type: ignore[misc]
        agency.slack.click(user, "home.open_settings", view_id=home["id"])
        agency.slack.until(lambda user=user: agency.slack.modal(user))  # type: ignore[misc]
        agency.slack.submit(user, {"language": "en"})


def arrive(page: Page, agency: Agency, where: str, user: str) -> None:
    page.goto("about:blank")
    page.goto(f"{agency.slack.url}/#/{where}?as={user}")
    expect(page.get_by_test_id("bot-status")).to_have_attribute("data-connected", "true")
    page.wait_for_timeout(200)
    if page.get_by_test_id("welcome-dismiss").is_visible():
        page.get_by_test_id("welcome-dismiss").click()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_newcomer_walks_the_whole_path(alone: Agency, page: Page, language: str) -> None:
    _, late, done, today, given = WORDS[language]
    speak(alone, language)
    arrive(page, alone, MOCAN, HUONG)

    write(page, "/brief")
    modal = page.get_by_test_id("modal")
    expect(modal).to_be_visible()
    modal.get_by_test_id("modal-submit").click()  # nothing to paste
    for name, words in BRIEF.items():
        modal.get_by_test_id(f"input-{name}").fill(words)
    modal.get_by_test_id("modal-submit").click()
    expect(modal).to_be_hidden()
    messages = page.get_by_test_id("messages")
    expect(messages).to_contain_text("Brief · Mộc An Tết 2027")
    expect(messages).to_contain_text("Bữa cơm đoàn viên có Mộc An")

    write(page, "/ae add Concept @lan 2/12")
    expect(messages.get_by_test_id("message").last).to_contain_text("Concept")

    said = "Logo to hơn 20%\nKịp in trước 20/12 không em?"
    write(page, f"/gopy moc an\n{said}")
    expect(modal).to_be_visible()
    modal.get_by_test_id("modal-submit").click()
    expect(modal.get_by_role("textbox").first).to_have_value("Logo to hơn 20%")  # as a point, on its own
    modal.get_by_test_id("modal-submit").click()
    expect(modal).to_be_hidden()
    expect(messages).to_contain_text("Logo to hơn 20%")

    page.get_by_test_id("clock-next-morning").click()
    expect(page.get_by_test_id("clock")).to_have_attribute("data-settled", "true", timeout=patience(40_000))
    write(page, "/project-status moc an")
    expect(page.get_by_test_id("ephemeral").last).to_contain_text(late)

    arrive(page, alone, "app/messages", LAN)
    heard = page.get_by_test_id("messages").get_by_test_id("message")
    expect(heard).to_have_count(2)
    expect(heard.first).to_contain_text(given)
    digest = heard.last
    expect(digest).to_contain_text(today)
    digest.get_by_role("button", name=done).click()
    expect(digest).to_contain_text("✅")
    assert alone.slack.violations() == []


def test_the_work_of_today_on_a_phone(alone: Agency, new_page: NewPage) -> None:
    slack = alone.slack
    slack.command(HUONG, MOCAN, "/brief")
    slack.until(lambda: slack.modal(HUONG))
    slack.submit(HUONG)  # nothing to paste
    slack.submit(HUONG, BRIEF)
    slack.command(HUONG, MOCAN, "/ae", "add Concept @lan 2/12\nKV chính @lan 3/12 17h")
    slack.set_clock(next_working_morning=True)
    page = new_page(on_phone=True)
    arrive(page, alone, "app/home", LAN)
    home = page.get_by_test_id("home")
    expect(home).to_contain_text("Concept")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    home.get_by_role("button", name="Xong").first.click()
    expect(home).not_to_contain_text("Concept")
