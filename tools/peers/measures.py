"""What the pictures of several rounds say of a renderer: its error, its time to an equal error, and whether it draws the same.

The error is the variance of a pixel between rounds with different seeds, over the mean radiance squared: no renderer's
reference favours it. Intervals are bootstrapped over rounds.
SPDX-License-Identifier: MIT
"""
import numpy


def variance(pictures):
    """Mean over pixels and colours of the variance between rounds, relative to the squared mean."""
    pictures = numpy.asarray(pictures, float)
    return float(pictures.var(axis=0, ddof=1).mean() / pictures.mean() ** 2)


def cost(pictures, seconds):
    """Seconds times variance: proportional to the time that an equal error takes, whatever the samples per pixel."""
    return variance(pictures) * float(numpy.median(seconds))


def ratio_interval(theirs, ours, draws=400, level=0.9):
    """The ratio of two costs, and the interval that holds `level` of its bootstrap. Each side is (pictures, seconds), of as
    many rounds: the bootstrap's variance is low by one factor on both sides."""
    generator = numpy.random.default_rng(7)
    ratios = [resampled_cost(theirs, generator) / resampled_cost(ours, generator) for _ in range(draws)]
    low, high = numpy.quantile(ratios, [(1 - level) / 2, (1 + level) / 2])
    return cost(*theirs) / cost(*ours), float(low), float(high)


def resampled_cost(side, generator):
    pictures, seconds = map(numpy.asarray, side)
    chosen = generator.integers(0, len(seconds), len(seconds))
    while len(set(chosen)) == 1: # no variance
        chosen = generator.integers(0, len(seconds), len(seconds))
    return cost(pictures[chosen], seconds[chosen])


def difference(theirs, ours):
    """How far the mean of their picture lies from ours, relative to ours, and the standard error of that."""
    theirs, ours = numpy.asarray(theirs, float), numpy.asarray(ours, float)
    means = [side.mean(axis=(1, 2, 3)) for side in (theirs, ours)]
    error = numpy.sqrt(sum(mean.var(ddof=1) / len(mean) for mean in means)) / means[1].mean()
    return float(means[0].mean() / means[1].mean() - 1), float(error)
