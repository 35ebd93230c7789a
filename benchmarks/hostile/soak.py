"""A server under long and mixed load: no answer lost, doubled or changed, and memory that is flat.

    python benchmarks/hostile/soak.py TEXTS [NAME=]MODEL... [--requests 100000] [--clients 16]

Asks a server, a process of its own, for the texts in the first column of a file, with several
options, and compares each answer with what the model of the same name gave in this process before,
one input at a time. One request in ten is bad, or has a bad input among good ones; some clients
leave before their answer; model directories are replaced by equal copies, by copies with another
card, which are loaded anew, and by damaged ones, and SIGHUP is sent in between.

Prints one JSON object. The exit status is 1 if a promise was broken: an answer that is lost,
doubled or changed, a status that is not the expected one, an error in the log, or memory that grows
by more than 5 % after the first tenth of the requests.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from server_process import Connection, Served, get, post, served, to_json

import pantoum

# Texts of which each model knows the answers, and inputs of one request.
TEXTS = 60
MOST_INPUTS = 6
# How many requests are bad, and how many clients leave before their answer.
BAD = 0.1
GONE = 0.02
# Requests between two replacements of a model, and those of a connection before a new one.
BETWEEN_RELOADS = 2_000
OF_A_CONNECTION = 200
# How much memory may grow after the first tenth, and how often it is looked at.
GROWTH = 1.05
LOOKS = 200
# On a busy machine an answer may take long; that is not what is measured here.
PATIENT = ["--deadline", "120", "--slow", "60"]
# What is kept of each kind of broken promise.
SHOWN = 5

OPTIONS: dict[str, list[dict[str, Any]]] = {
    "seq2seq": [
        {},
        {"nbest": 3},
        {"beam": 1},
        {"beam": 2, "nbest": 2, "length_penalty": 0.6},
        {"attention": True},
        {"sample": True, "nbest": 2, "seed": 7, "temperature": 0.8},
    ],
    "tagger": [{}, {"nbest": 2}],
    "classifier": [{}],
    "language_model": [{}, {"sample": True, "nbest": 2, "seed": 7, "longest": 20}],
}
# Requests that are refused as a whole, with their status.
REFUSED: list[tuple[int, dict[str, Any] | bytes]] = [
    (400, {"nbest": 10_000}),
    (400, {"nbest": "2"}),
    (400, {"beam": -1}),
    (400, {"temprature": 1}),
    (400, {"input": 7}),
    (400, {"input": "a" * 10_000}),
    (400, {"input": None}),
    (404, {"model": "nobody"}),
    (400, b'{"input": "a"'),
    (400, b'{"input": NaN}'),
    (400, b"\xff\xfe"),
    (400, b"[" * 5_000),
    (413, b'{"input": "' + b"a" * 1_000_001),
]
# Inputs that fail alone, among others.
BAD_INPUTS: list[Any] = [7, None, {"a": 1}, "b" * 10_000, [1]]


class Case(NamedTuple):
    """What is asked, and what is answered to each text."""

    model: str
    options: dict[str, Any]
    answers: dict[str, Any]


@dataclass
class Found:
    """What was seen.

    counts: by what happened; broken: what should not have happened; memory: in MB, over the run.
    """

    counts: Counter[str] = field(default_factory=Counter)
    broken: dict[str, list[str]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)

    def fault(self, kind: str, what: object) -> None:
        """Note a broken promise."""
        self.counts[kind] += 1
        kept = self.broken.setdefault(kind, [])
        if len(kept) < SHOWN:
            kept.append(str(what)[:600])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("models", nargs="+")
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--units", type=int, default=0, help="of the last digit that may differ")
    options = parser.parse_args()
    lines = options.texts.read_text(encoding="utf-8").splitlines()
    texts = list(dict.fromkeys(line.split("\t")[0] for line in lines if line.strip()))
    with tempfile.TemporaryDirectory() as folder:
        found = soak(options, random.Random(options.seed).sample(texts, TEXTS), Path(folder))
    print(json.dumps(found, indent=1, ensure_ascii=False))
    return 1 if found["broken"] else 0


def soak(options: argparse.Namespace, texts: list[str], folder: Path) -> dict[str, Any]:
    models = dict(copies(options.models, folder))
    cases = [case for name, place in models.items() for case in cases_of(name, place, texts)]
    places = [f"{name}={place}" for name, place in models.items()]
    found = Found()
    arguments = [*places, "--workers", str(options.workers), "--poll", "0.3", *PATIENT]
    with served(arguments, folder / "log") as server:
        began = time.perf_counter()
        asyncio.run(Soak(server, cases, models, options, found).run())
        seconds = time.perf_counter() - began
        status = server.end()
        if status:
            found.fault("exit status", status)
        for line in server.tracebacks():
            found.fault("error in the log", line)
        reloads = len(re.findall("was loaded anew", server.log.read_text(encoding="utf-8")))
    tenth = len(found.memory) // 10
    early = statistics.median(found.memory[tenth : 2 * tenth])
    late = statistics.median(found.memory[-tenth:])
    if late > GROWTH * early:
        found.fault("memory", f"from {early:.1f} to {late:.1f} MB")
    return {
        "requests": options.requests,
        "clients": options.clients,
        "workers": options.workers,
        "seed": options.seed,
        "seconds": round(seconds, 1),
        "cases": len(cases),
        "reloads": reloads,
        "statuses": dict(sorted(found.statuses.items())),
        "counts": dict(sorted(found.counts.items())),
        "megabytes_after_a_tenth": round(early, 1),
        "megabytes_at_the_end": round(late, 1),
        "growth": round(late / early - 1, 4),
        "megabytes_by_tenths": [
            round(statistics.median(found.memory[i * tenth : (i + 1) * tenth]), 1)
            for i in range(10)
        ],
        "megabytes_at_most": round(max(found.memory), 1),
        "broken": found.broken,
    }


def copies(given: list[str], folder: Path) -> Iterator[tuple[str, Path]]:
    """The names of the models, and copies of them, which may be replaced and damaged."""
    for one in given:
        name, _, place = one.rpartition("=")
        source = Path(place)
        copy = folder / (name or source.stem) / source.name
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("checkpoints"))
        else:
            copy.parent.mkdir()
            shutil.copy(source, copy)
        yield name or source.stem, copy


def cases_of(name: str, place: Path, texts: list[str]) -> Iterator[Case]:
    """What a model answers, asked in this process for one text after the other."""
    model: Any = pantoum.load(place)
    groups = getattr(model, "groups", None)
    if groups:
        raise SystemExit(f"{name}: models with groups are not asked here")
    chooser = random.Random(name)
    for options in OPTIONS[model.task]:
        if not _takes(model, options, texts[0]):
            continue
        inputs = texts
        if model.task == "tagger":
            inputs = [" ".join(chooser.sample(texts, chooser.randint(1, 9))) for _ in texts]
        answers = {text: ANSWERS[model.task](model, text, options) for text in inputs}
        # As JSON gives it back.
        yield Case(name, options, json.loads(json.dumps(answers)))


def _takes(model: Any, options: dict[str, Any], text: str) -> bool:
    """Whether a model has these options; an exported file has not all of them."""
    try:
        ANSWERS[model.task](model, text, options)
    except pantoum.PantoumError:
        return False
    return True


def _seq2seq(model: Any, text: str, options: dict[str, Any]) -> list[Any]:
    found = model(text, **{"nbest": 1, "attention": False, **options})
    return [one.to_dict(text, rank) for rank, one in enumerate(found, start=1)]


def _tagger(model: Any, text: str, options: dict[str, Any]) -> list[Any]:
    found = model(text, **{"nbest": 1, **options}, probabilities=True)
    return [one.to_dict(rank) for rank, one in enumerate(found, start=1)]


def _classifier(model: Any, text: str, options: dict[str, Any]) -> list[Any]:
    return [model(text, **options).to_dict(text)]


def _language_model(model: Any, text: str, options: dict[str, Any]) -> list[Any]:
    if "sample" in options:
        drawing = {name: options[name] for name in ("seed", "longest")}
        return [one.to_dict() for one in model.generate(options["nbest"], text, **drawing)]
    return [model.score([text])[0].to_dict(text)]


ANSWERS: dict[str, Any] = {
    "seq2seq": _seq2seq,
    "tagger": _tagger,
    "classifier": _classifier,
    "language_model": _language_model,
}


class Asked(NamedTuple):
    """A request: its bytes, the status of its answer, and what its results are (None: an error)."""

    data: bytes
    status: int
    results: list[Any] | None = None
    one: bool = False


class Soak:
    """Clients, reloads and looks at the memory, until all requests have been made."""

    def __init__(
        self,
        server: Served,
        cases: list[Case],
        models: dict[str, Path],
        options: argparse.Namespace,
        found: Found,
    ) -> None:
        self.server = server
        self.cases = cases
        self.models = models
        self.total = options.requests
        self.clients = options.clients
        self.units = options.units
        self.found = found
        self.random = random.Random(options.seed)
        self.made = 0

    async def run(self) -> None:
        """Make all requests, and check what they leave."""
        looking = asyncio.create_task(self._look())
        replacing = asyncio.create_task(self._replace())
        files, threads = self.server.files(), self.server.threads()
        await asyncio.gather(*(self._client() for _ in range(self.clients)))
        looking.cancel()
        await replacing
        await asyncio.sleep(1)
        await self._check_counts()
        for what, before, now in (
            ("files", files, self.server.files()),
            ("threads", threads, self.server.threads()),
        ):
            self.found.counts[f"{what} at the beginning"] = before
            self.found.counts[f"{what} at the end"] = now
            # Reading answers in threads takes some that then stay.
            if now > before + 40:
                self.found.fault(what, f"{before} at the beginning, {now} at the end")

    async def _client(self) -> None:
        connection: Connection | None = None
        left = 0
        while self.made < self.total:
            self.made += 1
            try:
                if connection is None:
                    connection = await Connection.to(self.server.port)
                    left = self.random.randint(1, OF_A_CONNECTION)
                if self.random.random() < GONE:
                    await self._leave(connection)
                    connection = None
                    continue
                asked = self._asked()
                await connection.send(asked.data)
                closes = self._check(asked, *await connection.answer())
                left -= 1
                if closes or left <= 0:
                    if rest := await connection.rest():
                        self.found.fault("doubled", rest)
                    connection.abort()
                    connection = None
            except (OSError, TimeoutError) as error:
                self.found.fault("lost", f"{type(error).__name__}: {error}")
                if connection is not None:
                    connection.abort()
                connection = None

    async def _leave(self, connection: Connection) -> None:
        """Ask, and be gone: before all is sent, at once, or in the middle of the answer."""
        data = self._good().data
        cut = self.random.choice([len(data), len(data), self.random.randrange(1, len(data))])
        await connection.send(data[:cut])
        await asyncio.sleep(self.random.choice([0.0, 0.001, 0.01]))
        connection.abort()
        self.found.counts["gone"] += 1

    def _asked(self) -> Asked:
        if self.random.random() >= BAD:
            return self._good()
        if self.random.random() < 0.5:
            return self._good(bad=True)
        status, body = self.random.choice(REFUSED)
        if isinstance(body, dict):
            body = to_json({"input": "a", "model": self.random.choice(self.cases).model, **body})
        return Asked(post("/predict", body), status)

    def _good(self, *, bad: bool = False) -> Asked:
        """A request that is answered; some inputs of it may be bad, and have an error."""
        case = self.random.choice(self.cases)
        one = not bad and self.random.random() < 0.5
        # Texts are drawn for each input by its place, so one alone has other ones than in a list.
        drawn = case.options.get("sample") is True
        count = 1 if one or drawn else self.random.randint(1, MOST_INPUTS)
        inputs: list[Any] = self.random.choices(list(case.answers), k=count)
        results: list[Any] = [case.answers[text] for text in inputs]
        if bad:
            place = len(inputs) if drawn else self.random.randint(0, len(inputs))
            inputs.insert(place, self.random.choice(BAD_INPUTS))
            results.insert(place, None)
        given = inputs[0] if one else inputs
        body = to_json({"model": case.model, "input": given, **case.options})
        return Asked(post("/predict", body), 200, results, one)

    def _check(self, asked: Asked, status: int, headers: dict[bytes, bytes], body: bytes) -> bool:
        """Check an answer; whether the connection ends with it."""
        found = self.found
        found.statuses[status] += 1
        closes = headers.get(b"connection", b"").lower() == b"close"
        said = json.loads(body)
        if status != asked.status:
            found.fault("wrong status", f"{asked.data[:300]!r}: {status} {body[:300]!r}")
        elif asked.results is None:
            if not said["error"]["message"]:
                found.fault("no sentence", body[:300])
        else:
            results = [said] if asked.one else said["results"]
            if len(results) != len(asked.results):
                found.fault("changed", f"{asked.data!r}: {len(results)} results")
            for result, expected in zip(results, asked.results, strict=False):
                self._compare(asked, result, expected)
        return closes

    def _compare(self, asked: Asked, result: dict[str, Any], expected: Any) -> None:
        found = self.found
        if expected is None:
            found.counts["bad inputs"] += 1
            if "error" not in result:
                found.fault("changed", f"{asked.data!r}: a bad input has {result}")
            return
        predictions = result.get("predictions")
        units = units_between(predictions, expected)
        if units is None or units > self.units:
            found.fault("changed", f"{units} units: {asked.data!r}: {result} and not {expected}")
        elif units:
            found.counts[f"equal but for {units} of the last digit"] += 1
        else:
            found.counts["equal"] += 1

    async def _replace(self) -> None:
        """Replace models, some equal, some with another card, some damaged for a while."""
        number = 0
        folders = [place for place in self.models.values() if place.is_dir()]
        files = [place for place in self.models.values() if not place.is_dir()]
        while self.made < self.total:
            number += 1
            await self._until(number * min(BETWEEN_RELOADS, max(self.total // 10, 1)))
            kind = number % 4
            if kind == 3 and files:
                await asyncio.to_thread(replace_file, files[number // 4 % len(files)])
            elif folders:
                folder = folders[number % len(folders)]
                if kind == 2:
                    await asyncio.to_thread(replaced, folder, number, damaged=True)
                    self.server.signal(signal.SIGHUP)
                    await asyncio.sleep(1)
                await asyncio.to_thread(replaced, folder, number if kind != 1 else 0)
            self.server.signal(signal.SIGHUP)
            self.found.counts["replacements"] += 1

    async def _look(self) -> None:
        """Look at the memory, each time a part of all requests has been made."""
        for number in range(LOOKS):
            await self._until(number * self.total // LOOKS)
            self.found.memory.append(self.server.megabytes())

    async def _until(self, made: int) -> None:
        while self.made < min(made, self.total):
            await asyncio.sleep(0.02)

    async def _check_counts(self) -> None:
        """Compare what was answered with what the server has counted."""
        connection = await Connection.to(self.server.port)
        await connection.send(get("/metrics"))
        _, _, body = await connection.answer()
        connection.abort()
        pattern = r'^pantoum_http_requests_total\{.*route="/predict",status="(\w+)"\} (\S+)$'
        counted: Counter[str] = Counter()
        for status, count in re.findall(pattern, body.decode(), re.M):
            counted[status] += int(float(count))
        self.found.counts |= Counter({f"counted {name}": n for name, n in counted.items()})
        answered = sum(self.found.statuses.values())
        # Some of those who left were answered before it was noticed.
        if not answered <= counted.total() <= answered + self.found.counts["gone"]:
            self.found.fault("counts", f"{answered} answers, but the server counts {counted}")


def replaced(folder: Path, number: int, *, damaged: bool = False) -> None:
    """Put a copy of a model directory in its place.

    Args:
        number: of the copy, which its card then has; 0 for an equal one.
    """
    whole = folder.with_name(f"{folder.name}.whole")
    if not whole.exists():
        shutil.copytree(folder, whole)
    new = folder.with_name(f"{folder.name}.new")
    shutil.copytree(whole, new)
    if number:
        card = new / "README.md"
        card.write_text(f"{card.read_text(encoding='utf-8')}\n{number}\n", encoding="utf-8")
    if damaged:
        os.truncate(new / "model.safetensors", 1_000)
    old = folder.with_name(f"{folder.name}.old")
    folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old)


def replace_file(path: Path) -> None:
    """Put an equal copy of a file in its place."""
    new = path.with_name(f"{path.name}.new")
    shutil.copy(path, new)
    new.replace(path)


def units_between(one: Any, other: Any) -> int | None:
    """By how many units of the last digit the numbers of two values of JSON differ at most; None
    where anything else differs.
    """
    if isinstance(one, float) and isinstance(other, float):
        digits = max(_digits(one), _digits(other))
        return round(abs(one - other) * 10**digits)
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys():
            return None
        one, other = list(one.values()), [other[name] for name in one]
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return None
        units = [units_between(*pair) for pair in zip(one, other, strict=True)]
        return None if None in units else max((unit for unit in units if unit), default=0)
    return 0 if type(one) is type(other) and one == other else None


def _digits(number: float) -> int:
    return len(f"{number:.9f}".rstrip("0").partition(".")[2])


if __name__ == "__main__":
    sys.exit(main())
