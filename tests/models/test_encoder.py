"""The encoder: embeddings through dropout and the layers."""

import pytest
import torch
from tests.comparing import record_outputs, tensors_of
from tests.models.combinations import batch, model_of
from torch.testing import assert_close


@pytest.mark.parametrize("bidirectional", [True, False])
def test_annotations_and_states_are_those_of_the_layers(bidirectional: bool) -> None:
    encoder = model_of({"layers": 2, "bidirectional": bidirectional}).encoder
    given = batch()
    encoded = encoder(given.source, given.source_lengths)
    annotations, states = encoder.layers(encoder.embedding(given.source), given.source_lengths)
    assert_close(encoded.annotations, annotations)
    assert_close(encoded.states, states)
    assert torch.equal(encoded.lengths, given.source_lengths)
    assert encoder.annotation_size == annotations.shape[2] == (6 if bidirectional else 3)


def test_what_padding_holds_is_never_read() -> None:
    encoder = model_of({"layers": 2, "residual": True}).encoder
    given = batch()
    padding = torch.arange(6) >= given.source_lengths[:, None]
    encoded = encoder(given.source, given.source_lengths)
    other = encoder(given.source.masked_fill(padding, 0), given.source_lengths)
    assert_close(other, encoded._replace(ids=other.ids), rtol=0, atol=0)
    assert encoded.annotations[padding].count_nonzero() == 0
    assert all(part[2].count_nonzero() == 0 for part in tensors_of(encoded.states))  # the empty row


@pytest.mark.parametrize("variational", [True, False])
def test_dropout_falls_on_embeddings_in_training_alone(variational: bool) -> None:
    encoder = model_of({}, embedding=60, dropout=0.5, variational_dropout=variational).encoder
    dropped = record_outputs(encoder.dropout)
    ids = torch.randint(4, 9, (2, 5))
    lengths = torch.tensor([5, 5])
    encoded = encoder(ids, lengths)
    kept = dropped[0] != 0
    assert 0.3 < kept.double().mean() < 0.7
    assert torch.equal(kept, kept[:, :1].expand_as(kept)) is variational
    assert_close(encoded.annotations, encoder.layers(dropped[0], lengths)[0])
    encoder.eval()
    assert torch.equal(encoder.dropout(encoder.embedding(ids)), encoder.embedding(ids))
