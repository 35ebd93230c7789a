"""Curves show what metrics.jsonl says, and a file that cannot be drawn is refused in one line."""

import json
from typing import Any

import pytest

from pantoum.errors import PantoumError
from pantoum.plots import curves_figure, plot_curves, read_metrics


def evaluation(epoch, loss, best=False, **dev):
    return {"epoch": epoch, "step": int(100 * epoch), "train_loss": loss, "dev": dev, "best": best}


ERRORS = [
    evaluation(
        1, 3.0, True, word_error_rate=80.0, symbol_error_rate=30.0, exact_match=20.0, examples=10
    ),
    evaluation(
        2, 2.0, True, word_error_rate=40.0, symbol_error_rate=10.0, exact_match=60.0, examples=10
    ),
    evaluation(
        2.5, 1.5, False, word_error_rate=50.0, symbol_error_rate=11.0, exact_match=50.0, examples=10
    ),
]


def write(path, records):
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return path


def lines(axes):
    return {
        str(one.get_label()): (list(one.get_xdata()), list(one.get_ydata()))
        for one in axes.get_lines()
    }


def test_curves_are_the_numbers_of_the_file(tmp_path):
    records = read_metrics(write(tmp_path / "metrics.jsonl", ERRORS))
    assert records == ERRORS
    loss, scores = curves_figure(records).axes
    assert next(iter(lines(loss).values())) == ([1, 2, 2.5], [3.0, 2.0, 1.5])
    assert lines(scores)["word error rate"] == ([1, 2, 2.5], [80.0, 40.0, 50.0])
    assert lines(scores)["symbol error rate"] == ([1, 2, 2.5], [30.0, 10.0, 11.0])
    assert set(lines(scores)) == {"word error rate", "symbol error rate", "best: epoch 2"}


def test_the_last_best_evaluation_is_marked_in_both_panels():
    for axes in curves_figure(ERRORS).axes:
        assert lines(axes)["best: epoch 2"][0] == [2, 2]
        assert axes.get_xlabel() == "epoch"
        assert axes.get_ylim()[0] == 0


def test_an_axis_begins_where_differences_can_be_seen():
    records = [evaluation(1, 3.0, accuracy=95.0), evaluation(2, 0.2, accuracy=97.0, f1=96.0)]
    loss, scores = curves_figure(records).axes
    assert loss.get_ylim()[0] == 0
    assert scores.get_ylim()[0] == pytest.approx(94.8)
    assert scores.get_ylim()[1] > 97
    low = [evaluation(1, 3.0, accuracy=20.0), evaluation(2, 2.0, accuracy=97.0)]
    loss, scores = curves_figure(low).axes
    assert scores.get_ylim()[0] == 0
    assert loss.get_ylim()[0] == pytest.approx(1.9)
    for axes in curves_figure([evaluation(1, 3.0, accuracy=95.0)]).axes:
        assert axes.get_ylim()[0] == 0


def test_a_legend_hides_nothing():
    figure = curves_figure(ERRORS)
    figure.canvas.draw()
    panels = [axes.get_window_extent() for axes in figure.axes]
    for axes, panel in zip(figure.axes, panels, strict=True):
        drawn = axes.get_legend()
        assert drawn is not None
        legend = drawn.get_window_extent()
        label = axes.xaxis.label.get_window_extent()
        assert legend.y1 < label.y0
        assert panel.x0 <= legend.x0 < legend.x1 <= panel.x1


def test_bleu_and_chrf_are_drawn_where_they_are_the_scores():
    records = [
        evaluation(1, 3.0, bleu=1.0, chrf=9.0, exact_match=0.0),
        evaluation(2, 2.0, bleu=5.0, chrf=20.0),
    ]
    assert set(lines(curves_figure(records).axes[1])) == {"BLEU", "chrF"}


