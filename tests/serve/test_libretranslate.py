"""LibreTranslate's routes, as its clients use them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from tests.serve.fakes import FakePredictor
from tests.serve.over_http import Asked, FakeTranslator, asking, run

FORM = {"content-type": "application/x-www-form-urlencoded"}


def models() -> dict[str, FakePredictor]:
    return {
        "labels": FakePredictor(),
        "de-en": FakeTranslator(),
        "fr-en": FakeTranslator(),
        "de-fr": FakeTranslator(),
        "sounds": FakeTranslator(),
    }


async def said(asked: Asked, **fields: Any) -> Any:
    """What is answered to fields as JSON, which is also what is answered to them as a form."""
    answer = await asked.post("/translate", fields)
    if isinstance(fields.get("q"), str):
        form = await asked.post("/translate", urlencode(fields).encode(), headers=FORM)
        assert (form.status_code, form.json()) == (answer.status_code, answer.json())
    return answer.json()


def test_texts_are_translated() -> None:
    async def test() -> None:
        async with asking(models()) as asked:
            known = {"source": "de", "target": "en"}
            assert await said(asked, q="ab", **known) == {"translatedText": "AB"}
            assert await said(asked, q="ab\ncd\n", **known) == {"translatedText": "AB\nCD\n"}
            assert await said(asked, q=["ab", "c"], **known) == {"translatedText": ["AB", "C"]}
            assert await said(asked, q=" ", **known) == {"translatedText": " "}
            marked = await said(asked, q="<b>ab</b> &amp; c", format="html", **known)
            assert marked == {"translatedText": "<b>AB</b> &amp; C"}
            assert asked.lines[-1]["model"] == "de-en"

    run(test())


def test_alternatives_come_behind_the_best() -> None:
    async def test() -> None:
        async with asking(models()) as asked:
            known = {"source": "de", "target": "en", "alternatives": 2}
            assert await said(asked, q="a", **known) == {
                "translatedText": "A",
                "alternatives": ["AA", "AAA"],
            }
            assert await said(asked, q=["a", "b"], **known) == {
                "translatedText": ["A", "B"],
                "alternatives": [["AA", "AAA"], ["BB", "BBB"]],
            }
            none = await said(asked, q="a", source="de", target="en", alternatives=0)
            assert none == {"translatedText": "A"}

    run(test())


def test_a_source_that_is_not_named() -> None:
    async def test() -> None:
        async with asking(models()) as asked:
            only = await said(asked, q="a", source="auto", target="fr")
            assert only["detectedLanguage"] == {"confidence": 100.0, "language": "de"}
            first = await said(asked, q=["a"], source="auto", target="en")
            assert first["detectedLanguage"] == [{"confidence": 0.0, "language": "de"}]
            sounds = await said(asked, q="a", source="auto", target="sounds")
            assert sounds["detectedLanguage"] == {"confidence": 100.0, "language": "auto"}
            assert asked.lines[-1]["model"] == "sounds"

    run(test())


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "Invalid request: missing q parameter"),
        ({"q": "a"}, "Invalid request: missing source parameter"),
        ({"q": "a", "source": "de"}, "Invalid request: missing target parameter"),
        ({"source": "xx"}, "xx is not supported"),
        ({"target": "xx"}, "xx is not supported"),
        ({"source": "fr", "target": "fr"}, "fr is not available as a target language from fr"),
        ({"format": "pdf"}, "pdf format is not supported"),
        ({"alternatives": "many"}, "Invalid request: alternatives parameter must be a number"),
        ({"alternatives": 50}, "Invalid request: alternatives parameter must be a number, and at"),
        ({"q": ["a", 5]}, "q must be a text or a list of texts"),
        ({"q": "x" * 2001}, "input has 2,001 characters"),
        ({"q": "ix"}, "ix is wrong"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_wrong_is_a_sentence(fields: dict[str, Any], error: str) -> None:
    usual = {"q": "a", "source": "de", "target": "en"} if fields not in NOT_ALL else {}

    async def test() -> None:
        async with asking(models()) as asked:
            answer = await asked.post("/translate", {**usual, **fields})
            assert answer.status_code == 400
            assert list(answer.json()) == ["error"]
            assert answer.json()["error"].startswith(error)

    run(test())


NOT_ALL = ({}, {"q": "a"}, {"q": "a", "source": "de"})


def test_other_faults_are_in_libretranslate_s_form_as_well() -> None:
    async def test() -> None:
        async with asking(models(), body=100) as asked:
            for answer in (
                await asked.post("/translate", b"x" * 101),
                await asked.post("/translate", b"{]"),
                await asked.get("/translate"),
            ):
                assert answer.status_code in (400, 405, 413)
                assert isinstance(answer.json()["error"], str)

    run(test())


def test_languages_settings_and_detection() -> None:
    async def test() -> None:
        async with asking(models()) as asked:
            found = {one["code"]: one["targets"] for one in (await asked.get("/languages")).json()}
            assert found == {
                "de": ["en", "fr"],
                "fr": ["en"],
                "auto": ["sounds"],
                "en": [],
                "sounds": [],
            }
            settings = (await asked.get("/frontend/settings")).json()
            assert settings["language"]["source"] == {"code": "de", "name": "de"}
            assert settings["charLimit"] == 2000
            assert settings["keyRequired"] is False
            detected = (await asked.post("/detect", b"q=a", headers=FORM)).json()
            assert [one["language"] for one in detected] == ["de", "fr", "auto"]
            assert sum(one["confidence"] for one in detected) == pytest.approx(100, abs=0.2)
            assert (await asked.post("/detect", {})).status_code == 400
        async with asking() as asked:
            assert (await asked.get("/languages")).json() == []
            assert (await asked.post("/detect", {"q": "a"})).json() == []
            assert (await asked.get("/frontend/settings")).status_code == 200

    run(test())
