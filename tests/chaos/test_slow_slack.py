"""A Slack that takes four seconds over every call holds up no ack."""

from __future__ import annotations

from tests.support import burst, service
from tests.support.forked import Forked
from tests.support.web_api import WebApi


def test_no_ack_is_lost_while_every_call_takes_four_seconds(bare_sqlite_url: str) -> None:
    burst.prepare(bare_sqlite_url)
    slack = WebApi(delay=4.0)
    web = Forked("all", service.environ(bare_sqlite_url, slack.url))
    web.start()
    try:
        web.until_alive()
        acks = [burst.over_http(web.port, 25) for _ in range(2)]
    finally:
        web.kill()
        slack.close()
    assert [one.lost for one in acks] == [[], []]
    assert "views.open" in {name for name, _ in slack.calls}  # calls were under way
