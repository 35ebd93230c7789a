"""The matrix products of a training step and nothing else: what no program can do without.

Each product of the forward pass has two in the backward pass. Those inside a recurrence run step by
step, with as many rows as the batch has; all others, and the gradients of all weights, run once for
all steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from cases import Case
from pantoum_worker import batches, prepared_case
from torch import Tensor
from worker import Step, options, serve

Product = Callable[[], object]


def whole(rows: int, inner: int, outer: int, scratch: Tensor) -> Iterator[Product]:
    """[rows, inner] x [inner, outer], and the gradients of both."""
    x, y, weight = (
        view(scratch, *shape) for shape in ((rows, inner), (rows, outer), (inner, outer))
    )
    for left, right in ((x, weight), (y, weight.t()), (x.t(), y)):
        out = torch.empty(left.shape[0], right.shape[1])
        yield lambda left=left, right=right, out=out: torch.mm(left, right, out=out)


def stepwise(steps: int, rows: int, inner: int, outer: int, scratch: Tensor) -> Iterator[Product]:
    """The same inside a recurrence: step by step, but for the gradient of the weights."""
    forward, backward, weights = whole(rows, inner, outer, scratch)
    del weights
    *_, weights = whole(steps * rows, inner, outer, scratch)
    yield from [forward] * steps
    yield from [backward] * steps
    yield weights


def attention_steps(
    steps: int, rows: int, source: int, key: int, annotation: int, scratch: Tensor
) -> Iterator[Product]:
    """Energies from tanh and v, and contexts from weights and annotations."""
    inner = view(scratch, rows * source, key)
    energy = view(scratch, key)
    annotations = view(scratch, rows, source, annotation)
    weights = view(scratch, rows, 1, source)
    contexts = view(scratch, rows, annotation, 1)
    for _ in range(steps):
        yield lambda: torch.mv(inner, energy)
        yield lambda: torch.bmm(weights, annotations)
        yield lambda: torch.bmm(annotations, contexts)
    all_weights = view(scratch, rows, source, steps)
    all_contexts = view(scratch, rows, steps, annotation)
    yield lambda: torch.bmm(all_weights, all_contexts)


def products(
    case: Case, rows: int, source: int, target: int, vocabulary: int, scratch: Tensor
) -> Iterator[Product]:
    """All products of a step on one batch."""
    hidden = case.hidden
    size = case.decoder_hidden
    symbol = case.embedding
    wide = 2 * case.hidden
    for layer in range(case.layers):
        for _ in range(2):
            yield from whole(rows * source, wide if layer else symbol, 4 * hidden, scratch)
            yield from stepwise(source, rows, hidden, 4 * hidden, scratch)
    yield from whole(rows, 2 * wide, 2 * size, scratch)
    yield from whole(rows * source, wide, size, scratch)
    yield from whole(rows * target, symbol, 4 * size, scratch)
    yield from stepwise(target, rows, wide, 4 * size, scratch)
    yield from stepwise(target, rows, size, 4 * size, scratch)
    yield from stepwise(target, rows, size, size, scratch)
    yield from attention_steps(target, rows, source, size, wide, scratch)
    yield from whole(rows * target, size + wide + symbol, symbol, scratch)
    yield from whole(rows * target, symbol, vocabulary, scratch)


def view(scratch: Tensor, *shape: int) -> Tensor:
    """A tensor of this shape over numbers that are there."""
    return scratch[: torch.Size(shape).numel()].view(shape)


def main() -> None:
    """Serve the products of one batch after the other."""
    given = options()
    torch.set_num_threads(1 if "--one-thread" in given.flags else given.threads)
    prepared = prepared_case(given)
    vocabulary = prepared.task.build(prepared.config).decoder.embedding.num_embeddings
    scratch = torch.randn(1 << 25)
    feed = batches(prepared)

    def step() -> Step:
        batch = next(feed)
        (rows, source) = batch.source.ids.shape
        target = batch.target.ids.shape[1]
        for product in products(given.case, rows, source, target, vocabulary, scratch):
            product()
        return Step(batch.symbols, batch.source.ids.numel() + batch.target.ids.numel())

    serve(step, {})


if __name__ == "__main__":
    main()
