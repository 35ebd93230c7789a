"""Settings of the models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pantoum.config.names import (
    AttentionName,
    CellName,
    CharacterEncoderName,
    PoolingName,
    SpanScheme,
)


@dataclass(frozen=True)
class ModelConfig:
    """The blocks of a model and their sizes; decoder, attention, feeding and tying are those of an
    encoder-decoder.

    Args:
        cell: recurrent cell of the encoder, and of the decoder unless `decoder_cell` is given.
        decoder_cell: recurrent cell of the decoder.
        embedding: size of the symbol embeddings.
        hidden: size of the encoder's state, in each direction.
        decoder_hidden: size of the decoder's state; by default `hidden`, or with dot attention that
            of an annotation.
        layers: layers of the encoder, or of the tagger; by default 1, for a tagger 2.
        decoder_layers: layers of the decoder; by default the same as `layers`.
        bidirectional: read the input in both directions; a language model reads in one.
        residual: add each layer's input to its output, from the second layer on.
        attention: additive (Bahdanau), dot, general or concat (Luong), or none: the plain
            encoder-decoder.
        attention_size: inner size of the additive and concat scores; by default `decoder_hidden`.
        attention_query: which decoder state asks where to look: the previous one, before the step
            (Bahdanau), or the current one, after it (Luong); by default previous for additive and
            current for the others.
        input_feeding: what attention found is part of the next step's input: the context itself
            with the previous state as query, Luong's attentional vector of the step before with the
            current one.
        tie_embeddings: the output layer shares its weights with the embeddings of the target
            symbols.
        copy: an output symbol may also be copied from the input, by the attention weights
            (pointer-generator); for an encoder-decoder with attention.
        dropout: rate on embeddings, between layers and before the output layer.
        variational_dropout: draw one dropout mask for all steps of a sequence (Gal & Ghahramani
            2016); by default for a tagger alone.
        recurrent_dropout: rate on the recurrent weights themselves (Merity et al. 2017).
        recompute: train on longer sequences in segments of so many steps, which are computed a
            second time on the way back instead of being kept: less memory, more time; 0 keeps all.
    """

    cell: CellName = "lstm"
    decoder_cell: CellName | None = None
    embedding: int | None = None
    hidden: int | None = None
    decoder_hidden: int | None = None
    layers: int | None = None
    decoder_layers: int | None = None
    bidirectional: bool = True
    residual: bool = False
    attention: AttentionName = "additive"
    attention_size: int | None = None
    attention_query: Literal["previous", "current"] | None = None
    input_feeding: bool = True
    tie_embeddings: bool = True
    copy: bool = False
    dropout: float | None = None
    variational_dropout: bool | None = None
    recurrent_dropout: float = 0.0
    recompute: int = 0


@dataclass(frozen=True)
class TaggerConfig:
    """How a sequence tagger reads words, and how it chooses tags.

    The word embeddings are of size `model.embedding`.

    Args:
        characters: how a word's spelling is read: by a recurrent network in both directions (lstm,
            gru or rnn), by a convolution (cnn), or none.
        character_embedding: size of the character embeddings.
        character_hidden: size of the spelling's encoder: of each direction's state, or filters for
            each width.
        case: also read what a word looks like: lower or upper case, a title, mixed, with digits.
        affixes: longest prefix and suffix, in characters, that have embeddings of their own; 0 for
            none.
        word_dropout: in training a word that was seen c times is read as the unknown word with the
            probability word_dropout / (word_dropout + c); with 0 it never is, and the unknown word
            is not trained.
        vectors: text file of pretrained word vectors (word2vec, fastText or GloVe), which are read
            but not trained.
        crf: score whole sequences of tags with a linear-chain CRF, rather than each tag by itself;
            by default where tags write spans.
        scheme: how the model itself writes spans, whatever the files do: BIO, IOB1 or IOBES.
        lower: lower and upper case are one word; the spelling keeps them apart.
    """

    characters: CharacterEncoderName = "lstm"
    character_embedding: int = 64
    character_hidden: int = 64
    case: bool = True
    affixes: int = 4
    word_dropout: float = 0.25
    vectors: str | None = None
    crf: bool | None = None
    scheme: SpanScheme = "IOBES"
    lower: bool = True


@dataclass(frozen=True)
class ClassifierConfig:
    """How a classifier makes one vector of what it has read.

    Args:
        pooling: last (each direction's last state), mean or max over all states, or attention with
            a learned query.
    """

    pooling: PoolingName = "attention"


@dataclass(frozen=True)
class LanguageModelConfig:
    """How a language model reads long sequences in training.

    Args:
        steps: symbols over which gradients reach back (truncated back-propagation through time);
            the state itself is carried on.
    """

    steps: int = 64