def test_of_taggers_f1_and_accuracy_are_drawn_for_each_column():
    one = evaluation(
        1, 3.0, precision=40.0, recall=60.0, f1=48.0, accuracy=70.0, known_accuracy=80.0, examples=9
    )
    assert set(lines(curves_figure([one]).axes[1])) == {"F1", "accuracy"}
    several: dict[str, Any] = {
        "upos.accuracy": 70.0,
        "upos.exact_match": 9.0,
        "ner.f1": 48.0,
        "ner.accuracy": 60.0,
    }
    better: dict[str, Any] = several | {"ner.f1": 50.0}
    records = [evaluation(1, 3.0, **several), evaluation(2, 2.0, **better)]
    curves = lines(curves_figure(records).axes[1])
    assert set(curves) == {"upos accuracy", "ner F1", "ner accuracy"}
    assert curves["ner F1"] == ([1, 2], [48.0, 50.0])


def test_other_tasks_have_other_scores():
    records = [evaluation(1, 3.0, accuracy=1.0, precision=1.0, f1=9.0, examples=3)]
    axes = curves_figure(records).axes[1]
    assert set(lines(axes)) == {"accuracy", "F1"}
    assert axes.get_title() == "dev scores (per cent)"
    records = [evaluation(1, 3.0, perplexity=20.0, bits_per_character=4.3, unknown=0.0, examples=3)]
    axes = curves_figure(records).axes[1]
    assert set(lines(axes)) == {"perplexity"}
    assert axes.get_title() == "dev perplexity"


def test_one_evaluation_is_enough(tmp_path):
    plot_curves(write(tmp_path / "metrics.jsonl", ERRORS[:1]), tmp_path / "curves.png")
    plot_curves(str(tmp_path / "metrics.jsonl"), str(tmp_path / "curves.svg"))
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in (tmp_path / "curves.svg").read_bytes()


def test_the_half_line_of_a_killed_run_is_left_out(tmp_path):
    path = write(tmp_path / "metrics.jsonl", ERRORS)
    path.write_bytes(path.read_bytes() + b'{"epoch": 3.0, "st')
    assert read_metrics(path) == ERRORS


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(PantoumError, match=r"cannot read .*metrics\.jsonl: No such file"):
        read_metrics(tmp_path / "metrics.jsonl")


@pytest.mark.parametrize("content", [b"", b"\n  \n"])
def test_an_empty_file_is_refused(content, tmp_path):
    (tmp_path / "metrics.jsonl").write_bytes(content)
    with pytest.raises(PantoumError, match="is empty"):
        read_metrics(tmp_path / "metrics.jsonl")


def test_a_binary_file_is_refused(tmp_path):
    (tmp_path / "metrics.jsonl").write_bytes(b"\x89PNG\xff")
    with pytest.raises(PantoumError, match="not UTF-8"):
        read_metrics(tmp_path / "metrics.jsonl")


@pytest.mark.parametrize(
    "line",
    [
        '{"epoch": 2, "st',
        "[1, 2]",
        "3",
        "null",
        '{"epoch": NaN, "step": 5, "train_loss": 1.0, "dev": {}}',
        '{"epoch": 2, "step": 5, "train_loss": Infinity, "dev": {}}',
        '{"epoch": 1' + "0" * 400 + ', "step": 5, "train_loss": 1.0, "dev": {}}',
        "[" * 90_000,
        '{"epoch": 2, "step": 5, "dev": {}}',
        '{"epoch": 2, "step": 5, "train_loss": "low", "dev": {}}',
        '{"epoch": 2, "step": 5, "train_loss": 1.0, "dev": [3]}',
        '{"epoch": 2, "step": 5, "train_loss": 1.0, "dev": {"bleu": null}}',
    ],
)
def test_a_broken_line_is_named(line, tmp_path):
    path = write(tmp_path / "metrics.jsonl", ERRORS[:2])
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(PantoumError, match=r"metrics\.jsonl, line 3: expected"):
        plot_curves(path, tmp_path / "curves.png")
    assert not (tmp_path / "curves.png").exists()


def test_the_picture_is_refused_before_the_metrics_are_read(tmp_path):
    with pytest.raises(PantoumError, match=r"ends in \.png"):
        plot_curves(tmp_path / "nothing.jsonl", tmp_path / "curves.gif")
