"""What a run chooses by itself: complete, growing with the data, and never against what was asked
for.
"""

from dataclasses import asdict

import numpy as np
import pytest
from tests.reversing import with_settings

from pantoum.config import Config, DataConfig, ResolvedConfig, by_name, resolve
from pantoum.data import Corpus, FlatSequences
from pantoum.errors import PantoumError
from pantoum.tasks.choices import facts_of

AMOUNTS = (1, 800, 3_600, 29_000, 113_000)


def corpus_of(pairs: int, source: int = 8, target: int = 7) -> Corpus:
    """So many pairs of the given lengths."""

    def flat(length: int) -> FlatSequences:
        return FlatSequences(
            np.full(pairs * length, 4, dtype=np.int32),
            np.arange(0, pairs * length + 1, length, dtype=np.int64),
        )

    return Corpus(flat(source), flat(target))


def choose(config: Config, corpus: Corpus) -> ResolvedConfig:
    return resolve(config, "seq2seq", facts_of(corpus.sides))


@pytest.mark.parametrize("pairs", AMOUNTS)
def test_nothing_stays_open(pairs: int) -> None:
    assert None not in by_name(choose(Config(), corpus_of(pairs))).values()


def test_choices_grow_with_the_data() -> None:
    chosen = [choose(Config(), corpus_of(pairs)) for pairs in AMOUNTS]
    for rising in (
        "model.embedding",
        "model.hidden",
        "model.decoder_hidden",
        "training.batch_tokens",
    ):
        values = [by_name(one)[rising] for one in chosen]
        assert values == sorted(values), rising
    for falling in ("model.dropout", "training.epochs", "training.patience"):
        values = [by_name(one)[falling] for one in chosen]
        assert values == sorted(values, reverse=True), falling


@pytest.mark.parametrize("pairs", AMOUNTS)
def test_all_pairs_together_are_learned_from_more_often_where_there_are_more(pairs: int) -> None:
    more = choose(Config(), corpus_of(2 * pairs))
    less = choose(Config(), corpus_of(pairs))
    assert 2 * pairs * more.training.epochs >= pairs * less.training.epochs


def test_what_is_set_stays() -> None:
    given = {
        "model.embedding": 3,
        "model.hidden": 5,
        "model.dropout": 0.0,
        "training.epochs": 2,
        "training.batch_tokens": 77,
        "training.patience": 0,
        "training.learning_rate": 0.5,
        "training.label_smoothing": 0.0,
        "training.evaluate_every": 9,
        "training.threads": 2,
    }
    chosen = by_name(choose(with_settings(Config(), given), corpus_of(3_600)))
    assert {name: chosen[name] for name in given} == given


def test_settings_that_are_chosen_by_others_stay_what_they_are() -> None:
    config = Config(data=DataConfig(features_column="3", source_units="bpe", target_units="words"))
    before = asdict(config)
    after = asdict(choose(config, corpus_of(800)))
    assert after["data"] == before["data"]
    assert after["search"] == before["search"]
    assert after["seed"] == before["seed"]


def test_a_batch_holds_the_rows_of_the_recipe_and_a_long_pair_changes_it_little() -> None:
    rows = choose(Config(), corpus_of(3_600)).training.batch_tokens / 15
    assert rows == choose(Config(), corpus_of(3_600, 40, 35)).training.batch_tokens / 75
    sequences = FlatSequences.of([[4], [4] * 5_000, *([[4]] * 98)])
    assert (
        choose(Config(), Corpus(sequences, sequences)).training.batch_tokens == 816
    )  # 8 times the mean of 102


def test_patience_outlasts_a_few_bad_evaluations() -> None:
    for epochs in (1, 2, 10, 60):
        chosen = choose(with_settings(Config(), {"training.epochs": epochs}), corpus_of(800))
        assert chosen.training.patience >= max(5, epochs // 2)


def test_settings_that_cannot_work_are_refused() -> None:
    with pytest.raises(
        PantoumError, match=r"model\.attention dot .* set model\.decoder_hidden to \d+"
    ):
        choose(
            with_settings(Config(), {"model.attention": "dot", "model.decoder_hidden": 7}),
            corpus_of(800),
        )
    with pytest.raises(
        PantoumError, match=r"training\.epochs must be a whole number of at least 1, but is 0"
    ):
        choose(with_settings(Config(), {"training.epochs": 0}), corpus_of(800))
