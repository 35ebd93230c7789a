"""Models: blocks put together."""

from pantoum.models.branches import Branches
from pantoum.models.bridge import Bridge
from pantoum.models.build import build
from pantoum.models.build_classifier import build_classifier
from pantoum.models.build_language_model import build_language_model, complete_language_model
from pantoum.models.build_tagger import Kind, build_tagger
from pantoum.models.build_words import WordInventory, build_word_encoder
from pantoum.models.classifier import Classifier
from pantoum.models.classifier_settings import check_classifier, complete_classifier
from pantoum.models.crf_head import CRFHead
from pantoum.models.decoder import Decoder, DecoderState
from pantoum.models.encoder import Encoded, Encoder
from pantoum.models.ensemble import Average, Ensemble
from pantoum.models.frozen import FrozenSeq2Seq, FrozenState, Shortlist, freeze
from pantoum.models.language_model import LanguageModel, LanguageModelState
from pantoum.models.loss import Loss
from pantoum.models.pretrained import PretrainedVectors
from pantoum.models.renumber import renumbered
from pantoum.models.seq2seq import Seq2Seq
from pantoum.models.settings import complete, complete_encoder
from pantoum.models.softmax_head import SoftmaxHead
from pantoum.models.tag_head import TagHead
from pantoum.models.tagger import Tagger
from pantoum.models.tagger_settings import check_tagger, complete_tagger
from pantoum.models.word_dropout import WordDropout
from pantoum.models.word_encoder import WordEncoder

__all__ = [
    "Average",
    "Branches",
    "Bridge",
    "CRFHead",
    "Classifier",
    "Decoder",
    "DecoderState",
    "Encoded",
    "Encoder",
    "Ensemble",
    "FrozenSeq2Seq",
    "FrozenState",
    "Kind",
    "LanguageModel",
    "LanguageModelState",
    "Loss",
    "PretrainedVectors",
    "Seq2Seq",
    "Shortlist",
    "SoftmaxHead",
    "TagHead",
    "Tagger",
    "WordDropout",
    "WordEncoder",
    "WordInventory",
    "build",
    "build_classifier",
    "build_language_model",
    "build_tagger",
    "build_word_encoder",
    "check_classifier",
    "check_tagger",
    "complete",
    "complete_classifier",
    "complete_encoder",
    "complete_language_model",
    "complete_tagger",
    "freeze",
    "renumbered",
]
