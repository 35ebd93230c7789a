"""From pairs to everything a run needs: tokenizers, corpora and a complete configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pantoum.config import Config, DataConfig, resolve
from pantoum.data import (
    Corpus,
    Example,
    SourceTokenizer,
    Tokenizer,
    Units,
    Unknown,
    UnknownSymbols,
    count_unknown,
    encode_corpus,
    infer_units,
    with_references,
)
from pantoum.data.indexing.stored import StoredPairs
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
    pairs: Pairs | StoredPairs,
    dev: Pairs | None,
    config: Config,
    start: Seq2SeqTask | None = None,
) -> Prepared[Seq2SeqTask]:
    """Infer what the configuration leaves open and encode both parts.

    Args:
        pairs: the training data, or an index of them, which is encoded already.
        dev: the development data; None holds out a part of the training data that are no index.
        start: the task whose vocabularies are extended; None for new ones.
    Raises: PantoumError for data that cannot be read, or settings that cannot work.
    """
    if isinstance(pairs, StoredPairs):
        return _prepare_stored(pairs, dev, config)
    data, examples, dev_examples, notes = part(pairs, dev, config)
    units = units_of(data, examples)
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
    task = _task(source, target, corpus)
    if start is not None:  # what could be written and read before still can
        earlier = start.limit
        limit = OutputLimit(
            max(task.limit.ratio, earlier.ratio), max(task.limit.extra, earlier.extra)
        )
        longest = max(task.longest_source or 0, start.longest_source or 0)
        task = replace(task, limit=limit, longest_source=longest)
    return _prepared(task, replace(config, data=data), corpus, (dev_corpus, dev_examples), notes)


def _prepare_stored(pairs: StoredPairs, dev: Pairs | None, config: Config) -> Prepared[Seq2SeqTask]:
    """The same of an index: what is inferred from the training data is known."""
    assert dev is not None  # an index is refused without
    task = _task(pairs.source, pairs.target, pairs.corpus)
    dev_corpus = encode_corpus(dev.examples, pairs.source, pairs.target)
    unknown = count_unknown(dev.examples, dev_corpus, pairs.source, pairs.target)
    notes = [
        *pairs.notes,
        *unknown_notes(unknown, "dev"),
        *reference_notes(with_references(dev.examples).texts, "dev"),
    ]
    given = replace(config, data=pairs.data)
    return _prepared(task, given, pairs.corpus, (dev_corpus, dev.examples), notes)


def _task(source: SourceTokenizer, target: Tokenizer, corpus: Corpus) -> Seq2SeqTask:
    """The task of a corpus that these vocabularies have encoded."""
    assert corpus.target is not None
    limit = OutputLimit.of(corpus.source, corpus.target)
    longest = int(corpus.source.lengths.max()) - 1  # without </s>
    return Seq2SeqTask(source, target, limit, longest)


def _prepared(
    task: Seq2SeqTask,
    config: Config,
    corpus: Corpus,
    dev: tuple[Corpus, Sequence[Example]],
    notes: list[str],
) -> Prepared[Seq2SeqTask]:
    """The run of encoded pairs, with the settings that are chosen by their size.

    Args:
        config: with all settings of the data.
        dev: the development data, encoded and as they were read.
    """
    chosen = resolve(config, Seq2SeqTask.name, facts_of(corpus.sides))
    return Prepared(chosen, task, corpus, *dev, [*notes, *chosen_note(config, chosen)])


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
        raise no_short_pair(longest, int(symbols.max()), where)
    note = long_pairs_note(left_out, longest, int(symbols.max()), where)
    kept = Corpus(corpus.source.take(rows), corpus.target.take(rows))
    return kept, [examples[row] for row in rows], [note]


def no_short_pair(most: int, longest: int, where: str = "") -> PantoumError:
    """What is said where all pairs are longer than data.max_length.

    Args:
        longest: symbols of the longest one; where: of which part of the data it is said.
    """
    return PantoumError(
        f"no pair{where} has at most data.max_length = {most} symbols on both sides",
        remedy=f"set it to {longest} to keep all",
        setting="data.max_length",
        value=most,
    )


def long_pairs_note(left_out: int, most: int, longest: int, where: str = "") -> str:
    """A line on pairs that are longer than data.max_length; see `no_short_pair`."""
    return (
        f"left out{where}: {left_out:,} pair{'s' if left_out > 1 else ''} with more than "
        f"{most:,} symbols on one side, the longest {longest:,} (data.max_length)"
    )


def units_of(data: DataConfig, examples: Sequence[Example]) -> Units:
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
