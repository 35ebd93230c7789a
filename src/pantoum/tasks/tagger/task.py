"""Tagging: one tag, or one of each kind, for each word of a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import torch
from jaxtyping import Float
from torch import nn

from pantoum.config import ResolvedConfig, TaskName
from pantoum.data import (
    WORD_SHAPES,
    Sentence,
    SentenceCorpus,
    VectorIndex,
    WordVocabulary,
    encode_sentences,
    epoch_batches,
)
from pantoum.data.batch import part_of_rows
from pantoum.data.word_batch import WordBatch, collate_sentences
from pantoum.inference.tagging import best_tags
from pantoum.models import Tagger, TaggerEnsemble, WordInventory, build_tagger
from pantoum.ranks import ALONE, Ranks
from pantoum.tasks.contract import DevResult, Read, Sample, Summary
from pantoum.tasks.facts import check_names, read_count, read_flag
from pantoum.tasks.tagger.columns import TagColumn, columns_from_json, columns_to_json
from pantoum.tasks.tagger.scores import flat, main_scores, score_columns

# So many words of a sample are shown, some of them before its first wrong tag.
SHOWN = 12
SHOWN_BEFORE = 4


@dataclass(frozen=True, eq=False)
class TaggerTask:
    """A tagger's words and tags.

    columns: the kinds of tags; vectors: which pretrained vector a word has; table: these vectors,
    as long as they are not among a model's weights; longest_source: words of the longest sentence
    of training, None where that is not known.
    """

    name: ClassVar[TaskName] = "tagger"
    example_noun: ClassVar[str] = "sentences"

    words: WordVocabulary
    columns: tuple[TagColumn, ...]
    vectors: VectorIndex | None = None
    table: Float[np.ndarray, "rows size"] | None = None
    longest_source: int | None = None

    @classmethod
    def load(cls, read: Read, metadata: Mapping[str, Any]) -> TaggerTask:
        """The task that `files` and `metadata` describe.

        Raises: PantoumError for what these cannot have written.
        """
        check_names(metadata, ("name", "vectors", "longest_source"))
        known = "longest_source" in metadata
        has_vectors = read_flag(metadata, "vectors")
        vectors = read("vectors.json", VectorIndex.from_json) if has_vectors else None
        return cls(
            read("words.json", WordVocabulary.from_json),
            read("tags.json", columns_from_json),
            vectors,
            longest_source=read_count(metadata, "longest_source") if known else None,
        )

    def files(self) -> dict[str, str]:
        """The vocabularies."""
        files = {"words.json": self.words.to_json(), "tags.json": columns_to_json(self.columns)}
        return files | (
            {"vectors.json": self.vectors.to_json()} if self.vectors is not None else {}
        )

    def metadata(self) -> dict[str, Any]:
        """Whether there are pretrained vectors, and the longest sentence of training."""
        known = {} if self.longest_source is None else {"longest_source": self.longest_source}
        return {"vectors": self.vectors is not None, **known}

    def sizes(self) -> dict[str, int]:
        """The words, and the tags of each column."""
        tags = {f"tags: {column.name}": column.labels.size for column in self.columns}
        return {"words": self.words.size, **tags}

    def build(self, config: ResolvedConfig) -> Tagger:
        """A model with fresh weights."""
        inventory = WordInventory(
            counts=torch.from_numpy(self.words.counts),
            characters=self.words.characters.size,
            shapes=len(WORD_SHAPES),
            affixes=self.words.affixes.size,
            vectors=self._table(),
        )
        return build_tagger(
            config.model,
            config.tagger,
            inventory,
            [column.head_spec(config.tagger) for column in self.columns],
        )

    def moved_rows(self, earlier: TaggerTask) -> dict[str, list[int]]:
        """Suffixes follow all prefixes."""
        if not earlier.words.affixes.longest:
            return {}
        return {"words.affixes.weight": earlier.words.affixes.moved_to(self.words.affixes)}

    def encoder_of(self, model: Tagger) -> list[nn.Module]:
        """All below the heads."""
        return [model.words, model.layers]

    def encode(
        self, sentences: Sequence[Sequence[str]], tags: Sequence[Sequence[Sequence[str]]] = ()
    ) -> SentenceCorpus:
        """The ids of sentences.

        Args:
            tags: for each column, those of all sentences as files write them; none at prediction
                time.
        """
        columns = self.columns if tags else ()
        written = [
            [column.to_model(row) for row in kind]
            for column, kind in zip(columns, tags, strict=True)
        ]
        return encode_sentences(
            sentences, self.words, written, [column.labels for column in columns], self.vectors
        )

    def tags(
        self,
        model: Tagger | TaggerEnsemble,
        rows: SentenceCorpus | Sequence[SentenceCorpus],
        device: torch.device | str,
        ranks: Ranks = ALONE,
    ) -> list[list[list[str]]]:
        """For each column, the best tags of every sentence, as files write them.

        Args:
            rows: the sentences; for an ensemble, as each of its models reads them.
        """
        best = best_tags(model, rows, device, ranks)
        return [
            [column.to_file(column.labels.decode(ids)) for ids in kind]
            for column, kind in zip(self.columns, best, strict=True)
        ]

    def batches(
        self, rows: SentenceCorpus, config: ResolvedConfig, epoch: int
    ) -> Sequence[list[int]]:
        """Sentences of similar lengths together; see `pantoum.data.epoch_batches`."""
        return epoch_batches([rows.lengths], config.training.batch_tokens, config.seed, epoch)

    def collate(self, rows: SentenceCorpus, picked: Sequence[int]) -> WordBatch:
        """The picked sentences, padded to the longest of them."""
        return collate_sentences(rows, picked)

    def part(self, picked: Sequence[int], number: int, count: int) -> Sequence[int] | None:
        """Some sentences of a batch."""
        return part_of_rows(picked, number, count)

    def evaluate(
        self,
        model: Tagger,
        rows: SentenceCorpus,
        examples: Sequence[Sentence],
        device: torch.device,
        turn: int,
        ranks: Ranks = ALONE,
    ) -> DevResult:
        """Scores of the best tags, and one sentence with them; see `sample_of`."""
        predicted = self.tags(model, rows, device, ranks)
        scores = score_columns(self.columns, examples, predicted, self.words.__contains__)
        row = turn % len(examples)
        sample = sample_of(examples[row].words, examples[row].tags[0], predicted[0][row])
        return DevResult(flat(scores), sample)

    def selection_key(self, scores: Mapping[str, float]) -> list[float]:
        """The smaller key is the better one: the mean of the columns' main scores, F1 of spans or
        accuracy.
        """
        values = main_scores(self.columns, scores)
        return [-sum(values) / len(values)]

    def summary(self, config: ResolvedConfig, example: Sentence) -> Summary:
        """The model in words."""
        return _summary(config, self.words.size, self.columns, example)

    def _table(self) -> torch.Tensor | None:
        if self.vectors is None:
            return None
        if self.table is not None:
            return torch.from_numpy(self.table)
        return torch.zeros(self.vectors.rows, self.vectors.size)


def sample_of(words: Sequence[str], right: Sequence[str], output: Sequence[str]) -> Sample:
    """A sentence and its tags; of one that is longer than a line, the stretch around the first
    wrong tag, with "..." for what is left out.
    """
    pairs = zip(right, output, strict=True)
    wrong = next((place for place, (one, other) in enumerate(pairs) if one != other), 0)
    begin = max(0, min(wrong - SHOWN_BEFORE, len(words) - SHOWN))
    end = begin + SHOWN

    def shown(items: Sequence[str]) -> str:
        before = ["..."] * (begin > 0)
        behind = ["..."] * (end < len(items))
        return " ".join([*before, *items[begin:end], *behind])

    return Sample(shown(words), shown(right), shown(output), list(right) == list(output))


def _summary(
    config: ResolvedConfig, words: int, columns: Sequence[TagColumn], example: Sentence
) -> Summary:
    """What it reads and gives, and its blocks.

    Args:
        config: of the model.
        words: size of the vocabulary.
        example: a sentence that the code of the card is to be tried with.
    """
    model = config.model
    tagger = config.tagger
    directions = "bi-directional" if model.bidirectional else "uni-directional"
    layers = "layer" if model.layers == 1 else "layers"
    spelling = (
        "not read"
        if tagger.characters == "none"
        else f"{tagger.characters.upper()} over characters"
    )
    tags = []
    for column in columns:
        head = "CRF" if column.head_spec(tagger).crf else "softmax"
        tags.append((f"tags: {column.name}", f"{column.labels.size:,} different, {head}"))
    return Summary(
        kind="a sequence tagger",
        rows=[
            ("words", f"{words:,} different"),
            ("spelling", spelling),
            *tags,
            (
                "network",
                f"{model.layers} {directions} {model.cell.upper()} {layers} of {model.hidden}",
            ),
        ],
        how="in per cent",
        call=f"model([{list(example.words)!r}])[0].tags",
    )
