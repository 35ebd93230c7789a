"""Models: blocks put together."""

from weft.models.bridge import Bridge
from weft.models.build import build
from weft.models.crf_head import CRFHead
from weft.models.decoder import Decoder, DecoderState
from weft.models.encoder import Encoded, Encoder
from weft.models.loss import Loss
from weft.models.seq2seq import Seq2Seq
from weft.models.settings import complete
from weft.models.softmax_head import SoftmaxHead
from weft.models.tag_head import TagHead

__all__ = [
    "Bridge",
    "CRFHead",
    "Decoder",
    "DecoderState",
    "Encoded",
    "Encoder",
    "Loss",
    "Seq2Seq",
    "SoftmaxHead",
    "TagHead",
    "build",
    "complete",
]
