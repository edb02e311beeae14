"""What words a treatment was asked for in, and what they mean."""

from dataclasses import dataclass

from recheck.model.rule import RuleSet
from recheck.service.find import find


@dataclass(frozen=True, slots=True)
class Meant:
    """One treatment that words mean, or mean perhaps."""

    name: str
    title: str
    category: str
    unit: str | None
    rules: int


@dataclass(frozen=True, slots=True)
class Wording:
    """What words mean: treatments, region, side, quantity; nothing that they do not say."""

    words: str
    treatments: tuple[Meant, ...] = ()
    near: tuple[Meant, ...] = ()
    regions: tuple[str, ...] = ()
    side: str | None = None
    quantity: int | None = None


def read_words(words: str, rules: RuleSet) -> Wording:
    """As `recheck find` and /v1/treatments read them.

    Args:
        words: a treatment in any wording; at most 500 characters are read.
        rules: the rules, whose vocabulary knows the wordings.
    """
    said = words.strip()[:500]
    if not said:
        return Wording(said)
    found = find(said, rules)

    def meant(key: str) -> tuple[Meant, ...]:
        rows = found[key]
        assert isinstance(rows, list)
        return tuple(
            Meant(each["treatment"], each["title"], each["category"], each["unit"], len(each["rules"])) for each in rows
        )

    regions, side, quantity = found["body_regions"], found["side"], found["quantity"]
    assert isinstance(regions, list)
    assert quantity is None or isinstance(quantity, int)
    return Wording(said, meant("treatments"), meant("near"), tuple(regions), str(side) if side else None, quantity)
