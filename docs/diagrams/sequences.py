"""From one sequence to another: the encoder and the decoder, and attention between them."""

from __future__ import annotations

import itertools

from diagrams.canvas import RADIUS, Canvas

BOX = (74, 42)
HALF = BOX[0] / 2
TALL = BOX[1] / 2


def encoder_decoder() -> Canvas:
    canvas = Canvas(
        "encoder_decoder",
        900,
        310,
        "An encoder and a decoder",
        "The encoder reads three inputs. The bridge makes the decoder's first state of the "
        "encoder's last. The decoder writes one symbol at each step and reads it at the next one, "
        "from the start symbol until it writes the end.",
    )
    encoder = ((80, "1"), (190, "2"), (300, "3"))
    for x, step in encoder:
        canvas.box(x, 150, *BOX, f"a<{step}>")
        canvas.arrow((x, 240), (x, 150 + TALL))
        canvas.text(x, 257, f"x<{step}>")
    for (x, _), (following, _) in itertools.pairwise(encoder):
        canvas.arrow((x + HALF, 150), (following - HALF, 150))
    canvas.text(190, 292, "encoder")
    canvas.arrow((300 + HALF, 150), (410 - 34, 150))
    canvas.box(410, 150, 68, 42, "bridge")
    decoder = ((525, "1"), (645, "2"), (765, "3"))
    canvas.arrow((444, 150), (525 - HALF, 150))
    canvas.text(466, 130, "s<0>", size=14)
    for number, (x, step) in enumerate(decoder):
        canvas.box(x, 150, *BOX, f"s<{step}>")
        canvas.arrow((x, 240), (x, 150 + TALL))
        canvas.text(x, 257, f"y<{number}>" if number else "‹s›")
        canvas.arrow((x, 150 - TALL), (x, 70))
        canvas.text(x, 52, f"y<{step}>" if step != "3" else "‹/s›")
    for (x, _), (following, _) in itertools.pairwise(decoder):
        canvas.arrow((x + HALF, 150), (following - HALF, 150))
        middle = (x + following) / 2
        canvas.line((x + 20, 52), (middle, 52), (middle, 257), dashed=True)
        canvas.arrow((middle, 257), (following - 20, 257), dashed=True)
    canvas.text(645, 292, "decoder")
    return canvas


def attention() -> Canvas:
    canvas = Canvas(
        "attention",
        900,
        520,
        "Attention: Bahdanau's alignment model",
        "The decoder's last state and all annotations go into a small network with a softmax, "
        "which gives a weight for each annotation. The sum of the annotations times their weights "
        "is the context, which the decoder's next step reads beside the last symbol.",
    )
    columns = ((330, "1"), (470, "2"), (610, "3"), (750, "4"))
    for x, step in columns:
        canvas.text(x, 502, f"x<{step}>")
        canvas.arrow((x, 486), (x, 430 + TALL))
        canvas.box(x, 430, *BOX, f"a<{step}>")
        canvas.arrow((x, 430 - TALL), (x, 300 + RADIUS))
        canvas.circle(x, 300, "×")
        canvas.text(x - 52, 284, f"α<t,{step}>", size=14)
        canvas.arrow((x - 44, 360), (x - 44, 300), (x - RADIUS, 300), dashed=True)
        canvas.line((x, 300 - RADIUS), (x, 240))
    # Both directions of the encoder.
    for (x, _), (following, _) in itertools.pairwise(columns):
        canvas.arrow((x + HALF, 424), (following - HALF, 424))
        canvas.arrow((following - HALF, 438), (x + HALF, 438))
    # The weights.
    canvas.line((206, 360), (750 - 44, 360), dashed=True)
    canvas.box(120, 360, 172, 60, "softmax over t′", "e = v · tanh(W s + U a)")
    canvas.arrow((330 - HALF, 430), (120, 430), (120, 390))
    canvas.text(205, 448, "all a<t′>", size=14)
    # The context and the decoder.
    canvas.line((330, 240), (750, 240))
    canvas.arrow((540, 240), (540, 205 + 18))
    canvas.circle(540, 205, "Σ", 18)
    canvas.arrow((540, 187), (540, 110 + TALL))
    canvas.text(566, 158, "C<t>", size=14)
    canvas.box(300, 110, *BOX, "s<t-1>")
    canvas.line((300, 110 + TALL), (300, 180), (120, 180))
    canvas.arrow((120, 180), (120, 330))
    canvas.arrow((300 + HALF, 110), (540 - HALF, 110))
    canvas.box(540, 110, *BOX, "s<t>")
    canvas.arrow((540 + HALF, 110), (700, 110))
    canvas.text(735, 110, "s<t+1>")
    canvas.arrow((540, 110 - TALL), (540, 44))
    canvas.text(540, 26, "y<t>")
    canvas.arrow((440, 44), (440, 96), (540 - HALF, 96))
    canvas.text(440, 28, "y<t-1>")
    return canvas


DIAGRAMS = (encoder_decoder, attention)
