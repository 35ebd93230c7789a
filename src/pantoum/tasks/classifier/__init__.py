"""Classifiers as a task."""

from pantoum.tasks.classifier.preparation import prepare
from pantoum.tasks.classifier.scores import score_labels, unknown_labels
from pantoum.tasks.classifier.task import ClassifierTask

__all__ = ["ClassifierTask", "prepare", "score_labels", "unknown_labels"]
