"""Which of our columns a user's name may mean.

Comes in: a name as a claims system writes it. Goes out: the nearest of ours, and whether the meaning is plain.
"""

import re
from collections.abc import Mapping

from recheck.model.problem import did_you_mean
from recheck.tables.columns import Column, Kind  # noqa: F401  # Kind: for the example


def near_column(name: str, columns: Mapping[str, Column]) -> tuple[str, bool] | None:
    """The column that a name may mean, and whether that is plain: the same words, however they are written.

    >>> known = {"case": Column("case", Kind.TEXT), "exercise_program": Column("exercise_program", Kind.BOOLEAN)}
    >>> near_column("ExerciseProgram", known), near_column("Claim No.", known), near_column("exercise", known)
    (('exercise_program', True), ('case', True), ('exercise_program', False))
    """
    if name in columns:
        return name, True
    plain = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()).strip("_")
    if plain in columns:
        return plain, True
    if plain in _USUAL and _USUAL[plain] in columns:
        return _USUAL[plain], True
    hint = did_you_mean(plain, columns)
    return (hint.split("'")[1], False) if hint else None


_USUAL = {
    "case_id": "case",
    "case_number": "case",
    "case_no": "case",
    "claim_id": "case",
    "claim_number": "case",
    "claim_no": "case",
    "request_id": "request",
    "request_number": "request",
    "rfa_id": "request",
    "line": "request",
    "line_number": "request",
    "request_date": "requested_on",
    "date_requested": "requested_on",
    "rfa_date": "requested_on",
    "service_date": "service_on",
    "date_of_service": "service_on",
    "dos": "service_on",
    "review_date": "reviewed_on",
    "decision_date": "decided_on",
    "date_decided": "decided_on",
    "determination_date": "decided_on",
    "doi": "date_of_injury",
    "injury_date": "date_of_injury",
    "region": "body_region",
    "body_part": "body_region",
    "laterality": "side",
    "procedure": "treatment",
    "service": "treatment",
    "treatment_requested": "treatment",
    "quantity": "disputed",
    "qty": "disputed",
    "quantity_requested": "requested",
    "quantity_authorized": "authorized",
    "quantity_approved": "authorized",
    "units": "unit",
    "decision": "outcome",
    "determination": "outcome",
    "reviewer_id": "reviewer",
}
"""How claims systems usually call our columns."""
