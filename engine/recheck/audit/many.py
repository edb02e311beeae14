"""Correction for many comparisons: who looks at a thousand groups finds some that depart by chance.

Comes in: the p-values of one kind of question. Goes out: adjusted ones (Benjamini and Hochberg 1995), and which
are reported. Each kind has its share of the one false alarm in twenty reports that is allowed.
"""

from typing import TYPE_CHECKING, Any

from recheck.audit.results import extra_missing

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]

FALSE_ALARMS = 0.05
"""Where nothing departs, at most so many reports hold any alarm; and of alarms, at most so many are false."""
KINDS = ("near cases", "groups", "groups by criterion", "drift", "editions")
LEVEL = FALSE_ALARMS / len(KINDS)
"""What each kind of question may take of it."""


def corrected(p_values: "Numbers") -> "Numbers":
    """Adjusted p-values, in the order given; an alarm is one that is at most LEVEL.

    Raises:
        ProblemsFound: the extra `audit` is not installed.
    """
    if not len(p_values):
        return p_values
    try:
        from statsmodels.stats.multitest import multipletests
    except ImportError as error:
        raise extra_missing() from error
    adjusted: Numbers = multipletests(p_values, method="fdr_bh")[1]
    return adjusted
