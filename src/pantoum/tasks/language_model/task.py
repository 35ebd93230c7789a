"""Language modelling: the next symbol of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import nn

from pantoum.config import ResolvedConfig, TaskName
from pantoum.data import Chunk, FlatSequences, TextCorpus, Tokenizer, epoch_chunks
from pantoum.data.batch import ChunkBatch, collate_chunk
from pantoum.inference.likelihood import log_probabilities
from pantoum.models import LanguageModel, build_language_model
from pantoum.ranks import ALONE, Ranks
from pantoum.search.generation import generate
from pantoum.search.sampling import Sampling
from pantoum.symbols import EOS, SPECIAL_SYMBOLS
from pantoum.tasks.contract import DevResult, Read, Sample, Summary
from pantoum.tasks.facts import check_names, read_count
from pantoum.tasks.language_model.scores import score_texts

# The length, in symbols, of the text that is sampled as an example.
SAMPLE_LENGTH = 100
# How many characters of a text the card quotes.
MAX_QUOTED = 60


@dataclass(frozen=True)
class LanguageModelTask:
    """A language model's vocabulary.

    longest_source: symbols of the longest line of training, </s> not included; None where that is
    not known.
    """

    name: ClassVar[TaskName] = "language_model"
    example_noun: ClassVar[str] = "lines"

    tokenizer: Tokenizer
    longest_source: int | None = None

    @classmethod
    def load(cls, read: Read, metadata: Mapping[str, Any]) -> LanguageModelTask:
        """The task that `files` describe.

        Raises: PantoumError for what these cannot have written.
        """
        check_names(metadata, ("name", "longest_source"))
        known = "longest_source" in metadata
        return cls(
            read("text.json", Tokenizer.from_json),
            read_count(metadata, "longest_source") if known else None,
        )

    def files(self) -> dict[str, str]:
        """The vocabulary."""
        return {"text.json": self.tokenizer.to_json()}

    def metadata(self) -> dict[str, Any]:
        """The longest line of training."""
        return {} if self.longest_source is None else {"longest_source": self.longest_source}

    def sizes(self) -> dict[str, int]:
        """The symbols of the texts; those that stand for no text do not count."""
        return {"symbols": self.tokenizer.size - len(SPECIAL_SYMBOLS)}

    def build(self, config: ResolvedConfig) -> LanguageModel:
        """A model with fresh weights."""
        return build_language_model(config.model, self.tokenizer.size)

    def moved_rows(self, earlier: LanguageModelTask) -> dict[str, list[int]]:
        """All symbols keep their ids."""
        return {}

    def encoder_of(self, model: LanguageModel) -> list[nn.Module]:
        """All below the readout."""
        return [model.embedding, model.layers]

    def encode(self, texts: Sequence[str]) -> TextCorpus:
        """The ids of texts, each with </s> at its end."""
        return TextCorpus(
            FlatSequences.of([[*ids, EOS] for ids in self.tokenizer.encode_all(texts)])
        )

    def batches(self, rows: TextCorpus, config: ResolvedConfig, epoch: int) -> list[Chunk]:
        """Parallel streams of all texts, in chunks that go on where the one before has ended."""
        budget = config.training.batch_tokens
        steps = min(config.language_model.steps, budget)
        return epoch_chunks(rows, budget // steps, steps, config.seed, epoch)

    def collate(self, rows: TextCorpus, picked: Chunk) -> ChunkBatch:
        """The chunk as tensors."""
        return collate_chunk(picked)

    def part(self, picked: Chunk, number: int, count: int) -> Chunk | None:
        """Some streams of a chunk, the same ones in each chunk of an epoch."""
        chunk = Chunk(*(part[number::count] for part in picked))
        return chunk if len(chunk.lengths) else None

    def evaluate(
        self,
        model: LanguageModel,
        rows: TextCorpus,
        examples: Sequence[str],
        device: torch.device,
        turn: int,
        ranks: Ranks = ALONE,
    ) -> DevResult:
        """Scores of the texts, each from a fresh state, and a text that the model writes."""
        likelihoods = log_probabilities(model, rows.texts, device, ranks)
        drawn = generate(model, [], [[turn]], SAMPLE_LENGTH, Sampling(), device)[0]
        scores = score_texts(examples, rows.texts, likelihoods, self.tokenizer.normalization)
        return DevResult(scores, Sample("", None, self.tokenizer.decode(drawn.ids), False))

    def selection_key(self, scores: Mapping[str, float]) -> list[float]:
        """The smaller key is the better one: the perplexity."""
        return [scores["perplexity"]]

    def summary(self, config: ResolvedConfig, example: str) -> Summary:
        """The model in words."""
        return _summary(config, self.tokenizer.size - len(SPECIAL_SYMBOLS), example)


def _summary(config: ResolvedConfig, symbols: int, example: str) -> Summary:
    """What it reads, and its blocks.

    Args:
        config: of the model.
        symbols: how many the vocabulary knows.
        example: one that the code of the card is to be tried with.
    """
    model = config.model
    layers = "layer" if model.layers == 1 else "layers"
    tied = ", tied to the output layer" if model.tie_embeddings else ""
    return Summary(
        kind="a language model",
        rows=[
            ("text", f"{config.data.target_units} ({symbols:,} known)"),
            ("embeddings", f"{model.embedding}{tied}"),
            (
                "network",
                f"{model.layers} uni-directional {model.cell.upper()} {layers} of {model.hidden}",
            ),
        ],
        how="each from a fresh state; the perplexity is per symbol and end of text, unknown "
        "symbols are in per cent",
        call=f"model({example[:MAX_QUOTED].strip()!r}).perplexity, model.generate()[0].text",
    )
