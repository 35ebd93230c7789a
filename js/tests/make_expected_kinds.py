"""The files of small taggers, classifiers and language models, and what the models themselves
answer; see make_expected.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import onnx
from newer_signs import is_new
from runtime.tests.samples import HARD, SCRIPTS
from tests import labelling, reversing, tagging, writing
from tests.training.runs import train

import pantoum
from pantoum.data.lines import trimmed
from pantoum.exporting.classifier import classifier_graph
from pantoum.exporting.language_model import language_model_graph
from pantoum.exporting.metadata import of_all_kinds, with_metadata
from pantoum.exporting.tagger import tagger_graph
from pantoum.exporting.text import side_to_json, source_to_json, tags_to_json, words_to_json
from pantoum.model_dir import TrainedModel, load_model
from pantoum.predictor.shared_labels import label_orders
from pantoum_runtime.words import Words

Trained = TrainedModel[Any, Any]
SENTENCE_WORDS = ["the", "A", "dog", "cats", "New York", "runs", "saw", "THE", "dogs", "catsaw"]


def calls_of_kinds(folder: Path) -> list[dict[str, Any]]:
    return [
        *of_clauses(folder),
        *of_names(folder),
        *of_labels(folder),
        *of_texts(folder),
    ]


def of_clauses(folder: Path) -> list[dict[str, Any]]:
    """Two kinds of tags; characters, affixes and pretrained vectors are read, too."""
    data = folder / "clauses.conllu"
    tagging.write_conllu(data, tagging.clauses())
    vectors = folder / "vectors.txt"
    words = ["dog", "The", "runs", "dogs"]
    lines = [f"{word} {place / 7} {-place / 3} 0.5" for place, word in enumerate(words)]
    vectors.write_text("\n".join([f"{len(lines)} 3", *lines, ""]), encoding="utf-8")
    settings = {
        "data.tag_columns": "upos,xpos",
        "training.epochs": 8,
        "tagger.vectors": str(vectors),
    }
    file = made(folder, "clauses", data, settings, tagging.TINY)
    sentences = [*tagging.words_of(tagging.clauses()), SENTENCE_WORDS, [], ["naïve", "Ælf", "3rd"]]
    return [
        call(file, "clauses", sentences * 4),
        call(file, "clauses", ["the dog  saw\u00a0A cat", "", "x " * 30], probabilities=True),
        call(file, "clauses", "A dog runs"),
        call(file, "clauses", []),
    ]


def of_names(folder: Path) -> list[dict[str, Any]]:
    """Spans, by a conditional random field."""
    data = folder / "names.conll"
    tagging.write_conll(data, tagging.names())
    file = made(folder, "names", data, {"training.epochs": 4}, tagging.TINY)
    sentences = tagging.words_of(tagging.names())
    return [
        call(file, "names", sentences, probabilities=True),
        call(file, "names", sentences[:40], scheme="IOBES"),
        call(file, "names", sentences[:40], scheme="IOB1"),
        call(file, "names", [["\ud83d", "Oslo"], ["de"] * 20], scheme="BILOU"),
    ]


def of_labels(folder: Path) -> list[dict[str, Any]]:
    """Texts and their labels; an ensemble of two with the same symbols, and one of two others."""
    data = reversing.write_tsv(folder / "labels.tsv", labelling.labelled())
    few = reversing.write_tsv(folder / "few.tsv", [*labelling.labelled()[:60], ("bd", "beta")])
    settings = {"model.dropout": 0.0, "training.epochs": 6}
    file = made(folder, "labels", data, settings, reversing.TINY_MODEL)
    made(folder, "labels_few", few, settings | {"seed": 2}, reversing.TINY_MODEL)
    names = ["labels", "labels_few"]
    ensemble = written(folder, "labels_two", [load_model(folder / name) for name in names])
    texts = [text for text, _ in labelling.labelled()]
    texts += ["", " ab\t", "x", "b?", "bdab", "abcabcabcabc", "\ud83d"]
    return [
        call(file, ["labels"], texts * 2),
        call(file, ["labels"], "ab"),
        call(ensemble, names, texts),
    ]


def of_texts(folder: Path) -> list[dict[str, Any]]:
    """A language model of a regular language, and what it writes when it takes the likeliest."""
    data = writing.write_text(folder / "ab.txt", writing.texts())
    settings = {"training.epochs": 6, "model.dropout": 0.0}
    file = made(folder, "writer", data, settings, writing.TINY_WRITER)
    texts = [*writing.texts(), "", " ab ", "abxba", "b", "ab" * 3_000]
    texts += ["".join(one) for one in product("abx", repeat=4)]
    greedy = {"temperature": 0, "longest": 40}
    asked = [{"prefix": prefix, **greedy} for prefix in ("", "ab", "abab x", " a")]
    model = pantoum.load(folder / "writer", task="language_model")
    answers = [model.generate(**options)[0] for options in asked]
    return [
        call(file, ["writer"], texts),
        call(file, ["writer"], "abab"),
        *(
            {"file": file.name, "generate": options, "predictions": [answer.__dict__]}
            for options, answer in zip(asked, answers, strict=True)
        ),
    ]


def made(
    folder: Path, name: str, data: Path, settings: dict[str, Any], base: dict[str, Any]
) -> Path:
    train(data, folder / name, settings, dev=data, base=base)
    return written(folder, name, [load_model(folder / name)])


def written(folder: Path, name: str, trained: Sequence[Trained]) -> Path:
    """The exported file of models of one kind."""
    graph, metadata = KINDS[trained[0].task.name](trained)
    file = folder / f"{name}.onnx"
    metadata = of_all_kinds(trained) | metadata | {"longest_source": longest(trained)}
    file.write_bytes(with_metadata(graph, metadata))
    return file


def longest(trained: Sequence[Trained]) -> int | None:
    return trained[0].task.longest_source


def tagger(trained: Sequence[Trained]) -> tuple[onnx.ModelProto, dict[str, Any]]:
    words = [words_to_json(one.task.words, one.task.vectors) for one in trained]
    graph = tagger_graph([one.model for one in trained])
    return graph, {"words": words, "tags": tags_to_json(trained[0].task.columns)}


def classifier(trained: Sequence[Trained]) -> tuple[onnx.ModelProto, dict[str, Any]]:
    orders = label_orders(trained)
    graph = classifier_graph([one.model for one in trained], orders)
    sources = [source_to_json(one.task.source) for one in trained]
    return graph, {"sources": sources, "labels": trained[0].task.labels.labels}


def language_model(trained: Sequence[Trained]) -> tuple[onnx.ModelProto, dict[str, Any]]:
    (one,) = trained
    return language_model_graph(one.model), {"text": side_to_json(one.task.tokenizer)}


KINDS: dict[str, Callable[[Sequence[Trained]], tuple[onnx.ModelProto, dict[str, Any]]]] = {
    "tagger": tagger,
    "classifier": classifier,
    "language_model": language_model,
}


def call(file: Path, names: str | Sequence[str], source: Any, **options: Any) -> dict[str, Any]:
    """A call of the models of which a file was made, with their answers."""
    folders = [file.parent / name for name in ([names] if isinstance(names, str) else names)]
    model: Any = pantoum.load(folders[0]) if len(folders) == 1 else pantoum.ensemble(folders)
    answer = model(source, **options)
    return {
        "file": file.name,
        "source": source,
        "options": options,
        "predictions": plain(answer),
    }


def plain(value: Any) -> Any:
    """Answers as JSON has them."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if hasattr(value, "tolist"):
        return value.tolist()
    if not hasattr(value, "__dict__"):
        return value
    fields = {name: plain(one) for name, one in vars(value).items()}
    if "columns" in fields:
        fields["tags"] = value.tags
    if "probability" in fields:  # in their order
        fields["probabilities"] = list(map(list, value.probabilities.items()))
    return fields


