"""Counts for Prometheus: requests, their times, and what the engine did.

With several workers the values of all of them are kept in files of one directory, which the
variable PROMETHEUS_MULTIPROC_DIR names before prometheus_client is imported.
"""

from __future__ import annotations

import os
from dataclasses import replace

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from pantoum.serve.engine import Engine
from pantoum.serve.record import Record
from pantoum.serve.statistics import Statistics

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
UNKNOWN = "unknown"
METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS"))
# What the engine counts: the metric of each, and what is said of it.
COUNTED = {
    "requests": ("requests_taken", "Requests that were let wait for a model."),
    "items": ("items", "Inputs that were answered."),
    "errors": ("item_errors", "Inputs that were answered with an error."),
    "batches": ("batches", "Batches that the models computed."),
    "seconds": ("model_seconds", "Seconds that the models computed."),
    "inspections": ("inspections", "Requests for what a model does inside."),
    "cancelled": ("requests_cancelled", "Requests whose client had gone before the answer."),
    "expired": ("requests_expired", "Requests whose deadline passed."),
    "refused": ("requests_refused", "Requests that found the queue full."),
    "reloads": ("model_reloads", "Models that were loaded anew."),
    "failed_reloads": ("model_reloads_failed", "Models that could not be loaded anew."),
}


class Metrics:
    """The metrics of one process, in a registry of its own."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self._requests = Counter(
            "pantoum_http_requests",
            "Requests by method, template of their path, and status of the answer.",
            ("method", "route", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "pantoum_http_request_seconds",
            "Seconds from the head of a request to the end of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=registry,
        )
        self._faults = Counter(
            "pantoum_http_errors",
            "Requests that were answered with an error, by its kind.",
            ("kind",),
            registry=registry,
        )
        self._waiting = Gauge(
            "pantoum_queue_items",
            "Inputs that wait for a model.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._sizes = Histogram(
            "pantoum_batch_items", "Inputs of one batch.", buckets=SIZES, registry=registry
        )
        self._loaded = Gauge(
            "pantoum_model_loaded_timestamp_seconds",
            "When a model was loaded, in seconds since 1970.",
            ("model",),
            registry=registry,
            multiprocess_mode="livemin",
        )
        self._counted = {
            name: Counter(f"pantoum_{metric}", what, registry=registry)
            for name, (metric, what) in COUNTED.items()
        }
        self._last = Statistics()

    def request(self, method: str, record: Record, status: int | None, seconds: float) -> None:
        """Count a request."""
        route = record.route or UNKNOWN
        method = method if method in METHODS else UNKNOWN
        answer = "gone" if status is None else str(status)
        self._requests.labels(method, route, answer).inc()
        self._seconds.labels(route).observe(seconds)
        if record.fault is not None:
            self._faults.labels(record.fault).inc()

    def update(self, engine: Engine) -> None:
        """Take over what the engine has counted since the last time."""
        now = engine.statistics()
        now = replace(now, batch_sizes=now.batch_sizes.copy())
        last, self._last = self._last, now
        self._waiting.set(now.waiting)
        for name, counter in self._counted.items():
            counter.inc(getattr(now, name) - getattr(last, name))
        for size, count in (now.batch_sizes - last.batch_sizes).items():
            for _ in range(count):
                self._sizes.observe(size)
        for name in engine.names:
            self._loaded.labels(name).set(engine.model(name).loaded)

    def text(self) -> bytes:
        """All values as Prometheus reads them; with several workers those of all."""
        if DIRECTORY not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)
        return generate_latest(together)
