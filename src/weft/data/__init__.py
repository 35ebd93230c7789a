"""Files to batches. This room's torch-free names; batches as tensors are in `weft.data.batch`."""

from weft.data.batching import epoch_batches, ordered_batches
from weft.data.columns import Columns
from weft.data.corpus import Corpus, FlatSequences, encode_corpus
from weft.data.features import FeatureTokenizer
from weft.data.formats import Example, parse_input, read_examples, read_training
from weft.data.inference import Units, hold_out, infer_units
from weft.data.source import SourceTokenizer
from weft.data.token_file import Sentence, TokenFile, read_token_file
from weft.data.token_rows import TokenColumns
from weft.data.tokenizers import Tokenizer

__all__ = [
    "Columns",
    "Corpus",
    "Example",
    "FeatureTokenizer",
    "FlatSequences",
    "Sentence",
    "SourceTokenizer",
    "TokenColumns",
    "TokenFile",
    "Tokenizer",
    "Units",
    "encode_corpus",
    "epoch_batches",
    "hold_out",
    "infer_units",
    "ordered_batches",
    "parse_input",
    "read_examples",
    "read_token_file",
    "read_training",
]