def forms() -> list[dict[str, Any]]:
    """What taggers read of words in all scripts, whatever they know of them."""
    words = [word for script in SCRIPTS.values() for word in script.split()]
    hard = [trimmed(text) for text in HARD if trimmed(text) and not is_new(text)]
    odd = ["O'Neil", "New York", "NATO", "iPhone", "3rd", "42", "²", "①", "A", "ab-CD", "ΣΑΣ", "OK"]
    sentences = [words[:80], hard, [*odd, *words[80:], "abcdefghi" * 9], [], ["ΟΔΟΣ"]]
    found = []
    for lower in (True, False):
        for normalization in ("NFC", "NFD", "none"):
            characters = pantoum.data.Tokenizer.train(words[::2], "characters", normalization)
            known = list(dict.fromkeys(word.lower() if lower else word for word in words[::3]))
            state = {
                "lower": lower,
                "normalization": normalization,
                "words": ["<pad>", "<unk>", *known],
                "characters": side_to_json(characters),
                "longest_spelling": 40,
                "affixes": {
                    "longest": 3,
                    "prefixes": sorted({word[:2] for word in known}),
                    "suffixes": sorted({word[-2:] for word in known}),
                },
                "vectors": list(dict.fromkeys(["nato", "ok", *words[::4]])),
            }
            given = Words.from_json(json.loads(json.dumps(state))).forms(sentences)
            arrays = {name: array.tolist() for name, array in given._asdict().items()}
            found.append({"words": state, "sentences": sentences, "forms": arrays})
    return found
