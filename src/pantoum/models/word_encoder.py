"""Words to vectors: what a sequence tagger reads, and how words are dropped in training."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.attention import length_mask
from pantoum.kernels import blank_padding
from pantoum.layers import CharacterEncoder
from pantoum.symbols import PAD, UNK


class WordEncoder(nn.Module):
    """x<t> = [E w<t>; characters; shape; sum of the affixes; pretrained vector], each but the first
    if it is given.

    Whatever depends on a word's form alone is computed once for each form of a batch, then picked
    by the positions of the words. The unknown word stands in for w<t> alone: of a dropped word
    all the rest is still read.

    Args:
        words: word embeddings [words, embedding].
        dropout: of words, in training.
        characters: from spellings to vectors.
        shapes: embeddings of the word shapes.
        affixes: embeddings of prefixes and suffixes; those of a word are added up.
        vectors: pretrained ones.
    Sources: Lample et al. (2016), arXiv:1603.01360; Ma & Hovy (2016), arXiv:1603.01354.
    """

    def __init__(
        self,
        words: nn.Embedding,
        dropout: WordDropout,
        characters: CharacterEncoder | None = None,
        shapes: nn.Embedding | None = None,
        affixes: nn.Embedding | None = None,
        vectors: PretrainedVectors | None = None,
    ) -> None:
        super().__init__()
        self.words = words
        self.dropout = dropout
        self.characters = characters
        self.shapes = shapes
        self.affixes = affixes
        self.vectors = vectors

    @property
    def output_size(self) -> int:
        """Size of x's last axis."""
        embeddings = [
            table.embedding_dim
            for table in (self.words, self.shapes, self.affixes)
            if table is not None
        ]
        encoders = [
            encoder.output_size
            for encoder in (self.characters, self.vectors)
            if encoder is not None
        ]
        return sum(embeddings) + sum(encoders)

    def forward(
        self,
        positions: Int[Tensor, "batch time"],
        lengths: Int[Tensor, "batch"],
        words: Int[Tensor, "forms"],
        characters: tuple[Int[Tensor, "forms characters"], Int[Tensor, "forms"]],
        shapes: Int[Tensor, "forms"],
        affixes: Int[Tensor, "forms affixes"],
        vectors: Int[Tensor, "forms"],
    ) -> Float[Tensor, "batch time size"]:
        """The words' vectors, 0 on padding.

        Args:
            positions: which form each word is.
            lengths: words of each sentence.
            words: id of each form; the other arguments are of the forms, too.
            characters: ids of the spellings, and their lengths.
            shapes: their word shapes.
            affixes: ids of prefixes and suffixes, PAD for none.
            vectors: rows of the pretrained vectors, 0 for none.
        """
        parts = [self.words(self.dropout(words[positions]))]
        for form in self._forms(characters, shapes, affixes, vectors):
            # As an index the positions would give the same, but their gradient is slower.
            parts.append(F.embedding(positions, form))
        return blank_padding(torch.cat(parts, dim=-1), length_mask(lengths, positions.shape[1]))

    def _forms(
        self, characters: tuple[Tensor, Tensor], shapes: Tensor, affixes: Tensor, vectors: Tensor
    ) -> list[Float[Tensor, "forms _"]]:
        """What is read of each form, part by part."""
        forms = []
        if self.characters is not None:
            forms.append(self.characters(*characters))
        if self.shapes is not None:
            forms.append(self.shapes(shapes))
        if self.affixes is not None:
            forms.append((self.affixes(affixes) * (affixes != PAD)[:, :, None]).sum(dim=1))
        if self.vectors is not None:
            forms.append(self.vectors(vectors))
        return forms


class PretrainedVectors(nn.Module):
    """A table of vectors that are not trained, and a projection that is: p = W table[row].

    There is no bias, so that row 0, of words without a vector, gives 0.

    Shapes: rows [forms] -> [forms, output].

    Args:
        table: the vectors [rows, size], row 0 all 0; they are saved with the weights.
        output_size: size of p.
    """

    table: Tensor

    def __init__(self, table: Float[Tensor, "rows size"], output_size: int) -> None:
        super().__init__()
        self.register_buffer("table", table)
        self.projection = nn.Linear(table.shape[1], output_size, bias=False)
        nn.init.xavier_uniform_(self.projection.weight)

    @property
    def output_size(self) -> int:
        """Size of p."""
        return self.projection.out_features

    def forward(self, rows: Int[Tensor, "forms"]) -> Float[Tensor, "forms size"]:
        return self.projection(F.embedding(rows, self.table))


class WordDropout(nn.Module):
    """In training, a word that was seen c(w) times is read as the unknown word with probability α /
    (α + c(w)).

    Each token is drawn by itself. Rare words go most often, as an unknown word of a new text is
    most often a rare one.

    Shapes: ids [batch, time] -> ids [batch, time].

    Args:
        counts: how often training has seen the word of each id [words].
        alpha: α; with 0 nothing is dropped.
    Source: Kiperwasser & Goldberg (2016), arXiv:1603.04351, after Iyyer et al. (2015).
    """

    rates: Tensor

    def __init__(self, counts: Int[Tensor, "words"], alpha: float) -> None:
        super().__init__()
        self.alpha = alpha
        # They follow from the vocabulary that is saved with a model, so they are not saved with its
        # weights.
        self.register_buffer("rates", alpha / (alpha + counts.clamp(min=1)), persistent=False)

    def forward(self, ids: Int[Tensor, "batch time"]) -> Int[Tensor, "batch time"]:
        if not self.training or self.alpha == 0:
            return ids
        drawn = torch.rand(ids.shape, device=ids.device)
        return ids.masked_fill(drawn < self.rates[ids], UNK)
