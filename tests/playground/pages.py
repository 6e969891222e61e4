"""Ways about the playground's page, as a person goes them."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from playground import server


def arrive(page: Page, running: server.Playground, user: str = "U01HUONG", channel: str = "C02MOCAN") -> Page:
    """Open the page as somebody, in a channel, past the card for newcomers."""
    running.workspace.close(user, all=True)
    page.goto(f"{running.url}/#/{channel}?as={user}")
    expect(page.get_by_test_id("bot-status")).to_have_attribute("data-connected", "true")
    dismiss = page.get_by_test_id("welcome-dismiss")
    if dismiss.is_visible():
        dismiss.click()
    return page


def write(page: Page, words: str, where: str = "composer") -> None:
    """Type and send."""
    page.get_by_test_id(where).fill(words)
    if where == "composer":
        page.get_by_test_id(where).press("Escape")  # shuts the suggestions; in a thread, the thread
    page.get_by_test_id(where).press("Enter")


def newest(page: Page, kind: str = "message") -> Locator:
    """The last message of the conversation, or the last whispered one."""
    return page.get_by_test_id("messages").get_by_test_id(kind).last
