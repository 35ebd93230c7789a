"""Files to batches. This room's torch-free names; batches as tensors are in `weft.data.batch`."""

from weft.data.batching import epoch_batches, ordered_batches
from weft.data.columns import Columns
from weft.data.corpus import Corpus, FlatSequences, encode_corpus
from weft.data.features import FeatureTokenizer
from weft.data.formats import Example, parse_input, read_examples, read_training
from weft.data.inference import Units, hold_out, infer_units
from weft.data.schemes import Scheme, Span, convert, spans, tags_of
from weft.data.source import SourceTokenizer
from weft.data.token_file import Sentence, TokenFile, read_token_file
from weft.data.token_rows import TokenColumns
from weft.data.tokenizers import Tokenizer
from weft.data.well_formed import Broken, Constraints, allowed, count_broken, detect_scheme

__all__ = [
    "Broken",
    "Columns",
    "Constraints",
    "Corpus",
    "Example",
    "FeatureTokenizer",
    "FlatSequences",
    "Scheme",
    "Sentence",
    "SourceTokenizer",
    "Span",
    "TokenColumns",
    "TokenFile",
    "Tokenizer",
    "Units",
    "allowed",
    "convert",
    "count_broken",
    "detect_scheme",
    "encode_corpus",
    "epoch_batches",
    "hold_out",
    "infer_units",
    "ordered_batches",
    "parse_input",
    "read_examples",
    "read_token_file",
    "read_training",
    "spans",
    "tags_of",
]
