"""Language models as a task."""

from pantoum.tasks.language_model.preparation import prepare, task_of_texts
from pantoum.tasks.language_model.scores import MOST_NATS, perplexity, score_texts
from pantoum.tasks.language_model.task import LanguageModelTask

__all__ = [
    "MOST_NATS",
    "LanguageModelTask",
    "perplexity",
    "prepare",
    "score_texts",
    "task_of_texts",
]
