"""Every setting of Weft: frozen dataclasses of plain values.

``None`` stands for "chosen by `weft train` from the data, and printed"; the configuration that is saved with a model
holds the values that were chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

CellName = Literal["lstm", "gru", "rnn"]
AttentionName = Literal["additive", "dot", "general", "concat", "none"]
TaskName = Literal["seq2seq", "tagger", "classifier", "language_model"]
UnitName = Literal["characters", "codepoints", "symbols", "words", "bpe"]
Normalization = Literal["NFC", "NFD", "none"]
SpanScheme = Literal["BIO", "IOB1", "IOBES"]
Scheme = Literal[SpanScheme, "none"]
PoolingName = Literal["last", "mean", "max", "attention"]
CharacterEncoderName = Literal["lstm", "gru", "rnn", "cnn", "none"]


@dataclass(frozen=True)
class DataConfig:
    """How a line of a file becomes two sequences of symbols.

    Args:
        source_column: column of the input: a number from 1, or the name in the header or JSON object.
        target_column: column of the output.
        features_column: column of features such as ``V;PST;1;PL``; "" for none.
        source_units: what one symbol of the input is: characters, codepoints (letters and marks apart, Hangul as jamo),
            symbols (split at spaces, a closed set), words or bpe.
        target_units: the same for the output.
        normalization: Unicode normalisation of both sides: NFC, NFD or none.
        vocabulary_size: most entries of a side's vocabulary of words or byte pairs, with four special symbols (and 256
            bytes); by default 32,000 words or 8,000 byte pairs.
        min_count: words seen less often in training become the unknown word, byte pairs do not merge; by default 2 for
            words and 1 for byte pairs.
        words_column: column of the words in a file of words and tags; by default form in CoNLL-U, else the first.
        tag_columns: columns of the tags, with commas between them; by default upos in CoNLL-U, else the last.
        tag_scheme: how the tags write spans: BIO, IOB1, IOBES, or none if they write none; by default told from them.
        longest: training and held-out pairs with more symbols than this on one side are left out, and counted:
            attention takes memory with the product of the two lengths.
    """

    source_column: str | None = None
    target_column: str | None = None
    features_column: str | None = None
    source_units: UnitName | None = None
    target_units: UnitName | None = None
    normalization: Normalization = "NFC"
    vocabulary_size: int | None = None
    min_count: int | None = None
    words_column: str | None = None
    tag_columns: str | None = None
    tag_scheme: Scheme | None = None
    longest: int = 1_000


@dataclass(frozen=True)
class ModelConfig:
    """The blocks of a model and their sizes; decoder, attention, feeding and tying are those of an encoder-decoder.

    Args:
        cell: recurrent cell of the encoder, and of the decoder unless `decoder_cell` is given.
        decoder_cell: recurrent cell of the decoder.
        embedding: size of the symbol embeddings.
        hidden: size of the encoder's state, in each direction.
        decoder_hidden: size of the decoder's state; by default `hidden`, or with dot attention that of an annotation.
        layers: layers of the encoder, or of the tagger; by default 1, for a tagger 2.
        decoder_layers: layers of the decoder; by default the same as `layers`.
        bidirectional: read the input in both directions; a language model reads in one.
        residual: add each layer's input to its output, from the second layer on.
        attention: additive (Bahdanau), dot, general or concat (Luong), or none: the plain encoder-decoder.
        attention_size: inner size of the additive and concat scores; by default `decoder_hidden`.
        attention_query: which decoder state asks where to look: the previous one, before the step (Bahdanau), or the
            current one, after it (Luong); by default previous for additive and current for the others.
        input_feeding: what attention found is part of the next step's input: the context itself with the previous
            state as query, Luong's attentional vector of the step before with the current one.
        tie_embeddings: the output layer shares its weights with the embeddings of the target symbols.
        dropout: rate on embeddings, between layers and before the output layer.
        variational_dropout: draw one dropout mask for all steps of a sequence (Gal & Ghahramani 2016); by default for a
            tagger alone.
        recurrent_dropout: rate on the recurrent weights themselves (Merity et al. 2017).
        recompute: train on longer sequences in segments of so many steps, which are computed a second time on the way
            back instead of being kept: less memory, more time; 0 keeps all.
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
    dropout: float | None = None
    variational_dropout: bool | None = None
    recurrent_dropout: float = 0.0
    recompute: int = 0


