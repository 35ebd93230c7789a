"""The exercises of the lecture's companion, and what checks an answer to them."""

from pantoum.lab.exercises.checker import Verdict, check_exercise
from pantoum.lab.exercises.exercise import Exercise
from pantoum.lab.exercises.table import EXERCISES, exercise_named

__all__ = ["EXERCISES", "Exercise", "Verdict", "check_exercise", "exercise_named"]
