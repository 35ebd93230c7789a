"""How good the outputs of a model are on data that it is explained on: the scores of an evaluation,
made so quickly that many copies of a model can be judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pantoum.data import Referenced
from pantoum.evaluation import (
    Assessment,
    assess_labels,
    assess_pairs,
    assess_tags,
)
from pantoum.explaining.examined import Examined
from pantoum.metrics import accepted
from pantoum.predictor.evaluating import assess_model_texts, likelihoods_of
from pantoum.predictor.groups import group_options


def assess(examined: Examined, rows: Sequence[int], predictor: Any) -> Assessment:
    """Judge what a model makes of some of the examined inputs.

    An encoder-decoder writes with a greedy search; the perplexity is that of the right outputs, of
    a language model that of the texts.

    Args:
        rows: the numbers of the inputs.
        predictor: of the examined model, or of a copy that reads and writes the same symbols.
    Raises: ValueError where nothing is right or wrong for there are no references.
    """
    data = [examined.data[row] for row in rows]
    if examined.kind == "language_model":
        return assess_model_texts(predictor, data)
    if examined.references is None:
        raise ValueError("the examined data have no references to judge by")
    references = [examined.references[row] for row in rows]
    if examined.kind == "tagger":
        tags = predictor.tags([sentence.words for sentence in data])
        return assess_tags(predictor.columns, data, tags, predictor.knows)
    sources = [one.source for one in data]
    features = [one.features for one in data] if predictor.reads_features else None
    options = group_options(predictor, data)
    if examined.kind == "classifier":
        found = predictor(sources, features, **options)
        return assess_labels(references, [one.label for one in found])
    return _assess_pairs(predictor, data, references, sources, features, options)


def _assess_pairs(
    predictor: Any,
    data: Sequence[Any],
    references: Sequence[Any],
    sources: Sequence[str],
    features: Sequence[str | None] | None,
    options: dict[str, Any],
) -> Assessment:
    search = {"beam": 1, "diversity": 0.0, "attention": False}
    outputs = [one.text for one in predictor(sources, features, **options, **search)]
    pairs = []
    firsts = []
    inputs = []
    for place, (one, right) in enumerate(zip(data, references, strict=True)):
        texts = accepted(right)
        firsts.append(len(pairs))
        pairs += [one._replace(target=text) for text in texts]
        inputs += [place] * len(texts)
    known = Referenced(firsts, list(references), inputs)
    settings = predictor.config.data
    return assess_pairs(
        settings.target_units,
        references,
        outputs,
        likelihoods_of(predictor, pairs, known),
        settings.normalization,
    )
