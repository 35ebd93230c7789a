"""Models of all kinds behind the engine: their answers are those of the shell."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Pantoum
from tests.serve.asking import answer, answers, message
from tests.serve.fakes import SOON
from tests.serve.test_engine import run
from tests.stored.making import FOLDER

import pantoum as package
from pantoum.errors import PantoumError
from pantoum.serve.engine import Answer, Engine
from pantoum.serve.limits import Limits
from pantoum.serve.requests import InspectRequest
from pantoum.serve.served_model import ServedModel

STORED = FOLDER / "format4"
PAIRS = STORED / "additive_lstm"
FEATURES = STORED / "dot_gru_features"
LABELS = STORED / "classifier"
TEXTS = STORED / "language_model"
TAGS = STORED / "crf_tagger"
WORDS = ["abc", "", "a", "  cab ", "zz", "bbacbbacbbac", "b", "c" * 40]


def predictions(found: Sequence[Answer]) -> list[dict[str, Any]]:
    """All predictions, one after the other, as the shell writes them."""
    return [one for each in found for one in each["predictions"]]


def lines(shell: Pantoum, tmp_path: Path, model: Path, texts: Sequence[str], *flags: Any) -> Any:
    """What `pantoum predict --format jsonl` writes for some lines."""
    file = tmp_path / "in.txt"
    file.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    done = shell("predict", model, file, "--format", "jsonl", *flags)
    assert done.status == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


@pytest.mark.parametrize(
    ("fields", "flags"),
    [
        ({}, []),
        ({"nbest": 3}, ["--nbest", 3]),
        ({"beam": 1}, ["--beam", 1]),
        ({"beam": 4, "length_penalty": 0.5}, ["--beam", 4, "--length_penalty", 0.5]),
        ({"prefix": "c"}, ["--prefix", "c"]),
        ({"forbidden": ["a", "c"]}, ["--forbid", "a", "c"]),
        ({"required": ["ab"]}, ["--require", "ab"]),
        (
            {"sample": True, "seed": 5, "nbest": 2, "temperature": 0.9, "top_k": 3},
            ["--sample", "--seed", 5, "--nbest", 2, "--temperature", 0.9, "--top_k", 3],
        ),
    ],
)
def test_outputs_are_those_of_the_shell(
    pantoum: Pantoum, tmp_path: Path, fields: dict[str, Any], flags: list[Any]
) -> None:
    found = predictions(answer(PAIRS, WORDS, attention=True, **fields))
    assert found == lines(pantoum, tmp_path, PAIRS, WORDS, *flags)
    without = predictions(answer(PAIRS, WORDS, **fields))
    assert without == [{**one, "attention": None} for one in found]


def test_closed_lists_lexicons_and_known_outputs(pantoum: Pantoum, tmp_path: Path) -> None:
    outputs = ["cba", "a", "bb"]
    allowed = tmp_path / "allowed.txt"
    allowed.write_text("cba\na\nbb\n", encoding="utf-8")
    found = predictions(answer(PAIRS, WORDS, attention=True, allowed=outputs))
    assert found == lines(pantoum, tmp_path, PAIRS, WORDS, "--allowed", allowed)
    lexicon = tmp_path / "lexicon.tsv"
    lexicon.write_text("abc\tccc\ncab\tbbb\n", encoding="utf-8")
    entries = [["abc", "ccc"], ["cab", "bbb"]]
    found = predictions(answer(PAIRS, WORDS, attention=True, lexicon=entries))
    assert found == lines(pantoum, tmp_path, PAIRS, WORDS, "--lexicon", lexicon)
    assert [one["source"] for one in found if one.get("from_lexicon")] == ["abc", "cab"]

    model = package.load(PAIRS, "cpu", task="seq2seq")
    scored = model(["abc", "a"], score=["cba", "b"], attention=False)
    found = predictions(answer(PAIRS, ["abc", "a"], score=["cba", "b"]))
    assert found == [one.to_dict(text) for text, one in zip(["abc", "a"], scored, strict=True)]


def test_features_and_groups_of_each_input(
    pantoum: Pantoum, tmp_path: Path, two_ways: Path
) -> None:
    texts = ["abc", "abc", "cab"]
    features = ["FROM;THE;END", "AS;IT;IS", "AS;THE;END"]
    joined = [f"{text}\t{one}" for text, one in zip(texts, features, strict=True)]
    found = predictions(answer(FEATURES, texts, features=features, attention=True))
    assert found == lines(pantoum, tmp_path, FEATURES, joined)
    (without,) = answer(FEATURES, "abc")
    assert without["error"]["message"] == (
        "this model reads features: give those of each input, or '' for none"
    )

    groups = list(package.load(two_ways, "cpu", task="seq2seq").groups or ())
    each = [groups[0], groups[1], groups[0]]
    joined = [f"{text}\t{one}" for text, one in zip(texts, each, strict=True)]
    found = predictions(answer(two_ways, texts, group=each, attention=True))
    assert found == lines(pantoum, tmp_path, two_ways, joined)
    assert predictions(answer(two_ways, texts, group=groups[1], attention=True)) == lines(
        pantoum, tmp_path, two_ways, texts, "--group", groups[1]
    )
    first, second, third = answer(two_ways, texts, group=[groups[0], "xyzzy", groups[1]])
    assert second["error"]["message"].startswith("the group 'xyzzy' is not in the training data")
    assert (second["error"]["setting"], second["error"]["value"]) == ("group", "xyzzy")
    assert (first["predictions"][0]["source"], third["predictions"][0]["source"]) == ("abc", "cab")


def test_tags_are_those_of_the_shell(pantoum: Pantoum, tmp_path: Path) -> None:
    sentences = ["Ms Ada sees Oslo", "", "Rio de Janeiro", ",", "xyzzy Oslo " * 9]
    expected = lines(pantoum, tmp_path, TAGS, sentences, "--nbest", 2)
    assert predictions(answer(TAGS, sentences, nbest=2)) == expected
    words = [sentence.split() for sentence in sentences]
    assert predictions(answer(TAGS, words, nbest=2)) == expected
    assert predictions(answer(TAGS, "Rio de Janeiro", scheme="BIO")) == lines(
        pantoum, tmp_path, TAGS, ["Rio de Janeiro"], "--scheme", "BIO"
    )


def test_labels_and_likelihoods_are_those_of_the_shell(pantoum: Pantoum, tmp_path: Path) -> None:
    assert predictions(answer(LABELS, WORDS)) == lines(pantoum, tmp_path, LABELS, WORDS)
    texts = ["abab", "", " ba ", "zz", "ab" * 30]
    assert predictions(answer(TEXTS, texts)) == lines(pantoum, tmp_path, TEXTS, texts)


def test_texts_that_a_language_model_writes() -> None:
    model = package.load(TEXTS, "cpu", task="language_model")
    drawing = {"temperature": 0.8, "top_k": 3, "top_p": 0.9, "seed": 7, "longest": 12}
    found = answer(TEXTS, ["ab", "b", ""], sample=True, nbest=3, **drawing)
    for prefix, one in zip(["ab", "b", ""], found, strict=True):
        expected = model.generate(3, prefix, **drawing)
        assert one["predictions"] == [written.to_dict() for written in expected]
    assert answer(TEXTS, "b", sample=True, nbest=3, **drawing) == [found[1]]


def test_an_answer_does_not_depend_on_the_neighbours() -> None:
    """Requests of all kinds at once, and each by itself: the same to the last digit."""
    sources = {"pairs": PAIRS, "labels": LABELS, "texts": TEXTS, "tags": TAGS}
    bodies: list[dict[str, Any]] = []
    for text in ("abc", "bbacbbac", "c", "cab"):
        bodies += [
            {"model": "pairs", "input": text, "nbest": 2},
            {"model": "pairs", "input": text, "nbest": 2, "prefix": "c"},
            {"model": "pairs", "input": [text, text + "a"], "sample": True, "seed": 3},
            {"model": "labels", "input": text},
            {"model": "texts", "input": text, "sample": True, "longest": 8},
            {"model": "tags", "input": f"{text} Oslo"},
        ]
    together = answers(sources, *bodies)
    alone = answers(sources, *bodies, at_once=False)
    assert alone == together


def test_options_that_a_kind_of_model_does_not_have() -> None:
    assert message(PAIRS, nbest=4, beam=2) == (
        "a beam of 2 cannot give 4 outputs for an input: set beam to at least 4"
    )
    assert message(PAIRS, temperature=0.5).startswith("temperature is of outputs that are drawn")
    assert message(PAIRS, sample=True, top_p=7.0).startswith("top_p must be a number above 0 and")
    assert message(PAIRS, scheme="BIO").startswith("an encoder-decoder has no option 'scheme'")
    assert message(PAIRS, forbidden=["ab"]).startswith("a forbidden symbol must be a single one")
    assert message(PAIRS, allowed=["xyz"]).startswith("none of the allowed outputs can be written")
    assert message(PAIRS, copy_unknown=True).startswith("unknown words are copied, or replaced")
    assert message(PAIRS, lexicon=[["a"]]).startswith("an entry of the lexicon is ['a']")
    assert message(PAIRS, length_penalty=99).startswith("length_penalty must be a number from 0")
    assert message(LABELS, nbest=2).startswith("no option 'nbest': a classifier gives the prob")
    assert message(LABELS, prefix="a").startswith("a classifier has no option 'prefix'")
    assert message(TAGS, features="a").startswith("no option 'features': a tagger reads words")
    assert message(TEXTS, seed=2) == "seed is of texts that the model writes; add sample=True"
    assert message(TEXTS, nbest=2) == "nbest is of texts that the model writes; add sample=True"
    assert message(TEXTS, beam=2).startswith("a language model has no option 'beam'")
    assert message(TEXTS, sample=True, prefix="a") == (
        "a text begins with its input, and has no other prefix; put it into the input"
    )
    assert message(TEXTS, sample=True, top_p=7).startswith("top_p must be a number above 0 and")


def test_bad_inputs_stand_among_good_ones() -> None:
    found = answer(PAIRS, ["abc", "ab", "c"], prefix=["c", "xy", "a"])
    assert [list(one) for one in found] == [["predictions"], ["error"], ["predictions"]]
    assert found[1]["error"]["message"].startswith("prefix 'xy' has 'x', a symbol that the model")
    (expected,) = answer(PAIRS, "c", prefix="a")
    assert found[2] == expected
    found = answer(PAIRS, ["abc", "ab"], required=[["ba"], ["x"]])
    assert found[1]["error"]["message"].startswith("required phrase 'x' has 'x', a symbol that")
    assert found[0] == answer(PAIRS, "abc", required=["ba"])[0]


def test_an_input_that_is_too_much_work_fails_alone() -> None:
    ratio = {"beam": 5, "max_length_ratio": 50}
    short, long = answer(PAIRS, ["abc", "abc" * 200], **ratio)
    assert [one["text"] for one in short["predictions"]] == [
        one["text"] for one in answer(PAIRS, "abc", **ratio)[0]["predictions"]
    ]
    assert long["error"]["message"] == (
        "the input with its options is too much work for one answer: give a shorter one, a "
        "narrower beam, fewer outputs or a lower ratio of lengths"
    )
    assert long["error"]["value"] == 50 * 600 * (300 + 600 + 5 * 20)


def test_what_nothing_can_be_drawn_with_is_refused_for_no_inputs() -> None:
    """So that a server refuses it before there are inputs."""
    pairs = package.load(PAIRS, "cpu", task="seq2seq")
    texts = package.load(TEXTS, "cpu", task="language_model")
    with pytest.raises(PantoumError, match="top_p must be a number above 0"):
        pairs([], sample=True, top_p=0.0)
    with pytest.raises(PantoumError, match="top_p must be a number above 0"):
        texts.generate(0, top_p=0.0)
    without = package.load(STORED / "deep_rnn_without_attention", "cpu", task="seq2seq")
    assert (pairs.has_attention, without.has_attention) == (True, False)


def test_what_a_model_says_of_itself() -> None:
    model = ServedModel.load("fre", PAIRS)
    entry = model.entry()
    parts = entry.pop("parts")
    assert {"encoder.1.forward", "attention", "decoder.1"} <= {part["name"] for part in parts}
    assert entry == {
        "name": "fre",
        "task": "seq2seq",
        "title": "additive_lstm",
        "inspect": True,
        "attention": True,
        "reads": "characters",
        "writes": "characters",
        "features": False,
        "groups": None,
        "search": {"beam": 3, "length_penalty": 1.0},
        "examples": entry["examples"],
        "last_error": None,
    }
    assert len(entry["examples"]) == 1
    assert set(entry["examples"][0]) <= set("abc")
    details = model.details()
    assert details["card"] == (PAIRS / "README.md").read_text(encoding="utf-8")
    assert details["scores"] == json.loads((PAIRS / "metrics.json").read_text(encoding="utf-8"))
    assert details["settings"] == package.info(PAIRS).settings
    assert details["parameters"] == package.info(PAIRS).parameters
    assert len(details["digest"]) == 64
    entries = {path: ServedModel.load("m", path).entry() for path in (FEATURES, LABELS, TEXTS)}
    assert entries[FEATURES]["features"]
    assert (entries[LABELS]["reads"], entries[LABELS]["writes"]) == ("characters", "labels")
    assert entries[LABELS]["search"] is None
    assert (entries[TEXTS]["reads"], entries[TEXTS]["writes"]) == ("characters", "characters")
    tagger = ServedModel.load("m", TAGS).entry()
    assert (tagger["reads"], tagger["writes"], tagger["attention"]) == ("words", "tags", False)
    assert tagger["examples"]
    assert all(isinstance(text, str) for text in tagger["examples"])
    json.dumps([*entries.values(), tagger, details], allow_nan=False)


def test_why_a_model_does_not_load_is_told_to_the_log_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def no_primitive(*_: Any) -> None:
        raise RuntimeError("could not create a primitive")

    monkeypatch.setattr("pantoum.serve.served_model._loaded", no_primitive)
    with pytest.raises(PantoumError) as caught:
        ServedModel.load("m", FOLDER)
    said = f"{FOLDER}: the model cannot be loaded: RuntimeError: try it with `pantoum predict`"
    assert str(caught.value) == said
    assert "model m: RuntimeError: could not create a primitive (" in caplog.text


def test_inspections() -> None:
    async def ask() -> None:
        engine = Engine({"pairs": PAIRS, "tags": TAGS, "texts": TEXTS}, Limits(poll=0.0))
        await engine.start()

        async def inspect(**body: Any) -> dict[str, Any]:
            return await engine.inspect(InspectRequest.of(body, engine.limits))

        found = await inspect(input="abc", nbest=2, beam=3, off=["attention"], prefix="c")
        assert (found["model"], found["task"], found["off"]) == ("pairs", "seq2seq", ["attention"])
        assert [one["rank"] for one in found["predictions"]] == [1, 2]
        assert found["beam"]["width"] == 3
        tags = await inspect(model="tags", input=["New York", "sees", "Oslo"])
        assert tags["predictions"][0]["words"] == ["New York", "sees", "Oslo"]
        texts = await inspect(model="texts", input="ab")
        assert texts["surprise"]
        with pytest.raises(PantoumError, match="attenton"):
            await inspect(input="abc", off=["attenton"])
        counts = engine.statistics()
        assert (counts.inspections, counts.errors) == (4, 1)
        await engine.drain(SOON)

    run(ask())
