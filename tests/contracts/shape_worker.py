"""A process that hands blocks wrong tensors and says what became of it, a line of JSON for a line.

It runs outside the tests, whose checked annotations would refuse such tensors before the blocks
could, and whose process must live on when a block's does not. `python shape_worker.py list` prints
the blocks and what they are given; without `list` cases are read from the standard input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from pantoum import attention, cells, layers
from pantoum.config import ClassifierConfig, ModelConfig
from pantoum.layers import Bidirectional, Deep, Recurrent, gru, lstm, rnn
from pantoum.models import (
    SoftmaxHead,
    Tagger,
    WordDropout,
    WordEncoder,
    build,
    build_classifier,
    build_language_model,
    teacher_forced_log_probabilities,
)

SIZES = {"batch": 4, "time": 5, "source": 5, "target": 3, "size": 7}
SYMBOLS = 9

Arguments = Mapping[str, tuple[str, tuple[int | str, ...]]]


class Block(NamedTuple):
    """arguments: by name, of which kind (real, ids or lengths) and of which shape; an axis is a
    size or a name of `SIZES`.
    """

    make: Callable[[], Any]
    run: Callable[[Any, dict[str, Any]], Any]
    arguments: Arguments


OF_ROWS: dict[str, Any] = {"lengths": ("lengths", ("batch",))}
ROWS: dict[str, Any] = {"x": ("real", ("batch", "time", 8)), **OF_ROWS}
HIDDEN: dict[str, Any] = {"state.hidden": ("real", ("batch", 6))}
MEMORY: dict[str, Any] = {"state.cell": ("real", ("batch", 6))}
SOURCE: dict[str, Any] = {"ids": ("ids", ("batch", "source")), **OF_ROWS}
ENERGIES: dict[str, Any] = {
    "emissions": ("real", ("batch", "time", 3)),
    "lengths": ("lengths", ("batch",)),
}
TAGS: dict[str, Any] = {"tags": ("ids", ("batch", "time"))}
LOOK: dict[str, Any] = {
    "annotations": ("real", ("batch", "source", 6)),
    "lengths": ("lengths", ("batch",)),
}


def state_of(given: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(part for name, part in given.items() if name.startswith("state."))


def layer(make: Callable[[], Any], *state: dict[str, Any]) -> Block:
    """A layer, with a first state if it is given parts of one."""

    def run(module: Any, given: dict[str, Any]) -> Any:
        return module(given["x"], given["lengths"], state_of(given) or None)

    return Block(make, run, ROWS | {name: part for parts in state for name, part in parts.items()})


def cell(make: Callable[[int, int], Any], *state: dict[str, Any]) -> Block:
    arguments: dict[str, Any] = {"x": ("real", ("batch", 8))}
    for parts in state:
        arguments |= parts
    return Block(lambda: make(8, 6), lambda m, given: m(given["x"], state_of(given)), arguments)


def first_layer(module: Any, given: dict[str, Any]) -> Any:
    return module(given["x"], given["lengths"], [state_of(given), None])


def forward_direction(module: Any, given: dict[str, Any]) -> Any:
    return module(given["x"], given["lengths"], (state_of(given), None))


def look(module: Any, given: dict[str, Any]) -> Any:
    annotations = torch.randn(SIZES["batch"], SIZES["source"], 6)
    return module(given["query"], module.prepare(annotations, [5, 4, 3, 0]))


def looks(make: Callable[[], Any]) -> dict[str, Block]:
    def prepare(module: Any, given: dict[str, Any]) -> Any:
        return module.prepare(given["annotations"], given["lengths"])

    query: Arguments = {"query": ("real", (SIZES["batch"], 6))}
    return {"prepare": Block(make, prepare, LOOK), "look": Block(make, look, query)}


def crf(method: str, *names: str) -> Block:
    def run(module: Any, given: dict[str, Any]) -> Any:
        return getattr(module, method)(*(given[name] for name in names))

    arguments = {name: (ENERGIES | TAGS)[name] for name in names}
    return Block(lambda: layers.LinearChainCRF(3), run, arguments)


def pooling(make: Callable[[], Any]) -> Block:
    arguments: Arguments = {"y": ("real", ("batch", "time", 8)), "lengths": ("lengths", ("batch",))}
    return Block(make, lambda m, given: m(given["y"], given["lengths"]), arguments)


def spelling(make: Callable[[], Any]) -> Block:
    return Block(make, lambda m, given: m(given["ids"], given["lengths"]), SOURCE)


SMALL = ModelConfig(embedding=5, hidden=4, layers=1, dropout=0.0)


def tagger() -> Tagger:
    words = WordEncoder(nn.Embedding(SYMBOLS, 5), WordDropout(torch.zeros(SYMBOLS), 0.0))
    states = Deep([Bidirectional(lstm(5, 4), lstm(5, 4))])
    return Tagger(words, states, [SoftmaxHead(8, 3)], layers.SequenceDropout(0.0))


def tag(module: Any, given: dict[str, Any]) -> Any:
    count = SYMBOLS
    forms = torch.arange(count)
    none = torch.zeros(count, dtype=torch.long)
    spellings = (torch.zeros(count, 1, dtype=torch.long), none)
    form_parts = (forms, spellings, none, torch.zeros(count, 1, dtype=torch.long), none)
    return module.loss(given["positions"], given["lengths"], *form_parts, (given["tags"],)).total


def seq2seq(run: Callable[[Any, dict[str, Any]], Any], *names: str) -> Block:
    arguments: dict[str, Any] = {
        "ids": ("ids", ("batch", "source")),
        "lengths": ("lengths", ("batch",)),
        "target": ("ids", ("batch", "target")),
        "target_lengths": ("lengths", ("batch",)),
        "tokens": ("ids", (SIZES["batch"],)),
        "targets": ("ids", (SIZES["batch"], "target")),
    }
    chosen = {name: arguments[name] for name in names}
    return Block(lambda: build(SMALL, SYMBOLS, SYMBOLS), run, chosen)


def started(module: Any) -> Any:
    return module.start(torch.randint(4, SYMBOLS, (SIZES["batch"], 5)), [5, 4, 3, 0])


READ: dict[str, Any] = {"read": ("ids", ("batch", "time")), **OF_ROWS}
BLOCKS: dict[str, Block] = {
    "LSTMCell": cell(cells.LSTMCell, HIDDEN, MEMORY),
    "PeepholeLSTMCell": cell(cells.PeepholeLSTMCell, HIDDEN, MEMORY),
    "LayerNormLSTMCell": cell(cells.LayerNormLSTMCell, HIDDEN, MEMORY),
    "GRUCell": cell(cells.GRUCell, HIDDEN),
    "RNNCell": cell(cells.RNNCell, HIDDEN),
    "lstm": layer(lambda: lstm(8, 6), HIDDEN, MEMORY),
    "lstm without a state": layer(lambda: lstm(8, 6)),
    "lstm in segments": layer(lambda: lstm(8, 6, recompute=2), HIDDEN, MEMORY),
    "gru": layer(lambda: gru(8, 6), HIDDEN),
    "rnn": layer(lambda: rnn(8, 6), HIDDEN),
    "steps": layer(lambda: Recurrent(cells.LSTMCell(8, 6), fast=False), HIDDEN, MEMORY),
    "two directions": layer(lambda: Bidirectional(lstm(8, 6), gru(8, 6))),
    "two directions from a state": Block(
        lambda: Bidirectional(lstm(8, 6), gru(8, 6)), forward_direction, ROWS | HIDDEN | MEMORY
    ),
    "deep": layer(lambda: Deep([Bidirectional(lstm(8, 6), lstm(8, 6)), lstm(12, 6)])),
    "deep from a state": Block(
        lambda: Deep([lstm(8, 6), lstm(6, 6)], residual=True), first_layer, ROWS | HIDDEN | MEMORY
    ),
    "dropout": Block(
        lambda: layers.SequenceDropout(0.5),
        lambda m, given: m(given["x"]),
        {"x": ("real", ("batch", "time", "size"))},
    ),
    "last": pooling(lambda: layers.LastPooling(4, 8)),
    "mean": pooling(lambda: layers.MeanPooling(8)),
    "max": pooling(lambda: layers.MaxPooling(8)),
    "attention pooling": pooling(lambda: layers.AttentionPooling(8, 4)),
    "character rnn": spelling(
        lambda: layers.CharacterRNN(nn.Embedding(SYMBOLS, 5), Bidirectional(lstm(5, 4), rnn(5, 4)))
    ),
    "character cnn": spelling(lambda: layers.CharacterCNN(nn.Embedding(SYMBOLS, 5), 4)),
    "crf likelihood": crf("log_likelihood", "emissions", "tags", "lengths"),
    "crf smoothing": crf("score_above_mean", "emissions", "tags", "lengths"),
    "crf partition": crf("log_partition", "emissions", "lengths"),
    "crf marginals": crf("marginals", "emissions", "lengths"),
    "crf allows": crf("allows", "tags", "lengths"),
    "encoder": Block(
        lambda: build(SMALL, SYMBOLS, SYMBOLS).encoder,
        lambda m, given: m(given["ids"], given["lengths"]).annotations,
        SOURCE,
    ),
    "seq2seq loss": seq2seq(
        lambda m, g: m.loss(g["ids"], g["lengths"], g["target"], g["target_lengths"]).total,
        *("ids", "lengths", "target", "target_lengths"),
    ),
    "seq2seq": seq2seq(
        lambda m, g: m(g["ids"], g["lengths"], g["target"]), "ids", "lengths", "target"
    ),
    "seq2seq step": seq2seq(lambda m, g: m.step(g["tokens"], started(m))[0], "tokens"),
    "decoder": seq2seq(
        lambda m, g: teacher_forced_log_probabilities(m.decoder, g["targets"], started(m))[0],
        "targets",
    ),
    "language model": Block(
        lambda: build_language_model(SMALL, SYMBOLS),
        lambda m, g: m.loss(g["read"], g["lengths"], g["target"]).total,
        READ | {"target": ("ids", ("batch", "time"))},
    ),
    "language model step": Block(
        lambda: build_language_model(SMALL, SYMBOLS),
        lambda m, g: m.step(g["tokens"], m.start(SIZES["batch"]))[0],
        {"tokens": ("ids", (SIZES["batch"],))},
    ),
    "classifier": Block(
        lambda: build_classifier(SMALL, ClassifierConfig(), SYMBOLS, 3),
        lambda m, g: m.loss(g["ids"], g["lengths"], g["labels"]).total,
        SOURCE | {"labels": ("ids", ("batch",))},
    ),
    "tagger": Block(
        tagger,
        tag,
        {
            "positions": ("ids", ("batch", "time")),
            "lengths": ("lengths", ("batch",)),
            "tags": ("ids", ("batch", "time")),
        },
    ),
}
BLOCKS["location-sensitive"] = Block(
    lambda: attention.LocationSensitiveAttention(6, 6, 4),
    lambda m, g: m(g["query"], m.prepare(torch.randn(4, 5, 6), [5, 4, 3, 0]), g["state"]),
    {"query": ("real", (4, 6)), "state": ("real", (4, 5))},
)
for kind, make in {
    "additive": lambda: attention.AdditiveAttention(6, 6, 4),
    "concat": lambda: attention.ConcatAttention(6, 6, 4),
    "general": lambda: attention.GeneralAttention(6, 6),
    "dot": lambda: attention.DotAttention(6, 6),
    "dot, scaled": lambda: attention.ScaledDotAttention(6, 6),
}.items():
    BLOCKS |= {f"{kind} {what}": block for what, block in looks(make).items()}


def tensor_of(kind: str, shape: list[int]) -> Tensor:
    if kind == "real":
        return torch.randn(shape, requires_grad=True)
    if kind == "ids":
        return torch.randint(0, 3, shape)
    return torch.full(shape, 2)


def changed(tensor: Tensor, kind: str, case: dict[str, Any]) -> Any:
    """The argument with what is wrong about it."""
    shape = list(tensor.shape)
    match case["change"]:
        case "nothing":
            return tensor
        case "size":
            shape[case["axis"]] = case["size"]
            return tensor_of(kind, shape)
        case "axis too many":
            return tensor[None]
        case "axis too few":
            return tensor[0]
        case "type":
            return tensor.to(getattr(torch, case["type"]))
        case "device":
            return tensor.to("meta")
        case "list":
            return tensor.tolist()
        case "none":
            return None
    raise ValueError(case["change"])


def outcome(case: dict[str, Any]) -> dict[str, str]:
    """`ran`, or what was raised and what it says."""
    block = BLOCKS[case["block"]]
    torch.manual_seed(0)
    given = {}
    for name, (kind, shape) in block.arguments.items():
        sizes = [SIZES[axis] if isinstance(axis, str) else axis for axis in shape]
        given[name] = tensor_of(kind, sizes)
        if name == case.get("argument"):
            given[name] = changed(given[name], kind, case)
    try:
        found = block.run(block.make(), given)
        total = sum(part.sum() for part in flat(found) if part.is_floating_point())
        if isinstance(total, Tensor) and total.requires_grad:
            total.backward()
    except Exception as problem:
        return {"outcome": type(problem).__name__, "message": str(problem)}
    return {"outcome": "ran", "message": ""}


def flat(found: Any) -> list[Tensor]:
    if found is None:
        return []
    return [found] if isinstance(found, Tensor) else [t for part in found for t in flat(part)]


def main() -> None:
    torch.set_num_threads(1)
    if sys.argv[1:] == ["list"]:
        sys.stdout.write(json.dumps({name: block.arguments for name, block in BLOCKS.items()}))
        return
    for line in sys.stdin:
        sys.stdout.write(json.dumps(outcome(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
