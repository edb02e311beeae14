"""What a head of utilization review reads in a minute: a handful of sentences, and what the figures do not show.

Comes in: the figures. Goes out: sentences in pieces, text and numbers, so that each number keeps its list.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from recheck.audit.figures import Figures

Sentence = list[Any]
"""Text and numbers in turn; a number is a mapping with `count` and `list`."""


def in_a_minute(figures: Figures, titles: Mapping[str, str]) -> list[Sentence]:
    """The sentences at the top."""
    return [
        sentence
        for part in (_size, _agreement, _silence, _alike, _near, _groups, _drift, _lacking)
        for sentence in part(figures, titles)
    ]


def _size(figures: Figures, titles: Mapping[str, str]) -> Iterator[Sentence]:
    about, counts = figures["about"], figures["counts"]
    yield [
        counts["compared"],
        f" determinations of {_many(about['letters_compared'], 'case')}, {_period(about)}: ",
        counts["for"],
        f" were {about['for_word']}{_of_hundred(counts['for']['count'], counts['compared']['count'])}.",
    ]


def _agreement(figures: Figures, titles: Mapping[str, str]) -> Iterator[Sentence]:
    counts, known = figures["counts"], figures["agreement"]["documented"]
    word, other = figures["about"]["for_word"], figures["about"]["against_word"]
    agreeing = _of_hundred(counts["documented_agreeing"]["count"], counts["documented"]["count"])
    yield [
        "Where the rules decide on documented facts, ",
        counts["documented_agreeing"],
        " of ",
        counts["documented"],
        f" agree with the determination{agreeing}.",
    ]
    if known["kappa"] is not None:
        yield [
            f"Of what was {word} there the rules would approve {_hundred(known['overturned_recall'])} in 100, "
            f"of what was {other} refuse {_hundred(known['upheld_recall'])} in 100; kappa {known['kappa']:.2f}, "
            "where 0 is chance and 1 is full agreement."
        ]
    else:
        yield [
            f"No coefficient is given for these: fewer than {figures['about']['enough']} requests, or fewer than "
            f"{figures['about']['enough_of_each']} in a class."
        ]


def _silence(figures: Figures, titles: Mapping[str, str]) -> Iterator[Sentence]:
    counts = figures["counts"]
    yield [
        counts["silence"],
        " recommendations rest on silence of the record, ",
        counts["pend"],
        " pend for facts, and ",
        counts["not_covered"],
        " are not covered by the rules at hand.",
    ]


def _alike(figures: Figures, titles: Mapping[str, str]) -> Iterator[Sentence]:
    known = figures["like_cases"]["documented"]
    if not known["requests"]["count"]:
        yield ["No two requests with at least half of their criteria documented are alike."]
        return
    yield [
        "Of ",
        known["requests"],
        " requests that have a like one by every criterion, ",
        known["rarer_decision"],
        " were decided otherwise than most of their like.",
    ]


def _near(figures: Figures, titles: Mapping[str, str]) -> Iterator[Sentence]:
    found = figures["near_cases"]
    if found["reported"]:
        yield [
            f"{_many(found['reported'], 'pair')} of groups that differ in one criterion, and that the rules decide "
            "alike, were decided differently beyond chance."
        ]


def _groups(figures: Figures, titles: Mapping[str, str]) -> Iterator[Sentence]:
    found, criteria = figures["groups"], figures["groups_on_criteria"]
    if not found["tested"]:
        yield ["No group of reviewers has enough like cases to be compared with others."]
        return
    if not found["reported"] and not criteria["reported"]:
        yield [
            f"None of {_many(found['tested'], 'group')} of reviewers departs from others on like cases beyond chance."
        ]
    for row in found["rows"][:2]:
        yield [
            f"{_titled(titles, row['group'])}: ",
            row["observed"],
            " of ",
            row["requests"],
            f" like cases {figures['about']['for_word']}, where others' would be {row['expected']:,.0f}.",
        ]
    for row in criteria["rows"][:1]:
        yield [
            f"{_titled(titles, row['group'])}, where '{row['says'] or row['criterion']}' speaks against a request: ",
            row["observed"],
            " of ",
            row["requests"],
            f" {figures['about']['for_word']} all the same, where others' would be {row['expected']:,.0f}.",
        ]


def _drift(figures: Figures, titles: Mapping[str, str]) -> Iterator[Sentence]:
    found = figures["drift"]
    if not found["tested"]:
        yield ["The time covered is too short, or the like cases too few, to see drift."]
    elif not found["reported"]:
        yield [f"No drift beyond chance in {found['tested']} series over time."]
    for row in found["rows"][:2]:
        before, after = row["parts"][0], row["parts"][-1]
        yield [
            f"Drift, {_titled(titles, row['treatment']) if row['treatment'] else 'all treatments together'}: from "
            f"{row['changed_in'][0][:7]} on, {after['in_hundred']:.0f} in 100 {figures['about']['for_word']} (",
            after["requests"],
            f" requests) after {before['in_hundred']:.0f} in 100 (",
            before["requests"],
            ") before.",
        ]


def _lacking(figures: Figures, titles: Mapping[str, str]) -> Iterator[Sentence]:
    if figures["undocumented"]:
        row = figures["undocumented"][0]
        yield [f"The fact that most often lacks: {_titled(titles, row['fact'])}, in ", row["lacking"], " requests."]


def not_shown(figures: Figures) -> list[str]:
    """What the figures do not show, in plain words."""
    about, counts = figures["about"], figures["counts"]
    compared, silent = counts["compared"]["count"], counts["silence"]["count"]
    scored = silent + counts["documented"]["count"] + counts["record"]["count"]
    granted = counts["for"]["count"]
    refused = compared - granted
    went, whoever = ("against", "refuses") if refused >= granted else ("for", "approves")
    share = _hundred(max(refused, granted) / compared) if compared else "0"
    words = [
        f"Of 100 determinations here {share} went {went} the request. Whoever {whoever} everything agrees with them "
        "that often, so plain agreement says nothing: look at the two recalls and at kappa, beside what always "
        "deciding so and knowing no facts would reach.",
        f"{_hundred(silent / scored) if scored else 0} in 100 of the recommendations rest on silence: what the record "
        "at hand does not say counts as not established. Reviewers may have had more of the record before them.",
        "That like cases were decided differently does not say which decision was right. The criteria cannot tell "
        "these requests apart; a person who reads both may.",
        "A group that departs is a question, not a fault: its cases may differ in what no criterion asks.",
    ]
    if figures["panel"]:
        words.append(
            "In a panel one request is alike to itself: like cases decided differently may be one, by two reviewers."
        )
    if about["with_reviewer"]:
        words.append("Reviewers are named in this table; a small number of requests says little of anyone.")
    else:
        words.append(
            "No reviewer is named: credentials and licences are groups of people, and are called groups here. One "
            "person who decided much can make a whole group depart."
        )
    if figures["agreement"]["share_ours"] is not None:
        ours = _hundred(figures["agreement"]["share_ours"])
        words.append(
            f"{ours} in 100 of the criteria that speak for the decisions are our reading of vague words, or "
            "unverified: there a difference may be owed to the rule and not to the reviewer."
        )
    return [*words, *about["notes"]]


def alarms(figures: Figures) -> tuple[int, str]:
    """How many alarms there are, and of what."""
    kinds = {
        "groups": ("group", "groups"),
        "groups_on_criteria": ("group on one criterion", "groups on one criterion"),
        "near_cases": ("pair of near groups", "pairs of near groups"),
        "drift": ("series that drifts", "series that drift"),
        "editions": ("edition not followed", "editions not followed"),
    }
    counts = {names: figures[kind]["reported"] for kind, names in kinds.items()}
    words = [f"{count:,} {one if count == 1 else more}" for (one, more), count in counts.items() if count]
    if not any(figures[kind]["tested"] for kind in kinds):
        return 0, "too few like cases to look for any"
    return sum(counts.values()), ", ".join(words) or "nothing departs beyond chance"


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _hundred(share: float) -> str:
    return f"{100 * share:.0f}"


def _of_hundred(part: int, whole: int) -> str:
    return f" ({_hundred(part / whole)} in 100)" if whole else ""


def _period(about: Mapping[str, Any]) -> str:
    if not about["decided_from"]:
        return "without dates"
    return f"{about['decided_from'][:7]} to {about['decided_to'][:7]}"


def _titled(titles: Mapping[str, str], name: str) -> str:
    return titles.get(name, name)
