"""Twenty invented chart notes, written and annotated before any pattern was looked at: half for work, half for figures.

The hand names what is plainly stated, not everything: how many of its facts are read is what counts here. Who reads a
note under `unseen` moves it to `seen`.
"""

import json
from pathlib import Path

import pytest

from recheck.letters.letter import LetterText
from recheck.letters.notes.read import read_note
from recheck.load.cache import cached_rule_set
from recheck.load.files import SHIPPED
from recheck.load.json_nodes import plain_value

pytest.importorskip("medspacy")
FOLDER = Path(__file__).parent / "invented_notes"


@pytest.mark.parametrize(("which", "recall"), [("seen", 0.7), ("unseen", 0.5)])
def test_most_of_what_a_hand_wrote_down_is_read(which: str, recall: float) -> None:
    right = missed = 0
    for path in sorted((FOLDER / which).glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        read = read_note(LetterText(path.stem, "text", "", text), cached_rule_set(), (SHIPPED,))
        found = {(each.place, each.name, str(plain_value(each.value))) for each in read.facts}
        hand = map(json.loads, path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines())
        wanted = {(each["place"], each["fact"], str(each["value"])) for each in hand}
        right += len(wanted & found)
        missed += len(wanted - found)
        assert all(
            " ".join(text[each.span.start : each.span.end].split()) in " ".join(text.split()) for each in read.facts
        )
    assert right / (right + missed) >= recall
