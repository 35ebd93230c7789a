"""Classification: one label for each text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import nn

from pantoum.config import ResolvedConfig, TaskName
from pantoum.data import (
    Example,
    LabelledCorpus,
    LabelVocabulary,
    SourceTokenizer,
    epoch_batches,
    labels_of,
)
from pantoum.data.batch import LabelBatch, collate_labelled, part_of_rows
from pantoum.errors import PantoumError
from pantoum.inference.classification import classify
from pantoum.models import Classifier, build_classifier
from pantoum.ranks import ALONE, Ranks
from pantoum.symbols import SPECIAL_SYMBOLS
from pantoum.tasks.classifier.scores import score_labels
from pantoum.tasks.contract import DevResult, Read, Summary
from pantoum.tasks.facts import check_names, read_count
from pantoum.tasks.groups import call_of, groups_row, rows_by_group
from pantoum.tasks.sample import sample_of_text


@dataclass(frozen=True)
class ClassifierTask:
    """A classifier's vocabulary, and its labels.

    longest_source: symbols of the longest text of training, its features included and </s> not;
    None for a model of a time when this was not kept.
    """

    name: ClassVar[TaskName] = "classifier"
    example_noun: ClassVar[str] = "texts"

    source: SourceTokenizer
    labels: LabelVocabulary
    longest_source: int | None = None

    @classmethod
    def load(cls, read: Read, metadata: Mapping[str, Any]) -> ClassifierTask:
        """The task that `files` and `metadata` describe.

        Raises: PantoumError for what these cannot have written.
        """
        check_names(metadata, ("name", "longest_source"))
        known = "longest_source" in metadata
        labels = read("labels.json", LabelVocabulary.from_json)
        if not labels.size:
            raise PantoumError("holds no label", where="labels.json", rule="one label or more")
        return cls(
            read("source.json", SourceTokenizer.from_json),
            labels,
            read_count(metadata, "longest_source") if known else None,
        )

    def files(self) -> dict[str, str]:
        """The vocabulary and the labels."""
        return {"source.json": self.source.to_json(), "labels.json": self.labels.to_json()}

    def metadata(self) -> dict[str, Any]:
        """The length of the longest text."""
        return {} if self.longest_source is None else {"longest_source": self.longest_source}

    def sizes(self) -> dict[str, int]:
        """The symbols of the texts, the features, the groups and the labels; symbols that stand for
        no text do not count.
        """
        features = self.source.features
        return {
            "input symbols": self.source.text.size - len(SPECIAL_SYMBOLS),
            **({"features": features.size - 1} if features is not None else {}),
            **({"groups": self.source.groups.size} if self.source.groups is not None else {}),
            "labels": self.labels.size,
        }

    def build(self, config: ResolvedConfig) -> Classifier:
        """A model with fresh weights."""
        return build_classifier(config.model, config.classifier, self.source.size, self.labels.size)

    def moved_rows(self, earlier: ClassifierTask) -> dict[str, list[int]]:
        """Features and groups follow all symbols."""
        return {"encoder.embedding.weight": earlier.source.moved_to(self.source)}

    def encoder_of(self, model: Classifier) -> list[nn.Module]:
        """The encoder."""
        return [model.encoder]

    def batches(
        self, rows: LabelledCorpus, config: ResolvedConfig, epoch: int
    ) -> Sequence[list[int]]:
        """Texts of similar lengths together; see `pantoum.data.epoch_batches`."""
        return epoch_batches(
            [rows.source.lengths],
            config.training.batch_tokens,
            config.seed,
            epoch,
            rows.drawing,
        )

    def collate(self, rows: LabelledCorpus, picked: Sequence[int]) -> LabelBatch:
        """The picked texts, padded to the longest of them."""
        return collate_labelled(rows, picked)

    def part(self, picked: Sequence[int], number: int, count: int) -> Sequence[int] | None:
        """Some texts of a batch."""
        return part_of_rows(picked, number, count)

    def evaluate(
        self,
        model: Classifier,
        rows: LabelledCorpus,
        examples: Sequence[Example],
        device: torch.device,
        turn: int,
        ranks: Ranks = ALONE,
    ) -> DevResult:
        """Scores of the likeliest labels, the mean negative log-likelihood of the right ones, and
        one text.
        """
        classified = classify(model, rows.source, device, ranks)
        outputs = self.labels.decode(int(one.log_probabilities.argmax()) for one in classified)
        references = labels_of(examples)
        known = [
            -one.log_probabilities[label]
            for one, label in zip(classified, rows.labels, strict=True)
            if label >= 0
        ]
        loss = float(sum(known)) / max(len(known), 1)
        row = turn % len(outputs)
        right = references[row]
        output = outputs[row]
        groups = {
            group: score_labels([references[i] for i in part], [outputs[i] for i in part])
            for group, part in rows_by_group(self.source.known_groups, examples).items()
        }
        shown = examples[row]
        sample = sample_of_text(shown.source, right, output, right == output, shown.features)
        return DevResult(score_labels(references, outputs) | {"loss": loss}, sample, groups)

    def selection_key(self, scores: Mapping[str, float]) -> list[float]:
        """The smaller key is the better one: by the accuracy, ties by the loss."""
        return [-scores["accuracy"], scores["loss"]]

    def summary(self, config: ResolvedConfig, example: Example) -> Summary:
        """The model in words."""
        return _summary(config, self.source, self.labels.size, example)


def _summary(
    config: ResolvedConfig, source: SourceTokenizer, labels: int, example: Example
) -> Summary:
    """What it reads and tells, and its blocks.

    Args:
        config: of the model.
        source: the vocabulary.
        labels: how many there are.
        example: one that the code of the card is to be tried with.
    """
    model = config.model
    directions = "bi-directional" if model.bidirectional else "uni-directional"
    layers = "layer" if model.layers == 1 else "layers"
    symbols = source.text.size - len(SPECIAL_SYMBOLS)
    return Summary(
        kind="a classifier",
        rows=[
            ("input", f"{config.data.source_units} ({symbols:,} known)"),
            *groups_row(source.groups),
            ("labels", f"{labels:,} different"),
            (
                "encoder",
                f"{model.layers} {directions} {model.cell.upper()} {layers} of {model.hidden}",
            ),
            ("pooling", config.classifier.pooling),
        ],
        how="in per cent but for the loss, which is in nats; precision, recall and F1 are means "
        "over the classes",
        call=f"{call_of(example)}.label",
    )
