"""From files of pairs to everything a run needs: tokenizers, corpora and a complete configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from weft.config import Config, DataConfig, UnitName, by_name
from weft.data import (
    Columns,
    Corpus,
    Example,
    FeatureTokenizer,
    FlatSequences,
    SourceTokenizer,
    Tokenizer,
    encode_corpus,
    hold_out,
    infer_units,
    read_examples,
    read_training,
)
from weft.errors import WeftError
from weft.search.limit import OutputLimit
from weft.symbols import SPECIAL_SYMBOLS
from weft.tasks.checks import check
from weft.tasks.contract import Prepared
from weft.tasks.seq2seq.recipe import choose
from weft.tasks.seq2seq.task import Seq2SeqTask

# Settings that are shown when they were chosen by the size of the data.
CHOSEN = (
    *("model.embedding", "model.hidden", "model.dropout"),
    *("training.epochs", "training.batch_tokens", "training.patience"),
)


def prepare(train: Sequence[Path], dev: Sequence[Path], config: Config) -> Prepared[Seq2SeqTask]:
    """Read the data, infer what the configuration leaves open and encode both parts.

    Args:
        train: one file with columns or two line-aligned ones.
        dev: the same for the development part; without it a part of `train` is held out.
    Raises: WeftError for data that cannot be read, or settings that cannot work.
    """
    check(config)
    examples, columns = read_training(train, config.data)
    data = replace(config.data, **{f"{role}_column": column for role, column in columns._asdict().items()})
    notes = [_columns_note(columns)] if len(train) == 1 else []
    if dev:
        dev_examples = read_examples(dev, columns)
    else:
        examples, dev_examples = hold_out(examples, config.seed, train[0])
        notes.append(f"dev set: {len(dev_examples):,} of the pairs, held out (--dev gives your own)")
    data, unit_note = _units(data, examples)
    notes += [unit_note] if unit_note else []
    source, target = _tokenizers(data, examples, train[0])
    corpus, dev_corpus = encode_corpus(examples, source, target), encode_corpus(dev_examples, source, target)
    corpus, long_note = _leave_out_long(corpus, data.longest)
    notes += [long_note] if long_note else []
    assert corpus.target is not None
    chosen = choose(replace(config, task=Seq2SeqTask.name, data=data), corpus)
    notes += _chosen(config, chosen)
    limit = OutputLimit.of(corpus.source, corpus.target)
    return Prepared(chosen, Seq2SeqTask(source, target, limit), corpus, dev_corpus, dev_examples, notes)


def _leave_out_long(corpus: Corpus, longest: int) -> tuple[Corpus, str]:
    """The pairs without those that are longer, and a note on how many these were."""
    assert corpus.target is not None
    symbols = np.maximum(corpus.source.lengths, corpus.target.lengths) - 1  # but for </s>
    kept = np.flatnonzero(symbols <= longest)
    if len(kept) == len(symbols):
        return corpus, ""
    if not len(kept):
        raise WeftError(
            f"no pair has at most data.longest = {longest} symbols on both sides: {symbols.max()} holds all"
        )
    note = (
        f"left out: {len(symbols) - len(kept):,} pairs with more than {longest:,} symbols on one side, "
        f"the longest {symbols.max():,} (data.longest)"
    )
    source, target = (
        FlatSequences.of([side[row].tolist() for row in kept.tolist()]) for side in (corpus.source, corpus.target)
    )
    return Corpus(source, target), note


def _chosen(before: Config, after: Config) -> list[str]:
    """A note on the sizes that the size of the data decided."""
    given, chosen = by_name(before), by_name(after)
    found = [f"{name} {chosen[name]}" for name in CHOSEN if given[name] is None]
    return [f"chosen by the size of the data: {', '.join(found)}"] if found else []


def _columns_note(columns: Columns) -> str:
    features = f", features {columns.features}" if columns.features else ""
    return f"columns: input {columns.source}, output {columns.target}{features}"


def _units(data: DataConfig, examples: Sequence[Example]) -> tuple[DataConfig, str]:
    if data.source_units and data.target_units:
        units, note = (data.source_units, data.target_units), ""
    else:
        inferred = infer_units(examples)
        units, note = (
            (data.source_units or inferred.source, data.target_units or inferred.target),
            inferred.why,
        )
    return replace(data, source_units=units[0], target_units=units[1]), note


def _tokenizers(data: DataConfig, examples: Sequence[Example], path: Path) -> tuple[SourceTokenizer, Tokenizer]:
    inputs = [example.source for example in examples]
    outputs = [example.target for example in examples if example.target is not None]
    source = _tokenizer(data, data.source_units or "characters", inputs, "source")
    target = _tokenizer(data, data.target_units or "characters", outputs, "target")
    features = None
    if data.features_column:
        given = [example.features for example in examples if example.features]
        if not given:
            raise WeftError(f"{path}: column {data.features_column} holds no features: set data.features_column to ''")
        features = FeatureTokenizer.train(given)
    return SourceTokenizer(source, features), target


def _tokenizer(data: DataConfig, units: UnitName, texts: Sequence[str], side: str) -> Tokenizer:
    """One side's tokenizer; how many entries it may have, and how rare, depends on its units."""
    size = data.vocabulary_size or (8_000 if units == "bpe" else 32_000)
    min_count = data.min_count or (2 if units == "words" else 1)
    tokenizer = Tokenizer.train(texts, units, data.normalization, size, min_count)
    if tokenizer.size == len(SPECIAL_SYMBOLS):
        raise WeftError(
            f"data.min_count is {min_count}, but training has no word of the {side} so often: lower it (1 keeps all)"
        )
    return tokenizer
