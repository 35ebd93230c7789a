"""The decoder against its equations, written with cells and attentions that have their own
tests."""

from typing import Any

import pytest
import torch
from tests.comparing import record_outputs
from tests.models.combinations import TARGET_SYMBOLS, batch, model_of
from torch import Tensor
from torch.testing import assert_close

from pantoum.layers import drop_weights
from pantoum.models import Decoder, Encoded, Seq2Seq, teacher_forced_log_probabilities
from pantoum.symbols import BOS


def run(model: Seq2Seq, targets: Tensor) -> tuple[Tensor, Encoded, Tensor]:
    given = batch()
    encoded = model.encoder(given.source, given.source_lengths)
    logits, _ = teacher_forced_log_probabilities(
        model.decoder, targets, model.decoder.start(encoded)
    )
    return logits, encoded, model.decoder.embedding(targets)


def logits_of(decoder: Decoder, *parts: Tensor) -> Tensor:
    readout = torch.tanh(decoder.readout(torch.cat(parts, dim=1)))
    return scores_of(decoder, readout)


def scores_of(decoder: Decoder, readout: Tensor) -> Tensor:
    output: Any = decoder.output
    return torch.log_softmax(output(readout), dim=-1)


@pytest.mark.parametrize("feeding", [True, False])
def test_attend_then_update(feeding: bool) -> None:
    model = model_of(
        {"attention": "additive", "attention_order": "attend_then_update", "input_feeding": feeding}
    )
    decoder = model.decoder
    targets = batch().target
    logits, encoded, symbols = run(model, targets)
    assert decoder.attention is not None
    memory = decoder.attention.prepare(encoded.annotations, encoded.lengths)
    (state,) = decoder.bridge(encoded.states)
    for step in range(targets.shape[1]):
        y = symbols[:, step]
        context, _ = decoder.attention(state.hidden, memory)
        _, state = decoder.cells[0](torch.cat([y, context], dim=1) if feeding else y, state)
        assert_close(logits[:, step], logits_of(decoder, state.hidden, context, y))


@pytest.mark.parametrize("feeding", [True, False])
def test_update_then_attend(feeding: bool) -> None:
    model = model_of(
        {"attention": "general", "attention_order": "update_then_attend", "input_feeding": feeding}
    )
    decoder = model.decoder
    targets = batch().target
    logits, encoded, symbols = run(model, targets)
    assert decoder.attention is not None
    memory = decoder.attention.prepare(encoded.annotations, encoded.lengths)
    (state,) = decoder.bridge(encoded.states)
    readout = torch.zeros(4, decoder.readout.out_features, dtype=torch.float64)
    for step in range(targets.shape[1]):
        y = symbols[:, step]
        _, state = decoder.cells[0](torch.cat([y, readout], dim=1) if feeding else y, state)
        context, _ = decoder.attention(state.hidden, memory)
        readout = torch.tanh(decoder.readout(torch.cat([state.hidden, context, y], dim=1)))
        assert_close(logits[:, step], scores_of(decoder, readout))


@pytest.mark.parametrize("residual", [True, False])
@pytest.mark.parametrize("query", ["attend_then_update", "update_then_attend"])
def test_deep_decoders_attend_with_their_top_layer(residual: bool, query: str) -> None:
    model = model_of(
        {
            "attention": "concat",
            "attention_order": query,
            "decoder_layers": 3,
            "residual": residual,
        },
        input_feeding=False,
        cell="gru",
    )
    decoder = model.decoder
    targets = batch().target
    logits, encoded, symbols = run(model, targets)
    assert decoder.attention is not None
    memory = decoder.attention.prepare(encoded.annotations, encoded.lengths)
    states = list(decoder.bridge(encoded.states))
    for step in range(targets.shape[1]):
        y = symbols[:, step]
        querying = states[-1].hidden
        hidden, states[0] = decoder.cells[0](y, states[0])
        for layer in (1, 2):
            output, states[layer] = decoder.cells[layer](hidden, states[layer])
            hidden = output + hidden if residual else output
        context, _ = decoder.attention(
            querying if query == "attend_then_update" else hidden, memory
        )
        assert_close(logits[:, step], logits_of(decoder, hidden, context, y))


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_without_attention_the_last_state_is_all_the_decoder_knows(cell: str) -> None:
    model = model_of({"attention": "none", "cell": cell})
    decoder = model.decoder
    targets = batch().target
    logits, encoded, symbols = run(model, targets)
    (state,) = decoder.bridge(encoded.states)
    for step in range(targets.shape[1]):
        y = symbols[:, step]
        _, state = decoder.cells[0](y, state)
        assert_close(logits[:, step], logits_of(decoder, state.hidden, y))
    perturbed = encoded._replace(
        annotations=torch.randn_like(encoded.annotations), lengths=encoded.lengths - 1
    )
    assert torch.equal(
        teacher_forced_log_probabilities(decoder, targets, decoder.start(perturbed))[0], logits
    )
    assert decoder.start(encoded).memory is None
    assert decoder.start(encoded).feed is None


