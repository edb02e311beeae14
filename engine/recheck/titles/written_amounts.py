"""How amounts are written: patterns over the tokens of a title, and for each the words of which it holds one.

Without any of these words a pattern is not looked for, which is what makes a title quick to read.
"""

import re
from functools import lru_cache


def words(text: str) -> frozenset[str]:
    """Each word of a text."""
    return frozenset(text.split())


N = r"(\d+(?:\.\d+)?|\.\d+)"
NUM = r"(?:\d+(?:\.\d+)?|\.\d+)"
R = rf"{N}(?: (?:-|to|or) {N})?"
PERIOD = r"(?:week|wk|month|mo)"
TIMES = r"(?:x|time|visit|session|treatment|tx|day)"
WEEKLY = (
    rf"(?:{R} (?:{TIMES} )?(?:a|per|each|every|/) {PERIOD}|{R} (?:{TIMES} )(?:a |per |/ )?{PERIOD}"
    rf"|{R} (?:xwk|xweek|xmonth)|{R} (?:{TIMES} )?(?:weekly|wkly))\b"
)
FOR = r"(?:(?:for|x|time|over|during|@) )?(?:the next |next |a total of |total of |up to )?"
TABLET = r"(?:tablet|tab|capsule|cap|caplet|pill)"
COUNTED = (
    rf"(?:visit|session|treatment|tx|injection|block|{TABLET}|unit|patch|suppository|syringe|vial|pen|lozenge|film"
    r"|application|pair|study|level|dose|strip|appointment|trip|ride)"
)
NOT_COUNTED = {"level", "dose", "study"}
USUAL = frozenset({"200", "220", "250", "325", "350", "400", "500", "550", "600", "650", "750", "800", "850"})
"""Numbers that are strengths, where a drug's name is followed by nothing else."""
MAGNET = r"(?<!x )\b(?:1\.5|3|3\.0) (?:tesla|t)\b(?! (?:/|and|&|spine))"
VISITS = r"(?<![/.\d] )\b(\d{1,2})() v\b"
"""Visits by their first letter, of what is no drug and no film: '12v'."""
PACKAGE = r"(?:box|bottle|tube|container|kit|pack|package|jar|canister)"
GRAMS = r"(?:gram|gm|g|gr|grm|gms)"
VOLUME = r"(?:ml|cc|milliliter)"
STRENGTH = re.compile(
    rf"(?<![#\d] )(?P<amount>{NUM}(?: (?:/|-|to) {NUM})*) (?P<unit>mg|mcg|ug|meq|iu|mm|%)"
    rf"(?P<two>(?: / {NUM} (?:mg|mcg))+)?"
    rf"(?: (?:/|per) (?:(?P<per>{NUM}) )?(?P<of>ml|cc|hr|hour|h|day|actuation|spray|gm|g))?\b"
)
PERCENT = re.compile(rf"(?P<amount>{NUM}(?: (?:/|-|to) {NUM})*) %")
COMBINED = re.compile(
    rf"(?<![#/] )\b(?P<amount>{NUM} [/-] {NUM}(?: [/-] {NUM})?)(?! (?:mg|mcg|ml|hour|hr|tab|time|x|week|day|/))\b"
)
DAILY = r"(?:po|by mouth|orally|oral|topically|sublingually|daily|nightly|bid|tid|qid|qd|qhs|prn|qam|qpm)\b"
BARE_STRENGTH = (
    r"(?<![#/x.:=-] )(?<!qty )(?<!quantity )(?<!dispense )(?<!disp )(?<!take )\b(\d{2,4})\b"
    r"(?= (?:(?:po|by mouth|oral|orally) )?(?:bid|tid|qid|qd|qhs|hs|daily|nightly|qam|qpm)\b)"
)
"""Before how often a drug is taken, a number too large for tablets: '600 tid'."""
SIG = (
    r"\bcodeine (?:phosphate )?(?:tab )?# ?[1-4]\b",
    rf"\b{R} {TABLET} {R} (?:x|time) ?(?:(?:a|per|each|/) )?(?:day|daily|night)\b",
    rf"\b(?:take|apply|place|use|inhale|instill|insert)\b(?: {R})?(?: (?:{TABLET}|patch|{GRAMS}|spray|puff|drop))?",
    rf"\b{R} (?:{TABLET}|patch|puff|spray|drop)?s? ?(?:{DAILY}"
    rf"|(?:at|every|per|a|each|/) (?:night|bedtime|day|morning|evening|h|{R} h)|q (?:{R}|day|hs))",
    rf"\b{R} (?:x|time)s? ?(?:(?:a|per|each|/) )?(?:day|daily|night)\b",
    rf"\b(?:every|q) {R} ?(?:-|to)? ?(?:{N} )?(?:h|hr|hour|day)\b",
    rf"\b(?:{N} / )?{N} (?:h|hr|hour|min|minute) (?:before|after|prior)\b",
)
IN_DISPUTE = r"(?:disputed|still in dispute|in dispute|remain|remaining in dispute)"
BEFORE_FILLS = rf"(?:(?:with|w /|plus|and|x|time|\+) )?(?:a )?{N} (?:refill|rf|additional fill)\b(?P<of> of\b)?"
AFTER_FILLS = rf"\b(?:refill|rf) (?:(?:x|time|:|=|#|of|-) )*{N}\b(?! ?-? ?(?:day|week|month|mg|tab|cap|[xa]\b))"


