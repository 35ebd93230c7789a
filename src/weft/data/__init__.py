"""Files to batches: the torch-free names; batches as tensors are in `weft.data.batch` and `weft.data.word_batch`."""

from weft.data.batching import epoch_batches, ordered_batches
from weft.data.columns import Columns
from weft.data.corpus import Corpus, FlatSequences, encode_corpus
from weft.data.features import FeatureTokenizer
from weft.data.formats import Example, parse_input, read_examples, read_training
from weft.data.forms import Forms, encode_forms
from weft.data.inference import Units, hold_out, infer_units
from weft.data.labels import LabelVocabulary
from weft.data.sentences import SentenceCorpus, encode_sentences
from weft.data.shapes import SHAPES
from weft.data.source import SourceTokenizer
from weft.data.tokenizers import Tokenizer
from weft.data.vector_index import VectorIndex
from weft.data.vectors import WordVectors, read_vectors
from weft.data.word_vocabulary import WordVocabulary

__all__ = [
    "SHAPES",
    "Columns",
    "Corpus",
    "Example",
    "FeatureTokenizer",
    "FlatSequences",
    "Forms",
    "LabelVocabulary",
    "SentenceCorpus",
    "SourceTokenizer",
    "Tokenizer",
    "Units",
    "VectorIndex",
    "WordVectors",
    "WordVocabulary",
    "encode_corpus",
    "encode_forms",
    "encode_sentences",
    "epoch_batches",
    "hold_out",
    "infer_units",
    "ordered_batches",
    "parse_input",
    "read_examples",
    "read_training",
    "read_vectors",
]
