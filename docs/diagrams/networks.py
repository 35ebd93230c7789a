"""Networks of many steps: unrolled, in both directions, deep, and the way of the gradient."""

from __future__ import annotations

import itertools

from diagrams.canvas import Canvas

BOX = (74, 42)
HALF = BOX[0] / 2
TALL = BOX[1] / 2


def unrolled() -> Canvas:
    canvas = Canvas(
        "unrolled",
        900,
        290,
        "A recurrent network, and the same unrolled over its steps",
        "On the left a cell whose output state is also its input. On the right one copy of the "
        "cell for each step, with the same weights, each handing its state to the next.",
    )
    canvas.box(100, 145, *BOX, "cell")
    canvas.arrow((100, 235), (100, 145 + TALL))
    canvas.text(100, 252, "x<t>")
    canvas.arrow((100, 145 - TALL), (100, 60))
    canvas.text(100, 42, "ŷ<t>")
    canvas.arrow((100 + HALF, 145), (175, 145), (175, 95), (30, 95), (30, 145), (100 - HALF, 145))
    canvas.text(153, 80, "a<t>")
    canvas.text(232, 145, "=", size=26)
    canvas.text(292, 145, "a<0>")
    left = 320.0
    for x, step in ((390, "1"), (520, "2"), (650, "3"), (820, "T")):
        canvas.arrow((left, 145), (x - HALF, 145))
        canvas.box(x, 145, *BOX, "cell")
        canvas.arrow((x, 235), (x, 145 + TALL))
        canvas.text(x, 252, f"x<{step}>")
        canvas.arrow((x, 145 - TALL), (x, 60))
        canvas.text(x, 42, f"ŷ<{step}>")
        left = x + HALF
        if step == "3":
            canvas.line((left, 145), (715, 145))
            canvas.text(732, 143, "…")
            left = 748
        elif step != "T":
            canvas.text(left + 28, 125, f"a<{step}>", size=14)
    return canvas


def bidirectional() -> Canvas:
    canvas = Canvas(
        "bidirectional",
        900,
        350,
        "A bi-directional recurrent network",
        "Two chains of cells read the same inputs, one from the first to the last and one from the "
        "last to the first. The output of each step is made of both states there.",
    )
    columns = ((150, "1"), (350, "2"), (550, "3"), (750, "4"))
    for x, step in columns:
        ahead, back = x - 45, x + 45
        canvas.text(x, 328, f"x<{step}>")
        canvas.line((x, 310), (x, 288))
        canvas.dot(x, 288)
        canvas.arrow((x, 288), (ahead, 288), (ahead, 225 + TALL))
        canvas.arrow((x, 288), (back, 288), (back, 140 + TALL))
        canvas.box(ahead, 225, *BOX, f"a_F<{step}>")
        canvas.box(back, 140, *BOX, f"a_B<{step}>")
        canvas.arrow((ahead, 225 - TALL), (ahead, 78), (x - 18, 78))
        canvas.arrow((back, 140 - TALL), (back, 78), (x + 18, 78))
        canvas.circle(x, 78, "[ ; ]", 18)
        canvas.arrow((x, 60), (x, 40))
        canvas.text(x, 22, f"ŷ<{step}>")
    for (x, _), (following, _) in itertools.pairwise(columns):
        canvas.arrow((x - 45 + HALF, 225), (following - 45 - HALF, 225))
        canvas.arrow((following + 45 - HALF, 140), (x + 45 + HALF, 140))
    canvas.arrow((30, 225), (105 - HALF, 225))
    canvas.arrow((872, 140), (795 + HALF, 140))
    return canvas


def deep() -> Canvas:
    canvas = Canvas(
        "deep",
        900,
        470,
        "A deep recurrent network of three layers",
        "Each layer is a chain of cells. It reads what the layer below gives at the same step. "
        "Dashed lines are residual connections from the second layer on, which add what a layer "
        "reads to what it gives.",
    )
    rows = ((1, 385), (2, 265), (3, 130))
    columns = ((190, "1"), (390, "2"), (590, "3"), (790, "4"))
    for x, step in columns:
        canvas.text(x, 454, f"x<{step}>")
        canvas.arrow((x, 440), (x, 385 + TALL))
        canvas.line((x, 385 - TALL), (x, 313))
        for layer, y in rows[1:]:
            below, above = y + 48, y - 56
            canvas.dot(x, below)
            canvas.arrow((x, below), (x, y + TALL))
            canvas.arrow((x, below), (x + 58, below), (x + 58, above), (x + 11, above), dashed=True)
            canvas.arrow((x, y - TALL), (x, above + 11))
            canvas.circle(x, above, "+", 11)
            if layer == 2:
                canvas.line((x, above - 11), (x, 178))
            else:
                canvas.arrow((x, above - 11), (x, 40))
        canvas.text(x, 24, f"h[3]<{step}>")
        for layer, y in rows:
            canvas.box(x, y, *BOX, f"a[{layer}]<{step}>")
    for layer, y in rows:
        canvas.text(52, y, f"layer {layer}")
        canvas.arrow((92, y), (190 - HALF, y))
        for (x, _), (following, _) in itertools.pairwise(columns):
            canvas.arrow((x + HALF, y), (following - HALF, y))
    return canvas


def gradient() -> Canvas:
    canvas = Canvas(
        "gradient",
        900,
        430,
        "The gradient on its way back through time",
        "A network unrolled over six steps, with the gradient of the loss at the last step going "
        "back from state to state. Each step back is a factor. Below, bars show what is left: with "
        "factors of one half, 1, 0.5, 0.25 and so on, hardly anything after five steps; with "
        "factors of 0.95 most of it.",
    )
    columns = tuple(130 + 130 * number for number in range(6))
    canvas.text(columns[-1], 22, "loss")
    canvas.arrow((columns[-1] - 8, 110 - TALL), (columns[-1] - 8, 36))
    canvas.arrow((columns[-1] + 8, 36), (columns[-1] + 8, 110 - TALL), thick=True)
    for number, x in enumerate(columns, start=1):
        canvas.box(x, 110, *BOX, f"a<{number}>")
        canvas.arrow((x, 185), (x, 110 + TALL))
        canvas.text(x, 202, f"x<{number}>")
    for x, following in itertools.pairwise(columns):
        canvas.arrow((x + HALF, 102), (following - HALF, 102))
        canvas.arrow((following - HALF, 120), (x + HALF, 120), thick=True)
    for number, x in enumerate(columns[1:], start=2):
        canvas.text(x - 65, 66, f"∂a<{number}>", size=14)
        canvas.line((x - 88, 78), (x - 42, 78))
        canvas.text(x - 65, 90, f"∂a<{number - 1}>", size=14)
    for factor, bottom in ((0.5, 300), (0.95, 400)):
        canvas.text(12, bottom - 42, f"factor {factor}", "start", 13)
        canvas.text(12, bottom - 24, "each step:", "start", 13)
        canvas.line((90, bottom), (columns[-1] + 60, bottom))
        for back, x in enumerate(reversed(columns)):
            share = factor**back
            canvas.bar(x, bottom, 24, 58 * share)
            canvas.text(x, bottom + 14, f"{share:.2g}", size=13)
    return canvas


DIAGRAMS = (unrolled, bidirectional, deep, gradient)
