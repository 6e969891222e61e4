"""A client's words in a thread become a brief by a call of Liaison there: in the playground, all real."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stories.conftest import Agency, open_agency
from tests.stories.test_first_day import CHI, CLIENT, HUONG, words

pytestmark = pytest.mark.e2e


@pytest.fixture
def alone(sqlite_url: str) -> Iterator[Agency]:
    yield from open_agency("socket", sqlite_url)


def test_a_thread_is_read_offered_and_saved_by_a_press(alone: Agency) -> None:
    slack = alone.slack
    root = slack.say(CHI, CLIENT, "Em ơi bên chị cần 3 banner + 1 clip 15s cho đợt khai trương 25/12")["ts"]
    slack.say(HUONG, CLIENT, "Dạ chị cần khi nào ạ?", thread_ts=root)
    slack.say(CHI, CLIENT, "xong trước 20/12 nha", thread_ts=root)
    slack.say(HUONG, CLIENT, "<@U0LIAISON> lưu lại giúp", thread_ts=root)
    offered = slack.until(
        lambda: next(
            (one for one in slack.messages(HUONG, CLIENT, root) if "Đã đọc 3 tin" in words(one)), None
        )
    )
    assert offered["ephemeral"]
    slack.click(HUONG, "thread.brief", channel=CLIENT, message_ts=offered["ts"])
    form = slack.until(lambda: slack.modal(HUONG))
    assert "3 banner + 1 clip 15s" in str(form)
    assert "xong trước 20/12" in str(form)
    assert "lưu lại giúp" not in str(form)
    slack.close(HUONG, all=True)
    assert slack.violations() == []
