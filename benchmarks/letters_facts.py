"""How well facts are read from letters: beside the cases read by hand, and what it does to recommendations.

Run: python benchmarks/letters_facts.py LETTERS... (folders of text letters). Patterns were written while looking
only at the letters of imr-seeds and at those of imr-mtus-2016 whose number ends in an odd digit; the others
were scored once, at the end, and are printed apart: unseen letters are what counts.
"""

import sys
import time
from dataclasses import replace
from pathlib import Path

from recheck.audit.run import audit
from recheck.judge import Mode, Undocumented
from recheck.letters.facts.asked import asked_of
from recheck.letters.facts.place import case_with_facts
from recheck.letters.facts.read import fact_reader
from recheck.letters.facts.score import Score, score
from recheck.letters.read import text_of
from recheck.letters.requests import draft_of
from recheck.letters.structure import read_structure
from recheck.letters.words import load_letter_words
from recheck.load.cases import load_cases
from recheck.load.files import SHIPPED
from recheck.load.ruleset import load_rule_set
from recheck.model.case import Case, Request
from recheck.model.rule import RuleSet

ROOT = Path(__file__).resolve().parents[1]
Pair = tuple[Case, Case]


def share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def rows(found: Score, *, by_fact: bool) -> None:
    """Overall, then by fact."""
    every = [("all", found.whole), ("all but age and date of injury", found.without("age", "date_of_injury"))]
    if by_fact:
        every += sorted(found.by_fact.items(), key=lambda it: (-(it[1].right + it[1].differs + it[1].missed), it[0]))
    for name, each in every:
        print(
            f"  {name:45} {each.right:4} right {each.differs:3} differ {each.unrecorded:3} unrecorded "
            f"{each.missed:3} missed   precision {share(each.precision)}  recall {share(each.recall)}"
        )


def recommendations(rules: RuleSet, pairs: list[Pair]) -> None:
    """What is recommended from the facts read beside what is recommended from those read by hand."""
    mode = Mode(Undocumented.NOT_ESTABLISHED)
    ours, hands = audit(rules, [read for read, _ in pairs], mode), audit(rules, [hand for _, hand in pairs], mode)
    both = [(one.recommendation, two) for one, two in zip(ours.requests, hands.requests, strict=True)]
    same = sum(one.decision == two.recommendation.decision for one, two in both)
    rests = sum(one.rests_on == two.recommendation.rests_on for one, two in both)
    bare = sum(two.without_facts.decision == two.recommendation.decision for _, two in both)
    criteria = sum(
        [each.truth for rule in one.rules for each in rule.criteria]
        == [each.truth for rule in two.recommendation.rules for each in rule.criteria]
        for one, two in both
    )
    print(
        f" recommendations: {same} of {len(both)} decide as those from hand-read facts ({bare} would with no facts at "
        f"all), {rests} rest on the same, {criteria} have the same truth for every criterion"
    )


def main(folders: list[str], *, seen_only: bool, show: bool) -> None:
    rules = load_rule_set()
    hands, problems = load_cases([ROOT / "cases" / "imr-mtus-2016", ROOT / "cases" / "imr-seeds"], rules.vocabulary)
    assert not problems, problems
    by_letter = {str((case.source or {})["letter"]): case for case in hands}
    words = load_letter_words()
    reader = fact_reader(rules.vocabulary, (SHIPPED,))
    groups: dict[str, list[Pair]] = {"seen": [], "unseen": []}
    from recheck.letters.facts.context import context_reader

    context_reader(reader.clinical.context, reader.clinical.context_reach)  # loads spaCy, once
    took = 0.0
    letters = 0
    for path in sorted(file for folder in folders for file in Path(folder).rglob("*.txt")):
        hand = by_letter.get(path.stem)
        if hand is None:
            continue
        group = "seen" if hand.id.startswith("imr-seed") or int(hand.id[-1]) % 2 else "unseen"
        if seen_only and group == "unseen":
            continue
        text, _ = text_of(path.read_bytes(), str(path))
        assert text
        letter, wrong = read_structure(text, words, str(path))
        assert letter, wrong
        began = time.perf_counter()
        # requests as the hand has them, so that only the reading of facts is scored
        bare = replace(draft_of(letter, words, rules.vocabulary).case, requests=_bare(hand), id=hand.id)
        read = reader.read(letter, words, bare)
        took += time.perf_counter() - began
        letters += 1
        groups[group].append((case_with_facts(bare, read.facts), hand))
    for group, pairs in groups.items():
        if not pairs:
            continue
        asked = {hand.id: asked_of(rules, hand) for _, hand in pairs}
        print(f"{group}: {len(pairs)} letters")
        print(" facts that a rule for the requests asks for")
        found = score(pairs, asked)
        rows(found, by_fact=True)
        print(" all facts")
        whole = score(pairs)
        rows(whole, by_fact=False)
        if show and group == "seen":
            for each in whole.disagreements:
                mark = "*" if each.place in asked[each.case] else " "
                print(f" {mark} {each.case} {each.place[0]}: {each.place[1]} read {each.read} by hand {each.by_hand}")
        recommendations(rules, pairs)
    seconds, _ = load_cases([ROOT / "tests" / "second_reading"], rules.vocabulary)
    by_id = {case.id: case for case in hands}
    print(f"a second reading by hand beside the first, both unaided: {len(seconds)} letters")
    rows(score([(each, by_id[each.id]) for each in seconds]), by_fact=False)
    print(f"{letters / took:.1f} letters a second on one core, with facts, without reading files")


def _bare(hand: Case) -> dict[str, Request]:
    return {
        name: replace(request, facts={}, parts=tuple(replace(part, facts={}) for part in request.parts))
        for name, request in hand.requests.items()
    }


if __name__ == "__main__":
    options = [each for each in sys.argv[1:] if each.startswith("--")]
    main(
        [each for each in sys.argv[1:] if not each.startswith("--")],
        seen_only="--seen" in options,
        show="--show" in options,
    )
