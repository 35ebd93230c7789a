"""Who may ask: keys, names of hosts, origins; and what every answer says to a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.serve.over_http import KEY, FakeTranslator, asking, error_of, key_file, run

from pantoum.serve.access import is_origin

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def test_a_key_is_asked_for(tmp_path: Path) -> None:
    async def test() -> None:
        async with asking(key_file=key_file(tmp_path)) as asked:
            for path in ("/models", "/models/a", "/metrics", "/nowhere", "/inspect", "/languages"):
                answer = await asked.get(path)
                assert answer.status_code == 401, path
                assert answer.headers["www-authenticate"] == "Bearer"
            for path in ("/health", "/ready", "/docs", "/docs/docs.js", "/openapi.json", "/"):
                assert (await asked.get(path)).status_code == 200, path
            assert (await asked.get("/static/page.css")).status_code == 200
            assert (await asked.get("/frontend/settings")).json()["keyRequired"]
            body = {"input": "x"}
            for headers in (
                {"Authorization": f"Bearer {KEY}"},
                {"authorization": f"bearer  {KEY} "},
                {"X-API-Key": KEY},
            ):
                assert (await asked.post("/predict", body, headers=headers)).status_code == 200
            for headers in (
                {},
                {"Authorization": f"Basic {KEY}"},
                {"Authorization": f"Bearer {KEY}x"},
                {"X-API-Key": ""},
                {"Cookie": KEY},
            ):
                answer = await asked.post("/predict", body, headers=headers)
                assert answer.status_code == 401
                assert error_of(answer)["setting"] == "key"
            assert KEY not in str(asked.lines)

    run(test())


def test_libretranslate_s_clients_send_their_key_as_a_field(tmp_path: Path) -> None:
    async def test() -> None:
        async with asking({"de-en": FakeTranslator()}, key_file=key_file(tmp_path)) as asked:
            body = {"q": "x", "source": "de", "target": "en"}
            assert (await asked.post("/translate", body)).status_code == 401
            wrong = await asked.post("/translate", {**body, "api_key": "another-key"})
            assert (wrong.status_code, type(wrong.json()["error"])) == (401, str)
            assert (await asked.post("/translate", {**body, "api_key": KEY})).status_code == 200
            assert (await asked.get(f"/languages?api_key={KEY}")).status_code == 200
            by_header = await asked.post("/translate", body, headers={"X-API-Key": KEY})
            assert by_header.status_code == 200
            headers = {"X-API-Key": "another-key"}
            both = await asked.post("/translate", {**body, "api_key": KEY}, headers=headers)
            assert both.status_code == 401
            assert KEY not in str(asked.lines)

    run(test())


@pytest.mark.parametrize(
    ("site", "origins", "status"),
    [
        ("cross-site", (), 403),
        ("cross-site", ("https://a.example",), 200),
        ("cross-site", ("https://b.example",), 403),
        ("same-origin", (), 200),
        ("none", (), 200),
    ],
)
def test_a_page_of_another_site_does_not_ask(
    site: str, origins: tuple[str, ...], status: int
) -> None:
    async def test() -> None:
        headers = {"sec-fetch-site": site, "origin": "https://a.example"}
        async with asking(origins=origins) as asked:
            answer = await asked.post("/predict", {"input": "a"}, headers=headers)
            assert answer.status_code == status
            assert (await asked.get("/health", headers=headers)).status_code == 200

    run(test())


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("127.0.0.1:80", 200),
        ("[::1]:8000", 200),
        ("[::1]", 200),
        ("evil.example", 421),
        ("evil.example:8000", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ],
)
def test_a_server_for_this_machine_answers_to_its_own_names(host: str, status: int) -> None:
    async def test() -> None:
        async with asking(hosts=LOOPBACK) as asked:
            answer = await asked.get("/health", headers={"host": host})
            assert answer.status_code == status
        async with asking() as asked:
            assert (await asked.get("/health", headers={"host": host})).status_code == 200

    run(test())


def test_pages_of_other_origins_read_nothing_unless_allowed() -> None:
    asks = {"access-control-request-method": "POST", "origin": "https://example.org"}

    async def test() -> None:
        async with asking() as asked:
            answer = await asked.client.options("/predict", headers=asks)
            assert answer.status_code == 405
            assert not [name for name in answer.headers if name.startswith("access-control")]
        async with asking(origins=("https://example.org", "http://x:1")) as asked:
            answer = await asked.client.options("/predict", headers=asks)
            assert answer.status_code == 204
            assert answer.headers["access-control-allow-origin"] == "https://example.org"
            assert "x-api-key" in answer.headers["access-control-allow-headers"]
            answer = await asked.post("/predict", {"input": "x"}, headers={"origin": "http://x:1"})
            assert answer.headers["access-control-allow-origin"] == "http://x:1"
            assert answer.headers["vary"] == "Origin"
            other = {**asks, "origin": "https://evil.example"}
            answer = await asked.client.options("/predict", headers=other)
            assert "access-control-allow-origin" not in answer.headers
        async with asking(origins=("*",)) as asked:
            answer = await asked.get("/health", headers={"origin": "https://any.example"})
            assert answer.headers["access-control-allow-origin"] == "https://any.example"

    run(test())


def test_a_browser_is_told_what_it_may_do() -> None:
    async def test() -> None:
        async with asking() as asked:
            for path in ("/health", "/nowhere", "/", "/docs"):
                headers = (await asked.get(path)).headers
                assert headers["x-content-type-options"] == "nosniff"
                assert headers["referrer-policy"] == "no-referrer"
                assert "frame-ancestors 'none'" in headers["content-security-policy"]
                assert "default-src 'none'" in headers["content-security-policy"]
                assert "unsafe" not in headers["content-security-policy"]
            assert (await asked.get("/health")).headers["cache-control"] == "no-store"

    run(test())


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("https://example.org", True),
        ("http://localhost:3000", True),
        ("chrome-extension://abc", True),
        ("*", True),
        ("https://example.org/", False),
        ("https://Example.org", False),
        ("example.org", False),
        ("https://", False),
        ("https://example.org?x", False),
        ("http://[", False),
        ("null", False),
    ],
)
def test_origins(text: str, fine: bool) -> None:
    assert is_origin(text) is fine
