"""Requests to a server that nobody should send: drawn by a seed, so that each can be sent again."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

# Characters that are easily mistaken for something else, or for the end of a text.
MARKS = (
    "\0\t\n\r\x0b\x1b\x7f\x85\xa0\xad\u0301\u200b\u200d\u200f\u202e\u2028\u2066\ufdd0\ufffd\ufffe"
)
TEXTS = [
    "",
    " ",
    "a",
    "abc",
    "queso",
    "Ab-c d'e",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "<script>alert(1)</script>",
    "<b>a</b> &amp; &#0; &lt;",
    "\u202eabc\u202c \u05d0\u05d1 \u0627\u0628",
    "e" + "\u0301" * 40,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea",
    "</s> <s> <unk> <pad> \u2581",
    "".join(map(chr, range(0x4E00, 0x4E00 + 300))),
    "a" * 299,
    "a" * 2_001,
    "a " * 100,
    "../../etc/passwd",
    "%s%n{0}{x}$(id)`id`",
    "' or 1=1 --",
    "NaN",
    *MARKS,
]
NUMBERS: list[Any] = [0, 1, 2, 3, 5, -1, 64, 65, 10_000, 2**31, 2**63 - 1, 2**63, -(2**70), 10**400]
NUMBERS += [0.0, -0.0, 0.5, 1.0, 1.5, 1e-320, 1e308, -1e308, 3.0000001]
# Written as they stand, for no value of Python's is written so.
RAW = ["NaN", "-Infinity", "1e400", "-0", "0x1", "01", "1.", r'"\ud800"', r'"\udc00a"', r'"\u0000"']
RAW += ["1" * 5_000, "[" * 40 + "]" * 40, '{"a":' * 40 + "1" + "}" * 40, "tru", "'a'", '"\n"']
NAMES = ["model", "input", "off", "parts", "units_of", "alternatives", "q", "source", "target"]
NAMES += ["format", "api_key", "prefix", "required", "score", "features", "group", "nbest", "beam"]
NAMES += ["length_penalty", "length_formula", "coverage_penalty", "min_length_ratio", "sample"]
NAMES += ["max_length_ratio", "no_repeat_ngram_size", "repetition_penalty", "diversity", "top_k"]
NAMES += ["temperature", "top_p", "seed", "longest", "forbidden", "allowed", "copy_unknown"]
NAMES += ["attention", "lexicon", "unseen_group", "scheme", "Input", "", "__class__"]
METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "post", "FOO"]
ROUTES = ["/predict", "/inspect", "/translate", "/detect"]
OTHER_PATHS = ["/", "/health", "/ready", "/metrics", "/models", "/languages", "/openapi.json"]
OTHER_PATHS += ["/docs", "/static/main.js", "/static/../app.py", "/static/%2e%2e/app.py", "//", "*"]
OTHER_PATHS += [
    "/static/..%2f..%2fapp.py",
    "/static/%00",
    "/models/%ff",
    "/models/a%2fb",
    "/models/",
]
OTHER_PATHS += [
    "/docs/%2e%2e%2fserver.py",
    "/nothing",
    "/predict/",
    "/PREDICT",
    "/%70redict",
    "/\xff",
]
OTHER_PATHS += ["/models/" + "a" * 3_000, "http://evil.example/predict", "/predict?input=a", "/?#"]
HEADERS = ["Content-Type: application/json", "Content-Type: text/plain; charset=utf-16"]
HEADERS += [
    "Content-Type: application/x-www-form-urlencoded",
    "Content-Type: ;;;=",
    "Content-Type:",
]
HEADERS += ["Content-Type: multipart/form-data; boundary=x", "Content-Type: multipart/form-data"]
HEADERS += ["Content-Encoding: gzip", "Content-Encoding: br, identity", "Accept-Encoding: *"]
HEADERS += ["Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Expect: 100-continue"]
HEADERS += ["Content-Length: -1", "Content-Length: 1e3", "Content-Length: 99999999999999999999"]
HEADERS += ["Connection: upgrade\r\nUpgrade: websocket", "Connection: close", "Connection: \xff"]
HEADERS += ["Upgrade: h2c\r\nHTTP2-Settings: AA", "Origin: null", "Origin: \xff", "Range: bytes=0-"]
HEADERS += [
    "Authorization: Bearer",
    "Authorization: \xfe",
    "X-API-Key: " + "k" * 5_000,
    "Cookie: a",
]
HEADERS += [
    "Host: evil.example",
    "Host:",
    "Host: localhost:99999",
    "Access-Control-Request-Method: X",
]
HEADERS += [
    "If-None-Match: *",
    "X: " + "y" * 9_000,
    "No colon",
    ": no name",
    "A\0B: c",
    "A: b\r\n c",
]
LENGTHS = ["0", "1", "5", "100000"]
MULTIPART = b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\nabc\r\n--x--\r\n'


class Mutations:
    """Draws requests.

    Args:
        seed: decides all of them.
        models: the names of those that the server has.
        texts: inputs that are in order.
    """

    def __init__(self, seed: int, models: Sequence[str], texts: Sequence[str] = ("abc",)) -> None:
        self._random = random.Random(seed)
        self._models = list(models)
        self._texts = list(texts)

    def request(self) -> bytes:
        """A request, as bytes; most are HTTP, and many have a body that a route reads."""
        draw = self._random.random()
        if draw < 0.03:
            return self._garbage()
        path = self._random.choice(ROUTES)
        body = self._body(path)
        method = "POST"
        headers = [] if self._random.random() < 0.7 else self._random.sample(HEADERS, 1)
        if draw < 0.2:
            path = self._random.choice(OTHER_PATHS + ROUTES)
            method = self._random.choice(["GET", "GET", *METHODS])
            headers = self._random.sample(HEADERS, self._random.randint(0, 3))
            body = body if self._random.random() < 0.5 else b""
        if draw < 0.1:
            path = self._mutated(path.encode("latin-1")).decode("latin-1")
        length = str(len(body))
        if self._random.random() < 0.02:
            length = self._random.choice(LENGTHS)
        host = "" if any(line.startswith("Host") for line in headers) else "Host: localhost\r\n"
        lines = "".join(f"{line}\r\n" for line in headers)
        if not any(line.startswith(("Content-Length", "Transfer-")) for line in headers):
            lines += f"Content-Length: {length}\r\n"
        whole = f"{method} {path} HTTP/1.1\r\n{host}{lines}\r\n".encode("latin-1") + body
        return self._mutated(whole) if self._random.random() < 0.03 else whole

    def _garbage(self) -> bytes:
        return self._random.choice(
            [
                b"GET /\r\n\r\n",
                b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + self._random.randbytes(200),
                b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                b"GET / HTTP/9.9\r\n\r\n",
                b"\0" * 100,
                self._random.randbytes(300),
                b"POST /predict HTTP/1.1\r\n" + b"a: b\r\n" * 8_000 + b"\r\n",
                b"G" * 40_000,
            ]
        )

    def _body(self, path: str) -> bytes:
        draw = self._random.random()
        if path in ("/translate", "/detect"):
            if draw < 0.1:
                return MULTIPART if draw < 0.05 else self._mutated(MULTIPART)
            if draw < 0.2:
                return self._mutated(b"q=abc&source=auto&target=" + self._models[0].encode())
        text = self._object(path)
        whole = text.encode("utf-8", "surrogatepass")
        return self._mutated(whole) if draw > 0.85 else whole

    def _object(self, path: str) -> str:
        """A body that is in order, with one to three fields that need not be."""
        fields: dict[str, str] = {"input": _json(self._random.choice(self._texts))}
        if self._random.random() < 0.7:
            fields["model"] = _json(self._random.choice(self._models))
        if path in ("/translate", "/detect"):
            target = self._random.choice(self._models)
            fields = {"q": _json(self._random.choice(self._texts))}
            if path == "/translate":
                fields |= {"source": '"auto"', "target": _json(target)}
        for _ in range(self._random.choice([0, 1, 1, 1, 2, 2, 3])):
            name = self._random.choice(["input", *NAMES] if path[1] in "pi" else ["q", *NAMES])
            fields[name] = self._value(name)
        pairs = [f"{_json(name)}: {value}" for name, value in fields.items()]
        if self._random.random() < 0.02:
            pairs.append(pairs[0])
        return "{" + ", ".join(pairs) + "}"

    def _value(self, name: str) -> str:
        """A value as JSON: half of them of the kind that the field has."""
        if self._random.random() < 0.5 and name in _IN_ORDER:
            return _json(_IN_ORDER[name](self._random))
        if self._random.random() < 0.1:
            return self._random.choice(RAW)
        return _json(self._any(2))

    def _any(self, depth: int) -> Any:
        kind = self._random.randrange(7 if depth else 5)
        if kind < 2:
            return self._text()
        if kind == 2:
            return self._random.choice(NUMBERS)
        if kind < 5:
            return self._random.choice([None, True, False, self._random.choice(self._texts)])
        many = range(self._random.choice([0, 1, 2, 3, 300]))
        if kind == 5:
            return [self._any(depth - 1) for _ in many]
        return {self._text(): self._any(depth - 1) for _ in many}

    def _text(self) -> str:
        text = self._random.choice(TEXTS)
        if self._random.random() < 0.2:
            text += self._random.choice(self._texts) + self._random.choice(TEXTS)
        return text

    def _mutated(self, data: bytes) -> bytes:
        """Bytes with some of them changed, left out, doubled or put in."""
        changed = bytearray(data)
        for _ in range(self._random.randint(1, 4)):
            place = self._random.randrange(len(changed) + 1)
            end = min(len(changed), place + self._random.randint(1, 8))
            what = self._random.randrange(5)
            if what == 0:
                del changed[place:end]
            elif what == 1:
                changed[place:place] = changed[place:end]
            elif what == 2:
                changed[place:place] = self._random.randbytes(self._random.randint(1, 4))
            elif what == 3 and place < len(changed):
                changed[place] ^= 1 << self._random.randrange(8)
            else:
                changed[place:] = changed[place : max(place, len(changed) // 2)]
        return bytes(changed)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _texts(chooser: random.Random) -> list[str]:
    return [chooser.choice(TEXTS) for _ in range(chooser.randint(0, 4))]


_Draw = Callable[[random.Random], Any]
_SMALL: _Draw = lambda chooser: chooser.choice([0, 1, 2, 3, 8])  # noqa: E731
_NUMBER: _Draw = lambda chooser: chooser.choice([0, -1, 0.3, 1, 1.5, 4, 1e-9, 1e9])  # noqa: E731
_TRUTH: _Draw = lambda chooser: chooser.random() < 0.7  # noqa: E731
_TEXT: _Draw = lambda chooser: chooser.choice(TEXTS)  # noqa: E731
# Values of the kind that a field has.
_IN_ORDER: dict[str, _Draw] = {
    **dict.fromkeys(("input", "prefix", "score", "features", "group", "q", "units_of"), _TEXT),
    **dict.fromkeys(("nbest", "beam", "top_k", "longest", "seed", "alternatives"), _SMALL),
    "no_repeat_ngram_size": _SMALL,
    **dict.fromkeys(("temperature", "top_p", "length_penalty", "coverage_penalty"), _NUMBER),
    **dict.fromkeys(("max_length_ratio", "min_length_ratio", "diversity"), _NUMBER),
    "repetition_penalty": _NUMBER,
    **dict.fromkeys(("sample", "attention", "copy_unknown"), _TRUTH),
    **dict.fromkeys(("required", "forbidden", "allowed", "parts"), _texts),
    "off": lambda chooser: [chooser.choice(["attention", "encoder.1", "encoder.1.backward", "a"])],
    "lexicon": lambda chooser: [_texts(chooser) for _ in range(chooser.randint(0, 3))],
    "length_formula": lambda chooser: chooser.choice(["power", "wu", "none"]),
    "scheme": lambda chooser: chooser.choice(["BIO", "IOB1", "BILOU", "none"]),
    "unseen_group": lambda chooser: chooser.choice(["refuse", "unknown", "average"]),
    "format": lambda chooser: chooser.choice(["text", "html"]),
}
