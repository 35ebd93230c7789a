"""Bars of what parts are worth show the scores and their intervals."""

from typing import Any

import numpy as np
import pytest

from pantoum.plots import worth_figure


def part(title: str, score: float | None, low: float = 0, high: float = 0) -> dict[str, Any]:
    intervals = {} if score is None else {"bleu": [low, high]}
    return {"title": title, "scores": {"bleu": score}, "intervals": intervals}


def values(*parts: dict[str, Any], main: str = "bleu", lower: bool = False) -> dict[str, Any]:
    def renamed(one: dict[str, Any]) -> dict[str, Any]:
        both = {key: {main: of["bleu"]} if of else {} for key, of in one.items() if key != "title"}
        return {"title": one["title"], **both}

    whole, *others = map(renamed, parts)
    return {"main": main, "lower_is_better": lower, "whole": whole, "parts": others}


MADE = (
    part("", 40, 38, 43),
    part("attention, off", 10, 9, 11),
    part("encoder, layer 1, off", 30, 29, 31.5),
    part("nothing is found", None),
)


def bars(axes: Any) -> list[float]:
    return [one.get_width() for one in axes.patches]


def test_bars_are_scores_and_lines_their_intervals():
    axes = worth_figure(values(*MADE)).axes[0]
    assert bars(axes) == [40, 10, 30]
    names = [one.get_text() for one in axes.get_yticklabels()]
    assert names == ["the whole model", "attention, off", "encoder, layer 1, off"]
    lines = [np.asarray(one.get_paths()[0].vertices) for one in axes.collections]
    ends = [line[:, 0].tolist() for line in lines]
    assert ends == [[38, 43], [9, 11], [29, 31.5]]
    assert axes.get_xlabel() == "BLEU"
    assert axes.patches[0].get_hatch()
    assert not axes.patches[1].get_hatch()


def test_what_is_relied_on_most_comes_first():
    axes = worth_figure(values(*MADE, main="word_error_rate", lower=True)).axes[0]
    assert bars(axes) == [40, 30, 10]
    assert axes.get_xlabel() == "word error rate (%)"
    assert axes.get_xscale() == "linear"


def test_perplexities_far_apart_are_on_a_logarithmic_axis():
    made = [part("", 8, 7, 9), part("layer 1, off", 3000, 2000, 5000)]
    axes = worth_figure(values(*made, main="perplexity", lower=True)).axes[0]
    assert axes.get_xscale() == "log"
    assert axes.get_xlabel() == "perplexity, log scale"


@pytest.mark.parametrize("interval", [[None, None], [41, 43]])
def test_an_interval_that_is_none_or_beside_the_score_does_no_harm(interval):
    made = part("", 40)
    made["intervals"]["bleu"] = interval
    axes = worth_figure(values(made)).axes[0]
    assert bars(axes) == [40]
