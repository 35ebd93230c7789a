"""What a run of a language model chooses by itself: growing with the data, and never against what
was asked for.
"""

import numpy as np
import pytest
from tests.reversing import with_settings

from pantoum.config import Config, DataFacts, ResolvedConfig, by_name, resolve
from pantoum.data import FlatSequences, TextCorpus
from pantoum.errors import PantoumError

AMOUNTS = (10, 30_000, 300_000, 3_000_000)


def corpus_of(symbols: int) -> TextCorpus:
    offsets = np.arange(0, symbols + 1, 10, dtype=np.int64)
    return TextCorpus(FlatSequences(np.full(symbols, 4, dtype=np.int32), offsets))


def choose(config: Config, corpus: TextCorpus) -> ResolvedConfig:
    facts = DataFacts(len(corpus.texts.values), config.language_model.steps)
    return resolve(config, "language_model", facts)


def test_choices_grow_with_the_data() -> None:
    chosen = [by_name(choose(Config(), corpus_of(symbols))) for symbols in AMOUNTS]
    for rising in ("model.embedding", "model.hidden", "training.batch_tokens"):
        values = [one[rising] for one in chosen]
        assert values == sorted(values), rising
    for falling in ("model.dropout", "training.epochs", "training.patience"):
        values = [one[falling] for one in chosen]
        assert values == sorted(values, reverse=True), falling
    for streams, one in zip((4, 8, 16, 32), chosen, strict=True):
        assert one["training.batch_tokens"] == streams * one["language_model.steps"]


def test_what_is_set_stays() -> None:
    given = {
        **{"model.embedding": 3, "model.hidden": 5, "model.layers": 2, "model.dropout": 0.0},
        **{"training.epochs": 2, "training.batch_tokens": 77, "training.learning_rate": 0.5},
        **{"training.label_smoothing": 0.2, "training.patience": 0, "language_model.steps": 7},
    }
    chosen = by_name(choose(with_settings(Config(), given), corpus_of(30_000)))
    assert {name: chosen[name] for name in given} == given
    assert by_name(choose(with_settings(Config(), {"language_model.steps": 7}), corpus_of(10)))[
        "training.batch_tokens"
    ] == 28  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [("language_model.steps", 0), ("model.layers", 0)])
def test_settings_that_cannot_work_are_refused(name: str, value: int) -> None:
    with pytest.raises(PantoumError, match=rf"^{name} must be .*, but is {value}$"):
        choose(with_settings(Config(), {name: value}), corpus_of(10))
