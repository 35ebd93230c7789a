"""Two tagging tasks that are learned in seconds, as files, and the small taggers that learn
them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from tests.reversing import Watcher, hash_of, with_settings

from pantoum.config import Config
from pantoum.tasks import prepare
from pantoum.training.run import Outcome, train_model

Rows = Sequence[Sequence[Sequence[str]]]

TINY = {
    "model.embedding": 8,
    "model.hidden": 8,
    "model.layers": 1,
    "model.dropout": 0.1,
    "tagger.character_embedding": 4,
    "tagger.character_hidden": 4,
    "training.epochs": 3,
    "training.batch_tokens": 40,
    "training.learning_rate": 0.05,
    "training.warmup_steps": 5,
    "training.device": "cpu",
    "training.threads": 1,
}

# A word, its part of speech, and a tag of its own as in the Penn Treebank.
DETERMINERS = [("the", "DET", "DT"), ("A", "DET", "DT")]
NOUNS = [("dog", "NOUN", "NN"), ("cats", "NOUN", "NNS"), ("New York", "PROPN", "NNP")]
VERBS = [("runs", "VERB", "VBZ"), ("saw", "VERB", "VBD")]
# Names of two words, of one, of one word more, and what is no name.
PARTS = [
    [("Ms", "B-PER"), ("Ada", "I-PER")],
    [("Oslo", "B-LOC")],
    [("Rio", "B-LOC"), ("de", "I-LOC"), ("Janeiro", "I-LOC")],
    [("sees", "O")],
    [(",", "O")],
]


def clauses() -> list[list[tuple[str, ...]]]:
    """Sentences of one to four words with two tags for each, always in the same mixed order."""
    made = [list(words) for words in product(DETERMINERS, NOUNS, VERBS)]
    made += [[*words, noun] for words in made for noun in NOUNS[:2]] + [[verb] for verb in VERBS]
    return mixed(made)


def names() -> list[list[tuple[str, ...]]]:
    """Sentences of one to nine words in which names stand, always in the same mixed order."""
    made = [
        [word for part in parts for word in part]
        for size in (1, 2, 3)
        for parts in product(PARTS, repeat=size)
    ]
    return mixed(made)


def mixed(sentences: Iterable[list[Any]]) -> list[list[Any]]:
    return sorted(sentences, key=lambda sentence: hash_of("".join(word for word, *_ in sentence)))


def write_conllu(path: Path, sentences: Rows) -> Path:
    """Words, and in the columns upos and xpos their tags, with a comment before each sentence."""
    blocks = []
    for number, sentence in enumerate(sentences, start=1):
        lines = [
            "\t".join([str(place), word, "_", *tags, *["_"] * (7 - len(tags))])
            for place, (word, *tags) in enumerate(sentence, start=1)
        ]
        blocks.append("\n".join([f"# sentence {number}", *lines, "", ""]))
    path.write_text("".join(blocks), encoding="utf-8")
    return path


def write_conll(path: Path, sentences: Rows) -> Path:
    """The cells of each word with a space between them."""
    text = "".join(
        "".join(" ".join(cells) + "\n" for cells in sentence) + "\n" for sentence in sentences
    )
    path.write_text(text, encoding="utf-8")
    return path


def tiny_tagger(changes: Mapping[str, Any] | None = None) -> Config:
    """The settings of a tiny tagger, with some of them changed, by their full names."""
    return with_settings(Config(), {**TINY, **(changes or {})})


def train_tagger(
    data: Path,
    output: Path,
    changes: Mapping[str, Any] | None = None,
    *,
    dev: Path | None = None,
    watcher: Watcher | None = None,
    stop: Callable[[], bool] = lambda: False,
    resume: bool = False,
    overwrite: bool = False,
) -> Outcome:
    """One run on a file of words and tags, in this process."""
    prepared = prepare([data], [dev] if dev else [], tiny_tagger(changes))
    listener = watcher or Watcher()
    return train_model(prepared, output, [listener], stop, resume=resume, overwrite=overwrite)


def words_of(sentences: Rows) -> list[list[str]]:
    return [[word for word, *_ in sentence] for sentence in sentences]


def tags_of(sentences: Rows, column: int = 0) -> list[list[str]]:
    return [[tags[column] for _, *tags in sentence] for sentence in sentences]
