"""What a run of a tagger chooses by itself."""

from typing import Any

import pytest
from tests.reversing import with_settings

from pantoum.config import Config, ResolvedConfig, by_name, resolve
from pantoum.data import SentenceCorpus, WordVocabulary, encode_sentences
from pantoum.errors import PantoumError
from pantoum.tasks.choices import facts_of


def choose(config: Config, sentences: SentenceCorpus) -> ResolvedConfig:
    return resolve(config, "tagger", facts_of([sentences.lengths]))


def corpus(count: int, longest: int = 1) -> SentenceCorpus:
    """So many sentences of 1 to `longest` words, each length as often."""
    sentences = [["a"] * (1 + row % longest) for row in range(count)]
    return encode_sentences(sentences, WordVocabulary.train("a"))


@pytest.mark.parametrize(
    ("sentences", "epochs", "rows", "patience"),
    [(2, 20, 16, 10), (6_000, 20, 16, 10), (6_001, 10, 32, 5), (40_000, 10, 32, 5)],
)
def test_small_data_have_more_epochs_and_smaller_batches(
    sentences: int, epochs: int, rows: int, patience: int
) -> None:
    chosen = choose(Config(), corpus(sentences))
    model = chosen.model
    training = chosen.training
    assert (model.embedding, model.hidden, model.layers, model.dropout) == (100, 160, 2, 0.45)
    assert model.variational_dropout is True
    assert (training.epochs, training.batch_tokens, training.patience) == (epochs, rows, patience)
    assert (training.learning_rate, training.label_smoothing) == (0.003, 0.0)


def test_a_batch_has_room_for_so_many_sentences_of_mean_length() -> None:
    assert choose(Config(), corpus(10, longest=2)).training.batch_tokens == 24  # 16 * 1.5
    assert choose(Config(), corpus(3, longest=3)).training.batch_tokens == 32
    assert choose(Config(), corpus(4, longest=3)).training.batch_tokens == 28  # 16 * 7 / 4


def test_what_is_given_stays() -> None:
    given: dict[str, Any] = {
        "model.embedding": 3,
        "model.hidden": 4,
        "model.layers": 1,
        "model.dropout": 0.0,
        "model.variational_dropout": False,
        "training.epochs": 30,
        "training.batch_tokens": 7,
        "training.patience": 0,
        "training.learning_rate": 0.1,
        "training.label_smoothing": 0.2,
        "tagger.crf": True,
    }
    chosen = by_name(choose(with_settings(Config(), given), corpus(5)))
    assert {name: chosen[name] for name in given} == given
    assert chosen["model.cell"] == "lstm"


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("training.epochs", 0, "a whole number of at least 1"),
        ("model.hidden", 0, "a whole number from 1 to 1,000,000"),
        ("tagger.affixes", -1, "a whole number from 0 to 1,000"),
    ],
)
def test_settings_that_cannot_work_are_refused(name: str, value: Any, rule: str) -> None:
    with pytest.raises(PantoumError, match=f"^{name} must be {rule}, but is {value}$"):
        choose(with_settings(Config(), {name: value}), corpus(5))
