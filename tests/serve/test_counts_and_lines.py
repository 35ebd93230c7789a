"""The metrics, and the line of each request in the log."""

from __future__ import annotations

import errno
import io
import json
import threading
import time
from pathlib import Path
from urllib.parse import quote

from prometheus_client.parser import text_string_to_metric_families
from tests.serve.fakes import FakePredictor
from tests.serve.over_http import KEY, Asked, asking, key_file, run

from pantoum.serve import log
from pantoum.serve.log import LineWriter


async def values(asked: Asked) -> dict[tuple[str, ...], float]:
    """Each value of the metrics, by its name and its labels."""
    answer = await asked.get("/metrics", headers={"X-API-Key": KEY})
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_requests_and_what_the_engine_did_are_counted() -> None:
    async def test() -> None:
        async with asking({"a": FakePredictor(), "b": FakePredictor()}) as asked:
            await asked.post("/predict", {"input": ["x", "y", "iz"]})
            await asked.post("/predict", {"input": "x", "model": "b"})
            await asked.post("/predict", b"{")
            await asked.get("/models/a")
            await asked.get("/models/none")
            await asked.get("/a/secret/path")
            await asked.client.request("PURGE", "/health")
            found = await values(asked)
            requests = "pantoum_http_requests_total"
            assert found[requests, "POST", "/predict", "200"] == 2
            assert found[requests, "POST", "/predict", "400"] == 1
            assert found[requests, "GET", "/models/{name}", "200"] == 1
            assert found[requests, "GET", "/models/{name}", "404"] == 1
            assert found[requests, "GET", "unknown", "404"] == 1
            assert found[requests, "unknown", "/health", "405"] == 1
            assert found["pantoum_http_request_seconds_count", "/predict"] == 3
            assert found["pantoum_http_errors_total", "UnknownModel"] == 1
            assert found["pantoum_requests_taken_total",] == 2
            assert found["pantoum_items_total",] == 4
            assert found["pantoum_item_errors_total",] == 1
            assert found["pantoum_batches_total",] == 2
            assert found["pantoum_batch_items_count",] == 2
            assert found["pantoum_batch_items_sum",] == 4
            assert found["pantoum_batch_items_bucket", "1.0"] == 1
            assert found["pantoum_queue_items",] == 0
            loaded = asked.engine.model("b").loaded
            assert abs(found["pantoum_model_loaded_timestamp_seconds", "b"] - loaded) < 1
            await asked.post("/predict", {"input": ["x", "y"]})
            again = await values(asked)
            assert again["pantoum_items_total",] == 6
            assert again["pantoum_batch_items_sum",] == 6
            assert not [names for names in again if "secret" in str(names)]

    run(test())


def test_a_request_is_one_line_without_its_texts_and_keys(tmp_path: Path) -> None:
    async def test() -> None:
        async with asking(key_file=key_file(tmp_path)) as asked:
            headers = {"X-API-Key": KEY}
            answer = await asked.post(f"/predict?k={KEY}", {"input": ["secret"]}, headers=headers)
            line = asked.lines[-1]
            assert line.pop("milliseconds") >= 0
            assert line.pop("time").startswith("20")
            assert line == {
                "method": "POST",
                "route": "/predict",
                "status": 200,
                "model": "a",
                "items": 1,
                "bytes": len(answer.content),
            }
            path = "/\x1b[31m\n" + "x" * 500
            await asked.get(quote(path), headers=headers)
            assert asked.lines[-1]["path"] == path[:100]
            assert asked.lines[-1]["route"] is None

    run(test())


def test_texts_are_logged_where_that_is_asked_for() -> None:
    async def test() -> None:
        async with asking(log_texts=True) as asked:
            await asked.post("/predict", {"input": ["one", "two"]})
            assert asked.lines[-1]["texts"] == ["one", "two"]
            await asked.get("/health")
            assert "texts" not in asked.lines[-1]

    run(test())


def test_lines_are_written_in_order_and_whole() -> None:
    out = io.StringIO()
    writer = LineWriter(out)
    lines = [json.dumps({"n": number}) for number in range(1000)]
    for line in lines:
        writer.line(line)
    writer.close()
    assert out.getvalue().splitlines() == lines


class SlowReader(io.StringIO):
    """A stream that takes nothing until it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may = threading.Event()

    def write(self, text: str, /) -> int:
        assert self.may.wait(30)
        return super().write(text)


def test_a_reader_that_does_not_read_is_not_waited_for() -> None:
    out = SlowReader()
    writer = LineWriter(out)
    for number in range(log.MOST_WAITING + 500):
        writer.line(str(number))
    out.may.set()
    writer.line("last")
    writer.close()
    written = out.getvalue().splitlines()
    assert written[0] == "0"
    assert any(line.endswith("lines of the log were lost: nobody took them") for line in written)


class FullDisk(io.StringIO):
    """A stream that takes nothing as long as there is no room."""

    full = True
    refused = 0

    def write(self, text: str, /) -> int:
        if self.full:
            self.refused += text.count("\n")
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(text)


def test_a_stream_that_fails_for_a_while_ends_no_log() -> None:
    out = FullDisk()
    writer = LineWriter(out)
    writer.line("first")
    writer.line("second")
    end = time.monotonic() + 30
    while out.refused < 2 and time.monotonic() < end:
        time.sleep(0.01)
    out.full = False
    writer.line("last")
    writer.close()
    lost = "pantoum: 2 lines of the log were lost: nobody took them"
    assert out.getvalue().splitlines() == ["last", lost]