@pytest.mark.parametrize("attention", ["additive", "dot", "general", "concat"])
def test_with_attention_the_annotations_matter(attention: str) -> None:
    model = model_of({"attention": attention})
    targets = batch().target
    logits, encoded, _ = run(model, targets)
    perturbed = encoded._replace(
        annotations=encoded.annotations + torch.randn_like(encoded.annotations)
    )
    changed = (
        teacher_forced_log_probabilities(model.decoder, targets, model.decoder.start(perturbed))[0]
        != logits
    )
    empty = batch().source_lengths == 0
    assert torch.equal(changed.any(dim=-1), ~empty[:, None].expand(4, targets.shape[1]))


def record_reads(decoder: Decoder, layer: int) -> list[Tensor]:
    """What this layer of the decoder reads, step by step."""
    decoder.fast = False  # forms do not call the cells
    seen: list[Tensor] = []
    decoder.cells[layer].register_forward_pre_hook(lambda cell, inputs: seen.append(inputs[0]))
    return seen


@pytest.mark.parametrize("variational", [True, False])
def test_dropout_falls_on_symbols_between_layers_and_on_the_readout(variational: bool) -> None:
    model = model_of({}, decoder_layers=2, decoder_hidden=40, embedding=40, dropout=0.5)
    model.decoder.dropout.variational = variational
    dropped = record_outputs(model.decoder.dropout)
    between = record_reads(model.decoder, 1)
    run(model, batch().target)
    symbols, readout = dropped
    for y in (symbols, torch.stack(between, dim=1), readout):
        assert y.shape == (4, 5, 40)
        kept = y != 0
        assert 0.3 < kept.double().mean() < 0.7
        assert torch.equal(kept, kept[:, :1].expand_as(kept)) is variational
    model.eval()
    dropped.clear()
    between.clear()
    run(model, batch().target)
    assert all(y.all() for y in (*dropped, *between))


def test_the_residual_path_is_not_dropped() -> None:
    model = model_of({"attention": "none"}, decoder_layers=2, residual=True, dropout=0.5)
    decoder = model.decoder
    read = list[Tensor]()
    decoder.fast = False  # forms do not call the cells
    decoder.readout.register_forward_pre_hook(lambda module, inputs: read.append(inputs[0]))
    outputs: list[list[Tensor]] = [[], []]
    for cell, found in zip(decoder.cells, outputs, strict=True):
        record_steps(cell, found)
    run(model, batch().target)
    first, second = (torch.stack(found, dim=1) for found in outputs)
    assert_close(read[0][..., : first.shape[2]], first + second)


def record_steps(cell: Any, outputs: list[Tensor]) -> None:
    cell.register_forward_hook(lambda cell, inputs, result: outputs.append(result[0]))


def test_recurrent_dropout_is_drawn_once_for_each_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Tensor] = []

    def draw(cell: Any, rate: float) -> Tensor:
        drawn.append(drop_weights(cell, rate))
        return drawn[-1]

    monkeypatch.setattr("pantoum.models.decoder.drop_weights", draw)
    dropping = model_of({}, decoder_layers=2, recurrent_dropout=0.5)
    plain = model_of({}, decoder_layers=2)
    targets = batch().target
    dropping.encoder.eval()
    plain.encoder = dropping.encoder
    plain.load_state_dict(dropping.state_dict())
    dropping.decoder.eval()
    assert_close(run(dropping, targets)[0], run(plain, targets)[0])
    assert not drawn  # nothing is dropped in evaluation
    dropping.decoder.train()
    logits = run(dropping, targets)[0]
    assert len(drawn) == 2
    assert all(0 < (weight == 0).double().mean() < 1 for weight in drawn)
    for cell, weight in zip(plain.decoder.cells, drawn, strict=True):
        cell.load_state_dict({"weight_hh": weight}, strict=False)
    assert_close(logits, run(plain, targets)[0])


def test_the_first_step_reads_the_first_symbol() -> None:
    model = model_of({})
    given = batch()
    logits = model(given.source, given.source_lengths, given.target)
    first, _, _ = model.step(torch.full((4,), BOS), model.start(given.source, given.source_lengths))
    assert_close(logits[:, 0], first)
    changed = given.target.clone()
    changed[:, 2] = (changed[:, 2] + 1) % TARGET_SYMBOLS
    different = (model(given.source, given.source_lengths, changed) != logits).any(dim=-1)
    assert (
        different.tolist() == [[False] * 3 + [True] * 2] * 4
    )  # a symbol shows from the next step on
