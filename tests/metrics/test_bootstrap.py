"""Bootstrap intervals against a plain loop that scores every resample anew."""

import math
import random
from collections.abc import Callable, Sequence
from statistics import fmean

import numpy as np
import pytest

from pantoum.config import UnitName
from pantoum.metrics import (
    ClassStatistics,
    Statistics,
    SummedStatistics,
    bits_statistics,
    bleu,
    bootstrap_intervals,
    bootstrap_scores,
    chrf,
    class_scores,
    full_scores,
    known_accuracy,
    perplexity_statistics,
    resample_indices,
    score,
    signatures,
    span_scores,
    span_statistics,
    tag_accuracy,
    tag_statistics,
    text_statistics,
    unknown_statistics,
)

RESAMPLES = 25
SEED = 3


def loop(examples: int, scores: Callable[[Sequence[int]], dict[str, float]]) -> dict[str, list]:
    """The scores of the same resamples, each by itself."""
    found: dict[str, list[float]] = {}
    for indices in resample_indices(examples, RESAMPLES, SEED):
        for name, value in scores(indices.tolist()).items():
            found.setdefault(name, []).append(value)
    return found


def check(
    statistics: Sequence[Statistics], scores: Callable[[Sequence[int]], dict[str, float]]
) -> None:
    """Compare all resamples, and the full sample."""
    examples = len(statistics[0])
    expected = loop(examples, scores)
    found = bootstrap_scores(statistics, RESAMPLES, SEED)
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        assert found[name] == pytest.approx(values, abs=1e-9), name
    full = scores(range(examples))
    assert full_scores(statistics) == pytest.approx(full, abs=1e-9)


def texts(count: int, seed: int, vocabulary: str = "abcd", longest: int = 9) -> list[str]:
    numbers = random.Random(seed)
    return [
        " ".join(numbers.choice(vocabulary) for _ in range(numbers.randint(0, longest)))
        for _ in range(count)
    ]


@pytest.mark.parametrize("units", ["characters", "symbols", "words"])
def test_scores_of_texts_are_those_of_a_loop(units: UnitName) -> None:
    both = zip(texts(30, 1), texts(30, 2), strict=True)
    references = [(a, b) if len(a) % 4 else a for a, b in both]
    hypotheses = texts(30, 3)
    hypotheses[:8] = [one if isinstance(one, str) else one[1] for one in references[:8]]

    def scores(rows: Sequence[int]) -> dict[str, float]:
        found = score(units, [references[i] for i in rows], [hypotheses[i] for i in rows])
        return {name: value for name, value in found.items() if name != "examples"}

    check(text_statistics(units, references, hypotheses), scores)


@pytest.mark.parametrize("longest", [0, 1, 3, 12])
def test_bleu_and_chrf_of_the_full_sample_are_those_of_sacrebleu(longest: int) -> None:
    for seed in range(20):
        references = [f"{text} e" for text in texts(5, seed, longest=longest)]
        hypotheses = texts(5, 100 + seed, longest=longest)
        found = full_scores(text_statistics("words", references, hypotheses))
        assert found["bleu"] == pytest.approx(bleu(references, hypotheses), abs=1e-9)
        assert found["chrf"] == pytest.approx(chrf(references, hypotheses), abs=1e-9)
    same = ["the cat sat on the mat", "a b c d e"]
    assert full_scores(text_statistics("words", same, same)) == {
        "bleu": pytest.approx(100),
        "chrf": 100,
        "exact_match": 100,
    }


def test_signatures_name_what_decides_the_scores() -> None:
    found = signatures(["a", "b"])
    assert found["bleu"].startswith("nrefs:1|case:mixed|eff:no|tok:none|smooth:exp|version:")
    assert found["chrf"].startswith("nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:")
    assert signatures(["a", ("b", "c")])["bleu"].startswith("nrefs:var|")
    assert signatures([("a", "d"), ("b", "c")])["bleu"].startswith("nrefs:2|")


def tags(count: int, seed: int) -> list[list[str]]:
    numbers = random.Random(seed)
    return [
        [numbers.choice(("O", "B-X", "I-X", "B-Y")) for _ in range(1 + row % 4)]
        for row in range(count)
    ]


def test_scores_of_tags_are_those_of_a_loop() -> None:
    right = tags(30, 1)
    both = zip(right, tags(30, 2), strict=True)
    predicted = [a if row % 3 else b for row, (a, b) in enumerate(both)]
    words = [[f"{len(tag)}{place}" for place, tag in enumerate(sentence)] for sentence in right]
    known = {"10", "11", "30"}.__contains__

    def scores(rows: Sequence[int]) -> dict[str, float]:
        read, gold, guessed = ([kind[i] for i in rows] for kind in (words, right, predicted))
        accuracy = tag_accuracy(gold, guessed)
        parts = known_accuracy(read, gold, guessed, known)
        found = span_scores(gold, guessed, "BIO").overall
        assert parts.known is not None
        assert parts.unknown is not None
        return {
            "accuracy": accuracy.accuracy,
            "exact_match": accuracy.exact_match,
            "known_accuracy": parts.known,
            "unknown_accuracy": parts.unknown,
            "precision": found.precision,
            "recall": found.recall,
            "f1": found.f1,
        }

    statistics = [
        tag_statistics(words, right, predicted, known),
        span_statistics(right, predicted, "BIO"),
    ]
    check(statistics, scores)


