"""Letters read as cases beside the same letters' cases read by hand: how well facts are read, and what it decides.

Requests are those of the hand-read case, so that nothing but the reading of facts is scored; what a title says
of a request's own facts is read from the letter. Letters that whoever wrote the patterns had looked at are
scored apart from the others.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from recheck.audit.run import audit
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.letters.facts.adjudicated import Adjudicated
from recheck.letters.facts.asked import asked_of
from recheck.letters.facts.place import case_with_facts
from recheck.letters.facts.read import fact_reader
from recheck.letters.facts.score import Place, Score, score
from recheck.letters.read import read_bytes, text_of
from recheck.letters.requests import draft_of
from recheck.letters.structure import read_structure
from recheck.letters.words import load_letter_words
from recheck.load.files import SHIPPED
from recheck.model.case import Case, FactTable, Request
from recheck.model.problem import Problem, errors
from recheck.model.rule import RuleSet

Pair = tuple[Case, Case]
"""As read, by hand."""


_NAMES = {
    None: "all letters",
    "": "letters that the patterns were not written from",
    "first": "letters that the patterns were written from",
    "later": "letters looked at after they had been scored unseen",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """How recommendations from the facts read stand beside those from the facts read by hand."""

    requests: int
    same_decision: int
    same_without_facts: int
    """Of the hand-read cases: the decision would be the same with no facts at all."""
    same_rests_on: int
    same_criteria: int
    """The truth of every criterion is the same."""


@dataclass(frozen=True, slots=True)
class Group:
    """Letters that are scored together."""

    name: str
    pairs: tuple[Pair, ...]
    asked: Score
    whole: Score
    decided: Decided


@dataclass(frozen=True, slots=True)
class Scored:
    """All groups; and a second reading by hand beside the first, where there is one."""

    groups: tuple[Group, ...]
    second: Score | None
    second_letters: int
    problems: tuple[Problem, ...]


def pairs_of(paths: Sequence[str], hands: Sequence[Case], rules: RuleSet, folders: Sequence[str] = (SHIPPED,)) -> tuple[
    list[Pair], list[Problem]
]:  # fmt: skip
    """Every letter that has a hand-read case, as read and by hand; by the text's sha256, else the file's name."""
    by_digest = {str((each.source or {}).get("sha256")): each for each in hands}
    by_name = {str((each.source or {}).get("letter")): each for each in hands}
    words, reader = load_letter_words(folders), fact_reader(rules.vocabulary, folders)
    found: list[Pair] = []
    problems: list[Problem] = []
    for path in paths:
        data, wrong = read_bytes(path)
        if wrong:
            problems.append(wrong)
            continue
        name = path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
        hand = by_digest.get(hashlib.sha256(data).hexdigest()) or by_name.get(name)
        if hand is None or any(hand is other for _, other in found):  # the same letter as text and as PDF
            continue
        text, noted = text_of(data, path)
        letter, more = read_structure(text, words, path) if text else (None, [])
        problems += [each for each in (*noted, *more) if letter is None]
        if letter is None:
            continue
        draft = draft_of(letter, words, rules.vocabulary, path=path).case
        bare = replace(draft, requests=_requests(hand, draft), id=hand.id)
        found.append((case_with_facts(bare, reader.read(letter, words, bare).facts), hand))
    return found, problems


def _requests(hand: Case, draft: Case) -> dict[str, Request]:
    """The hand's requests, with the facts that the letter's titles give them."""
    titles: dict[str | None, FactTable] = {}
    for request in draft.requests.values():
        for each in (request, *request.parts):
            titles[each.treatment] = {} if each.treatment in titles else each.facts
    return {
        name: replace(
            request,
            facts=titles.get(request.treatment, {}),
            parts=tuple(replace(part, facts=titles.get(part.treatment, {})) for part in request.parts),
        )
        for name, request in hand.requests.items()
    }


def score_letters(
    paths: Sequence[str],
    hands: Sequence[Case],
    rules: RuleSet,
    *,
    seconds: Sequence[Case] = (),
    known: Adjudicated | None = None,
    folders: Sequence[str] = (SHIPPED,),
) -> Scored:
    """The score of the letters that have a hand-read case.

    Args:
        paths: letters.
        hands: the cases read by hand.
        rules: which facts are asked for, and what is recommended.
        seconds: a second reading by hand of some of them.
        known: what was looked up, and which letters had been looked at.
        folders: rule folders, for the words by which letters are read.
    """
    known = known or Adjudicated()
    pairs, problems = pairs_of(paths, hands, rules, folders)
    parts: dict[str, list[Pair]] = {}
    for pair in pairs:
        when = None if known.looked_at is None else known.looked_at.get(pair[1].id, "")
        parts.setdefault(_NAMES[when], []).append(pair)
    groups = tuple(_group(name, many, rules, known) for name, many in sorted(parts.items()))
    by_id = {case.id: case for case in hands}
    both = [(each, by_id[each.id]) for each in seconds if each.id in by_id]
    second = score(both) if both else None
    return Scored(groups, second, len(both), tuple(each for each in problems if errors([each])))


def _group(name: str, pairs: Sequence[Pair], rules: RuleSet, known: Adjudicated) -> Group:
    asked: Mapping[str, frozenset[Place]] = {hand.id: asked_of(rules, hand) for _, hand in pairs}
    return Group(
        name,
        tuple(pairs),
        score(pairs, asked, known.verdicts),
        score(pairs, verdicts=known.verdicts),
        _decided(rules, pairs),
    )


def _decided(rules: RuleSet, pairs: Sequence[Pair]) -> Decided:
    """In audit's own mode, in which silence counts as not met."""
    mode = Mode(Undocumented.NOT_ESTABLISHED)
    ours, hands = audit(rules, [read for read, _ in pairs], mode), audit(rules, [hand for _, hand in pairs], mode)
    both = [(one.recommendation, two) for one, two in zip(ours.requests, hands.requests, strict=True)]
    return Decided(
        len(both),
        sum(one.decision == two.recommendation.decision for one, two in both),
        sum(two.without_facts.decision == two.recommendation.decision for _, two in both),
        sum(one.rests_on == two.recommendation.rests_on for one, two in both),
        sum(
            [each.truth for rule in one.rules for each in rule.criteria]
            == [each.truth for rule in two.recommendation.rules for each in rule.criteria]
            for one, two in both
        ),
    )
