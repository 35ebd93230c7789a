"""Models: blocks put together."""

from weft.models.branches import Branches
from weft.models.bridge import Bridge
from weft.models.build import build
from weft.models.build_classifier import build_classifier
from weft.models.build_language_model import build_language_model, complete_language_model
from weft.models.build_tagger import Kind, build_tagger
from weft.models.build_words import WordInventory, build_word_encoder
from weft.models.classifier import Classifier
from weft.models.classifier_settings import check_classifier, complete_classifier
from weft.models.crf_head import CRFHead
from weft.models.decoder import Decoder, DecoderState
from weft.models.encoder import Encoded, Encoder
from weft.models.ensemble import Average, Ensemble
from weft.models.frozen import FrozenSeq2Seq, FrozenState, Shortlist, freeze
from weft.models.language_model import LanguageModel, LanguageModelState
from weft.models.loss import Loss
from weft.models.pretrained import PretrainedVectors
from weft.models.renumber import renumbered
from weft.models.seq2seq import Seq2Seq
from weft.models.settings import complete, complete_encoder
from weft.models.softmax_head import SoftmaxHead
from weft.models.tag_head import TagHead
from weft.models.tagger import Tagger
from weft.models.tagger_settings import check_tagger, complete_tagger
from weft.models.word_dropout import WordDropout
from weft.models.word_encoder import WordEncoder

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
