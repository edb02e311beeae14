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
    >>> near_column("Claim #", known)
    ('case', True)
    """
    if name in columns:
        return name, True
    said = _IN_BRACKETS.sub(" ", name).replace("'", "").replace("’", "")
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", said).replace("#", " number ")
    plain = re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")
    if plain in columns:
        return plain, True
    if plain in _USUAL and _USUAL[plain] in columns:
        return _USUAL[plain], True
    if plain in _LIKELY and _LIKELY[plain] in columns:
        return _LIKELY[plain], False
    hint = did_you_mean(plain, columns)
    near = hint.split("'")[1] if hint else None
    return (near, False) if near and _shares_a_word(plain, near) else None


def _shares_a_word(name: str, near: str) -> bool:
    """Whether two names have a word in common, or one that begins alike; letters alone make silly guesses.

    >>> _shares_a_word("patient_gender", "ac_joint_tenderness"), _shares_a_word("exercise", "exercise_program")
    (False, True)
    """
    words = [each for each in name.split("_") if len(each) > 2]
    return any(one[:4] == other[:4] for one in words for other in near.split("_") if len(other) > 2)


_IN_BRACKETS = re.compile(r"\((?:y/n|yes/no|mm/dd/yyyy)\)", re.IGNORECASE)
"""What a heading says of its cells, and not of its meaning."""
_USUAL = {
    "reference_id": "case",
    "case_id": "case",
    "case_number": "case",
    "case_no": "case",
    "claim_id": "case",
    "claim_number": "case",
    "claim_no": "case",
    "claim_num": "case",
    "claim": "case",
    "file_number": "case",
    "file_no": "case",
    "request_id": "request",
    "request_number": "request",
    "request_no": "request",
    "request_num": "request",
    "req_number": "request",
    "req_no": "request",
    "req_id": "request",
    "rfa_number": "request",
    "rfa_id": "request",
    "line": "request",
    "line_number": "request",
    "request_date": "requested_on",
    "date_requested": "requested_on",
    "rfa_date": "requested_on",
    "date_of_request": "requested_on",
    "date_of_rfa": "requested_on",
    "rfa_received": "requested_on",
    "rfa_received_date": "requested_on",
    "rfa_recd_dt": "requested_on",
    "rfa_recd": "requested_on",
    "rfa_dt": "requested_on",
    "date_rfa_received": "requested_on",
    "service_date": "service_on",
    "date_of_service": "service_on",
    "dos": "service_on",
    "review_date": "reviewed_on",
    "decision_date": "decided_on",
    "decision_dt": "decided_on",
    "date_decided": "decided_on",
    "date_of_decision": "decided_on",
    "determination_date": "decided_on",
    "doi": "date_of_injury",
    "injury_date": "date_of_injury",
    "home_exercise": "exercise_program",
    "home_ex_prog": "exercise_program",
    "home_exercise_program": "exercise_program",
    "hep": "exercise_program",
    "region": "body_region",
    "body_part": "body_region",
    "laterality": "side",
    "procedure": "treatment",
    "service": "treatment",
    "treatment_requested": "treatment",
    "requested_treatment": "treatment",
    "requested_service": "treatment",
    "service_requested": "treatment",
    "quantity": "disputed",
    "qty": "disputed",
    "quantity_requested": "requested",
    "quantity_authorized": "authorized",
    "quantity_approved": "authorized",
    "qty_req": "requested",
    "qty_requested": "requested",
    "requested_qty": "requested",
    "qty_auth": "outcome_quantity",
    "qty_authorized": "outcome_quantity",
    "qty_approved": "outcome_quantity",
    "approved_qty": "outcome_quantity",
    "authorized_qty": "outcome_quantity",
    "units": "unit",
    "decision": "outcome",
    "determination": "outcome",
    "ur_decision": "outcome",
    "ur_determination": "outcome",
    "ur_outcome": "outcome",
    "imr_decision": "outcome",
    "imr_determination": "outcome",
    "imr_outcome": "outcome",
    "final_decision": "outcome",
    "reviewer_id": "reviewer",
    "reviewer_name": "reviewer",
    "specialty": "credentials",
    "reviewer_specialty": "credentials",
    "reviewer_credentials": "credentials",
    "reviewer_license": "licensed_in",
    "reviewer_state": "licensed_in",
    "license_state": "licensed_in",
    "state_of_license": "licensed_in",
    "guideline": "cited",
    "guidelines": "cited",
    "guideline_cited": "cited",
    "guidelines_cited": "cited",
    "cited_guideline": "cited",
    "cited_guidelines": "cited",
}
"""How claims systems usually call our columns."""
_LIKELY = {
    "state": "licensed_in",
    "physician": "reviewer",
    "service": "treatment",
    "description": "treatment",
    "visits_req": "requested",
    "visits_requested": "requested",
    "visits_approved": "authorized",
    "visits_authorized": "authorized",
    "prior_visits": "visits_completed",
    "visits_to_date": "visits_completed",
    "received": "requested_on",
    "date_received": "requested_on",
    "received_date": "requested_on",
}
"""What may be meant, and may not: a state may be the worker's."""
