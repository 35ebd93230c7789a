"""Files to batches: the torch-free names; batches as tensors are in `weft.data.batch` and `weft.data.word_batch`."""

from weft.data.batching import epoch_batches, ordered_batches
from weft.data.columns import Columns
from weft.data.corpus import Corpus, FlatSequences, encode_corpus
from weft.data.features import FeatureTokenizer
from weft.data.formats import Example, parse_input, read_examples, read_training
from weft.data.forms import Forms, encode_forms
from weft.data.inference import Units, hold_out, infer_side, infer_units
from weft.data.labelled import LabelledCorpus, encode_labelled, labels_of
from weft.data.labels import LabelVocabulary
from weft.data.schemes import Scheme, Span, convert, spans, tags_of
from weft.data.sentences import SentenceCorpus, encode_sentences
from weft.data.shapes import SHAPES
from weft.data.source import SourceTokenizer
from weft.data.streams import Chunk, TextCorpus, epoch_chunks
from weft.data.texts import TextFile, read_texts
from weft.data.token_file import TOKEN_SUFFIXES, Sentence, TokenFile, read_token_file
from weft.data.token_rows import TokenColumns
from weft.data.tokenizers import Tokenizer
from weft.data.unknown import Unknown, UnknownSymbols, count_unknown
from weft.data.vector_index import VectorIndex
from weft.data.vectors import WordVectors, read_vectors
from weft.data.well_formed import Broken, Constraints, allowed, count_broken, detect_scheme
from weft.data.word_vocabulary import WordVocabulary

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
