"""A trained model that reads one input again, and writes one output, while everything that
gradients are taken of is put down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.data.word_batch import collate_sentences
from pantoum.explaining.examined import Examined
from pantoum.explaining.parts import Place, model_parts, places_of
from pantoum.explaining.read_vectors import EMBEDDINGS, ReadVectors, Vectors
from pantoum.explaining.recording import RecordingCell, Steps
from pantoum.explaining.silencing import with_modules
from pantoum.symbols import BOS, EOS


@dataclass(frozen=True)
class Replay:
    """One input as a model has read it, in `rows` equal rows, and what it made of it.

    All tensors are of one graph, so that the gradient of any can be taken of any before it.

    Attributes:
        tokens: the symbols or words that were read, as a reader sees them.
        written: the output symbols that were scored; for a tagger the words, for a classifier one
            text, for a language model the symbols that it is asked to expect.
        vectors: of what was read: [rows, read, embedding].
        places: the cells that were recorded.
        steps: by the path of each place the quantities of each step, in the order of the text: the
            gates of the cell if it has them, else the state, each [rows, units]; `states` has the
            states alone.
        initial: by the path of each place the state before the first step that was taken.
        scores: what each place of the output is chosen by: log-probabilities, of a classifier
            logits, of a tagger the emissions of its first column: [rows, written, choices].
        weights: of the attention, if there is one: [rows, written, read].
        chosen: which choice was scored at each place.
        apart: the scores of each place of an encoder-decoder by themselves, [rows, choices]; None
            for others. The gradient of `scores` passes through all places, also where it is 0.
    """

    tokens: list[str]
    written: list[str]
    vectors: Float[Tensor, "rows read embedding"]
    places: list[Place]
    steps: Mapping[str, list[Any]]
    initial: Mapping[str, Any]
    scores: Float[Tensor, "rows written choices"]
    weights: Float[Tensor, "rows written read"] | None
    chosen: list[int]
    apart: list[Tensor] | None = None

    def scores_of(self, place: int) -> Float[Tensor, "rows choices"]:
        """What one place of the output is chosen by; its gradient takes as few steps as it can."""
        return self.scores[:, place] if self.apart is None else self.apart[place]

    def states(self, place: Place) -> list[Any]:
        """The states that the cell of a place has left at each step, in the order of the text."""
        kind = place.cell.state_type
        return [
            kind(*(getattr(shown, name) for name in kind._fields))
            for shown in self.steps[place.path]
        ]


def replay(
    examined: Examined,
    row: int,
    *,
    rows: int = 1,
    model: nn.Module | None = None,
    output: str | None = None,
    instead: Callable[[Tensor], Tensor] | None = None,
    cells: bool = True,
) -> Replay:
    """Let a model read one of the examined inputs again.

    The reference modules compute, step by step, with gradients unless they are off.

    Args:
        row: the number of the input.
        rows: how often it is read at once, each in a row of its own.
        model: another one that reads and writes the same symbols, such as one with fresh weights;
            by default the trained one.
        output: what an encoder-decoder writes, by default what it has answered.
        instead: of the vectors of the symbols, [rows, read, embedding], those that are read in
            their place.
        cells: whether the steps of the cells are put down.
    """
    whole = examined.trained.model if model is None else model
    kind = examined.kind
    places = places_of(model_parts(whole)) if cells else []
    steps = {place.path: Steps() for place in places}
    vectors = Vectors(instead)
    changed: dict[str, nn.Module] = {
        path: RecordingCell(whole.get_submodule(path), of_cell) for path, of_cell in steps.items()
    }
    changed[EMBEDDINGS[kind]] = ReadVectors(whole.get_submodule(EMBEDDINGS[kind]), vectors)
    read = _READERS[kind](examined, row, rows, with_modules(whole, changed), output)
    assert vectors.read is not None
    return Replay(
        read.tokens,
        read.written,
        vectors.read,
        places,
        {place.path: _in_order(place, steps[place.path]) for place in places},
        {place.path: steps[place.path].initial for place in places},
        read.scores,
        read.weights,
        read.chosen,
        read.apart,
    )


def _in_order(place: Place, steps: Steps) -> list[Any]:
    return steps.shown[::-1] if place.direction == "backward" else steps.shown


@dataclass(frozen=True)
class _Read:
    """What a model made of one input; see `Replay`."""

    tokens: list[str]
    written: list[str]
    scores: Tensor
    chosen: list[int]
    weights: Tensor | None = None
    apart: list[Tensor] | None = None


def _seq2seq(examined: Examined, row: int, rows: int, model: Any, output: str | None) -> _Read:
    ids, device = _ids(examined, row)
    target = examined.trained.task.target
    text = examined.predictions[row].text if output is None else output
    written = [*target.encode(text), EOS]
    state = model.start(_rows(ids, rows, device), [len(ids)] * rows)
    scores = []
    weights = []
    for token in [BOS, *written[:-1]]:
        of_step, state, attended = model.step(torch.full((rows,), token, device=device), state)
        scores.append(of_step)
        if attended is not None:
            weights.append(attended)
    return _Read(
        _tokens(examined, row),
        [target.token(id) for id in written],
        torch.stack(scores, dim=1),
        written,
        torch.stack(weights, dim=1) if weights else None,
        scores,
    )


def _classifier(examined: Examined, row: int, rows: int, model: Any, output: str | None) -> _Read:
    ids, device = _ids(examined, row)
    logits, weights = model(_rows(ids, rows, device), [len(ids)] * rows)
    label = examined.predictions[row].label
    chosen = examined.trained.task.labels.labels.index(label)
    return _Read(
        _tokens(examined, row),
        [label],
        logits[:, None],
        [chosen],
        None if weights is None else weights[:, None],
    )


def _language_model(
    examined: Examined, row: int, rows: int, model: Any, output: str | None
) -> _Read:
    tokenizer = examined.trained.task.tokenizer
    ids = tokenizer.encode(examined.data[row])
    device = next(model.parameters()).device
    scores, _ = model(_rows([EOS, *ids], rows, device), [len(ids) + 1] * rows)
    following = [*ids, EOS]
    return _Read(
        [tokenizer.token(id) for id in (EOS, *ids)],
        [tokenizer.token(id) for id in following],
        scores,
        following,
    )


def _tagger(examined: Examined, row: int, rows: int, model: Any, output: str | None) -> _Read:
    words = list(examined.data[row].words)
    device = next(model.parameters()).device
    corpus = examined.trained.task.encode([words])
    batch = collate_sentences(corpus, [0] * rows).to(device)
    column = examined.trained.task.columns[0].name
    scores = model.tag_heads()[0].emissions(model(*batch.words_read))
    return _Read(words, words, scores, examined.predictions[row].ids[column])


def _ids(examined: Examined, row: int) -> tuple[list[int], torch.device]:
    one = examined.data[row]
    source = examined.trained.task.source
    ids = source.encode_all([one.source], [one.features], [one.group])[0]
    return ids, next(examined.trained.model.parameters()).device


def _tokens(examined: Examined, row: int) -> list[str]:
    one = examined.data[row]
    return examined.trained.task.source.tokens(one.source, one.features, one.group)


def _rows(ids: Sequence[int], rows: int, device: torch.device) -> Tensor:
    return torch.tensor([list(ids)] * rows, device=device)


_READERS = {
    "seq2seq": _seq2seq,
    "classifier": _classifier,
    "language_model": _language_model,
    "tagger": _tagger,
}
