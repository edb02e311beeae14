"""Results tables made up by a seeded generator, with faults planted where a test asks for them.

Treatments, rules and reviewers are invented; a letter holds some requests, decided by one reviewer on one day.
"""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from recheck.audit.results import Results, results_schema
from recheck.model.case import By

CREDENTIALS = [
    "family practice", "internal medicine", "occupational medicine", "orthopedic surgery", "pain management",
    "physical medicine", "neurology", "psychiatry", "emergency medicine", "chiropractic",
    "acupuncture", "anesthesiology",
]  # fmt: skip
LICENSES = ["CA", "NY", "TX", "FL", "IL", "OH", "NJ", "AZ"]
CATEGORIES = ["diagnostics", "durable equipment", "injections", "pharmaceuticals", "rehabilitation", "surgery"]
FIRST_DAY = date(2015, 1, 1)
MONTHS = 24


@dataclass(frozen=True)
class Faults:
    """What is planted: a group that ignores a criterion, a drift from a day on, flips of single requests."""

    ignores: str | None = None
    """Credentials of those who decide as if the first criterion were met."""
    drift_from: date | None = None
    drift: float = 0.0
    """From that day on, so many more of a hundred are decided for the request."""
    flipped: float = 0.0


@dataclass(frozen=True)
class Generated:
    """A results table, and which of its rows were flipped."""

    results: Results
    flipped: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def generated(
    seed: int,
    requests: int,
    *,
    faults: Faults = Faults(),
    treatments: int = 12,
    noise: float = 0.1,
    documented: float = 0.8,
    letter_effect: float = 0.0,
    months: int = MONTHS,
    against: By = By.IMR,
) -> Generated:
    """Requests whose determinations follow the rules but for noise, which falls on all reviewers and days alike."""
    chance = np.random.default_rng(seed)
    letters = max(1, requests // 3)
    letter = np.sort(chance.integers(0, letters, requests))
    credential = chance.choice(len(CREDENTIALS), letters, p=_shares(len(CREDENTIALS)))[letter]
    license_ = chance.choice(len(LICENSES), letters, p=_shares(len(LICENSES)))[letter]
    first = np.datetime64(FIRST_DAY)
    decided = (first + chance.integers(0, months * 30, letters))[letter]
    lenient = chance.normal(0, letter_effect, letters)[letter]
    treatment = chance.choice(treatments, requests, p=_shares(treatments))
    edition = (decided >= first + np.timedelta64(months * 15, "D")).astype(int)
    criteria = 2 + treatment % 4
    known = chance.random((requests, 5)) < documented * np.array([1, 1, 0.9, 0.8, 0.7])
    holds = chance.random((requests, 5)) < 0.6
    exists = np.arange(5) < criteria[:, None]
    code = np.where(exists & known, np.where(holds, 2, 1), 0)
    closed = (code == 2) | ~exists
    approve = closed.all(1)
    ignoring = closed.copy()
    ignoring[:, 0] = True
    says = np.where(
        np.array(CREDENTIALS)[credential] == faults.ignores if faults.ignores else np.zeros(requests, bool),
        ignoring.all(1),
        approve,
    )
    odds = np.where(says, 1 - noise, noise)
    if faults.drift_from:
        odds = np.where(decided >= np.datetime64(faults.drift_from), np.clip(odds + faults.drift, 0, 1), odds)
    if letter_effect:
        odds = 1 / (1 + np.exp(-(np.log(odds / (1 - odds)) + lenient)))
    granted = chance.random(requests) < odds
    flip = chance.random(requests) < faults.flipped
    granted ^= flip
    words = ("overturned", "upheld") if against is By.IMR else ("approved", "denied")
    outcome = np.where(granted, *words)
    decision = np.where(approve, "approve", "deny")
    # the closing decides where a criterion that is silent is all that speaks against
    silent = ~approve & ~((code == 1) & exists).any(1)
    rule = [f"guide-{each}/treatment_{which}" for each, which in zip(edition, treatment, strict=True)]
    cases = [f"C{each:07d}" for each in letter]
    names = [f"r{each}" for each in range(requests)]
    deciding_code = np.where(approve[:, None], 2, np.where(((code == 1) & exists).any(1)[:, None], 1, 0))
    supports = np.where(approve[:, None], code == 2, ~closed) & exists
    del deciding_code
    deciding = [
        [f"{each}#criterion_{at}" for at in range(5) if row[at]]
        for each, row in zip(rule, supports.tolist(), strict=True)
    ]
    missing = [
        [f"fact_{which}_{at}" for at in range(5) if row[at]]
        for which, row in zip(treatment, (supports & (code == 0)).tolist(), strict=True)
    ]
    columns = {
        "case": cases,
        "request": names,
        "treatment": [f"treatment_{each}" for each in treatment],
        "category": [CATEGORIES[each % len(CATEGORIES)] for each in treatment],
        "requested_on": decided - np.timedelta64(30, "D"),
        "decided_on": decided,
        "outcome": outcome,
        "credentials": np.array(CREDENTIALS)[credential],
        "licensed_in": np.array(LICENSES)[license_],
        "reviewer": pa.nulls(requests, pa.string()),
        "decision": decision,
        "reason": pa.nulls(requests, pa.string()),
        "quantity": pa.nulls(requests, pa.float64()),
        "disputed": chance.integers(1, 13, requests).astype(float),
        "rests_on": np.where(silent, "silence", "documented"),
        "rule": rule,
        "edition": [f"guide-{each}" for each in edition],
        "truths": (code.astype(np.int64) << (2 * np.arange(5))).sum(1),
        "deciding": deciding,
        "missing": missing,
        "share_ours": np.where(treatment % 3 == 0, 1.0, 0.5),
        "comparison": np.where(approve == granted, "agrees", "differs"),
        "decision_as_cited": decision,
        "decision_without_facts": np.full(requests, "deny"),
    }
    schema = results_schema()
    table = pa.table([pa.array(columns[each.name], each.type) for each in schema], schema=schema)
    where = [(which, each) for each in range(2) for which in range(treatments)]
    rows = [
        (f"guide-{each}/treatment_{which}", 2 * at, f"criterion_{at}", f"Criterion {at} of treatment {which}")
        for which, each in where
        for at in range(2 + which % 4)
    ]
    named = pa.table(list(map(list, zip(*rows, strict=True))), names=["rule", "bit", "criterion", "says"])
    keys = frozenset((cases[at], names[at]) for at in np.flatnonzero(flip))
    return Generated(Results(table, named, against), keys)


def _shares(count: int) -> "np.ndarray":
    """Some are common, some rare."""
    weights = 1 / np.arange(1, count + 1) ** 0.7
    shares: np.ndarray = weights / weights.sum()
    return shares
