"""Tables of requests whose determinations follow the criteria, but for what is planted; as a user hands them over.

All are requests for massage of the low back, which the pain guideline approves beside exercise. A letter holds up
to three of them, decided on one day by one physician. What is decided is worked out here, without the rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from generated_results import CREDENTIALS, LICENSES, Faults

FIRST_DAY = date(2014, 1, 6)
DAYS = 600


@dataclass(frozen=True)
class Planted:
    """The rows, and which requests were flipped."""

    rows: Sequence[dict[str, Any]]
    flipped: frozenset[str]


NONE = Faults()


def planted(seed: int, letters: int, faults: Faults = NONE, *, noise: float = 0.08) -> Planted:
    """Requests as rows of a table."""
    chance = Random(seed)
    rows: list[dict[str, Any]] = []
    flipped = set()
    for letter in range(letters):
        decided_on = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        credentials, license_ = chance.choice(CREDENTIALS), chance.choice(LICENSES)
        for _ in range(chance.randint(1, 3)):
            exercise = chance.choice(["true", "true", "false", "false", None])
            active = chance.choice(["false", None])
            follows = exercise == "true" or faults.ignores == credentials
            odds = 1 - noise if follows else noise
            if faults.drift_from and decided_on >= faults.drift_from:
                odds = min(1.0, odds + faults.drift)
            granted = chance.random() < odds
            name = f"r{len(rows)}"
            if chance.random() < faults.flipped:
                granted = not granted
                flipped.add(name)
            rows.append(
                {
                    "case": f"L{letter:05d}",
                    "request": name,
                    "treatment": "massage_therapy",
                    "body_region": "lumbar",
                    "requested_on": decided_on - timedelta(days=40),
                    "date_of_injury": date(2012, 10, 13),
                    "disputed": 6,
                    "unit": "visits",
                    "visits_completed": chance.choice([0, None]),
                    "exercise_program": exercise,
                    "active_therapy": active,
                    "outcome": "overturned" if granted else "upheld",
                    "credentials": credentials,
                    "licensed_in": license_,
                    "decided_on": decided_on,
                }
            )
    return Planted(rows, frozenset(flipped))