@dataclass(frozen=True)
class TaggerConfig:
    """How a sequence tagger reads words, and how it chooses tags.

    The word embeddings are of size `model.embedding`.

    Args:
        characters: how a word's spelling is read: by a recurrent network in both directions (lstm, gru or rnn), by a
            convolution (cnn), or none.
        character_embedding: size of the character embeddings.
        character_hidden: size of the spelling's encoder: of each direction's state, or filters for each width.
        case: also read what a word looks like: lower or upper case, a title, mixed, with digits.
        affixes: longest prefix and suffix, in characters, that have embeddings of their own; 0 for none.
        word_dropout: in training a word that was seen c times is read as the unknown word with the probability
            word_dropout / (word_dropout + c); with 0 it never is, and the unknown word is not trained.
        vectors: text file of pretrained word vectors (word2vec, fastText or GloVe), which are read but not trained.
        crf: score whole sequences of tags with a linear-chain CRF, rather than each tag by itself; by default where
            tags write spans.
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
        pooling: last (each direction's last state), mean or max over all states, or attention with a learned query.
    """

    pooling: PoolingName = "attention"


@dataclass(frozen=True)
class LanguageModelConfig:
    """How a language model reads long sequences in training.

    Args:
        steps: symbols over which gradients reach back (truncated back-propagation through time); the state itself is
            carried on.
    """

    steps: int = 64


@dataclass(frozen=True)
class TrainingConfig:
    """How the weights are found.

    Args:
        epochs: passes over the training data; the learning rate decays to zero over all of them.
        batch_tokens: most padded symbols, input and output together, in one batch.
        learning_rate: highest learning rate of AdamW; by default 0.004, for a tagger 0.003, for a classifier 0.002.
        warmup_steps: steps over which the learning rate rises linearly from zero.
        weight_decay: AdamW's decoupled weight decay.
        clip: largest norm of the gradient; longer ones are scaled down. 0 never clips.
        label_smoothing: share of the probability spread evenly over all symbols; by default 0.1 for an encoder-decoder,
            0 for all others.
        averaging: the weights that are evaluated and kept are a moving average over the steps; the largest share of the
            old average kept at a step. 0 keeps the weights of the last step.
        patience: stop after so many epochs without a better dev score; 0 never stops early.
        evaluate_every: steps between evaluations; by default an epoch, or a part of a very long one.
        device: cpu, cuda, mps or auto.
        precision: 32-true, bf16-mixed or 16-mixed.
        threads: CPU threads; by default chosen by the size of the work.
        tensorboard: also write TensorBoard event files under the output directory.
    """

    epochs: int | None = None
    batch_tokens: int | None = None
    learning_rate: float | None = None
    warmup_steps: int = 200
    weight_decay: float = 0.01
    clip: float = 1.0
    label_smoothing: float | None = None
    averaging: float = 0.999
    patience: int | None = None
    evaluate_every: int | None = None
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    precision: Literal["32-true", "bf16-mixed", "16-mixed"] = "32-true"
    threads: int | None = None
    tensorboard: bool = False


@dataclass(frozen=True)
class SearchConfig:
    """How an output is looked for; the defaults of `weft predict` and `weft evaluate`.

    Args:
        beam: hypotheses kept at each step; 1 is greedy search.
        length_penalty: exponent of the length by which log-probabilities are divided; 0 prefers short outputs.
    """

    beam: int = 5
    length_penalty: float = 1.0


@dataclass(frozen=True)
class Config:
    """All settings of one training run.

    Args:
        seed: decides the first weights, the order of the data, dropout and a held-out part.
        task: what is learned: seq2seq (an output for each input), tagger (a tag for each word), classifier (a label for
            each text) or language_model (the next symbol of a text); by default told from the files.
    """

    seed: int = 1
    task: TaskName | None = None
    data: DataConfig = field(default_factory=DataConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    tagger: TaggerConfig = field(default_factory=TaggerConfig)
    classifier: ClassifierConfig = field(default_factory=ClassifierConfig)
    language_model: LanguageModelConfig = field(default_factory=LanguageModelConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    search: SearchConfig = field(default_factory=SearchConfig)


def by_name(config: Config) -> dict[str, Any]:
    """Every setting under its full name, such as ``model.hidden``."""
    flat: dict[str, Any] = {}
    for room, value in asdict(config).items():
        flat |= {f"{room}.{name}": inner for name, inner in value.items()} if isinstance(value, dict) else {room: value}
    return flat


def config_from_dict(values: Mapping[str, Any]) -> Config:
    """The inverse of `dataclasses.asdict`.

    Raises: TypeError for a name that is no setting.
    """
    rooms = {
        "data": DataConfig,
        "model": ModelConfig,
        "tagger": TaggerConfig,
        "classifier": ClassifierConfig,
        "language_model": LanguageModelConfig,
        "training": TrainingConfig,
        "search": SearchConfig,
    }
    return Config(**{name: rooms[name](**value) if name in rooms else value for name, value in values.items()})
