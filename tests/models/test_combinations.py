"""What holds for every model that the settings can describe, over a sample in which every pair of
values meets.
"""

from typing import Any

import torch
from tests.models.combinations import COVER, SAMPLE, all_pairs, batch, model_of, name_of
from tests.tiers import covering, each, pairs
from torch.testing import assert_close

from pantoum.models import teacher_forced_log_probabilities
from pantoum.symbols import BOS

each_combination = each(SAMPLE, name_of)
each_pair_of_values = each(COVER, name_of)


def test_every_pair_of_values_is_in_the_sample() -> None:
    for choices in (COVER, covering(SAMPLE), covering(COVER)):
        assert set().union(*(pairs(choice) for choice in choices)) == all_pairs()


@each_combination
def test_steps_equal_the_whole_sequence(choice: dict[str, Any]) -> None:
    model, given = model_of(choice).float(), batch()
    state = model.start(given.source, given.source_lengths)
    logits, weights = teacher_forced_log_probabilities(model.decoder, given.read, state)
    for step in range(logits.shape[1]):
        stepped, state, looked = model.step(given.read[:, step], state)
        assert_close(stepped, logits[:, step], rtol=1e-5, atol=1e-5)
        assert (looked is None) is (weights is None) is (choice["attention"] == "none")
        if looked is not None and weights is not None:
            assert_close(looked, weights[:, step], rtol=1e-5, atol=1e-5)


@each_combination
def test_gradients_reach_every_number(choice: dict[str, Any]) -> None:
    model, given = model_of(choice), batch()
    model.loss(*given, label_smoothing=0.1).total.backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        reached = parameter.grad != 0
        if name == "encoder.embedding.weight":
            rows = torch.cat([given.source[row, :n] for row, n in enumerate(given.source_lengths)])
            reached = reached[rows]
        if name == "decoder.embedding.weight":
            rows = [given.target[row, : n - 1] for row, n in enumerate(given.target_lengths)]
            reached = reached[torch.cat([*rows, torch.tensor([BOS])])]
        assert reached.all(), name


@each_pair_of_values
def test_a_batch_equals_its_rows_one_by_one(choice: dict[str, Any]) -> None:
    model, given = model_of(choice), batch()
    logits, weights = teacher_forced_log_probabilities(
        model.decoder, given.read, model.start(given.source, given.source_lengths)
    )
    for row in range(4):
        alone = given.row(row)
        source, target = alone.source.shape[1], alone.target.shape[1]
        expected, looked = teacher_forced_log_probabilities(
            model.decoder, alone.read, model.start(alone.source, alone.source_lengths)
        )
        assert_close(logits[row : row + 1, :target], expected)
        if weights is not None:
            assert_close(weights[row : row + 1, :target, :source], looked)
            assert weights[row, :, source:].count_nonzero() == 0


@each_pair_of_values
def test_select_reorders_the_state(choice: dict[str, Any]) -> None:
    model, given = model_of(choice), batch()
    tokens, rows = given.target[:, 0], torch.tensor([3, 0, 0, 2, 1])
    _, state, _ = model.step(torch.full((4,), BOS), model.start(given.source, given.source_lengths))
    logits, after, weights = model.step(tokens, state)
    logits_picked, after_picked, weights_picked = model.step(tokens[rows], state.select(rows))
    assert_close(logits_picked, logits[rows])
    assert_close(model.step(tokens[rows], after_picked)[0], model.step(tokens, after)[0][rows])
    if weights is not None and weights_picked is not None:
        assert_close(weights_picked, weights[rows])
