"""Exported files behind the engine of the server: they answer as directories, without PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.exported.outputs import assert_close
from tests.serve.asking import answer, message
from tests.test_import import run_python

from pantoum.serve.served_model import ServedModel

WORDS = ["abc", "", "a", "  cab ", "zz", "bbacbbacbbac"]


def assert_same_answers(file: Path, folder: Path, given: Any, **fields: Any) -> None:
    assert_close(answer(file, given, **fields), answer(folder, given, **fields))


def test_an_encoder_decoder(exported_reverser: Path, reverser: Path) -> None:
    assert_same_answers(exported_reverser, reverser, WORDS, beam=3, nbest=2, attention=True)
    assert_same_answers(exported_reverser, reverser, WORDS, lexicon=[["abc", "b"], ["zz", "c"]])
    assert_same_answers(exported_reverser, reverser, WORDS, lexicon=False)
    assert message(exported_reverser, prefix="a") == (
        "prefix is not of a call of an exported model: leave it out, or load the model's directory "
        "with pantoum"
    )
    assert message(exported_reverser, allowed=["a"]).startswith("an exported model has no list of")
    assert ServedModel.load("r", exported_reverser).entry() == {
        "name": "r",
        "task": "seq2seq",
        "title": "r",
        "inspect": False,
        "attention": True,
        "reads": "characters",
        "writes": "characters",
        "features": False,
        "groups": None,
        "search": {"beam": 1, "length_penalty": 1.0},
        "examples": [],
        "parts": [],
        "last_error": None,
    }


def test_a_tagger(exported_tagger: Path, plain_tagger: Path) -> None:
    assert_same_answers(exported_tagger, plain_tagger, ["the dog runs", "", ["A", "cat"]])
    assert message(exported_tagger, nbest=2).startswith("an exported tagger gives the best tags")


def test_a_classifier(exported_labeller: Path, labeller: Path) -> None:
    assert_same_answers(exported_labeller, labeller, WORDS)
    assert message(exported_labeller, beam=2).startswith("an exported file of a classifier has no")
    entry = ServedModel.load("r", exported_labeller).entry()
    assert (entry["reads"], entry["writes"]) == ("characters", "labels")


def test_a_language_model(exported_writer: Path, writer: Path) -> None:
    assert_same_answers(exported_writer, writer, ["abab", "", "zz"])
    assert_same_answers(exported_writer, writer, ["ab", ""], sample=True, nbest=2, temperature=0)
    assert message(exported_writer, beam=2).startswith("an exported file of a language model has")
    assert message(exported_writer, seed=2) == (
        "seed is of texts that the model writes; add sample=True"
    )
    details = ServedModel.load("r", exported_writer).details()
    assert (details["reads"], details["card"], details["settings"]) == ("characters", "", {})
    assert details["parameters"] > 100
    assert "perplexity" in details["scores"]["dev"]


def test_no_torch_is_needed(exported_reverser: Path) -> None:
    program = """
import asyncio, sys
from pantoum.serve.engine import Engine
from pantoum.serve.limits import Limits
from pantoum.serve.requests import PredictRequest

async def main():
    engine = Engine({"a": sys.argv[1]}, Limits())
    await engine.start()
    request = PredictRequest.of({"input": ["abc", "b"], "nbest": 1}, engine.limits)
    print([one["predictions"][0]["text"] for one in await engine.answer(request)])
    print(engine.model().details()["task"], await engine.look(), await engine.reload())
    await engine.drain(9)

asyncio.run(main())
print("torch" in sys.modules)
"""
    printed = run_python(program, str(exported_reverser)).splitlines()
    assert printed == [
        "['cba', 'b']",
        "seq2seq [] [Reloaded(name='a', changed=False, error=None)]",
        "False",
    ]
