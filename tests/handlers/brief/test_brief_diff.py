"""What a version changed, through Slack's door (F06)."""

from __future__ import annotations

import pytest

from handlers.brief.diff_views import DiffAction, marked
from tests.handlers.brief.test_brief import FILLED, NEW, submit
from tests.handlers.conftest import CHI, HUONG, Office, shows


@pytest.fixture
def versions(office: Office) -> Office:
    """Three versions of the brief of "Ra mắt 2027"."""
    start = office.form("/brief", channel=NEW)
    submit(office, start, **FILLED | {"name": "Ra mắt 2027", "budget": "1,2 tỷ"})
    form = office.form("/brief", "ra mat")
    submit(office, form, "V2", budget="900tr", why="Khách cắt ngân sách")
    form = office.form("/brief", "ra mat")
    submit(office, form, "V3", message="Chua mà rất ngọt", deadline="20/12", why="Đổi ý")
    return office


def test_exactly_the_changed_fields_are_shown_with_who_when_and_why(versions: Office) -> None:
    bot = versions.bot
    answer = bot.command(HUONG, "/brief", "diff ra mat v2")
    shows(
        answer, "bản 1 → 2", "~1,2 tỷ~ *900tr*", "Khách cắt ngân sách", f"<@{HUONG}>", "23/11/2026", "09:00"
    )
    assert "Chua" not in answer.words
    assert answer.words.count('"section"') == 1
    for text in ("diff ra mat", "diff ra mat 3", "diff ra mat 2027", "diff ra-mat-2027"):
        answer = bot.command(HUONG, "/brief", text)
        shows(answer, "bản 2 → 3", "Chua mà *rất* ngọt", "*20/12*")
        assert "tỷ" not in answer.words
    shows(bot.command(HUONG, "/brief", "diff ra mat 1"), "bản đầu")
    shows(bot.command(HUONG, "/brief", "diff ra mat 9"), "không có bản 9")
    shows(bot.command(CHI, "/brief", "diff ra mat"), "agency")


def test_who_reads_english_compares_in_english(versions: Office) -> None:
    versions.english(HUONG)
    for text, words in {
        "diff ra mat v2": (
            "version 1 → 2", "*Budget*", "~1,2 tỷ~ *900tr*", "changed it at Mon 23/11/2026 at 09:00",
            "Changed because: Khách cắt ngân sách",
        ),
        "diff ra mat": ("version 2 → 3", "*The one message*", "*Deadline*", "Version 1 → 2"),
        "diff ra mat 1": ("Nothing comes before the first version",),
        "diff ra mat 9": ("no version 9", "/brief history"),
    }.items():  # fmt: skip
        shows(versions.bot.command(HUONG, "/brief", text), *words)


def test_the_card_leads_to_the_comparison_and_on_to_the_versions_before(versions: Office) -> None:
    (compare,) = [
        element
        for block in versions.posted()["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == DiffAction.DIFF
    ]
    versions.bot.action(HUONG, DiffAction.DIFF, compare["value"])
    view = versions.opened()
    assert "bản 2 → 3" in str(view)
    (earlier,) = view["blocks"][-1]["elements"]
    shown = view | {"id": "V9", "hash": "h"}
    versions.bot.action(HUONG, DiffAction.DIFF_EARLIER, earlier["value"], view=shown)
    assert "bản 1 → 2" in str(versions.opened("views.update"))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "mới toanh", "*mới toanh*"),
        ("bỏ hết", "", "~bỏ hết~"),
        ("cho mẹ trẻ", "cho bà nội trẻ", "cho ~mẹ~ *bà nội* trẻ"),
        ("KV\nTVC 30s", "KV\nTVC 15s\nBanner", "KV\nTVC ~30s~ *15s*\n*Banner*"),
        ("a ~b~ <!channel>", "a *c* &", "a ~∼b∼ &lt;!channel&gt;~ *∗c∗ &amp;*"),
        (
            "Bữa cơm đoàn viên có Mộc An",
            "Tết này về nhà ăn cơm",
            "~Bữa cơm đoàn viên có Mộc An~ *Tết này về nhà ăn cơm*",
        ),
        ("y hệt", "y hệt", "y hệt"),
    ],
)
def test_words_are_marked_one_by_one_and_line_by_line(before: str, after: str, shown: str) -> None:
    assert marked(before, after) == shown
