"""The same model as it is usually written: packed LSTM layers, cells in a loop over the target,
loss on all logits.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from cases import CLIP, DROPOUT, LABEL_SMOOTHING, LEARNING_RATE, Case
from pantoum_worker import batches, prepared_case
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from worker import Step, options, serve

PAD = 0
BOS = 2


class Loop(nn.Module):
    """Bahdanau's model: the previous state asks, the cell reads [y<t-1>; C<t>], the readout [a<t>;
    C<t>; y<t-1>].
    """

    def __init__(self, case: Case, source: int, target: int) -> None:
        super().__init__()
        size = case.decoder_hidden
        wide = 2 * case.hidden
        self.source = nn.Embedding(source, case.embedding, padding_idx=PAD)
        self.encoder = nn.LSTM(
            case.embedding,
            case.hidden,
            num_layers=case.layers,
            dropout=DROPOUT if case.layers > 1 else 0.0,
            bidirectional=True,
            batch_first=True,
        )
        self.bridge = nn.Linear(2 * wide, 2 * size)
        self.query = nn.Linear(size, size, bias=False)
        self.key = nn.Linear(wide, size, bias=False)
        self.energy = nn.Linear(size, 1, bias=False)
        self.target = nn.Embedding(target, case.embedding, padding_idx=PAD)
        self.cell = nn.LSTMCell(case.embedding + wide, size)
        self.readout = nn.Linear(size + wide + case.embedding, case.embedding)
        self.output = nn.Linear(case.embedding, target)
        self.output.weight = self.target.weight
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, source: Tensor, lengths: Tensor, read: Tensor) -> Tensor:
        packed = pack_padded_sequence(
            self.dropout(self.source(source)), lengths, batch_first=True, enforce_sorted=False
        )
        states, (hidden, memory) = self.encoder(packed)
        annotations, _ = pad_packed_sequence(states, batch_first=True, total_length=source.shape[1])
        last = torch.cat([*hidden[-2:], *memory[-2:]], dim=1)
        state = tuple(part.contiguous() for part in torch.tanh(self.bridge(last)).chunk(2, dim=1))
        keys = self.key(annotations)
        padding = source == PAD
        symbols = self.dropout(self.target(read))
        readouts = []
        for step in range(read.shape[1]):
            energies = self.energy(torch.tanh(self.query(state[0])[:, None] + keys))[:, :, 0]
            weights = torch.softmax(energies.masked_fill(padding, float("-inf")), dim=1)
            context = torch.bmm(weights[:, None], annotations)[:, 0]
            state = self.cell(torch.cat([symbols[:, step], context], dim=1), state)
            readouts.append(
                torch.tanh(self.readout(torch.cat([state[0], context, symbols[:, step]], dim=1)))
            )
        return self.output(self.dropout(torch.stack(readouts, dim=1)))


def main() -> None:
    """Serve training steps on the batches that Pantoum makes."""
    given = options()
    torch.set_num_threads(given.threads)
    torch.manual_seed(1)
    prepared = prepared_case(given)
    theirs = prepared.task.build(prepared.config)
    model = Loop(
        given.case, theirs.encoder.embedding.num_embeddings, theirs.decoder.embedding.num_embeddings
    )
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, fused=True)
    feed = batches(prepared)

    def step() -> Step:
        batch = next(feed)
        (source, lengths) = batch.source
        (target, _) = batch.target
        read = torch.cat([torch.full((len(target), 1), BOS), target[:, :-1]], dim=1)
        logits = model(source, lengths, read)
        loss = F.cross_entropy(
            logits.flatten(0, 1),
            target.flatten(),
            ignore_index=PAD,
            label_smoothing=LABEL_SMOOTHING,
        )
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        return Step(batch.symbols, source.numel() + target.numel())

    serve(step, {"parameters": sum(parameter.numel() for parameter in model.parameters())})


if __name__ == "__main__":
    main()
