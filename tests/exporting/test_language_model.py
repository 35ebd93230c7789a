"""Graphs of language models against the models themselves: the scores of texts, and texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from tests.contracts.building import language_model_of
from tests.contracts.toys import MinimalGatedCell
from tests.exporting.graphs import Session

from pantoum.config import ModelConfig
from pantoum.data.corpus import FlatSequences
from pantoum.exporting.language_model import language_model_graph
from pantoum.inference import log_probabilities
from pantoum.models import LanguageModel, build_language_model
from pantoum.search.generation import generate
from pantoum.search.sampling import Sampling
from pantoum.symbols import EOS

# Each traces a graph of its own; what users read is tested in every run by tests/exported.
pytestmark = pytest.mark.exhaustive

SYMBOLS = 9
TEXTS = [[4, 5, 6, 7, 8, 4, 4, EOS], [EOS], [5, 1, EOS], [8, 6, 4, EOS]]


def unlike_fresh(model: LanguageModel) -> LanguageModel:
    with torch.no_grad():  # of fresh weights all symbols are about as likely
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.5)
    return model.float().eval()


def small_language_model(**settings: Any) -> LanguageModel:
    sizes = {"embedding": 5, "hidden": 4, "layers": 2, "dropout": 0.0}
    return unlike_fresh(build_language_model(ModelConfig(**(sizes | settings)), SYMBOLS))


class Host:
    """What a program does that has the graph alone."""

    def __init__(self, model: LanguageModel) -> None:
        self.session = Session(language_model_graph(model))
        self.states = [name for name in self.session.inputs if name.startswith("state")]
        shapes = {value.name: value.shape for value in self.session.session.get_inputs()}
        self.sizes = {name: shapes[name][1] for name in self.states}

    def start(self, batch: int) -> dict[str, np.ndarray]:
        return {name: np.zeros((batch, self.sizes[name]), np.float32) for name in self.states}

    def read(
        self, ids: np.ndarray, lengths: np.ndarray, state: dict[str, np.ndarray]
    ) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        found = self.session(read=ids, lengths=lengths, **state)
        after = {name: found[f"{name}_after"] for name in self.states}
        return found["log_probabilities"], found["scores"], after

    def score(self, texts: Sequence[Sequence[int]], window: int, padding: int = 0) -> list[Any]:
        """The log-probability of each symbol of the texts, which are read in windows."""
        state = self.start(len(texts))
        lengths = np.array([len(text) for text in texts])
        read = np.full((len(texts), lengths.max()), padding)
        for row, text in zip(read, texts, strict=True):
            row[: len(text)] = [EOS, *text[:-1]]
        scored: list[list[float]] = [[] for _ in texts]
        for start in range(0, lengths.max(), window):
            ids = read[:, start : start + window]
            part = (lengths - start).clip(0, ids.shape[1])
            following, scores, state = self.read(ids, part, state)
            for row, length in enumerate(part):
                if length:
                    scored[row] += scores[row, : length - 1].tolist()
                    scored[row].append(following[row, texts[row][start + length - 1]])
                assert not scores[row, max(length - 1, 0) :].any()
        return scored

    def write(self, prefix: Sequence[int], longest: int) -> list[int]:
        """The likeliest symbol at each step."""
        ids = [EOS, *prefix]
        state = self.start(1)
        written: list[int] = []
        while len(written) < longest:
            following, _, state = self.read(np.array([ids]), np.array([len(ids)]), state)
            following[:, :EOS] = -np.inf
            written.append(int(following[0].argmax()))
            if written[-1] == EOS:
                break
            ids = written[-1:]
        return written


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    torch.manual_seed(3)
    return small_language_model()


@pytest.fixture(scope="module")
def host(model: LanguageModel) -> Host:
    return Host(model)


def expected_of(model: LanguageModel, texts: Sequence[Sequence[int]]) -> list[Any]:
    return log_probabilities(model, FlatSequences.of(texts))


def assert_same(found: Sequence[Any], expected: Sequence[Any]) -> None:
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


@pytest.mark.parametrize("window", [100, 3, 1])
@pytest.mark.parametrize("padding", [0, 6])
def test_texts_have_their_scores_in_windows_too(
    model: LanguageModel, host: Host, window: int, padding: int
) -> None:
    assert_same(host.score(TEXTS, window, padding), expected_of(model, TEXTS))


def test_one_text_alone(model: LanguageModel, host: Host) -> None:
    for text in TEXTS:
        assert_same(host.score([text], 100), expected_of(model, [text]))


def test_a_row_of_no_symbols_keeps_its_state(host: Host) -> None:
    state = {name: value + 0.5 for name, value in host.start(2).items()}
    _, scores, after = host.read(np.array([[4, 5], [6, 7]]), np.array([0, 2]), state)
    assert not scores[0].any()
    for name, value in state.items():
        np.testing.assert_array_equal(after[name][0], value[0])
        assert (after[name][1] != value[1]).any()


@pytest.mark.parametrize("prefix", [[], [4], [7, 5, 4]], ids=str)
def test_it_writes_the_same_texts(model: LanguageModel, host: Host, prefix: list[int]) -> None:
    (drawn,) = generate(model, prefix, [[0]], 12, Sampling(0.0, 0, 1.0))
    assert host.write(prefix, 12) == [*drawn.ids, *[EOS] * drawn.complete]


# Those of test_classifier are all; here one that PyTorch has, and one that it has not.
@pytest.mark.parametrize("cell", ["lstm", "peephole_lstm"])
def test_other_cells(cell: Any) -> None:
    layers = 2 if cell == "lstm" else 1
    model = small_language_model(cell=cell, layers=layers, residual=True, tie_embeddings=False)
    assert_same(Host(model).score(TEXTS, 3), expected_of(model, TEXTS))


def test_a_cell_of_ones_own() -> None:
    model = unlike_fresh(language_model_of(MinimalGatedCell, SYMBOLS))
    assert_same(Host(model).score(TEXTS, 3), expected_of(model, TEXTS))
