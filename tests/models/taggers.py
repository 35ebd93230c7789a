"""Small taggers of the sentences in `tests.models.sentences`, whose words they read in every
way."""

from collections.abc import Sequence
from typing import Any

import torch
from tests.chains import some_constraints
from tests.models.sentences import EVERYTHING, SENTENCES, batch, inventory

from pantoum.config import ModelConfig, TaggerConfig
from pantoum.data.word_batch import WordBatch
from pantoum.models import Tagger, TagHeadSpec, build_tagger

TAGS = 3
SOFTMAX = TagHeadSpec(TAGS, False)
CRF = TagHeadSpec(TAGS, True)
CONSTRAINED = TagHeadSpec(TAGS, True, some_constraints(TAGS))
KINDS = {"softmax": SOFTMAX, "crf": CRF, "constrained": CONSTRAINED}
HIDDEN = 4


def tagger_of(
    kinds: Sequence[TagHeadSpec] = (SOFTMAX, CRF), characters: Any = "lstm", **model: Any
) -> Tagger:
    """In double precision, without dropout; biases and transitions, which start at 0, would hide
    mistakes.
    """
    settings = {"embedding": 7, "hidden": HIDDEN, "dropout": 0.0} | model
    read = TaggerConfig(**{**EVERYTHING, "characters": characters, "word_dropout": 0.0})
    tagger = build_tagger(ModelConfig(**settings), read, inventory(), kinds).double()
    with torch.no_grad():
        for parameter in tagger.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    return tagger


def tagged_batch(rows: list[int], kinds: Sequence[TagHeadSpec] = (SOFTMAX, CRF)) -> WordBatch:
    """Sentences with tags that go from one to the next through all of a kind, another way in each
    kind.
    """
    given = batch(rows)
    time = torch.arange(given.positions.shape[1])
    numbers = torch.tensor(rows).reshape(-1, 1)
    real = time < given.lengths[:, None]
    tags = [
        ((place + 1) * (time + numbers) % kind.tags).masked_fill(~real, 0)
        for place, kind in enumerate(kinds)
    ]
    return given._replace(tags=tuple(tags))


ALL = list(range(len(SENTENCES)))
