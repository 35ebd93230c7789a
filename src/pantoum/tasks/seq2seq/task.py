"""Sequence to sequence: an output for each input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import nn

from pantoum.config import ResolvedConfig, SearchConfig, TaskName
from pantoum.data import (
    Corpus,
    Example,
    SourceTokenizer,
    Tokenizer,
    epoch_batches,
    with_references,
)
from pantoum.data.batch import Batch, collate, part_of_rows
from pantoum.errors import PantoumError
from pantoum.inference.decoding import decode
from pantoum.metrics import Texts, closest_text, score, selection_key
from pantoum.models import Seq2Seq, build, for_inference
from pantoum.ranks import ALONE, Ranks
from pantoum.search.limit import OutputLimit
from pantoum.symbols import EOS, SPECIAL_SYMBOLS
from pantoum.tasks.contract import DevResult, Read, Summary
from pantoum.tasks.facts import check_names, read_count, read_ratio
from pantoum.tasks.groups import call_of, groups_row, rows_by_group
from pantoum.tasks.sample import sample_of_text

GREEDY = SearchConfig(beam=1)


@dataclass(frozen=True)
class Seq2SeqTask:
    """An encoder-decoder's vocabularies, and how long its outputs may become.

    longest_source: symbols of the longest input of training, its features included and </s> not;
    None for a model of a time when this was not kept.
    """

    name: ClassVar[TaskName] = "seq2seq"
    example_noun: ClassVar[str] = "pairs"

    source: SourceTokenizer
    target: Tokenizer
    limit: OutputLimit
    longest_source: int | None = None

    @classmethod
    def load(cls, read: Read, metadata: Mapping[str, Any]) -> Seq2SeqTask:
        """The task that `files` and `metadata` describe.

        Raises: PantoumError for what these cannot have written.
        """
        check_names(metadata, ("name", "output_limit", "longest_source"))
        limit = metadata["output_limit"]
        check_names(limit, OutputLimit._fields, "task.output_limit")
        known = "longest_source" in metadata
        return cls(
            read("source.json", SourceTokenizer.from_json),
            read("target.json", Tokenizer.from_json),
            OutputLimit(
                read_ratio(limit, "ratio", "task.output_limit"),
                read_count(limit, "extra", place="task.output_limit"),
            ),
            read_count(metadata, "longest_source") if known else None,
        )

    def files(self) -> dict[str, str]:
        """Both tokenizers."""
        return {"source.json": self.source.to_json(), "target.json": self.target.to_json()}

    def metadata(self) -> dict[str, Any]:
        """The limit of outputs, and the length of the longest input."""
        metadata: dict[str, Any] = {"output_limit": self.limit._asdict()}
        if self.longest_source is not None:
            metadata["longest_source"] = self.longest_source
        return metadata

    def sizes(self) -> dict[str, int]:
        """The symbols of both sides, the features and the groups; those that stand for no text do
        not count.
        """
        features = self.source.features
        return {
            "input symbols": self.source.text.size - len(SPECIAL_SYMBOLS),
            **({"features": features.size - 1} if features is not None else {}),
            **({"groups": self.source.groups.size} if self.source.groups is not None else {}),
            "output symbols": self.target.size - len(SPECIAL_SYMBOLS),
        }

    def build(self, config: ResolvedConfig) -> Seq2Seq:
        """A model with fresh weights.

        Raises: PantoumError for a model that copies where inputs and outputs share no symbol.
        """
        copied_as = self.source.copied_as(self.target) if config.model.copy else None
        if copied_as is not None and max(copied_as) <= EOS:
            raise PantoumError(
                setting="model.copy",
                rule="false where inputs and outputs have no symbol in common",
                value=True,
                remedy="leave it out, or give both sides the same units",
            )
        return build(config.model, self.source.size, self.target.size, copied_as)

    def moved_rows(self, earlier: Seq2SeqTask) -> dict[str, list[int]]:
        """Features and groups follow all symbols."""
        return {"encoder.embedding.weight": earlier.source.moved_to(self.source)}

    def encoder_of(self, model: Seq2Seq) -> list[nn.Module]:
        """The encoder."""
        return [model.encoder]

    def batches(self, rows: Corpus, config: ResolvedConfig, epoch: int) -> Sequence[list[int]]:
        """Rows of similar lengths together; see `pantoum.data.epoch_batches`."""
        return epoch_batches(
            rows.sides, config.training.batch_tokens, config.seed, epoch, rows.drawing
        )

    def collate(self, rows: Corpus, picked: Sequence[int]) -> Batch:
        """The picked rows, padded to the longest of them."""
        return collate(rows, picked)

    def part(self, picked: Sequence[int], number: int, count: int) -> Sequence[int] | None:
        """Some rows of a batch."""
        return part_of_rows(picked, number, count)

    def evaluate(
        self,
        model: Seq2Seq,
        rows: Corpus,
        examples: Sequence[Example],
        device: torch.device,
        turn: int,
        ranks: Ranks = ALONE,
    ) -> DevResult:
        """Scores of greedy outputs, found as at prediction time: the model reads its own
        symbols.

        An input with several right outputs is one example, for which any of them is right.
        """
        inputs, references, _ = with_references(examples)
        source = rows.source if len(inputs) == len(examples) else rows.source.take(inputs)
        hypotheses = decode(
            for_inference(model),
            [source],
            self.limit,
            GREEDY,
            device=device,
            attention=False,
            ranks=ranks,
        )
        outputs = [self.target.decode(of_input[0].ids) for of_input in hypotheses]
        row = turn % len(outputs)
        output = outputs[row]
        target = closest_text(references[row], output, self.target.units, self.target.normalization)
        right = self._score([references[row]], [output])["exact_match"] == 100
        shown = examples[inputs[row]]
        sample = sample_of_text(shown.source, target, output, right, shown.features)
        by_group = rows_by_group(self.source.known_groups, [examples[row] for row in inputs])
        groups = {
            group: self._score([references[i] for i in part], [outputs[i] for i in part])
            for group, part in by_group.items()
        }
        return DevResult(self._score(references, outputs), sample, groups)

    def selection_key(self, scores: Mapping[str, float]) -> list[float]:
        """The smaller key is the better one; see `pantoum.metrics.selection_key`."""
        return list(selection_key(self.target.units, scores))

    def summary(self, config: ResolvedConfig, example: Example) -> Summary:
        """The model in words."""
        return _summary(config, self.source, self.target, example)

    def _score(self, references: Sequence[Texts], outputs: Sequence[str]) -> dict[str, float]:
        return score(self.target.units, references, outputs, self.target.normalization)


def _summary(
    config: ResolvedConfig, source: SourceTokenizer, target: Tokenizer, example: Example
) -> Summary:
    """What it reads and writes, and its blocks.

    Args:
        config: of the model.
        source, target: the vocabularies.
        example: one that the code of the card is to be tried with.
    """
    model = config.model
    attention = "no attention" if model.attention == "none" else f"{model.attention} attention"
    directions = "bi-directional" if model.bidirectional else "uni-directional"
    decoder_cell = model.decoder_cell.upper()
    features = f", and {source.features.size - 1:,} features" if source.features is not None else ""
    return Summary(
        kind="an encoder-decoder with "
        f"{'no attention' if model.attention == 'none' else 'attention'}",
        rows=[
            ("input", f"{_known(source.text)}{features}"),
            *groups_row(source.groups),
            ("output", _known(target)),
            (
                "encoder",
                f"{_layers(model.layers, directions, model.cell.upper())} of {model.hidden}",
            ),
            (
                "decoder",
                f"{_layers(model.decoder_layers, decoder_cell)} of {model.decoder_hidden}, "
                f"{attention}",
            ),
        ],
        how="with greedy search (rates in per cent)",
        call=f"{call_of(example)}.text",
    )


def _known(vocabulary: Tokenizer) -> str:
    """The units of a vocabulary, and how many it knows; those that stand for no text do not
    count."""
    return f"{vocabulary.units} ({vocabulary.size - len(SPECIAL_SYMBOLS):,} known)"


def _layers(count: int, *kind: str) -> str:
    return " ".join((f"{count}", *kind, "layer" if count == 1 else "layers"))