OF_WEEKS = words("week wk month mo weekly wkly xwk xweek xmonth")
OF_TIME = words("day d week wk month mo year yr")
OF_FILLS = words("refill rf fill")
OF_DISPUTE = words("disputed dispute remain remaining")
OF_STRENGTH = words("mg mcg ug meq iu mm %")
OF_HOURS = words("hour hr")
OF_PACKAGES = words("box bottle tube container kit pack package jar canister")
OF_GRAMS = words("gram gm g gr grm gms")
OF_VOLUME = words("ml cc milliliter")
OF_OUNCES = words("oz ounce")
OF_MARKS = words("qty quantity number count dispense disp no series set #")
OF_COUNTS = words("count ct")
OF_PIECES = words(
    "visit session treatment tx injection block tablet tab capsule cap caplet pill unit patch "
    "suppository syringe vial pen lozenge film application pair study level dose strip appointment trip ride"
)
OF_MAGNETS = words("tesla t")
OF_VISITS = words("v")
SHARE = words("%")
OF_TIMES = words("x time")
SIG_WORDS = (
    words("codeine"),
    words("day daily night"),
    words("take apply place use inhale instill insert"),
    words(
        "po mouth by orally oral topically sublingually daily nightly bid tid qid qd qhs prn qam qpm "
        "night bedtime day morning evening h q at every per a each /"
    ),
    words("day daily night"),
    words("every q"),
    words("h hr hour min minute"),
)
"""For each of the directions above, words of which it holds one."""


@lru_cache(maxsize=1)
def courses() -> tuple[tuple[str, int, frozenset[str]], ...]:
    """The ways to tell of a course, and what each needs.

    A number says how many groups belong to the first factor; below 0, all but these.
    """
    return (
        (rf"\b{WEEKLY} (?:and )?{FOR}{R}\b(?: (?:more |additional |consecutive )?{PERIOD}\b)?", -2, OF_WEEKS),
        (rf"\b{R} {PERIOD} (?:at |of |x )?(?:[a-z]+ ){{0,3}}?{WEEKLY}", 2, OF_WEEKS),
        (rf"\b{R} (?:w|wk) {R}\b(?! {PERIOD}\b)", 2, words("w wk")),
        (rf"\b{R} (?:x|time) {R}\b(?! ?mg)(?: {PERIOD}\b)?", 2, OF_TIMES),
        (
            rf"\b(?:freq|frequency) (?:: |of )?{R} .{{0,20}}?(?:dur|duration) (?:: |of )?{R}\b",
            2,
            frozenset({"freq", "frequency"}),
        ),
        (rf"\b(?:weekly|per week|a week|every week) (?:for|x|time) {R}\b(?: {PERIOD}\b)?", 0, OF_WEEKS),
    )
