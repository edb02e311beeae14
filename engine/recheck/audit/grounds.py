"""What the decisions of an audit rest on, each ground counted apart."""

from collections.abc import Mapping

from recheck.evaluators.steps import Step

GROUNDS = (Step.DOCUMENTED, Step.RECORD, Step.SILENCE)
"""What decisions of an audit rest on."""
EVIDENCE = (Step.DOCUMENTED, Step.RECORD)
"""What counts as evidence: what is documented, and what the record was asked and is silent about."""


def resting(rests: Mapping[str, int]) -> str:
    """How many decisions rest on what, each ground apart.

    >>> resting({"documented": 2, "record": 0, "silence": 1})
    '2 rest on documented facts, 1 on silence of the record'
    """
    record = f", {rests['record']:,} on what the record was asked and does not mention" if rests["record"] else ""
    return f"{rests['documented']:,} rest on documented facts{record}, {rests['silence']:,} on silence of the record"
