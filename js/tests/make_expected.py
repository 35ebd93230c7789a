"""Trains small models, exports them, and writes what Python's runtime answers with them.

    PYTHONPATH=src:runtime/src:. python js/tests/make_expected.py FOLDER

The tests in JavaScript compare their answers with these. FOLDER gets the exported files,
``predictions.json`` with calls and their predictions, and ``texts.json`` with texts and their ids.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

from make_expected_kinds import calls_of_kinds, forms
from newer_signs import is_new
from runtime.tests.samples import HARD, SCRIPTS, WORDS
from tests import grouping, reversing
from tests.training.runs import train

import pantoum_runtime
from pantoum.data import Tokenizer
from pantoum.exporting import export
from pantoum.exporting.text import side_to_json
from pantoum_runtime.source import Source
from pantoum_runtime.text import NORMALIZATIONS, UNITS, Side

SETTINGS = {
    "model.hidden": 24,
    "model.embedding": 16,
    "model.dropout": 0.0,
    "training.epochs": 8,
    "training.learning_rate": 0.02,
}
# Inputs of several lengths, with symbols that are not known, white space around them, and nothing.
ODD = ["", "  ab\t", "b?d", "'?\"\n\u200b", "abcabcabcabcabc", "\ud83d", "x" * 50]
FEATURES = {"TURN": lambda text: text[::-1], "KEEP": str, "TWICE": lambda text: 2 * text}
Row = tuple[str, ...]


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    calls = [
        *of_letters(folder),
        *of_two(folder),
        *of_features(folder),
        *of_groups(folder),
        *of_symbols(folder),
        *of_code_points(folder),
        *of_byte_pairs(folder),
    ]
    write(folder / "predictions.json", [*calls, *calls_of_kinds(folder)])
    write(folder / "forms.json", forms())
    write(folder / "texts.json", [*sides(), *sources()])


def of_letters(folder: Path) -> list[dict[str, Any]]:
    """Characters, with attention and a beam of 5 unless the call says another."""
    model = exported(folder, "letters", reversing.reversals(), {"search.beam": 5}, attention=True)
    texts = [text for text, _ in reversing.reversals()] + ODD
    return [
        call(model, texts),
        call(model, texts[:40] + ODD, nbest=4, beam=6, length_penalty=0.5),
        call(model, texts[:20], beam=1, attention=False),
        call(model, texts[:20], nbest=9),
        call(model, "abca"),
        call(model, ["é", "e\u0301a"], nbest=2),
        call(model, []),
    ]


def of_two(folder: Path) -> list[dict[str, Any]]:
    """An ensemble whose members read other symbols, greedy, with int8 weights."""
    folders = []
    for seed, source in enumerate(("abc", "cbad"), start=1):
        rows = [*reversing.reversals(source, 3), *reversing.reversals("abcd", 2)]
        settings = {"seed": seed}
        folders.append(trained(folder, f"member_{seed}", rows, settings))
    file = folder / "two.onnx"
    export(folders, file, search="greedy", int8=True, attention=True)
    texts = [text for text, _ in reversing.reversals("abcd", 3)] + ODD
    return [call(file, texts), call(file, texts, nbest=3, beam=3, attention=False)]


def of_features(folder: Path) -> list[dict[str, Any]]:
    """What is written depends on features, which are read as a set."""
    rows = [
        (text, f"{name};X", change(text))
        for name, change in FEATURES.items()
        for text, _ in reversing.reversals("abc", 3)
    ]
    settings = {
        "data.source_column": "1",
        "data.features_column": "2",
        "data.target_column": "3",
        "data.feature_order": "sorted",
    }
    model = exported(folder, "features", rows, settings, attention=True)
    texts = [row[0] for row in rows] + ["abca"] * 4
    features = [row[1] for row in rows] + ["", " X ; TURN;;", "NEW;X", "\U0001f600;\ufffd;X"]
    return [
        call(model, texts * 2, features=features * 2),
        call(model, texts[:30], features=features[:30], nbest=3, beam=4),
        call(model, "ab", features="TURN;X"),
    ]


def of_groups(folder: Path) -> list[dict[str, Any]]:
    """Each input belongs to a group."""
    rows = [grouping.HEADER, *grouping.grouped()]
    model = exported(folder, "groups", rows, grouping.SETTINGS, beam=3)
    texts = [text for text, _ in reversing.reversals(longest=3)]
    groups = [grouping.REVERSED, f" {grouping.SAME} "] * len(texts)
    return [
        call(model, texts, group=grouping.SAME),
        call(model, texts, group=groups[: len(texts)]),
        call(model, texts[:5], group="neither", unseen_group="unknown"),
        call(model, texts, group=grouping.REVERSED, nbest=3),
        call(model, "abc", group=grouping.REVERSED, nbest=2),
    ]


def of_symbols(folder: Path) -> list[dict[str, Any]]:
    """Symbols with white space between them become words, without attention in the file."""
    names = {"a": "t͡s", "b": "b̃", "c": "ʃ"}
    rows = [
        (" ".join(names[one] for one in text), " ".join(turned))
        for text, turned in reversing.reversals()
    ]
    settings = {"data.source_units": "symbols", "data.target_units": "words", "search.beam": 4}
    model = exported(folder, "symbols", rows, settings | {"data.min_count": 1})
    texts = [row[0] for row in rows] + ["t͡s\u3000 ʃ\u00a0ʘ", "   ", "t\u0361s b\u0303"]
    return [call(model, texts), call(model, texts[:50], nbest=3)]


def of_code_points(folder: Path) -> list[dict[str, Any]]:
    """Letters and marks apart, Hangul as jamo: several sequences spell one text."""
    words = sorted({word for script in SCRIPTS.values() for word in script.split()}, key=len)[:90]
    rows = [(word, word) for word in words]
    settings = {"data.source_units": "codepoints", "data.target_units": "codepoints"}
    model = exported(folder, "codepoints", rows, settings, attention=True)
    texts = [*words, "값각", "a\u0323\u0301"]
    return [call(model, texts), call(model, texts[:30], nbest=4, beam=5)]


def of_byte_pairs(folder: Path) -> list[dict[str, Any]]:
    rows = [(f"{text} {turned}", turned) for text, turned in reversing.reversals()]
    units = {"data.source_units": "bpe", "data.target_units": "bpe"}
    model = exported(folder, "bpe", rows, units | {"data.vocabulary_size": 270}, attention=True)
    texts = [row[0] for row in rows] + ["naïve abc", "\U0001f600 a"]
    return [call(model, texts), call(model, texts[:30], nbest=4, beam=5)]


def exported(
    folder: Path, name: str, rows: Sequence[Row], settings: dict[str, Any], **options: Any
) -> Path:
    """The exported file of a model trained on rows."""
    file = folder / f"{name}.onnx"
    export(trained(folder, name, rows, settings), file, **options)
    return file


def trained(folder: Path, name: str, rows: Sequence[Row], settings: dict[str, Any]) -> Path:
    data = reversing.write_tsv(folder / f"{name}.tsv", rows)
    train(data, folder / name, SETTINGS | settings, dev=data)
    return folder / name


def call(file: Path, source: str | list[str], **options: Any) -> dict[str, Any]:
    """A call of an exported model, with its predictions."""
    answer = pantoum_runtime.load(file, threads=1)(source, **options)
    return {
        "file": file.name,
        "source": source,
        "options": options,
        "predictions": plain(answer),
    }


def plain(answer: Any) -> Any:
    """Predictions, or lists of them, as JSON has them."""
    if isinstance(answer, list):
        return [plain(one) for one in answer]
    attention = None if answer.attention is None else answer.attention.tolist()
    return {
        "text": answer.text,
        "tokens": answer.tokens,
        "score": answer.score,
        "log_probability": answer.log_probability,
        "attention": attention,
        "source_tokens": answer.source_tokens,
        "warnings": answer.warnings,
    }


def sides() -> list[dict[str, Any]]:
    """Every kind of side with texts, their ids and pieces, and what ids are as a text."""
    texts = hard_texts()
    found = []
    for units, normalization in product(UNITS, NORMALIZATIONS):
        tokenizer = Tokenizer.train(
            [*WORDS, *HARD[:40], "it's 12 o'clock"], units, normalization, size=600
        )
        state = side_to_json(tokenizer)
        side = Side.from_json(json.loads(json.dumps(state)))
        cases = [
            {
                "text": text,
                "ids": side.encode(text),
                "tokens": side.tokens(text),
                "decoded": None if is_new(text) else side.decode(side.encode(text)),
            }
            for text in texts
        ]
        found.append({"side": state, "cases": cases, "size": side.size})
    return found


def sources() -> list[dict[str, Any]]:
    """Inputs with features in both orders and with groups."""
    text = {
        "units": "characters",
        "normalization": "NFC",
        "symbols": ["<pad>", "<unk>", "<s>", "</s>", "a", "b"],
    }
    found = []
    for order in ("written", "sorted"):
        features = {
            "separator": ";",
            "order": order,
            "first_id": 6,
            "symbols": ["V", "é", "\uffff"],
        }
        groups = {"first_id": 9, "symbols": ["fre", "dut"]}
        state = {"text": text, "features": features, "groups": groups}
        source = Source.from_json(state)
        given = [
            ("abc", "V; é ;\uffff", "dut"),
            ("ab", "\U0001f600;\uffff;e\u0301;;V", "  fre\t"),
            ("", "", None),
            ("b", "V  X;\ud83d", "new  one"),
        ]
        cases = [
            {"input": one, "ids": source.encode(*one), "tokens": source.tokens(*one)}
            for one in given
        ]
        found.append({"source": state, "cases": cases})
    return found


def hard_texts() -> list[str]:
    """Texts of all scripts, and random mixtures of them with what is hard."""
    mixed = random.Random(0)
    pieces = [*WORDS, *HARD, *"Aa1 '_-ß", "it's", "  ", "\t\t", "123", "y'all'll"]
    texts = [*pieces]
    for _ in range(400):
        texts.append("".join(mixed.choices(pieces, k=mixed.randint(1, 8))))
        texts.append(" ".join(mixed.choices(pieces, k=mixed.randint(1, 6))))
        texts.append("".join(chr(mixed.choice(RANDOM_PLANES)()) for _ in range(6)))
    # JSON has no other writing for two halves of a pair than for the whole of it.
    return [text for text in texts if not re.search("[\ud800-\udbff][\udc00-\udfff]", text)]


_CODES = random.Random(1)
RANDOM_PLANES = (
    lambda: _CODES.randrange(0x3000),
    lambda: _CODES.randrange(0xD800),
    lambda: _CODES.randrange(0x10000, 0x20000),
)


def write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
