"""Random spans and tags, and the languages of well-formed sequences."""

import re

from hypothesis import strategies as st

from pantoum.data import Span

SCHEMES = ("BIO", "IOB1", "IOBES", "BILOU")
TYPES = ("X", "Y", "PER-1")
PREFIXES = {"BIO": "BI", "IOB1": "BI", "IOBES": "BIES", "BILOU": "BILU"}
# One span, or in IOB1 a run of spans of one type.
ONE = {
    "BIO": "B-{0} (I-{0} )*",
    "IOB1": "I-{0} ((I|B)-{0} )*",
    "IOBES": "(S-{0} |B-{0} (I-{0} )*E-{0} )",
    "BILOU": "(U-{0} |B-{0} (I-{0} )*L-{0} )",
}


def labels(prefixes, types=TYPES):
    """All tags of these prefixes and types, and O."""
    return ["O", *(f"{prefix}-{type}" for prefix in prefixes for type in types)]


def tag_lists(prefixes="BIES", types=TYPES, max_size=8):
    """Any sequences of tags, broken ones among them."""
    return st.lists(st.sampled_from(labels(prefixes, types)), max_size=max_size)


@st.composite
def span_lists(draw, min_size=0):
    """Spans that do not overlap, in order, and a length in which they find room."""
    place = 0
    found = []
    for _ in range(draw(st.integers(min_size, 5))):
        start = place + draw(st.sampled_from([0, 0, 1, 2]))
        place = start + draw(st.integers(1, 4))
        found.append(Span(start, place, draw(st.sampled_from(TYPES))))
    return found, place + draw(st.integers(0, 2))


def is_well_formed(tags, scheme):
    """Whether a regular expression for the sequences of a scheme matches."""
    spans = "|".join(ONE[scheme].format(re.escape(type)) for type in TYPES)
    return re.fullmatch(f"(O |{spans})*", "".join(tag + " " for tag in tags)) is not None
