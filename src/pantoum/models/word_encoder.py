"""Words to vectors: what a sequence tagger reads."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.attention import length_mask
from pantoum.kernels import blank_padding
from pantoum.layers import CharacterEncoder
from pantoum.models.pretrained import PretrainedVectors
from pantoum.models.word_dropout import WordDropout
from pantoum.symbols import PAD


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
