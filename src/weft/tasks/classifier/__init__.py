"""Classifiers as a task."""

from weft.tasks.classifier.preparation import prepare
from weft.tasks.classifier.scores import score_labels, unknown_labels
from weft.tasks.classifier.task import ClassifierTask

__all__ = ["ClassifierTask", "prepare", "score_labels", "unknown_labels"]
