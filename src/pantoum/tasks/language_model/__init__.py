"""Language models as a task."""

from pantoum.tasks.language_model.preparation import prepare, task_of_texts
from pantoum.tasks.language_model.scores import perplexity, score_texts
from pantoum.tasks.language_model.task import LanguageModelTask

__all__ = ["LanguageModelTask", "perplexity", "prepare", "score_texts", "task_of_texts"]
