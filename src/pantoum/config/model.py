"""Settings of the models."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pantoum.config.names import (
    AttentionName,
    AttentionOrder,
    CellName,
    CharacterEncoderName,
    PoolingName,
    SpanScheme,
)
from pantoum.config.rules import setting

# No machine has the memory for more; far larger numbers no tensor can count.
MAX_SIZE = 1_000_000
MAX_LAYERS = 1_000
# Longer than words are; each length has two ids in every word.
MAX_AFFIX = 1_000


@dataclass(frozen=True)
class ModelConfig:
    """The blocks of a model and their sizes; the settings of decoder, attention, input feeding and
    tied embeddings are those of an encoder-decoder.

    Args:
        cell: recurrent cell of the encoder, and of the decoder unless that has its own:
            lstm, gru or rnn, which are fast, peephole_lstm or layer_norm_lstm, which are slower.
        decoder_cell: recurrent cell of the decoder; by default that of the encoder.
        embedding: size of the symbol embeddings.
        hidden: size of the encoder's state, in each direction.
        decoder_hidden: size of the decoder's state; by default the same as `hidden`, or with dot
            attention that of an annotation.
        layers: layers of the encoder, or of the tagger; by default 1, for a tagger 2.
        decoder_layers: layers of the decoder; by default the same as `layers`.
        bidirectional: read the input in both directions; a language model reads in one.
        residual: add each layer's input to its output, from the second layer on.
        attention: additive (Bahdanau), dot, general or concat (Luong), scaled_dot (Vaswani et al.),
            location_sensitive (Chorowski et al.), or none: the plain encoder-decoder.
        attention_size: inner size of the additive, concat and location-sensitive scores; by default
            the same as `decoder_hidden`.
        attention_order: attend_then_update: the previous decoder state attends, before the step
            (Bahdanau); update_then_attend: the new one does, after it (Luong). By default
            attend_then_update for additive and location-sensitive attention, else
            update_then_attend.
        input_feeding: the decoder also reads what attention returned: its context at the same step
            with attend_then_update, Luong's attentional vector of the previous step with
            update_then_attend.
        tie_embeddings: the output layer shares its weights with the embeddings of the target
            symbols.
        copy: an output symbol may also be copied from the input, by the attention weights
            (pointer-generator); for an encoder-decoder with attention.
        dropout: rate on embeddings, between layers and before the output layer.
        variational_dropout: draw one dropout mask for all steps of a sequence (Gal & Ghahramani
            2016); by default for a tagger alone.
        recurrent_dropout: rate on the recurrent weights themselves (Merity et al. 2017).
        recompute: gradient checkpointing: train on longer sequences in segments of this many steps,
            whose inner states are computed again in the backward pass instead of being kept: less
            memory, more time; 0 keeps all.
    """

    cell: CellName = "lstm"
    decoder_cell: CellName | None = None
    embedding: int | None = setting(None, minimum=1, maximum=MAX_SIZE)
    hidden: int | None = setting(None, minimum=1, maximum=MAX_SIZE)
    decoder_hidden: int | None = setting(None, minimum=1, maximum=MAX_SIZE)
    layers: int | None = setting(None, minimum=1, maximum=MAX_LAYERS)
    decoder_layers: int | None = setting(None, minimum=1, maximum=MAX_LAYERS)
    bidirectional: bool = True
    residual: bool = False
    attention: AttentionName = "additive"
    attention_size: int | None = setting(None, minimum=1, maximum=MAX_SIZE)
    attention_order: AttentionOrder | None = None
    input_feeding: bool = True
    tie_embeddings: bool = True
    copy: bool = False
    dropout: float | None = setting(None, minimum=0, below=1)
    variational_dropout: bool | None = None
    recurrent_dropout: float = setting(0.0, minimum=0, below=1)
    recompute: int = setting(0, minimum=0)


@dataclass(frozen=True, kw_only=True)
class ResolvedModelConfig(ModelConfig):
    """The settings of `ModelConfig` with nothing left open."""

    decoder_cell: CellName = field()
    embedding: int = field()
    hidden: int = field()
    decoder_hidden: int = field()
    layers: int = field()
    decoder_layers: int = field()
    attention_size: int = field()
    attention_order: AttentionOrder = field()
    dropout: float = field()
    variational_dropout: bool = field()

    @property
    def annotation_size(self) -> int:
        """Size of one annotation of the encoder: its states in both directions."""
        return self.hidden * (2 if self.bidirectional else 1)


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
        word_shape: also read the shape of a word: lower or upper case, a title, mixed, with digits.
        affixes: longest prefix and suffix, in characters, that have embeddings of their own; 0 for
            none.
        word_dropout: in training a word that was seen c times is read as the unknown word with the
            probability word_dropout / (word_dropout + c); with 0 it never is, and the unknown word
            is not trained.
        vectors: text file of pretrained word vectors (word2vec, fastText or GloVe), which are read
            but not trained; "" for none.
        crf: score whole sequences of tags with a linear-chain CRF, rather than each tag by itself;
            auto: for each column whose tags write spans.
        scheme: how the model itself writes spans, whatever the files do.
        lowercase: lower and upper case are one word; the spelling keeps them apart.
    """

    characters: CharacterEncoderName = "lstm"
    character_embedding: int = setting(64, minimum=1, maximum=MAX_SIZE)
    character_hidden: int = setting(64, minimum=1, maximum=MAX_SIZE)
    word_shape: bool = True
    affixes: int = setting(4, minimum=0, maximum=MAX_AFFIX)
    word_dropout: float = setting(0.25, minimum=0)
    vectors: str = ""
    crf: bool | Literal["auto"] = "auto"
    scheme: SpanScheme = "IOBES"
    lowercase: bool = True


@dataclass(frozen=True)
class ClassifierConfig:
    """How a classifier makes one vector of its input.

    Args:
        pooling: last (each direction's last state), mean or max over all states, or attention with
            a learned query.
    """

    pooling: PoolingName = "attention"


@dataclass(frozen=True)
class LanguageModelConfig:
    """How a language model is trained on long sequences.

    Args:
        steps: symbols over which gradients are propagated back (truncated back-propagation through
            time); the state itself is carried on.
    """

    steps: int = setting(64, minimum=1)
