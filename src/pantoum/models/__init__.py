"""Models: blocks put together."""

from pantoum.models.bridge import Bridge
from pantoum.models.build import build, build_classifier, build_language_model
from pantoum.models.build_tagger import TagHeadSpec, WordInventory, build_tagger, build_word_encoder
from pantoum.models.classifier import Classifier
from pantoum.models.copying import CopyOutput
from pantoum.models.crf_head import CRFHead
from pantoum.models.decoder import Decoder
from pantoum.models.decoder_state import Branches, DecoderState, StepOutput
from pantoum.models.encoder import Encoded, Encoder
from pantoum.models.ensemble import Average, Ensemble, reindexed
from pantoum.models.inference_form import (
    InferenceSeq2Seq,
    InferenceState,
    ReferenceSeq2Seq,
    SearchModel,
    Shortlist,
    for_inference,
)
from pantoum.models.language_model import LanguageModel, LanguageModelState
from pantoum.models.loss import Loss
from pantoum.models.output import OutputDistribution, OutputFeatures, SoftmaxOutput
from pantoum.models.seq2seq import Seq2Seq
from pantoum.models.softmax_head import SoftmaxHead
from pantoum.models.tag_head import TagHead, TagScorer
from pantoum.models.tagger import Tagger
from pantoum.models.tagger_ensemble import TaggerEnsemble
from pantoum.models.teacher_forcing import teacher_force, teacher_forced_log_probabilities
from pantoum.models.word_encoder import PretrainedVectors, WordDropout, WordEncoder

__all__ = [
    "Average",
    "Branches",
    "Bridge",
    "CRFHead",
    "Classifier",
    "CopyOutput",
    "Decoder",
    "DecoderState",
    "Encoded",
    "Encoder",
    "Ensemble",
    "InferenceSeq2Seq",
    "InferenceState",
    "LanguageModel",
    "LanguageModelState",
    "Loss",
    "OutputDistribution",
    "OutputFeatures",
    "PretrainedVectors",
    "ReferenceSeq2Seq",
    "SearchModel",
    "Seq2Seq",
    "Shortlist",
    "SoftmaxHead",
    "SoftmaxOutput",
    "StepOutput",
    "TagHead",
    "TagHeadSpec",
    "TagScorer",
    "Tagger",
    "TaggerEnsemble",
    "WordDropout",
    "WordEncoder",
    "WordInventory",
    "build",
    "build_classifier",
    "build_language_model",
    "build_tagger",
    "build_word_encoder",
    "for_inference",
    "reindexed",
    "teacher_force",
    "teacher_forced_log_probabilities",
]
