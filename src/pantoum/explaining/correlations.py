"""Correlations of many units with features of what they read, and how large they are by chance.

The steps of one text are not independent of each other: a state changes slowly, and so do most
features. Texts are. So what each text adds to a correlation has its sign drawn at random, over and
over: that is what a correlation of 0 would look like (the wild bootstrap by clusters: Cameron,
Gelbach & Miller 2008, doi:10.1162/rest.90.3.414). What a text adds is divided by 1 - h, where h is
its share of the feature's variance, or few texts, or a feature that few texts have, would seem to
say more than they do (MacKinnon & White 1985, doi:10.1016/0304-4076(85)90158-7, for texts instead
of numbers). Of each draw the largest |r| of all units is put down, so that the number of units is
taken into account (Westfall & Young 1993; Nichols & Holmes 2002, doi:10.1002/hbm.1058).
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

# A unit or a feature that varies less than this, as a share of its size, is constant.
CONSTANT = 1e-5
# Units that are multiplied at once, so that no more memory is needed than for these.
AT_ONCE = 256
# The logarithms of Fisher's z are finite below it.
LARGEST_R = 1 - 1e-9
# Stands for what is 0 and is divided by.
SMALLEST = 1e-6
# A bootstrap of fewer texts than these says little of how they vary.
FEWEST_TEXTS = 10


class Interval(NamedTuple):
    """Between which numbers a correlation lies."""

    low: float
    high: float


def standardised(columns: Float[np.ndarray, "steps n"]) -> Float[np.ndarray, "steps n"]:
    """Columns of mean 0 and length 1, whose products are Pearson's r; constant ones become 0."""
    centred = columns - columns.mean(axis=0, dtype=np.float64)
    lengths = np.sqrt((centred**2).sum(axis=0))
    sizes = np.sqrt((np.asarray(columns, dtype=np.float64) ** 2).sum(axis=0))
    varies = lengths > CONSTANT * sizes
    return np.where(varies, centred / np.where(varies, lengths, 1), 0)


def largest_by_chance(
    units: Float[np.ndarray, "steps units"],
    features: Float[np.ndarray, "steps features"],
    lengths: Sequence[int],
    signs: Float[np.ndarray, "draws texts"],
) -> Float[np.ndarray, "draws features"]:
    """The largest |r| of all units with each feature, for each draw of signs; it can be more than
    1 where a few texts have nearly all of a feature.

    Args:
        units, features: as `standardised` makes them.
        lengths: steps of each text.
        signs: 1 or -1 for each text.
    """
    found = np.zeros((len(signs), features.shape[1]), dtype=np.float32)
    of_units, of_features = units.astype(np.float32), features.astype(np.float32)
    ends = np.cumsum(lengths)
    texts = [slice(end - length, end) for end, length in zip(ends, lengths, strict=True)]
    shares = np.stack([(features[text] ** 2).sum(axis=0) for text in texts])
    weights = 1 / np.maximum(1 - shares, SMALLEST)
    of_signs = signs.astype(np.float32)
    for first in range(0, units.shape[1], AT_ONCE):
        some = of_units[:, first : first + AT_ONCE]
        added = np.stack([some[text].T @ of_features[text] for text in texts])
        added = added * weights[:, None].astype(np.float32)
        drawn = np.abs(of_signs @ added.reshape(len(texts), -1))
        found = np.maximum(found, drawn.reshape(len(signs), *added.shape[1:]).max(axis=1))
    return found


def drawn_signs(
    draws: int, texts: int, generator: np.random.Generator
) -> Float[np.ndarray, "draws texts"]:
    """1 or -1 for each text, in each draw."""
    return generator.choice([-1.0, 1.0], size=(draws, texts))


def interval_of(
    unit: Float[np.ndarray, " steps"],
    feature: Float[np.ndarray, " steps"],
    lengths: Sequence[int],
    resamples: Int[np.ndarray, "resamples texts"],
    comparisons: int,
    level: float = 0.95,
) -> Interval | None:
    """Where a correlation lies that is the largest of so many: Fisher's z ± q s, and back.

    s is the standard deviation of z in resamples of whole texts, for the steps of one text are not
    independent; q is the normal quantile for `level` after Bonferroni's correction.

    Args:
        lengths: steps of each text.
        resamples: how often each text is in each; see `drawn_texts`.
        comparisons: how many units were looked at.
    Returns: None for fewer than `FEWEST_TEXTS` texts, or where nothing varies.
    """
    owners = np.repeat(np.arange(len(lengths)), lengths)
    x, y = np.asarray(unit, dtype=np.float64), np.asarray(feature, dtype=np.float64)
    x, y = x - x.mean(), y - y.mean()  # so that little is lost when squares are subtracted
    terms = [np.ones_like(x), x, y, x * x, y * y, x * y]
    sums = np.stack([np.bincount(owners, term, len(lengths)) for term in terms], axis=1)
    if np.count_nonzero(np.asarray(lengths)) < FEWEST_TEXTS:
        return None
    z = _fisher(_r(resamples @ sums))
    z = z[np.isfinite(z)]
    middle = _fisher(_r(sums.sum(axis=0, keepdims=True)))[0]
    if len(z) < 2 or not np.isfinite(middle):
        return None
    quantile = NormalDist().inv_cdf(1 - (1 - level) / (2 * comparisons))
    wide = quantile * float(z.std(ddof=1))
    return Interval(float(np.tanh(middle - wide)), float(np.tanh(middle + wide)))


def drawn_texts(
    resamples: int, texts: int, generator: np.random.Generator
) -> Int[np.ndarray, "resamples texts"]:
    """How often each text is in each resample of as many texts, drawn with replacement."""
    return generator.multinomial(texts, np.full(texts, 1 / max(texts, 1)), size=resamples)


def _r(sums: Float[np.ndarray, "some 6"]) -> Float[np.ndarray, " some"]:
    """r from n, Σx, Σy, Σx², Σy², Σxy."""
    n, x, y, xx, yy, xy = sums.T
    with np.errstate(invalid="ignore", divide="ignore"):
        return (n * xy - x * y) / np.sqrt((n * xx - x * x) * (n * yy - y * y))


def _fisher(r: Float[np.ndarray, " some"]) -> Float[np.ndarray, " some"]:
    return np.arctanh(np.clip(r, -LARGEST_R, LARGEST_R))
