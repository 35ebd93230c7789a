"""From pairs to everything a run needs: tokenizers, corpora and a complete configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pantoum.config import Config, DataConfig, resolve
from pantoum.data import (
    Corpus,
    Example,
    Tokenizer,
    Units,
    Unknown,
    UnknownSymbols,
    count_unknown,
    encode_corpus,
    infer_units,
    with_references,
)
from pantoum.errors import PantoumError
from pantoum.metrics import Texts
from pantoum.search.limit import OutputLimit
from pantoum.symbols import SPECIAL_SYMBOLS
from pantoum.tasks.choices import chosen_note, facts_of
from pantoum.tasks.contract import Prepared
from pantoum.tasks.feature_order import order_notes
from pantoum.tasks.pairs import (
    Pairs,
    check_dev_groups,
    drawing_of,
    part,
    source_tokenizer,
)
from pantoum.tasks.seq2seq.task import Seq2SeqTask
from pantoum.tasks.vocabulary import train_tokenizer


def prepare(
    pairs: Pairs, dev: Pairs | None, config: Config, start: Seq2SeqTask | None = None
) -> Prepared[Seq2SeqTask]:
    """Infer what the configuration leaves open and encode both parts.

    Args:
        pairs: the training data.
        dev: the development data; None holds out a part of the training data.
        start: the task whose vocabularies are extended; None for new ones.
    Raises: PantoumError for data that cannot be read, or settings that cannot work.
    """
    data, examples, dev_examples, notes = part(pairs, dev, config)
    units = _units(data, examples)
    data = replace(data, source_units=units.source, target_units=units.target)
    notes += [units.why] if units.why else []
    source = source_tokenizer(data, units.source, examples, pairs.path, start and start.source)
    check_dev_groups(source, dev, data)
    notes += order_notes(examples, source.features)
    outputs = [example.target for example in examples if example.target is not None]
    target = train_tokenizer(data, units.target, outputs, "target", start and start.target)
    corpus = encode_corpus(examples, source, target)
    dev_corpus = encode_corpus(dev_examples, source, target)
    notes += rare_notes(count_unknown(examples, corpus, source, target), source.text, target)
    notes += unknown_notes(count_unknown(dev_examples, dev_corpus, source, target), "dev")
    notes += reference_notes(with_references(dev_examples).texts, "dev")
    corpus, kept, long_notes = _leave_out_long(corpus, examples, data.max_length)
    drawing, drawing_notes = drawing_of(kept, data)
    corpus = replace(corpus, drawing=drawing)
    notes += [*long_notes, *drawing_notes]
    if dev is None:  # one of the user's own is scored as it is
        dev_corpus, dev_examples, long_notes = _leave_out_long(
            dev_corpus, dev_examples, data.max_length, " of the dev set"
        )
        notes += long_notes
    assert corpus.target is not None
    chosen = resolve(replace(config, data=data), Seq2SeqTask.name, facts_of(corpus.sides))
    notes += chosen_note(config, chosen)
    limit = OutputLimit.of(corpus.source, corpus.target)
    longest = int(corpus.source.lengths.max()) - 1  # without </s>
    if start is not None:  # what could be written and read before still can
        earlier = start.limit
        limit = OutputLimit(max(limit.ratio, earlier.ratio), max(limit.extra, earlier.extra))
        longest = max(longest, start.longest_source or 0)
    task = Seq2SeqTask(source, target, limit, longest)
    return Prepared(chosen, task, corpus, dev_corpus, dev_examples, notes)


def _leave_out_long(
    corpus: Corpus, examples: Sequence[Example], longest: int, where: str = ""
) -> tuple[Corpus, Sequence[Example], list[str]]:
    """The pairs without those that are longer, encoded and as they were read, and a note on how
    many these were.
    """
    assert corpus.target is not None
    symbols = np.maximum(corpus.source.lengths, corpus.target.lengths) - 1  # but for </s>
    rows = np.flatnonzero(symbols <= longest).tolist()
    left_out = len(symbols) - len(rows)
    if not left_out:
        return corpus, examples, []
    if not rows:
        raise PantoumError(
            f"no pair{where} has at most data.max_length = {longest} symbols on both sides",
            remedy=f"set it to {symbols.max()} to keep all",
            setting="data.max_length",
            value=longest,
        )
    note = (
        f"left out{where}: {left_out:,} pair{'s' if left_out > 1 else ''} with more than "
        f"{longest:,} symbols on one "
        f"side, the longest {symbols.max():,} (data.max_length)"
    )
    kept = Corpus(corpus.source.take(rows), corpus.target.take(rows))
    return kept, [examples[row] for row in rows], [note]


def _units(data: DataConfig, examples: Sequence[Example]) -> Units:
    """The units of both sides: those that are set, the others inferred from the examples."""
    if data.source_units and data.target_units:
        return Units(data.source_units, data.target_units, "")
    inferred = infer_units(examples)
    return Units(
        data.source_units or inferred.source, data.target_units or inferred.target, inferred.why
    )


def unknown_notes(unknown: UnknownSymbols, part: str) -> list[str]:
    """A line for each side of some examples that has symbols which the model does not know.

    Args:
        part: what the examples are, as in "dev".
    """
    notes = [f"{part}: {unknown.inputs.describe('input symbols')}"] if unknown.inputs else []
    return notes + (
        [f"{part}: {unknown.outputs.describe('output symbols')}, and cannot be written by it"]
        if unknown.outputs
        else []
    )


def reference_notes(references: Sequence[Texts], part: str) -> list[str]:
    """A line on inputs that have several right outputs, if there are some.

    Args:
        references: of each input, see `with_references`.
        part: what the examples are, as in "dev".
    """
    several = sum(isinstance(one, tuple) for one in references)
    if not several:
        return []
    have = "inputs have" if several > 1 else "input has"
    return [f"{part}: {several:,} {have} several right outputs, of which any counts"]


def rare_notes(unknown: UnknownSymbols, source: Tokenizer, target: Tokenizer) -> list[str]:
    """A line for each side of the training data itself whose vocabulary leaves words out."""
    sides = (("input", source, unknown.inputs), ("output", target, unknown.outputs))
    return [_rare(side, vocabulary, rare) for side, vocabulary, rare in sides if rare]


def _rare(side: str, vocabulary: Tokenizer, unknown: Unknown) -> str:
    known = vocabulary.size - len(SPECIAL_SYMBOLS)
    share = 100 * unknown.counts.total() / unknown.symbols
    return (
        f"{side}: {known:,} of {known + len(unknown.counts):,} different {vocabulary.units} are "
        "known, the others, "
        f"{share:.1f} % of the text, are too rare (data.min_count, data.vocabulary_size)"
    )
