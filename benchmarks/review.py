"""How well determinations are reviewed, beside items read by hand: findings, what the record bears out, what follows.

python benchmarks/review.py AUDIT.json ITEMS.jsonl [--only CASES.txt | --without CASES.txt] [--wrong]

AUDIT.json is what `recheck audit LETTERS --format json` prints; ITEMS.jsonl holds items read by hand, with findings by
line. A finding matches one by hand within two lines and of the same sign, one to one. Beside each figure stands what
always giving the commonest answer would score. The list by hand is not whole, so precision against it is a lower bound.
First it says how much the rules decide on the record and on findings, and how that agrees with the determinations; that
they agree more on findings is owed to the reviewer's own words, and no evidence that a determination is right.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from recheck.audit.coefficients import coefficients, counted, intervals

NEAR = 2
RECORD = {"True": "borne_out", "False": "silent", "contradicts": "contradicted"}
FOLLOWS = {"yes": "follows", "no": "does_not_follow", "unclear": "not_reached"}


def sign_by_hand(said: str) -> bool:
    """Whether a finding says that something is there."""
    return not said.startswith(("absent", "not_documented"))


def sign(finding: dict[str, Any]) -> bool:
    return finding.get("value") is not None and finding["value"] is not False


def shares(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the fact's name, or the words that it was read from, share a word's beginning with the hand's words."""
    names = [one["fact"], *one.get("also", ())]
    ours = {word[:5] for name in names for word in name.split("_") if len(word) > 3}
    return not ours.isdisjoint(word[:5] for word in re.findall(r"[a-z]{4,}", other["fact"].lower()))


def matched(ours: list[dict[str, Any]], hand: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs of ours and theirs, those that share a word and then the nearest lines first, each used once."""
    pairs = sorted(
        (not shares(one, other), abs(one["lines"][0] - other["rationale_line"]), at, to)
        for at, one in enumerate(ours)
        for to, other in enumerate(hand)
        if other["rationale_line"] is not None
        and one["lines"][0] - NEAR <= other["rationale_line"] <= one["lines"][1] + NEAR
        and sign(one) == sign_by_hand(other["reviewer_says"])
    )
    used_ours: set[int] = set()
    used_hand: set[int] = set()
    found = []
    for _, _, at, to in pairs:
        if at not in used_ours and to not in used_hand:
            used_ours.add(at)
            used_hand.add(to)
            found.append((ours[at], hand[to]))
    return found


def on_findings(
    rows: list[dict[str, Any]], name: str, said: Callable[[dict[str, Any]], tuple[str | None, str | None]]
) -> None:
    """Print how much is decided, and how that agrees, on the record or on findings."""
    ruled = [row for row in rows if row["rule_in_force"] == "own" and row["review"]]
    decided = [row for row in ruled if said(row)[0] in ("approve", "modify", "deny")]
    evident = [row for row in decided if said(row)[1] in ("documented", "record", "finding")]
    print(f"{name}: of {len(ruled)} items with a rule {len(decided)} decided, {len(evident)} not on silence")
    for what, chosen in (("all decided", decided), ("not on silence", evident)):
        letters: dict[str, list[tuple[bool, bool]]] = {}
        for row in chosen:
            letters.setdefault(row["case"], []).append((said(row)[0] == "approve", row["outcome"] == "overturned"))
        pairs = [pair for many in letters.values() for pair in many]
        found = sum(ours and theirs for ours, theirs in pairs)
        overturned = sum(theirs for _, theirs in pairs)
        kappa = coefficients(pairs).kappa
        reach = intervals(counted(many) for many in letters.values())["kappa"]
        within = (
            f"{kappa:.2f} ({reach.low:.2f} to {reach.high:.2f})"
            if kappa is not None and reach.low is not None and reach.high is not None
            else "too few"
        )
        print(f"   {what}: overturned {found} of {overturned} found, kappa {within}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("audit", type=Path)
    parser.add_argument("items", type=Path)
    parser.add_argument("--only", type=Path)
    parser.add_argument("--without", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list what does not match")
    given = parser.parse_args()
    only = set(given.only.read_text().split()) if given.only else None
    without = set(given.without.read_text().split()) if given.without else set()
    audit = json.loads(given.audit.read_text())
    by_case: dict[str, list[dict[str, Any]]] = {}
    for row in audit["requests"]:
        by_case.setdefault(row["case"], []).append(row)
    items = [json.loads(line) for line in given.items.read_text().splitlines() if line.strip()]
    items = [each for each in items if (only is None or each["case"] in only) and each["case"] not in without]
    counts: Counter[str] = Counter()
    record: Counter[tuple[str, str]] = Counter()
    follows: Counter[tuple[str, str]] = Counter()
    for item in items:
        rows = by_case.get(item["case"], [])
        if item["item"] > len(rows) or rows[item["item"] - 1]["review"] is None:
            continue
        review = rows[item["item"] - 1]["review"]
        pairs = matched(review["findings"], item["findings"])
        counts["ours"] += len(review["findings"])
        counts["hand"] += len(item["findings"])
        counts["both"] += len(pairs)
        for one, other in pairs:
            record[RECORD[str(other["in_summary"])], one["borne_out"]] += 1
        follows[FOLLOWS[item["follows"]], review["follows"]] += 1
        if given.wrong:
            print(item["case"], item["item"], item["follows"], review["follows"])
            ours = {id(one) for one, _ in pairs}
            for each in review["findings"]:
                mark = " " if id(each) in ours else "+"
                print("  ", mark, each["lines"], each["fact"], each.get("value", "not found"), each["borne_out"])
            hand = {id(other) for _, other in pairs}
            for each in item["findings"]:
                if id(each) not in hand:
                    print("   -", each["rationale_line"], each["fact"][:70], each["reviewer_says"], each["in_summary"])
    chosen = [row for row in audit["requests"] if (only is None or row["case"] in only) and row["case"] not in without]
    on_findings(chosen, "on the record", lambda row: (row["recommendation"], row["rests_on"]))
    on_findings(
        chosen,
        "on findings",
        lambda row: (
            (row["review"]["on_findings"]["recommendation"], row["review"]["on_findings"]["rests_on"])
            if row["review"]["findings"]
            else (row["recommendation"], row["rests_on"])
        ),
    )
    print(f"{len(items)} items")
    print(
        f"findings: {counts['both']} of {counts['ours']} ours match (lower bound of precision), "
        f"{counts['both']} of {counts['hand']} by hand found ({counts['both'] / max(1, counts['hand']):.2f})"
    )
    for name, table in (("borne out", record), ("follows", follows)):
        total = sum(table.values())
        right = sum(count for (hand, ours), count in table.items() if hand == ours)
        commonest = Counter(hand for (hand, _), count in table.items() for _ in range(count)).most_common(1)
        always = commonest[0][1] if commonest else 0
        print(f"{name}: {right} of {total} right; always '{commonest[0][0] if commonest else '-'}': {always}")
        for (hand, ours), count in sorted(table.items()):
            print(f"   by hand {hand:<16} ours {ours:<16} {count}")


if __name__ == "__main__":
    main()
