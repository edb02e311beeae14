"""How many titles are read right: treatment, regions, side, form and quantity, against a key read by hand.

    python benchmarks/titles.py KEY.jsonl [--held-out CASES.txt]

A key has one title a line: `title`, `product_treatment` (names joined by +, or none), `regions`, `side`, `form`,
`quantity`, and `case`. With --held-out, the titles of the cases that the file names are counted apart, and of these no
title is shown. Prints right/total by part and half, those that are wrong, and distinct titles a second, none of them
seen before.

A key that names no treatment (`none`) takes any: such a title was not known when the key was read. One study or
procedure is one whether the title says so or not.
"""

import argparse
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from recheck.load.ruleset import load_rule_set
from recheck.model.rule import RuleSet
from recheck.service.find import asked_for
from recheck.titles import read_title

PARTS = ("treatment", "regions", "side", "form", "quantity")
FINGERS = {"fingers": "hand", "finger": "hand", "thumb": "hand", "toes": "foot"}
TIMED = 3_000


def judged(key: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, bool]:
    """For each part of a title, whether what was read is what the key says; only parts that the key has."""
    entries = found["treatments"]
    sides = {each["side"] for each in entries if each["side"]}
    side = None if not sides else sides.pop() if len(sides) == 1 else "bilateral"
    regions = {region for each in entries for region in each["regions"]}
    wanted = key.get("product_treatment")
    return {
        "treatment": bool(entries)
        and (wanted in (None, "none") or {each["id"] for each in entries} == set(str(wanted).split("+"))),
        "regions": regions == {FINGERS.get(each, each) for each in key["regions"]},
        "side": side == key["side"],
        "form": found["form"] == key["form"],
        "quantity": _same_amount(key["quantity"], found["quantity"]),
    }


def _same_amount(key: object, found: object) -> bool:
    """A range counts by its upper end; one counts as said."""
    if isinstance(found, dict):
        return key is None or key in (found["to"], f"{found['from']}-{found['to']}", found)
    return key == found or (key in (None, 1) and found in (None, 1))


def counted(keys: list[dict[str, Any]], rules: RuleSet, *, shown: bool) -> dict[str, int]:
    """How many titles are right, by part; `all` where every part is."""
    right = dict.fromkeys((*PARTS, "all"), 0)
    for key in keys:
        found = asked_for(key["title"], rules)
        parts = judged(key, found)
        for part, is_right in parts.items():
            right[part] += is_right
        right["all"] += all(parts.values())
        if shown and not all(parts.values()):
            wrong = ", ".join(part for part, is_right in parts.items() if not is_right)
            print(f"  {wrong}: {key['title']}")
    return right


def a_second(titles: list[str], rules: RuleSet) -> float:
    """Distinct titles a second of processor time, none of them read before."""
    made = [f"{titles[number % len(titles)]} {number}mm" for number in range(TIMED)]
    read_title("warm", rules.vocabulary)
    start = time.process_time()
    for title in made:
        read_title(title, rules.vocabulary)
    return TIMED / (time.process_time() - start)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("key", type=Path)
    parser.add_argument("--held-out", type=Path)
    parser.add_argument("--hide", action="store_true", help="show no title that is wrong")
    given = parser.parse_args()
    rules = load_rule_set()
    keys = [json.loads(line) for line in given.key.read_text(encoding="utf-8").splitlines() if line.strip()]
    held = set(given.held_out.read_text(encoding="utf-8").split()) if given.held_out else set()
    for name, half in (
        ("development", [key for key in keys if key.get("case") not in held]),
        ("held out", [key for key in keys if key.get("case") in held]),
    ):
        if half:
            print(f"{name}: {len(half)} titles")
            right = counted(half, rules, shown=name == "development" and not given.hide)
            print("  " + "; ".join(f"{part} {number}/{len(half)}" for part, number in right.items()))
    print(f"{a_second([key['title'] for key in keys], rules):,.0f} distinct titles a second")


if __name__ == "__main__":
    main()
