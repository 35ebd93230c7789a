"""The cells: what happens in one step of an RNN, an LSTM and a GRU."""

from __future__ import annotations

from diagrams.canvas import RADIUS, Canvas

GATE = (78, 46)


def rnn() -> Canvas:
    canvas = Canvas(
        "rnn",
        620,
        300,
        "One step of a plain recurrent network",
        "The state of the step before and the input are joined, multiplied by one matrix, and go "
        "through tanh; the result is the new state, which is also the output.",
    )
    canvas.frame(130, 60, 360, 170)
    canvas.text(62, 160, "a<t-1>")
    canvas.arrow((95, 160), (190 - 18, 160))
    canvas.text(190, 278, "x<t>")
    canvas.arrow((190, 262), (190, 160 + 18))
    canvas.circle(190, 160, "[ ; ]", 18)
    canvas.arrow((208, 160), (275, 160))
    canvas.box(340, 160, 130, 46, "tanh", "W_a [a; x] + b_a")
    canvas.line((405, 160), (450, 160))
    canvas.dot(450, 160)
    canvas.arrow((450, 160), (525, 160))
    canvas.text(560, 160, "a<t>")
    canvas.arrow((450, 160), (450, 36))
    canvas.text(450, 22, "to ŷ<t>")
    return canvas


def lstm() -> Canvas:
    canvas = Canvas(
        "lstm",
        900,
        460,
        "One step of an LSTM",
        "The memory cell runs along the top. The forget gate multiplies what was remembered, the "
        "update gate the candidate, and their sum is the new memory. The output gate multiplies "
        "tanh of the memory, which gives the new state. All three gates and the candidate are made "
        "of the state of the step before and the input.",
    )
    canvas.frame(130, 50, 640, 330)
    # Along the memory.
    canvas.text(62, 110, "c<t-1>")
    canvas.arrow((95, 110), (280 - RADIUS, 110))
    canvas.circle(280, 110, "×")
    canvas.arrow((280 + RADIUS, 110), (450 - RADIUS, 110))
    canvas.circle(450, 110, "+")
    canvas.arrow((450 + RADIUS, 110), (805, 110))
    canvas.text(838, 110, "c<t>")
    # What all gates read.
    canvas.text(62, 330, "a<t-1>")
    canvas.arrow((95, 330), (190 - 18, 330))
    canvas.text(190, 438, "x<t>")
    canvas.arrow((190, 422), (190, 330 + 18))
    canvas.circle(190, 330, "[ ; ]", 18)
    canvas.line((208, 330), (620, 330))
    places = {"Γ_f": 280, "Γ_u": 390, "c̃<t>": 510, "Γ_o": 620}
    for name, x in places.items():
        canvas.arrow((x, 330), (x, 260 + GATE[1] / 2))
        canvas.box(x, 260, *GATE, name, "tanh" if name[0] == "c" else "σ")
        if x != 620:
            canvas.dot(x, 330)
    # What the gates do.
    canvas.arrow((280, 237), (280, 110 + RADIUS))
    canvas.arrow((390, 237), (390, 180), (450 - RADIUS, 180))
    canvas.arrow((510, 237), (510, 180), (450 + RADIUS, 180))
    canvas.circle(450, 180, "×")
    canvas.arrow((450, 180 - RADIUS), (450, 110 + RADIUS))
    canvas.dot(720, 110)
    canvas.arrow((720, 110), (720, 160))
    canvas.box(720, 178, 62, 36, "tanh")
    canvas.arrow((720, 196), (720, 260 - RADIUS))
    canvas.arrow((620 + GATE[0] / 2, 260), (720 - RADIUS, 260))
    canvas.circle(720, 260, "×")
    canvas.arrow((720, 260 + RADIUS), (720, 330), (805, 330))
    canvas.text(838, 330, "a<t>")
    return canvas


def gru() -> Canvas:
    canvas = Canvas(
        "gru",
        900,
        460,
        "One step of a GRU",
        "The state runs along the top. One minus the update gate multiplies the old state, the "
        "update gate the candidate, and their sum is the new state. The relevance gate says how "
        "much of the old state the candidate sees. Both gates are made of the state of the step "
        "before and the input.",
    )
    canvas.frame(130, 50, 640, 330)
    canvas.text(62, 110, "a<t-1>")
    canvas.line((95, 110), (190, 110))
    canvas.dot(190, 110)
    canvas.arrow((190, 110), (290 - RADIUS, 110))
    canvas.circle(290, 110, "×")
    canvas.arrow((290 + RADIUS, 110), (660 - RADIUS, 110))
    canvas.circle(660, 110, "+")
    canvas.arrow((660 + RADIUS, 110), (805, 110))
    canvas.text(838, 110, "a<t>")
    # What the gates and the candidate read.
    canvas.arrow((190, 110), (190, 340 - 18))
    canvas.text(190, 438, "x<t>")
    canvas.arrow((190, 422), (190, 340 + 18))
    canvas.circle(190, 340, "[ ; ]", 18)
    canvas.line((208, 340), (660, 340))
    for name, x in (("Γ_u", 290), ("Γ_r", 420), ("c̃<t>", 660)):
        canvas.arrow((x, 340), (x, 275 + GATE[1] / 2))
        canvas.box(x, 275, *GATE, name, "tanh" if name[0] == "c" else "σ")
        if x != 660:
            canvas.dot(x, 340)
    canvas.arrow((420 + GATE[0] / 2, 275), (660 - GATE[0] / 2, 275))
    canvas.text(540, 255, "scales W_{ca} a<t-1> + b_{ca}", size=13)
    # What the update gate does: one part of the new, the rest of the old.
    canvas.line((290, 252), (290, 200))
    canvas.dot(290, 200)
    canvas.arrow((290, 200), (290, 178))
    canvas.box(290, 162, 48, 32, "1 −")
    canvas.arrow((290, 146), (290, 110 + RADIUS))
    canvas.arrow((290, 200), (660 - RADIUS, 200))
    canvas.arrow((660, 252), (660, 200 + RADIUS))
    canvas.circle(660, 200, "×")
    canvas.arrow((660, 200 - RADIUS), (660, 110 + RADIUS))
    return canvas


DIAGRAMS = (rnn, lstm, gru)
