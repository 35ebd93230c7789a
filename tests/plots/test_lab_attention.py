"""Pictures of attention in the lab: a line for each model, a map for each look, true places."""

from typing import Any

import numpy as np

from pantoum.plots.lab_attention import alignment_figure, bottleneck_figure


def mean(value):
    return {"mean": value, "low": value - 1, "high": value + 1, "seeds": 3}


def test_a_line_for_each_model():
    cases = [
        {"attention": one, "longest": 8, "length": n, "bleu": mean(50 + n), "right": mean(n)}
        for one in ("none", "dot")
        for n in (4, 8, 12)
    ]
    drawn = {"attentions": ["none", "dot"], "longest": [8], "lengths": [4, 8, 12], "cases": cases}
    names = {"none": "without attention", "dot": "with dot attention"}
    bleu, right = bottleneck_figure(drawn, names).axes
    lines: dict[Any, Any] = {bar.get_label(): bar for bar in right.containers}
    assert list(lines) == ["without attention, trained to 8", "with dot attention, trained to 8"]
    for line in lines.values():
        assert line.lines[0].get_xydata().tolist() == [[4, 4], [8, 8], [12, 12]]
    first: Any = bleu.containers[0]
    assert first.lines[0].get_xydata().tolist() == [[4, 54], [8, 58], [12, 62]]
    assert [8, 8] in [np.asarray(line.get_xdata()).tolist() for line in bleu.get_lines()]
    assert "BLEU" in bleu.get_ylabel()
    assert "length" in bleu.get_xlabel()


def test_a_map_for_each_look():
    numbers = np.random.default_rng(1)
    maps = [
        {"attention": one, "step": step, "weights": numbers.dirichlet([1, 1], 2).tolist()}
        for one in ("additive", "dot")
        for step in (0, 5, 10, 1_000)
    ]
    sentence = {"input": ["red", "house"], "output": ["maison", "rouge"], "order": [1, 0]}
    drawn = {
        "attentions": ["additive", "dot"],
        "looks": [0, 5, 10, 1_000],
        "sentence": sentence,
        "maps": maps,
    }
    *panels, bar = alignment_figure(drawn).axes
    shown = [axes for axes in panels if axes.get_visible()]
    assert len(panels) == 12
    assert [axes.get_title() for axes in shown] == [
        *("additive, 0 steps", "additive, 5 steps", "additive, 10 steps", "additive, 1,000 steps"),
        *("dot, 0 steps", "dot, 5 steps", "dot, 10 steps", "dot, 1,000 steps"),
    ]
    for axes, one in zip(shown, maps, strict=True):
        (image,) = axes.get_images()
        assert np.asarray(image.get_array()).tolist() == one["weights"]
        assert image.get_clim() == (0, 1)
        assert np.asarray(axes.get_lines()[0].get_xydata()).tolist() == [[1, 0], [0, 1]]
        assert [text.get_text() for text in axes.get_xticklabels()] == ["red", "house"]
    assert [text.get_text() for text in shown[0].get_yticklabels()] == ["maison", "rouge"]
    assert "α" in bar.get_ylabel()
