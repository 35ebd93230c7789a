"""What holds for every encoder-decoder, whatever cells and attention it is made of; each check
takes a model in float64.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tests.comparing import gradients
from tests.contracts import steps
from tests.contracts.numeric import check_numeric_gradients, check_saved_and_loaded
from tests.contracts.steps import Subject
from tests.models.combinations import Pairs, batch
from torch import Tensor
from torch.testing import assert_close

from pantoum.models import Seq2Seq, for_inference, teacher_forced_log_probabilities
from pantoum.symbols import BOS


def here() -> Pairs:
    """Four pairs on the device of the tests."""
    device = torch.get_default_device()
    return Pairs(*(part.to(device) for part in batch()))


def subject_of(step: Any, given: Pairs | None = None) -> Subject:
    """Whatever reads inputs and takes steps, over the four pairs."""
    pairs = here() if given is None else given

    def start(rows: Sequence[int]) -> Any:
        lengths = pairs.source_lengths[list(rows)]
        return step.start(pairs.source[list(rows), : int(lengths.max())], lengths)

    return Subject(step, start, pairs.read)


def check_teacher_forcing_equals_steps(model: Seq2Seq, tolerance: float = 1e-7) -> None:
    given = here()
    subject = subject_of(model)
    width = int(given.source_lengths.max())
    state = model.start(given.source[:, :width], given.source_lengths)
    logits, weights = teacher_forced_log_probabilities(model.decoder, given.read, state)
    steps.check_steps_equal_the_whole_sequence(subject, logits, weights, tolerance)


def check_training_equals_the_plain_loop(model: Seq2Seq) -> None:
    """What a model computes when it is trained, and its gradients, are those of one step of its
    cells and its attention after the other.
    """
    given = here()
    parameters = list(model.parameters())

    def run() -> list[Tensor]:
        state = model.start(given.source, given.source_lengths)
        logits, weights = teacher_forced_log_probabilities(model.decoder, given.read, state)
        return [logits] if weights is None else [logits, weights]

    found = run()
    found_gradients = gradients(found, parameters)
    switches: list[Any] = [module for module in model.modules() if hasattr(module, "fast")]
    for module in switches:
        if isinstance(module.fast, bool):
            module.fast = False
    expected = run()
    assert_close(found, expected)
    assert_close(found_gradients, gradients(expected, parameters))


def check_inference_form_equals_module(model: Seq2Seq) -> None:
    model = copy.deepcopy(model).eval()
    with torch.no_grad():
        steps.check_steps_equal(subject_of(model), subject_of(for_inference(model)))


def check_gradients_reach_every_number(model: Seq2Seq) -> None:
    given = here()
    model.loss(*given, label_smoothing=0.1).total.backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        reached = parameter.grad != 0
        if name == "encoder.embedding.weight":
            read = [given.source[row, :n] for row, n in enumerate(given.source_lengths)]
            reached = reached[torch.cat(read)]
        if name == "decoder.embedding.weight":
            read = [given.target[row, : n - 1] for row, n in enumerate(given.target_lengths)]
            reached = reached[torch.cat([*read, torch.tensor([BOS])])]
        assert reached.all(), name


def check_gradients(model: Seq2Seq) -> None:
    given = here()

    def run() -> list[Tensor]:
        return [model.loss(*given, label_smoothing=0.1).total]

    check_numeric_gradients(model, run, fast=True)


def check_a_batch_equals_its_rows(model: Seq2Seq) -> None:
    """Under teacher forcing: logits, weights and the loss; padding changes nothing."""
    given = here()
    state = model.start(given.source, given.source_lengths)
    logits, weights = teacher_forced_log_probabilities(model.decoder, given.read, state)
    alone_losses = []
    for row in range(4):
        alone = given.row(row)
        source = alone.source.shape[1]
        target = alone.target.shape[1]
        state = model.start(alone.source, alone.source_lengths)
        expected, own = teacher_forced_log_probabilities(model.decoder, alone.read, state)
        assert_close(logits[row : row + 1, :target], expected)
        alone_losses.append(model.loss(*alone).total)
        if weights is not None:
            assert_close(weights[row : row + 1, :target, :source], own)
            assert weights[row, :, source:].count_nonzero() == 0
    assert_close(model.loss(*given).total, torch.stack(alone_losses).sum())


def check_file(model: Seq2Seq, fresh: Seq2Seq, file: Path) -> None:
    given = here()
    run = lambda model: model(*given[:3])  # noqa: E731
    check_saved_and_loaded(model, fresh, run, file)


CHECKS = [
    check_teacher_forcing_equals_steps,
    check_training_equals_the_plain_loop,
    check_gradients_reach_every_number,
    check_a_batch_equals_its_rows,
]
