"""Files to batches.

The names here do without torch; batches as tensors are in `pantoum.data.batch` and
`pantoum.data.word_batch`.
"""

from pantoum.data.batching import epoch_batches, ordered_batches
from pantoum.data.columns import Columns
from pantoum.data.corpus import Corpus, FlatSequences, encode_corpus
from pantoum.data.data_file import DataFile, open_file
from pantoum.data.drawing import Drawing
from pantoum.data.features import FeatureTokenizer
from pantoum.data.formats import Example, read_examples
from pantoum.data.inference import Units, hold_out, infer_side, infer_units
from pantoum.data.inputs import parse_input
from pantoum.data.known_outputs import Lexicon
from pantoum.data.labelled import LabelledCorpus, encode_labelled, labels_of
from pantoum.data.labels import LabelVocabulary
from pantoum.data.noted_examples import NotedExamples, read_noted_examples, read_training
from pantoum.data.references import Referenced, with_references
from pantoum.data.scheme_detection import DetectedScheme, detect_scheme
from pantoum.data.schemes import Scheme, Span, convert, spans, tags_of
from pantoum.data.sentences import SentenceCorpus, WordTypes, encode_sentences, encode_word_types
from pantoum.data.source import SourceTokenizer
from pantoum.data.streams import Chunk, TextCorpus, epoch_chunks
from pantoum.data.tag_transitions import (
    InvalidTags,
    TagTransitions,
    allowed_transitions,
    count_invalid_tags,
)
from pantoum.data.texts import TextFile, read_texts
from pantoum.data.token_file import Sentence, TokenFile, read_token_file
from pantoum.data.token_rows import TokenColumns, split_words
from pantoum.data.tokenizers import Tokenizer
from pantoum.data.unknown import Unknown, UnknownSymbols, count_unknown
from pantoum.data.vector_index import VectorIndex
from pantoum.data.vectors import WordVectors, read_vectors
from pantoum.data.word_shapes import WORD_SHAPES
from pantoum.data.word_vocabulary import WordVocabulary

__all__ = [
    "WORD_SHAPES",
    "Chunk",
    "Columns",
    "Corpus",
    "DataFile",
    "DetectedScheme",
    "Drawing",
    "Example",
    "FeatureTokenizer",
    "FlatSequences",
    "InvalidTags",
    "LabelVocabulary",
    "LabelledCorpus",
    "Lexicon",
    "NotedExamples",
    "Referenced",
    "Scheme",
    "Sentence",
    "SentenceCorpus",
    "SourceTokenizer",
    "Span",
    "TagTransitions",
    "TextCorpus",
    "TextFile",
    "TokenColumns",
    "TokenFile",
    "Tokenizer",
    "Units",
    "Unknown",
    "UnknownSymbols",
    "VectorIndex",
    "WordTypes",
    "WordVectors",
    "WordVocabulary",
    "allowed_transitions",
    "convert",
    "count_invalid_tags",
    "count_unknown",
    "detect_scheme",
    "encode_corpus",
    "encode_labelled",
    "encode_sentences",
    "encode_word_types",
    "epoch_batches",
    "epoch_chunks",
    "hold_out",
    "infer_side",
    "infer_units",
    "labels_of",
    "open_file",
    "ordered_batches",
    "parse_input",
    "read_examples",
    "read_noted_examples",
    "read_texts",
    "read_token_file",
    "read_training",
    "read_vectors",
    "spans",
    "split_words",
    "tags_of",
    "with_references",
]
