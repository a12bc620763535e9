"""Random signs and random groups, drawn in parts so that they fit in memory."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from larvik_analysis.estimate.statistics.arguments import FloatArray

# So many draws, and what was seen, make p-values of whole ten-thousandths.
N_DRAWS = 9_999
# Numbers drawn together: some ten megabytes.
MOST_AT_ONCE = 5_000_000


def random_flips(n: int, rng: np.random.Generator) -> Iterator[FloatArray]:
    """Parts of `N_DRAWS` rows of 0 and 1 (flipped), one of the two as likely as the other."""
    for n_rows in _parts(n):
        yield rng.integers(0, 2, (n_rows, n), dtype=np.int8).astype(np.float64)


def random_groups(n: int, n_first: int, rng: np.random.Generator) -> Iterator[FloatArray]:
    """Parts of `N_DRAWS` rows of 0 and 1 (in the first group), each group as likely."""
    for n_rows in _parts(n):
        order = rng.random((n_rows, n)).argsort(axis=1)
        is_first = np.zeros((n_rows, n))
        np.put_along_axis(is_first, order[:, :n_first], 1.0, axis=1)
        yield is_first


def _parts(n: int) -> Iterator[int]:
    """Rows of each part."""
    n_parts = math.ceil(N_DRAWS * n / MOST_AT_ONCE)
    for part in range(n_parts):
        yield N_DRAWS * (part + 1) // n_parts - N_DRAWS * part // n_parts
