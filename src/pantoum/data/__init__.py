"""Files to batches: the torch-free names; batches as tensors are in `pantoum.data.batch` and
`pantoum.data.word_batch`.
"""

from pantoum.data.batching import epoch_batches, ordered_batches
from pantoum.data.columns import Columns
from pantoum.data.corpus import Corpus, FlatSequences, encode_corpus
from pantoum.data.features import FeatureTokenizer
from pantoum.data.formats import Example, parse_input, read_examples, read_training
from pantoum.data.forms import Forms, encode_forms
from pantoum.data.inference import Units, hold_out, infer_side, infer_units
from pantoum.data.labelled import LabelledCorpus, encode_labelled, labels_of
from pantoum.data.labels import LabelVocabulary
from pantoum.data.schemes import Scheme, Span, convert, spans, tags_of
from pantoum.data.sentences import SentenceCorpus, encode_sentences
from pantoum.data.shapes import SHAPES
from pantoum.data.source import SourceTokenizer
from pantoum.data.streams import Chunk, TextCorpus, epoch_chunks
from pantoum.data.texts import TextFile, read_texts
from pantoum.data.token_file import TOKEN_SUFFIXES, Sentence, TokenFile, read_token_file
from pantoum.data.token_rows import TokenColumns
from pantoum.data.tokenizers import Tokenizer
from pantoum.data.unknown import Unknown, UnknownSymbols, count_unknown
from pantoum.data.vector_index import VectorIndex
from pantoum.data.vectors import WordVectors, read_vectors
from pantoum.data.well_formed import Broken, Constraints, allowed, count_broken, detect_scheme
from pantoum.data.word_vocabulary import WordVocabulary

__all__ = [
    "SHAPES",
    "TOKEN_SUFFIXES",
    "Broken",
    "Chunk",
    "Columns",
    "Constraints",
    "Corpus",
    "Example",
    "FeatureTokenizer",
    "FlatSequences",
    "Forms",
    "LabelVocabulary",
    "LabelledCorpus",
    "Scheme",
    "Sentence",
    "SentenceCorpus",
    "SourceTokenizer",
    "Span",
    "TextCorpus",
    "TextFile",
    "TokenColumns",
    "TokenFile",
    "Tokenizer",
    "Units",
    "Unknown",
    "UnknownSymbols",
    "VectorIndex",
    "WordVectors",
    "WordVocabulary",
    "allowed",
    "convert",
    "count_broken",
    "count_unknown",
    "detect_scheme",
    "encode_corpus",
    "encode_forms",
    "encode_labelled",
    "encode_sentences",
    "epoch_batches",
    "epoch_chunks",
    "hold_out",
    "infer_side",
    "infer_units",
    "labels_of",
    "ordered_batches",
    "parse_input",
    "read_examples",
    "read_texts",
    "read_token_file",
    "read_training",
    "read_vectors",
    "spans",
    "tags_of",
]
