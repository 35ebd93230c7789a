"""Encoder-decoders whose weights do not change any more: what can be computed ahead for a search,
is.
"""

from pantoum.models.inference_form.seq2seq import (
    InferenceSeq2Seq,
    ReferenceSeq2Seq,
    SearchModel,
    for_inference,
)
from pantoum.models.inference_form.shortlist import Shortlist
from pantoum.models.inference_form.state import InferenceState

__all__ = [
    "InferenceSeq2Seq",
    "InferenceState",
    "ReferenceSeq2Seq",
    "SearchModel",
    "Shortlist",
    "for_inference",
]
