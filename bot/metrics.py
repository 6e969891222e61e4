"""Metrics for an operator, in Prometheus' format (docs/operate.md)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from desk.core.clock import Clock
from desk.core.errors import Busy
from storage.database.engine import Database
from storage.day import ask
from storage.messages import aside, outbox

ASIDE_SHOWN = timedelta(days=7)
"""How long a message that was given up is reported: time enough for somebody to check it."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ACK_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 3.0)


class Metrics:
    """The counters of one process, and gauges read from the database on request."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._registry = CollectorRegistry()
        self._started = time.monotonic()
        self.ticked_at: float | None = None
        """When the alarm clock last did its work, on the monotonic clock."""
        self.acks = Histogram(
            "liaison_ack_seconds", "From Slack's request to the answer", ["door", "outcome"],
            buckets=_ACK_SECONDS, registry=self._registry,
        )  # fmt: skip
        self.sends = Counter(
            "liaison_sends", "Messages by what became of the call", ["outcome"], registry=self._registry
        )
        self.rate_limited = Counter(
            "liaison_rate_limited", "Answers of 429 to messages", registry=self._registry
        )
        self.settled = Counter(
            "liaison_settled", "Messages of unknown fate that were looked up", ["found"],
            registry=self._registry,
        )  # fmt: skip
        ProcessCollector(registry=self._registry)
        self._registry.register(_Asked(self, database, clock))

    def exposition(self) -> bytes:
        """All metrics, in the text format."""
        return generate_latest(self._registry)

    def tick_age(self) -> float:
        """Seconds since the alarm clock's last successful run, or since the start."""
        return time.monotonic() - (self.ticked_at or self._started)


class _Asked(Collector):
    """Gauges that are read at each request."""

    def __init__(self, metrics: Metrics, database: Database, clock: Clock) -> None:
        self._metrics, self._database, self._clock = metrics, database, clock

    def describe(self) -> Iterator[Metric]:
        """Nothing in advance: registering must not query the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The gauges; those of the database are left out while it does not answer."""
        yield GaugeMetricFamily(
            "liaison_tick_age_seconds", "Since the alarm clock last did its work", self._metrics.tick_age()
        )
        now = self._clock.now()
        try:
            with self._database.read() as session:
                pending, oldest = outbox.pending(session, now), outbox.oldest_due(session, now)
                put_aside = aside.count(session, now - ASIDE_SHOWN)
                misses = ask.totals(session)
        except Busy:
            return
        lag = (now - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily("liaison_outbox_pending", "Messages due and not delivered", pending)
        yield GaugeMetricFamily("liaison_outbox_oldest_due_seconds", "How long the first one waits", lag)
        yield GaugeMetricFamily("liaison_outbox_aside", "Messages put aside in the last week", put_aside)
        unread = CounterMetricFamily(
            "liaison_not_understood",
            "Words to the bot that it did not understand",
            labels=["kind", "language"],
        )
        for kind, language, count in misses:
            unread.add_metric([kind, language], count)
        yield unread
