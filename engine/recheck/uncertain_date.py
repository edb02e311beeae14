"""A request whose own date is not known: the answer on the day of the latest record and on that of the denial.

Comes in: what is recommended on either day. Goes out: the one recommendation, where both agree. Where they do not,
an approval on the day of the record stands, the day on which most requests are made; against the request nothing is
certain: the date has to be asked for, or, where silence counts as not established, the refusal rests on silence.
"""

from dataclasses import replace
from datetime import date

from recheck.evaluators.rests import weakest
from recheck.evaluators.steps import Step
from recheck.evaluators.truths import Undocumented
from recheck.model.case import LATEST_RECORD, By, Request
from recheck.model.recommendation import Decision, Question, Reason, Recommendation
from recheck.whole_answer import SEVERITY


def latest_possible(request: Request) -> date | None:
    """The last day on which the request can have been made, where it is later than the day that stands for it.

    The latest record comes before the request or with it, the denial after it.
    """
    denial = request.determination(By.UTILIZATION_REVIEW)
    if request.date_stands_for != LATEST_RECORD or denial is None or denial.dated is None:
        return None
    return denial.dated if request.dates.requested and denial.dated > request.dates.requested else None


def over_dates(first: Recommendation, last: Recommendation, silence: Undocumented, asked: Question) -> Recommendation:
    """The recommendation over both days.

    Args:
        first: by the day of the latest record.
        last: by the day of the denial.
        silence: what is not documented is asked for, or counts as not established.
        asked: the question for the date of the request.
    """
    if first.answer == last.answer:
        return replace(first, rests_on=weakest([first.rests_on, last.rests_on]) if first.rests_on else None)
    days = [each.dates.requested for each in (first, last)]
    said = [f"by {day} {each.decision.replace('_', ' ')}" for day, each in zip(days, (first, last), strict=True)]
    text = f"the date of the request is not known, and it decides: {', '.join(said)}"
    if first.decision is Decision.APPROVE:
        return replace(first, notes=(*first.notes, text))
    if silence is Undocumented.NOT_ESTABLISHED:
        worse = min(first, last, key=lambda each: SEVERITY.index(each.decision))
        rests = str(Step.SILENCE) if worse.rests_on else None
        return replace(worse, rests_on=rests, notes=(*worse.notes, text))
    possible = (*first.possible, first.decision, *last.possible, last.decision)
    return first.pending(Reason.UNDOCUMENTED, text, possible, (asked, *first.missing))
