"""The mathematics of the blocks on plain lists of numbers, without torch."""

import math
from collections.abc import Sequence

Vector = Sequence[float]
Matrix = Sequence[Vector]


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def dot(a: Vector, b: Vector) -> float:
    return sum(p * q for p, q in zip(a, b, strict=True))


def times(matrix: Matrix, vector: Vector) -> list[float]:
    return [dot(row, vector) for row in matrix]


def softmax(energies: Vector) -> list[float]:
    shares = [math.exp(energy) for energy in energies]
    return [share / sum(shares) for share in shares]
