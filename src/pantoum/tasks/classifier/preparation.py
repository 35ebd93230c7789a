"""From pairs of a text and a label to everything a run needs: vocabularies, corpora and a complete
configuration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pantoum.config import Config, DataConfig, UnitName, resolve
from pantoum.data import (
    Example,
    LabelledCorpus,
    LabelVocabulary,
    encode_labelled,
    infer_side,
    labels_of,
)
from pantoum.errors import PantoumError
from pantoum.tasks.choices import chosen_note, facts_of
from pantoum.tasks.classifier.scores import unknown_labels
from pantoum.tasks.classifier.task import ClassifierTask
from pantoum.tasks.contract import Prepared
from pantoum.tasks.feature_order import order_notes
from pantoum.tasks.pairs import (
    Pairs,
    check_dev_groups,
    drawing_of,
    part,
    source_tokenizer,
)


def prepare(
    pairs: Pairs, dev: Pairs | None, config: Config, start: ClassifierTask | None = None
) -> Prepared[ClassifierTask]:
    """Infer what the configuration leaves open and encode both parts.

    Args:
        pairs: the training data; each output is a label.
        dev: the development data; None holds out a part of the training data.
        start: the task whose vocabularies are extended; None for new ones.
    Raises: PantoumError for data that cannot be read or have one label only, or settings that
        cannot work.
    """
    data, examples, dev_examples, notes = part(pairs, dev, config)
    units, unit_note = _units(data, examples)
    data = replace(data, source_units=units)
    labels, label_note = _labels(pairs, examples, start and start.labels)
    source = source_tokenizer(data, units, examples, pairs.path, start and start.source)
    check_dev_groups(source, dev, data)
    encoded = encode_labelled(examples, source, labels)
    corpus, kept, long_note = _leave_out_long(encoded, examples, data.max_length)
    drawing, drawing_notes = drawing_of(kept, data)
    corpus = replace(corpus, drawing=drawing)
    longest = int(corpus.source.lengths.max()) - 1  # without </s>
    if start is not None:
        longest = max(longest, start.longest_source or 0)
    task = ClassifierTask(source, labels, longest)
    dev_corpus = encode_labelled(dev_examples, source, labels)
    unknown = unknown_labels(labels, labels_of(dev_examples))
    facts = facts_of([corpus.source.lengths])
    chosen = resolve(replace(config, data=data), ClassifierTask.name, facts)
    own_notes = [
        unit_note,
        label_note,
        *order_notes(examples, source.features),
        long_note,
        *drawing_notes,
        unknown and f"dev set: {unknown}",
        *chosen_note(config, chosen),
    ]
    return Prepared(
        chosen, task, corpus, dev_corpus, dev_examples, [*notes, *filter(None, own_notes)]
    )


def _units(data: DataConfig, examples: Sequence[Example]) -> tuple[UnitName, str]:
    if data.source_units:
        return data.source_units, ""
    units, why = infer_side([example.source for example in examples])
    return units, f"input: {units} ({why})"


def _labels(
    pairs: Pairs, examples: Sequence[Example], start: LabelVocabulary | None
) -> tuple[LabelVocabulary, str]:
    """The labels, and a note on them: how often the most frequent one is right is the least to ask
    of a model.

    Args:
        start: the labels that are extended, if any.
    """
    references = labels_of(examples)
    of_these = LabelVocabulary.train([references])
    most = of_these.labels[0]
    labels = of_these if start is None else start.extended([references])
    if labels.size < 2:
        raise PantoumError(
            f"all {len(references):,} texts to learn from have the label {most[:40]!r}",
            where=str(pairs.path),
            remedy="add others",
        )
    share = 100 * references.count(most) / len(references)
    return (
        labels,
        f"labels: {labels.size:,} different, the most frequent {most[:40]!r} ({share:.1f} % of the "
        "texts)",
    )


def _leave_out_long(
    corpus: LabelledCorpus, examples: Sequence[Example], longest: int
) -> tuple[LabelledCorpus, Sequence[Example], str]:
    """The texts without those that are longer, encoded and as they were read, and a note on how
    many these were.
    """
    symbols = corpus.source.lengths - 1  # but for </s>
    kept = np.flatnonzero(symbols <= longest)
    if len(kept) == len(symbols):
        return corpus, examples, ""
    if not len(kept):
        raise PantoumError(
            f"no text has at most data.max_length = {longest} symbols",
            remedy=f"set it to {symbols.max()} to keep all",
            setting="data.max_length",
            value=longest,
        )
    count = len(symbols) - len(kept)
    note = (
        f"left out: {count:,} {'text' if count == 1 else 'texts'} with more than {longest:,} "
        f"symbols, the longest {symbols.max():,} (data.max_length)"
    )
    rows = kept.tolist()
    texts = [examples[row] for row in rows]
    return LabelledCorpus(corpus.source.take(rows), corpus.labels[kept]), texts, note
