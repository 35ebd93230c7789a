"""What a run of a classifier chooses by itself: growing with the data, and never against what was
asked for.
"""

import numpy as np
import pytest
from tests.reversing import with_settings

from pantoum.config import Config, ResolvedConfig, by_name, resolve
from pantoum.data import FlatSequences, LabelledCorpus
from pantoum.errors import PantoumError
from pantoum.tasks.choices import facts_of

AMOUNTS = (1, 800, 3_600, 29_000)


def corpus_of(texts: int, length: int = 9) -> LabelledCorpus:
    ids = np.full(texts * length, 4, dtype=np.int32)
    offsets = np.arange(0, texts * length + 1, length, dtype=np.int64)
    return LabelledCorpus(FlatSequences(ids, offsets), np.zeros(texts, dtype=np.int64))


def choose(config: Config, corpus: LabelledCorpus) -> ResolvedConfig:
    return resolve(config, "classifier", facts_of([corpus.source.lengths]))


def test_choices_grow_with_the_data() -> None:
    chosen = [by_name(choose(Config(), corpus_of(texts))) for texts in AMOUNTS]
    for rising in ("model.embedding", "model.hidden", "training.batch_tokens"):
        values = [one[rising] for one in chosen]
        assert values == sorted(values), rising
    for falling in ("model.dropout", "training.epochs", "training.patience"):
        values = [one[falling] for one in chosen]
        assert values == sorted(values, reverse=True), falling
    for rows, one in zip((8, 8, 16, 32), chosen, strict=True):
        assert one["training.batch_tokens"] == rows * 9


def test_what_is_set_stays() -> None:
    given = {
        **{"model.embedding": 3, "model.hidden": 5, "model.layers": 2, "model.dropout": 0.0},
        **{"training.epochs": 2, "training.batch_tokens": 77, "training.learning_rate": 0.5},
        **{
            "training.label_smoothing": 0.2,
            "training.patience": 0,
            "model.variational_dropout": True,
        },
    }
    chosen = by_name(choose(with_settings(Config(), given), corpus_of(3_600)))
    assert {name: chosen[name] for name in given} == given


@pytest.mark.parametrize(("name", "value"), [("training.epochs", 0), ("model.hidden", 0)])
def test_settings_that_cannot_work_are_refused(name: str, value: int) -> None:
    with pytest.raises(PantoumError, match=rf"^{name} must be .*, but is {value}$"):
        choose(with_settings(Config(), {name: value}), corpus_of(3))
