"""`/brief`, submitted: a new version of a brief, durably committed before its ack.

One submit writes: the brief's newest number, its version, one history entry with ten fields before and after,
and the processed request. "Raw" writes the same rows, as they were recorded on another database with the same
contents, in one transaction of the bare driver's: without a read, and then with all the reads of ours too.
"""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Iterator, Sequence

from benchmarks.house import USER, House, Server, house
from benchmarks.raw import Raw, Sent, recorded
from benchmarks.results import Results, paired
from tests.support import service
from tests.support.service import Replica
from tests.support.web_api import WebApi
from tests.support.world import World

PAIRS, WARMUP = 200, 20
WRITERS, EACH, ROUNDS = 16, 40, 5
"""Writers at once, how often each of them submits in a round, and rounds."""
FILLED = {
    "source": "Nguyên văn: ra mắt sữa chua Mộc An, xem https://mocan.vn/brief", "name": "", "client": "",
    "objective": "Bán 10.000 hộp", "metric": "Số hộp", "audience": "Mẹ trẻ", "message": "Chua mà ngọt",
    "deliverables": "KV @lan 15/12", "deadline": "15/12/2026", "budget": "500tr", "approver": "Chị Chi",
}  # fmt: skip


def run(results: Results, server: Server) -> None:
    """Beside the raw driver, then many at once."""
    _beside_raw(results, server)
    _many_writers(results, server)


def _beside_raw(results: Results, server: Server) -> None:
    what = f"/brief submitted, {server.name}, beside the same rows written by the raw driver in Bolt"
    count = PAIRS + WARMUP
    with house(server.new("recording")) as bot:
        bodies = list(_versions(bot, "du-an-nho", 2 * count))
        sent = [_recorded(bot, body) for body in bodies]
    with house(server.new("ours")) as bot, house(server.new("theirs")) as other:
        for one in (bot, other):
            list(_versions(one, "du-an-nho", 0))
        ours = iter(bodies)
        for first, more, limit in ((0, "", 2.0), (count, ", and all that is read", 2.0)):
            written = [[one for one in some if one.writes or more] for some in sent[first : first + count]]
            up_next = iter(written)
            raw = Raw(other.url, lambda up_next=up_next: next(up_next), writes=True)  # type: ignore[misc]
            theirs = iter(bodies[first : first + count])
            mine, bare = paired(
                lambda: _seconds(bot, next(ours)),
                lambda raw=raw, theirs=theirs: _seconds(raw, next(theirs)),  # type: ignore[misc]
                PAIRS, WARMUP,
            )  # fmt: skip
            raw.close()
            results.ratio("P7", what + more, mine, bare, ("≤", limit))


def _many_writers(results: Results, server: Server) -> None:
    """Over HTTP, in a process of its own, with delivery at work."""
    url = server.new("writers")
    slugs = [f"ghi-{number}" for number in range(WRITERS)]
    with house(url) as bot:
        for slug in slugs:
            World(bot.liaison.database).project(bot.meet(USER, "Nguyễn Thu Hương"), slug, slug, channel=None)
        bodies = {slug: list(_versions(bot, slug, EACH * ROUNDS)) for slug in slugs}
    slack = WebApi()
    replica = Replica("all", service.environ(url, slack.url))
    replica.start()
    replica.until_alive()
    found, took = [], list[float]()
    for number in range(ROUNDS):
        turn = slice(number * EACH, (number + 1) * EACH)
        seconds = _at_once(replica.port, [some[turn] for some in bodies.values()])
        middle, slow = statistics.median(seconds), statistics.quantiles(seconds, n=100)[-1]
        found.append(slow / middle)
        took += seconds
    replica.end()
    slack.close()
    results.value(
        "P7", f"/brief submitted, {server.name}, {WRITERS} writers over HTTP, p99 in terms of p50",
        found, ("≤", 2), f"p50 {statistics.median(took) * 1000:.3g} ms of {len(took)} submits",
    )  # fmt: skip


def _at_once(port: int, work: Sequence[Sequence[bytes]]) -> list[float]:
    """Each writer submits one after the other; seconds of every submit."""
    took, wrong = list[float](), list[str]()

    def write(bodies: Sequence[bytes]) -> None:
        for body in bodies:
            started = time.perf_counter()
            status, text = service.post(port, body)
            took.append(time.perf_counter() - started)
            if status != 200 or '"clear"' not in text:
                wrong.append(f"{status} {text[:200]}")

    threads = [threading.Thread(target=write, args=[bodies]) for bodies in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"{len(wrong)} not saved: {wrong[:3]}")
    return took


def _versions(bot: House, project: str, count: int) -> Iterator[bytes]:
    """Take a project's first brief; then the requests that submit version after version, not sent yet."""
    form = bot.form(project)
    chosen = next(
        one["element"]["initial_option"]["value"]
        for one in form["blocks"]
        if one["block_id"] == "brief.project"
    )
    bot.submit(USER, form, FILLED | {"brief.project": chosen}, view_id=f"first {project}")
    form = bot.form(project)
    about = json.loads(form["private_metadata"])
    for number in range(1, count + 1):
        form["private_metadata"] = json.dumps(about | {"base": number})
        values = FILLED | {"objective": f"Bán {number + 1}0.000 hộp", "why": "Khách nâng mục tiêu"}
        with bot.unsent():
            bot.submit(USER, form, values, view_id=f"{number} {project}")
        yield bot.last


def _recorded(bot: House, body: bytes) -> list[Sent]:
    with recorded(bot.liaison.database) as sent:
        bot.post(body)
    return [one for one in sent if not one.begins]


def _seconds(door: House | Raw, body: bytes) -> float:
    started = time.perf_counter()
    door.post(body)
    return time.perf_counter() - started
