"""What a model has answered, judged one by one: how sure it was of each answer, and whether that
is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int64

from pantoum.data import FlatSequences
from pantoum.explaining.examined import Examined
from pantoum.inference import Expectation, expected_in_outputs, expected_in_texts
from pantoum.metrics import accepted, closest_text
from pantoum.metrics.scores import split_pairs
from pantoum.symbols import EOS, EOS_SYMBOL


@dataclass(frozen=True, eq=False)
class JudgedAnswers:
    """Answers of one kind to some inputs, one after the other.

    Attributes:
        name: what they are called among the findings: "outputs", "symbols", "labels", or the
            column of a tagger.
        unit: what each is, in the plural.
        rows: the number of the input that each is of.
        places: where each stands among those of its input, from 0.
        confidences: the probability that the model gives to each.
        right: whether it is right.
        answers, references: what was answered, and what is right; of several right outputs that
            with the fewest edits.
        surprise: of language models how unlikely each symbol was, in nats.
    """

    name: str
    unit: str
    rows: Int64[np.ndarray, " answers"]
    places: Int64[np.ndarray, " answers"]
    confidences: Float[np.ndarray, " answers"]
    right: Bool[np.ndarray, " answers"]
    answers: Sequence[str]
    references: Sequence[str]
    surprise: Float[np.ndarray, " answers"] | None = None

    def __len__(self) -> int:
        return len(self.rows)


def judged_answers(examined: Examined, rows: Sequence[int]) -> list[JudgedAnswers]:
    """The answers to some inputs: the outputs of an encoder-decoder, the labels of a classifier,
    the tags of all words in each column, and the symbols that a language model expects most.

    Raises: ValueError where nothing is right or wrong for there are no references.
    """
    if examined.kind == "language_model":
        return [_expected_in_texts(examined, rows)]
    if examined.references is None:
        raise ValueError("the examined data have no references to judge by")
    if examined.kind == "tagger":
        names = [column.name for column in examined.predictor.columns]
        return [_tags(examined, rows, place, name) for place, name in enumerate(names)]
    return [_labels(examined, rows) if examined.kind == "classifier" else _outputs(examined, rows)]


def judged_symbols(examined: Examined, rows: Sequence[int]) -> JudgedAnswers:
    """The symbols that an encoder-decoder expects most when it writes the right outputs (teacher
    forcing); of several right ones the first.

    Raises: ValueError where there are no references.
    """
    if examined.references is None:
        raise ValueError("the examined data have no references to judge by")
    task = examined.trained.task
    data = [examined.data[row] for row in rows]
    sources = task.source.encode_all(
        [one.source for one in data],
        [one.features for one in data],
        [one.group for one in data],
    )
    texts = [accepted(examined.references[row])[0] for row in rows]
    targets = FlatSequences.of([[*ids, EOS] for ids in task.target.encode_all(texts)])
    model = examined.trained.model
    device = next(model.parameters()).device
    found = expected_in_outputs(model, FlatSequences.of(sources), targets, device)
    written = [[*task.target.tokens(text), EOS_SYMBOL] for text in texts]
    return _symbols(rows, found, targets, written, task.target)


def _outputs(examined: Examined, rows: Sequence[int]) -> JudgedAnswers:
    assert examined.references is not None
    settings = examined.trained.config.data
    units, normalization = settings.target_units, settings.normalization
    found = [examined.predictions[row] for row in rows]
    outputs = [one.text for one in found]
    references = [examined.references[row] for row in rows]
    several, written = split_pairs(units, references, outputs, normalization)
    pairs = zip(references, outputs, strict=True)
    return JudgedAnswers(
        "outputs",
        "outputs",
        np.array(rows, dtype=np.int64),
        np.zeros(len(rows), dtype=np.int64),
        _shares([one.log_probability for one in found]),
        np.array([one in right for one, right in zip(written, several, strict=True)], dtype=bool),
        outputs,
        [closest_text(right, output, units, normalization) for right, output in pairs],
    )


def _labels(examined: Examined, rows: Sequence[int]) -> JudgedAnswers:
    assert examined.references is not None
    found = [examined.predictions[row] for row in rows]
    references = [examined.references[row] for row in rows]
    answers = [one.label for one in found]
    return JudgedAnswers(
        "labels",
        "labels",
        np.array(rows, dtype=np.int64),
        np.zeros(len(rows), dtype=np.int64),
        np.array([one.probability for one in found], dtype=np.float64),
        np.array([a == b for a, b in zip(answers, references, strict=True)], dtype=bool),
        answers,
        references,
    )


def _tags(examined: Examined, rows: Sequence[int], column: int, name: str) -> JudgedAnswers:
    assert examined.references is not None
    answers: list[str] = []
    references: list[str] = []
    shares = []
    for row in rows:
        found = examined.predictions[row]
        answers += found.columns[name]
        references += examined.references[row][column]
        of_words = np.asarray(found.probabilities[name], dtype=np.float64)
        shares.append(of_words[np.arange(len(of_words)), found.ids[name]])
    of_rows, places = _numbered(rows, [len(one) for one in shares])
    return JudgedAnswers(
        name,
        "words",
        of_rows,
        places,
        np.concatenate(shares),
        np.array([a == b for a, b in zip(answers, references, strict=True)], dtype=bool),
        answers,
        references,
    )


def _expected_in_texts(examined: Examined, rows: Sequence[int]) -> JudgedAnswers:
    task = examined.trained.task
    texts = task.encode([examined.data[row] for row in rows]).texts
    model = examined.trained.model
    found = expected_in_texts(model, texts, next(model.parameters()).device)
    written = [examined.predictions[row].tokens for row in rows]
    return _symbols(rows, found, texts, written, task.tokenizer)


def _symbols(
    rows: Sequence[int],
    found: Sequence[Expectation],
    texts: FlatSequences,
    written: Sequence[Sequence[str]],
    tokenizer: Any,
) -> JudgedAnswers:
    """What was expected in some texts, beside what stands there.

    Args:
        texts: their ids.
        written: their symbols, as they are spelled.
    """
    ids = np.concatenate([one.ids for one in found])
    of_rows, places = _numbered(rows, texts.lengths.tolist())
    return JudgedAnswers(
        "symbols",
        "symbols",
        of_rows,
        places,
        _shares(np.concatenate([one.expected for one in found])),
        ids == texts.values,
        [tokenizer.token(id) for id in ids.tolist()],
        [token for of_text in written for token in of_text],
        -np.concatenate([one.right for one in found]),
    )


def _numbered(
    rows: Sequence[int], lengths: Sequence[int]
) -> tuple[Int64[np.ndarray, " answers"], Int64[np.ndarray, " answers"]]:
    """The input of each answer, and its place there."""
    places = [np.arange(length) for length in lengths]
    return np.repeat(np.array(rows, dtype=np.int64), lengths), np.concatenate(places)


def _shares(log_probabilities: Any) -> Float[np.ndarray, " answers"]:
    """Probabilities; rounding must not make one larger than 1."""
    return np.exp(np.minimum(np.asarray(log_probabilities, dtype=np.float64), 0.0))
