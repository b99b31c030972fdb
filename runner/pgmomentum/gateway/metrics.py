"""The figures of /metrics, in a registry of their own."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_PREFIX = "pgmomentum_gateway_"
_LATENCIES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60)


class Metrics:
    """Counters that others count with, and gauges that ask."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.sent = self._counter("messages_sent", "Messages to clients, that waited or went")
        self.received = self._counter("messages_received", "Messages of clients")
        self.coalesced = self._counter("coalesced", "Scores left out for a newer one")
        self.events = self._counter("events", "Events read from the outbox")
        self.reconnects = self._counter("database_reconnects", "Lost connections of the outbox")
        self.closed = Counter(
            f"{_PREFIX}closed",
            "Connections that ended, by close code",
            ["code"],
            registry=self.registry,
        )
        self.handshakes = Counter(
            f"{_PREFIX}handshakes", "Results of handshakes", ["result"], registry=self.registry
        )
        self.latency = Histogram(
            f"{_PREFIX}delivery_seconds",
            "Time from the announcement of an event to its hand-over to a client",
            buckets=_LATENCIES,
            registry=self.registry,
        )

    def _counter(self, name: str, text: str) -> Counter:
        return Counter(_PREFIX + name, text, registry=self.registry)

    def gauge(self, name: str, text: str, ask: Callable[[], float]) -> None:
        """Add a figure that is looked up when somebody wants it."""
        Gauge(_PREFIX + name, text, registry=self.registry).set_function(ask)
