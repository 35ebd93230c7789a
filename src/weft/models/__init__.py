"""Models: blocks put together."""

from weft.models.bridge import Bridge
from weft.models.build import build
from weft.models.decoder import Decoder, DecoderState
from weft.models.encoder import Encoded, Encoder
from weft.models.seq2seq import Loss, Seq2Seq
from weft.models.settings import complete

__all__ = ["Bridge", "Decoder", "DecoderState", "Encoded", "Encoder", "Loss", "Seq2Seq", "build", "complete"]
