"""The picture shows the weights, names the symbols, and has a sensible size."""

import struct
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from tests.plots.drawing import Made, made

from pantoum.errors import PantoumError
from pantoum.plots import attention_figure, plot_attention

WEIGHTS = np.array([[0.75, 0.25, 0.0], [0.0, 0.125, 0.875]])


def labels(axis):
    return [one.get_text() for one in axis.get_ticklabels()]


def turned(figure):
    return [one.get_rotation() == 90 for one in figure.axes[0].get_xticklabels()]


def png_size(path):
    return struct.unpack(">II", path.read_bytes()[16:24])


def test_cells_hold_the_weights_and_axes_the_symbols():
    axes = attention_figure(made(["ɑ̃", "</s>"], ["a", "n", "</s>"], WEIGHTS)).axes[0]
    assert np.array_equal(np.asarray(axes.collections[0].get_array()), WEIGHTS)
    assert axes.collections[0].get_clim() == (0, 1)
    assert labels(axes.xaxis) == ["a", "n", "</s>"]
    assert labels(axes.yaxis) == ["ɑ̃", "</s>"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("input", "output")


def test_the_first_symbols_are_at_the_top_left_and_larger_weights_are_darker():
    figure = attention_figure(made(["x", "y"], ["a", "b", "c"], WEIGHTS))
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3].sum(axis=-1)

    def lightness(row, column):
        x, y = figure.axes[0].transData.transform((column + 0.5, row + 0.5))
        return pixels[len(pixels) - 1 - int(y), int(x)]

    seen = np.array([[lightness(row, column) for column in range(3)] for row in range(2)])
    assert np.array_equal(np.argsort(-seen, axis=None), np.argsort(WEIGHTS, axis=None))
    assert seen[1, 2] < 300 < 700 < seen[1, 0]
    # From the first cell to the last it is to the right, and down.
    right, up = figure.axes[0].transData.transform([2, 1]) - figure.axes[0].transData.transform(
        [0, 0]
    )
    assert right > 0 > up


def test_png_svg_and_pdf_are_written(tmp_path):
    prediction = made("ab", "abc", WEIGHTS)
    assert plot_attention(prediction, tmp_path / "a.png") is None
    assert plot_attention(prediction, str(tmp_path / "a.SVG")) is None
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert ET.parse(tmp_path / "a.SVG").getroot().tag.endswith("svg")
    for name in ("a.pdf", "b.pdf"):
        assert plot_attention(made(["θ", "ʎ", "</s>"], "abc"), tmp_path / name) is None
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_the_line_for_missing_fonts_comes_back_and_labels_are_spelled(tmp_path):
    prediction = made(["h", "</s>"], ["한", "पा"])
    line = plot_attention(prediction, tmp_path / "a.png")
    assert line is not None
    assert "Devanagari (प ा), Hangul (한)" in line
    assert "fonts-noto-cjk and fonts-noto-core" in line
    assert labels(attention_figure(prediction).axes[0].xaxis) == ["han", "pa+aa"]


@pytest.mark.parametrize("symbol", ["$x^2$", "a_b", "\\alpha", "%", "&<>", ""])
def test_symbols_are_not_read_as_formulas(symbol, tmp_path):
    figure = attention_figure(made([symbol], [symbol]))
    assert not any(one.get_parse_math() for one in figure.axes[0].get_xticklabels())
    plot_attention(made([symbol], [symbol]), tmp_path / "a.svg")


def test_wide_labels_are_turned_alone_unless_most_are_wide():
    assert turned(attention_figure(made("x", ["a", "b", "c", "</s>"]))) == [
        False,
        False,
        False,
        True,
    ]
    assert turned(attention_figure(made("x", ["zwei", "junge", "im"]))) == [True, True, True]


def test_right_to_left_columns_stay_in_the_order_of_the_input():
    axes = attention_figure(made("xyz", "كتب")).axes[0]
    assert labels(axes.xaxis) == ["ك", "ت", "ب"]
    assert list(axes.xaxis.get_ticklocs()) == [0.5, 1.5, 2.5]
    assert axes.get_xlim() == (0, 3)


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (1, 60), (60, 1), (20, 30)])
def test_pictures_grow_with_the_number_of_symbols(rows, columns, tmp_path):
    plot_attention(made("x" * rows, "y" * columns), tmp_path / "a.png")
    width, height = png_size(tmp_path / "a.png")
    cell = 54  # dots: 0.36 inches at 150 to the inch; the rest is labels and the colour bar
    assert columns * cell < width < columns * cell + 250
    assert rows * cell < height < max(rows * cell, 180) + 150


def test_200_symbols_all_have_labels_and_beyond_they_are_thinned():
    full = attention_figure(made("x" * 3, "y" * 200)).axes[0]
    assert len(labels(full.xaxis)) == 200
    thinned = attention_figure(made("x" * 3, [str(n % 10) for n in range(500)]))
    assert max(thinned.get_size_inches()) < 25
    assert labels(thinned.axes[0].xaxis)[:4] == ["0", "3", "6", "9"]
    assert list(thinned.axes[0].xaxis.get_ticklocs()[:3]) == [0.5, 3.5, 6.5]
    assert labels(thinned.axes[0].yaxis) == ["x"]


def test_large_matrices_are_pixels_in_svg(tmp_path):
    plot_attention(made("x" * 60, "y" * 60), tmp_path / "large.svg")
    assert (tmp_path / "large.svg").stat().st_size < 200_000


def test_a_model_without_attention_is_refused(tmp_path):
    with pytest.raises(PantoumError, match="no attention"):
        plot_attention(Made(["a"], ["b"], None), tmp_path / "a.png")


def test_an_empty_output_is_refused(tmp_path):
    with pytest.raises(PantoumError, match="output is empty"):
        plot_attention(made([], ["b"]), tmp_path / "a.png")
    assert not (tmp_path / "a.png").exists()


def test_weights_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"= \(1, 2\), got \(2, 3\)"):
        attention_figure(made("a", "bc", WEIGHTS))
