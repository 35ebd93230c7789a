"""All kinds of encoder-decoders and of searches as graphs, against the searches in torch."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice
from typing import Any

import pytest
import torch
from tests.contracts.building import seq2seq_of
from tests.contracts.toys import (
    CoupledLSTMCell,
    GatedBilinearAttention,
    HalvingDotAttention,
    MinimalGatedCell,
)
from tests.exporting.graphs import Session
from tests.exporting.searching import (
    LIMIT,
    SOURCE_SYMBOLS,
    TARGET_SYMBOLS,
    assert_same,
    found_by,
    searched,
    small_model,
    some_rows,
    talkative,
)

from pantoum.attention import ATTENTIONS
from pantoum.cells import CELLS
from pantoum.config import SearchConfig
from pantoum.exporting import seq2seq
from pantoum.exporting.seq2seq import seq2seq_graph
from pantoum.exporting.traced_steps import TracedSteps, trace_steps
from pantoum.models import Seq2Seq

# Each traces a graph of its own; what users read is tested in every run by tests/exported.
pytestmark = pytest.mark.exhaustive

ROWS = some_rows()

SEARCHES = {
    "wu": SearchConfig(length_formula="wu"),
    "long": SearchConfig(length_penalty=0.0),
    "coverage": SearchConfig(coverage_penalty=0.8),
    "diverse": SearchConfig(diversity=0.7),
    "shortest": SearchConfig(min_length_ratio=0.8),
    "longest": SearchConfig(max_length_ratio=0.5),
    "all": SearchConfig(
        beam=3,
        length_penalty=0.6,
        length_formula="wu",
        coverage_penalty=0.3,
        diversity=0.2,
        min_length_ratio=0.3,
        max_length_ratio=1.3,
    ),
}


@pytest.fixture(scope="module")
def model() -> Seq2Seq:
    torch.manual_seed(1)
    return small_model(attention="location_sensitive", cell="rnn")


@pytest.fixture(scope="module")
def steps(model: Seq2Seq) -> TracedSteps:
    with torch.no_grad():
        scanned: Any = seq2seq.with_traced_layers(model)
        return trace_steps(scanned, [scanned])


@pytest.mark.parametrize("name", SEARCHES)
def test_every_setting_of_a_search(
    model: Seq2Seq, steps: TracedSteps, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seq2seq, "trace_steps", lambda *_: steps)  # the same for all searches
    search = SEARCHES[name]
    session = Session(seq2seq_graph([model], LIMIT, search, attention=True))
    assert_same(found_by(session, ROWS), searched([model], search, ROWS))
    assert_same(found_by(session, ROWS, nbest=3), searched([model], search, ROWS, 3))


@pytest.mark.parametrize("nbest", [1, 4])
@pytest.mark.parametrize("beam", [1, 4, TARGET_SYMBOLS + 5])
def test_every_beam(
    model: Seq2Seq, steps: TracedSteps, beam: int, nbest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seq2seq, "trace_steps", lambda *_: steps)
    session = Session(seq2seq_graph([model], LIMIT, SearchConfig(), attention=True))
    beam = max(beam, nbest)
    expected = searched([model], SearchConfig(beam=beam), ROWS, nbest)
    assert_same(found_by(session, ROWS, beam=beam, nbest=nbest), expected)
    for row, of_row in zip(ROWS, expected, strict=True):
        assert_same(found_by(session, [row], beam=beam, nbest=nbest), [of_row])


def _own(cell: Any, attention: Any, **options: Any) -> Callable[[], list[Seq2Seq]]:
    return lambda: [talkative(seq2seq_of(cell, attention, **options))]


def _ours(**settings: Any) -> Callable[[], list[Seq2Seq]]:
    return lambda: [small_model(**settings)]


KINDS: dict[str, Callable[[], list[Seq2Seq]]] = {
    # Each cell and each score, two at a time: neither knows the other.
    **{
        f"{cell}, {name} attention": _ours(cell=cell, attention=name)
        for cell, name in islice(
            zip(cycle(CELLS), cycle(ATTENTIONS), strict=False), max(len(CELLS), len(ATTENTIONS))
        )
    },
    "no attention": _ours(attention="none"),
    "the other order, dot": _ours(attention="dot", attention_order="attend_then_update"),
    "the other order, location": _ours(
        attention="location_sensitive", attention_order="update_then_attend"
    ),
    "no feeding, after the update": _ours(attention="general", input_feeding=False),
    "one direction, no feeding": _ours(bidirectional=False, cell="gru", input_feeding=False),
    "deep": _ours(layers=2, decoder_layers=3, residual=True),
    "a shallow decoder": _ours(
        layers=3, decoder_layers=1, decoder_cell="gru", tie_embeddings=False
    ),
    "copying": _ours(
        copy=True, copied_as=[symbol + (symbol > 5) for symbol in range(SOURCE_SYMBOLS)]
    ),
    "two together": lambda: [small_model(), small_model(cell="gru", attention="dot")],
    "one of two attends": lambda: [
        small_model(attention="none", cell="rnn"),
        small_model(attention="location_sensitive"),
    ],
    "a cell of one's own": _own(MinimalGatedCell, HalvingDotAttention, attend_first=False),
    "a score of one's own": _own(CoupledLSTMCell, GatedBilinearAttention, layers=2),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_model(kind: str) -> None:
    torch.manual_seed(1)
    models = KINDS[kind]()
    attention = any(model.decoder.attention is not None for model in models)
    session = Session(seq2seq_graph(models, LIMIT, SearchConfig(), attention=attention))
    expected = searched(models, SearchConfig(), ROWS, 3)
    assert_same(found_by(session, ROWS, nbest=3), expected)
    assert_same(found_by(session, ROWS[:1], nbest=3), expected[:1])
    greedy = searched(models, SearchConfig(beam=1), ROWS)
    assert_same(found_by(session, ROWS, beam=1), greedy)
