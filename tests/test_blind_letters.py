"""Letters that were invented, and read by hand, by authors who knew neither rules nor patterns.

Those under `seen` were at hand when patterns were written; those under `unseen` have been seen by nobody who wrote
patterns, and are what tells how unseen letters are read. Who reads one of them moves it to `seen`.
"""

import json
from pathlib import Path

import pytest

from conftest import run
from laws import among

pytest.importorskip("medspacy")
FOLDER = Path(__file__).parent / "blind_letters"


@pytest.mark.parametrize(
    ("which", "precision", "recall"), among([("unseen", 0.82, 0.65), ("seen", 0.83, 0.9)], ("unseen", 0.82, 0.65))
)
def test_what_is_read_is_right_and_most_of_what_rules_ask_for(which: str, precision: float, recall: float) -> None:
    """Of facts that the hands name in some letter, as they knew no others; age and date of injury apart, which every
    letter tells in the same words."""
    status, out, err = run("import", str(FOLDER / which), "--score", str(FOLDER / which), "--format", "json")
    assert (status, err) == (0, "")
    (group,) = json.loads(out)["groups"]
    assert group["letters"] == 24
    by_fact = {name: each for name, each in group["asked"]["by_fact"].items() if name not in ("age", "date_of_injury")}
    named = [each for each in by_fact.values() if each["right"] + each["differs"] + each["missed"]]
    right, wrong, missed = (
        sum(each[word] for each in named for word in words)
        for words in (("right",), ("differs", "unrecorded"), ("differs", "missed"))
    )
    assert right / (right + wrong) >= precision
    assert right / (right + missed) >= recall