def test_resamples_without_a_score_do_not_count() -> None:
    # Of the 50 sentences one has an unknown word, which is right: where it is drawn, the accuracy
    # over unknown words is 100, and elsewhere there is none.
    words = [["seen"]] * 49 + [["new"]]
    statistics = tag_statistics(words, [["A"]] * 50, [["A"]] * 50, "seen".__eq__)
    values = bootstrap_scores([statistics], 200)["unknown_accuracy"]
    assert 0 < np.isnan(values).sum() < 200
    assert bootstrap_intervals([statistics], 200)["unknown_accuracy"] == (100, 100)
    statistics = tag_statistics(words[:49], [["A"]] * 49, [["A"]] * 49, "seen".__eq__)
    assert "unknown_accuracy" not in bootstrap_intervals([statistics], 20)
    assert "unknown_accuracy" not in full_scores([statistics])


def test_scores_of_labels_are_those_of_a_loop() -> None:
    numbers = random.Random(5)
    right = [numbers.choice("aaabbcd") for _ in range(25)]
    predicted = [one if numbers.random() < 0.6 else numbers.choice("abe") for one in right]

    def scores(rows: Sequence[int]) -> dict[str, float]:
        found = class_scores([right[i] for i in rows], [predicted[i] for i in rows])
        classes = found.by_class.values()
        return {
            "accuracy": found.accuracy,
            "precision": fmean(one.precision for one in classes),
            "recall": fmean(one.recall for one in classes),
            "f1": found.macro_f1,
        }

    check([ClassStatistics.of(right, predicted)], scores)
    wrong = ClassStatistics.of(["a", "b"], ["b", "a"])
    assert full_scores([wrong]) == {"accuracy": 0, "precision": 0, "recall": 0, "f1": 0}


def test_scores_of_likelihoods_are_those_of_a_loop() -> None:
    numbers = np.random.default_rng(1)
    nll = numbers.random(20) * 9
    symbols, characters, unknown = numbers.integers(1, 9, (3, 20)).astype(float)

    def scores(rows: Sequence[int]) -> dict[str, float]:
        total = sum(nll[i] for i in rows)
        length = sum(symbols[i] for i in rows)
        return {
            "perplexity": math.exp(total / length),
            "bits_per_character": total / math.log(2) / sum(characters[i] for i in rows),
            "unknown": 100 * sum(unknown[i] for i in rows) / length,
        }

    statistics = [
        perplexity_statistics(nll, symbols, 700.0),
        bits_statistics(nll, characters),
        unknown_statistics(unknown, symbols),
    ]
    check(statistics, scores)
    (huge,) = full_scores([perplexity_statistics(nll * 1e9, symbols, 200.0)]).values()
    assert huge == pytest.approx(math.exp(200))


def share_statistics(right: np.ndarray) -> SummedStatistics:
    counts = np.stack([np.ones(len(right)), right], axis=1)
    return SummedStatistics(counts, lambda sums: {"share": 100 * sums[:, 1] / sums[:, 0]})


@pytest.mark.parametrize("share", [0.5, 0.1])
def test_the_interval_of_a_share_is_near_that_of_its_normal_approximation(share: float) -> None:
    right = np.arange(400) < 400 * share
    low, high = bootstrap_intervals([share_statistics(right)])["share"]
    half = 100 * 1.96 * math.sqrt(share * (1 - share) / 400)
    assert (low, high) == pytest.approx((100 * share - half, 100 * share + half), abs=0.15 * half)


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    numbers = np.random.default_rng(7)
    covered = 0
    for turn in range(200):
        right = numbers.random(200) < 0.3
        low, high = bootstrap_intervals([share_statistics(right)], 400, turn)["share"]
        covered += low <= 30 <= high
    # Of 200 intervals of 95 %, 181 to 198 are what four standard deviations allow.
    assert 178 <= covered <= 199


def test_the_seed_decides_and_batches_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    statistics = [share_statistics(np.arange(30) % 3 == 0)]
    first = bootstrap_scores(statistics, 50, seed=1)["share"].tolist()
    assert bootstrap_scores(statistics, 50, seed=1)["share"].tolist() == first
    assert bootstrap_scores(statistics, 50, seed=2)["share"].tolist() != first
    monkeypatch.setattr("pantoum.metrics.bootstrap.MOST_CELLS", 90)
    assert bootstrap_scores(statistics, 50, seed=1)["share"].tolist() == first
